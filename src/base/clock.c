/* src/base/clock.c: dates and times in UTC, written and read in ISO 8601.
 * May use: APR. Must not know: time zones, languages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include <string.h>
#include <time.h>

#define FIRST APR_INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */

apr_int64_t hd_civil_days(apr_int64_t sec)
{
    return sec / HD_DAY_SEC - (sec % HD_DAY_SEC < 0);
}

/* Years begin in March here, so that the day that comes and goes is the last of one. */
void hd_civil(hd_civil_t *civil, apr_int64_t sec)
{
    apr_int64_t days = hd_civil_days(sec) + 719468; /* since 0000-03-01 */
    int of_day = (int)(sec - hd_civil_days(sec) * HD_DAY_SEC);
    apr_int64_t era = (days >= 0 ? days : days - 146096) / 146097; /* 400 years */
    int of_era = (int)(days - era * 146097);
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int month = (5 * of_year + 2) / 153;

    civil->day = of_year - (153 * month + 2) / 5 + 1;
    civil->month = month < 10 ? month + 3 : month - 9;
    civil->year = (int)(year + era * 400) + (civil->month <= 2);
    civil->hour = of_day / 3600;
    civil->minute = of_day / 60 % 60;
    civil->second = of_day % 60;
}

/* Write a figure with leading zeros; returns where it ends. */
static char *put(char *to, int figure, int width, char after)
{
    int i;

    for (i = width - 1; i >= 0; i--) {
        to[i] = (char)('0' + figure % 10);
        figure /= 10;
    }
    to[width] = after;
    return to + width + 1;
}

static int has_four_digits(hd_time_t sec)
{
    return sec != 0 && sec >= FIRST && sec <= HD_TIME_LAST;
}

const char *hd_time_iso(hd_time_t sec, apr_pool_t *pool)
{
    hd_civil_t t;
    char *text, *to;

    if (!has_four_digits(sec)) return NULL;
    hd_civil(&t, sec);
    to = text = apr_palloc(pool, sizeof("2026-11-23T08:31:00Z"));
    to = put(put(put(to, t.year, 4, '-'), t.month, 2, '-'), t.day, 2, 'T');
    to = put(put(put(to, t.hour, 2, ':'), t.minute, 2, ':'), t.second, 2, 'Z');
    *to = '\0';
    return text;
}

const char *hd_date_iso(hd_time_t sec, apr_pool_t *pool)
{
    hd_civil_t t;
    char *text;

    if (!has_four_digits(sec)) return NULL;
    hd_civil(&t, sec);
    text = apr_palloc(pool, sizeof("2026-11-23"));
    put(put(put(text, t.year, 4, '-'), t.month, 2, '-'), t.day, 2, '\0');
    return text;
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

static apr_int64_t usec_of(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (apr_int64_t)now.tv_sec * APR_USEC_PER_SEC + now.tv_nsec / 1000;
}

apr_int64_t hd_clock_usec(void)
{
    return usec_of(CLOCK_MONOTONIC);
}

apr_int64_t hd_clock_up_usec(void)
{
    return usec_of(CLOCK_BOOTTIME);
}

apr_int64_t hd_clock_look(hd_clock_watch_t *watch, hd_time_t now)
{
    const apr_int64_t up = hd_clock_up_usec();
    apr_int64_t jump = watch->seen ? now - watch->seen - apr_time_sec(up - watch->seen_usec) : 0;

    if (jump <= HD_CLOCK_JUMP_SEC && jump >= -HD_CLOCK_JUMP_SEC) jump = 0;
    if (jump) watch->since_usec = up;
    watch->seen = now;
    watch->seen_usec = up;
    return jump;
}

int hd_clock_steady(const hd_clock_watch_t *watch)
{
    return hd_clock_up_usec() - watch->since_usec >= apr_time_from_sec(HD_CLOCK_STEADY_SEC);
}
