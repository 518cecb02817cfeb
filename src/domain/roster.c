/* src/domain/roster.c: all people and accounts.
 * May use: store/, base/. Must not know: HTTP, how lists are shown.
 * SPDX-License-Identifier: Apache-2.0 */
#include "roster.h"

hd_error_t *hd_roster_people(apr_array_header_t **people, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "roster_people", HD_NO_ARGS, pool));
    *people = apr_array_make(pool, hd_rows_count(rows) + 1, sizeof(hd_person_t));
    while (hd_rows_next(rows)) hd_person_read(apr_array_push(*people), rows, 0);
    return NULL;
}

static void read_account(hd_account_t *account, const hd_rows_t *row, apr_pool_t *pool)
{
    account->id = hd_row_int(row, 0);
    account->public_id = hd_row_text(row, 1);
    account->name = hd_row_text(row, 2);
    account->created_at = hd_row_int(row, 3);
    account->members = apr_array_make(pool, 2, sizeof(hd_member_t));
}

static void read_member(hd_member_t *member, const hd_rows_t *row)
{
    member->email = hd_row_text(row, 4);
    member->rights = HD_RIGHT_NONE;
    if (hd_row_int(row, 5)) member->rights = HD_RIGHT_OWNER | HD_RIGHT_BILLING | HD_RIGHT_SUPPORT;
    if (hd_row_int(row, 6)) member->rights |= HD_RIGHT_BILLING;
    if (hd_row_int(row, 7)) member->rights |= HD_RIGHT_SUPPORT;
}

hd_error_t *hd_roster_accounts(apr_array_header_t **accounts, hd_db_t *db, apr_pool_t *pool)
{
    hd_account_t *account = NULL;
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "roster_accounts", HD_NO_ARGS, pool));
    *accounts = apr_array_make(pool, hd_rows_count(rows) + 1, sizeof(hd_account_t));
    while (hd_rows_next(rows)) {
        if (!account || account->id != hd_row_int(rows, 0)) {
            account = apr_array_push(*accounts);
            read_account(account, rows, pool);
        }
        if (hd_row_text(rows, 4)) read_member(apr_array_push(account->members), rows);
    }
    return NULL;
}

hd_error_t *hd_roster_account(hd_account_t *account, hd_db_t *db, const char *text, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "roster_account", HD_ARGS(hd_text(text), hd_text(text)), pool));
    if (hd_rows_count(rows) > 1) return hd_error_field(pool, "account-ambiguous", "account");
    if (!hd_rows_next(rows)) return hd_error_field(pool, "account-unknown", "account");
    read_account(account, rows, pool);
    return NULL;
}
