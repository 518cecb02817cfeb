/* src/domain/audit.c: writes and reads the list of administrative changes.
 * May use: store/, text/, base/. Must not know: HTTP, how lists are shown.
 * SPDX-License-Identifier: Apache-2.0 */
#include "audit.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/token.h"
#include "../text/fold.h"

#define ONCE_MAX 64    /* of the column */
#define VERSION_CHARS 16

static hd_error_t *add(hd_db_t *db, const hd_by_t *by, const char *once, const char *what, const hd_audit_object_t *object,
                       const hd_audit_fact_t *fact, const char *to)
{
    if (!by) return NULL;
    return hd_db_exec(NULL, db, "audit_add",
                      HD_ARGS(hd_int(by->person_id), hd_text(once), hd_int(by->now), hd_text(what), hd_text(object->kind),
                              hd_text(object->id), hd_text(object->label), hd_text(fact->name), hd_text(fact->value),
                              hd_text(to), hd_text(by->reason ? by->reason : "")));
}

hd_error_t *hd_audit_add(hd_db_t *db, const hd_by_t *by, const char *what, const hd_audit_object_t *object,
                         const char *field, const char *from, const char *to)
{
    const hd_audit_fact_t fact = { field, from };

    return add(db, by, NULL, what, object, &fact, to);
}

hd_error_t *hd_audit_change(hd_db_t *db, const hd_by_t *by, const hd_audit_object_t *object, const char *field,
                            const char *from, const char *to)
{
    return strcmp(from, to) ? hd_audit_add(db, by, "changed", object, field, from, to) : NULL;
}

hd_error_t *hd_audit_made(const char **made, hd_db_t *db, const hd_by_t *by, apr_pool_t *pool)
{
    hd_rows_t *row;

    *made = NULL;
    if (!by || !by->once) return NULL;
    if (!*by->once || strlen(by->once) > ONCE_MAX) return hd_error(pool, HD_INVALID, "once-missing", NULL);
    HD_TRY(hd_db_exec(NULL, db, "person_lock", HD_ARGS(hd_int(by->person_id))));
    HD_TRY(hd_db_one(&row, db, "audit_made", HD_ARGS(hd_int(by->person_id), hd_text(by->once)), pool));
    if (row) *made = hd_row_text(row, 0);
    return NULL;
}

hd_error_t *hd_audit_created(hd_db_t *db, const hd_by_t *by, const hd_audit_object_t *object, const char *to)
{
    const hd_audit_fact_t none = { "", "" };

    return add(db, by, by ? by->once : NULL, "created", object, &none, to);
}

void hd_audit_fact(apr_array_header_t *facts, const char *name, const char *value)
{
    hd_audit_fact_t *fact = apr_array_push(facts);

    fact->name = name;
    fact->value = value ? value : "";
}

const char *hd_audit_version(const apr_array_header_t *facts, apr_pool_t *pool)
{
    const char *all = "";
    int i;

    for (i = 0; i < facts->nelts; i++) { /* no value has a control character but line feeds */
        const hd_audit_fact_t *fact = &APR_ARRAY_IDX(facts, i, hd_audit_fact_t);
        all = apr_pstrcat(pool, all, fact->name, "\x1f", fact->value, "\x1e", NULL);
    }
    return apr_pstrndup(pool, hd_sha256(all, strlen(all), pool), VERSION_CHARS);
}

hd_error_t *hd_audit_unchanged(const apr_array_header_t *facts, const char *version, apr_pool_t *pool)
{
    if (!version || !*version || !strcmp(version, hd_audit_version(facts, pool))) return NULL;
    return hd_error(pool, HD_CONFLICT, "changed-meanwhile", NULL);
}

hd_error_t *hd_audit_changes(int *count, hd_db_t *db, const hd_by_t *by, const hd_audit_object_t *object,
                             const apr_array_header_t *before, const apr_array_header_t *after)
{
    int i, differ = 0;

    for (i = 0; i < before->nelts; i++) {
        const hd_audit_fact_t *was = &APR_ARRAY_IDX(before, i, hd_audit_fact_t), *is = &APR_ARRAY_IDX(after, i, hd_audit_fact_t);
        if (!strcmp(was->value, is->value)) continue;
        differ++;
        HD_TRY(add(db, by, NULL, "changed", object, was, is->value));
    }
    if (count) *count = differ;
    return NULL;
}

