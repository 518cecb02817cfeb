/* tests/unit/test_store.c: named statements, their values, transactions.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

static void text_comes_back_as_it_was_written(void **state)
{
    static const char *const texts[] = { "", "plain", "{id} %s", "line\nline\r\n\ttab",
                                         "Čekaj, ćao! žđš Ђорђе",
                                         "\xF0\x9F\x98\x80 and \xF0\x9F\x92\xBE",
                                         "it's 100% \"quoted\" \\ back\\slash; -- no comment" };
    hd_fixture_t *f = *state;
    hd_rows_t *row;
    unsigned int i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const char *name = apr_psprintf(f->pool, "text-%u", i);

        add(f->db, name, texts[i], (apr_int64_t)i);
        hd_fixture_ok(hd_db_one(&row, f->db, "sample_by_name", HD_ARGS(hd_text(name)), f->pool));
        assert_non_null(row);
        assert_string_equal(hd_row_text(row, 2), texts[i]);
        assert_int_equal(hd_row_int(row, 3), i);
    }
}

static void null_comes_back_as_null(void **state)
{
    hd_fixture_t *f = *state;
    hd_rows_t *row;

    hd_fixture_ok(hd_db_one(&row, f->db, "sample_add_id", HD_ARGS(hd_text("n"), hd_text(NULL), hd_int(0)), f->pool));
    assert_true(hd_row_int(row, 0) > 0);
    hd_fixture_ok(hd_db_one(&row, f->db, "sample_by_name", HD_ARGS(hd_text("n")), f->pool));
    assert_null(hd_row_text(row, 2));
    assert_null(hd_row_text(row, 3));
    assert_int_equal(hd_row_int(row, 3), 0);
    hd_fixture_ok(hd_db_one(&row, f->db, "sample_add_id", HD_ARGS(hd_text("m"), hd_text(""), hd_int(5)), f->pool));
    hd_fixture_ok(hd_db_one(&row, f->db, "sample_by_name", HD_ARGS(hd_text("m")), f->pool));
    assert_string_equal(hd_row_text(row, 2), "");
    assert_int_equal(hd_row_int(row, 3), 5);
}

static void numbers_have_64_bits(void **state)
{
    hd_fixture_t *f = *state;
    hd_rows_t *row;

    add(f->db, "max", NULL, APR_INT64_MAX);
    add(f->db, "min", NULL, APR_INT64_MIN + 1);
    hd_fixture_ok(hd_db_one(&row, f->db, "sample_by_name", HD_ARGS(hd_text("max")), f->pool));
    assert_true(hd_row_int(row, 3) == APR_INT64_MAX);
    hd_fixture_ok(hd_db_one(&row, f->db, "sample_by_name", HD_ARGS(hd_text("min")), f->pool));
    assert_true(hd_row_int(row, 3) == APR_INT64_MIN + 1);
}

static void numbers_compare_as_numbers(void **state)
{
    hd_fixture_t *f = *state;
    hd_rows_t *rows;

    add(f->db, "nine", NULL, 9);
    add(f->db, "ten", NULL, 10);
    add(f->db, "hundred", NULL, 100);
    hd_fixture_ok(hd_db_query(&rows, f->db, "sample_above", HD_ARGS(hd_int(9), hd_int(1)), f->pool));
    assert_int_equal(hd_rows_count(rows), 1);
    assert_true(hd_rows_next(rows));
    assert_string_equal(hd_row_text(rows, 0), "ten");
}

static void a_text_of_a_megabyte_is_kept_whole(void **state)
{
    hd_fixture_t *f = *state;
    apr_size_t length = 1024 * 1024;
    char *text = apr_palloc(f->pool, length + 1);
    hd_rows_t *row;
    apr_size_t sizes[] = { 1023, 1024, 1025, 65534, 65535, 65536, 65537, 200000, 1024 * 1024 };
    unsigned int i;

    for (i = 0; i < length; i++) text[i] = (char)('a' + i % 26);
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        const char *name = apr_psprintf(f->pool, "long-%u", i);
        const char *part = apr_pstrmemdup(f->pool, text, sizes[i]);

        add(f->db, name, part, 0);
        hd_fixture_ok(hd_db_one(&row, f->db, "sample_by_name", HD_ARGS(hd_text(name)), f->pool));
        assert_int_equal(strlen(hd_row_text(row, 2)), sizes[i]);
        assert_memory_equal(hd_row_text(row, 2), part, sizes[i]);
    }
}

static void rows_come_in_order_and_stay_after_the_next_statement(void **state)
{
    hd_fixture_t *f = *state;
    hd_rows_t *rows;
    hd_rows_t *none;
    int i;

    for (i = 0; i < 50; i++) add(f->db, apr_psprintf(f->pool, "%c%02d", i % 2 ? 'a' : 'b', i), NULL, i);
    hd_fixture_ok(hd_db_query(&rows, f->db, "sample_all", HD_NO_ARGS, f->pool));
    hd_fixture_ok(hd_db_query(&none, f->db, "sample_above", HD_ARGS(hd_int(1000), hd_int(10)), f->pool));
    assert_int_equal(hd_rows_count(none), 0);
    assert_false(hd_rows_next(none));
    assert_null(hd_row_text(none, 0));
    add(f->db, "zz", "later", 1);
    assert_int_equal(hd_rows_count(rows), 50);
    for (i = 0; hd_rows_next(rows); i++) {
        assert_string_equal(hd_row_text(rows, 1), apr_psprintf(f->pool, "%c%02d", i % 2 ? 'a' : 'b', i));
    }
    assert_int_equal(i, 50);
    assert_null(hd_row_text(rows, 1));
    hd_fixture_ok(hd_db_query(&rows, f->db, "sample_like", HD_NO_ARGS, f->pool));
    assert_int_equal(hd_rows_count(rows), 25);
}

static void a_row_that_is_not_there_is_no_error(void **state)
{
    hd_fixture_t *f = *state;
    hd_rows_t *row = NULL;

    hd_fixture_ok(hd_db_one(&row, f->db, "sample_by_name", HD_ARGS(hd_text("nobody")), f->pool));
    assert_null(row);
}

static void texts_are_joined_by_two_bars(void **state)
{
    hd_fixture_t *f = *state;
    hd_rows_t *row;

    add(f->db, "bc", NULL, 1);
    hd_fixture_ok(hd_db_one(&row, f->db, "sample_join", HD_ARGS(hd_text("bc")), f->pool));
    assert_string_equal(hd_row_text(row, 0), "abc");
}

static void wrong_parameters_are_refused(void **state)
{
    hd_fixture_t *f = *state;
    hd_rows_t *row;

    assert_int_equal(hd_db_exec(NULL, f->db, "sample_add", HD_NO_ARGS)->kind, HD_BROKEN);
    assert_int_equal(hd_db_exec(NULL, f->db, "sample_add", HD_ARGS(hd_text("a"), hd_text("b")))->kind, HD_BROKEN);
    assert_int_equal(hd_db_exec(NULL, f->db, "sample_add", HD_ARGS(hd_text("a"), hd_int(1), hd_int(1)))->kind,
                     HD_BROKEN);
    assert_int_equal(hd_db_exec(NULL, f->db, "sample_add",
                                HD_ARGS(hd_text("a"), hd_text(NULL), hd_int(1), hd_int(1)))->kind,
                     HD_BROKEN);
    assert_int_equal(hd_db_exec(NULL, f->db, "no_such", HD_NO_ARGS)->kind, HD_BROKEN);
    assert_int_equal(hd_db_exec(NULL, f->db, "sample_all", HD_NO_ARGS)->kind, HD_BROKEN);
    assert_int_equal(hd_db_one(&row, f->db, "sample_set", HD_ARGS(hd_int(1), hd_text("a")), f->pool)->kind, HD_BROKEN);
    assert_int_equal(count(f->db, f->pool), 0);
}

static void a_wrong_statement_is_an_error_and_the_next_one_works(void **state)
{
    hd_fixture_t *f = *state;
    hd_rows_t *row;
    hd_error_t *error = hd_db_one(&row, f->db, "sample_nowhere", HD_NO_ARGS, f->pool);
    int i;

    assert_non_null(error);
    assert_int_equal(error->kind, HD_BROKEN);
    assert_string_equal(error->code, "database-error");
    assert_non_null(strstr(error->detail, "nowhere"));
    assert_non_null(strstr(log_text, "HD0012"));
    add(f->db, "after", NULL, 1);
    for (i = 0; i < 20; i++) assert_non_null(hd_db_one(&row, f->db, "sample_nowhere", HD_NO_ARGS, f->pool));
    assert_int_equal(count(f->db, f->pool), 1);
}

/* A server may send rows while it makes them: those that came before the fault are not the answer. */
static void a_query_that_breaks_off_among_its_rows_is_an_error(void **state)
{
    hd_fixture_t *f = *state;
    hd_error_t *error;
    hd_rows_t *rows;

    if (is("sqlite3")) skip(); /* takes the first of several */
    add(f->db, "a", NULL, 1);
    add(f->db, "b", NULL, 1);
    add(f->db, "c", NULL, 2);
    error = hd_db_query(&rows, f->db, "sample_breaks_off", HD_NO_ARGS, f->pool);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BROKEN);
    assert_int_equal(count(f->db, f->pool), 3);
}

