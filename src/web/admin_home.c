/* src/web/admin_home.c: the first page of the administration: what there is, and what wants to be looked at.
 * May use: domain/, admin_page.h. Must not know: how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_home.h"

#include "../domain/outbox.h"
#include "admin_page.h"

hd_error_t *hd_admin_home(hd_request_t *q)
{
    hd_outbox_depth_t depth;
    xmlNodePtr node;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_outbox_depth(&depth, q->db, q->now, q->pool));
    HD_TRY(hd_admin_begin(q, "admin", "", NULL));
    if (!depth.failed) return NULL;
    node = hd_view_add(q->view, hd_view_root(q->view), "failed");
    hd_view_attr_int(q->view, node, "mails", depth.failed);
    return NULL;
}
