/* src/web/queue_page.h: the queue of the desk.
 * May use: request.h. Must not know: how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_QUEUE_PAGE_H
#define HD_WEB_QUEUE_PAGE_H

#include "request.h"

/**
 * Append the queue to the view that has been begun, as ?view= (waiting, mine, unassigned, answered, on-hold, closed),
 * ?department= (slug), ?after= and ?before= ask for it; what is none of these gives the default.
 */
hd_error_t *hd_queue_add(hd_request_t *q);

#endif
