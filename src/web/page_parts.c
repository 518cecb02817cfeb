/* src/web/page_parts.c: services, proformas and tickets as pages show them.
 * May use: domain/, xml/, text/. Must not know: how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "page.h"

void hd_view_time(hd_request_t *q, xmlNodePtr node, const char *const names[3], hd_time_t sec)
{
    if (!sec) return;
    hd_view_attr(q->view, node, names[0], hd_time_iso(sec, q->pool));
    hd_view_attr(q->view, node, names[1], hd_locale_relative(q->locale, sec, q->pool));
    hd_view_attr(q->view, node, names[2], hd_locale_moment(q->locale, sec, q->pool));
}

const char *hd_service_status_today(hd_request_t *q, const hd_service_t *service)
{
    int days = service->expires_at ? hd_locale_days_until(q->locale, service->expires_at) : 0;

    return hd_service_status(service->state, service->expires_at != 0, days);
}

/* How much of the term has passed, in percent. */
static double passed(const hd_service_t *service, hd_time_t now)
{
    double whole = (double)(service->expires_at - service->starts_at), gone = (double)(now - service->starts_at);

    if (whole <= 0 || gone >= whole) return 100;
    return gone <= 0 ? 0 : gone * 100 / whole;
}

static void add_term(hd_request_t *q, xmlNodePtr node, const hd_service_t *service)
{
    double share = passed(service, q->now);

    hd_view_attr(q->view, node, "starts", hd_time_iso(service->starts_at, q->pool));
    hd_view_attr(q->view, node, "expires", hd_time_iso(service->expires_at, q->pool));
    hd_view_attr(q->view, node, "expires-short", hd_locale_date_short(q->locale, service->expires_at, q->pool));
    hd_view_attr_int(q->view, node, "days-left", hd_locale_days_until(q->locale, service->expires_at));
    hd_view_attr_percent(q->view, node, "passed", share);
    hd_view_attr_percent(q->view, node, "left", 100 - share);
}

void hd_view_service_dates(hd_request_t *q, xmlNodePtr node, const hd_service_t *service)
{
    if (!service->expires_at) return;
    hd_view_attr(q->view, node, "starts-text", hd_locale_date(q->locale, service->starts_at, q->pool));
    hd_view_attr(q->view, node, "expires-text", hd_locale_date(q->locale, service->expires_at, q->pool));
}

void hd_view_proforma(hd_request_t *q, xmlNodePtr parent, const hd_proforma_t *proforma)
{
    xmlNodePtr node = hd_view_add(q->view, parent, "proforma");

    hd_view_attr(q->view, node, "number", proforma->number);
    hd_view_attr(q->view, node, "status", proforma->status);
    hd_view_attr_int(q->view, node, "total", proforma->total_minor);
    hd_view_attr(q->view, node, "total-text",
                 hd_locale_money(q->locale, proforma->total_minor, proforma->currency, q->pool));
    hd_view_attr(q->view, node, "currency", proforma->currency);
    hd_view_attr(q->view, node, "due", hd_time_iso(proforma->due_at, q->pool));
    hd_view_attr(q->view, node, "due-text", hd_locale_date(q->locale, proforma->due_at, q->pool));
    hd_view_attr(q->view, node, "services", proforma->services);
}

xmlNodePtr hd_view_service(hd_request_t *q, xmlNodePtr parent, const hd_service_t *service, int with_account)
{
    xmlNodePtr node = hd_view_add(q->view, parent, "service");

    hd_view_attr(q->view, node, "id", service->public_id);
    hd_view_attr(q->view, node, "kind", service->kind);
    hd_view_attr(q->view, node, "label", service->label);
    hd_view_attr(q->view, node, "plan", service->plan);
    hd_view_attr_int(q->view, node, "term", service->term_months);
    hd_view_attr_int(q->view, node, "price", service->price_minor);
    hd_view_attr(q->view, node, "price-text",
                 hd_locale_money(q->locale, service->price_minor, service->currency, q->pool));
    hd_view_attr(q->view, node, "currency", service->currency);
    hd_view_attr(q->view, node, "state", service->state);
    hd_view_attr(q->view, node, "status", hd_service_status_today(q, service));
    if (with_account) hd_view_attr(q->view, node, "account-name", service->account_name);
    if (service->expires_at) add_term(q, node, service);
    if (service->unpaid) hd_view_proforma(q, node, service->unpaid);
    return node;
}

void hd_view_ticket_facts(hd_request_t *q, xmlNodePtr node, const hd_ticket_row_t *row, int with_account)
{
    hd_view_attr(q->view, node, "ref", row->ref);
    hd_view_attr(q->view, node, "subject", row->subject);
    hd_view_attr(q->view, node, "status", row->status);
    hd_view_attr(q->view, node, "priority", row->priority);
    hd_view_attr(q->view, node, "channel", row->channel);
    hd_view_attr(q->view, node, "department", row->department);
    hd_view_attr(q->view, node, "department-name", row->department_name);
    HD_VIEW_TIME(q, node, "updated", row->updated_at);
    hd_view_flag(q->view, node, "new", !strcmp(row->status, "answered"));
    if (with_account) hd_view_attr(q->view, node, "account-name", row->account_name);
}

void hd_view_ticket_row(hd_request_t *q, xmlNodePtr parent, const hd_ticket_row_t *row, int with_account)
{
    xmlNodePtr node = hd_view_add(q->view, parent, "ticket");

    hd_view_ticket_facts(q, node, row, with_account);
    hd_view_attr(q->view, node, "service-label", row->service_label);
    hd_view_attr(q->view, node, "last-name", row->last_name);
    hd_view_flag(q->view, node, "last-you", q->who && row->last_person_id == q->who->id);
    hd_view_attr(q->view, node, "excerpt", row->excerpt);
}
