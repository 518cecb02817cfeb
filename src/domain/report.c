/* src/domain/report.c: what reports show of some days, for those departments that somebody may see.
 * May use: scope.h, report_sheet.h, store/. Must not know: HTTP, time zones, how figures are kept.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include <apr_strings.h>

#include "report_keep.h"
#include "report_sheet.h"

#define DAY_MINUTES 1440
#define WEEK_MINUTES (7 * DAY_MINUTES)
#define MONTHS_MINUTES (60 * DAY_MINUTES)

/* A place for each length that hd_report_round() leaves. */
#define SLOTS_DAY DAY_MINUTES
#define SLOTS_WEEK (SLOTS_DAY + (WEEK_MINUTES - DAY_MINUTES) / 15)
#define SLOTS_MONTHS (SLOTS_WEEK + (MONTHS_MINUTES - WEEK_MINUTES) / 60)
#define SLOTS (SLOTS_MONTHS + HD_REPORT_DAYS_MAX - 60 + 1)

struct hd_report_spread_t {
    apr_uint32_t n[SLOTS];
};

const char *const hd_report_measures[HD_REPORT_MEASURES] = { "opened", "answered", "solved", "rated" };

/* A report while it is read. */
typedef struct reading_t {
    hd_report_t *report;
    hd_db_t *db;
    const hd_scope_t *scope;
    apr_int64_t department_id;
    apr_pool_t *pool;
} reading_t;

static int slot_of(apr_int64_t minutes)
{
    minutes = hd_report_round(minutes);
    if (minutes < DAY_MINUTES) return (int)minutes;
    if (minutes < WEEK_MINUTES) return SLOTS_DAY + (int)((minutes - DAY_MINUTES) / 15);
    if (minutes < MONTHS_MINUTES) return SLOTS_WEEK + (int)((minutes - WEEK_MINUTES) / 60);
    return SLOTS_MONTHS + (int)((minutes - MONTHS_MINUTES) / DAY_MINUTES);
}

static apr_int64_t minutes_of(int slot)
{
    if (slot < SLOTS_DAY) return slot;
    if (slot < SLOTS_WEEK) return DAY_MINUTES + (apr_int64_t)(slot - SLOTS_DAY) * 15;
    if (slot < SLOTS_MONTHS) return WEEK_MINUTES + (apr_int64_t)(slot - SLOTS_WEEK) * 60;
    return MONTHS_MINUTES + (apr_int64_t)(slot - SLOTS_MONTHS) * DAY_MINUTES;
}

/* The value at a rank, from 1. */
static apr_int64_t at_rank(const hd_report_spread_t *spread, apr_int64_t rank)
{
    int i;

    for (i = 0; i < SLOTS - 1 && rank > spread->n[i]; i++) rank -= spread->n[i];
    return minutes_of(i);
}

