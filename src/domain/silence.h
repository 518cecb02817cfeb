/* src/domain/silence.h: closing answered tickets after days of silence, with a warning before.
 * May use: ticket_state.h, outbox.h, store/. Must not know: HTTP, when the worker calls.
 *
 * Silence begins with the last thing that anybody has written or done. No ticket is closed that was not warned about so
 * many days before, however long it has been silent when this is switched on.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_SILENCE_H
#define HD_DOMAIN_SILENCE_H

#include "ticket_state.h"

/** When an answered ticket is closed. */
typedef struct hd_silence_t {
    int close_days; /* of silence; 0: never */
    int warn_days;  /* before that its client is told; where that is more than half of it, half of it before */
} hd_silence_t;

/**
 * Warn about and close what has been silent for long, a bounded number at a time. While the clock is steady.
 * @param db     the connection, not in a transaction
 * @param terms  when
 * @param now    UTC, seconds
 * @param pool   for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_silence_keep(hd_db_t *db, const hd_silence_t *terms, hd_time_t now, apr_pool_t *pool);

#endif
