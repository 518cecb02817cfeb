/* src/domain/webhook.h: programs that are told of what happens in a department, and what they are told; webhook_edit.h
 * keeps them.
 * May use: store/, mail/, base/. Must not know: HTTP servers, when the worker calls.
 *
 * What happens is written for each webhook in the transaction in which it happens (changes), or out of the mail that it
 * brings, by the worker (tickets, replies, answers: see tell.h). Where nobody wants to know, nothing is written. The worker
 * makes a row of the outbox out of it (kind "webhook"), so that it is retried, listed and tried again as mails are.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_WEBHOOK_H
#define HD_DOMAIN_WEBHOOK_H

#include <apr_tables.h>

#include "../mail/hook.h"
#include "../store/db.h"
#include "outbox.h"

#define HD_EVENT_OPENED "ticket.opened"
#define HD_EVENT_REPLIED "ticket.replied"
#define HD_EVENT_ANSWERED "ticket.answered"
#define HD_EVENT_STATUS "ticket.status"
#define HD_EVENT_ASSIGNED "ticket.assigned"

/** All of them; ends with NULL. */
extern const char *const hd_events[];

/** Something that happened. */
typedef struct hd_happened_t {
    const char *event;              /* HD_EVENT_… */
    apr_int64_t ticket, message, person; /* rows; message and person may be 0 */
    const char *from, *to;          /* of a change; else "" */
} hd_happened_t;

/**
 * Tell the webhooks of the ticket's department; one statement, part of the caller's transaction.
 * @return NULL or the database's error
 */
hd_error_t *hd_webhook_tell(hd_db_t *db, const hd_happened_t *happened, hd_time_t now);

/**
 * Tell them what a row of a ticket's history says, when it is one of the events.
 * @param db      the connection, in a transaction
 * @param ticket  its row
 * @param person  who; 0: it happened by itself
 * @param what    what the history calls it
 * @param from    what it was
 * @param to      what it is
 * @param now     UTC, seconds
 * @return NULL or the database's error
 */
hd_error_t *hd_webhook_tell_change(hd_db_t *db, apr_int64_t ticket, apr_int64_t person, const char *what, const char *from,
                                   const char *to, hd_time_t now);

/** A webhook. */
typedef struct hd_webhook_t {
    apr_int64_t row;
    const char *id, *department, *url, *events; /* events: names with spaces between */
    int active;
    hd_time_t created_at, tried_at, failing_since, stopped_at; /* of the last call; from when on none was taken; when it
                                                                  switched itself off. 0: none */
    const char *last_error;                                    /* of the last call; "": it was taken */
    apr_int64_t waiting;                                       /* calls; set by hd_webhooks_waiting() */
} hd_webhook_t;

#define HD_WEBHOOK_WAITING_SHOWN 1000 /* calls that do not stand in the outbox yet, as far as they are counted */

/** All webhooks, by department. @param[out] webhooks hd_webhook_t in pool */
hd_error_t *hd_webhooks(apr_array_header_t **webhooks, hd_db_t *db, apr_pool_t *pool);

/** One of them. @param[out] webhook  in pool; NULL when there is none @param id  public id */
hd_error_t *hd_webhook_get(hd_webhook_t **webhook, hd_db_t *db, const char *id, apr_pool_t *pool);

/** Count what waits. @param webhooks  of hd_webhook_t: waiting is set */
hd_error_t *hd_webhooks_waiting(apr_array_header_t *webhooks, hd_db_t *db, apr_pool_t *pool);

/** The id of the webhook that a recipient of the outbox names; it is a part of it. */
const char *hd_webhook_of(const char *recipient);

#define HD_WEBHOOK_KEEP_SEC (30 * HD_DAY_SEC) /* for how long a call that has failed can be tried again by hand */

/** Forget what was told long ago. @return NULL or the database's error */
hd_error_t *hd_webhook_calls_forget(hd_db_t *db, hd_time_t now);

/** A call in the worker's hands. */
typedef struct hd_webhook_call_t hd_webhook_call_t;

/** What is to be sent of it. */
const hd_hook_t *hd_webhook_call_hook(const hd_webhook_call_t *call);

/** Its pool: destroyed by hd_webhook_end(). */
apr_pool_t *hd_webhook_call_pool(const hd_webhook_call_t *call);

/**
 * Take calls in hand: the oldest of each webhook that has none there.
 * @param[out] calls  hd_webhook_call_t * are appended
 * @param db          the connection, not in a transaction
 * @param run         owner, lease_sec, stop
 * @param url         HelpdeskURL without a slash at the end
 * @param most        calls in hand at most
 * @param now         UTC, seconds
 * @param pool        for the work, and of the calls' pools
 * @return NULL or the database's error
 */
hd_error_t *hd_webhook_take(apr_array_header_t *calls, hd_db_t *db, const hd_outbox_run_t *run, const char *url, int most,
                            hd_time_t now, apr_pool_t *pool);

/**
 * Note what became of a call, and take it out of the hands.
 * @param calls    from which it is removed
 * @param db       the connection, not in a transaction
 * @param hook     of the call
 * @param failure  NULL: it was taken
 * @param days     after which a webhook that takes no call is switched off; 0: never
 * @param now      UTC, seconds
 * @return NULL or the database's error
 */
hd_error_t *hd_webhook_end(apr_array_header_t *calls, hd_db_t *db, const hd_hook_t *hook, const hd_error_t *failure, int days,
                           hd_time_t now);

#endif
