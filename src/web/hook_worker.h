/* src/web/hook_worker.h: the worker that calls webhooks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_HOOK_WORKER_H
#define HD_WEB_HOOK_WORKER_H

#include "turn.h"

/** Calls what is due, several at once, until nothing is due or a minute is over. While calls are under way no connection to
 * the database is held. */
extern const hd_worker_kind_t hd_hook_worker;

#endif
