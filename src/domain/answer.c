/* src/domain/answer.c: what an answer of an agent brings with it, at once or once it can no longer be taken back.
 * May use: ticket_state.h, tell.h, text/, store/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "answer.h"

#include "../base/log.h"
#include "../text/markdown.h"
#include "hold.h"
#include "tell.h"

#define A_TURN 100         /* answers shown in one turn of the worker, texts forgotten in one */
#define FAR_AHEAD_SEC 3600 /* no answer is held for so long: it was a clock that was wrong */

const char *hd_answer_status(const char *was, const char *is, const char *then, int has_newer)
{
    return has_newer || strcmp(was, is) ? NULL : then;
}

static hd_error_t *has_newer(int *found, hd_db_t *db, const hd_answer_t *answer, apr_pool_t *pool)
{
    hd_value_t at = hd_int(answer->at);
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "answer_client_newer",
                     HD_ARGS(hd_int(answer->ticket_id), at, at, hd_int(answer->message_id)), pool));
    *found = hd_row_int(row, 0) > 0;
    return NULL;
}

/* The ticket waits for the client, and what the agent has said becomes of it then. */
static hd_error_t *move(hd_db_t *db, const hd_answer_t *answer, const hd_person_t *who, hd_ticket_state_t *was,
                        const char *to, hd_time_t now)
{
    hd_queue_place_t place = hd_ticket_place(was, "answered", now);
    hd_value_t ticket = hd_int(answer->ticket_id);
    const char *from = was->status;

    HD_TRY(hd_db_exec(NULL, db, "ticket_written",
                      HD_ARGS(hd_text("answered"), hd_int(now), hd_int(was->answered_at), hd_int(who->id),
                              hd_text(answer->excerpt), hd_int(place.waiting_since), hd_int(place.stage),
                              hd_int(place.key), hd_int(answer->ticket_id))));
    HD_TRY(hd_ticket_move_count(db, answer->ticket_id, was, "answered"));
    was->status = "answered";
    was->waiting_since = 0;
    if (!strcmp(from, "closed") && strcmp(to, "closed")) {
        HD_TRY(hd_ticket_note(db, answer->ticket_id, who, now, "reopened", from, "answered"));
    }
    HD_TRY(hd_ticket_move(db, answer->ticket_id, was, to, who, NULL, now));
    HD_TRY(hd_db_exec(NULL, db, "answers_follow", HD_ARGS(hd_text(was->status), ticket, hd_text(from))));
    if (strcmp(to, "on-hold") || !answer->hold_until) return NULL;
    return hd_hold_set(db, answer->ticket_id, who, answer->hold_until, now);
}

hd_error_t *hd_answer_show(hd_db_t *db, const hd_answer_t *answer, const hd_person_t *who, hd_ticket_state_t *was,
                           hd_time_t now, apr_pool_t *pool)
{
    hd_outbox_item_t mail = { HD_MAIL_ANSWER, NULL, NULL, 0, answer->ticket_id, answer->message_id };
    const char *to;
    int newer;

    HD_TRY(has_newer(&newer, db, answer, pool));
    to = hd_answer_status(answer->was_status, was->status, answer->then, newer);
    if (!was->answered_at) was->answered_at = answer->at;
    if (to) HD_TRY(move(db, answer, who, was, to, now));
    else {
        HD_TRY(hd_db_exec(NULL, db, "ticket_answered",
                          HD_ARGS(hd_int(now), hd_int(was->answered_at), hd_int(answer->ticket_id))));
    }
    if (!to && !newer) {
        HD_TRY(hd_db_exec(NULL, db, "ticket_last",
                          HD_ARGS(hd_int(who->id), hd_text(answer->excerpt), hd_int(answer->ticket_id))));
    }
    return hd_tell_clients(db, &mail, 0, now, pool);
}

hd_error_t *hd_answer_hold(hd_db_t *db, const hd_answer_t *answer, const hd_person_t *who, hd_time_t due)
{
    return hd_db_exec(NULL, db, "answer_hold",
                      HD_ARGS(hd_int(answer->message_id), hd_int(answer->ticket_id), hd_int(who->id), hd_int(due),
                              hd_text(answer->was_status), hd_text(answer->then), hd_int(answer->hold_until)));
}

