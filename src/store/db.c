/* src/store/db.c: runs named statements and transactions.
 * May use: base/, apr_dbd. Must not know: what the statements are about.
 *
 * Transactions are begun and ended by statements of our own: apr_dbd's would be committed when they are abandoned, its
 * PostgreSQL driver crashes when BEGIN fails, and with its MariaDB driver a connection that was lost and quietly
 * connected again goes on without one.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_buckets.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "../base/log.h"
#include "db_impl.h"

/* A VARCHAR is never longer than this many bytes in MariaDB's driver without being known to be whole: fldsz, the
 * driver's size of a column's buffer, must not be smaller. What may have been cut is read again in pieces. */
#define MYSQL_WHOLE_BYTES 1024

struct hd_rows_t {
    int count;
    int columns;
    int at; /* the current row; -1 before the first */
    apr_array_header_t *cells;
};

/* One statement on its way. */
typedef struct call_t {
    hd_db_t *db;
    const hd_statement_t *statement;
    const hd_value_t *args;
    apr_pool_t *pool;  /* owns rows; of a statement that gives none, the scratch pool */
    hd_rows_t *rows;
    int affected;
} call_t;

hd_error_t *hd_db_wrap(hd_db_t **db, hd_store_t *store, const apr_dbd_driver_t *driver, apr_dbd_t *handle,
                       apr_pool_t *connection_pool, apr_pool_t *pool)
{
    hd_db_t *made = apr_pcalloc(pool, sizeof(*made));

    HD_TRY(hd_connection_get(&made->connection, store, driver, handle, connection_pool, 1, pool));
    made->store = store;
    made->pool = pool;
    if (apr_pool_create(&made->scratch, pool) != APR_SUCCESS) {
        return hd_error(pool, HD_BROKEN, "server-memory", "scratch pool");
    }
    *db = made;
    return NULL;
}

/* Tell who wants to know how long something took. */
static void tell(const hd_db_t *db, hd_db_step_t step, apr_int64_t began, const hd_error_t *error)
{
    const hd_store_t *store = db->store;

    if (store->observer) store->observer(store->observer_baton, step, hd_clock_usec() - began, error != NULL);
}

/* No transaction is open then: hd_db_transaction() has ended it, or has not returned yet, and rests nowhere in between. */
static apr_status_t give_back(void *data)
{
    hd_db_t *db = data;

    if (!db->connection) return APR_SUCCESS;
    hd_guard_leave(db->connection);
    db->connection = NULL;
    db->source->give_back(db->source->baton);
    return APR_SUCCESS;
}

hd_db_t *hd_db_lazy(const hd_db_source_t *source, apr_pool_t *pool)
{
    hd_db_t *db = apr_pcalloc(pool, sizeof(*db));

    db->source = source;
    db->pool = pool;
    apr_pool_create(&db->scratch, pool);
    apr_pool_pre_cleanup_register(pool, db, give_back); /* before children of the pool go, where the connection may live */
    return db;
}

void hd_db_leave(hd_db_t *db)
{
    if (db && db->connection && !db->source) hd_guard_leave(db->connection);
}

void hd_db_rest(hd_db_t *db)
{
    if (!db || !db->source || !db->connection) return;
    if (db->connection->in_transaction || db->failure) return; /* the second: rolled back, and not left yet */
    give_back(db);
}

/* Have a connection: what comes next is a statement. @param wait  0: only if there is one at once */
static hd_error_t *take(hd_db_t *db, int wait)
{
    hd_db_link_t link;
    hd_error_t *error;

    if (db->connection) return NULL;
    HD_TRY(db->source->take(&link, db->source->baton, wait, db->pool));
    db->store = link.store;
    error = hd_connection_get(&db->connection, link.store, link.driver, link.handle, link.connection_pool, wait,
                              db->pool);
    if (error) db->source->give_back(db->source->baton);
    return error;
}

int hd_db_statement_count(const hd_db_t *db)
{
    return db->count;
}

/* Pointers to the values, as apr_dbd wants them. */
static void bind_values(const void **values, const call_t *call)
{
    int i;

    for (i = 0; call->args[i].type != HD_VALUE_END; i++) {
        values[i] = call->args[i].type == HD_VALUE_TEXT ? (const void *)call->args[i].text : &call->args[i].number;
    }
}