static void the_log_never_shows_what_was_typed(void **state)
{
    hd_fixture_t *f = *state;
    hd_error_t *error;

    add(f->db, "private@example.com", "secret", 1);
    error = hd_db_exec(NULL, f->db, "sample_add", HD_ARGS(hd_text("private@example.com"), hd_text("x"), hd_int(1)));
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BROKEN);
    assert_non_null(strstr(log_text, "sample_add"));
    assert_null(strstr(log_text, "private"));
    assert_null(strstr(error->detail, "private"));
}

static void a_transaction_commits_when_its_work_succeeds(void **state)
{
    hd_fixture_t *f = *state;
    hd_db_t *other;

    hd_fixture_ok(hd_db_transaction(f->db, add_two, NULL, f->pool));
    hd_fixture_ok(hd_fixture_connect(&other, f, f->pool));
    assert_int_equal(count(other, f->pool), 2);
}

static void a_transaction_rolls_back_when_its_work_fails(void **state)
{
    hd_fixture_t *f = *state;
    hd_error_t *reason = hd_error_field(f->pool, "reply-empty", "body");

    assert_ptr_equal(hd_db_transaction(f->db, add_two, reason, f->pool), reason);
    assert_int_equal(count(f->db, f->pool), 0);
    hd_fixture_ok(hd_db_transaction(f->db, add_two, NULL, f->pool));
    assert_int_equal(count(f->db, f->pool), 2);
}

