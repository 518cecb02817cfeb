/* src/base/clock.c: dates and times in UTC, written and read in ISO 8601.
 * May use: APR. Must not know: time zones, languages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include <apr_strings.h>
#include <string.h>

const char *hd_time_iso(hd_time_t sec, apr_pool_t *pool)
{
    apr_time_exp_t t;

    if (sec == 0 || apr_time_exp_gmt(&t, apr_time_from_sec(sec)) != APR_SUCCESS) return NULL;
    return apr_psprintf(pool, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour,
                        t.tm_min, t.tm_sec);
}

const char *hd_date_iso(hd_time_t sec, apr_pool_t *pool)
{
    apr_time_exp_t t;

    if (sec == 0 || apr_time_exp_gmt(&t, apr_time_from_sec(sec)) != APR_SUCCESS) return NULL;
    return apr_psprintf(pool, "%04d-%02d-%02d", t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
}

/* Does text look like pattern, in which '0' stands for a digit? */
static int has_shape(const char *text, const char *pattern)
{
    for (; *pattern; text++, pattern++) {
        if (*pattern == '0' ? *text < '0' || *text > '9' : *text != *pattern) return 0;
    }
    return *text == '\0';
}

static int digits(const char *text, int count)
{
    int number = 0;

    while (count-- > 0) number = number * 10 + (*text++ - '0');
    return number;
}

static int days_of_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

apr_status_t hd_time_parse(hd_time_t *sec, const char *text)
{
    apr_time_exp_t t;
    apr_time_t time;
    int timed = text && has_shape(text, "0000-00-00T00:00:00Z");

    if (!text || (!timed && !has_shape(text, "0000-00-00"))) return APR_EINVAL;
    memset(&t, 0, sizeof(t));
    t.tm_year = digits(text, 4) - 1900;
    t.tm_mon = digits(text + 5, 2) - 1;
    t.tm_mday = digits(text + 8, 2);
    if (timed) {
        t.tm_hour = digits(text + 11, 2);
        t.tm_min = digits(text + 14, 2);
        t.tm_sec = digits(text + 17, 2);
    }
    if (t.tm_year < 1 || t.tm_mon < 0 || t.tm_mon > 11 || t.tm_mday < 1) return APR_EINVAL;
    if (t.tm_mday > days_of_month(t.tm_year + 1900, t.tm_mon + 1)) return APR_EINVAL;
    if (t.tm_hour > 23 || t.tm_min > 59 || t.tm_sec > 59) return APR_EINVAL;
    if (apr_time_exp_gmt_get(&time, &t) != APR_SUCCESS) return APR_EINVAL;
    *sec = apr_time_sec(time);
    return APR_SUCCESS;
}
