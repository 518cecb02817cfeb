/* src/store/connection.c: one connection of apr_dbd: setting it up, preparing statements, connecting again.
 * May use: base/, apr_dbd. Must not know: what the statements are about, transactions.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_allocator.h>
#include <apr_strings.h>
#include <string.h>

#include "../base/clock.h"
#include "../base/log.h"
#include "db_impl.h"

#define LOCKED_MAX apr_time_from_sec(5) /* how long to wait for a database file that somebody else has locked */
#define LOCKED_PAUSE 1000               /* microseconds between looks: grows from this */

/* How apr_dbd is asked for rows: PostgreSQL's driver hides errors of sequential queries and sleeps at their end,
 * MariaDB's gives no rows to those that step through a random one. */
static int random_access(const hd_connection_t *connection)
{
    return connection->store->dialect != HD_MYSQL;
}

/* Whether a call that the server has answered was answered by the connection that it was meant for. What was begun on
 * another one is taken back: nothing has been set on it. */
static int is_ours(hd_failure_t *failure, hd_connection_t *connection)
{
    int affected;

    if (!hd_guard_moved(connection)) return 1;
    connection->ready = 0;
    hd_guard_begin(connection);
    apr_dbd_query(connection->driver, connection->handle, &affected, connection->store->rollback->sql.text);
    hd_guard_end(connection);
    memset(failure, 0, sizeof(*failure));
    failure->fault = HD_FAULT_LOST;
    failure->unsent = 1;
    failure->text = "the driver has connected again";
    return 0;
}

int hd_connection_raw(hd_connection_t *connection, const char *sql, hd_failure_t *failure, apr_pool_t *pool)
{
    int affected;
    int number;

    hd_guard_begin(connection);
    number = apr_dbd_query(connection->driver, connection->handle, &affected, sql);
    hd_guard_end(connection);
    if (number == 0) return is_ours(failure, connection);
    hd_failure_read(failure, connection, number, pool);
    return 0;
}

/* Run a connect_* statement: what gives rows must be asked for as a query. */
static int run_connect(hd_connection_t *connection, const hd_statement_t *statement, hd_failure_t *failure,
                       apr_pool_t *pool)
{
    apr_dbd_results_t *results = NULL;
    int number;

    if (statement->sql.kind == HD_SQL_EXEC) return hd_connection_raw(connection, statement->sql.text, failure, pool);
    hd_guard_begin(connection);
    number = apr_dbd_select(connection->driver, pool, connection->handle, &results, statement->sql.text,
                            random_access(connection));
    hd_guard_end(connection);
    if (number == 0) return is_ours(failure, connection);
    hd_failure_read(failure, connection, number, pool);
    return 0;
}

static int prepare(hd_prepared_t *prepared, hd_connection_t *connection, const hd_statement_t *statement,
                   hd_failure_t *failure, apr_pool_t *pool)
{
    int number;

    apr_pool_create(&prepared->pool, connection->statements);
    /* Portals of several virtual servers may share a connection: each has names of its own. */
    prepared->label = apr_psprintf(prepared->pool, "hd_%u_%pp_%s", ++connection->serial, (void *)connection->store,
                                   statement->sql.name);
    prepared->statement = NULL;
    hd_guard_begin(connection);
    number = apr_dbd_prepare(connection->driver, prepared->pool, connection->handle, statement->sql.text,
                             prepared->label, &prepared->statement);
    hd_guard_end(connection);
    if (number == 0 && is_ours(failure, connection)) return 1;
    if (number != 0) hd_failure_read(failure, connection, number, pool);
    apr_pool_destroy(prepared->pool);
    memset(prepared, 0, sizeof(*prepared));
    return 0;
}

/* Ask the connection with the statement that was prepared when it was set up: a connection that was lost and
 * connected again behind our back does not know it. */
