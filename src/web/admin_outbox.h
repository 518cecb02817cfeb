/* src/web/admin_outbox.h: the outbox, as administrators see it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ADMIN_OUTBOX_H
#define HD_WEB_ADMIN_OUTBOX_H

#include "request.h"

/** GET /admin/outbox/, POST /admin/outbox/retry: all that failed. */
hd_error_t *hd_admin_outbox(hd_request_t *q);
hd_error_t *hd_admin_outbox_retry_post(hd_request_t *q);

/** GET /admin/outbox/{id}, POST …/retry, …/drop */
hd_error_t *hd_admin_mail(hd_request_t *q);
hd_error_t *hd_admin_mail_retry_post(hd_request_t *q);
hd_error_t *hd_admin_mail_drop_post(hd_request_t *q);

#endif
