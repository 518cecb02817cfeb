/* src/domain/ticket_state.c: what all changes of a ticket have in common.
 * May use: ticket.h, queue.h, outbox.h, store/. Must not know: HTTP, which changes there are.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ticket_state.h"

#include "outbox.h"
#include "webhook.h"

static int is_closed(const char *status)
{
    return !strcmp(status, "closed");
}

/* A ticket that was merged into another is closed for good. */
static hd_error_t *check_merged(hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool)
{
    hd_error_t *error;
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "ticket_merged_into", HD_ARGS(hd_int(ticket)), pool));
    if (!row) return NULL;
    error = hd_error(pool, HD_CONFLICT, "ticket-merged", NULL);
    error->value = hd_row_text(row, 0);
    return error;
}

static hd_error_t *read_state(hd_ticket_state_t *state, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "ticket_state", HD_ARGS(hd_int(ticket)), pool));
    if (!row) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    state->status = hd_row_text(row, 0);
    state->account_id = hd_row_int(row, 1);
    state->department_id = hd_row_int(row, 2);
    state->answered_at = hd_row_int(row, 3);
    state->assignee_id = hd_row_int(row, 4);
    state->priority = hd_row_text(row, 5);
    state->channel = hd_row_text(row, 6);
    state->waiting_since = hd_row_int(row, 7);
    state->assignee = hd_row_text(row, 8);
    state->counts_later = 0;
    state->counted_status = state->status;
    state->counted = (hd_queue_cell_t){ state->department_id, state->assignee_id, hd_queue_stage(state->status) };
    return is_closed(state->status) ? check_merged(db, ticket, pool) : NULL;
}

hd_error_t *hd_ticket_lock(hd_ticket_state_t *state, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool)
{
    HD_TRY(hd_db_exec(NULL, db, "ticket_lock", HD_ARGS(hd_int(ticket))));
    return read_state(state, db, ticket, pool);
}

hd_error_t *hd_ticket_lock_desk(hd_ticket_state_t *state, hd_db_t *db, apr_int64_t ticket, const hd_person_t *who,
                                apr_pool_t *pool)
{
    HD_TRY(hd_db_exec(NULL, db, "ticket_lock", HD_ARGS(hd_int(ticket))));
    HD_TRY(hd_scope_check(db, who->id, ticket, pool));
    return read_state(state, db, ticket, pool);
}

hd_queue_place_t hd_ticket_place(const hd_ticket_state_t *was, const char *status, hd_time_t now)
{
    return hd_queue_place(status, was->priority, was->channel, was->waiting_since, now);
}

hd_error_t *hd_ticket_move_count(hd_db_t *db, apr_int64_t ticket, const hd_ticket_state_t *was, const char *status)
{
    hd_queue_cell_t from = { was->department_id, was->assignee_id, hd_queue_stage(was->status) };
    hd_queue_cell_t to = { was->department_id, was->assignee_id, hd_queue_stage(status) };

    if (!strcmp(was->status, status)) return NULL;
    if (!strcmp(was->status, "on-hold")) HD_TRY(hd_db_exec(NULL, db, "hold_remove", HD_ARGS(hd_int(ticket))));
    if (was->counts_later) return NULL;
    HD_TRY(hd_db_exec(NULL, db, "ticket_count_move",
                      HD_ARGS(hd_text(status), hd_int(was->account_id), hd_text(was->status), hd_text(status))));
    return hd_queue_count_move(db, &from, &to);
}

static hd_error_t *settle_status(hd_db_t *db, hd_ticket_state_t *state)
{
    hd_value_t from = hd_text(state->counted_status), to = hd_text(state->status);

    if (!strcmp(state->counted_status, state->status)) return NULL;
    state->counted_status = state->status;
    return hd_db_exec(NULL, db, "ticket_count_move", HD_ARGS(to, hd_int(state->account_id), from, to));
}

