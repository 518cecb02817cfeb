/* src/domain/queue_overview.h: the counts of the queue with the departments they are of, by one statement.
 * May use: queue.h, ticket.h, store/. Must not know: HTTP, how a page looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_QUEUE_OVERVIEW_H
#define HD_DOMAIN_QUEUE_OVERVIEW_H

#include "queue.h"
#include "ticket.h"

/**
 * Where somebody of the staff works, and the counts of there that are not 0; costs the same whatever they are.
 * @param[out] departments  hd_department_t in pool, in their order
 * @param[out] counts       hd_queue_count_t in pool
 * @param db                the connection
 * @param person_id         of the staff
 * @param language          of the departments' names
 * @param pool              owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_queue_overview(apr_array_header_t **departments, apr_array_header_t **counts, hd_db_t *db, apr_int64_t person_id,
                              const char *language, apr_pool_t *pool);

#endif
