/* src/web/client_page.c: a client, as agents see them; read-only.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "client_page.h"

#include "../domain/client.h"
#include "accept.h"
#include "page.h"
#include "ticket_view.h"

static void add_people(hd_request_t *q, xmlNodePtr node, const hd_client_account_t *account, const hd_client_t *client)
{
    int i;

    for (i = 0; i < account->members->nelts; i++) {
        const hd_client_t *member = &APR_ARRAY_IDX(account->members, i, hd_client_t);
        xmlNodePtr contact;

        if (member->id == client->id) continue;
        contact = hd_view_add(q->view, node, "contact");
        hd_view_attr(q->view, contact, "id", member->public_id);
        hd_view_attr(q->view, contact, "name", member->name);
        hd_view_attr(q->view, contact, "email", member->email);
        hd_view_attr(q->view, contact, "rights", hd_rights_word(member->rights));
        hd_view_flag(q->view, contact, "disabled", member->disabled);
    }
}

static hd_error_t *add_services(hd_request_t *q, xmlNodePtr node, apr_int64_t account_id)
{
    apr_array_header_t *services;
    int i;

    HD_TRY(hd_services_of_account(&services, q->db, account_id, q->pool));
    for (i = 0; i < services->nelts; i++) hd_view_service(q, node, &APR_ARRAY_IDX(services, i, hd_service_t), 0);
    return NULL;
}

static hd_error_t *add_tickets(hd_request_t *q, xmlNodePtr node, apr_int64_t account_id)
{
    apr_array_header_t *rows;

    HD_TRY(hd_client_tickets(&rows, q->db, q->who, account_id, q->pool));
    hd_view_others(q, node, rows);
    return NULL;
}

static hd_error_t *add_account(hd_request_t *q, xmlNodePtr parent, const hd_membership_t *membership, const hd_client_t *client)
{
    xmlNodePtr node = hd_view_add(q->view, parent, "account");
    hd_client_account_t *account;

    HD_TRY(hd_client_account(&account, q->db, membership->public_id, q->pool));
    hd_view_attr(q->view, node, "id", membership->public_id);
    hd_view_attr(q->view, node, "name", membership->name);
    hd_view_attr(q->view, node, "rights", hd_rights_word(membership->rights));
    if (account) add_people(q, node, account, client);
    HD_TRY(add_services(q, node, membership->account_id));
    return add_tickets(q, node, membership->account_id);
}

hd_error_t *hd_desk_client_page(hd_request_t *q)
{
    apr_array_header_t *memberships;
    hd_client_t *client;
    xmlNodePtr node;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_client_get(&client, q->db, q->arg[0], q->pool));
    if (!client) return hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
    HD_TRY(hd_memberships_of(&memberships, q->db, client->id, q->pool));
    HD_TRY(hd_page_begin(q, "desk-client"));
    node = hd_view_add(q->view, hd_view_root(q->view), "client");
    hd_view_attr(q->view, node, "id", client->public_id);
    hd_view_attr(q->view, node, "name", client->name);
    hd_view_attr(q->view, node, "email", client->email);
    hd_view_attr(q->view, node, "language", hd_language_known(*client->language ? client->language : q->portal->locale));
    hd_view_attr(q->view, node, "since", hd_time_iso(client->created_at, q->pool));
    hd_view_attr(q->view, node, "since-text", hd_locale_date(q->locale, client->created_at, q->pool));
    hd_view_flag(q->view, node, "disabled", client->disabled);
    for (i = 0; i < memberships->nelts; i++) {
        HD_TRY(add_account(q, node, &APR_ARRAY_IDX(memberships, i, hd_membership_t), client));
    }
    return NULL;
}
