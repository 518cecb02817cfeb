/* src/domain/webhook_edit.c: keeping webhooks, each change with its note in the audit.
 * May use: webhook.h, audit.h, store/, mail/, base/. Must not know: HTTP, the command line.
 * SPDX-License-Identifier: Apache-2.0 */
#include "webhook_edit.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/choice.h"
#include "../base/log.h"
#include "../base/token.h"
#include "department.h"

#define SECRET_MARK "whsec_" /* so that one who finds a secret knows what it is */
#define HURRY_MAX 200        /* calls that are tried now */

/* A webhook on its way into the tables. */
typedef struct edit_t {
    const hd_by_t *by;
    hd_webhook_edit_t wanted;
    const char *id, *shown, *events, *version; /* events: names, with a space before and after each */
    apr_int64_t row;
    int days, count;
} edit_t;

/* The audit names a webhook by what may be shown of its address. */
static hd_audit_object_t of_webhook(const char *id, const char *shown)
{
    hd_audit_object_t object = { HD_OBJECT_WEBHOOK, id, shown };

    return object;
}

static const char *shown_of(const char *url, apr_pool_t *pool)
{
    const char *shown;

    return hd_hook_url(&shown, url, pool) ? "" : shown;
}

static apr_array_header_t *facts_of(const char *department, const char *url, const char *events, apr_pool_t *pool)
{
    apr_array_header_t *facts = apr_array_make(pool, 4, sizeof(hd_audit_fact_t));

    hd_audit_fact(facts, "department", department);
    hd_audit_fact(facts, "url", url);
    hd_audit_fact(facts, "events", events);
    return facts;
}

apr_array_header_t *hd_webhook_facts(const hd_webhook_t *webhook, apr_pool_t *pool)
{
    apr_array_header_t *facts = facts_of(webhook->department, webhook->url, webhook->events, pool);

    hd_audit_fact(facts, "active", webhook->active ? "yes" : "no");
    return facts;
}

hd_error_t *hd_webhook_secret_make(const char **secret, apr_pool_t *pool)
{
    const char *token;

    HD_TRY(hd_token_make(&token, pool));
    *secret = apr_pstrcat(pool, SECRET_MARK, token, NULL);
    return NULL;
}

static hd_error_t *check_secret(const char *secret, apr_pool_t *pool)
{
    const apr_size_t mark = sizeof(SECRET_MARK) - 1;

    if (secret && !strncmp(secret, SECRET_MARK, mark) && strlen(secret) == mark + 2 * HD_TOKEN_BYTES
        && strspn(secret + mark, "0123456789abcdef") == 2 * HD_TOKEN_BYTES) {
        return NULL;
    }
    return hd_error_field(pool, "webhook-secret", "secret");
}

static const char *with_event(const char *list, const char *name, apr_pool_t *pool)
{
    return apr_pstrcat(pool, list, name, " ", NULL);
}

/* The names, each once, in the order of hd_events. */
static hd_error_t *event_list(const char **list, const apr_array_header_t *events, apr_pool_t *pool)
{
    const char *const *event;
    hd_error_t *faults = NULL;
    int i;

    *list = " ";
    for (event = hd_events; *event; event++) {
        for (i = 0; i < events->nelts && strcmp(APR_ARRAY_IDX(events, i, const char *), *event); i++) continue;
        if (i < events->nelts || !events->nelts) *list = with_event(*list, *event, pool);
    }
    for (i = 0; i < events->nelts; i++) {
        const char *name = APR_ARRAY_IDX(events, i, const char *);
        hd_error_t *fault;

        if (hd_choice(hd_events, name)) continue;
        fault = hd_error_field(pool, "webhook-event", "event");
        fault->value = name;
        faults = hd_error_join(faults, fault);
    }
    return faults;
}

/* Tell all that is wrong with what came. */
static hd_error_t *clean(edit_t *it, apr_pool_t *pool)
{
    hd_error_t *faults = hd_hook_url(&it->shown, it->wanted.url, pool), *wrong = event_list(&it->events, it->wanted.events, pool);

    return hd_error_join(faults, wrong);
}

static hd_error_t *find_department(apr_int64_t *row, hd_db_t *db, const char *slug, apr_pool_t *pool)
{
    HD_TRY(hd_department_find(row, db, slug, pool));
    return *row ? NULL : hd_error_field(pool, "department-unknown", "department");
}

static hd_error_t *add(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    hd_audit_object_t object;
    apr_int64_t department;
    const char *made;

    HD_TRY(hd_audit_made(&made, db, it->by, pool));
    if (made) {
        it->id = made;
        return NULL;
    }
    HD_TRY(find_department(&department, db, it->wanted.department, pool));
    HD_TRY(hd_public_id_make(&it->id, pool));
    HD_TRY(hd_db_exec(NULL, db, "webhook_add",
                      HD_ARGS(hd_text(it->id), hd_int(department), hd_text(it->wanted.url), hd_text(it->wanted.secret),
                              hd_text(it->events), hd_int(it->by->now))));
    object = of_webhook(it->id, it->shown);
    return hd_audit_created(db, it->by, &object, it->wanted.department);
}

