/* src/domain/report.h: what reports show of some days, for those departments that somebody may see.
 * May use: scope.h, report_sheet.h, store/. Must not know: HTTP, time zones, how figures are kept.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_REPORT_H
#define HD_DOMAIN_REPORT_H

#include <apr_hash.h>
#include <apr_tables.h>

#include "scope.h"

/** What is counted. */
typedef enum {
    HD_REPORT_OPENED,   /* tickets, on the day on which they were opened */
    HD_REPORT_ANSWERED, /* first answers, on the day on which they were written */
    HD_REPORT_SOLVED,   /* tickets that are closed, on the day on which they were closed last */
    HD_REPORT_RATED,    /* ratings, on the day on which they were given */
    HD_REPORT_MEASURES
} hd_report_measure_t;

#define HD_REPORT_STARS 5 /* the best rating */

/** Their names: "opened", "answered", "solved", "rated". */
extern const char *const hd_report_measures[HD_REPORT_MEASURES];

/** How often each length of time occurs. */
typedef struct hd_report_spread_t hd_report_spread_t;

/** What is counted of one department, priority, channel or agent, or of all. */
typedef struct hd_report_row_t {
    const char *dimension;              /* "all", "department", "priority", "channel" or "agent" */
    const char *member;                 /* the id of a department or agent ("0": nobody of the staff), or a name */
    apr_int64_t n[HD_REPORT_MEASURES];
    apr_int64_t median[HD_REPORT_MEASURES], ninth[HD_REPORT_MEASURES]; /* minutes, of answered and solved; where n > 0 */
    apr_int64_t rated[HD_REPORT_STARS + 1]; /* how many ratings of each number of stars, from 1 */
    hd_report_spread_t *spread[HD_REPORT_MEASURES];
} hd_report_row_t;

/** A day. */
typedef struct hd_report_day_t {
    apr_int64_t day; /* days since 1970 */
    apr_int64_t n[HD_REPORT_MEASURES];
} hd_report_day_t;

/** The figures of some days. */
typedef struct hd_report_t {
    apr_int64_t from, to;     /* days since 1970, both included */
    hd_report_day_t *days;    /* to - from + 1 */
    apr_int64_t hours[7][24]; /* opened, by day of the week (0: Monday) and hour */
    apr_hash_t *rows;         /* "dimension member" -> hd_report_row_t */
    apr_array_header_t *list; /* hd_report_row_t *: the same */
} hd_report_t;

/**
 * Read the figures of some days.
 * @param[out] report     in pool; untouched on error
 * @param db              the connection
 * @param scope           whose departments count
 * @param department_id   of them; 0: all of them
 * @param from, to        days of the portal's zone since 1970, both included; from <= to
 * @param pool            owns the report
 * @return NULL or the database's error
 */
hd_error_t *hd_report_read(const hd_report_t **report, hd_db_t *db, const hd_scope_t *scope, apr_int64_t department_id,
                           apr_int64_t from, apr_int64_t to, apr_pool_t *pool);

/** Days and hours alone, without rows: a few figures a day in place of all lengths that occur. As hd_report_read(). */
hd_error_t *hd_report_read_days(const hd_report_t **report, hd_db_t *db, const hd_scope_t *scope, apr_int64_t department_id,
                                apr_int64_t from, apr_int64_t to, apr_pool_t *pool);

/** A row by what it is of; NULL when nothing was counted of it. */
const hd_report_row_t *hd_report_find(const hd_report_t *report, const char *dimension, const char *member);

/** The day of the week of a day since 1970: 0 Monday, 6 Sunday. */
int hd_report_weekday(apr_int64_t day);

/**
 * Since when something waits to be counted.
 * @param[out] since  UTC, seconds; 0: nothing does
 * @return NULL or the database's error
 */
hd_error_t *hd_report_waits(hd_time_t *since, hd_db_t *db, apr_pool_t *pool);

#endif
