/* src/domain/tell.c: who of the staff and of the client's is mailed about what happens to a ticket.
 * May use: outbox.h, store/, text/. Must not know: HTTP, how a mail is worded.
 * SPDX-License-Identifier: Apache-2.0 */
#include "tell.h"

#include <string.h>

#include "../base/log.h"
#include "../text/fold.h"
#include "webhook.h"

#define A_TURN 100 /* mails from which others follow, in one transaction of the worker */

/* A mail from which others may follow. */
typedef struct new_mail_t {
    apr_int64_t id, author, ticket, message;
    hd_time_t created_at;
    const char *kind;
} new_mail_t;

/* Some of them, in one transaction. */
typedef struct batch_t {
    const new_mail_t *mails;
    int count;
    int mark_only;
    hd_time_t now;
} batch_t;

/* The folded addresses of the ticket's department. */
static hd_error_t *read_addresses(apr_array_header_t **folded, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool)
{
    hd_rows_t *rows;

    *folded = apr_array_make(pool, 4, sizeof(const char *));
    HD_TRY(hd_db_query(&rows, db, "tell_addresses", HD_ARGS(hd_int(ticket)), pool));
    while (hd_rows_next(rows)) {
        const char *one = hd_email_fold(hd_row_text(rows, 0), pool);
        if (one) APR_ARRAY_PUSH(*folded, const char *) = one;
    }
    return NULL;
}

static int has(const apr_array_header_t *texts, const char *text)
{
    int i;

    for (i = 0; i < texts->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(texts, i, const char *), text)) return 1;
    }
    return 0;
}

/* One mail to each person of the rows; whoever has got one is in told from then on. */
static hd_error_t *mail_each(hd_rows_t *people, apr_array_header_t *told, hd_db_t *db, const hd_outbox_item_t *mail,
                             hd_time_t now, apr_pool_t *pool)
{
    while (hd_rows_next(people)) {
        hd_outbox_item_t item = *mail;

        if (has(told, hd_row_text(people, 2))) continue;
        APR_ARRAY_PUSH(told, const char *) = hd_row_text(people, 2);
        item.person_id = hd_row_int(people, 0);
        item.recipient = hd_row_text(people, 1);
        HD_TRY(hd_outbox_add(db, &item, now, now, pool));
    }
    return NULL;
}

hd_error_t *hd_tell_agents(hd_db_t *db, const hd_outbox_item_t *mail, apr_int64_t author, hd_time_t now,
                           apr_pool_t *pool)
{
    const hd_value_t *args = HD_ARGS(hd_int(mail->ticket_id), hd_int(author));
    int is_new = !strcmp(mail->kind, HD_MAIL_TICKET_ALERT); /* who has taken it meanwhile knows of it */
    hd_rows_t *everything, *assignee = NULL;
    apr_array_header_t *told;

    HD_TRY(hd_db_query(&everything, db, "tell_all", args, pool));
    if (!is_new) HD_TRY(hd_db_query(&assignee, db, "tell_assignee", args, pool));
    if (!hd_rows_count(everything) && (!assignee || !hd_rows_count(assignee))) return NULL;
    HD_TRY(read_addresses(&told, db, mail->ticket_id, pool));
    HD_TRY(mail_each(everything, told, db, mail, now, pool));
    return assignee ? mail_each(assignee, told, db, mail, now, pool) : NULL;
}

hd_error_t *hd_tell_assigned(hd_db_t *db, apr_int64_t ticket, const hd_person_t *who, hd_time_t now, apr_pool_t *pool)
{
    hd_outbox_item_t mail = { HD_MAIL_ASSIGNED_ALERT, NULL, NULL, 0, ticket, 0 };
    apr_array_header_t *told = apr_array_make(pool, 1, sizeof(const char *));
    hd_rows_t *assignee;

    HD_TRY(hd_db_query(&assignee, db, "tell_assignee", HD_ARGS(hd_int(ticket), hd_int(who->id)), pool));
    return mail_each(assignee, told, db, &mail, now, pool);
}

/* Nobody reaches the ticket: the mail stands in the outbox as one that went to nobody, and what follows from it, follows. */
static hd_error_t *mail_opener(hd_db_t *db, const hd_outbox_item_t *mail, hd_time_t now, apr_pool_t *pool)
{
    hd_outbox_item_t item = *mail;
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "tell_opener", HD_ARGS(hd_int(mail->ticket_id)), pool));
    if (!row) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    item.person_id = hd_row_int(row, 0);
    item.recipient = hd_row_text(row, 1);
    return hd_outbox_add(db, &item, now, now, pool);
}

