/* src/domain/person.h: who signs in, and in which accounts they have which rights.
 * May use: store/, text/, base/. Must not know: HTTP, sessions.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_PERSON_H
#define HD_DOMAIN_PERSON_H

#include <apr_tables.h>

#include "../store/db.h"
#include "password.h"

#define HD_NAME_MAX 100 /* characters of a person's or an account's name */

/** Each includes what the one before may: an admin is an agent too. */
typedef enum { HD_ROLE_CLIENT, HD_ROLE_AGENT, HD_ROLE_ADMIN } hd_role_t;

/** A person. All texts are in the pool it was read into. */
typedef struct hd_person_t {
    apr_int64_t id;
    const char *public_id;
    const char *email;
    const char *name;
    hd_role_t role;
    const char *language; /* "" when they did not choose */
    const char *theme;    /* "light", "dark", or "" for the system's */
    int email_confirmed;  /* the address has been shown to be theirs */
    int disabled;         /* may not sign in */
    apr_int64_t acting_id; /* an administrator who acts for them (acting.h); 0: they themself */
    const char *acting_name, *acting_email; /* of that one, or NULL */
} hd_person_t;

/** What is needed for a new person. */
typedef struct hd_person_new_t {
    const char *email;
    const char *name;
    const char *password; /* NULL: none; they sign in elsewhere, or ask for a mailed link */
    const char *language; /* one that there is, or "" */
    hd_role_t role;
    int email_confirmed;
} hd_person_new_t;

/** What a person may do in an account. An owner may all. */
typedef enum { HD_RIGHT_NONE = 0, HD_RIGHT_BILLING = 1, HD_RIGHT_SUPPORT = 2, HD_RIGHT_OWNER = 4 } hd_right_t;

/** A person's place in an account. */
typedef struct hd_membership_t {
    apr_int64_t account_id;
    const char *public_id; /* of the account */
    const char *name;      /* of the account */
    int rights;            /* hd_right_t bits; an owner has all three */
} hd_membership_t;

/** "client", "agent", "admin". */
const char *hd_role_name(hd_role_t role);

/**
 * Read a role's name.
 * @param[out] role  untouched when there is no such role
 * @param name       "client", "agent", "admin"
 * @return 1, or 0 when there is no such role
 */
int hd_role_parse(hd_role_t *role, const char *name);

/**
 * Read a person from a row whose columns are id, public_id, email, name, role, language, theme, email_confirmed,
 * disabled, in this order.
 * @param[out] person  its texts are the row's
 * @param row          the current row
 * @param column       of the id
 */
void hd_person_read(hd_person_t *person, const hd_rows_t *row, int column);

/**
 * Find a person by e-mail address; disabled ones too.
 * @param[out] person  in pool, or NULL when there is none (or it is no address); untouched on error
 * @param db           the connection
 * @param email        as typed: it is folded for comparing
 * @param pool         owns the person
 * @return NULL or the database's error
 */
hd_error_t *hd_person_by_email(hd_person_t **person, hd_db_t *db, const char *email, apr_pool_t *pool);

/** A name as it came: trimmed, checked. @return NULL; HD_INVALID "name-empty", "name-long", "name-invalid" (field name) */
hd_error_t *hd_person_name(const char **clean, const char *name, apr_pool_t *pool);

/**
 * Add a person; a transaction of its own.
 * @param[out] id  the person's row; untouched on error
 * @param db       the connection, not in a transaction
 * @param person   what is known; name and address are trimmed
 * @param hasher   how the password is hashed
 * @param now      UTC, seconds
 * @param pool     for the work
 * @return NULL; HD_INVALID "email-bad", "email-taken" (field email), "name-empty", "name-long", "name-invalid"
 *         (field name), or what hd_password_rules() says; the database's error
 */
hd_error_t *hd_person_create(apr_int64_t *id, hd_db_t *db, const hd_person_new_t *person, const hd_hasher_t *hasher,
                             hd_time_t now, apr_pool_t *pool);

