/* src/domain/service.h: what a client has with the company: services, their terms and states.
 * May use: store/, base/. Must not know: HTTP, languages.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_SERVICE_H
#define HD_DOMAIN_SERVICE_H

#include <apr_tables.h>

#include "../store/db.h"

#define HD_SERVICE_TERM_MAX 1200   /* months */
#define HD_SERVICE_EXPIRING_DAYS 30 /* a service is shown as expiring when this many days or fewer are left */

/** A proforma that waits to be paid. */
typedef struct hd_proforma_t {
    const char *number, *status, *currency;
    apr_int64_t total_minor;
    hd_time_t due_at;
    const char *services; /* labels, separated by ", " */
    int is_mine;          /* the person who asks has to do with billing in its account */
} hd_proforma_t;

/** A service. All texts are in the pool it was read into. */
typedef struct hd_service_t {
    apr_int64_t id, account_id;
    const char *public_id, *account_name;
    const char *kind, *label, *plan, *currency, *state;
    int term_months;
    apr_int64_t price_minor;
    hd_time_t starts_at, expires_at;  /* 0: no term yet */
    const hd_proforma_t *unpaid;      /* or NULL */
} hd_service_t;

/** A change of a service. */
typedef struct hd_service_change_t {
    hd_time_t at;
    const char *what, *from, *to;
} hd_service_change_t;

/** Whether a kind or a state is one that there is. @return 1 or 0 */
int hd_service_kind_valid(const char *kind);
int hd_service_state_valid(const char *state);

/**
 * What to show as a service's state.
 * @param state      as stored
 * @param has_term   whether it has a date of expiry
 * @param days_left  whole days to it, negative when past
 * @return state, but "expiring" or "expired" for an active one whose days run out or have
 */
const char *hd_service_status(const char *state, int has_term, int days_left);

/** Read what a row begins with: id, account_id, public_id, kind, label, plan, currency, state, term_months, price_minor,
 * starts_at, expires_at. @param[out] service  all else in it is 0 @param rows  on that row */
void hd_service_read(hd_service_t *service, const hd_rows_t *rows);

/**
 * The services of all accounts in which a person has any right, by expiry; their unpaid proformas with them.
 * @param[out] services  array of hd_service_t in pool
 * @param[out] unpaid    array of hd_proforma_t * in pool: those proformas; or NULL
 * @param db             the connection
 * @param person_id      who asks
 * @param accounts       hd_membership_t: the person's
 * @param pool           owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_services_of(apr_array_header_t **services, apr_array_header_t **unpaid, hd_db_t *db,
                           apr_int64_t person_id, const apr_array_header_t *accounts, apr_pool_t *pool);

/** The services of one account, for staff: as hd_services_of, but without the account's name. */
hd_error_t *hd_services_of_account(apr_array_header_t **services, hd_db_t *db, apr_int64_t account_id,
                                   apr_pool_t *pool);

/**
 * What happened to a service, newest last.
 * @param[out] changes  array of hd_service_change_t in pool
 * @param db            the connection
 * @param service_id    a service that the person was given by hd_services_of
 * @param pool          owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_service_changes(apr_array_header_t **changes, hd_db_t *db, apr_int64_t service_id, apr_pool_t *pool);

/** What a new service is made of. */
typedef struct hd_service_new_t {
    const char *account; /* public id of the account */
    const char *kind, *label, *plan, *currency, *state;
    int term_months;
    apr_int64_t price_minor;
    hd_time_t starts_at, expires_at;
    apr_int64_t person_id; /* who adds it; 0: nobody who is known */
} hd_service_new_t;

/**
 * Add a service to an account, with the change that says so; one transaction.
 * @param[out] id  public id in pool
 * @param db       the connection
 * @param service  what
 * @param now      UTC, seconds
 * @param pool     owns the id
 * @return NULL, HD_INVALID ("account-unknown", "service-kind", "service-state"), or the database's error
 */
hd_error_t *hd_service_add(const char **id, hd_db_t *db, const hd_service_new_t *service, hd_time_t now,
                           apr_pool_t *pool);

/**
 * Issue a proforma for some services of one account; its number is the next of its year. One transaction.
 * @param[out] number  in pool
 * @param db           the connection
 * @param account      public id of the account
 * @param services     array of const char *: public ids, all of that account
 * @param due_at       UTC, seconds
 * @param now          UTC, seconds
 * @param pool         owns the number
 * @return NULL, HD_INVALID ("account-unknown", "service-unknown"), or the database's error
 */
hd_error_t *hd_proforma_issue(const char **number, hd_db_t *db, const char *account,
                              const apr_array_header_t *services, hd_time_t due_at, hd_time_t now, apr_pool_t *pool);

#endif