hd_error_t *hd_reason_check(const char **clean, const char *reason, apr_pool_t *pool)
{
    hd_error_t *error;

    *clean = hd_text_trim(reason, pool);
    if (!**clean) return hd_error_field(pool, "reason-empty", "reason");
    if (hd_text_chars(*clean) <= HD_REASON_MAX) return NULL;
    error = hd_error_field(pool, "reason-long", "reason");
    error->value = HD_STRINGIFY(HD_REASON_MAX);
    return error;
}

static void read_row(hd_audit_row_t *row, const hd_rows_t *rows)
{
    row->id = hd_row_int(rows, 0);
    row->at = hd_row_int(rows, 1);
    row->name = hd_row_text(rows, 2);
    row->email = hd_row_text(rows, 3);
    row->what = hd_row_text(rows, 4);
    row->object = hd_row_text(rows, 5);
    row->object_id = hd_row_text(rows, 6);
    row->label = hd_row_text(rows, 7);
    row->field = hd_row_text(rows, 8);
    row->from = hd_row_text(rows, 9);
    row->to = hd_row_text(rows, 10);
    row->reason = hd_row_text(rows, 11);
}

static void turn(apr_array_header_t *rows)
{
    hd_audit_row_t *first = (hd_audit_row_t *)rows->elts, *last = first + rows->nelts - 1;

    for (; first < last; first++, last--) {
        hd_audit_row_t swapped = *first;
        *first = *last;
        *last = swapped;
    }
}

/* Of one thing by its index; of all along the primary key. */
static hd_error_t *find(hd_rows_t **rows, hd_db_t *db, const hd_audit_query_t *query, apr_int64_t place, apr_pool_t *pool)
{
    const int back = query->before > 0;
    const hd_value_t until = hd_int(query->until ? query->until : APR_INT64_MAX), limit = hd_int(query->limit + 1);
    const hd_value_t what = hd_text(query->what), object = hd_text(query->object), id = hd_text(query->object_id);
    const hd_value_t person = hd_int(query->person_id), since = hd_int(query->since);

    if (*query->object && *query->object_id) {
        const hd_value_t *args = HD_ARGS(object, id, hd_int(place), what, what, person, person, since, until, limit);
        if (back) return hd_db_query(rows, db, "audit_object_previous", args, pool);
        return hd_db_query(rows, db, "audit_object_next", args, pool);
    }
    else {
        const hd_value_t *args = HD_ARGS(hd_int(place), object, object, id, id, what, what, person, person, since, until, limit);
        if (back) return hd_db_query(rows, db, "audit_previous", args, pool);
        return hd_db_query(rows, db, "audit_next", args, pool);
    }
}

hd_error_t *hd_audit_list(hd_audit_list_t *list, hd_db_t *db, const hd_audit_query_t *query, apr_pool_t *pool)
{
    const int back = query->before > 0, beyond = query->after > 0;
    const apr_int64_t place = back ? query->before : beyond ? query->after : APR_INT64_MAX;
    hd_rows_t *rows;
    int more;

    HD_TRY(find(&rows, db, query, place, pool));
    more = hd_rows_count(rows) > query->limit;
    list->rows = apr_array_make(pool, query->limit, sizeof(hd_audit_row_t));
    while (list->rows->nelts < query->limit && hd_rows_next(rows)) read_row(apr_array_push(list->rows), rows);
    if (back) turn(list->rows);
    list->next = list->previous = 0;
    if (!list->rows->nelts) return NULL;
    if (back ? more : beyond) list->previous = APR_ARRAY_IDX(list->rows, 0, hd_audit_row_t).id;
    if (back || more) list->next = APR_ARRAY_IDX(list->rows, list->rows->nelts - 1, hd_audit_row_t).id;
    return NULL;
}

hd_error_t *hd_audit_people(apr_array_header_t **people, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "audit_people", HD_NO_ARGS, pool));
    *people = apr_array_make(pool, hd_rows_count(rows) + 1, sizeof(hd_audit_person_t));
    while (hd_rows_next(rows)) {
        hd_audit_person_t *one = apr_array_push(*people);
        one->id = hd_row_int(rows, 0);
        one->public_id = hd_row_text(rows, 1);
        one->name = hd_row_text(rows, 2);
    }
    return NULL;
}
