/* src/web/admin_levels.h: what a department promises, as administrators set it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ADMIN_LEVELS_H
#define HD_WEB_ADMIN_LEVELS_H

#include "request.h"

/** GET and POST /admin/departments/{slug}/levels */
hd_error_t *hd_admin_levels(hd_request_t *q);
hd_error_t *hd_admin_levels_post(hd_request_t *q);

#endif
