/* tests/unit/test_level_keep.c: where tickets stand against what was promised, kept in step with what happens to them; on
 * every database that is to be had (desk_fixture.h). Hours are those of Belgrade, 8 to 16 on working days; 23 November 2026
 * is a Monday, 08:00 there is 07:00 here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_fixture.h"

#include "../../src/domain/answer.h"
#include "../../src/domain/department.h"
#include "../../src/domain/level_keep.h"
#include "../../src/domain/merge.h"
#include "../../src/domain/queue.h"

#define HOUR 3600
#define MONDAY 1795417200 /* 2026-11-23T07:00:00Z: the office opens */
#define TUESDAY (MONDAY + HD_DAY_SEC)

static const char *driver;

static hd_error_t *set_book(desk_t *d, const char *slug, const hd_level_book_t *book)
{
    const hd_by_t by = { 0, MONDAY, NULL, NULL };

    return hd_level_book_set(NULL, d->db, &by, slug, book, NULL, d->pool);
}

static void promise(desk_t *d, const char *slug, apr_int64_t first_sec, apr_int64_t solution_sec)
{
    hd_level_book_t book;
    apr_int64_t id;
    int i;

    hd_fixture_ok(hd_department_find(&id, d->db, slug, d->pool));
    hd_fixture_ok(hd_level_book_get(&book, d->db, id, d->pool));
    book.zone = "Europe/Belgrade";
    for (i = 0; i < HD_WEEK_DAYS; i++) book.week[i] = i < 5 ? "08:00-16:00" : "";
    for (i = 0; i < HD_PRIORITIES; i++) {
        book.first_sec[i] = first_sec;
        book.solution_sec[i] = solution_sec;
    }
    book.first_sec[0] = first_sec / 4; /* urgent */
    hd_fixture_ok(set_book(d, slug, &book));
}

static int open_desk(void **state)
{
    desk_t *d = desk_open(driver);

    *state = d;
    promise(d, "technical", 4 * HOUR, 8 * HOUR);
    promise(d, "billing", 2 * HOUR, 0);
    desk_department(d, "sales");
    return 0;
}

static int close_desk(void **state)
{
    desk_close(*state);
    return 0;
}

static void keep(desk_t *d, hd_time_t now)
{
    hd_fixture_ok(hd_levels_keep(d->db, now, d->pool));
}

/* Late tickets by department, as the queue counts them. */
static int late(desk_t *d, const char *slug)
{
    apr_int64_t id;
    hd_scope_t scope = { 0 };
    apr_array_header_t *counts;
    int i, n = 0;

    scope.departments = apr_array_make(d->pool, 1, sizeof(apr_int64_t));
    hd_fixture_ok(hd_department_find(&id, d->db, slug, d->pool));
    APR_ARRAY_PUSH(scope.departments, apr_int64_t) = id;
    hd_fixture_ok(hd_queue_counts(&counts, d->db, &scope, d->pool));
    for (i = 0; i < counts->nelts; i++) {
        const hd_queue_count_t *one = &APR_ARRAY_IDX(counts, i, hd_queue_count_t);
        if (one->stage == HD_COUNT_OVERDUE && one->department_id == id) n += (int)one->n;
    }
    return n;
}

static int warnings(desk_t *d, const char *ref)
{
    hd_rows_t *row;

    hd_fixture_ok(hd_db_one(&row, d->db, "outbox_count_kind", HD_ARGS(hd_int(desk_id(d, ref)), hd_text("due-alert")), d->pool));
    return (int)hd_row_int(row, 0);
}

#define expect(d, ref, first, first_at, solution, solution_at) \
    expect_at(d, ref, first, first_at, solution, solution_at, __LINE__)

