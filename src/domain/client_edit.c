/* src/domain/client_edit.c: adding clients, changing people, accounts and rights, each change with its note in the audit.
 * May use: domain/, store/, text/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "client_edit.h"

#include <apr_strings.h>
#include <string.h>

#include "../text/fold.h"
#include "directory.h"
#include "search.h"
#include "staff.h"

/* A change on its way into the tables. */
typedef struct edit_t {
    const hd_by_t *by;
    const hd_client_new_t *fresh;
    const hd_client_t *client;
    const char *id, *name, *email, *version, *word;
    int rights, count;
} edit_t;

static hd_audit_object_t of_client(const hd_client_t *client)
{
    hd_audit_object_t object = { HD_OBJECT_PERSON, client->public_id, client->email };

    return object;
}

static hd_audit_object_t of_account(const hd_client_account_t *account)
{
    hd_audit_object_t object = { HD_OBJECT_ACCOUNT, account->public_id, account->name };

    return object;
}

apr_array_header_t *hd_client_facts(const hd_client_t *client, apr_pool_t *pool)
{
    apr_array_header_t *facts = apr_array_make(pool, 2, sizeof(hd_audit_fact_t));

    hd_audit_fact(facts, "name", client->name);
    hd_audit_fact(facts, "disabled", client->disabled ? "yes" : "no");
    return facts;
}

apr_array_header_t *hd_account_facts(const hd_client_account_t *account, apr_pool_t *pool)
{
    apr_array_header_t *facts = apr_array_make(pool, 8, sizeof(hd_audit_fact_t));
    int i;

    hd_audit_fact(facts, "name", account->name);
    for (i = 0; i < account->members->nelts; i++) {
        const hd_client_t *member = &APR_ARRAY_IDX(account->members, i, hd_client_t);
        hd_audit_fact(facts, member->email, hd_rights_word(member->rights));
    }
    return facts;
}

/* ---- a new client ---- */

/* The fault of an account's name stands beside its own field. */
static hd_error_t *of_account_name(hd_error_t *error)
{
    if (error && error->field && !strcmp(error->field, "name")) error->field = "account-name";
    return error;
}

/* The account of a new client: a new one, or one that there is. */
static hd_error_t *find_account(hd_client_account_t **account, hd_db_t *db, const edit_t *it, apr_pool_t *pool)
{
    const char *id = it->fresh->account, *name = hd_text_trim(it->fresh->account_name, pool);
    hd_by_t by = *it->by; /* its once is the person's */
    hd_audit_object_t object;
    apr_int64_t row;

    by.once = NULL;
    if (!*id) {
        HD_TRY(of_account_name(hd_account_create(&row, &id, db, *name ? name : it->name, by.now, pool)));
    }
    HD_TRY(hd_db_exec(NULL, db, "account_lock", HD_ARGS(hd_text(id))));
    HD_TRY(hd_client_account(account, db, id, pool));
    if (!*account) return hd_error_field(pool, "account-none", "account");
    object = of_account(*account);
    return *it->fresh->account ? NULL : hd_audit_created(db, &by, &object, "");
}

static hd_error_t *add(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    hd_person_new_t person = { it->email, it->name, NULL, it->fresh->language, HD_ROLE_CLIENT, 1 };
    hd_client_account_t *account;
    hd_audit_object_t object;
    hd_person_t *made;
    apr_int64_t row;

    HD_TRY(hd_audit_made(&it->id, db, it->by, pool));
    if (it->id) return NULL;
    HD_TRY(hd_person_create(&row, db, &person, NULL, it->by->now, pool));
    HD_TRY(hd_person_by_email(&made, db, it->email, pool));
    if (!made) return hd_error(pool, HD_BROKEN, "server-database", "the new person is not there");
    HD_TRY(find_account(&account, db, it, pool));
    HD_TRY(hd_membership_add(db, row, account->id, it->rights, pool));
    it->id = made->public_id;
    object.kind = HD_OBJECT_PERSON;
    object.id = made->public_id;
    object.label = made->email;
    HD_TRY(hd_audit_created(db, it->by, &object, "client"));
    HD_TRY(hd_invite(db, it->by, &object, row, made->email, pool));
    object = of_account(account);
    return hd_audit_add(db, it->by, "member-set", &object, made->email, "", hd_rights_word(it->rights));
}

