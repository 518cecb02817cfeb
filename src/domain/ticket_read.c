/* src/domain/ticket_read.c: lists of tickets, and one with its conversation.
 * May use: store/, base/. Must not know: HTTP, how a page looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "../base/token.h"
#include "list_place.h"
#include "ticket.h"

/* Columns 0 to 9 of every statement that gives tickets. */
static void read_row(hd_ticket_row_t *row, const hd_rows_t *rows)
{
    row->ref = hd_row_text(rows, 0);
    row->subject = hd_row_text(rows, 1);
    row->status = hd_row_text(rows, 2);
    row->priority = hd_row_text(rows, 3);
    row->department_id = hd_row_int(rows, 4);
    row->service_label = hd_row_text(rows, 5);
    row->last_name = hd_row_text(rows, 6);
    row->excerpt = hd_row_text(rows, 7);
    row->last_person_id = hd_row_int(rows, 8);
    row->updated_at = hd_row_int(rows, 9);
}

static void read_list(apr_array_header_t *list, hd_rows_t *rows, const char *account_name)
{
    while (hd_rows_next(rows)) {
        hd_ticket_row_t *row = apr_array_push(list);
        read_row(row, rows);
        row->account_name = account_name;
    }
}

/* All departments, those too that take no more tickets. */
static hd_error_t *read_departments(apr_array_header_t **departments, hd_db_t *db, int active_only, const char *language,
                                    apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(hd_department_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "departments", HD_ARGS(hd_text(language)), pool));
    while (hd_rows_next(rows)) {
        hd_department_t *department;
        if (active_only && !hd_row_int(rows, 3)) continue;
        department = apr_array_push(list);
        department->id = hd_row_int(rows, 0);
        department->slug = hd_row_text(rows, 1);
        department->name = hd_row_text(rows, 2);
        department->usual_sec = hd_row_int(rows, 4);
    }
    *departments = list;
    return NULL;
}

hd_error_t *hd_departments(apr_array_header_t **departments, hd_db_t *db, const char *language, apr_pool_t *pool)
{
    return read_departments(departments, db, 1, language, pool);
}

hd_error_t *hd_departments_all(apr_array_header_t **departments, hd_db_t *db, const char *language, apr_pool_t *pool)
{
    return read_departments(departments, db, 0, language, pool);
}

const char *hd_department_called(const apr_array_header_t *departments, const char *slug)
{
    int i;

    for (i = 0; i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        if (!strcmp(one->slug, slug)) return one->name;
    }
    return slug;
}

const hd_department_t *hd_department_of(const apr_array_header_t *departments, apr_int64_t id)
{
    int i;

    for (i = 0; i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        if (one->id == id) return one;
    }
    return NULL;
}

static void name_department(hd_ticket_row_t *row, const apr_array_header_t *departments)
{
    const hd_department_t *department = hd_department_of(departments, row->department_id);

    if (!department) return;
    row->department = department->slug;
    row->department_name = department->name;
}

/* Give the rows of a list the names of their departments. */
static hd_error_t *name_departments(apr_array_header_t *list, hd_db_t *db, const char *language, apr_pool_t *pool)
{
    apr_array_header_t *departments;
    int i;

    if (!list->nelts) return NULL;
    HD_TRY(read_departments(&departments, db, 0, language, pool));
    for (i = 0; i < list->nelts; i++) name_department(&APR_ARRAY_IDX(list, i, hd_ticket_row_t), departments);
    return NULL;
}

