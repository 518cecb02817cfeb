/* tests/unit/test_store_connection.c: connections that the driver makes again behind our back, or that are cut in the
 * moment of their answer; who waits for a connection and for SQLite's write lock at once.
 * SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include <apr_thread_proc.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* What shuts sockets down may be slow: the guard's thread can be made to wait before it does what it has decided. */
static struct {
    int slow;     /* milliseconds */
    int finished; /* how often; both atomic */
} shutting;

int shutdown(int socket, int how)
{
    int result;

    apr_sleep(apr_time_from_msec(__atomic_load_n(&shutting.slow, __ATOMIC_ACQUIRE)));
    result = (int)syscall(SYS_shutdown, socket, how);
    __atomic_add_fetch(&shutting.finished, 1, __ATOMIC_ACQ_REL);
    return result;
}

/* ---- made again by the driver ---- */

/* A connection as mod_dbd has one in its pool. */
typedef struct pooled_t {
    apr_dbd_t *handle;
    apr_pool_t *pool;
} pooled_t;

static void open_pooled(pooled_t *one, hd_fixture_t *f)
{
    const char *reason = "";

    apr_pool_create(&one->pool, f->pool);
    if (apr_dbd_open_ex(f->driver, one->pool, f->params, &one->handle, &reason) != APR_SUCCESS) fail_msg("%s", reason);
}

static void close_pooled(pooled_t *one, hd_fixture_t *f)
{
    apr_pool_destroy(one->pool);
    apr_dbd_close(f->driver, one->handle);
}

/* mod_dbd looks at a connection before it hands it out; one that was cut is connected again in this. */
static void look_as_mod_dbd_does(const pooled_t *one, hd_fixture_t *f)
{
    int turn = 0;

    while (apr_dbd_check_conn(f->driver, f->pool, one->handle) != APR_SUCCESS) assert_true(turn++ < 3);
    if (!is("pgsql")) return;
    /* PostgreSQL's driver does not ask the server: it sees that the connection is gone once somebody has used it. */
    while (apr_dbd_query(f->driver, one->handle, &turn, "SELECT 1") != 0) {
        assert_int_equal(apr_dbd_check_conn(f->driver, f->pool, one->handle), APR_SUCCESS);
    }
}

static const char *value(const pooled_t *one, const char *sql, hd_fixture_t *f)
{
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    const char *text;

    assert_int_equal(apr_dbd_select(f->driver, f->pool, one->handle, &results, sql, is("pgsql")), 0);
    assert_int_equal(apr_dbd_get_row(f->driver, f->pool, results, &row, -1), 0);
    text = apr_pstrdup(f->pool, apr_dbd_get_entry(f->driver, row, 0));
    while (apr_dbd_get_row(f->driver, f->pool, results, &row, -1) == 0) continue;
    return text;
}

/* How long the connection waits for a lock: 5 seconds, which is no server's default. */
static const char *lock_wait(const pooled_t *one, hd_fixture_t *f)
{
    return value(one, is("pgsql") ? "SHOW lock_timeout" : "SELECT CONCAT(@@SESSION.innodb_lock_wait_timeout, 's')", f);
}

static void a_connection_that_mod_dbd_had_made_again_is_set_up_before_it_is_used(void **state)
{
    hd_fixture_t *f = *state;
    pooled_t one;
    hd_db_t *db;

    if (is("sqlite3")) skip();
    open_pooled(&one, f);
    hd_fixture_ok(hd_db_wrap(&db, f->store, f->driver, one.handle, one.pool, f->pool));
    add(db, "before", NULL, 1);
    cut_connections(f);
    look_as_mod_dbd_does(&one, f);
    hd_fixture_ok(hd_db_wrap(&db, f->store, f->driver, one.handle, one.pool, f->pool));
    assert_string_equal(lock_wait(&one, f), "5s");
    add(db, "after", NULL, 1); /* a statement that writes is not tried twice: it has to succeed at once */
    assert_null(strstr(log_text, "HD001"));
    close_pooled(&one, f);
}

static void a_transaction_is_begun_again_when_the_driver_has_begun_it_on_a_new_connection(void **state)
{
    hd_fixture_t *f = *state;
    pooled_t one;
    hd_db_t *db;

    if (is("sqlite3")) skip();
    open_pooled(&one, f);
    hd_fixture_ok(hd_db_wrap(&db, f->store, f->driver, one.handle, one.pool, f->pool));
    add(db, "before", NULL, 1);
    cut_connections(f);
    hd_fixture_ok(hd_db_transaction(db, add_two, NULL, f->pool));
    assert_string_equal(lock_wait(&one, f), "5s");
    add(db, "after", NULL, 1);
    close_pooled(&one, f);
    assert_int_equal(count(f->db, f->pool), 4); /* nothing is left in a transaction that nobody ends */
}

