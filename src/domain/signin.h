/* src/domain/signin.h: whether a password opens an account, how often it may be tried, and how a lost one is replaced.
 * May use: store/, text/, base/. Must not know: HTTP, which other places know passwords (web/ asks them).
 *
 * Trying is counted before the password is looked at: hd_attempt_begin() writes a row for the address that is tried and
 * one for where the try comes from, then counts. A right password takes the rows back. So tries that run at once, in
 * whatever process, cannot slip through together.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_SIGNIN_H
#define HD_DOMAIN_SIGNIN_H

#include "person.h"
#include "session.h"

#define HD_ATTEMPT_WINDOW_SEC 900 /* failed sign-ins are counted for 15 minutes */
#define HD_FORGOT_WINDOW_SEC 3600 /* asking for a mailed link is counted for an hour */
#define HD_FORGOT_MAX 30          /* links asked for per address and hour */

/** What is counted, and how much of it is allowed. */
typedef struct hd_attempt_terms_t {
    const char *email;   /* the address that is tried, as typed */
    const char *address; /* where the try comes from: an IP address or network */
    int email_max;       /* failed sign-ins per e-mail address; 0: no limit */
    int address_max;     /* the same per network address; 0: no limit */
} hd_attempt_terms_t;

/** A try under way. */
typedef struct hd_attempt_t hd_attempt_t;

/**
 * Count a try before it is made.
 * @param[out] attempt  in pool; untouched on error
 * @param db            the connection; not in a transaction
 * @param terms         what is counted
 * @param now           UTC, seconds
 * @param pool          owns the attempt
 * @return NULL; HD_LIMIT "login-limit" (value: minutes to wait; retry_after_sec set), then nothing stays counted; the
 *         database's error
 */
hd_error_t *hd_attempt_begin(hd_attempt_t **attempt, hd_db_t *db, const hd_attempt_terms_t *terms, hd_time_t now,
                             apr_pool_t *pool);

/**
 * Count a try of a program that sends the password with each request, many at once: tries of the same password that run
 * at once are one, so that those who are right do not shut themselves out. Ends with hd_attempt_failed() or
 * hd_attempt_undo().
 * @param[out] attempt  in pool; untouched on error
 * @param db            the connection; not in a transaction
 * @param terms         what is counted
 * @param what          what is tried, as a keyed hash in hexadecimal
 * @param now           UTC, seconds
 * @param pool          owns the attempt
 * @return as hd_attempt_begin()
 */
hd_error_t *hd_attempt_begin_same(hd_attempt_t **attempt, hd_db_t *db, const hd_attempt_terms_t *terms,
                                  const char *what, hd_time_t now, apr_pool_t *pool);

/** It was wrong: each of those that ran at once counts by itself. After hd_attempt_begin_same(). */
hd_error_t *hd_attempt_failed(hd_db_t *db, const hd_attempt_t *attempt, apr_pool_t *pool);

/** It was right: take back what was counted, and all that was counted for the e-mail address. */
hd_error_t *hd_attempt_passed(hd_db_t *db, const hd_attempt_t *attempt);

/** It was neither right nor wrong (a server did not answer): take back what was counted. */
hd_error_t *hd_attempt_undo(hd_db_t *db, const hd_attempt_t *attempt);

/**
 * Check an address and a password of ours; takes as long whether or not there is such a person. A hash that is weaker
 * than the hasher's is replaced when the password was right.
 * @param[out] person  in pool; NULL when address or password are wrong or the person is disabled; untouched on error
 * @param db           the connection; not in a transaction
 * @param email        as typed
 * @param password     as typed; over HD_PASSWORD_MAX_BYTES is wrong
 * @param hasher       cost and gate
 * @param pool         owns the person
 * @return NULL, HD_BUSY "login-busy", or the database's error
 */
hd_error_t *hd_signin_check(hd_person_t **person, hd_db_t *db, const char *email, const char *password,
                            const hd_hasher_t *hasher, apr_pool_t *pool);

