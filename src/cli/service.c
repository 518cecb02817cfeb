/* src/cli/service.c: the commands about services.
 * May use: domain/ and what is below it, text/, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include "../domain/administer.h"

#include <apr_strings.h>
#include <stdio.h>

#include "../text/amount.h"
#include "lookup.h"
#include "output.h"

static hd_error_t *read_date(hd_time_t *at, const hd_cli_t *cli, const char *option)
{
    const char *text = hd_cli_option(cli, option);

    if (!text || hd_time_parse(at, text) == APR_SUCCESS) return NULL;
    return hd_cli_usage(cli->pool, "--%s %s is no date such as 2026-11-23", option, text);
}

static hd_error_t *read_money(hd_service_new_t *fresh, const hd_cli_t *cli)
{
    const char *price = hd_cli_option(cli, "price");

    fresh->currency = hd_cli_option(cli, "currency");
    if (!hd_currency_valid(fresh->currency)) {
        return hd_cli_usage(cli->pool, "--currency %s is no code such as EUR or RSD", fresh->currency);
    }
    if (hd_amount_read(&fresh->price_minor, price, fresh->currency)) return NULL;
    return hd_cli_usage(cli->pool, "--price %s is no amount of %s such as %s", price, fresh->currency,
                        hd_amount_write(7188, fresh->currency, cli->pool));
}

static hd_error_t *read_term(hd_service_new_t *fresh, const hd_cli_t *cli)
{
    const char *term = hd_cli_option(cli, "term");

    fresh->term_months = strlen(term) < 5 && strspn(term, "0123456789") == strlen(term) ? (int)apr_atoi64(term) : 0;
    if (fresh->term_months < 1 || fresh->term_months > HD_SERVICE_TERM_MAX) {
        return hd_cli_usage(cli->pool, "--term %s: months, 1 to %d", term, HD_SERVICE_TERM_MAX);
    }
    HD_TRY(read_date(&fresh->starts_at, cli, "starts"));
    HD_TRY(read_date(&fresh->expires_at, cli, "expires"));
    if (!fresh->starts_at == !fresh->expires_at && fresh->starts_at <= fresh->expires_at) return NULL;
    return hd_cli_usage(cli->pool, "--starts and --expires: both or neither, and the earlier one first");
}

static hd_error_t *read_words(hd_service_new_t *fresh, const hd_cli_t *cli)
{
    const char *state = hd_cli_option(cli, "state");

    fresh->kind = hd_cli_option(cli, "kind");
    fresh->label = hd_cli_option(cli, "label");
    fresh->plan = hd_cli_option(cli, "plan");
    fresh->state = state ? state : fresh->expires_at ? "active" : "pending";
    if (!hd_service_kind_valid(fresh->kind)) {
        return hd_cli_usage(cli->pool, "--kind %s: there are hosting, domain, vps, server, certificate, other", fresh->kind);
    }
    if (!hd_service_state_valid(fresh->state)) {
        return hd_cli_usage(cli->pool, "--state %s: there are pending, active, suspended, expired, cancelled", fresh->state);
    }
    return NULL;
}

static hd_error_t *add(hd_cli_t *cli)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    hd_service_new_t fresh = { 0 };
    hd_account_t account;
    hd_view_t *view;
    xmlNodePtr node;
    const char *id;

    HD_TRY(read_term(&fresh, cli));
    HD_TRY(read_words(&fresh, cli));
    HD_TRY(read_money(&fresh, cli));
    HD_TRY(hd_cli_check_text(cli, "label", fresh.label, 1));
    HD_TRY(hd_cli_check_text(cli, "plan", fresh.plan, 1));
    HD_TRY(hd_cli_account(&account, cli, hd_cli_arg(cli, 0)));
    fresh.account = account.public_id;
    HD_TRY(hd_administer_service_add(&id, cli->db, &by, &fresh, cli->pool));
    if (!cli->xml) {
        printf("%s\n", id);
        return NULL;
    }
    view = hd_view_create("cli-service", cli->pool);
    node = hd_view_add(view, hd_view_root(view), "done");
    hd_view_attr(view, node, "what", "added");
    hd_view_attr(view, node, "service", id);
    return hd_cli_print_view(view, cli->pool);
}

static hd_error_t *print_view(const apr_array_header_t *services, apr_pool_t *pool)
{
    hd_view_t *view = hd_view_create("cli-services", pool);
    int i;

    for (i = 0; i < services->nelts; i++) {
        const hd_service_t *service = &APR_ARRAY_IDX(services, i, hd_service_t);
        xmlNodePtr node = hd_view_add(view, hd_view_root(view), "service");
        hd_view_attr(view, node, "id", service->public_id);
        hd_view_attr(view, node, "kind", service->kind);
        hd_view_attr(view, node, "label", service->label);
        hd_view_attr(view, node, "plan", service->plan);
        hd_view_attr_int(view, node, "term", service->term_months);
        hd_view_attr(view, node, "price", hd_amount_write(service->price_minor, service->currency, pool));
        hd_view_attr(view, node, "currency", service->currency);
        hd_view_attr(view, node, "starts", hd_time_iso(service->starts_at, pool));
        hd_view_attr(view, node, "expires", hd_time_iso(service->expires_at, pool));
        hd_view_attr(view, node, "state", service->state);
        if (service->unpaid) hd_view_attr(view, node, "unpaid", service->unpaid->number);
    }
    return hd_cli_print_view(view, pool);
}

static hd_error_t *list(hd_cli_t *cli)
{
    static const char *const heads[] = { "ID",    "KIND",     "LABEL",   "PLAN",  "MONTHS",   "PRICE",
                                         "STARTS", "EXPIRES", "STATE", "PROFORMA", NULL };
    apr_array_header_t *services;
    hd_account_t account;
    hd_table_t *table;
    int i;

    HD_TRY(hd_cli_account(&account, cli, hd_cli_arg(cli, 0)));
    HD_TRY(hd_services_of_account(&services, cli->db, account.id, cli->pool));
    if (cli->xml) return print_view(services, cli->pool);
    table = hd_table_create(heads, 1 << 4 | 1 << 5, cli->pool);
    for (i = 0; i < services->nelts; i++) {
        const hd_service_t *service = &APR_ARRAY_IDX(services, i, hd_service_t);
        hd_table_cell(table, service->public_id);
        hd_table_cell(table, service->kind);
        hd_table_cell(table, service->label);
        hd_table_cell(table, service->plan);
        hd_table_cell_int(table, service->term_months);
        hd_table_cell(table, apr_pstrcat(cli->pool, hd_amount_write(service->price_minor, service->currency, cli->pool), " ",
                                         service->currency, NULL));
        hd_table_cell(table, hd_date_iso(service->starts_at, cli->pool));
        hd_table_cell(table, hd_date_iso(service->expires_at, cli->pool));
        hd_table_cell(table, service->state);
        hd_table_cell(table, service->unpaid ? service->unpaid->number : NULL);
    }
    hd_table_print(table, "services in this account");
    return NULL;
}

static const hd_cli_option_t add_options[] = {
    { "kind", "KIND", "hosting, domain, vps, server, certificate or other", HD_OPTION_MUST },
    { "label", "LABEL", "what clients know it by, such as example.com", HD_OPTION_MUST },
    { "plan", "PLAN", "what is sold, such as \"Business 20 GB\"", HD_OPTION_MUST },
    { "term", "MONTHS", "length of a term", HD_OPTION_MUST },
    { "price", "AMOUNT", "of a term, such as 71.88", HD_OPTION_MUST },
    { "currency", "CODE", "ISO 4217, such as EUR or RSD", HD_OPTION_MUST },
    { "starts", "DATE", "first day, such as 2026-11-23; with --expires, or neither", HD_OPTION_MAY },
    { "expires", "DATE", "day of expiry; without dates it waits for its payment", HD_OPTION_MAY },
    { "state", "STATE", "pending (default without dates), active (default with them), suspended, expired, cancelled",
      HD_OPTION_MAY },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

const hd_cli_command_t hd_cli_service_commands[] = {
    { "service", "add", "ACCOUNT", 1, 1, "add a service to an account; prints its id",
      "ACCOUNT is an id, or a name that only one has. Dates are UTC.\nWithout dates the service waits for its payment (pending).",
      add_options, HD_NEEDS_SCHEMA, add },
    { "service", "list", "ACCOUNT", 1, 1, "list the services of an account", NULL, NULL, HD_NEEDS_SCHEMA, list },
    { NULL }
};
