/* src/web/admin_agents.c: who works at the desk, as administrators see them.
 * May use: domain/, admin_page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_agents.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/texts.h"
#include "../domain/staff.h"
#include "accept.h"
#include "admin_page.h"

#define LIST "/admin/agents/"
#define NEW LIST "new"

/* The names of those departments, in the order in which all stand. */
static const char *names_of(const apr_array_header_t *departments, const apr_array_header_t *slugs, apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, slugs->nelts, sizeof(const char *));
    int i;

    for (i = 0; i < departments->nelts; i++) {
        const hd_staffed_department_t *one = &APR_ARRAY_IDX(departments, i, hd_staffed_department_t);
        if (hd_texts_have(slugs, one->slug)) APR_ARRAY_PUSH(names, const char *) = one->name;
    }
    return hd_texts_joined(names, pool);
}

hd_error_t *hd_admin_agents(hd_request_t *q)
{
    apr_array_header_t *people, *departments;
    xmlNodePtr list;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_staff_people(&people, q->db, q->pool));
    HD_TRY(hd_staffed_departments(&departments, q->db, q->language, q->pool));
    HD_TRY(hd_admin_begin(q, "admin-agents", "agents", NULL));
    list = hd_admin_list(q, "agents", "person email role departments disabled");
    hd_admin_link(q, list, "new-agent", NEW);
    for (i = 0; i < people->nelts; i++) {
        const hd_staff_person_t *one = &APR_ARRAY_IDX(people, i, hd_staff_person_t);
        xmlNodePtr row = hd_admin_row(q, list, hd_admin_address(q, LIST, one->public_id, ""));
        hd_admin_cell(q, row, "person", one->name);
        hd_admin_cell(q, row, "email", one->email);
        hd_admin_cell_word(q, row, "role", one->role);
        if (!strcmp(one->role, "admin")) hd_admin_cell_word(q, row, "departments", "all");
        else hd_admin_cell(q, row, "departments", names_of(departments, one->departments, q->pool));
        hd_admin_cell_word(q, row, "disabled", one->disabled ? "yes" : "no");
    }
    return NULL;
}

/* What new ones and those that there are have in common. */
static hd_error_t *add_rights(hd_request_t *q, hd_admin_form_t *form, const hd_staff_person_t *person)
{
    const hd_admin_input_t *role, *where;
    apr_array_header_t *departments;
    int i;

    role = hd_admin_input(form, "role", "select", "", HD_INPUT_HINT);
    hd_admin_option(role, "agent", NULL, "agent", !strcmp(person->role, "agent"));
    hd_admin_option(role, "admin", NULL, "admin", !strcmp(person->role, "admin"));
    HD_TRY(hd_staffed_departments(&departments, q->db, q->language, q->pool));
    where = hd_admin_input(form, "departments", "checks", "", HD_INPUT_HINT);
    for (i = 0; i < departments->nelts; i++) {
        const hd_staffed_department_t *one = &APR_ARRAY_IDX(departments, i, hd_staffed_department_t);
        hd_admin_option(where, one->slug, one->name, NULL, hd_texts_have(person->departments, one->slug));
    }
    return NULL;
}

static hd_staff_person_t read_form(hd_request_t *q)
{
    hd_staff_person_t wanted = { 0 };

    wanted.name = hd_form_get(q->form, "name");
    wanted.email = hd_form_get(q->form, "email");
    wanted.role = hd_form_get(q->form, "role");
    wanted.language = hd_form_get(q->form, "language");
    wanted.disabled = hd_form_has(q->form, "disabled");
    wanted.departments = hd_form_all(q->form, "departments", q->pool);
    wanted.version = hd_form_get(q->form, "version");
    return wanted;
}

hd_error_t *hd_admin_agent_new(hd_request_t *q)
{
    const hd_staff_person_t none = { .role = "agent", .departments = apr_array_make(q->pool, 1, sizeof(const char *)) };
    const hd_admin_input_t *language;
    const char *const *tag;
    hd_admin_form_t *form;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_admin_begin(q, "admin-agent-new", "agents", NULL));
    form = hd_admin_form(q, "agent-new", NEW, 1);
    hd_admin_input_as(form, "name", "person-name", "text", "", HD_INPUT_MUST);
    hd_admin_input(form, "email", "email", "", HD_INPUT_MUST | HD_INPUT_HINT);
    language = hd_admin_input(form, "language", "select", "", 0);
    for (tag = hd_languages; *tag; tag++) hd_admin_option(language, *tag, NULL, *tag, *tag == q->language);
    return add_rights(q, form, &none);
}

hd_error_t *hd_admin_agent_new_post(hd_request_t *q)
{
    hd_staff_person_t wanted = read_form(q);
    hd_by_t by = hd_admin_by(q, NULL, 1);
    const char *id;
    int count;

    if (*wanted.language && !hd_language_known(wanted.language)) {
        return hd_error_field(q->pool, "language-unknown", "language");
    }
    HD_TRY(hd_staff_save(&id, &count, q->db, &by, &wanted, q->pool));
    q->see_other = hd_admin_address(q, LIST, id, "");
    q->done = "admin-invited";
    return NULL;
}

hd_error_t *hd_admin_agent(hd_request_t *q)
{
    hd_staff_person_t person;
    hd_admin_form_t *form;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_staff_get(&person, q->db, q->arg[0], q->pool));
    HD_TRY(hd_admin_begin(q, "admin-agent", "agents", person.name));
    hd_admin_sub(q, person.email);
    hd_admin_history(q, HD_OBJECT_PERSON, person.public_id);
    form = hd_admin_form(q, "agent", hd_admin_address(q, LIST, person.public_id, ""), 0);
    hd_admin_version(form, person.version);
    hd_admin_input_as(form, "name", "person-name", "text", person.name, HD_INPUT_MUST);
    HD_TRY(add_rights(q, form, &person));
    hd_admin_input(form, "disabled", "tick", person.disabled ? "yes" : "no", HD_INPUT_HINT);
    if (!person.disabled) {
        hd_admin_form(q, "agent-invite", hd_admin_address(q, LIST, person.public_id, "/invite"), 0);
    }
    return NULL;
}

hd_error_t *hd_admin_agent_post(hd_request_t *q)
{
    hd_staff_person_t wanted = read_form(q), stored;
    hd_by_t by = hd_admin_by(q, NULL, 0);
    const char *id;
    int count;

    HD_TRY(hd_staff_get(&stored, q->db, q->arg[0], q->pool));
    wanted.id = stored.id;
    wanted.public_id = stored.public_id;
    wanted.email = stored.email;
    HD_TRY(hd_staff_save(&id, &count, q->db, &by, &wanted, q->pool));
    q->see_other = stored.id == q->who->id ? "/desk/" : hd_admin_address(q, LIST, id, ""); /* who may be admin no more */
    q->done = count ? "admin-saved" : "admin-same";
    return NULL;
}

hd_error_t *hd_admin_agent_invite_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);

    HD_TRY(hd_staff_invite(q->db, &by, q->arg[0], q->pool));
    q->see_other = hd_admin_address(q, LIST, q->arg[0], "");
    q->done = "admin-invited";
    return NULL;
}
