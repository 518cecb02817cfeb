/* src/domain/ticket_write.c: opening and answering tickets, and what each brings with it.
 * May use: store/, text/, outbox.h, attachment.h, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "../base/choice.h"
#include "../base/token.h"
#include "../text/fold.h"
#include "../text/markdown.h"
#include "answer.h"
#include "attachment.h"
#include "change.h"
#include "outbox.h"
#include "queue.h"
#include "tally.h"
#include "ticket.h"
#include "ticket_state.h"

#define HOUR_SEC 3600

int hd_ticket_status_valid(const char *status)
{
    static const char *const statuses[] = { "open", "in-progress", "customer-reply", "answered", "on-hold", "closed", NULL };

    return hd_choice(statuses, status) != NULL;
}

int hd_ticket_priority_valid(const char *priority, hd_side_t side)
{
    static const char *const priorities[] = { "low", "medium", "high", NULL };

    return hd_choice(priorities, priority) || (side == HD_SIDE_AGENT && !strcmp(priority, "urgent"));
}

/* A message on its way into the database. */
typedef struct writing_t {
    const hd_person_t *who;
    hd_side_t side;
    const char *channel, *once, *language;
    const char *body, *body_xml, *excerpt;
    const char *public_id;     /* of the message */
    apr_array_header_t *files; /* const hd_file_t * */
    hd_time_t now;
    int used;                  /* the form token has been used: nothing was written */
    /* of a new ticket */
    const hd_ticket_new_t *ticket;
    apr_int64_t account_id, department_id, service_id;
    const char *ref, *subject;
    /* of a reply */
    const hd_ticket_t *to;
    const hd_reply_t *reply;
    int reply_limit;
} writing_t;

/* What messages are called in the database. */
static const char *side_of(const writing_t *w)
{
    if (w->side == HD_SIDE_CLIENT) return "client";
    return w->reply->is_note ? "note" : w->reply->undo_sec > 0 ? "held" : "agent";
}

/* Trim and render what was written, or say what is wrong with it. */
static hd_error_t *prepare_body(writing_t *w, const char *body, apr_pool_t *pool)
{
    w->body = hd_text_trim(body, pool);
    if (!*w->body) return hd_error_field(pool, "body-empty", "body");
    if (strlen(w->body) > HD_BODY_MAX) {
        hd_error_t *error = hd_error_field(pool, "body-long", "body");
        error->value = HD_STRINGIFY(HD_BODY_MAX);
        return error;
    }
    HD_TRY(hd_markdown_render(&w->body_xml, w->body, pool));
    w->excerpt = hd_markdown_excerpt(w->body_xml, HD_EXCERPT_MAX, pool);
    return NULL;
}

static hd_error_t *prepare_once(writing_t *w, const char *once, apr_pool_t *pool)
{
    w->once = once;
    if (*once && strlen(once) <= HD_ONCE_MAX) return NULL;
    return hd_error_make(pool, HD_INVALID, "once-missing", NULL, HD_HERE, NULL);
}

/* Add to the faults of a form; what is not the form's fault ends it at once. */
#define HD_COLLECT(faults, call)                                            \
    do {                                                                    \
        hd_error_t *hd_collected = (call);                                  \
        if (hd_collected && hd_collected->kind != HD_INVALID) return hd_collected; \
        (faults) = hd_error_join((faults), hd_collected);                   \
    } while (0)

static hd_error_t *find_account(writing_t *w, const apr_array_header_t *accounts, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < accounts->nelts; i++) {
        const hd_membership_t *account = &APR_ARRAY_IDX(accounts, i, hd_membership_t);
        if (strcmp(account->public_id, w->ticket->account) && (*w->ticket->account || accounts->nelts > 1)) continue;
        w->account_id = account->account_id;
        return NULL;
    }
    return hd_error_field(pool, "account-unknown", "account");
}

