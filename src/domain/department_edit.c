/* src/domain/department_edit.c: departments as administrators make and change them.
 * May use: domain/, store/, text/, base/. Must not know: HTTP, which languages there are.
 * SPDX-License-Identifier: Apache-2.0 */
#include "department_edit.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "../base/texts.h"
#include "../text/fold.h"
#include "leaving.h"
#include "number.h"

/* A department on its way into the tables. */
typedef struct saving_t {
    const hd_department_edit_t *wanted;
    const hd_by_t *by;
    hd_department_edit_t clean; /* wanted, trimmed and checked */
    const char *const *languages;
    const char *slug;
    apr_array_header_t *staff_ids; /* apr_int64_t */
    int count;
} saving_t;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort(apr_array_header_t *texts)
{
    qsort(texts->elts, (size_t)texts->nelts, sizeof(const char *), by_text);
}

/* What is noted of a department, and what its version is made of. */
static apr_array_header_t *facts_of(const hd_department_edit_t *it, apr_pool_t *pool)
{
    apr_array_header_t *facts = apr_array_make(pool, 12, sizeof(hd_audit_fact_t));
    int i;

    for (i = 0; i < it->names->nelts; i++) {
        const hd_department_name_t *name = &APR_ARRAY_IDX(it->names, i, hd_department_name_t);
        hd_audit_fact(facts, apr_pstrcat(pool, "name-", name->language, NULL), name->name);
    }
    for (i = 0; i < it->signatures->nelts; i++) {
        const hd_department_name_t *text = &APR_ARRAY_IDX(it->signatures, i, hd_department_name_t);
        hd_audit_fact(facts, apr_pstrcat(pool, "signature-", text->language, NULL), text->name);
    }
    hd_audit_fact(facts, "active", it->active ? "yes" : "no");
    hd_audit_fact(facts, "position", it->position);
    hd_audit_fact(facts, "addresses", hd_texts_joined(it->addresses, pool));
    hd_audit_fact(facts, "staff", hd_texts_joined(it->emails, pool));
    return facts;
}

/* ---- reading ---- */

/* Texts by language, "" where there is none. */
static hd_error_t *read_texts(apr_array_header_t **texts, hd_db_t *db, const char *statement, apr_int64_t id,
                              const char *const *languages, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 4, sizeof(hd_department_name_t));
    hd_rows_t *rows;
    int i;

    for (; *languages; languages++) {
        hd_department_name_t *text = apr_array_push(list);
        text->language = *languages;
        text->name = "";
    }
    HD_TRY(hd_db_query(&rows, db, statement, HD_ARGS(hd_int(id)), pool));
    while (hd_rows_next(rows)) {
        for (i = 0; i < list->nelts; i++) {
            hd_department_name_t *text = &APR_ARRAY_IDX(list, i, hd_department_name_t);
            if (!strcmp(text->language, hd_row_text(rows, 0))) text->name = hd_row_text(rows, 1);
        }
    }
    *texts = list;
    return NULL;
}

static hd_error_t *read_lists(hd_department_edit_t *it, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *rows;

    it->addresses = apr_array_make(pool, 4, sizeof(const char *));
    it->staff = apr_array_make(pool, 8, sizeof(const char *));
    it->emails = apr_array_make(pool, 8, sizeof(const char *));
    HD_TRY(hd_db_query(&rows, db, "department_addresses", HD_ARGS(hd_int(it->id)), pool));
    while (hd_rows_next(rows)) APR_ARRAY_PUSH(it->addresses, const char *) = hd_row_text(rows, 0);
    HD_TRY(hd_db_query(&rows, db, "department_edit_staff", HD_ARGS(hd_int(it->id)), pool));
    while (hd_rows_next(rows)) {
        APR_ARRAY_PUSH(it->staff, const char *) = hd_row_text(rows, 0);
        APR_ARRAY_PUSH(it->emails, const char *) = hd_row_text(rows, 1);
    }
    sort(it->addresses);
    sort(it->emails);
    return NULL;
}

hd_error_t *hd_department_edit_get(hd_department_edit_t *department, hd_db_t *db, const char *slug,
                                   const char *const *languages, apr_pool_t *pool)
{
    hd_department_edit_t it = { 0 };
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, db, "department_edit_get", HD_ARGS(hd_text(slug)), pool));
    if (!row) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    it.id = hd_row_int(row, 0);
    it.slug = hd_row_text(row, 1);
    it.active = hd_row_int(row, 2) != 0;
    it.position = apr_psprintf(pool, "%" APR_INT64_T_FMT, hd_row_int(row, 3));
    HD_TRY(read_texts(&it.names, db, "department_names", it.id, languages, pool));
    HD_TRY(read_texts(&it.signatures, db, "department_edit_signatures", it.id, languages, pool));
    HD_TRY(read_lists(&it, db, pool));
    it.version = hd_audit_version(facts_of(&it, pool), pool);
    *department = it;
    return NULL;
}

