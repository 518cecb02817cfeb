/* src/web/report_view.c: reports as a view: figures, and where the charts have them: percent across, pixels down.
 * May use: domain/, page.h, report_look.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report_view.h"

#include <apr_strings.h>
#include <stdlib.h>

#include "page.h"

#define DAY_MINUTES 1440
#define BARS_MAX 92      /* days that have a bar each; of more, each month has one */
#define MONTHS_BACK 13   /* months to choose from */
#define BARS_LEFT 7.0    /* percent: where the bars of days begin, right of the figures of their axis */
#define HALF_PX 84       /* the longest bar of a day, up or down */
#define LABELS_MAX 8     /* dates under the bars */
#define HOURS_LEFT 13.0  /* percent: where the bars of hours begin */
#define HOUR_PX 26       /* the longest of them */
#define STEP_PX 44       /* from one bar of a list to the next */

const char *const hd_report_dimensions[] = { "all", "department", "priority", "agent", "channel", NULL };

/* -- rows ------------------------------------------------------------------------------------------------------------ */

static void push(apr_array_header_t *rows, const hd_report_t *report, const char *dimension, const char *member, const char *name)
{
    const hd_report_row_t *row = hd_report_find(report, dimension, member);
    hd_report_named_t *one;

    if (!row) return;
    one = apr_array_push(rows);
    one->row = row;
    one->name = name;
}

static void push_words(apr_array_header_t *rows, const hd_report_t *report, const char *dimension, const char *const *words)
{
    for (; *words; words++) push(rows, report, dimension, *words, NULL);
}

static apr_int64_t done_by(const hd_report_named_t *one)
{
    return one->row->n[HD_REPORT_ANSWERED] + one->row->n[HD_REPORT_SOLVED];
}

/* Who did most; what nobody of the staff did comes last. */
static int by_work(const void *a, const void *b)
{
    const hd_report_named_t *left = a, *right = b;
    apr_int64_t more = done_by(right) - done_by(left);

    if (!left->name != !right->name) return left->name ? -1 : 1;
    return more < 0 ? -1 : more > 0 ? 1 : left->name ? strcmp(left->name, right->name) : 0;
}

static hd_error_t *push_agents(apr_array_header_t *rows, hd_request_t *q, const hd_report_t *report)
{
    int i;

    for (i = 0; i < report->list->nelts; i++) {
        const hd_report_row_t *row = APR_ARRAY_IDX(report->list, i, const hd_report_row_t *);
        hd_rows_t *person = NULL;

        if (strcmp(row->dimension, "agent")) continue;
        HD_TRY(hd_db_one(&person, q->db, "report_person", HD_ARGS(hd_int(apr_atoi64(row->member))), q->pool));
        push(rows, report, "agent", row->member, person ? hd_row_text(person, 1) : NULL);
    }
    qsort(rows->elts, (size_t)rows->nelts, sizeof(hd_report_named_t), by_work);
    return NULL;
}

hd_error_t *hd_report_rows(apr_array_header_t **rows, hd_request_t *q, const hd_report_look_t *look, const hd_report_t *report,
                           const char *dimension)
{
    static const char *const priorities[] = { "urgent", "high", "medium", "low", NULL };
    static const char *const channels[] = { "portal", "email", "email-unverified", "api", "staff", NULL };
    int i;

    *rows = apr_array_make(q->pool, 8, sizeof(hd_report_named_t));
    if (!strcmp(dimension, "all")) push(*rows, report, "all", "", "");
    else if (!strcmp(dimension, "priority")) push_words(*rows, report, dimension, priorities);
    else if (!strcmp(dimension, "channel")) push_words(*rows, report, dimension, channels);
    else if (!strcmp(dimension, "agent")) return push_agents(*rows, q, report);
    else {
        for (i = 0; i < look->departments->nelts; i++) {
            const hd_department_t *one = &APR_ARRAY_IDX(look->departments, i, hd_department_t);
            push(*rows, report, dimension, apr_psprintf(q->pool, "%" APR_INT64_T_FMT, one->id), one->name);
        }
    }
    return NULL;
}

/* -- what can be chosen ------------------------------------------------------------------------------------------------ */

