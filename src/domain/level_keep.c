/* src/domain/level_keep.c: keeping in step where tickets stand against what was promised; who is told in time.
 * May use: level.h, level_book.h, digest.h, outbox.h, store/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "level_keep.h"

#include <apr_hash.h>
#include <string.h>

#include "../base/log.h"
#include "digest.h"
#include "outbox.h"
#include "rating.h"
#include "ticket_state.h"
#include "usual.h"

#define NAME "levels"
#define A_TURN 50      /* rows read, tickets that are due, tickets measured again: each in one turn */
#define LOOK_BACK 1000 /* rows: what is older and open is measured when something is promised for it */

#define OLD_CLOSING_SEC HD_DAY_SEC /* nobody is told of what was closed before, as when the portal was upgraded */

#define WARNED_FIRST 1
#define WARNED_SOLUTION 2

/** A department's book, with its hours once they are needed. */
typedef struct open_book_t {
    hd_level_book_t book;
    hd_hours_t *hours; /* NULL: nothing is promised */
} open_book_t;

/** One turn. */
typedef struct keeping_t {
    hd_time_t now;
    apr_hash_t *books; /* by department: open_book_t */
    apr_pool_t *pool;  /* of the turn */
} keeping_t;

/** A ticket being measured. */
typedef struct ticket_t {
    apr_int64_t id, department_id, assignee_id;
    const char *ref, *priority, *status;
    hd_time_t created_at, updated_at, answered_at;
    int is_merged;
    apr_int64_t was_department; /* of the row that is kept; 0: there is none */
    hd_time_t was_overdue;
    int warned;
    apr_array_header_t *turns; /* hd_level_turn_t */
} ticket_t;

/* Hours that cannot be read any more, as when a time zone has gone, hold up no other department: there nothing is promised. */
static hd_error_t *read_hours(open_book_t *book, apr_pool_t *pool)
{
    hd_error_t *error = hd_level_book_hours(&book->hours, &book->book, pool);

    if (!error || error->kind != HD_INVALID) return error;
    hd_log(HD_LOG_WARNING, 0, HDLOGNO(0207) "the business hours of department %" APR_INT64_T_FMT " cannot be read (%s): "
           "nothing is measured there", book->book.department_id, error->code);
    return NULL;
}

static hd_error_t *open_book(open_book_t **found, keeping_t *k, hd_db_t *db, apr_int64_t department)
{
    open_book_t *book = apr_hash_get(k->books, &department, sizeof(department));

    if (!book) {
        book = apr_pcalloc(k->pool, sizeof(*book));
        HD_TRY(hd_level_book_get(&book->book, db, department, k->pool));
        if (hd_level_book_any(&book->book)) HD_TRY(read_hours(book, k->pool));
        apr_hash_set(k->books, &book->book.department_id, sizeof(department), book);
    }
    *found = book;
    return NULL;
}

static hd_error_t *read_ticket(ticket_t *t, hd_db_t *db, apr_int64_t id, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "level_ticket", HD_ARGS(hd_int(id)), pool));
    if (!row) return NULL;
    t->id = id;
    t->department_id = hd_row_int(row, 0);
    t->priority = hd_row_text(row, 1);
    t->status = hd_row_text(row, 2);
    t->created_at = hd_row_int(row, 3);
    t->updated_at = hd_row_int(row, 4);
    t->assignee_id = hd_row_int(row, 5);
    t->is_merged = hd_row_int(row, 6) != 0;
    t->was_department = hd_row_int(row, 7);
    t->was_overdue = hd_row_int(row, 8);
    t->warned = (int)hd_row_int(row, 9);
    t->ref = hd_row_text(row, 10);
    return NULL;
}

static void put_turn(ticket_t *t, hd_time_t at, hd_stage_t stage)
{
    hd_level_turn_t *last = t->turns->nelts ? &APR_ARRAY_IDX(t->turns, t->turns->nelts - 1, hd_level_turn_t) : NULL;
    hd_level_turn_t *turn;

    if (last && last->stage == stage) return;
    turn = apr_array_push(t->turns);
    turn->at = last && at < last->at ? last->at : at;
    turn->stage = stage;
}

