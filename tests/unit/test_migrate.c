/* tests/unit/test_migrate.c: migrations: once, again, at the same time; what sql/ has runs on every driver.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include <sys/wait.h>

#include "../../src/domain/queue.h"

static void an_empty_database_has_version_zero(void **state)
{
    hd_fixture_t *f = *state;
    int version = -1;

    hd_fixture_ok(hd_schema_version(&version, f->db, f->pool));
    assert_int_equal(version, 0);
    hd_fixture_ok(hd_schema_version_wanted(&version, f->sql_dir, f->pool));
    assert_int_equal(version, 1);
}

static void migrating_twice_does_nothing_the_second_time(void **state)
{
    hd_fixture_t *f = *state;
    int from = -1;
    int to = -1;

    hd_fixture_ok(hd_migrate(&from, &to, f->db, f->sql_dir, 1700000000, NULL, f->pool));
    assert_int_equal(from, 0);
    assert_int_equal(to, 1);
    hd_fixture_ok(hd_migrate(&from, &to, f->db, f->sql_dir, 1700000000, NULL, f->pool));
    assert_int_equal(from, 1);
    assert_int_equal(to, 1);
    hd_fixture_ok(hd_schema_version(&to, f->db, f->pool));
    assert_int_equal(to, 1);
}

static void a_later_migration_is_carried_out_on_what_is_there(void **state)
{
    hd_fixture_t *f = *state;
    int from;
    int to;
    hd_error_t *error;

    hd_fixture_ok(hd_migrate(&from, &to, f->db, f->sql_dir, 1700000000, NULL, f->pool));
    add(f->db, "before", NULL, 1);
    write_file("migrations/0003-more.sql", "CREATE TABLE IF NOT EXISTS more (\n  id {id}\n) {table};\n");
    write_file("migrations/0005-wrong.sql",
               "CREATE TABLE IF NOT EXISTS extra (id {id}) {table};\n\nCREATE TABLE oops (;\n");
    error = hd_migrate(&from, &to, f->db, f->sql_dir, 1700000000, NULL, f->pool);
    unlink(apr_pstrcat(f->pool, sql_dir, "/migrations/0005-wrong.sql", NULL));
    unlink(apr_pstrcat(f->pool, sql_dir, "/migrations/0003-more.sql", NULL));
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BROKEN);
    assert_non_null(strstr(error->detail, "0005-wrong.sql:3"));
    hd_fixture_ok(hd_schema_version(&to, f->db, f->pool));
    assert_int_equal(to, 3);
    assert_int_equal(count(f->db, f->pool), 1);
}

static int child_migrates(hd_fixture_t *f)
{
    apr_pool_t *pool;
    hd_db_t *db;
    hd_error_t *error;
    int from = 0;
    int to = 0;

    apr_pool_create(&pool, NULL);
    error = hd_store_child_init(f->store, pool);
    if (!error) error = hd_fixture_connect(&db, f, pool);
    if (!error) error = hd_migrate(&from, &to, db, f->sql_dir, 1700000000, NULL, pool);
    if (error) fprintf(stderr, "child: %s\n", error->detail ? error->detail : error->code);
    return error || to != 1;
}

static void migrations_at_the_same_time_wait_for_each_other(void **state)
{
    hd_fixture_t *f = *state;
    pid_t children[4];
    int status;
    int i;

    for (i = 0; i < 4; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) _exit(child_migrates(f));
    }
    for (i = 0; i < 4; i++) {
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count(f->db, f->pool), 0);
}

static void the_real_migrations_run_and_every_statement_can_be_prepared(void **state)
{
    hd_fixture_t *f = hd_fixture_open_on(driver);
    apr_hash_index_t *at;
    int wanted;
    int have;

    (void)state;
    hd_fixture_ok(hd_schema_version_wanted(&wanted, f->sql_dir, f->pool));
    hd_fixture_ok(hd_schema_version(&have, f->db, f->pool));
    assert_int_equal(have, wanted);
    for (at = apr_hash_first(f->pool, f->store->statements); at; at = apr_hash_next(at)) {
        const hd_statement_t *statement = apr_hash_this_val(at);
        apr_dbd_prepared_t *prepared;
        hd_failure_t failure;

        if (strncmp(statement->sql.name, "connect_", 8) == 0) continue;
        if (strncmp(statement->sql.name, "transaction_", 12) == 0) continue;
        if (strncmp(statement->sql.name, "attached_", 9) == 0) continue; /* of a copy that is not attached here */
        if (!hd_connection_prepare(&prepared, f->db->connection, statement, &failure, f->pool)) {
            fail_msg("%s:%d: %s: %s", statement->sql.file, statement->sql.line, statement->sql.name, failure.text);
        }
    }
    hd_fixture_close(f);
}

