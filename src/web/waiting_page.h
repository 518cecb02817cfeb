/* src/web/waiting_page.h: the numbers beside the views of the queue, alone.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_WAITING_PAGE_H
#define HD_WEB_WAITING_PAGE_H

#include "request.h"

hd_handler_t hd_waiting_page;

#endif
