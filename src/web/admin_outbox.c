/* src/web/admin_outbox.c: the outbox, as administrators see it.
 * May use: domain/, admin_page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_outbox.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/choice.h"
#include "../domain/administer.h"
#include "../domain/outbox_admin.h"
#include "admin_page.h"

#define LIST "/admin/outbox/"
#define PAGE 50

static const char *const filters[] = { "state", NULL };

/* "due.id"; NULL when it is not one. */
static const hd_outbox_place_t *read_place(hd_request_t *q, const char *name)
{
    const char *text = hd_form_get(q->query, name);
    hd_outbox_place_t *place = apr_palloc(q->pool, sizeof(*place));
    char *end;

    if (*text < '0' || *text > '9' || strspn(text, "0123456789.") != strlen(text)) return NULL;
    place->due = apr_strtoi64(text, &end, 10);
    if (*end != '.' || end[1] < '0' || end[1] > '9') return NULL;
    place->id = apr_strtoi64(end + 1, &end, 10);
    return *end ? NULL : place;
}

static const char *place_address(hd_request_t *q, const char *name, const apr_array_header_t *mails, int i)
{
    const hd_outbox_mail_t *mail = &APR_ARRAY_IDX(mails, i, hd_outbox_mail_t);
    const char *place = apr_psprintf(q->pool, "%" APR_INT64_T_FMT ".%" APR_INT64_T_FMT, mail->row.due_at, mail->id);

    return hd_admin_filtered(q, LIST, filters, name, place);
}

static void add_mail(hd_request_t *q, xmlNodePtr parent, const hd_outbox_mail_t *mail)
{
    const hd_outbox_row_t *row = &mail->row;
    xmlNodePtr node = hd_view_add(q->view, parent, "mail");

    hd_view_attr(q->view, node, "address", hd_admin_address(q, LIST, hd_outbox_handle(mail, q->pool), ""));
    hd_view_attr(q->view, node, "kind", row->kind);
    hd_view_attr(q->view, node, "recipient", row->recipient);
    hd_view_attr(q->view, node, "state", row->state);
    hd_view_attr(q->view, node, "ticket", row->reference);
    hd_view_attr_int(q->view, node, "attempts", row->attempts);
    HD_VIEW_TIME(q, node, "created", row->created_at);
    if (!strcmp(row->state, "queued")) HD_VIEW_TIME(q, node, "due", row->due_at);
    HD_VIEW_TIME(q, node, "sent", row->sent_at);
    if (row->last_error && *row->last_error) hd_view_attr(q->view, node, "error", row->last_error);
}

hd_error_t *hd_admin_outbox(hd_request_t *q)
{
    const char *state = hd_choice(hd_outbox_states, hd_form_get(q->query, "state")), *const *one;
    hd_outbox_query_t query = { state, read_place(q, "after"), read_place(q, "before"), PAGE };
    hd_outbox_depth_t depth;
    hd_outbox_page_t page;
    xmlNodePtr list, filter;
    int i;

    if (query.after) query.before = NULL;
    HD_TRY(hd_request_db(q));
    HD_TRY(hd_outbox_page(&page, q->db, &query, q->now, q->pool));
    HD_TRY(hd_outbox_depth(&depth, q->db, q->now, q->pool));
    HD_TRY(hd_admin_begin(q, "admin-outbox", "outbox", NULL));
    list = hd_admin_list(q, "outbox", "");
    filter = hd_admin_filter(q, list, "state", "select");
    for (one = hd_outbox_states; *one; one++) hd_admin_filter_option(q, filter, "state", *one, NULL, *one);
    for (i = 0; i < page.mails->nelts; i++) add_mail(q, list, &APR_ARRAY_IDX(page.mails, i, hd_outbox_mail_t));
    if (page.has_previous) hd_admin_link(q, list, "previous", place_address(q, "before", page.mails, 0));
    if (page.has_next) hd_admin_link(q, list, "next", place_address(q, "after", page.mails, page.mails->nelts - 1));
    if (depth.failed) hd_admin_button(q, list, "retry-all", LIST "retry");
    return NULL;
}

hd_error_t *hd_admin_outbox_retry_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    int count;

    HD_TRY(hd_administer_retry(&count, q->db, &by, NULL, q->pool));
    q->see_other = LIST;
    q->done = count ? "mail-retried" : "admin-same";
    return NULL;
}

hd_error_t *hd_admin_mail(hd_request_t *q)
{
    hd_admin_form_t *form;
    hd_outbox_mail_t mail;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_outbox_mail(&mail, q->db, q->arg[0], q->now, q->pool));
    HD_TRY(hd_admin_begin(q, "admin-mail", "outbox", mail.row.recipient));
    hd_admin_history(q, HD_OBJECT_MAIL, mail.row.id);
    add_mail(q, hd_view_root(q->view), &mail);
    if (strcmp(mail.row.state, "sent") && !mail.in_hand) {
        hd_admin_form(q, "mail-retry", hd_admin_address(q, LIST, hd_outbox_handle(&mail, q->pool), "/retry"), 0);
    }
    if ((!strcmp(mail.row.state, "queued") && !mail.in_hand) || !strcmp(mail.row.state, "failed")) {
        form = hd_admin_form(q, "mail-drop", hd_admin_address(q, LIST, hd_outbox_handle(&mail, q->pool), "/drop"), 0);
        hd_admin_input(form, "reason", "text", "", HD_INPUT_MUST | HD_INPUT_HINT);
    }
    return NULL;
}

static void finish(hd_request_t *q, const char *done)
{
    q->see_other = hd_admin_address(q, LIST, q->arg[0], "");
    q->done = done;
}

hd_error_t *hd_admin_mail_retry_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    hd_outbox_mail_t mail;
    int count;

    HD_TRY(hd_outbox_mail(&mail, q->db, q->arg[0], q->now, q->pool));
    HD_TRY(hd_administer_retry(&count, q->db, &by, mail.row.id, q->pool));
    finish(q, count ? "mail-retried" : "admin-same");
    return NULL;
}

hd_error_t *hd_admin_mail_drop_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, hd_form_get(q->form, "reason"), 0);
    int count;

    HD_TRY(hd_outbox_drop(&count, q->db, &by, q->arg[0], q->pool));
    finish(q, count ? "mail-dropped" : "admin-same");
    return NULL;
}
