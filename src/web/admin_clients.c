/* src/web/admin_clients.c: clients, as administrators keep them.
 * May use: domain/, admin_page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_clients.h"

#include <apr_strings.h>

#include "../domain/client_merge.h"
#include "../text/fold.h"
#include "accept.h"
#include "admin_page.h"

#define PATH "/admin/clients/"
#define NEW PATH "new"
#define ACCOUNTS "/admin/accounts/"

static const char *const filters[] = { "q", NULL };
static const char *const rights[] = { "owner", "both", "billing", "support", NULL };

static void add_person(hd_request_t *q, xmlNodePtr list, const hd_client_t *client)
{
    xmlNodePtr row = hd_admin_row(q, list, hd_admin_address(q, PATH, client->public_id, ""));

    hd_admin_cell(q, row, "person-name", client->name);
    hd_admin_cell(q, row, "email", client->email);
    hd_admin_cell_word(q, row, "disabled", client->disabled ? "yes" : "no");
    hd_admin_cell(q, row, "added", hd_locale_date(q->locale, client->created_at, q->pool));
}

static void add_accounts(hd_request_t *q, const apr_array_header_t *accounts)
{
    xmlNodePtr list = hd_admin_list(q, "accounts", "account-name added");
    int i;

    for (i = 0; i < accounts->nelts; i++) {
        const hd_client_account_t *account = &APR_ARRAY_IDX(accounts, i, hd_client_account_t);
        xmlNodePtr row = hd_admin_row(q, list, hd_admin_address(q, ACCOUNTS, account->public_id, ""));

        hd_admin_cell(q, row, "account-name", account->name);
        hd_admin_cell(q, row, "added", hd_locale_date(q->locale, account->created_at, q->pool));
    }
}

hd_error_t *hd_admin_clients_page(hd_request_t *q)
{
    const char *text = hd_form_get(q->query, "q"), *after = hd_form_get(q->query, "after");
    hd_clients_list_t found;
    xmlNodePtr list;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_clients_list(&found, q->db, text, after, q->pool));
    HD_TRY(hd_admin_begin(q, "admin-clients", "clients", NULL));
    if (found.cut) hd_admin_fact(q, "shown", "more-words", 1);
    list = hd_admin_list(q, "clients", "person-name email disabled added");
    hd_admin_filter(q, list, "q", "text");
    hd_admin_link(q, list, "new-client", NEW);
    for (i = 0; i < found.people->nelts; i++) add_person(q, list, &APR_ARRAY_IDX(found.people, i, hd_client_t));
    if (!*text && *after) hd_admin_link(q, list, "previous", PATH);
    if (found.next) hd_admin_link(q, list, "next", hd_admin_filtered(q, PATH, filters, "after", found.next));
    if (found.accounts) add_accounts(q, found.accounts);
    return NULL;
}

static void add_rights(hd_admin_form_t *form, const char *chosen, int may_be_none)
{
    const hd_admin_input_t *select = hd_admin_input(form, "rights", "select", "", HD_INPUT_HINT);
    const char *const *word;

    for (word = rights; *word; word++) hd_admin_option(select, *word, NULL, *word, !strcmp(*word, chosen));
    if (may_be_none) hd_admin_option(select, "none", NULL, "no-member", 0);
}

hd_error_t *hd_admin_client_new_page(hd_request_t *q)
{
    const hd_admin_input_t *language;
    const char *const *tag;
    hd_admin_form_t *form;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_admin_begin(q, "admin-client-new", "clients", NULL));
    form = hd_admin_form(q, "client-new", NEW, 1);
    hd_admin_input_as(form, "name", "person-name", "text", "", HD_INPUT_MUST);
    hd_admin_input(form, "email", "email", "", HD_INPUT_MUST | HD_INPUT_HINT);
    language = hd_admin_input(form, "language", "select", "", 0);
    for (tag = hd_languages; *tag; tag++) hd_admin_option(language, *tag, NULL, *tag, !strcmp(*tag, q->portal->locale));
    hd_admin_input(form, "account-name", "text", "", HD_INPUT_HINT);
    hd_admin_input_as(form, "account", "account-id", "text", hd_form_get(q->query, "account"), HD_INPUT_HINT);
    add_rights(form, "owner", 0);
    return NULL;
}

hd_error_t *hd_admin_client_new_post(hd_request_t *q)
{
    hd_client_new_t client = { hd_form_get(q->form, "name"), hd_form_get(q->form, "email"), hd_form_get(q->form, "language"),
                               "", hd_form_get(q->form, "account-name"),
                               hd_form_get(q->form, "rights") };
    hd_by_t by = hd_admin_by(q, NULL, 1);
    const char *id;

    if (*client.language && !hd_language_known(client.language)) {
        return hd_error_field(q->pool, "language-unknown", "language");
    }
    HD_TRY(hd_client_account_meant(&client.account, q->db, hd_form_get(q->form, "account"), "account", q->pool));
    HD_TRY(hd_client_add(&id, q->db, &by, &client, q->pool));
    q->see_other = hd_admin_address(q, PATH, id, "");
    q->done = "admin-invited";
    return NULL;
}

static hd_error_t *find_client(hd_client_t **client, hd_request_t *q)
{
    HD_TRY(hd_request_db(q));
    HD_TRY(hd_client_get(client, q->db, q->arg[0], q->pool));
    return *client ? NULL : hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
}

static hd_error_t *add_memberships(hd_request_t *q, const hd_client_t *client)
{
    apr_array_header_t *memberships;
    xmlNodePtr list;
    int i;

    HD_TRY(hd_memberships_of(&memberships, q->db, client->id, q->pool));
    list = hd_admin_list(q, "client-accounts", "account-name rights");
    for (i = 0; i < memberships->nelts; i++) {
        const hd_membership_t *one = &APR_ARRAY_IDX(memberships, i, hd_membership_t);
        xmlNodePtr row = hd_admin_row(q, list, hd_admin_address(q, ACCOUNTS, one->public_id, ""));

        hd_admin_cell(q, row, "account-name", one->name);
        hd_admin_cell_word(q, row, "rights", hd_rights_word(one->rights));
    }
    return NULL;
}

/* The form that makes one of two. @param name  names its words @param what  field with words of its own */
static void add_merge(hd_request_t *q, const char *name, const char *address, const char *what)
{
    hd_admin_form_t *form = hd_admin_form(q, name, apr_pstrcat(q->pool, address, "/merge", NULL), 0);

    hd_admin_input_as(form, "into", what, "text", "", HD_INPUT_MUST | HD_INPUT_HINT);
    hd_admin_input_as(form, "confirm", "merge-confirm", "tick", "no", 0);
}

