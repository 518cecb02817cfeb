/* src/domain/change.c: changing what stands beside a ticket's conversation, each thing once, and nobody's change unseen.
 * May use: ticket_state.h, queue.h, store/, text/. Must not know: HTTP, how a form looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "change.h"

#include <apr_strings.h>

#include "../base/choice.h"
#include "../text/fold.h"
#include "hold.h"

const char *const hd_set_names[HD_SETS] = { "department", "priority", "service", "subject", "status", "assignee" };

/* What the history calls them. */
static const char *const events[HD_SETS] = { "department", "priority", "service", "subject", "status", "assigned" };

/* A change on its way. */
typedef struct changing_t {
    hd_db_t *db;
    apr_int64_t ticket;
    hd_ticket_state_t *state;
    const hd_person_t *who;
    const hd_change_t *change;
    hd_time_t now;
    apr_pool_t *pool;
    hd_facts_t facts;
    int differs[HD_SETS];
    apr_int64_t department_id, service_id, assignee_id;
    const char *subject, *service_label, *assignee; /* as they will be */
} changing_t;

hd_error_t *hd_change_facts(hd_facts_t *facts, hd_db_t *db, const hd_ticket_state_t *state, apr_int64_t ticket,
                            apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "ticket_facts", HD_ARGS(hd_int(ticket)), pool));
    if (!row) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    facts->of[HD_SET_SUBJECT] = hd_row_text(row, 0);
    facts->of[HD_SET_SERVICE] = hd_row_text(row, 1);
    facts->service_label = hd_row_text(row, 2);
    facts->of[HD_SET_DEPARTMENT] = hd_row_text(row, 3);
    facts->of[HD_SET_ASSIGNEE] = hd_row_text(row, 4);
    facts->queue_key = hd_row_int(row, 5);
    facts->of[HD_SET_PRIORITY] = state->priority;
    facts->of[HD_SET_STATUS] = state->status;
    return NULL;
}

/* Who has changed a thing since the form was made, if the history knows. */
static hd_error_t *say_newer(hd_error_t **faults, const changing_t *c, int set)
{
    hd_error_t *fault;
    hd_rows_t *row;

    if (set == HD_SET_STATUS) HD_TRY(hd_db_one(&row, c->db, "change_last_status", HD_ARGS(hd_int(c->ticket)), c->pool));
    else HD_TRY(hd_db_one(&row, c->db, "change_last", HD_ARGS(hd_int(c->ticket), hd_text(events[set])), c->pool));
    if (set == HD_SET_STATUS && row && strcmp(hd_row_text(row, 2), c->facts.of[set])) row = NULL; /* somebody has written */
    fault = hd_error_field(c->pool, row && hd_row_text(row, 0) ? "set-newer-by" : "set-newer", hd_set_names[set]);
    fault->kind = HD_CONFLICT;
    fault->value = row ? hd_row_text(row, 0) : NULL;
    *faults = hd_error_join(*faults, fault);
    return NULL;
}

/* What this agent has changed: not what a form brings back as it showed it. */
static hd_error_t *compare(changing_t *c, int skip_status)
{
    hd_error_t *faults = NULL;
    int i;

    for (i = 0; i < HD_SETS; i++) {
        const char *to = c->change->to[i], *was = c->change->was[i], *is = c->facts.of[i];

        if (!to || (skip_status && i == HD_SET_STATUS)) continue;
        if (i == HD_SET_SUBJECT) to = c->subject = hd_text_trim(to, c->pool);
        c->differs[i] = strcmp(to, is) && (!was || strcmp(to, was));
        if (c->differs[i] && was && strcmp(was, is)) HD_TRY(say_newer(&faults, c, i));
    }
    return faults;
}

static hd_error_t *find(hd_rows_t **row, const changing_t *c, const char *statement, const hd_value_t *args, const char *code,
                        int set)
{
    HD_TRY(hd_db_one(row, c->db, statement, args, c->pool));
    return *row ? NULL : hd_error_field(c->pool, code, hd_set_names[set]);
}

static hd_error_t *find_department(changing_t *c)
{
    hd_rows_t *row;

    HD_TRY(find(&row, c, "department_by_slug", HD_ARGS(hd_text(c->change->to[HD_SET_DEPARTMENT])), "department-unknown",
                HD_SET_DEPARTMENT));
    c->department_id = hd_row_int(row, 0);
    return NULL;
}

