/* src/domain/service.c: reading services and adding them.
 * May use: store/, base/. Must not know: HTTP, languages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "service.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "../base/choice.h"
#include "../base/token.h"
#include "directory.h"
#include "person.h"

int hd_service_kind_valid(const char *kind)
{
    static const char *const kinds[] = { "hosting", "domain", "vps", "server", "certificate", "other", NULL };

    return hd_choice(kinds, kind) != NULL;
}

int hd_service_state_valid(const char *state)
{
    static const char *const states[] = { "pending", "active", "suspended", "expired", "cancelled", NULL };

    return hd_choice(states, state) != NULL;
}

const char *hd_service_status(const char *state, int has_term, int days_left)
{
    if (strcmp(state, "active") || !has_term) return state;
    if (days_left < 0) return "expired";
    return days_left <= HD_SERVICE_EXPIRING_DAYS ? "expiring" : state;
}

void hd_service_read(hd_service_t *service, const hd_rows_t *rows)
{
    memset(service, 0, sizeof(*service));
    service->id = hd_row_int(rows, 0);
    service->account_id = hd_row_int(rows, 1);
    service->public_id = hd_row_text(rows, 2);
    service->kind = hd_row_text(rows, 3);
    service->label = hd_row_text(rows, 4);
    service->plan = hd_row_text(rows, 5);
    service->currency = hd_row_text(rows, 6);
    service->state = hd_row_text(rows, 7);
    service->term_months = (int)hd_row_int(rows, 8);
    service->price_minor = hd_row_int(rows, 9);
    service->starts_at = hd_row_int(rows, 10);
    service->expires_at = hd_row_int(rows, 11);
}

static apr_array_header_t *read_services(hd_rows_t *rows, apr_pool_t *pool)
{
    apr_array_header_t *services = apr_array_make(pool, 20, sizeof(hd_service_t));

    while (hd_rows_next(rows)) hd_service_read(apr_array_push(services), rows);
    return services;
}

/* Read the lines of unpaid proformas: each proforma once into the list, and to the services it is for. */
static apr_array_header_t *read_unpaid(hd_rows_t *rows, apr_array_header_t *services, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 4, sizeof(hd_proforma_t *));
    hd_proforma_t *last = NULL;
    int i;

    while (hd_rows_next(rows)) {
        if (!last || strcmp(last->number, hd_row_text(rows, 1))) {
            last = apr_pcalloc(pool, sizeof(*last));
            last->number = hd_row_text(rows, 1);
            last->status = hd_row_text(rows, 2);
            last->currency = hd_row_text(rows, 3);
            last->total_minor = hd_row_int(rows, 4);
            last->due_at = hd_row_int(rows, 5);
            last->services = hd_row_text(rows, 6);
            last->is_mine = hd_row_int(rows, 7) != 0;
            APR_ARRAY_PUSH(list, hd_proforma_t *) = last;
        }
        else last->services = apr_pstrcat(pool, last->services, ", ", hd_row_text(rows, 6), NULL);
        for (i = 0; i < services->nelts; i++) {
            hd_service_t *service = &APR_ARRAY_IDX(services, i, hd_service_t);
            if (service->id == hd_row_int(rows, 0) && !service->unpaid) service->unpaid = last;
        }
    }
    return list;
}

static hd_error_t *services_by(apr_array_header_t **services, apr_array_header_t **unpaid, hd_db_t *db,
                               const char *statement, const char *lines, apr_int64_t id, apr_pool_t *pool)
{
    apr_array_header_t *found;
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, statement, HD_ARGS(hd_int(id)), pool));
    found = read_services(rows, pool);
    HD_TRY(hd_db_query(&rows, db, lines, HD_ARGS(hd_int(id)), pool));
    *unpaid = read_unpaid(rows, found, pool);
    *services = found;
    return NULL;
}

static int by_expiry(const void *a, const void *b)
{
    const hd_service_t *left = a, *right = b;

    if (left->expires_at != right->expires_at) return left->expires_at < right->expires_at ? -1 : 1;
    return left->id < right->id ? -1 : left->id > right->id;
}

static const char *name_of(const apr_array_header_t *accounts, apr_int64_t account_id)
{
    int i;

    for (i = 0; i < accounts->nelts; i++) {
        const hd_membership_t *one = &APR_ARRAY_IDX(accounts, i, hd_membership_t);
        if (one->account_id == account_id) return one->name;
    }
    return NULL;
}

hd_error_t *hd_services_of(apr_array_header_t **services, apr_array_header_t **unpaid, hd_db_t *db,
                           apr_int64_t person_id, const apr_array_header_t *accounts, apr_pool_t *pool)
{
    apr_array_header_t *found, *proformas;
    int i;

    HD_TRY(services_by(&found, &proformas, db, "services_of_person", "unpaid_of_person", person_id, pool));
    qsort(found->elts, (size_t)found->nelts, sizeof(hd_service_t), by_expiry);
    for (i = 0; i < found->nelts; i++) {
        hd_service_t *service = &APR_ARRAY_IDX(found, i, hd_service_t);
        service->account_name = name_of(accounts, service->account_id);
    }
    if (unpaid) *unpaid = proformas;
    *services = found;
    return NULL;
}

hd_error_t *hd_services_of_account(apr_array_header_t **services, hd_db_t *db, apr_int64_t account_id,
                                   apr_pool_t *pool)
{
    apr_array_header_t *unpaid;

    return services_by(services, &unpaid, db, "services_of_account", "unpaid_of_account", account_id, pool);
}

