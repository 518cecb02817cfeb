/* src/domain/report_sheet.c: the figures of reports as they stand in the database, and changes to them.
 * May use: store/, base/. Must not know: what is counted, time zones.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report_sheet.h"

#include <apr_strings.h>
#include <stdlib.h>

#include "../base/log.h"

#define VALUE_TEXT_MAX 48 /* bytes of a value and its number as text */

/* The changes to one figure. */
typedef struct entry_t {
    hd_report_key_t key;
    apr_array_header_t *changes; /* hd_report_value_t: n is what is added */
} entry_t;

hd_report_sheet_t *hd_report_sheet_make(apr_pool_t *pool)
{
    hd_report_sheet_t *sheet = apr_palloc(pool, sizeof(*sheet));

    sheet->entries = apr_hash_make(pool);
    sheet->pool = pool;
    return sheet;
}

void hd_report_sheet_add(hd_report_sheet_t *sheet, const hd_report_key_t *key, apr_int64_t value, int by)
{
    const char *name = apr_psprintf(sheet->pool, "%s %s %s %" APR_INT64_T_FMT " %" APR_INT64_T_FMT " %s", key->grain,
                                    key->dimension, key->measure, key->day, key->department_id, key->member);
    entry_t *entry = apr_hash_get(sheet->entries, name, APR_HASH_KEY_STRING);
    hd_report_value_t *change;

    if (!entry) {
        entry = apr_palloc(sheet->pool, sizeof(*entry));
        entry->key = *key;
        entry->key.member = apr_pstrdup(sheet->pool, key->member);
        entry->changes = apr_array_make(sheet->pool, 4, sizeof(hd_report_value_t));
        apr_hash_set(sheet->entries, name, APR_HASH_KEY_STRING, entry);
    }
    change = apr_array_push(entry->changes);
    change->value = value;
    change->n = by;
}

int hd_report_spread_next(hd_report_value_t *value, const char **at)
{
    const char *text = *at;
    apr_int64_t number = 0;

    while (*text == ' ') text++;
    if (*text < '0' || *text > '9') return 0;
    while (*text >= '0' && *text <= '9') number = number * 10 + (*text++ - '0');
    value->value = number;
    value->n = 1;
    if (*text == ':') {
        for (number = 0, text++; *text >= '0' && *text <= '9'; text++) number = number * 10 + (*text - '0');
        value->n = number;
    }
    *at = text;
    return 1;
}

static int by_value(const void *a, const void *b)
{
    apr_int64_t left = ((const hd_report_value_t *)a)->value, right = ((const hd_report_value_t *)b)->value;

    return left < right ? -1 : left > right;
}

/* Equal values become one; those that occur no more go. @return how many there are in all */
static apr_int64_t fold(apr_array_header_t *values, const hd_report_key_t *key)
{
    hd_report_value_t *all = (hd_report_value_t *)values->elts;
    apr_int64_t total = 0;
    int from, to = 0;

    if (values->nelts) qsort(all, (size_t)values->nelts, sizeof(*all), by_value);
    for (from = 0; from < values->nelts;) {
        hd_report_value_t one = { all[from].value, 0 };
        for (; from < values->nelts && all[from].value == one.value; from++) one.n += all[from].n;
        if (one.n < 0) {
            hd_log(HD_LOG_WARNING, 0, HDLOGNO(0215) "reports: more was taken out of %s by %s than was in it; helpdeskctl "
                   "report rebuild reckons them anew", key->measure, key->dimension);
        }
        if (one.n > 0) all[to++] = one;
        if (one.n > 0) total += one.n;
    }
    values->nelts = to;
    return total;
}

static const char *write_spread(const apr_array_header_t *values, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, (apr_size_t)values->nelts * VALUE_TEXT_MAX + 1), *to = text;
    int i;

    *to = '\0';
    for (i = 0; i < values->nelts; i++) {
        const hd_report_value_t *one = &APR_ARRAY_IDX(values, i, hd_report_value_t);
        to += apr_snprintf(to, VALUE_TEXT_MAX, one->n > 1 ? "%s%" APR_INT64_T_FMT ":%" APR_INT64_T_FMT : "%s%" APR_INT64_T_FMT,
                           i ? " " : "", one->value, one->n);
    }
    return text;
}

static hd_error_t *write_entry(hd_db_t *db, const entry_t *entry, apr_pool_t *pool)
{
    const hd_report_key_t *key = &entry->key;
    hd_value_t grain = hd_text(key->grain), dimension = hd_text(key->dimension), day = hd_int(key->day);
    hd_value_t department = hd_int(key->department_id), measure = hd_text(key->measure), member = hd_text(key->member);
    apr_array_header_t *values = apr_array_copy(pool, entry->changes);
    hd_report_value_t value;
    const char *at, *spread;
    apr_int64_t total;
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "report_cell", HD_ARGS(grain, dimension, day, department, measure, member), pool));
    at = row ? hd_row_text(row, 0) : "";
    while (hd_report_spread_next(&value, &at)) APR_ARRAY_PUSH(values, hd_report_value_t) = value;
    total = fold(values, key);
    spread = write_spread(values, pool);
    if (!row && !total) return NULL;
    if (!total) return hd_db_exec(NULL, db, "report_cell_remove", HD_ARGS(grain, dimension, day, department, measure, member));
    return hd_db_exec(NULL, db, row ? "report_cell_set" : "report_cell_add",
                      HD_ARGS(hd_int(total), hd_text(spread), grain, dimension, day, department, measure, member));
}

hd_error_t *hd_report_sheet_write(hd_db_t *db, const hd_report_sheet_t *sheet, apr_pool_t *pool)
{
    apr_hash_index_t *i;
    apr_pool_t *scratch;
    hd_error_t *error = NULL;

    apr_pool_create(&scratch, pool);
    for (i = apr_hash_first(pool, sheet->entries); i && !error; i = apr_hash_next(i)) {
        apr_pool_clear(scratch);
        error = write_entry(db, apr_hash_this_val(i), scratch);
    }
    if (!error) apr_pool_destroy(scratch); /* what an error says lives there */
    return error;
}
