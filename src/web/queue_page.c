/* src/web/queue_page.c: the queue of the desk: views, departments, and the tickets in the order in which to take them.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "queue_page.h"

#include <apr_strings.h>

#include "page.h"
#include "queue_look.h"
#include "urlencoded.h"

#define HOUR_SEC 3600
#define BEHIND_MIN 100 /* messages that are not read for searches yet, when it is worth saying */

/* How many tickets a view shows that is narrowed to a department at most. */
static apr_int64_t count_of(hd_request_t *q, const apr_array_header_t *counts, const hd_queue_view_t *view,
                            apr_int64_t department_id)
{
    hd_stage_t stage = view->overdue ? HD_COUNT_OVERDUE : view->stage;
    apr_int64_t sum = 0;
    int i;

    for (i = 0; i < counts->nelts; i++) {
        const hd_queue_count_t *one = &APR_ARRAY_IDX(counts, i, hd_queue_count_t);
        if (view->stage != HD_STAGES && one->stage != stage) continue;
        if (department_id && one->department_id != department_id) continue;
        if (view->of == HD_VIEW_OF_READER && one->assignee_id != q->who->id) continue;
        if (view->of == HD_VIEW_OF_NOBODY && one->assignee_id) continue;
        sum += one->n;
    }
    return sum;
}

/* Whether the list is narrowed to a department at most. */
static int is_counted(const hd_queue_look_t *look)
{
    int i;

    for (i = HD_NARROW_DEPARTMENT + 1; i < HD_NARROWS; i++) {
        if (look->value[i]) return 0;
    }
    return 1;
}

void hd_queue_add_rail(hd_request_t *q, xmlNodePtr node, const apr_array_header_t *counts, const apr_array_header_t *departments,
                       const hd_queue_look_t *look)
{
    const hd_queue_view_t *view;
    int i;

    for (view = hd_queue_views; view->name; view++) {
        if (!hd_queue_look_may(look, view)) continue;
        hd_view_tab(q, node, view->name, count_of(q, counts, view, look->filter.department_id), view == look->view,
                    hd_queue_look_address(q, look, view, HD_NARROWS, NULL, NULL));
    }
    for (i = 0; i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        xmlNodePtr department = hd_view_add(q->view, node, "department");
        hd_view_attr(q->view, department, "slug", one->slug);
        hd_view_attr(q->view, department, "name", one->name);
        hd_view_attr_int(q->view, department, "count", count_of(q, counts, look->view, one->id));
        hd_view_flag(q->view, department, "chosen", one->id == look->filter.department_id);
        hd_view_attr(q->view, department, "address",
                     hd_queue_look_address(q, look, NULL, HD_NARROW_DEPARTMENT, "department", one->slug));
    }
}