hd_error_t *hd_webhook_add(const char **id, hd_db_t *db, const hd_by_t *by, const hd_webhook_edit_t *wanted, apr_pool_t *pool)
{
    edit_t it = { .by = by, .wanted = *wanted };
    hd_error_t *faults = clean(&it, pool);

    faults = hd_error_join(faults, check_secret(wanted->secret, pool));
    if (faults) return faults;
    HD_TRY(hd_db_transaction(db, add, &it, pool));
    *id = it.id;
    return NULL;
}

/* The webhook as it is stored, its row held. */
static hd_error_t *hold(hd_webhook_t **stored, hd_db_t *db, const char *id, apr_pool_t *pool)
{
    HD_TRY(hd_db_exec(NULL, db, "webhook_lock", HD_ARGS(hd_text(id))));
    HD_TRY(hd_webhook_get(stored, db, id, pool));
    return *stored ? NULL : hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
}

/* @param object  names it */
static hd_error_t *turn(int *changed, hd_db_t *db, const hd_by_t *by, const hd_webhook_t *stored, int active,
                        const hd_audit_object_t *object)
{
    *changed = stored->active != active;
    if (!*changed) return NULL;
    HD_TRY(hd_db_exec(NULL, db, active ? "webhook_anew" : "webhook_off", HD_ARGS(hd_int(stored->row))));
    return hd_audit_add(db, by, active ? "enabled" : "disabled", object, "", "", "");
}

/* Note what differs; of an address only what may be shown of it. */
static hd_error_t *note(edit_t *it, hd_db_t *db, const hd_webhook_t *stored, const hd_audit_object_t *object, apr_pool_t *pool)
{
    const char *was = shown_of(stored->url, pool), *events = apr_pstrmemdup(pool, it->events + 1, strlen(it->events) - 2);

    HD_TRY(hd_audit_changes(&it->count, db, it->by, object, facts_of(stored->department, was, stored->events, pool),
                            facts_of(it->wanted.department, it->shown, events, pool)));
    if (!strcmp(stored->url, it->wanted.url) || strcmp(was, it->shown)) return NULL;
    it->count++;
    return hd_audit_add(db, it->by, "changed", object, "url", was, it->shown);
}

static hd_error_t *set(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    hd_audit_object_t object = of_webhook(it->wanted.id, it->shown);
    apr_int64_t department;
    hd_webhook_t *stored;
    int turned;

    HD_TRY(hold(&stored, db, it->wanted.id, pool));
    HD_TRY(hd_audit_unchanged(hd_webhook_facts(stored, pool), it->version, pool));
    HD_TRY(find_department(&department, db, it->wanted.department, pool));
    HD_TRY(note(it, db, stored, &object, pool));
    HD_TRY(turn(&turned, db, it->by, stored, it->wanted.active, &object));
    if (it->count) {
        HD_TRY(hd_db_exec(NULL, db, "webhook_set",
                          HD_ARGS(hd_int(department), hd_text(it->wanted.url), hd_text(it->events), hd_int(stored->row))));
    }
    it->count += turned;
    if (!it->wanted.active || !strcmp(stored->url, it->wanted.url)) return NULL;
    return hd_db_exec(NULL, db, "webhook_anew", HD_ARGS(hd_int(stored->row)));
}

hd_error_t *hd_webhook_set(int *count, hd_db_t *db, const hd_by_t *by, const hd_webhook_edit_t *wanted, const char *version,
                           apr_pool_t *pool)
{
    edit_t it = { .by = by, .wanted = *wanted, .version = version };

    HD_TRY(clean(&it, pool));
    HD_TRY(hd_db_transaction(db, set, &it, pool));
    *count = it.count;
    return NULL;
}

static hd_error_t *switch_one(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    hd_audit_object_t object;
    hd_webhook_t *stored;

    HD_TRY(hold(&stored, db, it->wanted.id, pool));
    object = of_webhook(stored->id, shown_of(stored->url, pool));
    return turn(&it->count, db, it->by, stored, it->wanted.active, &object);
}

hd_error_t *hd_webhook_switch(hd_db_t *db, const hd_by_t *by, const char *id, int active, apr_pool_t *pool)
{
    edit_t it = { .by = by, .wanted = { .id = id, .active = active } };

    return hd_db_transaction(db, switch_one, &it, pool);
}

