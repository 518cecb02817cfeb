/* src/domain/queue_row.h: rows of the queue, as lists and searches read them; for those two only.
 * May use: queue.h. Must not know: where rows come from.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_QUEUE_ROW_H
#define HD_DOMAIN_QUEUE_ROW_H

#include "queue.h"

/** Read what the word {columns} of sql/queue.sql names. @param reader  who looks */
void hd_queue_row_read(hd_queue_row_t *row, const hd_rows_t *rows, apr_int64_t reader);

/** Whether a ticket is in a scope, and fits the filter of a query. @return 1 or 0 */
int hd_queue_row_fits(const hd_queue_row_t *row, const hd_scope_t *scope, const hd_queue_query_t *query);

/** Turn a list of hd_queue_row_t round. */
void hd_queue_rows_turn(apr_array_header_t *rows);

#endif
