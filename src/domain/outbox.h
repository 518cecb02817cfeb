/* src/domain/outbox.h: what is to be mailed, from the transaction that decides it to the server that takes it.
 * May use: store/, mail/, text/, base/. Must not know: HTTP, when it is called (web/mail_worker.c).
 *
 * A row is written in the transaction that it tells of. A worker claims it (a lease, so that several front ends never
 * take the same), composes, delivers, and notes the end; what fails is tried again with growing pauses for 3 days.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_OUTBOX_H
#define HD_DOMAIN_OUTBOX_H

#include <apr_tables.h>

#include "../base/flag.h"
#include "../mail/deliver.h"
#include "../mail/letter.h"
#include "../mail/matter.h"
#include "../store/db.h"

/** What is to be mailed. */
typedef struct hd_outbox_item_t {
    const char *kind;       /* HD_MAIL_… */
    const char *recipient;  /* address */
    const char *language;   /* one of the languages, or NULL: the person's, else the server's */
    apr_int64_t person_id;  /* 0: none */
    apr_int64_t ticket_id;  /* 0: none */
    apr_int64_t message_id; /* 0: none */
} hd_outbox_item_t;

/**
 * Put a mail into the outbox; part of the caller's transaction.
 * @param db    the connection, in a transaction
 * @param item  what
 * @param due   UTC, seconds: not before
 * @param now   UTC, seconds
 * @param pool  for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_outbox_add(hd_db_t *db, const hd_outbox_item_t *item, hd_time_t due, hd_time_t now, apr_pool_t *pool);

#define HD_OUTBOX_LEASE_SEC 120 /* longer than any way of delivering takes, and than a database takes to come back */

/** What a delivery run needs. */
typedef struct hd_outbox_run_t {
    hd_post_t *post;
    const char *from;              /* HelpdeskMailFrom */
    const char *host;              /* host of HelpdeskURL, for Message-IDs */
    const char *secret;            /* HelpdeskSecret, for signed reply addresses and mailed links */
    const char *default_language;  /* HelpdeskLocale */
    const char *owner;             /* names this process in leases */
    int invitation_sec;            /* how long the link of an invitation holds */
    int lease_sec;                 /* for how long a mail in hand is ours: HD_OUTBOX_LEASE_SEC */
    hd_compose_t *compose;
    void *compose_baton;
    const hd_flag_t *stop;         /* up: leave after the current mail */
} hd_outbox_run_t;

/**
 * Make the mails that follow from new ones (tell.h), and deliver what is due, at most max mails; each ends on its own, a
 * refusal never holds up another.
 * @param[out] sent    mails delivered
 * @param[out] waiting mails that were due and are not delivered yet
 * @param db           the connection
 * @param run          what is needed
 * @param max          mails at most
 * @param now          UTC, seconds
 * @param pool         for the work; a sub-pool is used for each mail
 * @return NULL or the database's error
 */
hd_error_t *hd_outbox_deliver(int *sent, int *waiting, hd_db_t *db, const hd_outbox_run_t *run, int max, hd_time_t now,
                              apr_pool_t *pool);

#define HD_OUTBOX_AHEAD_SEC HD_DAY_SEC /* no mail is put off further than this */

/**
 * Make due what was put off while a clock was far ahead: when a worker starts, and when it sees the clock go back. Harmless
 * when it is this clock that is wrong: a try comes early.
 * @param db   the connection
 * @param now  UTC, seconds
 * @return NULL or the database's error
 */
hd_error_t *hd_outbox_clock(hd_db_t *db, hd_time_t now);

/**
 * Give free what was leased while a clock was far ahead. Not before the clock has gone evenly for longer than a lease
 * lasts: what is still leased into the future then is in nobody's hands.
 * @param db   the connection
 * @param now  UTC, seconds
 * @return NULL or the database's error
 */
hd_error_t *hd_outbox_clock_leases(hd_db_t *db, hd_time_t now);

/** A row for lists. */
typedef struct hd_outbox_row_t {
    const char *id, *kind, *recipient, *state, *last_error, *reference; /* state: queued, sent, failed, dropped */
    int attempts;
    hd_time_t created_at, due_at, sent_at;
} hd_outbox_row_t;

/**
 * List rows, newest first.
 * @param[out] rows   array of hd_outbox_row_t in pool
 * @param db          the connection
 * @param state       "queued", "sent", "failed", "dropped", or NULL for all
 * @param limit       rows at most
 * @param pool        owns the rows
 * @return NULL or the database's error
 */
hd_error_t *hd_outbox_list(apr_array_header_t **rows, hd_db_t *db, const char *state, int limit, apr_pool_t *pool);

/** How much is in the outbox. */
typedef struct hd_outbox_depth_t {
    apr_int64_t queued;   /* not out yet, whenever due */
    apr_int64_t failed;   /* given up */
    int oldest_sec;       /* for how long the oldest queued mail should have been out; 0: none should */
} hd_outbox_depth_t;

/**
 * Count what is in the outbox; cheap however many have been sent.
 * @param[out] depth  untouched on error
 * @param db          the connection
 * @param now         UTC, seconds
 * @param pool        for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_outbox_depth(hd_outbox_depth_t *depth, hd_db_t *db, hd_time_t now, apr_pool_t *pool);

/** Try failed mails again now: one by its id (one that was dropped, or waits for its next try, too), or all with NULL.
 * @param[out] count  how many */
hd_error_t *hd_outbox_retry(int *count, hd_db_t *db, const char *id, hd_time_t now, apr_pool_t *pool);

/** Address that an answer to a mail about a ticket goes to: "support+7q2m9xk.tag@example.com" (RFC 5233), signed. */
const char *hd_reply_address(const char *from, const char *reference, const char *secret, apr_pool_t *pool);

#endif
