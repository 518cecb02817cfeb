/* src/domain/hold.c: tickets on hold up to a time, and their way back.
 * May use: ticket_state.h, store/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "hold.h"

#include <apr_strings.h>

#define A_TURN 100 /* tickets brought back in one turn of the worker */

hd_error_t *hd_hold_set(hd_db_t *db, apr_int64_t ticket, const hd_person_t *who, hd_time_t until, hd_time_t now)
{
    char text[32];

    apr_snprintf(text, sizeof(text), "%" APR_INT64_T_FMT, until);
    HD_TRY(hd_db_exec(NULL, db, "hold_remove", HD_ARGS(hd_int(ticket))));
    HD_TRY(hd_db_exec(NULL, db, "hold_add", HD_ARGS(hd_int(ticket), hd_int(until))));
    return hd_ticket_note(db, ticket, who, now, "hold", "", text);
}

hd_error_t *hd_hold_open(int *done, hd_db_t *db, apr_int64_t ticket, const hd_person_t *who, hd_time_t now)
{
    HD_TRY(hd_db_exec(done, db, "hold_remove", HD_ARGS(hd_int(ticket))));
    return *done ? hd_ticket_note(db, ticket, who, now, "hold", "", "") : NULL;
}

hd_error_t *hd_hold_of(hd_time_t *until, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "hold_of", HD_ARGS(hd_int(ticket)), pool));
    *until = row ? hd_row_int(row, 0) : 0;
    return NULL;
}

/* A ticket whose hold is over. */
typedef struct ending_t {
    apr_int64_t ticket_id;
    hd_time_t now;
} ending_t;

/* It may have been moved, or put on hold anew, since it was found. */
static hd_error_t *end(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const ending_t *e = baton;
    hd_ticket_state_t was;
    hd_time_t until;

    HD_TRY(hd_ticket_lock(&was, db, e->ticket_id, pool));
    HD_TRY(hd_hold_of(&until, db, e->ticket_id, pool));
    if (!until || until > e->now) return NULL;
    if (strcmp(was.status, "on-hold")) return hd_db_exec(NULL, db, "hold_remove", HD_ARGS(hd_int(e->ticket_id)));
    return hd_ticket_move(db, e->ticket_id, &was, "in-progress", NULL, "hold-over", e->now);
}

hd_error_t *hd_holds_end(hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "holds_over", HD_ARGS(hd_int(now), hd_int(A_TURN)), pool));
    while (hd_rows_next(rows)) {
        ending_t ending = { hd_row_int(rows, 0), now };
        hd_error_t *error = hd_db_transaction(db, end, &ending, pool);
        if (error && error->kind != HD_CONFLICT) return error;
    }
    return NULL;
}
