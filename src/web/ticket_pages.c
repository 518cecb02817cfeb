/* src/web/ticket_pages.c: what clients do with tickets.
 * May use: domain/, page.h, ticket_view.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ticket_pages.h"

#include <apr_strings.h>

#include "../base/token.h"
#include "page.h"
#include "rate_pages.h"
#include "ticket_view.h"
#include "urlencoded.h"

#define MINUTE_SEC 60

static apr_array_header_t *support_accounts(hd_request_t *q)
{
    return hd_accounts_with(q, HD_RIGHT_SUPPORT);
}

/* ---- the list ---- */

/* What the list shows, by ?status=: a status, or one of the tabs; what is neither gives the default. */
static hd_ticket_query_t read_query(hd_request_t *q, const char **name)
{
    hd_ticket_query_t query = { HD_TICKETS_OPEN, NULL, hd_form_get(q->query, "after"), hd_form_get(q->query, "before"),
                                q->language };
    const char *status = hd_form_get(q->query, "status");

    *name = "open";
    if (!strcmp(status, "waiting")) query.filter = HD_TICKETS_STATUS, query.status = "answered", *name = status;
    else if (!strcmp(status, "closed")) query.filter = HD_TICKETS_CLOSED, *name = status;
    else if (!strcmp(status, "all")) query.filter = HD_TICKETS_ALL, *name = status;
    else if (strcmp(status, "open") && hd_ticket_status_valid(status)) {
        query.filter = HD_TICKETS_STATUS;
        query.status = *name = status;
    }
    return query;
}

static const char *list_address(hd_request_t *q, const char *status, const char *name, const char *place)
{
    const char *address = strcmp(status, "open") ? apr_pstrcat(q->pool, "/tickets/?status=", status, NULL) : "/tickets/";

    if (!place) return address;
    return apr_pstrcat(q->pool, address, strchr(address, '?') ? "&" : "?", name, "=", place, NULL);
}

static apr_int64_t count_of(hd_request_t *q, const char *status)
{
    const apr_int64_t *count;

    if (!strcmp(status, "open")) return q->counts->open;
    if (!strcmp(status, "waiting")) return q->counts->waiting;
    if (!strcmp(status, "all")) return q->counts->all;
    count = apr_hash_get(q->counts->by_status, status, APR_HASH_KEY_STRING);
    return count ? *count : 0;
}

hd_error_t *hd_tickets_page(hd_request_t *q)
{
    static const char *const tabs[] = { "open", "waiting", "closed", "all" };
    const char *status;
    hd_ticket_query_t query = read_query(q, &status);
    hd_ticket_page_t page;
    xmlNodePtr list;
    int i;

    HD_TRY(hd_ticket_list(&page, q->db, support_accounts(q), &query, q->pool));
    HD_TRY(hd_page_begin(q, "tickets"));
    list = hd_view_add(q->view, hd_view_root(q->view), "tickets");
    hd_view_attr(q->view, list, "status", status);
    hd_view_attr_int(q->view, list, "total", count_of(q, status));
    if (page.newer) hd_view_attr(q->view, list, "newer", list_address(q, status, "before", page.newer));
    if (page.older) hd_view_attr(q->view, list, "older", list_address(q, status, "after", page.older));
    for (i = 0; i < 4; i++) {
        hd_view_tab(q, list, tabs[i], count_of(q, tabs[i]), !strcmp(tabs[i], status), list_address(q, tabs[i], NULL, NULL));
    }
    for (i = 0; i < page.rows->nelts; i++) {
        hd_view_ticket_row(q, list, &APR_ARRAY_IDX(page.rows, i, hd_ticket_row_t), q->accounts->nelts > 1);
    }
    return NULL;
}

/* ---- a new ticket ---- */

static void add_accounts(hd_request_t *q, const apr_array_header_t *accounts)
{
    int i;

    if (accounts->nelts < 2) return;
    for (i = 0; i < accounts->nelts; i++) {
        xmlNodePtr node = hd_view_add(q->view, hd_view_root(q->view), "account");
        hd_view_attr(q->view, node, "id", APR_ARRAY_IDX(accounts, i, hd_membership_t).public_id);
        hd_view_attr(q->view, node, "name", APR_ARRAY_IDX(accounts, i, hd_membership_t).name);
    }
}

/* How long the first answer usually takes, in the unit in which people would say it. */
static void add_usual(hd_request_t *q, xmlNodePtr node, apr_int64_t seconds)
{
    apr_int64_t minutes = (seconds + MINUTE_SEC - 1) / MINUTE_SEC;
    const char *unit = minutes < 90 ? "minutes" : minutes < 36 * 60 ? "hours" : "days";
    apr_int64_t of = minutes < 90 ? 1 : minutes < 36 * 60 ? 60 : 24 * 60;

    if (!seconds) return;
    hd_view_attr_int(q->view, node, "usual", (minutes + of / 2) / of);
    hd_view_attr(q->view, node, "usual-unit", unit);
}

/* @param[out] preset  the first department's slug */
static hd_error_t *add_departments(hd_request_t *q, const char **preset)
{
    apr_array_header_t *departments;
    int i;

    HD_TRY(hd_departments(&departments, q->db, q->language, q->pool));
    *preset = departments->nelts ? APR_ARRAY_IDX(departments, 0, hd_department_t).slug : "";
    for (i = 0; i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        xmlNodePtr node = hd_view_add(q->view, hd_view_root(q->view), "department");

        hd_view_attr(q->view, node, "slug", one->slug);
        hd_view_attr(q->view, node, "name", one->name);
        add_usual(q, node, one->usual_sec);
    }
    return NULL;
}