/* For whom it has waited when, from what was written and done; a ticket that others were merged into has their messages.
 * What it says now stands, whatever its history says. */
static hd_error_t *read_turns(ticket_t *t, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *rows;
    hd_stage_t now = hd_queue_stage(t->status);
    int first = 1;

    t->turns = apr_array_make(pool, 8, sizeof(hd_level_turn_t));
    HD_TRY(hd_db_query(&rows, db, "level_events", HD_ARGS(hd_int(t->id), hd_int(t->id)), pool));
    while (hd_rows_next(rows)) {
        int is_message = hd_row_int(rows, 1) == 0, is_agent = is_message && !strcmp(hd_row_text(rows, 3), "agent");
        hd_time_t at = hd_row_int(rows, 0);

        if (first) put_turn(t, at < t->created_at ? at : t->created_at, HD_STAGE_WAITING);
        first = 0;
        if (is_agent && !t->answered_at) t->answered_at = at;
        put_turn(t, at, !is_message ? hd_queue_stage(hd_row_text(rows, 4)) : is_agent ? HD_STAGE_ANSWERED : HD_STAGE_WAITING);
    }
    if (first) put_turn(t, t->created_at, HD_STAGE_WAITING);
    put_turn(t, t->updated_at, now);
    return NULL;
}

/* The assignee, or everybody of the department. */
static hd_error_t *warn(const ticket_t *t, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_outbox_item_t mail = { HD_MAIL_DUE_ALERT, NULL, NULL, t->assignee_id, t->id, 0 };
    hd_rows_t *row = NULL;

    if (t->assignee_id) HD_TRY(hd_db_one(&row, db, "level_assignee", HD_ARGS(hd_int(t->id)), pool));
    if (!row) return hd_ticket_mail_department(db, HD_MAIL_DUE_ALERT, t->department_id, t->id, 0, now, pool);
    mail.recipient = hd_row_text(row, 0);
    return hd_outbox_add(db, &mail, now, now, pool);
}

static int is_to_warn(const hd_level_clock_t *clock, hd_time_t now)
{
    return clock->state == HD_LEVEL_RUNNING && clock->warn_at && clock->warn_at <= now && clock->due_at > now;
}

/* Once for each promise; one mail when both run out at once. */
static hd_error_t *warn_in_time(ticket_t *t, hd_db_t *db, const hd_level_t *level, hd_time_t now, apr_pool_t *pool)
{
    int due = (is_to_warn(&level->first, now) ? WARNED_FIRST : 0) | (is_to_warn(&level->solution, now) ? WARNED_SOLUTION : 0);
    int fresh = due & ~t->warned;

    t->warned |= due;
    return fresh ? warn(t, db, now, pool) : NULL;
}

static hd_error_t *count(hd_db_t *db, apr_int64_t department, int by)
{
    return hd_db_exec(NULL, db, "overdue_count_change", HD_ARGS(hd_int(by), hd_int(department)));
}

static hd_error_t *move_counts(hd_db_t *db, const ticket_t *t, apr_int64_t to_department, hd_time_t to_overdue)
{
    if (t->was_department == to_department && !t->was_overdue == !to_overdue) return NULL;
    if (t->was_overdue) HD_TRY(count(db, t->was_department, -1));
    return to_overdue ? count(db, to_department, 1) : NULL;
}

static hd_error_t *write_level(hd_db_t *db, const ticket_t *t, const hd_level_t *level)
{
    hd_value_t id = hd_int(t->id), department = hd_int(t->department_id), first = hd_int(level->first.state);
    hd_value_t first_due = hd_int(level->first.due_at), first_left = hd_int(level->first.left_sec);
    hd_value_t solution = hd_int(level->solution.state), solution_due = hd_int(level->solution.due_at);
    hd_value_t solution_left = hd_int(level->solution.left_sec), paused = hd_int(level->paused_since);
    hd_value_t warned = hd_int(t->warned), overdue = hd_int(level->overdue_at), next = hd_int(level->next_at);

    HD_TRY(move_counts(db, t, t->department_id, level->overdue_at));
    if (t->was_department) {
        return hd_db_exec(NULL, db, "level_set",
                          HD_ARGS(department, first, first_due, first_left, solution, solution_due, solution_left, paused,
                                  warned, overdue, next, id));
    }
    return hd_db_exec(NULL, db, "level_add",
                      HD_ARGS(id, department, hd_text(t->ref), first, first_due, first_left, solution, solution_due,
                              solution_left, paused, warned, overdue, next));
}