static int ask(hd_connection_t *connection, hd_failure_t *failure, apr_pool_t *pool)
{
    const hd_prepared_t *alive = &connection->prepared[connection->store->alive->index];
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    const void *none[1] = { NULL };
    apr_pool_t *scratch;
    int number;

    if (connection->store->dialect == HD_SQLITE) return 1;
    memset(failure, 0, sizeof(*failure));
    if (!alive->statement) {
        failure->fault = HD_FAULT_LOST;
        failure->unsent = 1;
        failure->text = "not connected";
        return 0;
    }
    apr_pool_create(&scratch, pool);
    hd_guard_begin(connection);
    number = apr_dbd_pbselect(connection->driver, scratch, connection->handle, &results, alive->statement,
                              random_access(connection), none);
    while (number == 0 && apr_dbd_get_row(connection->driver, scratch, results, &row, -1) == 0) continue;
    hd_guard_end(connection);
    if (number != 0) hd_failure_read(failure, connection, number, pool);
    apr_pool_destroy(scratch);
    if (number == 0) return 1;
    failure->fault = HD_FAULT_LOST;
    failure->unsent = 1;
    return 0;
}

int hd_connection_prepare(apr_dbd_prepared_t **prepared, hd_connection_t *connection, const hd_statement_t *statement,
                          hd_failure_t *failure, apr_pool_t *pool)
{
    hd_prepared_t *slot = &connection->prepared[statement->index];

    if (!slot->statement) {
        if (!ask(connection, failure, pool) || !prepare(slot, connection, statement, failure, pool)) {
            failure->unsent = 1;
            return 0;
        }
    }
    *prepared = slot->statement;
    return 1;
}

void hd_connection_forget(hd_connection_t *connection, const hd_statement_t *statement)
{
    hd_prepared_t *slot = &connection->prepared[statement->index];
    hd_failure_t ignored;

    if (!slot->statement || statement == connection->store->alive) return;
    if (connection->store->dialect == HD_PGSQL && !connection->in_transaction) {
        hd_connection_raw(connection, apr_pstrcat(slot->pool, "DEALLOCATE ", slot->label, NULL), &ignored, slot->pool);
    }
    apr_pool_destroy(slot->pool);
    memset(slot, 0, sizeof(*slot));
}

void hd_connection_forget_all(hd_connection_t *connection)
{
    apr_pool_clear(connection->statements);
    memset(connection->prepared, 0, (size_t)connection->store->count * sizeof(hd_prepared_t));
}

static int try_set_up(hd_connection_t *connection, hd_failure_t *failure, apr_pool_t *pool)
{
    const apr_array_header_t *connect = connection->store->connect;
    const hd_statement_t *alive = connection->store->alive;
    int i;

    connection->ready = 0;
    connection->in_transaction = 0;
    hd_connection_forget_all(connection);
    hd_guard_follow(connection);
    for (i = 0; i < connect->nelts; i++) {
        const hd_statement_t *statement = APR_ARRAY_IDX(connect, i, const hd_statement_t *);

        if (!run_connect(connection, statement, failure, pool) &&
            strncmp(statement->sql.name, "connect_try_", 12) != 0) {
            return 0;
        }
    }
    if (!prepare(&connection->prepared[alive->index], connection, alive, failure, pool)) return 0;
    if (connection->watch.late) { /* cut as the last answer came */
        hd_failure_read(failure, connection, 0, pool);
        return 0;
    }
    connection->ready = 1;
    return 1;
}

/* Bring a new connection, or one that was connected again, to the state that statements rely on. SQLite locks its file
 * for itself for a moment when another process opens it as the first or closes it as the last one: that is waited for,
 * if the caller can wait. */
static int set_up(hd_connection_t *connection, int wait, hd_failure_t *failure, apr_pool_t *pool)
{
    apr_int64_t until = hd_clock_usec() + (wait ? LOCKED_MAX : 0);
    apr_interval_time_t pause = LOCKED_PAUSE;

    while (!try_set_up(connection, failure, pool)) {
        if (connection->store->dialect != HD_SQLITE || failure->fault != HD_FAULT_LOCKED) return 0;
        if (hd_clock_usec() >= until) return 0;
        apr_sleep(pause);
        if (pause < LOCKED_PAUSE * 16) pause *= 2;
    }
    return 1;
}

/* The driver's own look at the connection; one that is closed is connected again, by the terms of DBDParams. */
static int is_connected(hd_connection_t *connection, apr_pool_t *pool)
{
    apr_status_t status;

    hd_guard_begin(connection);
    status = apr_dbd_check_conn(connection->driver, pool, connection->handle);
    hd_guard_end(connection);
    return status == APR_SUCCESS;
}

