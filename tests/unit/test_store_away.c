/* tests/unit/test_store_away.c: several writers; connections that are cut, servers that go away and come back.
 * HD_TEST_PGSQL_CONTROL and HD_TEST_MYSQL_CONTROL name a command that stops and starts the server when it is given
 * "stop" and "start"; without it, servers are not restarted, only connections are cut.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include <apr_thread_proc.h>
#include <sys/wait.h>

#define WRITES 60

typedef struct writer_t {
    hd_fixture_t *fixture;
    const char *prefix;
    const hd_error_t *error;
} writer_t;

static hd_error_t *raise_by_one(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "sample_count", HD_NO_ARGS, pool));
    return hd_db_exec(NULL, db, "sample_add",
                      HD_ARGS(hd_text(baton), hd_text(hd_row_text(row, 0)), hd_int(hd_row_int(row, 0))));
}

/* Write through a connection of one's own, in transactions that read first. */
static const hd_error_t *write_many(hd_fixture_t *f, const char *prefix, apr_pool_t *pool)
{
    hd_db_t *db;
    int i;

    HD_TRY(hd_fixture_connect(&db, f, pool));
    for (i = 0; i < WRITES; i++) {
        HD_TRY(hd_db_transaction(db, raise_by_one, apr_psprintf(pool, "%s-%d", prefix, i), pool));
    }
    return NULL;
}

static void *APR_THREAD_FUNC writer_thread(apr_thread_t *thread, void *data)
{
    writer_t *writer = data;
    apr_pool_t *pool;

    (void)thread;
    apr_pool_create(&pool, NULL);
    writer->error = write_many(writer->fixture, writer->prefix, pool);
    if (writer->error) remember(HD_LOG_ERROR, 0, NULL, 0, writer->error->detail ? writer->error->detail : "?");
    apr_pool_destroy(pool);
    return NULL;
}

/* Two threads of this process and of another one, all writing; returns the other's exit code. */
static void write_with_threads(hd_fixture_t *f, const char *prefix)
{
    apr_thread_t *threads[2];
    writer_t writers[2];
    apr_status_t status;
    int i;

    for (i = 0; i < 2; i++) {
        writers[i] = (writer_t){ f, apr_psprintf(f->pool, "%s%d", prefix, i), NULL };
        assert_int_equal(apr_thread_create(&threads[i], NULL, writer_thread, &writers[i], f->pool), APR_SUCCESS);
    }
    for (i = 0; i < 2; i++) apr_thread_join(&status, threads[i]);
    for (i = 0; i < 2; i++) {
        if (writers[i].error) fail_msg("a writer failed: %s", log_text);
    }
}

static int child_writes(hd_fixture_t *f)
{
    apr_pool_t *pool;
    apr_thread_t *threads[2];
    writer_t writers[2];
    apr_status_t status;
    int i;

    apr_pool_create(&pool, NULL);
    if (hd_store_child_init(f->store, pool)) return 2;
    for (i = 0; i < 2; i++) {
        writers[i] = (writer_t){ f, apr_psprintf(pool, "child%d", i), NULL };
        if (apr_thread_create(&threads[i], NULL, writer_thread, &writers[i], pool) != APR_SUCCESS) return 3;
    }
    for (i = 0; i < 2; i++) apr_thread_join(&status, threads[i]);
    if (writers[0].error || writers[1].error) fprintf(stderr, "%s\n", log_text);
    return writers[0].error || writers[1].error ? 4 : 0;
}

static void threads_and_processes_write_one_after_the_other(void **state)
{
    hd_fixture_t *f = *state;
    hd_rows_t *row;
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) _exit(child_writes(f));
    write_with_threads(f, "parent");
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    hd_fixture_ok(hd_db_one(&row, f->db, "sample_count", HD_NO_ARGS, f->pool));
    assert_int_equal(hd_row_int(row, 0), 4 * WRITES);
    /* With SQLite, one writer at a time means that each saw what the one before it wrote. */
    if (is("sqlite3")) assert_int_equal(hd_row_int(row, 1), 4 * WRITES * (4 * WRITES - 1) / 2);
}

