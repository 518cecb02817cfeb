/* src/web/desk_pages.h: handlers of the agents' side.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_DESK_PAGES_H
#define HD_WEB_DESK_PAGES_H

#include "request.h"

/** GET /desk/: the queue, and the way to a ticket by its reference. */
hd_handler_t hd_desk_page;

/** GET /desk/tickets/{ref}: the conversation, the client, the services, the reply form. */
hd_handler_t hd_desk_ticket_page;

/** POST /desk/tickets/{ref}/reply: an answer. */
hd_handler_t hd_desk_reply_post;

/** POST /desk/tickets/{ref}/assign: who takes it. */
hd_handler_t hd_desk_assign_post;

/** POST /desk/tickets/{ref}/set: another status. */
hd_handler_t hd_desk_set_post;

#endif
