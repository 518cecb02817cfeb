/* src/web/ticket_view.c: conversations as views; files of forms that come back.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ticket_view.h"

#include <apr_strings.h>

#include "../domain/answer.h"
#include "../domain/attachment.h"
#include "../text/fold.h"
#include "../text/markdown.h"
#include "urlencoded.h"

#define MINUTE_SEC 60
#define CHOICE_CHARS 60 /* of a message, where one of them is chosen */

/* What a conversation is shown with. */
typedef struct talk_t {
    hd_side_t side;
    const apr_array_header_t *held; /* hd_held_t; NULL: none */
    const char *seen;               /* public id of the newest message that the form showed; "" */
    int is_newer;                   /* that one has been passed */
} talk_t;

/* Images that browsers show safely. SVG is none of them: it can carry script. */
int hd_type_is_image(const char *type)
{
    return !strcmp(type, "image/png") || !strcmp(type, "image/jpeg") || !strcmp(type, "image/gif")
           || !strcmp(type, "image/webp");
}

static void add_file(hd_request_t *q, xmlNodePtr message, const hd_attachment_t *file)
{
    xmlNodePtr node = hd_view_add(q->view, message, "file");

    hd_view_attr(q->view, node, "id", file->public_id);
    hd_view_attr(q->view, node, "name", file->name);
    hd_view_attr(q->view, node, "type", file->type);
    hd_view_flag(q->view, node, "image", hd_type_is_image(file->type));
    hd_view_attr_int(q->view, node, "bytes", file->bytes);
    hd_view_attr(q->view, node, "size-text", hd_locale_bytes(q->locale, file->bytes, q->pool));
    hd_view_attr(q->view, node, "address",
                 apr_pstrcat(q->pool, "/attachments/", file->public_id, "/", hd_percent_encode(file->name, q->pool), NULL));
}

/* For the desk: notes, answers that can still be taken back, and what others have written since the form was made. */
static void add_of_desk(hd_request_t *q, xmlNodePtr node, const hd_message_t *message, const talk_t *talk)
{
    int i;

    if (!strcmp(message->side, "client") && *message->body_xml) { /* to tell them apart where one is chosen */
        hd_view_attr(q->view, node, "excerpt", hd_markdown_excerpt(message->body_xml, CHOICE_CHARS, q->pool));
    }
    hd_view_flag(q->view, node, "note", !strcmp(message->side, "note"));
    hd_view_flag(q->view, node, "fresh", talk->is_newer && message->person_id != q->who->id);
    for (i = 0; talk->held && i < talk->held->nelts; i++) {
        const hd_held_t *held = &APR_ARRAY_IDX(talk->held, i, hd_held_t);

        if (held->message_id != message->id) continue;
        hd_view_attr_int(q->view, node, "held", held->due_at > q->now ? held->due_at - q->now : 0);
        hd_view_flag(q->view, node, "undo", held->person_id == q->who->id);
    }
}

static void add_message(hd_request_t *q, xmlNodePtr ticket, const hd_message_t *message, const talk_t *talk, int last)
{
    xmlNodePtr node = hd_view_add(q->view, ticket, "message"), body;
    int i;

    hd_view_attr(q->view, node, "id", message->public_id);
    hd_view_attr(q->view, node, "from", strcmp(message->side, "client") ? "agent" : "client");
    if (talk->side == HD_SIDE_AGENT) add_of_desk(q, node, message, talk);
    hd_view_flag(q->view, node, "you", q->who && message->person_id == q->who->id);
    hd_view_attr(q->view, node, "name", message->author);
    hd_view_attr(q->view, node, "initials", hd_initials(message->author, q->pool));
    hd_view_attr(q->view, node, "channel", message->channel);
    HD_VIEW_TIME(q, node, "at", message->at);
    hd_view_flag(q->view, node, "last", last);
    body = hd_view_add(q->view, node, "body");
    if (hd_view_fragment(q->view, body, message->body_xml)) hd_view_text(q->view, body, message->body_xml);
    for (i = 0; i < message->files->nelts; i++) {
        add_file(q, node, &APR_ARRAY_IDX(message->files, i, hd_attachment_t));
    }
}

