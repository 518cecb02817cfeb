/* src/domain/client.c: clients, people and their accounts, as administrators find them.
 * May use: store/, text/, directory.h, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "client.h"

#include <string.h>

#include "../text/fold.h"
#include "directory.h"

/* The rights by their words; what comes first counts. */
static const struct {
    const char *word;
    int rights;
} words[] = { { "owner", HD_RIGHT_OWNER },     { "both", HD_RIGHT_BILLING | HD_RIGHT_SUPPORT },
              { "billing", HD_RIGHT_BILLING }, { "support", HD_RIGHT_SUPPORT },
              { "none", HD_RIGHT_NONE } };

#define WORDS (sizeof(words) / sizeof(words[0]))

const char *hd_rights_word(int rights)
{
    size_t i;

    for (i = 0; i < WORDS - 1 && (rights & words[i].rights) != words[i].rights; i++) continue;
    return words[i].word;
}

int hd_rights_of_word(const char *word)
{
    size_t i;

    for (i = 0; i < WORDS; i++) {
        if (!strcmp(words[i].word, word)) return words[i].rights;
    }
    return -1;
}

hd_client_t *hd_client_append(apr_array_header_t *list, const hd_rows_t *rows)
{
    hd_client_t *client = apr_array_push(list);

    client->id = hd_row_int(rows, 0);
    client->public_id = hd_row_text(rows, 1);
    client->name = hd_row_text(rows, 2);
    client->email = hd_row_text(rows, 3);
    client->language = hd_row_text(rows, 4);
    client->disabled = hd_row_int(rows, 5) != 0;
    client->created_at = hd_row_int(rows, 6);
    client->rights = 0;
    return client;
}

static apr_array_header_t *read_accounts(hd_rows_t *rows, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(hd_client_account_t));

    while (hd_rows_next(rows)) {
        hd_client_account_t *account = apr_array_push(list);

        account->id = hd_row_int(rows, 0);
        account->public_id = hd_row_text(rows, 1);
        account->name = hd_row_text(rows, 2);
        account->created_at = hd_row_int(rows, 3);
        account->members = NULL;
    }
    return list;
}

static void cut_list(apr_array_header_t *rows, int *cut)
{
    if (rows->nelts <= HD_CLIENTS_SHOWN) return;
    rows->nelts = HD_CLIENTS_SHOWN;
    *cut = 1;
}

static hd_error_t *find(hd_clients_list_t *list, hd_db_t *db, const char *text, apr_pool_t *pool)
{
    const hd_value_t limit = hd_int(HD_CLIENTS_SHOWN + 1);
    hd_look_t people, accounts;
    hd_rows_t *rows;

    list->accounts = apr_array_make(pool, 1, sizeof(hd_client_account_t));
    HD_TRY(hd_directory_look(&people, db, HD_FIND_PERSON, text, pool));
    if (!people.words) return NULL;
    HD_TRY(hd_directory_look(&accounts, db, HD_FIND_ACCOUNT, text, pool));
    HD_TRY(hd_db_query(&rows, db, "clients_found", HD_ARGS(HD_LOOK_ARGS(&people), limit), pool));
    while (hd_rows_next(rows)) hd_client_append(list->people, rows);
    HD_TRY(hd_db_query(&rows, db, "accounts_found", HD_ARGS(HD_LOOK_ARGS(&accounts), limit), pool));
    list->accounts = read_accounts(rows, pool);
    list->cut = people.cut || accounts.cut;
    cut_list(list->people, &list->cut);
    cut_list(list->accounts, &list->cut);
    return NULL;
}

