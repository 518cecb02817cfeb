/* src/domain/ticket_state.h: what all changes of a ticket have in common: the lock, the counts, the history, who is told.
 * May use: ticket.h, queue.h, outbox.h, store/. Must not know: HTTP, which changes there are.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_TICKET_STATE_H
#define HD_DOMAIN_TICKET_STATE_H

#include "queue.h"
#include "ticket.h"

/** A ticket's state under its lock. */
typedef struct hd_ticket_state_t {
    const char *status, *priority, *channel, *assignee; /* assignee: name; "" nobody */
    apr_int64_t account_id, department_id, assignee_id; /* assignee_id: 0 nobody */
    hd_time_t answered_at, waiting_since;
    int counts_later;           /* 1: whoever has locked the ticket ends with hd_ticket_settle() */
    const char *counted_status; /* as it is counted: under the lock, what it was */
    hd_queue_cell_t counted;
} hd_ticket_state_t;

/**
 * Lock a ticket up to the end of the transaction.
 * @return NULL, HD_NOT_FOUND, HD_CONFLICT "ticket-merged" (value: reference of the one it was merged into), or the
 *         database's error
 */
hd_error_t *hd_ticket_lock(hd_ticket_state_t *state, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool);

/**
 * hd_ticket_lock() for somebody of the staff: what they could reach when they asked may have been moved since.
 * @return as hd_ticket_lock(); HD_NOT_FOUND when they do not work where the ticket is now
 */
hd_error_t *hd_ticket_lock_desk(hd_ticket_state_t *state, hd_db_t *db, apr_int64_t ticket, const hd_person_t *who,
                                apr_pool_t *pool);

/** Where it stands in the queue once it has a status. */
hd_queue_place_t hd_ticket_place(const hd_ticket_state_t *was, const char *status, hd_time_t now);

/**
 * Let the counts follow what a transaction has made of one ticket or two, at its end. Rows of counts are shared by all: who
 * took them in one statement after the other would lock others out who need them in another order.
 * @param other  NULL: one ticket
 */
hd_error_t *hd_ticket_settle(hd_db_t *db, hd_ticket_state_t *state, hd_ticket_state_t *other, apr_pool_t *pool);

/** Let the counts of the account and of the queue follow a ticket to another status, unless they are to follow later; one
 * that was on hold is not any more. */
hd_error_t *hd_ticket_move_count(hd_db_t *db, apr_int64_t ticket, const hd_ticket_state_t *was, const char *status);

/**
 * Give a ticket another status: ticket, counts, place in the queue and history; nothing when it has it.
 * @param was  its state under the lock; brought up to date
 * @param who  who does it; NULL: it happens by itself
 * @param what what the history calls it; NULL: closed, reopened or status, as it is
 */
hd_error_t *hd_ticket_move(hd_db_t *db, apr_int64_t ticket, hd_ticket_state_t *was, const char *to, const hd_person_t *who,
                           const char *what, hd_time_t now);

/** Write what was done into the ticket's history, and tell webhooks (webhook.h). @param who  NULL: it happened by itself */
hd_error_t *hd_ticket_note(hd_db_t *db, apr_int64_t ticket, const hd_person_t *who, hd_time_t now, const char *what,
                           const char *from, const char *to);

/** Note that somebody has written or done something for a client, where one acts (acting.h); part of the transaction. */
hd_error_t *hd_ticket_note_acting(hd_db_t *db, apr_int64_t ticket, const hd_person_t *who, hd_time_t now);

/** Make a reference that no ticket has; part of the caller's transaction. @param[out] ref in pool */
hd_error_t *hd_reference_new(const char **ref, hd_db_t *db, apr_pool_t *pool);

/** One mail for each address of the department: each stands alone. @param message its row; 0: none */
hd_error_t *hd_ticket_mail_department(hd_db_t *db, const char *kind, apr_int64_t department, apr_int64_t ticket,
                                      apr_int64_t message, hd_time_t now, apr_pool_t *pool);

#endif
