/* src/domain/webhook.c: which webhooks there are, and what happened that they are told.
 * May use: store/, mail/, base/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "webhook.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/choice.h"

const char *const hd_events[] = { HD_EVENT_OPENED, HD_EVENT_REPLIED,  HD_EVENT_ANSWERED,
                                  HD_EVENT_STATUS, HD_EVENT_ASSIGNED, NULL };

hd_error_t *hd_webhook_tell(hd_db_t *db, const hd_happened_t *happened, hd_time_t now)
{
    char pattern[40];

    apr_snprintf(pattern, sizeof(pattern), "%% %s %%", happened->event);
    return hd_db_exec(NULL, db, "webhook_event",
                      HD_ARGS(hd_text(happened->event), hd_int(happened->message), hd_int(happened->person),
                              hd_int(now), hd_text(happened->from), hd_text(happened->to), hd_int(happened->ticket),
                              hd_text(pattern)));
}

hd_error_t *hd_webhook_tell_change(hd_db_t *db, apr_int64_t ticket, apr_int64_t person, const char *what,
                                   const char *from, const char *to, hd_time_t now)
{
    static const char *const moves[] = { "closed", "reopened", "status", "hold-over", NULL };
    hd_happened_t happened = { NULL, ticket, 0, person, from, to };

    if (!strcmp(what, "assigned"))
        happened.event = HD_EVENT_ASSIGNED;
    else if (hd_choice(moves, what))
        happened.event = HD_EVENT_STATUS;
    else if (!strcmp(what, "split-from")) {
        happened.event = HD_EVENT_OPENED;
        happened.from = happened.to = "";
    }
    return happened.event ? hd_webhook_tell(db, &happened, now) : NULL;
}

static void read_webhook(hd_webhook_t *one, const hd_rows_t *rows, apr_pool_t *pool)
{
    char *events = apr_pstrdup(pool, hd_row_text(rows, 4) + 1); /* a space stands before and after each */

    if (*events) events[strlen(events) - 1] = '\0';
    one->row = hd_row_int(rows, 0);
    one->id = hd_row_text(rows, 1);
    one->department = hd_row_text(rows, 2);
    one->url = hd_row_text(rows, 3);
    one->events = events;
    one->active = hd_row_int(rows, 5) != 0;
    one->created_at = hd_row_int(rows, 6);
    one->tried_at = hd_row_int(rows, 7);
    one->last_error = hd_row_text(rows, 8);
    one->failing_since = hd_row_int(rows, 9);
    one->stopped_at = hd_row_int(rows, 10);
    one->waiting = 0;
}

hd_error_t *hd_webhooks(apr_array_header_t **webhooks, hd_db_t *db, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(hd_webhook_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "webhooks", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) read_webhook(apr_array_push(list), rows, pool);
    *webhooks = list;
    return NULL;
}

hd_error_t *hd_webhook_get(hd_webhook_t **webhook, hd_db_t *db, const char *id, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "webhook_get", HD_ARGS(hd_text(id)), pool));
    *webhook = NULL;
    if (!hd_rows_next(rows)) return NULL;
    *webhook = apr_palloc(pool, sizeof(**webhook));
    read_webhook(*webhook, rows, pool);
    return NULL;
}

const char *hd_webhook_of(const char *recipient)
{
    const char *mark = strrchr(recipient, '#');

    return mark ? mark + 1 : "";
}

hd_error_t *hd_webhooks_waiting(apr_array_header_t *webhooks, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *rows, *row;
    int i;

    for (i = 0; i < webhooks->nelts; i++) {
        hd_webhook_t *one = &APR_ARRAY_IDX(webhooks, i, hd_webhook_t);

        HD_TRY(hd_db_one(&row, db, "webhook_pending", HD_ARGS(hd_int(one->row)), pool));
        one->waiting = row ? hd_row_int(row, 0) : 0;
    }
    HD_TRY(hd_db_query(&rows, db, "webhook_waiting", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        const char *id = hd_webhook_of(hd_row_text(rows, 0));

        for (i = 0; i < webhooks->nelts; i++) {
            hd_webhook_t *one = &APR_ARRAY_IDX(webhooks, i, hd_webhook_t);
            if (!strcmp(one->id, id)) one->waiting += hd_row_int(rows, 1);
        }
    }
    return NULL;
}

hd_error_t *hd_webhook_calls_forget(hd_db_t *db, hd_time_t now)
{
    return hd_db_exec(NULL, db, "webhook_calls_forget", HD_ARGS(hd_int(now - HD_WEBHOOK_KEEP_SEC)));
}
