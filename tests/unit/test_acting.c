/* tests/unit/test_acting.c: for how long an administrator acts for a client; on every database that is to be had (db_fixture.h).
 * SPDX-License-Identifier: Apache-2.0 */
#include "db_fixture.h"

#include "../../src/domain/acting.h"

#define NOW 1800000000
#define ADDRESS "192.0.2.14"

static const char *driver = "sqlite3";
static const hd_session_terms_t terms = { 30 * HD_DAY_SEC, 1800 };

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

static hd_person_t *make(hd_fixture_t *f, const char *email, hd_role_t role)
{
    hd_person_new_t given = { email, "Some Name", NULL, "", role, 1 };
    hd_person_t *person;
    apr_int64_t id;

    hd_fixture_ok(hd_person_create(&id, f->db, &given, NULL, NOW, f->pool));
    hd_fixture_ok(hd_person_by_email(&person, f->db, email, f->pool));
    assert_non_null(person);
    return person;
}

static hd_visit_t *visit(hd_fixture_t *f, const char *token, hd_time_t now)
{
    hd_visit_t *found;

    hd_fixture_ok(hd_session_visit(&found, f->db, token, &terms, now, f->pool));
    return found;
}

/* An admin acts for a client. @param[out] own  token of the admin's own session @return token of the client's */
static const char *act(hd_fixture_t *f, const char **own)
{
    hd_person_t *admin = make(f, "admin@example.com", HD_ROLE_ADMIN), *client = make(f, "client@example.com", HD_ROLE_CLIENT);
    hd_by_t by = { admin->id, NOW, "Asked to", NULL };
    hd_acting_t acting = { client->public_id, NULL, ADDRESS, NULL };
    const char *token;

    hd_fixture_ok(hd_session_create(own, f->db, admin->id, ADDRESS, NULL, NOW, f->pool));
    acting.own_row = hd_session_keys(*own, f->pool).row;
    hd_fixture_ok(hd_acting_begin(&token, f->db, &by, &acting, f->pool));
    return token;
}

/* Both sessions are used at a moment. */
static void use(hd_fixture_t *f, const char *own, const char *token, hd_time_t now)
{
    hd_visit_t *visits[] = { visit(f, own, now), visit(f, token, now) };
    int i;

    for (i = 0; i < 2; i++) {
        assert_non_null(visits[i]);
        hd_session_touch(f->db, visits[i], &terms, now);
    }
}

static void it_is_over_after_an_hour(void **state)
{
    hd_fixture_t *f = *state;
    const char *own, *token = act(f, &own);
    hd_time_t now;

    assert_string_equal(visit(f, token, NOW)->person.email, "client@example.com");
    assert_string_equal(visit(f, token, NOW)->person.acting_email, "admin@example.com");
    assert_int_equal(visit(f, own, NOW)->person.acting_id, 0);
    for (now = NOW + 900; now < NOW + HD_ACTING_SEC; now += 900) use(f, own, token, now);
    assert_non_null(visit(f, token, NOW + HD_ACTING_SEC - 1));
    assert_null(visit(f, token, NOW + HD_ACTING_SEC));
    assert_non_null(visit(f, own, NOW + HD_ACTING_SEC));
}

static void it_is_over_when_the_own_session_has_been_idle_for_too_long(void **state)
{
    hd_fixture_t *f = *state;
    const char *own, *token = act(f, &own);

    hd_session_touch(f->db, visit(f, token, NOW + 1500), &terms, NOW + 1500);
    assert_non_null(visit(f, token, NOW + 1799));
    assert_null(visit(f, own, NOW + 1800));
    assert_null(visit(f, token, NOW + 1800));
}

static void it_is_over_with_the_own_session(void **state)
{
    hd_fixture_t *f = *state;
    const char *own, *token = act(f, &own);

    hd_fixture_ok(hd_session_end(f->db, own, f->pool));
    assert_null(visit(f, token, NOW + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_over_after_an_hour, setup, teardown),
        cmocka_unit_test_setup_teardown(it_is_over_when_the_own_session_has_been_idle_for_too_long, setup, teardown),
        cmocka_unit_test_setup_teardown(it_is_over_with_the_own_session, setup, teardown),
    };
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    int failed = 0;
    size_t i;

    apr_initialize();
    for (i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, NULL, NULL);
    }
    return failed;
}
