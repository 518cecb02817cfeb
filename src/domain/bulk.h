/* src/domain/bulk.h: one change for several tickets.
 * May use: change.h, store/. Must not know: HTTP, how a form looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_BULK_H
#define HD_DOMAIN_BULK_H

#include "change.h"

#define HD_BULK_MAX 50 /* tickets at once */

/**
 * Change several tickets, each as hd_ticket_change() does, in a transaction of its own: what cannot be changed does not
 * hold up the others.
 * @param[out] changed  how many were found and are now as the change says
 * @param db            the connection, not in a transaction
 * @param who           of the staff
 * @param refs          const char *: references as they came; the same again counts once
 * @param change        what; no "was"
 * @param now           UTC, seconds
 * @param pool          for the work
 * @return NULL; HD_CONFLICT with "bulk-missing", "bulk-merged" for each that was not changed (value: its reference), the others
 *         are; HD_INVALID "bulk-none", "bulk-many", "bulk-nothing", or what hd_ticket_change() finds wrong with the change:
 *         nothing is changed then; the database's error
 */
hd_error_t *hd_bulk_change(int *changed, hd_db_t *db, const hd_person_t *who, const apr_array_header_t *refs,
                           const hd_change_t *change, hd_time_t now, apr_pool_t *pool);

#endif
