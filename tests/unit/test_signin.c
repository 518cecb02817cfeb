/* tests/unit/test_signin.c: people, sessions, passwords, throttling, mailed links; on every database that is to be had
 * (db_fixture.h).
 * SPDX-License-Identifier: Apache-2.0 */
#include "db_fixture.h"

#include <apr_thread_proc.h>
#include <stdio.h>

#include "../../src/base/token.h"
#include "../../src/domain/outbox.h"
#include "../../src/domain/session.h"
#include "../../src/domain/signin.h"

#define NOW 1800000000
#define RIGHT "correct horse 1"

static const char *driver = "sqlite3";
static const hd_hasher_t hasher = { 4, NULL };
static const hd_session_terms_t terms = { 30 * HD_DAY_SEC, 12 * 3600 };

static int setup(void **state)
{
    *state = hd_fixture_open_on(driver);
    return 0;
}

static int teardown(void **state)
{
    hd_fixture_close(*state);
    return 0;
}

static hd_person_t *make_person(hd_fixture_t *f, const char *email)
{
    hd_person_new_t given = { email, "Mila Client", RIGHT, "", HD_ROLE_CLIENT, 1 };
    hd_person_t *person;
    apr_int64_t id;

    hd_fixture_ok(hd_person_create(&id, f->db, &given, &hasher, NOW, f->pool));
    hd_fixture_ok(hd_person_by_email(&person, f->db, email, f->pool));
    assert_non_null(person);
    assert_int_equal(person->id, id);
    return person;
}

static hd_person_t *sign_in(hd_fixture_t *f, const char *email, const char *password)
{
    hd_person_t *person;

    hd_fixture_ok(hd_signin_check(&person, f->db, email, password, &hasher, f->pool));
    return person;
}

static const char *begin_session(hd_fixture_t *f, const hd_person_t *person)
{
    const char *token;

    hd_fixture_ok(hd_session_create(&token, f->db, person->id, "192.0.2.14", "Browser \xc5\xa1", NOW, f->pool));
    return token;
}

static hd_visit_t *visit(hd_fixture_t *f, const char *token, hd_time_t now)
{
    hd_visit_t *found;

    hd_fixture_ok(hd_session_visit(&found, f->db, token, &terms, now, f->pool));
    return found;
}

/* A mailed link as the outbox makes it. */
static const char *make_link(hd_fixture_t *f, const hd_person_t *person, hd_time_t expires)
{
    const char *token, *hash;

    hd_fixture_ok(hd_token_make(&token, f->pool));
    hash = hd_sha256(token, strlen(token), f->pool);
    hd_fixture_ok(hd_db_exec(NULL, f->db, "outbox_reset_add",
                             HD_ARGS(hd_text(hash), hd_int(NOW), hd_int(expires), hd_int(person->id), hd_text(hash))));
    return token;
}

static int mails(hd_fixture_t *f, const char *kind, const char *recipient)
{
    apr_array_header_t *rows;
    int count = 0, i;

    hd_fixture_ok(hd_outbox_list(&rows, f->db, NULL, 1000, f->pool));
    for (i = 0; i < rows->nelts; i++) {
        const hd_outbox_row_t *row = &APR_ARRAY_IDX(rows, i, hd_outbox_row_t);

        count += strcmp(row->kind, kind) == 0 && strcmp(row->recipient, recipient) == 0;
    }
    return count;
}

static void expect(const hd_error_t *error, hd_error_kind_t kind, const char *code, const char *field)
{
    assert_non_null(error);
    assert_int_equal(error->kind, kind);
    assert_string_equal(error->code, code);
    if (field) assert_string_equal(error->field, field);
    else assert_null(error->field);
}

/* -- people and accounts --------------------------------------------------------------------------------------------- */

static void a_person_is_found_by_any_spelling_of_the_address(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person;

    make_person(f, "Mila@Example.com");
    hd_fixture_ok(hd_person_by_email(&person, f->db, "  mila@EXAMPLE.com ", f->pool));
    assert_non_null(person);
    assert_string_equal(person->email, "Mila@Example.com");
    assert_int_equal(person->role, HD_ROLE_CLIENT);
    assert_true(person->email_confirmed);
    assert_false(person->disabled);
}

