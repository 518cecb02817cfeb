/* src/store/failure.c: reads from a database's numbers and words why a statement failed.
 * May use: base/, apr_dbd. Must not know: what the statements are about.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "../base/log.h"
#include "db_impl.h"

#define TEXT_MAX_BYTES 300
#define AWAY_RETRY_SEC 5
#define LOCKED_RETRY_SEC 2
#define READ_ONLY "in a read-only transaction" /* PostgreSQL: a standby, or a primary that was made one */

typedef struct pattern_t {
    const char *text;
    hd_fault_t fault;
    int unsent;
} pattern_t;

typedef struct number_t {
    int number;
    hd_fault_t fault;
    int unsent;
} number_t;

/* SQLite's driver prepares the old way, so that the number is nearly always 1 and only the words tell. */
static const pattern_t sqlite_words[] = {
    { "is locked", HD_FAULT_LOCKED, 1 },
    { "FOREIGN KEY constraint failed", HD_FAULT_LOCKED, 0 }, /* what was found has gone meanwhile: trying again sees that */
    { "disk is full", HD_FAULT_FULL, 0 },
    { "schema has changed", HD_FAULT_STALE, 1 },
    { "not an error", HD_FAULT_STALE, 1 }, /* the same, when this connection changed the schema itself */
    { NULL, HD_FAULT_SQL, 0 },
};

/* PostgreSQL's driver keeps the code of an error to itself. Lost connections are found out by asking, too. */
static const pattern_t pgsql_words[] = {
    { "deadlock detected", HD_FAULT_LOCKED, 0 },
    { "violates foreign key constraint", HD_FAULT_LOCKED, 0 }, /* as with SQLite */
    { "could not serialize access", HD_FAULT_LOCKED, 0 },
    { "due to lock timeout", HD_FAULT_LOCKED, 0 },
    { "could not obtain lock", HD_FAULT_LOCKED, 0 },
    { "No space left on device", HD_FAULT_FULL, 0 },
    { "prepared statement", HD_FAULT_STALE, 1 },
    { "cached plan must not change", HD_FAULT_STALE, 1 },
    { "terminating connection", HD_FAULT_LOST, 1 },
    { "the database system is", HD_FAULT_LOST, 1 },
    { READ_ONLY, HD_FAULT_LOST, 1 },
    { "no connection to the server", HD_FAULT_LOST, 1 },
    { "server closed the connection", HD_FAULT_LOST, 0 },
    { "could not receive data", HD_FAULT_LOST, 0 },
    { "could not send data", HD_FAULT_LOST, 0 },
    { NULL, HD_FAULT_SQL, 0 },
};

static const number_t mysql_numbers[] = {
    { 1205, HD_FAULT_LOCKED, 0 }, /* lock wait timeout */
    { 1213, HD_FAULT_LOCKED, 0 }, /* deadlock */
    { 1451, HD_FAULT_LOCKED, 0 }, /* foreign key: as with SQLite */
    { 1452, HD_FAULT_LOCKED, 0 }, /* the same, from the other side */
    { 1020, HD_FAULT_LOCKED, 0 }, /* record has changed */
    { 1021, HD_FAULT_FULL, 0 },   /* disk full */
    { 1114, HD_FAULT_FULL, 0 },   /* table is full */
    { 1243, HD_FAULT_STALE, 1 },  /* unknown prepared statement */
    { 1615, HD_FAULT_STALE, 1 },  /* needs to be prepared again */
    { 2030, HD_FAULT_STALE, 1 },  /* not prepared */
    { 2057, HD_FAULT_STALE, 1 },  /* columns have changed */
    { 1040, HD_FAULT_LOST, 1 },   /* too many connections */
    { 1053, HD_FAULT_LOST, 1 },   /* server shutdown in progress */
    { 1290, HD_FAULT_LOST, 1 },   /* server is read-only */
    { 1927, HD_FAULT_LOST, 1 },   /* connection was killed */
    { 2002, HD_FAULT_LOST, 1 },   /* cannot connect: socket */
    { 2003, HD_FAULT_LOST, 1 },   /* cannot connect: host */
    { 2006, HD_FAULT_LOST, 1 },   /* server has gone away */
    { 2012, HD_FAULT_LOST, 1 },   /* handshake */
    { 2013, HD_FAULT_LOST, 0 },   /* lost during the query */
    { 2014, HD_FAULT_LOST, 1 },   /* commands out of sync */
    { 2055, HD_FAULT_LOST, 0 },   /* lost, with the system's error */
    { 0, HD_FAULT_SQL, 0 },
};

