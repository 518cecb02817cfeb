/* src/domain/service_edit.c: services, as administrators change them, each change with its note in the audit.
 * May use: store/, text/, audit.h, base/. Must not know: HTTP, languages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "service_edit.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/choice.h"
#include "../text/amount.h"
#include "../text/fold.h"
#include "directory.h"
#include "search.h"

/* A service on its way into the tables. */
typedef struct edit_t {
    const hd_by_t *by;
    const char *id, *version, *state;
    hd_service_new_t *fresh;
    const hd_service_new_t *to;
    int count;
} edit_t;

static hd_audit_object_t of_service(const hd_service_t *service)
{
    hd_audit_object_t object = { HD_OBJECT_SERVICE, service->public_id, service->label };

    return object;
}

apr_array_header_t *hd_service_facts(const hd_service_t *service, apr_pool_t *pool)
{
    apr_array_header_t *facts = apr_array_make(pool, 8, sizeof(hd_audit_fact_t));

    hd_audit_fact(facts, "label", service->label);
    hd_audit_fact(facts, "kind", service->kind);
    hd_audit_fact(facts, "plan", service->plan);
    hd_audit_fact(facts, "term", apr_itoa(pool, service->term_months));
    hd_audit_fact(facts, "price", hd_amount_write(service->price_minor, service->currency, pool));
    hd_audit_fact(facts, "currency", service->currency);
    hd_audit_fact(facts, "expires", service->expires_at ? hd_time_iso(service->expires_at, pool) : "");
    hd_audit_fact(facts, "state", service->state);
    return facts;
}

static hd_error_t *check_text(const char *text, const char *field, apr_pool_t *pool)
{
    hd_error_t *error;

    if (!*text) return hd_error_field(pool, "label-empty", field);
    if (!hd_text_valid(text, strlen(text), 0)) return hd_error_field(pool, "text-invalid", field);
    if (hd_text_chars(text) <= HD_SERVICE_TEXT_MAX) return NULL;
    error = hd_error_field(pool, "label-long", field);
    error->value = HD_STRINGIFY(HD_SERVICE_TEXT_MAX);
    return error;
}

hd_error_t *hd_service_check(const hd_service_new_t *service, apr_pool_t *pool)
{
    hd_error_t *faults = check_text(service->label, "label", pool);

    faults = hd_error_join(faults, check_text(service->plan, "plan", pool));
    if (!hd_service_kind_valid(service->kind)) faults = hd_error_join(faults, hd_error_field(pool, "service-kind", "kind"));
    if (service->term_months < 1 || service->term_months > HD_SERVICE_TERM_MAX) {
        faults = hd_error_join(faults, hd_error_field(pool, "term-bad", "term"));
    }
    if (!hd_currency_valid(service->currency)) faults = hd_error_join(faults, hd_error_field(pool, "currency-bad", "currency"));
    if (service->price_minor < 0) faults = hd_error_join(faults, hd_error_field(pool, "price-bad", "price"));
    if (service->expires_at && service->starts_at >= service->expires_at) {
        faults = hd_error_join(faults, hd_error_field(pool, "expires-before", "expires"));
    }
    return faults;
}

static hd_error_t *create(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    hd_audit_object_t object = { HD_OBJECT_SERVICE, NULL, it->fresh->label };
    const char *made;

    HD_TRY(hd_audit_made(&made, db, it->by, pool));
    if (!made) {
        HD_TRY(hd_service_add(&it->id, db, it->fresh, it->by->now, pool));
        object.id = it->id;
        return hd_audit_created(db, it->by, &object, it->fresh->state);
    }
    it->id = made;
    return NULL;
}

hd_error_t *hd_service_create(const char **id, hd_db_t *db, const hd_by_t *by, hd_service_new_t *service, apr_pool_t *pool)
{
    edit_t it = { .by = by, .fresh = service };

    HD_TRY(hd_service_check(service, pool));
    service->person_id = by->person_id;
    HD_TRY(hd_db_transaction(db, create, &it, pool));
    *id = it.id;
    return NULL;
}

/* The service as it is stored, its row held, when nobody has changed it since the form was made. */
static hd_error_t *hold(hd_service_t **service, hd_db_t *db, const edit_t *it, apr_pool_t *pool)
{
    hd_service_full_t *full;

    HD_TRY(hd_db_exec(NULL, db, "service_lock", HD_ARGS(hd_text(it->id))));
    HD_TRY(hd_service_full(&full, db, it->id, pool));
    if (!full) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    *service = &full->service;
    return hd_audit_unchanged(hd_service_facts(*service, pool), it->version, pool);
}