static void an_address_belongs_to_one_person(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_new_t given = { "MILA@example.com", "Other", RIGHT, "", HD_ROLE_CLIENT, 1 };
    apr_int64_t id;

    make_person(f, "mila@example.com");
    expect(hd_person_create(&id, f->db, &given, &hasher, NOW, f->pool), HD_INVALID, "email-taken", "email");
}

static void all_faults_of_a_new_person_are_told_at_once(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_new_t given = { "nobody", " ", "short", "", HD_ROLE_CLIENT, 1 };
    apr_int64_t id;
    hd_error_t *faults = hd_person_create(&id, f->db, &given, &hasher, NOW, f->pool);

    expect(faults, HD_INVALID, "name-empty", "name");
    expect(faults->next, HD_INVALID, "email-bad", "email");
    expect(faults->next->next, HD_INVALID, "password-short", "password");
    assert_string_equal(faults->next->next->value, "10");
    assert_null(faults->next->next->next);
}

static void a_profile_keeps_what_was_said(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com");

    hd_fixture_ok(hd_person_set_profile(f->db, person->id, " \xd0\x9c\xd0\xb8\xd0\xbb\xd0\xb0 ", "sr-Cyrl", "dark", f->pool));
    hd_fixture_ok(hd_person_by_email(&person, f->db, "mila@example.com", f->pool));
    assert_string_equal(person->name, "\xd0\x9c\xd0\xb8\xd0\xbb\xd0\xb0");
    assert_string_equal(person->language, "sr-Cyrl");
    assert_string_equal(person->theme, "dark");
    expect(hd_person_set_profile(f->db, person->id, "Mila", "", "pink", f->pool), HD_INVALID, "theme-unknown", "theme");
}

static void an_owner_has_every_right_and_others_have_theirs(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com");
    apr_array_header_t *all;
    apr_int64_t first, second, found;
    const char *public_id;

    hd_fixture_ok(hd_account_create(&first, &public_id, f->db, "Bravo", NOW, f->pool));
    hd_fixture_ok(hd_account_create(&second, NULL, f->db, "Alpha", NOW, f->pool));
    hd_fixture_ok(hd_account_by_public_id(&found, f->db, public_id, f->pool));
    assert_int_equal(found, first);
    hd_fixture_ok(hd_membership_add(f->db, person->id, first, HD_RIGHT_OWNER, f->pool));
    hd_fixture_ok(hd_membership_add(f->db, person->id, second, HD_RIGHT_OWNER, f->pool));
    hd_fixture_ok(hd_membership_add(f->db, person->id, second, HD_RIGHT_SUPPORT, f->pool));
    hd_fixture_ok(hd_memberships_of(&all, f->db, person->id, f->pool));
    assert_int_equal(all->nelts, 2);
    assert_string_equal(APR_ARRAY_IDX(all, 0, hd_membership_t).name, "Alpha");
    assert_int_equal(APR_ARRAY_IDX(all, 0, hd_membership_t).rights, HD_RIGHT_SUPPORT);
    assert_int_equal(APR_ARRAY_IDX(all, 1, hd_membership_t).rights, HD_RIGHT_OWNER | HD_RIGHT_BILLING | HD_RIGHT_SUPPORT);
}

/* -- sessions -------------------------------------------------------------------------------------------------------- */

static void a_session_knows_its_person_until_it_ends(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com");
    const char *token = begin_session(f, person);
    hd_session_keys_t keys = hd_session_keys(token, f->pool);

    assert_true(hd_session_token_valid(token));
    assert_int_equal(visit(f, token, NOW + 60)->person.id, person->id);
    assert_string_not_equal(keys.row, keys.form);
    assert_null(visit(f, keys.row, NOW)); /* what the table holds signs nobody in */
    assert_null(visit(f, keys.form, NOW)); /* nor does what its pages show */
    hd_fixture_ok(hd_session_end(f->db, token, f->pool));
    assert_null(visit(f, token, NOW + 61));
}

