/* src/domain/rating.c: what a client thought of how a ticket went, and the mailed link to a closed ticket.
 * May use: ticket_state.h, tell.h, store/, text/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "rating.h"

#include "../base/token.h"
#include "../text/fold.h"
#include "tell.h"

hd_error_t *hd_rating_of(hd_rating_t *rating, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool)
{
    hd_rows_t *row;

    *rating = (hd_rating_t){ 0, "", NULL, 0 };
    HD_TRY(hd_db_one(&row, db, "rating_of", HD_ARGS(hd_int(ticket)), pool));
    if (row) {
        *rating = (hd_rating_t){ (int)hd_row_int(row, 0), hd_row_text(row, 1), hd_row_text(row, 3), hd_row_int(row, 2) };
    }
    return NULL;
}

/* Something done to a closed ticket, by its client or by who has the link. */
typedef struct ending_t {
    apr_int64_t ticket_id;
    hd_person_t who;
    const char *hash; /* of the link's token; NULL: they are signed in */
    int rating;
    const char *comment;
    hd_time_t now;
} ending_t;

static hd_error_t *read_given(ending_t *e, const hd_rating_given_t *given, apr_pool_t *pool)
{
    hd_error_t *faults = NULL, *fault;

    if (given->rating[0] && !given->rating[1]) e->rating = given->rating[0] - '0';
    if (e->rating < 1 || e->rating > HD_RATING_MAX) e->rating = 0;
    e->comment = hd_text_trim(given->comment, pool);
    if (!e->rating) faults = hd_error_field(pool, "rating-missing", "rating");
    if (hd_text_chars(e->comment) > HD_RATING_COMMENT_MAX) {
        fault = hd_error_field(pool, "comment-long", "comment");
        fault->value = HD_STRINGIFY(HD_RATING_COMMENT_MAX);
        faults = hd_error_join(faults, fault);
    }
    return faults;
}

static const char *hash_of(const char *token, apr_pool_t *pool)
{
    return hd_sha256(token, strlen(token), pool);
}

/* Whoever changes the row uses the link; nothing of that stays when the rest is refused. */
static hd_error_t *use_link(hd_db_t *db, const ending_t *e, apr_pool_t *pool)
{
    int used;

    if (!e->hash) return NULL;
    HD_TRY(hd_db_exec(&used, db, "link_use", HD_ARGS(hd_int(e->now), hd_text(e->hash), hd_int(e->now))));
    return used == 1 ? NULL : hd_error(pool, HD_NOT_FOUND, "token-bad", NULL);
}

static hd_error_t *rate(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const ending_t *e = baton;
    char text[2] = { (char)('0' + e->rating), '\0' };
    hd_ticket_state_t was;
    int added;

    HD_TRY(use_link(db, e, pool));
    HD_TRY(hd_ticket_lock(&was, db, e->ticket_id, pool));
    if (strcmp(was.status, "closed")) return hd_error_field(pool, "rating-open", "rating");
    HD_TRY(hd_db_exec(&added, db, "rating_add",
                      HD_ARGS(hd_int(e->who.id), hd_int(e->rating), hd_text(e->comment), hd_int(e->now), hd_int(e->ticket_id),
                              hd_int(e->ticket_id))));
    return added == 1 ? hd_ticket_note(db, e->ticket_id, &e->who, e->now, "rated", "", text) : NULL;
}

hd_error_t *hd_rating_give(hd_db_t *db, const hd_person_t *who, const char *ref, const hd_rating_given_t *given,
                           hd_time_t now, apr_pool_t *pool)
{
    ending_t ending = { 0 };
    const hd_ticket_t *ticket;

    HD_TRY(hd_ticket_get(&ticket, db, who, HD_SIDE_CLIENT, ref, "en", pool));
    HD_TRY(read_given(&ending, given, pool));
    ending.ticket_id = ticket->id;
    ending.who = *who;
    ending.now = now;
    return hd_db_transaction(db, rate, &ending, pool);
}

hd_error_t *hd_ticket_link_find(const hd_ticket_link_t **link, hd_db_t *db, const char *token, hd_time_t now,
                                apr_pool_t *pool)
{
    hd_ticket_link_t *found;
    hd_rows_t *row;

    *link = NULL;
    HD_TRY(hd_db_one(&row, db, "link_find", HD_ARGS(hd_text(hash_of(token, pool)), hd_int(now)), pool));
    if (!row) return NULL;
    found = apr_palloc(pool, sizeof(*found));
    found->ticket_id = hd_row_int(row, 0);
    found->person_id = hd_row_int(row, 1);
    found->is_used = hd_row_int(row, 2) != 0;
    found->ref = hd_row_text(row, 3);
    found->subject = hd_row_text(row, 4);
    found->status = hd_row_text(row, 5);
    found->is_rated = hd_row_int(row, 6) != 0;
    *link = found;
    return NULL;
}

static hd_error_t *begin_by_link(ending_t *ending, hd_db_t *db, const char *token, hd_time_t now, apr_pool_t *pool)
{
    const hd_ticket_link_t *link;

    HD_TRY(hd_ticket_link_find(&link, db, token, now, pool));
    if (!link || link->is_used) return hd_error(pool, HD_NOT_FOUND, "token-bad", NULL);
    ending->ticket_id = link->ticket_id;
    ending->who.id = link->person_id;
    ending->hash = hash_of(token, pool);
    ending->now = now;
    return NULL;
}

hd_error_t *hd_rating_give_by_link(hd_db_t *db, const char *token, const hd_rating_given_t *given, hd_time_t now,
                                   apr_pool_t *pool)
{
    ending_t ending = { 0 };

    HD_TRY(begin_by_link(&ending, db, token, now, pool));
    HD_TRY(read_given(&ending, given, pool));
    return hd_db_transaction(db, rate, &ending, pool);
}

static hd_error_t *reopen(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const ending_t *e = baton;
    hd_ticket_state_t was;

    HD_TRY(use_link(db, e, pool));
    HD_TRY(hd_ticket_lock(&was, db, e->ticket_id, pool));
    if (strcmp(was.status, "closed")) return NULL;
    HD_TRY(hd_ticket_move(db, e->ticket_id, &was, "customer-reply", &e->who, NULL, e->now));
    return hd_ticket_mail_department(db, HD_MAIL_REOPEN_ALERT, was.department_id, e->ticket_id, 0, e->now, pool);
}

hd_error_t *hd_ticket_reopen_by_link(hd_db_t *db, const char *token, hd_time_t now, apr_pool_t *pool)
{
    ending_t ending = { 0 };

    HD_TRY(begin_by_link(&ending, db, token, now, pool));
    return hd_db_transaction(db, reopen, &ending, pool);
}

hd_error_t *hd_closing_tell(hd_db_t *db, apr_int64_t ticket, apr_int64_t by, hd_time_t now, apr_pool_t *pool)
{
    hd_outbox_item_t mail = { HD_MAIL_CLOSED, NULL, NULL, 0, ticket, 0 };
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "closing_told", HD_ARGS(hd_int(ticket)), pool));
    return row ? hd_tell_clients(db, &mail, by, now, pool) : NULL;
}
