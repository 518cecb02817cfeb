/* src/web/admin_departments.c: departments, as administrators see them.
 * May use: domain/, text/, admin_page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_departments.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/texts.h"
#include "../domain/department_edit.h"
#include "../domain/staff.h"
#include "../text/fold.h"
#include "admin_page.h"

#define LIST "/admin/departments/"
#define NEW LIST "new"

hd_error_t *hd_admin_departments(hd_request_t *q)
{
    apr_array_header_t *departments;
    xmlNodePtr list;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_staffed_departments(&departments, q->db, q->language, q->pool));
    HD_TRY(hd_admin_begin(q, "admin-departments", "departments", NULL));
    list = hd_admin_list(q, "departments", "name slug active staff addresses");
    hd_admin_link(q, list, "new-department", NEW);
    for (i = 0; i < departments->nelts; i++) {
        const hd_staffed_department_t *one = &APR_ARRAY_IDX(departments, i, hd_staffed_department_t);
        xmlNodePtr row = hd_admin_row(q, list, hd_admin_address(q, LIST, one->slug, ""));
        hd_admin_cell(q, row, "name", one->name);
        hd_admin_cell(q, row, "slug", one->slug);
        hd_admin_cell_word(q, row, "active", one->active ? "yes" : "no");
        hd_admin_cell_int(q, row, "staff", one->staff);
        hd_admin_cell_int(q, row, "addresses", one->addresses);
    }
    return NULL;
}

/* ---- the form ---- */

static const char *lines_of(const apr_array_header_t *texts, apr_pool_t *pool)
{
    return apr_array_pstrcat(pool, texts, '\n');
}

static hd_error_t *add_staff(hd_request_t *q, hd_admin_form_t *form, const hd_department_edit_t *department)
{
    const hd_admin_input_t *staff;
    apr_array_header_t *people;
    int i;

    HD_TRY(hd_staff_people(&people, q->db, q->pool));
    staff = hd_admin_input(form, "staff", "checks", "", HD_INPUT_HINT);
    for (i = 0; i < people->nelts; i++) {
        const hd_staff_person_t *one = &APR_ARRAY_IDX(people, i, hd_staff_person_t);
        int chosen = hd_texts_have(department->staff, one->public_id);
        if (!one->disabled || chosen) hd_admin_option(staff, one->public_id, one->name, NULL, chosen);
    }
    return NULL;
}

static hd_error_t *add_form(hd_request_t *q, hd_admin_form_t *form, const hd_department_edit_t *department)
{
    int i;

    for (i = 0; i < department->names->nelts; i++) {
        const hd_department_name_t *name = &APR_ARRAY_IDX(department->names, i, hd_department_name_t);
        hd_admin_input_in(form, "name", name->language, "text", name->name, 0);
    }
    hd_admin_input(form, "addresses", "lines", lines_of(department->addresses, q->pool), HD_INPUT_HINT);
    HD_TRY(add_staff(q, form, department));
    for (i = 0; i < department->signatures->nelts; i++) {
        const hd_department_name_t *text = &APR_ARRAY_IDX(department->signatures, i, hd_department_name_t);
        hd_admin_input_in(form, "signature", text->language, "lines", text->name, i ? 0 : HD_INPUT_HINT);
    }
    hd_admin_input(form, "position", "number", department->position, HD_INPUT_HINT);
    if (department->id) hd_admin_input(form, "active", "tick", department->active ? "yes" : "no", HD_INPUT_HINT);
    return NULL;
}

/* A department without anything. */
static hd_department_edit_t empty(hd_request_t *q)
{
    hd_department_edit_t none = { 0 };
    const char *const *language;

    none.position = none.slug = "";
    none.names = apr_array_make(q->pool, 3, sizeof(hd_department_name_t));
    for (language = hd_languages; *language; language++) {
        hd_department_name_t *name = apr_array_push(none.names);
        name->language = *language;
        name->name = "";
    }
    none.signatures = none.names;
    none.addresses = none.staff = apr_array_make(q->pool, 1, sizeof(const char *));
    none.active = 1;
    return none;
}

