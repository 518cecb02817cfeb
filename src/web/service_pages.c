/* src/web/service_pages.c: the list of services, and one of them.
 * A client has dozens of services, seldom hundreds: they are read at once, and filtered, sorted and paged here.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "service_pages.h"

#include <apr_strings.h>
#include <stdlib.h>

#include "urlencoded.h"

#define SERVICES_PAGE 20     /* services on a page */
#define SERVICE_TICKETS 5    /* tickets about it on a service's page */
#define MONTHS_MAX 36        /* months drawn on the line of a term */

/* How the list is looked at: checked values of the query. */
typedef struct look_t {
    const char *kind;  /* "" all */
    const char *state; /* "" all; a status as shown */
    const char *sort;
    int down;          /* dir=desc */
    const char *after, *before;
} look_t;

typedef int compare_t(const hd_service_t *a, const hd_service_t *b);

static int by_label(const hd_service_t *a, const hd_service_t *b) { return strcasecmp(a->label, b->label); }
static int by_kind(const hd_service_t *a, const hd_service_t *b) { return strcmp(a->kind, b->kind); }
static int by_state(const hd_service_t *a, const hd_service_t *b) { return strcmp(a->state, b->state); }

static int by_price(const hd_service_t *a, const hd_service_t *b)
{
    return (a->price_minor > b->price_minor) - (a->price_minor < b->price_minor);
}

/* What has no term yet, or none any more, comes last. */
static hd_time_t expiry(const hd_service_t *service)
{
    return service->expires_at && strcmp(service->state, "cancelled") ? service->expires_at : INT64_MAX;
}

static int by_expiry(const hd_service_t *a, const hd_service_t *b)
{
    return (expiry(a) > expiry(b)) - (expiry(a) < expiry(b));
}

static const struct {
    const char *name;
    compare_t *compare;
} columns[] = { { "label", by_label }, { "kind", by_kind }, { "state", by_state }, { "expiry", by_expiry },
                { "price", by_price } };

#define COLUMNS ((int)(sizeof(columns) / sizeof(columns[0])))

static look_t read_look(hd_request_t *q)
{
    look_t look = { hd_form_get(q->query, "kind"), hd_form_get(q->query, "state"), hd_form_get(q->query, "sort"), 0,
                    hd_form_get(q->query, "after"), hd_form_get(q->query, "before") };
    int i;

    if (!hd_service_kind_valid(look.kind)) look.kind = "";
    if (!hd_service_state_valid(look.state) && strcmp(look.state, "expiring")) look.state = "";
    look.down = !strcmp(hd_form_get(q->query, "dir"), "desc");
    for (i = 0; i < COLUMNS && strcmp(columns[i].name, look.sort); i++) continue;
    if (i == COLUMNS) look.sort = "expiry";
    return look;
}

static int shown(hd_request_t *q, const hd_service_t *service, const look_t *look)
{
    if (*look->kind && strcmp(service->kind, look->kind)) return 0;
    return !*look->state || !strcmp(hd_service_status_today(q, service), look->state);
}

/* The services that the look shows, in its order. A merge sort, for what is equal stays by expiry. */
static void sort(const hd_service_t **list, int count, const look_t *look, compare_t *compare, const hd_service_t **room)
{
    int half = count / 2, i = 0, j = half, k = 0;

    if (count < 2) return;
    sort(list, half, look, compare, room);
    sort(list + half, count - half, look, compare, room);
    while (i < half && j < count) {
        int order = compare(list[i], list[j]);
        room[k++] = (look->down ? -order : order) <= 0 ? list[i++] : list[j++];
    }
    while (i < half) room[k++] = list[i++];
    while (j < count) room[k++] = list[j++];
    memcpy(list, room, sizeof(*list) * (size_t)count);
}

static const char *address(hd_request_t *q, const look_t *look, const char *extra, const char *value)
{
    const char *text = "/services/";
    const char *pairs[][2] = { { "kind", look->kind }, { "state", look->state }, { "sort", look->sort },
                               { "dir", look->down ? "desc" : "" }, { extra, value } };
    size_t i;

    for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (!pairs[i][0] || !*pairs[i][1] || (i == 2 && !strcmp(look->sort, "expiry") && !look->down)) continue;
        text = apr_pstrcat(q->pool, text, strchr(text, '?') ? "&" : "?", pairs[i][0], "=", pairs[i][1], NULL);
    }
    return text;
}