/* To the one that is left. */
static hd_error_t *to_merged(hd_request_t *q, const char *path, const char *id)
{
    q->see_other = hd_admin_address(q, path, id, "");
    q->done = "admin-merged";
    return NULL;
}

hd_error_t *hd_admin_client_merge_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    const char *id;

    if (!hd_form_has(q->form, "confirm")) return hd_error_field(q->pool, "confirm-missing", "confirm");
    HD_TRY(hd_client_merge(&id, q->db, &by, q->arg[0], hd_form_get(q->form, "into"), q->pool));
    return to_merged(q, PATH, id);
}

hd_error_t *hd_admin_account_merge_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    const char *id, *into;

    if (!hd_form_has(q->form, "confirm")) return hd_error_field(q->pool, "confirm-missing", "confirm");
    HD_TRY(hd_client_account_meant(&into, q->db, hd_form_get(q->form, "into"), "into", q->pool));
    HD_TRY(hd_account_merge(&id, q->db, &by, q->arg[0], into, q->pool));
    return to_merged(q, ACCOUNTS, id);
}

hd_error_t *hd_admin_client_page(hd_request_t *q)
{
    const char *address = hd_admin_address(q, PATH, q->arg[0], "");
    hd_admin_form_t *form;
    hd_client_t *client;

    HD_TRY(find_client(&client, q));
    HD_TRY(hd_admin_begin(q, "admin-client", "clients", client->name));
    hd_admin_sub(q, client->email);
    hd_admin_history(q, HD_OBJECT_PERSON, client->public_id);
    hd_admin_link(q, hd_view_root(q->view), "at-the-desk", hd_admin_address(q, "/desk/clients/", client->public_id, ""));
    HD_TRY(add_memberships(q, client));
    form = hd_admin_form(q, "client", address, 0);
    hd_admin_version(form, hd_audit_version(hd_client_facts(client, q->pool), q->pool));
    hd_admin_input_as(form, "name", "person-name", "text", client->name, HD_INPUT_MUST);
    hd_admin_input(form, "disabled", "tick", client->disabled ? "yes" : "no", HD_INPUT_HINT);
    if (!client->disabled) {
        hd_admin_form(q, "client-invite", apr_pstrcat(q->pool, address, "/invite", NULL), 0);
        form = hd_admin_form(q, "client-act", apr_pstrcat(q->pool, address, "/act", NULL), 0);
        hd_admin_input_as(form, "reason", "act-reason", "text", "", HD_INPUT_MUST | HD_INPUT_HINT);
    }
    add_merge(q, "client-merge", address, "into-person");
    return NULL;
}