/* The service decides the account where the form leaves it open. */
static hd_error_t *find_service(writing_t *w, hd_db_t *db, const apr_array_header_t *accounts, apr_pool_t *pool)
{
    hd_rows_t *row;
    int i;

    if (!*w->ticket->service) return NULL;
    for (i = 0; i < accounts->nelts; i++) {
        apr_int64_t account = APR_ARRAY_IDX(accounts, i, hd_membership_t).account_id;
        if (w->account_id && w->account_id != account) continue;
        HD_TRY(hd_db_one(&row, db, "service_for_ticket", HD_ARGS(hd_text(w->ticket->service), hd_int(account)), pool));
        if (!row) continue;
        w->service_id = hd_row_int(row, 0);
        w->account_id = account;
        return NULL;
    }
    return hd_error_field(pool, "service-unknown", "service");
}

static hd_error_t *find_department(writing_t *w, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "department_by_slug", HD_ARGS(hd_text(w->ticket->department)), pool));
    if (!row) return hd_error_field(pool, "department-unknown", "department");
    w->department_id = hd_row_int(row, 0);
    return NULL;
}

hd_error_t *hd_subject_check(const char *subject, apr_pool_t *pool)
{
    hd_error_t *error;

    if (!*subject) return hd_error_field(pool, "subject-empty", "subject");
    if (!hd_text_valid(subject, strlen(subject), 0)) return hd_error_field(pool, "text-invalid", "subject");
    if (hd_text_chars(subject) <= HD_SUBJECT_MAX) return NULL;
    error = hd_error_field(pool, "subject-long", "subject");
    error->value = HD_STRINGIFY(HD_SUBJECT_MAX);
    return error;
}

/* All faults of the form at once. */
static hd_error_t *check_new(writing_t *w, hd_db_t *db, const apr_array_header_t *accounts, apr_pool_t *pool)
{
    hd_error_t *faults = NULL, *no_account = find_account(w, accounts, pool);

    HD_COLLECT(faults, find_department(w, db, pool));
    HD_COLLECT(faults, find_service(w, db, accounts, pool));
    if (!w->account_id) HD_COLLECT(faults, no_account);
    w->subject = hd_text_trim(w->ticket->subject, pool);
    HD_COLLECT(faults, hd_subject_check(w->subject, pool));
    if (!hd_ticket_priority_valid(w->ticket->priority, w->side)) {
        HD_COLLECT(faults, hd_error_field(pool, "priority-unknown", "priority"));
    }
    HD_COLLECT(faults, prepare_body(w, w->ticket->body, pool));
    HD_COLLECT(faults, hd_attachments_gather(&w->files, NULL, db, w->who->id, &w->ticket->files, pool));
    HD_COLLECT(faults, prepare_once(w, w->ticket->once, pool));
    return faults;
}

static hd_error_t *check_limit(const writing_t *w, hd_db_t *db, apr_pool_t *pool)
{
    hd_value_t who = hd_int(w->who->id), since = hd_int(w->now - HOUR_SEC), until = hd_int(w->now + HD_CLOCK_SKEW_SEC);
    hd_error_t *error;
    hd_rows_t *row;

    if (!w->ticket->limit) return NULL;
    HD_TRY(hd_db_one(&row, db, "tickets_opened_since", HD_ARGS(who, since, who, since, until), pool));
    if (hd_row_int(row, 0) < w->ticket->limit) return NULL;
    error = hd_error(pool, HD_LIMIT, "ticket-limit", NULL);
    error->value = apr_itoa(pool, w->ticket->limit);
    error->retry_after_sec = (int)(hd_row_int(row, 1) + HOUR_SEC - w->now);
    return error;
}

