/* src/domain/signin.c: whether a password opens an account, how often it may be tried, and how a lost one is replaced.
 * May use: store/, text/, base/. Must not know: HTTP, which other places know passwords.
 * SPDX-License-Identifier: Apache-2.0 */
#include "signin.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/token.h"
#include "../text/fold.h"
#include "outbox.h"
#include "tally.h"

#define LINK_TOKEN_MAX 128 /* characters: longer ones are none of ours */

struct hd_attempt_t {
    const char *id;
    const char *email_subject;   /* "e:" and a hash: the table shows no addresses */
    const char *address_subject; /* "a:" and the address */
    int email_counts, address_counts;
    hd_time_t now;
};

/* Whom tries with an e-mail address count against; an impossible address too, for it is answered the same. */
static const char *email_subject(const char *email, apr_pool_t *pool)
{
    const char *folded = hd_email_fold(email, pool);

    if (!folded) folded = email;
    return apr_pstrcat(pool, "e:", hd_sha256(folded, strlen(folded), pool), NULL);
}

static hd_error_t *limit_error(const char *code, int wait_sec, apr_pool_t *pool)
{
    hd_error_t *error = hd_error(pool, HD_LIMIT, code, NULL);

    error->retry_after_sec = wait_sec > 0 ? wait_sec : 1;
    error->value = apr_itoa(pool, (error->retry_after_sec + 59) / 60);
    return error;
}

static hd_error_t *count_attempt(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const hd_attempt_t *it = baton;

    (void)pool;
    if (it->email_counts) HD_TRY(hd_tally_add(db, it->id, it->email_subject, it->now));
    return it->address_counts ? hd_tally_add(db, it->id, it->address_subject, it->now) : NULL;
}

static void describe_attempt(hd_attempt_t *it, const hd_attempt_terms_t *terms, hd_time_t now, apr_pool_t *pool)
{
    it->email_subject = email_subject(terms->email, pool);
    it->address_subject = apr_pstrcat(pool, "a:", terms->address, NULL);
    it->email_counts = terms->email_max > 0;
    it->address_counts = terms->address_max > 0;
    it->now = now;
}

/* HD_LIMIT when more are counted than are allowed. */
static hd_error_t *judge_attempt(hd_db_t *db, const hd_attempt_t *it, const hd_attempt_terms_t *terms, apr_pool_t *pool)
{
    int email = 0, address = 0;

    if (it->email_counts) {
        HD_TRY(hd_tally_wait(&email, db, it->email_subject, terms->email_max, HD_ATTEMPT_WINDOW_SEC, it->now, pool));
    }
    if (it->address_counts) {
        HD_TRY(hd_tally_wait(&address, db, it->address_subject, terms->address_max, HD_ATTEMPT_WINDOW_SEC, it->now, pool));
    }
    if (!email && !address) return NULL;
    return limit_error("login-limit", email > address ? email : address, pool);
}

/* Committed before it is counted: of two tries at once, at least one sees both. */
static hd_error_t *begin_attempt(hd_db_t *db, hd_attempt_t *it, const hd_attempt_terms_t *terms, apr_pool_t *pool)
{
    hd_error_t *error;

    if (!it->email_counts && !it->address_counts) return NULL;
    HD_TRY(hd_db_transaction(db, count_attempt, it, pool));
    error = judge_attempt(db, it, terms, pool);
    if (error && error->kind == HD_LIMIT) HD_TRY(hd_attempt_undo(db, it));
    return error;
}

hd_error_t *hd_attempt_begin(hd_attempt_t **attempt, hd_db_t *db, const hd_attempt_terms_t *terms, hd_time_t now,
                             apr_pool_t *pool)
{
    hd_attempt_t *it = apr_pcalloc(pool, sizeof(*it));

    describe_attempt(it, terms, now, pool);
    HD_TRY(hd_public_id_make(&it->id, pool));
    HD_TRY(begin_attempt(db, it, terms, pool));
    *attempt = it;
    return NULL;
}

hd_error_t *hd_attempt_begin_same(hd_attempt_t **attempt, hd_db_t *db, const hd_attempt_terms_t *terms,
                                  const char *what, hd_time_t now, apr_pool_t *pool)
{
    hd_attempt_t *it = apr_pcalloc(pool, sizeof(*it));

    describe_attempt(it, terms, now, pool);
    it->id = hd_base32_of_hex(what, HD_PUBLIC_ID_LENGTH, pool);
    HD_TRY(begin_attempt(db, it, terms, pool));
    *attempt = it;
    return NULL;
}

