/* src/domain/history.h: what the desk shows beside a conversation: all that was done, the client's people and tickets.
 * May use: ticket.h, store/. Must not know: HTTP, how a page looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_HISTORY_H
#define HD_DOMAIN_HISTORY_H

#include "ticket.h"

/** A row of the history. */
typedef struct hd_done_t {
    const char *ref; /* the ticket that it was done to: another, when that was merged into this one */
    const char *what, *author, *from, *to; /* author: NULL when it happened by itself */
    apr_int64_t person_id;
    hd_time_t at;
} hd_done_t;

/** All that was done to a ticket and to those merged into it, oldest first. @param[out] list hd_done_t in pool */
hd_error_t *hd_ticket_history(apr_array_header_t **list, hd_db_t *db, const hd_ticket_t *ticket, apr_pool_t *pool);

/** Somebody who belongs to an account. */
typedef struct hd_contact_t {
    const char *name, *email;
    int rights; /* hd_right_t bits */
} hd_contact_t;

/** Its people, owners first, at most 20. @param[out] people hd_contact_t in pool */
hd_error_t *hd_account_contacts(apr_array_header_t **people, hd_db_t *db, apr_int64_t account, apr_pool_t *pool);

/** Its open tickets but this one, as far as somebody of the staff reaches them, the last changed first.
 * @param[out] rows  hd_ticket_row_t in pool: reference, subject, status, priority, updated_at
 * @param who        of the staff @param limit rows at most */
hd_error_t *hd_account_open_tickets(apr_array_header_t **rows, hd_db_t *db, const hd_person_t *who,
                                    const hd_ticket_t *ticket, int limit, apr_pool_t *pool);

#endif