static void a_session_ends_when_it_is_idle_or_old(void **state)
{
    hd_fixture_t *f = *state;
    const char *token = begin_session(f, make_person(f, "mila@example.com"));
    hd_visit_t *now;
    hd_time_t at;

    assert_null(visit(f, token, NOW + terms.idle_sec));
    for (at = NOW; (now = visit(f, token, at)) != NULL; at += terms.idle_sec / 2) {
        hd_session_touch(f->db, now, &terms, at);
        assert_true(at < NOW + 2 * terms.max_sec);
    }
    assert_true(at >= NOW + terms.max_sec);
}

static void being_seen_is_written_once_in_some_minutes(void **state)
{
    hd_fixture_t *f = *state;
    const char *token = begin_session(f, make_person(f, "mila@example.com"));

    hd_session_touch(f->db, visit(f, token, NOW + 299), &terms, NOW + 299);
    assert_int_equal(visit(f, token, NOW + 300)->seen_at, NOW);
    hd_session_touch(f->db, visit(f, token, NOW + 300), &terms, NOW + 300);
    assert_int_equal(visit(f, token, NOW + 301)->seen_at, NOW + 300);
}

static void a_disabled_person_is_out_at_once(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com");
    const char *token = begin_session(f, person), *link = make_link(f, person, NOW + 3600);
    hd_person_t *found;

    hd_fixture_ok(hd_person_disable(f->db, person->id, 1, NOW, f->pool));
    assert_null(visit(f, token, NOW + 1));
    assert_null(sign_in(f, "mila@example.com", RIGHT));
    hd_fixture_ok(hd_person_disable(f->db, person->id, 0, NOW, f->pool));
    assert_null(visit(f, token, NOW + 1));
    hd_fixture_ok(hd_password_link(&found, f->db, link, NOW + 1, f->pool));
    assert_null(found);
    assert_non_null(sign_in(f, "mila@example.com", RIGHT));
}

static void sessions_are_listed_with_clean_headers(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com");
    apr_array_header_t *all;

    begin_session(f, person);
    begin_session(f, person);
    hd_fixture_ok(hd_session_list(&all, f->db, person->id, &terms, NOW, f->pool));
    assert_int_equal(all->nelts, 2);
    assert_string_equal(APR_ARRAY_IDX(all, 0, hd_session_row_t).agent, "Browser ??");
    hd_fixture_ok(hd_session_end_all(f->db, person->id));
    hd_fixture_ok(hd_session_list(&all, f->db, person->id, &terms, NOW, f->pool));
    assert_int_equal(all->nelts, 0);
}

/* -- passwords ------------------------------------------------------------------------------------------------------- */

static void only_the_right_password_opens(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com");

    assert_int_equal(sign_in(f, "MILA@example.com", RIGHT)->id, person->id);
    assert_null(sign_in(f, "mila@example.com", "correct horse 2"));
    assert_null(sign_in(f, "mila@example.com", ""));
    assert_null(sign_in(f, "nobody@example.com", RIGHT));
    assert_null(sign_in(f, "not an address", RIGHT));
}

static void a_person_without_a_password_cannot_sign_in_with_one(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_new_t given = { "ldap@example.com", "Elsewhere", NULL, "", HD_ROLE_AGENT, 1 };
    apr_int64_t id;

    hd_fixture_ok(hd_person_create(&id, f->db, &given, &hasher, NOW, f->pool));
    assert_null(sign_in(f, "ldap@example.com", ""));
    assert_null(sign_in(f, "ldap@example.com", RIGHT));
}

static void a_password_that_bcrypt_would_cut_is_wrong(void **state)
{
    hd_fixture_t *f = *state;
    char full[HD_PASSWORD_MAX_BYTES + 2];
    hd_person_t *person = make_person(f, "mila@example.com");

    memset(full, 'x', sizeof(full));
    full[HD_PASSWORD_MAX_BYTES] = '\0';
    hd_fixture_ok(hd_person_set_password(f->db, person, full, &hasher, NOW, f->pool));
    assert_non_null(sign_in(f, "mila@example.com", full));
    full[HD_PASSWORD_MAX_BYTES] = 'x';
    full[HD_PASSWORD_MAX_BYTES + 1] = '\0';
    assert_null(sign_in(f, "mila@example.com", full));
    expect(hd_person_set_password(f->db, person, full, &hasher, NOW, f->pool), HD_INVALID, "password-long", "password");
}

