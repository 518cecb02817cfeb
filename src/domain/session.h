/* src/domain/session.h: who is signed in, from the token that a browser sends.
 * May use: store/, base/. Must not know: HTTP, how somebody came to be signed in.
 *
 * The token is 256 random bits. Its SHA-512 is cut in two: one half is the row's key, so that a copy of the table signs
 * nobody in; the other is what the session's forms carry, so that there is nothing to store for them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_SESSION_H
#define HD_DOMAIN_SESSION_H

#include <apr_tables.h>

#include "housekeeping.h"
#include "person.h"

#define HD_ACTING_SEC 3600       /* for so long at most an administrator acts for a client (acting.h) */
#define HD_SESSION_TOUCH_SEC 300 /* seen_at is written at most this often */

/** What is derived from a token. */
typedef struct hd_session_keys_t {
    const char *row;  /* HD_SHA256_HEX characters: the row's token_hash */
    const char *form; /* as many: what shows that a form came from a page of this session */
} hd_session_keys_t;

/** A live session with its person. */
typedef struct hd_visit_t {
    hd_session_keys_t keys;
    hd_time_t seen_at;      /* as stored: up to HD_SESSION_TOUCH_SEC ago */
    hd_person_t person;     /* not disabled */
    apr_array_header_t *accounts; /* hd_membership_t: where the person belongs, by name */
} hd_visit_t;

/** A session as its owner sees it. */
typedef struct hd_session_row_t {
    const char *token_hash;
    hd_time_t created_at, seen_at;
    const char *address; /* where it was made */
    const char *agent;   /* what made it: User-Agent, printable ASCII */
} hd_session_row_t;

/**
 * Begin a session; part of the caller's transaction, if there is one.
 * @param[out] token  what the browser keeps, in pool; untouched on error
 * @param db          the connection
 * @param person_id   whose
 * @param address     where the request came from
 * @param agent       User-Agent, or NULL; cut and cleaned
 * @param now         UTC, seconds
 * @param pool        owns the token
 * @return NULL or the database's error
 */
hd_error_t *hd_session_create(const char **token, hd_db_t *db, apr_int64_t person_id, const char *address,
                              const char *agent, hd_time_t now, apr_pool_t *pool);

/**
 * Begin a session with a token that the caller has derived; what was there by it ends.
 * @param db         the connection
 * @param token      HD_TOKEN_BYTES in hexadecimal, that nobody else can know
 * @param person_id  whose
 * @param address    where the request came from
 * @param agent      User-Agent, or NULL; cut and cleaned
 * @param now        UTC, seconds
 * @param pool       for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_session_create_as(hd_db_t *db, const char *token, apr_int64_t person_id, const char *address,
                                 const char *agent, hd_time_t now, apr_pool_t *pool);

/** What is derived from a token. @param token  NUL-terminated  @param pool  owns the keys */
hd_session_keys_t hd_session_keys(const char *token, apr_pool_t *pool);

/** Whether a text can be a token: what cannot be one needs no look into the database. @return 1 or 0 */
int hd_session_token_valid(const char *token);

/**
 * Who a token stands for: one query.
 * @param[out] visit  in pool; NULL when there is no such session, or it or its person is over; untouched on error
 * @param db          the connection
 * @param token       what the browser sent
 * @param terms       how long sessions live
 * @param now         UTC, seconds
 * @param pool        owns the visit
 * @return NULL or the database's error
 */
hd_error_t *hd_session_visit(hd_visit_t **visit, hd_db_t *db, const char *token, const hd_session_terms_t *terms,
                             hd_time_t now, apr_pool_t *pool);

/**
 * Note that a session was seen, when it was not noted for some minutes. Nobody is refused because that cannot be
 * written: a failure is dropped, and the next request tries again.
 * @param db     the connection; not in a transaction
 * @param visit  the session
 * @param terms  how long sessions live: one that soon ends idle is touched more often
 * @param now    UTC, seconds
 */
void hd_session_touch(hd_db_t *db, const hd_visit_t *visit, const hd_session_terms_t *terms, hd_time_t now);

/** End a session. @param token  what the browser sent @return NULL or the database's error */
hd_error_t *hd_session_end(hd_db_t *db, const char *token, apr_pool_t *pool);

/** End all sessions of a person. @return NULL or the database's error */
hd_error_t *hd_session_end_all(hd_db_t *db, apr_int64_t person_id);

/**
 * The live sessions of a person, last seen first, at most 100.
 * @param[out] sessions  array of hd_session_row_t in pool; untouched on error
 * @param db             the connection
 * @param person_id      whose
 * @param terms          how long sessions live
 * @param now            UTC, seconds
 * @param pool           owns the array
 * @return NULL or the database's error
 */
hd_error_t *hd_session_list(apr_array_header_t **sessions, hd_db_t *db, apr_int64_t person_id,
                            const hd_session_terms_t *terms, hd_time_t now, apr_pool_t *pool);

#endif
