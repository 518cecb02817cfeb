/* src/cli/department.c: the commands about departments.
 * May use: domain/ and what is below it, text/, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include "../domain/administer.h"

#include <apr_strings.h>
#include <stdio.h>

#include "../text/fold.h"
#include "lookup.h"
#include "output.h"

/* Whether a text has a Cyrillic letter: its UTF-8 begins with D0 to D4. */
static int is_cyrillic(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text >= 0xd0 && (unsigned char)*text <= 0xd4) return 1;
    }
    return 0;
}

static void put_name(apr_array_header_t *names, const char *language, const char *name)
{
    hd_department_name_t *one = apr_array_push(names);

    one->language = language;
    one->name = name;
}

static hd_error_t *print_done(const hd_cli_t *cli, const char *what, const char *slug)
{
    hd_view_t *view;
    xmlNodePtr node;

    if (!cli->xml) {
        printf("%s: %s\n", slug, what);
        return NULL;
    }
    view = hd_view_create("cli-department", cli->pool);
    node = hd_view_add(view, hd_view_root(view), "done");
    hd_view_attr(view, node, "what", what);
    hd_view_attr(view, node, "department", slug);
    return hd_cli_print_view(view, cli->pool);
}

static hd_error_t *add(hd_cli_t *cli)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    const char *english = hd_cli_option(cli, "name-en"), *serbian = hd_cli_option(cli, "name-sr");
    apr_array_header_t *names = apr_array_make(cli->pool, 3, sizeof(hd_department_name_t));
    hd_department_new_t fresh = { hd_cli_arg(cli, 0), names, hd_cli_options(cli, "address") };
    apr_int64_t id;

    HD_TRY(hd_cli_check_text(cli, "name-en", english, 1));
    put_name(names, "en", english);
    if (!serbian) { /* better than the slug */
        put_name(names, "sr-Cyrl", english);
        put_name(names, "sr-Latn", english);
    }
    if (serbian) {
        HD_TRY(hd_cli_check_text(cli, "name-sr", serbian, 1));
        if (!is_cyrillic(serbian)) {
            return hd_cli_usage(cli->pool, "--name-sr is written in Cyrillic; the Latin script is made from it");
        }
        put_name(names, "sr-Cyrl", serbian);
        put_name(names, "sr-Latn", hd_serbian_latin(serbian, cli->pool));
    }
    HD_TRY(hd_administer_department_add(&id, cli->db, &by, &fresh, cli->pool));
    return print_done(cli, "added", fresh.slug);
}

static hd_error_t *staff(hd_cli_t *cli)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    const char *slug = hd_cli_arg(cli, 0);
    const hd_person_t *person;
    apr_int64_t id;

    HD_TRY(hd_department_find(&id, cli->db, slug, cli->pool));
    if (!id) return hd_cli_fault(cli->pool, HD_NOT_FOUND, "there is no department %s (department list)", slug);
    HD_TRY(hd_cli_person(&person, cli, hd_cli_arg(cli, 1)));
    if (person->role == HD_ROLE_CLIENT) {
        return hd_cli_fault(cli->pool, HD_INVALID, "%s is a client, not of the staff", person->email);
    }
    HD_TRY(hd_administer_staff_add(cli->db, &by, id, slug, person, cli->pool));
    return print_done(cli, "staff added", slug);
}

static void add_texts(hd_view_t *view, xmlNodePtr parent, const char *name, const apr_array_header_t *emails)
{
    int i;

    for (i = 0; i < emails->nelts; i++) {
        hd_view_attr(view, hd_view_add(view, parent, name), "email", APR_ARRAY_IDX(emails, i, const char *));
    }
}

static hd_error_t *print_view(const apr_array_header_t *departments, apr_pool_t *pool)
{
    hd_view_t *view = hd_view_create("cli-departments", pool);
    int i, k;

    for (i = 0; i < departments->nelts; i++) {
        const hd_department_full_t *one = &APR_ARRAY_IDX(departments, i, hd_department_full_t);
        xmlNodePtr node = hd_view_add(view, hd_view_root(view), "department");
        hd_view_attr(view, node, "slug", one->slug);
        hd_view_flag(view, node, "active", one->active);
        for (k = 0; k < one->names->nelts; k++) {
            const hd_department_name_t *name = &APR_ARRAY_IDX(one->names, k, hd_department_name_t);
            hd_view_attr(view, hd_view_add_text(view, node, "name", name->name), "lang", name->language);
        }
        add_texts(view, node, "address", one->addresses);
        add_texts(view, node, "staff", one->staff);
    }
    return hd_cli_print_view(view, pool);
}

static const char *names_text(const hd_department_full_t *department, apr_pool_t *pool)
{
    apr_array_header_t *texts = apr_array_make(pool, 3, sizeof(const char *));
    int i;

    for (i = 0; i < department->names->nelts; i++) {
        APR_ARRAY_PUSH(texts, const char *) = APR_ARRAY_IDX(department->names, i, hd_department_name_t).name;
    }
    return apr_array_pstrcat(pool, texts, '/');
}

static hd_error_t *list(hd_cli_t *cli)
{
    static const char *const heads[] = { "SLUG", "NAMES", "ADDRESSES", "STAFF", "TAKES TICKETS", NULL };
    apr_array_header_t *departments;
    hd_table_t *table;
    int i;

    HD_TRY(hd_departments_full(&departments, cli->db, cli->pool));
    if (cli->xml) return print_view(departments, cli->pool);
    table = hd_table_create(heads, 0, cli->pool);
    for (i = 0; i < departments->nelts; i++) {
        const hd_department_full_t *one = &APR_ARRAY_IDX(departments, i, hd_department_full_t);
        hd_table_cell(table, one->slug);
        hd_table_cell(table, names_text(one, cli->pool));
        hd_table_cell(table, apr_array_pstrcat(cli->pool, one->addresses, ','));
        hd_table_cell(table, apr_array_pstrcat(cli->pool, one->staff, ','));
        hd_table_cell(table, one->active ? "yes" : "no");
    }
    hd_table_print(table, "departments");
    return NULL;
}

static const hd_cli_option_t add_options[] = {
    { "name-en", "NAME", "name in English", HD_OPTION_MUST },
    { "name-sr", "NAME", "name in Serbian, in Cyrillic; gives the Latin script too", HD_OPTION_MAY },
    { "address", "ADDRESS", "who is told of its tickets by mail", HD_OPTION_LIST },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

const hd_cli_command_t hd_cli_department_commands[] = {
    { "department", "add", "SLUG", 1, 1, "add a department that takes tickets",
      "SLUG names it in addresses: small letters, digits, hyphens. A client whose language has no name sees the slug.",
      add_options, HD_NEEDS_SCHEMA, add },
    { "department", "staff", "SLUG EMAIL", 2, 2, "say that somebody of the staff works in a department",
      "An agent sees and answers the tickets of the departments where they work, an admin those of all.", NULL,
      HD_NEEDS_SCHEMA, staff },
    { "department", "list", NULL, 0, 0, "list all departments", NULL, NULL, HD_NEEDS_SCHEMA, list },
    { NULL }
};
