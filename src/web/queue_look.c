/* src/web/queue_look.c: how the queue is looked at: the view and what narrows it, read from an address and written into one.
 * May use: domain/, request.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "queue_look.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/choice.h"
#include "../text/fold.h"
#include "urlencoded.h"

const hd_queue_view_t hd_queue_views[] = {
    { "waiting", HD_STAGE_WAITING, HD_VIEW_OF_ALL, 0 },       { "mine", HD_STAGE_WAITING, HD_VIEW_OF_READER, 0 },
    { "unassigned", HD_STAGE_WAITING, HD_VIEW_OF_NOBODY, 0 }, { "overdue", HD_STAGE_WAITING, HD_VIEW_OF_ALL, 1 },
    { "answered", HD_STAGE_ANSWERED, HD_VIEW_OF_ALL, 0 },     { "on-hold", HD_STAGE_HOLD, HD_VIEW_OF_ALL, 0 },
    { "closed", HD_STAGE_CLOSED, HD_VIEW_OF_ALL, 0 },         { "all", HD_STAGES, HD_VIEW_OF_ALL, 0 },
    { NULL, HD_STAGE_WAITING, HD_VIEW_OF_ALL, 0 }
};

const char *hd_narrow_name(hd_narrow_t narrow)
{
    static const char *const names[] = { "department", "priority", "channel", "assignee", "client", "service", "q" };

    return names[narrow];
}

int hd_queue_look_may(const hd_queue_look_t *look, const hd_queue_view_t *view)
{
    return view->stage != HD_STAGES || look->value[HD_NARROW_WORDS] != NULL;
}

/* The view that an address does not name. */
static const hd_queue_view_t *preset_view(int is_search)
{
    const hd_queue_view_t *view = hd_queue_views;

    while (is_search && view->stage != HD_STAGES) view++;
    return view;
}

static void read_search(hd_queue_look_t *look, hd_request_t *q)
{
    const char *text = hd_text_trim(hd_form_get(q->query, "q"), q->pool);

    if (!*text || hd_text_chars(text) > HD_SEARCH_TEXT_MAX) return;
    look->value[HD_NARROW_WORDS] = look->text[HD_NARROW_WORDS] = text;
    hd_search_parse(&look->search, text, q->pool);
}

static void read_department(hd_queue_look_t *look, const char *slug, const apr_array_header_t *departments)
{
    int i;

    for (i = 0; i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        if (strcmp(one->slug, slug)) continue;
        look->value[HD_NARROW_DEPARTMENT] = one->slug;
        look->text[HD_NARROW_DEPARTMENT] = one->name;
        look->filter.department_id = one->id;
    }
}

/* Some views are somebody's already. */
static void read_assignee(hd_queue_look_t *look, const char *id, const apr_array_header_t *agents, apr_int64_t reader)
{
    int i;

    look->filter.assignee_id = look->view->of == HD_VIEW_OF_READER ? reader : look->view->of ? 0 : HD_ANYBODY;
    if (look->view->of != HD_VIEW_OF_ALL) return;
    if (!strcmp(id, HD_NOBODY)) {
        look->value[HD_NARROW_ASSIGNEE] = HD_NOBODY;
        look->filter.assignee_id = 0;
    }
    for (i = 0; i < agents->nelts; i++) {
        const hd_agent_t *one = &APR_ARRAY_IDX(agents, i, hd_agent_t);
        if (strcmp(one->public_id, id)) continue;
        look->value[HD_NARROW_ASSIGNEE] = one->public_id;
        look->text[HD_NARROW_ASSIGNEE] = one->name;
        look->filter.assignee_id = one->id;
    }
}

static void read_words(hd_queue_look_t *look, hd_request_t *q)
{
    static const char *const priorities[] = { "low", "medium", "high", "urgent", NULL };
    static const char *const channels[] = { "portal", "email", "email-unverified", "api", "staff", NULL };

    look->filter.priority = hd_choice(priorities, hd_form_get(q->query, "priority"));
    look->filter.channel = hd_choice(channels, hd_form_get(q->query, "channel"));
    look->value[HD_NARROW_PRIORITY] = look->filter.priority;
    look->value[HD_NARROW_CHANNEL] = look->filter.channel;
}

hd_error_t *hd_queue_look_read(hd_queue_look_t *look, hd_request_t *q, const apr_array_header_t *departments,
                               const apr_array_header_t *agents)
{
    const char *view = hd_form_get(q->query, "view"), *client = hd_form_get(q->query, "client");
    const char *service = hd_form_get(q->query, "service");
    const hd_queue_view_t *one;

    memset(look, 0, sizeof(*look));
    read_search(look, q);
    look->view = preset_view(look->value[HD_NARROW_WORDS] != NULL);
    for (one = hd_queue_views; one->name; one++) {
        if (!strcmp(one->name, view) && hd_queue_look_may(look, one)) look->view = one;
    }
    read_department(look, hd_form_get(q->query, "department"), departments);
    read_words(look, q);
    read_assignee(look, hd_form_get(q->query, "assignee"), agents, q->who->id);
    HD_TRY(hd_queue_client(&look->filter.account_id, &look->text[HD_NARROW_CLIENT], q->db, client, q->pool));
    HD_TRY(hd_queue_service(&look->filter.service_id, &look->text[HD_NARROW_SERVICE], q->db, service, q->pool));
    if (look->filter.account_id) look->value[HD_NARROW_CLIENT] = client;
    if (look->filter.service_id) look->value[HD_NARROW_SERVICE] = service;
    return NULL;
}

static const char *with(const char *address, const char *name, const char *value, apr_pool_t *pool)
{
    return apr_pstrcat(pool, address, strchr(address, '?') ? "&" : "?", name, "=", value, NULL);
}

const char *hd_queue_look_address(hd_request_t *q, const hd_queue_look_t *look, const hd_queue_view_t *view,
                                  hd_narrow_t without, const char *name, const char *value)
{
    int is_search = look->value[HD_NARROW_WORDS] && without != HD_NARROW_WORDS;
    const hd_queue_view_t *preset = preset_view(is_search), *shown = view ? view : look->view;
    const char *address = "/desk/";
    int i;

    if (shown->stage == HD_STAGES && !is_search) shown = preset;
    if (shown != preset) address = with(address, "view", shown->name, q->pool);
    for (i = 0; i < HD_NARROWS; i++) {
        if (!look->value[i] || i == (int)without) continue;
        if (i == HD_NARROW_ASSIGNEE && shown->of != HD_VIEW_OF_ALL) continue;
        address = with(address, hd_narrow_name((hd_narrow_t)i), hd_percent_encode(look->value[i], q->pool), q->pool);
    }
    return name ? with(address, name, value, q->pool) : address;
}
