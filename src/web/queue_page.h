/* src/web/queue_page.h: the queue of the desk.
 * May use: request.h. Must not know: how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_QUEUE_PAGE_H
#define HD_WEB_QUEUE_PAGE_H

#include "queue_look.h"
#include "request.h"

/**
 * Append the queue to the view that has been begun, as ?view= (waiting, mine, unassigned, answered, on-hold, closed),
 * ?department= (slug), ?after= and ?before= ask for it; what is none of these gives the default.
 */
hd_error_t *hd_queue_add(hd_request_t *q);

/**
 * Append the views and the departments with their numbers; what narrows the list otherwise stays in their addresses.
 * @param q            the request, its view begun
 * @param node         to which
 * @param counts       hd_queue_count_t
 * @param departments  hd_department_t: those in which the reader works
 * @param look         which view, narrowed to what
 */
void hd_queue_add_rail(hd_request_t *q, xmlNodePtr node, const apr_array_header_t *counts, const apr_array_header_t *departments,
                       const hd_queue_look_t *look);

#endif