/* A work that hides that a statement failed. */
static hd_error_t *add_and_hide(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    hd_rows_t *row;
    hd_error_t *first;

    (void)baton;
    HD_TRY(hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("one"), hd_text(NULL), hd_int(1))));
    first = hd_db_one(&row, db, "sample_nowhere", HD_NO_ARGS, pool);
    assert_non_null(first);
    assert_ptr_equal(hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("two"), hd_text(NULL), hd_int(2))), first);
    return NULL;
}

static void a_failed_statement_cannot_be_hidden_in_a_transaction(void **state)
{
    hd_fixture_t *f = *state;
    hd_error_t *error = hd_db_transaction(f->db, add_and_hide, NULL, f->pool);

    assert_non_null(error);
    assert_int_equal(error->kind, HD_BROKEN);
    assert_int_equal(count(f->db, f->pool), 0);
    add(f->db, "after", NULL, 1);
}

static hd_error_t *nest(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    HD_TRY(hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("one"), hd_text(NULL), hd_int(1))));
    return hd_db_transaction(db, add_two, baton, pool);
}

static void a_transaction_within_a_transaction_is_refused(void **state)
{
    hd_fixture_t *f = *state;

    assert_int_equal(hd_db_transaction(f->db, nest, NULL, f->pool)->kind, HD_BROKEN);
    assert_int_equal(count(f->db, f->pool), 0);
}