/* The services that a ticket can be about; the one of ?service= is chosen. */
static hd_error_t *add_services(hd_request_t *q, const char **preset)
{
    const char *asked = hd_form_get(q->query, "service");
    apr_array_header_t *services;
    int i;

    HD_TRY(hd_services_of(&services, NULL, q->db, q->who->id, q->accounts, q->pool));
    *preset = "";
    for (i = 0; i < services->nelts; i++) {
        const hd_service_t *service = &APR_ARRAY_IDX(services, i, hd_service_t);
        if (!hd_account_right(q, service->account_id, HD_RIGHT_SUPPORT) || !strcmp(service->state, "cancelled")) continue;
        hd_view_service_dates(q, hd_view_service(q, hd_view_root(q->view), service, q->accounts->nelts > 1), service);
        if (!strcmp(service->public_id, asked)) *preset = service->public_id;
    }
    return NULL;
}

hd_error_t *hd_ticket_new_page(hd_request_t *q)
{
    const char *department, *service;
    xmlNodePtr form;

    if (q->form) HD_TRY(hd_form_stage(q));
    HD_TRY(hd_page_begin(q, "ticket-new"));
    add_accounts(q, support_accounts(q));
    HD_TRY(add_departments(q, &department));
    HD_TRY(add_services(q, &service));
    form = hd_view_upload_form(q);
    if (!hd_form_has(q->form, "department")) hd_view_value(q, form, "department", department);
    if (!hd_form_has(q->form, "service")) hd_view_value(q, form, "service", service);
    if (!hd_form_has(q->form, "priority")) hd_view_value(q, form, "priority", "medium");
    return q->previewing ? hd_view_preview(q, hd_form_get(q->form, "body")) : NULL;
}

hd_error_t *hd_ticket_new_post(hd_request_t *q)
{
    hd_ticket_new_t ticket = { hd_form_get(q->form, "account"),  hd_form_get(q->form, "department"),
                               hd_form_get(q->form, "service"),  hd_form_get(q->form, "subject"),
                               hd_form_get(q->form, "priority"), hd_form_get(q->form, "body"),
                               hd_form_get(q->form, "once"),     "portal",
                               hd_form_upload(q),                q->portal->ticket_limit,
                               q->language };
    const char *ref;

    if (*hd_form_get(q->form, "preview")) {
        q->previewing = 1;
        return hd_ticket_new_page(q);
    }
    if (!hd_form_has(q->form, "priority")) ticket.priority = "medium";
    HD_TRY(hd_ticket_open(&ref, q->db, q->portal->files, q->who, support_accounts(q), &ticket, q->now, q->pool));
    q->see_other = apr_pstrcat(q->pool, "/tickets/", ref, NULL);
    q->done = "ticket-opened";
    return NULL;
}

/* ---- one ticket ---- */

hd_error_t *hd_ticket_page(hd_request_t *q)
{
    const hd_ticket_t *ticket;
    xmlNodePtr form;

    HD_TRY(hd_ticket_get(&ticket, q->db, q->who, HD_SIDE_CLIENT, q->arg[0], q->language, q->pool));
    if (ticket->merged_into && !q->form) {
        q->see_other = apr_pstrcat(q->pool, "/tickets/", ticket->merged_into, NULL);
        return NULL;
    }
    if (ticket->merged_into) { /* what was written to it comes back at the one that has the conversation now */
        HD_TRY(hd_ticket_get(&ticket, q->db, q->who, HD_SIDE_CLIENT, ticket->merged_into, q->language, q->pool));
    }
    if (q->form) HD_TRY(hd_form_stage(q));
    HD_TRY(hd_page_begin(q, "ticket"));
    HD_TRY(hd_view_conversation(q, ticket, HD_SIDE_CLIENT));
    HD_TRY(hd_rating_add(q, ticket, HD_SIDE_CLIENT));
    form = hd_view_upload_form(q);
    if (!hd_form_has(q->form, "body")) hd_view_value(q, form, "body", "");
    return q->previewing ? hd_view_preview(q, hd_form_get(q->form, "body")) : NULL;
}

hd_error_t *hd_ticket_reply_post(hd_request_t *q)
{
    hd_reply_t reply = { .side = HD_SIDE_CLIENT, .ref = q->arg[0], .body = hd_form_get(q->form, "body"),
                         .once = hd_form_get(q->form, "once"), .channel = "portal", .files = hd_form_upload(q),
                         .language = q->language, .limit = q->portal->reply_limit };
    hd_replied_t replied;

    if (*hd_form_get(q->form, "preview")) {
        q->previewing = 1;
        return hd_ticket_page(q);
    }
    HD_TRY(hd_reply_add(&replied, q->db, q->portal->files, q->who, &reply, q->now, q->pool));
    q->see_other = apr_pstrcat(q->pool, "/tickets/", replied.ref, "#reply-", replied.id, NULL);
    q->done = "reply-sent";
    return NULL;
}

/* Back to the ticket, or to the one that it was merged into meanwhile: there the client sees how things stand. */
static hd_error_t *back(hd_request_t *q, hd_error_t *error, const char *done)
{
    int merged = error && !strcmp(error->code, "ticket-merged");

    if (error && !merged) return error;
    q->see_other = apr_pstrcat(q->pool, "/tickets/", merged ? error->value : hd_reference_fold(q->arg[0], q->pool), NULL);
    q->done = merged ? NULL : done;
    return NULL;
}

hd_error_t *hd_ticket_close_post(hd_request_t *q)
{
    return back(q, hd_ticket_close(q->db, q->who, q->arg[0], q->now, q->pool), "ticket-closed");
}

hd_error_t *hd_ticket_reopen_post(hd_request_t *q)
{
    return back(q, hd_ticket_reopen(q->db, q->who, q->arg[0], q->now, q->pool), "ticket-reopened");
}
