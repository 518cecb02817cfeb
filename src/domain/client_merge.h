/* src/domain/client_merge.h: two accounts, or two people, become one.
 * May use: domain/, store/, base/. Must not know: HTTP.
 *
 * One transaction each, and only as much as one can hold: what is larger is refused. The audit says what went where.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_CLIENT_MERGE_H
#define HD_DOMAIN_CLIENT_MERGE_H

#include "client_edit.h"

#define HD_MERGE_MAX 10000 /* tickets, services, proformas or messages that are moved at once */

/**
 * Move all of an account to another: tickets, services, proformas, people (who keep the greater rights). The account is gone
 * then.
 * @param[out] id  public id of the other, in pool; untouched on error
 * @param db       the connection, not in a transaction
 * @param by       who
 * @param from     public id
 * @param into     public id
 * @param pool     owns the id
 * @return NULL; HD_INVALID "merge-none", "merge-same", "merge-large" (field into; value: the limit); HD_NOT_FOUND; the
 *         database's error
 */
hd_error_t *hd_account_merge(const char **id, hd_db_t *db, const hd_by_t *by, const char *from, const char *into,
                             apr_pool_t *pool);

/**
 * Let a client have all that another has: tickets, messages, rights in accounts. The other is kept out from then on, and
 * stays in the history under their name.
 * @param[out] id  public id of the one who has it all, in pool; untouched on error
 * @param db       the connection, not in a transaction
 * @param by       who
 * @param from     public id
 * @param into     public id, or address
 * @param pool     owns the id
 * @return as hd_account_merge()
 */
hd_error_t *hd_client_merge(const char **id, hd_db_t *db, const hd_by_t *by, const char *from, const char *into,
                            apr_pool_t *pool);

#endif
