/* src/web/audit_page.h: the list of administrative changes.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_AUDIT_PAGE_H
#define HD_WEB_AUDIT_PAGE_H

#include "request.h"

/** GET /admin/audit */
hd_error_t *hd_audit_page(hd_request_t *q);

/** GET /admin/audit.csv: the same list for spreadsheets. */
hd_error_t *hd_audit_csv(hd_request_t *q);

#endif
