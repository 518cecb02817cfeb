/* src/domain/merge.c: merging tickets, and splitting a message off.
 * May use: ticket_state.h, store/, text/. Must not know: HTTP.
 *
 * Mails stay with the ticket that they were about: its reference leads to the other, and so do the links in them.
 * SPDX-License-Identifier: Apache-2.0 */
#include "merge.h"

#include "../base/token.h"
#include "../text/fold.h"
#include "../text/markdown.h"
#include "hold.h"

/* Two tickets on their way to one. */
typedef struct merging_t {
    const hd_ticket_t *from, *into;
    const hd_person_t *who;
    hd_time_t now;
} merging_t;

static hd_error_t *fault(const char *code, const char *value, apr_pool_t *pool)
{
    hd_error_t *error = hd_error_field(pool, code, "into");

    error->value = value;
    return error;
}

/* Where the other ticket was merged itself: back into this one, or into a third. */
static hd_error_t *fault_merged(const merging_t *m, const char *merged_into, apr_pool_t *pool)
{
    if (!strcmp(merged_into, m->from->facts.ref)) return fault("merge-circle", NULL, pool);
    return fault("merge-merged", merged_into, pool);
}

/* What has become of the other ticket since it was found is a fault of the field. */
static hd_error_t *lock_into(hd_ticket_state_t *into, hd_db_t *db, const merging_t *m, apr_pool_t *pool)
{
    hd_error_t *error = hd_ticket_lock_desk(into, db, m->into->id, m->who, pool);

    if (error && error->kind == HD_NOT_FOUND) return fault("merge-unknown", NULL, pool);
    return error && error->kind == HD_CONFLICT ? fault_merged(m, error->value, pool) : error;
}

/* Always in the same order, so that two who merge crosswise wait for each other instead of locking each other out. */
static hd_error_t *lock_both(hd_ticket_state_t *from, hd_ticket_state_t *into, hd_db_t *db, const merging_t *m,
                             apr_pool_t *pool)
{
    if (m->from->id < m->into->id) HD_TRY(hd_ticket_lock_desk(from, db, m->from->id, m->who, pool));
    HD_TRY(lock_into(into, db, m, pool));
    return m->from->id < m->into->id ? NULL : hd_ticket_lock_desk(from, db, m->from->id, m->who, pool);
}

static hd_error_t *move_messages(hd_db_t *db, const merging_t *m)
{
    hd_value_t from = hd_int(m->from->id), to = hd_int(m->into->id);

    HD_TRY(hd_db_exec(NULL, db, "messages_note_move", HD_ARGS(from)));
    return hd_db_exec(NULL, db, "messages_move", HD_ARGS(to, from));
}

/* Answers that are held yet answer what was asked in their own ticket: what has waited in the other one waits on. */
static hd_error_t *move_held(hd_db_t *db, const merging_t *m, int from_waits, int into_waits, const char *status)
{
    hd_value_t from = hd_int(m->from->id), to = hd_int(m->into->id);

    if (from_waits) HD_TRY(hd_db_exec(NULL, db, "answers_move_nothing", HD_ARGS(to)));
    return hd_db_exec(NULL, db, "held_move", HD_ARGS(to, hd_text(into_waits ? "" : status), from));
}

/* Who wrote last, and how that begins, as a client sees it. */
static hd_error_t *renew_last(hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool)
{
    hd_rows_t *last;

    HD_TRY(hd_db_one(&last, db, "message_shown_last", HD_ARGS(hd_int(ticket)), pool));
    if (!last) return NULL;
    return hd_db_exec(NULL, db, "ticket_last",
                      HD_ARGS(hd_int(hd_row_int(last, 0)),
                              hd_text(hd_markdown_excerpt(hd_row_text(last, 1), HD_EXCERPT_MAX, pool)), hd_int(ticket)));
}

/* What waits for us waits on: since when the longer of the two has waited. */
static hd_error_t *wait_on(hd_db_t *db, const merging_t *m, hd_ticket_state_t *into, hd_time_t since)
{
    hd_queue_place_t place;

    if (!since) return NULL;
    if (hd_queue_stage(into->status) != HD_STAGE_WAITING) {
        HD_TRY(hd_ticket_move(db, m->into->id, into, "customer-reply", m->who, NULL, m->now));
    }
    if (into->waiting_since <= since) since = into->waiting_since;
    place = hd_queue_place(into->status, into->priority, into->channel, since, m->now);
    return hd_db_exec(NULL, db, "ticket_waits_since", HD_ARGS(hd_int(since), hd_int(place.key), hd_int(m->into->id)));
}

