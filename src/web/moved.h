/* src/web/moved.h: where a ticket went that the agent who moved it does not reach any more.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_MOVED_H
#define HD_WEB_MOVED_H

#include "request.h"

/**
 * After a change: whether the one who made it still reaches the ticket. If not, the queue is the next page, and says
 * where the ticket went.
 * @param[out] gone  1: q->see_other is set
 * @param q          the request; its form may say the department
 * @param ref        of the ticket
 * @return NULL or the database's error
 */
hd_error_t *hd_moved_look(int *gone, hd_request_t *q, const char *ref);

/** Append the notice of such a change to the page after it. @return NULL or the database's error */
hd_error_t *hd_moved_show(hd_request_t *q);

#endif