hd_error_t *hd_attempt_failed(hd_db_t *db, const hd_attempt_t *attempt, apr_pool_t *pool)
{
    hd_attempt_t one = *attempt;

    if (!one.email_counts && !one.address_counts) return NULL;
    HD_TRY(hd_public_id_make(&one.id, pool));
    HD_TRY(hd_db_transaction(db, count_attempt, &one, pool));
    return hd_attempt_undo(db, attempt);
}

hd_error_t *hd_attempt_undo(hd_db_t *db, const hd_attempt_t *attempt)
{
    if (!attempt->email_counts && !attempt->address_counts) return NULL;
    return hd_tally_remove(db, attempt->id);
}

hd_error_t *hd_attempt_passed(hd_db_t *db, const hd_attempt_t *attempt)
{
    /* The e-mail's rows first, always: two who are right at once take locks in the same order. */
    if (attempt->email_counts) {
        HD_TRY(hd_db_exec(NULL, db, "signin_attempt_forget", HD_ARGS(hd_text(attempt->email_subject))));
    }
    return hd_attempt_undo(db, attempt);
}

/* A right password with a hash that is weaker than it should be: the only time to make a stronger one. */
static void rehash(hd_db_t *db, apr_int64_t person_id, const char *password, const char *old_hash,
                   const hd_hasher_t *hasher, apr_pool_t *pool)
{
    const char *hash;

    if (!hd_password_outdated(old_hash, hasher)) return;
    hd_db_rest(db);
    if (hd_password_hash(&hash, password, hasher, pool)) return;
    (void)hd_db_exec(NULL, db, "signin_rehash", HD_ARGS(hd_text(hash), hd_int(person_id), hd_text(old_hash)));
}

hd_error_t *hd_signin_check(hd_person_t **person, hd_db_t *db, const char *email, const char *password,
                            const hd_hasher_t *hasher, apr_pool_t *pool)
{
    const char *folded = hd_email_fold(email, pool);
    const char *hash = NULL;
    hd_rows_t *row = NULL;
    hd_person_t *found = NULL;
    int right;

    HD_TRY(hd_db_one(&row, db, "signin_person", HD_ARGS(hd_text(folded ? folded : "")), pool));
    if (row) hash = hd_row_text(row, 0);
    hd_db_rest(db);
    HD_TRY(hd_password_check(&right, password, hash, hasher, pool));
    if (row && right) {
        found = apr_pcalloc(pool, sizeof(*found));
        hd_person_read(found, row, 1);
        rehash(db, found->id, password, hash, hasher, pool);
    }
    *person = found;
    return NULL;
}

/* A sign-in on its way into the tables. */
typedef struct finish_t {
    const hd_signin_t *signin;
    const char *token;
    hd_time_t now;
} finish_t;

static hd_error_t *finish(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    finish_t *it = baton;
    const hd_signin_t *signin = it->signin;

    if (signin->old_token) HD_TRY(hd_session_end(db, signin->old_token, pool));
    return hd_session_create(&it->token, db, signin->person_id, signin->address, signin->agent, it->now, pool);
}

hd_error_t *hd_signin_finish(const char **token, hd_db_t *db, const hd_signin_t *signin, hd_time_t now,
                             apr_pool_t *pool)
{
    finish_t it = { signin, NULL, now };

    HD_TRY(hd_db_transaction(db, finish, &it, pool));
    /* By itself, and best effort: sign-ins at once may lock each other out on MariaDB, and what stays lapses soon. */
    if (signin->attempt) (void)hd_attempt_passed(db, signin->attempt);
    *token = it.token;
    return NULL;
}

/* Count asking for a link; NULL when there were not too many. */
static hd_error_t *count_forgot(hd_db_t *db, const char *address, hd_time_t now, apr_pool_t *pool)
{
    const char *subject = apr_pstrcat(pool, "f:", address, NULL);
    const char *id;
    int wait_sec;

    HD_TRY(hd_public_id_make(&id, pool));
    HD_TRY(hd_tally_add(db, id, subject, now));
    HD_TRY(hd_tally_wait(&wait_sec, db, subject, HD_FORGOT_MAX, HD_FORGOT_WINDOW_SEC, now, pool));
    if (!wait_sec) return NULL;
    HD_TRY(hd_tally_remove(db, id));
    return limit_error("forgot-limit", wait_sec, pool);
}