static hd_error_t *renew(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const edit_t *it = baton;
    hd_audit_object_t object;
    hd_webhook_t *stored;

    HD_TRY(hold(&stored, db, it->wanted.id, pool));
    HD_TRY(hd_db_exec(NULL, db, "webhook_secret", HD_ARGS(hd_text(it->wanted.secret), hd_int(stored->row))));
    object = of_webhook(stored->id, shown_of(stored->url, pool));
    return hd_audit_add(db, it->by, "changed", &object, "secret", "", "");
}

hd_error_t *hd_webhook_renew(hd_db_t *db, const hd_by_t *by, const char *id, const char *secret, apr_pool_t *pool)
{
    edit_t it = { .by = by, .wanted = { .id = id, .secret = secret } };

    HD_TRY(check_secret(secret, pool));
    return hd_db_transaction(db, renew, &it, pool);
}

static hd_error_t *hurry(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    const hd_value_t now = hd_int(it->by->now);
    hd_audit_object_t object;
    hd_webhook_t *stored;
    hd_rows_t *rows;

    HD_TRY(hold(&stored, db, it->wanted.id, pool));
    HD_TRY(hd_db_query(&rows, db, "webhook_put_off",
                       HD_ARGS(hd_text(apr_pstrcat(pool, "%#", stored->id, NULL)), now, now, hd_int(HURRY_MAX)), pool));
    it->count = hd_rows_count(rows);
    while (hd_rows_next(rows)) {
        HD_TRY(hd_db_exec(NULL, db, "webhook_hurry", HD_ARGS(now, hd_int(hd_row_int(rows, 0)), now)));
    }
    HD_TRY(hd_db_exec(NULL, db, "webhook_rested", HD_ARGS(hd_int(stored->row))));
    object = of_webhook(stored->id, shown_of(stored->url, pool));
    return it->count ? hd_audit_add(db, it->by, "retried", &object, "", "", "") : NULL;
}

hd_error_t *hd_webhook_try(int *count, hd_db_t *db, const hd_by_t *by, const char *id, apr_pool_t *pool)
{
    edit_t it = { .by = by, .wanted = { .id = id } };

    HD_TRY(hd_db_transaction(db, hurry, &it, pool));
    *count = it.count;
    return NULL;
}

static hd_error_t *take_away(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const edit_t *it = baton;
    hd_audit_object_t object;
    hd_webhook_t *stored;

    HD_TRY(hold(&stored, db, it->wanted.id, pool));
    HD_TRY(hd_db_exec(NULL, db, "webhook_end_queued", HD_ARGS(hd_int(stored->row))));
    HD_TRY(hd_db_exec(NULL, db, "webhook_forget_calls", HD_ARGS(hd_int(stored->row))));
    HD_TRY(hd_db_exec(NULL, db, "webhook_remove", HD_ARGS(hd_int(stored->row))));
    object = of_webhook(stored->id, shown_of(stored->url, pool));
    return hd_audit_add(db, it->by, "deleted", &object, "", stored->department, "");
}

hd_error_t *hd_webhook_remove(hd_db_t *db, const hd_by_t *by, const char *id, apr_pool_t *pool)
{
    edit_t it = { .by = by, .wanted = { .id = id } };

    return hd_db_transaction(db, take_away, &it, pool);
}

static hd_error_t *stop(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    const hd_value_t row = hd_int(it->row), since = hd_int(it->by->now - (hd_time_t)it->days * HD_DAY_SEC);
    hd_audit_object_t object;
    hd_rows_t *found;

    HD_TRY(hd_db_one(&found, db, "webhook_failing", HD_ARGS(row, since), pool));
    if (!found) return NULL;
    HD_TRY(hd_db_exec(&it->count, db, "webhook_stop", HD_ARGS(hd_int(it->by->now), row, since)));
    if (!it->count) return NULL;
    object = of_webhook(hd_row_text(found, 0), shown_of(hd_row_text(found, 1), pool));
    hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0119) "webhook %s (%s) has taken no call for %d days and is switched off: %s",
           object.id, object.label, it->days, hd_row_text(found, 2));
    return hd_audit_add(db, it->by, HD_AUDIT_GAVE_UP, &object, "", "", hd_row_text(found, 2));
}

hd_error_t *hd_webhook_give_up(int *stopped, hd_db_t *db, apr_int64_t row, int days, hd_time_t now, apr_pool_t *pool)
{
    const hd_by_t by = { 0, now, NULL, NULL };
    const hd_value_t since = hd_int(now - (hd_time_t)days * HD_DAY_SEC);
    edit_t it = { .by = &by, .row = row, .days = days };
    hd_rows_t *found;

    *stopped = 0;
    HD_TRY(hd_db_one(&found, db, "webhook_failing", HD_ARGS(hd_int(row), since), pool)); /* mostly not: no transaction then */
    if (!found) return NULL;
    HD_TRY(hd_db_transaction(db, stop, &it, pool));
    *stopped = it.count;
    return NULL;
}
