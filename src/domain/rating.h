/* src/domain/rating.h: what a client thought of how a ticket went, and the mailed link to a closed ticket.
 * May use: ticket_state.h, outbox.h, store/, text/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_RATING_H
#define HD_DOMAIN_RATING_H

#include "ticket_state.h"

#define HD_RATING_MAX 5
#define HD_RATING_COMMENT_MAX 2000                /* characters */
#define HD_TICKET_LINK_SEC (30 * HD_DAY_SEC)      /* how long a mailed link holds */

/** A rating that was given. */
typedef struct hd_rating_t {
    int rating;          /* 1 to 5; 0: there is none */
    const char *comment; /* "" without one */
    const char *name;    /* whose it is */
    hd_time_t at;
} hd_rating_t;

/** The rating of a ticket. @param[out] rating in pool; rating 0: there is none @return NULL or the database's error */
hd_error_t *hd_rating_of(hd_rating_t *rating, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool);

/** What a form brings. */
typedef struct hd_rating_given_t {
    const char *rating;  /* "1" to "5" */
    const char *comment; /* may be "" */
} hd_rating_given_t;

/**
 * Rate a closed ticket; it never changes after: a second one changes nothing. A transaction of its own.
 * @param db     the connection, not in a transaction
 * @param who    signed in; HD_NOT_FOUND unless they reach the ticket as a client
 * @param ref    the ticket's reference
 * @param given  what the form brings
 * @param now    UTC, seconds
 * @param pool   for the work
 * @return NULL; HD_INVALID "rating-missing", "rating-open" (field rating), "comment-long" (field comment); HD_NOT_FOUND;
 *         HD_CONFLICT "ticket-merged"; the database's error
 */
hd_error_t *hd_rating_give(hd_db_t *db, const hd_person_t *who, const char *ref, const hd_rating_given_t *given,
                           hd_time_t now, apr_pool_t *pool);

/** Where a mailed link leads. */
typedef struct hd_ticket_link_t {
    apr_int64_t ticket_id, person_id;
    const char *ref, *subject, *status;
    int is_used, is_rated;
} hd_ticket_link_t;

/**
 * Look a mailed link up; changes nothing.
 * @param[out] link  NULL when there is no such link, it is too old, or the ticket's client may see the ticket no more
 */
hd_error_t *hd_ticket_link_find(const hd_ticket_link_t **link, hd_db_t *db, const char *token, hd_time_t now,
                                apr_pool_t *pool);

/** Rate by a mailed link, which is used up by that. @return as hd_rating_give(); HD_NOT_FOUND when the link is of no use */
hd_error_t *hd_rating_give_by_link(hd_db_t *db, const char *token, const hd_rating_given_t *given, hd_time_t now,
                                   apr_pool_t *pool);

/** Open a closed ticket again by a mailed link, which is used up by that. @return NULL, HD_NOT_FOUND, HD_CONFLICT
 * "ticket-merged", or the database's error */
hd_error_t *hd_ticket_reopen_by_link(hd_db_t *db, const char *token, hd_time_t now, apr_pool_t *pool);

/**
 * Tell the client of a ticket that it is closed, with a link to rate it or open it again; part of the caller's transaction.
 * Nothing when it was the client who has closed it, or it was merged.
 * @param by  who has closed it; 0: it happened by itself
 */
hd_error_t *hd_closing_tell(hd_db_t *db, apr_int64_t ticket, apr_int64_t by, hd_time_t now, apr_pool_t *pool);

#endif
