/* src/domain/person.c: people, accounts, and who has which rights where.
 * May use: store/, text/, base/. Must not know: HTTP, who asks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "person.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "../base/token.h"
#include "../text/fold.h"
#include "directory.h"
#include "search.h"

static const char *const role_names[] = { "client", "agent", "admin" };

/* design.md section 5: every account has a row for each in ticket_count. */
static const char *const ticket_statuses[] = { "open",     "in-progress", "customer-reply",
                                               "answered", "on-hold",     "closed" };

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

const char *hd_role_name(hd_role_t role)
{
    return role_names[role];
}

int hd_role_parse(hd_role_t *role, const char *name)
{
    apr_size_t i;

    for (i = 0; i < COUNT_OF(role_names); i++) {
        if (strcmp(name, role_names[i]) == 0) {
            *role = (hd_role_t)i;
            return 1;
        }
    }
    return 0;
}

hd_error_t *hd_person_name(const char **clean, const char *name, apr_pool_t *pool)
{
    const char *trimmed;
    hd_error_t *fault;

    if (!hd_text_valid(name, strlen(name), 0)) return hd_error_field(pool, "name-invalid", "name");
    trimmed = hd_text_trim(name, pool);
    if (!*trimmed) return hd_error_field(pool, "name-empty", "name");
    if (hd_text_chars(trimmed) > HD_NAME_MAX) {
        fault = hd_error_field(pool, "name-long", "name");
        fault->value = apr_itoa(pool, HD_NAME_MAX);
        return fault;
    }
    *clean = trimmed;
    return NULL;
}

void hd_person_read(hd_person_t *person, const hd_rows_t *row, int column)
{
    person->id = hd_row_int(row, column);
    person->public_id = hd_row_text(row, column + 1);
    person->email = hd_row_text(row, column + 2);
    person->name = hd_row_text(row, column + 3);
    person->role = HD_ROLE_CLIENT; /* what the row says when it is unknown: the least */
    hd_role_parse(&person->role, hd_row_text(row, column + 4));
    person->language = hd_row_text(row, column + 5);
    person->theme = hd_row_text(row, column + 6);
    person->email_confirmed = hd_row_int(row, column + 7) != 0;
    person->disabled = hd_row_int(row, column + 8) != 0;
    person->acting_id = 0;
    person->acting_name = person->acting_email = NULL;
}

hd_error_t *hd_person_by_email(hd_person_t **person, hd_db_t *db, const char *email, apr_pool_t *pool)
{
    const char *folded = hd_email_fold(email, pool);
    hd_rows_t *row = NULL;
    hd_person_t *found = NULL;

    if (folded) HD_TRY(hd_db_one(&row, db, "person_by_email", HD_ARGS(hd_text(folded)), pool));
    if (row) {
        found = apr_pcalloc(pool, sizeof(*found));
        hd_person_read(found, row, 0);
    }
    *person = found;
    return NULL;
}

/* A new person on its way into the table. */
typedef struct addition_t {
    const hd_person_new_t *person;
    const char *name, *email, *folded, *hash;
    hd_time_t now;
    apr_int64_t id;
} addition_t;

static hd_error_t *add_person(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    addition_t *it = baton;
    const char *public_id;
    hd_rows_t *row;
    int added;

    HD_TRY(hd_public_id_make(&public_id, pool));
    HD_TRY(hd_db_exec(&added, db, "person_add",
                      HD_ARGS(hd_text(public_id), hd_text(it->email), hd_text(it->folded),
                              hd_int(it->person->email_confirmed != 0), hd_text(it->name), hd_text(it->hash),
                              hd_text(hd_role_name(it->person->role)), hd_text(it->person->language), hd_int(it->now))));
    if (!added) return hd_error_field(pool, "email-taken", "email");
    HD_TRY(hd_db_one(&row, db, "person_id", HD_ARGS(hd_text(public_id)), pool));
    if (!row) return hd_error(pool, HD_BROKEN, "server-database", "the new person is not there");
    it->id = hd_row_int(row, 0);
    return hd_directory_put(db, HD_FIND_PERSON, it->id, it->name, it->email, pool);
}

