/* src/domain/macro_edit.c: keeping canned answers, each change with its note in the audit.
 * May use: store/, text/, audit.h, base/. Must not know: HTTP, which languages there are.
 * SPDX-License-Identifier: Apache-2.0 */
#include "macro_edit.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/token.h"
#include "../text/fold.h"
#include "department.h"

/* A canned answer on its way into the tables. */
typedef struct edit_t {
    const hd_by_t *by;
    hd_macro_t macro; /* cleaned */
    const char *version;
    const char *const *languages;
    apr_int64_t department_id;
    int count;
} edit_t;

static hd_audit_object_t of_macro(const hd_macro_t *macro)
{
    hd_audit_object_t object = { HD_OBJECT_MACRO, macro->public_id, macro->name };

    return object;
}

static const char *field_of(const char *language, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "body-", language, NULL);
}

apr_array_header_t *hd_macro_facts(const hd_macro_t *macro, const char *const *languages, apr_pool_t *pool)
{
    apr_array_header_t *facts = apr_array_make(pool, 5, sizeof(hd_audit_fact_t));

    hd_audit_fact(facts, "name", macro->name);
    hd_audit_fact(facts, "department", macro->department);
    for (; *languages; languages++) hd_audit_fact(facts, field_of(*languages, pool), hd_macro_text_in(macro->texts, *languages));
    return facts;
}

static hd_error_t *limit(hd_error_t *error, const char *value)
{
    error->value = value;
    return error;
}

static hd_error_t *check_name(const char *name, apr_pool_t *pool)
{
    if (!*name) return hd_error_field(pool, "name-empty", "name");
    if (!hd_text_valid(name, strlen(name), 0)) return hd_error_field(pool, "name-invalid", "name");
    if (hd_text_chars(name) <= HD_MACRO_NAME_MAX) return NULL;
    return limit(hd_error_field(pool, "name-long", "name"), HD_STRINGIFY(HD_MACRO_NAME_MAX));
}

static hd_error_t *check_text(const hd_macro_text_t *text, apr_pool_t *pool)
{
    const char *field = field_of(text->language, pool), *unknown;

    if (!hd_text_valid(text->body, strlen(text->body), 1)) return hd_error_field(pool, "text-invalid", field);
    if (strlen(text->body) > HD_MACRO_BODY_MAX) {
        return limit(hd_error_field(pool, "macro-body-long", field), HD_STRINGIFY(HD_MACRO_BODY_MAX));
    }
    unknown = hd_macro_text_unknown(text->body, pool);
    return unknown ? limit(hd_error_field(pool, "macro-placeholder", field), unknown) : NULL;
}

/* Trim what came, and tell all that is wrong with it. */
static hd_error_t *clean(edit_t *it, const hd_macro_t *macro, apr_pool_t *pool)
{
    hd_error_t *faults;
    int i;

    it->macro = *macro;
    it->macro.name = hd_text_trim(macro->name, pool);
    it->macro.texts = apr_array_make(pool, 3, sizeof(hd_macro_text_t));
    faults = check_name(it->macro.name, pool);
    for (i = 0; i < macro->texts->nelts; i++) {
        hd_macro_text_t text = APR_ARRAY_IDX(macro->texts, i, hd_macro_text_t);

        text.body = hd_text_trim(text.body, pool);
        if (!*text.body) continue;
        faults = hd_error_join(faults, check_text(&text, pool));
        APR_ARRAY_PUSH(it->macro.texts, hd_macro_text_t) = text;
    }
    if (it->macro.texts->nelts) return faults;
    return hd_error_join(faults, hd_error_field(pool, "macro-body-empty", field_of(it->languages[0], pool)));
}

static hd_error_t *find_department(edit_t *it, hd_db_t *db, apr_pool_t *pool)
{
    it->department_id = 0;
    if (!*it->macro.department) return NULL;
    HD_TRY(hd_department_find(&it->department_id, db, it->macro.department, pool));
    return it->department_id ? NULL : hd_error_field(pool, "department-unknown", "department");
}

static hd_error_t *write_texts(hd_db_t *db, const edit_t *it)
{
    const hd_macro_t *macro = &it->macro;
    int i;

    HD_TRY(hd_db_exec(NULL, db, "macro_texts_remove", HD_ARGS(hd_int(macro->id))));
    for (i = 0; i < macro->texts->nelts; i++) {
        const hd_macro_text_t *text = &APR_ARRAY_IDX(macro->texts, i, hd_macro_text_t);
        HD_TRY(hd_db_exec(NULL, db, "macro_text_add",
                          HD_ARGS(hd_int(macro->id), hd_text(text->language), hd_text(text->body))));
    }
    return NULL;
}

