/* src/web/work_pages.c: what agents do to a ticket.
 * May use: domain/, page.h, ticket_view.h, work_view.h. Must not know: SQL, how it looks.
 *
 * All buttons of the page belong to one form, so that an answer which is being written comes along with each of them:
 * what is not an answer or a note changes the ticket, and shows the page again with what was typed.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work_pages.h"

#include <apr_strings.h>

#include "../base/choice.h"
#include "../base/token.h"
#include "../domain/answer.h"
#include "../domain/attachment.h"
#include "../domain/change.h"
#include "../domain/macro_text.h"
#include "../domain/merge.h"
#include "../domain/queue.h"
#include "../text/fold.h"
#include "moved.h"
#include "page.h"
#include "ticket_view.h"
#include "work_view.h"

/* The files of an answer that was taken back wait already; their ids come with the address. */
static hd_error_t *find_staged(hd_request_t *q)
{
    hd_upload_t upload = { apr_array_make(q->pool, 1, sizeof(const hd_file_t *)), hd_form_all(q->query, "staged", q->pool),
                           q->portal->attachment_types, q->portal->attachment_max, HD_FILES_MAX };
    hd_error_t *faults = hd_attachments_gather(&q->staged, NULL, q->db, q->who->id, &upload, q->pool);

    return faults && faults->kind != HD_INVALID ? faults : NULL;
}

/* The text for the form: what was typed comes back by itself; else that of an answer taken back. */
static hd_error_t *add_body(hd_request_t *q, const hd_ticket_t *ticket, xmlNodePtr form)
{
    const char *again = hd_form_get(q->query, "again");
    hd_undone_t undone = { NULL, NULL };

    if (hd_form_has(q->form, "body")) return NULL;
    if (*again && !q->form) HD_TRY(hd_answer_undone(&undone, q->db, q->who, ticket, again, q->pool));
    hd_view_value(q, form, "body", undone.body ? undone.body : "");
    return NULL;
}

/* A page is shown whether or not that can be written now. */
static hd_error_t *note_seen(hd_request_t *q, const hd_ticket_t *ticket)
{
    hd_error_t *error;

    if (q->r->method_number != M_GET || q->r->header_only) return NULL;
    error = hd_queue_seen(q->db, q->who->id, ticket->id, ticket->facts.updated_at, q->now, q->pool);
    return error && error->kind != HD_BUSY && error->kind != HD_FULL ? error : NULL;
}

/* The ticket that has the conversation now. */
static hd_error_t *find_talk(const hd_ticket_t **ticket, hd_request_t *q)
{
    HD_TRY(hd_ticket_get(ticket, q->db, q->who, HD_SIDE_AGENT, q->arg[0], q->language, q->pool));
    if (!(*ticket)->merged_into) return NULL;
    return hd_ticket_get(ticket, q->db, q->who, HD_SIDE_AGENT, (*ticket)->merged_into, q->language, q->pool);
}

hd_error_t *hd_desk_ticket_page(hd_request_t *q)
{
    const hd_ticket_t *ticket;
    xmlNodePtr form;

    HD_TRY(hd_ticket_get(&ticket, q->db, q->who, HD_SIDE_AGENT, q->arg[0], q->language, q->pool));
    if (ticket->merged_into && !q->form) {
        q->see_other = apr_pstrcat(q->pool, "/desk/tickets/", ticket->merged_into, NULL);
        return NULL;
    }
    if (ticket->merged_into) HD_TRY(find_talk(&ticket, q));
    if (q->form) HD_TRY(hd_form_stage(q));
    else if (hd_form_has(q->query, "staged")) HD_TRY(find_staged(q));
    HD_TRY(hd_page_begin(q, "desk-ticket"));
    HD_TRY(hd_view_conversation(q, ticket, HD_SIDE_AGENT));
    HD_TRY(hd_view_work(q, ticket));
    HD_TRY(note_seen(q, ticket));
    form = hd_view_upload_form(q);
    HD_TRY(add_body(q, ticket, form));
    return q->previewing ? hd_view_preview(q, hd_form_get(q->form, "body")) : NULL;
}