static void add_event(hd_request_t *q, xmlNodePtr ticket, const hd_ticket_event_t *event)
{
    xmlNodePtr node = hd_view_add(q->view, ticket, "event");

    hd_view_attr(q->view, node, "what", event->what);
    HD_VIEW_TIME(q, node, "at", event->at);
    hd_view_attr(q->view, node, "name", event->author);
    hd_view_flag(q->view, node, "you", q->who && event->author && event->person_id == q->who->id);
}

/* Messages and events in the order in which they happened; of the events those of the messages' time. */
static void add_talk(hd_request_t *q, xmlNodePtr node, const apr_array_header_t *messages,
                     const apr_array_header_t *events, talk_t *talk, int earlier, int later)
{
    int m = 0, e = 0;
    hd_time_t first = APR_ARRAY_IDX(messages, 0, hd_message_t).at;
    hd_time_t last = APR_ARRAY_IDX(messages, messages->nelts - 1, hd_message_t).at;

    while (m < messages->nelts || e < events->nelts) {
        const hd_message_t *message = m < messages->nelts ? &APR_ARRAY_IDX(messages, m, hd_message_t) : NULL;
        const hd_ticket_event_t *event = e < events->nelts ? &APR_ARRAY_IDX(events, e, hd_ticket_event_t) : NULL;
        if (!message || (event && event->at < message->at)) {
            if (!(earlier && event->at < first) && !(later && event->at > last)) add_event(q, node, event);
            e++;
        }
        else {
            add_message(q, node, message, talk, ++m == messages->nelts && !later);
            if (!strcmp(message->public_id, talk->seen)) talk->is_newer = 1;
        }
    }
}

static const char *answered_by(const apr_array_header_t *messages)
{
    int i;

    for (i = messages->nelts - 1; i >= 0; i--) {
        const hd_message_t *message = &APR_ARRAY_IDX(messages, i, hd_message_t);
        if (!strcmp(message->side, "agent")) return message->author;
    }
    return NULL;
}

/* The answers of a conversation that can still be taken back; asked for only when there is one. */
static hd_error_t *find_held(const apr_array_header_t **held, hd_request_t *q, const hd_ticket_t *ticket,
                             const apr_array_header_t *messages)
{
    apr_array_header_t *found;
    int i;

    for (i = 0; i < messages->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(messages, i, hd_message_t).side, "held")) continue;
        HD_TRY(hd_answers_held(&found, q->db, ticket->id, q->pool));
        *held = found;
        return NULL;
    }
    return NULL;
}

hd_error_t *hd_view_conversation(hd_request_t *q, const hd_ticket_t *ticket, hd_side_t side)
{
    const char *before = hd_form_get(q->query, "before"), *path = hd_request_page_path(q);
    talk_t talk = { side, NULL, hd_form_get(q->form, "seen"), 0 };
    apr_array_header_t *messages, *events;
    xmlNodePtr node;
    int earlier;

    HD_TRY(hd_ticket_messages(&messages, &earlier, q->db, ticket, side, before, q->pool));
    if (!messages->nelts) HD_TRY(hd_ticket_messages(&messages, &earlier, q->db, ticket, side, before = "", q->pool));
    HD_TRY(hd_ticket_events(&events, q->db, ticket, q->pool));
    if (side == HD_SIDE_AGENT) HD_TRY(find_held(&talk.held, q, ticket, messages));
    node = hd_view_add(q->view, hd_view_root(q->view), "ticket");
    hd_view_ticket_facts(q, node, &ticket->facts, side == HD_SIDE_AGENT || q->accounts->nelts > 1);
    HD_VIEW_TIME(q, node, "opened", ticket->created_at);
    if (ticket->answered_at) {
        hd_view_attr_int(q->view, node, "first-answer", (ticket->answered_at - ticket->created_at) / MINUTE_SEC);
    }
    hd_view_attr(q->view, node, "answered-by", answered_by(messages));
    hd_view_flag(q->view, node, "can-reply", 1);
    hd_view_flag(q->view, node, "can-close", !ticket->closed && side == HD_SIDE_CLIENT);
    hd_view_flag(q->view, node, "can-reopen", ticket->closed && side == HD_SIDE_CLIENT);
    if (earlier) {
        hd_view_attr(q->view, node, "earlier",
                     apr_pstrcat(q->pool, path, "?before=", APR_ARRAY_IDX(messages, 0, hd_message_t).public_id, NULL));
    }
    if (*before) hd_view_attr(q->view, node, "latest", path);
    if (side == HD_SIDE_AGENT && messages->nelts) {
        hd_view_attr(q->view, node, "newest", APR_ARRAY_IDX(messages, messages->nelts - 1, hd_message_t).public_id);
    }
    if (ticket->service) hd_view_service(q, node, ticket->service, 0);
    if (messages->nelts) add_talk(q, node, messages, events, &talk, earlier, *before != '\0');
    return NULL;
}