static hd_error_t *find_service(changing_t *c)
{
    const char *to = c->change->to[HD_SET_SERVICE];
    hd_rows_t *row;

    c->service_id = 0;
    c->service_label = "";
    if (!*to) return NULL;
    HD_TRY(find(&row, c, "service_label", HD_ARGS(hd_text(to), hd_int(c->state->account_id)), "service-unknown",
                HD_SET_SERVICE));
    c->service_id = hd_row_int(row, 0);
    c->service_label = hd_row_text(row, 1);
    return NULL;
}

static hd_error_t *find_assignee(changing_t *c)
{
    const char *to = c->change->to[HD_SET_ASSIGNEE];
    hd_rows_t *row;

    c->assignee_id = 0;
    c->assignee = "";
    if (!*to) return NULL;
    HD_TRY(find(&row, c, "agent_by_public_id", HD_ARGS(hd_text(to)), "assignee-unknown", HD_SET_ASSIGNEE));
    c->assignee_id = hd_row_int(row, 0);
    c->assignee = hd_row_text(row, 1);
    return NULL;
}

static hd_error_t *check_status(const changing_t *c)
{
    static const char *const statuses[] = { "open", "in-progress", "on-hold", "closed", NULL };

    if (hd_choice(statuses, c->change->to[HD_SET_STATUS])) return NULL;
    return hd_error_field(c->pool, "status-unknown", "status");
}

static hd_error_t *check_priority(const changing_t *c)
{
    if (hd_ticket_priority_valid(c->change->to[HD_SET_PRIORITY], HD_SIDE_AGENT)) return NULL;
    return hd_error_field(c->pool, "priority-unknown", "priority");
}

/* Who has a ticket works where it is: looked at when one of the two changes. */
static hd_error_t *check_assignee(const changing_t *c)
{
    hd_error_t *fault;
    int works;

    if (!c->assignee_id || !(c->differs[HD_SET_DEPARTMENT] || c->differs[HD_SET_ASSIGNEE])) return NULL;
    HD_TRY(hd_scope_works(&works, c->db, c->assignee_id, c->department_id, c->pool));
    if (works) return NULL;
    fault = hd_error_field(c->pool, "assignee-elsewhere", "assignee");
    fault->value = c->assignee;
    return fault;
}

/* All faults at once. */
static hd_error_t *look(changing_t *c)
{
    hd_error_t *(*const finders[])(changing_t *) = { find_department, NULL, find_service, NULL, NULL, find_assignee };
    hd_error_t *faults = NULL;
    int i;

    for (i = 0; i < HD_SETS; i++) {
        hd_error_t *fault = NULL;

        if (!c->differs[i]) continue;
        if (finders[i]) fault = finders[i](c);
        else if (i == HD_SET_PRIORITY) fault = check_priority(c);
        else if (i == HD_SET_STATUS) fault = check_status(c);
        else fault = hd_subject_check(c->subject, c->pool);
        if (fault && fault->kind != HD_INVALID) return fault;
        faults = hd_error_join(faults, fault);
    }
    return faults ? faults : check_assignee(c);
}

static hd_error_t *note(const changing_t *c, int set, const char *from, const char *to)
{
    if (!c->differs[set]) return NULL;
    return hd_ticket_note(c->db, c->ticket, c->who, c->now, events[set], from, to);
}

/* The ticket's row, the counts of the queue, and its place there: a head start counts only for what waits. */
static hd_error_t *write_facts(changing_t *c)
{
    hd_ticket_state_t *state = c->state;
    hd_stage_t stage = hd_queue_stage(state->status);
    hd_queue_cell_t from = { state->department_id, state->assignee_id, stage };
    hd_queue_cell_t to = { c->department_id, c->assignee_id, stage };
    const char *priority = c->differs[HD_SET_PRIORITY] ? c->change->to[HD_SET_PRIORITY] : state->priority;
    apr_int64_t key = c->facts.queue_key;

    if (stage == HD_STAGE_WAITING) {
        key = hd_queue_place(state->status, priority, state->channel, state->waiting_since, c->now).key;
    }
    HD_TRY(hd_db_exec(NULL, c->db, "ticket_set",
                      HD_ARGS(hd_int(c->department_id), hd_int(c->service_id), hd_text(c->subject), hd_text(priority),
                              hd_int(c->assignee_id), hd_int(key), hd_int(c->ticket))));
    if (!state->counts_later) {
        HD_TRY(hd_queue_count_make(c->db, to.department_id, to.assignee_id));
        HD_TRY(hd_queue_count_move(c->db, &from, &to));
    }
    HD_TRY(note(c, HD_SET_DEPARTMENT, c->facts.of[HD_SET_DEPARTMENT], c->change->to[HD_SET_DEPARTMENT]));
    HD_TRY(note(c, HD_SET_PRIORITY, state->priority, priority));
    HD_TRY(note(c, HD_SET_SERVICE, c->facts.service_label, c->service_label));
    HD_TRY(note(c, HD_SET_SUBJECT, c->facts.of[HD_SET_SUBJECT], c->subject));
    HD_TRY(note(c, HD_SET_ASSIGNEE, state->assignee, c->assignee));
    state->department_id = c->department_id;
    state->assignee_id = c->assignee_id;
    state->assignee = c->assignee;
    state->priority = priority;
    return NULL;
}

