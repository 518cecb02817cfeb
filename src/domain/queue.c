/* src/domain/queue.c: the order of the queue, and its counts.
 * May use: store/, base/. Must not know: HTTP, how a page looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "queue.h"

#include <string.h>

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

hd_error_t *hd_queue_counts(apr_array_header_t **counts, hd_db_t *db, const hd_scope_t *scope, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 16, sizeof(hd_queue_count_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "queue_counts", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        hd_queue_count_t *count;
        if (!hd_scope_has(scope, hd_row_int(rows, 0))) continue;
        count = apr_array_push(list);
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

hd_error_t *hd_queue_seen(hd_db_t *db, apr_int64_t person_id, apr_int64_t ticket_id, hd_time_t updated_at, hd_time_t now,
                          apr_pool_t *pool)
{
    hd_time_t seen = updated_at >= now ? now - 1 : updated_at;
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "ticket_seen", HD_ARGS(hd_int(person_id), hd_int(ticket_id)), pool));
    if (row && hd_row_int(row, 0) >= seen) return NULL;
    return hd_db_exec(NULL, db, "ticket_seen_set", HD_ARGS(hd_int(person_id), hd_int(ticket_id), hd_int(seen)));
}