void hd_view_service_totals(hd_request_t *q, xmlNodePtr node, const apr_array_header_t *services)
{
    static const char *const names[] = { "expiring", "expired", "suspended" };
    int i, j, count[3] = { 0 };

    for (i = 0; i < services->nelts; i++) {
        const char *status = hd_service_status_today(q, &APR_ARRAY_IDX(services, i, hd_service_t));
        for (j = 0; j < 3; j++) count[j] += !strcmp(status, names[j]);
    }
    hd_view_attr_int(q->view, node, "total", services->nelts);
    for (j = 0; j < 3; j++) hd_view_attr_int(q->view, node, names[j], count[j]);
}

/* What the list can be narrowed to: a kind, or a state as shown. */
static const struct {
    const char *name;
    int is_kind;
} tabs[] = { { "expiring", 0 }, { "expired", 0 }, { "suspended", 0 }, { "pending", 0 }, { "domain", 1 }, { "hosting", 1 },
             { "vps", 1 }, { "server", 1 }, { "certificate", 1 }, { "other", 1 } };

#define TABS ((int)(sizeof(tabs) / sizeof(tabs[0])))

static void count_tabs(int count[TABS], hd_request_t *q, const apr_array_header_t *services)
{
    int i, j;

    for (i = 0; i < services->nelts; i++) {
        const hd_service_t *service = &APR_ARRAY_IDX(services, i, hd_service_t);
        const char *status = hd_service_status_today(q, service);
        for (j = 0; j < TABS; j++) count[j] += !strcmp(tabs[j].is_kind ? service->kind : status, tabs[j].name);
    }
}

static void add_tabs(hd_request_t *q, xmlNodePtr node, const apr_array_header_t *services, const look_t *look)
{
    look_t all = { "", "", look->sort, look->down, "", "" };
    int i, count[TABS] = { 0 };

    count_tabs(count, q, services);
    hd_view_tab(q, node, "all", services->nelts, !*look->kind && !*look->state, address(q, &all, NULL, ""));
    for (i = 0; i < TABS; i++) {
        const char *name = tabs[i].name, *kind = tabs[i].is_kind ? name : "", *state = tabs[i].is_kind ? "" : name;
        look_t one = { kind, state, look->sort, look->down, "", "" };
        int chosen = !strcmp(look->kind, kind) && !strcmp(look->state, state);
        if (count[i] || chosen) hd_view_tab(q, node, name, count[i], chosen, address(q, &one, NULL, ""));
    }
}

static void add_columns(hd_request_t *q, xmlNodePtr node, const look_t *look)
{
    int i;

    for (i = 0; i < COLUMNS; i++) {
        int is_sorted = !strcmp(look->sort, columns[i].name);
        look_t by = { look->kind, look->state, columns[i].name, is_sorted && !look->down, "", "" };
        xmlNodePtr column = hd_view_add(q->view, node, "column");
        hd_view_attr(q->view, column, "name", columns[i].name);
        if (is_sorted) hd_view_attr(q->view, column, "sorted", look->down ? "descending" : "ascending");
        hd_view_attr(q->view, column, "address", address(q, &by, NULL, ""));
    }
}

/* The place of a service in the list by its public id; -1: not there. */
static int place_of(const hd_service_t **list, int count, const char *id)
{
    int i;

    for (i = 0; i < count && strcmp(list[i]->public_id, id); i++) continue;
    return i == count ? -1 : i;
}

static void add_page(hd_request_t *q, xmlNodePtr node, const hd_service_t **list, int count, const look_t *look)
{
    int after = place_of(list, count, look->after), before = place_of(list, count, look->before);
    int first = before >= 0 ? before - SERVICES_PAGE : after + 1, i;

    if (first < 0) first = 0;
    if (first > 0) hd_view_attr(q->view, node, "newer", address(q, look, "before", list[first]->public_id));
    if (first + SERVICES_PAGE < count) {
        hd_view_attr(q->view, node, "older", address(q, look, "after", list[first + SERVICES_PAGE - 1]->public_id));
    }
    add_tabs(q, node, q->services, look);
    add_columns(q, node, look);
    for (i = first; i < count && i < first + SERVICES_PAGE; i++) {
        hd_view_service(q, node, list[i], q->accounts->nelts > 1);
    }
}

hd_error_t *hd_services_page(hd_request_t *q)
{
    look_t look = read_look(q);
    const hd_service_t **list, **room;
    xmlNodePtr node;
    int i, count = 0;

    HD_TRY(hd_page_begin(q, "services"));
    HD_TRY(hd_services_of(&q->services, NULL, q->db, q->who->id, q->accounts, q->pool));
    node = hd_view_add(q->view, hd_view_root(q->view), "services");
    hd_view_service_totals(q, node, q->services);
    list = apr_palloc(q->pool, sizeof(*list) * (size_t)(q->services->nelts + 1));
    room = apr_palloc(q->pool, sizeof(*room) * (size_t)(q->services->nelts + 1));
    for (i = 0; i < q->services->nelts; i++) {
        const hd_service_t *service = &APR_ARRAY_IDX(q->services, i, hd_service_t);
        if (shown(q, service, &look)) list[count++] = service;
    }
    for (i = 0; strcmp(columns[i].name, look.sort); i++) continue;
    sort(list, count, &look, columns[i].compare, room);
    add_page(q, node, list, count, &look);
    return NULL;
}

