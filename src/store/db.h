/* src/store/db.h: named SQL statements over one connection of apr_dbd, the same for SQLite, PostgreSQL and MariaDB.
 * May use: base/, APR, apr_dbd. Must not know: what the statements are about, HTTP, where the connection came from.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_DB_H
#define HD_STORE_DB_H

#include <apr_dbd.h>

#include "../base/clock.h"
#include "../base/error.h"

/** Statements and write lock of one database: made at start, shared by all threads, read-only but for the lock. */
typedef struct hd_store_t hd_store_t;

/** One connection in the hands of one thread. */
typedef struct hd_db_t hd_db_t;

/** The rows that a query gives. */
typedef struct hd_rows_t hd_rows_t;

/** A value for a parameter. Made by hd_text() and hd_int(), which the type of the parameter is checked against. */
typedef struct hd_value_t {
    enum { HD_VALUE_END, HD_VALUE_TEXT, HD_VALUE_INT } type;
    const char *text; /* NULL is SQL NULL */
    apr_int64_t number;
} hd_value_t;

static inline hd_value_t hd_text(const char *text)
{
    hd_value_t value = { HD_VALUE_TEXT, text, 0 };
    return value;
}

static inline hd_value_t hd_int(apr_int64_t number)
{
    hd_value_t value = { HD_VALUE_INT, NULL, number };
    return value;
}

/** The parameters of a statement, in order: HD_ARGS(hd_text(ref), hd_int(account)). */
#define HD_ARGS(...) ((const hd_value_t[]){ __VA_ARGS__, { HD_VALUE_END, NULL, 0 } })
#define HD_NO_ARGS ((const hd_value_t[]){ { HD_VALUE_END, NULL, 0 } })

/**
 * Load the statements for a driver: sql/<area>.sql, sql/<driver>/<area>.sql (a name stands in one of the two).
 * @param[out] store  in pool; untouched on error
 * @param sql_dir     directory of the SQL files
 * @param driver      "sqlite3", "pgsql" or "mysql"
 * @param lock_path   sqlite3: the lock file beside the database, made when missing; NULL for the others
 * @param pool        owns the store: pconf, or the pool of the program
 * @return NULL, or HD_BROKEN with a detail that names file, line and fault
 */
hd_error_t *hd_store_open(hd_store_t **store, const char *sql_dir, const char *driver, const char *lock_path,
                          apr_pool_t *pool);

/**
 * Say how long a server may take to answer a statement; then it is away, and the connection is cut. Before
 * hd_store_child_init(); without it there is no limit, as migrations want it.
 * @param store       the store; SQLite's has no use for it
 * @param answer_sec  seconds, more than 0
 */
void hd_store_set_answer_sec(hd_store_t *store, int answer_sec);

/**
 * Make what a process has of its own: the mutex and the descriptor of SQLite's write lock. Once per process, before
 * the first write (child_init; helpdeskctl right after hd_store_open).
 * @param store  the store
 * @param pool   lives as long as the process
 * @return NULL, or HD_BROKEN when the lock file cannot be opened
 */
hd_error_t *hd_store_child_init(hd_store_t *store, apr_pool_t *pool);

/** What a connection's time goes into. */
typedef enum {
    HD_DB_READ,   /* a statement that only reads */
    HD_DB_WRITE,  /* a statement that changes something */
    HD_DB_LOCK,   /* waiting for SQLite's write lock */
    HD_DB_COMMIT, /* making a transaction durable */
    HD_DB_STEPS
} hd_db_step_t;

/**
 * Told of each step that has ended; called from any thread.
 * @param baton   as given to hd_store_observe()
 * @param step    what it was
 * @param usec    how long it took
 * @param failed  whether it ended in an error
 */
typedef void hd_db_observer_t(void *baton, hd_db_step_t step, apr_int64_t usec, int failed);

/** Have somebody told of each step on any connection of the store. Once, before there are threads. */
void hd_store_observe(hd_store_t *store, hd_db_observer_t *observer, void *baton);

/** The driver's name: "sqlite3", "pgsql" or "mysql". */
const char *hd_store_driver(const hd_store_t *store);

/**
 * Wrap a connection. The statements it has prepared hang on the connection's own pool and are found again the next
 * time the same connection is wrapped. At the first time the driver's "connect_*" statements are run on it.
 * @param[out] db           in pool; untouched on error
 * @param store             the statements
 * @param driver            apr_dbd's driver
 * @param handle            apr_dbd's connection
 * @param connection_pool   the pool that lives as long as the connection (mod_dbd: ap_dbd_t.pool)
 * @param pool              the request's pool, or the turn's of a loop
 * @return NULL, or HD_BUSY
 */
hd_error_t *hd_db_wrap(hd_db_t **db, hd_store_t *store, const apr_dbd_driver_t *driver, apr_dbd_t *handle,
                       apr_pool_t *connection_pool, apr_pool_t *pool);

/** Say that a connection that was wrapped goes back to where it came from; the wrapping is of no use any more. */
void hd_db_leave(hd_db_t *db);

/** Somebody who asks for a connection. */
typedef struct hd_asking_t {
    struct hd_asking_t *next, **link;
    apr_int64_t until;
} hd_asking_t;

/**
 * Before asking for a connection where the server may be asked whether it is well (mod_dbd). When that has lasted longer
 * than an answer may (hd_store_set_answer_sec()), the connections that rest are cut, so that it ends.
 * @param asking  the caller's, until hd_store_asked()
 * @param store   of which the connections are
 */
void hd_store_asking(hd_asking_t *asking, hd_store_t *store);

/** After it. */
void hd_store_asked(hd_asking_t *asking, hd_store_t *store);

