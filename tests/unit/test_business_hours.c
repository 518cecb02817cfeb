/* tests/unit/test_business_hours.c: open time: cases worked by hand, and a count minute by minute on random schedules.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <unicode/ucal.h>

#include "../../src/text/business_hours.h"
#include "../../src/text/uchars.h"

#define HOUR 3600
#define ROUNDS 400

static int setup(void **state)
{
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    srand(7);
    *state = pool;
    return 0;
}

static int teardown(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

static hd_time_t at(const char *iso)
{
    hd_time_t sec = 0;

    assert_int_equal(hd_time_parse(&sec, iso), APR_SUCCESS);
    return sec;
}

/* "8-16" on working days: Belgrade, with Easter Monday of 2026 and Christmas of every year. */
static const char *const office[] = { "08:00-16:00", "08:00-16:00", "08:00-16:00", "08:00-16:00", "08:00-16:00", "", NULL };
static const char *const split[] = { "08:00-12:00, 13:00-17:00", "08:00-12:00 13:00-17:00", "13:00-17:00,08:00-12:00",
                                     "08:00-12:30, 12:00-17:00", "08:00-12:00", "", "" };
static const char *const always[] = { "00:00-24:00", "00:00-24:00", "00:00-24:00", "00:00-24:00", "00:00-24:00",
                                      "00:00-24:00", "00:00-24:00" };
static const char *const saturday_night[] = { "", "", "", "", "", "22:00-06:00", "" };
static const char *const small_hours[] = { "", "", "", "", "", "", "02:00-03:00" };
static const char *const half_twice[] = { "", "", "", "", "", "", "01:00-02:30" };
static const char *const sunday_midnight[] = { "", "", "", "", "", "", "00:00-02:00" };
static const char *const closed[] = { "", NULL, "", NULL, "", "", "" };
static const char holidays[] = "2026-04-13 01-07";
static const char belgrade[] = "Europe/Belgrade"; /* CET, UTC+1; CEST, UTC+2 from 29 March to 25 October 2026, at 01:00Z */

typedef struct case_t {
    const char *what;
    const char *const *week;
    const char *zone;
    const char *from;
    apr_int64_t sec;
    const char *until; /* NULL: never */
} case_t;