const char *hd_department_edit_name(const hd_department_edit_t *department, const char *language)
{
    int i;

    for (i = 0; i < department->names->nelts; i++) {
        const hd_department_name_t *name = &APR_ARRAY_IDX(department->names, i, hd_department_name_t);
        if (!strcmp(name->language, language) && *name->name) return name->name;
    }
    return department->slug;
}

/* ---- checking ---- */

static hd_error_t *fault(const char *code, const char *field, const char *language, const char *value, apr_pool_t *pool)
{
    hd_error_t *error = hd_error_field(pool, code, language ? apr_pstrcat(pool, field, "-", language, NULL) : field);

    error->value = value;
    return error;
}

static hd_error_t *check_names(apr_array_header_t **clean, const apr_array_header_t *names, apr_pool_t *pool)
{
    hd_error_t *faults = NULL;
    int i, any = 0;

    *clean = apr_array_copy(pool, names);
    for (i = 0; i < names->nelts; i++) {
        hd_department_name_t *it = &APR_ARRAY_IDX(*clean, i, hd_department_name_t);
        it->name = hd_text_trim(it->name, pool);
        any |= *it->name != '\0';
        if (!hd_text_valid(it->name, strlen(it->name), 0)) {
            faults = hd_error_join(faults, fault("name-invalid", "name", it->language, NULL, pool));
        }
        if (hd_text_chars(it->name) > HD_DEPARTMENT_NAME_MAX) {
            faults = hd_error_join(faults, fault("name-long", "name", it->language, HD_STRINGIFY(HD_DEPARTMENT_NAME_MAX), pool));
        }
    }
    if (any || !names->nelts) return faults;
    return fault("department-name-empty", "name", APR_ARRAY_IDX(names, 0, hd_department_name_t).language, NULL, pool);
}

static hd_error_t *check_signatures(apr_array_header_t **clean, const apr_array_header_t *texts, apr_pool_t *pool)
{
    hd_error_t *faults = NULL;
    int i;

    *clean = apr_array_copy(pool, texts);
    for (i = 0; i < texts->nelts; i++) {
        hd_department_name_t *it = &APR_ARRAY_IDX(*clean, i, hd_department_name_t);
        it->name = hd_text_trim(it->name, pool);
        if (hd_text_chars(it->name) <= HD_SIGNATURE_MAX) continue;
        faults = hd_error_join(faults, fault("signature-long", "signature", it->language, HD_STRINGIFY(HD_SIGNATURE_MAX), pool));
    }
    return faults;
}

/* Each address once. */
static hd_error_t *check_addresses(apr_array_header_t **clean, const apr_array_header_t *addresses, apr_pool_t *pool)
{
    hd_error_t *faults = NULL;
    int i, k;

    *clean = apr_array_make(pool, 4, sizeof(const char *));
    if (addresses->nelts > HD_ADDRESSES_MAX) {
        return fault("addresses-many", "addresses", NULL, HD_STRINGIFY(HD_ADDRESSES_MAX), pool);
    }
    for (i = 0; i < addresses->nelts; i++) {
        const char *address = hd_text_trim(APR_ARRAY_IDX(addresses, i, const char *), pool);
        const char *folded = hd_email_fold(address, pool);
        if (!*address) continue;
        if (!folded) {
            faults = hd_error_join(faults, fault("address-bad", "addresses", NULL, address, pool));
            continue;
        }
        for (k = 0; k < (*clean)->nelts; k++) {
            if (!strcmp(folded, hd_email_fold(APR_ARRAY_IDX(*clean, k, const char *), pool))) break;
        }
        if (k == (*clean)->nelts) APR_ARRAY_PUSH(*clean, const char *) = address;
    }
    sort(*clean);
    return faults;
}

static hd_error_t *check(saving_t *it, apr_pool_t *pool)
{
    const hd_department_edit_t *wanted = it->wanted;
    hd_error_t *faults;
    int position = 0;

    it->clean = *wanted;
    it->clean.slug = hd_text_trim(wanted->slug, pool);
    it->clean.position = hd_text_trim(wanted->position, pool);
    faults = wanted->id || hd_slug_valid(it->clean.slug) ? NULL : hd_error_field(pool, "department-slug", "slug");
    faults = hd_error_join(faults, check_names(&it->clean.names, wanted->names, pool));
    faults = hd_error_join(faults, check_signatures(&it->clean.signatures, wanted->signatures, pool));
    faults = hd_error_join(faults, check_addresses(&it->clean.addresses, wanted->addresses, pool));
    if ((wanted->id || *it->clean.position) && !hd_number_read(&position, it->clean.position, 0, HD_POSITION_MAX)) {
        faults = hd_error_join(faults, fault("number-bad", "position", NULL, "0–" HD_STRINGIFY(HD_POSITION_MAX), pool));
    }
    else if (*it->clean.position) it->clean.position = apr_itoa(pool, position);
    return faults;
}

