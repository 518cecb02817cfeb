/* src/domain/client_merge.c: two accounts, or two people, become one.
 * May use: domain/, store/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "client_merge.h"

#include <apr_strings.h>
#include <string.h>

#include "../text/fold.h"
#include "search.h"

/* A merge on its way. */
typedef struct merge_t {
    const hd_by_t *by;
    const char *from, *into;
} merge_t;

static hd_error_t *too_large(apr_pool_t *pool)
{
    hd_error_t *error = hd_error_field(pool, "merge-large", "into");

    error->value = HD_STRINGIFY(HD_MERGE_MAX);
    return error;
}

/* Both in one order, so that two merges at once wait for each other instead of forever. */
static hd_error_t *hold_accounts(hd_db_t *db, const char *one, const char *other, apr_pool_t *pool)
{
    int turned = strcmp(one, other) > 0;
    hd_rows_t *ignored;

    HD_TRY(hd_db_one(&ignored, db, "account_hold", HD_ARGS(hd_text(turned ? other : one)), pool));
    return hd_db_one(&ignored, db, "account_hold", HD_ARGS(hd_text(turned ? one : other)), pool);
}

static hd_error_t *hold_clients(hd_db_t *db, const char *one, const char *other)
{
    int turned = strcmp(one, other) > 0;

    HD_TRY(hd_db_exec(NULL, db, "client_lock", HD_ARGS(hd_text(turned ? other : one))));
    return hd_db_exec(NULL, db, "client_lock", HD_ARGS(hd_text(turned ? one : other)));
}

/* ---- accounts ---- */

static hd_error_t *find_accounts(hd_client_account_t **from, hd_client_account_t **into, hd_db_t *db, const merge_t *it,
                                 apr_pool_t *pool)
{
    HD_TRY(hold_accounts(db, it->from, it->into, pool));
    HD_TRY(hd_client_account(from, db, it->from, pool));
    if (!*from) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    HD_TRY(hd_client_account(into, db, it->into, pool));
    if (!*into) return hd_error_field(pool, "merge-none", "into");
    return (*from)->id == (*into)->id ? hd_error_field(pool, "merge-same", "into") : NULL;
}

/* "3 tickets, 2 services, 1 proformas, 2 people": for the audit. */
static hd_error_t *amounts_of(const char **text, hd_db_t *db, const hd_client_account_t *account, apr_pool_t *pool)
{
    const hd_value_t id = hd_int(account->id);
    hd_rows_t *row;
    int i;

    HD_TRY(hd_db_one(&row, db, "account_amounts", HD_ARGS(id, id, id), pool));
    if (!row) return hd_error(pool, HD_BROKEN, "server-database", "nothing is counted");
    for (i = 0; i < 3; i++) {
        if (hd_row_int(row, i) > HD_MERGE_MAX) return too_large(pool);
    }
    if (account->members->nelts >= HD_MEMBERS_SHOWN) return too_large(pool);
    *text = apr_psprintf(pool, "tickets %d, services %d, proformas %d, people %d", (int)hd_row_int(row, 0),
                         (int)hd_row_int(row, 1), (int)hd_row_int(row, 2), account->members->nelts);
    return NULL;
}

/* What somebody may do in an account, however many belong to it. */
static hd_error_t *rights_in(int *rights, hd_db_t *db, apr_int64_t account_id, apr_int64_t person_id, apr_pool_t *pool)
{
    apr_array_header_t *all;
    int i;

    *rights = 0;
    HD_TRY(hd_memberships_of(&all, db, person_id, pool));
    for (i = 0; i < all->nelts; i++) {
        const hd_membership_t *one = &APR_ARRAY_IDX(all, i, hd_membership_t);
        if (one->account_id == account_id) *rights = one->rights;
    }
    return NULL;
}

static hd_error_t *move_people(hd_db_t *db, const hd_client_account_t *from, const hd_client_account_t *into, apr_pool_t *pool)
{
    int i, rights;

    for (i = 0; i < from->members->nelts; i++) {
        const hd_client_t *member = &APR_ARRAY_IDX(from->members, i, hd_client_t);
        HD_TRY(rights_in(&rights, db, into->id, member->id, pool));
        HD_TRY(hd_membership_add(db, member->id, into->id, member->rights | rights, pool));
    }
    return hd_db_exec(NULL, db, "account_people_remove", HD_ARGS(hd_int(from->id)));
}

static hd_error_t *move_tickets(hd_db_t *db, apr_int64_t from, apr_int64_t into, apr_pool_t *pool)
{
    hd_rows_t *counts;

    /* First: whoever is changing one of them is waited for, and has counted it then. */
    HD_TRY(hd_db_exec(NULL, db, "account_tickets_move", HD_ARGS(hd_int(into), hd_int(from))));
    HD_TRY(hd_db_query(&counts, db, "account_counts", HD_ARGS(hd_int(from)), pool));
    while (hd_rows_next(counts)) {
        HD_TRY(hd_db_exec(NULL, db, "account_count_raise",
                          HD_ARGS(hd_int(hd_row_int(counts, 1)), hd_int(into), hd_text(hd_row_text(counts, 0)))));
    }
    return hd_db_exec(NULL, db, "account_counts_remove", HD_ARGS(hd_int(from)));
}

