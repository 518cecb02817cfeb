/* src/web/admin_macros.h: canned answers, as administrators keep them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ADMIN_MACROS_H
#define HD_WEB_ADMIN_MACROS_H

#include "request.h"

/** GET /admin/macros/: all canned answers. */
hd_handler_t hd_admin_macros_page;

/** GET, POST /admin/macros/new: a new one. */
hd_handler_t hd_admin_macro_new_page;
hd_handler_t hd_admin_macro_new_post;

/** GET, POST /admin/macros/{id}: one of them; its form, and that which deletes it. */
hd_handler_t hd_admin_macro_page;
hd_handler_t hd_admin_macro_post;

/** POST /admin/macros/{id}/delete: "confirm" has to be ticked. */
hd_handler_t hd_admin_macro_delete_post;

#endif