/* What the list is narrowed to, each with the way out of it; and who can be chosen. */
static void add_filters(hd_request_t *q, xmlNodePtr node, const hd_queue_look_t *look, const apr_array_header_t *agents)
{
    int i;

    for (i = 0; i < HD_NARROWS; i++) {
        xmlNodePtr filter;
        if (!look->value[i]) continue;
        filter = hd_view_add(q->view, node, "filter");
        hd_view_attr(q->view, filter, "name", hd_narrow_name((hd_narrow_t)i));
        hd_view_attr(q->view, filter, "value", look->value[i]);
        hd_view_attr(q->view, filter, "text", look->text[i]);
        hd_view_attr(q->view, filter, "remove", hd_queue_look_address(q, look, NULL, (hd_narrow_t)i, NULL, NULL));
    }
    for (i = 0; i < agents->nelts; i++) {
        const hd_agent_t *one = &APR_ARRAY_IDX(agents, i, hd_agent_t);
        xmlNodePtr agent = hd_view_add(q->view, node, "agent");
        hd_view_attr(q->view, agent, "id", one->public_id);
        hd_view_attr(q->view, agent, "name", one->name);
        hd_view_flag(q->view, agent, "chosen", look->filter.assignee_id == one->id);
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
    hd_view_attr(q->view, node, "client", row->account);
    hd_view_attr(q->view, node, "account-name", row->account_name);
    if (row->service_id) {
        hd_view_attr(q->view, node, "service", row->service);
        hd_view_attr(q->view, node, "service-label", row->service_label);
        hd_view_attr(q->view, node, "service-status",
                     hd_service_status(row->service_state, row->service_expires_at != 0, days));
    }
    hd_view_attr(q->view, node, "assignee", row->assignee);
    hd_view_flag(q->view, node, "mine", row->assignee_id == q->who->id);
    if (row->is_new) hd_view_attr(q->view, node, "new", row->never_seen ? "unread" : "news");
    HD_VIEW_TIME(q, node, "updated", row->updated_at);
    HD_VIEW_TIME(q, node, "due", row->due_at);
    hd_view_flag(q->view, node, "late", row->due_at && row->due_at <= q->now);
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

/* The departments in which the reader works, in their order. */
static hd_error_t *read_departments(apr_array_header_t **departments, hd_request_t *q, const hd_scope_t *scope)
{
    apr_array_header_t *all;
    int i;

    HD_TRY(hd_departments_all(&all, q->db, q->language, q->pool));
    *departments = apr_array_make(q->pool, 8, sizeof(hd_department_t));
    for (i = 0; i < all->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(all, i, hd_department_t);
        if (hd_scope_has(scope, one->id)) APR_ARRAY_PUSH(*departments, hd_department_t) = *one;
    }
    return NULL;
}

static void add_places(hd_request_t *q, xmlNodePtr node, const hd_queue_look_t *look, const hd_queue_list_t *list)
{
    const char *const places[][3] = { { "previous", "before", list->previous }, { "next", "after", list->next } };
    int i;

    for (i = 0; i < 2; i++) {
        if (!places[i][2]) continue;
        hd_view_attr(q->view, node, places[i][0],
                     hd_queue_look_address(q, look, NULL, HD_NARROWS, places[i][1], places[i][2]));
    }
    if (list->unfinished) hd_view_attr_int(q->view, node, "looked", list->unfinished);
}

/* What there is to say of a search. */
static hd_error_t *add_search(hd_request_t *q, xmlNodePtr node, const hd_queue_look_t *look)
{
    apr_int64_t left;

    if (!look->value[HD_NARROW_WORDS]) return NULL;
    HD_TRY(hd_search_left(&left, q->db, q->now, q->pool));
    hd_view_attr_int(q->view, node, "words", look->search.words->nelts);
    hd_view_flag(q->view, node, "cut", look->search.is_cut);
    if (left >= BEHIND_MIN) hd_view_attr_int(q->view, node, "behind", left);
    return NULL;
}

/* A page of the view, or of what was found in it. */
static hd_error_t *read_list(hd_queue_list_t *list, hd_request_t *q, const hd_scope_t *scope, const hd_queue_look_t *look)
{
    hd_queue_query_t query = { look->view->stage, look->view->overdue, look->filter, hd_form_get(q->query, "after"),
                               hd_form_get(q->query, "before") };

    if (look->value[HD_NARROW_WORDS]) return hd_search_list(list, q->db, scope, &query, &look->search, q->pool);
    return hd_queue_list(list, q->db, scope, &query, q->pool);
}

/* Where what is done to several tickets goes: the page of the list comes along, for the way back. */
static const char *bulk_address(hd_request_t *q, const hd_queue_look_t *look)
{
    const char *after = hd_form_get(q->query, "after"), *before = hd_form_get(q->query, "before");
    const char *place = *before ? before : after;
    const char *list = hd_queue_look_address(q, look, NULL, HD_NARROWS, *before ? "before" : *after ? "after" : NULL,
                                             hd_percent_encode(place, q->pool));

    return apr_pstrcat(q->pool, "/desk/bulk", list + strlen("/desk/"), NULL);
}

hd_error_t *hd_queue_add(hd_request_t *q)
{
    apr_array_header_t *departments, *counts, *agents;
    const hd_scope_t *scope;
    hd_queue_list_t list;
    hd_queue_look_t look;
    xmlNodePtr node;

    HD_TRY(hd_scope_get(&scope, q->db, q->who->id, q->pool));
    HD_TRY(read_departments(&departments, q, scope));
    HD_TRY(hd_agents(&agents, q->db, q->pool));
    HD_TRY(hd_queue_look_read(&look, q, departments, agents));
    HD_TRY(read_list(&list, q, scope, &look));
    HD_TRY(hd_queue_counts(&counts, q->db, scope, q->pool));
    node = hd_view_add(q->view, hd_view_root(q->view), "queue");
    hd_view_attr(q->view, node, "view", look.view->name);
    hd_view_flag(q->view, node, "nowhere", !departments->nelts);
    if (is_counted(&look)) {
        hd_view_attr_int(q->view, node, "total", count_of(q, counts, look.view, look.filter.department_id));
    }
    HD_TRY(add_search(q, node, &look));
    add_places(q, node, &look, &list);
    hd_queue_add_rail(q, node, counts, departments, &look);
    if (list.rows->nelts) hd_view_attr(q->view, node, "bulk", bulk_address(q, &look));
    add_filters(q, node, &look, agents);
    add_tickets(q, node, &list, departments);
    return NULL;
}
