/* src/base/clock.h: seconds and dates in UTC, without formatting for people (text/locale.h does that).
 * May use: APR. Must not know: time zones, languages.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_BASE_CLOCK_H
#define HD_BASE_CLOCK_H

#include <apr_pools.h>
#include <apr_time.h>

#define HD_DAY_SEC 86400
#define HD_CLOCK_SKEW_SEC 300 /* clocks of front ends may be so far apart; a time further ahead is of a clock that was wrong */

/** Seconds since 1970-01-01T00:00:00Z: how times stand in the database. 0 stands for "never" and NULL. */
typedef apr_int64_t hd_time_t;

/** A date and a time of day, of whatever zone. */
typedef struct hd_civil_t {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second;
} hd_civil_t;

/** Seconds of 9999-12-31T23:59:59Z: the last time that is written with four digits of a year. */
#define HD_TIME_LAST APR_INT64_C(253402300799)

/**
 * Take seconds apart, by the proleptic Gregorian calendar.
 * Source: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, civil_from_days.
 * @param[out] civil  the date and time
 * @param sec         seconds since 1970-01-01T00:00:00 of the zone that is meant
 */
void hd_civil(hd_civil_t *civil, apr_int64_t sec);

/** Whole days from 1970-01-01 to the day of sec, negative before it. @param sec seconds since then, of a zone */
apr_int64_t hd_civil_days(apr_int64_t sec);

/**
 * ISO 8601 in UTC, as times stand in views.
 * @param sec   seconds since 1970
 * @param pool  owns the result
 * @return "2026-11-23T08:31:00Z", or NULL for 0 and for what has no year of four digits
 */
const char *hd_time_iso(hd_time_t sec, apr_pool_t *pool);

/**
 * The date in UTC.
 * @param sec   seconds since 1970
 * @param pool  owns the result
 * @return "2026-11-23", or NULL for 0 and for what has no year of four digits
 */
const char *hd_date_iso(hd_time_t sec, apr_pool_t *pool);

/**
 * Read a date or a date and time in UTC.
 * @param[out] sec  seconds since 1970; untouched on error
 * @param text      "2026-11-23" or "2026-11-23T08:31:00Z"
 * @return APR_SUCCESS, or APR_EINVAL
 */
apr_status_t hd_time_parse(hd_time_t *sec, const char *text);

/** A clock of the wall, watched beside one that does not jump; may lie in memory that processes share. Begin with zeros. */
typedef struct hd_clock_watch_t {
    hd_time_t seen;         /* what it showed last; 0: nobody has looked */
    apr_int64_t seen_usec;  /* hd_clock_up_usec() then */
    apr_int64_t since_usec; /* hd_clock_up_usec() since when it has not jumped; 0: since the machine was started */
} hd_clock_watch_t;

#define HD_CLOCK_JUMP_SEC 5     /* less is not called a jump */
#define HD_CLOCK_STEADY_SEC 180 /* a machine that has just been started is not right before its time service is */

/**
 * Look at the clock.
 * @param watch  what was seen so far
 * @param now    what it shows, UTC, seconds
 * @return by how many seconds it has jumped since the last look; 0: it has not
 */
apr_int64_t hd_clock_look(hd_clock_watch_t *watch, hd_time_t now);

/** Whether the clock has gone evenly for some minutes, so that things may be deleted on its word. @return 1 or 0 */
int hd_clock_steady(const hd_clock_watch_t *watch);

/** Microseconds since this machine was started, with those for which it was suspended. */
apr_int64_t hd_clock_up_usec(void);

/** Microseconds of a clock that never jumps, for how long something takes; its zero is arbitrary. */
apr_int64_t hd_clock_usec(void);

#endif
