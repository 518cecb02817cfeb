/* src/web/client_page.h: a client, as agents see them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_CLIENT_PAGE_H
#define HD_WEB_CLIENT_PAGE_H

#include "request.h"

/** GET /desk/clients/{id}: name, accounts, people, services; tickets of the agent's departments. Changes nothing. */
hd_handler_t hd_desk_client_page;

#endif