static void the_address_is_no_password(void **state)
{
    hd_fixture_t *f = *state;

    expect(hd_password_rules("Mila@example.com", "mila@example.com", f->pool), HD_INVALID, "password-email", "password");
    assert_null(hd_password_rules("\xd0\xb0\xd0\xb1\xd0\xb2\xd0\xb3\xd0\xb4\xd1\x92\xd0\xb5\xd0\xb6\xd0\xb7\xd0\xb8",
                                  "mila@example.com", f->pool)); /* ten characters of two bytes */
}

static void a_higher_cost_gives_a_new_hash_at_the_next_sign_in(void **state)
{
    hd_fixture_t *f = *state;
    hd_hasher_t dearer = { 5, NULL };
    hd_rows_t *row;
    hd_person_t *person;

    make_person(f, "mila@example.com");
    hd_fixture_ok(hd_signin_check(&person, f->db, "mila@example.com", RIGHT, &dearer, f->pool));
    assert_non_null(person);
    hd_fixture_ok(hd_db_one(&row, f->db, "signin_person", HD_ARGS(hd_text("mila@example.com")), f->pool));
    assert_memory_equal(hd_row_text(row, 0), "$2y$05$", 7);
    assert_non_null(sign_in(f, "mila@example.com", RIGHT));
}

static void a_new_password_ends_all_sessions(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com");
    const char *token = begin_session(f, person);

    hd_fixture_ok(hd_person_set_password(f->db, person, "another horse 2", &hasher, NOW, f->pool));
    assert_null(visit(f, token, NOW + 1));
    assert_null(sign_in(f, "mila@example.com", RIGHT));
    assert_non_null(sign_in(f, "mila@example.com", "another horse 2"));
}

static void changing_the_password_keeps_only_this_browser_with_a_new_token(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com");
    const char *here = begin_session(f, person), *elsewhere = begin_session(f, person);
    hd_signin_t signin = { NULL, person->id, NULL, "192.0.2.14", NULL };
    const char *hash, *token;

    hd_fixture_ok(hd_password_hash(&hash, "another horse 2", &hasher, f->pool));
    hd_fixture_ok(hd_password_change(&token, f->db, person, &signin, hash, NOW, f->pool));
    assert_null(visit(f, here, NOW + 1));
    assert_null(visit(f, elsewhere, NOW + 1));
    assert_non_null(visit(f, token, NOW + 1));
    assert_int_equal(mails(f, HD_MAIL_PASSWORD_CHANGED, "mila@example.com"), 1);
    assert_non_null(sign_in(f, "mila@example.com", "another horse 2"));
}

static void *APR_THREAD_FUNC stay_inside(apr_thread_t *thread, void *gate)
{
    (void)thread;
    apr_sleep(apr_time_from_msec(50));
    hd_gate_leave(gate);
    return NULL;
}

static void *APR_THREAD_FUNC wait_long(apr_thread_t *thread, void *gate)
{
    (void)thread;
    if (hd_gate_enter(gate, apr_time_from_sec(60))) hd_gate_leave(gate);
    return NULL;
}

static void a_full_gate_lets_in_when_somebody_leaves(void **state)
{
    hd_fixture_t *f = *state;
    hd_gate_t *gate;
    apr_thread_t *thread;
    apr_status_t status;

    hd_fixture_ok(hd_gate_create(&gate, 1, 1, f->pool));
    hd_fixture_ok(hd_password_gate_enter(gate, f->pool));
    assert_false(hd_gate_enter(gate, 0));
    assert_int_equal(apr_thread_create(&thread, NULL, stay_inside, gate, f->pool), APR_SUCCESS);
    hd_fixture_ok(hd_password_gate_enter(gate, f->pool));
    apr_thread_join(&status, thread);
    assert_false(hd_gate_enter(gate, apr_time_from_msec(1)));
    assert_int_equal(apr_thread_create(&thread, NULL, wait_long, gate, f->pool), APR_SUCCESS);
    apr_sleep(apr_time_from_msec(300));
    expect(hd_password_gate_enter(gate, f->pool), HD_BUSY, "login-busy", NULL); /* at once: one waits already */
    hd_gate_leave(gate);
    apr_thread_join(&status, thread);
    assert_true(hd_gate_enter(gate, 0));
    expect(hd_password_gate_enter(gate, f->pool), HD_BUSY, "login-busy", NULL);
    hd_gate_leave(gate);
    assert_true(hd_gate_enter(gate, 0));
}

