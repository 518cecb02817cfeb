/* src/cli/account.c: the commands about accounts, which are the customers, and their members.
 * May use: domain/ and what is below it, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <stdio.h>

#include "../domain/administer.h"
#include "lookup.h"
#include "output.h"

static hd_error_t *add(hd_cli_t *cli)
{
    const char *owner = hd_cli_option(cli, "owner"), *public_id;
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    const hd_person_t *person = NULL;
    hd_account_t account = { 0 };
    hd_view_t *view;
    xmlNodePtr node;
    apr_int64_t id;

    if (owner) HD_TRY(hd_cli_person(&person, cli, owner));
    HD_TRY(hd_administer_account_add(&id, &public_id, cli->db, &by, hd_cli_arg(cli, 0), cli->pool));
    account.id = id;
    account.public_id = public_id;
    account.name = hd_cli_arg(cli, 0);
    if (person) HD_TRY(hd_administer_member(cli->db, &by, person, &account, HD_RIGHT_OWNER, cli->pool));
    if (!cli->xml) {
        printf("%s\n", public_id);
        return NULL;
    }
    view = hd_view_create("cli-account", cli->pool);
    node = hd_view_add(view, hd_view_root(view), "done");
    hd_view_attr(view, node, "what", "added");
    hd_view_attr(view, node, "account", public_id);
    return hd_cli_print_view(view, cli->pool);
}

static hd_error_t *member(hd_cli_t *cli)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    int rights = hd_cli_rights_parse(hd_cli_option(cli, "rights"));
    const hd_person_t *person;
    hd_account_t account;
    hd_view_t *view;
    xmlNodePtr node;

    if (!rights) {
        return hd_cli_usage(cli->pool, "--rights %s: there are owner, billing, support; several with a comma between",
                            hd_cli_option(cli, "rights"));
    }
    HD_TRY(hd_cli_account(&account, cli, hd_cli_arg(cli, 0)));
    HD_TRY(hd_cli_person(&person, cli, hd_cli_arg(cli, 1)));
    HD_TRY(hd_administer_member(cli->db, &by, person, &account, rights, cli->pool));
    if (!cli->xml) {
        printf("%s: %s in %s\n", person->email, hd_cli_rights_text(rights, cli->pool), account.name);
        return NULL;
    }
    view = hd_view_create("cli-account", cli->pool);
    node = hd_view_add(view, hd_view_root(view), "done");
    hd_view_attr(view, node, "what", "member");
    hd_view_attr(view, node, "account", account.public_id);
    hd_view_attr(view, node, "email", person->email);
    hd_view_attr(view, node, "rights", hd_cli_rights_text(rights, cli->pool));
    return hd_cli_print_view(view, cli->pool);
}

static hd_error_t *print_view(const apr_array_header_t *accounts, apr_pool_t *pool)
{
    hd_view_t *view = hd_view_create("cli-accounts", pool);
    int i, k;

    for (i = 0; i < accounts->nelts; i++) {
        const hd_account_t *account = &APR_ARRAY_IDX(accounts, i, hd_account_t);
        xmlNodePtr node = hd_view_add(view, hd_view_root(view), "account"), place;
        hd_view_attr(view, node, "id", account->public_id);
        hd_view_attr(view, node, "name", account->name);
        hd_view_attr(view, node, "created", hd_time_iso(account->created_at, pool));
        for (k = 0; k < account->members->nelts; k++) {
            const hd_member_t *one = &APR_ARRAY_IDX(account->members, k, hd_member_t);
            place = hd_view_add(view, node, "member");
            hd_view_attr(view, place, "email", one->email);
            hd_view_attr(view, place, "rights", hd_cli_rights_text(one->rights, pool));
        }
    }
    return hd_cli_print_view(view, pool);
}

static const char *members_text(const hd_account_t *account, apr_pool_t *pool)
{
    const char *text = "";
    int i;

    for (i = 0; i < account->members->nelts; i++) {
        const hd_member_t *one = &APR_ARRAY_IDX(account->members, i, hd_member_t);
        text = apr_psprintf(pool, "%s%s%s (%s)", text, i ? ", " : "", one->email, hd_cli_rights_text(one->rights, pool));
    }
    return text;
}

static hd_error_t *list(hd_cli_t *cli)
{
    static const char *const heads[] = { "ID", "NAME", "SINCE", "MEMBERS", NULL };
    apr_array_header_t *accounts;
    hd_table_t *table;
    int i;

    HD_TRY(hd_roster_accounts(&accounts, cli->db, cli->pool));
    if (cli->xml) return print_view(accounts, cli->pool);
    table = hd_table_create(heads, 0, cli->pool);
    for (i = 0; i < accounts->nelts; i++) {
        const hd_account_t *account = &APR_ARRAY_IDX(accounts, i, hd_account_t);
        hd_table_cell(table, account->public_id);
        hd_table_cell(table, account->name);
        hd_table_cell(table, hd_date_iso(account->created_at, cli->pool));
        hd_table_cell(table, members_text(account, cli->pool));
    }
    hd_table_print(table, "accounts");
    return NULL;
}

static const hd_cli_option_t add_options[] = {
    { "owner", "EMAIL", "who owns it", HD_OPTION_MAY },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

static const hd_cli_option_t member_options[] = {
    { "rights", "RIGHTS", "owner, billing, support, or billing,support", HD_OPTION_MUST },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

const hd_cli_command_t hd_cli_account_commands[] = {
    { "account", "add", "NAME", 1, 1, "add an account (a customer); prints its id", NULL, add_options, HD_NEEDS_SCHEMA,
      add },
    { "account", "member", "ACCOUNT EMAIL", 2, 2, "give a person rights in an account",
      "ACCOUNT is an id, or a name that only one has. Rights that the person had there are replaced.\n"
      "billing: services and proformas; support: services and tickets; owner: all.",
      member_options, HD_NEEDS_SCHEMA, member },
    { "account", "list", NULL, 0, 0, "list all accounts and their members", NULL, NULL, HD_NEEDS_SCHEMA, list },
    { NULL }
};
