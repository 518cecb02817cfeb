/* src/web/report_look.h: which days and which department a report is asked for.
 * May use: domain/, request.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_REPORT_LOOK_H
#define HD_WEB_REPORT_LOOK_H

#include "../domain/ticket.h"
#include "../domain/scope.h"
#include "request.h"

#define HD_REPORT_RANGE_MAX 366 /* days of one report */

/** What is asked for. */
typedef struct hd_report_look_t {
    const hd_scope_t *scope;
    apr_array_header_t *departments;  /* hd_department_t: those of the scope, in their order */
    const hd_department_t *department; /* of them; NULL: all */
    apr_int64_t today, from, to;      /* days since 1970, in the portal's zone; from and to included */
    const char *period;               /* "7", "30", "90" or "2026-11"; NULL: from and to were given */
    int is_cut;                       /* more days were asked for than a report has */
} hd_report_look_t;

/**
 * Read it from the request's address: period, or from and to, and department. What is not there or not a day is as if it was
 * not given; no day is later than today.
 * @param look  filled
 * @param q     with locale and database
 * @return NULL or the database's error
 */
hd_error_t *hd_report_look_read(hd_report_look_t *look, hd_request_t *q);

/** The query with which the same is asked for, "?period=30&department=sales". @return in q->pool */
const char *hd_report_look_query(const hd_report_look_t *look, hd_request_t *q);

/** A day as forms have it: "2026-11-23". @return in pool */
const char *hd_report_day_iso(apr_int64_t day, apr_pool_t *pool);

/** A moment within a day, for writing its date. */
hd_time_t hd_report_noon(hd_request_t *q, apr_int64_t day);

/** The first day of a month, some months earlier than a day's. */
apr_int64_t hd_report_month(apr_int64_t day, int earlier);

#endif
