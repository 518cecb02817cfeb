/* src/text/business_hours.c: weekly opening hours, holidays and a time zone, and how time passes within them.
 * May use: base/, zone.h, locale.h, APR, ICU. Must not know: departments, tickets.
 *
 * Time is walked through in pieces over which neither the day nor the zone's distance from UTC changes; within a piece,
 * wall clock and UTC differ by a constant, and no case of the calendar is left.
 * SPDX-License-Identifier: Apache-2.0 */
#include "business_hours.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <stdlib.h>
#include <string.h>

#include "locale.h"
#include "uchars.h"
#include "zone.h"

#define MINUTE_SEC 60
#define HOUR_SEC 3600
#define HOLIDAY_MAX_DAYS 31

/** From one second of the local day to before another. */
typedef struct span_t {
    int from, until;
} span_t;

struct hd_hours_t {
    apr_array_header_t *days[HD_WEEK_DAYS]; /* span_t, by time, apart from each other */
    apr_array_header_t *once;               /* apr_int64_t: days since 1970, ascending */
    unsigned char each_year[13][HOLIDAY_MAX_DAYS + 1];
    hd_zone_t zone;
};

static apr_status_t close_calendar(void *calendar)
{
    ucal_close(calendar);
    return APR_SUCCESS;
}

static hd_error_t *open_zone(hd_hours_t *hours, const char *zone, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t length;
    const UChar *id;

    if (!hd_time_zone_valid(zone)) return hd_error_field(pool, "hours-zone", "zone");
    id = hd_uchars(&length, zone, 0, pool);
    hours->zone.calendar = ucal_open(id, length, "en", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status)) return hd_error_field(pool, "hours-zone", "zone");
    apr_pool_cleanup_register(pool, hours->zone.calendar, close_calendar, apr_pool_cleanup_null);
    return NULL;
}

/* Two digits. @return the number, or -1 */
static int two_digits(const char *text)
{
    return apr_isdigit(text[0]) && apr_isdigit(text[1]) ? (text[0] - '0') * 10 + text[1] - '0' : -1;
}

/* "08:00". @return seconds since midnight, or -1 */
static int read_clock(const char *text)
{
    int hour = two_digits(text), minute;

    if (hour < 0 || text[2] != ':') return -1;
    minute = two_digits(text + 3);
    if (minute < 0 || minute > 59 || hour * HOUR_SEC + minute * MINUTE_SEC > HD_DAY_SEC) return -1;
    return hour * HOUR_SEC + minute * MINUTE_SEC;
}

static void put_span(hd_hours_t *hours, int day, int from, int until)
{
    span_t *span;

    if (from >= until) return;
    span = apr_array_push(hours->days[day % HD_WEEK_DAYS]);
    span->from = from;
    span->until = until;
}

/* "08:00-12:00". @return 0, or -1 when it cannot be read */
static int read_span(hd_hours_t *hours, int day, const char *text)
{
    int from, until;

    if (strlen(text) != strlen("08:00-12:00") || text[5] != '-') return -1;
    from = read_clock(text);
    until = read_clock(text + 6);
    if (from < 0 || until < 0 || from == HD_DAY_SEC || from == until) return -1;
    put_span(hours, day, from, from < until ? until : HD_DAY_SEC);
    if (until < from) put_span(hours, day + 1, 0, until);
    return 0;
}

/* Call for each word of a text. @return the first that cannot be read, or NULL */
static const char *read_words(hd_hours_t *hours, int day, const char *text, int (*read)(hd_hours_t *, int, const char *),
                              apr_pool_t *pool)
{
    char *last = NULL, *word;

    if (!text) return NULL;
    for (word = apr_strtok(apr_pstrdup(pool, text), ", \t\r\n", &last); word; word = apr_strtok(NULL, ", \t\r\n", &last)) {
        if (read(hours, day, word)) return word;
    }
    return NULL;
}

/* "2026-04-13" or "01-07". */
static int read_holiday(hd_hours_t *hours, int unused, const char *text)
{
    hd_time_t sec;
    char leap[] = "2024-MM-DD";

    (void)unused;
    if (strlen(text) == strlen("MM-DD")) {
        memcpy(leap + 5, text, 5);
        if (hd_time_parse(&sec, leap)) return -1;
        hours->each_year[two_digits(text)][two_digits(text + 3)] = 1;
        return 0;
    }
    if (strlen(text) != strlen(leap) || hd_time_parse(&sec, text)) return -1;
    APR_ARRAY_PUSH(hours->once, apr_int64_t) = hd_civil_days(sec);
    return 0;
}

static int by_start(const void *a, const void *b)
{
    return ((const span_t *)a)->from - ((const span_t *)b)->from;
}

static int by_day(const void *a, const void *b)
{
    apr_int64_t one = *(const apr_int64_t *)a, two = *(const apr_int64_t *)b;

    return one < two ? -1 : one > two;
}

/* Put the spans of a day into order, and join those that touch. */
static void join_spans(apr_array_header_t *spans)
{
    span_t *list = (span_t *)spans->elts;
    int i, kept = 0;

    qsort(list, (size_t)spans->nelts, sizeof(span_t), by_start);
    for (i = 0; i < spans->nelts; i++) {
        if (kept && list[i].from <= list[kept - 1].until) {
            if (list[i].until > list[kept - 1].until) list[kept - 1].until = list[i].until;
        }
        else list[kept++] = list[i];
    }
    spans->nelts = kept;
}

