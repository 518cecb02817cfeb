/* src/domain/outbox_read.c: what a mail is about, read from the database when its turn has come.
 * May use: store/, mail/, text/, base/. Must not know: HTTP, XML.
 * SPDX-License-Identifier: Apache-2.0 */
#include "outbox_work.h"

#include <apr_strings.h>

#include "../text/fold.h"
#include "department_edit.h"

static const hd_mail_kind_t kinds[] = {
    /* name                    auto_submitted    path               ticket message staff */
    { HD_MAIL_TICKET_RECEIPT,   "auto-replied",   "/tickets/",       1, 0, 0 },
    { HD_MAIL_TICKET_ALERT,     "auto-generated", "/desk/tickets/",  1, 0, 1 },
    { HD_MAIL_REPLY_RECEIPT,    "auto-replied",   "/tickets/",       1, 1, 0 },
    { HD_MAIL_REPLY_ALERT,      "auto-generated", "/desk/tickets/",  1, 1, 1 },
    { HD_MAIL_REOPEN_ALERT,     "auto-generated", "/desk/tickets/",  1, 0, 1 },
    { HD_MAIL_ASSIGNED_ALERT,   "auto-generated", "/desk/tickets/",  1, 0, 1 },
    { HD_MAIL_DUE_ALERT,        "auto-generated", "/desk/tickets/",  1, 0, 1 },
    { HD_MAIL_SILENCE,          "auto-generated", "/tickets/",       1, 0, 0 },
    { HD_MAIL_CLOSED,           "auto-generated", "/rate/",          1, 0, 0 },
    { HD_MAIL_ANSWER,           NULL,             "/tickets/",       1, 1, 0 },
    { HD_MAIL_PASSWORD_RESET,   "auto-generated", "/password/reset", 0, 0, 0 },
    { HD_MAIL_PASSWORD_CHANGED, "auto-generated", "/password/forgot", 0, 0, 0 },
    { HD_MAIL_INVITATION,       "auto-generated", "/password/reset", 0, 0, 0 },
};

const hd_mail_kind_t *hd_mail_kind(const char *name)
{
    apr_size_t i;

    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kinds[i].name, name) == 0) return &kinds[i];
    }
    return NULL;
}

/** The row itself. @param[out] found  0 when it is gone */
static hd_error_t *read_row(int *found, hd_outbox_work_t *work, apr_pool_t *pool)
{
    hd_mail_matter_t *matter = &work->matter;
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, work->db, "outbox_load", HD_ARGS(hd_int(work->id)), pool));
    *found = row != NULL;
    if (!row) return NULL;
    work->public_id = hd_row_text(row, 0);
    matter->kind = hd_row_text(row, 1);
    matter->recipient = hd_row_text(row, 2);
    matter->language = hd_row_text(row, 3);
    work->person_id = hd_row_int(row, 4);
    work->ticket_id = hd_row_int(row, 5);
    work->message_id = hd_row_int(row, 6);
    work->attempts = (int)hd_row_int(row, 7);
    work->created_at = matter->at = hd_row_int(row, 8);
    work->kind = hd_mail_kind(matter->kind);
    return NULL;
}

/** The recipient's name and language. @param[out] found  0 when they are gone */
static hd_error_t *read_person(int *found, hd_outbox_work_t *work, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, work->db, "outbox_person", HD_ARGS(hd_int(work->person_id)), pool));
    *found = row != NULL;
    if (!row) return NULL;
    work->matter.recipient_name = hd_row_text(row, 0);
    if (!*work->matter.language) work->matter.language = hd_row_text(row, 1);
    return NULL;
}

/** The agent that a mail is to, and who has given them the ticket. @param[out] wanted  0: they are not to get it any more */
static hd_error_t *read_agent(int *wanted, hd_outbox_work_t *work, apr_pool_t *pool)
{
    int assigned = strcmp(work->kind->name, HD_MAIL_ASSIGNED_ALERT) == 0;
    hd_rows_t *row, *change;

    HD_TRY(hd_db_one(&row, work->db, "tell_staff", HD_ARGS(hd_int(work->person_id), hd_int(work->ticket_id)), pool));
    *wanted = row && (!assigned || hd_row_int(row, 2) == work->person_id);
    if (!*wanted) return NULL;
    work->matter.recipient_name = hd_row_text(row, 0);
    if (!*work->matter.language) work->matter.language = hd_row_text(row, 1);
    if (!assigned) return NULL;
    HD_TRY(hd_db_one(&change, work->db, "change_last", HD_ARGS(hd_int(work->ticket_id), hd_text("assigned")), pool));
    if (change) work->matter.by = hd_row_text(change, 0);
    return NULL;
}

/** Who has left the account, or is kept out, gets no more mail about their tickets. @param[out] wanted  0: they do not */
static hd_error_t *read_client(int *wanted, hd_outbox_work_t *work, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, work->db, "outbox_client", HD_ARGS(hd_int(work->person_id), hd_int(work->ticket_id)), pool));
    *wanted = row != NULL;
    return NULL;
}

