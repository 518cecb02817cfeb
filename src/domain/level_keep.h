/* src/domain/level_keep.h: keeping in step where tickets stand against what was promised; who is told in time.
 * May use: level.h, level_book.h, digest.h, outbox.h, store/. Must not know: HTTP, when the worker calls.
 *
 * A ticket is measured anew from its messages and changes whenever something happens to it, whenever time alone changes
 * something, and when its department's promises change. A new ticket's request does nothing for this.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_LEVEL_KEEP_H
#define HD_DOMAIN_LEVEL_KEEP_H

#include "level_book.h"
#include "scope.h"

/**
 * One turn: what is new, what has become due, what is to be measured again; a bounded number of each.
 * @param db    the connection, not in a transaction
 * @param now   UTC, seconds
 * @param pool  for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_levels_keep(hd_db_t *db, hd_time_t now, apr_pool_t *pool);

/** Where a ticket stands, as it is kept. @param[out] level in its parts; all 0 when nothing is promised */
hd_error_t *hd_level_of(hd_level_t *level, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool);

#endif