/* What we have put on hold is not done yet: a closed ticket that gets it is on hold, up to the same day. */
static hd_error_t *hold_on(hd_db_t *db, const merging_t *m, hd_ticket_state_t *into, hd_time_t until)
{
    if (strcmp(into->status, "closed")) return NULL;
    HD_TRY(hd_ticket_move(db, m->into->id, into, "on-hold", m->who, NULL, m->now));
    return until ? hd_hold_set(db, m->into->id, m->who, until, m->now) : NULL;
}

static hd_error_t *merge(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const merging_t *m = baton;
    hd_ticket_state_t from, into;
    hd_time_t since, until;
    int into_waits, is_held;

    HD_TRY(lock_both(&from, &into, db, m, pool));
    from.counts_later = into.counts_later = 1;
    since = from.waiting_since;
    into_waits = into.waiting_since > 0;
    is_held = !strcmp(from.status, "on-hold");
    HD_TRY(hd_hold_of(&until, db, m->from->id, pool)); /* goes with the status */
    HD_TRY(move_messages(db, m));
    if (strcmp(from.status, "closed")) {
        HD_TRY(hd_ticket_move(db, m->from->id, &from, "closed", m->who, NULL, m->now));
    }
    HD_TRY(hd_db_exec(NULL, db, "merge_follow", HD_ARGS(hd_int(m->into->id), hd_int(m->from->id))));
    HD_TRY(hd_db_exec(NULL, db, "merge_add", HD_ARGS(hd_int(m->from->id), hd_int(m->into->id), hd_int(m->now))));
    HD_TRY(hd_ticket_note(db, m->from->id, m->who, m->now, "merged", "", m->into->facts.ref));
    HD_TRY(hd_ticket_note(db, m->into->id, m->who, m->now, "merged-from", m->from->facts.ref, ""));
    HD_TRY(wait_on(db, m, &into, since));
    if (is_held) HD_TRY(hold_on(db, m, &into, until));
    HD_TRY(move_held(db, m, since > 0, into_waits, into.status));
    HD_TRY(hd_db_exec(NULL, db, "ticket_touch", HD_ARGS(hd_int(m->now), hd_int(m->into->id))));
    HD_TRY(renew_last(db, m->into->id, pool));
    return hd_ticket_settle(db, &from, &into, pool);
}

static hd_error_t *find_into(merging_t *m, hd_db_t *db, const char *into, apr_pool_t *pool)
{
    const char *found = hd_reference_find(into, pool);
    hd_error_t *missing = found ? hd_ticket_get(&m->into, db, m->who, HD_SIDE_AGENT, found, "en", pool) : NULL;

    if (!found || (missing && missing->kind == HD_NOT_FOUND)) return fault("merge-unknown", NULL, pool);
    if (missing) return missing;
    if (m->into->id == m->from->id) return fault("merge-self", NULL, pool);
    if (m->into->account_id != m->from->account_id) return fault("merge-account", NULL, pool);
    return m->into->merged_into ? fault_merged(m, m->into->merged_into, pool) : NULL;
}

/* Whether what cannot be done has been done already: a form may come twice. */
static int is_done(const hd_error_t *error, const merging_t *m)
{
    return error->kind == HD_CONFLICT && error->value && !strcmp(error->value, m->into->facts.ref);
}

hd_error_t *hd_ticket_merge(const char **to, hd_db_t *db, const hd_person_t *who, const char *ref, const char *into,
                            hd_time_t now, apr_pool_t *pool)
{
    merging_t merging = { NULL, NULL, who, now };
    hd_error_t *error;

    HD_TRY(hd_ticket_get(&merging.from, db, who, HD_SIDE_AGENT, ref, "en", pool));
    HD_TRY(find_into(&merging, db, into, pool));
    error = hd_db_transaction(db, merge, &merging, pool);
    if (error && !is_done(error, &merging)) return error;
    *to = merging.into->facts.ref;
    return NULL;
}

/* A message on its way to a ticket of its own. */
typedef struct splitting_t {
    const hd_ticket_t *from;
    const hd_person_t *who;
    const char *message, *subject, *ref;
    hd_time_t now;
    int is_done; /* the message was split off already: ref is where */
} splitting_t;