static hd_error_t *too_many(apr_pool_t *pool)
{
    hd_error_t *error = hd_error_field(pool, "macros-many", "name");

    error->value = HD_STRINGIFY(HD_MACROS_MAX);
    return error;
}

static hd_error_t *add(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    hd_macro_t *macro = &it->macro;
    hd_audit_object_t object;
    const char *made;
    hd_rows_t *row;

    HD_TRY(hd_audit_made(&made, db, it->by, pool));
    if (made) {
        macro->public_id = made;
        return NULL;
    }
    HD_TRY(find_department(it, db, pool));
    HD_TRY(hd_db_one(&row, db, "macros_count", HD_NO_ARGS, pool));
    if (hd_row_int(row, 0) >= HD_MACROS_MAX) return too_many(pool);
    HD_TRY(hd_public_id_make(&macro->public_id, pool));
    HD_TRY(hd_db_one(&row, db, "macro_add",
                     HD_ARGS(hd_text(macro->public_id), hd_int(it->department_id), hd_text(macro->name), hd_int(it->by->now)),
                     pool));
    if (!row) return hd_error(pool, HD_BROKEN, "server-database", "the new macro has no id");
    macro->id = hd_row_int(row, 0);
    HD_TRY(write_texts(db, it));
    object = of_macro(macro);
    return hd_audit_created(db, it->by, &object, macro->department);
}

hd_error_t *hd_macro_add(const char **id, hd_db_t *db, const hd_by_t *by, const hd_macro_t *macro,
                         const char *const *languages, apr_pool_t *pool)
{
    edit_t it = { .by = by, .languages = languages };

    HD_TRY(clean(&it, macro, pool));
    HD_TRY(hd_db_transaction(db, add, &it, pool));
    *id = it.macro.public_id;
    return NULL;
}

/* The macro as it is stored, its row held. */
static hd_error_t *hold(hd_macro_t **stored, hd_db_t *db, const char *id, apr_pool_t *pool)
{
    HD_TRY(hd_db_exec(NULL, db, "macro_lock", HD_ARGS(hd_text(id))));
    HD_TRY(hd_macro_get(stored, db, id, pool));
    return *stored ? NULL : hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
}

static hd_error_t *set(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    edit_t *it = baton;
    apr_array_header_t *before;
    hd_audit_object_t object;
    hd_macro_t *stored;

    HD_TRY(hold(&stored, db, it->macro.public_id, pool));
    it->macro.id = stored->id;
    before = hd_macro_facts(stored, it->languages, pool);
    HD_TRY(hd_audit_unchanged(before, it->version, pool));
    HD_TRY(find_department(it, db, pool));
    object = of_macro(&it->macro);
    HD_TRY(hd_audit_changes(&it->count, db, it->by, &object, before, hd_macro_facts(&it->macro, it->languages, pool)));
    if (!it->count) return NULL;
    HD_TRY(hd_db_exec(NULL, db, "macro_set",
                      HD_ARGS(hd_int(it->department_id), hd_text(it->macro.name), hd_int(it->by->now), hd_int(stored->id))));
    return write_texts(db, it);
}

hd_error_t *hd_macro_set(int *count, hd_db_t *db, const hd_by_t *by, const hd_macro_t *macro, const char *version,
                         const char *const *languages, apr_pool_t *pool)
{
    edit_t it = { .by = by, .version = version, .languages = languages };

    HD_TRY(clean(&it, macro, pool));
    HD_TRY(hd_db_transaction(db, set, &it, pool));
    *count = it.count;
    return NULL;
}

static hd_error_t *remove_one(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const edit_t *it = baton;
    hd_audit_object_t object;
    hd_macro_t *stored;

    HD_TRY(hold(&stored, db, it->macro.public_id, pool));
    HD_TRY(hd_db_exec(NULL, db, "macro_texts_remove", HD_ARGS(hd_int(stored->id))));
    HD_TRY(hd_db_exec(NULL, db, "macro_remove", HD_ARGS(hd_int(stored->id))));
    object = of_macro(stored);
    return hd_audit_add(db, it->by, "deleted", &object, "", stored->name, "");
}

hd_error_t *hd_macro_delete(hd_db_t *db, const hd_by_t *by, const char *id, apr_pool_t *pool)
{
    edit_t it = { .by = by, .macro = { .public_id = id } };

    return hd_db_transaction(db, remove_one, &it, pool);
}
