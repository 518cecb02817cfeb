/* src/web/admin_home.c: the first page of the administration: what there is.
 * May use: admin_page.h. Must not know: how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_home.h"

#include "admin_page.h"

hd_error_t *hd_admin_home(hd_request_t *q)
{
    return hd_admin_begin(q, "admin", "", NULL);
}
