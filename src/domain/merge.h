/* src/domain/merge.h: two tickets made one, and a message made a ticket of its own.
 * May use: ticket_state.h, store/, text/. Must not know: HTTP.
 *
 * Messages move with their files; nothing is copied or deleted. A merged ticket stays, closed: its reference leads to
 * the other for ever, and nothing more can be done to it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_MERGE_H
#define HD_DOMAIN_MERGE_H

#include "ticket_state.h"

/**
 * Merge a ticket into another of the same account. Doing it again is no error. What still waits for an answer goes on
 * waiting there, from when on it has waited.
 * @param[out] to  reference of the other; untouched on error
 * @param db       the connection, not in a transaction
 * @param who      of the staff
 * @param ref      the one that is merged, as it came
 * @param into     reference of the other, as it was typed
 * @param now      UTC, seconds
 * @param pool     owns the reference
 * @return NULL; HD_NOT_FOUND; HD_INVALID for the field "into": "merge-unknown", "merge-self", "merge-account",
 *         "merge-circle" (the other was merged into this one), "merge-merged" (value: where it has gone);
 *         HD_CONFLICT "ticket-merged"; or the database's error
 */
hd_error_t *hd_ticket_merge(const char **to, hd_db_t *db, const hd_person_t *who, const char *ref, const char *into,
                            hd_time_t now, apr_pool_t *pool);

/**
 * Make a client's message a new ticket, of the same department, priority and service. Doing it again is no error.
 * @param[out] to  reference of the new ticket; untouched on error
 * @param db       the connection, not in a transaction
 * @param who      of the staff
 * @param ref      as it came
 * @param message  public id
 * @param subject  of the new ticket; "": that of the old one
 * @param now      UTC, seconds
 * @param pool     owns the reference
 * @return NULL; HD_NOT_FOUND; HD_INVALID for the field "message": "split-client" (it is not a client's), "split-only" (the
 *         ticket has no other), for "title": "subject-long"; HD_CONFLICT "ticket-merged"; or the database's error
 */
hd_error_t *hd_ticket_split(const char **to, hd_db_t *db, const hd_person_t *who, const char *ref, const char *message,
                            const char *subject, hd_time_t now, apr_pool_t *pool);

#endif