/* A form may come twice. */
static hd_error_t *find_done(hd_db_t *db, splitting_t *s, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "desk_split_to", HD_ARGS(hd_text(s->message), hd_text(s->from->facts.ref)), pool));
    s->is_done = row != NULL;
    if (row) s->ref = hd_row_text(row, 0);
    return NULL;
}

static hd_error_t *find_message(hd_rows_t **message, hd_db_t *db, splitting_t *s, apr_pool_t *pool)
{
    hd_rows_t *count;

    HD_TRY(hd_db_one(message, db, "message_to_split", HD_ARGS(hd_text(s->message), hd_int(s->from->id)), pool));
    if (!*message) HD_TRY(find_done(db, s, pool));
    if (s->is_done) return NULL;
    if (!*message || strcmp(hd_row_text(*message, 2), "client")) return hd_error_field(pool, "split-client", "message");
    HD_TRY(hd_db_one(&count, db, "messages_shown", HD_ARGS(hd_int(s->from->id)), pool));
    return hd_row_int(count, 0) > 1 ? NULL : hd_error_field(pool, "split-only", "message");
}

/* The new ticket has waited since its message came. @param[out] id  its row */
static hd_error_t *add_ticket(apr_int64_t *id, hd_db_t *db, splitting_t *s, const hd_ticket_state_t *was,
                              const hd_rows_t *message, apr_pool_t *pool)
{
    hd_value_t at = hd_int(hd_row_int(message, 4)), person = hd_int(hd_row_int(message, 1));
    hd_queue_place_t place = hd_queue_place("open", was->priority, hd_row_text(message, 3), hd_row_int(message, 4), s->now);
    hd_rows_t *row, *service;

    HD_TRY(hd_db_one(&service, db, "ticket_service", HD_ARGS(hd_int(s->from->id)), pool));
    HD_TRY(hd_reference_new(&s->ref, db, pool));
    HD_TRY(hd_db_one(&row, db, "ticket_add",
                     HD_ARGS(hd_text(s->ref), hd_int(was->account_id), person, hd_int(was->department_id),
                             hd_int(hd_row_int(service, 0)), hd_text(s->subject), hd_text(was->priority),
                             hd_text(hd_row_text(message, 3)), at, at, person,
                             hd_text(hd_markdown_excerpt(hd_row_text(message, 5), HD_EXCERPT_MAX, pool)),
                             hd_int(place.waiting_since), hd_int(place.key)),
                     pool));
    *id = hd_row_int(row, 0);
    HD_TRY(hd_db_exec(NULL, db, "ticket_count_add", HD_ARGS(hd_int(was->account_id), hd_text("open"))));
    return hd_db_exec(NULL, db, "queue_count_add", HD_ARGS(hd_int(was->department_id), hd_int(0), hd_int(place.stage)));
}

static hd_error_t *split(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    splitting_t *s = baton;
    hd_ticket_state_t was;
    hd_rows_t *message;
    apr_int64_t id;
    hd_value_t row;

    HD_TRY(hd_ticket_lock_desk(&was, db, s->from->id, s->who, pool));
    HD_TRY(find_message(&message, db, s, pool));
    if (s->is_done) return NULL;
    row = hd_int(hd_row_int(message, 0));
    HD_TRY(add_ticket(&id, db, s, &was, message, pool));
    HD_TRY(hd_db_exec(NULL, db, "message_note_move", HD_ARGS(row)));
    HD_TRY(hd_db_exec(NULL, db, "message_move", HD_ARGS(hd_int(id), row)));
    HD_TRY(hd_ticket_note(db, s->from->id, s->who, s->now, "split", "", s->ref));
    HD_TRY(hd_ticket_note(db, id, s->who, s->now, "split-from", s->from->facts.ref, ""));
    return renew_last(db, s->from->id, pool);
}

hd_error_t *hd_ticket_split(const char **to, hd_db_t *db, const hd_person_t *who, const char *ref, const char *message,
                            const char *subject, hd_time_t now, apr_pool_t *pool)
{
    splitting_t splitting = { NULL, who, message, hd_text_trim(subject, pool), NULL, now, 0 };
    hd_error_t *fault;

    HD_TRY(hd_ticket_get(&splitting.from, db, who, HD_SIDE_AGENT, ref, "en", pool));
    if (!*splitting.subject) splitting.subject = splitting.from->facts.subject;
    fault = hd_subject_check(splitting.subject, pool);
    if (fault) fault->field = "title";
    HD_TRY(fault);
    HD_TRY(hd_db_transaction(db, split, &splitting, pool));
    *to = splitting.ref;
    return NULL;
}