/* -- throttling ------------------------------------------------------------------------------------------------------ */

static hd_error_t *try_at(hd_attempt_t **attempt, hd_fixture_t *f, const char *email, const char *address, hd_time_t now)
{
    hd_attempt_terms_t limits = { email, address, 3, 5 };

    return hd_attempt_begin(attempt, f->db, &limits, now, f->pool);
}

static void too_many_tries_with_an_address_are_refused_for_a_while(void **state)
{
    hd_fixture_t *f = *state;
    hd_attempt_t *attempt;
    hd_error_t *error;
    int i;

    for (i = 0; i < 3; i++) hd_fixture_ok(try_at(&attempt, f, "mila@example.com", "192.0.2.1", NOW + i * 60));
    for (i = 0; i < 9; i++) {
        error = try_at(&attempt, f, " MILA@example.com", "192.0.2.2", NOW + 200);
        expect(error, HD_LIMIT, "login-limit", NULL);
        assert_int_equal(error->retry_after_sec, HD_ATTEMPT_WINDOW_SEC - 200);
        assert_string_equal(error->value, "12");
    }
    hd_fixture_ok(try_at(&attempt, f, "other@example.com", "192.0.2.2", NOW + 200)); /* refusals were not counted */
    hd_fixture_ok(try_at(&attempt, f, "mila@example.com", "192.0.2.2", NOW + HD_ATTEMPT_WINDOW_SEC));
    assert_non_null(try_at(&attempt, f, "mila@example.com", "192.0.2.2", NOW + HD_ATTEMPT_WINDOW_SEC));
}

static void too_many_tries_from_one_place_are_refused(void **state)
{
    hd_fixture_t *f = *state;
    hd_attempt_t *attempt;
    int i;

    for (i = 0; i < 5; i++) {
        hd_fixture_ok(try_at(&attempt, f, apr_psprintf(f->pool, "p%d@example.com", i), "192.0.2.1", NOW));
    }
    expect(try_at(&attempt, f, "p9@example.com", "192.0.2.1", NOW), HD_LIMIT, "login-limit", NULL);
    hd_fixture_ok(try_at(&attempt, f, "p9@example.com", "192.0.2.2", NOW));
}

static void a_right_password_clears_what_was_counted(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com");
    hd_signin_t signin = { NULL, person->id, NULL, "192.0.2.1", "Browser" };
    const char *old = NULL, *token;
    hd_attempt_t *attempt;
    int i, turn;

    for (turn = 0; turn < 4; turn++) {
        for (i = 0; i < 2; i++) {
            hd_fixture_ok(try_at(&attempt, f, "mila@example.com", apr_psprintf(f->pool, "192.0.2.%d", turn), NOW));
        }
        hd_fixture_ok(try_at(&attempt, f, "mila@example.com", "198.51.100.1", NOW));
        signin.attempt = attempt;
        signin.old_token = old;
        hd_fixture_ok(hd_signin_finish(&token, f->db, &signin, NOW, f->pool));
        assert_non_null(visit(f, token, NOW + 1));
        if (old) assert_null(visit(f, old, NOW + 1)); /* the key changes, the old one is no longer good */
        old = token;
    }
}

static void a_limit_of_nought_is_no_limit(void **state)
{
    hd_fixture_t *f = *state;
    hd_attempt_terms_t limits = { "mila@example.com", "192.0.2.1", 0, 0 };
    hd_attempt_t *attempt;
    int i;

    for (i = 0; i < 30; i++) hd_fixture_ok(hd_attempt_begin(&attempt, f->db, &limits, NOW, f->pool));
}