/* at: due_at, or of a paused one what is left. */
static void expect_at(desk_t *d, const char *ref, hd_level_state_t first, apr_int64_t first_at, hd_level_state_t solution,
                      apr_int64_t solution_at, int line)
{
    hd_level_t is;

    hd_fixture_ok(hd_level_of(&is, d->db, desk_id(d, ref), d->pool));
    if (is.first.state == first && is.solution.state == solution && is.first.due_at + is.first.left_sec == first_at
        && is.solution.due_at + is.solution.left_sec == solution_at) {
        return;
    }
    fail_msg("line %d: first %d, Monday %+ld; solution %d, Monday %+ld", line, (int)is.first.state,
             (long)(is.first.due_at + is.first.left_sec - MONDAY), (int)is.solution.state,
             (long)(is.solution.due_at + is.solution.left_sec - MONDAY));
}

#define RUNS HD_LEVEL_RUNNING
#define STANDS HD_LEVEL_PAUSED
#define KEPT HD_LEVEL_KEPT
#define LATE HD_LEVEL_LATE
#define NONE HD_LEVEL_NONE

/* Opened 09:00: first answer until 13:00, solution (8 h) until Tuesday 09:00. Answered 11:00: 2 of 8 h are used. The client
 * writes on Tuesday at 10:00: six hours are left of that day, 16:00. */
static void a_ticket_goes_its_way(void **state)
{
    desk_t *d = *state;
    const char *ref = desk_ticket(d, "technical", "medium", MONDAY + HOUR);

    keep(d, MONDAY + HOUR + 1);
    expect(d, ref, RUNS, MONDAY + 5 * HOUR, RUNS, TUESDAY + HOUR);
    desk_agent_answers(d, ref, NULL, 0, MONDAY + 3 * HOUR);
    keep(d, MONDAY + 3 * HOUR + 1);
    expect(d, ref, KEPT, 0, STANDS, 6 * HOUR);
    desk_client_writes(d, ref, TUESDAY + 2 * HOUR);
    keep(d, TUESDAY + 2 * HOUR + 1);
    expect(d, ref, KEPT, 0, RUNS, TUESDAY + 8 * HOUR);
    desk_agent_answers(d, ref, "closed", 0, TUESDAY + 3 * HOUR);
    keep(d, TUESDAY + 3 * HOUR + 1);
    expect(d, ref, KEPT, 0, KEPT, 0);
    assert_int_equal(late(d, "technical"), 0);
}

/* A note answers nobody, nor does an answer that is held, nor one that was taken back. */
static void only_what_the_client_gets_is_an_answer(void **state)
{
    desk_t *d = *state;
    const char *ref = desk_ticket(d, "technical", "medium", MONDAY), *id;

    desk_agent_notes(d, ref, MONDAY + 60);
    id = desk_agent_answers(d, ref, NULL, 15, MONDAY + 120);
    keep(d, MONDAY + 130);
    expect(d, ref, RUNS, MONDAY + 4 * HOUR, RUNS, MONDAY + 8 * HOUR);
    hd_fixture_ok(hd_answer_undo(d->db, d->agent, ref, id, MONDAY + 131, d->pool));
    keep(d, MONDAY + 140);
    expect(d, ref, RUNS, MONDAY + 4 * HOUR, RUNS, MONDAY + 8 * HOUR);
    desk_agent_answers(d, ref, NULL, 15, MONDAY + HOUR);
    keep(d, MONDAY + HOUR + 1);
    expect(d, ref, RUNS, MONDAY + 4 * HOUR, RUNS, MONDAY + 8 * HOUR);
    hd_fixture_ok(hd_answers_show_due(d->db, MONDAY + HOUR + 15, d->pool));
    keep(d, MONDAY + HOUR + 16);
    expect(d, ref, KEPT, 0, STANDS, 7 * HOUR); /* from when it was written */
    desk_client_writes(d, ref, MONDAY + 2 * HOUR);
    desk_set(d, ref, HD_SET_STATUS, "closed", MONDAY + 2 * HOUR);
    keep(d, MONDAY + 3 * HOUR);
}

/* Urgent: an hour; billing: two hours, and nothing for a solution; sales: nothing at all. As if it had been so from the
 * start, 08:00. */