/* Write the message and its files. Sets used, and writes nothing, when the form token has been used. */
static hd_error_t *add_message(apr_int64_t *id, writing_t *w, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_exec(NULL, db, "message_add",
                      HD_ARGS(hd_text(w->public_id), hd_int(ticket), hd_int(w->who->id),
                              hd_text(side_of(w)), hd_text(w->channel),
                              hd_text(w->once), hd_text(w->body), hd_text(w->body_xml), hd_int(w->now))));
    HD_TRY(hd_db_one(&row, db, "message_id", HD_ARGS(hd_text(w->public_id)), pool));
    if (!row) {
        w->used = 1;
        return hd_error(pool, HD_CONFLICT, "once-used", NULL);
    }
    *id = hd_row_int(row, 0);
    HD_TRY(hd_ticket_note_acting(db, ticket, w->who, w->now));
    return hd_attachments_add(db, w->files, *id, pool);
}

/* The receipt of what somebody wrote, in the language in which they read the portal. */
static hd_error_t *mail_receipt(const writing_t *w, hd_db_t *db, const char *kind, apr_int64_t ticket,
                                apr_int64_t message, apr_pool_t *pool)
{
    hd_outbox_item_t item = { kind, w->who->email, w->language, w->who->id, ticket, message };

    return hd_outbox_add(db, &item, w->now, w->now, pool);
}

/* A reference that no ticket has: with 35 random bits and a million tickets, one in 30,000 is taken already. */
hd_error_t *hd_reference_new(const char **ref, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *taken;

    do {
        HD_TRY(hd_reference_make(ref, pool));
        HD_TRY(hd_db_one(&taken, db, "ticket_by_ref", HD_ARGS(hd_text(*ref)), pool));
    } while (taken);
    return NULL;
}

static hd_error_t *open_ticket(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    writing_t *w = baton;
    hd_queue_place_t place = hd_queue_place("open", w->ticket->priority, w->channel, 0, w->now);
    apr_int64_t ticket, message;
    hd_rows_t *row;

    HD_TRY(check_limit(w, db, pool));
    HD_TRY(hd_reference_new(&w->ref, db, pool));
    HD_TRY(hd_db_one(&row, db, "ticket_add",
                     HD_ARGS(hd_text(w->ref), hd_int(w->account_id), hd_int(w->who->id), hd_int(w->department_id),
                             hd_int(w->service_id), hd_text(w->subject), hd_text(w->ticket->priority),
                             hd_text(w->channel), hd_int(w->now), hd_int(w->now), hd_int(w->who->id),
                             hd_text(w->excerpt), hd_int(place.waiting_since), hd_int(place.key)),
                     pool));
    ticket = hd_row_int(row, 0);
    HD_TRY(add_message(&message, w, db, ticket, pool));
    HD_TRY(hd_db_exec(NULL, db, "ticket_count_add", HD_ARGS(hd_int(w->account_id), hd_text("open"))));
    HD_TRY(hd_db_exec(NULL, db, "queue_count_add", HD_ARGS(hd_int(w->department_id), hd_int(0), hd_int(place.stage))));
    HD_TRY(mail_receipt(w, db, HD_MAIL_TICKET_RECEIPT, ticket, message, pool));
    return hd_ticket_mail_department(db, HD_MAIL_TICKET_ALERT, w->department_id, ticket, message, w->now, pool);
}

/* What this person's form token has brought, if it is there to stay: saying so acknowledges it.
 * @param[out] ref, id  untouched when the token has not been used */
static hd_error_t *first_result(const char **ref, const char **id, hd_db_t *db, const writing_t *w, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "message_by_once", HD_ARGS(hd_int(w->who->id), hd_text(w->once)), pool));
    if (!row) return NULL;
    HD_TRY(hd_db_settle(db, pool));
    *id = hd_row_text(row, 0);
    *ref = hd_row_text(row, 1);
    return NULL;
}

