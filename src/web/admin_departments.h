/* src/web/admin_departments.h: departments, as administrators see them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ADMIN_DEPARTMENTS_H
#define HD_WEB_ADMIN_DEPARTMENTS_H

#include "request.h"

/** GET /admin/departments/ */
hd_error_t *hd_admin_departments(hd_request_t *q);

/** GET and POST /admin/departments/new */
hd_error_t *hd_admin_department_new(hd_request_t *q);
hd_error_t *hd_admin_department_new_post(hd_request_t *q);

/** GET and POST /admin/departments/{slug} */
hd_error_t *hd_admin_department(hd_request_t *q);
hd_error_t *hd_admin_department_post(hd_request_t *q);

#endif