static void what_was_begun_on_a_new_connection_is_not_left_open(void **state)
{
    hd_fixture_t *f = *state;
    hd_failure_t failure;
    pooled_t one;
    hd_db_t *db;

    if (!is("mysql")) skip(); /* PostgreSQL's driver connects again only when it is asked to */
    open_pooled(&one, f);
    hd_fixture_ok(hd_db_wrap(&db, f->store, f->driver, one.handle, one.pool, f->pool));
    cut_connections(f);
    assert_false(hd_connection_raw(db->connection, f->store->begin->sql.text, &failure, f->pool));
    assert_int_equal(failure.fault, HD_FAULT_LOST);
    assert_string_equal(value(&one, "SELECT @@in_transaction", f), "0");
    add(db, "after", NULL, 1);
    close_pooled(&one, f);
    assert_int_equal(count(f->db, f->pool), 1);
}

/* ---- cut in the moment of its answer ---- */

static hd_error_t *add_two_slowly(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    apr_time_t end = apr_time_now() + apr_time_from_sec(10);
    const int *before = baton;

    (void)pool;
    HD_TRY(hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("one"), hd_text(NULL), hd_int(1))));
    while (__atomic_load_n(&shutting.finished, __ATOMIC_ACQUIRE) == *before && apr_time_now() < end) apr_sleep(10000);
    return hd_db_exec(NULL, db, "sample_add", HD_ARGS(hd_text("two"), hd_text(NULL), hd_int(2)));
}

static void a_connection_that_is_cut_as_its_answer_comes_is_not_used_for_what_comes_next(void **state)
{
    hd_fixture_t *f = *state;
    int before = shutting.finished;
    hd_db_t *db;

    if (is("sqlite3")) skip();
    db = connect_guarded(f, f->params, 1);
    add(db, "before", NULL, 1);
    __atomic_store_n(&shutting.slow, 3500, __ATOMIC_RELEASE);
    /* The guard decides after 1 to 1.5 seconds and acts 3.5 later; the answer comes in between. */
    hd_fixture_ok(hd_db_raw(db, is("pgsql") ? "SELECT pg_sleep(3)" : "DO SLEEP(3)", "a long sleep", f->pool));
    add(db, "next", NULL, 1); /* it is not tried twice, and finds a connection that works */
    hd_fixture_ok(hd_db_transaction(db, add_two_slowly, &before, f->pool));
    __atomic_store_n(&shutting.slow, 0, __ATOMIC_RELEASE);
    assert_int_equal(shutting.finished, before + 1);
    assert_int_equal(count(db, f->pool), 4);
    assert_null(strstr(log_text, "HD0012"));
}

static void a_guard_that_begins_to_look_allocates_nothing_from_the_pool_that_all_threads_share(void **state)
{
    hd_fixture_t *f = *state;
    apr_pool_t *process;
    hd_db_t *db;
    char *before;
    char *after;

    if (is("sqlite3")) skip();
    apr_pool_create(&process, f->pool);
    hd_store_set_answer_sec(f->store, 5);
    hd_fixture_ok(hd_store_child_init(f->store, process));
    before = apr_palloc(process, 8);
    hd_fixture_ok(hd_fixture_connect(&db, f, f->pool)); /* with the first connection the guard's thread begins */
    add(db, "one", NULL, 1);
    after = apr_palloc(process, 8);
    assert_ptr_equal(after, before + 8);
}

/* ---- a connection and the write lock ---- */

/* A pool of one connection. Somebody else takes it in the moment in which the writer gets the lock, and holds it for a
 * while; whoever then waits for it must not hold the lock. */
typedef struct narrow_t {
    hd_fixture_t *f;
    pooled_t one;
    int refusals; /* how often it is not there at once */
    int waits;
} narrow_t;

/* Whether somebody holds the write lock, as another process sees it. */
static int is_locked(hd_fixture_t *f)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1 };
    int fd = open(f->store->lock_path, O_RDWR);

    assert_true(fd >= 0);
    assert_int_equal(fcntl(fd, F_GETLK, &lock), 0);
    close(fd);
    return lock.l_type != F_UNLCK;
}

static hd_error_t *take_narrow(hd_db_link_t *link, void *baton, int wait, apr_pool_t *pool)
{
    narrow_t *it = baton;

    if (!wait && it->refusals-- > 0) return hd_error(pool, HD_BUSY, "database-away", "taken");
    if (wait) {
        it->waits++;
        assert_false(is_locked(it->f));
    }
    link->store = it->f->store;
    link->driver = it->f->driver;
    link->handle = it->one.handle;
    link->connection_pool = it->one.pool;
    return NULL;
}