hd_error_t *hd_service_changes(apr_array_header_t **changes, hd_db_t *db, apr_int64_t service_id, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(hd_service_change_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "service_changes", HD_ARGS(hd_int(service_id)), pool));
    while (hd_rows_next(rows)) {
        hd_service_change_t *change = apr_array_push(list);
        change->at = hd_row_int(rows, 0);
        change->what = hd_row_text(rows, 1);
        change->from = hd_row_text(rows, 2);
        change->to = hd_row_text(rows, 3);
    }
    *changes = list;
    return NULL;
}

static hd_error_t *find_account(apr_int64_t *id, hd_db_t *db, const char *public_id, apr_pool_t *pool)
{
    HD_TRY(hd_account_by_public_id(id, db, public_id, pool));
    return *id ? NULL : hd_error_field(pool, "account-unknown", "account");
}

typedef struct adding_t {
    const hd_service_new_t *service;
    const char *public_id;
    hd_time_t now;
} adding_t;

static hd_error_t *add(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const adding_t *adding = baton;
    const hd_service_new_t *service = adding->service;
    apr_int64_t account;
    hd_rows_t *row;

    HD_TRY(find_account(&account, db, service->account, pool));
    HD_TRY(hd_db_one(&row, db, "service_add",
                     HD_ARGS(hd_text(adding->public_id), hd_int(account), hd_text(service->kind),
                             hd_text(service->label), hd_text(service->plan), hd_int(service->term_months),
                             hd_int(service->price_minor), hd_text(service->currency), hd_int(service->starts_at),
                             hd_int(service->expires_at), hd_text(service->state), hd_int(adding->now)),
                     pool));
    HD_TRY(hd_directory_put(db, HD_FIND_SERVICE, hd_row_int(row, 0), service->label, service->plan, pool));
    return hd_db_exec(NULL, db, "service_change_add",
                      HD_ARGS(hd_int(hd_row_int(row, 0)), hd_int(service->person_id), hd_int(adding->now), hd_text("created"),
                              hd_text(""), hd_text(service->state), hd_text("added")));
}

hd_error_t *hd_service_add(const char **id, hd_db_t *db, const hd_service_new_t *service, hd_time_t now,
                           apr_pool_t *pool)
{
    adding_t adding = { service, NULL, now };

    if (!hd_service_kind_valid(service->kind)) return hd_error_field(pool, "service-kind", "kind");
    if (!hd_service_state_valid(service->state)) return hd_error_field(pool, "service-state", "state");
    HD_TRY(hd_public_id_make(&adding.public_id, pool));
    HD_TRY(hd_db_within(db, add, &adding, pool));
    *id = adding.public_id;
    return NULL;
}

typedef struct issuing_t {
    const char *account;
    const apr_array_header_t *services;
    hd_time_t due_at, now;
    const char *number;
} issuing_t;

/* The next number of the year: PF-2026-00001 and on. The unique key lets nobody have the same. */
static hd_error_t *next_number(const char **number, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    const char *year = apr_psprintf(pool, "PF-%.4s-", hd_date_iso(now, pool));
    hd_rows_t *row;
    const char *last;

    HD_TRY(hd_db_one(&row, db, "proforma_last_number", HD_ARGS(hd_text(year), hd_text(apr_pstrcat(pool, year, "~", NULL))),
                     pool));
    last = row ? hd_row_text(row, 0) : NULL;
    *number = apr_psprintf(pool, "%s%05d", year, last ? atoi(last + strlen(year)) + 1 : 1);
    return NULL;
}

static hd_error_t *issue(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    issuing_t *issuing = baton;
    apr_int64_t account, proforma, total = 0;
    const char *currency = NULL;
    hd_rows_t **found = apr_pcalloc(pool, sizeof(*found) * (apr_size_t)issuing->services->nelts);
    hd_rows_t *row;
    int i;

    HD_TRY(find_account(&account, db, issuing->account, pool));
    for (i = 0; i < issuing->services->nelts; i++) {
        const char *service = APR_ARRAY_IDX(issuing->services, i, const char *);
        HD_TRY(hd_db_one(&found[i], db, "service_of_account", HD_ARGS(hd_text(service), hd_int(account)), pool));
        if (!found[i]) return hd_error_field(pool, "service-unknown", "service");
        total += hd_row_int(found[i], 2);
        currency = hd_row_text(found[i], 3);
    }
    if (!currency) return hd_error_field(pool, "service-unknown", "service");
    HD_TRY(next_number(&issuing->number, db, issuing->now, pool));
    HD_TRY(hd_db_one(&row, db, "proforma_add",
                     HD_ARGS(hd_text(issuing->number), hd_int(account), hd_int(issuing->now), hd_int(issuing->due_at),
                             hd_int(total), hd_text(currency)),
                     pool));
    proforma = hd_row_int(row, 0);
    for (i = 0; i < issuing->services->nelts; i++) {
        HD_TRY(hd_db_exec(NULL, db, "proforma_line_add",
                          HD_ARGS(hd_int(proforma), hd_int(hd_row_int(found[i], 0)), hd_int(hd_row_int(found[i], 1)),
                                  hd_int(hd_row_int(found[i], 2)))));
    }
    return NULL;
}

hd_error_t *hd_proforma_issue(const char **number, hd_db_t *db, const char *account,
                              const apr_array_header_t *services, hd_time_t due_at, hd_time_t now, apr_pool_t *pool)
{
    issuing_t issuing = { account, services, due_at, now, NULL };

    HD_TRY(hd_db_within(db, issue, &issuing, pool));
    *number = issuing.number;
    return NULL;
}
