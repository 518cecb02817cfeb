/* src/cli/lookup.h: what an argument of the command line stands for in the database, or words why it stands for nothing.
 * May use: domain/, base/. Must not know: commands.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_CLI_LOOKUP_H
#define HD_CLI_LOOKUP_H

#include "../domain/roster.h"
#include "command.h"

/** A person by e-mail address. @param[out] person  never NULL without an error @return NULL, or an error that names it */
hd_error_t *hd_cli_person(const hd_person_t **person, const hd_cli_t *cli, const char *email);

/** An account by id or name. @return NULL, or an error that names it */
hd_error_t *hd_cli_account(hd_account_t *account, const hd_cli_t *cli, const char *text);

/** A text of the command line that goes into the database: one line of UTF-8, not too long. @param needed  may not be "" */
hd_error_t *hd_cli_check_text(const hd_cli_t *cli, const char *option, const char *text, int needed);

/** Rights as they are written: "owner", "billing", "support", or two of them with a comma. @return 0 when wrong */
int hd_cli_rights_parse(const char *text);

/** Rights as they are written; "-" for none. @return in pool */
const char *hd_cli_rights_text(int rights, apr_pool_t *pool);

#endif
