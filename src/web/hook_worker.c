/* src/web/hook_worker.c: a turn of the worker that calls webhooks.
 * May use: domain/, mail/. Must not know: requests, mails, what a call tells.
 *
 * A thread of its own, so that one which does not answer delays no mail; and at most one call of each webhook at a time, so
 * that it delays no other webhook either.
 * SPDX-License-Identifier: Apache-2.0 */
#include "hook_worker.h"

#include "../base/log.h"
#include "../domain/webhook.h"

#define AT_ONCE 16   /* calls under way */
#define TURN_SEC 60  /* after which no call is begun in this turn */
#define LOOK_MS 1000 /* how often to look for what is due */
#define POLL_MS 200  /* how soon the end of the process is noticed */
#define IDLE_SEC 2   /* between turns while there is nothing to call */

/* A turn under way. */
typedef struct calling_t {
    const hd_turn_t *turn;
    hd_outbox_run_t run;
    hd_hooks_t *hooks;
    apr_array_header_t *calls; /* hd_webhook_call_t *: in hand */
    apr_int64_t started, looked;
    apr_pool_t *pool;
} calling_t;

/* Take what is due. */
static hd_error_t *take(void *baton, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    calling_t *t = baton;
    int i, had = t->calls->nelts;

    (void)pool;
    t->looked = hd_clock_usec();
    HD_TRY(hd_webhook_take(t->calls, db, &t->run, t->turn->portal->url, AT_ONCE, now, t->pool));
    for (i = had; i < t->calls->nelts; i++) {
        hd_webhook_call_t *call = APR_ARRAY_IDX(t->calls, i, hd_webhook_call_t *);
        HD_TRY(hd_hooks_begin(t->hooks, hd_webhook_call_hook(call), hd_webhook_call_pool(call)));
    }
    return NULL;
}

static int may_begin(const calling_t *t)
{
    return !hd_flag_is_up(&t->turn->leave) && hd_clock_usec() - t->started < apr_time_from_sec(TURN_SEC);
}

/* Note what has come back, and look for more while that is allowed. */
static hd_error_t *settle(void *baton, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    calling_t *t = baton;
    hd_error_t *failure;
    const hd_hook_t *hook;

    while ((hook = hd_hooks_next(&failure, t->hooks)) != NULL) {
        HD_TRY(hd_webhook_end(t->calls, db, hook, failure, t->turn->portal->webhook_days, now));
    }
    return may_begin(t) ? take(t, db, now, pool) : NULL;
}

static hd_error_t *begin(void **own, const hd_turn_t *turn, apr_pool_t *pool)
{
    (void)turn, (void)pool;
    *own = NULL;
    return NULL;
}

static hd_error_t *call(hd_turn_end_t *end, void *own, const hd_turn_t *turn, apr_pool_t *pool)
{
    calling_t t = { .turn = turn, .pool = pool, .started = hd_clock_usec() };
    const hd_portal_t *portal = turn->portal;

    (void)own;
    t.run.owner = turn->owner;
    t.run.lease_sec = HD_OUTBOX_LEASE_SEC;
    t.run.stop = &turn->leave;
    t.calls = apr_array_make(pool, AT_ONCE, sizeof(hd_webhook_call_t *));
    HD_TRY(hd_hooks_open(&t.hooks, portal->webhook_timeout_sec, portal->webhook_networks, pool));
    HD_TRY(hd_turn_step(turn, take, &t, pool));
    if (!t.calls->nelts) end->rest_sec = IDLE_SEC;
    while (t.calls->nelts) {
        int ended, due = hd_clock_usec() - t.looked >= apr_time_from_msec(LOOK_MS);

        if (hd_flag_is_up(&turn->break_off)) {
            hd_hooks_break_off(t.hooks);
            return NULL; /* the leases end, and another worker calls again */
        }
        ended = hd_hooks_wait(t.hooks, POLL_MS);
        if (ended || (due && may_begin(&t))) HD_TRY(hd_turn_step(turn, settle, &t, pool));
    }
    return NULL;
}

const hd_worker_kind_t hd_hook_worker = {
    .name = "helpdesk-hooks", .log_fault = HDLOGNO(0118) "worker: webhooks are not called", .log_back = NULL,
    .open = begin, .turn = call,
};
