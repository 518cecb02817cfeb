/* src/web/clients_page.c: the list of clients, as agents see it; read-only.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "clients_page.h"

#include <apr_strings.h>

#include "../domain/client_desk.h"
#include "page.h"

#define PATH "/desk/clients/"

static void add_accounts(hd_request_t *q, xmlNodePtr node, const apr_array_header_t *accounts)
{
    int i;

    for (i = 0; i < accounts->nelts; i++) {
        const hd_client_account_t *one = &APR_ARRAY_IDX(accounts, i, hd_client_account_t);
        xmlNodePtr account = hd_view_add(q->view, node, "account");

        hd_view_attr(q->view, account, "id", one->public_id);
        hd_view_attr(q->view, account, "name", one->name);
    }
}

static void add_client(hd_request_t *q, xmlNodePtr parent, const hd_desk_client_t *row)
{
    const hd_client_t *client = &row->client;
    xmlNodePtr node = hd_view_add(q->view, parent, "client");

    hd_view_attr(q->view, node, "id", client->public_id);
    hd_view_attr(q->view, node, "name", client->name);
    hd_view_attr(q->view, node, "email", client->email);
    hd_view_flag(q->view, node, "disabled", client->disabled);
    hd_view_attr(q->view, node, "since", hd_time_iso(client->created_at, q->pool));
    hd_view_attr(q->view, node, "since-text", hd_locale_date(q->locale, client->created_at, q->pool));
    hd_view_attr_int(q->view, node, "open", row->open);
    hd_view_flag(q->view, node, "open-more", row->more_open);
    hd_view_flag(q->view, node, "accounts-more", row->more_accounts);
    add_accounts(q, node, row->accounts);
}

hd_error_t *hd_desk_clients_page(hd_request_t *q)
{
    const char *text = hd_form_get(q->query, "q"), *after = hd_form_get(q->query, "after");
    hd_desk_clients_t list;
    xmlNodePtr node;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_desk_clients(&list, q->db, q->who, text, after, q->pool));
    HD_TRY(hd_page_begin(q, "desk-clients"));
    node = hd_view_add(q->view, hd_view_root(q->view), "clients");
    hd_view_attr(q->view, node, "q", *text ? text : NULL);
    hd_view_flag(q->view, node, "cut", list.cut);
    if (!*text && *after) hd_view_attr(q->view, node, "first", PATH);
    if (list.next) hd_view_attr(q->view, node, "next", apr_pstrcat(q->pool, PATH "?after=", list.next, NULL));
    for (i = 0; i < list.rows->nelts; i++) add_client(q, node, &APR_ARRAY_IDX(list.rows, i, hd_desk_client_t));
    return NULL;
}
