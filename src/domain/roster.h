/* src/domain/roster.h: all people and accounts, for administrators.
 * May use: store/, base/. Must not know: HTTP, how lists are shown.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_ROSTER_H
#define HD_DOMAIN_ROSTER_H

#include "person.h"

/** Somebody's place in an account. */
typedef struct hd_member_t {
    const char *email;
    int rights; /* hd_right_t bits; an owner has all three */
} hd_member_t;

/** An account with its members. */
typedef struct hd_account_t {
    apr_int64_t id;
    const char *public_id, *name;
    hd_time_t created_at;
    apr_array_header_t *members; /* hd_member_t, by address */
} hd_account_t;

/**
 * All people, by address.
 * @param[out] people  array of hd_person_t in pool
 * @param db           the connection
 * @param pool         owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_roster_people(apr_array_header_t **people, hd_db_t *db, apr_pool_t *pool);

/**
 * All accounts, by name.
 * @param[out] accounts  array of hd_account_t in pool
 * @param db             the connection
 * @param pool           owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_roster_accounts(apr_array_header_t **accounts, hd_db_t *db, apr_pool_t *pool);

/**
 * Find an account by its public id, or by its name where only one has it.
 * @param[out] account  in pool, without members; untouched on error
 * @param db            the connection
 * @param text          id or name
 * @param pool          owns the account
 * @return NULL; HD_INVALID "account-unknown", "account-ambiguous" (field account); the database's error
 */
hd_error_t *hd_roster_account(hd_account_t *account, hd_db_t *db, const char *text, apr_pool_t *pool);

#endif
