/* tests/unit/report_reference.h: what reports should say, reckoned from the raw rows in another way than the program does:
 * all tickets, messages and changes are read, and looked through from the beginning to the end for each figure. Days are
 * those of the C library.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_REPORT_REFERENCE_H
#define HD_TESTS_REPORT_REFERENCE_H

#include <time.h>

#include "db_fixture.h"

#include "../../src/domain/report.h"

/* A ticket with all that reports know of it. */
typedef struct known_t {
    apr_int64_t id, department, at[HD_REPORT_MEASURES], agent[HD_REPORT_MEASURES];
    const char *priority, *channel;
    int merged, rating;
} known_t;

/* Rows of a table, columns as text. */
typedef struct raw_t {
    int count, columns;
    const char **cells;
} raw_t;

static inline const char *raw_at(const raw_t *raw, int row, int column)
{
    return raw->cells[row * raw->columns + column];
}

static inline apr_int64_t raw_int(const raw_t *raw, int row, int column)
{
    return apr_atoi64(raw_at(raw, row, column));
}

static inline apr_dbd_t *raw_open(hd_fixture_t *f)
{
    apr_dbd_t *handle;
    const char *reason = NULL;

    if (apr_dbd_open_ex(f->driver, f->pool, f->params, &handle, &reason) != APR_SUCCESS) fail_msg("%s", reason);
    return handle;
}

static inline void raw_do(hd_fixture_t *f, apr_dbd_t *handle, const char *sql)
{
    int affected;

    if (apr_dbd_query(f->driver, handle, &affected, sql)) fail_msg("%s: %s", sql, apr_dbd_error(f->driver, handle, 0));
}

static inline raw_t raw_read(hd_fixture_t *f, apr_dbd_t *handle, const char *sql)
{
    raw_t raw = { 0, 0, NULL };
    apr_array_header_t *cells = apr_array_make(f->pool, 64, sizeof(const char *));
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;

    int sequential = !strcmp(f->driver_name, "mysql"), total;

    if (apr_dbd_select(f->driver, f->pool, handle, &results, sql, !sequential)) {
        fail_msg("%s: %s", sql, apr_dbd_error(f->driver, handle, 0));
    }
    raw.columns = apr_dbd_num_cols(f->driver, results);
    total = apr_dbd_num_tuples(f->driver, results); /* MariaDB's rows come one after the other: nobody knows how many */
    while ((total < 0 || raw.count < total) && apr_dbd_get_row(f->driver, f->pool, results, &row, -1) == 0) {
        int i;
        for (i = 0; i < raw.columns; i++) {
            const char *text = apr_dbd_get_entry(f->driver, row, i);
            APR_ARRAY_PUSH(cells, const char *) = apr_pstrdup(f->pool, text ? text : "");
        }
        raw.count++;
    }
    raw.cells = (const char **)cells->elts;
    return raw;
}

/* The first message of an agent since the ticket was opened. */
static inline void know_answer(known_t *known, const raw_t *messages)
{
    int i;

    for (i = 0; i < messages->count; i++) {
        apr_int64_t at = raw_int(messages, i, 2);

        if (raw_int(messages, i, 0) != known->id || strcmp(raw_at(messages, i, 1), "agent")) continue;
        if (at < known->at[HD_REPORT_OPENED]) continue;
        if (known->at[HD_REPORT_ANSWERED] && known->at[HD_REPORT_ANSWERED] <= at) continue;
        known->at[HD_REPORT_ANSWERED] = at;
        known->agent[HD_REPORT_ANSWERED] = raw_int(messages, i, 3);
    }
}

