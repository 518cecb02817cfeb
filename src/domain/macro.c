/* src/domain/macro.c: canned answers: who may use which.
 * May use: store/, text/, base/. Must not know: HTTP, which languages there are.
 * SPDX-License-Identifier: Apache-2.0 */
#include "macro.h"

#include <string.h>

static apr_array_header_t *read_macros(hd_rows_t *rows, apr_pool_t *pool)
{
    apr_array_header_t *macros = apr_array_make(pool, 16, sizeof(hd_macro_t));

    while (hd_rows_next(rows)) {
        hd_macro_t *macro = apr_array_push(macros);

        macro->id = hd_row_int(rows, 0);
        macro->public_id = hd_row_text(rows, 1);
        macro->name = hd_row_text(rows, 2);
        macro->updated_at = hd_row_int(rows, 3);
        macro->department = hd_row_text(rows, 4);
        macro->texts = NULL;
    }
    return macros;
}

hd_error_t *hd_macros_of(apr_array_header_t **macros, hd_db_t *db, apr_int64_t department_id, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "macros_of_department", HD_ARGS(hd_int(department_id)), pool));
    *macros = read_macros(rows, pool);
    return NULL;
}

hd_error_t *hd_macros_all(apr_array_header_t **macros, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "macros_all", HD_NO_ARGS, pool));
    *macros = read_macros(rows, pool);
    return NULL;
}

static hd_error_t *read_texts(apr_array_header_t **texts, hd_db_t *db, apr_int64_t id, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "macro_texts", HD_ARGS(hd_int(id)), pool));
    *texts = apr_array_make(pool, 3, sizeof(hd_macro_text_t));
    while (hd_rows_next(rows)) {
        hd_macro_text_t *text = apr_array_push(*texts);

        text->language = hd_row_text(rows, 0);
        text->body = hd_row_text(rows, 1);
    }
    return NULL;
}

const char *hd_macro_text_in(const apr_array_header_t *texts, const char *language)
{
    int i;

    for (i = 0; i < texts->nelts; i++) {
        const hd_macro_text_t *text = &APR_ARRAY_IDX(texts, i, hd_macro_text_t);
        if (!strcmp(text->language, language)) return text->body;
    }
    return NULL;
}

hd_error_t *hd_macro_get(hd_macro_t **macro, hd_db_t *db, const char *id, apr_pool_t *pool)
{
    apr_array_header_t *found;
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "macro_get", HD_ARGS(hd_text(id)), pool));
    found = read_macros(rows, pool);
    *macro = found->nelts ? &APR_ARRAY_IDX(found, 0, hd_macro_t) : NULL;
    return *macro ? read_texts(&(*macro)->texts, db, (*macro)->id, pool) : NULL;
}

hd_error_t *hd_macro_body(const char **body, hd_db_t *db, const hd_person_t *who, const hd_ticket_t *ticket, const char *id,
                          const char *const *languages, apr_pool_t *pool)
{
    const char *found = NULL;
    apr_array_header_t *texts;
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "macro_on_ticket", HD_ARGS(hd_text(id), hd_int(ticket->id), hd_int(who->id)), pool));
    if (!row) return hd_error_field(pool, "macro-unknown", "macro");
    HD_TRY(read_texts(&texts, db, hd_row_int(row, 0), pool));
    for (; *languages && !found; languages++) found = hd_macro_text_in(texts, *languages);
    if (!found && texts->nelts) found = APR_ARRAY_IDX(texts, 0, hd_macro_text_t).body;
    *body = found ? found : "";
    return NULL;
}
