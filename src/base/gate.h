/* src/base/gate.h: lets so many threads of this process in at once; the others wait for a bounded time.
 * May use: APR, POSIX threads. Must not know: what is done inside.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_BASE_GATE_H
#define HD_BASE_GATE_H

#include <apr_time.h>

#include "error.h"

/** A gate. NULL wherever one is taken is a gate that everybody may pass. */
typedef struct hd_gate_t hd_gate_t;

/**
 * Make a gate.
 * @param[out] gate  in pool; untouched on error
 * @param width      how many may be inside at once; at least 1
 * @param waiting    how many may wait at once: whoever comes after them is turned away at once; 0: any number
 * @param pool       lives as long as the process
 * @return NULL, or HD_BROKEN
 */
hd_error_t *hd_gate_create(hd_gate_t **gate, int width, int waiting, apr_pool_t *pool);

/**
 * Go in, or wait until somebody comes out. A clock that is set meanwhile does not change how long that takes.
 * @param gate  the gate
 * @param wait  microseconds at most; 0: not at all
 * @return 1: inside, and hd_gate_leave() has to follow; 0: no place came free in time, or too many wait
 */
int hd_gate_enter(hd_gate_t *gate, apr_interval_time_t wait);

/** Come out again, and let the next one in. */
void hd_gate_leave(hd_gate_t *gate);

#endif
