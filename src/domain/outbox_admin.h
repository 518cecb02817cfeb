/* src/domain/outbox_admin.h: the outbox as administrators see it: what waits, what failed; try again, drop.
 * May use: domain/, store/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_OUTBOX_ADMIN_H
#define HD_DOMAIN_OUTBOX_ADMIN_H

#include "audit.h"
#include "outbox.h"

/** States of a mail; NULL at the end. "dropped" is what an administrator took out. */
extern const char *const hd_outbox_states[];

/** A mail. */
typedef struct hd_outbox_mail_t {
    apr_int64_t id;
    hd_outbox_row_t row;
    int in_hand; /* a worker has it now */
} hd_outbox_mail_t;

/** A place in the list: the row beside the page. */
typedef struct hd_outbox_place_t {
    hd_time_t due; /* orders the mails of one state */
    apr_int64_t id;
} hd_outbox_place_t;

/** What the list shows. */
typedef struct hd_outbox_query_t {
    const char *state;              /* NULL: all, in the order in which they were made; else by when they are due */
    const hd_outbox_place_t *after; /* or NULL: the newest */
    const hd_outbox_place_t *before;
    int limit; /* rows at most */
} hd_outbox_query_t;

/** A page of the list. */
typedef struct hd_outbox_page_t {
    apr_array_header_t *mails; /* hd_outbox_mail_t, newest first */
    int has_next, has_previous;
} hd_outbox_page_t;

/**
 * A page of the outbox.
 * @param[out] page  in pool
 * @param db         the connection
 * @param query      what is wanted
 * @param now        UTC, seconds
 * @param pool       owns the rows
 * @return NULL or the database's error
 */
hd_error_t *hd_outbox_page(hd_outbox_page_t *page, hd_db_t *db, const hd_outbox_query_t *query, hd_time_t now,
                           apr_pool_t *pool);

/** What an address calls a mail: its public id and its row, for there is no index by public ids. @return in pool */
const char *hd_outbox_handle(const hd_outbox_mail_t *mail, apr_pool_t *pool);

/** One mail. @param handle  hd_outbox_handle() @return NULL, HD_NOT_FOUND, or the database's error */
hd_error_t *hd_outbox_mail(hd_outbox_mail_t *mail, hd_db_t *db, const char *handle, hd_time_t now, apr_pool_t *pool);

/**
 * Drop a mail that waits or could not be sent: it does not go out. One transaction, noted with the reason.
 * @param[out] count  1, or 0 when it was dropped already
 * @param db          the connection, not in a transaction
 * @param by          who, and why
 * @param handle      hd_outbox_handle()
 * @param pool        for the work
 * @return NULL; HD_INVALID "reason-empty", "reason-long" (reason); HD_CONFLICT "mail-gone" when it is out or on its way;
 *         HD_NOT_FOUND; the database's error
 */
hd_error_t *hd_outbox_drop(int *count, hd_db_t *db, const hd_by_t *by, const char *handle, apr_pool_t *pool);

#endif
