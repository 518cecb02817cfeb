/* tests/unit/test_digest.c: what has happened is handed on once each: late transactions, held answers, two workers; on
 * every database that is to be had (desk_fixture.h).
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_fixture.h"

#include <apr_thread_proc.h>

#include "../../src/base/token.h"
#include "../../src/domain/answer.h"
#include "../../src/domain/digest.h"

#define NOW (DESK_BEGIN + 3600)
#define WORKERS 3
#define SHARED_ROWS 300

static const char *driver;
static const char *reader; /* of the test that runs: it begins behind what the ones before have left */

/* What was handed on: a letter for each row, by id. */
typedef struct heard_t {
    char text[256];
    apr_int64_t last;
    int rows, fails; /* fails: the transaction is to be rolled back */
} heard_t;

static hd_error_t *hear(hd_db_t *db, void *baton, hd_digest_source_t source, const apr_array_header_t *rows, hd_time_t now,
                        apr_pool_t *pool)
{
    heard_t *heard = baton;
    int i;

    (void)db;
    (void)source;
    (void)now;
    for (i = 0; i < rows->nelts; i++) {
        const hd_digest_row_t *row = &APR_ARRAY_IDX(rows, i, hd_digest_row_t);
        strcat(heard->text, row->to[0] ? row->to : row->what);
        strcat(heard->text, " ");
        heard->last = row->id;
        heard->rows++;
    }
    return heard->fails ? hd_error(pool, HD_BUSY, "test", NULL) : NULL;
}

/* One turn of a reader. @return what it heard */
static const char *turn(desk_t *d, hd_digest_source_t source, hd_time_t now, int *more)
{
    heard_t *heard = apr_pcalloc(d->pool, sizeof(*heard));
    hd_digest_t digest = { reader, 4, 0, hear, heard };

    hd_fixture_ok(hd_digest_run(more, d->db, &digest, source, now, d->pool));
    return heard->text;
}

static void expect(desk_t *d, hd_digest_source_t source, hd_time_t now, const char *text)
{
    int more;

    assert_string_equal(turn(d, source, now, &more), text);
}

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

static int begin(void **state)
{
    desk_t *d = *state;

    reader = apr_psprintf(d->pool, "test-%d", d->once++);
    expect(d, HD_DIGEST_MESSAGES, NOW, "");
    expect(d, HD_DIGEST_CHANGES, NOW, "");
    return 0;
}

static hd_error_t *note(hd_db_t *db, apr_int64_t ticket, hd_time_t at, const char *what)
{
    return hd_ticket_note(db, ticket, NULL, at, "test", "", what);
}

static void rows_come_once_each_in_their_order_and_so_many_at_a_time(void **state)
{
    desk_t *d = *state;
    apr_int64_t ticket = desk_id(d, desk_ticket(d, "technical", "medium", NOW));
    const char *const names[] = { "a", "b", "c", "d", "e", "f" };
    int i, more;

    for (i = 0; i < 6; i++) hd_fixture_ok(note(d->db, ticket, NOW, names[i]));
    assert_string_equal(turn(d, HD_DIGEST_CHANGES, NOW, &more), "a b c d ");
    assert_int_equal(more, 1);
    assert_string_equal(turn(d, HD_DIGEST_CHANGES, NOW, &more), "e f ");
    assert_int_equal(more, 0);
    expect(d, HD_DIGEST_CHANGES, NOW, "");
    expect(d, HD_DIGEST_MESSAGES, NOW, "client ");
    expect(d, HD_DIGEST_MESSAGES, NOW, "");
}

static void what_could_not_be_kept_is_handed_on_again(void **state)
{
    desk_t *d = *state;
    heard_t heard = { "", 0, 0, 1 };
    hd_digest_t digest = { reader, 4, 0, hear, &heard };
    hd_error_t *error;
    int more;

    desk_ticket(d, "technical", "medium", NOW);
    error = hd_digest_run(&more, d->db, &digest, HD_DIGEST_MESSAGES, NOW, d->pool);
    assert_non_null(error);
    assert_string_equal(error->code, "test");
    expect(d, HD_DIGEST_MESSAGES, NOW, "client ");
}

