/* src/cli/search.c: the commands about the words by which the desk finds tickets.
 * May use: domain/ and what is below it, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include "../domain/search.h"

#include <stdio.h>

#include "command.h"
#include "output.h"

static hd_error_t *print(const hd_cli_t *cli, apr_int64_t left)
{
    if (cli->xml) {
        hd_view_t *view = hd_view_create("cli-search", cli->pool);
        hd_view_attr_int(view, hd_view_root(view), "left", left);
        return hd_cli_print_view(view, cli->pool);
    }
    if (left) printf("messages that cannot be found yet: %" APR_INT64_T_FMT " at most\n", left);
    else printf("all messages can be found\n");
    return NULL;
}

static hd_error_t *status(hd_cli_t *cli)
{
    apr_int64_t left;

    HD_TRY(hd_search_left(&left, cli->db, cli->now, cli->pool));
    return print(cli, left);
}

/* Read on until all is read. */
static hd_error_t *update(hd_cli_t *cli)
{
    const hd_search_run_t run = { HD_SEARCH_ROUND_ALL, 0, NULL };
    apr_int64_t left;

    HD_TRY(hd_search_read_on(&left, cli->db, &run, cli->now, cli->pool));
    return print(cli, left);
}

static hd_error_t *rebuild(hd_cli_t *cli)
{
    HD_TRY(hd_search_forget(cli->db, cli->pool));
    return update(cli);
}

const hd_cli_command_t hd_cli_search_commands[] = {
    { "search", "status", NULL, 0, 0, "say how many messages the desk's search does not find yet", NULL, NULL, HD_NEEDS_SCHEMA,
      status },
    { "search", "update", NULL, 0, 0, "read what the desk's search does not find yet",
      "The worker of Apache does so by itself, in the background; this is faster where there is very much of it.", NULL,
      HD_NEEDS_SCHEMA, update },
    { "search", "rebuild", NULL, 0, 0, "forget the words of all tickets and read them anew",
      "Nothing but words is forgotten. Until the end the desk finds only what has been read; it is harmless to stop it:\n"
      "the worker of Apache goes on.",
      NULL, HD_NEEDS_SCHEMA, rebuild },
    { NULL }
};