static void a_writer_that_finds_sqlite_locked_is_told_so_and_readers_are_not(void **state)
{
    hd_fixture_t *f = *state;
    hd_error_t *error;
    int ready[2];
    int done[2];
    char byte = 'x';
    pid_t child;

    if (!is("sqlite3")) skip();
    add(f->db, "before", NULL, 1);
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(done), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        apr_pool_t *pool;

        apr_pool_create(&pool, NULL);
        if (hd_store_child_init(f->store, pool) || hd_write_lock(f->store, hd_clock_usec() + HD_WRITE_WAIT, pool)) _exit(1);
        if (write(ready[1], &byte, 1) != 1 || read(done[0], &byte, 1) != 1) _exit(2);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(count(f->db, f->pool), 1);
    error = hd_db_exec(NULL, f->db, "sample_add", HD_ARGS(hd_text("late"), hd_text(NULL), hd_int(1)));
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
    assert_string_equal(error->code, "database-busy");
    assert_int_equal(write(done[1], &byte, 1), 1);
    waitpid(child, NULL, 0);
    add(f->db, "after", NULL, 1); /* a process that ended holds no lock */
}

static void statements_prepared_before_a_change_of_the_schema_go_on_working(void **state)
{
    hd_fixture_t *f = *state;
    hd_failure_t failure;
    hd_db_t *other;

    add(f->db, "before", NULL, 1);
    hd_fixture_ok(hd_fixture_connect(&other, f, f->pool));
    assert_true(hd_connection_raw(other->connection, "ALTER TABLE sample ADD COLUMN more BIGINT", &failure, f->pool));
    assert_int_equal(count(f->db, f->pool), 1);
    hd_fixture_ok(hd_db_transaction(f->db, add_two, NULL, f->pool));
    assert_int_equal(count(f->db, f->pool), 3);
}

static void a_read_does_not_notice_that_its_connection_was_cut(void **state)
{
    hd_fixture_t *f = *state;
    int i;

    if (is("sqlite3")) skip();
    add(f->db, "\xF0\x9F\x98\x80", "\xF0\x9F\x92\xBE", 1);
    for (i = 0; i < 3; i++) {
        hd_rows_t *row;

        cut_connections(f);
        hd_fixture_ok(hd_db_one(&row, f->db, "sample_by_name", HD_ARGS(hd_text("\xF0\x9F\x98\x80")), f->pool));
        assert_non_null(row);
        assert_string_equal(hd_row_text(row, 2), "\xF0\x9F\x92\xBE");
    }
    assert_non_null(strstr(log_text, "HD0014"));
}

static void a_statement_that_is_new_finds_the_connection_set_up_again(void **state)
{
    hd_fixture_t *f = *state;
    hd_rows_t *row;

    if (is("sqlite3")) skip();
    cut_connections(f);
    hd_fixture_ok(hd_db_one(&row, f->db, "sample_join", HD_ARGS(hd_text("nobody")), f->pool));
    add(f->db, "\xF0\x9F\x98\x80", "x", 1);
    hd_fixture_ok(hd_db_one(&row, f->db, "sample_join", HD_ARGS(hd_text("\xF0\x9F\x98\x80")), f->pool));
    assert_string_equal(hd_row_text(row, 0), "a\xF0\x9F\x98\x80");
}

static void a_transaction_on_a_cut_connection_fails_honestly_at_most_once(void **state)
{
    hd_fixture_t *f = *state;
    hd_error_t *error;

    if (is("sqlite3")) skip();
    hd_fixture_ok(hd_db_transaction(f->db, add_two, NULL, f->pool));
    cut_connections(f);
    error = hd_db_exec(NULL, f->db, "sample_set", HD_ARGS(hd_int(9), hd_text("one")));
    if (error) assert_int_equal(error->kind, HD_BUSY);
    add(f->db, "three", NULL, 3);
    cut_connections(f);
    error = hd_db_transaction(f->db, raise_by_one, (void *)"four", f->pool);
    if (error) {
        assert_int_equal(error->kind, HD_BUSY);
        assert_string_equal(error->code, "database-away");
        assert_int_equal(count(f->db, f->pool), 3);
        hd_fixture_ok(hd_db_transaction(f->db, raise_by_one, (void *)"four", f->pool));
    }
    assert_int_equal(count(f->db, f->pool), 4);
}

static hd_error_t *be_cut_off(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    hd_error_t *error;

    HD_TRY(hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("half"), hd_text(NULL), hd_int(1))));
    cut_connections(baton);
    error = hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("whole"), hd_text(NULL), hd_int(1)));
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
    assert_int_equal(hd_db_exec(NULL, db, "sample_set", HD_ARGS(hd_int(1), hd_text("x")))->kind, HD_BUSY);
    (void)pool;
    return error;
}