static hd_error_t *forget(hd_db_t *db, const ticket_t *t)
{
    if (!t->was_department) return NULL;
    HD_TRY(move_counts(db, t, 0, 0));
    return hd_db_exec(NULL, db, "level_remove", HD_ARGS(hd_int(t->id)));
}

/* Part of a transaction that keeps the other workers away. */
static hd_error_t *measure(keeping_t *k, hd_db_t *db, apr_int64_t id, apr_pool_t *pool)
{
    ticket_t t = { 0 };
    hd_level_promise_t promise;
    open_book_t *book;
    hd_level_t level;

    HD_TRY(read_ticket(&t, db, id, pool));
    if (!t.id) return NULL;
    HD_TRY(open_book(&book, k, db, t.department_id));
    promise = hd_level_book_promise(&book->book, t.priority);
    if (t.is_merged || !book->hours || (!promise.first_sec && !promise.solution_sec)) return forget(db, &t);
    HD_TRY(read_turns(&t, db, pool));
    hd_level_measure(&level, book->hours, &promise, t.turns, t.answered_at, k->now);
    HD_TRY(warn_in_time(&t, db, &level, k->now, pool));
    return write_level(db, &t, &level);
}

/* Whether a ticket was closed once more behind a row. */
static int is_closed_again(const apr_array_header_t *rows, int i)
{
    const hd_digest_row_t *row = &APR_ARRAY_IDX(rows, i, hd_digest_row_t), *later;

    while (++i < rows->nelts) {
        later = &APR_ARRAY_IDX(rows, i, hd_digest_row_t);
        if (later->ticket_id == row->ticket_id && !strcmp(later->what, "closed")) return 1;
    }
    return 0;
}

/* Clients are told when another has closed their ticket: of the last time, when it was more than once meanwhile. */
static hd_error_t *tell_closings(hd_db_t *db, const apr_array_header_t *rows, hd_time_t now, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < rows->nelts; i++) {
        const hd_digest_row_t *row = &APR_ARRAY_IDX(rows, i, hd_digest_row_t);

        if (strcmp(row->what, "closed") || row->at < now - OLD_CLOSING_SEC || is_closed_again(rows, i)) continue;
        HD_TRY(hd_closing_tell(db, row->ticket_id, row->person_id, now, pool));
    }
    return NULL;
}

/* What has happened: each ticket once, whatever has happened to it. */
static hd_error_t *apply(hd_db_t *db, void *baton, hd_digest_source_t source, const apr_array_header_t *rows, hd_time_t now,
                         apr_pool_t *pool)
{
    keeping_t *k = baton;
    apr_hash_t *done = apr_hash_make(pool);
    hd_rows_t *any;
    int i;

    if (source == HD_DIGEST_CHANGES) HD_TRY(tell_closings(db, rows, now, pool));
    else HD_TRY(hd_usual_note(db, rows, now));
    HD_TRY(hd_db_one(&any, db, "targets_any", HD_NO_ARGS, pool));
    if (!any || !hd_row_int(any, 0)) return NULL;
    for (i = 0; i < rows->nelts; i++) {
        const hd_digest_row_t *row = &APR_ARRAY_IDX(rows, i, hd_digest_row_t);

        if (apr_hash_get(done, &row->ticket_id, sizeof(row->ticket_id))) continue;
        apr_hash_set(done, &row->ticket_id, sizeof(row->ticket_id), row);
        HD_TRY(measure(k, db, row->ticket_id, pool));
    }
    return NULL;
}

