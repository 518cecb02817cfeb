/* src/domain/password.c: what a password must be, its hash, and how many hashes are computed at once.
 * May use: text/, base/, APR. Must not know: whose password it is, where the hash is kept.
 * SPDX-License-Identifier: Apache-2.0 */
#include "password.h"

#include <apr_general.h>
#include <apr_lib.h>
#include <apr_md5.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../text/fold.h"

#define GATE_WAIT apr_time_from_sec(5)
#define GATE_WAITING 12 /* threads that may wait: in a flood of sign-ins the others are left for pages */
#define SALT_BYTES 16
#define HASH_ROOM 128

hd_error_t *hd_password_gate_create(hd_gate_t **gate, apr_pool_t *pool)
{
    int width = (int)sysconf(_SC_NPROCESSORS_ONLN) - 1;

    return hd_gate_create(gate, width > 0 ? width : 1, GATE_WAITING, pool);
}

hd_error_t *hd_password_gate_enter(hd_gate_t *gate, apr_pool_t *pool)
{
    hd_error_t *error;

    if (hd_gate_enter(gate, GATE_WAIT)) return NULL;
    error = hd_error(pool, HD_BUSY, "login-busy", "no place for a password check within 5 seconds");
    error->retry_after_sec = 5;
    return error;
}

static int is_the_address(const char *password, const char *email, apr_pool_t *pool)
{
    const char *folded = hd_email_fold(password, pool);
    const char *own = email ? hd_email_fold(email, pool) : NULL;

    return folded && own && strcmp(folded, own) == 0;
}

hd_error_t *hd_password_rules(const char *password, const char *email, apr_pool_t *pool)
{
    hd_error_t *fault = NULL;

    if (strlen(password) > HD_PASSWORD_MAX_BYTES) {
        fault = hd_error_field(pool, "password-long", "password");
        fault->value = apr_itoa(pool, HD_PASSWORD_MAX_BYTES);
    } else if (hd_text_chars(password) < HD_PASSWORD_MIN) {
        fault = hd_error_field(pool, "password-short", "password");
        fault->value = apr_itoa(pool, HD_PASSWORD_MIN);
    } else if (is_the_address(password, email, pool)) {
        fault = hd_error_field(pool, "password-email", "password");
    }
    return fault;
}

hd_error_t *hd_password_hash(const char **hash, const char *password, const hd_hasher_t *hasher, apr_pool_t *pool)
{
    unsigned char salt[SALT_BYTES];
    char *made = apr_palloc(pool, HASH_ROOM);
    apr_status_t status = apr_generate_random_bytes(salt, sizeof(salt));

    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "server-random", "salt of a password");
    HD_TRY(hd_password_gate_enter(hasher->gate, pool));
    status = apr_bcrypt_encode(password, (unsigned int)hasher->cost, salt, sizeof(salt), made, HASH_ROOM);
    hd_gate_leave(hasher->gate);
    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "server-password", "bcrypt");
    *hash = made;
    return NULL;
}

/* A hash that no password has (its last part is made up), for those who have none: checking it takes as long. */
static const char *nobodys_hash(int cost, apr_pool_t *pool)
{
    return apr_psprintf(pool, "$2y$%02d$abcdefghijklmnopqrstuu5Qk0Dd6nWQz8bV0u1vC3xT2yR4s6e8G", cost);
}

hd_error_t *hd_password_check(int *right, const char *password, const char *hash, const hd_hasher_t *hasher,
                              apr_pool_t *pool)
{
    int known = hash && *hash && strlen(password) <= HD_PASSWORD_MAX_BYTES;
    apr_status_t status;

    if (!known) hash = nobodys_hash(hasher->cost, pool);
    HD_TRY(hd_password_gate_enter(hasher->gate, pool));
    status = apr_password_validate(password, hash);
    hd_gate_leave(hasher->gate);
    *right = known && status == APR_SUCCESS;
    return NULL;
}

int hd_password_outdated(const char *hash, const hd_hasher_t *hasher)
{
    if (strncmp(hash, "$2y$", 4) != 0 || !apr_isdigit(hash[4]) || !apr_isdigit(hash[5])) return 1;
    return (hash[4] - '0') * 10 + (hash[5] - '0') < hasher->cost;
}
