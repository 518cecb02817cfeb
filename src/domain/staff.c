/* src/domain/staff.c: who works at the desk: agents and admins, their rights, their departments.
 * May use: domain/, store/, text/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "staff.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/texts.h"
#include "../text/fold.h"
#include "leaving.h"
#include "outbox.h"

/* Somebody on their way into the tables. */
typedef struct saving_t {
    const hd_staff_person_t *wanted;
    const hd_by_t *by;
    hd_staff_person_t clean;
    hd_role_t role;
    apr_array_header_t *department_ids; /* apr_int64_t */
    const char *public_id;
    int count;
} saving_t;

/* What is noted as changed. */
static apr_array_header_t *facts_of(const hd_staff_person_t *it, apr_pool_t *pool)
{
    apr_array_header_t *facts = apr_array_make(pool, 5, sizeof(hd_audit_fact_t));

    hd_audit_fact(facts, "name", it->name);
    hd_audit_fact(facts, "role", it->role);
    hd_audit_fact(facts, "departments", hd_texts_joined(it->departments, pool));
    return facts;
}

/* And that they are kept out, which is noted in words of its own. */
static apr_array_header_t *all_facts_of(const hd_staff_person_t *it, apr_pool_t *pool)
{
    apr_array_header_t *facts = facts_of(it, pool);

    hd_audit_fact(facts, "disabled", it->disabled ? "yes" : "no");
    return facts;
}

static hd_audit_object_t object_of(const hd_staff_person_t *it)
{
    hd_audit_object_t object = { HD_OBJECT_PERSON, it->public_id, it->email };

    return object;
}

/* ---- reading ---- */

static hd_error_t *read_departments(hd_staff_person_t *it, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "staff_departments", HD_ARGS(hd_int(it->id)), pool));
    it->departments = apr_array_make(pool, 4, sizeof(const char *));
    while (hd_rows_next(rows)) APR_ARRAY_PUSH(it->departments, const char *) = hd_row_text(rows, 0);
    return NULL;
}

static void read_person(hd_staff_person_t *it, const hd_rows_t *row)
{
    memset(it, 0, sizeof(*it));
    it->id = hd_row_int(row, 0);
    it->public_id = hd_row_text(row, 1);
    it->email = hd_row_text(row, 2);
    it->name = hd_row_text(row, 3);
    it->role = hd_row_text(row, 4);
    it->language = hd_row_text(row, 5);
    it->disabled = hd_row_int(row, 6) != 0;
}

hd_error_t *hd_staff_people(apr_array_header_t **people, hd_db_t *db, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 16, sizeof(hd_staff_person_t));
    hd_staff_person_t *last = NULL;
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "staff_people", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        if (!last || last->id != hd_row_int(rows, 0)) {
            last = apr_array_push(list);
            read_person(last, rows);
            last->departments = apr_array_make(pool, 4, sizeof(const char *));
        }
        if (hd_row_text(rows, 7)) APR_ARRAY_PUSH(last->departments, const char *) = hd_row_text(rows, 7);
    }
    *people = list;
    return NULL;
}

hd_error_t *hd_staff_get(hd_staff_person_t *person, hd_db_t *db, const char *public_id, apr_pool_t *pool)
{
    hd_staff_person_t it;
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "staff_get", HD_ARGS(hd_text(public_id)), pool));
    if (!row) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    read_person(&it, row);
    HD_TRY(read_departments(&it, db, pool));
    it.version = hd_audit_version(all_facts_of(&it, pool), pool);
    *person = it;
    return NULL;
}

hd_error_t *hd_staffed_departments(apr_array_header_t **departments, hd_db_t *db, const char *language, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "staffed_departments", HD_ARGS(hd_text(language)), pool));
    *departments = apr_array_make(pool, hd_rows_count(rows) + 1, sizeof(hd_staffed_department_t));
    while (hd_rows_next(rows)) {
        hd_staffed_department_t *one = apr_array_push(*departments);
        one->slug = hd_row_text(rows, 0);
        one->name = hd_row_text(rows, 1);
        one->active = hd_row_int(rows, 2) != 0;
        one->position = hd_row_int(rows, 3);
        one->staff = hd_row_int(rows, 4);
        one->addresses = hd_row_int(rows, 5);
    }
    return NULL;
}

