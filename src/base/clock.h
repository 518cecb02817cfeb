/* src/base/clock.h: seconds and dates in UTC, without formatting for people (text/locale.h does that).
 * May use: APR. Must not know: time zones, languages.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_BASE_CLOCK_H
#define HD_BASE_CLOCK_H

#include <apr_pools.h>
#include <apr_time.h>

#define HD_DAY_SEC 86400

/** Seconds since 1970-01-01T00:00:00Z: how times stand in the database. 0 stands for "never" and NULL. */
typedef apr_int64_t hd_time_t;

/**
 * ISO 8601 in UTC, as times stand in views.
 * @param sec   seconds since 1970
 * @param pool  owns the result
 * @return "2026-11-23T08:31:00Z", or NULL for 0
 */
const char *hd_time_iso(hd_time_t sec, apr_pool_t *pool);

/**
 * The date in UTC.
 * @param sec   seconds since 1970
 * @param pool  owns the result
 * @return "2026-11-23", or NULL for 0
 */
const char *hd_date_iso(hd_time_t sec, apr_pool_t *pool);

/**
 * Read a date or a date and time in UTC.
 * @param[out] sec  seconds since 1970; untouched on error
 * @param text      "2026-11-23" or "2026-11-23T08:31:00Z"
 * @return APR_SUCCESS, or APR_EINVAL
 */
apr_status_t hd_time_parse(hd_time_t *sec, const char *text);

#endif
