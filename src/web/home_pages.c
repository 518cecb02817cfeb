/* src/web/home_pages.c: the first page, the support page.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "home_pages.h"

#include "page.h"
#include "service_pages.h"

#define HOME_TICKETS 5  /* open tickets on the first page */
#define HOME_SERVICES 5 /* services near their end there */

/* The day of expiry as a leaf of the calendar. */
static void add_leaf(hd_request_t *q, xmlNodePtr node, const hd_service_t *service)
{
    if (!service->expires_at) return;
    hd_view_attr_int(q->view, node, "day", hd_locale_day(q->locale, service->expires_at));
    hd_view_attr(q->view, node, "month", hd_locale_month(q->locale, service->expires_at, q->pool));
}

static hd_error_t *add_services(hd_request_t *q, apr_array_header_t **unpaid)
{
    apr_array_header_t *services;
    xmlNodePtr node;
    int i, shown = 0;

    HD_TRY(hd_services_of(&services, unpaid, q->db, q->who->id, q->accounts, q->pool));
    node = hd_view_add(q->view, hd_view_root(q->view), "services");
    hd_view_service_totals(q, node, services);
    for (i = 0; i < services->nelts && shown < HOME_SERVICES; i++) {
        const hd_service_t *service = &APR_ARRAY_IDX(services, i, hd_service_t);
        const char *status = hd_service_status_today(q, service);
        if (strcmp(status, "expiring") && strcmp(status, "expired") && strcmp(status, "suspended")) continue;
        add_leaf(q, hd_view_service(q, node, service, q->accounts->nelts > 1), service);
        shown++;
    }
    return NULL;
}

static hd_error_t *add_tickets(hd_request_t *q)
{
    hd_ticket_query_t query = { HD_TICKETS_OPEN, NULL, "", "", q->language };
    hd_ticket_page_t page;
    xmlNodePtr node;
    int i;

    if (!q->counts) return NULL;
    HD_TRY(hd_ticket_list(&page, q->db, hd_accounts_with(q, HD_RIGHT_SUPPORT), &query, q->pool));
    node = hd_view_add(q->view, hd_view_root(q->view), "tickets");
    hd_view_attr_int(q->view, node, "open", q->counts->open);
    hd_view_attr_int(q->view, node, "waiting", q->counts->waiting);
    for (i = 0; i < page.rows->nelts && i < HOME_TICKETS; i++) {
        hd_view_ticket_row(q, node, &APR_ARRAY_IDX(page.rows, i, hd_ticket_row_t), q->accounts->nelts > 1);
    }
    return NULL;
}

static void add_proformas(hd_request_t *q, const apr_array_header_t *unpaid)
{
    int i;

    for (i = 0; i < unpaid->nelts; i++) {
        const hd_proforma_t *proforma = APR_ARRAY_IDX(unpaid, i, const hd_proforma_t *);
        if (proforma->is_mine) hd_view_proforma(q, hd_view_root(q->view), proforma);
    }
}

/* Staff who are no client's people have nothing to see here: their first page is the desk. */
static int belongs_to_desk(const hd_request_t *q)
{
    return q->who && q->who->role >= HD_ROLE_AGENT && !q->accounts->nelts;
}

hd_error_t *hd_home_page(hd_request_t *q)
{
    apr_array_header_t *unpaid;

    HD_TRY(hd_page_begin(q, "home"));
    if (belongs_to_desk(q)) {
        q->see_other = "/desk/";
        return NULL;
    }
    if (!q->who || !q->accounts->nelts) return NULL;
    HD_TRY(add_services(q, &unpaid));
    HD_TRY(add_tickets(q));
    add_proformas(q, unpaid);
    return NULL;
}

hd_error_t *hd_support_page(hd_request_t *q)
{
    xmlNodePtr node;

    HD_TRY(hd_page_begin(q, "support"));
    node = hd_view_add(q->view, hd_view_root(q->view), "tickets");
    hd_view_attr_int(q->view, node, "open", q->counts->open);
    hd_view_attr_int(q->view, node, "waiting", q->counts->waiting);
    return NULL;
}
