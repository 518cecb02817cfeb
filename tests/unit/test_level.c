/* tests/unit/test_level.c: the arithmetic of service levels: a table of cases, each worked by hand.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>

#include "../../src/domain/level.h"
#include "../../src/domain/level_book.h"

#define HOUR 3600
#define TURNS_MAX 8

static int setup(void **state)
{
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    *state = pool;
    return 0;
}

static int teardown(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

static hd_time_t at(const char *iso)
{
    hd_time_t sec = 0;

    if (iso) assert_int_equal(hd_time_parse(&sec, iso), APR_SUCCESS);
    return sec;
}

/* 8-16 on working days in Belgrade; 11 November (Wednesday in 2026) is a holiday of every year. Belgrade is an hour before
 * UTC, two from 29 March to 25 October 2026. In November 8-16 there is 07:00-15:00 here; on 20 July 06:00-14:00. */
static const char *const office[] = { "08:00-16:00", "08:00-16:00", "08:00-16:00", "08:00-16:00", "08:00-16:00", "", "" };
static const char *const always[] = { "00:00-24:00", "00:00-24:00", "00:00-24:00", "00:00-24:00", "00:00-24:00",
                                      "00:00-24:00", "00:00-24:00" };
static const char *const closed[] = { "", "", "", "", "", "", "" };

#define W HD_STAGE_WAITING
#define A HD_STAGE_ANSWERED
#define H HD_STAGE_HOLD
#define C HD_STAGE_CLOSED

typedef struct moment_t {
    const char *iso;
    hd_stage_t stage;
} moment_t;

typedef struct expected_t {
    hd_level_state_t state;
    const char *due; /* NULL: no such moment */
    apr_int64_t left_sec;
} expected_t;

typedef struct case_t {
    const char *what;
    const char *const *week;
    const char *zone;
    hd_level_promise_t promise;
    const char *now, *answered;
    moment_t turns[TURNS_MAX];
    expected_t first, solution;
    const char *overdue, *next;
} case_t;

