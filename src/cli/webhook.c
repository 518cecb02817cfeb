/* src/cli/webhook.c: the commands about webhooks.
 * May use: domain/ and what is below it, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include "../domain/webhook_edit.h"

#include <stdio.h>
#include <string.h>

#include "command.h"
#include "output.h"

static hd_error_t *print_done(const hd_cli_t *cli, const char *what, const char *id, const char *secret)
{
    hd_view_t *view;
    xmlNodePtr node;

    if (!cli->xml) {
        printf("%s: %s\n", id, what);
        if (secret) printf("secret: %s\nIt is shown this once only.\n", secret);
        return NULL;
    }
    view = hd_view_create("cli-webhook", cli->pool);
    node = hd_view_add(view, hd_view_root(view), "done");
    hd_view_attr(view, node, "what", what);
    hd_view_attr(view, node, "webhook", id);
    hd_view_attr(view, node, "secret", secret);
    return hd_cli_print_view(view, cli->pool);
}

/* Words for what is wrong with a new webhook. */
static hd_error_t *words(const hd_cli_t *cli, const hd_error_t *error)
{
    if (!strcmp(error->code, "webhook-url"))
        return hd_cli_fault(cli->pool, HD_INVALID, "the address: %s", error->detail);
    if (!strcmp(error->code, "department-unknown")) {
        return hd_cli_fault(cli->pool, HD_NOT_FOUND, "there is no department %s (department list)", hd_cli_arg(cli, 0));
    }
    return hd_cli_fault(cli->pool, HD_INVALID,
                        "there is no event %s: ticket.opened, ticket.replied, ticket.answered, "
                        "ticket.status, ticket.assigned",
                        error->value);
}

static hd_error_t *add(hd_cli_t *cli)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    hd_webhook_edit_t wanted = { .department = hd_cli_arg(cli, 0), .url = hd_cli_arg(cli, 1),
                                 .events = hd_cli_options(cli, "event") };
    hd_error_t *error;
    const char *id;

    HD_TRY(hd_webhook_secret_make(&wanted.secret, cli->pool));
    error = hd_webhook_add(&id, cli->db, &by, &wanted, cli->pool);
    if (error) return error->kind == HD_INVALID ? words(cli, error) : error;
    return print_done(cli, "added", id, wanted.secret);
}

/* An error that names the webhook which there is not. */
static hd_error_t *named(const hd_cli_t *cli, hd_error_t *error)
{
    if (!error || error->kind != HD_NOT_FOUND) return error;
    return hd_cli_fault(cli->pool, HD_NOT_FOUND, "there is no webhook %s (webhook list)", hd_cli_arg(cli, 0));
}

static hd_error_t *renew(hd_cli_t *cli)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    const char *secret;

    HD_TRY(hd_webhook_secret_make(&secret, cli->pool));
    HD_TRY(named(cli, hd_webhook_renew(cli->db, &by, hd_cli_arg(cli, 0), secret, cli->pool)));
    return print_done(cli, "has another secret", hd_cli_arg(cli, 0), secret);
}

static hd_error_t *turn(hd_cli_t *cli, int active)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };

    HD_TRY(named(cli, hd_webhook_switch(cli->db, &by, hd_cli_arg(cli, 0), active, cli->pool)));
    return print_done(cli, active ? "on" : "off", hd_cli_arg(cli, 0), NULL);
}

static hd_error_t *switch_on(hd_cli_t *cli)
{
    return turn(cli, 1);
}

static hd_error_t *switch_off(hd_cli_t *cli)
{
    return turn(cli, 0);
}

static hd_error_t *take_away(hd_cli_t *cli)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };

    HD_TRY(named(cli, hd_webhook_remove(cli->db, &by, hd_cli_arg(cli, 0), cli->pool)));
    return print_done(cli, "removed", hd_cli_arg(cli, 0), NULL);
}

static hd_error_t *print_view(const apr_array_header_t *webhooks, apr_pool_t *pool)
{
    hd_view_t *view = hd_view_create("cli-webhooks", pool);
    int i;

    for (i = 0; i < webhooks->nelts; i++) {
        const hd_webhook_t *one = &APR_ARRAY_IDX(webhooks, i, hd_webhook_t);
        xmlNodePtr node = hd_view_add(view, hd_view_root(view), "webhook");
        hd_view_attr(view, node, "id", one->id);
        hd_view_attr(view, node, "department", one->department);
        hd_view_attr(view, node, "url", one->url);
        hd_view_attr(view, node, "events", one->events);
        hd_view_flag(view, node, "active", one->active);
        hd_view_attr(view, node, "created", hd_time_iso(one->created_at, pool));
    }
    return hd_cli_print_view(view, pool);
}

static hd_error_t *list(hd_cli_t *cli)
{
    static const char *const heads[] = { "ID", "DEPARTMENT", "ON", "ADDRESS", "EVENTS", NULL };
    apr_array_header_t *webhooks;
    hd_table_t *table;
    int i;

    HD_TRY(hd_webhooks(&webhooks, cli->db, cli->pool));
    if (cli->xml) return print_view(webhooks, cli->pool);
    table = hd_table_create(heads, 0, cli->pool);
    for (i = 0; i < webhooks->nelts; i++) {
        const hd_webhook_t *one = &APR_ARRAY_IDX(webhooks, i, hd_webhook_t);
        hd_table_cell(table, one->id);
        hd_table_cell(table, one->department);
        hd_table_cell(table, one->active ? "yes" : "no");
        hd_table_cell(table, one->url);
        hd_table_cell(table, one->events);
    }
    hd_table_print(table, "webhooks");
    return NULL;
}

static const hd_cli_option_t add_options[] = {
    { "event", "NAME", "one of what it is told; all without it", HD_OPTION_LIST },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

const hd_cli_command_t hd_cli_webhook_commands[] = {
    { "webhook", "add", "SLUG URL", 2, 2, "have a program told of a department's tickets; prints its secret",
      "URL begins with https:// or http://. The secret is the key of its signatures, and is shown this once only.\n"
      "Events: ticket.opened, ticket.replied, ticket.answered, ticket.status, ticket.assigned.",
      add_options, HD_NEEDS_SCHEMA, add },
    { "webhook", "list", NULL, 0, 0, "list all webhooks", NULL, NULL, HD_NEEDS_SCHEMA, list },
    { "webhook", "secret", "ID", 1, 1, "give a webhook another secret, and print it", NULL, NULL, HD_NEEDS_SCHEMA,
      renew },
    { "webhook", "off", "ID", 1, 1, "switch a webhook off", "What happens while it is off it is never told.", NULL,
      HD_NEEDS_SCHEMA, switch_off },
    { "webhook", "on", "ID", 1, 1, "switch a webhook on again", NULL, NULL, HD_NEEDS_SCHEMA, switch_on },
    { "webhook", "remove", "ID", 1, 1, "remove a webhook", NULL, NULL, HD_NEEDS_SCHEMA, take_away },
    { NULL }
};
