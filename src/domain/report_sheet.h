/* src/domain/report_sheet.h: the figures of reports as they stand in the database, and changes to them.
 * May use: store/, base/. Must not know: what is counted, time zones.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_REPORT_SHEET_H
#define HD_DOMAIN_REPORT_SHEET_H

#include <apr_hash.h>
#include <apr_tables.h>

#include "../store/db.h"

/** Which figure. */
typedef struct hd_report_key_t {
    const char *grain;     /* "day" or "month" */
    const char *dimension; /* "priority", "channel" or "agent" */
    const char *member;    /* which of them */
    const char *measure;   /* "opened", "answered", "solved" or "rated" */
    apr_int64_t day;       /* days since 1970 */
    apr_int64_t department_id;
} hd_report_key_t;

/** Changes that are gathered before they are written. */
typedef struct hd_report_sheet_t {
    apr_hash_t *entries;
    apr_pool_t *pool;
} hd_report_sheet_t;

/** An empty one, in pool. */
hd_report_sheet_t *hd_report_sheet_make(apr_pool_t *pool);

/**
 * Count a value, or take it out again.
 * @param key    copied, but for its texts that are literals (grain, dimension, measure)
 * @param value  0 or more
 * @param by     1 or -1
 */
void hd_report_sheet_add(hd_report_sheet_t *sheet, const hd_report_key_t *key, apr_int64_t value, int by);

/**
 * Write what was gathered.
 * @param db    the connection, in a transaction that nobody else has at the same time
 * @param sheet what was gathered
 * @param pool  for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_report_sheet_write(hd_db_t *db, const hd_report_sheet_t *sheet, apr_pool_t *pool);

/** A value of a spread, and how often it occurs. */
typedef struct hd_report_value_t {
    apr_int64_t value, n;
} hd_report_value_t;

/**
 * Read the next value of a spread: "17 42:3" is once 17, three times 42.
 * @param[in,out] at  where to go on in the text
 * @return 1, or 0 at its end
 */
int hd_report_spread_next(hd_report_value_t *value, const char **at);

#endif
