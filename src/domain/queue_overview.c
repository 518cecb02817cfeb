/* src/domain/queue_overview.c: the counts of the queue with the departments they are of, by one statement.
 * May use: queue.h, ticket.h, store/. Must not know: HTTP, how a page looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "queue_overview.h"

hd_error_t *hd_queue_overview(apr_array_header_t **departments, apr_array_header_t **counts, hd_db_t *db, apr_int64_t person_id,
                              const char *language, apr_pool_t *pool)
{
    apr_array_header_t *places = apr_array_make(pool, 8, sizeof(hd_department_t));
    apr_array_header_t *list = apr_array_make(pool, 16, sizeof(hd_queue_count_t));
    apr_int64_t last = 0;
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "queue_overview", HD_ARGS(hd_text(language), hd_int(person_id)), pool));
    while (hd_rows_next(rows)) {
        apr_int64_t id = hd_row_int(rows, 0);
        hd_queue_count_t *count;

        if (id != last) {
            hd_department_t *department = apr_array_push(places);
            department->id = last = id;
            department->slug = hd_row_text(rows, 1);
            department->name = hd_row_text(rows, 2);
        }
        if (!hd_row_int(rows, 5)) continue;
        count = apr_array_push(list);
        count->department_id = id;
        count->assignee_id = hd_row_int(rows, 3);
        count->stage = (hd_stage_t)hd_row_int(rows, 4);
        count->n = hd_row_int(rows, 5);
    }
    *departments = places;
    *counts = list;
    return NULL;
}