static const case_t cases[] = {
    /* Monday 09:00 and two hours: 11:00 of the same day. */
    { "within a day", office, belgrade, "2026-11-23T08:00:00Z", 2 * HOUR, "2026-11-23T10:00:00Z" },
    /* Friday 15:00: one hour is left of Friday, the second is Monday's first: 09:00. */
    { "over a week end", office, belgrade, "2026-11-20T14:00:00Z", 2 * HOUR, "2026-11-23T08:00:00Z" },
    /* Saturday noon counts nothing before Monday 08:00. */
    { "from a week end", office, belgrade, "2026-11-21T11:00:00Z", HOUR, "2026-11-23T08:00:00Z" },
    /* Friday 15:00 and the one hour that is left: 16:00 on Friday, not Monday 08:00. */
    { "to the very end of a day", office, belgrade, "2026-11-20T14:00:00Z", HOUR, "2026-11-20T15:00:00Z" },
    /* One second more is Monday's first second. */
    { "a second past the end", office, belgrade, "2026-11-20T14:00:00Z", HOUR + 1, "2026-11-23T07:00:01Z" },
    { "nothing", office, belgrade, "2026-11-21T11:00:00Z", 0, "2026-11-21T11:00:00Z" },
    /* Before opening, Monday 05:00: the hour ends at 09:00. */
    { "before opening", office, belgrade, "2026-11-23T04:00:00Z", HOUR, "2026-11-23T08:00:00Z" },
    /* Friday 10 April 15:00 CEST; Monday 13 is Easter Monday: Tuesday 09:00. */
    { "over a holiday", office, belgrade, "2026-04-10T13:00:00Z", 2 * HOUR, "2026-04-14T07:00:00Z" },
    /* Wednesday 6 January 2027 15:00; the 7th is closed each year: Friday 09:00. */
    { "over a holiday of each year", office, belgrade, "2027-01-06T14:00:00Z", 2 * HOUR, "2027-01-08T08:00:00Z" },
    /* Friday 27 March 15:00 CET, Monday 30 March 09:00 CEST. */
    { "over the change to summer time", office, belgrade, "2026-03-27T14:00:00Z", 2 * HOUR, "2026-03-30T07:00:00Z" },
    /* Friday 23 October 15:00 CEST, Monday 26 October 09:00 CET. */
    { "over the change to winter time", office, belgrade, "2026-10-23T13:00:00Z", 2 * HOUR, "2026-10-26T08:00:00Z" },
    /* 40 hours are a week: from Monday 08:00 to the end of Friday; 80 to the end of the next, a week end between. */
    { "a week", office, belgrade, "2026-11-16T07:00:00Z", 40 * HOUR, "2026-11-20T15:00:00Z" },
    { "two weeks", office, belgrade, "2026-11-16T07:00:00Z", 80 * HOUR, "2026-11-27T15:00:00Z" },
    /* The night of 28 March has 7 hours: 22:00 CET is 21:00Z, 06:00 CEST is 04:00Z. */
    { "a short night", saturday_night, belgrade, "2026-03-28T21:00:00Z", 7 * HOUR, "2026-03-29T04:00:00Z" },
    /* The eighth hour is the next Saturday's first, 22:00 to 23:00 CEST. */
    { "a short night and an hour", saturday_night, belgrade, "2026-03-28T21:00:00Z", 8 * HOUR, "2026-04-04T21:00:00Z" },
    /* The night of 24 October has 9: 22:00 CEST is 20:00Z, 06:00 CET is 05:00Z. */
    { "a long night", saturday_night, belgrade, "2026-10-24T20:00:00Z", 9 * HOUR, "2026-10-25T05:00:00Z" },
    /* 02:00-03:00 is skipped on 29 March: the hour of 5 April, 02:00 to 03:00 CEST. */
    { "an hour that the clock skips", small_hours, belgrade, "2026-03-28T12:00:00Z", HOUR, "2026-04-05T01:00:00Z" },
    /* On 25 October it comes twice: 02:00 CEST is 00:00Z, 03:00 CET is 02:00Z. */
    { "an hour that comes twice", small_hours, belgrade, "2026-10-24T12:00:00Z", 2 * HOUR, "2026-10-25T02:00:00Z" },
    /* 01:00-02:30 CEST is 23:00Z to 00:30Z; then 02:00-02:30 CET, 01:00Z to 01:30Z: the last quarter from 01:15Z on. */
    { "half an hour that comes twice", half_twice, belgrade, "2026-10-24T12:00:00Z", HOUR + 2700, "2026-10-25T01:15:00Z" },
    /* Beirut put the clock from 00:00 to 01:00 on Sunday 27 March 2022 (22:00Z): 00:00-02:00 has one hour. */
    { "a day that begins at one", sunday_midnight, "Asia/Beirut", "2022-03-26T12:00:00Z", HOUR, "2022-03-26T23:00:00Z" },
    /* The lunch hour does not count: Monday 11:00 CET, one hour before it, one after it: 14:00. */
    { "over lunch", split, belgrade, "2026-11-23T10:00:00Z", 2 * HOUR, "2026-11-23T13:00:00Z" },
    { "over lunch, spans in any order", split, belgrade, "2026-11-25T10:00:00Z", 2 * HOUR, "2026-11-25T13:00:00Z" },
    /* The same week in other zones: 09:00 is 03:30Z in Kolkata, 14:00Z in New York (EST). */
    { "a zone of half hours", office, "Asia/Kolkata", "2026-11-23T00:00:00Z", HOUR, "2026-11-23T03:30:00Z" },
    { "a zone in the west", office, "America/New_York", "2026-11-23T00:00:00Z", HOUR, "2026-11-23T14:00:00Z" },
    /* Round the clock an hour is an hour, whatever the clock on the wall does. */
    { "always", always, belgrade, "2026-03-28T12:00:00Z", 100 * HOUR, "2026-04-01T16:00:00Z" },
    /* ... but Easter Monday is closed from midnight to midnight CEST: 12 April 22:00Z to 13 April 22:00Z. */
    { "always, but for a holiday", always, belgrade, "2026-04-12T21:00:00Z", 2 * HOUR, "2026-04-13T23:00:00Z" },
    { "no hours at all", closed, belgrade, "2026-11-23T08:00:00Z", 1, NULL },
    /* One hour a week: 20 years have no 2000 weeks. */
    { "more than will ever be", small_hours, belgrade, "2026-11-23T08:00:00Z", 2000 * HOUR, NULL },
};

