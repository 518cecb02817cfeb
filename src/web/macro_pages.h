/* src/web/macro_pages.h: canned answers on a ticket's page.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_MACRO_PAGES_H
#define HD_WEB_MACRO_PAGES_H

#include "../domain/ticket.h"
#include "request.h"

/** POST /desk/tickets/{ref}/macro: the page again, with a canned answer behind what was typed; nothing is stored. */
hd_handler_t hd_desk_macro_post;

/** Append the canned answers that there are for a ticket. */
hd_error_t *hd_view_macros(hd_request_t *q, const hd_ticket_t *ticket);

#endif
