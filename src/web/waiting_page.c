/* src/web/waiting_page.c: the numbers beside the views of the queue, alone: a page that is open asks for them again and again.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "waiting_page.h"

#include "../domain/queue_overview.h"
#include "page.h"
#include "queue_look.h"
#include "queue_page.h"

/* The view has nothing that goes with the clock, so that its ETag says whether a number has changed. */
hd_error_t *hd_waiting_page(hd_request_t *q)
{
    apr_array_header_t *departments, *counts, *nobody = apr_array_make(q->pool, 1, sizeof(hd_agent_t));
    hd_queue_look_t look;
    xmlNodePtr node;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_queue_overview(&departments, &counts, q->db, q->who->id, q->language, q->pool));
    HD_TRY(hd_queue_look_read(&look, q, departments, nobody));
    HD_TRY(hd_page_begin_plain(q, "desk-waiting"));
    node = hd_view_add(q->view, hd_view_root(q->view), "queue");
    hd_view_attr(q->view, node, "view", look.view->name);
    hd_queue_add_rail(q, node, counts, departments, &look);
    return NULL;
}
