/* src/domain/history.c: what the desk shows beside a conversation.
 * May use: ticket.h, store/. Must not know: HTTP, how a page looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "history.h"

hd_error_t *hd_ticket_history(apr_array_header_t **list, hd_db_t *db, const hd_ticket_t *ticket, apr_pool_t *pool)
{
    hd_value_t id = hd_int(ticket->id);
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "desk_history", HD_ARGS(id, id), pool));
    *list = apr_array_make(pool, hd_rows_count(rows) + 1, sizeof(hd_done_t));
    while (hd_rows_next(rows)) {
        hd_done_t *done = apr_array_push(*list);
        done->ref = hd_row_text(rows, 0);
        done->what = hd_row_text(rows, 1);
        done->author = hd_row_text(rows, 2);
        done->person_id = hd_row_int(rows, 3);
        done->at = hd_row_int(rows, 4);
        done->from = hd_row_text(rows, 5);
        done->to = hd_row_text(rows, 6);
    }
    return NULL;
}

hd_error_t *hd_account_contacts(apr_array_header_t **people, hd_db_t *db, apr_int64_t account, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "account_people", HD_ARGS(hd_int(account)), pool));
    *people = apr_array_make(pool, hd_rows_count(rows) + 1, sizeof(hd_contact_t));
    while (hd_rows_next(rows)) {
        hd_contact_t *one = apr_array_push(*people);
        one->name = hd_row_text(rows, 0);
        one->email = hd_row_text(rows, 1);
        one->rights = (hd_row_int(rows, 2) ? HD_RIGHT_OWNER : 0) | (hd_row_int(rows, 3) ? HD_RIGHT_BILLING : 0) |
                      (hd_row_int(rows, 4) ? HD_RIGHT_SUPPORT : 0);
    }
    return NULL;
}

hd_error_t *hd_account_open_tickets(apr_array_header_t **list, hd_db_t *db, const hd_person_t *who,
                                    const hd_ticket_t *ticket, int limit, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "account_open_tickets",
                       HD_ARGS(hd_int(ticket->account_id), hd_int(ticket->id), hd_int(who->id), hd_int(limit)), pool));
    *list = apr_array_make(pool, hd_rows_count(rows) + 1, sizeof(hd_ticket_row_t));
    while (hd_rows_next(rows)) {
        hd_ticket_row_t *row = apr_array_push(*list);
        memset(row, 0, sizeof(*row));
        row->ref = hd_row_text(rows, 0);
        row->subject = hd_row_text(rows, 1);
        row->status = hd_row_text(rows, 2);
        row->priority = hd_row_text(rows, 3);
        row->updated_at = hd_row_int(rows, 4);
    }
    return NULL;
}
