/* src/web/turn.h: what the kinds of workers share: what a turn is given, how it ends, and its connection to the database.
 * May use: connections.h, portal_clock.h. Must not know: threads, what is done in a turn.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_TURN_H
#define HD_WEB_TURN_H

#include "../base/flag.h"
#include "../store/db.h"
#include "config.h"

/** What a turn is given. */
typedef struct hd_turn_t {
    server_rec *s;
    hd_portal_t *portal;
    const char *owner;   /* names this process in leases */
    hd_flag_t leave;     /* the process ends: nothing further is begun */
    hd_flag_t break_off; /* nor does it wait for what is under way */
} hd_turn_t;

/** How a turn has ended. Begin with zeros. */
typedef struct hd_turn_end_t {
    int stuck;    /* 1: something is due and none of it gets done: the next turns come after growing pauses */
    int rest_sec; /* how long there is nothing to do; 0: the next turn comes with the next second */
} hd_turn_end_t;

/** A kind of worker. What it does is done in one thread of one process at a time; on other machines, at the same time. */
typedef struct hd_worker_kind_t {
    const char *name;      /* of its thread, as ps and top show it: 15 bytes at most */
    const char *log_fault; /* with its tag: what does not happen while its turns fail */
    const char *log_back;  /* with its tag: that the database is back; NULL: that it is away another worker says */
    /** Once, before the first turn. @param[out] own  what its turns need @param pool  the thread's @return NULL or an error */
    hd_error_t *(*open)(void **own, const hd_turn_t *turn, apr_pool_t *pool);
    /** @param[out] end  how it ended @param own  of open() @param pool  for this turn @return NULL or the database's error */
    hd_error_t *(*turn)(hd_turn_end_t *end, void *own, const hd_turn_t *turn, apr_pool_t *pool);
} hd_worker_kind_t;

/** What is done with a connection. @param now  what the database's clock shows @return NULL or an error */
typedef hd_error_t *hd_turn_step_t(void *baton, hd_db_t *db, hd_time_t now, apr_pool_t *pool);

/**
 * Do something with a connection, which is given back afterwards.
 * @param turn   the turn
 * @param step   what is done
 * @param baton  for it
 * @param pool   for the work; an error lives in it
 * @return NULL, what step returns, or HD_BUSY "database-away"
 */
hd_error_t *hd_turn_step(const hd_turn_t *turn, hd_turn_step_t *step, void *baton, apr_pool_t *pool);

#endif