static const char old_rows[] =
    "-- name: old_person :exec\nINSERT INTO person (id, public_id, email, email_folded, email_confirmed, name, password_hash, "
    "role, language, theme, disabled, created_at) VALUES (1, 'p', 'a@b', 'a@b', 1, 'A', '', 'client', 'en', '', 0, 1)\n\n"
    "-- name: old_account :exec\nINSERT INTO account (id, public_id, name, created_at) VALUES (1, 'a', 'A', 1)\n\n"
    "-- name: old_department :exec\nINSERT INTO department (id, slug, position, active) VALUES (1, 'd', 1, 1)\n\n"
    "-- name: old_ticket :exec\nINSERT INTO ticket (ref, account_id, person_id, department_id, subject, priority, channel, "
    "status, closed, created_at, updated_at, answered_at, closed_at, last_person_id, last_excerpt) "
    "VALUES (%s, 1, 1, 1, 'S', %s, %s, %s, 0, 1, %lld, 0, 0, 1, '')\n\n"
    "-- name: new_tickets :many\n"
    "SELECT priority, channel, status, updated_at, waiting_since, queue_stage, queue_key FROM ticket\n\n"
    "-- name: new_counts :many\nSELECT queue_stage, n FROM queue_count WHERE department_id = 1 AND assignee_id = 0\n";

static void write_old_tickets(hd_fixture_t *f)
{
    static const char *const priorities[] = { "low", "medium", "high", "urgent" };
    static const char *const channels[] = { "portal", "email", "email-unverified", "api", "staff" };
    static const char *const statuses[] = { "open", "in-progress", "customer-reply", "answered", "on-hold", "closed" };
    int i;

    hd_fixture_ok(hd_db_exec(NULL, f->db, "old_person", HD_NO_ARGS));
    hd_fixture_ok(hd_db_exec(NULL, f->db, "old_account", HD_NO_ARGS));
    hd_fixture_ok(hd_db_exec(NULL, f->db, "old_department", HD_NO_ARGS));
    for (i = 0; i < 4 * 5 * 6; i++) {
        hd_fixture_ok(hd_db_exec(NULL, f->db, "old_ticket",
                                 HD_ARGS(hd_text(apr_psprintf(f->pool, "HD-%07d", i)), hd_text(priorities[i % 4]),
                                         hd_text(channels[i / 4 % 5]), hd_text(statuses[i / 20]),
                                         hd_int(1700000000 + i * 1000))));
    }
}

/* The migration says in SQL what queue.c says in C. */
static void tickets_that_are_there_get_their_places_in_the_queue(void **state)
{
    hd_fixture_t *f;
    char command[1024];
    hd_rows_t *rows;
    int from, to;

    (void)state;
    snprintf(command, sizeof(command),
             "from='%s' to='%s'; rm -rf $to/* && cp -r $from/. $to && mkdir $to/later && mv $to/migrations/000[2-9]-* $to/later",
             hd_fixture_sql_dir(), sql_dir);
    shell(command);
    write_file("test.sql", old_rows);
    f = hd_fixture_open_empty(driver, sql_dir);
    hd_fixture_ok(hd_migrate(&from, &to, f->db, f->sql_dir, 1700000000, NULL, f->pool));
    assert_int_equal(to, 1);
    write_old_tickets(f);
    snprintf(command, sizeof(command), "cd '%s' && mv later/0002-queue.sql migrations", sql_dir);
    shell(command);
    hd_fixture_ok(hd_migrate(&from, &to, f->db, f->sql_dir, 1700000000, NULL, f->pool));
    assert_int_equal(to, 2);
    hd_fixture_ok(hd_db_query(&rows, f->db, "new_tickets", HD_NO_ARGS, f->pool));
    assert_int_equal(hd_rows_count(rows), 120);
    while (hd_rows_next(rows)) {
        hd_queue_place_t place = hd_queue_place(hd_row_text(rows, 2), hd_row_text(rows, 0), hd_row_text(rows, 1), 0,
                                                hd_row_int(rows, 3));
        assert_int_equal(hd_row_int(rows, 4), place.waiting_since);
        assert_int_equal(hd_row_int(rows, 5), place.stage);
        assert_int_equal(hd_row_int(rows, 6), place.key);
    }
    hd_fixture_ok(hd_db_query(&rows, f->db, "new_counts", HD_NO_ARGS, f->pool));
    assert_int_equal(hd_rows_count(rows), HD_STAGES);
    while (hd_rows_next(rows)) assert_int_equal(hd_row_int(rows, 1), hd_row_int(rows, 0) == HD_STAGE_WAITING ? 60 : 20);
    hd_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_EMPTY(an_empty_database_has_version_zero),
        ON_EMPTY(migrating_twice_does_nothing_the_second_time),
        ON_EMPTY(a_later_migration_is_carried_out_on_what_is_there),
        ON_EMPTY(migrations_at_the_same_time_wait_for_each_other),
        cmocka_unit_test(the_real_migrations_run_and_every_statement_can_be_prepared),
        cmocka_unit_test_setup_teardown(tickets_that_are_there_get_their_places_in_the_queue, make_sql, remove_sql),
    };

    return run_on_all(tests);
}