static const case_t cases[] = {
    /* Monday 09:00 and 4 h: 13:00; and 8 h: seven to 16:00, one on Tuesday: 09:00. A quarter is left after 3 h: 12:00. */
    { "new, within a day and over a night", office, "Europe/Belgrade", { 4 * HOUR, 8 * HOUR, 25 }, "2026-11-23T08:30:00Z", NULL,
      { { "2026-11-23T08:00:00Z", W } }, { HD_LEVEL_RUNNING, "2026-11-23T12:00:00Z", 0 },
      { HD_LEVEL_RUNNING, "2026-11-24T08:00:00Z", 0 }, NULL, "2026-11-23T11:00:00Z" },
    /* Friday 15:00: one hour to the end of the day, three from Monday 08:00 on: 11:00. The warning after 3 h: 10:00. */
    { "over a week end", office, "Europe/Belgrade", { 4 * HOUR, 0, 25 }, "2026-11-21T12:00:00Z", NULL,
      { { "2026-11-20T14:00:00Z", W } }, { HD_LEVEL_RUNNING, "2026-11-23T10:00:00Z", 0 }, { HD_LEVEL_NONE, NULL, 0 }, NULL,
      "2026-11-23T09:00:00Z" },
    /* Tuesday 10 November 15:00: one hour, Wednesday is a holiday, Thursday 08:00 and three: 11:00. */
    { "over a holiday", office, "Europe/Belgrade", { 4 * HOUR, 0, 0 }, "2026-11-10T14:30:00Z", NULL,
      { { "2026-11-10T14:00:00Z", W } }, { HD_LEVEL_RUNNING, "2026-11-12T10:00:00Z", 0 }, { HD_LEVEL_NONE, NULL, 0 }, NULL,
      "2026-11-12T10:00:00Z" },
    /* On the holiday itself the clock does not start: Thursday 08:00 and four: 12:00. */
    { "opened on a holiday", office, "Europe/Belgrade", { 4 * HOUR, 0, 0 }, "2026-11-11T14:30:00Z", NULL,
      { { "2026-11-11T09:00:00Z", W } }, { HD_LEVEL_RUNNING, "2026-11-12T11:00:00Z", 0 }, { HD_LEVEL_NONE, NULL, 0 }, NULL,
      "2026-11-12T11:00:00Z" },
    /* The clock goes forward on Sunday 29 March 2026, 02:00 to 03:00. Friday 27 March 15:00 (14:00Z): one hour; Monday from
     * 08:00, now 06:00Z, three more: 09:00Z. */
    { "over the clock's going forward", office, "Europe/Belgrade", { 4 * HOUR, 0, 0 }, "2026-03-28T00:00:00Z", NULL,
      { { "2026-03-27T14:00:00Z", W } }, { HD_LEVEL_RUNNING, "2026-03-30T09:00:00Z", 0 }, { HD_LEVEL_NONE, NULL, 0 }, NULL,
      "2026-03-30T09:00:00Z" },
    /* It goes back on Sunday 25 October, 03:00 to 02:00. Friday 23 October 15:00 (13:00Z): one; Monday 08:00 is 07:00Z. */
    { "over the clock's going back", office, "Europe/Belgrade", { 4 * HOUR, 0, 0 }, "2026-10-24T00:00:00Z", NULL,
      { { "2026-10-23T13:00:00Z", W } }, { HD_LEVEL_RUNNING, "2026-10-26T10:00:00Z", 0 }, { HD_LEVEL_NONE, NULL, 0 }, NULL,
      "2026-10-26T10:00:00Z" },
    /* Around the clock that night has an hour more: 20:00Z and 8 h are 04:00Z whatever the clock on the wall shows. */
    { "around the clock, the clock going back", always, "Europe/Belgrade", { 8 * HOUR, 0, 0 }, "2026-10-24T20:00:00Z", NULL,
      { { "2026-10-24T20:00:00Z", W } }, { HD_LEVEL_RUNNING, "2026-10-25T04:00:00Z", 0 }, { HD_LEVEL_NONE, NULL, 0 }, NULL,
      "2026-10-25T04:00:00Z" },
    /* The same Monday 08:00Z in New York is 03:00: the day begins at 13:00Z, four hours: 17:00Z. */
    { "another zone", office, "America/New_York", { 4 * HOUR, 0, 0 }, "2026-11-23T08:00:00Z", NULL,
      { { "2026-11-23T08:00:00Z", W } }, { HD_LEVEL_RUNNING, "2026-11-23T17:00:00Z", 0 }, { HD_LEVEL_NONE, NULL, 0 }, NULL,
      "2026-11-23T17:00:00Z" },
    /* Answered at 12:59 of 13:00: kept. The solution stands since, with 8 h less 3:59 left. */
    { "answered in time", office, "Europe/Belgrade", { 4 * HOUR, 8 * HOUR, 25 }, "2026-11-23T15:00:00Z", "2026-11-23T11:59:00Z",
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T11:59:00Z", A } }, { HD_LEVEL_KEPT, NULL, 0 },
      { HD_LEVEL_PAUSED, NULL, 4 * HOUR + 60 }, NULL, NULL },
    /* At 13:00 to the second the time is out, and it is answered: kept. */
    { "answered at the last second", office, "Europe/Belgrade", { 4 * HOUR, 0, 25 }, "2026-11-23T15:00:00Z",
      "2026-11-23T12:00:00Z",
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T12:00:00Z", A } }, { HD_LEVEL_KEPT, "2026-11-23T12:00:00Z", 0 },
      { HD_LEVEL_NONE, NULL, 0 }, NULL, NULL },
    /* A second later: late. */
    { "answered a second late", office, "Europe/Belgrade", { 4 * HOUR, 0, 25 }, "2026-11-23T15:00:00Z", "2026-11-23T12:00:01Z",
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T12:00:01Z", A } }, { HD_LEVEL_LATE, "2026-11-23T12:00:00Z", 0 },
      { HD_LEVEL_NONE, NULL, 0 }, NULL, NULL },
    /* Not answered, 13:30: overdue since 13:00; next is the solution's warning (6 h: 15:00). */
    { "overdue", office, "Europe/Belgrade", { 4 * HOUR, 8 * HOUR, 25 }, "2026-11-23T12:30:00Z", NULL,
      { { "2026-11-23T08:00:00Z", W } }, { HD_LEVEL_RUNNING, "2026-11-23T12:00:00Z", 0 },
      { HD_LEVEL_RUNNING, "2026-11-24T08:00:00Z", 0 }, "2026-11-23T12:00:00Z", "2026-11-23T14:00:00Z" },
    /* Monday 09:00-10:00 runs, the client has until Tuesday 09:00, Tuesday 09:00-11:00 runs, on hold until Thursday 15:00.
     * Used 3 h of 8; on Thursday one hour to 16:00, on Friday four from 08:00: 12:00 (11:00Z). */
    { "pauses do not count", office, "Europe/Belgrade", { 0, 8 * HOUR, 0 }, "2026-11-26T14:00:00Z", "2026-11-23T09:00:00Z",
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T09:00:00Z", A }, { "2026-11-24T08:00:00Z", W },
        { "2026-11-24T10:00:00Z", H }, { "2026-11-26T14:00:00Z", W } },
      { HD_LEVEL_NONE, NULL, 0 }, { HD_LEVEL_RUNNING, "2026-11-27T11:00:00Z", 0 }, NULL, "2026-11-27T11:00:00Z" },
    /* Paused from Monday 10:00 on: 7 of 8 h are left, whatever time passes. */
    { "paused for long", office, "Europe/Belgrade", { 0, 8 * HOUR, 25 }, "2027-06-01T08:00:00Z", "2026-11-23T09:00:00Z",
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T09:00:00Z", A } }, { HD_LEVEL_NONE, NULL, 0 },
      { HD_LEVEL_PAUSED, NULL, 7 * HOUR }, NULL, NULL },
    /* A pause at night and on a week end takes nothing away: answered Friday 16:30, the client writes Sunday. */
    { "a pause out of hours", office, "Europe/Belgrade", { 0, 8 * HOUR, 0 }, "2026-11-23T07:00:00Z", "2026-11-20T15:30:00Z",
      { { "2026-11-20T12:00:00Z", W }, { "2026-11-20T15:30:00Z", A }, { "2026-11-22T10:00:00Z", W } },
      { HD_LEVEL_NONE, NULL, 0 }, { HD_LEVEL_RUNNING, "2026-11-23T12:00:00Z", 0 }, NULL, "2026-11-23T12:00:00Z" },
    /* On hold before anybody answered: the first answer's clock stands too. One hour used; three are left. */
    { "on hold before the first answer", office, "Europe/Belgrade", { 4 * HOUR, 0, 0 }, "2026-11-24T09:00:00Z", NULL,
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T09:00:00Z", H } }, { HD_LEVEL_PAUSED, NULL, 3 * HOUR },
      { HD_LEVEL_NONE, NULL, 0 }, NULL, NULL },
    /* Late while it waited (out at 13:00, answered 14:00), then paused: not overdue, for nobody here can do anything. */
    { "late, and now the client's turn", office, "Europe/Belgrade", { 0, 4 * HOUR, 25 }, "2026-11-23T14:00:00Z",
      "2026-11-23T13:00:00Z", { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T13:00:00Z", A } }, { HD_LEVEL_NONE, NULL, 0 },
      { HD_LEVEL_PAUSED, "2026-11-23T12:00:00Z", 0 }, NULL, NULL },
    /* The client writes again: overdue again, since the time was out. */
    { "late, paused, and ours again", office, "Europe/Belgrade", { 0, 4 * HOUR, 25 }, "2026-11-24T14:00:00Z",
      "2026-11-23T13:00:00Z",
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T13:00:00Z", A }, { "2026-11-24T13:30:00Z", W } },
      { HD_LEVEL_NONE, NULL, 0 }, { HD_LEVEL_RUNNING, "2026-11-23T12:00:00Z", 0 }, "2026-11-23T12:00:00Z", NULL },
    /* Solved at 12:00 after 3 of 4 h. */
    { "closed in time", office, "Europe/Belgrade", { 0, 4 * HOUR, 25 }, "2026-12-24T14:00:00Z", NULL,
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T11:00:00Z", C } }, { HD_LEVEL_NONE, NULL, 0 },
      { HD_LEVEL_KEPT, NULL, 0 }, NULL, NULL },
    /* Answered after 3 of 4 h, closed by silence a week later: the week was the client's. */
    { "closed after a pause", office, "Europe/Belgrade", { 0, 4 * HOUR, 25 }, "2026-12-24T14:00:00Z", "2026-11-23T11:00:00Z",
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T11:00:00Z", A }, { "2026-11-30T11:00:00Z", C } },
      { HD_LEVEL_NONE, NULL, 0 }, { HD_LEVEL_KEPT, NULL, 0 }, NULL, NULL },
    /* Out at 13:00, closed at 13:01. */
    { "closed late", office, "Europe/Belgrade", { 0, 4 * HOUR, 25 }, "2026-12-24T14:00:00Z", NULL,
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T12:01:00Z", C } }, { HD_LEVEL_NONE, NULL, 0 },
      { HD_LEVEL_LATE, "2026-11-23T12:00:00Z", 0 }, NULL, NULL },
    /* Closed without an answer: before 13:00 nobody can say that it was late, after it it was. */
    { "closed unanswered in time", office, "Europe/Belgrade", { 4 * HOUR, 0, 25 }, "2026-12-24T14:00:00Z", NULL,
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T11:00:00Z", C } }, { HD_LEVEL_NONE, NULL, 0 },
      { HD_LEVEL_NONE, NULL, 0 }, NULL, NULL },
    { "closed unanswered late", office, "Europe/Belgrade", { 4 * HOUR, 0, 25 }, "2026-12-24T14:00:00Z", NULL,
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T14:00:00Z", C } }, { HD_LEVEL_LATE, "2026-11-23T12:00:00Z", 0 },
      { HD_LEVEL_NONE, NULL, 0 }, NULL, NULL },
    /* Closed after 3 of 8 h, reopened on Wednesday 09:00: five are left: 14:00. */
    { "reopened", office, "Europe/Belgrade", { 0, 8 * HOUR, 0 }, "2026-11-25T09:00:00Z", "2026-11-23T11:00:00Z",
      { { "2026-11-23T08:00:00Z", W }, { "2026-11-23T11:00:00Z", C }, { "2026-11-25T08:00:00Z", W } },
      { HD_LEVEL_NONE, NULL, 0 }, { HD_LEVEL_RUNNING, "2026-11-25T13:00:00Z", 0 }, NULL, "2026-11-25T13:00:00Z" },
    /* Never open: nothing can be promised. */
    { "no hours", closed, "Europe/Belgrade", { 4 * HOUR, 8 * HOUR, 25 }, "2026-11-23T09:00:00Z", NULL,
      { { "2026-11-23T08:00:00Z", W } }, { HD_LEVEL_NONE, NULL, 0 }, { HD_LEVEL_NONE, NULL, 0 }, NULL, NULL },
};

