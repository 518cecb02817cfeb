/* src/cli/report.c: the command about the figures of reports.
 * May use: domain/ and what is below it, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "../domain/report_keep.h"
#include "command.h"
#include "output.h"

static hd_error_t *rebuild(hd_cli_t *cli)
{
    HD_TRY(hd_report_rebuild(cli->db));
    if (cli->xml) return hd_cli_print_view(hd_view_create("cli-report-rebuild", cli->pool), cli->pool);
    printf("the figures of reports will be reckoned anew\n");
    return NULL;
}

const hd_cli_command_t hd_cli_report_commands[] = {
    { "report", "rebuild", NULL, 0, 0, "reckon the figures of reports anew",
      "The worker within Apache begins within a second; until it is through, reports say that they are not whole.", NULL,
      HD_NEEDS_SCHEMA, rebuild },
    { NULL }
};
