/* tests/unit/test_client_merge.c: a ticket that changes while its account is merged is counted where it stands afterwards.
 * Nobody loses a right by a merge, however many belong to the account. On every database that is to be had (db_fixture.h).
 * SPDX-License-Identifier: Apache-2.0 */
#include "db_fixture.h"

#include <apr_thread_proc.h>
#include <apr_time.h>

#include "../../src/domain/client_merge.h"

#define NOW 1800000000
#define WAIT_USEC 300000 /* what is broken has gone wrong by then; what is not may take as long as it likes */

typedef struct state_t {
    hd_fixture_t *f;
    apr_pool_t *own; /* of raw: the merge has a thread of its own */
    apr_dbd_t *raw;
    apr_int64_t person_id, from_id, into_id;
    const char *from, *into;
    hd_error_t *error;
} state_t;

static const char *driver;

static void sql(state_t *s, const char *statement)
{
    int affected, status = apr_dbd_query(s->f->driver, s->raw, &affected, statement);

    if (status != 0) fail_msg("%s: %s", statement, apr_dbd_error(s->f->driver, s->raw, status));
}

static int setup(void **state)
{
    const hd_person_new_t given = { "petra@example.com", "Petra", NULL, "", HD_ROLE_ADMIN, 1 };
    state_t *s = calloc(1, sizeof(*s));
    const char *reason;

    s->f = hd_fixture_open_on(driver);
    apr_pool_create(&s->own, NULL);
    assert_int_equal(apr_dbd_open_ex(s->f->driver, s->own, s->f->params, &s->raw, &reason), APR_SUCCESS);
    hd_fixture_ok(hd_person_create(&s->person_id, s->f->db, &given, NULL, NOW, s->f->pool));
    hd_fixture_ok(hd_account_create(&s->from_id, &s->from, s->f->db, "From", NOW, s->f->pool));
    hd_fixture_ok(hd_account_create(&s->into_id, &s->into, s->f->db, "Into", NOW, s->f->pool));
    sql(s, "INSERT INTO department (slug, position, active) VALUES ('technical', 1, 1)");
    sql(s, apr_psprintf(s->f->pool, "INSERT INTO ticket (id, ref, account_id, person_id, department_id, service_id, subject, "
                        "priority, channel, status, closed, created_at, updated_at, answered_at, closed_at, last_person_id, "
                        "last_excerpt) SELECT 1, 'HD-0000001', %d, %d, d.id, NULL, 'x', 'medium', 'portal', 'open', 0, 5, 5, "
                        "0, 0, %d, '' FROM department d", (int)s->from_id, (int)s->person_id, (int)s->person_id));
    sql(s, apr_psprintf(s->f->pool, "UPDATE ticket_count SET n = 1 WHERE account_id = %d AND status = 'open'", (int)s->from_id));
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    state_t *s = *state;

    apr_dbd_close(s->f->driver, s->raw);
    apr_pool_destroy(s->own);
    hd_fixture_close(s->f);
    free(s);
    return 0;
}

static void *APR_THREAD_FUNC merge(apr_thread_t *thread, void *baton)
{
    state_t *s = baton;
    const hd_by_t by = { s->person_id, NOW, NULL, NULL };
    const char *id;

    s->error = hd_account_merge(&id, s->f->db, &by, s->from, s->into, s->f->pool);
    apr_thread_exit(thread, APR_SUCCESS);
    return NULL;
}

static int count(state_t *s, const char *status)
{
    const char *query = apr_psprintf(s->f->pool, "SELECT COALESCE(SUM(n), 0) FROM ticket_count WHERE status = '%s'", status);
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    int value = -1;

    assert_int_equal(apr_dbd_select(s->f->driver, s->f->pool, s->raw, &results, query, 0), 0);
    while (apr_dbd_get_row(s->f->driver, s->f->pool, results, &row, -1) == 0) {
        value = atoi(apr_dbd_get_entry(s->f->driver, row, 0));
    }
    return value;
}

static void a_ticket_that_is_closed_meanwhile_is_counted_as_closed(void **state)
{
    state_t *s = *state;
    apr_dbd_transaction_t *closing = NULL;
    apr_status_t ended;
    apr_thread_t *thread;

    if (!strcmp(driver, "sqlite3")) skip(); /* one writes at a time */
    assert_int_equal(apr_dbd_transaction_start(s->f->driver, s->own, s->raw, &closing), 0);
    sql(s, "UPDATE ticket SET status = 'closed', closed = 1 WHERE id = 1");
    assert_int_equal(apr_thread_create(&thread, NULL, merge, s, s->own), APR_SUCCESS);
    apr_sleep(WAIT_USEC);
    sql(s, "UPDATE ticket_count SET n = n + CASE WHEN status = 'closed' THEN 1 ELSE -1 END "
           "WHERE account_id = (SELECT t.account_id FROM ticket t WHERE t.id = 1) AND status IN ('open', 'closed')");
    assert_int_equal(apr_dbd_transaction_end(s->f->driver, s->own, closing), 0);
    apr_thread_join(&ended, thread);
    hd_fixture_ok(s->error);
    assert_int_equal(count(s, "open"), 0);
    assert_int_equal(count(s, "closed"), 1);
}

static apr_int64_t member(state_t *s, int number, apr_int64_t account, int rights)
{
    const char *email = apr_psprintf(s->f->pool, "m%03d@example.com", number);
    const hd_person_new_t given = { email, "Some Name", NULL, "", HD_ROLE_CLIENT, 1 };
    apr_int64_t id;

    hd_fixture_ok(hd_person_create(&id, s->f->db, &given, NULL, NOW, s->f->pool));
    hd_fixture_ok(hd_membership_add(s->f->db, id, account, rights, s->f->pool));
    return id;
}

static void nobody_loses_a_right_in_an_account_of_very_many(void **state)
{
    const hd_by_t by = { ((state_t *)*state)->person_id, NOW, NULL, NULL };
    apr_array_header_t *memberships;
    state_t *s = *state;
    apr_int64_t last = 0;
    const char *id;
    int i;

    for (i = 0; i <= HD_MEMBERS_SHOWN; i++) last = member(s, i, s->into_id, HD_RIGHT_BILLING);
    hd_fixture_ok(hd_membership_add(s->f->db, last, s->from_id, HD_RIGHT_SUPPORT, s->f->pool));
    hd_fixture_ok(hd_account_merge(&id, s->f->db, &by, s->from, s->into, s->f->pool));
    hd_fixture_ok(hd_memberships_of(&memberships, s->f->db, last, s->f->pool));
    assert_int_equal(memberships->nelts, 1);
    assert_int_equal(APR_ARRAY_IDX(memberships, 0, hd_membership_t).rights, HD_RIGHT_BILLING | HD_RIGHT_SUPPORT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_ticket_that_is_closed_meanwhile_is_counted_as_closed, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_loses_a_right_in_an_account_of_very_many, setup, teardown),
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