static void check_clock(const case_t *c, const char *which, const hd_level_clock_t *is, const expected_t *expected,
                        apr_pool_t *pool)
{
    if (is->state == expected->state && is->due_at == at(expected->due) && is->left_sec == expected->left_sec) return;
    fail_msg("%s, %s: state %d, due %s, left %ld", c->what, which, (int)is->state, hd_time_iso(is->due_at, pool),
             (long)is->left_sec);
}

static void measure(hd_level_t *level, const case_t *c, apr_pool_t *pool)
{
    apr_array_header_t *turns = apr_array_make(pool, TURNS_MAX, sizeof(hd_level_turn_t));
    hd_hours_t *hours;
    int i;

    assert_null(hd_hours_read(&hours, c->week, "11-11", c->zone, pool));
    for (i = 0; i < TURNS_MAX && c->turns[i].iso; i++) {
        hd_level_turn_t *turn = apr_array_push(turns);
        turn->at = at(c->turns[i].iso);
        turn->stage = c->turns[i].stage;
    }
    hd_level_measure(level, hours, &c->promise, turns, at(c->answered), at(c->now));
}

static void the_table_of_cases_holds(void **state)
{
    apr_pool_t *pool = *state;
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const case_t *c = &cases[i];
        hd_level_t level;

        measure(&level, c, pool);
        check_clock(c, "first answer", &level.first, &c->first, pool);
        check_clock(c, "solution", &level.solution, &c->solution, pool);
        if (level.overdue_at != at(c->overdue)) fail_msg("%s: overdue %s", c->what, hd_time_iso(level.overdue_at, pool));
        if (level.next_at != at(c->next)) fail_msg("%s: next %s", c->what, hd_time_iso(level.next_at, pool));
    }
}

static void lengths_are_read_as_people_write_them(void **state)
{
    static const struct {
        const char *text;
        apr_int64_t sec;
    } good[] = { { "4", 4 * HOUR }, { "0:30", 1800 }, { "12:05", 43500 }, { "", 0 }, { "0", 0 }, { "1000", 1000 * HOUR } };
    static const char *const bad[] = { "4h", "-1", "1:5", "1:60", "1001", ":30", "1:300", "99999999999", " 4" };
    apr_int64_t sec;
    size_t i;

    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        sec = -1;
        assert_int_equal(hd_level_time_read(&sec, good[i].text), 1);
        assert_int_equal(sec, good[i].sec);
    }
    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) assert_int_equal(hd_level_time_read(&sec, bad[i]), 0);
    assert_string_equal(hd_level_time_write(43500, *state), "12:05");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_table_of_cases_holds, setup, teardown),
        cmocka_unit_test_setup_teardown(lengths_are_read_as_people_write_them, setup, teardown),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