hd_error_t *hd_tell_clients(hd_db_t *db, const hd_outbox_item_t *mail, apr_int64_t author, hd_time_t now, apr_pool_t *pool)
{
    apr_int64_t rank = -1;
    hd_rows_t *people;
    int mails = 0;

    HD_TRY(hd_db_query(&people, db, "tell_clients", HD_ARGS(hd_int(mail->ticket_id)), pool));
    while (hd_rows_next(people)) {
        hd_outbox_item_t item = *mail;

        if (rank < 0) rank = hd_row_int(people, 2);
        if (hd_row_int(people, 2) != rank) break;
        if (hd_row_int(people, 0) == author) continue;
        item.person_id = hd_row_int(people, 0);
        item.recipient = hd_row_text(people, 1);
        HD_TRY(hd_outbox_add(db, &item, now, now, pool));
        if (!mails++ || !mail->message_id) continue;
        HD_TRY(hd_db_exec(NULL, db, "tell_nothing_more",
                          HD_ARGS(hd_int(item.ticket_id), hd_text(item.recipient), hd_int(item.message_id))));
    }
    return rank < 0 && mail->message_id ? mail_opener(db, mail, now, pool) : NULL;
}

/* What follows from a mail. */
static hd_error_t *follow(hd_db_t *db, const new_mail_t *mail, hd_time_t now, apr_pool_t *pool)
{
    hd_outbox_item_t item = { NULL, NULL, NULL, 0, mail->ticket, mail->message };
    hd_happened_t happened = { HD_EVENT_ANSWERED, mail->ticket, mail->message, 0, "", "" };

    if (!strcmp(mail->kind, HD_MAIL_TICKET_RECEIPT)) {
        item.kind = HD_MAIL_TICKET_ALERT;
        happened.event = HD_EVENT_OPENED;
    } else if (!strcmp(mail->kind, HD_MAIL_REPLY_RECEIPT)) {
        item.kind = HD_MAIL_REPLY_ALERT;
        happened.event = HD_EVENT_REPLIED;
    }
    if (item.kind) HD_TRY(hd_tell_agents(db, &item, mail->author, now, pool));
    return hd_webhook_tell(db, &happened, mail->created_at);
}

static hd_error_t *tell_batch(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const batch_t *batch = baton;
    int i, ours;

    for (i = 0; i < batch->count; i++) {
        const new_mail_t *mail = &batch->mails[i];

        HD_TRY(hd_db_exec(&ours, db, "tell_done", HD_ARGS(hd_int(mail->id))));
        if (ours == 1 && !batch->mark_only) HD_TRY(follow(db, mail, batch->now, pool));
    }
    return NULL;
}

static int is_away(const hd_error_t *error)
{
    return error->kind == HD_BUSY || error->kind == HD_FULL;
}

/* Each for itself: one from which nothing can be made goes out all the same, and holds up no other. */
static hd_error_t *tell_singly(hd_db_t *db, const batch_t *batch, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < batch->count; i++) {
        batch_t one = { &batch->mails[i], 1, 0, batch->now };
        hd_error_t *error = hd_db_transaction(db, tell_batch, &one, pool);

        if (error && !is_away(error)) {
            hd_log(HD_LOG_ERROR, error->status, HDLOGNO(0205) "nobody else is told of what a mail is about: %s",
                   error->detail ? error->detail : error->code);
            one.mark_only = 1;
            error = hd_db_transaction(db, tell_batch, &one, pool);
        }
        if (error) return error;
    }
    return NULL;
}

hd_error_t *hd_tell_new(hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    apr_array_header_t *mails = apr_array_make(pool, 16, sizeof(new_mail_t));
    batch_t batch = { NULL, 0, 0, now };
    hd_rows_t *rows;
    hd_error_t *error;

    HD_TRY(hd_db_query(&rows, db, "tell_new", HD_ARGS(hd_int(now), hd_int(A_TURN)), pool));
    if (!hd_rows_count(rows)) return NULL;
    while (hd_rows_next(rows)) {
        new_mail_t *mail = apr_array_push(mails);
        mail->id = hd_row_int(rows, 0);
        mail->kind = hd_row_text(rows, 1);
        mail->author = hd_row_int(rows, 2);
        mail->ticket = hd_row_int(rows, 3);
        mail->message = hd_row_int(rows, 4);
        mail->created_at = hd_row_int(rows, 5);
    }
    batch.mails = (const new_mail_t *)(const void *)mails->elts;
    batch.count = mails->nelts;
    error = hd_db_transaction(db, tell_batch, &batch, pool);
    return error && !is_away(error) ? tell_singly(db, &batch, pool) : error;
}