static void add_choices(hd_request_t *q, xmlNodePtr node, const hd_report_look_t *look)
{
    static const char *const days[] = { "7", "30", "90" };
    int i;

    for (i = 0; i < 3; i++) {
        xmlNodePtr period = hd_view_add(q->view, node, "period");
        hd_view_attr(q->view, period, "value", days[i]);
        hd_view_attr(q->view, period, "days", days[i]);
        hd_view_flag(q->view, period, "chosen", look->period && !strcmp(look->period, days[i]));
    }
    for (i = 0; i < MONTHS_BACK; i++) {
        apr_int64_t first = hd_report_month(look->today, i);
        const char *month = apr_pstrmemdup(q->pool, hd_report_day_iso(first, q->pool), 7);
        xmlNodePtr period = hd_view_add(q->view, node, "period");

        hd_view_attr(q->view, period, "value", month);
        hd_view_attr(q->view, period, "month", hd_locale_month(q->locale, hd_report_noon(q, first), q->pool));
        hd_view_attr(q->view, period, "year", apr_pstrmemdup(q->pool, month, 4));
        hd_view_flag(q->view, period, "chosen", look->period && !strcmp(look->period, month));
    }
    for (i = 0; i < look->departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(look->departments, i, hd_department_t);
        xmlNodePtr department = hd_view_add(q->view, node, "department");
        hd_view_attr(q->view, department, "slug", one->slug);
        hd_view_attr(q->view, department, "name", one->name);
        hd_view_flag(q->view, department, "chosen", look->department && look->department->id == one->id);
    }
}

/* -- days ------------------------------------------------------------------------------------------------------------ */

/* The smallest of 1, 2, 4, 6, 8, 10, 20, 40, 60 … that is not below a number: half of it is a whole one, but of 1. */
static apr_int64_t round_up(apr_int64_t n)
{
    apr_int64_t unit = 1, times;

    for (;; unit *= 10) {
        if (n <= unit) return unit;
        for (times = 2; times <= 8; times += 2) {
            if (n <= times * unit) return times * unit;
        }
    }
}

/* A bar: what was opened and closed on a day, or in a month. */
typedef struct bar_t {
    apr_int64_t day, opened, closed;
} bar_t;

static apr_array_header_t *make_bars(const hd_report_t *report, apr_pool_t *pool)
{
    int by_month = report->to - report->from >= BARS_MAX;
    apr_array_header_t *bars = apr_array_make(pool, BARS_MAX, sizeof(bar_t));
    bar_t *bar = NULL;
    apr_int64_t i;

    for (i = 0; i <= report->to - report->from; i++) {
        const hd_report_day_t *day = &report->days[i];

        if (!bar || !by_month || hd_report_month(day->day, 0) == day->day) {
            bar = apr_array_push(bars);
            *bar = (bar_t){ day->day, 0, 0 };
        }
        bar->opened += day->n[HD_REPORT_OPENED];
        bar->closed += day->n[HD_REPORT_SOLVED];
    }
    return bars;
}

static void add_axis(hd_request_t *q, xmlNodePtr node, apr_int64_t top)
{
    apr_int64_t value[2] = { top, top / 2 };
    int i;

    for (i = 0; i < (top > 1 ? 2 : 1); i++) {
        xmlNodePtr axis = hd_view_add(q->view, node, "axis");
        hd_view_attr_int(q->view, axis, "value", value[i]);
        hd_view_attr_int(q->view, axis, "height", HALF_PX * value[i] / top);
    }
}

static int height_of(apr_int64_t n, apr_int64_t top)
{
    int height = (int)(HALF_PX * n / top);

    return n && height < 2 ? 2 : height;
}

