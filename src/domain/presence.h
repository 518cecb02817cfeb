/* src/domain/presence.h: who of the staff has a ticket open.
 * May use: store/, person.h. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_PRESENCE_H
#define HD_DOMAIN_PRESENCE_H

#include "person.h"

#define HD_PRESENCE_SEC 600       /* for so long somebody who has looked at a ticket counts as there */
#define HD_PRESENCE_WRITE_SEC 30  /* who looks again sooner is not written again */

/** A colleague. */
typedef struct hd_present_t {
    const char *name;
    hd_time_t seen_at;
} hd_present_t;

/**
 * Note that somebody looks at a ticket, and say who else does. Noting is best effort: a page is worth more.
 * @param[out] others  hd_present_t in pool, the last who looked first
 * @param db           the connection, not in a transaction
 * @param ticket       its row
 * @param who          who looks
 * @param now          UTC, seconds
 * @param pool         owns the result
 * @return NULL, or the database's error
 */
hd_error_t *hd_presence_look(apr_array_header_t **others, hd_db_t *db, apr_int64_t ticket, const hd_person_t *who,
                             hd_time_t now, apr_pool_t *pool);

/** Forget who looked yesterday. @return NULL or the database's error */
hd_error_t *hd_presence_forget(hd_db_t *db, hd_time_t now);

#endif