hd_upload_t hd_form_upload(hd_request_t *q)
{
    hd_upload_t upload = { q->form->files, hd_form_staged(q), q->portal->attachment_types, q->portal->attachment_max,
                           HD_FILES_MAX };

    return upload;
}

/* Too much of this person's waits already: of this form's files none is kept, and the page says so, whatever else it
 * was to say. */
static hd_error_t *refuse_waiting(hd_request_t *q, hd_upload_t *upload, hd_error_t *fault)
{
    hd_error_t *faults;
    int i;

    for (i = 0; i < upload->fresh->nelts; i++) {
        hd_refused_t *refused = apr_array_push(q->files_refused);
        refused->name = APR_ARRAY_IDX(upload->fresh, i, const hd_file_t *)->name;
        refused->code = fault->code;
    }
    HD_TRY(hd_request_locale(q));
    if (!strcmp(fault->code, "files-waiting")) {
        fault->value = hd_locale_bytes(q->locale, (apr_off_t)apr_atoi64(fault->value), q->pool);
    }
    q->faults = hd_error_join(q->faults, fault);
    q->status = HTTP_UNPROCESSABLE_ENTITY;
    upload->fresh = apr_array_make(q->pool, 1, sizeof(const hd_file_t *));
    faults = hd_attachments_gather(&q->staged, NULL, q->db, q->who->id, upload, q->pool);
    return faults && faults->kind != HD_INVALID ? faults : NULL;
}

static int holds(const apr_array_header_t *files, const hd_file_t *file)
{
    int i;

    for (i = 0; i < files->nelts; i++) {
        if (APR_ARRAY_IDX(files, i, const hd_file_t *) == file) return 1;
    }
    return 0;
}

hd_error_t *hd_form_stage(hd_request_t *q)
{
    hd_upload_t upload = hd_form_upload(q);
    apr_array_header_t *good, *bad = apr_array_make(q->pool, 1, sizeof(const hd_file_t *));
    hd_error_t *faults;
    int i;

    if (q->staged) return NULL;
    faults = hd_attachments_gather(&q->staged, &q->files_refused, q->db, q->who->id, &upload, q->pool);
    if (faults && faults->kind != HD_INVALID) return faults;
    upload.fresh = good = apr_array_make(q->pool, 4, sizeof(const hd_file_t *));
    for (i = 0; i < q->form->files->nelts; i++) {
        const hd_file_t *file = APR_ARRAY_IDX(q->form->files, i, const hd_file_t *);
        APR_ARRAY_PUSH(holds(q->staged, file) ? good : bad, const hd_file_t *) = file;
    }
    faults = hd_attachments_stage(q->db, q->portal->files, q->who->id, &upload, q->now, q->pool);
    if (faults) return faults->kind == HD_INVALID ? refuse_waiting(q, &upload, faults) : faults;
    q->form->files = bad;
    return NULL;
}

void hd_view_others(hd_request_t *q, xmlNodePtr parent, const apr_array_header_t *rows)
{
    int i;

    for (i = 0; i < rows->nelts; i++) {
        const hd_ticket_row_t *row = &APR_ARRAY_IDX(rows, i, hd_ticket_row_t);
        xmlNodePtr node = hd_view_add(q->view, parent, "other");

        hd_view_attr(q->view, node, "ref", row->ref);
        hd_view_attr(q->view, node, "subject", row->subject);
        hd_view_attr(q->view, node, "status", row->status);
        hd_view_attr(q->view, node, "priority", row->priority);
        HD_VIEW_TIME(q, node, "updated", row->updated_at);
    }
}
