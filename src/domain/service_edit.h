/* src/domain/service_edit.h: services, as administrators find and change them, each change with its note in the audit.
 * May use: store/, text/, audit.h, base/. Must not know: HTTP, languages.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_SERVICE_EDIT_H
#define HD_DOMAIN_SERVICE_EDIT_H

#include "audit.h"
#include "service.h"

#define HD_SERVICE_TEXT_MAX 200 /* characters of a label or plan */
#define HD_SERVICES_SHOWN 50    /* rows of a list */
#define HD_SERVICE_HISTORY 100  /* changes that are shown */

/** A service with what only staff see beside it. */
typedef struct hd_service_full_t {
    hd_service_t service; /* without its unpaid proforma */
    const char *account;  /* public id */
    hd_time_t created_at;
} hd_service_full_t;

/** Which ones a list shows; what is found first counts: text, account, state. */
typedef struct hd_services_query_t {
    const char *text;    /* beginnings of words of label and plan, or of the account's name; "" */
    const char *account; /* public id, or "" */
    const char *state;   /* or "" */
    const char *after;   /* public id: those that were added before it; or "" */
} hd_services_query_t;

/** A list. */
typedef struct hd_services_list_t {
    apr_array_header_t *rows; /* hd_service_full_t */
    const char *next;         /* give as after; NULL: there are none */
    int cut;                  /* there are more than are shown, and no way on but more words */
} hd_services_list_t;

/**
 * List services, at the same cost however many there are.
 * @param[out] list  in pool
 * @param db         the connection
 * @param query      which
 * @param pool       owns the rows
 * @return NULL or the database's error
 */
hd_error_t *hd_services_list(hd_services_list_t *list, hd_db_t *db, const hd_services_query_t *query, apr_pool_t *pool);

/** One of them. @param[out] full  in pool; NULL when there is none @param id  public id */
hd_error_t *hd_service_full(hd_service_full_t **full, hd_db_t *db, const char *id, apr_pool_t *pool);

/** A change, as administrators see it. */
typedef struct hd_service_done_t {
    hd_time_t at;
    const char *what, *from, *to, *cause; /* from and to: states, or moments in ISO 8601 */
    const char *name;                     /* who; NULL: nobody who is known */
} hd_service_done_t;

/** What happened to a service, the last first. @param[out] changes  hd_service_done_t in pool */
hd_error_t *hd_service_history(apr_array_header_t **changes, hd_db_t *db, apr_int64_t service_id, apr_pool_t *pool);

/** What the form shows of a service. @return array of hd_audit_fact_t in pool */
apr_array_header_t *hd_service_facts(const hd_service_t *service, apr_pool_t *pool);

/**
 * Whether what was typed can be a service: label and plan, kind, term, money and dates.
 * @return NULL; HD_INVALID "label-empty", "label-long", "text-invalid" (fields label, plan), "service-kind" (kind),
 *         "term-bad" (term), "currency-bad" (currency), "price-bad" (price), "expires-before" (expires); all joined
 */
hd_error_t *hd_service_check(const hd_service_new_t *service, apr_pool_t *pool);

/**
 * Add a service to an account; the same form again leads to the first.
 * @param[out] id  public id, in pool; untouched on error
 * @param db       the connection, not in a transaction
 * @param by       who, with the form's token
 * @param service  what; its person_id is set here
 * @param pool     owns the id
 * @return NULL; as hd_service_check(); HD_INVALID "account-unknown" (account), "service-state" (state); the database's error
 */
hd_error_t *hd_service_create(const char **id, hd_db_t *db, const hd_by_t *by, hd_service_new_t *service, apr_pool_t *pool);

/**
 * Change what a service is, and until when; the account and the state stay.
 * @param[out] count  how many facts differ
 * @param db          the connection, not in a transaction
 * @param by          who
 * @param id          public id
 * @param version     of what the form showed, or ""
 * @param to          as it is to be; starts_at is set here where there was no term
 * @param pool        for the work
 * @return NULL; as hd_service_check(); HD_NOT_FOUND; HD_CONFLICT "changed-meanwhile"; the database's error
 */
hd_error_t *hd_service_edit(int *count, hd_db_t *db, const hd_by_t *by, const char *id, const char *version,
                            const hd_service_new_t *to, apr_pool_t *pool);

/** The states into which an administrator can bring a service that is in one; NULL at the end. */
const char *const *hd_service_ways(const char *state);

/**
 * Suspend, resume or cancel a service.
 * @param[out] changed  0: it is so already
 * @param db            the connection, not in a transaction
 * @param by            who; the reason goes to the change, too
 * @param id            public id
 * @param version       of what the form showed, or ""
 * @param state         "active", "suspended" or "cancelled"
 * @param pool          for the work
 * @return NULL; HD_INVALID "service-way" (field state); HD_NOT_FOUND; HD_CONFLICT "changed-meanwhile"; the database's error
 */
hd_error_t *hd_service_move(int *changed, hd_db_t *db, const hd_by_t *by, const char *id, const char *version,
                            const char *state, apr_pool_t *pool);

#endif