static void a_transaction_that_was_abandoned_never_commits(void **state)
{
    hd_fixture_t *f = *state;
    const char *reason;
    hd_failure_t failure;
    apr_dbd_t *handle;
    apr_pool_t *connection_pool;
    apr_pool_t *request;
    hd_db_t *db;

    apr_pool_create(&connection_pool, f->pool);
    assert_int_equal(apr_dbd_open_ex(f->driver, connection_pool, f->params, &handle, &reason), APR_SUCCESS);
    apr_pool_create(&request, f->pool);
    hd_fixture_ok(hd_db_wrap(&db, f->store, f->driver, handle, connection_pool, request));
    assert_true(hd_connection_raw(db->connection, db->store->begin->sql.text, &failure, request));
    db->connection->in_transaction = 1;
    add(db, "lost", NULL, 1);
    apr_pool_destroy(request);
    apr_pool_create(&request, f->pool);
    hd_fixture_ok(hd_db_wrap(&db, f->store, f->driver, handle, connection_pool, request));
    assert_int_equal(count(db, request), 0);
    add(db, "kept", NULL, 1);
    apr_pool_destroy(connection_pool);
    apr_dbd_close(f->driver, handle);
    assert_int_equal(count(f->db, f->pool), 1);
}

/* A source with one connection, and how often it was taken and given back. */
typedef struct one_connection_t {
    hd_fixture_t *f;
    apr_dbd_t *handle;
    apr_pool_t *pool;
    int taken, given_back, none;
} one_connection_t;

static hd_error_t *take_it(hd_db_link_t *link, void *baton, int wait, apr_pool_t *pool)
{
    one_connection_t *it = baton;

    assert_true(wait);
    if (it->none) return hd_error(pool, HD_BUSY, "database-away", "none is left");
    assert_int_equal(it->taken, it->given_back);
    it->taken++;
    link->store = it->f->store;
    link->driver = it->f->driver;
    link->handle = it->handle;
    link->connection_pool = it->pool;
    return NULL;
}

static void give_it_back(void *baton)
{
    ((one_connection_t *)baton)->given_back++;
}

static hd_error_t *add_and_rest(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    (void)baton;
    add(db, "within", NULL, 1);
    hd_db_rest(db); /* not within a transaction */
    return count(db, pool) ? NULL : hd_error(pool, HD_BROKEN, "database-error", "lost");
}

static void a_connection_is_held_only_while_statements_run(void **state)
{
    hd_fixture_t *f = *state;
    one_connection_t one = { f, NULL, NULL, 0, 0, 0 };
    hd_db_source_t source = { take_it, give_it_back, &one };
    apr_pool_t *request;
    const char *reason;
    hd_db_t *db;

    apr_pool_create(&one.pool, f->pool);
    apr_pool_create(&request, f->pool);
    assert_int_equal(apr_dbd_open_ex(f->driver, one.pool, f->params, &one.handle, &reason), APR_SUCCESS);
    db = hd_db_lazy(&source, request);
    hd_db_rest(db);
    assert_int_equal(one.taken, 0);
    add(db, "first", NULL, 1);
    assert_int_equal(count(db, request), 1);
    assert_int_equal(one.taken, 1);
    hd_db_rest(db);
    assert_int_equal(one.given_back, 1);
    hd_fixture_ok(hd_db_transaction(db, add_and_rest, NULL, request));
    assert_int_equal(one.taken, 2);
    assert_int_equal(one.given_back, 1);
    hd_db_rest(db);
    one.none = 1;
    assert_int_equal(hd_db_transaction(db, add_and_rest, NULL, request)->kind, HD_BUSY);
    one.none = 0;
    assert_int_equal(count(db, request), 2);
    apr_pool_destroy(request); /* with the request, what it holds goes back */
    assert_int_equal(one.taken, 3);
    assert_int_equal(one.given_back, 3);
    apr_pool_destroy(one.pool);
    apr_dbd_close(f->driver, one.handle);
}

