/* src/domain/administer.c: what administrators do, each with its note in the audit, in one transaction.
 * May use: domain/, store/, base/. Must not know: HTTP, the command line.
 * SPDX-License-Identifier: Apache-2.0 */
#include "administer.h"

#include <apr_strings.h>
#include <string.h>

#include "leaving.h"
#include "outbox.h"

/* One act, on its way into the tables. */
typedef struct act_t {
    const hd_by_t *by;
    const hd_person_new_t *fresh;
    const hd_person_t *person;
    const hd_hasher_t *hasher;
    const hd_account_t *account;
    const hd_service_new_t *service;
    const hd_department_new_t *department;
    const char *text, *public_id;
    apr_int64_t id;
    int number;
} act_t;

static hd_audit_object_t of_person(const hd_person_t *person)
{
    hd_audit_object_t object = { HD_OBJECT_PERSON, person->public_id, person->email };

    return object;
}

static const char *rights_text(int rights)
{
    if (rights & HD_RIGHT_OWNER) return "owner";
    if ((rights & HD_RIGHT_BILLING) && (rights & HD_RIGHT_SUPPORT)) return "billing,support";
    return rights & HD_RIGHT_BILLING ? "billing" : rights & HD_RIGHT_SUPPORT ? "support" : "";
}

static hd_error_t *add_person(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    act_t *act = baton;
    hd_audit_object_t object;
    hd_person_t *person;

    HD_TRY(hd_person_create(&act->id, db, act->fresh, act->hasher, act->by->now, pool));
    HD_TRY(hd_person_by_email(&person, db, act->fresh->email, pool));
    if (!person) return hd_error(pool, HD_BROKEN, "server-database", "the new person is not there");
    object = of_person(person);
    return hd_audit_created(db, act->by, &object, hd_role_name(person->role));
}

hd_error_t *hd_administer_person_add(apr_int64_t *id, hd_db_t *db, const hd_by_t *by, const hd_person_new_t *person,
                                     const hd_hasher_t *hasher, apr_pool_t *pool)
{
    act_t act = { .by = by, .fresh = person, .hasher = hasher };

    HD_TRY(hd_db_transaction(db, add_person, &act, pool));
    *id = act.id;
    return NULL;
}

static hd_error_t *replace_hash(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const act_t *act = baton;
    hd_audit_object_t object = of_person(act->person);

    (void)pool;
    HD_TRY(hd_person_replace_hash(db, act->person->id, act->text, act->by->now));
    return hd_audit_add(db, act->by, "password-set", &object, "", "", "");
}

hd_error_t *hd_administer_password(hd_db_t *db, const hd_by_t *by, const hd_person_t *person, const char *password,
                                   const hd_hasher_t *hasher, apr_pool_t *pool)
{
    act_t act = { .by = by, .person = person };

    HD_TRY(hd_password_rules(password, person->email, pool));
    HD_TRY(hd_password_hash(&act.text, password, hasher, pool));
    return hd_db_transaction(db, replace_hash, &act, pool);
}

/* After administer_admins_lock: two who shut each other out at once wait for each other there. */
static hd_error_t *keep_an_admin(hd_db_t *db, apr_int64_t person_id, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "administer_admins_others", HD_ARGS(hd_int(person_id)), pool));
    return row && hd_row_int(row, 0) ? NULL : hd_error_field(pool, "last-admin", "disabled");
}

static hd_error_t *disable(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const act_t *act = baton;
    hd_audit_object_t object = of_person(act->person);
    hd_rows_t *row;

    HD_TRY(hd_db_exec(NULL, db, "administer_admins_lock", HD_NO_ARGS));
    HD_TRY(hd_db_exec(NULL, db, "person_lock", HD_ARGS(hd_int(act->person->id))));
    HD_TRY(hd_db_one(&row, db, "administer_disabled", HD_ARGS(hd_int(act->person->id)), pool));
    if (!row || (hd_row_int(row, 0) != 0) == act->number) return NULL;
    if (act->number && act->person->role == HD_ROLE_ADMIN) HD_TRY(keep_an_admin(db, act->person->id, pool));
    HD_TRY(hd_person_disable(db, act->person->id, act->number, act->by->now, pool));
    return hd_audit_add(db, act->by, act->number ? "disabled" : "enabled", &object, "", "", "");
}

hd_error_t *hd_administer_disable(hd_db_t *db, const hd_by_t *by, const hd_person_t *person, int disabled, apr_pool_t *pool)
{
    act_t act = { .by = by, .person = person, .number = disabled != 0 };

    HD_TRY(hd_db_transaction(db, disable, &act, pool));
    if (disabled) (void)hd_leaving_release(db, by, by->now, pool); /* done it is: what fails the worker does */
    return NULL;
}

static hd_error_t *add_account(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    act_t *act = baton;
    hd_audit_object_t object = { HD_OBJECT_ACCOUNT, NULL, act->text };

    HD_TRY(hd_account_create(&act->id, &act->public_id, db, act->text, act->by->now, pool));
    object.id = act->public_id;
    return hd_audit_created(db, act->by, &object, "");
}