int hd_report_weekday(apr_int64_t day)
{
    return (int)(((day + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
}

static int measure_of(const char *name)
{
    int i;

    for (i = 0; i < HD_REPORT_MEASURES && strcmp(hd_report_measures[i], name); i++) continue;
    return i;
}

static int counts(const reading_t *r, apr_int64_t department)
{
    return hd_scope_has(r->scope, department) && (!r->department_id || r->department_id == department);
}

static hd_report_row_t *row_for(reading_t *r, const char *dimension, const char *member)
{
    const char *name = apr_pstrcat(r->pool, dimension, " ", member, NULL);
    hd_report_row_t *row = apr_hash_get(r->report->rows, name, APR_HASH_KEY_STRING);

    if (row) return row;
    row = apr_pcalloc(r->pool, sizeof(*row));
    row->dimension = dimension;
    row->member = apr_pstrdup(r->pool, member);
    apr_hash_set(r->report->rows, name, APR_HASH_KEY_STRING, row);
    APR_ARRAY_PUSH(r->report->list, hd_report_row_t *) = row;
    return row;
}

/* A figure of the database, under each of the rows to which it adds. */
static void add_spread(reading_t *r, hd_report_row_t *const *rows, int measure, const char *spread)
{
    int timed = measure == HD_REPORT_ANSWERED || measure == HD_REPORT_SOLVED, i;
    hd_report_value_t value;

    for (i = 0; rows[i] && timed; i++) {
        if (!rows[i]->spread[measure]) rows[i]->spread[measure] = apr_pcalloc(r->pool, sizeof(hd_report_spread_t));
    }
    while (hd_report_spread_next(&value, &spread)) {
        int slot = timed ? slot_of(value.value) : 0;
        for (i = 0; rows[i]; i++) {
            rows[i]->n[measure] += value.n;
            if (timed) rows[i]->spread[measure]->n[slot] += (apr_uint32_t)value.n;
            if (measure == HD_REPORT_RATED && value.value <= HD_REPORT_STARS) rows[i]->rated[value.value] += value.n;
        }
    }
}

static hd_error_t *read_cells(reading_t *r, const char *grain, const char *dimension, apr_int64_t from, apr_int64_t to)
{
    int is_whole = !strcmp(dimension, "priority"); /* every ticket has one: their sum is all */
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, r->db, "report_cells", HD_ARGS(hd_text(grain), hd_text(dimension), hd_int(from), hd_int(to)),
                       r->pool));
    while (hd_rows_next(rows)) {
        hd_report_row_t *to_rows[4] = { NULL };
        int measure = measure_of(hd_row_text(rows, 2));

        if (measure == HD_REPORT_MEASURES || !counts(r, hd_row_int(rows, 0))) continue;
        to_rows[0] = row_for(r, dimension, hd_row_text(rows, 1));
        if (is_whole) to_rows[1] = row_for(r, "all", "");
        if (is_whole) to_rows[2] = row_for(r, "department", apr_psprintf(r->pool, "%" APR_INT64_T_FMT, hd_row_int(rows, 0)));
        add_spread(r, to_rows, measure, hd_row_text(rows, 3));
    }
    return NULL;
}

static hd_error_t *read_dimensions(reading_t *r, const char *grain, apr_int64_t from, apr_int64_t to)
{
    if (from > to) return NULL;
    HD_TRY(read_cells(r, grain, "priority", from, to));
    HD_TRY(read_cells(r, grain, "channel", from, to));
    return read_cells(r, grain, "agent", from, to);
}

/* The first day of a month. @param months  so many months later */
static apr_int64_t month_begin(apr_int64_t day, int months)
{
    hd_civil_t civil;

    hd_civil(&civil, day * HD_DAY_SEC);
    day -= civil.day - 1;
    while (months-- > 0) {
        day += 31; /* never beyond the next month, for it begins at a first */
        hd_civil(&civil, day * HD_DAY_SEC);
        day -= civil.day - 1;
    }
    return day;
}

/* Whole months as such, and what is left of days before and after them. */
static hd_error_t *read_range(reading_t *r)
{
    apr_int64_t from = r->report->from, to = r->report->to;
    apr_int64_t first = month_begin(from, 0) == from ? from : month_begin(from, 1), after = month_begin(to + 1, 0);

    if (first >= after) return read_dimensions(r, "day", from, to);
    HD_TRY(read_dimensions(r, "day", from, first - 1));
    HD_TRY(read_dimensions(r, "month", first, after - 1));
    return read_dimensions(r, "day", after, to);
}

static hd_error_t *read_days(reading_t *r)
{
    hd_report_t *report = r->report;
    hd_report_value_t value;
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, r->db, "report_days", HD_ARGS(hd_int(report->from), hd_int(report->to)), r->pool));
    while (hd_rows_next(rows)) {
        apr_int64_t day = hd_row_int(rows, 0);
        int measure = measure_of(hd_row_text(rows, 2));
        const char *hours = hd_row_text(rows, 4);

        if (measure == HD_REPORT_MEASURES || !counts(r, hd_row_int(rows, 1))) continue;
        report->days[day - report->from].n[measure] += hd_row_int(rows, 3);
        while (hd_report_spread_next(&value, &hours)) {
            if (value.value < 24) report->hours[hd_report_weekday(day)][value.value] += value.n;
        }
    }
    return NULL;
}

static void find_percentiles(const hd_report_t *report)
{
    int i, measure;

    for (i = 0; i < report->list->nelts; i++) {
        hd_report_row_t *row = APR_ARRAY_IDX(report->list, i, hd_report_row_t *);
        for (measure = 0; measure < HD_REPORT_MEASURES; measure++) {
            if (!row->spread[measure]) continue;
            row->median[measure] = at_rank(row->spread[measure], (row->n[measure] + 1) / 2);
            row->ninth[measure] = at_rank(row->spread[measure], (row->n[measure] * 9 + 9) / 10);
        }
    }
}

/* A report of some days, in which there is nothing yet. */
static reading_t begin(hd_db_t *db, const hd_scope_t *scope, apr_int64_t department_id, apr_int64_t from, apr_int64_t to,
                       apr_pool_t *pool)
{
    hd_report_t *report = apr_pcalloc(pool, sizeof(*report));
    apr_int64_t i;

    report->from = from;
    report->to = to;
    report->days = apr_pcalloc(pool, (apr_size_t)(to - from + 1) * sizeof(*report->days));
    for (i = from; i <= to; i++) report->days[i - from].day = i;
    report->rows = apr_hash_make(pool);
    report->list = apr_array_make(pool, 32, sizeof(hd_report_row_t *));
    return (reading_t){ report, db, scope, department_id, pool };
}

hd_error_t *hd_report_read(const hd_report_t **report, hd_db_t *db, const hd_scope_t *scope, apr_int64_t department_id,
                           apr_int64_t from, apr_int64_t to, apr_pool_t *pool)
{
    reading_t r = begin(db, scope, department_id, from, to, pool);

    HD_TRY(read_days(&r));
    HD_TRY(read_range(&r));
    find_percentiles(r.report);
    *report = r.report;
    return NULL;
}

hd_error_t *hd_report_read_days(const hd_report_t **report, hd_db_t *db, const hd_scope_t *scope, apr_int64_t department_id,
                                apr_int64_t from, apr_int64_t to, apr_pool_t *pool)
{
    reading_t r = begin(db, scope, department_id, from, to, pool);

    HD_TRY(read_days(&r));
    *report = r.report;
    return NULL;
}

const hd_report_row_t *hd_report_find(const hd_report_t *report, const char *dimension, const char *member)
{
    char name[64];

    apr_snprintf(name, sizeof(name), "%s %s", dimension, member);
    return apr_hash_get(report->rows, name, APR_HASH_KEY_STRING);
}

hd_error_t *hd_report_waits(hd_time_t *since, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "desk_unread", HD_ARGS(hd_text(HD_REPORT_READER)), pool));
    *since = row ? hd_row_int(row, 0) : 0;
    return NULL;
}