hd_error_t *hd_clients_list(hd_clients_list_t *list, hd_db_t *db, const char *text, const char *after, apr_pool_t *pool)
{
    apr_int64_t before = APR_INT64_MAX;
    int more = 0;
    hd_rows_t *rows;

    memset(list, 0, sizeof(*list));
    list->people = apr_array_make(pool, HD_CLIENTS_SHOWN + 1, sizeof(hd_client_t));
    if (*text) return find(list, db, text, pool);
    if (*after) {
        HD_TRY(hd_db_one(&rows, db, "person_id", HD_ARGS(hd_text(after)), pool));
        if (rows) before = hd_row_int(rows, 0);
    }
    HD_TRY(hd_db_query(&rows, db, "clients_newest", HD_ARGS(hd_int(before), hd_int(HD_CLIENTS_SHOWN + 1)), pool));
    while (hd_rows_next(rows)) hd_client_append(list->people, rows);
    cut_list(list->people, &more);
    if (more) list->next = APR_ARRAY_IDX(list->people, HD_CLIENTS_SHOWN - 1, hd_client_t).public_id;
    return NULL;
}

hd_error_t *hd_client_get(hd_client_t **client, hd_db_t *db, const char *id, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 1, sizeof(hd_client_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "client_get", HD_ARGS(hd_text(id)), pool));
    *client = hd_rows_next(rows) ? hd_client_append(list, rows) : NULL;
    return NULL;
}

hd_error_t *hd_client_account(hd_client_account_t **account, hd_db_t *db, const char *id, apr_pool_t *pool)
{
    apr_array_header_t *found;
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "account_get", HD_ARGS(hd_text(id)), pool));
    found = read_accounts(rows, pool);
    *account = found->nelts ? &APR_ARRAY_IDX(found, 0, hd_client_account_t) : NULL;
    if (!*account) return NULL;
    HD_TRY(hd_db_query(&rows, db, "account_members", HD_ARGS(hd_int((*account)->id), hd_int(HD_MEMBERS_SHOWN)), pool));
    (*account)->members = apr_array_make(pool, hd_rows_count(rows) + 1, sizeof(hd_client_t));
    while (hd_rows_next(rows)) {
        hd_client_t *member = hd_client_append((*account)->members, rows);

        member->rights = (hd_row_int(rows, 7) ? HD_RIGHT_OWNER : 0) | (hd_row_int(rows, 8) ? HD_RIGHT_BILLING : 0)
                         | (hd_row_int(rows, 9) ? HD_RIGHT_SUPPORT : 0);
    }
    return NULL;
}

hd_error_t *hd_client_account_meant(const char **id, hd_db_t *db, const char *text, const char *field, apr_pool_t *pool)
{
    apr_array_header_t *memberships;
    hd_person_t *person;

    *id = hd_text_trim(text, pool);
    if (!strchr(*id, '@')) return NULL;
    HD_TRY(hd_person_by_email(&person, db, *id, pool));
    if (!person) return hd_error_field(pool, "account-none", field);
    HD_TRY(hd_memberships_of(&memberships, db, person->id, pool));
    if (!memberships->nelts) return hd_error_field(pool, "account-none", field);
    if (memberships->nelts > 1) return hd_error_field(pool, "account-several", field);
    *id = APR_ARRAY_IDX(memberships, 0, hd_membership_t).public_id;
    return NULL;
}

hd_error_t *hd_client_tickets(apr_array_header_t **rows, hd_db_t *db, const hd_person_t *who, apr_int64_t account_id,
                              apr_pool_t *pool)
{
    hd_rows_t *found;

    HD_TRY(hd_db_query(&found, db, "desk_account_tickets", HD_ARGS(hd_int(account_id), hd_int(who->id)), pool));
    *rows = apr_array_make(pool, hd_rows_count(found) + 1, sizeof(hd_ticket_row_t));
    while (hd_rows_next(found)) {
        hd_ticket_row_t *row = apr_array_push(*rows);

        memset(row, 0, sizeof(*row));
        row->ref = hd_row_text(found, 0);
        row->subject = hd_row_text(found, 1);
        row->status = hd_row_text(found, 2);
        row->priority = hd_row_text(found, 3);
        row->updated_at = hd_row_int(found, 4);
    }
    return NULL;
}
