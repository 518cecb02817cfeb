/* src/web/level_view.h: what was promised for a ticket, as a view.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_LEVEL_VIEW_H
#define HD_WEB_LEVEL_VIEW_H

#include "../domain/ticket.h"
#include "request.h"

/** Append what was promised for a ticket, and how it stands; nothing where nothing was. @return NULL or the database's error */
hd_error_t *hd_level_add(hd_request_t *q, const hd_ticket_t *ticket);

#endif
