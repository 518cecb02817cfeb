/* src/domain/client_desk.c: the list of clients at the desk, with what an agent may know of each.
 * May use: client.h, directory.h, store/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "client_desk.h"

#include <stdlib.h>
#include <string.h>

#include "directory.h"

#define AT_ONCE 10 /* clients, or accounts, that one statement asks for */

static int has_client(const apr_array_header_t *people, apr_int64_t id)
{
    int i;

    for (i = 0; i < people->nelts; i++) {
        if (APR_ARRAY_IDX(people, i, hd_client_t).id == id) return 1;
    }
    return 0;
}

/* Who belongs to an account that is found, or to one with a service that is found. */
static hd_error_t *find_members(hd_clients_list_t *found, hd_db_t *db, const char *kind, const char *statement, const char *text,
                                apr_pool_t *pool)
{
    const hd_value_t limit = hd_int(HD_CLIENTS_SHOWN + 1);
    apr_array_header_t *others = apr_array_make(pool, HD_CLIENTS_SHOWN + 1, sizeof(hd_client_t));
    hd_rows_t *rows;
    hd_look_t look;
    int i;

    HD_TRY(hd_directory_look(&look, db, kind, text, pool));
    if (!look.words) return NULL;
    HD_TRY(hd_db_query(&rows, db, statement, HD_ARGS(HD_LOOK_ARGS(&look), limit, limit), pool));
    while (hd_rows_next(rows)) hd_client_append(others, rows);
    if (look.cut || others->nelts > HD_CLIENTS_SHOWN) found->cut = 1;
    for (i = 0; i < others->nelts; i++) {
        const hd_client_t *one = &APR_ARRAY_IDX(others, i, hd_client_t);
        if (!has_client(found->people, one->id)) APR_ARRAY_PUSH(found->people, hd_client_t) = *one;
    }
    return NULL;
}

/* The last added first. */
static int by_age(const void *a, const void *b)
{
    apr_int64_t one = ((const hd_client_t *)a)->id, other = ((const hd_client_t *)b)->id;

    return one < other ? 1 : one > other ? -1 : 0;
}

static hd_error_t *find_more(hd_clients_list_t *found, hd_db_t *db, const char *text, apr_pool_t *pool)
{
    HD_TRY(find_members(found, db, HD_FIND_ACCOUNT, "clients_found_account", text, pool));
    HD_TRY(find_members(found, db, HD_FIND_SERVICE, "clients_found_service", text, pool));
    qsort(found->people->elts, (size_t)found->people->nelts, sizeof(hd_client_t), by_age);
    if (found->people->nelts <= HD_CLIENTS_SHOWN) return NULL;
    found->people->nelts = HD_CLIENTS_SHOWN;
    found->cut = 1;
    return NULL;
}

/* Ask with so many ids at once, the rest of the places empty. @param last  a value behind them, or NULL */
static hd_error_t *ask(hd_rows_t **rows, hd_db_t *db, const char *statement, const apr_int64_t *ids, int count,
                       const hd_value_t *last, apr_pool_t *pool)
{
    hd_value_t args[AT_ONCE + 2];
    int i;

    for (i = 0; i < AT_ONCE; i++) args[i] = hd_int(i < count ? ids[i] : 0);
    if (last) args[i++] = *last;
    args[i] = HD_NO_ARGS[0];
    return hd_db_query(rows, db, statement, args, pool);
}

static hd_desk_client_t *row_of(const apr_array_header_t *rows, apr_int64_t id)
{
    int i;

    for (i = 0; i < rows->nelts; i++) {
        hd_desk_client_t *row = &APR_ARRAY_IDX(rows, i, hd_desk_client_t);
        if (row->client.id == id) return row;
    }
    return NULL;
}

static void add_account(hd_desk_client_t *row, const hd_rows_t *rows)
{
    hd_client_account_t *account;

    if (row->accounts->nelts == HD_DESK_ACCOUNTS_SHOWN) {
        row->more_accounts = row->more_open = 1;
        return;
    }
    account = apr_array_push(row->accounts);
    memset(account, 0, sizeof(*account));
    account->id = hd_row_int(rows, 1);
    account->public_id = hd_row_text(rows, 2);
    account->name = hd_row_text(rows, 3);
}