hd_error_t *hd_admin_client_post(hd_request_t *q)
{
    hd_client_t client = { .public_id = q->arg[0], .name = hd_form_get(q->form, "name"),
                           .disabled = hd_form_has(q->form, "disabled") };
    hd_by_t by = hd_admin_by(q, NULL, 0);
    int count;

    HD_TRY(hd_client_set(&count, q->db, &by, &client, hd_form_get(q->form, "version"), q->pool));
    q->see_other = hd_admin_address(q, PATH, q->arg[0], "");
    q->done = count ? "admin-saved" : "admin-same";
    return NULL;
}

hd_error_t *hd_admin_client_invite_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);

    HD_TRY(hd_client_invite(q->db, &by, q->arg[0], q->pool));
    q->see_other = hd_admin_address(q, PATH, q->arg[0], "");
    q->done = "admin-invited";
    return NULL;
}

/* ---- accounts ---- */

static void add_members(hd_request_t *q, const hd_client_account_t *account)
{
    xmlNodePtr list = hd_admin_list(q, "members", "person-name email rights disabled");
    int i;

    hd_admin_link(q, list, "new-client", hd_admin_address(q, NEW "?account=", account->public_id, ""));
    for (i = 0; i < account->members->nelts; i++) {
        const hd_client_t *member = &APR_ARRAY_IDX(account->members, i, hd_client_t);
        xmlNodePtr row = hd_admin_row(q, list, hd_admin_address(q, PATH, member->public_id, ""));

        hd_admin_cell(q, row, "person-name", member->name);
        hd_admin_cell(q, row, "email", member->email);
        hd_admin_cell_word(q, row, "rights", hd_rights_word(member->rights));
        hd_admin_cell_word(q, row, "disabled", member->disabled ? "yes" : "no");
    }
}

hd_error_t *hd_admin_account_page(hd_request_t *q)
{
    const char *address = hd_admin_address(q, ACCOUNTS, q->arg[0], ""), *version;
    hd_client_account_t *account;
    hd_admin_form_t *form;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_client_account(&account, q->db, q->arg[0], q->pool));
    if (!account) return hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
    version = hd_audit_version(hd_account_facts(account, q->pool), q->pool);
    HD_TRY(hd_admin_begin(q, "admin-account", "clients", account->name));
    hd_admin_history(q, HD_OBJECT_ACCOUNT, account->public_id);
    hd_admin_link(q, hd_view_root(q->view), "services", hd_admin_address(q, "/admin/services/?account=", account->public_id, ""));
    hd_admin_fact(q, "id", account->public_id, 0);
    hd_admin_fact(q, "added", hd_locale_date(q->locale, account->created_at, q->pool), 0);
    add_members(q, account);
    form = hd_admin_form(q, "member", apr_pstrcat(q->pool, address, "/members", NULL), 0);
    hd_admin_version(form, version);
    hd_admin_input(form, "email", "email", "", HD_INPUT_MUST);
    add_rights(form, "support", 1);
    form = hd_admin_form(q, "account", address, 0);
    hd_admin_version(form, version);
    hd_admin_input_as(form, "name", "account-name", "text", account->name, HD_INPUT_MUST);
    add_merge(q, "account-merge", address, "into-account");
    return NULL;
}

static hd_error_t *back_to_account(hd_request_t *q, int count)
{
    q->see_other = hd_admin_address(q, ACCOUNTS, q->arg[0], "");
    q->done = count ? "admin-saved" : "admin-same";
    return NULL;
}

hd_error_t *hd_admin_account_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    int count;

    HD_TRY(hd_account_set(&count, q->db, &by, q->arg[0], hd_form_get(q->form, "name"), hd_form_get(q->form, "version"), q->pool));
    return back_to_account(q, count);
}

hd_error_t *hd_admin_account_member_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    int count;

    HD_TRY(hd_account_member(&count, q->db, &by, q->arg[0], hd_form_get(q->form, "email"), hd_form_get(q->form, "rights"),
                             hd_form_get(q->form, "version"), q->pool));
    return back_to_account(q, count);
}
