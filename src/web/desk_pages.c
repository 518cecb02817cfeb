/* src/web/desk_pages.c: the queue, searches, the way to a ticket by its reference, and what is done to several tickets.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_pages.h"

#include <apr_lib.h>
#include <apr_strings.h>

#include "../base/token.h"
#include "../domain/bulk.h"
#include "../domain/queue.h"
#include "moved.h"
#include "page.h"
#include "queue_look.h"
#include "queue_page.h"

/* Whether somebody means a reference: seven letters may be a word. */
static int is_reference(const char *asked)
{
    while (*asked && !apr_isalnum(*asked)) asked++;
    return apr_toupper(asked[0]) == 'H' && apr_toupper(asked[1]) == 'D' && asked[2] == '-';
}

/* A reference leads to its ticket. @param must  nothing else was meant */
static hd_error_t *go_to_ticket(hd_request_t *q, const char *asked, int must)
{
    const char *ref = hd_reference_find(asked, q->pool);
    const hd_ticket_t *ticket = NULL;
    hd_error_t *missing = ref || must ? hd_ticket_get(&ticket, q->db, q->who, HD_SIDE_AGENT, ref, q->language, q->pool) : NULL;

    if (missing && missing->kind != HD_NOT_FOUND) return missing;
    if (ticket) {
        q->see_other = apr_pstrcat(q->pool, "/desk/tickets/", ticket->facts.ref, NULL);
    } else if (must || (ref && is_reference(asked))) {
        q->faults = hd_error_field(q->pool, "ref-unknown", "q");
        q->faults->value = asked;
    }
    return NULL;
}

hd_error_t *hd_desk_page(hd_request_t *q)
{
    const char *words = hd_form_get(q->query, "q"), *ref = hd_form_get(q->query, "ref"), *asked = *words ? words : ref;
    xmlNodePtr form;

    if (*asked) HD_TRY(go_to_ticket(q, asked, !*words));
    if (q->see_other) return NULL;
    HD_TRY(hd_page_begin(q, "desk"));
    HD_TRY(hd_moved_show(q));
    form = hd_view_form(q, 0);
    if (*asked) hd_view_value(q, form, "q", asked);
    return hd_queue_add(q);
}

/* The list as it was: its address comes along as the form's query. */
static const char *list_address(const hd_request_t *q)
{
    return q->r->args && *q->r->args ? apr_pstrcat(q->pool, "/desk/?", q->r->args, NULL) : "/desk/";
}

hd_error_t *hd_desk_bulk_post(hd_request_t *q)
{
    static const hd_set_t sets[] = { HD_SET_DEPARTMENT, HD_SET_PRIORITY, HD_SET_ASSIGNEE, HD_SET_STATUS };
    hd_change_t change = { .to = { NULL } };
    apr_size_t i;
    int changed;

    for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        const char *to = hd_form_get(q->form, hd_set_names[sets[i]]);
        if (*to) change.to[sets[i]] = sets[i] == HD_SET_ASSIGNEE && !strcmp(to, HD_NOBODY) ? "" : to;
    }
    HD_TRY(hd_request_db(q));
    HD_TRY(hd_bulk_change(&changed, q->db, q->who, hd_form_all(q->form, "ticket", q->pool), &change, q->now, q->pool));
    q->see_other = list_address(q);
    q->done = "tickets-changed";
    return NULL;
}
