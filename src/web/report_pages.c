/* src/web/report_pages.c: the reports of the desk, as a page and as tables for spreadsheets.
 * May use: domain/, text/, report_view.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report_pages.h"

#include <apr_strings.h>

#include "../base/choice.h"
#include "../domain/report.h"
#include "../text/csv.h"
#include "report_look.h"
#include "report_view.h"
#include "respond.h"

#define LATE_SEC 60 /* figures that are behind by more are said to be */

/* @param days_only  without departments, priorities, channels and agents */
static hd_error_t *read_report(const hd_report_t **report, hd_request_t *q, const hd_report_look_t *look, int days_only)
{
    return (days_only ? hd_report_read_days : hd_report_read)(report, q->db, look->scope,
                                                              look->department ? look->department->id : 0, look->from,
                                                              look->to, q->pool);
}

hd_error_t *hd_reports_page(hd_request_t *q)
{
    const hd_report_t *report;
    hd_report_look_t look;
    hd_time_t since;

    HD_TRY(hd_page_begin(q, "reports"));
    HD_TRY(hd_report_look_read(&look, q));
    HD_TRY(read_report(&report, q, &look, 0));
    HD_TRY(hd_report_waits(&since, q->db, q->pool));
    return hd_report_show(q, &look, report, since && since < q->now - LATE_SEC ? since : 0);
}

static const char *number(apr_int64_t value, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT, value);
}

static void write_days(apr_array_header_t *lines, const hd_report_t *report)
{
    static const char *const head[] = { "day", "opened", "first_answers", "closed", NULL };
    apr_pool_t *pool = lines->pool;
    apr_int64_t i;

    hd_csv_row(lines, head);
    for (i = 0; i <= report->to - report->from; i++) {
        const apr_int64_t *n = report->days[i].n;
        const char *const line[] = { hd_report_day_iso(report->days[i].day, pool), number(n[HD_REPORT_OPENED], pool),
                                     number(n[HD_REPORT_ANSWERED], pool), number(n[HD_REPORT_SOLVED], pool), NULL };
        hd_csv_row(lines, line);
    }
}

static void write_hours(apr_array_header_t *lines, const hd_report_t *report)
{
    static const char *const head[] = { "weekday", "hour", "opened", NULL };
    int day, hour;

    hd_csv_row(lines, head);
    for (day = 0; day < 7; day++) {
        for (hour = 0; hour < 24; hour++) {
            const char *const line[] = { number(day + 1, lines->pool), number(hour, lines->pool),
                                         number(report->hours[day][hour], lines->pool), NULL };
            hd_csv_row(lines, line);
        }
    }
}

/* Minutes; nothing where nothing was counted. */
static const char *length(const hd_report_row_t *row, const apr_int64_t *lengths, hd_report_measure_t measure, apr_pool_t *pool)
{
    return row->n[measure] ? number(lengths[measure], pool) : "";
}

static void write_row(apr_array_header_t *lines, const hd_report_row_t *row, const char *name)
{
    apr_pool_t *pool = lines->pool;
    const char *const line[] = {
        row->dimension, name, strcmp(row->dimension, "agent") ? number(row->n[HD_REPORT_OPENED], pool) : "",
        number(row->n[HD_REPORT_ANSWERED], pool), length(row, row->median, HD_REPORT_ANSWERED, pool),
        length(row, row->ninth, HD_REPORT_ANSWERED, pool), number(row->n[HD_REPORT_SOLVED], pool),
        length(row, row->median, HD_REPORT_SOLVED, pool), length(row, row->ninth, HD_REPORT_SOLVED, pool),
        number(row->rated[1], pool), number(row->rated[2], pool), number(row->rated[3], pool), number(row->rated[4], pool),
        number(row->rated[5], pool), NULL
    };

    hd_csv_row(lines, line);
}

static hd_error_t *write_times(apr_array_header_t *lines, hd_request_t *q, const hd_report_look_t *look,
                               const hd_report_t *report)
{
    static const char *const head[] = { "by", "name", "opened", "first_answers", "first_answer_median_minutes",
                                        "first_answer_p90_minutes", "closed", "solution_median_minutes",
                                        "solution_p90_minutes", "rated_1", "rated_2", "rated_3", "rated_4", "rated_5",
                                        NULL };
    const char *by = hd_choice(hd_report_dimensions, hd_form_get(q->query, "by"));
    apr_array_header_t *rows;
    int i, j;

    hd_csv_row(lines, head);
    for (i = 0; hd_report_dimensions[i]; i++) {
        if (by && strcmp(by, hd_report_dimensions[i])) continue;
        HD_TRY(hd_report_rows(&rows, q, look, report, hd_report_dimensions[i]));
        for (j = 0; j < rows->nelts; j++) {
            const hd_report_named_t *one = &APR_ARRAY_IDX(rows, j, hd_report_named_t);
            write_row(lines, one->row, one->name ? one->name : strcmp(one->row->dimension, "agent") ? one->row->member : "");
        }
    }
    return NULL;
}

hd_error_t *hd_reports_csv(hd_request_t *q)
{
    apr_array_header_t *lines = apr_array_make(q->pool, 256, sizeof(const char *));
    const char *table = q->arg[0], *bytes;
    const hd_report_t *report;
    hd_report_look_t look;

    if (strcmp(table, "days.csv") && strcmp(table, "hours.csv") && strcmp(table, "times.csv")) {
        return hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
    }
    HD_TRY(hd_request_db(q));
    HD_TRY(hd_request_locale(q));
    HD_TRY(hd_report_look_read(&look, q));
    HD_TRY(read_report(&report, q, &look, strcmp(table, "times.csv") != 0));
    if (!strcmp(table, "days.csv")) write_days(lines, report);
    else if (!strcmp(table, "hours.csv")) write_hours(lines, report);
    else HD_TRY(write_times(lines, q, &look, report));
    bytes = apr_array_pstrcat(q->pool, lines, 0);
    hd_headers_common(q);
    apr_table_setn(q->r->headers_out, "Content-Disposition",
                   apr_psprintf(q->pool, "attachment; filename=\"%s_%s_%s\"", hd_report_day_iso(look.from, q->pool),
                                hd_report_day_iso(look.to, q->pool), table));
    apr_table_setn(q->r->err_headers_out, "Cache-Control", "private, no-store");
    hd_send_bytes(q, HTTP_OK, "text/csv; charset=utf-8", bytes, strlen(bytes));
    return NULL;
}
