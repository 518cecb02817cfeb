/* tests/unit/test_usual.c: how long a department usually takes to answer first; on every database that is to be had
 * (desk_fixture.h).
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_fixture.h"

#include "../../src/domain/answer.h"
#include "../../src/domain/level_keep.h"
#include "../../src/domain/usual.h"

#define NOW (DESK_BEGIN + HD_DAY_SEC)

static const char *driver;

static int open_desk(void **state)
{
    desk_t *d = desk_open(driver);

    *state = d;
    hd_fixture_ok(hd_levels_keep(d->db, NOW, d->pool));
    return 0;
}

static int close_desk(void **state)
{
    desk_close(*state);
    return 0;
}

static apr_int64_t usual(desk_t *d, const char *slug, hd_time_t now)
{
    apr_array_header_t *departments;
    int i;

    for (i = 0; i < 3; i++) hd_fixture_ok(hd_levels_keep(d->db, now, d->pool));
    hd_fixture_ok(hd_usual_keep(d->db, now, d->pool));
    hd_fixture_ok(hd_departments(&departments, d->db, "en", d->pool));
    for (i = 0; i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        if (!strcmp(one->slug, slug)) return one->usual_sec;
    }
    fail_msg("there is no %s", slug);
    return 0;
}

/* A ticket that is answered after so many seconds; a second answer, a note and one that was taken back change nothing. */
static void answer_after(desk_t *d, int sec)
{
    const char *ref = desk_ticket(d, "technical", "medium", NOW), *id;

    desk_agent_notes(d, ref, NOW + 1);
    id = desk_agent_answers(d, ref, NULL, 15, NOW + 1);
    hd_fixture_ok(hd_answer_undo(d->db, d->agent, ref, id, NOW + 2, d->pool));
    desk_agent_answers(d, ref, NULL, 0, NOW + sec);
    desk_agent_answers(d, ref, NULL, 0, NOW + sec + 5000);
}

/* 100, 200 … 1900: nineteen answers say nothing; with 3000 the middle is between 1000 and 1100; with another of 10, 1000. */
static void it_is_the_median_of_twenty_and_more(void **state)
{
    desk_t *d = *state;
    int i;

    for (i = 1; i <= 19; i++) answer_after(d, i * 100);
    assert_int_equal(usual(d, "technical", NOW + 9000), 0);
    answer_after(d, 3000);
    assert_int_equal(usual(d, "technical", NOW + 9000), 1050);
    answer_after(d, 10);
    assert_int_equal(usual(d, "technical", NOW + 9000), 1000);
    assert_int_equal(usual(d, "billing", NOW + 9000), 0);
    assert_int_equal(usual(d, "technical", NOW + 3000 + HD_USUAL_DAYS * HD_DAY_SEC), 0); /* a month later there were none */
}

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    const struct CMUnitTest tests[] = { cmocka_unit_test(it_is_the_median_of_twenty_and_more) };
    int failed = 0, i;

    apr_initialize();
    for (i = 0; i < 3; i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, open_desk, close_desk);
    }
    return failed != 0;
}