/* Files to their places, claimed until the transaction has ended; a form token that was used leads to what it brought. */
static hd_error_t *write_message(writing_t *w, hd_db_t *db, hd_files_t *files, hd_db_work_t *work, apr_pool_t *pool)
{
    hd_claim_t *claim;
    hd_error_t *error;

    HD_TRY(hd_public_id_make(&w->public_id, pool));
    if (w->files->nelts) hd_db_rest(db); /* disks take their time, and a sweeper may have to be waited for */
    HD_TRY(hd_attachments_keep(&claim, files, w->files, pool));
    error = hd_db_transaction(db, work, w, pool);
    hd_files_unclaim(claim);
    if (error && w->used) error = first_result(&w->ref, &w->public_id, db, w, pool);
    if (!error) hd_attachments_drop_staged(files, w->files, pool);
    return error;
}

hd_error_t *hd_ticket_open(const char **ref, hd_db_t *db, hd_files_t *files, const hd_person_t *who,
                           const apr_array_header_t *accounts, const hd_ticket_new_t *ticket, hd_time_t now,
                           apr_pool_t *pool)
{
    writing_t w = { 0 };
    const char *first = NULL, *id;

    w.who = who;
    w.side = HD_SIDE_CLIENT;
    w.channel = ticket->channel;
    w.language = ticket->language;
    w.now = now;
    w.ticket = ticket;
    w.once = ticket->once;
    if (*w.once) HD_TRY(first_result(&first, &id, db, &w, pool));
    if (first) {
        *ref = first;
        return NULL;
    }
    HD_TRY(check_new(&w, db, accounts, pool));
    HD_TRY(check_limit(&w, db, pool)); /* before files get their lasting places; the transaction looks again */
    HD_TRY(write_message(&w, db, files, open_ticket, pool));
    *ref = w.ref;
    return NULL;
}

static hd_error_t *mail_reply(const writing_t *w, hd_db_t *db, const hd_ticket_state_t *state, apr_int64_t message,
                              apr_pool_t *pool)
{
    HD_TRY(mail_receipt(w, db, HD_MAIL_REPLY_RECEIPT, w->to->id, message, pool));
    return hd_ticket_mail_department(db, HD_MAIL_REPLY_ALERT, state->department_id, w->to->id, message, w->now, pool);
}

/* Whom a person's replies are counted under. */
static const char *reply_subject(const writing_t *w, apr_pool_t *pool)
{
    return apr_psprintf(pool, "r:%" APR_INT64_T_FMT, w->who->id);
}

static int replies_count(const writing_t *w)
{
    return w->reply_limit > 0 && w->side == HD_SIDE_CLIENT;
}

static hd_error_t *check_reply_limit(const writing_t *w, hd_db_t *db, apr_pool_t *pool)
{
    hd_error_t *error;
    int wait_sec;

    if (!replies_count(w)) return NULL;
    HD_TRY(hd_tally_wait(&wait_sec, db, reply_subject(w, pool), w->reply_limit - 1, HOUR_SEC, w->now, pool));
    if (!wait_sec) return NULL;
    error = hd_error(pool, HD_LIMIT, "reply-limit", NULL);
    error->value = apr_itoa(pool, w->reply_limit);
    error->retry_after_sec = wait_sec;
    return error;
}

/* Whether others have written since the form was made that this comes from. */
static hd_error_t *check_seen(const writing_t *w, hd_db_t *db, apr_pool_t *pool)
{
    hd_value_t at;
    hd_rows_t *place, *newer;

    if (!w->reply->seen || !*w->reply->seen) return NULL;
    HD_TRY(hd_db_one(&place, db, "desk_message_place", HD_ARGS(hd_text(w->reply->seen), hd_int(w->to->id)), pool));
    if (!place) return NULL;
    at = hd_int(hd_row_int(place, 0));
    HD_TRY(hd_db_one(&newer, db, "desk_newer",
                     HD_ARGS(hd_int(w->to->id), hd_int(w->who->id), at, at, hd_int(hd_row_int(place, 1))), pool));
    return hd_row_int(newer, 0) ? hd_error_make(pool, HD_CONFLICT, "talk-newer", "body", HD_HERE, NULL) : NULL;
}

