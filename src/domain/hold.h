/* src/domain/hold.h: tickets on hold up to a time.
 * May use: ticket_state.h, store/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_HOLD_H
#define HD_DOMAIN_HOLD_H

#include "ticket_state.h"

/** Say up to when a ticket that is on hold stays there; part of the caller's transaction. */
hd_error_t *hd_hold_set(hd_db_t *db, apr_int64_t ticket, const hd_person_t *who, hd_time_t until, hd_time_t now);

/** Let a ticket that is on hold stay there for ever; part of the caller's transaction. @param[out] done 1: there was a day */
hd_error_t *hd_hold_open(int *done, hd_db_t *db, apr_int64_t ticket, const hd_person_t *who, hd_time_t now);

/** Up to when a ticket is on hold. @param[out] until  0: it is not, or for ever */
hd_error_t *hd_hold_of(hd_time_t *until, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool);

/**
 * Bring the tickets whose time has come back to work: in progress, and waiting from now on.
 * @param db    the connection, not in a transaction
 * @param now   UTC, seconds
 * @param pool  for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_holds_end(hd_db_t *db, hd_time_t now, apr_pool_t *pool);

#endif
