/* src/web/keep_worker.h: the worker that keeps the database up to date with the clock and with what was written.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_KEEP_WORKER_H
#define HD_WEB_KEEP_WORKER_H

#include "turn.h"

/** Answers are shown when their time has come, holds end, due times, words to search for and reports follow what was
 * written, each second; tidying up every ten minutes. */
extern const hd_worker_kind_t hd_keep_worker;

#endif
