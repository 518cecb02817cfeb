/* src/web/hook_worker.h: a turn of the worker that calls webhooks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_HOOK_WORKER_H
#define HD_WEB_HOOK_WORKER_H

#include "../base/flag.h"
#include "config.h"

/** What a turn needs. */
typedef struct hd_hook_turn_t {
    server_rec *s;
    hd_portal_t *portal;
    const char *owner;          /* names this process in leases */
    const hd_flag_t *leave;     /* no further call */
    const hd_flag_t *break_off; /* nor those that are under way */
} hd_hook_turn_t;

/**
 * Call what is due, several at once, until nothing is due or a minute is over. While calls are under way no connection to
 * the database is held.
 * @param[out] idle  1: there was nothing to do
 * @param turn       what is needed
 * @param pool       for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_hook_turn(int *idle, const hd_hook_turn_t *turn, apr_pool_t *pool);

#endif
