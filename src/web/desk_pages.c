/* src/web/desk_pages.c: what agents do with tickets.
 * May use: domain/, page.h, ticket_view.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_pages.h"

#include <apr_strings.h>

#include "../base/token.h"
#include "../domain/queue.h"
#include "page.h"
#include "queue_page.h"
#include "ticket_view.h"

hd_error_t *hd_desk_page(hd_request_t *q)
{
    const char *asked = hd_form_get(q->query, "ref");
    const hd_ticket_t *ticket;
    xmlNodePtr form;

    if (*asked) {
        hd_error_t *missing = hd_ticket_get(&ticket, q->db, q->who, HD_SIDE_AGENT, hd_reference_find(asked, q->pool),
                                            q->language, q->pool);
        if (missing && missing->kind != HD_NOT_FOUND) return missing;
        if (!missing) {
            q->see_other = apr_pstrcat(q->pool, "/desk/tickets/", ticket->facts.ref, NULL);
            return NULL;
        }
        q->faults = hd_error_field(q->pool, "ref-unknown", "ref");
        q->faults->value = asked;
    }
    HD_TRY(hd_page_begin(q, "desk"));
    form = hd_view_form(q, 0);
    if (*asked) hd_view_value(q, form, "ref", asked);
    return hd_queue_add(q);
}

static const char *rights_word(int rights)
{
    if (rights & HD_RIGHT_OWNER) return "owner";
    if ((rights & HD_RIGHT_BILLING) && (rights & HD_RIGHT_SUPPORT)) return "both";
    return rights & HD_RIGHT_BILLING ? "billing" : rights & HD_RIGHT_SUPPORT ? "support" : "none";
}

static hd_error_t *add_client(hd_request_t *q, const hd_ticket_t *ticket)
{
    xmlNodePtr client = hd_view_add(q->view, hd_view_root(q->view), "client");
    apr_array_header_t *memberships;
    hd_ticket_counts_t counts;
    int i, rights = 0;

    HD_TRY(hd_memberships_of(&memberships, q->db, ticket->person_id, q->pool));
    HD_TRY(hd_ticket_counts(&counts, q->db, ticket->person_id, q->pool));
    for (i = 0; i < memberships->nelts; i++) {
        const hd_membership_t *one = &APR_ARRAY_IDX(memberships, i, hd_membership_t);
        if (one->account_id == ticket->account_id) rights = one->rights;
    }
    hd_view_attr(q->view, client, "name", ticket->client_name);
    hd_view_attr(q->view, client, "email", ticket->client_email);
    hd_view_attr(q->view, client, "language", *ticket->client_language ? ticket->client_language : q->portal->locale);
    hd_view_attr(q->view, client, "rights", rights_word(rights));
    hd_view_attr(q->view, client, "account-name", ticket->facts.account_name);
    hd_view_attr(q->view, client, "since", hd_time_iso(ticket->account_since, q->pool));
    hd_view_attr(q->view, client, "since-text", hd_locale_date(q->locale, ticket->account_since, q->pool));
    hd_view_attr_int(q->view, client, "tickets", counts.all);
    return NULL;
}

static hd_error_t *add_services(hd_request_t *q, const hd_ticket_t *ticket)
{
    xmlNodePtr list = hd_view_add(q->view, hd_view_root(q->view), "services");
    apr_array_header_t *services;
    int i;

    HD_TRY(hd_services_of_account(&services, q->db, ticket->account_id, q->pool));
    for (i = 0; i < services->nelts; i++) hd_view_service(q, list, &APR_ARRAY_IDX(services, i, hd_service_t), 0);
    return NULL;
}

/* Who can be given the ticket, and who has it. */
static hd_error_t *add_agents(hd_request_t *q, const hd_ticket_t *ticket)
{
    apr_array_header_t *agents;
    int i;

    HD_TRY(hd_agents(&agents, q->db, q->pool));
    for (i = 0; i < agents->nelts; i++) {
        const hd_agent_t *one = &APR_ARRAY_IDX(agents, i, hd_agent_t);
        xmlNodePtr agent = hd_view_add(q->view, hd_view_root(q->view), "agent");
        hd_view_attr(q->view, agent, "id", one->public_id);
        hd_view_attr(q->view, agent, "name", one->name);
        hd_view_flag(q->view, agent, "chosen", one->id == ticket->assignee_id);
        hd_view_flag(q->view, agent, "you", one->id == q->who->id);
    }
    return NULL;
}

/* A page is shown whether or not that can be written now. */
static hd_error_t *note_seen(hd_request_t *q, const hd_ticket_t *ticket)
{
    hd_error_t *error;

    if (q->r->method_number != M_GET || q->r->header_only) return NULL;
    error = hd_queue_seen(q->db, q->who->id, ticket->id, ticket->facts.updated_at, q->now, q->pool);
    return error && error->kind != HD_BUSY && error->kind != HD_FULL ? error : NULL;
}

hd_error_t *hd_desk_ticket_page(hd_request_t *q)
{
    const hd_ticket_t *ticket;
    xmlNodePtr form;

    HD_TRY(hd_ticket_get(&ticket, q->db, q->who, HD_SIDE_AGENT, q->arg[0], q->language, q->pool));
    if (q->form) HD_TRY(hd_form_stage(q));
    HD_TRY(hd_page_begin(q, "desk-ticket"));
    HD_TRY(hd_view_conversation(q, ticket, HD_SIDE_AGENT));
    HD_TRY(add_agents(q, ticket));
    HD_TRY(add_client(q, ticket));
    HD_TRY(add_services(q, ticket));
    HD_TRY(note_seen(q, ticket));
    form = hd_view_upload_form(q);
    if (!hd_form_has(q->form, "body")) hd_view_value(q, form, "body", "");
    return q->previewing ? hd_view_preview(q, hd_form_get(q->form, "body")) : NULL;
}

hd_error_t *hd_desk_reply_post(hd_request_t *q)
{
    hd_reply_t reply = { HD_SIDE_AGENT, q->arg[0], hd_form_get(q->form, "body"), hd_form_get(q->form, "once"),
                         "staff", hd_form_upload(q), NULL, 0 };
    hd_replied_t replied;

    if (*hd_form_get(q->form, "preview")) {
        q->previewing = 1;
        return hd_desk_ticket_page(q);
    }
    HD_TRY(hd_reply_add(&replied, q->db, q->portal->files, q->who, &reply, q->now, q->pool));
    q->see_other = apr_pstrcat(q->pool, "/desk/tickets/", replied.ref, "#reply-", replied.id, NULL);
    q->done = "reply-sent";
    return NULL;
}

/* Back to the ticket that a change was made to. */
static hd_error_t *back_to_ticket(hd_request_t *q, const char *done)
{
    q->see_other = apr_pstrcat(q->pool, "/desk/tickets/", hd_reference_fold(q->arg[0], q->pool), NULL);
    q->done = done;
    return NULL;
}

hd_error_t *hd_desk_assign_post(hd_request_t *q)
{
    HD_TRY(hd_ticket_assign(q->db, q->who, q->arg[0], hd_form_get(q->form, "assignee"), q->now, q->pool));
    return back_to_ticket(q, "ticket-assigned");
}

hd_error_t *hd_desk_set_post(hd_request_t *q)
{
    HD_TRY(hd_ticket_set_status(q->db, q->who, q->arg[0], hd_form_get(q->form, "status"), q->now, q->pool));
    return back_to_ticket(q, "ticket-set");
}