static void give_narrow_back(void *baton)
{
    (void)baton;
}

/* Another process that has something for itself for a moment. */
typedef struct holder_t {
    hd_fixture_t *f;
    const char *path;
    int ready; /* where it says that it has it */
} holder_t;

static int hold_for_a_moment(const holder_t *holder)
{
    char byte = 'x';

    if (write(holder->ready, &byte, 1) != 1) return 3;
    apr_sleep(apr_time_from_msec(300));
    return 0;
}

/* Start one. @param hold  what it does; its process ends with what this returns @return its number, once it has it */
static pid_t start_holder(int (*hold)(const holder_t *holder), holder_t holder)
{
    int ready[2];
    char byte;
    pid_t child;

    assert_int_equal(pipe(ready), 0);
    holder.ready = ready[1];
    child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(hold(&holder));
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return child;
}

static int hold_write_lock(const holder_t *holder)
{
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    if (hd_store_child_init(holder->f->store, pool)) return 1;
    if (hd_write_lock(holder->f->store, hd_clock_usec() + HD_WRITE_WAIT, pool)) return 2;
    return hold_for_a_moment(holder);
}

static void who_waits_for_a_connection_does_not_hold_the_write_lock(void **state)
{
    hd_fixture_t *f = *state;
    narrow_t narrow = { .f = f };
    hd_db_source_t source = { take_narrow, give_narrow_back, &narrow };
    apr_pool_t *request;
    pid_t holder;
    hd_db_t *db;

    if (!is("sqlite3")) skip();
    open_pooled(&narrow.one, f);
    apr_pool_create(&request, f->pool);
    db = hd_db_lazy(&source, request);
    assert_int_equal(count(db, request), 0);
    holder = start_holder(hold_write_lock, (holder_t){ .f = f });
    narrow.refusals = 1;
    narrow.waits = 0;
    hd_fixture_ok(hd_db_transaction(db, add_two, NULL, request));
    assert_int_equal(waitpid(holder, NULL, 0), holder);
    assert_int_equal(narrow.waits, 1);
    assert_false(is_locked(f));
    add(db, "alone", NULL, 1);
    apr_pool_destroy(request);
    assert_false(is_locked(f));
    assert_int_equal(count(f->db, f->pool), 3);
    close_pooled(&narrow.one, f);
}

/* As one has a fresh database file that opens it first or closes it last. */
static int hold_file(const holder_t *holder)
{
    const char *reason;
    apr_dbd_t *handle;
    apr_pool_t *pool;
    int affected, result;

    apr_pool_create(&pool, NULL);
    if (apr_dbd_open_ex(holder->f->driver, pool, holder->path, &handle, &reason) != APR_SUCCESS) return 1;
    if (apr_dbd_query(holder->f->driver, handle, &affected, "BEGIN EXCLUSIVE") != 0) return 2;
    result = hold_for_a_moment(holder);
    return apr_dbd_query(holder->f->driver, handle, &affected, "COMMIT") != 0 ? 4 : result;
}

static void who_connects_waits_for_another_process_that_has_the_file_for_itself(void **state)
{
    hd_fixture_t *f = *state;
    const char *path = apr_pstrcat(f->pool, f->dir, "/fresh.db", NULL);
    int status = -1;
    pid_t holder;
    hd_db_t *db;

    if (!is("sqlite3")) skip();
    holder = start_holder(hold_file, (holder_t){ .f = f, .path = path });
    hd_fixture_ok(hd_fixture_connect_to(&db, f, path, f->pool));
    assert_int_equal(waitpid(holder, &status, 0), holder);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_MIGRATED(a_connection_that_mod_dbd_had_made_again_is_set_up_before_it_is_used),
        ON_MIGRATED(a_transaction_is_begun_again_when_the_driver_has_begun_it_on_a_new_connection),
        ON_MIGRATED(what_was_begun_on_a_new_connection_is_not_left_open),
        ON_MIGRATED(a_connection_that_is_cut_as_its_answer_comes_is_not_used_for_what_comes_next),
        ON_MIGRATED(a_guard_that_begins_to_look_allocates_nothing_from_the_pool_that_all_threads_share),
        ON_MIGRATED(who_waits_for_a_connection_does_not_hold_the_write_lock),
        ON_MIGRATED(who_connects_waits_for_another_process_that_has_the_file_for_itself),
    };

    return run_on_all(tests);
}
