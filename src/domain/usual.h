/* src/domain/usual.h: how long a department usually takes to answer first: the median of its last 30 days.
 * May use: digest.h, store/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_USUAL_H
#define HD_DOMAIN_USUAL_H

#include "digest.h"

#define HD_USUAL_DAYS 30
#define HD_USUAL_LEAST 20 /* answers; of fewer nothing is said */

/** Keep how long first answers took; part of a digest's transaction. @param rows hd_digest_row_t: messages */
hd_error_t *hd_usual_note(hd_db_t *db, const apr_array_header_t *rows, hd_time_t now);

/**
 * Reckon what is usual anew, for each department, and forget what is older.
 * @param db    the connection, not in a transaction
 * @param now   UTC, seconds
 * @param pool  for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_usual_keep(hd_db_t *db, hd_time_t now, apr_pool_t *pool);

#endif
