/* src/domain/silence.c: closing answered tickets after days of silence, with a warning before.
 * May use: ticket_state.h, tell.h, store/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "silence.h"

#include "../base/log.h"
#include "tell.h"

#define A_TURN 100 /* tickets of a department, and tickets that are due */

static hd_time_t warn_sec(const hd_silence_t *terms)
{
    hd_time_t warn = (hd_time_t)terms->warn_days * HD_DAY_SEC, half = (hd_time_t)terms->close_days * HD_DAY_SEC / 2;

    return warn < half ? warn : half;
}

/* How long it is silent before its client is warned. */
static hd_time_t quiet_sec(const hd_silence_t *terms)
{
    return (hd_time_t)terms->close_days * HD_DAY_SEC - warn_sec(terms);
}

/* A ticket being looked at. */
typedef struct looking_t {
    const hd_silence_t *terms;
    apr_int64_t ticket_id;
    hd_time_t now;
} looking_t;

static hd_error_t *note(hd_db_t *db, const looking_t *l, hd_time_t warned_at, hd_time_t next_at)
{
    HD_TRY(hd_db_exec(NULL, db, "silence_remove", HD_ARGS(hd_int(l->ticket_id))));
    return hd_db_exec(NULL, db, "silence_add", HD_ARGS(hd_int(l->ticket_id), hd_int(warned_at), hd_int(next_at)));
}

static hd_error_t *warn(hd_db_t *db, const looking_t *l, apr_pool_t *pool)
{
    hd_outbox_item_t mail = { HD_MAIL_SILENCE, NULL, NULL, 0, l->ticket_id, 0 };

    HD_TRY(note(db, l, l->now, l->now + warn_sec(l->terms)));
    return hd_tell_clients(db, &mail, 0, l->now, pool);
}

/* What it was found by may have changed since: everything is looked at again under the lock. */
static hd_error_t *look(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const looking_t *l = baton;
    const hd_time_t quiet = quiet_sec(l->terms);
    hd_time_t last, warned;
    hd_ticket_state_t was;
    hd_rows_t *row, *acts;

    HD_TRY(hd_ticket_lock(&was, db, l->ticket_id, pool));
    HD_TRY(hd_db_one(&row, db, "silence_of", HD_ARGS(hd_int(l->ticket_id)), pool));
    if (row && hd_row_int(row, 1) > l->now) return NULL; /* another worker was here */
    if (strcmp(was.status, "answered")) return hd_db_exec(NULL, db, "silence_remove", HD_ARGS(hd_int(l->ticket_id)));
    warned = row ? hd_row_int(row, 0) : 0;
    HD_TRY(hd_db_one(&acts, db, "silence_last", HD_ARGS(hd_int(l->ticket_id), hd_int(l->ticket_id)), pool));
    last = hd_row_int(acts, 0) > hd_row_int(acts, 1) ? hd_row_int(acts, 0) : hd_row_int(acts, 1);
    if (last + quiet > l->now) return note(db, l, 0, last + quiet);
    if (!warned || last > warned) return warn(db, l, pool);
    HD_TRY(hd_db_exec(NULL, db, "silence_remove", HD_ARGS(hd_int(l->ticket_id))));
    return hd_ticket_move(db, l->ticket_id, &was, "closed", NULL, NULL, l->now);
}

static hd_error_t *look_at(hd_db_t *db, const hd_silence_t *terms, hd_rows_t *rows, hd_time_t now, apr_pool_t *pool)
{
    apr_pool_t *scratch;
    hd_error_t *error = NULL;

    apr_pool_create(&scratch, pool);
    while (hd_rows_next(rows)) {
        looking_t looking = { terms, hd_row_int(rows, 0), now };

        apr_pool_clear(scratch);
        error = hd_db_transaction(db, look, &looking, scratch);
        if (error && error->kind == HD_CONFLICT) { /* merged meanwhile */
            error = hd_db_exec(NULL, db, "silence_remove", HD_ARGS(hd_int(looking.ticket_id)));
        }
        if (error && (error->kind == HD_BUSY || error->kind == HD_FULL)) return error; /* lives as long as pool */
        if (error) {
            hd_log(HD_LOG_WARNING, error->status, HDLOGNO(0206) "a silent ticket is neither warned about nor closed: %s",
                   error->detail ? error->detail : error->code);
        }
    }
    apr_pool_destroy(scratch);
    return NULL;
}

hd_error_t *hd_silence_keep(hd_db_t *db, const hd_silence_t *terms, hd_time_t now, apr_pool_t *pool)
{
    const hd_time_t until = now - quiet_sec(terms);
    hd_rows_t *departments, *rows;

    if (terms->close_days <= 0) return NULL;
    HD_TRY(hd_db_query(&rows, db, "silence_due", HD_ARGS(hd_int(now), hd_int(A_TURN)), pool));
    HD_TRY(look_at(db, terms, rows, now, pool));
    HD_TRY(hd_db_query(&departments, db, "silence_departments", HD_NO_ARGS, pool));
    while (hd_rows_next(departments)) {
        HD_TRY(hd_db_query(&rows, db, "silence_new", HD_ARGS(hd_int(hd_row_int(departments, 0)), hd_int(until), hd_int(A_TURN)),
                           pool));
        HD_TRY(look_at(db, terms, rows, now, pool));
    }
    return NULL;
}