static hd_error_t *merge_accounts(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const merge_t *it = baton;
    hd_client_account_t *from, *into;
    hd_audit_object_t object = { HD_OBJECT_ACCOUNT, it->from, NULL };
    const char *amounts = "";

    HD_TRY(find_accounts(&from, &into, db, it, pool));
    HD_TRY(amounts_of(&amounts, db, from, pool));
    HD_TRY(move_tickets(db, from->id, into->id, pool));
    HD_TRY(hd_db_exec(NULL, db, "account_services_move", HD_ARGS(hd_int(into->id), hd_int(from->id))));
    HD_TRY(hd_db_exec(NULL, db, "account_proformas_move", HD_ARGS(hd_int(into->id), hd_int(from->id))));
    HD_TRY(move_people(db, from, into, pool));
    HD_TRY(hd_db_exec(NULL, db, "directory_remove", HD_ARGS(hd_text("account"), hd_int(from->id))));
    HD_TRY(hd_db_exec(NULL, db, "account_remove", HD_ARGS(hd_int(from->id))));
    HD_TRY(hd_search_renew_account(db, into->id));
    object.label = from->name;
    HD_TRY(hd_audit_add(db, it->by, "merged", &object, amounts, from->name, into->name));
    object.id = into->public_id;
    object.label = into->name;
    return hd_audit_add(db, it->by, "merged-from", &object, amounts, from->name, into->name);
}

hd_error_t *hd_account_merge(const char **id, hd_db_t *db, const hd_by_t *by, const char *from, const char *into,
                             apr_pool_t *pool)
{
    merge_t it = { by, from, hd_text_trim(into, pool) };

    HD_TRY(hd_db_transaction(db, merge_accounts, &it, pool));
    *id = it.into;
    return NULL;
}

/* ---- people ---- */

static hd_error_t *move_rights(hd_db_t *db, apr_int64_t from, apr_int64_t into, apr_pool_t *pool)
{
    apr_array_header_t *theirs, *own;
    int i, k;

    HD_TRY(hd_memberships_of(&theirs, db, from, pool));
    HD_TRY(hd_memberships_of(&own, db, into, pool));
    for (i = 0; i < theirs->nelts; i++) {
        const hd_membership_t *one = &APR_ARRAY_IDX(theirs, i, hd_membership_t);
        int rights = one->rights;

        for (k = 0; k < own->nelts; k++) {
            const hd_membership_t *other = &APR_ARRAY_IDX(own, k, hd_membership_t);
            if (other->account_id == one->account_id) rights |= other->rights;
        }
        HD_TRY(hd_membership_add(db, into, one->account_id, rights, pool));
    }
    return hd_db_exec(NULL, db, "person_leave_all", HD_ARGS(hd_int(from)));
}

static hd_error_t *move_writing(hd_db_t *db, apr_int64_t from, apr_int64_t into, apr_pool_t *pool)
{
    const hd_value_t to = hd_int(into), it = hd_int(from);
    hd_rows_t *accounts; /* those they have left, too */

    HD_TRY(hd_db_query(&accounts, db, "person_accounts_written", HD_ARGS(it), pool));
    while (hd_rows_next(accounts)) HD_TRY(hd_search_renew_account(db, hd_row_int(accounts, 0)));
    HD_TRY(hd_db_exec(NULL, db, "person_tickets_move", HD_ARGS(to, it, it)));
    HD_TRY(hd_db_exec(NULL, db, "person_last_move", HD_ARGS(to, it, it)));
    return hd_db_exec(NULL, db, "person_messages_move", HD_ARGS(to, it));
}

static hd_error_t *merge_clients(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const merge_t *it = baton;
    hd_client_t *from, *into;
    hd_audit_object_t object = { HD_OBJECT_PERSON, it->from, NULL };
    const char *amounts = "";
    hd_rows_t *row;

    HD_TRY(hold_clients(db, it->from, it->into));
    HD_TRY(hd_client_get(&from, db, it->from, pool));
    if (!from) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    HD_TRY(hd_client_get(&into, db, it->into, pool));
    if (!into || into->disabled) return hd_error_field(pool, "merge-none", "into");
    if (from->id == into->id) return hd_error_field(pool, "merge-same", "into");
    HD_TRY(hd_db_one(&row, db, "person_messages_count", HD_ARGS(hd_int(from->id)), pool));
    if (!row || hd_row_int(row, 0) > HD_MERGE_MAX) return too_large(pool);
    amounts = apr_psprintf(pool, "messages %d", (int)hd_row_int(row, 0));
    HD_TRY(move_writing(db, from->id, into->id, pool));
    HD_TRY(move_rights(db, from->id, into->id, pool));
    HD_TRY(hd_person_disable(db, from->id, 1, it->by->now, pool));
    object.label = from->email;
    HD_TRY(hd_audit_add(db, it->by, "merged", &object, amounts, from->email, into->email));
    object.id = into->public_id;
    object.label = into->email;
    return hd_audit_add(db, it->by, "merged-from", &object, amounts, from->email, into->email);
}

hd_error_t *hd_client_merge(const char **id, hd_db_t *db, const hd_by_t *by, const char *from, const char *into,
                            apr_pool_t *pool)
{
    merge_t it = { by, from, hd_text_trim(into, pool) };
    hd_person_t *person = NULL;

    if (strchr(it.into, '@')) {
        HD_TRY(hd_person_by_email(&person, db, it.into, pool));
        if (!person) return hd_error_field(pool, "merge-none", "into");
        it.into = person->public_id;
    }
    HD_TRY(hd_db_transaction(db, merge_clients, &it, pool));
    *id = it.into;
    return NULL;
}