static hd_error_t *fail_and_rest(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    one_connection_t *one = baton;
    hd_rows_t *row;

    add(db, "lost", NULL, 1);
    assert_non_null(hd_db_one(&row, db, "sample_nowhere", HD_NO_ARGS, pool));
    hd_db_rest(db);
    assert_int_equal(one->given_back, 0);
    return NULL;
}

static void a_transaction_that_has_failed_keeps_its_connection_to_its_end(void **state)
{
    hd_fixture_t *f = *state;
    one_connection_t one = { f, NULL, NULL, 0, 0, 0 };
    hd_db_source_t source = { take_it, give_it_back, &one };
    apr_pool_t *request;
    const char *reason;
    hd_db_t *db;

    apr_pool_create(&one.pool, f->pool);
    apr_pool_create(&request, f->pool);
    assert_int_equal(apr_dbd_open_ex(f->driver, one.pool, f->params, &one.handle, &reason), APR_SUCCESS);
    db = hd_db_lazy(&source, request);
    assert_int_equal(hd_db_transaction(db, fail_and_rest, &one, request)->kind, HD_BROKEN);
    hd_db_rest(db);
    assert_int_equal(one.given_back, 1);
    assert_int_equal(count(db, request), 0);
    apr_pool_destroy(request);
    apr_pool_destroy(one.pool);
    apr_dbd_close(f->driver, one.handle);
}

/* A source as mod_dbd is one with DBDPersist Off: each connection is new, and lives in the request's pool. */
typedef struct brief_t {
    hd_fixture_t *f;
    apr_pool_t *request, *pool; /* pool: the connection's; NULL: there is none */
    apr_dbd_t *handle;
    int opened, closed;
} brief_t;

static apr_status_t close_brief(void *data)
{
    brief_t *it = data;

    apr_dbd_close(it->f->driver, it->handle);
    it->pool = NULL;
    it->closed++;
    return APR_SUCCESS;
}

static hd_error_t *open_brief(hd_db_link_t *link, void *baton, int wait, apr_pool_t *pool)
{
    brief_t *it = baton;
    const char *reason;

    (void)wait, (void)pool;
    apr_pool_create(&it->pool, it->request);
    assert_int_equal(apr_dbd_open_ex(it->f->driver, it->pool, it->f->params, &it->handle, &reason), APR_SUCCESS);
    apr_pool_cleanup_register(it->pool, it, close_brief, apr_pool_cleanup_null);
    it->opened++;
    link->store = it->f->store;
    link->driver = it->f->driver;
    link->handle = it->handle;
    link->connection_pool = it->pool;
    return NULL;
}

static void drop_brief(void *baton)
{
    brief_t *it = baton;

    assert_non_null(it->pool); /* it is there yet */
    apr_pool_destroy(it->pool);
}

static void a_connection_that_lives_as_long_as_the_request_goes_back_while_it_is_there(void **state)
{
    hd_fixture_t *f = *state;
    brief_t brief = { .f = f };
    hd_db_source_t source = { open_brief, drop_brief, &brief };
    hd_db_t *db;

    apr_pool_create(&brief.request, f->pool);
    db = hd_db_lazy(&source, brief.request);
    add(db, "first", NULL, 1);
    hd_db_rest(db);
    assert_int_equal(brief.closed, 1);
    hd_fixture_ok(hd_db_transaction(db, add_two, NULL, brief.request));
    assert_int_equal(count(db, brief.request), 3);
    apr_pool_destroy(brief.request);
    assert_int_equal(brief.opened, 2);
    assert_int_equal(brief.closed, 2);
    assert_int_equal(count(f->db, f->pool), 3);
}

