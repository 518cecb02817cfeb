/* src/web/admin_webhooks.h: webhooks, as administrators keep them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ADMIN_WEBHOOKS_H
#define HD_WEB_ADMIN_WEBHOOKS_H

#include "request.h"

/** GET /admin/webhooks/: all of them, how they do, what waits. */
hd_handler_t hd_admin_webhooks_page;

/** GET, POST /admin/webhooks/new: a new one. The form brings the secret, which is shown there and never again. */
hd_handler_t hd_admin_webhook_new_page;
hd_handler_t hd_admin_webhook_new_post;

/** GET, POST /admin/webhooks/{id}: one of them. */
hd_handler_t hd_admin_webhook_page;
hd_handler_t hd_admin_webhook_post;

/** GET, POST /admin/webhooks/{id}/secret: another secret; as that of a new one. */
hd_handler_t hd_admin_webhook_secret_page;
hd_handler_t hd_admin_webhook_secret_post;

/** POST /admin/webhooks/{id}/try: what waits for another try is tried now. */
hd_handler_t hd_admin_webhook_try_post;

/** POST /admin/webhooks/{id}/delete: "confirm" has to be ticked. */
hd_handler_t hd_admin_webhook_delete_post;

#endif