/* Add what a list of words ended with to the faults. @param bad  the word; NULL: all could be read */
static hd_error_t *join_fault(hd_error_t *faults, hd_error_t *fault, const char *bad)
{
    if (!bad) return faults;
    fault->value = bad;
    return hd_error_join(faults, fault);
}

hd_error_t *hd_hours_read(hd_hours_t **hours, const char *const week[HD_WEEK_DAYS], const char *holidays, const char *zone,
                          apr_pool_t *pool)
{
    hd_hours_t *made = apr_pcalloc(pool, sizeof(*made));
    hd_error_t *faults = NULL;
    const char *bad;
    int i;

    made->once = apr_array_make(pool, 16, sizeof(apr_int64_t));
    for (i = 0; i < HD_WEEK_DAYS; i++) made->days[i] = apr_array_make(pool, 4, sizeof(span_t));
    for (i = 0; i < HD_WEEK_DAYS; i++) {
        bad = read_words(made, i, week[i], read_span, pool);
        faults = join_fault(faults, hd_error_field(pool, "hours-span", apr_psprintf(pool, "hours-%d", i + 1)), bad);
    }
    bad = read_words(made, 0, holidays, read_holiday, pool);
    faults = join_fault(faults, hd_error_field(pool, "hours-holiday", "holidays"), bad);
    faults = hd_error_join(faults, open_zone(made, zone, pool));
    if (faults) return faults;
    for (i = 0; i < HD_WEEK_DAYS; i++) join_spans(made->days[i]);
    qsort(made->once->elts, (size_t)made->once->nelts, sizeof(apr_int64_t), by_day);
    *hours = made;
    return NULL;
}

int hd_hours_any(const hd_hours_t *hours)
{
    int i;

    for (i = 0; i < HD_WEEK_DAYS; i++) {
        if (hours->days[i]->nelts) return 1;
    }
    return 0;
}

static int is_holiday(const hd_hours_t *hours, apr_int64_t day)
{
    hd_civil_t civil;

    hd_civil(&civil, day * HD_DAY_SEC);
    if (hours->each_year[civil.month][civil.day]) return 1;
    return hours->once->nelts
           && bsearch(&day, hours->once->elts, (size_t)hours->once->nelts, sizeof(apr_int64_t), by_day) != NULL;
}

/** A piece of time within one local day, over which local time is UTC and a constant. */
typedef struct piece_t {
    hd_time_t from, until;            /* UTC */
    hd_time_t midnight;               /* local, of its day, as UTC by the constant */
    const apr_array_header_t *spans;  /* NULL: a holiday */
} piece_t;

static piece_t piece_at(hd_hours_t *hours, hd_time_t at)
{
    hd_time_t until;
    int offset = hd_zone_range(&hours->zone, at, &until);
    apr_int64_t day = hd_civil_days(at + offset);
    piece_t piece = { at, (day + 1) * HD_DAY_SEC - offset, day * HD_DAY_SEC - offset, NULL };

    if (until < piece.until) piece.until = until;
    /* 1970-01-01 was a Thursday */
    if (!is_holiday(hours, day)) piece.spans = hours->days[((day + 3) % HD_WEEK_DAYS + HD_WEEK_DAYS) % HD_WEEK_DAYS];
    return piece;
}

/* The part of a span that lies in a piece. @return seconds, 0 or more; from: where it begins */
static apr_int64_t overlap(hd_time_t *from, const piece_t *piece, const span_t *span)
{
    hd_time_t begin = piece->midnight + span->from, end = piece->midnight + span->until;

    if (begin < piece->from) begin = piece->from;
    if (end > piece->until) end = piece->until;
    *from = begin;
    return end > begin ? end - begin : 0;
}

int hd_hours_open(hd_hours_t *hours, hd_time_t at)
{
    return hd_hours_between(hours, at, at + 1) > 0;
}

apr_int64_t hd_hours_between(hd_hours_t *hours, hd_time_t from, hd_time_t until)
{
    apr_int64_t sum = 0;
    hd_time_t begin;
    int i;

    while (from < until) {
        piece_t piece = piece_at(hours, from);
        if (piece.until > until) piece.until = until;
        for (i = 0; piece.spans && i < piece.spans->nelts; i++) {
            sum += overlap(&begin, &piece, &APR_ARRAY_IDX(piece.spans, i, span_t));
        }
        from = piece.until;
    }
    return sum;
}

hd_time_t hd_hours_add(hd_hours_t *hours, hd_time_t from, apr_int64_t sec)
{
    hd_time_t last = from + (hd_time_t)HD_HOURS_YEARS * 366 * HD_DAY_SEC, begin;
    int i;

    if (sec <= 0) return from;
    if (!hd_hours_any(hours)) return HD_HOURS_NEVER;
    while (from < last) {
        piece_t piece = piece_at(hours, from);
        for (i = 0; piece.spans && i < piece.spans->nelts; i++) {
            apr_int64_t open = overlap(&begin, &piece, &APR_ARRAY_IDX(piece.spans, i, span_t));
            if (open >= sec) return begin + sec;
            sec -= open;
        }
        from = piece.until;
    }
    return HD_HOURS_NEVER;
}
