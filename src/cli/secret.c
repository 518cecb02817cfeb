/* src/cli/secret.c: reading a password.
 * May use: base/, APR. Must not know: whose it is.
 * SPDX-License-Identifier: Apache-2.0 */
#include "secret.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PASSWORD_MAX_BYTES 256 /* far more than what is taken, so that the domain says which limit there is */

static hd_error_t *from_standard_input(const char **password, apr_pool_t *pool)
{
    char line[PASSWORD_MAX_BYTES];

    if (!fgets(line, sizeof(line), stdin)) {
        return hd_cli_fault(pool, HD_INVALID, "no password came on standard input");
    }
    if (!strchr(line, '\n') && strlen(line) + 1 == sizeof(line)) {
        return hd_cli_fault(pool, HD_INVALID, "the password is too long");
    }
    line[strcspn(line, "\r\n")] = '\0';
    *password = apr_pstrdup(pool, line);
    return NULL;
}

static hd_error_t *from_terminal(const char **password, const char *prompt, apr_pool_t *pool)
{
    char typed[PASSWORD_MAX_BYTES];
    apr_size_t size = sizeof(typed);

    if (apr_password_get(prompt, typed, &size) != APR_SUCCESS) {
        return hd_cli_fault(pool, HD_INVALID, "the password could not be read");
    }
    *password = apr_pstrdup(pool, typed);
    return NULL;
}

hd_error_t *hd_cli_read_password(const char **password, int from_stdin, apr_pool_t *pool)
{
    const char *first, *again;

    if (from_stdin) return from_standard_input(password, pool);
    if (!isatty(STDIN_FILENO)) {
        return hd_cli_usage(pool, "there is no terminal to type a password at: give --password-stdin");
    }
    HD_TRY(from_terminal(&first, "New password: ", pool));
    HD_TRY(from_terminal(&again, "The same again: ", pool));
    if (strcmp(first, again)) return hd_cli_fault(pool, HD_INVALID, "the two passwords differ; nothing was changed");
    *password = first;
    return NULL;
}