static void add_bar(hd_request_t *q, xmlNodePtr node, const bar_t *bar, int place, int bars, apr_int64_t top)
{
    double width = (100.0 - BARS_LEFT) / bars, x = BARS_LEFT + width * place;
    int labels = (bars + LABELS_MAX - 1) / LABELS_MAX;
    hd_time_t noon = hd_report_noon(q, bar->day);
    const char *iso = hd_report_day_iso(bar->day, q->pool);
    xmlNodePtr one = hd_view_add(q->view, node, "bar");

    hd_view_attr(q->view, one, "day", iso);
    hd_view_attr(q->view, one, "text", hd_locale_date_short(q->locale, noon, q->pool));
    hd_view_attr(q->view, one, "month", hd_locale_month(q->locale, noon, q->pool));
    hd_view_attr_int(q->view, one, "date", hd_locale_day(q->locale, noon));
    hd_view_attr(q->view, one, "year", apr_pstrmemdup(q->pool, iso, 4));
    if (place % labels == 0) hd_view_attr(q->view, one, "label", place / labels % 2 ? "wide" : "always");
    hd_view_attr_int(q->view, one, "opened", bar->opened);
    hd_view_attr_int(q->view, one, "closed", bar->closed);
    hd_view_attr_percent(q->view, one, "x", x + width * 0.1);
    hd_view_attr_percent(q->view, one, "middle", x + width * 0.5);
    hd_view_attr_percent(q->view, one, "width", width * 0.8);
    hd_view_attr_int(q->view, one, "opened-height", height_of(bar->opened, top));
    hd_view_attr_int(q->view, one, "closed-height", height_of(bar->closed, top));
}

static void add_days(hd_request_t *q, xmlNodePtr parent, const hd_report_t *report)
{
    apr_array_header_t *bars = make_bars(report, q->pool);
    xmlNodePtr node = hd_view_add(q->view, parent, "days");
    apr_int64_t top = 1;
    int i;

    for (i = 0; i < bars->nelts; i++) {
        const bar_t *bar = &APR_ARRAY_IDX(bars, i, bar_t);
        if (bar->opened > top) top = bar->opened;
        if (bar->closed > top) top = bar->closed;
    }
    top = round_up(top);
    hd_view_attr(q->view, node, "grain", report->to - report->from >= BARS_MAX ? "month" : "day");
    add_axis(q, node, top);
    for (i = 0; i < bars->nelts; i++) add_bar(q, node, &APR_ARRAY_IDX(bars, i, bar_t), i, bars->nelts, top);
}

/* -- lengths of time --------------------------------------------------------------------------------------------------- */

/* A length as days and hours, hours and minutes, or minutes; and its share of the longest of the chart. */
static void add_length(hd_request_t *q, xmlNodePtr parent, const char *name, apr_int64_t minutes, apr_int64_t longest)
{
    xmlNodePtr node = hd_view_add(q->view, parent, name);
    int hours = (int)(minutes / 60 % 24);

    hd_view_attr_int(q->view, node, "total", minutes);
    if (minutes >= DAY_MINUTES) hd_view_attr_int(q->view, node, "days", minutes / DAY_MINUTES);
    if (minutes >= 60) hd_view_attr_int(q->view, node, "hours", hours);
    hd_view_attr(q->view, node, "minutes", apr_psprintf(q->pool, minutes < 60 ? "%d" : "%02d", (int)(minutes % 60)));
    hd_view_attr_percent(q->view, node, "share", longest ? 100.0 * (double)minutes / (double)longest : 0.0);
}

/* Half took no longer than this, nine of ten no longer than that. */
static void add_lengths(hd_request_t *q, xmlNodePtr node, const hd_report_row_t *row, hd_report_measure_t measure,
                        apr_int64_t longest)
{
    hd_view_attr_int(q->view, node, "n", row->n[measure]);
    if (!row->n[measure] || measure == HD_REPORT_OPENED) return;
    add_length(q, node, "half", row->median[measure], longest);
    add_length(q, node, "ninth", row->ninth[measure], longest);
}

/* A chart with its table: the rows of a dimension of which something was counted. */
static void add_group(hd_request_t *q, xmlNodePtr parent, const apr_array_header_t *rows, const char *dimension,
                      hd_report_measure_t measure)
{
    xmlNodePtr group = hd_view_add(q->view, parent, "group");
    apr_int64_t longest = 0, most = 0;
    int i, place = 0;

    hd_view_attr(q->view, group, "measure", hd_report_measures[measure]);
    hd_view_attr(q->view, group, "by", dimension);
    for (i = 0; i < rows->nelts; i++) {
        const hd_report_row_t *row = APR_ARRAY_IDX(rows, i, hd_report_named_t).row;
        if (row->ninth[measure] > longest) longest = row->ninth[measure];
        if (row->n[measure] > most) most = row->n[measure];
    }
    for (i = 0; i < rows->nelts; i++) {
        const hd_report_named_t *one = &APR_ARRAY_IDX(rows, i, hd_report_named_t);
        xmlNodePtr row;

        if (!one->row->n[measure]) continue;
        row = hd_view_add(q->view, group, "row");
        hd_view_attr(q->view, row, "name", one->name);
        if (strcmp(dimension, "department") && strcmp(dimension, "agent")) hd_view_attr(q->view, row, "word", one->row->member);
        hd_view_attr_int(q->view, row, "y", (apr_int64_t)place++ * STEP_PX);
        hd_view_attr_percent(q->view, row, "share", 100.0 * (double)one->row->n[measure] / (double)(most ? most : 1));
        add_lengths(q, row, one->row, measure, longest);
    }
    hd_view_attr_int(q->view, group, "height", place ? (apr_int64_t)place * STEP_PX - 10 : 0);
}

