/* tests/unit/store_fixture.h: a table "sample" with statements of its own, for the tests of the store itself; the same
 * tests run on SQLite, and on PostgreSQL and MariaDB when HD_TEST_PGSQL and HD_TEST_MYSQL say where they are.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_STORE_FIXTURE_H
#define HD_TESTS_STORE_FIXTURE_H

#include "db_fixture.h"

#include <apr_thread_mutex.h>

#include "../../src/base/log.h"
#include "../../src/store/db_impl.h"

static const char *driver = "sqlite3"; /* what the tests run on now */
static char sql_dir[64];
static char log_text[65536];
static apr_thread_mutex_t *log_mutex;

static const char fixture_sql[] =
    "-- Statements of the tests.\n\n"
    "-- name: sample_add :exec\nINSERT INTO sample (name, body, amount) VALUES (%s, %s, %lld)\n\n"
    "-- name: sample_add_id :one\n"
    "INSERT INTO sample (name, body, amount) VALUES (%s, %s, NULLIF(%lld, 0)) RETURNING id\n\n"
    "-- name: sample_by_name :one\n-- One row.\nSELECT id, name, body, amount\n-- of the table\n"
    "FROM sample WHERE name = %s\n\n"
    "-- name: sample_all :many\nSELECT id, name FROM sample ORDER BY id\n\n"
    "-- name: sample_like :many\nSELECT name FROM sample WHERE name LIKE 'a%%' ORDER BY name\n\n"
    "-- name: sample_above :many\nSELECT name FROM sample WHERE amount > %lld ORDER BY amount LIMIT %lld\n\n"
    "-- name: sample_set :exec\nUPDATE sample SET amount = %lld WHERE name = %s\n\n"
    "-- name: sample_count :one\nSELECT COUNT(*), SUM(amount) FROM sample\n\n"
    "-- name: sample_join :one\nSELECT 'a' || name FROM sample WHERE name = %s\n\n"
    "-- name: sample_breaks_off :many\n-- The second row cannot be made, but on SQLite.\n"
    "SELECT s.name, (SELECT t.name FROM sample t WHERE t.amount < s.amount) FROM sample s ORDER BY s.id\n\n"
    "-- name: sample_nowhere :one\nSELECT x FROM nowhere\n";

static const char fixture_migration[] =
    "-- The table of the tests.\n"
    "CREATE TABLE IF NOT EXISTS sample (\n    id {id},\n    name VARCHAR(64) NOT NULL UNIQUE,\n    body {text},\n"
    "    amount BIGINT\n) {table};\n"
    "CREATE INDEX IF NOT EXISTS sample_amount ON sample (amount);\n";

static inline void remember(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    apr_size_t have;

    (void)status;
    (void)file;
    (void)line;
    if (level > HD_LOG_WARNING) return;
    apr_thread_mutex_lock(log_mutex);
    have = strlen(log_text);
    snprintf(log_text + have, sizeof(log_text) - have, "%s\n", text);
    apr_thread_mutex_unlock(log_mutex);
}

static inline void write_file(const char *name, const char *text)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", sql_dir, name);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static inline void shell(const char *command)
{
    if (system(command) != 0) fail_msg("%s", command);
}

/* The store's own SQL files, with statements and a migration of the tests. */
static inline int make_sql(void **state)
{
    char command[512];

    (void)state;
    strcpy(sql_dir, "/tmp/hd-sql-XXXXXX");
    if (!mkdtemp(sql_dir)) return -1;
    snprintf(command, sizeof(command),
             "from='%s' to='%s'; mkdir $to/migrations && cp $from/migrations/0000-*.sql $to/migrations && "
             "cp $from/store.sql $to && for d in sqlite3 pgsql mysql; do "
             "mkdir $to/$d && cp $from/$d/store.sql $from/$d/dialect.sql $to/$d; done",
             hd_fixture_sql_dir(), sql_dir);
    shell(command);
    write_file("test.sql", fixture_sql);
    write_file("migrations/0001-test.sql", fixture_migration);
    return 0;
}

static inline int remove_sql(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof(command), "rm -rf '%s'", sql_dir);
    return system(command);
}

static inline int open_empty(void **state)
{
    log_text[0] = '\0';
    *state = hd_fixture_open_empty(driver, sql_dir);
    return 0;
}

