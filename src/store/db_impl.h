/* src/store/db_impl.h: what the files behind db.h share. Only store/ includes it.
 * May use: base/, APR, apr_dbd. Must not know: what the statements are about.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_DB_IMPL_H
#define HD_STORE_DB_IMPL_H

#include <apr_hash.h>

#include "../base/gate.h"
#include "db.h"
#include "guard.h"
#include "sql_file.h"

typedef enum { HD_SQLITE, HD_PGSQL, HD_MYSQL } hd_dialect_t;

/** A statement, and its place in each connection's list of prepared statements. */
typedef struct hd_statement_t {
    hd_sql_block_t sql;
    int index;
} hd_statement_t;

struct hd_store_t {
    const char *driver;
    hd_dialect_t dialect;
    apr_hash_t *statements;      /* name to hd_statement_t */
    int count;
    apr_array_header_t *connect; /* of hd_statement_t *: run on each new connection */
    const hd_statement_t *alive;
    const hd_statement_t *begin;
    const hd_statement_t *commit;
    const hd_statement_t *rollback;
    const char *lock_path;       /* SQLite */
    hd_gate_t *writer;           /* SQLite: of this process, one wide */
    int lock_fd;                 /* SQLite: of this process, or -1 */
    hd_db_observer_t *observer;  /* or NULL */
    void *observer_baton;
    int answer_sec;              /* the others: how long an answer may take; 0: without a limit */
    hd_guard_t *guard;           /* the others: of this process, or NULL */
};

typedef struct hd_prepared_t {
    apr_dbd_prepared_t *statement; /* NULL: not prepared */
    apr_pool_t *pool;
    const char *label;
} hd_prepared_t;

/** What hangs on a connection's pool for as long as the connection lives. */
typedef struct hd_connection_t {
    hd_store_t *store;
    const apr_dbd_driver_t *driver;
    apr_dbd_t *handle;
    apr_pool_t *pool;        /* with an allocator of its own: a connection belongs to one thread at a time */
    apr_pool_t *statements;  /* child of pool, cleared when all prepared statements are forgotten */
    hd_prepared_t *prepared; /* as many as the store has statements */
    hd_watch_t watch;        /* the guard's */
    unsigned int serial;     /* makes labels unique */
    int ready;               /* the connect_* statements have been run */
    int in_transaction;
} hd_connection_t;

struct hd_db_t {
    hd_connection_t *connection;  /* NULL: at rest */
    hd_store_t *store;            /* NULL before the first connection */
    const hd_db_source_t *source; /* NULL: the connection was given to hd_db_wrap() and stays */
    apr_pool_t *pool;
    apr_pool_t *scratch;   /* cleared after each statement */
    hd_error_t *failure;   /* the first failure of the transaction, which is rolled back already */
    int count;
};

/** Why a statement failed. */
typedef enum {
    HD_FAULT_SQL,    /* it is wrong, or the data are */
    HD_FAULT_STALE,  /* the prepared form is not known any more, or does not fit the schema; nothing was carried out */
    HD_FAULT_LOST,   /* the connection or the server is gone */
    HD_FAULT_LOCKED, /* somebody else holds what it needs: deadlock, time-out */
    HD_FAULT_FULL    /* no space left */
} hd_fault_t;

typedef struct hd_failure_t {
    hd_fault_t fault;
    int unsent;       /* certainly not carried out */
    const char *text; /* one line of the database's own, without values */
    int late;         /* the guard has cut it off: nobody should wait for the same again */
    int elsewhere;    /* this server takes no writes: another one may */
} hd_failure_t;

/** What became of a connection after a failure. */
typedef enum {
    HD_REVIVE_ALIVE, /* it is the same and works */
    HD_REVIVE_AGAIN, /* it had been lost and is connected again; nothing is prepared any more */
    HD_REVIVE_AWAY   /* the database does not answer */
} hd_revive_t;

/** Has the last call, one that committed something, ended with a warning? @return 1 with failure filled: then it may
 * be on this server alone */
int hd_failure_warned(hd_failure_t *failure, const hd_connection_t *connection, apr_pool_t *pool);

/** Read why the last call failed. @param number  what apr_dbd returned */
void hd_failure_read(hd_failure_t *failure, const hd_connection_t *connection, int number, apr_pool_t *pool);

/** Log a failure and make the error of it. @param what  statement or step that failed, for the log */
hd_error_t *hd_failure_error(const hd_failure_t *failure, const char *what, apr_pool_t *pool);

/**
 * The connection's state, made and set up at the first time.
 * @param wait  whether a file that another process has locked for a moment is waited for
 * @return NULL, or HD_BUSY when the database is away
 */
hd_error_t *hd_connection_get(hd_connection_t **connection, hd_store_t *store, const apr_dbd_driver_t *driver,
                              apr_dbd_t *handle, apr_pool_t *connection_pool, int wait, apr_pool_t *pool);

/** Find or make the prepared form of a statement. @return 1, or 0 with failure filled */
int hd_connection_prepare(apr_dbd_prepared_t **prepared, hd_connection_t *connection, const hd_statement_t *statement,
                          hd_failure_t *failure, apr_pool_t *pool);

/** Run SQL text that is not prepared. @return 1, or 0 with failure filled */
int hd_connection_raw(hd_connection_t *connection, const char *sql, hd_failure_t *failure, apr_pool_t *pool);

/** Forget the prepared form of one statement. */
void hd_connection_forget(hd_connection_t *connection, const hd_statement_t *statement);

/** Forget all prepared forms. */
void hd_connection_forget_all(hd_connection_t *connection);

/** After a failure, outside of a transaction: see what became of the connection, and connect again. */
hd_revive_t hd_connection_revive(hd_connection_t *connection, apr_pool_t *pool);

/** Take SQLite's write lock, if it is free; nothing for the others. @return 1, or 0 when it has to be waited for */
int hd_write_try(hd_store_t *store);

#define HD_WRITE_WAIT apr_time_from_sec(5) /* how long SQLite's write lock is waited for */

/**
 * Take SQLite's write lock; nothing for the others.
 * @param store  the store
 * @param until  by hd_clock_usec(), after which it is not waited for
 * @param pool   owns the error
 * @return NULL, HD_BUSY "database-busy" or HD_BROKEN
 */
hd_error_t *hd_write_lock(hd_store_t *store, apr_int64_t until, apr_pool_t *pool);

/** Give SQLite's write lock back. */
void hd_write_unlock(hd_store_t *store);

/**
 * Try to take SQLite's lock of migrations, which lies beside the write lock: it is held over several transactions.
 * @param[out] taken  0: another process has it; 1 with the other databases, which have a statement for it
 * @param store       the store
 * @param pool        owns the error
 * @return NULL, or HD_BROKEN
 */
hd_error_t *hd_migrate_lock(int *taken, hd_store_t *store, apr_pool_t *pool);

/** Give the lock of migrations back. */
void hd_migrate_unlock(hd_store_t *store);

/**
 * Run SQL text as it is, in the transaction or outside: for migrations.
 * @param what  names it in the log
 */
hd_error_t *hd_db_raw(hd_db_t *db, const char *sql, const char *what, apr_pool_t *pool);

#endif