/** A person who has shown who they are. */
typedef struct hd_signin_t {
    const hd_attempt_t *attempt; /* NULL: nothing was counted */
    apr_int64_t person_id;
    const char *old_token;       /* the browser's session until now, which ends; or NULL */
    const char *address;         /* where the request came from */
    const char *agent;           /* User-Agent, or NULL */
} hd_signin_t;

/**
 * Sign in: take back the attempt, end the browser's old session, begin a new one. A transaction of its own.
 * @param[out] token  what the browser keeps, in pool; untouched on error
 * @param db          the connection; not in a transaction
 * @param signin      who, where
 * @param now         UTC, seconds
 * @param pool        owns the token
 * @return NULL or the database's error
 */
hd_error_t *hd_signin_finish(const char **token, hd_db_t *db, const hd_signin_t *signin, hd_time_t now,
                             apr_pool_t *pool);

/**
 * Ask for a mailed link to a new password: one row in the outbox, whether or not the address is somebody's.
 * @param db       the connection; not in a transaction
 * @param email    as typed; HD_INVALID "email-bad" (field email) when it cannot be an address
 * @param address  where the request comes from
 * @param now      UTC, seconds
 * @param pool     for the work
 * @return NULL; HD_INVALID; HD_LIMIT "forgot-limit" (value: minutes); the database's error
 */
hd_error_t *hd_password_forgot(hd_db_t *db, const char *email, const char *address, hd_time_t now, apr_pool_t *pool);

/**
 * Whom a mailed link lets choose a new password.
 * @param[out] person  in pool; NULL when it is unknown, used, or too old; untouched on error
 * @param db           the connection
 * @param token        as the link had it
 * @param now          UTC, seconds
 * @param pool         owns the person
 * @return NULL or the database's error
 */
hd_error_t *hd_password_link(hd_person_t **person, hd_db_t *db, const char *token, hd_time_t now, apr_pool_t *pool);

/** A new password. */
typedef struct hd_password_new_t {
    const char *password;
    const char *password2;       /* the same again */
    const hd_hasher_t *hasher;
    const char *present;         /* the present one, which it must not be; NULL: nobody has typed it, or not rightly */
} hd_password_new_t;

/**
 * Choose a new password by a mailed link. Uses the link up, ends all sessions, mails that it was done, and forgets
 * failed sign-ins with the address. A transaction of its own.
 * @param[out] person  whose it was, in pool; untouched on error
 * @param db           the connection; not in a transaction
 * @param token        as the link had it
 * @param choice       the new password
 * @param now          UTC, seconds
 * @param pool         owns the person
 * @return NULL; HD_INVALID "token-bad" (no field) when the link is not good or another was faster, "password-differs"
 *         (field password2), what hd_password_rules() says; HD_BUSY; the database's error
 */
hd_error_t *hd_password_reset(hd_person_t **person, hd_db_t *db, const char *token, const hd_password_new_t *choice,
                              hd_time_t now, apr_pool_t *pool);

/**
 * Choose a new password when signed in. Ends all sessions but the browser's own, which gets a new token, and mails that
 * it was done. A transaction of its own.
 * @param[out] token  what the browser keeps from now on, in pool; untouched on error
 * @param db          the connection; not in a transaction
 * @param person      who
 * @param signin      attempt, address and agent of the request
 * @param hash        of the new password
 * @param now         UTC, seconds
 * @param pool        owns the token
 * @return NULL or the database's error
 */
hd_error_t *hd_password_change(const char **token, hd_db_t *db, const hd_person_t *person, const hd_signin_t *signin,
                               const char *hash, hd_time_t now, apr_pool_t *pool);

/** What is wrong with a new password: hd_password_rules(), "password-differs" (field password2); all faults joined. */
hd_error_t *hd_password_new_check(const hd_password_new_t *choice, const char *email, apr_pool_t *pool);

#endif
