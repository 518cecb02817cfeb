/* src/web/desk_pages.h: handlers of the queue.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_DESK_PAGES_H
#define HD_WEB_DESK_PAGES_H

#include "request.h"

/** GET /desk/: the queue, and the way to a ticket by its reference. */
hd_handler_t hd_desk_page;

/** POST /desk/bulk: fields ticket (repeated), department, priority, assignee, status; its query is that of the list. */
hd_error_t *hd_desk_bulk_post(hd_request_t *q);

#endif
