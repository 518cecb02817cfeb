/* src/web/rate_pages.c: rating a ticket, on its page and by a mailed link; opening one again by the link.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "rate_pages.h"

#include <apr_strings.h>

#include "../domain/rating.h"
#include "page.h"

/* Whoever has the link may be nobody who is signed in: the form's token is of a session made for it. */
static hd_error_t *begin(hd_request_t *q)
{
    HD_TRY(hd_page_begin(q, "rate"));
    if (!q->who && !q->wants_xml) hd_csrf_show(q, 1);
    return NULL;
}

hd_error_t *hd_rate_get(hd_request_t *q)
{
    const hd_ticket_link_t *link;
    xmlNodePtr node;
    int closed;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_ticket_link_find(&link, q->db, q->arg[0], q->now, q->pool));
    if (!link) {
        q->status = HTTP_NOT_FOUND;
        return hd_page_begin(q, "rate");
    }
    HD_TRY(begin(q));
    closed = !strcmp(link->status, "closed");
    node = hd_view_add(q->view, hd_view_root(q->view), "link");
    hd_view_attr(q->view, node, "ref", link->ref);
    hd_view_attr(q->view, node, "subject", link->subject);
    hd_view_attr(q->view, node, "status", link->status);
    hd_view_attr(q->view, node, "address", apr_pstrcat(q->pool, "/rate/", q->arg[0], NULL));
    hd_view_flag(q->view, node, "used", link->is_used);
    hd_view_flag(q->view, node, "can-rate", closed && !link->is_used && !link->is_rated);
    hd_view_flag(q->view, node, "can-reopen", closed && !link->is_used);
    if (closed && !link->is_used) {
        xmlNodePtr form = hd_view_form(q, 0);
        if (!hd_form_has(q->form, "comment")) hd_view_value(q, form, "comment", "");
    }
    return NULL;
}

static hd_rating_given_t given(const hd_request_t *q)
{
    return (hd_rating_given_t){ hd_form_get(q->form, "rating"), hd_form_get(q->form, "comment") };
}

/* Back to the page of the link, which says that it is used. */
static hd_error_t *back(hd_request_t *q, const char *done)
{
    q->see_other = apr_pstrcat(q->pool, "/rate/", q->arg[0], NULL);
    q->done = done;
    return NULL;
}

hd_error_t *hd_rate_post(hd_request_t *q)
{
    const hd_rating_given_t form = given(q);

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_rating_give_by_link(q->db, q->arg[0], &form, q->now, q->pool));
    return back(q, "ticket-rated");
}

hd_error_t *hd_rate_reopen_post(hd_request_t *q)
{
    HD_TRY(hd_request_db(q));
    HD_TRY(hd_ticket_reopen_by_link(q->db, q->arg[0], q->now, q->pool));
    return back(q, "ticket-reopened");
}

hd_error_t *hd_ticket_rate_post(hd_request_t *q)
{
    const hd_rating_given_t form = given(q);

    HD_TRY(hd_rating_give(q->db, q->who, q->arg[0], &form, q->now, q->pool));
    q->see_other = apr_pstrcat(q->pool, "/tickets/", q->arg[0], NULL);
    q->done = "ticket-rated";
    return NULL;
}

hd_error_t *hd_rating_add(hd_request_t *q, const hd_ticket_t *ticket, hd_side_t side)
{
    hd_rating_t rating;
    xmlNodePtr node;

    if (!ticket->closed && side == HD_SIDE_CLIENT) return NULL;
    HD_TRY(hd_rating_of(&rating, q->db, ticket->id, q->pool));
    if (!rating.rating && (side == HD_SIDE_AGENT || q->who->acting_id)) return NULL; /* what a client thinks, only they say */
    node = hd_view_add(q->view, hd_view_root(q->view), "rating");
    if (!rating.rating) return NULL;
    hd_view_attr_int(q->view, node, "value", rating.rating);
    hd_view_attr(q->view, node, "name", rating.name);
    HD_VIEW_TIME(q, node, "at", rating.at);
    if (*rating.comment) hd_view_add_text(q->view, node, "comment", rating.comment);
    return NULL;
}
