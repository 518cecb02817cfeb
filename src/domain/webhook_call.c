/* src/domain/webhook_call.c: calls of webhooks, from what happened to the end of each, by the outbox.
 * May use: outbox_work.h, store/, mail/, base/. Must not know: HTTP, when it is called.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <string.h>

#include "../base/token.h"
#include "outbox_work.h"
#include "tell.h"
#include "webhook_edit.h"

#define UNTRIED_MAX 100         /* calls of a webhook in the outbox without a try: what else there is waits before it */
#define REST_SEC 30             /* for which a webhook is left alone that does not answer */
#define LONG_AGO_SEC HD_DAY_SEC /* after so long without a try, one that fails begins to fail */
#define RECIPIENT_MAX 254

struct hd_webhook_call_t {
    hd_outbox_work_t work;
    hd_outbox_run_t run; /* work's */
    apr_pool_t *pool;
    const char *recipient;
    apr_int64_t webhook; /* its row */
    hd_hook_t hook;
};

/* A webhook, as the worker sees it. */
typedef struct at_work_t {
    apr_int64_t row, untried;
    const char *id, *url;
    int rests, pending; /* pending: something has no row in the outbox yet */
} at_work_t;

const hd_hook_t *hd_webhook_call_hook(const hd_webhook_call_t *call)
{
    return &call->hook;
}

apr_pool_t *hd_webhook_call_pool(const hd_webhook_call_t *call)
{
    return call->pool;
}

/* What happened, on its way into the outbox. */
typedef struct queueing_t {
    hd_rows_t *rows;
    const at_work_t *webhook;
    hd_time_t now;
} queueing_t;

/* How the outbox names a webhook: what may be shown of its address, and its id. */
static const char *recipient_of(const char *url, const char *id, apr_pool_t *pool)
{
    const char *shown;

    if (hd_hook_url(&shown, url, pool)) shown = "";
    return apr_psprintf(pool, "%.*s#%s", RECIPIENT_MAX - HD_PUBLIC_ID_LENGTH - 1, shown, id);
}

static hd_error_t *queue(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    queueing_t *q = baton;
    const char *recipient = recipient_of(q->webhook->url, q->webhook->id, pool);
    int ours;

    while (hd_rows_next(q->rows)) {
        const char *id;

        HD_TRY(hd_public_id_make(&id, pool));
        HD_TRY(hd_db_exec(&ours, db, "webhook_call_queue", HD_ARGS(hd_text(id), hd_int(hd_row_int(q->rows, 0)))));
        if (ours != 1) continue;
        HD_TRY(hd_db_exec(NULL, db, "webhook_queue",
                          HD_ARGS(hd_text(id), hd_text(recipient), hd_int(hd_row_int(q->rows, 1)),
                                  hd_int(hd_row_int(q->rows, 2)), hd_int(q->now))));
    }
    return NULL;
}

/* What of a webhook there is room for. */
static hd_error_t *queue_of(const at_work_t *webhook, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    queueing_t queueing = { NULL, webhook, now };

    if (!webhook->pending || webhook->untried >= UNTRIED_MAX) return NULL;
    HD_TRY(hd_db_query(&queueing.rows, db, "webhook_calls_new",
                       HD_ARGS(hd_int(webhook->row), hd_int(UNTRIED_MAX - webhook->untried)), pool));
    return hd_rows_count(queueing.rows) ? hd_db_transaction(db, queue, &queueing, pool) : NULL;
}

static hd_error_t *read_at_work(apr_array_header_t **webhooks, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "webhooks_at_work", HD_NO_ARGS, pool));
    *webhooks = apr_array_make(pool, hd_rows_count(rows) + 1, sizeof(at_work_t));
    while (hd_rows_next(rows)) {
        at_work_t *one = apr_array_push(*webhooks);
        hd_time_t until = hd_row_int(rows, 3);

        one->row = hd_row_int(rows, 0);
        one->id = hd_row_text(rows, 1);
        one->url = hd_row_text(rows, 2);
        one->rests = until > now && until <= now + REST_SEC; /* else written while a clock was ahead */
        one->pending = hd_row_int(rows, 4) != 0;
        one->untried = 0;
    }
    return NULL;
}

/* The webhook that a recipient names; NULL: it is gone. */
static at_work_t *webhook_of(const apr_array_header_t *webhooks, const char *recipient)
{
    const char *id = hd_webhook_of(recipient);
    int i;

    for (i = 0; i < webhooks->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(webhooks, i, at_work_t).id, id)) return &APR_ARRAY_IDX(webhooks, i, at_work_t);
    }
    return NULL;
}

