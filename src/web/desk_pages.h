/* src/web/desk_pages.h: handlers of the queue.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_DESK_PAGES_H
#define HD_WEB_DESK_PAGES_H

#include "request.h"

/** GET /desk/: the queue, and the way to a ticket by its reference. */
hd_handler_t hd_desk_page;

#endif
