/* src/domain/tally.c: counting what somebody does within a window of time, in the database, for all front ends.
 * May use: store/, base/. Must not know: what is counted.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tally.h"

hd_error_t *hd_tally_add(hd_db_t *db, const char *id, const char *subject, hd_time_t now)
{
    return hd_db_exec(NULL, db, "signin_attempt_add", HD_ARGS(hd_text(id), hd_text(subject), hd_int(now)));
}

hd_error_t *hd_tally_remove(hd_db_t *db, const char *id)
{
    return hd_db_exec(NULL, db, "signin_attempt_remove", HD_ARGS(hd_text(id)));
}

/* What a clock has written that was far ahead is not counted: it would count for as long as the clock was ahead. */
hd_error_t *hd_tally_wait(int *wait_sec, hd_db_t *db, const char *subject, int max, int window_sec, hd_time_t now,
                          apr_pool_t *pool)
{
    hd_rows_t *row;
    int wait;

    HD_TRY(hd_db_one(&row, db, "signin_attempt_count",
                     HD_ARGS(hd_text(subject), hd_int(now - window_sec), hd_int(now + HD_CLOCK_SKEW_SEC)), pool));
    *wait_sec = 0;
    if (!row || hd_row_int(row, 0) <= max) return NULL;
    wait = (int)(hd_row_int(row, 1) + window_sec - now);
    *wait_sec = wait < 1 ? 1 : wait;
    return NULL;
}
