/* src/domain/webhook.c: which webhooks there are, and what happened that they are told.
 * May use: store/, mail/, base/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "webhook.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/choice.h"
#include "../base/token.h"

#define SECRET_MARK "whsec_" /* so that one who finds a secret knows what it is */

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

/* The names with a space before and after each. */
static hd_error_t *event_list(const char **list, const apr_array_header_t *events, apr_pool_t *pool)
{
    hd_error_t *faults = NULL;
    int i;

    *list = " ";
    for (i = 0; hd_events[i] && !events->nelts; i++) *list = apr_pstrcat(pool, *list, hd_events[i], " ", NULL);
    for (i = 0; i < events->nelts; i++) {
        const char *name = APR_ARRAY_IDX(events, i, const char *);
        hd_error_t *fault;
        if (hd_choice(hd_events, name)) {
            if (!strstr(*list, apr_pstrcat(pool, " ", name, " ", NULL)))
                *list = apr_pstrcat(pool, *list, name, " ", NULL);
            continue;
        }
        fault = hd_error_field(pool, "webhook-event", "event");
        fault->value = name;
        faults = hd_error_join(faults, fault);
    }
    return faults;
}

static hd_error_t *make_secret(const char **secret, apr_pool_t *pool)
{
    const char *token;

    HD_TRY(hd_token_make(&token, pool));
    *secret = apr_pstrcat(pool, SECRET_MARK, token, NULL);
    return NULL;
}

hd_error_t *hd_webhook_add(const char **id, const char **secret, hd_db_t *db, apr_int64_t department_id,
                           const char *url, const apr_array_header_t *events, hd_time_t now, apr_pool_t *pool)
{
    const char *shown, *list, *public_id, *key;
    hd_error_t *faults = hd_hook_url(&shown, url, pool), *wrong = event_list(&list, events, pool);

    faults = hd_error_join(faults, wrong);
    if (faults) return faults;
    HD_TRY(hd_public_id_make(&public_id, pool));
    HD_TRY(make_secret(&key, pool));
    HD_TRY(hd_db_exec(
        NULL, db, "webhook_add",
        HD_ARGS(hd_text(public_id), hd_int(department_id), hd_text(url), hd_text(key), hd_text(list), hd_int(now))));
    *id = public_id;
    *secret = key;
    return NULL;
}

hd_error_t *hd_webhooks(apr_array_header_t **webhooks, hd_db_t *db, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(hd_webhook_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "webhooks", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        hd_webhook_t *one = apr_array_push(list);
        char *events = apr_pstrdup(pool, hd_row_text(rows, 3) + 1); /* a space stands before and after each */
        one->id = hd_row_text(rows, 0);
        one->department = hd_row_text(rows, 1);
        one->url = hd_row_text(rows, 2);
        if (*events) events[strlen(events) - 1] = '\0';
        one->events = events;
        one->active = hd_row_int(rows, 4) != 0;
        one->created_at = hd_row_int(rows, 5);
    }
    *webhooks = list;
    return NULL;
}

static hd_error_t *find(apr_int64_t *row_id, hd_db_t *db, const char *id, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "webhook_id", HD_ARGS(hd_text(id)), pool));
    if (!row) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    *row_id = hd_row_int(row, 0);
    return NULL;
}

hd_error_t *hd_webhook_renew(const char **secret, hd_db_t *db, const char *id, apr_pool_t *pool)
{
    const char *key;
    apr_int64_t row;

    HD_TRY(find(&row, db, id, pool));
    HD_TRY(make_secret(&key, pool));
    HD_TRY(hd_db_exec(NULL, db, "webhook_secret", HD_ARGS(hd_text(key), hd_int(row))));
    *secret = key;
    return NULL;
}

hd_error_t *hd_webhook_switch(hd_db_t *db, const char *id, int active, apr_pool_t *pool)
{
    apr_int64_t row;

    HD_TRY(find(&row, db, id, pool));
    return hd_db_exec(NULL, db, "webhook_active", HD_ARGS(hd_int(active), hd_int(row)));
}

hd_error_t *hd_webhook_calls_forget(hd_db_t *db, hd_time_t now)
{
    return hd_db_exec(NULL, db, "webhook_calls_forget", HD_ARGS(hd_int(now - HD_WEBHOOK_KEEP_SEC)));
}

static hd_error_t *take_away(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    hd_value_t row = hd_int(*(const apr_int64_t *)baton);

    (void)pool;
    HD_TRY(hd_db_exec(NULL, db, "webhook_end_queued", HD_ARGS(row)));
    HD_TRY(hd_db_exec(NULL, db, "webhook_forget_calls", HD_ARGS(row)));
    return hd_db_exec(NULL, db, "webhook_remove", HD_ARGS(row));
}

hd_error_t *hd_webhook_remove(hd_db_t *db, const char *id, apr_pool_t *pool)
{
    apr_int64_t row;

    HD_TRY(find(&row, db, id, pool));
    return hd_db_transaction(db, take_away, &row, pool);
}