hd_error_t *hd_client_add(const char **id, hd_db_t *db, const hd_by_t *by, const hd_client_new_t *client, apr_pool_t *pool)
{
    edit_t it = { .by = by, .fresh = client, .email = hd_text_trim(client->email, pool),
                  .rights = hd_rights_of_word(client->rights) };
    hd_error_t *faults = hd_person_name(&it.name, client->name, pool);

    if (!hd_email_fold(it.email, pool)) faults = hd_error_join(faults, hd_error_field(pool, "email-bad", "email"));
    if (it.rights <= 0) faults = hd_error_join(faults, hd_error_field(pool, "rights-unknown", "rights"));
    if (faults) return faults;
    HD_TRY(hd_db_transaction(db, add, &it, pool));
    *id = it.id;
    return NULL;
}

/* ---- a person ---- */

/* The client as they are stored, their row held. */
static hd_error_t *hold_client(hd_client_t **client, hd_db_t *db, const char *id, apr_pool_t *pool)
{
    HD_TRY(hd_db_exec(NULL, db, "client_lock", HD_ARGS(hd_text(id))));
    HD_TRY(hd_client_get(client, db, id, pool));
    return *client ? NULL : hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
}

static hd_error_t *set(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    hd_audit_object_t object;
    hd_client_t *stored;
    int disabled = it->client->disabled != 0;

    HD_TRY(hold_client(&stored, db, it->client->public_id, pool));
    HD_TRY(hd_audit_unchanged(hd_client_facts(stored, pool), it->version, pool));
    object = of_client(stored);
    if (strcmp(stored->name, it->name)) {
        it->count++;
        HD_TRY(hd_audit_change(db, it->by, &object, "name", stored->name, it->name));
        HD_TRY(hd_db_exec(NULL, db, "client_set_name", HD_ARGS(hd_text(it->name), hd_int(stored->id))));
        HD_TRY(hd_directory_put(db, HD_FIND_PERSON, stored->id, it->name, stored->email, pool));
        HD_TRY(hd_search_renew_person(db, stored->id, pool));
    }
    if (stored->disabled == disabled) return NULL;
    it->count++;
    HD_TRY(hd_person_disable(db, stored->id, disabled, it->by->now, pool));
    return hd_audit_add(db, it->by, disabled ? "disabled" : "enabled", &object, "", "", "");
}

hd_error_t *hd_client_set(int *count, hd_db_t *db, const hd_by_t *by, const hd_client_t *client, const char *version,
                          apr_pool_t *pool)
{
    edit_t it = { .by = by, .client = client, .version = version };

    HD_TRY(hd_person_name(&it.name, client->name, pool));
    HD_TRY(hd_db_transaction(db, set, &it, pool));
    *count = it.count;
    return NULL;
}

static hd_error_t *invite(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const edit_t *it = baton;
    hd_audit_object_t object;
    hd_client_t *stored;

    HD_TRY(hold_client(&stored, db, it->id, pool));
    if (stored->disabled) return hd_error(pool, HD_INVALID, "invite-disabled", NULL);
    object = of_client(stored);
    return hd_invite(db, it->by, &object, stored->id, stored->email, pool);
}

hd_error_t *hd_client_invite(hd_db_t *db, const hd_by_t *by, const char *id, apr_pool_t *pool)
{
    edit_t it = { .by = by, .id = id };

    return hd_db_transaction(db, invite, &it, pool);
}

/* ---- an account ---- */