/* ---- writing ---- */

static int is_among(const apr_array_header_t *ids, apr_int64_t id)
{
    int i;

    for (i = 0; i < ids->nelts; i++) {
        if (APR_ARRAY_IDX(ids, i, apr_int64_t) == id) return 1;
    }
    return 0;
}

static hd_error_t *find_staff(saving_t *it, hd_db_t *db, apr_pool_t *pool)
{
    const apr_array_header_t *asked = it->wanted->staff;
    hd_rows_t *row;
    int i;

    it->clean.emails = apr_array_make(pool, 8, sizeof(const char *));
    it->staff_ids = apr_array_make(pool, 8, sizeof(apr_int64_t));
    for (i = 0; i < asked->nelts; i++) {
        HD_TRY(hd_db_one(&row, db, "department_edit_person", HD_ARGS(hd_text(APR_ARRAY_IDX(asked, i, const char *))), pool));
        if (!row) return hd_error_field(pool, "assignee-unknown", "staff");
        if (is_among(it->staff_ids, hd_row_int(row, 0))) continue;
        APR_ARRAY_PUSH(it->staff_ids, apr_int64_t) = hd_row_int(row, 0);
        APR_ARRAY_PUSH(it->clean.emails, const char *) = hd_row_text(row, 1);
    }
    sort(it->clean.emails);
    return NULL;
}

static hd_error_t *write_texts(hd_db_t *db, const char *statement, apr_int64_t id, const apr_array_header_t *texts)
{
    int i;

    for (i = 0; i < texts->nelts; i++) {
        const hd_department_name_t *it = &APR_ARRAY_IDX(texts, i, hd_department_name_t);
        if (!*it->name) continue;
        HD_TRY(hd_db_exec(NULL, db, statement, HD_ARGS(hd_int(id), hd_text(it->language), hd_text(it->name))));
    }
    return NULL;
}

static hd_error_t *write_staff(const saving_t *it, hd_db_t *db)
{
    int i;

    HD_TRY(hd_db_exec(NULL, db, "department_edit_staff_clear", HD_ARGS(hd_int(it->clean.id))));
    for (i = 0; i < it->staff_ids->nelts; i++) {
        HD_TRY(hd_db_exec(NULL, db, "department_staff_add",
                          HD_ARGS(hd_int(APR_ARRAY_IDX(it->staff_ids, i, apr_int64_t)), hd_int(it->clean.id))));
    }
    return NULL;
}

static hd_error_t *write_all(const saving_t *it, hd_db_t *db)
{
    const hd_department_edit_t *clean = &it->clean;
    hd_value_t id = hd_int(clean->id);
    int i;

    HD_TRY(hd_db_exec(NULL, db, "department_edit_set", HD_ARGS(hd_int(clean->active), hd_int(apr_atoi64(clean->position)), id)));
    HD_TRY(hd_db_exec(NULL, db, "department_edit_names_clear", HD_ARGS(id)));
    HD_TRY(write_texts(db, "department_name_add", clean->id, clean->names));
    HD_TRY(hd_db_exec(NULL, db, "department_edit_signatures_clear", HD_ARGS(id)));
    HD_TRY(write_texts(db, "department_edit_signature_add", clean->id, clean->signatures));
    HD_TRY(hd_db_exec(NULL, db, "department_edit_addresses_clear", HD_ARGS(id)));
    for (i = 0; i < clean->addresses->nelts; i++) {
        HD_TRY(hd_db_exec(NULL, db, "department_address_add",
                          HD_ARGS(id, hd_text(APR_ARRAY_IDX(clean->addresses, i, const char *)))));
    }
    return write_staff(it, db);
}

static hd_error_t *change(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    saving_t *it = baton;
    hd_audit_object_t object = { HD_OBJECT_DEPARTMENT, it->slug, it->slug };
    hd_department_edit_t stored;
    apr_array_header_t *before;

    /* Whoever changes where somebody works, here or at the person, waits for the others. */
    HD_TRY(hd_db_exec(NULL, db, "administer_admins_lock", HD_NO_ARGS));
    HD_TRY(hd_db_exec(NULL, db, "department_edit_lock", HD_ARGS(hd_int(it->clean.id))));
    HD_TRY(hd_department_edit_get(&stored, db, it->slug, it->languages, pool));
    HD_TRY(find_staff(it, db, pool));
    before = facts_of(&stored, pool);
    HD_TRY(hd_audit_unchanged(before, it->wanted->version, pool));
    HD_TRY(hd_audit_changes(&it->count, db, it->by, &object, before, facts_of(&it->clean, pool)));
    return it->count ? write_all(it, db) : NULL;
}

