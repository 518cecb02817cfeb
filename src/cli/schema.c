/* src/cli/schema.c: the command migrate, and the row of check.
 * May use: domain/, store/, base/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "../store/migrate.h"
#include "check.h"
#include "command.h"
#include "output.h"

static void waits(void)
{
    fprintf(stderr, "helpdeskctl migrate: somebody else migrates this database; waiting for the end, 10 minutes at most\n");
}

static hd_error_t *migrate(hd_cli_t *cli)
{
    int from, to;

    HD_TRY(hd_migrate(&from, &to, cli->db, cli->sql_dir, cli->now, waits, cli->pool));
    if (cli->xml) {
        hd_view_t *view = hd_view_create("cli-migrate", cli->pool);
        hd_view_attr_int(view, hd_view_root(view), "from", from);
        hd_view_attr_int(view, hd_view_root(view), "to", to);
        return hd_cli_print_view(view, cli->pool);
    }
    if (from == to) printf("schema version %d: nothing to do\n", to);
    else printf("schema version %d, was %d\n", to, from);
    return NULL;
}

static const hd_cli_option_t check_options[] = {
    { "deep", NULL, "read every attachment and compare its hash", HD_OPTION_MAY },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

const hd_cli_command_t hd_cli_schema_commands[] = {
    { "migrate", NULL, NULL, 0, 0, "bring the database to the schema that this version needs",
      "Run it after each update of the program; it does nothing when there is nothing to do. Two at once are\n"
      "safe: the second waits for the first. Reload Apache gracefully afterwards.",
      NULL, HD_NEEDS_DATABASE, migrate },
    { "check", NULL, NULL, 0, 0, "look whether configuration, database and attachments fit together",
      "Prints each fault in a line and ends with 1 when there is one. It changes nothing.", check_options,
      HD_NEEDS_DATABASE, hd_cli_check },
    { NULL }
};