static inline int open_migrated(void **state)
{
    hd_fixture_t *f;
    int from;
    int to;

    open_empty(state);
    f = *state;
    hd_fixture_ok(hd_migrate(&from, &to, f->db, f->sql_dir, 1700000000, NULL, f->pool));
    assert_int_equal(from, 0);
    assert_int_equal(to, 1);
    return 0;
}

static inline int close_fixture(void **state)
{
    hd_fixture_close(*state);
    return 0;
}

static inline int is(const char *name)
{
    return strcmp(driver, name) == 0;
}

static inline void add(hd_db_t *db, const char *name, const char *body, apr_int64_t amount)
{
    int affected = -1;

    hd_fixture_ok(hd_db_exec(&affected, db, "sample_add", HD_ARGS(hd_text(name), hd_text(body), hd_int(amount))));
    assert_int_equal(affected, 1);
}

static inline int count(hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *row;

    hd_fixture_ok(hd_db_one(&row, db, "sample_count", HD_NO_ARGS, pool));
    assert_non_null(row);
    return (int)hd_row_int(row, 0);
}

/* Work of a transaction: two rows, then the error that it is given. */
static inline hd_error_t *add_two(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    (void)pool;
    HD_TRY(hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("one"), hd_text(NULL), hd_int(1))));
    HD_TRY(hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("two"), hd_text(NULL), hd_int(2))));
    return baton;
}

/* Cut off the connection of the fixture, as a server does that is restarted. */
static inline void cut_connections(hd_fixture_t *f)
{
    if (is("pgsql")) {
        const char *reason;
        apr_dbd_t *handle;
        apr_dbd_results_t *results = NULL;

        assert_int_equal(apr_dbd_open_ex(f->driver, f->pool, f->admin, &handle, &reason), APR_SUCCESS);
        assert_int_equal(apr_dbd_select(f->driver, f->pool, handle, &results,
                                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                        "WHERE pid <> pg_backend_pid() AND datname = current_database()", 1), 0);
        apr_dbd_close(f->driver, handle);
    } else {
        const char *reason;
        apr_dbd_t *handle;
        apr_dbd_results_t *results = NULL;
        apr_dbd_row_t *row = NULL;
        int affected;

        assert_int_equal(apr_dbd_open_ex(f->driver, f->pool, f->admin, &handle, &reason), APR_SUCCESS);
        assert_int_equal(apr_dbd_select(f->driver, f->pool, handle, &results,
                                        apr_psprintf(f->pool, "SELECT id FROM information_schema.processlist "
                                                              "WHERE db = '%s'", f->name), 0), 0);
        while (apr_dbd_get_row(f->driver, f->pool, results, &row, -1) == 0) {
            const char *kill = apr_psprintf(f->pool, "KILL %s", apr_dbd_get_entry(f->driver, row, 0));
            apr_dbd_t *killer;

            assert_int_equal(apr_dbd_open_ex(f->driver, f->pool, f->admin, &killer, &reason), APR_SUCCESS);
            apr_dbd_query(f->driver, killer, &affected, kill);
            apr_dbd_close(f->driver, killer);
        }
        apr_dbd_close(f->driver, handle);
    }
}

/* Another connection, through a guard that cuts what lasts longer. */
static inline hd_db_t *connect_guarded(hd_fixture_t *f, const char *params, int answer_sec)
{
    hd_db_t *db;

    hd_store_set_answer_sec(f->store, answer_sec);
    hd_fixture_ok(hd_store_child_init(f->store, f->pool));
    hd_fixture_ok(hd_fixture_connect_to(&db, f, params, f->pool));
    return db;
}

#define ON_EMPTY(test) cmocka_unit_test_setup_teardown(test, open_empty, close_fixture)
#define ON_MIGRATED(test) cmocka_unit_test_setup_teardown(test, open_migrated, close_fixture)

/* Run tests on each driver that is to be had here. */
#define run_on_all(tests) run_on_each(tests, sizeof(tests) / sizeof((tests)[0]))

static inline int run_on_each(const struct CMUnitTest *tests, size_t number)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    apr_pool_t *pool;
    int failed = 0;
    int i;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    apr_thread_mutex_create(&log_mutex, APR_THREAD_MUTEX_DEFAULT, pool);
    hd_log_set_sink(remember);
    for (i = 0; i < 3; i++) {
        if (!hd_fixture_has(drivers[i])) continue;
        driver = drivers[i];
        failed += _cmocka_run_group_tests(driver, tests, number, make_sql, remove_sql);
    }
    return failed != 0;
}

#endif