static void a_reader_may_begin_near_the_end(void **state)
{
    desk_t *d = *state;
    apr_int64_t ticket = desk_id(d, desk_ticket(d, "technical", "medium", NOW));
    heard_t heard = { "", 0, 0, 0 };
    hd_digest_t digest = { "late", 9, 1, hear, &heard };
    int more;

    hd_fixture_ok(note(d->db, ticket, NOW, "a"));
    hd_fixture_ok(note(d->db, ticket, NOW, "b"));
    hd_fixture_ok(hd_digest_run(&more, d->db, &digest, HD_DIGEST_CHANGES, NOW, d->pool));
    assert_string_equal(heard.text, "b ");
}

static void an_answer_comes_when_it_is_shown_and_not_before(void **state)
{
    desk_t *d = *state;
    const char *ref = desk_ticket(d, "technical", "medium", NOW);

    desk_agent_answers(d, ref, NULL, 15, NOW + 10);
    desk_agent_notes(d, ref, NOW + 11);
    expect(d, HD_DIGEST_MESSAGES, NOW + 12, "client note ");
    hd_fixture_ok(hd_digest_tidy(d->db, NOW + 12 + 2 * HD_DIGEST_KEEP_SEC)); /* held for ever so long: it is not forgotten */
    expect(d, HD_DIGEST_MESSAGES, NOW + 13, "");
    hd_fixture_ok(hd_answers_show_due(d->db, NOW + 25, d->pool));
    expect(d, HD_DIGEST_MESSAGES, NOW + 25, "agent ");
    expect(d, HD_DIGEST_MESSAGES, NOW + 26, "");
}

static void an_answer_that_was_taken_back_comes_as_such(void **state)
{
    desk_t *d = *state;
    const char *ref = desk_ticket(d, "technical", "medium", NOW), *id;

    id = desk_agent_answers(d, ref, NULL, 15, NOW + 10);
    expect(d, HD_DIGEST_MESSAGES, NOW + 12, "client ");
    hd_fixture_ok(hd_answer_undo(d->db, d->agent, ref, id, NOW + 14, d->pool));
    expect(d, HD_DIGEST_MESSAGES, NOW + 15, "undone ");
}

/* A transaction that takes its number, lets others overtake it, and ends. */
typedef struct slow_t {
    desk_t *d;
    apr_int64_t ticket;
    int fails;
} slow_t;

static hd_error_t *end_late(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    slow_t *s = baton;
    int more;

    HD_TRY(note(db, s->ticket, NOW, "late1"));
    HD_TRY(note(s->d->db, s->ticket, NOW, "fast1"));
    HD_TRY(note(db, s->ticket, NOW, "late2"));
    HD_TRY(note(db, s->ticket, NOW, "late3"));
    HD_TRY(note(s->d->db, s->ticket, NOW, "fast2"));
    assert_string_equal(turn(s->d, HD_DIGEST_CHANGES, NOW, &more), "fast1 fast2 ");
    assert_string_equal(turn(s->d, HD_DIGEST_CHANGES, NOW, &more), "");
    return s->fails ? hd_error(pool, HD_BUSY, "test", NULL) : NULL;
}

static void a_transaction_that_ends_late_is_not_skipped(void **state)
{
    desk_t *d = *state;
    slow_t slow = { d, desk_id(d, desk_ticket(d, "technical", "medium", NOW)), 0 };
    hd_db_t *other;

    if (!strcmp(driver, "sqlite3")) skip(); /* one writer at a time: numbers are those of the ends */
    hd_fixture_ok(hd_fixture_connect(&other, d->f, d->pool));
    hd_fixture_ok(hd_db_transaction(other, end_late, &slow, d->pool));
    expect(d, HD_DIGEST_CHANGES, NOW + 1, "late1 late2 late3 ");
    expect(d, HD_DIGEST_CHANGES, NOW + 2, "");
    hd_fixture_ok(note(d->db, slow.ticket, NOW + 2, "next"));
    expect(d, HD_DIGEST_CHANGES, NOW + 3, "next ");
}

static int gaps(desk_t *d)
{
    hd_rows_t *row;

    hd_fixture_ok(hd_db_one(&row, d->db, "digest_gaps", HD_NO_ARGS, d->pool));
    return (int)hd_row_int(row, 0);
}

