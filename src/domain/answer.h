/* src/domain/answer.h: answers of agents: shown to the client at once, or once the time for taking them back has passed.
 * May use: ticket_state.h, outbox.h, text/, store/. Must not know: HTTP, when the worker calls.
 *
 * An answer that is held is a message of the side "held": the desk sees it, no client does, and the ticket stands as if
 * it were not there. When its time has come one transaction makes it an answer, with all that follows from one. Taking
 * it back and showing it both need the row of held_answer, so that one of them wins.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_ANSWER_H
#define HD_DOMAIN_ANSWER_H

#include "ticket_state.h"

#define HD_ANSWER_KEEP_SEC HD_DAY_SEC /* for so long the text of an answer that was taken back can be fetched */

/** An answer whose row is written. */
typedef struct hd_answer_t {
    apr_int64_t ticket_id, message_id;
    hd_time_t at;           /* when it was written */
    const char *excerpt;
    const char *was_status; /* of the ticket then */
    const char *then;       /* status that it leads to; "answered": no other */
    hd_time_t hold_until;   /* with "on-hold"; 0: for ever */
} hd_answer_t;

/**
 * What an answer makes of a ticket. What has happened since it was written stands: a ticket that was moved, or to which
 * the client has written, keeps its status.
 * @param was         the status when the answer was written
 * @param is          the status now
 * @param then        what the answer leads to
 * @param has_newer   whether the client has written since
 * @return the new status, or NULL: it keeps the one it has
 */
const char *hd_answer_status(const char *was, const char *is, const char *then, int has_newer);

/** Let an answer take effect: ticket, counts, history, mail; part of the caller's transaction. @param was under the lock */
hd_error_t *hd_answer_show(hd_db_t *db, const hd_answer_t *answer, const hd_person_t *who, hd_ticket_state_t *was,
                           hd_time_t now, apr_pool_t *pool);

/** Hold an answer back up to a time; part of the caller's transaction. */
hd_error_t *hd_answer_hold(hd_db_t *db, const hd_answer_t *answer, const hd_person_t *who, hd_time_t due);

/**
 * Show the answers whose time has come. A ticket that somebody has in hand is waited for; what fails is tried again at
 * the next call.
 * @param db    the connection, not in a transaction
 * @param now   UTC, seconds
 * @param pool  for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_answers_show_due(hd_db_t *db, hd_time_t now, apr_pool_t *pool);

/**
 * Take an answer back. Doing it again is no error.
 * @param db    the connection, not in a transaction
 * @param who   whose it is
 * @param ref   of the ticket, as it came; it may have been merged since
 * @param id    public id of the answer
 * @param now   UTC, seconds
 * @param pool  for the work
 * @return NULL; HD_NOT_FOUND when it is not theirs, not there, no answer, or they do not work there; HD_CONFLICT
 *         "undo-late" when the client has it; or the database's error
 */
hd_error_t *hd_answer_undo(hd_db_t *db, const hd_person_t *who, const char *ref, const char *id, hd_time_t now,
                           apr_pool_t *pool);

/** An answer that was taken back, for the form that it came from. */
typedef struct hd_undone_t {
    const char *body;
    apr_array_header_t *files; /* const hd_file_t *: staged again */
} hd_undone_t;

/**
 * Fetch an answer that was taken back.
 * @param[out] undone  in pool; body NULL when there is none of this person's at this ticket
 * @param db           the connection, not in a transaction
 * @param who          whose
 * @param ticket       where
 * @param id           public id of the answer
 * @param pool         owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_answer_undone(hd_undone_t *undone, hd_db_t *db, const hd_person_t *who, const hd_ticket_t *ticket,
                             const char *id, apr_pool_t *pool);

/** An answer that can still be taken back. */
typedef struct hd_held_t {
    apr_int64_t message_id, person_id;
    hd_time_t due_at;
} hd_held_t;

/** Those of a ticket. @param[out] held hd_held_t in pool */
hd_error_t *hd_answers_held(apr_array_header_t **held, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool);

/** Delete what was taken back more than HD_ANSWER_KEEP_SEC ago: no client has had it. */
hd_error_t *hd_answers_forget(hd_db_t *db, hd_time_t now, apr_pool_t *pool);

#endif