static hd_error_t *read_account(hd_rows_t **rows, hd_db_t *db, apr_int64_t account, const hd_ticket_query_t *query,
                                int newer, const hd_list_place_t *place, apr_pool_t *pool)
{
    static const char *const names[][2] = { { "tickets_all_older", "tickets_all_newer" },
                                            { "tickets_closed_older", "tickets_closed_newer" },
                                            { "tickets_status_older", "tickets_status_newer" } };
    hd_value_t id = hd_int(account), at = hd_int(place->key), ref = hd_text(place->ref), limit = hd_int(HD_TICKETS_PAGE + 1);

    if (query->filter == HD_TICKETS_ALL) {
        return hd_db_query(rows, db, names[0][newer], HD_ARGS(id, at, at, ref, limit), pool);
    }
    if (query->filter == HD_TICKETS_STATUS) {
        hd_value_t closed = hd_int(!strcmp(query->status, "closed"));

        return hd_db_query(rows, db, names[2][newer], HD_ARGS(id, closed, hd_text(query->status), at, at, ref, limit), pool);
    }
    return hd_db_query(rows, db, names[1][newer],
                       HD_ARGS(id, hd_int(query->filter == HD_TICKETS_CLOSED), at, at, ref, limit), pool);
}

static int by_change(const void *a, const void *b)
{
    const hd_ticket_row_t *left = a, *right = b;

    if (left->updated_at != right->updated_at) return left->updated_at > right->updated_at ? -1 : 1;
    return strcmp(right->ref, left->ref);
}

/* An account's list comes in the order of its index; those of several accounts are merged here. */
hd_error_t *hd_ticket_list(hd_ticket_page_t *page, hd_db_t *db, const apr_array_header_t *accounts,
                           const hd_ticket_query_t *query, apr_pool_t *pool)
{
    apr_array_header_t *all = apr_array_make(pool, HD_TICKETS_PAGE + 1, sizeof(hd_ticket_row_t));
    hd_list_place_t place = { HD_TIME_LAST, "~" };
    int newer = hd_list_place_read(&place, query->before, pool);
    int paged = newer || hd_list_place_read(&place, query->after, pool), more, i;
    const hd_ticket_row_t *first, *last;
    hd_rows_t *rows;

    for (i = 0; i < accounts->nelts; i++) {
        const hd_membership_t *account = &APR_ARRAY_IDX(accounts, i, hd_membership_t);
        HD_TRY(read_account(&rows, db, account->account_id, query, newer, &place, pool));
        read_list(all, rows, account->name);
    }
    qsort(all->elts, (size_t)all->nelts, sizeof(hd_ticket_row_t), by_change);
    more = all->nelts > HD_TICKETS_PAGE;
    if (more && newer) { /* the page next to the place is the last one of what came */
        all->elts += (size_t)(all->nelts - HD_TICKETS_PAGE) * sizeof(hd_ticket_row_t);
    }
    if (more) all->nelts = HD_TICKETS_PAGE;
    page->rows = all;
    page->older = page->newer = NULL;
    if (!all->nelts) return NULL;
    first = &APR_ARRAY_IDX(all, 0, hd_ticket_row_t);
    last = &APR_ARRAY_IDX(all, all->nelts - 1, hd_ticket_row_t);
    if (newer || more) page->older = hd_list_place_write(last->updated_at, last->ref, pool);
    if (newer ? more : paged) page->newer = hd_list_place_write(first->updated_at, first->ref, pool);
    return name_departments(all, db, query->language, pool);
}

hd_error_t *hd_ticket_counts(hd_ticket_counts_t *counts, hd_db_t *db, apr_int64_t person_id, apr_pool_t *pool)
{
    hd_rows_t *rows;

    memset(counts, 0, sizeof(*counts));
    counts->by_status = apr_hash_make(pool);
    HD_TRY(hd_db_query(&rows, db, "ticket_counts", HD_ARGS(hd_int(person_id)), pool));
    while (hd_rows_next(rows)) {
        const char *status = hd_row_text(rows, 0);
        apr_int64_t n = hd_row_int(rows, 1), *sum = apr_hash_get(counts->by_status, status, APR_HASH_KEY_STRING);
        if (!sum) apr_hash_set(counts->by_status, status, APR_HASH_KEY_STRING, sum = apr_pcalloc(pool, sizeof(*sum)));
        *sum += n;
        counts->all += n;
        if (!strcmp(status, "closed")) counts->closed += n;
        else counts->open += n;
        if (!strcmp(status, "answered")) counts->waiting += n;
    }
    return NULL;
}