static void numbers_that_never_come_are_forgotten(void **state)
{
    desk_t *d = *state;
    slow_t slow = { d, desk_id(d, desk_ticket(d, "technical", "medium", NOW)), 1 };
    hd_db_t *other;
    int before;

    if (!strcmp(driver, "sqlite3")) skip();
    hd_fixture_ok(hd_fixture_connect(&other, d->f, d->pool));
    assert_string_equal(hd_db_transaction(other, end_late, &slow, d->pool)->code, "test");
    expect(d, HD_DIGEST_CHANGES, NOW + 1, "");
    before = gaps(d);
    hd_fixture_ok(hd_digest_tidy(d->db, NOW + HD_DIGEST_KEEP_SEC));
    assert_int_equal(gaps(d), before);
    hd_fixture_ok(hd_digest_tidy(d->db, NOW + HD_DIGEST_KEEP_SEC + 1));
    assert_int_equal(gaps(d), before - 2);
}

/* Workers of several front ends at one cursor. */
typedef struct worker_t {
    desk_t *d;
    apr_int64_t ticket;
    int heard[SHARED_ROWS]; /* how often each row was handed to this one */
    const int *all_written;
} worker_t;

static hd_error_t *count(hd_db_t *db, void *baton, hd_digest_source_t source, const apr_array_header_t *rows, hd_time_t now,
                         apr_pool_t *pool)
{
    worker_t *w = baton;
    int i;

    (void)db;
    (void)source;
    (void)now;
    (void)pool;
    for (i = 0; i < rows->nelts; i++) {
        const hd_digest_row_t *row = &APR_ARRAY_IDX(rows, i, hd_digest_row_t);
        if (row->ticket_id == w->ticket) w->heard[atoi(row->to)]++;
    }
    return NULL;
}

static void *read_all(apr_thread_t *thread, void *baton)
{
    worker_t *w = baton;
    hd_digest_t digest = { reader, 7, HD_DIGEST_ALL, count, w };
    apr_pool_t *pool, *scratch;
    int more, quiet = 0;
    hd_db_t *db;

    (void)thread;
    apr_pool_create(&pool, NULL);
    apr_pool_create(&scratch, pool);
    hd_fixture_ok(hd_fixture_connect(&db, w->d->f, pool));
    while (quiet < 2) {
        hd_error_t *error;
        int done = __atomic_load_n(w->all_written, __ATOMIC_ACQUIRE);

        apr_pool_clear(scratch);
        error = hd_digest_run(&more, db, &digest, HD_DIGEST_CHANGES, NOW, scratch);
        if (error && error->kind != HD_BUSY) hd_fixture_ok(error); /* two who begin at once: the server may end one */
        quiet = done && !error && !more ? quiet + 1 : 0;
    }
    apr_pool_destroy(pool);
    return NULL;
}

static void of_several_workers_one_hands_on_each_row(void **state)
{
    desk_t *d = *state;
    apr_int64_t ticket = desk_id(d, desk_ticket(d, "technical", "medium", NOW));
    worker_t *workers = apr_pcalloc(d->pool, WORKERS * sizeof(*workers));
    apr_thread_t *threads[WORKERS];
    int all_written = 0, i, k;
    apr_status_t status;

    for (i = 0; i < WORKERS; i++) {
        workers[i].d = d;
        workers[i].ticket = ticket;
        workers[i].all_written = &all_written;
        assert_int_equal(apr_thread_create(&threads[i], NULL, read_all, &workers[i], d->pool), APR_SUCCESS);
    }
    for (k = 0; k < SHARED_ROWS; k++) hd_fixture_ok(note(d->db, ticket, NOW, apr_itoa(d->pool, k)));
    __atomic_store_n(&all_written, 1, __ATOMIC_RELEASE);
    for (i = 0; i < WORKERS; i++) apr_thread_join(&status, threads[i]);
    for (k = 0; k < SHARED_ROWS; k++) {
        int times = 0;
        for (i = 0; i < WORKERS; i++) times += workers[i].heard[k];
        if (times != 1) fail_msg("row %d was handed on %d times", k, times);
    }
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    const struct CMUnitTest tests[] = {
        TEST(rows_come_once_each_in_their_order_and_so_many_at_a_time),
        TEST(what_could_not_be_kept_is_handed_on_again),
        TEST(a_reader_may_begin_near_the_end),
        TEST(an_answer_comes_when_it_is_shown_and_not_before),
        TEST(an_answer_that_was_taken_back_comes_as_such),
        TEST(a_transaction_that_ends_late_is_not_skipped),
        TEST(numbers_that_never_come_are_forgotten),
        TEST(of_several_workers_one_hands_on_each_row),
    };
    int failed = 0, i;

    apr_initialize();
    for (i = 0; i < 3; i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, open_desk, close_desk);
    }
    return failed != 0;
}