static hd_error_t *settle_queue(hd_db_t *db, hd_ticket_state_t *state, apr_pool_t *pool)
{
    hd_queue_cell_t from = state->counted;
    hd_queue_cell_t to = { state->department_id, state->assignee_id, hd_queue_stage(state->status) };
    hd_rows_t *row;

    state->counted = to;
    if (from.department_id != to.department_id || from.assignee_id != to.assignee_id) { /* looked at first: making locks */
        HD_TRY(hd_db_one(&row, db, "queue_count_of", HD_ARGS(hd_int(to.department_id), hd_int(to.assignee_id)), pool));
        if (!row) HD_TRY(hd_queue_count_make(db, to.department_id, to.assignee_id));
    }
    return hd_queue_count_move(db, &from, &to);
}

static int is_before(const hd_queue_cell_t *one, const hd_queue_cell_t *other)
{
    if (one->department_id != other->department_id) return one->department_id < other->department_id;
    return one->assignee_id < other->assignee_id;
}

hd_error_t *hd_ticket_settle(hd_db_t *db, hd_ticket_state_t *state, hd_ticket_state_t *other, apr_pool_t *pool)
{
    int turned = other && is_before(&other->counted, &state->counted);

    HD_TRY(settle_status(db, state));
    if (other) HD_TRY(settle_status(db, other));
    if (turned) HD_TRY(settle_queue(db, other, pool));
    HD_TRY(settle_queue(db, state, pool));
    return other && !turned ? settle_queue(db, other, pool) : NULL;
}

/* What the history calls it. */
static const char *name_of(const char *from, const char *to)
{
    return is_closed(to) ? "closed" : is_closed(from) ? "reopened" : "status";
}

hd_error_t *hd_ticket_move(hd_db_t *db, apr_int64_t ticket, hd_ticket_state_t *was, const char *to, const hd_person_t *who,
                           const char *what, hd_time_t now)
{
    hd_queue_place_t place = hd_ticket_place(was, to, now);
    const char *from = was->status;

    if (!strcmp(from, to)) return NULL;
    HD_TRY(hd_db_exec(NULL, db, "ticket_moved",
                      HD_ARGS(hd_text(to), hd_int(is_closed(to)), hd_int(now), hd_int(is_closed(to) ? now : 0),
                              hd_int(place.waiting_since), hd_int(place.stage), hd_int(place.key), hd_int(ticket))));
    HD_TRY(hd_ticket_move_count(db, ticket, was, to));
    was->status = to;
    was->waiting_since = place.waiting_since;
    return hd_ticket_note(db, ticket, who, now, what ? what : name_of(from, to), from, to);
}

hd_error_t *hd_ticket_note(hd_db_t *db, apr_int64_t ticket, const hd_person_t *who, hd_time_t now, const char *what,
                           const char *from, const char *to)
{
    apr_int64_t person = who ? who->id : 0;

    HD_TRY(hd_db_exec(NULL, db, "ticket_change_add",
                      HD_ARGS(hd_int(ticket), hd_int(person), hd_int(now), hd_text(what), hd_text(from), hd_text(to))));
    if (who) HD_TRY(hd_ticket_note_acting(db, ticket, who, now));
    return hd_webhook_tell_change(db, ticket, person, what, from, to, now);
}

hd_error_t *hd_ticket_note_acting(hd_db_t *db, apr_int64_t ticket, const hd_person_t *who, hd_time_t now)
{
    if (!who->acting_id) return NULL;
    return hd_db_exec(NULL, db, "ticket_change_add",
                      HD_ARGS(hd_int(ticket), hd_int(who->acting_id), hd_int(now), hd_text("acted"), hd_text(""), hd_text("")));
}

hd_error_t *hd_ticket_mail_department(hd_db_t *db, const char *kind, apr_int64_t department, apr_int64_t ticket,
                                      apr_int64_t message, hd_time_t now, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "department_addresses", HD_ARGS(hd_int(department)), pool));
    while (hd_rows_next(rows)) {
        hd_outbox_item_t item = { kind, hd_row_text(rows, 0), NULL, 0, ticket, message };
        HD_TRY(hd_outbox_add(db, &item, now, now, pool));
    }
    return NULL;
}