/* ---- what a form brought ---- */

/* Texts in each language; the Latin one is made of the Cyrillic one where it was left empty. */
static apr_array_header_t *read_texts(hd_request_t *q, const char *field)
{
    apr_array_header_t *texts = apr_array_make(q->pool, 3, sizeof(hd_department_name_t));
    const char *cyrillic = hd_form_get(q->form, hd_admin_name_in(q, field, "sr-Cyrl"));
    const char *const *language;

    for (language = hd_languages; *language; language++) {
        hd_department_name_t *text = apr_array_push(texts);
        text->language = *language;
        text->name = hd_form_get(q->form, hd_admin_name_in(q, field, *language));
        if (strcmp(*language, "sr-Latn") || *hd_text_trim(text->name, q->pool)) continue;
        text->name = hd_serbian_latin(cyrillic, q->pool);
    }
    return texts;
}

static apr_array_header_t *read_lines(hd_request_t *q, const char *field)
{
    apr_array_header_t *lines = apr_array_make(q->pool, 4, sizeof(const char *));
    char *last = NULL, *line;

    for (line = apr_strtok(apr_pstrdup(q->pool, hd_form_get(q->form, field)), "\r\n", &last); line;
         line = apr_strtok(NULL, "\r\n", &last)) {
        APR_ARRAY_PUSH(lines, const char *) = line;
    }
    return lines;
}

static hd_error_t *save(hd_request_t *q, apr_int64_t id, const char *slug)
{
    hd_department_edit_t wanted = { .id = id, .slug = slug };
    hd_by_t by = hd_admin_by(q, NULL, !id);
    int count;

    wanted.version = hd_form_get(q->form, "version");
    wanted.names = read_texts(q, "name");
    wanted.signatures = read_texts(q, "signature");
    wanted.addresses = read_lines(q, "addresses");
    wanted.staff = hd_form_all(q->form, "staff", q->pool);
    wanted.position = hd_form_get(q->form, "position");
    wanted.active = !id || hd_form_has(q->form, "active");
    HD_TRY(hd_department_save(&slug, &count, q->db, &by, &wanted, q->pool));
    q->see_other = hd_admin_address(q, LIST, slug, "");
    q->done = !id ? "admin-created" : count ? "admin-saved" : "admin-same";
    return NULL;
}

/* ---- the pages ---- */

hd_error_t *hd_admin_department_new(hd_request_t *q)
{
    const hd_department_edit_t none = empty(q);
    hd_admin_form_t *form;

    HD_TRY(hd_admin_begin(q, "admin-department-new", "departments", NULL));
    form = hd_admin_form(q, "department-new", NEW, 1);
    hd_admin_input(form, "slug", "text", "", HD_INPUT_MUST | HD_INPUT_HINT);
    return add_form(q, form, &none);
}

hd_error_t *hd_admin_department_new_post(hd_request_t *q)
{
    return save(q, 0, hd_form_get(q->form, "slug"));
}

hd_error_t *hd_admin_department(hd_request_t *q)
{
    hd_department_edit_t department;
    hd_admin_form_t *form;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_department_edit_get(&department, q->db, q->arg[0], hd_languages, q->pool));
    HD_TRY(hd_admin_begin(q, "admin-department", "departments", hd_department_edit_name(&department, q->language)));
    hd_admin_link(q, hd_view_root(q->view), "levels-page", hd_admin_address(q, LIST, department.slug, "/levels"));
    hd_admin_history(q, HD_OBJECT_DEPARTMENT, department.slug);
    form = hd_admin_form(q, "department", hd_admin_address(q, LIST, department.slug, ""), 0);
    hd_admin_version(form, department.version);
    return add_form(q, form, &department);
}

hd_error_t *hd_admin_department_post(hd_request_t *q)
{
    hd_department_edit_t department;

    HD_TRY(hd_department_edit_get(&department, q->db, q->arg[0], hd_languages, q->pool));
    return save(q, department.id, department.slug);
}