/* Whether something was written that would be lost with the page. */
static int has_draft(hd_request_t *q)
{
    return *hd_text_trim(hd_form_get(q->form, "body"), q->pool) || q->form->files->nelts || hd_form_staged(q)->nelts;
}

/* To the ticket, if it is where the agent works; when an answer is being written, its page is the answer, with the text
 * in it. */
static hd_error_t *finish(hd_request_t *q, const char *ref, const char *done)
{
    int gone;

    HD_TRY(hd_moved_look(&gone, q, ref));
    if (gone) return NULL;
    q->done = done;
    if (has_draft(q)) {
        q->arg[0] = ref;
        return hd_desk_ticket_page(q);
    }
    q->see_other = apr_pstrcat(q->pool, "/desk/tickets/", ref, NULL);
    return NULL;
}

static const char *ref_of(hd_request_t *q)
{
    return hd_reference_fold(q->arg[0], q->pool);
}

/* The day up to which a ticket is to be on hold, where it is given. */
static hd_error_t *read_until(hd_time_t *until, hd_request_t *q)
{
    const char *text = hd_text_trim(hd_form_get(q->form, "until"), q->pool);

    *until = 0;
    if (!*text) return NULL;
    HD_TRY(hd_request_locale(q));
    *until = hd_locale_read(q->locale, text);
    if (!*until) return hd_error_field(q->pool, "until-unknown", "until");
    return *until > q->now ? NULL : hd_error_field(q->pool, "until-past", "until");
}

/* The fields of the panel that the form has, and what it showed. */
static void read_change(hd_change_t *change, hd_request_t *q)
{
    int i;

    memset(change, 0, sizeof(*change));
    for (i = 0; i < HD_SETS; i++) {
        const char *was = apr_pstrcat(q->pool, "was-", hd_set_names[i], NULL);

        if (hd_form_has(q->form, hd_set_names[i])) change->to[i] = hd_form_get(q->form, hd_set_names[i]);
        if (hd_form_has(q->form, was)) change->was[i] = hd_form_get(q->form, was);
    }
}

/* A day belongs to a ticket that is, or is to be, on hold; without one the day that it has stays. */
static hd_error_t *read_hold(hd_change_t *change, hd_request_t *q)
{
    const char *status = change->to[HD_SET_STATUS];

    return status && !strcmp(status, "on-hold") ? read_until(&change->hold_until, q) : NULL;
}

/* What becomes of the ticket with the answer: what the button says; else what was chosen as the status. */
static hd_error_t *read_then(hd_reply_t *reply, hd_request_t *q, const hd_change_t *change)
{
    static const char *const chosen[] = { "in-progress", "on-hold", "closed", NULL };
    const char *then = hd_form_get(q->form, "then"), *to = change->to[HD_SET_STATUS], *was = change->was[HD_SET_STATUS];

    if (!strcmp(then, "close")) reply->then = "closed";
    else if (!strcmp(then, "hold")) reply->then = "on-hold";
    else if (*then) return hd_error_field(q->pool, "status-unknown", "status");
    else if (to && was && strcmp(to, was)) reply->then = hd_choice(chosen, to);
    return reply->then && !strcmp(reply->then, "on-hold") ? read_until(&reply->hold_until, q) : NULL;
}

static hd_reply_t read_reply(hd_request_t *q, const hd_change_t *change)
{
    hd_reply_t reply = { .side = HD_SIDE_AGENT, .ref = q->arg[0], .body = hd_form_get(q->form, "body"),
                         .once = hd_form_get(q->form, "once"), .channel = "staff", .files = hd_form_upload(q),
                         .seen = hd_form_get(q->form, "seen"), .change = change };

    return reply;
}

