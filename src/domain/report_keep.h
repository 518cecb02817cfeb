/* src/domain/report_keep.h: keeping the figures of reports in step with what happens to tickets.
 * May use: digest.h, report_sheet.h, text/, store/. Must not know: HTTP, when the worker calls.
 *
 * Nobody who opens, answers or closes a ticket writes anything for it. The worker reads behind them (digest.h) which tickets
 * something has happened to, makes of each, as it stands, what it adds to the figures, takes out what it has added before,
 * and writes both in the transaction that moves the cursor. So an answer that was taken back, a reopening, a merge, another
 * department correct what was counted, and whatever is read twice is counted once.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_REPORT_KEEP_H
#define HD_DOMAIN_REPORT_KEEP_H

#include "../store/db.h"
#include "../text/locale.h"

#define HD_REPORT_READER "report" /* the name of its cursors */

#define HD_REPORT_DAYS_MAX 730   /* what took longer counts as that */

/** Minutes as figures keep them: exact up to a day, then by 15 minutes up to a week, by hours up to 60 days, by days; what lies
 * between counts as the smaller of the two. */
apr_int64_t hd_report_round(apr_int64_t minutes);

/** One who keeps figures, from turn to turn. */
typedef struct hd_report_keeper_t {
    hd_locales_t *locales; /* of the portal's time zone */
    const char *zone;      /* its name */
    int others;            /* 1: another keeps them by another zone, and that has been said */
} hd_report_keeper_t;

/**
 * Bring the figures up to date: for as long as there is something to read, but for no longer than max_usec. Where figures were
 * kept by another zone or other rules, all is reckoned anew, but not while one who keeps them so is there: it was so within
 * the last three minutes. So front ends whose zones differ do not undo each other's work: the first has it.
 * @param[out] more  1: there is more to read; may be NULL
 * @param db         the connection, not in a transaction
 * @param keeper     who keeps them
 * @param max_usec   after so many microseconds no further turn is begun
 * @param now        UTC, seconds
 * @param pool       for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_report_keep(int *more, hd_db_t *db, hd_report_keeper_t *keeper, apr_int64_t max_usec, hd_time_t now,
                           apr_pool_t *pool);

/** The zone by whose days figures are kept: "" before the first of them. @return NULL or the database's error */
hd_error_t *hd_report_zone(const char **zone, hd_db_t *db, apr_pool_t *pool);

/** Have all figures reckoned anew by the worker. @return NULL or the database's error */
hd_error_t *hd_report_rebuild(hd_db_t *db);

#endif
