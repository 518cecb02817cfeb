/* src/web/admin_macros.c: canned answers, as administrators keep them.
 * May use: domain/, admin_page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_macros.h"

#include <apr_strings.h>

#include "../domain/macro_edit.h"
#include "accept.h"
#include "admin_page.h"

#define PATH "/admin/macros/"

hd_error_t *hd_admin_macros_page(hd_request_t *q)
{
    apr_array_header_t *macros, *departments;
    xmlNodePtr list;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_macros_all(&macros, q->db, q->pool));
    HD_TRY(hd_departments_all(&departments, q->db, q->language, q->pool));
    HD_TRY(hd_admin_begin(q, "admin-macros", "macros", NULL));
    list = hd_admin_list(q, "macros", "name department changed");
    hd_admin_link(q, list, "new-macro", PATH "new");
    for (i = 0; i < macros->nelts; i++) {
        const hd_macro_t *macro = &APR_ARRAY_IDX(macros, i, hd_macro_t);
        xmlNodePtr row = hd_admin_row(q, list, hd_admin_address(q, PATH, macro->public_id, ""));

        hd_admin_cell(q, row, "name", macro->name);
        if (*macro->department) hd_admin_cell(q, row, "department", hd_department_called(departments, macro->department));
        else hd_admin_cell_word(q, row, "department", "all-departments");
        hd_admin_cell_time(q, row, "changed", macro->updated_at);
    }
    return NULL;
}

static void add_placeholders(hd_request_t *q)
{
    const char *text = "", *const *name;

    for (name = hd_place_names; *name; name++) text = apr_pstrcat(q->pool, text, "{{", *name, "}} ", NULL);
    hd_admin_fact(q, "placeholders", text, 0);
}

static hd_error_t *add_fields(hd_request_t *q, hd_admin_form_t *form, const hd_macro_t *macro)
{
    const hd_admin_input_t *department;
    apr_array_header_t *departments;
    const char *const *language;
    int i;

    HD_TRY(hd_departments_all(&departments, q->db, q->language, q->pool));
    hd_admin_input(form, "name", "text", macro->name, HD_INPUT_MUST);
    department = hd_admin_input(form, "department", "select", macro->department, 0);
    hd_admin_option(department, "", NULL, "all-departments", !*macro->department);
    for (i = 0; i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        hd_admin_option(department, one->slug, one->name, NULL, !strcmp(one->slug, macro->department));
    }
    for (language = hd_languages; *language; language++) {
        const char *body = hd_macro_text_in(macro->texts, *language);
        hd_admin_input_in(form, "body", *language, "lines", body ? body : "", language == hd_languages ? HD_INPUT_HINT : 0);
    }
    return NULL;
}

hd_error_t *hd_admin_macro_new_page(hd_request_t *q)
{
    hd_macro_t none = { .name = "", .department = "", .texts = apr_array_make(q->pool, 1, sizeof(hd_macro_text_t)) };

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_admin_begin(q, "admin-macro-new", "macros", NULL));
    add_placeholders(q);
    return add_fields(q, hd_admin_form(q, "macro-new", PATH "new", 1), &none);
}

static hd_macro_t read_macro(hd_request_t *q)
{
    hd_macro_t macro = { .public_id = q->arg[0], .name = hd_form_get(q->form, "name"),
                         .department = hd_form_get(q->form, "department"),
                         .texts = apr_array_make(q->pool, 3, sizeof(hd_macro_text_t)) };
    const char *const *language;

    for (language = hd_languages; *language; language++) {
        hd_macro_text_t *text = apr_array_push(macro.texts);

        text->language = *language;
        text->body = hd_form_get(q->form, hd_admin_name_in(q, "body", *language));
    }
    return macro;
}

hd_error_t *hd_admin_macro_new_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 1);
    hd_macro_t macro = read_macro(q);
    const char *id;

    HD_TRY(hd_macro_add(&id, q->db, &by, &macro, hd_languages, q->pool));
    q->done = "admin-created";
    q->see_other = PATH;
    return NULL;
}

hd_error_t *hd_admin_macro_page(hd_request_t *q)
{
    const char *address = hd_admin_address(q, PATH, q->arg[0], "");
    hd_admin_form_t *form;
    hd_macro_t *macro;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_macro_get(&macro, q->db, q->arg[0], q->pool));
    if (!macro) return hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
    HD_TRY(hd_admin_begin(q, "admin-macro", "macros", macro->name));
    add_placeholders(q);
    form = hd_admin_form(q, "macro", address, 0);
    hd_admin_version(form, hd_audit_version(hd_macro_facts(macro, hd_languages, q->pool), q->pool));
    HD_TRY(add_fields(q, form, macro));
    form = hd_admin_form(q, "macro-delete", apr_pstrcat(q->pool, address, "/delete", NULL), 0);
    hd_admin_input(form, "confirm", "tick", "no", 0);
    return NULL;
}

hd_error_t *hd_admin_macro_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    hd_macro_t macro = read_macro(q);
    int count;

    HD_TRY(hd_macro_set(&count, q->db, &by, &macro, hd_form_get(q->form, "version"), hd_languages, q->pool));
    q->done = count ? "admin-saved" : "admin-same";
    q->see_other = hd_admin_address(q, PATH, q->arg[0], "");
    return NULL;
}

hd_error_t *hd_admin_macro_delete_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);

    if (!hd_form_has(q->form, "confirm")) return hd_error_field(q->pool, "confirm-missing", "confirm");
    HD_TRY(hd_macro_delete(q->db, &by, q->arg[0], q->pool));
    q->done = "admin-deleted";
    q->see_other = PATH;
    return NULL;
}