/* Where a moment stands on the line of the term, in percent; negative when it is not on it. */
static double place_on_line(const hd_service_t *service, hd_time_t at)
{
    double whole = (double)(service->expires_at - service->starts_at);

    if (whole <= 0 || at < service->starts_at || at > service->expires_at) return -1;
    return (double)(at - service->starts_at) * 100 / whole;
}

/* The first of each month on the line; every third carries its name everywhere. */
static void add_months(hd_request_t *q, xmlNodePtr node, const hd_service_t *service)
{
    apr_time_exp_t month;
    apr_time_t at;
    int i;

    if (!service->expires_at) return;
    apr_time_exp_gmt(&month, apr_time_from_sec(service->starts_at));
    month.tm_mday = 1;
    month.tm_hour = 12;
    month.tm_min = month.tm_sec = month.tm_usec = 0;
    for (i = 0; i < MONTHS_MAX; i++) {
        xmlNodePtr tick;
        double x;
        if (++month.tm_mon == 12) month.tm_mon = 0, month.tm_year++;
        apr_time_exp_gmt_get(&at, &month);
        x = place_on_line(service, apr_time_sec(at));
        if (x < 0) return;
        tick = hd_view_add(q->view, node, "month");
        hd_view_attr_percent(q->view, tick, "x", x);
        hd_view_attr(q->view, tick, "name", hd_locale_month(q->locale, apr_time_sec(at), q->pool));
        hd_view_flag(q->view, tick, "major", i % 3 == 0);
    }
}

static hd_error_t *add_changes(hd_request_t *q, xmlNodePtr node, const hd_service_t *service)
{
    apr_array_header_t *changes;
    hd_time_t to;
    int i;

    HD_TRY(hd_service_changes(&changes, q->db, service->id, q->pool));
    for (i = 0; i < changes->nelts; i++) {
        const hd_service_change_t *change = &APR_ARRAY_IDX(changes, i, hd_service_change_t);
        xmlNodePtr one = hd_view_add(q->view, node, "change");
        double x = service->expires_at ? place_on_line(service, change->at) : -1;
        hd_view_attr(q->view, one, "what", change->what);
        if (*change->from) hd_view_attr(q->view, one, "from", change->from);
        if (*change->to) hd_view_attr(q->view, one, "to", change->to);
        if (!strcmp(change->what, "expiry") && hd_time_parse(&to, change->to) == APR_SUCCESS) {
            hd_view_attr(q->view, one, "to-text", hd_locale_date(q->locale, to, q->pool));
        }
        HD_VIEW_TIME(q, one, "at", change->at);
        if (x >= 0) hd_view_attr_percent(q->view, one, "x", x);
    }
    return NULL;
}

hd_error_t *hd_service_page(hd_request_t *q)
{
    apr_array_header_t *services, *tickets;
    const hd_service_t *service = NULL;
    xmlNodePtr node;
    int i;

    HD_TRY(hd_services_of(&services, NULL, q->db, q->who->id, q->accounts, q->pool));
    for (i = 0; i < services->nelts && !service; i++) {
        const hd_service_t *one = &APR_ARRAY_IDX(services, i, hd_service_t);
        if (!strcmp(one->public_id, q->arg[0])) service = one;
    }
    if (!service) return hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
    HD_TRY(hd_page_begin(q, "service"));
    node = hd_view_service(q, hd_view_root(q->view), service, q->accounts->nelts > 1);
    hd_view_service_dates(q, node, service);
    if (service->expires_at) {
        hd_view_attr(q->view, node, "starts-short", hd_locale_date_short(q->locale, service->starts_at, q->pool));
    }
    add_months(q, node, service);
    HD_TRY(add_changes(q, node, service));
    if (!hd_account_right(q, service->account_id, HD_RIGHT_SUPPORT)) return NULL;
    HD_TRY(hd_tickets_of_service(&tickets, q->db, service, SERVICE_TICKETS, q->language, q->pool));
    for (i = 0; i < tickets->nelts; i++) {
        hd_view_ticket_row(q, hd_view_root(q->view), &APR_ARRAY_IDX(tickets, i, hd_ticket_row_t), 0);
    }
    return NULL;
}