hd_error_t *hd_person_create(apr_int64_t *id, hd_db_t *db, const hd_person_new_t *person, const hd_hasher_t *hasher,
                             hd_time_t now, apr_pool_t *pool)
{
    addition_t it = { person, NULL, NULL, NULL, "", now, 0 };
    hd_error_t *faults = hd_person_name(&it.name, person->name, pool);

    it.email = hd_text_trim(person->email, pool);
    it.folded = hd_email_fold(person->email, pool);
    if (!it.folded) faults = hd_error_join(faults, hd_error_field(pool, "email-bad", "email"));
    if (person->password) faults = hd_error_join(faults, hd_password_rules(person->password, person->email, pool));
    if (faults) return faults;
    if (person->password) HD_TRY(hd_password_hash(&it.hash, person->password, hasher, pool));
    HD_TRY(hd_db_within(db, add_person, &it, pool));
    *id = it.id;
    return NULL;
}

/* What people say of themselves on its way into the table. */
typedef struct profile_t {
    apr_int64_t person_id;
    const char *name, *language, *theme;
} profile_t;

static hd_error_t *set_profile(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const profile_t *it = baton;
    hd_rows_t *row;

    HD_TRY(hd_db_exec(NULL, db, "person_lock", HD_ARGS(hd_int(it->person_id))));
    HD_TRY(hd_db_one(&row, db, "person_named", HD_ARGS(hd_int(it->person_id)), pool));
    HD_TRY(hd_db_exec(NULL, db, "person_set_profile",
                      HD_ARGS(hd_text(it->name), hd_text(it->language), hd_text(it->theme), hd_int(it->person_id))));
    if (!row || !strcmp(hd_row_text(row, 1), it->name)) return NULL; /* each page with ?lang= comes here */
    HD_TRY(hd_directory_put(db, HD_FIND_PERSON, it->person_id, it->name, hd_row_text(row, 0), pool));
    return hd_search_renew_person(db, it->person_id, pool);
}

hd_error_t *hd_person_set_profile(hd_db_t *db, apr_int64_t person_id, const char *name, const char *language,
                                  const char *theme, apr_pool_t *pool)
{
    profile_t it = { person_id, NULL, language, theme };
    hd_error_t *faults = hd_person_name(&it.name, name, pool);

    if (*theme && strcmp(theme, "light") != 0 && strcmp(theme, "dark") != 0) {
        faults = hd_error_join(faults, hd_error_field(pool, "theme-unknown", "theme"));
    }
    if (faults) return faults;
    return hd_db_within(db, set_profile, &it, pool);
}

hd_error_t *hd_person_replace_hash(hd_db_t *db, apr_int64_t person_id, const char *hash, hd_time_t now)
{
    HD_TRY(hd_db_exec(NULL, db, "person_set_hash", HD_ARGS(hd_text(hash), hd_int(person_id))));
    HD_TRY(hd_db_exec(NULL, db, "person_end_links", HD_ARGS(hd_int(now), hd_int(person_id))));
    return hd_db_exec(NULL, db, "person_end_sessions", HD_ARGS(hd_int(person_id)));
}

/* A change of one person on its way into the tables. */
typedef struct change_t {
    apr_int64_t person_id;
    const char *hash;
    int disabled;
    hd_time_t now;
} change_t;

static hd_error_t *replace_hash(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *it = baton;

    (void)pool;
    return hd_person_replace_hash(db, it->person_id, it->hash, it->now);
}

hd_error_t *hd_person_set_password(hd_db_t *db, const hd_person_t *person, const char *password,
                                   const hd_hasher_t *hasher, hd_time_t now, apr_pool_t *pool)
{
    change_t it = { person->id, NULL, 0, now };

    HD_TRY(hd_password_rules(password, person->email, pool));
    HD_TRY(hd_password_hash(&it.hash, password, hasher, pool));
    return hd_db_within(db, replace_hash, &it, pool);
}

static hd_error_t *set_disabled(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const change_t *it = baton;

    (void)pool;
    HD_TRY(hd_db_exec(NULL, db, "person_set_disabled", HD_ARGS(hd_int(it->disabled), hd_int(it->person_id))));
    if (!it->disabled) return NULL;
    HD_TRY(hd_db_exec(NULL, db, "person_end_links", HD_ARGS(hd_int(it->now), hd_int(it->person_id))));
    return hd_db_exec(NULL, db, "person_end_sessions", HD_ARGS(hd_int(it->person_id)));
}

hd_error_t *hd_person_disable(hd_db_t *db, apr_int64_t person_id, int disabled, hd_time_t now, apr_pool_t *pool)
{
    change_t it = { person_id, NULL, disabled != 0, now };

    return hd_db_within(db, set_disabled, &it, pool);
}

