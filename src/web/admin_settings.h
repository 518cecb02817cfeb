/* src/web/admin_settings.h: the page of the settings.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ADMIN_SETTINGS_H
#define HD_WEB_ADMIN_SETTINGS_H

#include "request.h"

/** GET and POST /admin/settings */
hd_error_t *hd_admin_settings(hd_request_t *q);
hd_error_t *hd_admin_settings_post(hd_request_t *q);

#endif
