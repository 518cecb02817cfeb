/* src/web/clients_page.h: the list of clients, as agents see it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_CLIENTS_PAGE_H
#define HD_WEB_CLIENTS_PAGE_H

#include "request.h"

/** GET /desk/clients/?q=&after=: clients, the last added first, or those that are found; changes nothing. */
hd_handler_t hd_desk_clients_page;

#endif