static const hd_digest_t *reader(hd_digest_t *digest, keeping_t *k)
{
    *digest = (hd_digest_t){ NAME, A_TURN, LOOK_BACK, apply, k };
    return digest;
}

/* What time alone changes. */
static hd_error_t *measure_due(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    keeping_t *k = baton;
    hd_digest_t digest;
    hd_rows_t *rows;

    HD_TRY(hd_digest_lock(db, reader(&digest, k)));
    HD_TRY(hd_db_query(&rows, db, "levels_next", HD_ARGS(hd_int(k->now), hd_int(A_TURN)), pool));
    while (hd_rows_next(rows)) HD_TRY(measure(k, db, hd_row_int(rows, 0), pool));
    return NULL;
}

static hd_error_t *redo_moves(hd_db_t *db, hd_value_t department, apr_int64_t stage, apr_int64_t key, const char *ref)
{
    if (stage == HD_STAGE_CLOSED) return hd_db_exec(NULL, db, "redo_remove", HD_ARGS(department));
    return hd_db_exec(NULL, db, "redo_move", HD_ARGS(hd_int(stage), hd_int(key), hd_text(ref), department));
}

/* The open tickets of a department whose promises have changed, stage by stage. */
static hd_error_t *measure_again(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    keeping_t *k = baton;
    hd_digest_t digest;
    hd_rows_t *redo, *rows;
    hd_value_t department;
    apr_int64_t stage, key;
    const char *ref;

    HD_TRY(hd_digest_lock(db, reader(&digest, k)));
    HD_TRY(hd_db_one(&redo, db, "redo_next", HD_NO_ARGS, pool));
    if (!redo) return NULL;
    department = hd_int(hd_row_int(redo, 0));
    stage = hd_row_int(redo, 1);
    key = hd_row_int(redo, 2);
    ref = hd_row_text(redo, 3);
    HD_TRY(hd_db_query(&rows, db, "redo_tickets",
                       HD_ARGS(department, hd_int(stage), hd_int(key), hd_int(key), hd_text(ref), hd_int(A_TURN)), pool));
    while (hd_rows_next(rows)) {
        HD_TRY(measure(k, db, hd_row_int(rows, 0), pool));
        key = hd_row_int(rows, 1);
        ref = hd_row_text(rows, 2);
    }
    if (hd_rows_count(rows) == A_TURN) return redo_moves(db, department, stage, key, ref);
    return redo_moves(db, department, stage + 1, -APR_INT64_MAX, "");
}

hd_error_t *hd_levels_keep(hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    keeping_t k = { now, apr_hash_make(pool), pool };
    hd_digest_t digest;
    hd_rows_t *row;
    int more;

    reader(&digest, &k);
    HD_TRY(hd_digest_run(&more, db, &digest, HD_DIGEST_MESSAGES, now, pool));
    HD_TRY(hd_digest_run(&more, db, &digest, HD_DIGEST_CHANGES, now, pool));
    HD_TRY(hd_db_query(&row, db, "levels_next", HD_ARGS(hd_int(now), hd_int(1)), pool));
    if (hd_rows_next(row)) HD_TRY(hd_db_transaction(db, measure_due, &k, pool));
    HD_TRY(hd_db_one(&row, db, "redo_next", HD_NO_ARGS, pool));
    return row ? hd_db_transaction(db, measure_again, &k, pool) : NULL;
}

hd_error_t *hd_level_of(hd_level_t *level, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool)
{
    hd_rows_t *row;

    memset(level, 0, sizeof(*level));
    HD_TRY(hd_db_one(&row, db, "level_of", HD_ARGS(hd_int(ticket)), pool));
    if (!row) return NULL;
    level->first.state = (hd_level_state_t)hd_row_int(row, 0);
    level->first.due_at = hd_row_int(row, 1);
    level->first.left_sec = hd_row_int(row, 2);
    level->solution.state = (hd_level_state_t)hd_row_int(row, 3);
    level->solution.due_at = hd_row_int(row, 4);
    level->solution.left_sec = hd_row_int(row, 5);
    level->paused_since = hd_row_int(row, 6);
    level->overdue_at = hd_row_int(row, 7);
    return NULL;
}