static hd_error_t *be_cut_off_at_the_end(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    (void)pool;
    HD_TRY(hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("half"), hd_text(NULL), hd_int(1))));
    cut_connections(baton);
    return NULL;
}

static void a_transaction_cut_in_the_middle_leaves_nothing_behind(void **state)
{
    hd_fixture_t *f = *state;
    hd_error_t *error;

    if (is("sqlite3")) skip();
    error = hd_db_transaction(f->db, be_cut_off, f, f->pool);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
    assert_string_equal(error->code, "database-away");
    assert_true(error->retry_after_sec > 0);
    assert_int_equal(count(f->db, f->pool), 0);
    error = hd_db_transaction(f->db, be_cut_off_at_the_end, f, f->pool);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
    assert_int_equal(count(f->db, f->pool), 0);
    hd_fixture_ok(hd_db_transaction(f->db, add_two, NULL, f->pool));
    assert_int_equal(count(f->db, f->pool), 2);
}

static void control(const char *what)
{
    const char *command = getenv(is("pgsql") ? "HD_TEST_PGSQL_CONTROL" : "HD_TEST_MYSQL_CONTROL");
    char line[512];

    snprintf(line, sizeof(line), "%s %s", command, what);
    shell(line);
}

static void a_server_that_goes_away_and_comes_back_is_found_again(void **state)
{
    hd_fixture_t *f = *state;
    hd_rows_t *row;
    hd_error_t *error;
    int i;

    if (is("sqlite3") || !getenv(is("pgsql") ? "HD_TEST_PGSQL_CONTROL" : "HD_TEST_MYSQL_CONTROL")) skip();
    hd_fixture_ok(hd_db_transaction(f->db, add_two, NULL, f->pool));
    control("stop");
    for (i = 0; i < 3; i++) {
        error = hd_db_one(&row, f->db, "sample_count", HD_NO_ARGS, f->pool);
        assert_non_null(error);
        assert_int_equal(error->kind, HD_BUSY);
        assert_string_equal(error->code, "database-away");
        error = hd_db_transaction(f->db, raise_by_one, (void *)"three", f->pool);
        assert_non_null(error);
        assert_int_equal(error->kind, HD_BUSY);
    }
    control("start");
    hd_fixture_ok(hd_db_transaction(f->db, raise_by_one, (void *)"three", f->pool));
    assert_int_equal(count(f->db, f->pool), 3);
    control("stop");
    control("start");
    assert_int_equal(count(f->db, f->pool), 3);
    add(f->db, "\xF0\x9F\x98\x80", "\xF0\x9F\x92\xBE", 1);
}

static void assert_away(const hd_error_t *error)
{
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
    assert_string_equal(error->code, "database-away");
}

static void a_server_that_does_not_answer_in_time_is_away(void **state)
{
    hd_fixture_t *f = *state;
    apr_time_t started = apr_time_now();
    hd_db_t *db;

    if (is("sqlite3")) skip();
    db = connect_guarded(f, f->params, 1);
    assert_away(hd_db_raw(db, is("pgsql") ? "SELECT pg_sleep(60)" : "DO SLEEP(60)", "a long sleep", f->pool));
    assert_true(apr_time_now() - started < apr_time_from_sec(30));
    assert_non_null(strstr(log_text, "no answer within 1 seconds"));
    hd_fixture_ok(hd_db_transaction(db, add_two, NULL, f->pool));
    assert_int_equal(count(db, f->pool), 2);
}

static void a_connection_whose_server_became_read_only_is_given_up_for_another(void **state)
{
    static const char read_only[] = "SET default_transaction_read_only TO on";
    hd_fixture_t *f = *state;

    if (!is("pgsql")) skip();
    hd_fixture_ok(hd_db_raw(f->db, read_only, "a standby", f->pool));
    add(f->db, "alone", NULL, 1);
    hd_fixture_ok(hd_db_raw(f->db, read_only, "a standby", f->pool));
    assert_away(hd_db_transaction(f->db, add_two, NULL, f->pool));
    hd_fixture_ok(hd_db_transaction(f->db, add_two, NULL, f->pool));
    assert_int_equal(count(f->db, f->pool), 3);
}