static int rights_of(const hd_rows_t *row, int column)
{
    if (hd_row_int(row, column)) return HD_RIGHT_OWNER | HD_RIGHT_BILLING | HD_RIGHT_SUPPORT;
    return (hd_row_int(row, column + 1) ? HD_RIGHT_BILLING : 0) | (hd_row_int(row, column + 2) ? HD_RIGHT_SUPPORT : 0);
}

static int by_name(const void *a, const void *b)
{
    const hd_membership_t *left = a, *right = b;
    int order = strcmp(left->name, right->name);

    return order ? order : left->account_id < right->account_id ? -1 : left->account_id > right->account_id;
}

apr_array_header_t *hd_memberships_read(hd_rows_t *rows, int column, apr_pool_t *pool)
{
    apr_array_header_t *all = apr_array_make(pool, 2, sizeof(hd_membership_t));

    do {
        hd_membership_t *one;
        if (!hd_row_int(rows, column)) continue;
        one = apr_array_push(all);
        one->account_id = hd_row_int(rows, column);
        one->public_id = hd_row_text(rows, column + 1);
        one->name = hd_row_text(rows, column + 2);
        one->rights = rights_of(rows, column + 3);
    } while (hd_rows_next(rows));
    if (all->nelts > 1) qsort(all->elts, (size_t)all->nelts, sizeof(hd_membership_t), by_name);
    return all;
}

hd_error_t *hd_memberships_of(apr_array_header_t **memberships, hd_db_t *db, apr_int64_t person_id, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "person_memberships", HD_ARGS(hd_int(person_id)), pool));
    hd_rows_next(rows);
    *memberships = hd_memberships_read(rows, 0, pool);
    return NULL;
}

/* A new account, or a person's place in one, on its way into the tables. */
typedef struct place_t {
    const char *public_id, *name;
    apr_int64_t account_id, person_id;
    int rights;
    hd_time_t now;
} place_t;

static hd_error_t *add_account(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    place_t *it = baton;
    hd_rows_t *row;
    apr_size_t i;

    HD_TRY(hd_db_one(&row, db, "person_account_add",
                     HD_ARGS(hd_text(it->public_id), hd_text(it->name), hd_int(it->now)), pool));
    if (!row) return hd_error(pool, HD_BROKEN, "server-database", "the new account has no id");
    it->account_id = hd_row_int(row, 0);
    for (i = 0; i < COUNT_OF(ticket_statuses); i++) {
        HD_TRY(hd_db_exec(NULL, db, "person_account_count_add",
                          HD_ARGS(hd_int(it->account_id), hd_text(ticket_statuses[i]))));
    }
    return hd_directory_put(db, HD_FIND_ACCOUNT, it->account_id, it->name, NULL, pool);
}

hd_error_t *hd_account_create(apr_int64_t *id, const char **public_id, hd_db_t *db, const char *name, hd_time_t now,
                              apr_pool_t *pool)
{
    place_t it = { NULL, NULL, 0, 0, 0, now };

    HD_TRY(hd_person_name(&it.name, name, pool));
    HD_TRY(hd_public_id_make(&it.public_id, pool));
    HD_TRY(hd_db_within(db, add_account, &it, pool));
    *id = it.account_id;
    if (public_id) *public_id = it.public_id;
    return NULL;
}

hd_error_t *hd_account_by_public_id(apr_int64_t *id, hd_db_t *db, const char *public_id, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "person_account_id", HD_ARGS(hd_text(public_id)), pool));
    *id = row ? hd_row_int(row, 0) : 0;
    return NULL;
}

static hd_error_t *set_membership(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const place_t *it = baton;

    (void)pool;
    HD_TRY(hd_db_exec(NULL, db, "person_membership_remove", HD_ARGS(hd_int(it->person_id), hd_int(it->account_id))));
    return hd_db_exec(NULL, db, "person_membership_add",
                      HD_ARGS(hd_int(it->person_id), hd_int(it->account_id),
                              hd_int((it->rights & HD_RIGHT_OWNER) != 0), hd_int((it->rights & HD_RIGHT_BILLING) != 0),
                              hd_int((it->rights & HD_RIGHT_SUPPORT) != 0)));
}

hd_error_t *hd_membership_add(hd_db_t *db, apr_int64_t person_id, apr_int64_t account_id, int rights, apr_pool_t *pool)
{
    place_t it = { NULL, NULL, account_id, person_id, rights, 0 };

    return hd_db_within(db, set_membership, &it, pool);
}