static void open_time_ends_where_it_was_worked_out_by_hand(void **state)
{
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const case_t *one = &cases[i];
        hd_time_t from = at(one->from), until = one->until ? at(one->until) : HD_HOURS_NEVER, got;
        hd_hours_t *hours;

        assert_null(hd_hours_read(&hours, one->week, holidays, one->zone, *state));
        got = hd_hours_add(hours, from, one->sec);
        if (got != until) fail_msg("%s: %s", one->what, got ? hd_time_iso(got, *state) : "never");
        if (until && hd_hours_between(hours, from, until) != one->sec) fail_msg("%s: between", one->what);
        assert_int_equal(hd_hours_any(hours), one->week != closed);
    }
}

static void a_schedule_without_hours_is_never_open(void **state)
{
    char all[366 * 6 + 1] = "";
    hd_hours_t *hours;
    int day;

    assert_null(hd_hours_read(&hours, closed, NULL, "UTC", *state));
    assert_int_equal(hd_hours_between(hours, at("2020-01-01"), at("2040-01-01")), 0);
    assert_false(hd_hours_open(hours, at("2026-11-23T12:00:00Z")));
    for (day = 0; day < 366; day++) { /* 2024 is a leap year: every day of the year a holiday */
        strcat(all, hd_date_iso(at("2024-01-01") + (hd_time_t)day * HD_DAY_SEC, *state) + 5);
        strcat(all, " ");
    }
    assert_null(hd_hours_read(&hours, always, all, "UTC", *state));
    assert_int_equal(hd_hours_add(hours, at("2026-11-23"), 1), HD_HOURS_NEVER);
}

static void backwards_is_no_time(void **state)
{
    hd_hours_t *hours;

    assert_null(hd_hours_read(&hours, office, NULL, belgrade, *state));
    assert_int_equal(hd_hours_between(hours, at("2026-11-24"), at("2026-11-23")), 0);
    assert_int_equal(hd_hours_add(hours, at("2026-11-23"), -5), at("2026-11-23"));
}

static void what_cannot_be_read_is_said_with_its_field(void **state)
{
    static const char *const bad[] = { "8:00-16:00", "08:00-24:01", "08:00-08:00", "24:00-06:00", "08:60-09:00",
                                       "08:00-16:00x", "08.00-16.00" };
    static const char *const bad_days[] = { "2026-02-29", "13-01", "2026", "01-32", "26-01-01", "00-00" };
    const char *week[HD_WEEK_DAYS] = { "09:00-10:00" };
    hd_hours_t *hours;
    hd_error_t *error;
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        week[6] = bad[i];
        error = hd_hours_read(&hours, week, "", "UTC", *state);
        assert_non_null(error);
        assert_string_equal(error->field, "hours-7");
        assert_string_equal(error->value, bad[i]);
        assert_null(error->next);
    }
    week[6] = "";
    for (i = 0; i < sizeof(bad_days) / sizeof(bad_days[0]); i++) {
        error = hd_hours_read(&hours, week, apr_pstrcat(*state, "01-01, ", bad_days[i], NULL), "UTC", *state);
        assert_non_null(error);
        assert_string_equal(error->code, "hours-holiday");
        assert_string_equal(error->value, bad_days[i]);
    }
    week[0] = "x";
    error = hd_hours_read(&hours, week, "y", "Europe/Nowhere", *state);
    assert_true(error && error->next && error->next->next && !error->next->next->next); /* all at once */
}

/* ---- minute by minute ---- */

static const char *const zones[] = { "Europe/Belgrade", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
                                     "Asia/Beirut", "Pacific/Apia", "UTC" };

/** A schedule as the test itself understands it. */
typedef struct drawn_t {
    char open[HD_WEEK_DAYS][1440];
    char texts[HD_WEEK_DAYS][64];
    const char *week[HD_WEEK_DAYS];
    hd_time_t holiday; /* midnight of its date, as if it were UTC */
    UCalendar *calendar;
} drawn_t;

static void draw_span(drawn_t *drawn, int day)
{
    int from = rand() % 1440, until = rand() % 1441, minute;

    if (from == until) return;
    sprintf(drawn->texts[day] + strlen(drawn->texts[day]), "%s%02d:%02d-%02d:%02d", *drawn->texts[day] ? ", " : "",
            from / 60, from % 60, until / 60, until % 60);
    for (minute = from; minute < (until > from ? until : 1440); minute++) drawn->open[day][minute] = 1;
    for (minute = 0; until < from && minute < until; minute++) drawn->open[(day + 1) % HD_WEEK_DAYS][minute] = 1;
}

