/* src/store/guard.h: cuts a connection whose server does not answer in time, and hears what PostgreSQL warns of.
 * May use: base/, apr_dbd. Must not know: what the statements are about.
 *
 * The drivers of apr_dbd wait for an answer without a limit. A host that is gone is noticed by TCP, where the connection
 * string says so; a server that is there and does not answer is not: one whose disk is stuck, and above all one whose
 * COMMIT waits for a standby that is away. So a thread of the process looks at the calls in hand, and shuts down the
 * socket of one that has lasted too long; the driver then fails as if the server had closed the connection.
 *
 * When somebody cancels such a wait, COMMIT succeeds with a mere warning: written here, perhaps on no standby. The
 * drivers drop warnings; what is acknowledged must not rest on such a COMMIT, so the connection is asked to tell us.
 *
 * mod_dbd asks the server, too, before it hands out a connection (MariaDB's ping), and nobody knows which one it is about.
 * So the guard knows who asks for a connection, and which ones rest as far as it knows: when one who asks has waited for too
 * long, all of these are cut.
 *
 * All this needs what only the client library has: the socket, and its warnings. Its functions are looked up at run time,
 * in the library that apr_dbd's driver has loaded; without them connections work as before, unguarded.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_GUARD_H
#define HD_STORE_GUARD_H

#include <apr_pools.h>
#include <sys/types.h>

#include "../base/error.h"
#include "db.h"

struct hd_connection_t;

/** The guard of a store in a process. */
typedef struct hd_guard_t hd_guard_t;

/** What the guard keeps with each connection. */
typedef struct hd_watch_t {
    struct hd_watch_t *next;
    struct hd_watch_t **link; /* what points here; both are the neighbours', under the guard's mutex */
    hd_guard_t *guard;        /* NULL: not in its list */
    int socket;               /* a duplicate of the connection's, so that nobody else gets its number; -1: unknown */
    ino_t inode;              /* the socket's: as long as the duplicate is open, no other socket has it */
    apr_int64_t until;        /* atomic: milliseconds of the monotonic clock; 0: no call in hand; -1: it was cut */
    int late;                 /* the last call was cut */
    int resting;              /* nobody has it; this and the next under the guard's mutex */
    int cut;                  /* it was cut while it rested */
    char warning[200];        /* what PostgreSQL warned of during the last call; empty: nothing */
} hd_watch_t;

/**
 * Make the guard of a process. Its thread begins with the first connection that it can guard.
 * @param[out] guard   in pool; untouched on error
 * @param driver       "pgsql" or "mysql"
 * @param answer_sec   how long a call may last; 0: as long as it wants
 * @param pool         lives as long as the process
 * @return NULL, or HD_BROKEN
 */
hd_error_t *hd_guard_make(hd_guard_t **guard, const char *driver, int answer_sec, apr_pool_t *pool);

/** Learn the socket of a connection that is new, or was connected again. */
void hd_guard_follow(struct hd_connection_t *connection);

/** Take a connection into the hands of a thread: warnings go to this one of those that share the driver's connection. One
 * that was cut while it rested is not ready any more. */
void hd_guard_take(struct hd_connection_t *connection);

/**
 * Has the driver connected again behind our back? mod_dbd has it look at a connection before it hands it out, and MariaDB's
 * connects again in the middle of whatever it is asked: what was set and prepared on the connection is lost then.
 * @return 1: it has; 0: it has not, or nobody can tell
 */
int hd_guard_moved(const struct hd_connection_t *connection);

/** Let a connection rest, before mod_dbd has it again. */
void hd_guard_leave(struct hd_connection_t *connection);

/** Before a call of the driver that asks the server for something. */
void hd_guard_begin(struct hd_connection_t *connection);

/** After it. A connection that was cut as its answer came is not ready any more. */
void hd_guard_end(struct hd_connection_t *connection);

/** Shut the connection down: the next call finds it lost, and the driver connects again. */
void hd_guard_drop(struct hd_connection_t *connection);

/** How long a call may last, in seconds. */
int hd_guard_answer_sec(const hd_guard_t *guard);

#endif