/* -- ratings --------------------------------------------------------------------------------------------------------- */

/* The average with one decimal, of a figure in tenths. */
static void add_average(hd_request_t *q, xmlNodePtr node, const hd_report_row_t *row)
{
    apr_int64_t n = row->n[HD_REPORT_RATED], stars = 0, tenths;
    int i;

    hd_view_attr_int(q->view, node, "n", n);
    if (!n) return;
    for (i = 1; i <= HD_REPORT_STARS; i++) stars += i * row->rated[i];
    tenths = (stars * 10 + n / 2) / n;
    hd_view_attr_int(q->view, node, "whole", tenths / 10);
    hd_view_attr_int(q->view, node, "tenth", tenths % 10);
    hd_view_attr_percent(q->view, node, "share", 100.0 * (double)tenths / 10 / HD_REPORT_STARS);
}

/* How many of each number of stars; the average of each department and agent. */
static hd_error_t *add_ratings(hd_request_t *q, xmlNodePtr parent, const hd_report_look_t *look, const hd_report_t *report)
{
    static const char *const dimensions[] = { "department", "agent" };
    const hd_report_row_t *all = hd_report_find(report, "all", "");
    xmlNodePtr node;
    apr_array_header_t *rows;
    int i, j;

    if (!all || !all->n[HD_REPORT_RATED]) return NULL;
    node = hd_view_add(q->view, parent, "ratings");
    add_average(q, node, all);
    for (i = HD_REPORT_STARS; i > 0; i--) {
        xmlNodePtr star = hd_view_add(q->view, node, "stars");
        hd_view_attr_int(q->view, star, "value", i);
        hd_view_attr_int(q->view, star, "n", all->rated[i]);
        hd_view_attr_int(q->view, star, "y", (apr_int64_t)(HD_REPORT_STARS - i) * STEP_PX);
        hd_view_attr_percent(q->view, star, "share", 100.0 * (double)all->rated[i] / (double)all->n[HD_REPORT_RATED]);
    }
    for (i = 0; i < 2; i++) {
        HD_TRY(hd_report_rows(&rows, q, look, report, dimensions[i]));
        for (j = 0; j < rows->nelts; j++) {
            const hd_report_named_t *one = &APR_ARRAY_IDX(rows, j, hd_report_named_t);
            xmlNodePtr rated;

            if (!one->row->n[HD_REPORT_RATED]) continue;
            rated = hd_view_add(q->view, node, "rated");
            hd_view_attr(q->view, rated, "by", dimensions[i]);
            hd_view_attr(q->view, rated, "name", one->name);
            add_average(q, rated, one->row);
        }
    }
    return NULL;
}

/* -- hours ----------------------------------------------------------------------------------------------------------- */