hd_error_t *hd_tickets_of_service(apr_array_header_t **rows, hd_db_t *db, const hd_service_t *service, int limit,
                                  const char *language, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, limit, sizeof(hd_ticket_row_t));
    hd_rows_t *found;

    HD_TRY(hd_db_query(&found, db, "tickets_of_service", HD_ARGS(hd_int(service->id), hd_int(limit)), pool));
    read_list(list, found, service->account_name);
    *rows = list;
    return name_departments(list, db, language, pool);
}

/* The service of a ticket, from columns 6, 7 and 22 to 30. */
static const hd_service_t *read_service(const hd_rows_t *row, const hd_ticket_t *ticket, apr_pool_t *pool)
{
    hd_service_t *service;

    if (!ticket->facts.service) return NULL;
    service = apr_pcalloc(pool, sizeof(*service));
    service->public_id = ticket->facts.service;
    service->label = ticket->facts.service_label;
    service->account_id = ticket->account_id;
    service->account_name = ticket->facts.account_name;
    service->id = hd_row_int(row, 22);
    service->kind = hd_row_text(row, 23);
    service->plan = hd_row_text(row, 24);
    service->currency = hd_row_text(row, 25);
    service->state = hd_row_text(row, 26);
    service->term_months = (int)hd_row_int(row, 27);
    service->price_minor = hd_row_int(row, 28);
    service->starts_at = hd_row_int(row, 29);
    service->expires_at = hd_row_int(row, 30);
    return service;
}

hd_error_t *hd_ticket_get(const hd_ticket_t **ticket, hd_db_t *db, const hd_person_t *who, hd_side_t side,
                          const char *ref, const char *language, apr_pool_t *pool)
{
    const char *folded = hd_reference_fold(ref, pool);
    hd_ticket_t *found = apr_pcalloc(pool, sizeof(*found));
    hd_rows_t *row = NULL;

    if (folded && side == HD_SIDE_AGENT) {
        HD_TRY(hd_db_one(&row, db, "ticket_of_desk", HD_ARGS(hd_text(language), hd_text(folded), hd_int(who->id)),
                         pool));
    }
    else if (folded) {
        HD_TRY(hd_db_one(&row, db, "ticket_of_person", HD_ARGS(hd_text(language), hd_int(who->id), hd_text(folded)),
                         pool));
    }
    if (!row) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    read_row(&found->facts, row);
    found->facts.channel = hd_row_text(row, 10);
    found->facts.service = hd_row_text(row, 11);
    found->id = hd_row_int(row, 12);
    found->account_id = hd_row_int(row, 13);
    found->person_id = hd_row_int(row, 14);
    found->created_at = hd_row_int(row, 15);
    found->answered_at = hd_row_int(row, 16);
    found->closed = (int)hd_row_int(row, 17);
    found->client_name = hd_row_text(row, 18);
    found->client_email = hd_row_text(row, 19);
    found->client_language = hd_row_text(row, 20);
    found->account_since = hd_row_int(row, 21);
    found->facts.department = hd_row_text(row, 31);
    found->facts.department_name = hd_row_text(row, 32);
    found->facts.account_name = hd_row_text(row, 33);
    found->assignee_id = hd_row_int(row, 34);
    found->assignee = hd_row_text(row, 35);
    found->client_id = hd_row_text(row, 36);
    found->service = read_service(row, found, pool);
    if (found->closed) HD_TRY(hd_db_one(&row, db, "ticket_merged_into", HD_ARGS(hd_int(found->id)), pool));
    if (found->closed && row) found->merged_into = hd_row_text(row, 0);
    *ticket = found;
    return NULL;
}

static hd_message_t *find_message(apr_array_header_t *messages, apr_int64_t id)
{
    int i;

    for (i = 0; i < messages->nelts; i++) {
        hd_message_t *message = &APR_ARRAY_IDX(messages, i, hd_message_t);
        if (message->id == id) return message;
    }
    return NULL;
}