/* Put what has happened into the outbox, beside what of it stands there without a try. */
static hd_error_t *queue_new(apr_array_header_t *webhooks, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    const hd_value_t at = hd_int(now);
    hd_rows_t *due;
    int i;

    for (i = 0; i < webhooks->nelts && !APR_ARRAY_IDX(webhooks, i, at_work_t).pending; i++) continue;
    if (i == webhooks->nelts) return NULL;
    HD_TRY(hd_db_query(&due, db, "webhook_due", HD_ARGS(at, at), pool));
    while (hd_rows_next(due)) {
        at_work_t *one = webhook_of(webhooks, hd_row_text(due, 0));
        if (one) one->untried += hd_row_int(due, 2);
    }
    for (; i < webhooks->nelts; i++) HD_TRY(queue_of(&APR_ARRAY_IDX(webhooks, i, at_work_t), db, now, pool));
    return NULL;
}

/* What was written, as far as clients may see it: a note never comes here. */
static hd_error_t *read_message(hd_hook_matter_t *matter, hd_db_t *db, apr_int64_t message, apr_int64_t ticket,
                                apr_pool_t *pool)
{
    hd_rows_t *row, *names;

    HD_TRY(hd_db_one(&row, db, "outbox_message", HD_ARGS(hd_int(message), hd_int(ticket)), pool));
    if (!row) return NULL;
    matter->message_id = hd_row_text(row, 0);
    matter->body = hd_row_text(row, 1);
    matter->by = hd_row_text(row, 4);
    matter->by_side = strcmp(matter->event, HD_EVENT_ANSWERED) ? "client" : "staff";
    HD_TRY(hd_db_query(&names, db, "outbox_attachment_names", HD_ARGS(hd_int(message)), pool));
    while (hd_rows_next(names)) {
        const char *name = hd_row_text(names, 0);
        matter->files = matter->files ? apr_pstrcat(pool, matter->files, "\n", name, NULL) : name;
    }
    return NULL;
}

static void read_ticket(hd_hook_matter_t *matter, const hd_rows_t *row, const char *url, apr_pool_t *pool)
{
    matter->ref = hd_row_text(row, 12);
    matter->subject = hd_row_text(row, 13);
    matter->status = hd_row_text(row, 14);
    matter->priority = hd_row_text(row, 15);
    matter->channel = hd_row_text(row, 16);
    matter->opened_at = hd_row_int(row, 17);
    matter->ticket_department = hd_row_text(row, 18);
    matter->account = hd_row_text(row, 19);
    matter->account_id = hd_row_text(row, 20);
    matter->client = hd_row_text(row, 21);
    matter->service = hd_row_text(row, 22);
    matter->assignee = hd_row_text(row, 23);
    matter->url = apr_pstrcat(pool, url, "/desk/tickets/", matter->ref, NULL);
}

/* Read what a call tells, and make its bytes. @param[out] why  why it cannot be made any more; NULL: it can */
static hd_error_t *prepare(const char **why, hd_webhook_call_t *call, hd_db_t *db, const char *url)
{
    hd_hook_matter_t matter = { 0 };
    apr_pool_t *pool = call->pool;
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "webhook_call", HD_ARGS(hd_text(call->work.public_id)), pool));
    *why = !row ? "the webhook is gone, or the call too old" : hd_row_int(row, 6) ? NULL : "the webhook is switched off";
    if (*why) return NULL;
    matter.id = call->work.public_id;
    matter.event = hd_row_text(row, 0);
    matter.at = hd_row_int(row, 1);
    if (!strcmp(matter.event, HD_EVENT_STATUS) || !strcmp(matter.event, HD_EVENT_ASSIGNED)) {
        matter.from = hd_row_text(row, 2);
        matter.to = hd_row_text(row, 3);
    }
    matter.department = hd_row_text(row, 9);
    matter.by = hd_row_text(row, 10);
    matter.by_side = matter.by && !strcmp(hd_row_text(row, 11), "client") ? "client" : "staff";
    read_ticket(&matter, row, url, pool);
    if (hd_row_int(row, 4)) HD_TRY(read_message(&matter, db, hd_row_int(row, 4), hd_row_int(row, 5), pool));
    call->webhook = hd_row_int(row, 24);
    call->hook.url = hd_row_text(row, 7);
    call->hook.secret = hd_row_text(row, 8);
    call->hook.event = matter.event;
    call->hook.id = matter.id;
    call->hook.now = call->work.now;
    return hd_hook_compose(&call->hook.body, &matter, pool);
}

static int in_hand(const apr_array_header_t *calls, const char *recipient)
{
    const char *id = hd_webhook_of(recipient); /* its address may have changed */
    int i;

    for (i = 0; i < calls->nelts; i++) {
        if (!strcmp(hd_webhook_of(APR_ARRAY_IDX(calls, i, hd_webhook_call_t *)->recipient), id)) return 1;
    }
    return 0;
}