/* A department without anything, as a new one begins. */
static hd_department_edit_t empty(const saving_t *it, const char *position, apr_pool_t *pool)
{
    hd_department_edit_t none = it->clean;
    int i;

    none.names = apr_array_copy(pool, it->clean.names);
    none.signatures = apr_array_copy(pool, it->clean.signatures);
    for (i = 0; i < none.names->nelts; i++) APR_ARRAY_IDX(none.names, i, hd_department_name_t).name = "";
    for (i = 0; i < none.signatures->nelts; i++) APR_ARRAY_IDX(none.signatures, i, hd_department_name_t).name = "";
    none.addresses = none.emails = apr_array_make(pool, 1, sizeof(const char *));
    none.active = 1;
    none.position = position;
    return none;
}

static hd_error_t *add(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    saving_t *it = baton;
    hd_department_new_t fresh = { it->clean.slug, apr_array_make(pool, 3, sizeof(hd_department_name_t)),
                                  it->clean.addresses };
    hd_audit_object_t object = { HD_OBJECT_DEPARTMENT, it->clean.slug, it->clean.slug };
    hd_department_edit_t none, stored;
    const char *made;
    int i;

    HD_TRY(hd_audit_made(&made, db, it->by, pool));
    it->slug = made ? made : it->clean.slug;
    if (made) return NULL;
    HD_TRY(find_staff(it, db, pool));
    for (i = 0; i < it->clean.names->nelts; i++) {
        const hd_department_name_t *name = &APR_ARRAY_IDX(it->clean.names, i, hd_department_name_t);
        if (*name->name) APR_ARRAY_PUSH((apr_array_header_t *)fresh.names, hd_department_name_t) = *name;
    }
    HD_TRY(hd_department_add(&it->clean.id, db, &fresh, pool));
    HD_TRY(hd_department_edit_get(&stored, db, it->clean.slug, it->languages, pool));
    none = empty(it, stored.position, pool);
    if (!*it->clean.position) it->clean.position = stored.position;
    HD_TRY(write_all(it, db));
    HD_TRY(hd_audit_created(db, it->by, &object, ""));
    return hd_audit_changes(&it->count, db, it->by, &object, facts_of(&none, pool), facts_of(&it->clean, pool));
}

/* The languages of the names. */
static const char *const *languages_of(const apr_array_header_t *names, apr_pool_t *pool)
{
    const char **list = apr_pcalloc(pool, (apr_size_t)(names->nelts + 1) * sizeof(*list));
    int i;

    for (i = 0; i < names->nelts; i++) list[i] = APR_ARRAY_IDX(names, i, hd_department_name_t).language;
    return list;
}

hd_error_t *hd_department_save(const char **slug, int *count, hd_db_t *db, const hd_by_t *by,
                               const hd_department_edit_t *department, apr_pool_t *pool)
{
    saving_t it = { .wanted = department, .by = by, .slug = department->slug };

    it.languages = languages_of(department->names, pool);
    HD_TRY(check(&it, pool));
    HD_TRY(hd_db_transaction(db, department->id ? change : add, &it, pool));
    *slug = it.slug;
    *count = it.count;
    if (department->id && it.count) (void)hd_leaving_release(db, by, by->now, pool); /* saved it is: what fails the worker does */
    return NULL;
}

hd_error_t *hd_department_signature(const char **text, hd_db_t *db, apr_int64_t id, const char *language, apr_pool_t *pool)
{
    apr_size_t primary = strcspn(language, "-");
    int best = 0;
    hd_rows_t *rows;

    *text = NULL;
    HD_TRY(hd_db_query(&rows, db, "department_edit_signatures", HD_ARGS(hd_int(id)), pool));
    while (hd_rows_next(rows)) {
        const char *of = hd_row_text(rows, 0);
        int fit = !strcmp(of, language) ? 3 : !strncmp(of, language, primary) && strcspn(of, "-") == primary ? 2 : 1;
        if (fit <= best) continue;
        best = fit;
        *text = fit == 2 && !strcmp(language, "sr-Latn") ? hd_serbian_latin(hd_row_text(rows, 1), pool) : hd_row_text(rows, 1);
    }
    return NULL;
}