static void another_priority_or_department_counts_from_the_start(void **state)
{
    desk_t *d = *state;
    const char *ref = desk_ticket(d, "technical", "medium", MONDAY);

    desk_set(d, ref, HD_SET_PRIORITY, "urgent", MONDAY + 1800);
    keep(d, MONDAY + 1801);
    expect(d, ref, RUNS, MONDAY + HOUR, RUNS, MONDAY + 8 * HOUR);
    keep(d, MONDAY + HOUR);
    assert_int_equal(late(d, "technical"), 1);
    desk_set(d, ref, HD_SET_DEPARTMENT, "billing", MONDAY + HOUR + 60);
    keep(d, MONDAY + HOUR + 61);
    expect(d, ref, RUNS, MONDAY + 1800, NONE, 0); /* urgent there is half an hour */
    assert_int_equal(late(d, "technical"), 0);
    assert_int_equal(late(d, "billing"), 1);
    desk_set(d, ref, HD_SET_PRIORITY, "low", MONDAY + HOUR + 120);
    keep(d, MONDAY + HOUR + 121);
    expect(d, ref, RUNS, MONDAY + 2 * HOUR, NONE, 0);
    assert_int_equal(late(d, "billing"), 0);
    desk_set(d, ref, HD_SET_DEPARTMENT, "sales", MONDAY + HOUR + 180);
    keep(d, MONDAY + HOUR + 181);
    expect(d, ref, NONE, 0, NONE, 0);
    desk_set(d, ref, HD_SET_STATUS, "closed", MONDAY + 2 * HOUR);
    keep(d, MONDAY + 3 * HOUR);
    assert_int_equal(late(d, "billing"), 0);
}

/* Opened 08:00, on hold 09:00 to Tuesday 10:00: three of four hours are left: 13:00. */
static void on_hold_the_clock_stands(void **state)
{
    desk_t *d = *state;
    const char *ref = desk_ticket(d, "technical", "medium", MONDAY);

    desk_set(d, ref, HD_SET_STATUS, "on-hold", MONDAY + HOUR);
    keep(d, MONDAY + HOUR + 1);
    expect(d, ref, STANDS, 3 * HOUR, STANDS, 7 * HOUR);
    desk_set(d, ref, HD_SET_STATUS, "in-progress", TUESDAY + 2 * HOUR);
    keep(d, TUESDAY + 2 * HOUR + 1);
    expect(d, ref, RUNS, TUESDAY + 5 * HOUR, RUNS, TUESDAY + HD_DAY_SEC + HOUR);
    desk_set(d, ref, HD_SET_STATUS, "closed", TUESDAY + 3 * HOUR);
    keep(d, TUESDAY + 3 * HOUR + 1);
    expect(d, ref, NONE, 0, KEPT, 0);
}

/* 10:00, closed at 11:00 unanswered; reopened on Tuesday at 08:00: three of the four hours are left, seven of the eight. */
static void a_reopened_ticket_goes_on(void **state)
{
    desk_t *d = *state;
    const char *ref = desk_ticket(d, "technical", "medium", MONDAY + 2 * HOUR);

    hd_fixture_ok(hd_ticket_close(d->db, d->client, ref, MONDAY + 3 * HOUR, d->pool));
    keep(d, MONDAY + 3 * HOUR + 1);
    expect(d, ref, NONE, 0, KEPT, 0);
    hd_fixture_ok(hd_ticket_reopen(d->db, d->client, ref, TUESDAY, d->pool));
    keep(d, TUESDAY + 1);
    expect(d, ref, RUNS, TUESDAY + 3 * HOUR, RUNS, TUESDAY + 7 * HOUR);
    desk_set(d, ref, HD_SET_STATUS, "closed", TUESDAY + 60);
    keep(d, TUESDAY + 61);
}

