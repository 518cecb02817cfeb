/* src/web/ticket_pages.h: handlers of the client's tickets.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_TICKET_PAGES_H
#define HD_WEB_TICKET_PAGES_H

#include "request.h"

/** GET /tickets/: a page of the list, by ?status=, ?after=, ?before=. */
hd_handler_t hd_tickets_page;

/** GET and POST /tickets/new: the form, its preview, and opening the ticket. */
hd_handler_t hd_ticket_new_page;
hd_handler_t hd_ticket_new_post;

/** GET /tickets/{ref}: the conversation and the reply form. */
hd_handler_t hd_ticket_page;

/** POST /tickets/{ref}/reply, /close, /reopen. */
hd_handler_t hd_ticket_reply_post;
hd_handler_t hd_ticket_close_post;
hd_handler_t hd_ticket_reopen_post;

#endif