static void the_same_password_at_once_is_one_try_until_it_is_wrong(void **state)
{
    hd_fixture_t *f = *state;
    hd_attempt_terms_t limits = { "mila@example.com", "192.0.2.1", 3, 100 };
    const char *right = hd_sha256("right", 5, f->pool), *wrong = hd_sha256("wrong", 5, f->pool);
    hd_attempt_t *attempt[4];
    int i;

    for (i = 0; i < 9; i++) hd_fixture_ok(hd_attempt_begin_same(&attempt[0], f->db, &limits, right, NOW, f->pool));
    hd_fixture_ok(hd_attempt_undo(f->db, attempt[0]));
    for (i = 0; i < 4; i++) hd_fixture_ok(hd_attempt_begin_same(&attempt[i], f->db, &limits, wrong, NOW, f->pool));
    for (i = 0; i < 3; i++) hd_fixture_ok(hd_attempt_failed(f->db, attempt[i], f->pool));
    expect(hd_attempt_begin_same(&attempt[0], f->db, &limits, right, NOW, f->pool), HD_LIMIT, "login-limit", NULL);
}

static void what_a_clock_counted_that_was_years_ahead_is_not_counted(void **state)
{
    hd_fixture_t *f = *state;
    hd_attempt_t *attempt;
    int i;

    for (i = 0; i < 3; i++) hd_fixture_ok(try_at(&attempt, f, "mila@example.com", "192.0.2.1", NOW + 400 * HD_DAY_SEC));
    assert_non_null(try_at(&attempt, f, "mila@example.com", "192.0.2.1", NOW + 400 * HD_DAY_SEC));
    for (i = 0; i < 3; i++) hd_fixture_ok(try_at(&attempt, f, "mila@example.com", "192.0.2.1", NOW));
    expect(try_at(&attempt, f, "mila@example.com", "192.0.2.1", NOW), HD_LIMIT, "login-limit", NULL);
}

typedef struct trier_t {
    hd_fixture_t *f;
    int passed;
} trier_t;

static void *APR_THREAD_FUNC try_ten_times(apr_thread_t *thread, void *baton)
{
    trier_t *it = baton;
    hd_attempt_terms_t limits = { "mila@example.com", "192.0.2.1", 3, 0 };
    apr_pool_t *pool;
    hd_db_t *db;
    int i;

    (void)thread;
    apr_pool_create(&pool, NULL);
    if (!hd_fixture_connect(&db, it->f, pool)) {
        for (i = 0; i < 10; i++) {
            hd_attempt_t *attempt;
            it->passed += hd_attempt_begin(&attempt, db, &limits, NOW, pool) == NULL;
        }
    }
    apr_pool_destroy(pool);
    return NULL;
}

static void tries_at_once_do_not_slip_through_together(void **state)
{
    hd_fixture_t *f = *state;
    trier_t triers[4];
    apr_thread_t *threads[4];
    apr_status_t status;
    int passed = 0, i;

    for (i = 0; i < 4; i++) {
        triers[i].f = f;
        triers[i].passed = 0;
        assert_int_equal(apr_thread_create(&threads[i], NULL, try_ten_times, &triers[i], f->pool), APR_SUCCESS);
    }
    for (i = 0; i < 4; i++) {
        apr_thread_join(&status, threads[i]);
        passed += triers[i].passed;
    }
    assert_in_range(passed, 0, 3);
}

typedef struct signer_t {
    hd_fixture_t *f;
    apr_int64_t person_id;
    char fault[128];
} signer_t;

static hd_error_t *sign_in_once(hd_db_t *db, apr_int64_t person_id, apr_pool_t *pool)
{
    hd_attempt_terms_t limits = { "mila@example.com", "192.0.2.1", 1000, 1000 };
    hd_signin_t signin = { NULL, person_id, NULL, "192.0.2.1", NULL };
    hd_attempt_t *attempt;
    const char *token;

    HD_TRY(hd_attempt_begin(&attempt, db, &limits, NOW, pool));
    signin.attempt = attempt;
    return hd_signin_finish(&token, db, &signin, NOW, pool);
}

