/* src/web/work_view.h: what stands beside a conversation on the desk, as a view.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_WORK_VIEW_H
#define HD_WEB_WORK_VIEW_H

#include "../domain/ticket.h"
#include "request.h"

/**
 * Append who else has the ticket open, what can be set, the client with people and other tickets, the services, and the
 * history.
 * @param q       the request; the page has begun
 * @param ticket  what is shown
 * @return NULL, or the database's error
 */
hd_error_t *hd_view_work(hd_request_t *q, const hd_ticket_t *ticket);

#endif