hd_revive_t hd_connection_revive(hd_connection_t *connection, apr_pool_t *pool)
{
    hd_failure_t failure;
    hd_failure_t lost;

    if (connection->store->dialect == HD_SQLITE) return HD_REVIVE_ALIVE;
    if (!is_connected(connection, pool)) {
        connection->ready = 0;
        return HD_REVIVE_AWAY;
    }
    if (connection->ready && ask(connection, &lost, pool)) return HD_REVIVE_ALIVE;
    /* The first question may be what finds out that the server has gone; the second finds it back. */
    if (!try_set_up(connection, &failure, pool) &&
        (!is_connected(connection, pool) || !try_set_up(connection, &failure, pool))) {
        return HD_REVIVE_AWAY;
    }
    hd_log(HD_LOG_INFO, APR_SUCCESS, HDLOGNO(0013) "database: connected again");
    return HD_REVIVE_AGAIN;
}

static hd_error_t *make(hd_connection_t **made, hd_store_t *store, const apr_dbd_driver_t *driver, apr_dbd_t *handle,
                        apr_pool_t *connection_pool, apr_pool_t *pool)
{
    apr_allocator_t *allocator;
    apr_pool_t *own;
    hd_connection_t *connection;
    apr_status_t status = apr_allocator_create(&allocator);

    if (status == APR_SUCCESS) status = apr_pool_create_ex(&own, connection_pool, NULL, allocator);
    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "server-memory", "connection");
    apr_allocator_owner_set(allocator, own);
    connection = apr_pcalloc(own, sizeof(*connection));
    connection->store = store;
    connection->driver = driver;
    connection->handle = handle;
    connection->pool = own;
    apr_pool_create(&connection->statements, own);
    connection->prepared = apr_pcalloc(own, (apr_size_t)store->count * sizeof(hd_prepared_t));
    *made = connection;
    return NULL;
}

static hd_error_t *away(const char *what, const char *text, apr_pool_t *pool)
{
    hd_failure_t failure = { .fault = HD_FAULT_LOST, .unsent = 1, .text = text };

    return hd_failure_error(&failure, what, pool);
}

/* Bring a connection that others have had since into the state that statements rely on. */
static hd_error_t *get_ready(hd_connection_t *connection, int wait, apr_pool_t *pool)
{
    hd_failure_t failure;

    if (hd_guard_moved(connection)) {
        connection->ready = connection->in_transaction = 0;
    } else if (connection->in_transaction) {
        /* Whoever had it last ran away in the middle of a transaction: nothing of that may stay. */
        hd_connection_raw(connection, connection->store->rollback->sql.text, &failure, pool);
        connection->in_transaction = 0;
    }
    if (connection->ready) return NULL;
    if (hd_connection_revive(connection, pool) == HD_REVIVE_AWAY) return away("connecting", "no answer", pool);
    if (connection->ready || set_up(connection, wait, &failure, pool)) return NULL;
    return hd_failure_error(&failure, "setting up a connection", pool);
}

hd_error_t *hd_connection_get(hd_connection_t **connection, hd_store_t *store, const apr_dbd_driver_t *driver,
                              apr_dbd_t *handle, apr_pool_t *connection_pool, int wait, apr_pool_t *pool)
{
    const char *key = apr_psprintf(pool, "hd_connection_t:%pp", (void *)store);
    void *found = NULL;
    hd_connection_t *made;
    hd_failure_t failure;
    hd_error_t *error;

    apr_pool_userdata_get(&found, key, connection_pool);
    made = found;
    if (!made) {
        HD_TRY(make(&made, store, driver, handle, connection_pool, pool));
        apr_pool_userdata_set(made, key, NULL, connection_pool);
        error = set_up(made, wait, &failure, pool) ? NULL : hd_failure_error(&failure, "setting up a connection", pool);
    } else {
        hd_guard_take(made);
        error = get_ready(made, wait, pool);
    }
    if (error) hd_guard_leave(made);
    else *connection = made;
    return error;
}
