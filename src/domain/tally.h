/* src/domain/tally.h: counting what somebody does within a window of time, in the database, for all front ends.
 * May use: store/, base/. Must not know: what is counted.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_TALLY_H
#define HD_DOMAIN_TALLY_H

#include "../store/db.h"

/**
 * Count one. The same id counted again for the same subject is one.
 * @param db       the connection
 * @param id       at most 16 characters
 * @param subject  who is counted, "e:…"; at most 70 characters
 * @param now      UTC, seconds
 * @return NULL or the database's error
 */
hd_error_t *hd_tally_add(hd_db_t *db, const char *id, const char *subject, hd_time_t now);

/** Take back what was counted with an id, for all subjects. @return NULL or the database's error */
hd_error_t *hd_tally_remove(hd_db_t *db, const char *id);

/**
 * How long until there are no more than allowed.
 * @param[out] wait_sec  0 when there are not; untouched on error
 * @param db             the connection
 * @param subject        who is counted
 * @param max            how many are allowed
 * @param window_sec     how long each counts
 * @param now            UTC, seconds
 * @param pool           for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_tally_wait(int *wait_sec, hd_db_t *db, const char *subject, int max, int window_sec, hd_time_t now,
                          apr_pool_t *pool);

#endif
