/* src/domain/setting.c: what administrators change while the portal runs: typed, bounded, with defaults.
 * May use: domain/, store/, text/, base/. Must not know: HTTP, how requests learn of a change.
 * SPDX-License-Identifier: Apache-2.0 */
#include "setting.h"

#include <apr_strings.h>
#include <string.h>

#include "../text/fold.h"
#include "number.h"

const hd_setting_row_t hd_setting_rows[HD_SETTINGS] = {
    /* name              type                least  most                 preset */
    { "banner",          HD_SETTING_IS_TEXT,   0, HD_SETTING_TEXT_MAX,   "" },
    { "banner-public",   HD_SETTING_IS_FLAG,   0, 1,                     "no" },
    { "invitation-days", HD_SETTING_IS_NUMBER, 1, 60,                    "7" },
};

static void add_value(apr_array_header_t *values, int setting, const char *language)
{
    hd_setting_value_t *value = apr_array_push(values);

    value->setting = (hd_setting_t)setting;
    value->language = language;
    value->value = hd_setting_rows[setting].preset;
}

hd_error_t *hd_settings_read(apr_array_header_t **values, hd_db_t *db, const char *const *languages, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 8, sizeof(hd_setting_value_t));
    const char *const *language;
    hd_rows_t *rows;
    int i;

    for (i = 0; i < HD_SETTINGS; i++) {
        if (hd_setting_rows[i].type != HD_SETTING_IS_TEXT) add_value(list, i, "");
        else for (language = languages; *language; language++) add_value(list, i, *language);
    }
    HD_TRY(hd_db_query(&rows, db, "settings_all", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        for (i = 0; i < list->nelts; i++) {
            hd_setting_value_t *one = &APR_ARRAY_IDX(list, i, hd_setting_value_t);
            if (strcmp(hd_setting_rows[one->setting].name, hd_row_text(rows, 0))) continue;
            if (!strcmp(one->language, hd_row_text(rows, 1))) one->value = hd_row_text(rows, 2);
        }
    }
    *values = list;
    return NULL;
}

const char *hd_setting_field(const hd_setting_value_t *value, apr_pool_t *pool)
{
    const char *name = hd_setting_rows[value->setting].name;

    return *value->language ? apr_pstrcat(pool, name, "-", value->language, NULL) : name;
}

static apr_array_header_t *facts_of(const apr_array_header_t *values, apr_pool_t *pool)
{
    apr_array_header_t *facts = apr_array_make(pool, values->nelts, sizeof(hd_audit_fact_t));
    int i;

    for (i = 0; i < values->nelts; i++) {
        const hd_setting_value_t *one = &APR_ARRAY_IDX(values, i, hd_setting_value_t);
        hd_audit_fact(facts, hd_setting_field(one, pool), one->value);
    }
    return facts;
}

const char *hd_settings_version(const apr_array_header_t *values, apr_pool_t *pool)
{
    return hd_audit_version(facts_of(values, pool), pool);
}

/* ---- writing ---- */

static hd_error_t *fault(const char *code, const hd_setting_value_t *value, const char *limit, apr_pool_t *pool)
{
    hd_error_t *error = hd_error_field(pool, code, hd_setting_field(value, pool));

    error->value = limit;
    return error;
}

static hd_error_t *check(hd_setting_value_t *value, apr_pool_t *pool)
{
    const hd_setting_row_t *row = &hd_setting_rows[value->setting];
    int number;

    value->value = hd_text_trim(value->value, pool);
    switch (row->type) {
    case HD_SETTING_IS_FLAG: return strcmp(value->value, "yes") && strcmp(value->value, "no")
                                        ? fault("setting-invalid", value, NULL, pool) : NULL;
    case HD_SETTING_IS_NUMBER:
        if (!hd_number_read(&number, value->value, row->least, row->most)) {
            return fault("number-bad", value, apr_psprintf(pool, "%d–%d", row->least, row->most), pool);
        }
        value->value = apr_itoa(pool, number);
        return NULL;
    case HD_SETTING_IS_TEXT: break;
    }
    if (hd_text_chars(value->value) <= (apr_size_t)row->most) return NULL;
    return fault("setting-long", value, apr_itoa(pool, row->most), pool);
}

/* Settings on their way into the table. */
typedef struct saving_t {
    const hd_by_t *by;
    apr_array_header_t *clean; /* hd_setting_value_t */
    const char *version;
    const char *const *languages;
    int count;
} saving_t;

/* One that is set to its default has no row. */
static hd_error_t *put(hd_db_t *db, const hd_setting_value_t *value)
{
    const hd_setting_row_t *row = &hd_setting_rows[value->setting];

    HD_TRY(hd_db_exec(NULL, db, "setting_clear", HD_ARGS(hd_text(row->name), hd_text(value->language))));
    if (!strcmp(value->value, row->preset)) return NULL;
    return hd_db_exec(NULL, db, "setting_add", HD_ARGS(hd_text(row->name), hd_text(value->language), hd_text(value->value)));
}

static hd_error_t *save(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    saving_t *it = baton;
    apr_array_header_t *stored;
    int i;

    HD_TRY(hd_db_exec(NULL, db, "administer_admins_lock", HD_NO_ARGS));
    HD_TRY(hd_settings_read(&stored, db, it->languages, pool));
    HD_TRY(hd_audit_unchanged(facts_of(stored, pool), it->version, pool));
    for (i = 0; i < stored->nelts; i++) {
        const hd_setting_value_t *was = &APR_ARRAY_IDX(stored, i, hd_setting_value_t);
        const hd_setting_value_t *is = &APR_ARRAY_IDX(it->clean, i, hd_setting_value_t);
        const char *name = hd_setting_rows[is->setting].name;
        const hd_audit_object_t object = { HD_OBJECT_SETTING, name, name };

        if (!strcmp(was->value, is->value)) continue;
        it->count++;
        HD_TRY(put(db, is));
        HD_TRY(hd_audit_change(db, it->by, &object, hd_setting_field(is, pool), was->value, is->value));
    }
    return NULL;
}

hd_error_t *hd_settings_save(int *count, hd_db_t *db, const hd_by_t *by, const apr_array_header_t *wanted,
                             const char *version, const char *const *languages, apr_pool_t *pool)
{
    saving_t it = { by, apr_array_copy(pool, wanted), version, languages, 0 };
    hd_error_t *faults = NULL;
    int i;

    for (i = 0; i < it.clean->nelts; i++) {
        faults = hd_error_join(faults, check(&APR_ARRAY_IDX(it.clean, i, hd_setting_value_t), pool));
    }
    if (faults) return faults;
    HD_TRY(hd_db_transaction(db, save, &it, pool));
    *count = it.count;
    return NULL;
}