/* MariaDB's driver shows as much of a long text as its buffer holds; the rest comes through a brigade. */
static const char *whole_text(const char *shown, apr_dbd_row_t *row, int column, const call_t *call)
{
    apr_bucket_alloc_t *list;
    apr_bucket_brigade *brigade;
    char *text;
    apr_size_t length;

    if (strlen(shown) < MYSQL_WHOLE_BYTES) return apr_pstrdup(call->pool, shown);
    list = apr_bucket_alloc_create(call->db->scratch);
    brigade = apr_brigade_create(call->db->scratch, list);
    if (apr_dbd_datum_get(call->db->connection->driver, row, column, APR_DBD_TYPE_CLOB, brigade) != APR_SUCCESS ||
        apr_brigade_pflatten(brigade, &text, &length, call->db->scratch) != APR_SUCCESS) {
        return apr_pstrdup(call->pool, shown);
    }
    return apr_pstrmemdup(call->pool, text, length);
}

static void read_cell(const call_t *call, apr_dbd_row_t *row, int column)
{
    const apr_dbd_driver_t *driver = call->db->connection->driver;
    char *text = NULL;

    if (apr_dbd_datum_get(driver, row, column, APR_DBD_TYPE_STRING, &text) != APR_SUCCESS) text = NULL;
    if (text && call->db->store->dialect == HD_MYSQL) {
        APR_ARRAY_PUSH(call->rows->cells, const char *) = whole_text(text, row, column, call);
    } else {
        APR_ARRAY_PUSH(call->rows->cells, const char *) = text; /* lives in the pool that owns the rows already */
    }
}

/* The next row of what was selected; MariaDB's rows come one after the other, the others' by number. */
static int next_row(apr_dbd_row_t **row, const call_t *call, apr_dbd_results_t *results, int total, apr_pool_t *pool)
{
    if (total >= 0 && call->rows->count >= total) return 0;
    return apr_dbd_get_row(call->db->connection->driver, pool, results, row, -1) == 0;
}

static int select_rows(call_t *call, apr_dbd_prepared_t *prepared, const void **values)
{
    const hd_connection_t *connection = call->db->connection;
    int sequential = call->db->store->dialect == HD_MYSQL;
    apr_pool_t *pool = sequential ? call->db->scratch : call->pool;
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    int total;
    int column;
    int number;

    number = apr_dbd_pbselect(connection->driver, pool, connection->handle, &results, prepared, !sequential, values);
    if (number != 0) return number;
    total = apr_dbd_num_tuples(connection->driver, results);
    call->rows = apr_pcalloc(call->pool, sizeof(*call->rows));
    call->rows->at = -1;
    call->rows->columns = apr_dbd_num_cols(connection->driver, results);
    call->rows->cells = apr_array_make(call->pool, call->rows->columns * (total > 0 ? total : 4), sizeof(const char *));
    while (next_row(&row, call, results, total, pool)) {
        for (column = 0; column < call->rows->columns; column++) read_cell(call, row, column);
        call->rows->count++;
    }
    return 0;
}

/* Try to carry out a statement once. */
static int attempt(call_t *call, hd_failure_t *failure)
{
    hd_connection_t *connection = call->db->connection;
    const void *values[HD_SQL_PARAMS_MAX + 1];
    apr_dbd_prepared_t *prepared;
    int number;

    if (!hd_connection_prepare(&prepared, connection, call->statement, failure, call->db->pool)) return 0;
    bind_values(values, call);
    hd_guard_begin(connection);
    if (call->statement->sql.kind == HD_SQL_EXEC) {
        number = apr_dbd_pbquery(connection->driver, call->db->scratch, connection->handle, &call->affected, prepared,
                                 values);
    } else {
        number = select_rows(call, prepared, values);
    }
    hd_guard_end(connection);
    if (number != 0) hd_failure_read(failure, connection, number, call->db->pool);
    return number == 0 && (connection->in_transaction || !hd_failure_warned(failure, connection, call->db->pool));
}