static hd_error_t *write_reply(hd_request_t *q, const hd_reply_t *reply, const char *done)
{
    hd_replied_t replied;
    int gone;

    HD_TRY(hd_reply_add(&replied, q->db, q->portal->files, q->who, reply, q->now, q->pool));
    HD_TRY(hd_moved_look(&gone, q, replied.ref));
    if (gone) return NULL;
    q->see_other = apr_pstrcat(q->pool, "/desk/tickets/", replied.ref, "#reply-", replied.id, NULL);
    q->done = done;
    return NULL;
}

/* Preview asks for the page alone. */
static int wants_preview(hd_request_t *q)
{
    q->previewing = *hd_form_get(q->form, "preview") != '\0';
    return q->previewing;
}

/* No client reads a placeholder of a canned answer that the ticket had nothing for. */
static hd_error_t *check_places(hd_request_t *q)
{
    static const char *const none[HD_PLACES];
    apr_array_header_t *left;
    hd_error_t *fault;

    hd_macro_text_fill(&left, hd_form_get(q->form, "body"), none, q->pool);
    if (!left->nelts) return NULL;
    fault = hd_error_field(q->pool, "place-left", "body");
    fault->value = apr_pstrcat(q->pool, "{{", APR_ARRAY_IDX(left, 0, const char *), "}}", NULL);
    return fault;
}

hd_error_t *hd_desk_reply_post(hd_request_t *q)
{
    hd_change_t change;
    hd_reply_t reply;

    if (wants_preview(q)) return hd_desk_ticket_page(q);
    read_change(&change, q);
    reply = read_reply(q, &change);
    reply.undo_sec = q->portal->undo_sec;
    HD_TRY(read_then(&reply, q, &change));
    HD_TRY(check_places(q));
    return write_reply(q, &reply, "reply-sent");
}

hd_error_t *hd_desk_note_post(hd_request_t *q)
{
    hd_change_t change;
    hd_reply_t note;

    if (wants_preview(q)) return hd_desk_ticket_page(q);
    read_change(&change, q);
    HD_TRY(read_hold(&change, q));
    note = read_reply(q, &change);
    note.is_note = 1;
    return write_reply(q, &note, "note-added");
}

/* A text that is being written would be lost with a ticket that goes where its writer does not work. */
static hd_error_t *check_draft(hd_request_t *q, const hd_change_t *change)
{
    const char *to = change->to[HD_SET_DEPARTMENT], *was = change->was[HD_SET_DEPARTMENT];
    apr_array_header_t *all;
    const hd_scope_t *scope;
    int i;

    if (!to || (was && !strcmp(to, was)) || !has_draft(q)) return NULL;
    HD_TRY(hd_scope_get(&scope, q->db, q->who->id, q->pool));
    HD_TRY(hd_departments(&all, q->db, q->language, q->pool));
    for (i = 0; i < all->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(all, i, hd_department_t);
        if (strcmp(one->slug, to) || hd_scope_has(scope, one->id)) continue;
        return hd_error_field(q->pool, "department-away", "department");
    }
    return NULL;
}

static hd_error_t *apply(hd_request_t *q, hd_change_t *change, const char *done)
{
    int count;

    HD_TRY(check_draft(q, change));
    HD_TRY(hd_ticket_change(&count, q->db, q->who, q->arg[0], change, q->now, q->pool));
    return finish(q, ref_of(q), count ? done : NULL);
}

hd_error_t *hd_desk_assign_post(hd_request_t *q)
{
    hd_change_t all, change = { { NULL }, { NULL }, 0, 0 };

    read_change(&all, q);
    if (!all.to[HD_SET_ASSIGNEE]) return hd_error_field(q->pool, "assignee-unknown", "assignee");
    change.to[HD_SET_ASSIGNEE] = all.to[HD_SET_ASSIGNEE];
    change.was[HD_SET_ASSIGNEE] = all.was[HD_SET_ASSIGNEE];
    return apply(q, &change, "ticket-assigned");
}