/* Note a change that the client may see. */
static hd_error_t *note(hd_db_t *db, const hd_by_t *by, apr_int64_t service_id, const char *what, const char *from,
                        const char *to)
{
    return hd_db_exec(NULL, db, "service_change_add",
                      HD_ARGS(hd_int(service_id), hd_int(by->person_id), hd_int(by->now), hd_text(what), hd_text(from),
                              hd_text(to), hd_text(by->reason ? by->reason : "")));
}

static hd_error_t *write_edit(hd_db_t *db, const hd_service_t *to, apr_pool_t *pool)
{
    HD_TRY(hd_db_exec(NULL, db, "service_set",
                      HD_ARGS(hd_text(to->kind), hd_text(to->label), hd_text(to->plan), hd_int(to->term_months),
                              hd_int(to->price_minor), hd_text(to->currency), hd_int(to->starts_at), hd_int(to->expires_at),
                              hd_int(to->id))));
    HD_TRY(hd_search_renew_account(db, to->account_id));
    return hd_directory_put(db, HD_FIND_SERVICE, to->id, to->label, to->plan, pool);
}

static hd_error_t *edit(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    hd_service_t *stored, to;
    hd_audit_object_t object;

    HD_TRY(hold(&stored, db, it, pool));
    to = *stored;
    to.label = it->to->label;
    to.kind = it->to->kind;
    to.plan = it->to->plan;
    to.term_months = it->to->term_months;
    to.price_minor = it->to->price_minor;
    to.currency = it->to->currency;
    to.expires_at = it->to->expires_at;
    if (!to.expires_at) to.starts_at = 0;
    else if (!to.starts_at) to.starts_at = it->by->now;
    if (to.expires_at && to.starts_at >= to.expires_at) return hd_error_field(pool, "expires-before", "expires");
    object = of_service(&to);
    HD_TRY(hd_audit_changes(&it->count, db, it->by, &object, hd_service_facts(stored, pool), hd_service_facts(&to, pool)));
    if (!it->count) return NULL;
    HD_TRY(write_edit(db, &to, pool));
    if (to.expires_at == stored->expires_at) return NULL;
    return note(db, it->by, to.id, "expiry", stored->expires_at ? hd_time_iso(stored->expires_at, pool) : "",
                to.expires_at ? hd_time_iso(to.expires_at, pool) : "");
}

hd_error_t *hd_service_edit(int *count, hd_db_t *db, const hd_by_t *by, const char *id, const char *version,
                            const hd_service_new_t *to, apr_pool_t *pool)
{
    edit_t it = { .by = by, .id = id, .version = version, .to = to };

    HD_TRY(hd_service_check(to, pool));
    HD_TRY(hd_db_transaction(db, edit, &it, pool));
    *count = it.count;
    return NULL;
}

const char *const *hd_service_ways(const char *state)
{
    static const char *const from_pending[] = { "active", "cancelled", NULL };
    static const char *const from_active[] = { "suspended", "cancelled", NULL };
    static const char *const from_stopped[] = { "active", "cancelled", NULL };
    static const char *const from_expired[] = { "active", "suspended", "cancelled", NULL };
    static const char *const from_cancelled[] = { "active", NULL };

    if (!strcmp(state, "pending")) return from_pending;
    if (!strcmp(state, "active")) return from_active;
    if (!strcmp(state, "suspended")) return from_stopped;
    return !strcmp(state, "expired") ? from_expired : from_cancelled;
}

static hd_error_t *move(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    hd_audit_object_t object;
    hd_service_t *stored;

    HD_TRY(hold(&stored, db, it, pool));
    if (!strcmp(stored->state, it->state)) return NULL;
    if (!hd_choice(hd_service_ways(stored->state), it->state)) return hd_error_field(pool, "service-way", "state");
    it->count = 1;
    object = of_service(stored);
    HD_TRY(hd_audit_change(db, it->by, &object, "state", stored->state, it->state));
    HD_TRY(hd_db_exec(NULL, db, "service_set_state", HD_ARGS(hd_text(it->state), hd_int(stored->id))));
    return note(db, it->by, stored->id, "state", stored->state, it->state);
}

hd_error_t *hd_service_move(int *changed, hd_db_t *db, const hd_by_t *by, const char *id, const char *version,
                            const char *state, apr_pool_t *pool)
{
    edit_t it = { .by = by, .id = id, .version = version, .state = state };

    HD_TRY(hd_db_transaction(db, move, &it, pool));
    *changed = it.count;
    return NULL;
}