/* Closed or not, as the last change of the status says; by whom, if it was one of the staff. */
static inline void know_closing(known_t *known, const raw_t *changes)
{
    int i;

    for (i = 0; i < changes->count; i++) {
        const char *what = raw_at(changes, i, 1);
        int is_staff = !strcmp(raw_at(changes, i, 4), "agent") || !strcmp(raw_at(changes, i, 4), "admin");

        if (raw_int(changes, i, 0) != known->id) continue;
        if (!strcmp(what, "merged")) known->merged = 1;
        if (!strcmp(what, "closed")) known->at[HD_REPORT_SOLVED] = raw_int(changes, i, 2);
        if (!strcmp(what, "closed")) known->agent[HD_REPORT_SOLVED] = is_staff ? raw_int(changes, i, 3) : 0;
        if (!strcmp(what, "reopened")) known->at[HD_REPORT_SOLVED] = known->agent[HD_REPORT_SOLVED] = 0;
    }
}

/* A rating is of who has closed the ticket, or of who answered. */
static inline void know_rating(known_t *known, const raw_t *ratings)
{
    int i;

    for (i = 0; i < ratings->count; i++) {
        if (raw_int(ratings, i, 0) != known->id) continue;
        known->rating = (int)raw_int(ratings, i, 1);
        known->at[HD_REPORT_RATED] = raw_int(ratings, i, 2);
        known->agent[HD_REPORT_RATED] = known->agent[known->agent[HD_REPORT_SOLVED] ? HD_REPORT_SOLVED : HD_REPORT_ANSWERED];
    }
}

/* All tickets that count. @param[out] count  how many */
static inline known_t *know_all(int *count, hd_fixture_t *f, apr_dbd_t *handle)
{
    raw_t tickets = raw_read(f, handle, "SELECT id, department_id, priority, channel, created_at FROM ticket");
    raw_t messages = raw_read(f, handle, "SELECT ticket_id, side, created_at, person_id FROM message ORDER BY id");
    raw_t changes = raw_read(f, handle, "SELECT c.ticket_id, c.what, c.at, c.person_id, p.role FROM ticket_change c "
                                        "LEFT JOIN person p ON p.id = c.person_id ORDER BY c.id");
    raw_t ratings = raw_read(f, handle, "SELECT ticket_id, rating, at FROM ticket_rating");
    known_t *all = apr_pcalloc(f->pool, sizeof(*all) * (apr_size_t)(tickets.count + 1));
    int i;

    *count = 0;
    for (i = 0; i < tickets.count; i++) {
        known_t known = { raw_int(&tickets, i, 0), raw_int(&tickets, i, 1), { raw_int(&tickets, i, 4) }, { 0 },
                          raw_at(&tickets, i, 2), raw_at(&tickets, i, 3), 0, 0 };
        know_answer(&known, &messages);
        know_closing(&known, &changes);
        know_rating(&known, &ratings);
        if (!known.merged) all[(*count)++] = known;
    }
    return all;
}

/* Days since 1970 of a moment, on the calendar of the zone that TZ says; and the hour. */
static inline apr_int64_t day_of(hd_time_t at, int *hour)
{
    time_t when = (time_t)at;
    struct tm local;

    localtime_r(&when, &local);
    if (hour) *hour = local.tm_hour;
    local.tm_hour = local.tm_min = local.tm_sec = 0;
    local.tm_isdst = 0;
    return (apr_int64_t)timegm(&local) / 86400;
}

static inline int by_number(const void *a, const void *b)
{
    apr_int64_t left = *(const apr_int64_t *)a, right = *(const apr_int64_t *)b;

    return left < right ? -1 : left > right;
}

/* Minutes as docs/reports.md says that they are kept. */
static inline apr_int64_t coarse(apr_int64_t minutes)
{
    apr_int64_t step = minutes < 24 * 60 ? 1 : minutes < 7 * 24 * 60 ? 15 : minutes < 60 * 24 * 60 ? 60 : 24 * 60;

    return minutes > 730 * 24 * 60 ? 730 * 24 * 60 : minutes - minutes % step;
}

/* What is asked for. */
typedef struct question_t {
    const hd_scope_t *scope;
    apr_int64_t department, from, to;
} question_t;

