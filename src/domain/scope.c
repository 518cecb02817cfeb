/* src/domain/scope.c: where somebody of the staff works.
 * May use: store/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "scope.h"

hd_error_t *hd_scope_get(const hd_scope_t **scope, hd_db_t *db, apr_int64_t person_id, apr_pool_t *pool)
{
    hd_scope_t *found = apr_pcalloc(pool, sizeof(*found));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "scope_departments", HD_ARGS(hd_int(person_id)), pool));
    found->person_id = person_id;
    found->departments = apr_array_make(pool, 8, sizeof(apr_int64_t));
    while (hd_rows_next(rows)) APR_ARRAY_PUSH(found->departments, apr_int64_t) = hd_row_int(rows, 0);
    *scope = found;
    return NULL;
}

int hd_scope_has(const hd_scope_t *scope, apr_int64_t department_id)
{
    int i;

    for (i = 0; i < scope->departments->nelts; i++) {
        if (APR_ARRAY_IDX(scope->departments, i, apr_int64_t) == department_id) return 1;
    }
    return 0;
}

static hd_error_t *ask(int *yes, hd_db_t *db, const char *statement, apr_int64_t thing, apr_int64_t person_id, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, statement, HD_ARGS(hd_int(thing), hd_int(person_id)), pool));
    *yes = row != NULL;
    return NULL;
}

hd_error_t *hd_scope_works(int *works, hd_db_t *db, apr_int64_t person_id, apr_int64_t department_id, apr_pool_t *pool)
{
    return ask(works, db, "scope_department", department_id, person_id, pool);
}

hd_error_t *hd_scope_check(hd_db_t *db, apr_int64_t person_id, apr_int64_t ticket_id, apr_pool_t *pool)
{
    int reaches;

    HD_TRY(ask(&reaches, db, "scope_ticket", ticket_id, person_id, pool));
    return reaches ? NULL : hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
}
