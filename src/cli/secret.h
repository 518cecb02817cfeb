/* src/cli/secret.h: reading a password that is shown and printed nowhere.
 * May use: base/, APR. Must not know: whose it is.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_CLI_SECRET_H
#define HD_CLI_SECRET_H

#include "fault.h"

/**
 * Read a password: the first line of standard input, or typed twice at the terminal without echo.
 * @param[out] password  in pool; untouched on error
 * @param from_stdin     1: --password-stdin was given
 * @param pool           owns the password
 * @return NULL, or what is wrong
 */
hd_error_t *hd_cli_read_password(const char **password, int from_stdin, apr_pool_t *pool);

#endif
