/* src/web/desk_pages.c: the queue, and the way to a ticket by its reference.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_pages.h"

#include <apr_strings.h>

#include "../base/token.h"
#include "../domain/queue.h"
#include "moved.h"
#include "page.h"
#include "queue_page.h"

hd_error_t *hd_desk_page(hd_request_t *q)
{
    const char *asked = hd_form_get(q->query, "ref");
    const hd_ticket_t *ticket;
    xmlNodePtr form;

    if (*asked) {
        hd_error_t *missing = hd_ticket_get(&ticket, q->db, q->who, HD_SIDE_AGENT, hd_reference_find(asked, q->pool),
                                            q->language, q->pool);
        if (missing && missing->kind != HD_NOT_FOUND) return missing;
        if (!missing) {
            q->see_other = apr_pstrcat(q->pool, "/desk/tickets/", ticket->facts.ref, NULL);
            return NULL;
        }
        q->faults = hd_error_field(q->pool, "ref-unknown", "ref");
        q->faults->value = asked;
    }
    HD_TRY(hd_page_begin(q, "desk"));
    HD_TRY(hd_moved_show(q));
    form = hd_view_form(q, 0);
    if (*asked) hd_view_value(q, form, "ref", asked);
    return hd_queue_add(q);
}