/* Take one in hand. @param[out] taken  0: another worker was faster, or it could not be made and has failed */
static hd_error_t *take_one(int *taken, hd_webhook_call_t *call, hd_db_t *db, const char *url)
{
    const char *why;
    hd_rows_t *row;

    HD_TRY(hd_outbox_claim(taken, &call->work, call->pool));
    if (!*taken) return NULL;
    HD_TRY(hd_db_one(&row, db, "webhook_row", HD_ARGS(hd_int(call->work.id)), call->pool));
    *taken = row != NULL;
    if (!row) return NULL;
    call->work.public_id = hd_row_text(row, 0);
    call->work.attempts = (int)hd_row_int(row, 1);
    call->work.created_at = hd_row_int(row, 2);
    HD_TRY(prepare(&why, call, db, url));
    *taken = why == NULL;
    return why ? hd_outbox_give_up(&call->work, why) : NULL;
}

/* Take the next call of a webhook in hand, if it can be made. */
static hd_error_t *take_next(apr_array_header_t *calls, hd_db_t *db, const hd_outbox_run_t *run, const hd_rows_t *due,
                             const char *url, hd_time_t now, apr_pool_t *pool)
{
    hd_webhook_call_t *call;
    apr_pool_t *own;
    int taken = 0;

    apr_pool_create(&own, pool);
    call = apr_pcalloc(own, sizeof(*call));
    call->pool = own;
    call->run = *run;
    call->recipient = apr_pstrdup(own, hd_row_text(due, 0));
    call->hook.baton = call;
    call->work.db = db;
    call->work.run = &call->run;
    call->work.id = hd_row_int(due, 1);
    call->work.now = now;
    HD_TRY(take_one(&taken, call, db, url)); /* an error lives in own, which lives as long as pool */
    if (taken)
        APR_ARRAY_PUSH(calls, hd_webhook_call_t *) = call;
    else
        apr_pool_destroy(own);
    return NULL;
}

hd_error_t *hd_webhook_take(apr_array_header_t *calls, hd_db_t *db, const hd_outbox_run_t *run, const char *url,
                            int most, hd_time_t now, apr_pool_t *pool)
{
    apr_array_header_t *webhooks;
    hd_rows_t *row, *due;

    HD_TRY(hd_db_one(&row, db, "webhooks_any", HD_NO_ARGS, pool));
    if (!hd_row_int(row, 0)) return NULL;
    HD_TRY(hd_tell_new(db, now, pool));
    HD_TRY(read_at_work(&webhooks, db, now, pool));
    HD_TRY(queue_new(webhooks, db, now, pool));
    HD_TRY(hd_db_query(&due, db, "webhook_due", HD_ARGS(hd_int(now), hd_int(now)), pool));
    while (calls->nelts < most && hd_rows_next(due)) {
        const at_work_t *one = webhook_of(webhooks, hd_row_text(due, 0));

        if ((one && one->rests) || in_hand(calls, hd_row_text(due, 0))) continue;
        HD_TRY(take_next(calls, db, run, due, url, now, pool));
    }
    return NULL;
}

/* Note with the webhook what became of a call; one row, whatever else waits. */
static hd_error_t *note_result(const hd_webhook_call_t *call, hd_db_t *db, const hd_error_t *failure, int days, hd_time_t now)
{
    const hd_value_t row = hd_int(call->webhook), at = hd_int(now);
    int unanswered, stopped;

    if (!failure) return hd_db_exec(NULL, db, "webhook_taken", HD_ARGS(at, row));
    unanswered = !strcmp(failure->code, "hook-unreachable");
    if (unanswered && hd_flag_is_up(call->run.stop)) return NULL; /* broken off by us */
    HD_TRY(hd_db_exec(NULL, db, "webhook_missed",
                      HD_ARGS(hd_int(now - LONG_AGO_SEC), at, at, hd_text(hd_outbox_error_line(failure, call->pool)),
                              hd_int(unanswered ? now + REST_SEC : 0), row)));
    return days > 0 ? hd_webhook_give_up(&stopped, db, call->webhook, days, now, call->pool) : NULL;
}

hd_error_t *hd_webhook_end(apr_array_header_t *calls, hd_db_t *db, const hd_hook_t *hook, const hd_error_t *failure, int days,
                           hd_time_t now)
{
    hd_webhook_call_t *call = hook->baton;
    int i;

    call->work.db = db;
    call->work.now = now;
    HD_TRY(hd_outbox_end(&call->work, failure, call->pool));
    HD_TRY(note_result(call, db, failure, days, now));
    for (i = 0; i < calls->nelts && APR_ARRAY_IDX(calls, i, hd_webhook_call_t *) != call; i++) continue;
    APR_ARRAY_IDX(calls, i, hd_webhook_call_t *) = APR_ARRAY_IDX(calls, calls->nelts - 1, hd_webhook_call_t *);
    calls->nelts--;
    apr_pool_destroy(call->pool);
    return NULL;
}
