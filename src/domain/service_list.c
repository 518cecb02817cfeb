/* src/domain/service_list.c: services, as administrators find them.
 * May use: store/, directory.h, base/. Must not know: HTTP, languages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "directory.h"
#include "service_edit.h"

#define ACCOUNT_MAX 500 /* services of one account */
#define ACCOUNTS_MAX 20 /* of which the services are shown when their name is found */

static void append_rows(apr_array_header_t *list, hd_rows_t *rows)
{
    while (hd_rows_next(rows)) {
        hd_service_full_t *full = apr_array_push(list);

        hd_service_read(&full->service, rows);
        full->created_at = hd_row_int(rows, 12);
        full->account = hd_row_text(rows, 13);
        full->service.account_name = hd_row_text(rows, 14);
    }
}

hd_error_t *hd_service_full(hd_service_full_t **full, hd_db_t *db, const char *id, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 1, sizeof(hd_service_full_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "service_full_get", HD_ARGS(hd_text(id)), pool));
    append_rows(list, rows);
    *full = list->nelts ? &APR_ARRAY_IDX(list, 0, hd_service_full_t) : NULL;
    return NULL;
}

static int has_row(const apr_array_header_t *list, apr_int64_t id)
{
    int i;

    for (i = 0; i < list->nelts; i++) {
        if (APR_ARRAY_IDX(list, i, hd_service_full_t).service.id == id) return 1;
    }
    return 0;
}

/* By the words of the service; then those of accounts with such names. */
static hd_error_t *find(hd_services_list_t *list, hd_db_t *db, const char *text, apr_pool_t *pool)
{
    apr_array_header_t *others = apr_array_make(pool, HD_SERVICES_SHOWN, sizeof(hd_service_full_t));
    hd_look_t services, accounts;
    hd_rows_t *rows;
    int i;

    HD_TRY(hd_directory_look(&services, db, HD_FIND_SERVICE, text, pool));
    if (!services.words) return NULL;
    HD_TRY(hd_db_query(&rows, db, "services_found", HD_ARGS(HD_LOOK_ARGS(&services), hd_int(HD_SERVICES_SHOWN + 1)), pool));
    append_rows(list->rows, rows);
    HD_TRY(hd_directory_look(&accounts, db, HD_FIND_ACCOUNT, text, pool));
    HD_TRY(hd_db_query(&rows, db, "services_found_account",
                       HD_ARGS(HD_LOOK_ARGS(&accounts), hd_int(ACCOUNTS_MAX), hd_int(HD_SERVICES_SHOWN + 1)), pool));
    append_rows(others, rows);
    for (i = 0; i < others->nelts; i++) {
        const hd_service_full_t *one = &APR_ARRAY_IDX(others, i, hd_service_full_t);
        if (!has_row(list->rows, one->service.id)) APR_ARRAY_PUSH(list->rows, hd_service_full_t) = *one;
    }
    list->cut = services.cut || accounts.cut || list->rows->nelts > HD_SERVICES_SHOWN;
    if (list->rows->nelts > HD_SERVICES_SHOWN) list->rows->nelts = HD_SERVICES_SHOWN;
    return NULL;
}

/* The row before which a page begins. */
static hd_error_t *place_of(apr_int64_t *before, hd_db_t *db, const char *after, apr_pool_t *pool)
{
    hd_rows_t *row = NULL;

    if (*after) HD_TRY(hd_db_one(&row, db, "service_place", HD_ARGS(hd_text(after)), pool));
    *before = row ? hd_row_int(row, 0) : APR_INT64_MAX;
    return NULL;
}

static hd_error_t *walk(hd_services_list_t *list, hd_db_t *db, const hd_services_query_t *query, apr_pool_t *pool)
{
    const hd_value_t limit = hd_int(HD_SERVICES_SHOWN + 1);
    apr_int64_t before;
    hd_rows_t *rows;

    HD_TRY(place_of(&before, db, query->after, pool));
    if (*query->state) {
        HD_TRY(hd_db_query(&rows, db, "services_newest_state", HD_ARGS(hd_text(query->state), hd_int(before), limit), pool));
    }
    else HD_TRY(hd_db_query(&rows, db, "services_newest", HD_ARGS(hd_int(before), limit), pool));
    append_rows(list->rows, rows);
    if (list->rows->nelts <= HD_SERVICES_SHOWN) return NULL;
    list->rows->nelts = HD_SERVICES_SHOWN;
    list->next = APR_ARRAY_IDX(list->rows, HD_SERVICES_SHOWN - 1, hd_service_full_t).service.public_id;
    return NULL;
}

hd_error_t *hd_services_list(hd_services_list_t *list, hd_db_t *db, const hd_services_query_t *query, apr_pool_t *pool)
{
    hd_rows_t *rows;

    list->rows = apr_array_make(pool, HD_SERVICES_SHOWN + 1, sizeof(hd_service_full_t));
    list->next = NULL;
    list->cut = 0;
    if (*query->text) return find(list, db, query->text, pool);
    if (!*query->account) return walk(list, db, query, pool);
    HD_TRY(hd_db_query(&rows, db, "services_newest_account", HD_ARGS(hd_text(query->account), hd_int(ACCOUNT_MAX)), pool));
    append_rows(list->rows, rows);
    return NULL;
}

hd_error_t *hd_service_history(apr_array_header_t **changes, hd_db_t *db, apr_int64_t service_id, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "service_history", HD_ARGS(hd_int(service_id), hd_int(HD_SERVICE_HISTORY)), pool));
    *changes = apr_array_make(pool, hd_rows_count(rows) + 1, sizeof(hd_service_done_t));
    while (hd_rows_next(rows)) {
        hd_service_done_t *change = apr_array_push(*changes);

        change->at = hd_row_int(rows, 0);
        change->what = hd_row_text(rows, 1);
        change->from = hd_row_text(rows, 2);
        change->to = hd_row_text(rows, 3);
        change->cause = hd_row_text(rows, 4);
        change->name = hd_row_text(rows, 5);
    }
    return NULL;
}
