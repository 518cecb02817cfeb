/* src/domain/ticket_move.c: closing, reopening, another status, somebody who takes a ticket.
 * May use: ticket_state.h, outbox.h, store/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "../base/choice.h"
#include "outbox.h"
#include "tell.h"
#include "ticket.h"
#include "ticket_state.h"

/* A ticket on its way to another status. */
typedef struct moving_t {
    const hd_ticket_t *ticket;
    const hd_person_t *who;
    hd_side_t side;
    const char *to;
    hd_time_t now;
} moving_t;

static int is_closed(const char *status)
{
    return !strcmp(status, "closed");
}

static hd_error_t *move(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const moving_t *m = baton;
    hd_outbox_item_t mail = { HD_MAIL_REOPEN_ALERT, NULL, NULL, 0, m->ticket->id, 0 };
    int closes = is_closed(m->to);
    hd_ticket_state_t was;

    HD_TRY(hd_ticket_lock(&was, db, m->ticket->id, pool));
    if (!strcmp(was.status, m->to) || (m->side == HD_SIDE_CLIENT && is_closed(was.status) == closes)) return NULL;
    HD_TRY(hd_ticket_move(db, m->ticket->id, &was, m->to, m->who, NULL, m->now));
    if (closes || m->side == HD_SIDE_AGENT) return NULL;
    HD_TRY(hd_ticket_mail_department(db, HD_MAIL_REOPEN_ALERT, was.department_id, m->ticket->id, 0, m->now, pool));
    return hd_tell_agents(db, &mail, m->who->id, m->now, pool);
}

static hd_error_t *move_to(hd_db_t *db, const hd_person_t *who, hd_side_t side, const char *ref, const char *to,
                           hd_time_t now, apr_pool_t *pool)
{
    moving_t moving = { NULL, who, side, to, now };

    HD_TRY(hd_ticket_get(&moving.ticket, db, who, side, ref, "en", pool));
    return hd_db_transaction(db, move, &moving, pool);
}

hd_error_t *hd_ticket_close(hd_db_t *db, const hd_person_t *who, const char *ref, hd_time_t now, apr_pool_t *pool)
{
    return move_to(db, who, HD_SIDE_CLIENT, ref, "closed", now, pool);
}

hd_error_t *hd_ticket_reopen(hd_db_t *db, const hd_person_t *who, const char *ref, hd_time_t now, apr_pool_t *pool)
{
    return move_to(db, who, HD_SIDE_CLIENT, ref, "customer-reply", now, pool);
}

hd_error_t *hd_ticket_set_status(hd_db_t *db, const hd_person_t *who, const char *ref, const char *status, hd_time_t now,
                                 apr_pool_t *pool)
{
    static const char *const statuses[] = { "open", "in-progress", "on-hold", "closed", NULL };

    if (!hd_choice(statuses, status)) return hd_error_field(pool, "status-unknown", "status");
    return move_to(db, who, HD_SIDE_AGENT, ref, status, now, pool);
}

/* A ticket on its way to somebody. */
typedef struct assigning_t {
    const hd_ticket_t *ticket;
    const hd_person_t *who;
    apr_int64_t assignee_id; /* 0: nobody */
    const char *name;
    hd_time_t now;
} assigning_t;

static hd_error_t *assign(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const assigning_t *a = baton;
    hd_queue_cell_t from, to;
    hd_ticket_state_t was;

    HD_TRY(hd_ticket_lock(&was, db, a->ticket->id, pool));
    if (was.assignee_id == a->assignee_id) return NULL;
    from = (hd_queue_cell_t){ was.department_id, was.assignee_id, hd_queue_stage(was.status) };
    to = (hd_queue_cell_t){ was.department_id, a->assignee_id, from.stage };
    HD_TRY(hd_db_exec(NULL, db, "ticket_assign", HD_ARGS(hd_int(a->assignee_id), hd_int(a->ticket->id))));
    HD_TRY(hd_queue_count_make(db, to.department_id, to.assignee_id));
    HD_TRY(hd_queue_count_move(db, &from, &to));
    HD_TRY(hd_ticket_note(db, a->ticket->id, a->who, a->now, "assigned", was.assignee, a->name));
    return hd_tell_assigned(db, a->ticket->id, a->who, a->now, pool);
}

hd_error_t *hd_ticket_assign(hd_db_t *db, const hd_person_t *who, const char *ref, const char *assignee, hd_time_t now,
                             apr_pool_t *pool)
{
    assigning_t assigning = { NULL, who, 0, "", now };
    hd_rows_t *row;

    HD_TRY(hd_ticket_get(&assigning.ticket, db, who, HD_SIDE_AGENT, ref, "en", pool));
    if (*assignee) {
        HD_TRY(hd_db_one(&row, db, "agent_by_public_id", HD_ARGS(hd_text(assignee)), pool));
        if (!row) return hd_error_field(pool, "assignee-unknown", "assignee");
        assigning.assignee_id = hd_row_int(row, 0);
        assigning.name = hd_row_text(row, 1);
    }
    return hd_db_transaction(db, assign, &assigning, pool);
}

hd_error_t *hd_agents(apr_array_header_t **agents, hd_db_t *db, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(hd_agent_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "agents", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        hd_agent_t *agent = apr_array_push(list);
        agent->id = hd_row_int(rows, 0);
        agent->public_id = hd_row_text(rows, 1);
        agent->name = hd_row_text(rows, 2);
    }
    *agents = list;
    return NULL;
}