hd_error_t *hd_administer_account_add(apr_int64_t *id, const char **public_id, hd_db_t *db, const hd_by_t *by,
                                      const char *name, apr_pool_t *pool)
{
    act_t act = { .by = by, .text = name };

    HD_TRY(hd_db_transaction(db, add_account, &act, pool));
    *id = act.id;
    *public_id = act.public_id;
    return NULL;
}

/* What the person could do there before. */
static hd_error_t *rights_before(const char **rights, hd_db_t *db, const act_t *act, apr_pool_t *pool)
{
    apr_array_header_t *all;
    int i;

    *rights = "";
    HD_TRY(hd_memberships_of(&all, db, act->person->id, pool));
    for (i = 0; i < all->nelts; i++) {
        const hd_membership_t *one = &APR_ARRAY_IDX(all, i, hd_membership_t);
        if (one->account_id == act->account->id) *rights = rights_text(one->rights);
    }
    return NULL;
}

static hd_error_t *set_member(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const act_t *act = baton;
    hd_audit_object_t object = { HD_OBJECT_ACCOUNT, act->account->public_id, act->account->name };
    const char *before;

    HD_TRY(hd_db_exec(NULL, db, "person_lock", HD_ARGS(hd_int(act->person->id))));
    HD_TRY(rights_before(&before, db, act, pool));
    if (!strcmp(before, rights_text(act->number))) return NULL;
    HD_TRY(hd_membership_add(db, act->person->id, act->account->id, act->number, pool));
    return hd_audit_add(db, act->by, "member-set", &object, act->person->email, before, rights_text(act->number));
}

hd_error_t *hd_administer_member(hd_db_t *db, const hd_by_t *by, const hd_person_t *person, const hd_account_t *account,
                                 int rights, apr_pool_t *pool)
{
    act_t act = { .by = by, .person = person, .account = account, .number = rights };

    return hd_db_transaction(db, set_member, &act, pool);
}

static hd_error_t *add_service(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    act_t *act = baton;
    hd_audit_object_t object = { HD_OBJECT_SERVICE, NULL, act->service->label };

    HD_TRY(hd_service_add(&act->public_id, db, act->service, act->by->now, pool));
    object.id = act->public_id;
    return hd_audit_created(db, act->by, &object, act->service->state);
}

hd_error_t *hd_administer_service_add(const char **id, hd_db_t *db, const hd_by_t *by, const hd_service_new_t *service,
                                      apr_pool_t *pool)
{
    act_t act = { .by = by, .service = service };

    HD_TRY(hd_db_transaction(db, add_service, &act, pool));
    *id = act.public_id;
    return NULL;
}

static hd_error_t *add_department(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    act_t *act = baton;
    hd_audit_object_t object = { HD_OBJECT_DEPARTMENT, act->department->slug, act->department->slug };

    HD_TRY(hd_department_add(&act->id, db, act->department, pool));
    return hd_audit_created(db, act->by, &object, "");
}

hd_error_t *hd_administer_department_add(apr_int64_t *id, hd_db_t *db, const hd_by_t *by,
                                         const hd_department_new_t *department, apr_pool_t *pool)
{
    act_t act = { .by = by, .department = department };

    HD_TRY(hd_db_transaction(db, add_department, &act, pool));
    *id = act.id;
    return NULL;
}

static hd_error_t *add_staff(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const act_t *act = baton;
    hd_audit_object_t object = { HD_OBJECT_DEPARTMENT, act->text, act->text };

    hd_rows_t *row;

    HD_TRY(hd_db_exec(NULL, db, "administer_admins_lock", HD_NO_ARGS));
    HD_TRY(hd_db_one(&row, db, "administer_works_in", HD_ARGS(hd_int(act->person->id), hd_int(act->id)), pool));
    if (row) return NULL;
    HD_TRY(hd_department_staff_add(db, act->id, act->person->id, pool));
    return hd_audit_add(db, act->by, "changed", &object, "staff", "", act->person->email);
}

hd_error_t *hd_administer_staff_add(hd_db_t *db, const hd_by_t *by, apr_int64_t department_id, const char *slug,
                                    const hd_person_t *person, apr_pool_t *pool)
{
    act_t act = { .by = by, .person = person, .text = slug, .id = department_id };

    return hd_db_transaction(db, add_staff, &act, pool);
}

static hd_error_t *retry(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    act_t *act = baton;
    hd_audit_object_t object = { HD_OBJECT_MAIL, act->text ? act->text : "", act->text ? act->text : "*" };

    HD_TRY(hd_outbox_retry(&act->number, db, act->text, act->by->now, pool));
    if (!act->number) return NULL;
    return hd_audit_add(db, act->by, "retried", &object, "", "", apr_itoa(pool, act->number));
}

hd_error_t *hd_administer_retry(int *count, hd_db_t *db, const hd_by_t *by, const char *id, apr_pool_t *pool)
{
    act_t act = { .by = by, .text = id };

    HD_TRY(hd_db_transaction(db, retry, &act, pool));
    *count = act.number;
    return NULL;
}