/* An answer whose time has come. */
typedef struct showing_t {
    hd_answer_t answer;
    hd_time_t now;
} showing_t;

/* Somebody may have taken it back, or shown it, since it was found. */
static hd_error_t *show_one(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    showing_t *s = baton;
    hd_ticket_state_t was;
    hd_person_t who = { 0 };
    hd_rows_t *row;
    int released;

    HD_TRY(hd_ticket_lock(&was, db, s->answer.ticket_id, pool));
    was.counts_later = 1;
    HD_TRY(hd_db_one(&row, db, "answer_held", HD_ARGS(hd_int(s->answer.message_id)), pool));
    if (!row || hd_row_int(row, 6) != s->answer.ticket_id) return NULL;
    s->answer.was_status = hd_row_text(row, 0);
    s->answer.then = hd_row_text(row, 1);
    s->answer.hold_until = hd_row_int(row, 2);
    who.id = hd_row_int(row, 3);
    s->answer.excerpt = hd_markdown_excerpt(hd_row_text(row, 4), HD_EXCERPT_MAX, pool);
    s->answer.at = hd_row_int(row, 5);
    HD_TRY(hd_db_exec(&released, db, "answer_release", HD_ARGS(hd_int(s->answer.message_id))));
    if (released != 1) return NULL;
    HD_TRY(hd_db_exec(NULL, db, "answer_shown", HD_ARGS(hd_int(s->answer.message_id))));
    HD_TRY(hd_db_exec(NULL, db, "answer_forget_move", HD_ARGS(hd_int(s->answer.message_id)))); /* its mail is of this ticket */
    HD_TRY(hd_answer_show(db, &s->answer, &who, &was, s->now, pool));
    return hd_ticket_settle(db, &was, NULL, pool);
}

hd_error_t *hd_answers_show_due(hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    apr_pool_t *scratch;
    hd_rows_t *due;

    HD_TRY(hd_db_query(&due, db, "answers_due", HD_ARGS(hd_int(now), hd_int(now + FAR_AHEAD_SEC), hd_int(A_TURN)), pool));
    if (!hd_rows_count(due)) return NULL;
    apr_pool_create(&scratch, pool);
    while (hd_rows_next(due)) {
        showing_t showing = { { hd_row_int(due, 1), hd_row_int(due, 0), 0, NULL, NULL, NULL, 0 }, now };
        hd_error_t *error;

        apr_pool_clear(scratch);
        error = hd_db_transaction(db, show_one, &showing, scratch);
        if (error && (error->kind == HD_BUSY || error->kind == HD_FULL)) return error; /* lives as long as pool */
        if (error && error->kind != HD_CONFLICT) { /* that one: merged since it was found; the next turn finds it there */
            hd_log(HD_LOG_WARNING, error->status, HDLOGNO(0201) "an answer is not shown yet: %s",
                   error->detail ? error->detail : error->code);
        }
    }
    apr_pool_destroy(scratch);
    return NULL;
}

/* An answer on its way back. */
typedef struct undoing_t {
    const hd_person_t *who;
    const char *ref; /* where its conversation is */
    const char *id;
    hd_time_t now;
} undoing_t;

static hd_error_t *undo(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const undoing_t *u = baton;
    const char *side;
    hd_ticket_state_t was;
    hd_rows_t *row;
    int taken;

    HD_TRY(hd_db_one(&row, db, "answer_of_person", HD_ARGS(hd_text(u->id), hd_int(u->who->id)), pool));
    if (!row || strcmp(hd_row_text(row, 4), u->ref)) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    side = hd_row_text(row, 2);
    if (!strcmp(side, "undone")) return NULL;
    if (strcmp(side, "held") && strcmp(side, "agent")) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    HD_TRY(hd_ticket_lock_desk(&was, db, hd_row_int(row, 1), u->who, pool));
    HD_TRY(hd_db_exec(&taken, db, "answer_undo", HD_ARGS(hd_int(u->now), hd_int(hd_row_int(row, 0)), hd_int(u->who->id))));
    if (taken != 1) return hd_error(pool, HD_CONFLICT, "undo-late", NULL);
    HD_TRY(hd_db_exec(NULL, db, "answer_taken_back", HD_ARGS(hd_int(hd_row_int(row, 0)))));
    return hd_ticket_note(db, hd_row_int(row, 1), u->who, u->now, "undone", "", "");
}