static hd_error_t *read_files(apr_array_header_t *messages, hd_db_t *db, apr_int64_t ticket, hd_side_t side,
                              apr_pool_t *pool)
{
    hd_rows_t *rows;

    if (!messages->nelts) return NULL;
    HD_TRY(hd_db_query(&rows, db, side == HD_SIDE_AGENT ? "desk_attachments" : "ticket_attachments",
                       HD_ARGS(hd_int(ticket), hd_int(APR_ARRAY_IDX(messages, 0, hd_message_t).at),
                               hd_int(APR_ARRAY_IDX(messages, messages->nelts - 1, hd_message_t).at)),
                       pool));
    while (hd_rows_next(rows)) {
        hd_message_t *message = find_message(messages, hd_row_int(rows, 0));
        hd_attachment_t *file;
        if (!message) continue; /* of the same second, but on another page */
        file = apr_array_push(message->files);
        file->public_id = hd_row_text(rows, 1);
        file->name = hd_row_text(rows, 2);
        file->type = hd_row_text(rows, 3);
        file->sha256 = hd_row_text(rows, 4);
        file->bytes = hd_row_int(rows, 5);
    }
    return NULL;
}

static void read_message(hd_message_t *message, const hd_rows_t *rows, apr_pool_t *pool)
{
    message->id = hd_row_int(rows, 0);
    message->person_id = hd_row_int(rows, 1);
    message->public_id = hd_row_text(rows, 2);
    message->side = hd_row_text(rows, 3);
    message->channel = hd_row_text(rows, 4);
    message->author = hd_row_text(rows, 5);
    message->body_xml = hd_row_text(rows, 6);
    message->at = hd_row_int(rows, 7);
    message->files = apr_array_make(pool, 1, sizeof(hd_attachment_t));
}

hd_error_t *hd_ticket_messages(apr_array_header_t **messages, int *earlier, hd_db_t *db, const hd_ticket_t *ticket,
                               hd_side_t side, const char *before, apr_pool_t *pool)
{
    int desk = side == HD_SIDE_AGENT;
    apr_array_header_t *list = apr_array_make(pool, 10, sizeof(hd_message_t));
    apr_int64_t at = HD_TIME_LAST, id = 0;
    hd_rows_t *rows = NULL;
    int count, skip;

    if (*before) {
        HD_TRY(hd_db_one(&rows, db, desk ? "desk_message_place" : "message_place",
                         HD_ARGS(hd_text(before), hd_int(ticket->id)), pool));
    }
    if (rows) at = hd_row_int(rows, 0), id = hd_row_int(rows, 1);
    HD_TRY(hd_db_query(&rows, db, desk ? "desk_messages" : "ticket_messages",
                       HD_ARGS(hd_int(ticket->id), hd_int(at), hd_int(at), hd_int(id), hd_int(HD_MESSAGES_PAGE + 1)), pool));
    count = hd_rows_count(rows);
    skip = *earlier = count > HD_MESSAGES_PAGE;
    while (list->nelts < count - skip) apr_array_push(list);
    for (count = list->nelts; count > 0 && hd_rows_next(rows);) { /* they come newest first */
        read_message(&APR_ARRAY_IDX(list, --count, hd_message_t), rows, pool);
    }
    *messages = list;
    return read_files(list, db, ticket->id, side, pool);
}

hd_error_t *hd_ticket_events(apr_array_header_t **events, hd_db_t *db, const hd_ticket_t *ticket, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 4, sizeof(hd_ticket_event_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "ticket_events", HD_ARGS(hd_int(ticket->id)), pool));
    while (hd_rows_next(rows)) {
        hd_ticket_event_t *event = apr_array_push(list);
        event->what = hd_row_text(rows, 0);
        event->author = hd_row_text(rows, 1);
        event->person_id = hd_row_int(rows, 2);
        event->at = hd_row_int(rows, 3);
    }
    *events = list;
    return NULL;
}