/* One opened at 08:00, another at 10:00; merged into the second at 11:00 it has waited since 08:00. */
static void a_merged_ticket_has_waited_as_long_as_the_longer(void **state)
{
    desk_t *d = *state;
    const char *first = desk_ticket(d, "technical", "medium", MONDAY);
    const char *second = desk_ticket(d, "technical", "medium", MONDAY + 2 * HOUR), *to;

    keep(d, MONDAY + 2 * HOUR + 1);
    expect(d, second, RUNS, MONDAY + 6 * HOUR, RUNS, TUESDAY + 2 * HOUR);
    hd_fixture_ok(hd_ticket_merge(&to, d->db, d->agent, first, second, MONDAY + 3 * HOUR, d->pool));
    keep(d, MONDAY + 3 * HOUR + 1);
    expect(d, first, NONE, 0, NONE, 0);
    expect(d, second, RUNS, MONDAY + 4 * HOUR, RUNS, MONDAY + 8 * HOUR);
    keep(d, MONDAY + 4 * HOUR);
    assert_int_equal(late(d, "technical"), 1);
    desk_agent_answers(d, second, "closed", 0, MONDAY + 4 * HOUR + 1);
    keep(d, MONDAY + 4 * HOUR + 2);
    expect(d, second, LATE, MONDAY + 4 * HOUR, KEPT, 0);
    assert_int_equal(late(d, "technical"), 0);
}

/* The client's second message of 09:00 becomes a ticket at 12:00: its four hours end at 13:00. */
static void what_is_split_off_has_waited_since_it_was_written(void **state)
{
    desk_t *d = *state;
    const char *ref = desk_ticket(d, "technical", "medium", MONDAY), *id, *to;

    id = desk_write(d, (hd_reply_t){ .side = HD_SIDE_CLIENT, .ref = ref }, MONDAY + HOUR);
    desk_agent_answers(d, ref, NULL, 0, MONDAY + 2 * HOUR);
    hd_fixture_ok(hd_ticket_split(&to, d->db, d->agent, ref, id, "Another thing", MONDAY + 4 * HOUR, d->pool));
    keep(d, MONDAY + 4 * HOUR + 1);
    expect(d, ref, KEPT, 0, STANDS, 6 * HOUR);
    expect(d, to, RUNS, MONDAY + 5 * HOUR, RUNS, TUESDAY + HOUR);
    desk_set(d, to, HD_SET_STATUS, "closed", MONDAY + 4 * HOUR + 2);
    keep(d, MONDAY + 4 * HOUR + 3);
}

/* Four hours from 08:00: a quarter is left at 11:00, and of eight at 14:00. By time alone, once each; at 12:00 it is late. */
static void a_warning_comes_in_time_and_once(void **state)
{
    desk_t *d = *state;
    const char *ref = desk_ticket(d, "technical", "medium", MONDAY);

    keep(d, MONDAY + 1);
    keep(d, MONDAY + 3 * HOUR - 1);
    assert_int_equal(warnings(d, ref), 0);
    keep(d, MONDAY + 3 * HOUR);
    assert_int_equal(warnings(d, ref), 1);
    desk_set(d, ref, HD_SET_ASSIGNEE, d->agent->public_id, MONDAY + 3 * HOUR + 60);
    desk_set(d, ref, HD_SET_PRIORITY, "low", MONDAY + 3 * HOUR + 60);
    keep(d, MONDAY + 3 * HOUR + 61);
    assert_int_equal(warnings(d, ref), 1);
    assert_int_equal(late(d, "technical"), 0);
    keep(d, MONDAY + 4 * HOUR);
    assert_int_equal(late(d, "technical"), 1);
    assert_int_equal(warnings(d, ref), 1);
    keep(d, MONDAY + 6 * HOUR);
    assert_int_equal(warnings(d, ref), 2);
    keep(d, MONDAY + 7 * HOUR);
    desk_agent_answers(d, ref, NULL, 0, MONDAY + 7 * HOUR);
    keep(d, MONDAY + 7 * HOUR + 1);
    assert_int_equal(late(d, "technical"), 0);
    assert_int_equal(warnings(d, ref), 2);
}