/* ---- writing ---- */

/* Departments in the order in which they are read. */
static hd_error_t *find_departments(saving_t *it, hd_db_t *db, apr_pool_t *pool)
{
    const apr_array_header_t *asked = it->wanted->departments;
    hd_rows_t *rows;
    int i;

    it->clean.departments = apr_array_make(pool, 8, sizeof(const char *));
    it->department_ids = apr_array_make(pool, 8, sizeof(apr_int64_t));
    HD_TRY(hd_db_query(&rows, db, "staff_departments_all", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        for (i = 0; i < asked->nelts; i++) {
            if (strcmp(APR_ARRAY_IDX(asked, i, const char *), hd_row_text(rows, 1))) continue;
            APR_ARRAY_PUSH(it->department_ids, apr_int64_t) = hd_row_int(rows, 0);
            APR_ARRAY_PUSH(it->clean.departments, const char *) = hd_row_text(rows, 1);
            break;
        }
    }
    return it->clean.departments->nelts == asked->nelts ? NULL : hd_error_field(pool, "department-unknown", "departments");
}

static hd_error_t *write_departments(const saving_t *it, hd_db_t *db)
{
    int i;

    HD_TRY(hd_db_exec(NULL, db, "staff_departments_clear", HD_ARGS(hd_int(it->clean.id))));
    for (i = 0; i < it->department_ids->nelts; i++) {
        HD_TRY(hd_db_exec(NULL, db, "department_staff_add",
                          HD_ARGS(hd_int(it->clean.id), hd_int(APR_ARRAY_IDX(it->department_ids, i, apr_int64_t)))));
    }
    return NULL;
}

/* That somebody stays who administrates; the admins are held by this transaction. */
static hd_error_t *keep_an_admin(const saving_t *it, hd_db_t *db, const hd_staff_person_t *stored, apr_pool_t *pool)
{
    hd_rows_t *row;

    if (strcmp(stored->role, "admin") || stored->disabled || (it->role == HD_ROLE_ADMIN && !it->clean.disabled)) return NULL;
    HD_TRY(hd_db_one(&row, db, "administer_admins_others", HD_ARGS(hd_int(stored->id)), pool));
    if (row && hd_row_int(row, 0)) return NULL;
    return hd_error_field(pool, "last-admin", it->clean.disabled ? "disabled" : "role");
}

static hd_error_t *set_disabled(saving_t *it, hd_db_t *db, const hd_staff_person_t *stored, apr_pool_t *pool)
{
    hd_audit_object_t object = object_of(stored);

    if (stored->disabled == it->clean.disabled) return NULL;
    it->count++;
    HD_TRY(hd_person_disable(db, stored->id, it->clean.disabled, it->by->now, pool));
    return hd_audit_add(db, it->by, it->clean.disabled ? "disabled" : "enabled", &object, "", "", "");
}

static hd_error_t *change(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    saving_t *it = baton;
    hd_staff_person_t stored;
    hd_audit_object_t object;

    HD_TRY(hd_db_exec(NULL, db, "administer_admins_lock", HD_NO_ARGS));
    HD_TRY(hd_db_exec(NULL, db, "person_lock", HD_ARGS(hd_int(it->clean.id))));
    HD_TRY(hd_staff_get(&stored, db, it->wanted->public_id, pool));
    HD_TRY(hd_audit_unchanged(all_facts_of(&stored, pool), it->wanted->version, pool));
    HD_TRY(find_departments(it, db, pool));
    HD_TRY(keep_an_admin(it, db, &stored, pool));
    object = object_of(&stored);
    HD_TRY(hd_audit_changes(&it->count, db, it->by, &object, facts_of(&stored, pool), facts_of(&it->clean, pool)));
    if (it->count) {
        HD_TRY(hd_db_exec(NULL, db, "staff_set",
                          HD_ARGS(hd_text(it->clean.name), hd_text(it->clean.role), hd_int(it->clean.id))));
        HD_TRY(write_departments(it, db));
    }
    return set_disabled(it, db, &stored, pool);
}

hd_error_t *hd_invite(hd_db_t *db, const hd_by_t *by, const hd_audit_object_t *object, apr_int64_t id, const char *email,
                      apr_pool_t *pool)
{
    const hd_outbox_item_t item = { HD_MAIL_INVITATION, email, NULL, id, 0, 0 };

    HD_TRY(hd_outbox_add(db, &item, by->now, by->now, pool));
    return hd_audit_add(db, by, "invited", object, "", "", "");
}

static hd_error_t *add(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    saving_t *it = baton;
    hd_staff_person_t *clean = &it->clean;
    hd_person_new_t fresh = { clean->email, clean->name, NULL, clean->language, it->role, 1 };
    hd_audit_object_t object;
    hd_person_t *person;
    const char *made;

    HD_TRY(hd_audit_made(&made, db, it->by, pool));
    it->public_id = made;
    if (made) return NULL;
    HD_TRY(find_departments(it, db, pool));
    HD_TRY(hd_person_create(&clean->id, db, &fresh, NULL, it->by->now, pool));
    HD_TRY(hd_person_by_email(&person, db, clean->email, pool));
    if (!person) return hd_error(pool, HD_BROKEN, "server-database", "the new person is not there");
    it->public_id = clean->public_id = person->public_id;
    HD_TRY(write_departments(it, db));
    object = object_of(clean);
    HD_TRY(hd_audit_created(db, it->by, &object, clean->role));
    if (clean->departments->nelts) {
        HD_TRY(hd_audit_change(db, it->by, &object, "departments", "", hd_texts_joined(clean->departments, pool)));
    }
    return hd_invite(db, it->by, &object, clean->id, clean->email, pool);
}

static hd_error_t *check(saving_t *it, apr_pool_t *pool)
{
    hd_error_t *faults = NULL;

    it->clean = *it->wanted;
    it->clean.email = hd_text_trim(it->wanted->email, pool);
    faults = hd_person_name(&it->clean.name, it->wanted->name, pool);
    if (!it->wanted->id && !hd_email_fold(it->clean.email, pool)) {
        faults = hd_error_join(faults, hd_error_field(pool, "email-bad", "email"));
    }
    if (!hd_role_parse(&it->role, it->wanted->role) || it->role == HD_ROLE_CLIENT) {
        faults = hd_error_join(faults, hd_error_field(pool, "role-unknown", "role"));
    }
    return faults;
}

hd_error_t *hd_staff_save(const char **public_id, int *count, hd_db_t *db, const hd_by_t *by, const hd_staff_person_t *person,
                          apr_pool_t *pool)
{
    saving_t it = { .wanted = person, .by = by, .public_id = person->public_id };

    HD_TRY(check(&it, pool));
    HD_TRY(hd_db_transaction(db, person->id ? change : add, &it, pool));
    *public_id = it.public_id;
    *count = it.count;
    if (person->id && it.count) (void)hd_leaving_release(db, by, by->now, pool); /* saved it is: what fails the worker does */
    return NULL;
}

static hd_error_t *invite_again(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    saving_t *it = baton;
    hd_audit_object_t object;
    hd_staff_person_t stored;

    HD_TRY(hd_staff_get(&stored, db, it->public_id, pool));
    if (stored.disabled) return hd_error(pool, HD_INVALID, "invite-disabled", NULL);
    object = object_of(&stored);
    return hd_invite(db, it->by, &object, stored.id, stored.email, pool);
}

hd_error_t *hd_staff_invite(hd_db_t *db, const hd_by_t *by, const char *public_id, apr_pool_t *pool)
{
    saving_t it = { .by = by, .public_id = public_id };

    return hd_db_transaction(db, invite_again, &it, pool);
}
