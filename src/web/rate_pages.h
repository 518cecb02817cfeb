/* src/web/rate_pages.h: rating a ticket, on its page and by a mailed link; opening one again by the link.
 * May use: request.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_RATE_PAGES_H
#define HD_WEB_RATE_PAGES_H

#include "../domain/ticket.h"
#include "request.h"

/** GET /rate/{token}: changes nothing; 404 where the link is unknown or too old. */
hd_error_t *hd_rate_get(hd_request_t *q);

/** POST /rate/{token}: rating, comment. */
hd_error_t *hd_rate_post(hd_request_t *q);

/** POST /rate/{token}/reopen. */
hd_error_t *hd_rate_reopen_post(hd_request_t *q);

/** POST /tickets/{ref}/rate: rating, comment. */
hd_error_t *hd_ticket_rate_post(hd_request_t *q);

/** Append the rating of a closed ticket, or that its client may give one. @return NULL or the database's error */
hd_error_t *hd_rating_add(hd_request_t *q, const hd_ticket_t *ticket, hd_side_t side);

#endif