static void statements_are_counted(void **state)
{
    hd_fixture_t *f = *state;
    int before = hd_db_statement_count(f->db);

    add(f->db, "a", NULL, 1);
    count(f->db, f->pool);
    assert_int_equal(hd_db_statement_count(f->db), before + 2);
}

static void note_step(void *baton, hd_db_step_t step, apr_int64_t usec, int failed)
{
    int *told = baton;

    assert_true(usec >= 0);
    told[step]++;
    told[HD_DB_STEPS] += failed;
}

static hd_error_t *add_b_and_c(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    (void)baton;
    (void)pool;
    add(db, "b", NULL, 2);
    add(db, "c", NULL, 3);
    return NULL;
}

static void somebody_may_be_told_how_long_steps_take(void **state)
{
    hd_fixture_t *f = *state;
    int told[HD_DB_STEPS + 1] = { 0 }, locks = strcmp(driver, "sqlite3") == 0;
    hd_rows_t *row;

    hd_store_observe(f->store, note_step, told);
    add(f->db, "a", NULL, 1);
    count(f->db, f->pool);
    hd_fixture_ok(hd_db_transaction(f->db, add_b_and_c, NULL, f->pool));
    assert_int_equal(told[HD_DB_READ], 1);
    assert_int_equal(told[HD_DB_WRITE], 3);
    assert_int_equal(told[HD_DB_COMMIT], 1);
    assert_int_equal(told[HD_DB_LOCK], locks ? 2 : 0);
    assert_int_equal(told[HD_DB_STEPS], 0);
    assert_non_null(hd_db_one(&row, f->db, "sample_nowhere", HD_NO_ARGS, f->pool));
    assert_int_equal(told[HD_DB_STEPS], 1);
    hd_store_observe(f->store, NULL, NULL);
}

/* What a database may have for itself: its settings of a connection, and SQLite's backup, for servers have programs. */
static int is_of_one_database(const char *driver_name, const char *statement)
{
    if (strncmp(statement, "connect_", 8) == 0) return 1;
    return strcmp(driver_name, "sqlite3") == 0
           && (strncmp(statement, "backup_", 7) == 0 || strncmp(statement, "attached_", 9) == 0);
}

static void every_database_has_the_same_statements(void **state)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    hd_store_t *stores[3];
    apr_pool_t *pool;
    apr_hash_index_t *at;
    int i;
    int k;

    (void)state;
    apr_initialize();
    apr_pool_create(&pool, NULL);
    for (i = 0; i < 3; i++) hd_fixture_ok(hd_store_open(&stores[i], hd_fixture_sql_dir(), drivers[i], "/tmp/x", pool));
    for (i = 0; i < 3; i++) {
        for (at = apr_hash_first(pool, stores[i]->statements); at; at = apr_hash_next(at)) {
            const hd_statement_t *mine = apr_hash_this_val(at);

            if (is_of_one_database(drivers[i], mine->sql.name)) continue;
            for (k = 0; k < 3; k++) {
                const hd_statement_t *other = apr_hash_get(stores[k]->statements, mine->sql.name, APR_HASH_KEY_STRING);

                if (!other) fail_msg("%s is not in %s", mine->sql.name, drivers[k]);
                assert_string_equal(other->sql.types, mine->sql.types);
                assert_int_equal(other->sql.kind, mine->sql.kind);
            }
        }
    }
    apr_pool_destroy(pool);
}

