/* src/web/admin_home.h: the first page of the administration.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ADMIN_HOME_H
#define HD_WEB_ADMIN_HOME_H

#include "request.h"

/** GET /admin/ */
hd_error_t *hd_admin_home(hd_request_t *q);

#endif
