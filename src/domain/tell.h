/* src/domain/tell.h: who of the staff and of the client's is mailed about what happens to a ticket.
 * May use: outbox.h, store/, text/. Must not know: HTTP, how a mail is worded.
 *
 * What a client does writes one mail more than its department has addresses: the receipt. The worker finds a receipt that
 * is new, and makes the mails of the agents out of it, in the transaction that marks it (outbox.lease 'told'): so the
 * request writes nothing for them, and whatever crashes, each is made once. A receipt goes out only when that is done.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_TELL_H
#define HD_DOMAIN_TELL_H

#include <apr_tables.h>

#include "outbox.h"
#include "person.h"

/**
 * Mail those agents who want to know what was done to a ticket: those who want to know all of its department, and whoever
 * has the ticket, unless it is new. Nobody twice, nobody whose address the department has, not who has done it;
 * part of the caller's transaction.
 * @param db      the connection, in a transaction
 * @param mail    kind, ticket and message of the mails
 * @param author  who has done it
 * @param now     UTC, seconds
 * @param pool    for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_tell_agents(hd_db_t *db, const hd_outbox_item_t *mail, apr_int64_t author, hd_time_t now, apr_pool_t *pool);

/**
 * Mail who has got a ticket, unless they took it themselves; part of the caller's transaction, after the ticket has changed.
 * @param db      the connection, in a transaction
 * @param ticket  its row
 * @param who     who has assigned it
 * @param now     UTC, seconds
 * @param pool    for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_tell_assigned(hd_db_t *db, apr_int64_t ticket, const hd_person_t *who, hd_time_t now, apr_pool_t *pool);

/**
 * Mail the client of a ticket: who has opened it; once they reach it no more (they have left the account, or are kept out),
 * its owners; where none of them can be mailed, those with a right on tickets. Ten at most; part of the caller's transaction.
 * @param db      the connection, in a transaction
 * @param mail    kind, ticket and message of the mail
 * @param author  who has done it, and is not told; 0: nobody of them
 * @param now     UTC, seconds
 * @param pool    for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_tell_clients(hd_db_t *db, const hd_outbox_item_t *mail, apr_int64_t author, hd_time_t now, apr_pool_t *pool);

/**
 * Make the mails that follow from those that are new in the outbox. Several workers may do so at once.
 * @param db    the connection, not in a transaction
 * @param now   UTC, seconds
 * @param pool  for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_tell_new(hd_db_t *db, hd_time_t now, apr_pool_t *pool);

/** What somebody of the staff wants to be mailed of a department. */
typedef struct hd_notice_t {
    apr_int64_t department_id;
    const char *slug, *name; /* of the department */
    const char *choice;      /* "all", "mine", "none" */
} hd_notice_t;

/** Whether a text is a choice. @return 1 or 0 */
int hd_notice_valid(const char *choice);

/**
 * What somebody has chosen, for each department where they work, in the departments' order.
 * @param[out] notices  array of hd_notice_t in pool
 * @param db            the connection
 * @param person_id     of the staff
 * @param language      of the departments' names
 * @param pool          owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_notices(apr_array_header_t **notices, hd_db_t *db, apr_int64_t person_id, const char *language,
                       apr_pool_t *pool);

/**
 * Keep what somebody has chosen; a transaction of its own.
 * @param db         the connection, not in a transaction
 * @param person_id  of the staff
 * @param notices    array of hd_notice_t, with valid choices
 * @param pool       for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_notices_set(hd_db_t *db, apr_int64_t person_id, const apr_array_header_t *notices, apr_pool_t *pool);

#endif