/* May a statement that failed be tried once more? Only when that cannot do anything twice. */
static int may_retry(const call_t *call, const hd_failure_t *failure, hd_revive_t revived)
{
    hd_dialect_t dialect = call->db->store->dialect;

    if (revived == HD_REVIVE_AWAY || failure->late) return 0;
    if (failure->fault == HD_FAULT_STALE) return !call->db->connection->in_transaction || dialect == HD_SQLITE;
    if (call->db->connection->in_transaction || call->db->failure) return 0;
    if (failure->fault == HD_FAULT_LOST) return failure->unsent || !call->statement->sql.writes;
    return failure->fault == HD_FAULT_SQL && dialect == HD_PGSQL;
}

/* Bring the connection into order after a failure, so that the next statement finds it whole. */
static hd_revive_t mend(call_t *call, hd_failure_t *failure)
{
    hd_connection_t *connection = call->db->connection;
    hd_failure_t ignored;
    hd_revive_t revived;

    if (failure->fault == HD_FAULT_STALE && call->db->store->dialect == HD_SQLITE) {
        hd_connection_forget_all(connection);
        return HD_REVIVE_ALIVE;
    }
    if (connection->in_transaction) {
        hd_connection_raw(connection, call->db->store->rollback->sql.text, &ignored, call->db->pool);
        connection->in_transaction = 0;
    }
    if (failure->elsewhere) hd_guard_drop(connection);
    revived = hd_connection_revive(connection, call->db->pool);
    if (revived != HD_REVIVE_ALIVE && failure->fault == HD_FAULT_SQL) failure->fault = HD_FAULT_LOST;
    if (revived == HD_REVIVE_ALIVE && call->db->store->dialect != HD_SQLITE) {
        hd_connection_forget(connection, call->statement);
    }
    return revived;
}

static hd_error_t *run(call_t *call)
{
    int in_transaction = call->db->connection->in_transaction;
    hd_failure_t failure;
    int turn;

    for (turn = 0; !attempt(call, &failure); turn++) {
        hd_revive_t revived = mend(call, &failure);
        int lost_in_transaction = in_transaction && !call->db->connection->in_transaction;

        if (turn > 0 || lost_in_transaction || !may_retry(call, &failure, revived)) {
            return hd_failure_error(&failure, call->statement->sql.name, call->db->pool);
        }
        if (failure.fault != HD_FAULT_STALE) {
            hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0014) "database: %s: %s; trying once more",
                   call->statement->sql.name, failure.text);
        }
    }
    return NULL;
}

static hd_error_t *check_args(const call_t *call)
{
    const char *types = call->statement->sql.types;
    int i;

    for (i = 0; types[i] && call->args[i].type != HD_VALUE_END; i++) {
        if ((types[i] == 's') != (call->args[i].type == HD_VALUE_TEXT)) break;
    }
    if (!types[i] && call->args[i].type == HD_VALUE_END) return NULL;
    return hd_error(call->db->pool, HD_BROKEN, "database-error", "%s: parameter %d is not what the statement has",
                    call->statement->sql.name, i + 1);
}

static hd_error_t *find(const hd_statement_t **statement, hd_db_t *db, const char *name, int rows)
{
    *statement = apr_hash_get(db->store->statements, name, APR_HASH_KEY_STRING);
    if (!*statement) return hd_error(db->pool, HD_BROKEN, "database-error", "no statement %s", name);
    if (((*statement)->sql.kind != HD_SQL_EXEC) == rows) return NULL;
    return hd_error(db->pool, HD_BROKEN, "database-error", "%s is used as if it %s rows", name,
                    rows ? "gave" : "did not give");
}

/* A connection that was found broken and could not be mended then is looked at again. */
static hd_error_t *make_ready(hd_db_t *db)
{
    hd_failure_t failure = { .fault = HD_FAULT_LOST, .unsent = 1, .text = "no answer" };

    if (db->connection->ready || db->connection->in_transaction) return NULL;
    if (hd_connection_revive(db->connection, db->pool) != HD_REVIVE_AWAY) return NULL;
    return hd_failure_error(&failure, "connecting", db->pool);
}