static void *APR_THREAD_FUNC sign_in_ten_times(apr_thread_t *thread, void *baton)
{
    signer_t *it = baton;
    hd_error_t *error;
    apr_pool_t *pool;
    hd_db_t *db;
    int i;

    (void)thread;
    apr_pool_create(&pool, NULL);
    error = hd_fixture_connect(&db, it->f, pool);
    for (i = 0; i < 10 && !error; i++) error = sign_in_once(db, it->person_id, pool);
    if (error) snprintf(it->fault, sizeof(it->fault), "%s: %s", error->code, error->detail ? error->detail : "");
    apr_pool_destroy(pool);
    return NULL;
}

static void one_person_may_sign_in_in_many_places_at_once(void **state)
{
    hd_fixture_t *f = *state;
    apr_int64_t person_id = make_person(f, "mila@example.com")->id;
    signer_t signers[4];
    apr_thread_t *threads[4];
    apr_array_header_t *all;
    apr_status_t status;
    int i;

    for (i = 0; i < 4; i++) {
        signers[i] = (signer_t){ f, person_id, "" };
        assert_int_equal(apr_thread_create(&threads[i], NULL, sign_in_ten_times, &signers[i], f->pool), APR_SUCCESS);
    }
    for (i = 0; i < 4; i++) {
        apr_thread_join(&status, threads[i]);
        assert_string_equal(signers[i].fault, "");
    }
    hd_fixture_ok(hd_session_list(&all, f->db, person_id, &terms, NOW, f->pool));
    assert_int_equal(all->nelts, 40);
}

/* -- a lost password ------------------------------------------------------------------------------------------------- */

static void asking_for_a_link_writes_one_mail_whoever_asks(void **state)
{
    hd_fixture_t *f = *state;

    make_person(f, "mila@example.com");
    hd_fixture_ok(hd_password_forgot(f->db, " mila@example.com ", "192.0.2.1", NOW, f->pool));
    hd_fixture_ok(hd_password_forgot(f->db, "nobody@example.com", "192.0.2.1", NOW, f->pool));
    assert_int_equal(mails(f, HD_MAIL_PASSWORD_RESET, "mila@example.com"), 1);
    assert_int_equal(mails(f, HD_MAIL_PASSWORD_RESET, "nobody@example.com"), 1);
    expect(hd_password_forgot(f->db, "nobody", "192.0.2.1", NOW, f->pool), HD_INVALID, "email-bad", "email");
}

static void links_are_not_asked_for_without_end(void **state)
{
    hd_fixture_t *f = *state;
    hd_error_t *error;
    int i;

    for (i = 0; i < HD_FORGOT_MAX; i++) {
        hd_fixture_ok(hd_password_forgot(f->db, "nobody@example.com", "192.0.2.1", NOW + i, f->pool));
    }
    error = hd_password_forgot(f->db, "nobody@example.com", "192.0.2.1", NOW + 60, f->pool);
    expect(error, HD_LIMIT, "forgot-limit", NULL);
    assert_int_equal(error->retry_after_sec, HD_FORGOT_WINDOW_SEC - 60);
    assert_int_equal(mails(f, HD_MAIL_PASSWORD_RESET, "nobody@example.com"), HD_FORGOT_MAX);
    hd_fixture_ok(hd_password_forgot(f->db, "nobody@example.com", "192.0.2.2", NOW + 60, f->pool));
}

static void a_link_gives_a_new_password_once(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com"), *found;
    const char *link = make_link(f, person, NOW + 3600), *other_link = make_link(f, person, NOW + 3600);
    const char *session = begin_session(f, person);
    hd_password_new_t choice = { "another horse 2", "another horse 2", &hasher, NULL };
    hd_attempt_t *attempt;
    int i;

    for (i = 0; i < 3; i++) hd_fixture_ok(try_at(&attempt, f, "mila@example.com", "192.0.2.1", NOW));
    hd_fixture_ok(hd_password_reset(&found, f->db, link, &choice, NOW + 10, f->pool));
    assert_int_equal(found->id, person->id);
    assert_null(visit(f, session, NOW + 11));
    assert_non_null(sign_in(f, "mila@example.com", "another horse 2"));
    hd_fixture_ok(try_at(&attempt, f, "mila@example.com", "192.0.2.1", NOW + 11));
    assert_int_equal(mails(f, HD_MAIL_PASSWORD_CHANGED, "mila@example.com"), 1);
    expect(hd_password_reset(&found, f->db, link, &choice, NOW + 11, f->pool), HD_INVALID, "token-bad", NULL);
    expect(hd_password_reset(&found, f->db, other_link, &choice, NOW + 11, f->pool), HD_INVALID, "token-bad", NULL);
}