/* The account as it is stored, its row held, when nobody has changed it since the form was made. */
static hd_error_t *hold_account(hd_client_account_t **account, hd_db_t *db, const edit_t *it, apr_pool_t *pool)
{
    HD_TRY(hd_db_exec(NULL, db, "account_lock", HD_ARGS(hd_text(it->id))));
    HD_TRY(hd_client_account(account, db, it->id, pool));
    if (!*account) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    return hd_audit_unchanged(hd_account_facts(*account, pool), it->version, pool);
}

static hd_error_t *rename_account(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    hd_client_account_t *stored;
    hd_audit_object_t object;

    HD_TRY(hold_account(&stored, db, it, pool));
    if (!strcmp(stored->name, it->name)) return NULL;
    it->count = 1;
    object = of_account(stored);
    object.label = it->name;
    HD_TRY(hd_audit_change(db, it->by, &object, "name", stored->name, it->name));
    HD_TRY(hd_db_exec(NULL, db, "account_set_name", HD_ARGS(hd_text(it->name), hd_int(stored->id))));
    HD_TRY(hd_search_renew_account(db, stored->id));
    return hd_directory_put(db, HD_FIND_ACCOUNT, stored->id, it->name, NULL, pool);
}

hd_error_t *hd_account_set(int *count, hd_db_t *db, const hd_by_t *by, const char *id, const char *name, const char *version,
                           apr_pool_t *pool)
{
    edit_t it = { .by = by, .id = id, .version = version };

    HD_TRY(hd_person_name(&it.name, name, pool));
    HD_TRY(hd_db_transaction(db, rename_account, &it, pool));
    *count = it.count;
    return NULL;
}

/* Rights that somebody has in an account; "" when they do not belong to it. */
static const char *rights_before(const hd_client_account_t *account, apr_int64_t person_id)
{
    int i;

    for (i = 0; i < account->members->nelts; i++) {
        const hd_client_t *member = &APR_ARRAY_IDX(account->members, i, hd_client_t);
        if (member->id == person_id) return hd_rights_word(member->rights);
    }
    return "";
}

static hd_error_t *keep_an_owner(hd_db_t *db, apr_int64_t account_id, apr_int64_t person_id, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "account_owners_others", HD_ARGS(hd_int(account_id), hd_int(person_id)), pool));
    return row && hd_row_int(row, 0) ? NULL : hd_error_field(pool, "last-owner", "rights");
}

static hd_error_t *set_member(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    hd_client_account_t *stored;
    hd_audit_object_t object;
    hd_person_t *person;
    const char *before, *after = it->rights ? it->word : "";

    HD_TRY(hold_account(&stored, db, it, pool));
    HD_TRY(hd_person_by_email(&person, db, it->email, pool));
    if (!person) return hd_error_field(pool, "member-unknown", "email");
    before = rights_before(stored, person->id);
    if (!strcmp(before, after)) return NULL;
    if (!strcmp(before, "owner")) HD_TRY(keep_an_owner(db, stored->id, person->id, pool));
    it->count = 1;
    object = of_account(stored);
    HD_TRY(hd_audit_add(db, it->by, "member-set", &object, person->email, before, after));
    if (it->rights) return hd_membership_add(db, person->id, stored->id, it->rights, pool);
    return hd_db_exec(NULL, db, "person_membership_remove", HD_ARGS(hd_int(person->id), hd_int(stored->id)));
}

hd_error_t *hd_account_member(int *count, hd_db_t *db, const hd_by_t *by, const char *id, const char *email,
                              const char *rights, const char *version, apr_pool_t *pool)
{
    edit_t it = { .by = by, .id = id, .email = email, .version = version, .word = rights, .rights = hd_rights_of_word(rights) };

    if (it.rights < 0) return hd_error_field(pool, "rights-unknown", "rights");
    HD_TRY(hd_db_transaction(db, set_member, &it, pool));
    *count = it.count;
    return NULL;
}