hd_error_t *hd_password_forgot(hd_db_t *db, const char *email, const char *address, hd_time_t now, apr_pool_t *pool)
{
    hd_outbox_item_t item = { HD_MAIL_PASSWORD_RESET, NULL, NULL, 0, 0, 0 };

    item.recipient = hd_email_fold(email, pool); /* what was typed may be longer than any address */
    if (!item.recipient) return hd_error_field(pool, "email-bad", "email");
    HD_TRY(count_forgot(db, address, now, pool));
    return hd_outbox_add(db, &item, now, now, pool);
}

static const char *link_hash(const char *token, apr_pool_t *pool)
{
    return *token && strlen(token) <= LINK_TOKEN_MAX ? hd_sha256(token, strlen(token), pool) : NULL;
}

hd_error_t *hd_password_link(hd_person_t **person, hd_db_t *db, const char *token, hd_time_t now, apr_pool_t *pool)
{
    const char *hash = link_hash(token, pool);
    hd_person_t *found = NULL;
    hd_rows_t *row = NULL;

    if (hash) {
        HD_TRY(hd_db_one(&row, db, "signin_link_person",
                         HD_ARGS(hd_text(hash), hd_int(now), hd_int(now + HD_CLOCK_SKEW_SEC)), pool));
    }
    if (row) {
        found = apr_pcalloc(pool, sizeof(*found));
        hd_person_read(found, row, 0);
    }
    *person = found;
    return NULL;
}

hd_error_t *hd_password_new_check(const hd_password_new_t *choice, const char *email, apr_pool_t *pool)
{
    hd_error_t *faults = hd_password_rules(choice->password, email, pool);

    if (!faults && choice->present && strcmp(choice->password, choice->present) == 0) {
        faults = hd_error_field(pool, "password-same", "password");
    }
    if (strcmp(choice->password, choice->password2) != 0) {
        faults = hd_error_join(faults, hd_error_field(pool, "password-differs", "password2"));
    }
    return faults;
}

/* A new password on its way into the tables. */
typedef struct renewal_t {
    const hd_person_t *person;
    const char *link_hash;      /* the mailed link that is used up; or NULL */
    const hd_signin_t *signin;  /* the session that goes on; or NULL */
    const char *hash;
    const char *token;
    hd_time_t now;
} renewal_t;

static hd_error_t *use_link(hd_db_t *db, const renewal_t *it, apr_pool_t *pool)
{
    int used;

    HD_TRY(hd_db_exec(&used, db, "signin_link_use",
                      HD_ARGS(hd_int(it->now), hd_text(it->link_hash), hd_int(it->now))));
    return used ? NULL : hd_error(pool, HD_INVALID, "token-bad", NULL);
}

static hd_error_t *renew(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    renewal_t *it = baton;
    hd_outbox_item_t item = { HD_MAIL_PASSWORD_CHANGED, it->person->email, NULL, it->person->id, 0, 0 };

    if (it->link_hash) HD_TRY(use_link(db, it, pool));
    HD_TRY(hd_person_replace_hash(db, it->person->id, it->hash, it->now));
    if (it->signin) {
        finish_t go_on = { it->signin, NULL, it->now };

        HD_TRY(finish(db, &go_on, pool));
        it->token = go_on.token;
    }
    return hd_outbox_add(db, &item, it->now, it->now, pool);
}

hd_error_t *hd_password_reset(hd_person_t **person, hd_db_t *db, const char *token, const hd_password_new_t *choice,
                              hd_time_t now, apr_pool_t *pool)
{
    renewal_t it = { NULL, link_hash(token, pool), NULL, NULL, NULL, now };
    hd_person_t *found;

    HD_TRY(hd_password_link(&found, db, token, now, pool));
    if (!found) return hd_error(pool, HD_INVALID, "token-bad", NULL);
    it.person = found;
    HD_TRY(hd_password_new_check(choice, found->email, pool));
    hd_db_rest(db);
    HD_TRY(hd_password_hash(&it.hash, choice->password, choice->hasher, pool));
    HD_TRY(hd_db_transaction(db, renew, &it, pool));
    (void)hd_db_exec(NULL, db, "signin_attempt_forget", HD_ARGS(hd_text(email_subject(found->email, pool)))); /* best effort */
    *person = found;
    return NULL;
}

hd_error_t *hd_password_change(const char **token, hd_db_t *db, const hd_person_t *person, const hd_signin_t *signin,
                               const char *hash, hd_time_t now, apr_pool_t *pool)
{
    renewal_t it = { person, NULL, signin, hash, NULL, now };

    HD_TRY(hd_db_transaction(db, renew, &it, pool));
    *token = it.token;
    return NULL;
}
