/* src/cli/fault.h: what helpdeskctl says when something did not work, and with which status it ends.
 * May use: base/, APR. Must not know: commands.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_CLI_FAULT_H
#define HD_CLI_FAULT_H

#include "../base/error.h"

#define HD_EXIT_FAILED 1
#define HD_EXIT_USAGE 2

/**
 * Make an error with the words in which it is shown.
 * @param pool    owns the error
 * @param kind    HD_BAD_REQUEST where the command line is wrong
 * @param format  printf format of the words
 * @return the error; never NULL
 */
hd_error_t *hd_cli_fault(apr_pool_t *pool, hd_error_kind_t kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** The command line is wrong: hd_cli_usage(pool, "there is no command %s", name). */
#define hd_cli_usage(pool, ...) hd_cli_fault((pool), HD_BAD_REQUEST, __VA_ARGS__)

/** One line for an error and those joined to it. @return in pool */
const char *hd_cli_fault_text(const hd_error_t *error, apr_pool_t *pool);

/** The status to end with after an error. */
int hd_cli_fault_status(const hd_error_t *error);

#endif
