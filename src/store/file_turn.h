/* src/store/file_turn.h: a turn of sweeping, between the files that sweep. Only they include it.
 * May use: base/, APR. Must not know: tickets, HTTP; what the database says comes through a callback.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_FILE_TURN_H
#define HD_STORE_FILE_TURN_H

#include "files_impl.h"

/** A turn under way. */
typedef struct hd_sweep_turn_t {
    const hd_files_t *files;
    const hd_sweep_t *sweep;
    hd_swept_t *swept;
    hd_claim_t *claim;  /* NULL: only looking */
    apr_pool_t *pool;   /* cleared after each slot, and each orphan */
    apr_pool_t *lasting;
    int slots;          /* looked at */
    apr_int64_t until;  /* hd_clock_usec(); 0: no end */
    hd_error_t *fault;  /* the first file that could not be moved: it holds up no other */
} hd_sweep_turn_t;

/** Has somebody asked to stop? @return 1 or 0 */
int hd_turn_stopped(const hd_sweep_turn_t *turn);

/** Whether there is a row for a file. @param[out] used  1 or 0 @return NULL or the database's error */
hd_error_t *hd_turn_used(int *used, const hd_sweep_turn_t *turn, const char *sha256);

/** Remember that something is wrong with one file, and go on. */
void hd_turn_fault(hd_sweep_turn_t *turn, const hd_error_t *error);

/** Do something with a file while its slot is claimed; where somebody else has a claim, another turn will come. */
hd_error_t *hd_turn_claimed(hd_sweep_turn_t *turn, const char *sha256,
                            hd_error_t *(*work)(hd_sweep_turn_t *turn, const char *sha256));

/** Where a file lies that was set aside. */
const char *hd_orphan_path(const hd_files_t *files, const char *sha256, apr_pool_t *pool);

/**
 * Settle what was set aside: all of it, as far as the time of a turn goes, beginning at another place each time.
 * @param turn  the turn
 * @param from  slot to begin with
 * @param pool  for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_orphans_settle(hd_sweep_turn_t *turn, int from, apr_pool_t *pool);

#endif