/* Have both the write lock and a connection. Each is waited for without the other: who holds a connection keeps readers
 * out, who holds the lock writers. What is not free then is let go of the one for the other, until the time is over. */
static hd_error_t *lock_and_take(hd_db_t *db, apr_int64_t until)
{
    hd_error_t *error = NULL;

    while (!error && !hd_write_try(db->store)) {
        hd_db_rest(db);
        HD_TRY(hd_write_lock(db->store, until, db->pool));
        error = take(db, 0);
        if (!error) return NULL;
        hd_write_unlock(db->store);
        if (hd_clock_usec() < until) error = take(db, 1);
    }
    return error;
}

/* Take the write lock, with a connection in hand. */
static hd_error_t *lock_to_write(hd_db_t *db)
{
    apr_int64_t began = hd_clock_usec();
    hd_error_t *error;

    if (db->store->dialect != HD_SQLITE) return NULL;
    error = lock_and_take(db, began + HD_WRITE_WAIT);
    tell(db, HD_DB_LOCK, began, error);
    if (error) return error;
    error = make_ready(db);
    if (error) hd_write_unlock(db->store);
    return error;
}

/* Run a statement; outside of a transaction one that writes takes the write lock. */
static hd_error_t *run_locked(call_t *call)
{
    hd_db_t *db = call->db;
    int lock = call->statement->sql.writes && !db->connection->in_transaction;
    apr_int64_t began;
    hd_error_t *error;

    HD_TRY(check_args(call));
    HD_TRY(make_ready(db));
    if (lock) HD_TRY(lock_to_write(db));
    db->count++;
    began = hd_clock_usec();
    error = run(call);
    tell(db, call->statement->sql.writes ? HD_DB_WRITE : HD_DB_READ, began, error);
    if (lock) hd_write_unlock(db->store);
    apr_pool_clear(db->scratch);
    return error;
}

/* Find and run a statement. The first failure of a transaction is what all later statements of it get. */
static hd_error_t *perform(call_t *call, const char *name, int rows)
{
    hd_db_t *db = call->db;
    hd_error_t *error;
    int in_transaction;

    if (db->failure) return db->failure;
    HD_TRY(take(db, 1));
    in_transaction = db->connection->in_transaction;
    error = find(&call->statement, db, name, rows);
    if (!error) error = run_locked(call);
    if (error && in_transaction) db->failure = error;
    return error;
}

hd_error_t *hd_db_query(hd_rows_t **rows, hd_db_t *db, const char *statement, const hd_value_t *args, apr_pool_t *pool)
{
    call_t call = { .db = db, .args = args, .pool = pool };

    HD_TRY(perform(&call, statement, 1));
    *rows = call.rows;
    return NULL;
}

hd_error_t *hd_db_one(hd_rows_t **row, hd_db_t *db, const char *statement, const hd_value_t *args, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, statement, args, pool));
    *row = hd_rows_next(rows) ? rows : NULL;
    return NULL;
}

hd_error_t *hd_db_time(hd_time_t *now, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "database_time", HD_NO_ARGS, pool));
    if (!row || hd_row_int(row, 0) <= 0) return hd_error(pool, HD_BROKEN, "database", "the database has no clock");
    *now = hd_row_int(row, 0);
    return NULL;
}

hd_error_t *hd_db_exec(int *affected, hd_db_t *db, const char *statement, const hd_value_t *args)
{
    call_t call = { .db = db, .args = args, .pool = db->scratch };

    HD_TRY(perform(&call, statement, 0));
    if (affected) *affected = call.affected;
    return NULL;
}

hd_error_t *hd_db_raw(hd_db_t *db, const char *sql, const char *what, apr_pool_t *pool)
{
    call_t call = { .db = db };
    hd_failure_t failure;
    hd_error_t *error;
    int in_transaction;

    if (db->failure) return db->failure;
    HD_TRY(take(db, 1));
    call.statement = db->store->alive;
    in_transaction = db->connection->in_transaction;
    if (hd_connection_raw(db->connection, sql, &failure, pool)) return NULL;
    mend(&call, &failure);
    error = hd_failure_error(&failure, what, pool);
    if (in_transaction) db->failure = error;
    return error;
}

