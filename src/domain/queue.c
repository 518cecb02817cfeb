/* src/domain/queue.c: the order of the queue, its views and counts.
 * May use: store/, base/. Must not know: HTTP, how a page looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "queue.h"

#include <apr_strings.h>

#include "list_place.h"

#define HOUR_SEC 3600

typedef struct head_start_t {
    const char *name;
    apr_int64_t sec;
} head_start_t;

/* docs/desk.md shows these tables. */
static const head_start_t priorities[] = { { "low", 0 }, { "medium", 4 * HOUR_SEC }, { "high", 12 * HOUR_SEC },
                                           { "urgent", 48 * HOUR_SEC }, { NULL, 0 } };
static const head_start_t channels[] = { { "email-unverified", 0 }, { "email", HOUR_SEC }, { "portal", 2 * HOUR_SEC },
                                         { "api", 2 * HOUR_SEC }, { "staff", 2 * HOUR_SEC }, { NULL, 0 } };

static apr_int64_t head_start(const head_start_t *table, const char *name)
{
    while (table->name && strcmp(table->name, name)) table++;
    return table->sec;
}

apr_int64_t hd_queue_head_start_priority(const char *priority)
{
    return head_start(priorities, priority);
}

apr_int64_t hd_queue_head_start_channel(const char *channel)
{
    return head_start(channels, channel);
}

hd_stage_t hd_queue_stage(const char *status)
{
    if (!strcmp(status, "answered")) return HD_STAGE_ANSWERED;
    if (!strcmp(status, "on-hold")) return HD_STAGE_HOLD;
    return strcmp(status, "closed") ? HD_STAGE_WAITING : HD_STAGE_CLOSED;
}

hd_queue_place_t hd_queue_place(const char *status, const char *priority, const char *channel, hd_time_t since,
                                hd_time_t now)
{
    hd_queue_place_t place = { hd_queue_stage(status), 0, now };

    if (place.stage != HD_STAGE_WAITING) return place;
    place.waiting_since = since ? since : now;
    place.key = place.waiting_since - hd_queue_head_start_priority(priority) - hd_queue_head_start_channel(channel);
    return place;
}

static void read_row(hd_queue_row_t *row, const hd_rows_t *rows)
{
    row->ref = hd_row_text(rows, 0);
    row->subject = hd_row_text(rows, 1);
    row->status = hd_row_text(rows, 2);
    row->priority = hd_row_text(rows, 3);
    row->channel = hd_row_text(rows, 4);
    row->department_id = hd_row_int(rows, 5);
    row->account_name = hd_row_text(rows, 6);
    row->service_label = hd_row_text(rows, 7);
    row->service_state = hd_row_text(rows, 8);
    row->service_expires_at = hd_row_int(rows, 9);
    row->assignee_id = hd_row_int(rows, 10);
    row->assignee = hd_row_text(rows, 11);
    row->waiting_since = hd_row_int(rows, 12);
    row->updated_at = hd_row_int(rows, 13);
    row->key = hd_row_int(rows, 14);
}

static hd_error_t *read_rows(hd_rows_t **rows, hd_db_t *db, const hd_queue_query_t *query, int falls,
                             const hd_list_place_t *place, apr_pool_t *pool)
{
    static const char *const names[][2] = { { "queue_all_next", "queue_all_previous" },
                                            { "queue_department_next", "queue_department_previous" },
                                            { "queue_assignee_next", "queue_assignee_previous" },
                                            { "queue_nobody_next", "queue_nobody_previous" } };
    const char *name = names[query->of][falls];
    hd_value_t stage = hd_int(query->stage), key = hd_int(place->key), ref = hd_text(place->ref);
    hd_value_t limit = hd_int(HD_QUEUE_PAGE + 1);

    if (query->of == HD_QUEUE_ALL || query->of == HD_QUEUE_NOBODY) {
        return hd_db_query(rows, db, name, HD_ARGS(stage, key, key, ref, limit), pool);
    }
    return hd_db_query(rows, db, name, HD_ARGS(hd_int(query->id), stage, key, key, ref, limit), pool);
}

static void turn(apr_array_header_t *rows)
{
    hd_queue_row_t *list = (hd_queue_row_t *)rows->elts;
    int i;

    for (i = 0; i < rows->nelts / 2; i++) {
        hd_queue_row_t one = list[i];
        list[i] = list[rows->nelts - 1 - i];
        list[rows->nelts - 1 - i] = one;
    }
}

/* The closed ones are read from the last on: there "next" falls. */
hd_error_t *hd_queue_list(hd_queue_list_t *list, hd_db_t *db, const hd_queue_query_t *query, apr_pool_t *pool)
{
    int down = query->stage == HD_STAGE_CLOSED, back, paged, more;
    hd_list_place_t place = { down ? INT64_MAX : INT64_MIN, down ? "~" : "" };
    const hd_queue_row_t *first, *last;
    hd_rows_t *rows;

    back = hd_list_place_read(&place, query->before, pool);
    paged = back || hd_list_place_read(&place, query->after, pool);
    list->rows = apr_array_make(pool, HD_QUEUE_PAGE + 1, sizeof(hd_queue_row_t));
    list->next = list->previous = NULL;
    HD_TRY(read_rows(&rows, db, query, down != back, &place, pool));
    while (hd_rows_next(rows)) read_row(apr_array_push(list->rows), rows);
    more = list->rows->nelts > HD_QUEUE_PAGE;
    if (more) list->rows->nelts = HD_QUEUE_PAGE;
    if (back) turn(list->rows);
    if (!list->rows->nelts) return NULL;
    first = &APR_ARRAY_IDX(list->rows, 0, hd_queue_row_t);
    last = &APR_ARRAY_IDX(list->rows, list->rows->nelts - 1, hd_queue_row_t);
    if (back || more) list->next = hd_list_place_write(last->key, last->ref, pool);
    if (back ? more : paged) list->previous = hd_list_place_write(first->key, first->ref, pool);
    return NULL;
}

hd_error_t *hd_queue_counts(apr_array_header_t **counts, hd_db_t *db, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 16, sizeof(hd_queue_count_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "queue_counts", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        hd_queue_count_t *count = apr_array_push(list);
        count->department_id = hd_row_int(rows, 0);
        count->assignee_id = hd_row_int(rows, 1);
        count->stage = (hd_stage_t)hd_row_int(rows, 2);
        count->n = hd_row_int(rows, 3);
    }
    *counts = list;
    return NULL;
}

hd_error_t *hd_queue_count_make(hd_db_t *db, apr_int64_t department_id, apr_int64_t assignee_id)
{
    hd_value_t department = hd_int(department_id), assignee = hd_int(assignee_id);

    return hd_db_exec(NULL, db, "queue_count_make",
                      HD_ARGS(department, assignee, department, assignee, department, assignee, department, assignee));
}

hd_error_t *hd_queue_count_move(hd_db_t *db, const hd_queue_cell_t *from, const hd_queue_cell_t *to)
{
    hd_value_t department = hd_int(to->department_id), assignee = hd_int(to->assignee_id), stage = hd_int(to->stage);

    if (from->department_id == to->department_id && from->assignee_id == to->assignee_id && from->stage == to->stage) {
        return NULL;
    }
    return hd_db_exec(NULL, db, "queue_count_move",
                      HD_ARGS(department, assignee, stage, hd_int(from->department_id), hd_int(from->assignee_id),
                              hd_int(from->stage), department, assignee, stage));
}
