/* src/web/admin_services.h: services, as administrators keep them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ADMIN_SERVICES_H
#define HD_WEB_ADMIN_SERVICES_H

#include "request.h"

/** GET /admin/services/: those that were added last, or ?q=, ?account=, ?state=. */
hd_handler_t hd_admin_services_page;

/** GET, POST /admin/services/new: a new one; ?account= fills that in. */
hd_handler_t hd_admin_service_new_page;
hd_handler_t hd_admin_service_new_post;

/** GET, POST /admin/services/{id}: what it is, and until when. */
hd_handler_t hd_admin_service_page;
hd_handler_t hd_admin_service_post;

/** POST /admin/services/{id}/state: suspended, resumed, cancelled. */
hd_handler_t hd_admin_service_state_post;

#endif