/* The accounts of the rows. @param busy  gets the ids of those that have open tickets, each once */
static hd_error_t *read_accounts(apr_array_header_t *busy, const apr_array_header_t *list, hd_db_t *db, apr_pool_t *pool)
{
    apr_int64_t ids[AT_ONCE];
    int first, i, k;

    for (first = 0; first < list->nelts; first += AT_ONCE) {
        int count = list->nelts - first < AT_ONCE ? list->nelts - first : AT_ONCE;
        hd_rows_t *rows;

        for (i = 0; i < count; i++) ids[i] = APR_ARRAY_IDX(list, first + i, hd_desk_client_t).client.id;
        HD_TRY(ask(&rows, db, "desk_clients_accounts", ids, count, NULL, pool));
        while (hd_rows_next(rows)) {
            apr_int64_t account = hd_row_int(rows, 1);
            hd_desk_client_t *row = row_of(list, hd_row_int(rows, 0));

            if (!row) continue;
            add_account(row, rows);
            for (k = 0; k < busy->nelts && APR_ARRAY_IDX(busy, k, apr_int64_t) != account; k++) continue;
            if (k == busy->nelts && hd_row_int(rows, 4)) APR_ARRAY_PUSH(busy, apr_int64_t) = account;
        }
    }
    return NULL;
}

/* Add an account's open tickets to each row that names it. */
static void add_open(const apr_array_header_t *list, apr_int64_t account, apr_int64_t open)
{
    int i, k;

    for (i = 0; i < list->nelts; i++) {
        hd_desk_client_t *row = &APR_ARRAY_IDX(list, i, hd_desk_client_t);

        for (k = 0; k < row->accounts->nelts; k++) {
            if (APR_ARRAY_IDX(row->accounts, k, hd_client_account_t).id != account) continue;
            row->open += open;
            if (open >= HD_DESK_OPEN_LOOKED) row->more_open = 1;
        }
    }
}

static hd_error_t *read_open(const apr_array_header_t *list, const apr_array_header_t *busy, hd_db_t *db, const hd_person_t *who,
                             apr_pool_t *pool)
{
    const hd_value_t reader = hd_int(who->id);
    int first;

    for (first = 0; first < busy->nelts; first += AT_ONCE) {
        int count = busy->nelts - first < AT_ONCE ? busy->nelts - first : AT_ONCE;
        hd_rows_t *rows;

        HD_TRY(ask(&rows, db, "desk_clients_open", &APR_ARRAY_IDX(busy, first, apr_int64_t), count, &reader, pool));
        while (hd_rows_next(rows)) add_open(list, hd_row_int(rows, 0), hd_row_int(rows, 1));
    }
    return NULL;
}

hd_error_t *hd_desk_clients(hd_desk_clients_t *list, hd_db_t *db, const hd_person_t *who, const char *text, const char *after,
                            apr_pool_t *pool)
{
    apr_array_header_t *busy = apr_array_make(pool, HD_CLIENTS_SHOWN, sizeof(apr_int64_t));
    hd_clients_list_t found;
    int i;

    HD_TRY(hd_clients_list(&found, db, text, after, pool));
    if (*text) HD_TRY(find_more(&found, db, text, pool));
    list->next = found.next;
    list->cut = found.cut;
    list->rows = apr_array_make(pool, found.people->nelts + 1, sizeof(hd_desk_client_t));
    for (i = 0; i < found.people->nelts; i++) {
        hd_desk_client_t *row = apr_array_push(list->rows);

        memset(row, 0, sizeof(*row));
        row->client = APR_ARRAY_IDX(found.people, i, hd_client_t);
        row->accounts = apr_array_make(pool, HD_DESK_ACCOUNTS_SHOWN, sizeof(hd_client_account_t));
    }
    HD_TRY(read_accounts(busy, list->rows, db, pool));
    return read_open(list->rows, busy, db, who, pool);
}
