/* src/cli/person.c: the commands about people.
 * May use: domain/ and what is below it, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <stdio.h>

#include "../domain/administer.h"
#include "../xml/words.h"
#include "lookup.h"
#include "output.h"
#include "secret.h"

static hd_error_t *print_done(const hd_cli_t *cli, const char *what, const char *email)
{
    hd_view_t *view;
    xmlNodePtr node;

    if (!cli->xml) {
        printf("%s: %s\n", email, what);
        return NULL;
    }
    view = hd_view_create("cli-person", cli->pool);
    node = hd_view_add(view, hd_view_root(view), "done");
    hd_view_attr(view, node, "what", what);
    hd_view_attr(view, node, "email", email);
    return hd_cli_print_view(view, cli->pool);
}

static hd_error_t *add(hd_cli_t *cli)
{
    const char *role = hd_cli_option(cli, "role"), *language = hd_cli_option(cli, "language");
    hd_person_new_t fresh = { hd_cli_arg(cli, 0), hd_cli_option(cli, "name"), NULL, language ? language : "",
                              HD_ROLE_CLIENT, 1 };
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    apr_int64_t id;
    hd_person_t *there;

    if (role && !hd_role_parse(&fresh.role, role)) {
        return hd_cli_usage(cli->pool, "there is no role %s: client, agent, admin", role);
    }
    if (language && !hd_words_language(language)) {
        return hd_cli_usage(cli->pool, "there is no language %s: en, sr-Latn, sr-Cyrl", language);
    }
    if (hd_cli_option(cli, "no-password") && hd_cli_option(cli, "password-stdin")) {
        return hd_cli_usage(cli->pool, "--no-password and --password-stdin do not go together");
    }
    HD_TRY(hd_person_by_email(&there, cli->db, fresh.email, cli->pool));
    if (there) return hd_cli_fault(cli->pool, HD_CONFLICT, "there is a person %s already", there->email);
    if (!hd_cli_option(cli, "no-password")) {
        HD_TRY(hd_cli_read_password(&fresh.password, hd_cli_option(cli, "password-stdin") != NULL, cli->pool));
    }
    HD_TRY(hd_administer_person_add(&id, cli->db, &by, &fresh, &cli->hasher, cli->pool));
    return print_done(cli, "added", fresh.email);
}

static hd_error_t *passwd(hd_cli_t *cli)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    const hd_person_t *person;
    const char *password;

    HD_TRY(hd_cli_person(&person, cli, hd_cli_arg(cli, 0)));
    HD_TRY(hd_cli_read_password(&password, hd_cli_option(cli, "password-stdin") != NULL, cli->pool));
    HD_TRY(hd_administer_password(cli->db, &by, person, password, &cli->hasher, cli->pool));
    return print_done(cli, "password changed", person->email);
}

static hd_error_t *set_disabled(hd_cli_t *cli, int disabled)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    const hd_person_t *person;
    hd_error_t *error;

    HD_TRY(hd_cli_person(&person, cli, hd_cli_arg(cli, 0)));
    error = hd_administer_disable(cli->db, &by, person, disabled, cli->pool);
    if (error && error->kind == HD_INVALID) {
        return hd_cli_fault(cli->pool, HD_CONFLICT, "%s is the last admin: nobody else could administrate", person->email);
    }
    if (error) return error;
    return print_done(cli, disabled ? "disabled" : "enabled", person->email);
}

static hd_error_t *disable(hd_cli_t *cli)
{
    return set_disabled(cli, 1);
}

static hd_error_t *enable(hd_cli_t *cli)
{
    return set_disabled(cli, 0);
}

static hd_error_t *print_view(const apr_array_header_t *people, apr_pool_t *pool)
{
    hd_view_t *view = hd_view_create("cli-people", pool);
    int i;

    for (i = 0; i < people->nelts; i++) {
        const hd_person_t *person = &APR_ARRAY_IDX(people, i, hd_person_t);
        xmlNodePtr node = hd_view_add(view, hd_view_root(view), "person");
        hd_view_attr(view, node, "id", person->public_id);
        hd_view_attr(view, node, "email", person->email);
        hd_view_attr(view, node, "name", person->name);
        hd_view_attr(view, node, "role", hd_role_name(person->role));
        if (*person->language) hd_view_attr(view, node, "lang", person->language);
        hd_view_flag(view, node, "confirmed", person->email_confirmed);
        hd_view_flag(view, node, "disabled", person->disabled);
    }
    return hd_cli_print_view(view, pool);
}

static hd_error_t *list(hd_cli_t *cli)
{
    static const char *const heads[] = { "E-MAIL", "NAME", "ROLE", "LANGUAGE", "SIGN-IN", NULL };
    apr_array_header_t *people;
    hd_table_t *table;
    int i;

    HD_TRY(hd_roster_people(&people, cli->db, cli->pool));
    if (cli->xml) return print_view(people, cli->pool);
    table = hd_table_create(heads, 0, cli->pool);
    for (i = 0; i < people->nelts; i++) {
        const hd_person_t *person = &APR_ARRAY_IDX(people, i, hd_person_t);
        hd_table_cell(table, person->email);
        hd_table_cell(table, person->name);
        hd_table_cell(table, hd_role_name(person->role));
        hd_table_cell(table, person->language);
        hd_table_cell(table, person->disabled ? "disabled" : "yes");
    }
    hd_table_print(table, "people");
    return NULL;
}

static const hd_cli_option_t add_options[] = {
    { "name", "NAME", "first and last name", HD_OPTION_MUST },
    { "role", "ROLE", "client (default), agent or admin", HD_OPTION_MAY },
    { "language", "LANGUAGE", "en, sr-Latn or sr-Cyrl; without it the browser says", HD_OPTION_MAY },
    { "password-stdin", NULL, "the password is the first line of standard input", HD_OPTION_MAY },
    { "no-password", NULL, "none: who signs in elsewhere, or asks for a mailed link", HD_OPTION_MAY },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

static const hd_cli_option_t passwd_options[] = {
    { "password-stdin", NULL, "the password is the first line of standard input", HD_OPTION_MAY },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

const hd_cli_command_t hd_cli_person_commands[] = {
    { "person", "add", "EMAIL", 1, 1, "add a person, who may then sign in",
      "The password is typed twice at the terminal, and is never shown. The address counts as confirmed.\n"
      "A client sees something when it is a member of an account: see account add and account member.",
      add_options, HD_NEEDS_SCHEMA, add },
    { "person", "passwd", "EMAIL", 1, 1, "set a person's password; signs them out everywhere", NULL, passwd_options,
      HD_NEEDS_SCHEMA, passwd },
    { "person", "disable", "EMAIL", 1, 1, "keep a person out, from the next request on", NULL, NULL, HD_NEEDS_SCHEMA,
      disable },
    { "person", "enable", "EMAIL", 1, 1, "let a person in again", NULL, NULL, HD_NEEDS_SCHEMA, enable },
    { "person", "list", NULL, 0, 0, "list all people", NULL, NULL, HD_NEEDS_SCHEMA, list },
    { NULL }
};
