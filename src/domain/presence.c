/* src/domain/presence.c: who of the staff has a ticket open.
 * May use: store/, person.h. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "presence.h"

hd_error_t *hd_presence_look(apr_array_header_t **others, hd_db_t *db, apr_int64_t ticket, const hd_person_t *who,
                             hd_time_t now, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 2, sizeof(hd_present_t));
    hd_error_t *error = NULL;
    hd_time_t own = 0;
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "presence_of", HD_ARGS(hd_int(ticket), hd_int(now - HD_PRESENCE_SEC)), pool));
    while (hd_rows_next(rows)) {
        hd_present_t *one;

        if (hd_row_int(rows, 0) == who->id) {
            own = hd_row_int(rows, 2);
            continue;
        }
        one = apr_array_push(list);
        one->name = hd_row_text(rows, 1);
        one->seen_at = hd_row_int(rows, 2);
    }
    *others = list;
    if (own <= now - HD_PRESENCE_WRITE_SEC || own > now + HD_CLOCK_SKEW_SEC) {
        error = hd_db_exec(NULL, db, "presence_seen", HD_ARGS(hd_int(ticket), hd_int(who->id), hd_int(now)));
    }
    return error && error->kind != HD_BUSY && error->kind != HD_FULL ? error : NULL;
}

hd_error_t *hd_presence_forget(hd_db_t *db, hd_time_t now)
{
    return hd_db_exec(NULL, db, "housekeeping_presence", HD_ARGS(hd_int(now - HD_DAY_SEC)));
}
