/* src/domain/password.h: what a password must be, its hash, and how many hashes are computed at once.
 * May use: text/, base/, APR. Must not know: whose password it is, where the hash is kept.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_PASSWORD_H
#define HD_DOMAIN_PASSWORD_H

#include "../base/gate.h"

#define HD_PASSWORD_MIN 10       /* characters; NIST SP 800-63B asks for 8 at least */
#define HD_PASSWORD_MAX_BYTES 72 /* bcrypt looks at no more */

/** How passwords are hashed. */
typedef struct hd_hasher_t {
    int cost;        /* of bcrypt: 4..31, HelpdeskPasswordCost */
    hd_gate_t *gate; /* NULL: no bound, for programs of one thread */
} hd_hasher_t;

/**
 * Make the gate of a process's password checks: a hash costs as much as hundreds of pages, so a few threads compute at
 * once, a few more wait, and in a flood the rest is turned away at once: threads are left for pages.
 * @param[out] gate  in pool; as wide as the machine has cores but one, at least one; untouched on error
 * @param pool       lives as long as the process
 * @return NULL, or HD_BROKEN
 */
hd_error_t *hd_password_gate_create(hd_gate_t **gate, apr_pool_t *pool);

/**
 * Go in, after waiting for at most 5 seconds; not at all where enough wait already.
 * @param gate  the gate; NULL lets everybody in
 * @param pool  for the error
 * @return NULL, or HD_BUSY "login-busy"; only after NULL hd_gate_leave() is called
 */
hd_error_t *hd_password_gate_enter(hd_gate_t *gate, apr_pool_t *pool);

/**
 * Whether a password may be chosen.
 * @param password  as typed, UTF-8
 * @param email     the person's address, which the password must not be; or NULL
 * @param pool      for the error
 * @return NULL, or HD_INVALID on field "password": "password-short" (value: characters), "password-long" (value:
 *         bytes), "password-email"
 */
hd_error_t *hd_password_rules(const char *password, const char *email, apr_pool_t *pool);

/**
 * Hash a password with bcrypt and fresh salt.
 * @param[out] hash  "$2y$…", in pool; untouched on error
 * @param password   1..HD_PASSWORD_MAX_BYTES bytes
 * @param hasher     cost and gate
 * @param pool       owns the hash
 * @return NULL, HD_BUSY, or HD_BROKEN
 */
hd_error_t *hd_password_hash(const char **hash, const char *password, const hd_hasher_t *hasher, apr_pool_t *pool);

/**
 * Compare a password with a hash. Takes as long when there is no hash or the password is too long.
 * @param[out] right  1 or 0; untouched on error
 * @param password    as typed
 * @param hash        any hash that APR or crypt(3) knows; NULL or "" when there is none
 * @param hasher      cost and gate
 * @param pool        for the work
 * @return NULL, or HD_BUSY
 */
hd_error_t *hd_password_check(int *right, const char *password, const char *hash, const hd_hasher_t *hasher,
                              apr_pool_t *pool);

/** Whether a hash is weaker than the hasher's, or of another kind, and should be made anew. @return 1 or 0 */
int hd_password_outdated(const char *hash, const hd_hasher_t *hasher);

#endif
