/* src/domain/ticket_move.c: closing and reopening by the client; who of the staff there is.
 * May use: ticket_state.h, outbox.h, store/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "outbox.h"
#include "ticket.h"
#include "ticket_state.h"

/* A ticket on its way to another status. */
typedef struct moving_t {
    const hd_ticket_t *ticket;
    const hd_person_t *who;
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
    int closes = is_closed(m->to);
    hd_ticket_state_t was;

    HD_TRY(hd_ticket_lock(&was, db, m->ticket->id, pool));
    if (is_closed(was.status) == closes) return NULL;
    HD_TRY(hd_ticket_move(db, m->ticket->id, &was, m->to, m->who, NULL, m->now));
    if (closes) return NULL;
    return hd_ticket_mail_department(db, HD_MAIL_REOPEN_ALERT, was.department_id, m->ticket->id, 0, m->now, pool);
}

static hd_error_t *move_to(hd_db_t *db, const hd_person_t *who, const char *ref, const char *to, hd_time_t now,
                           apr_pool_t *pool)
{
    moving_t moving = { NULL, who, to, now };

    HD_TRY(hd_ticket_get(&moving.ticket, db, who, HD_SIDE_CLIENT, ref, "en", pool));
    return hd_db_transaction(db, move, &moving, pool);
}

hd_error_t *hd_ticket_close(hd_db_t *db, const hd_person_t *who, const char *ref, hd_time_t now, apr_pool_t *pool)
{
    return move_to(db, who, ref, "closed", now, pool);
}

hd_error_t *hd_ticket_reopen(hd_db_t *db, const hd_person_t *who, const char *ref, hd_time_t now, apr_pool_t *pool)
{
    return move_to(db, who, ref, "customer-reply", now, pool);
}

static hd_error_t *read_agents(apr_array_header_t **agents, hd_db_t *db, const char *statement, const hd_value_t *args,
                               apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(hd_agent_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, statement, args, pool));
    while (hd_rows_next(rows)) {
        hd_agent_t *agent = apr_array_push(list);
        agent->id = hd_row_int(rows, 0);
        agent->public_id = hd_row_text(rows, 1);
        agent->name = hd_row_text(rows, 2);
    }
    *agents = list;
    return NULL;
}

hd_error_t *hd_agents(apr_array_header_t **agents, hd_db_t *db, apr_pool_t *pool)
{
    return read_agents(agents, db, "agents", HD_NO_ARGS, pool);
}

hd_error_t *hd_agents_of(apr_array_header_t **agents, hd_db_t *db, apr_int64_t department_id, apr_int64_t assignee_id,
                         apr_pool_t *pool)
{
    return read_agents(agents, db, "scope_agents", HD_ARGS(hd_int(department_id), hd_int(assignee_id), hd_int(assignee_id)),
                       pool);
}