/* A worker that was away when a warning was due does not warn when the time is out. */
static void a_warning_that_is_too_late_is_none(void **state)
{
    desk_t *d = *state;
    const char *ref = desk_ticket(d, "technical", "medium", MONDAY);

    desk_set(d, ref, HD_SET_PRIORITY, "urgent", MONDAY);
    keep(d, MONDAY + 1);
    keep(d, MONDAY + 2 * HOUR);
    assert_int_equal(warnings(d, ref), 0);
    assert_int_equal(late(d, "technical"), 1);
    desk_agent_answers(d, ref, "closed", 0, MONDAY + 2 * HOUR);
    keep(d, MONDAY + 2 * HOUR + 1);
    assert_int_equal(late(d, "technical"), 0);
}

/* Tickets are open already when something is promised; the promise changes, and goes again. */
static void a_new_promise_is_for_open_tickets_too(void **state)
{
    desk_t *d = *state;
    const char *refs[60];
    int i;

    for (i = 0; i < 60; i++) refs[i] = desk_ticket(d, "sales", "medium", MONDAY + i);
    for (i = 0; i < 3; i++) keep(d, MONDAY + 100);
    expect(d, refs[0], NONE, 0, NONE, 0);
    promise(d, "sales", HOUR, 0);
    for (i = 0; i < 5; i++) keep(d, MONDAY + 101 + i);
    for (i = 0; i < 60; i++) expect(d, refs[i], RUNS, MONDAY + i + HOUR, NONE, 0);
    promise(d, "sales", 2 * HOUR, 0);
    for (i = 0; i < 5; i++) keep(d, MONDAY + HOUR + 100 + i);
    for (i = 0; i < 60; i++) expect(d, refs[i], RUNS, MONDAY + i + 2 * HOUR, NONE, 0);
    assert_int_equal(late(d, "sales"), 0);
    for (i = 0; i < 2; i++) keep(d, MONDAY + 2 * HOUR + 60);
    assert_int_equal(late(d, "sales"), 60);
    promise(d, "sales", 0, 0);
    for (i = 0; i < 5; i++) keep(d, MONDAY + 2 * HOUR + 100 + i);
    assert_int_equal(late(d, "sales"), 0);
    expect(d, refs[7], NONE, 0, NONE, 0);
}

/* What an agent of other departments sees of the late ones: nothing. */
static void late_tickets_are_listed_for_who_works_there(void **state)
{
    desk_t *d = *state;
    const char *first = desk_ticket(d, "technical", "high", MONDAY), *second = desk_ticket(d, "technical", "medium", MONDAY);
    hd_queue_query_t query = { 0 };
    hd_scope_t elsewhere = { 0 };
    const hd_scope_t *scope;
    hd_queue_list_t list;

    desk_set(d, first, HD_SET_PRIORITY, "urgent", MONDAY);
    query.overdue = 1;
    query.after = query.before = "";
    query.filter.assignee_id = HD_ANYBODY;
    keep(d, MONDAY + 1);
    keep(d, MONDAY + 4 * HOUR);
    hd_fixture_ok(hd_scope_get(&scope, d->db, d->agent->id, d->pool));
    hd_fixture_ok(hd_queue_list(&list, d->db, scope, &query, d->pool));
    assert_int_equal(list.rows->nelts, 2);
    assert_string_equal(APR_ARRAY_IDX(list.rows, 0, hd_queue_row_t).ref, first); /* an hour, the other has four */
    assert_string_equal(APR_ARRAY_IDX(list.rows, 1, hd_queue_row_t).ref, second);
    elsewhere.departments = apr_array_make(d->pool, 1, sizeof(apr_int64_t));
    hd_fixture_ok(hd_department_find(apr_array_push(elsewhere.departments), d->db, "billing", d->pool));
    hd_fixture_ok(hd_queue_list(&list, d->db, &elsewhere, &query, d->pool));
    assert_int_equal(list.rows->nelts, 0);
    desk_set(d, first, HD_SET_STATUS, "closed", MONDAY + 4 * HOUR); /* gone from the list before the worker has seen it */
    hd_fixture_ok(hd_queue_list(&list, d->db, scope, &query, d->pool));
    assert_int_equal(list.rows->nelts, 1);
    desk_set(d, second, HD_SET_STATUS, "closed", MONDAY + 4 * HOUR);
    keep(d, MONDAY + 4 * HOUR + 1);
    assert_int_equal(late(d, "technical"), 0);
}

