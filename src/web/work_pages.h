/* src/web/work_pages.h: handlers of a ticket on the desk.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_WORK_PAGES_H
#define HD_WEB_WORK_PAGES_H

#include "request.h"

/** GET /desk/tickets/{ref}: the conversation, what can be done, the client, the history; ?again= an answer taken back. */
hd_handler_t hd_desk_ticket_page;

/** POST /desk/tickets/{ref}/reply: an answer, and what becomes of the ticket with it. */
hd_handler_t hd_desk_reply_post;

/** POST /desk/tickets/{ref}/note: an internal note. */
hd_handler_t hd_desk_note_post;

/** POST /desk/tickets/{ref}/assign: who takes it. */
hd_handler_t hd_desk_assign_post;

/** POST /desk/tickets/{ref}/set: department, priority, service, subject, status, who has it. */
hd_handler_t hd_desk_set_post;

/** POST /desk/tickets/{ref}/hold: on hold, up to a day or for ever. */
hd_handler_t hd_desk_hold_post;

/** POST /desk/tickets/{ref}/undo: an answer is taken back. */
hd_handler_t hd_desk_undo_post;

/** POST /desk/tickets/{ref}/merge: into another. */
hd_handler_t hd_desk_merge_post;

/** POST /desk/tickets/{ref}/split: a message becomes a ticket. */
hd_handler_t hd_desk_split_post;

#endif