static void draw(drawn_t *drawn, const char *zone, hd_time_t around, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t length;
    int day, n;

    memset(drawn, 0, sizeof(*drawn));
    for (day = 0; day < HD_WEEK_DAYS; day++) {
        for (n = rand() % 3; n > 0; n--) draw_span(drawn, day);
        drawn->week[day] = drawn->texts[day];
    }
    drawn->holiday = (around / HD_DAY_SEC + rand() % 5 - 2) * HD_DAY_SEC;
    drawn->calendar = ucal_open(hd_uchars(&length, zone, 0, pool), -1, "en", UCAL_GREGORIAN, &status);
    assert_true(U_SUCCESS(status));
}

/* What the clock on the wall shows, by ICU's fields. */
static int is_open(drawn_t *drawn, hd_time_t sec)
{
    UErrorCode status = U_ZERO_ERROR;
    hd_civil_t holiday;
    int day, minute;

    ucal_setMillis(drawn->calendar, (UDate)sec * 1000.0, &status);
    hd_civil(&holiday, drawn->holiday);
    if (ucal_get(drawn->calendar, UCAL_YEAR, &status) == holiday.year
        && ucal_get(drawn->calendar, UCAL_MONTH, &status) + 1 == holiday.month
        && ucal_get(drawn->calendar, UCAL_DATE, &status) == holiday.day) {
        return 0;
    }
    day = (ucal_get(drawn->calendar, UCAL_DAY_OF_WEEK, &status) + 5) % HD_WEEK_DAYS; /* ICU: Sunday is 1 */
    minute = ucal_get(drawn->calendar, UCAL_HOUR_OF_DAY, &status) * 60 + ucal_get(drawn->calendar, UCAL_MINUTE, &status);
    assert_true(U_SUCCESS(status));
    return drawn->open[day][minute];
}

/* A moment on a whole minute, every other one near a change of the zone's clock. */
static hd_time_t random_moment(drawn_t *drawn)
{
    UErrorCode status = U_ZERO_ERROR;
    hd_time_t sec = at("2010-01-01") + rand() % (26 * 365) * (hd_time_t)HD_DAY_SEC + rand() % 1440 * 60;
    UDate change;

    ucal_setMillis(drawn->calendar, (UDate)sec * 1000.0, &status);
    if (rand() % 2 && ucal_getTimeZoneTransitionDate(drawn->calendar, UCAL_TZ_TRANSITION_NEXT, &change, &status)) {
        sec = (hd_time_t)(change / 1000.0) - rand() % 2880 * 60;
    }
    return sec;
}

static void open_minutes_are_those_that_the_clock_shows(void **state)
{
    int round;

    for (round = 0; round < ROUNDS; round++) {
        const char *zone = zones[rand() % (int)(sizeof(zones) / sizeof(zones[0]))];
        apr_pool_t *pool;
        hd_hours_t *hours;
        hd_time_t from, until, now, end;
        apr_int64_t sum = 0;
        drawn_t drawn;

        apr_pool_create(&pool, *state);
        draw(&drawn, zone, 0, pool);
        from = random_moment(&drawn);
        until = from + rand() % (6 * 1440) * 60;
        drawn.holiday = (from / HD_DAY_SEC + rand() % 5) * HD_DAY_SEC;
        assert_null(hd_hours_read(&hours, drawn.week, hd_date_iso(drawn.holiday, pool), zone, pool));
        for (now = from; now < until; now += 60) {
            int open = is_open(&drawn, now);
            if (open != hd_hours_open(hours, now + rand() % 60)) fail_msg("%s %s", zone, hd_time_iso(now, pool));
            sum += open * 60;
        }
        if (hd_hours_between(hours, from, until) != sum) fail_msg("%s from %s", zone, hd_time_iso(from, pool));
        end = sum ? hd_hours_add(hours, from, sum - 30) : from;
        assert_true(end <= until && hd_hours_between(hours, from, end) == (sum ? sum - 30 : 0));
        assert_true(!sum || hd_hours_between(hours, from, end - 1) == sum - 31);
        ucal_close(drawn.calendar);
        apr_pool_destroy(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(open_time_ends_where_it_was_worked_out_by_hand, setup, teardown),
        cmocka_unit_test_setup_teardown(a_schedule_without_hours_is_never_open, setup, teardown),
        cmocka_unit_test_setup_teardown(backwards_is_no_time, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_said_with_its_field, setup, teardown),
        cmocka_unit_test_setup_teardown(open_minutes_are_those_that_the_clock_shows, setup, teardown),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