/* MariaDB's errors whose quoted parts are names of ours and not values: unknown tables, columns; SQL syntax. */
static const int mysql_names_only[] = { 1044, 1045, 1049, 1050, 1051, 1054, 1060,
                                        1061, 1064, 1072, 1091, 1142, 1146, 0 };

static void by_words(hd_failure_t *failure, const pattern_t *pattern)
{
    while (pattern->text && !strstr(failure->text, pattern->text)) pattern++;
    failure->fault = pattern->fault;
    failure->unsent = pattern->unsent;
}

static void by_number(hd_failure_t *failure, int number)
{
    const number_t *row = mysql_numbers;

    while (row->number && row->number != number) row++;
    failure->fault = row->fault;
    failure->unsent = row->unsent;
    if (failure->fault == HD_FAULT_SQL && strstr(failure->text, "No space left")) failure->fault = HD_FAULT_FULL;
}

/* Blot out what stands in quotation marks: it may be what a client typed. */
static void hide_quoted(char *text, char mark)
{
    char *at = strchr(text, mark);

    while (at && at[1]) {
        char *end = strchr(at + 1, mark);

        if (!end) end = at + strlen(at);
        memmove(at + 1, end, strlen(end) + 1);
        at = at[1] ? strchr(at + 2, mark) : NULL;
    }
}

static int names_only(int number)
{
    const int *known = mysql_names_only;

    while (*known && *known != number) known++;
    return *known != 0;
}

/* The first line of what the database said: further lines of PostgreSQL's show values. */
static const char *error_line(const hd_connection_t *connection, int number, apr_pool_t *pool)
{
    const char *said = apr_dbd_error(connection->driver, connection->handle, number);
    char *text = apr_pstrndup(pool, said ? said : "", TEXT_MAX_BYTES);
    apr_size_t length = strcspn(text, "\r\n");

    while (length > 0 && apr_isspace(text[length - 1])) length--;
    text[length] = '\0';
    if (connection->store->dialect == HD_MYSQL) {
        if (!names_only(number)) hide_quoted(text, '\'');
        return apr_psprintf(pool, "%d %s", number, text);
    }
    if (strstr(text, "invalid input")) hide_quoted(text, '"');
    return *text ? text : apr_psprintf(pool, "error %d", number);
}

void hd_failure_read(hd_failure_t *failure, const hd_connection_t *connection, int number, apr_pool_t *pool)
{
    memset(failure, 0, sizeof(*failure));
    if (connection->watch.late) {
        failure->fault = HD_FAULT_LOST;
        failure->late = 1;
        failure->text = apr_psprintf(pool, "no answer within %d seconds", hd_guard_answer_sec(connection->store->guard));
        return;
    }
    failure->text = error_line(connection, number, pool);
    switch (connection->store->dialect) {
    case HD_SQLITE:
        by_words(failure, sqlite_words);
        break;
    case HD_PGSQL:
        by_words(failure, pgsql_words);
        failure->elsewhere = strstr(failure->text, READ_ONLY) != NULL;
        break;
    case HD_MYSQL:
        by_number(failure, number);
        break;
    }
}

int hd_failure_warned(hd_failure_t *failure, const hd_connection_t *connection, apr_pool_t *pool)
{
    if (!connection->watch.warning[0]) return 0;
    memset(failure, 0, sizeof(*failure));
    failure->fault = HD_FAULT_LOST;
    failure->text = apr_pstrdup(pool, connection->watch.warning);
    return 1;
}

hd_error_t *hd_failure_error(const hd_failure_t *failure, const char *what, apr_pool_t *pool)
{
    hd_error_t *error;

    hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0012) "database: %s: %s", what, failure->text);
    switch (failure->fault) {
    case HD_FAULT_FULL:
        return hd_error(pool, HD_FULL, "disk-full", "%s: %s", what, failure->text);
    case HD_FAULT_LOST:
        error = hd_error(pool, HD_BUSY, "database-away", "%s: %s", what, failure->text);
        error->retry_after_sec = AWAY_RETRY_SEC;
        return error;
    case HD_FAULT_STALE:
    case HD_FAULT_LOCKED:
        error = hd_error(pool, HD_BUSY, "database-away", "%s: %s", what, failure->text);
        error->retry_after_sec = LOCKED_RETRY_SEC;
        return error;
    default:
        return hd_error(pool, HD_BROKEN, "database-error", "%s: %s", what, failure->text);
    }
}
