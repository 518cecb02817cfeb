/* src/web/queue_page.c: the queue of the desk: views, departments, and the tickets in the order in which to take them.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "queue_page.h"

#include <apr_strings.h>
#include <string.h>

#include "../domain/queue.h"
#include "page.h"

#define HOUR_SEC 3600

/* The views: a stage, and whose. */
static const struct {
    const char *name;
    hd_stage_t stage;
    hd_queue_of_t of;
} views[] = { { "waiting", HD_STAGE_WAITING, HD_QUEUE_ALL },        { "mine", HD_STAGE_WAITING, HD_QUEUE_ASSIGNEE },
              { "unassigned", HD_STAGE_WAITING, HD_QUEUE_NOBODY },  { "answered", HD_STAGE_ANSWERED, HD_QUEUE_ALL },
              { "on-hold", HD_STAGE_HOLD, HD_QUEUE_ALL },           { "closed", HD_STAGE_CLOSED, HD_QUEUE_ALL } };

#define VIEWS ((int)(sizeof(views) / sizeof(views[0])))

/* How the queue is looked at: checked values of the query. */
typedef struct look_t {
    int view;                          /* in views */
    const hd_department_t *department; /* only its tickets; or NULL */
} look_t;

/* A department goes with the views that show everybody's. */
static look_t read_look(hd_request_t *q, const apr_array_header_t *departments)
{
    const char *view = hd_form_get(q->query, "view"), *slug = hd_form_get(q->query, "department");
    look_t look = { 0, NULL };
    int i;

    for (i = 0; i < VIEWS; i++) {
        if (!strcmp(views[i].name, view)) look.view = i;
    }
    if (views[look.view].of != HD_QUEUE_ALL) return look;
    for (i = 0; i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        if (!strcmp(one->slug, slug)) look.department = one;
    }
    return look;
}

static const char *address(hd_request_t *q, int view, const hd_department_t *department, const char *name, const char *place)
{
    const char *pairs[][2] = { { "view", view ? views[view].name : NULL }, { "department", department ? department->slug : NULL },
                               { name, place } };
    const char *text = "/desk/";
    size_t i;

    for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (!pairs[i][1]) continue;
        text = apr_pstrcat(q->pool, text, strchr(text, '?') ? "&" : "?", pairs[i][0], "=", pairs[i][1], NULL);
    }
    return text;
}

/* How many tickets a view shows. */
static apr_int64_t count_of(hd_request_t *q, const apr_array_header_t *counts, int view, const hd_department_t *department)
{
    apr_int64_t sum = 0;
    int i;

    for (i = 0; i < counts->nelts; i++) {
        const hd_queue_count_t *one = &APR_ARRAY_IDX(counts, i, hd_queue_count_t);
        if (one->stage != views[view].stage || (department && one->department_id != department->id)) continue;
        if (views[view].of == HD_QUEUE_ASSIGNEE && one->assignee_id != q->who->id) continue;
        if (views[view].of == HD_QUEUE_NOBODY && one->assignee_id) continue;
        sum += one->n;
    }
    return sum;
}

static void add_rail(hd_request_t *q, xmlNodePtr node, const apr_array_header_t *counts, const apr_array_header_t *departments,
                     const look_t *look)
{
    int i, view = views[look->view].of == HD_QUEUE_ALL ? look->view : 0;

    for (i = 0; i < VIEWS; i++) {
        hd_view_tab(q, node, views[i].name, count_of(q, counts, i, NULL), i == look->view && !look->department,
                    address(q, i, NULL, NULL, NULL));
    }
    for (i = 0; i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        xmlNodePtr department = hd_view_add(q->view, node, "department");
        hd_view_attr(q->view, department, "slug", one->slug);
        hd_view_attr(q->view, department, "name", one->name);
        hd_view_attr_int(q->view, department, "count", count_of(q, counts, view, one));
        hd_view_flag(q->view, department, "chosen", one == look->department);
        hd_view_attr(q->view, department, "address", address(q, view, one, NULL, NULL));
    }
}

/* A length of time as whole days, or as hours and minutes. */
static void add_length(hd_request_t *q, xmlNodePtr node, apr_int64_t sec)
{
    hd_view_attr_int(q->view, node, "waiting-days", sec / HD_DAY_SEC);
    hd_view_attr_int(q->view, node, "waiting-hours", sec / HOUR_SEC);
    hd_view_attr(q->view, node, "waiting-minutes", apr_psprintf(q->pool, sec < HOUR_SEC ? "%d" : "%02d",
                                                                (int)(sec / 60 % 60)));
}