/** A connection, as a source hands it out. */
typedef struct hd_db_link_t {
    hd_store_t *store;               /* the statements */
    const apr_dbd_driver_t *driver;  /* apr_dbd's driver */
    apr_dbd_t *handle;               /* apr_dbd's connection */
    apr_pool_t *connection_pool;     /* lives as long as the connection */
} hd_db_link_t;

/** Where a connection comes from when a statement needs one, and where it goes when none does. */
typedef struct hd_db_source_t {
    /** Fill in a link. @param wait  0: only if there is one at once. @return NULL; HD_BUSY when there is none, then
     * give_back is not called */
    hd_error_t *(*take)(hd_db_link_t *link, void *baton, int wait, apr_pool_t *pool);
    void (*give_back)(void *baton);
    void *baton;
} hd_db_source_t;

/**
 * A database that takes its connection with the first statement, and gives it back when told to rest, or with the pool:
 * before the pool's children go, so that the connection may live in one of them (mod_dbd's with DBDPersist Off).
 * @param source  lives as long as pool
 * @param pool    the request's pool
 * @return in pool
 */
hd_db_t *hd_db_lazy(const hd_db_source_t *source, apr_pool_t *pool);

/**
 * Give the connection back until the next statement: before anything that takes its time and is not the database's
 * (somebody else's bytes, a file's way to the disk, a password's hash). Nothing for one that was wrapped, and within a
 * transaction.
 * @param db  may be NULL
 */
void hd_db_rest(hd_db_t *db);

/**
 * Run a query. All rows are read into pool at once.
 * @param[out] rows  in pool; before the first row; untouched on error
 * @param db         the connection
 * @param statement  a name from sql/, marked :one or :many
 * @param args       HD_ARGS(...)
 * @param pool       owns the rows
 * @return NULL, HD_BUSY (away, locked), HD_FULL, or HD_BROKEN
 */
hd_error_t *hd_db_query(hd_rows_t **rows, hd_db_t *db, const char *statement, const hd_value_t *args,
                        apr_pool_t *pool);

/**
 * Run a query of which one row at most is wanted.
 * @param[out] row   the row, or NULL when there is none; untouched on error
 * @param db         the connection
 * @param statement  a name from sql/, marked :one
 * @param args       HD_ARGS(...)
 * @param pool       owns the row
 * @return NULL, HD_BUSY, HD_FULL, or HD_BROKEN; no row is no error
 */
hd_error_t *hd_db_one(hd_rows_t **row, hd_db_t *db, const char *statement, const hd_value_t *args, apr_pool_t *pool);

/**
 * What time it is for all who use a database: its server's, so that machines whose clocks differ agree.
 * @param[out] now  UTC, seconds; untouched on error
 * @param db        the connection
 * @param pool      for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_db_time(hd_time_t *now, hd_db_t *db, apr_pool_t *pool);

/**
 * Run a statement that changes something. Outside a transaction it is one of its own (and takes SQLite's write lock).
 * @param[out] affected  rows changed; may be NULL. A row set to what it was counts as changed on every driver but
 *                       MariaDB: do not tell anything from that
 * @param db             the connection
 * @param statement      a name from sql/, marked :exec
 * @param args           HD_ARGS(...)
 * @return NULL, HD_BUSY, HD_FULL, or HD_BROKEN
 */
hd_error_t *hd_db_exec(int *affected, hd_db_t *db, const char *statement, const hd_value_t *args);

/** What is done within a transaction. NULL commits, an error rolls back. */
typedef hd_error_t *hd_db_work_t(hd_db_t *db, void *baton, apr_pool_t *pool);

/**
 * Run work in one transaction. On SQLite the write lock is taken first, for at most 5 seconds.
 * @param db     the connection; not in a transaction already
 * @param work   what is done
 * @param baton  given to work
 * @param pool   given to work
 * @return what work returned; HD_BUSY when the transaction could not be begun or ended (an end that failed may still
 *         have been carried out: one-time form tokens make trying again harmless)
 */
hd_error_t *hd_db_transaction(hd_db_t *db, hd_db_work_t *work, void *baton, apr_pool_t *pool);

/**
 * Run work in the transaction that is open, or in one of its own: what is done alone, and as a part of more. The caller of
 * the open one hands the error on, and so all of it is rolled back.
 * @param db     the connection
 * @param work   what is done
 * @param baton  given to work
 * @param pool   given to work
 * @return as hd_db_transaction()
 */
hd_error_t *hd_db_within(hd_db_t *db, hd_db_work_t *work, void *baton, apr_pool_t *pool);

/**
 * Make sure that what has been read here stays: before a thing found in the database is acknowledged that this request
 * has not written itself. On PostgreSQL with synchronous standbys what is seen may be on one machine alone, after a
 * restart or where somebody has cancelled a COMMIT that waited; this writes, and so waits for the standby too.
 * @param db    the connection; not in a transaction
 * @param pool  scratch
 * @return NULL, HD_BUSY, HD_FULL, or HD_BROKEN
 */
hd_error_t *hd_db_settle(hd_db_t *db, apr_pool_t *pool);

/** How many statements this connection has run since it was wrapped. */
int hd_db_statement_count(const hd_db_t *db);

/** Step to the next row. @return 1, or 0 after the last */
int hd_rows_next(hd_rows_t *rows);

/** How many rows there are in all. */
int hd_rows_count(const hd_rows_t *rows);

/** A column of the current row as text, NULL for SQL NULL. @param column  from 0 */
const char *hd_row_text(const hd_rows_t *rows, int column);

/** A column of the current row as a number, 0 for SQL NULL. @param column  from 0 */
apr_int64_t hd_row_int(const hd_rows_t *rows, int column);

#endif