static void a_wrong_sql_file_is_named_with_line_and_fault(void **state)
{
    static const struct {
        const char *text;
        const char *said;
    } wrong[] = {
        { "SELECT 1\n", "bad.sql:1: SQL before" },
        { "-- hello\n\n-- name: Bad :one\nSELECT 1\n", "bad.sql:3: a name has" },
        { "-- name: a :two\nSELECT 1\n", "bad.sql:1: after the name" },
        { "-- name: a :one\nSELECT 1\n-- name: b :one\n\n", "bad.sql:3: b has no SQL" },
        { "-- name: a :one\nSELECT %d\n", "bad.sql:1: a: a percent sign" },
        { "-- name: a :many\nSELECT x FROM y WHERE x LIKE 'a%'\n", "bad.sql:1: a: a percent sign" },
        { "-- name: a :one\nSELECT 1;\nSELECT 2\n", "bad.sql:1: a has more than one" },
        { "-- name: a :one\nDELETE FROM x\n", "bad.sql:1: a gives no rows" },
        { "-- name: a :exec\nSELECT 1\n", "bad.sql:1: a gives rows" },
        { "-- name: sample_all :one\nSELECT 1\n", "sample_all stands in" },
    };
    apr_pool_t *pool;
    hd_store_t *store = NULL;
    unsigned int i;

    (void)state;
    apr_initialize();
    apr_pool_create(&pool, NULL);
    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        hd_error_t *error;

        write_file("bad.sql", wrong[i].text);
        error = hd_store_open(&store, sql_dir, "sqlite3", "/tmp/x", pool);
        assert_non_null(error);
        assert_int_equal(error->kind, HD_BROKEN);
        if (!strstr(error->detail, wrong[i].said)) fail_msg("\"%s\" is not in \"%s\"", wrong[i].said, error->detail);
        assert_null(strchr(error->detail, '\n'));
        assert_null(store);
    }
    unlink(apr_pstrcat(pool, sql_dir, "/bad.sql", NULL));
    assert_non_null(hd_store_open(&store, sql_dir, "oracle", NULL, pool));
    assert_non_null(hd_store_open(&store, "/nowhere", "pgsql", NULL, pool));
    apr_pool_destroy(pool);
}

static void the_time_is_that_of_the_database(void **state)
{
    hd_fixture_t *f = *state;
    hd_time_t now = 0, before = apr_time_sec(apr_time_now());

    hd_fixture_ok(hd_db_time(&now, f->db, f->pool));
    assert_in_range(now, before - 1, apr_time_sec(apr_time_now()) + 1); /* they are on one machine here */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_MIGRATED(the_time_is_that_of_the_database),
        ON_MIGRATED(text_comes_back_as_it_was_written),
        ON_MIGRATED(null_comes_back_as_null),
        ON_MIGRATED(numbers_have_64_bits),
        ON_MIGRATED(numbers_compare_as_numbers),
        ON_MIGRATED(a_text_of_a_megabyte_is_kept_whole),
        ON_MIGRATED(rows_come_in_order_and_stay_after_the_next_statement),
        ON_MIGRATED(a_row_that_is_not_there_is_no_error),
        ON_MIGRATED(texts_are_joined_by_two_bars),
        ON_MIGRATED(wrong_parameters_are_refused),
        ON_MIGRATED(a_wrong_statement_is_an_error_and_the_next_one_works),
        ON_MIGRATED(a_query_that_breaks_off_among_its_rows_is_an_error),
        ON_MIGRATED(the_log_never_shows_what_was_typed),
        ON_MIGRATED(a_transaction_commits_when_its_work_succeeds),
        ON_MIGRATED(a_transaction_rolls_back_when_its_work_fails),
        ON_MIGRATED(a_failed_statement_cannot_be_hidden_in_a_transaction),
        ON_MIGRATED(a_transaction_within_a_transaction_is_refused),
        ON_MIGRATED(a_transaction_that_was_abandoned_never_commits),
        ON_MIGRATED(a_connection_is_held_only_while_statements_run),
        ON_MIGRATED(a_transaction_that_has_failed_keeps_its_connection_to_its_end),
        ON_MIGRATED(a_connection_that_lives_as_long_as_the_request_goes_back_while_it_is_there),
        ON_MIGRATED(statements_are_counted),
        ON_MIGRATED(somebody_may_be_told_how_long_steps_take),
        cmocka_unit_test(every_database_has_the_same_statements),
        cmocka_unit_test(a_wrong_sql_file_is_named_with_line_and_fault),
    };

    return run_on_all(tests);
}