static void hours_that_cannot_be_read_hold_up_no_other_department(void **state)
{
    desk_t *d = *state;
    const char *broken = desk_ticket(d, "technical", "medium", MONDAY), *whole;
    hd_level_book_t book;
    apr_int64_t id;

    keep(d, MONDAY);
    expect(d, broken, RUNS, MONDAY + 4 * HOUR, RUNS, MONDAY + 8 * HOUR);
    hd_fixture_ok(hd_department_find(&id, d->db, "technical", d->pool));
    hd_fixture_ok(hd_level_book_get(&book, d->db, id, d->pool));
    hd_fixture_ok(hd_db_exec(NULL, d->db, "hours_remove", HD_ARGS(hd_int(id))));
    hd_fixture_ok(hd_db_exec(NULL, d->db, "hours_add",
                             HD_ARGS(hd_int(id), hd_text("Nowhere/Gone"), hd_text(""), hd_text(""), hd_text(""), hd_text(""),
                                     hd_text(""), hd_text(""), hd_text(""), hd_text(""), hd_int(20))));
    desk_client_writes(d, broken, MONDAY + HOUR);
    whole = desk_ticket(d, "billing", "medium", MONDAY + HOUR);
    keep(d, MONDAY + HOUR);
    expect(d, whole, RUNS, MONDAY + 3 * HOUR, NONE, 0);
    expect(d, broken, NONE, 0, NONE, 0);
    hd_fixture_ok(set_book(d, "technical", &book));
    keep(d, MONDAY + HOUR);
    expect(d, broken, RUNS, MONDAY + 4 * HOUR, RUNS, MONDAY + 8 * HOUR);
}

static void what_cannot_be_promised_is_refused(void **state)
{
    desk_t *d = *state;
    hd_level_book_t book;
    hd_error_t *error;
    apr_int64_t id;
    int i;

    hd_fixture_ok(hd_department_find(&id, d->db, "technical", d->pool));
    hd_fixture_ok(hd_level_book_get(&book, d->db, id, d->pool));
    for (i = 0; i < HD_WEEK_DAYS; i++) book.week[i] = "";
    error = set_book(d, "technical", &book);
    assert_non_null(error);
    assert_string_equal(error->code, "level-hours");
    hd_fixture_ok(hd_level_book_get(&book, d->db, id, d->pool));
    assert_string_equal(book.week[0], "08:00-16:00"); /* as it was */
    book.warn_percent = 91;
    book.first_sec[1] = HD_LEVEL_MAX_SEC + 1;
    error = set_book(d, "technical", &book);
    assert_string_equal(error->code, "level-warn");
    assert_string_equal(error->next->code, "level-time");
    assert_string_equal(error->next->field, "first-high");
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    const struct CMUnitTest tests[] = {
        TEST(a_ticket_goes_its_way),
        TEST(only_what_the_client_gets_is_an_answer),
        TEST(another_priority_or_department_counts_from_the_start),
        TEST(on_hold_the_clock_stands),
        TEST(a_reopened_ticket_goes_on),
        TEST(a_merged_ticket_has_waited_as_long_as_the_longer),
        TEST(what_is_split_off_has_waited_since_it_was_written),
        TEST(a_warning_comes_in_time_and_once),
        TEST(a_warning_that_is_too_late_is_none),
        TEST(a_new_promise_is_for_open_tickets_too),
        TEST(late_tickets_are_listed_for_who_works_there),
        TEST(hours_that_cannot_be_read_hold_up_no_other_department),
        TEST(what_cannot_be_promised_is_refused),
    };
    int failed = 0, i;

    apr_initialize();
    for (i = 0; i < 3; i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, open_desk, close_desk);
    }
    return failed != 0;
}