/**
 * Change what people say of themselves.
 * @param db         the connection
 * @param person_id  who
 * @param name       trimmed; HD_INVALID "name-empty", "name-long", "name-invalid" (field name)
 * @param language   one that there is, or ""; the caller knows which there are
 * @param theme      "", "light" or "dark", else HD_INVALID "theme-unknown" (field theme)
 * @param pool       for the work
 * @return NULL, all faults joined, or the database's error
 */
hd_error_t *hd_person_set_profile(hd_db_t *db, apr_int64_t person_id, const char *name, const char *language,
                                  const char *theme, apr_pool_t *pool);

/**
 * Set a password as an administrator does; ends the person's sessions and mailed links. A transaction of its own.
 * @param db         the connection, not in a transaction
 * @param person     who
 * @param password   the new one, checked by hd_password_rules()
 * @param hasher     how it is hashed
 * @param now        UTC, seconds
 * @param pool       for the work
 * @return NULL, HD_INVALID, HD_BUSY, or the database's error
 */
hd_error_t *hd_person_set_password(hd_db_t *db, const hd_person_t *person, const char *password,
                                   const hd_hasher_t *hasher, hd_time_t now, apr_pool_t *pool);

/**
 * Store a new hash, end all sessions and mailed links of the person; part of the caller's transaction.
 * @return NULL or the database's error
 */
hd_error_t *hd_person_replace_hash(hd_db_t *db, apr_int64_t person_id, const char *hash, hd_time_t now);

/**
 * Keep a person out, or let them in again; being kept out ends their sessions and mailed links. A transaction of its
 * own.
 * @param db         the connection, not in a transaction
 * @param person_id  who
 * @param disabled   1 or 0
 * @param now        UTC, seconds
 * @param pool       for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_person_disable(hd_db_t *db, apr_int64_t person_id, int disabled, hd_time_t now, apr_pool_t *pool);

/**
 * Add an account, with its ticket counts at 0; a transaction of its own.
 * @param[out] id         the account's row; untouched on error
 * @param[out] public_id  what people see of it, in pool; may be NULL
 * @param db              the connection, not in a transaction
 * @param name            of the customer; trimmed
 * @param now             UTC, seconds
 * @param pool            for the work
 * @return NULL; HD_INVALID "name-empty", "name-long", "name-invalid" (field name); the database's error
 */
hd_error_t *hd_account_create(apr_int64_t *id, const char **public_id, hd_db_t *db, const char *name, hd_time_t now,
                              apr_pool_t *pool);

/**
 * Find an account.
 * @param[out] id    0 when there is none; untouched on error
 * @param db         the connection
 * @param public_id  as people see it
 * @param pool       for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_account_by_public_id(apr_int64_t *id, hd_db_t *db, const char *public_id, apr_pool_t *pool);

/**
 * Give a person rights in an account; those that they had there are replaced. A transaction of its own.
 * @param db          the connection, not in a transaction
 * @param person_id   who
 * @param account_id  where
 * @param rights      hd_right_t bits
 * @param pool        for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_membership_add(hd_db_t *db, apr_int64_t person_id, apr_int64_t account_id, int rights, apr_pool_t *pool);

/**
 * Read memberships from the current row on to the last; columns are id, public_id and name of the account (NULL: none),
 * is_owner, may_billing, may_support.
 * @param rows    at the first row
 * @param column  of the account's id
 * @param pool    owns the result; texts are the rows'
 * @return array of hd_membership_t, by name of the account
 */
apr_array_header_t *hd_memberships_read(hd_rows_t *rows, int column, apr_pool_t *pool);

/**
 * The accounts a person belongs to, by name.
 * @param[out] memberships  array of hd_membership_t in pool, empty when there are none
 * @param db                the connection
 * @param person_id         the person
 * @param pool              owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_memberships_of(apr_array_header_t **memberships, hd_db_t *db, apr_int64_t person_id, apr_pool_t *pool);

#endif
