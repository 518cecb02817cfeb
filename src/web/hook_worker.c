/* src/web/hook_worker.c: a turn of the worker that calls webhooks.
 * May use: domain/, mail/, mod_dbd. Must not know: requests, mails, what a call tells.
 *
 * A thread of its own, so that one which does not answer delays no mail; and at most one call of each webhook at a time, so
 * that it delays no other webhook either.
 * SPDX-License-Identifier: Apache-2.0 */
#include "hook_worker.h"

#include "../domain/webhook.h"
#include "connections.h"
#include "portal_clock.h"

#define AT_ONCE 16   /* calls under way */
#define TURN_SEC 60  /* after which no call is begun in this turn */
#define LOOK_MS 1000 /* how often to look for what is due */
#define POLL_MS 200  /* how soon the end of the process is noticed */

/* A turn under way. */
typedef struct turn_t {
    const hd_hook_turn_t *given;
    hd_outbox_run_t run;
    hd_hooks_t *hooks;
    apr_array_header_t *calls; /* hd_webhook_call_t *: in hand */
    apr_int64_t started, looked;
    apr_pool_t *pool;
} turn_t;

/* What is done with a connection. */
typedef hd_error_t *step_t(turn_t *t, hd_db_t *db, hd_time_t now, apr_pool_t *pool);

static hd_error_t *with_database(turn_t *t, step_t *step)
{
    const hd_hook_turn_t *given = t->given;
    ap_dbd_t *database;
    apr_pool_t *scratch;
    hd_error_t *error;
    hd_db_t *db = NULL;
    hd_time_t now;

    apr_pool_create(&scratch, t->pool);
    database = hd_connections_open(given->portal, given->s, scratch);
    if (!database) return hd_error(t->pool, HD_BUSY, "database-away", "the database does not answer");
    error = hd_portal_db(&db, given->portal, database, scratch);
    if (!error) error = hd_portal_clock_ask(&now, given->portal, db, scratch);
    if (!error) error = step(t, db, now, scratch);
    hd_connections_close(given->portal, given->s, database, db);
    if (!error) apr_pool_destroy(scratch); /* an error lives in it */
    return error;
}

/* Take what is due. */
static hd_error_t *take(turn_t *t, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    int i, had = t->calls->nelts;

    (void)pool;
    t->looked = hd_clock_usec();
    HD_TRY(hd_webhook_take(t->calls, db, &t->run, t->given->portal->url, AT_ONCE, now, t->pool));
    for (i = had; i < t->calls->nelts; i++) {
        hd_webhook_call_t *call = APR_ARRAY_IDX(t->calls, i, hd_webhook_call_t *);
        HD_TRY(hd_hooks_begin(t->hooks, hd_webhook_call_hook(call), hd_webhook_call_pool(call)));
    }
    return NULL;
}

static int may_begin(const turn_t *t)
{
    return !hd_flag_is_up(t->given->leave) && hd_clock_usec() - t->started < apr_time_from_sec(TURN_SEC);
}

/* Note what has come back, and look for more while that is allowed. */
static hd_error_t *settle(turn_t *t, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_error_t *failure;
    const hd_hook_t *hook;

    while ((hook = hd_hooks_next(&failure, t->hooks)) != NULL) HD_TRY(hd_webhook_end(t->calls, db, hook, failure, now));
    return may_begin(t) ? take(t, db, now, pool) : NULL;
}

hd_error_t *hd_hook_turn(int *idle, const hd_hook_turn_t *given, apr_pool_t *pool)
{
    turn_t t = { .given = given, .pool = pool, .started = hd_clock_usec() };
    const hd_portal_t *portal = given->portal;

    t.run.owner = given->owner;
    t.run.lease_sec = HD_OUTBOX_LEASE_SEC;
    t.run.stop = given->leave;
    t.calls = apr_array_make(pool, AT_ONCE, sizeof(hd_webhook_call_t *));
    HD_TRY(hd_hooks_open(&t.hooks, portal->webhook_timeout_sec, portal->webhook_networks, pool));
    HD_TRY(with_database(&t, take));
    *idle = !t.calls->nelts;
    while (t.calls->nelts) {
        int ended, due = hd_clock_usec() - t.looked >= apr_time_from_msec(LOOK_MS);

        if (hd_flag_is_up(given->break_off)) {
            hd_hooks_break_off(t.hooks);
            return NULL; /* the leases end, and another worker calls again */
        }
        ended = hd_hooks_wait(t.hooks, POLL_MS);
        if (ended || (due && may_begin(&t))) HD_TRY(with_database(&t, settle));
    }
    return NULL;
}
