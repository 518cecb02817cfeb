/* tests/unit/test_merge.c: what becomes of a hold when its ticket is merged; on every database that is to be had
 * (desk_fixture.h). tests/http/test_work.py has the rest of merging.
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_fixture.h"

#include "../../src/domain/hold.h"
#include "../../src/domain/merge.h"

#define NOW (DESK_BEGIN + HD_DAY_SEC)
#define UNTIL (NOW + 5 * HD_DAY_SEC)

static const char *driver;

static int open_desk(void **state)
{
    *state = desk_open(driver);
    return 0;
}

static int close_desk(void **state)
{
    desk_close(*state);
    return 0;
}

/* A ticket that an agent has brought to a status; on hold up to a day, or for ever. */
static const char *ticket(desk_t *d, const char *status, hd_time_t until)
{
    const char *ref = desk_ticket(d, "technical", "medium", NOW);
    hd_change_t change = { .hold_until = until };
    int count;

    change.to[HD_SET_STATUS] = status;
    hd_fixture_ok(hd_ticket_change(&count, d->db, d->agent, ref, &change, NOW + 1, d->pool));
    return ref;
}

/* Merge one into the other: that one's status then. @param[out] until  the end of its hold */
static const char *merged(desk_t *d, hd_time_t *until, const char *from, const char *into)
{
    const hd_ticket_t *found;
    hd_rows_t *rows;
    const char *to;

    hd_fixture_ok(hd_ticket_merge(&to, d->db, d->agent, from, into, NOW + 2, d->pool));
    assert_string_equal(to, into);
    hd_fixture_ok(hd_hold_of(until, d->db, desk_id(d, into), d->pool));
    hd_fixture_ok(hd_ticket_get(&found, d->db, d->agent, HD_SIDE_AGENT, into, "en", d->pool));
    hd_fixture_ok(hd_db_query(&rows, d->db, "check_holds", HD_NO_ARGS, d->pool));
    assert_int_equal(hd_rows_count(rows), 0); /* the merged one has no hold any more */
    hd_fixture_ok(hd_db_query(&rows, d->db, "check_queue_counts", HD_NO_ARGS, d->pool));
    assert_int_equal(hd_rows_count(rows), 0);
    return found->facts.status;
}

static void a_hold_goes_on_in_a_closed_ticket(void **state)
{
    desk_t *d = *state;
    hd_time_t until;

    assert_string_equal(merged(d, &until, ticket(d, "on-hold", UNTIL), ticket(d, "closed", 0)), "on-hold");
    assert_int_equal(until, UNTIL);
    assert_string_equal(merged(d, &until, ticket(d, "on-hold", 0), ticket(d, "closed", 0)), "on-hold");
    assert_int_equal(until, 0);
}

static void another_ticket_stays_as_it_is(void **state)
{
    desk_t *d = *state;
    hd_time_t until;

    assert_string_equal(merged(d, &until, ticket(d, "on-hold", UNTIL), ticket(d, "in-progress", 0)), "in-progress");
    assert_int_equal(until, 0);
    assert_string_equal(merged(d, &until, ticket(d, "on-hold", UNTIL), ticket(d, "on-hold", UNTIL + 60)), "on-hold");
    assert_int_equal(until, UNTIL + 60);
    assert_string_equal(merged(d, &until, ticket(d, "closed", 0), ticket(d, "closed", 0)), "closed");
}

#define T(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    const struct CMUnitTest tests[] = { T(a_hold_goes_on_in_a_closed_ticket), T(another_ticket_stays_as_it_is) };
    int failed = 0;
    size_t i;

    for (i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, NULL, NULL);
    }
    return failed;
}
