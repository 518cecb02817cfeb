/* src/web/report_look.c: which days and which department a report is asked for.
 * May use: domain/, request.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report_look.h"

#include <apr_strings.h>

#include "../base/choice.h"

#define PRESET "30"

const char *hd_report_day_iso(apr_int64_t day, apr_pool_t *pool)
{
    return hd_date_iso(day * HD_DAY_SEC, pool);
}

hd_time_t hd_report_noon(hd_request_t *q, apr_int64_t day)
{
    return hd_locale_day_begin(q->locale, day) + HD_DAY_SEC / 2;
}

apr_int64_t hd_report_month(apr_int64_t day, int earlier)
{
    hd_civil_t civil;

    hd_civil(&civil, day * HD_DAY_SEC);
    for (day -= civil.day - 1; earlier > 0; earlier--) {
        hd_civil(&civil, (day - 1) * HD_DAY_SEC);
        day -= civil.day;
    }
    return day;
}

/* @param[out] day  untouched when text is not a day from 1970-01-02 to today */
static int read_day(apr_int64_t *day, const char *text, apr_int64_t today)
{
    hd_time_t sec;

    if (strlen(text) != 10 || hd_time_parse(&sec, text) != APR_SUCCESS || sec < HD_DAY_SEC) return 0;
    *day = sec / HD_DAY_SEC > today ? today : sec / HD_DAY_SEC;
    return 1;
}

static int read_range(hd_report_look_t *look, const char *from, const char *to)
{
    int has_from = read_day(&look->from, from, look->today), has_to = read_day(&look->to, to, look->today);

    if (!has_from && !has_to) return 0;
    if (!has_to) look->to = look->today;
    if (!has_from) look->from = look->to;
    if (look->from > look->to) {
        apr_int64_t first = look->to;
        look->to = look->from;
        look->from = first;
    }
    look->is_cut = look->to - look->from >= HD_REPORT_RANGE_MAX;
    if (look->is_cut) look->from = look->to - HD_REPORT_RANGE_MAX + 1;
    return 1;
}

/* "2026-11"; the month that has not ended ends today. */
static int read_month(hd_report_look_t *look, const char *period, apr_pool_t *pool)
{
    if (strlen(period) != 7 || !read_day(&look->from, apr_pstrcat(pool, period, "-01", NULL), look->today)) return 0;
    look->from = hd_report_month(look->from, 0);
    look->to = hd_report_month(look->from + 31, 0) - 1;
    if (look->to > look->today) look->to = look->today;
    look->period = apr_pstrmemdup(pool, hd_report_day_iso(look->from, pool), 7);
    return 1;
}

static void read_period(hd_report_look_t *look, const char *period, apr_pool_t *pool)
{
    static const char *const periods[] = { "7", "30", "90", NULL };

    if (read_month(look, period, pool)) return;
    look->period = hd_choice(periods, period) ? hd_choice(periods, period) : PRESET;
    look->to = look->today;
    look->from = look->today - (apr_atoi64(look->period) - 1);
}

hd_error_t *hd_report_look_read(hd_report_look_t *look, hd_request_t *q)
{
    const char *slug = hd_form_get(q->query, "department");
    apr_array_header_t *all;
    int i;

    memset(look, 0, sizeof(*look));
    look->today = hd_civil_days(hd_locale_local(q->locale, q->now));
    if (!read_range(look, hd_form_get(q->query, "from"), hd_form_get(q->query, "to"))) {
        read_period(look, hd_form_get(q->query, "period"), q->pool);
    }
    HD_TRY(hd_scope_get(&look->scope, q->db, q->who->id, q->pool));
    HD_TRY(hd_departments_all(&all, q->db, q->language, q->pool));
    look->departments = apr_array_make(q->pool, 8, sizeof(hd_department_t));
    for (i = 0; i < all->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(all, i, hd_department_t);
        if (!hd_scope_has(look->scope, one->id)) continue;
        APR_ARRAY_PUSH(look->departments, hd_department_t) = *one;
        if (!strcmp(one->slug, slug)) look->department = one;
    }
    return NULL;
}

const char *hd_report_look_query(const hd_report_look_t *look, hd_request_t *q)
{
    const char *department = look->department ? apr_pstrcat(q->pool, "&department=", look->department->slug, NULL) : "";

    if (look->period) return apr_pstrcat(q->pool, "?period=", look->period, department, NULL);
    return apr_pstrcat(q->pool, "?from=", hd_report_day_iso(look->from, q->pool), "&to=",
                       hd_report_day_iso(look->to, q->pool), department, NULL);
}
