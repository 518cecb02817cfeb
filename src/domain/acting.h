/* src/domain/acting.h: an administrator who acts for a client, for support.
 * May use: domain/, store/, base/. Must not know: HTTP, cookies.
 *
 * It is a session of the client's with the administrator's name on it (session_visit): it lasts an hour at most, ends with the
 * session of their own by which it was begun, and with their role. hd_person_t.acting_id says in it who acts; what they
 * write is noted in the ticket's history.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_ACTING_H
#define HD_DOMAIN_ACTING_H

#include "audit.h"
#include "session.h"

/** Where an administrator begins to act. */
typedef struct hd_acting_t {
    const char *client;  /* public id */
    const char *own_row; /* hd_session_keys_t.row of the session of their own */
    const char *address; /* where the request came from */
    const char *agent;   /* User-Agent, or NULL */
} hd_acting_t;

/**
 * Begin to act for a client; the audit says who, and why. One transaction.
 * @param[out] token  what the browser keeps for it, in pool; untouched on error
 * @param db          the connection, not in a transaction
 * @param by          who, with the reason
 * @param acting      for whom, from where
 * @param pool        owns the token
 * @return NULL; HD_INVALID "acting-disabled" (field reason) when the client is kept out; HD_NOT_FOUND; the database's error
 */
hd_error_t *hd_acting_begin(const char **token, hd_db_t *db, const hd_by_t *by, const hd_acting_t *acting, apr_pool_t *pool);

/**
 * End the session in which somebody acts.
 * @param[out] is_own  whether it was begun by the session of this token
 * @param db           the connection
 * @param token        of the session that ends
 * @param own          what the browser says is the token of their own; or NULL
 * @param pool         for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_acting_end(int *is_own, hd_db_t *db, const char *token, const char *own, apr_pool_t *pool);

#endif
