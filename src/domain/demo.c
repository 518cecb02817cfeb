/* src/domain/demo.c: what sets demonstration data apart.
 * May use: store/, text/, base/. Must not know: what the data are.
 * SPDX-License-Identifier: Apache-2.0 */
#include "demo.h"

hd_error_t *hd_demo_strangers(apr_int64_t *count, hd_db_t *db, const char *const emails[4], apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "demo_strangers",
                     HD_ARGS(hd_text(emails[0]), hd_text(emails[1]), hd_text(emails[2]), hd_text(emails[3])), pool));
    *count = row ? hd_row_int(row, 0) : 0;
    return NULL;
}

hd_error_t *hd_demo_written(int *written, hd_db_t *db, const char *email, const char *once, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "demo_written", HD_ARGS(hd_text(email), hd_text(once)), pool));
    *written = row != NULL;
    return NULL;
}

hd_error_t *hd_demo_settle(hd_db_t *db, const char *ref)
{
    return hd_db_exec(NULL, db, "demo_settle", HD_ARGS(hd_text(ref)));
}
