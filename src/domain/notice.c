/* src/domain/notice.c: what somebody of the staff wants to be mailed of each department.
 * May use: tell.h, store/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "../base/choice.h"
#include "tell.h"

/* Choices on their way into the table. */
typedef struct choosing_t {
    apr_int64_t person_id;
    const apr_array_header_t *notices;
} choosing_t;

int hd_notice_valid(const char *choice)
{
    static const char *const choices[] = { "all", "mine", "none", NULL };

    return hd_choice(choices, choice) != NULL;
}

hd_error_t *hd_notices(apr_array_header_t **notices, hd_db_t *db, apr_int64_t person_id, const char *language,
                       apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(hd_notice_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "notice_choices", HD_ARGS(hd_text(language), hd_int(person_id), hd_int(person_id)),
                       pool));
    while (hd_rows_next(rows)) {
        hd_notice_t *notice = apr_array_push(list);
        notice->department_id = hd_row_int(rows, 0);
        notice->slug = hd_row_text(rows, 1);
        notice->name = hd_row_text(rows, 2);
        notice->choice = hd_row_text(rows, 3);
    }
    *notices = list;
    return NULL;
}

static hd_error_t *set(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const choosing_t *c = baton;
    int i;

    (void)pool;
    for (i = 0; i < c->notices->nelts; i++) {
        const hd_notice_t *notice = &APR_ARRAY_IDX(c->notices, i, hd_notice_t);
        hd_value_t department = hd_int(notice->department_id), person = hd_int(c->person_id);

        HD_TRY(hd_db_exec(NULL, db, "notice_remove", HD_ARGS(department, person)));
        HD_TRY(hd_db_exec(NULL, db, "notice_add", HD_ARGS(department, person, hd_text(notice->choice))));
    }
    return NULL;
}

hd_error_t *hd_notices_set(hd_db_t *db, apr_int64_t person_id, const apr_array_header_t *notices, apr_pool_t *pool)
{
    choosing_t choosing = { person_id, notices };

    return hd_db_transaction(db, set, &choosing, pool);
}