/* Where a ticket's conversation is now. */
static hd_error_t *find_conversation(const char **where, hd_db_t *db, const hd_person_t *who, const char *ref, apr_pool_t *pool)
{
    const hd_ticket_t *ticket;

    HD_TRY(hd_ticket_get(&ticket, db, who, HD_SIDE_AGENT, ref, "en", pool));
    *where = ticket->merged_into ? ticket->merged_into : ticket->facts.ref;
    return NULL;
}

hd_error_t *hd_answer_undo(hd_db_t *db, const hd_person_t *who, const char *ref, const char *id, hd_time_t now,
                           apr_pool_t *pool)
{
    undoing_t undoing = { who, NULL, id, now };
    const char *before;
    hd_error_t *error;

    HD_TRY(find_conversation(&undoing.ref, db, who, ref, pool));
    do {
        error = hd_db_transaction(db, undo, &undoing, pool);
        if (!error || error->kind != HD_NOT_FOUND) return error;
        before = undoing.ref;
        HD_TRY(find_conversation(&undoing.ref, db, who, ref, pool));
    } while (strcmp(before, undoing.ref)); /* it was merged in that moment */
    return error;
}

hd_error_t *hd_answer_undone(hd_undone_t *undone, hd_db_t *db, const hd_person_t *who, const hd_ticket_t *ticket,
                             const char *id, apr_pool_t *pool)
{
    hd_rows_t *row, *files;

    undone->body = NULL;
    undone->files = apr_array_make(pool, 2, sizeof(const hd_file_t *));
    HD_TRY(hd_db_one(&row, db, "answer_of_person", HD_ARGS(hd_text(id), hd_int(who->id)), pool));
    if (!row || strcmp(hd_row_text(row, 2), "undone") || hd_row_int(row, 1) != ticket->id) return NULL;
    undone->body = hd_row_text(row, 3);
    HD_TRY(hd_db_query(&files, db, "answer_files", HD_ARGS(hd_int(hd_row_int(row, 0))), pool));
    while (hd_rows_next(files)) {
        hd_file_t *file = apr_pcalloc(pool, sizeof(*file));

        file->name = hd_row_text(files, 0);
        file->type = hd_row_text(files, 1);
        file->bytes = hd_row_int(files, 2);
        file->sha256 = hd_row_text(files, 3);
        APR_ARRAY_PUSH(undone->files, const hd_file_t *) = file;
    }
    return NULL;
}

hd_error_t *hd_answers_held(apr_array_header_t **held, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 2, sizeof(hd_held_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "answers_held", HD_ARGS(hd_int(ticket)), pool));
    while (hd_rows_next(rows)) {
        hd_held_t *one = apr_array_push(list);
        one->message_id = hd_row_int(rows, 0);
        one->person_id = hd_row_int(rows, 1);
        one->due_at = hd_row_int(rows, 2);
    }
    *held = list;
    return NULL;
}

static hd_error_t *forget(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    hd_value_t id = hd_int(*(apr_int64_t *)baton);

    (void)pool;
    HD_TRY(hd_db_exec(NULL, db, "answer_forget_held", HD_ARGS(id)));
    HD_TRY(hd_db_exec(NULL, db, "answer_forget_files", HD_ARGS(id)));
    HD_TRY(hd_db_exec(NULL, db, "answer_forget_move", HD_ARGS(id)));
    return hd_db_exec(NULL, db, "answer_forget", HD_ARGS(id));
}

hd_error_t *hd_answers_forget(hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "answers_forgotten", HD_ARGS(hd_int(now - HD_ANSWER_KEEP_SEC), hd_int(A_TURN)), pool));
    while (hd_rows_next(rows)) {
        apr_int64_t id = hd_row_int(rows, 0);
        HD_TRY(hd_db_transaction(db, forget, &id, pool));
    }
    return NULL;
}
