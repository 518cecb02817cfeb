/* src/cli/outbox.c: the commands about mail that waits, was sent, or could not be.
 * May use: domain/ and what is below it, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include "../domain/administer.h"
#include "../domain/outbox.h"

#include <apr_strings.h>
#include <stdio.h>

#include "../base/choice.h"
#include "command.h"
#include "output.h"

#define LIMIT_PRESET 100
#define LIMIT_MAX 100000

static hd_error_t *print_view(const apr_array_header_t *rows, apr_pool_t *pool)
{
    hd_view_t *view = hd_view_create("cli-outbox", pool);
    int i;

    for (i = 0; i < rows->nelts; i++) {
        const hd_outbox_row_t *row = &APR_ARRAY_IDX(rows, i, hd_outbox_row_t);
        xmlNodePtr node = hd_view_add(view, hd_view_root(view), "mail");
        hd_view_attr(view, node, "id", row->id);
        hd_view_attr(view, node, "kind", row->kind);
        hd_view_attr(view, node, "recipient", row->recipient);
        hd_view_attr(view, node, "state", row->state);
        hd_view_attr(view, node, "ticket", row->reference);
        hd_view_attr_int(view, node, "attempts", row->attempts);
        hd_view_attr(view, node, "created", hd_time_iso(row->created_at, pool));
        hd_view_attr(view, node, "due", hd_time_iso(row->due_at, pool));
        hd_view_attr(view, node, "sent", hd_time_iso(row->sent_at, pool));
        if (row->last_error && *row->last_error) hd_view_attr(view, node, "error", row->last_error);
    }
    return hd_cli_print_view(view, pool);
}

static hd_error_t *read_limit(int *limit, const hd_cli_t *cli)
{
    const char *text = hd_cli_option(cli, "limit");

    *limit = !text ? LIMIT_PRESET : strspn(text, "0123456789") == strlen(text) && strlen(text) < 7 ? (int)apr_atoi64(text) : 0;
    if (*limit >= 1 && *limit <= LIMIT_MAX) return NULL;
    return hd_cli_usage(cli->pool, "--limit %s: a number from 1 to %d", text, LIMIT_MAX);
}

static hd_error_t *list(hd_cli_t *cli)
{
    static const char *const heads[] = { "ID",       "STATE", "KIND",    "RECIPIENT", "TICKET",
                                         "ATTEMPTS", "CREATED", "LAST ERROR", NULL };
    static const char *const states[] = { "queued", "sent", "failed", "dropped", NULL };
    const char *state = hd_cli_option(cli, "state");
    apr_array_header_t *rows;
    hd_table_t *table;
    int limit, i;

    if (state && !hd_choice(states, state)) return hd_cli_usage(cli->pool, "--state %s: queued, sent, failed or dropped", state);
    HD_TRY(read_limit(&limit, cli));
    HD_TRY(hd_outbox_list(&rows, cli->db, state, limit, cli->pool));
    if (cli->xml) return print_view(rows, cli->pool);
    table = hd_table_create(heads, 1 << 5, cli->pool);
    for (i = 0; i < rows->nelts; i++) {
        const hd_outbox_row_t *row = &APR_ARRAY_IDX(rows, i, hd_outbox_row_t);
        hd_table_cell(table, row->id);
        hd_table_cell(table, row->state);
        hd_table_cell(table, row->kind);
        hd_table_cell(table, row->recipient);
        hd_table_cell(table, row->reference);
        hd_table_cell_int(table, row->attempts);
        hd_table_cell(table, hd_time_iso(row->created_at, cli->pool));
        hd_table_cell(table, row->last_error);
    }
    hd_table_print(table, "mails");
    if (rows->nelts == limit) printf("Only the newest %d are shown; --limit shows more.\n", limit);
    return NULL;
}

static hd_error_t *retry(hd_cli_t *cli)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    const char *id = hd_cli_arg(cli, 0);
    hd_view_t *view;
    int count;

    if (!id == !hd_cli_option(cli, "all")) return hd_cli_usage(cli->pool, "give one ID, or --all");
    HD_TRY(hd_administer_retry(&count, cli->db, &by, id, cli->pool));
    if (id && !count) return hd_cli_fault(cli->pool, HD_NOT_FOUND, "there is no failed mail %s", id);
    if (!cli->xml) {
        printf("%d to be tried again\n", count);
        return NULL;
    }
    view = hd_view_create("cli-outbox-retry", cli->pool);
    hd_view_attr_int(view, hd_view_root(view), "count", count);
    return hd_cli_print_view(view, cli->pool);
}

static const hd_cli_option_t list_options[] = {
    { "state", "STATE", "queued, sent, failed or dropped; all without it", HD_OPTION_MAY },
    { "limit", "NUMBER", "how many, newest first (default 100)", HD_OPTION_MAY },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

static const hd_cli_option_t retry_options[] = {
    { "all", NULL, "all failed mails", HD_OPTION_MAY },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

const hd_cli_command_t hd_cli_outbox_commands[] = {
    { "outbox", "list", NULL, 0, 0, "list mails, newest first", NULL, list_options, HD_NEEDS_SCHEMA, list },
    { "outbox", "retry", "[ID]", 0, 1, "try failed mails again, from the beginning",
      "The worker within Apache takes them within a second.", retry_options, HD_NEEDS_SCHEMA, retry },
    { NULL }
};
