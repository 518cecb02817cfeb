/* src/cli/check.h: the command check.
 * May use: command.h. Must not know: what is checked.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_CLI_CHECK_H
#define HD_CLI_CHECK_H

#include "command.h"

/** Print each fault of configuration, database and attachment store; status 1 when there is one. */
hd_error_t *hd_cli_check(hd_cli_t *cli);

#endif
