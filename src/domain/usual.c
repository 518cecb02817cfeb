/* src/domain/usual.c: how long a department usually takes to answer first: the median of its last 30 days.
 * May use: digest.h, store/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "usual.h"

#include <string.h>

#define SINCE(now) ((now) - HD_USUAL_DAYS * HD_DAY_SEC)

hd_error_t *hd_usual_note(hd_db_t *db, const apr_array_header_t *rows, hd_time_t now)
{
    int i;

    for (i = 0; i < rows->nelts; i++) {
        const hd_digest_row_t *row = &APR_ARRAY_IDX(rows, i, hd_digest_row_t);
        hd_value_t ticket = hd_int(row->ticket_id);

        if (strcmp(row->what, "agent") || row->at <= SINCE(now)) continue;
        HD_TRY(hd_db_exec(NULL, db, "first_answer_add", HD_ARGS(ticket, hd_int(row->at), ticket)));
    }
    return NULL;
}

/* A department, and what is usual there; 0: nothing is said. */
typedef struct usual_t {
    apr_int64_t department_id, sec;
} usual_t;

static hd_error_t *write_usual(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const usual_t *usual = baton;

    (void)pool;
    HD_TRY(hd_db_exec(NULL, db, "usual_remove", HD_ARGS(hd_int(usual->department_id))));
    if (!usual->sec) return NULL;
    return hd_db_exec(NULL, db, "usual_add", HD_ARGS(hd_int(usual->department_id), hd_int(usual->sec)));
}

hd_error_t *hd_usual_keep(hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_rows_t *departments, *middle;

    HD_TRY(hd_db_exec(NULL, db, "first_answers_forget", HD_ARGS(hd_int(SINCE(now)))));
    HD_TRY(hd_db_query(&departments, db, "usual_departments", HD_NO_ARGS, pool));
    while (hd_rows_next(departments)) {
        usual_t usual = { hd_row_int(departments, 0), 0 };

        HD_TRY(hd_db_one(&middle, db, "usual_middle", HD_ARGS(hd_int(usual.department_id), hd_int(SINCE(now))), pool));
        if (middle && hd_row_int(middle, 2) >= HD_USUAL_LEAST) {
            usual.sec = (hd_row_int(middle, 0) + hd_row_int(middle, 1)) / 2;
            if (!usual.sec) usual.sec = 1;
        }
        HD_TRY(hd_db_transaction(db, write_usual, &usual, pool));
    }
    return NULL;
}