/** A department's name: in the mail's language, else in the same language's other script, else any, else its slug. */
static hd_error_t *read_department(hd_outbox_work_t *work, apr_int64_t id, const char *slug, apr_pool_t *pool)
{
    const char *language = work->matter.language, *name;
    apr_size_t primary = strcspn(language, "-");
    int best = 0;
    hd_rows_t *names;

    work->matter.department = slug;
    HD_TRY(hd_db_query(&names, work->db, "outbox_department_names", HD_ARGS(hd_int(id)), pool));
    while (hd_rows_next(names)) {
        const char *of = hd_row_text(names, 0);
        int fit = strcmp(of, language) == 0                                           ? 3
                  : strncmp(of, language, primary) == 0 && strcspn(of, "-") == primary ? 2
                                                                                       : 1;

        name = hd_row_text(names, 1);
        if (fit <= best) continue;
        best = fit;
        work->matter.department =
            fit == 2 && strcmp(language, "sr-Latn") == 0 ? hd_serbian_latin(name, pool) : name;
    }
    return NULL;
}

/** The ticket. @param[out] found  0 when it is gone */
static hd_error_t *read_ticket(int *found, hd_outbox_work_t *work, apr_pool_t *pool)
{
    hd_mail_matter_t *matter = &work->matter;
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, work->db, "outbox_ticket", HD_ARGS(hd_int(work->ticket_id)), pool));
    *found = row != NULL;
    if (!row) return NULL;
    matter->reference = hd_row_text(row, 0);
    matter->subject = hd_row_text(row, 1);
    matter->status = hd_row_text(row, 2);
    matter->priority = hd_row_text(row, 3);
    matter->account = hd_row_text(row, 6);
    matter->service = hd_row_text(row, 7);
    if (matter->service && !*matter->service) matter->service = NULL;
    matter->link = apr_pstrcat(pool, work->kind->path, matter->reference, NULL);
    HD_TRY(read_department(work, hd_row_int(row, 4), hd_row_text(row, 5), pool));
    if (strcmp(work->kind->name, HD_MAIL_ANSWER)) return NULL;
    return hd_department_signature(&matter->signature, work->db, hd_row_int(row, 4), matter->language, pool);
}

static hd_error_t *read_attachments(hd_outbox_work_t *work, apr_pool_t *pool)
{
    hd_rows_t *names;
    const char *all = NULL;

    HD_TRY(hd_db_query(&names, work->db, "outbox_attachment_names", HD_ARGS(hd_int(work->message_id)), pool));
    while (hd_rows_next(names)) {
        all = all ? apr_pstrcat(pool, all, "\n", hd_row_text(names, 0), NULL) : hd_row_text(names, 0);
    }
    work->matter.attachments = all;
    return NULL;
}

/** The message. @param[out] found  0 when it is gone */
static hd_error_t *read_message(int *found, hd_outbox_work_t *work, apr_pool_t *pool)
{
    hd_mail_matter_t *matter = &work->matter;
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, work->db, "outbox_message", HD_ARGS(hd_int(work->message_id), hd_int(work->ticket_id)),
                     pool));
    *found = row != NULL;
    if (!row) return NULL;
    work->message_public_id = hd_row_text(row, 0);
    matter->body = hd_row_text(row, 1);
    matter->body_xml = hd_row_text(row, 2);
    matter->at = hd_row_int(row, 3);
    matter->author = hd_row_text(row, 4);
    if (work->kind->needs_message) {
        matter->link = apr_pstrcat(pool, matter->link, "#reply-", work->message_public_id, NULL);
    }
    return read_attachments(work, pool);
}

static hd_error_t *gone(hd_mail_readiness_t *readiness, hd_outbox_work_t *work, const char *reason)
{
    *readiness = HD_MAIL_GONE;
    work->reason = reason;
    return NULL;
}

hd_error_t *hd_outbox_read(hd_mail_readiness_t *readiness, hd_outbox_work_t *work, apr_pool_t *pool)
{
    int found, wanted = 1;

    *readiness = HD_MAIL_READY;
    HD_TRY(read_row(&found, work, pool));
    if (!found) return gone(readiness, work, "the row is gone");
    if (!work->kind) return gone(readiness, work, "this version knows no such kind of mail");
    if (!strcmp(work->kind->name, HD_MAIL_PASSWORD_RESET) || !strcmp(work->kind->name, HD_MAIL_INVITATION)) {
        return hd_outbox_read_reset(readiness, work, hd_email_fold(work->matter.recipient, pool), pool);
    }

    if (work->person_id && !work->kind->for_staff) {
        HD_TRY(read_person(&found, work, pool));
        if (!found) return gone(readiness, work, "the person is gone");
    }
    if (work->person_id && work->kind->for_staff) HD_TRY(read_agent(&wanted, work, pool));
    if (!wanted) {
        *readiness = HD_MAIL_SILENT;
        return NULL;
    }
    if (!*work->matter.language) work->matter.language = work->run->default_language;
    if (!work->kind->about_ticket) {
        work->matter.link = work->kind->path;
        return NULL;
    }
    HD_TRY(read_ticket(&found, work, pool));
    if (!found) return gone(readiness, work, "the ticket is gone");
    if (work->person_id && !work->kind->for_staff) HD_TRY(read_client(&wanted, work, pool));
    if (!wanted) {
        *readiness = HD_MAIL_SILENT;
        return NULL;
    }
    if (strcmp(work->kind->name, HD_MAIL_CLOSED) == 0) return hd_outbox_read_link(work, pool);
    if (!work->message_id && !work->kind->needs_message) return NULL;
    HD_TRY(read_message(&found, work, pool));
    return found ? NULL : gone(readiness, work, "the message is gone");
}