static void a_refused_choice_does_not_use_the_link_up(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com"), *found;
    const char *link = make_link(f, person, NOW + 3600);
    hd_password_new_t choice = { "short", "other", &hasher, NULL };
    hd_error_t *faults = hd_password_reset(&found, f->db, link, &choice, NOW, f->pool);

    expect(faults, HD_INVALID, "password-short", "password");
    expect(faults->next, HD_INVALID, "password-differs", "password2");
    hd_fixture_ok(hd_password_link(&found, f->db, link, NOW, f->pool));
    assert_non_null(found);
}

static void an_old_or_unknown_link_is_no_good(void **state)
{
    hd_fixture_t *f = *state;
    hd_person_t *person = make_person(f, "mila@example.com"), *found;
    const char *link = make_link(f, person, NOW + 3600);

    hd_fixture_ok(hd_password_link(&found, f->db, link, NOW + 3600, f->pool));
    assert_null(found);
    hd_fixture_ok(hd_password_link(&found, f->db, "", NOW, f->pool));
    assert_null(found);
    hd_fixture_ok(hd_password_link(&found, f->db, hd_sha256(link, strlen(link), f->pool), NOW, f->pool));
    assert_null(found);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static int run_all(const char *name)
{
    const struct CMUnitTest tests[] = {
        TEST(a_person_is_found_by_any_spelling_of_the_address),
        TEST(an_address_belongs_to_one_person),
        TEST(all_faults_of_a_new_person_are_told_at_once),
        TEST(a_profile_keeps_what_was_said),
        TEST(an_owner_has_every_right_and_others_have_theirs),
        TEST(a_session_knows_its_person_until_it_ends),
        TEST(a_session_ends_when_it_is_idle_or_old),
        TEST(being_seen_is_written_once_in_some_minutes),
        TEST(a_disabled_person_is_out_at_once),
        TEST(sessions_are_listed_with_clean_headers),
        TEST(only_the_right_password_opens),
        TEST(a_person_without_a_password_cannot_sign_in_with_one),
        TEST(a_password_that_bcrypt_would_cut_is_wrong),
        TEST(the_address_is_no_password),
        TEST(a_higher_cost_gives_a_new_hash_at_the_next_sign_in),
        TEST(a_new_password_ends_all_sessions),
        TEST(changing_the_password_keeps_only_this_browser_with_a_new_token),
        TEST(a_full_gate_lets_in_when_somebody_leaves),
        TEST(too_many_tries_with_an_address_are_refused_for_a_while),
        TEST(too_many_tries_from_one_place_are_refused),
        TEST(a_right_password_clears_what_was_counted),
        TEST(a_limit_of_nought_is_no_limit),
        TEST(the_same_password_at_once_is_one_try_until_it_is_wrong),
        TEST(what_a_clock_counted_that_was_years_ahead_is_not_counted),
        TEST(tries_at_once_do_not_slip_through_together),
        TEST(one_person_may_sign_in_in_many_places_at_once),
        TEST(asking_for_a_link_writes_one_mail_whoever_asks),
        TEST(links_are_not_asked_for_without_end),
        TEST(a_link_gives_a_new_password_once),
        TEST(a_refused_choice_does_not_use_the_link_up),
        TEST(an_old_or_unknown_link_is_no_good),
    };

    driver = name;
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    int failed = 0, i;

    for (i = 0; i < 3; i++) {
        if (hd_fixture_has(drivers[i])) failed += run_all(drivers[i]);
    }
    return failed != 0;
}
