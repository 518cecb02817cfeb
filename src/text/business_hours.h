/* src/text/business_hours.h: weekly opening hours, holidays and a time zone, and how time passes within them.
 * May use: base/, APR, ICU. Must not know: departments, tickets.
 *
 * A moment is open when the clock on the wall of the zone shows a time that lies in a span of its week day, and the day is
 * no holiday. So where the clock is put forward a span loses what the clock skips, and where it is put back a span that
 * the clock shows twice counts twice. A holiday closes the day from midnight to midnight, also for a span from the evening
 * before.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_BUSINESS_HOURS_H
#define HD_TEXT_BUSINESS_HOURS_H

#include "../base/clock.h"
#include "../base/error.h"

#define HD_WEEK_DAYS 7 /* Monday is the first */
#define HD_HOURS_NEVER 0 /* hd_hours_add: there are no hours, or not so many within HD_HOURS_YEARS */
#define HD_HOURS_YEARS 20

/** Opening hours, in the hands of one thread. */
typedef struct hd_hours_t hd_hours_t;

/**
 * Read opening hours.
 * @param[out] hours  in pool; untouched on error
 * @param week        spans of each day, from Monday: "08:00-12:00, 13:00-17:00"; "" or NULL: closed; "22:00-06:00" goes on
 *                    into the next day; "00:00-24:00" is the whole day. What overlaps counts once
 * @param holidays    days, separated by white space or commas: "2026-04-13" once, "01-07" each year; or NULL
 * @param zone        IANA name, "Europe/Belgrade"
 * @param pool        owns the hours
 * @return NULL; HD_INVALID, all faults joined: "hours-span" (field "hours-1" to "hours-7", value: what cannot be read),
 *         "hours-holiday" (field "holidays", value), "hours-zone" (field "zone")
 */
hd_error_t *hd_hours_read(hd_hours_t **hours, const char *const week[HD_WEEK_DAYS], const char *holidays, const char *zone,
                          apr_pool_t *pool);

/** Whether any moment of a week without holidays is open. @return 1 or 0 */
int hd_hours_any(const hd_hours_t *hours);

/** Whether a moment is open. @return 1 or 0 */
int hd_hours_open(hd_hours_t *hours, hd_time_t at);

/**
 * How much of the time between two moments is open.
 * @param hours  the hours
 * @param from   UTC, seconds
 * @param until  UTC, seconds
 * @return seconds; 0 when until is not after from
 */
apr_int64_t hd_hours_between(hd_hours_t *hours, hd_time_t from, hd_time_t until);

/**
 * The first moment until which so much open time has passed.
 * @param hours  the hours
 * @param from   UTC, seconds
 * @param sec    of open time; 0 or less: from itself
 * @return UTC, seconds; HD_HOURS_NEVER when that takes more than HD_HOURS_YEARS years, or there are no hours at all
 */
hd_time_t hd_hours_add(hd_hours_t *hours, hd_time_t from, apr_int64_t sec);

#endif