static const char *setting(hd_db_t *db, const char *name, apr_pool_t *pool)
{
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    const hd_connection_t *c = db->connection;

    assert_int_equal(apr_dbd_select(c->driver, pool, c->handle, &results, apr_psprintf(pool, "SHOW %s", name), 1), 0);
    assert_int_equal(apr_dbd_get_row(c->driver, pool, results, &row, -1), 0);
    return apr_pstrdup(pool, apr_dbd_get_entry(c->driver, row, 0));
}

static void commits_are_durable_whatever_the_servers_defaults_are(void **state)
{
    static const char *const given[] = { "off", "local", "remote_write", "on", "remote_apply" };
    static const char *const used[] = { "on", "on", "on", "on", "remote_apply" };
    hd_fixture_t *f = *state;
    int i;

    if (!is("pgsql")) skip();
    for (i = 0; i < 5; i++) {
        hd_db_t *db;

        hd_fixture_ok(hd_fixture_connect_to(&db, f, apr_psprintf(f->pool, "%s options='-csynchronous_commit=%s "
                                                                 "-cstatement_timeout=9s'", f->admin, given[i]), f->pool));
        assert_string_equal(setting(db, "synchronous_commit", f->pool), used[i]);
        assert_string_equal(setting(db, "statement_timeout", f->pool), "0");
    }
}

/* Let commits wait for a standby that there is not, or for none. */
static void wait_for_standby(hd_fixture_t *f, const char *name)
{
    hd_fixture_admin(f, apr_psprintf(f->pool, "ALTER SYSTEM SET synchronous_standby_names TO '%s'", name));
    hd_fixture_admin(f, "SELECT pg_reload_conf()");
}

/* Write until it fails: the server takes a moment to read its settings. */
static hd_error_t *first_failure(hd_db_t *db, apr_pool_t *pool)
{
    hd_error_t *error = NULL;
    int i;

    for (i = 0; i < 200 && !error; i++) {
        error = hd_db_transaction(db, raise_by_one, apr_psprintf(pool, "turn-%d", i), pool);
        apr_sleep(apr_time_from_msec(50));
    }
    return error;
}

static void a_commit_that_no_standby_has_is_not_acknowledged_and_holds_nobody_up(void **state)
{
    hd_fixture_t *f = *state;
    hd_error_t *errors[3];
    apr_time_t started;
    hd_db_t *db;
    int i;

    if (!is("pgsql")) skip();
    db = connect_guarded(f, f->params, 1);
    add(db, "before", NULL, 1);
    wait_for_standby(f, "nobody");
    errors[0] = first_failure(db, f->pool);
    started = apr_time_now();
    errors[1] = hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("late"), hd_text(NULL), hd_int(1)));
    errors[2] = hd_db_settle(db, f->pool);
    started = apr_time_now() - started;
    assert_true(count(db, f->pool) > 0); /* reading goes on */
    wait_for_standby(f, "");
    for (i = 0; i < 3; i++) assert_away(errors[i]);
    assert_true(started < apr_time_from_sec(30));
    hd_fixture_ok(hd_db_settle(db, f->pool));
}

/* Somebody who cancels whatever waits for a standby. */
typedef struct canceller_t {
    hd_fixture_t *fixture;
    volatile int stop;
} canceller_t;

static void *APR_THREAD_FUNC canceller_thread(apr_thread_t *thread, void *data)
{
    canceller_t *c = data;

    (void)thread;
    while (!c->stop) {
        hd_fixture_admin(c->fixture, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
        apr_sleep(apr_time_from_msec(100));
    }
    return NULL;
}

static void a_commit_whose_waiting_somebody_cancels_is_not_acknowledged(void **state)
{
    hd_fixture_t *f = *state;
    hd_fixture_t theirs = *f;
    canceller_t canceller = { &theirs, 0 };
    apr_thread_t *thread;
    apr_status_t status;
    hd_error_t *errors[3];
    hd_db_t *db;
    int i;

    if (!is("pgsql")) skip();
    db = connect_guarded(f, f->params, 60);
    wait_for_standby(f, "nobody");
    apr_pool_create(&theirs.pool, NULL);
    assert_int_equal(apr_thread_create(&thread, NULL, canceller_thread, &canceller, f->pool), APR_SUCCESS);
    errors[0] = first_failure(db, f->pool);
    errors[1] = hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("alone"), hd_text(NULL), hd_int(1)));
    errors[2] = hd_db_settle(db, f->pool);
    canceller.stop = 1;
    apr_thread_join(&status, thread);
    wait_for_standby(f, "");
    for (i = 0; i < 3; i++) assert_away(errors[i]);
    assert_non_null(strstr(log_text, "canceling wait for synchronous replication"));
    hd_fixture_ok(hd_db_transaction(db, raise_by_one, (void *)"after", f->pool));
}

