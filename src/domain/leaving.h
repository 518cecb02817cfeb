/* src/domain/leaving.h: the tickets of staff who do not work in their department any more.
 * May use: ticket_state.h, audit.h, store/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_LEAVING_H
#define HD_DOMAIN_LEAVING_H

#include "audit.h"

/**
 * Take the tickets that are not closed from all who have been kept out, are no agents any more, or do not work in the ticket's
 * department: nobody has them then. Each in a transaction of its own, with its row of history; some hundred at a time. After
 * what has changed where somebody works; what is left, or was assigned in that moment, is the worker's.
 * @param db    the connection, not in a transaction
 * @param by    who has changed it, as the history has it; NULL: nobody, it happens by itself
 * @param now   UTC, seconds
 * @param pool  for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_leaving_release(hd_db_t *db, const hd_by_t *by, hd_time_t now, apr_pool_t *pool);

#endif