static inline int is_asked(const question_t *q, const known_t *known, int measure)
{
    apr_int64_t day;

    if (!known->at[measure] || !hd_scope_has(q->scope, known->department)) return 0;
    if (q->department && known->department != q->department) return 0;
    day = day_of(known->at[measure], NULL);
    return day >= q->from && day <= q->to;
}

static inline int is_of(const known_t *known, const char *dimension, const char *member, int measure)
{
    if (!strcmp(dimension, "all")) return 1;
    if (!strcmp(dimension, "department")) return known->department == apr_atoi64(member);
    if (!strcmp(dimension, "priority")) return !strcmp(known->priority, member);
    if (!strcmp(dimension, "channel")) return !strcmp(known->channel, member);
    return measure != HD_REPORT_OPENED && known->agent[measure] == apr_atoi64(member);
}

/* One figure of one row. */
static inline void check_row(const hd_report_t *report, const question_t *q, const known_t *all, int count,
                             const char *dimension, const char *member, int measure)
{
    const hd_report_row_t *row = hd_report_find(report, dimension, member);
    apr_int64_t *minutes = calloc((size_t)count + 1, sizeof(*minutes));
    apr_int64_t rated[HD_REPORT_STARS + 1] = { 0 };
    int n = 0, i;

    for (i = 0; i < count; i++) {
        if (!is_asked(q, &all[i], measure) || !is_of(&all[i], dimension, member, measure)) continue;
        rated[all[i].rating]++;
        minutes[n++] = (all[i].at[measure] - all[i].at[HD_REPORT_OPENED]) / 60;
    }
    qsort(minutes, (size_t)n, sizeof(*minutes), by_number);
    if ((row ? row->n[measure] : 0) != n) {
        fail_msg("%s %s, %s: %d, not %d", dimension, member, hd_report_measures[measure], row ? (int)row->n[measure] : 0, n);
    }
    if (n && measure == HD_REPORT_RATED) assert_memory_equal(rated, row->rated, sizeof(rated));
    if (n && (measure == HD_REPORT_ANSWERED || measure == HD_REPORT_SOLVED)) {
        int middle = (n + 1) / 2, ninth = n - n / 10; /* the smallest value that so many are not above */
        assert_int_equal(row->median[measure], coarse(minutes[middle - 1]));
        assert_int_equal(row->ninth[measure], coarse(minutes[ninth - 1]));
    }
    free(minutes);
}

/* All figures of a report. */
static inline void check_report(const hd_report_t *report, const question_t *q, const known_t *all, int count)
{
    apr_int64_t hours[7][24] = { { 0 } };
    int i, measure;

    for (i = 0; i < report->list->nelts; i++) {
        const hd_report_row_t *row = APR_ARRAY_IDX(report->list, i, const hd_report_row_t *);
        for (measure = 0; measure < HD_REPORT_MEASURES; measure++) {
            check_row(report, q, all, count, row->dimension, row->member, measure);
        }
    }
    for (measure = 0; measure < HD_REPORT_MEASURES; measure++) check_row(report, q, all, count, "all", "", measure);
    for (i = 0; i <= report->to - report->from; i++) {
        for (measure = 0; measure < HD_REPORT_MEASURES; measure++) {
            question_t day = { q->scope, q->department, report->from + i, report->from + i };
            int n = 0, j;
            for (j = 0; j < count; j++) n += is_asked(&day, &all[j], measure);
            assert_int_equal(report->days[i].n[measure], n);
        }
    }
    for (i = 0; i < count; i++) {
        apr_int64_t day;
        int hour;
        if (!is_asked(q, &all[i], HD_REPORT_OPENED)) continue;
        day = day_of(all[i].at[HD_REPORT_OPENED], &hour);
        hours[(day + 3) % 7][hour]++;
    }
    assert_memory_equal(hours, report->hours, sizeof(hours));
}

#endif
