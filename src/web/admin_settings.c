/* src/web/admin_settings.c: the page of the settings.
 * May use: domain/, settings.h, admin_page.h. Must not know: SQL, what they are for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_settings.h"

#include <string.h>

#include "../text/fold.h"
#include "admin_page.h"
#include "settings.h"

#define ADDRESS "/admin/settings"

static void add_input(hd_admin_form_t *form, const hd_setting_value_t *value)
{
    const hd_setting_row_t *row = &hd_setting_rows[value->setting];

    switch (row->type) {
    case HD_SETTING_IS_TEXT:
        hd_admin_input_in(form, row->name, value->language, "lines", value->value,
                          !strcmp(value->language, hd_languages[0]) ? HD_INPUT_HINT : 0);
        break;
    case HD_SETTING_IS_NUMBER: hd_admin_input(form, row->name, "number", value->value, HD_INPUT_MUST | HD_INPUT_HINT); break;
    case HD_SETTING_IS_FLAG: hd_admin_input(form, row->name, "tick", value->value, HD_INPUT_HINT); break;
    }
}

hd_error_t *hd_admin_settings(hd_request_t *q)
{
    apr_array_header_t *values;
    hd_admin_form_t *form;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_settings_read(&values, q->db, hd_languages, q->pool));
    HD_TRY(hd_admin_begin(q, "admin-settings", "settings", NULL));
    form = hd_admin_form(q, "settings", ADDRESS, 0);
    hd_admin_version(form, hd_settings_version(values, q->pool));
    for (i = 0; i < values->nelts; i++) add_input(form, &APR_ARRAY_IDX(values, i, hd_setting_value_t));
    return NULL;
}

/* Of a text the Latin one is made of the Cyrillic one where it was left empty. */
static const char *typed(hd_request_t *q, const hd_setting_value_t *value)
{
    const hd_setting_row_t *row = &hd_setting_rows[value->setting];
    const char *field = hd_setting_field(value, q->pool), *text = hd_form_get(q->form, field);

    if (row->type == HD_SETTING_IS_FLAG) return hd_form_has(q->form, field) ? "yes" : "no";
    if (strcmp(value->language, "sr-Latn") || *hd_text_trim(text, q->pool)) return text;
    return hd_serbian_latin(hd_form_get(q->form, hd_admin_name_in(q, row->name, "sr-Cyrl")), q->pool);
}

hd_error_t *hd_admin_settings_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    apr_array_header_t *values;
    int i, count;

    HD_TRY(hd_settings_read(&values, q->db, hd_languages, q->pool));
    for (i = 0; i < values->nelts; i++) {
        hd_setting_value_t *one = &APR_ARRAY_IDX(values, i, hd_setting_value_t);
        one->value = typed(q, one);
    }
    HD_TRY(hd_settings_save(&count, q->db, &by, values, hd_form_get(q->form, "version"), hd_languages, q->pool));
    HD_TRY(hd_settings_refresh(q->portal->settings, q->db, q->pool));
    q->see_other = ADDRESS;
    q->done = count ? "admin-saved" : "admin-same";
    return NULL;
}