static void add_hours(hd_request_t *q, xmlNodePtr parent, const hd_report_t *report)
{
    xmlNodePtr node = hd_view_add(q->view, parent, "hours");
    apr_int64_t most = 1;
    int day, hour;

    for (day = 0; day < 7; day++) {
        for (hour = 0; hour < 24; hour++) {
            if (report->hours[day][hour] > most) most = report->hours[day][hour];
        }
    }
    for (hour = 0; hour < 24; hour++) {
        double width = (100.0 - HOURS_LEFT) / 24;
        xmlNodePtr one = hd_view_add(q->view, node, "hour");

        hd_view_attr(q->view, one, "from", apr_psprintf(q->pool, "%02d", hour));
        hd_view_attr(q->view, one, "until", apr_psprintf(q->pool, "%02d", hour + 1));
        if (hour % 3 == 0) hd_view_attr(q->view, one, "label", hour % 6 ? "wide" : "always");
        hd_view_attr_percent(q->view, one, "x", HOURS_LEFT + width * (hour + 0.1));
        hd_view_attr_percent(q->view, one, "middle", HOURS_LEFT + width * (hour + 0.5));
        for (day = 0; day < 7; day++) {
            apr_int64_t n = report->hours[day][hour];
            int height = (int)(HOUR_PX * n / most);
            xmlNodePtr cell = hd_view_add(q->view, one, "cell");

            if (n && height < 2) height = 2;
            hd_view_attr_int(q->view, cell, "weekday", day + 1);
            hd_view_attr_int(q->view, cell, "n", n);
            hd_view_attr_int(q->view, cell, "height", height);
            hd_view_attr_int(q->view, cell, "base", (apr_int64_t)(day + 1) * (HOUR_PX + 6));
            hd_view_attr_int(q->view, cell, "y", (apr_int64_t)(day + 1) * (HOUR_PX + 6) - height);
        }
    }
    hd_view_attr_percent(q->view, node, "width", (100.0 - HOURS_LEFT) / 24 * 0.8);
}

/* -- all --------------------------------------------------------------------------------------------------------------- */

static void add_totals(hd_request_t *q, xmlNodePtr parent, const hd_report_t *report)
{
    static const hd_report_row_t none;
    const hd_report_row_t *all = hd_report_find(report, "all", "");
    int i;

    for (i = 0; i < HD_REPORT_RATED; i++) {
        xmlNodePtr node = hd_view_add(q->view, parent, "total");
        hd_view_attr(q->view, node, "measure", hd_report_measures[i]);
        add_lengths(q, node, all ? all : &none, (hd_report_measure_t)i, 0);
    }
}

static hd_error_t *add_groups(hd_request_t *q, xmlNodePtr node, const hd_report_look_t *look, const hd_report_t *report)
{
    apr_array_header_t *rows;
    int i;

    for (i = 1; hd_report_dimensions[i]; i++) {
        if (i == 1 && (look->department || look->departments->nelts < 2)) continue; /* of one department: all there is */
        HD_TRY(hd_report_rows(&rows, q, look, report, hd_report_dimensions[i]));
        add_group(q, node, rows, hd_report_dimensions[i], HD_REPORT_ANSWERED);
        if (!strcmp(hd_report_dimensions[i], "channel")) add_group(q, node, rows, "channel", HD_REPORT_OPENED);
        else add_group(q, node, rows, hd_report_dimensions[i], HD_REPORT_SOLVED);
    }
    return NULL;
}

hd_error_t *hd_report_show(hd_request_t *q, const hd_report_look_t *look, const hd_report_t *report, hd_time_t since)
{
    xmlNodePtr node = hd_view_add(q->view, hd_view_root(q->view), "reports");

    hd_view_attr(q->view, node, "from", hd_report_day_iso(look->from, q->pool));
    hd_view_attr(q->view, node, "from-text", hd_locale_date(q->locale, hd_report_noon(q, look->from), q->pool));
    hd_view_attr(q->view, node, "to", hd_report_day_iso(look->to, q->pool));
    hd_view_attr(q->view, node, "to-text", hd_locale_date(q->locale, hd_report_noon(q, look->to), q->pool));
    hd_view_attr(q->view, node, "today", hd_report_day_iso(look->today, q->pool));
    hd_view_attr(q->view, node, "zone", q->portal->time_zone);
    hd_view_attr(q->view, node, "query", hd_report_look_query(look, q));
    hd_view_flag(q->view, node, "range", !look->period);
    if (look->is_cut) hd_view_attr_int(q->view, node, "cut", HD_REPORT_RANGE_MAX);
    hd_view_flag(q->view, node, "nowhere", !look->departments->nelts);
    hd_view_flag(q->view, node, "empty", !report->list->nelts);
    HD_VIEW_TIME(q, node, "since", since);
    add_choices(q, node, look);
    add_totals(q, node, report);
    add_days(q, node, report);
    HD_TRY(add_groups(q, node, look, report));
    HD_TRY(add_ratings(q, node, look, report));
    add_hours(q, node, report);
    return NULL;
}
