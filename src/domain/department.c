/* src/domain/department.c: adding departments, and who of the staff works in them.
 * May use: store/, text/, base/. Must not know: HTTP, which languages there are.
 * SPDX-License-Identifier: Apache-2.0 */
#include "department.h"

#include <string.h>

#include "../text/fold.h"
#include "queue.h"

/* A department on its way into the tables, or a person into one. */
typedef struct addition_t {
    const hd_department_new_t *department;
    apr_array_header_t *names; /* hd_department_name_t, trimmed */
    apr_int64_t id, person_id;
} addition_t;

int hd_slug_valid(const char *slug)
{
    apr_size_t length = strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return length > 0 && length <= HD_SLUG_MAX && !slug[length] && slug[0] != '-' && slug[length - 1] != '-'
           && strcmp(slug, "new") != 0; /* the address of the form */
}

static hd_error_t *check_name(const char *name, apr_pool_t *pool)
{
    hd_error_t *error;

    if (!*name) return hd_error_field(pool, "name-empty", "name");
    if (!hd_text_valid(name, strlen(name), 0)) return hd_error_field(pool, "name-invalid", "name");
    if (hd_text_chars(name) <= HD_DEPARTMENT_NAME_MAX) return NULL;
    error = hd_error_field(pool, "name-long", "name");
    error->value = HD_STRINGIFY(HD_DEPARTMENT_NAME_MAX);
    return error;
}

static hd_error_t *check(addition_t *it, apr_pool_t *pool)
{
    const hd_department_new_t *department = it->department;
    hd_error_t *faults = hd_slug_valid(department->slug) ? NULL : hd_error_field(pool, "department-slug", "slug");
    int i;

    it->names = apr_array_copy(pool, department->names);
    if (!it->names->nelts) faults = hd_error_join(faults, hd_error_field(pool, "name-empty", "name"));
    for (i = 0; i < it->names->nelts; i++) {
        hd_department_name_t *name = &APR_ARRAY_IDX(it->names, i, hd_department_name_t);
        name->name = hd_text_trim(name->name, pool);
        faults = hd_error_join(faults, check_name(name->name, pool));
    }
    for (i = 0; i < department->addresses->nelts; i++) {
        const char *address = APR_ARRAY_IDX(department->addresses, i, const char *);
        hd_error_t *error;
        if (hd_email_fold(address, pool)) continue;
        error = hd_error_field(pool, "email-bad", "address");
        error->value = address;
        faults = hd_error_join(faults, error);
    }
    return faults;
}

static hd_error_t *add_addresses(hd_db_t *db, const addition_t *it, apr_pool_t *pool)
{
    const apr_array_header_t *addresses = it->department->addresses;
    int i, k;

    for (i = 0; i < addresses->nelts; i++) {
        const char *address = hd_text_trim(APR_ARRAY_IDX(addresses, i, const char *), pool);
        const char *folded = hd_email_fold(address, pool);
        for (k = 0; k < i; k++) { /* given twice */
            if (!strcmp(folded, hd_email_fold(APR_ARRAY_IDX(addresses, k, const char *), pool))) break;
        }
        if (k < i) continue;
        HD_TRY(hd_db_exec(NULL, db, "department_address_add", HD_ARGS(hd_int(it->id), hd_text(address))));
    }
    return NULL;
}

static hd_error_t *add(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    addition_t *it = baton;
    const char *slug = it->department->slug;
    hd_rows_t *row;
    apr_int64_t position;
    int i;

    HD_TRY(hd_department_find(&it->id, db, slug, pool));
    if (it->id) return hd_error_field(pool, "department-taken", "slug");
    HD_TRY(hd_db_one(&row, db, "department_last", HD_NO_ARGS, pool));
    position = row ? hd_row_int(row, 0) + 1 : 1;
    HD_TRY(hd_db_one(&row, db, "department_add", HD_ARGS(hd_text(slug), hd_int(position)), pool));
    if (!row) return hd_error(pool, HD_BROKEN, "server-database", "the new department has no id");
    it->id = hd_row_int(row, 0);
    for (i = 0; i < it->names->nelts; i++) {
        const hd_department_name_t *name = &APR_ARRAY_IDX(it->names, i, hd_department_name_t);
        HD_TRY(hd_db_exec(NULL, db, "department_name_add",
                          HD_ARGS(hd_int(it->id), hd_text(name->language), hd_text(name->name))));
    }
    HD_TRY(add_addresses(db, it, pool));
    return hd_queue_count_make(db, it->id, 0);
}

hd_error_t *hd_department_add(apr_int64_t *id, hd_db_t *db, const hd_department_new_t *department, apr_pool_t *pool)
{
    addition_t it = { department, NULL, 0, 0 };

    HD_TRY(check(&it, pool));
    HD_TRY(hd_db_within(db, add, &it, pool));
    *id = it.id;
    return NULL;
}

hd_error_t *hd_department_find(apr_int64_t *id, hd_db_t *db, const char *slug, apr_pool_t *pool)
{
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "department_id", HD_ARGS(hd_text(slug)), pool));
    *id = row ? hd_row_int(row, 0) : 0;
    return NULL;
}

static hd_error_t *add_staff(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const addition_t *it = baton;
    const hd_value_t *args = HD_ARGS(hd_int(it->person_id), hd_int(it->id));

    (void)pool;
    HD_TRY(hd_db_exec(NULL, db, "department_staff_remove", args));
    return hd_db_exec(NULL, db, "department_staff_add", args);
}

hd_error_t *hd_department_staff_add(hd_db_t *db, apr_int64_t department_id, apr_int64_t person_id, apr_pool_t *pool)
{
    addition_t it = { NULL, NULL, department_id, person_id };

    return hd_db_within(db, add_staff, &it, pool);
}

static hd_error_t *read_texts(apr_array_header_t **texts, hd_db_t *db, const char *statement, apr_int64_t id,
                              apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, statement, HD_ARGS(hd_int(id)), pool));
    *texts = apr_array_make(pool, 4, sizeof(const char *));
    while (hd_rows_next(rows)) APR_ARRAY_PUSH(*texts, const char *) = hd_row_text(rows, 0);
    return NULL;
}

static hd_error_t *read_parts(hd_department_full_t *department, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "department_names", HD_ARGS(hd_int(department->id)), pool));
    department->names = apr_array_make(pool, 3, sizeof(hd_department_name_t));
    while (hd_rows_next(rows)) {
        hd_department_name_t *name = apr_array_push(department->names);
        name->language = hd_row_text(rows, 0);
        name->name = hd_row_text(rows, 1);
    }
    HD_TRY(read_texts(&department->addresses, db, "department_addresses", department->id, pool));
    return read_texts(&department->staff, db, "department_staff", department->id, pool);
}

hd_error_t *hd_departments_full(apr_array_header_t **departments, hd_db_t *db, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(hd_department_full_t));
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "departments_full", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        hd_department_full_t *department = apr_array_push(list);
        department->id = hd_row_int(rows, 0);
        department->slug = hd_row_text(rows, 1);
        department->active = hd_row_int(rows, 2) != 0;
        HD_TRY(read_parts(department, db, pool));
    }
    *departments = list;
    return NULL;
}