hd_error_t *hd_desk_set_post(hd_request_t *q)
{
    hd_change_t change;

    read_change(&change, q);
    HD_TRY(read_hold(&change, q));
    return apply(q, &change, "ticket-set");
}

hd_error_t *hd_desk_hold_post(hd_request_t *q)
{
    hd_change_t change;

    read_change(&change, q);
    change.to[HD_SET_STATUS] = "on-hold";
    HD_TRY(read_until(&change.hold_until, q));
    change.hold_open = !change.hold_until;
    return apply(q, &change, "ticket-held");
}

/* Put a text that comes back before what has been typed since. */
static void put_before(hd_request_t *q, const char *body)
{
    int i;

    for (i = 0; i < q->form->fields->nelts; i++) {
        hd_field_t *field = &APR_ARRAY_IDX(q->form->fields, i, hd_field_t);

        if (strcmp(field->name, "body")) continue;
        field->value = apr_pstrcat(q->pool, body, "\n\n", field->value, NULL);
        return;
    }
}

/* Let the files of an answer that was taken back wait for the form again; where they cannot, the page says so.
 * @param[out] query  that names them */
static hd_error_t *stage_again(const char **query, hd_request_t *q, const hd_undone_t *undone)
{
    hd_upload_t upload = { undone->files, NULL, q->portal->attachment_types, q->portal->attachment_max, HD_FILES_MAX };
    hd_error_t *error;
    int i;

    *query = "";
    error = hd_attachments_stage_again(q->db, q->portal->files, q->who->id, &upload, q->now, q->pool);
    q->done = error ? "reply-undone-bare" : "reply-undone";
    if (error) return error->kind == HD_INVALID || error->kind == HD_NOT_FOUND ? NULL : error;
    for (i = 0; i < upload.fresh->nelts; i++) {
        const hd_file_t *file = APR_ARRAY_IDX(upload.fresh, i, const hd_file_t *);
        hd_field_t *staged = apr_array_push(q->form->fields);

        staged->name = "staged";
        staged->value = file->staged;
        *query = apr_pstrcat(q->pool, *query, "&staged=", file->staged, NULL);
    }
    return NULL;
}

hd_error_t *hd_desk_undo_post(hd_request_t *q)
{
    const char *id = hd_form_get(q->form, "message"), *query;
    int draft = has_draft(q);
    const hd_ticket_t *ticket;
    hd_undone_t undone;

    HD_TRY(hd_answer_undo(q->db, q->who, q->arg[0], id, q->now, q->pool));
    HD_TRY(find_talk(&ticket, q));
    HD_TRY(hd_answer_undone(&undone, q->db, q->who, ticket, id, q->pool));
    if (!undone.body) return hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
    HD_TRY(stage_again(&query, q, &undone));
    if (draft) {
        put_before(q, undone.body);
        return hd_desk_ticket_page(q);
    }
    q->see_other = apr_pstrcat(q->pool, "/desk/tickets/", ticket->facts.ref, "?again=", id, query, "#reply", NULL);
    return NULL;
}

hd_error_t *hd_desk_merge_post(hd_request_t *q)
{
    const char *to;

    HD_TRY(hd_ticket_merge(&to, q->db, q->who, q->arg[0], hd_form_get(q->form, "into"), q->now, q->pool));
    return finish(q, to, "tickets-merged");
}

/* An answer that is being written belongs to the old ticket: its page stays then. */
hd_error_t *hd_desk_split_post(hd_request_t *q)
{
    const char *to;

    HD_TRY(hd_ticket_split(&to, q->db, q->who, q->arg[0], hd_form_get(q->form, "message"), hd_form_get(q->form, "title"),
                           q->now, q->pool));
    return finish(q, has_draft(q) ? ref_of(q) : to, "ticket-split");
}