/* Two transactions that take the same rows in opposite order. */
typedef struct crossing_t {
    const char *first;
    const char *second;
    hd_fixture_t *fixture;
    apr_thread_t *other;
    struct crossing_t *theirs;
    int ready[2];
    hd_error_kind_t kind;
    int failed;
} crossing_t;

static hd_error_t *cross(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    crossing_t *c = baton;
    char byte = 'x';

    (void)pool;
    HD_TRY(hd_db_exec(NULL, db, "sample_set", HD_ARGS(hd_int(7), hd_text(c->first))));
    if (write(c->theirs->ready[1], &byte, 1) != 1 || read(c->ready[0], &byte, 1) != 1) abort();
    return hd_db_exec(NULL, db, "sample_set", HD_ARGS(hd_int(8), hd_text(c->second)));
}

static void *APR_THREAD_FUNC crossing_thread(apr_thread_t *thread, void *data)
{
    crossing_t *c = data;
    apr_pool_t *pool;
    hd_db_t *db;
    hd_error_t *error;

    (void)thread;
    apr_pool_create(&pool, NULL);
    error = hd_fixture_connect(&db, c->fixture, pool);
    if (!error) error = hd_db_transaction(db, cross, c, pool);
    c->failed = error != NULL;
    if (error) c->kind = error->kind;
    apr_pool_destroy(pool);
    return NULL;
}

static void the_loser_of_a_deadlock_is_told_to_try_again(void **state)
{
    hd_fixture_t *f = *state;
    crossing_t a = { "one", "two", f, NULL, NULL, { 0, 0 }, HD_BROKEN, 0 };
    crossing_t b = { "two", "one", f, NULL, &a, { 0, 0 }, HD_BROKEN, 0 };
    apr_status_t status;

    if (is("sqlite3")) skip();
    a.theirs = &b;
    assert_int_equal(pipe(a.ready), 0);
    assert_int_equal(pipe(b.ready), 0);
    hd_fixture_ok(hd_db_transaction(f->db, add_two, NULL, f->pool));
    assert_int_equal(apr_thread_create(&a.other, NULL, crossing_thread, &a, f->pool), APR_SUCCESS);
    assert_int_equal(apr_thread_create(&b.other, NULL, crossing_thread, &b, f->pool), APR_SUCCESS);
    apr_thread_join(&status, a.other);
    apr_thread_join(&status, b.other);
    assert_int_equal(a.failed + b.failed, 1);
    assert_int_equal(a.failed ? a.kind : b.kind, HD_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_MIGRATED(threads_and_processes_write_one_after_the_other),
        ON_MIGRATED(a_writer_that_finds_sqlite_locked_is_told_so_and_readers_are_not),
        ON_MIGRATED(statements_prepared_before_a_change_of_the_schema_go_on_working),
        ON_MIGRATED(a_read_does_not_notice_that_its_connection_was_cut),
        ON_MIGRATED(a_statement_that_is_new_finds_the_connection_set_up_again),
        ON_MIGRATED(a_transaction_on_a_cut_connection_fails_honestly_at_most_once),
        ON_MIGRATED(a_transaction_cut_in_the_middle_leaves_nothing_behind),
        ON_MIGRATED(a_server_that_goes_away_and_comes_back_is_found_again),
        ON_MIGRATED(a_server_that_does_not_answer_in_time_is_away),
        ON_MIGRATED(a_connection_whose_server_became_read_only_is_given_up_for_another),
        ON_MIGRATED(commits_are_durable_whatever_the_servers_defaults_are),
        ON_MIGRATED(a_commit_that_no_standby_has_is_not_acknowledged_and_holds_nobody_up),
        ON_MIGRATED(a_commit_whose_waiting_somebody_cancels_is_not_acknowledged),
        ON_MIGRATED(the_loser_of_a_deadlock_is_told_to_try_again),
    };

    return run_on_all(tests);
}