/* What an agent has written: a note, or an answer, shown now or later. */
static hd_error_t *add_of_desk(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    writing_t *w = baton;
    const hd_reply_t *reply = w->reply;
    hd_answer_t answer = { w->to->id, 0, w->now, w->excerpt, NULL, reply->then ? reply->then : "answered",
                           reply->hold_until };
    hd_ticket_state_t was;

    HD_TRY(hd_ticket_lock_desk(&was, db, w->to->id, w->who, pool));
    was.counts_later = 1;
    HD_TRY(check_seen(w, db, pool));
    HD_TRY(add_message(&answer.message_id, w, db, w->to->id, pool));
    if (reply->change) {
        HD_TRY(hd_change_apply(NULL, db, w->to->id, &was, w->who, reply->change, !reply->is_note, w->now, pool));
    }
    answer.was_status = was.status;
    if (!reply->is_note) {
        HD_TRY(reply->undo_sec > 0 ? hd_answer_hold(db, &answer, w->who, w->now + reply->undo_sec)
                                   : hd_answer_show(db, &answer, w->who, &was, w->now, pool));
    }
    return hd_ticket_settle(db, &was, NULL, pool);
}

static hd_error_t *add_reply(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    writing_t *w = baton;
    const char *status = "customer-reply";
    hd_queue_place_t place;
    apr_int64_t message;
    hd_ticket_state_t was;

    HD_TRY(hd_ticket_lock(&was, db, w->to->id, pool));
    place = hd_ticket_place(&was, status, w->now);
    HD_TRY(check_reply_limit(w, db, pool));
    HD_TRY(add_message(&message, w, db, w->to->id, pool));
    if (replies_count(w)) HD_TRY(hd_tally_add(db, w->public_id, reply_subject(w, pool), w->now));
    HD_TRY(hd_db_exec(NULL, db, "ticket_written",
                      HD_ARGS(hd_text(status), hd_int(w->now), hd_int(was.answered_at), hd_int(w->who->id),
                              hd_text(w->excerpt), hd_int(place.waiting_since), hd_int(place.stage), hd_int(place.key),
                              hd_int(w->to->id))));
    HD_TRY(hd_ticket_move_count(db, w->to->id, &was, status));
    if (!strcmp(was.status, "closed")) HD_TRY(hd_ticket_note(db, w->to->id, w->who, w->now, "reopened", was.status, status));
    return mail_reply(w, db, &was, message, pool);
}

hd_error_t *hd_reply_add(hd_replied_t *replied, hd_db_t *db, hd_files_t *files, const hd_person_t *who,
                         const hd_reply_t *reply, hd_time_t now, apr_pool_t *pool)
{
    hd_error_t *faults = NULL;
    writing_t w = { 0 };
    w.who = who;
    w.side = reply->side;
    w.channel = reply->channel;
    w.language = reply->language;
    w.now = now;
    w.once = reply->once;
    w.reply = reply;
    w.reply_limit = reply->limit;
    HD_TRY(hd_ticket_get(&w.to, db, who, reply->side, reply->ref, "en", pool));
    if (*w.once) HD_TRY(first_result(&w.ref, &w.public_id, db, &w, pool));
    if (w.public_id) {
        replied->ref = w.ref;
        replied->id = w.public_id;
        return NULL;
    }
    HD_COLLECT(faults, prepare_body(&w, reply->body, pool));
    HD_COLLECT(faults, hd_attachments_gather(&w.files, NULL, db, who->id, &reply->files, pool));
    HD_COLLECT(faults, prepare_once(&w, reply->once, pool));
    if (faults) return faults;
    w.ref = w.to->facts.ref;
    HD_TRY(check_reply_limit(&w, db, pool)); /* before files get their lasting places; the transaction looks again */
    HD_TRY(write_message(&w, db, files, w.side == HD_SIDE_AGENT ? add_of_desk : add_reply, pool));
    replied->ref = w.ref;
    replied->id = w.public_id;
    return NULL;
}