/* Begin; a connection that turns out to be lost is connected again, for nothing has been done in it yet. */
static hd_error_t *begin(hd_db_t *db)
{
    call_t call = { .db = db, .statement = db->store->begin };
    hd_failure_t failure;
    int turn;

    for (turn = 0; !hd_connection_raw(db->connection, db->store->begin->sql.text, &failure, db->pool); turn++) {
        hd_revive_t revived = mend(&call, &failure);

        if (turn > 0 || revived != HD_REVIVE_AGAIN || failure.late) return hd_failure_error(&failure, "begin", db->pool);
    }
    db->connection->in_transaction = 1;
    return NULL;
}

static void rollback(hd_db_t *db)
{
    call_t call = { .db = db, .statement = db->store->rollback };
    hd_failure_t failure;

    if (!db->connection->in_transaction) return;
    db->connection->in_transaction = 0;
    if (hd_connection_raw(db->connection, db->store->rollback->sql.text, &failure, db->pool)) return;
    hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0015) "database: rollback: %s", failure.text);
    mend(&call, &failure);
}

static hd_error_t *commit(hd_db_t *db)
{
    call_t call = { .db = db, .statement = db->store->commit };
    hd_failure_t failure;
    apr_int64_t began = hd_clock_usec();
    hd_error_t *error;

    if (hd_connection_raw(db->connection, db->store->commit->sql.text, &failure, db->pool) &&
        !hd_failure_warned(&failure, db->connection, db->pool)) {
        db->connection->in_transaction = 0;
        tell(db, HD_DB_COMMIT, began, NULL);
        return NULL;
    }
    mend(&call, &failure);
    rollback(db); /* where mending has left it open: nothing may be written into it later, without the lock */
    error = hd_failure_error(&failure, "commit", db->pool);
    tell(db, HD_DB_COMMIT, began, error);
    return error;
}

hd_error_t *hd_db_transaction(hd_db_t *db, hd_db_work_t *work, void *baton, apr_pool_t *pool)
{
    hd_error_t *error;

    HD_TRY(take(db, 1));
    if (db->connection->in_transaction || db->failure) {
        return hd_error(db->pool, HD_BROKEN, "database-error", "a transaction within a transaction");
    }
    HD_TRY(make_ready(db));
    HD_TRY(lock_to_write(db));
    db->count += 2;
    error = begin(db);
    if (!error) {
        error = work(db, baton, pool);
        if (!error) error = db->failure;
        if (error) rollback(db);
        else error = commit(db);
    }
    db->failure = NULL;
    hd_write_unlock(db->store);
    return error;
}

hd_error_t *hd_db_within(hd_db_t *db, hd_db_work_t *work, void *baton, apr_pool_t *pool)
{
    if (db->connection && db->connection->in_transaction && !db->failure) return work(db, baton, pool);
    return hd_db_transaction(db, work, baton, pool);
}

hd_error_t *hd_db_settle(hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *ignored;

    if (db->store->dialect != HD_PGSQL) return NULL;
    return hd_db_one(&ignored, db, "transaction_settle", HD_NO_ARGS, pool);
}

int hd_rows_next(hd_rows_t *rows)
{
    if (rows->at < rows->count) rows->at++;
    return rows->at < rows->count;
}

int hd_rows_count(const hd_rows_t *rows)
{
    return rows->count;
}

const char *hd_row_text(const hd_rows_t *rows, int column)
{
    if (rows->at < 0 || rows->at >= rows->count || column < 0 || column >= rows->columns) return NULL;
    return APR_ARRAY_IDX(rows->cells, rows->at * rows->columns + column, const char *);
}

/* Databases write whole numbers plainly, and lists have many: apr_atoi64() asks the locale about each. */
apr_int64_t hd_row_int(const hd_rows_t *rows, int column)
{
    const char *text = hd_row_text(rows, column), *c;
    apr_uint64_t number = 0;

    if (!text) return 0;
    for (c = text + (*text == '-'); *c >= '0' && *c <= '9'; c++) number = number * 10 + (apr_uint64_t)(*c - '0');
    return (apr_int64_t)(*text == '-' ? 0 - number : number);
}
