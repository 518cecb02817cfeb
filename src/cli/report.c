/* src/cli/report.c: the commands about the figures of reports.
 * May use: domain/ and what is below it, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "../domain/report_keep.h"
#include "command.h"
#include "output.h"

#define A_WHILE_USEC 1000000

/* Count on until all is counted, by the days of the zone that the worker has written down: only Apache's configuration
 * says it. */
static hd_error_t *update(hd_cli_t *cli)
{
    hd_report_keeper_t keeper = { NULL, NULL, 0 };
    int more = 1;

    HD_TRY(hd_report_zone(&keeper.zone, cli->db, cli->pool));
    if (!*keeper.zone) return hd_cli_fault(cli->pool, HD_CONFLICT, "the worker within Apache must begin");
    HD_TRY(hd_locales_create(&keeper.locales, keeper.zone, cli->pool));
    while (more) HD_TRY(hd_report_keep(&more, cli->db, &keeper, A_WHILE_USEC, cli->now, cli->pool));
    if (cli->xml) return hd_cli_print_view(hd_view_create("cli-report-update", cli->pool), cli->pool);
    printf("reports are up to date\n");
    return NULL;
}

static hd_error_t *rebuild(hd_cli_t *cli)
{
    HD_TRY(hd_report_rebuild(cli->db));
    if (cli->xml) return hd_cli_print_view(hd_view_create("cli-report-rebuild", cli->pool), cli->pool);
    printf("the figures of reports will be reckoned anew\n");
    return NULL;
}

const hd_cli_command_t hd_cli_report_commands[] = {
    { "report", "update", NULL, 0, 0, "bring the figures of reports up to date",
      "The worker within Apache does so by itself, in the background; this is faster where there is very much to count.", NULL,
      HD_NEEDS_SCHEMA, update },
    { "report", "rebuild", NULL, 0, 0, "reckon the figures of reports anew",
      "The worker within Apache begins within a second; until it is through, reports say that they are not whole.", NULL,
      HD_NEEDS_SCHEMA, rebuild },
    { NULL }
};
