/* src/web/acting_pages.h: an administrator acts for a client, and comes back.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ACTING_PAGES_H
#define HD_WEB_ACTING_PAGES_H

#include "request.h"

/** POST /admin/clients/{id}/act: begins; "reason" is kept. */
hd_handler_t hd_acting_post;

/** POST /acting/end: back to the session of their own. */
hd_handler_t hd_acting_end_post;

/**
 * End the session of one's own that waits while somebody acts, or has waited when that is over after its hour: who signs
 * out is signed out of both, and who signs in leaves none behind.
 */
hd_error_t *hd_acting_end_own(hd_request_t *q);

#endif
