/* src/domain/leaving.c: the tickets of staff who do not work in their department any more.
 * May use: ticket_state.h, audit.h, store/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "leaving.h"

#include "ticket_state.h"

#define A_TURN 500 /* tickets */

/* A ticket on its way back. */
typedef struct releasing_t {
    apr_int64_t ticket_id;
    const hd_person_t *who;
    hd_time_t now;
} releasing_t;

/* Somebody may have taken it, or works there again, since it was found. */
static hd_error_t *release(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const releasing_t *r = baton;
    hd_ticket_state_t state;
    hd_rows_t *gone;

    HD_TRY(hd_ticket_lock(&state, db, r->ticket_id, pool));
    state.counts_later = 1;
    HD_TRY(hd_db_one(&gone, db, "leaving_ticket", HD_ARGS(hd_int(r->ticket_id)), pool));
    if (!gone || !strcmp(state.status, "closed")) return NULL;
    HD_TRY(hd_db_exec(NULL, db, "leaving_release", HD_ARGS(hd_int(r->ticket_id))));
    HD_TRY(hd_ticket_note(db, r->ticket_id, r->who, r->now, "assigned", state.assignee, ""));
    state.assignee_id = 0;
    return hd_ticket_settle(db, &state, NULL, pool);
}

/* Those of one count of the queue. One that is being changed now is found by the worker. */
static hd_error_t *release_some(int *left, hd_db_t *db, const hd_rows_t *cell, releasing_t *r, apr_pool_t *pool)
{
    const hd_value_t department = hd_int(hd_row_int(cell, 0)), person = hd_int(hd_row_int(cell, 1));
    const hd_value_t stage = hd_int(hd_row_int(cell, 2));
    apr_pool_t *scratch;
    hd_rows_t *tickets;

    HD_TRY(hd_db_query(&tickets, db, "leaving_tickets", HD_ARGS(person, stage, department, hd_int(*left)), pool));
    apr_pool_create(&scratch, pool);
    while (hd_rows_next(tickets)) {
        hd_error_t *error;

        apr_pool_clear(scratch);
        r->ticket_id = hd_row_int(tickets, 0);
        error = hd_db_transaction(db, release, r, scratch);
        if (error && error->kind != HD_BUSY && error->kind != HD_CONFLICT) return error; /* lives as long as pool */
        (*left)--;
    }
    apr_pool_destroy(scratch);
    return NULL;
}

hd_error_t *hd_leaving_release(hd_db_t *db, const hd_by_t *by, hd_time_t now, apr_pool_t *pool)
{
    const hd_person_t who = { .id = by ? by->person_id : 0 };
    releasing_t r = { 0, who.id ? &who : NULL, now };
    int left = A_TURN;
    hd_rows_t *cells;

    HD_TRY(hd_db_query(&cells, db, "leaving_counts", HD_NO_ARGS, pool));
    while (left > 0 && hd_rows_next(cells)) HD_TRY(release_some(&left, db, cells, &r, pool));
    return NULL;
}
