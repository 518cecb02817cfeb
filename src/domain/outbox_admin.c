/* src/domain/outbox_admin.c: the outbox as administrators see it: what waits, what failed; try again, drop.
 * May use: domain/, store/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "outbox_admin.h"

#include <apr_strings.h>
#include <string.h>

const char *const hd_outbox_states[] = { "queued", "failed", "sent", "dropped", NULL };

static void read_mail(hd_outbox_mail_t *mail, const hd_rows_t *row, hd_time_t now)
{
    mail->id = hd_row_int(row, 0);
    mail->row.id = hd_row_text(row, 1);
    mail->row.kind = hd_row_text(row, 2);
    mail->row.recipient = hd_row_text(row, 3);
    mail->row.state = hd_row_text(row, 4);
    mail->row.last_error = hd_row_text(row, 5);
    mail->row.reference = hd_row_text(row, 6);
    mail->row.attempts = (int)hd_row_int(row, 7);
    mail->row.created_at = hd_row_int(row, 8);
    mail->row.due_at = hd_row_int(row, 9);
    mail->row.sent_at = hd_row_int(row, 10);
    mail->in_hand = !strcmp(mail->row.state, "queued") && hd_row_int(row, 11) >= now;
}

static void turn(apr_array_header_t *mails)
{
    hd_outbox_mail_t *first = (hd_outbox_mail_t *)mails->elts, *last = first + mails->nelts - 1;

    for (; first < last; first++, last--) {
        hd_outbox_mail_t swapped = *first;
        *first = *last;
        *last = swapped;
    }
}

static hd_error_t *find(hd_rows_t **rows, hd_db_t *db, const hd_outbox_query_t *query, apr_pool_t *pool)
{
    const hd_outbox_place_t newest = { APR_INT64_MAX, APR_INT64_MAX };
    const hd_outbox_place_t *place = query->before ? query->before : query->after ? query->after : &newest;
    const hd_value_t limit = hd_int(query->limit + 1);

    if (query->state) {
        const hd_value_t *args = HD_ARGS(hd_text(query->state), hd_int(place->due), hd_int(place->due), hd_int(place->id), limit);
        if (query->before) return hd_db_query(rows, db, "outbox_admin_state_previous", args, pool);
        return hd_db_query(rows, db, "outbox_admin_state_next", args, pool);
    }
    if (query->before) return hd_db_query(rows, db, "outbox_admin_previous", HD_ARGS(hd_int(place->id), limit), pool);
    return hd_db_query(rows, db, "outbox_admin_next", HD_ARGS(hd_int(place->id), limit), pool);
}

hd_error_t *hd_outbox_page(hd_outbox_page_t *page, hd_db_t *db, const hd_outbox_query_t *query, hd_time_t now,
                           apr_pool_t *pool)
{
    hd_rows_t *rows;
    int more;

    HD_TRY(find(&rows, db, query, pool));
    more = hd_rows_count(rows) > query->limit;
    page->mails = apr_array_make(pool, query->limit, sizeof(hd_outbox_mail_t));
    while (page->mails->nelts < query->limit && hd_rows_next(rows)) read_mail(apr_array_push(page->mails), rows, now);
    if (query->before) turn(page->mails);
    page->has_previous = page->mails->nelts && (query->before ? more : query->after != NULL);
    page->has_next = page->mails->nelts && (query->before || more);
    return NULL;
}

const char *hd_outbox_handle(const hd_outbox_mail_t *mail, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s.%" APR_INT64_T_FMT, mail->row.id, mail->id);
}

hd_error_t *hd_outbox_mail(hd_outbox_mail_t *mail, hd_db_t *db, const char *handle, hd_time_t now, apr_pool_t *pool)
{
    const char *point = strchr(handle, '.');
    hd_rows_t *row = NULL;

    if (point) {
        const char *public_id = apr_pstrmemdup(pool, handle, (apr_size_t)(point - handle));
        HD_TRY(hd_db_one(&row, db, "outbox_admin_one", HD_ARGS(hd_int(apr_atoi64(point + 1)), hd_text(public_id)), pool));
    }
    if (!row) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    read_mail(mail, row, now);
    return NULL;
}

/* A mail on its way out of the outbox. */
typedef struct dropping_t {
    const hd_by_t *by;
    const char *handle;
    int count;
} dropping_t;

static hd_error_t *drop(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    dropping_t *it = baton;
    hd_audit_object_t object = { HD_OBJECT_MAIL, NULL, NULL };
    hd_outbox_mail_t mail;

    HD_TRY(hd_outbox_mail(&mail, db, it->handle, it->by->now, pool));
    if (!strcmp(mail.row.state, "dropped")) return NULL;
    HD_TRY(hd_db_exec(&it->count, db, "outbox_drop", HD_ARGS(hd_int(mail.id), hd_int(it->by->now))));
    if (!it->count) return hd_error(pool, HD_CONFLICT, "mail-gone", NULL);
    object.id = mail.row.id;
    object.label = mail.row.recipient;
    return hd_audit_add(db, it->by, "dropped", &object, "", mail.row.kind, "");
}

hd_error_t *hd_outbox_drop(int *count, hd_db_t *db, const hd_by_t *by, const char *handle, apr_pool_t *pool)
{
    hd_by_t clean = *by;
    dropping_t it = { &clean, handle, 0 };

    HD_TRY(hd_reason_check(&clean.reason, by->reason, pool));
    HD_TRY(hd_db_transaction(db, drop, &it, pool));
    *count = it.count;
    return NULL;
}