/* @param[out] held  1 when something was changed */
static hd_error_t *set_hold(int *held, const changing_t *c)
{
    *held = c->change->hold_until != 0;
    if (*held) return hd_hold_set(c->db, c->ticket, c->who, c->change->hold_until, c->now);
    return c->change->hold_open ? hd_hold_open(held, c->db, c->ticket, c->who, c->now) : NULL;
}

static int facts_differ(const changing_t *c)
{
    int i;

    for (i = 0; i < HD_SETS; i++) {
        if (i != HD_SET_STATUS && c->differs[i]) return 1;
    }
    return 0;
}

hd_error_t *hd_change_apply(int *count, hd_db_t *db, apr_int64_t ticket, hd_ticket_state_t *state, const hd_person_t *who,
                            const hd_change_t *change, int skip_status, hd_time_t now, apr_pool_t *pool)
{
    changing_t c = { db, ticket, state, who, change, now, pool, { { NULL }, NULL, 0 }, { 0 }, state->department_id, 0,
                     state->assignee_id, NULL, NULL, state->assignee };
    hd_rows_t *service;
    int i, held = 0;

    HD_TRY(hd_change_facts(&c.facts, db, state, ticket, pool));
    HD_TRY(compare(&c, skip_status));
    if (!c.differs[HD_SET_SUBJECT]) c.subject = c.facts.of[HD_SET_SUBJECT];
    c.service_label = c.facts.service_label;
    HD_TRY(hd_db_one(&service, db, "ticket_service", HD_ARGS(hd_int(ticket)), pool));
    c.service_id = hd_row_int(service, 0);
    HD_TRY(look(&c));
    if (facts_differ(&c)) HD_TRY(write_facts(&c));
    if (c.differs[HD_SET_STATUS]) HD_TRY(hd_ticket_move(db, ticket, state, change->to[HD_SET_STATUS], who, NULL, now));
    if (!skip_status && !strcmp(state->status, "on-hold")) HD_TRY(set_hold(&held, &c));
    if (count) {
        for (*count = held, i = 0; i < HD_SETS; i++) *count += c.differs[i];
    }
    return NULL;
}

/* hd_ticket_change() on its way. */
typedef struct ordered_t {
    const hd_ticket_t *ticket;
    const hd_person_t *who;
    const hd_change_t *change;
    hd_time_t now;
    int count;
} ordered_t;

static hd_error_t *apply(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    ordered_t *o = baton;
    hd_ticket_state_t state;

    HD_TRY(hd_ticket_lock_desk(&state, db, o->ticket->id, o->who, pool));
    state.counts_later = 1;
    HD_TRY(hd_change_apply(&o->count, db, o->ticket->id, &state, o->who, o->change, 0, o->now, pool));
    return hd_ticket_settle(db, &state, NULL, pool);
}

hd_error_t *hd_ticket_change(int *count, hd_db_t *db, const hd_person_t *who, const char *ref, const hd_change_t *change,
                             hd_time_t now, apr_pool_t *pool)
{
    ordered_t ordered = { NULL, who, change, now, 0 };

    *count = 0;
    HD_TRY(hd_ticket_get(&ordered.ticket, db, who, HD_SIDE_AGENT, ref, "en", pool));
    HD_TRY(hd_db_transaction(db, apply, &ordered, pool));
    *count = ordered.count;
    return NULL;
}
