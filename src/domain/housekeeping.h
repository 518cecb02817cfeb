/* src/domain/housekeeping.h: what is deleted when its time is over: sessions, failed sign-ins, links, staged files.
 * May use: store/, base/. Must not know: HTTP, when it is called (web/worker.c ticks).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_HOUSEKEEPING_H
#define HD_DOMAIN_HOUSEKEEPING_H

#include "../store/db.h"
#include "../store/files.h"

#define HD_STAGED_KEEP_SEC HD_DAY_SEC        /* files of a form that was not accepted */
#define HD_TOKEN_KEEP_SEC (7 * HD_DAY_SEC)   /* mailed links, after they were used or expired */
#define HD_ATTEMPT_KEEP_SEC HD_DAY_SEC       /* failed sign-ins */

/** How long a session may live. */
typedef struct hd_session_terms_t {
    int max_sec;  /* since it was made; 0: no limit */
    int idle_sec; /* since it was last seen; 0: no limit */
} hd_session_terms_t;

/**
 * Delete what is over. Each table is a statement of its own; doing it again, or breaking it off, is harmless.
 * @param db     the connection; not in a transaction
 * @param files  the attachment store, whose staged files go too; may be NULL
 * @param terms  how long sessions live
 * @param now    UTC, seconds
 * @param pool   for the work
 * @return NULL, the database's error, or HD_BROKEN when staged files cannot be removed
 */
hd_error_t *hd_housekeeping(hd_db_t *db, hd_files_t *files, const hd_session_terms_t *terms, hd_time_t now,
                            apr_pool_t *pool);

/**
 * Bring back what was written while a clock was far ahead, and would last too long: sessions begin now, mailed links and
 * counted tries are forgotten. When a worker starts, and when it sees the clock go back.
 * @param db   the connection; not in a transaction
 * @param now  UTC, seconds
 * @return NULL or the database's error
 */
hd_error_t *hd_housekeeping_clock(hd_db_t *db, hd_time_t now);

#endif