/* Why a ticket stands where it stands: its head starts and how long it has waited. whole: seconds of the widest line */
static void add_why(hd_request_t *q, xmlNodePtr node, const hd_queue_row_t *row, apr_int64_t whole)
{
    apr_int64_t priority = hd_queue_head_start_priority(row->priority), channel = hd_queue_head_start_channel(row->channel);
    apr_int64_t waited = q->now > row->waiting_since ? q->now - row->waiting_since : 0;
    double hundredth = (double)whole / 100;

    hd_view_attr(q->view, node, "waiting", hd_time_iso(row->waiting_since, q->pool));
    add_length(q, node, waited);
    hd_view_attr_int(q->view, node, "head-start-priority", priority / HOUR_SEC);
    hd_view_attr_int(q->view, node, "head-start-channel", channel / HOUR_SEC);
    hd_view_attr_int(q->view, node, "score", (priority + channel + waited) / HOUR_SEC);
    hd_view_attr_percent(q->view, node, "share-priority", (double)priority / hundredth);
    hd_view_attr_percent(q->view, node, "share-channel", (double)channel / hundredth);
    hd_view_attr_percent(q->view, node, "share-both", (double)(priority + channel) / hundredth);
    hd_view_attr_percent(q->view, node, "share-waiting", (double)waited / hundredth);
}

static void add_ticket(hd_request_t *q, xmlNodePtr list, const hd_queue_row_t *row, const hd_department_t *department,
                       apr_int64_t whole)
{
    xmlNodePtr node = hd_view_add(q->view, list, "ticket");
    int days = row->service_expires_at ? hd_locale_days_until(q->locale, row->service_expires_at) : 0;

    hd_view_attr(q->view, node, "ref", row->ref);
    hd_view_attr(q->view, node, "subject", row->subject);
    hd_view_attr(q->view, node, "status", row->status);
    hd_view_attr(q->view, node, "priority", row->priority);
    hd_view_attr(q->view, node, "channel", row->channel);
    hd_view_attr(q->view, node, "department", department ? department->slug : NULL);
    hd_view_attr(q->view, node, "department-name", department ? department->name : NULL);
    hd_view_attr(q->view, node, "account-name", row->account_name);
    hd_view_attr(q->view, node, "service-label", row->service_label);
    if (row->service_label) {
        hd_view_attr(q->view, node, "service-status",
                     hd_service_status(row->service_state, row->service_expires_at != 0, days));
    }
    hd_view_attr(q->view, node, "assignee", row->assignee);
    hd_view_flag(q->view, node, "mine", row->assignee_id == q->who->id);
    HD_VIEW_TIME(q, node, "updated", row->updated_at);
    if (row->waiting_since) add_why(q, node, row, whole);
}

/* The line that tells why a ticket is here is as wide as that of the first one: the order is by its length. */
static void add_tickets(hd_request_t *q, xmlNodePtr node, const hd_queue_list_t *list, const apr_array_header_t *departments)
{
    apr_int64_t whole = 1;
    int i;

    for (i = 0; i < list->rows->nelts; i++) {
        apr_int64_t length = q->now - APR_ARRAY_IDX(list->rows, i, hd_queue_row_t).key;
        if (length > whole) whole = length;
    }
    for (i = 0; i < list->rows->nelts; i++) {
        const hd_queue_row_t *row = &APR_ARRAY_IDX(list->rows, i, hd_queue_row_t);
        add_ticket(q, node, row, hd_department_of(departments, row->department_id), whole);
    }
}

hd_error_t *hd_queue_add(hd_request_t *q)
{
    apr_array_header_t *departments, *counts;
    hd_queue_list_t list;
    hd_queue_query_t query = { HD_STAGE_WAITING, HD_QUEUE_ALL, 0, hd_form_get(q->query, "after"),
                               hd_form_get(q->query, "before") };
    look_t look;
    xmlNodePtr node;

    HD_TRY(hd_departments_all(&departments, q->db, q->language, q->pool));
    look = read_look(q, departments);
    query.stage = views[look.view].stage;
    query.of = look.department ? HD_QUEUE_DEPARTMENT : views[look.view].of;
    query.id = look.department ? look.department->id : q->who->id;
    HD_TRY(hd_queue_list(&list, q->db, &query, q->pool));
    HD_TRY(hd_queue_counts(&counts, q->db, q->pool));
    node = hd_view_add(q->view, hd_view_root(q->view), "queue");
    hd_view_attr(q->view, node, "view", views[look.view].name);
    if (look.department) hd_view_attr(q->view, node, "department-name", look.department->name);
    hd_view_attr_int(q->view, node, "total", count_of(q, counts, look.view, look.department));
    if (list.previous) hd_view_attr(q->view, node, "previous", address(q, look.view, look.department, "before", list.previous));
    if (list.next) hd_view_attr(q->view, node, "next", address(q, look.view, look.department, "after", list.next));
    add_rail(q, node, counts, departments, &look);
    add_tickets(q, node, &list, departments);
    return NULL;
}
