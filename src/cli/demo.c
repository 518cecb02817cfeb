/* src/cli/demo.c: the command demo: fills an empty database with demonstration data, through the domain.
 * May use: domain/ and what is below it. Must not know: other commands.
 *
 * Each step is harmless when it has been done before, so that a run that was cut off is finished by the next one. When
 * the last message is there nothing is done any more: people may have changed what was made.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <stdio.h>

#include "../domain/demo.h"
#include "../domain/department.h"
#include "../domain/macro_edit.h"
#include "../domain/service.h"
#include "../domain/ticket.h"
#include "../text/fold.h"
#include "command.h"
#include "demo_data.h"
#include "output.h"
#include "picture.h"

#define SINCE_DAYS 500 /* how long the people have been there */
#define DUE_DAYS 3

/* The demonstration under way. */
typedef struct demo_t {
    const hd_cli_t *cli;
    hd_db_t *db;
    hd_files_t *files;
    const hd_person_t *people[HD_DEMO_PEOPLE];
    apr_array_header_t *accounts[HD_DEMO_PEOPLE]; /* hd_membership_t */
    apr_pool_t *pool;
} demo_t;

static hd_time_t days_from_now(const demo_t *demo, int days)
{
    return demo->cli->now + (hd_time_t)days * HD_DAY_SEC;
}

static hd_error_t *make_person(demo_t *demo, int n)
{
    const hd_demo_person_t *it = &hd_demo_people[n];
    hd_person_new_t fresh = { it->email, it->name, it->password, "", it->role, 1 };
    hd_person_t *person;
    apr_int64_t id;

    HD_TRY(hd_person_by_email(&person, demo->db, it->email, demo->pool));
    if (!person) {
        HD_TRY(hd_person_create(&id, demo->db, &fresh, &demo->cli->hasher, days_from_now(demo, -SINCE_DAYS), demo->pool));
        HD_TRY(hd_person_by_email(&person, demo->db, it->email, demo->pool));
    }
    demo->people[n] = person;
    HD_TRY(hd_memberships_of(&demo->accounts[n], demo->db, person->id, demo->pool));
    if (!it->account || demo->accounts[n]->nelts) return NULL;
    HD_TRY(hd_account_create(&id, NULL, demo->db, it->account, days_from_now(demo, -SINCE_DAYS), demo->pool));
    HD_TRY(hd_membership_add(demo->db, person->id, id, HD_RIGHT_OWNER, demo->pool));
    return hd_memberships_of(&demo->accounts[n], demo->db, person->id, demo->pool);
}

static hd_error_t *make_department(demo_t *demo, const hd_demo_department_t *it)
{
    hd_department_name_t names[] = { { "en", it->english },
                                     { "sr-Cyrl", it->serbian },
                                     { "sr-Latn", hd_serbian_latin(it->serbian, demo->pool) } };
    hd_department_new_t fresh = { it->slug, NULL, NULL };
    apr_array_header_t *list = apr_array_make(demo->pool, 3, sizeof(hd_department_name_t));
    apr_array_header_t *addresses = apr_array_make(demo->pool, 1, sizeof(const char *));
    apr_int64_t id;
    int i;

    HD_TRY(hd_department_find(&id, demo->db, it->slug, demo->pool));
    if (!id) {
        for (i = 0; i < 3; i++) APR_ARRAY_PUSH(list, hd_department_name_t) = names[i];
        APR_ARRAY_PUSH(addresses, const char *) = it->address;
        fresh.names = list;
        fresh.addresses = addresses;
        HD_TRY(hd_department_add(&id, demo->db, &fresh, demo->pool));
    }
    return hd_department_staff_add(demo->db, id, demo->people[HD_DEMO_AGENT]->id, demo->pool);
}

static const hd_membership_t *account_of(const demo_t *demo, int person)
{
    return &APR_ARRAY_IDX(demo->accounts[person], 0, hd_membership_t);
}

static const hd_service_t *find_service(const apr_array_header_t *services, const char *label, const char *kind)
{
    int i;

    for (i = 0; i < services->nelts; i++) {
        const hd_service_t *service = &APR_ARRAY_IDX(services, i, hd_service_t);
        if (!strcmp(service->label, label) && !strcmp(service->kind, kind)) return service;
    }
    return NULL;
}

static hd_error_t *make_service(demo_t *demo, int person, const hd_demo_service_t *it)
{
    const hd_membership_t *account = account_of(demo, person);
    hd_service_new_t fresh = { account->public_id, it->kind, it->label, it->plan, "RSD", it->state,
                               it->term_months, it->price_minor, 0, 0, 0 };
    apr_array_header_t *services, *one = apr_array_make(demo->pool, 1, sizeof(const char *));
    const hd_service_t *there;
    const char *id, *number;

    HD_TRY(hd_services_of_account(&services, demo->db, account->account_id, demo->pool));
    there = find_service(services, it->label, it->kind);
    if (it->starts_days || it->expires_days) {
        fresh.starts_at = days_from_now(demo, it->starts_days);
        fresh.expires_at = days_from_now(demo, it->expires_days);
    }
    if (there) id = there->public_id;
    else HD_TRY(hd_service_add(&id, demo->db, &fresh, fresh.starts_at ? fresh.starts_at : demo->cli->now, demo->pool));
    if (!it->unpaid || (there && there->unpaid)) return NULL;
    APR_ARRAY_PUSH(one, const char *) = id;
    return hd_proforma_issue(&number, demo->db, account->public_id, one, days_from_now(demo, DUE_DAYS), demo->cli->now,
                             demo->pool);
}

static hd_error_t *add_file(apr_array_header_t *list, const demo_t *demo, const char *name, const void *bytes,
                            apr_size_t length)
{
    hd_incoming_t *in;

    HD_TRY(hd_incoming_start(&in, demo->files, name, demo->pool));
    HD_TRY(hd_incoming_write(in, bytes, length));
    return hd_incoming_finish((const hd_file_t **)apr_array_push(list), in);
}

/* A picture and a text, or nothing. */
static hd_error_t *make_files(hd_upload_t *upload, const demo_t *demo, int wanted)
{
    apr_array_header_t *list = apr_array_make(demo->pool, 2, sizeof(const hd_file_t *));
    apr_array_header_t *types = apr_array_make(demo->pool, 1, sizeof(const char *));
    const unsigned char *picture;
    apr_size_t length;

    APR_ARRAY_PUSH(types, const char *) = "*";
    upload->fresh = list;
    upload->staged = apr_array_make(demo->pool, 1, sizeof(const char *));
    upload->types = types;
    upload->max_bytes = APR_INT64_C(1) << 20;
    upload->max_files = 2;
    if (!wanted) return NULL;
    picture = hd_picture_png(&length, demo->pool);
    HD_TRY(add_file(list, demo, "mail-returned.png", picture, length));
    return add_file(list, demo, "shop-mail.log", hd_demo_log, strlen(hd_demo_log));
}

static const char *once_of(const demo_t *demo, int ticket, int step)
{
    return apr_psprintf(demo->pool, "demo-%s-%d-%d", hd_demo_tickets[ticket].person == HD_DEMO_CLIENT ? "client" : "other",
                        ticket, step);
}

static hd_error_t *open_ticket(const char **ref, demo_t *demo, int n)
{
    const hd_demo_ticket_t *it = &hd_demo_tickets[n];
    hd_ticket_new_t fresh = { "", it->department, "", it->subject, it->priority, it->steps[0].text, once_of(demo, n, 0),
                              "portal", { NULL, NULL, NULL, 0, 0 }, 0, NULL };
    hd_time_t at = demo->cli->now - it->steps[0].minutes_ago * 60;
    apr_array_header_t *services;
    const hd_service_t *service;
    int written;

    HD_TRY(hd_services_of_account(&services, demo->db, account_of(demo, it->person)->account_id, demo->pool));
    service = find_service(services, it->service, it->kind);
    if (service) fresh.service = service->public_id;
    HD_TRY(hd_demo_written(&written, demo->db, hd_demo_people[it->person].email, fresh.once, demo->pool));
    HD_TRY(make_files(&fresh.files, demo, it->has_files && !written));
    return hd_ticket_open(ref, demo->db, demo->files, demo->people[it->person], demo->accounts[it->person], &fresh, at,
                          demo->pool);
}

/* Closing again what a later reply has reopened would not be harmless. */
static hd_error_t *close_ticket(demo_t *demo, int n, int step, const char *ref, hd_time_t at)
{
    const hd_demo_ticket_t *it = &hd_demo_tickets[n];
    int written = 0;

    if (it->steps[step + 1].minutes_ago) {
        HD_TRY(hd_demo_written(&written, demo->db, hd_demo_people[it->person].email, once_of(demo, n, step + 1), demo->pool));
    }
    return written ? NULL : hd_ticket_close(demo->db, demo->people[it->person], ref, at, demo->pool);
}

static hd_error_t *reply(demo_t *demo, int n, int step, const char *ref, hd_time_t at)
{
    const hd_demo_ticket_t *it = &hd_demo_tickets[n];
    int is_note = it->steps[step].what == HD_DEMO_NOTED, is_staff = is_note || it->steps[step].what == HD_DEMO_ANSWERED;
    hd_reply_t fresh = { .side = is_staff ? HD_SIDE_AGENT : HD_SIDE_CLIENT, .ref = ref, .body = it->steps[step].text,
                         .once = once_of(demo, n, step), .channel = is_staff ? "staff" : "portal", .is_note = is_note };
    hd_replied_t replied;

    HD_TRY(make_files(&fresh.files, demo, 0));
    return hd_reply_add(&replied, demo->db, demo->files, demo->people[is_staff ? HD_DEMO_AGENT : it->person], &fresh, at,
                        demo->pool);
}

static hd_error_t *make_ticket(demo_t *demo, int n)
{
    const hd_demo_step_t *steps = hd_demo_tickets[n].steps;
    const char *ref;
    int i;

    HD_TRY(open_ticket(&ref, demo, n));
    HD_TRY(hd_demo_settle(demo->db, ref));
    for (i = 1; steps[i].minutes_ago; i++) {
        hd_time_t at = demo->cli->now - steps[i].minutes_ago * 60;
        if (steps[i].what == HD_DEMO_CLOSED) HD_TRY(close_ticket(demo, n, i, ref, at));
        else HD_TRY(reply(demo, n, i, ref, at));
        HD_TRY(hd_demo_settle(demo->db, ref));
    }
    return NULL;
}

static hd_error_t *make_macro(demo_t *demo, const hd_demo_macro_t *it)
{
    static const char *const languages[] = { "en", "sr-Cyrl", "sr-Latn", NULL };
    const hd_macro_text_t texts[] = { { languages[0], it->english },
                                      { languages[1], it->serbian },
                                      { languages[2], hd_serbian_latin(it->serbian, demo->pool) } };
    hd_by_t by = { demo->people[HD_DEMO_ADMIN]->id, demo->cli->now, NULL, apr_pstrcat(demo->pool, "demo-", it->name, NULL) };
    hd_macro_t fresh = { .name = it->name, .department = it->department,
                         .texts = apr_array_make(demo->pool, 3, sizeof(hd_macro_text_t)) };
    const char *id;
    int i;

    for (i = 0; i < 3; i++) APR_ARRAY_PUSH(fresh.texts, hd_macro_text_t) = texts[i];
    return hd_macro_add(&id, demo->db, &by, &fresh, languages, demo->pool);
}

static hd_error_t *make_all(demo_t *demo)
{
    const hd_demo_department_t *department;
    const hd_demo_service_t *service;
    const hd_demo_macro_t *macro;
    int i;

    for (i = 0; i < HD_DEMO_PEOPLE; i++) HD_TRY(make_person(demo, i));
    for (department = hd_demo_departments; department->slug; department++) HD_TRY(make_department(demo, department));
    for (macro = hd_demo_macros; macro->name; macro++) HD_TRY(make_macro(demo, macro));
    for (i = 0; i < HD_DEMO_PEOPLE; i++) {
        if (!hd_demo_people[i].account) continue;
        for (service = hd_demo_services(i); service->label; service++) HD_TRY(make_service(demo, i, service));
    }
    for (i = 0; hd_demo_tickets[i].subject; i++) HD_TRY(make_ticket(demo, i));
    return NULL;
}

static hd_error_t *print(const hd_cli_t *cli, int made)
{
    hd_view_t *view;
    int i;

    if (!cli->xml) {
        printf(made ? "The demonstration data are made. Sign-ins:\n" : "The demonstration data are there. Sign-ins:\n");
        for (i = 0; i < HD_DEMO_PEOPLE; i++) {
            printf("  %-7s %-20s %s\n", hd_role_name(hd_demo_people[i].role), hd_demo_people[i].email,
                   hd_demo_people[i].password);
        }
        return NULL;
    }
    view = hd_view_create("cli-demo", cli->pool);
    hd_view_flag(view, hd_view_root(view), "made", made);
    for (i = 0; i < HD_DEMO_PEOPLE; i++) {
        xmlNodePtr node = hd_view_add(view, hd_view_root(view), "person");
        hd_view_attr(view, node, "email", hd_demo_people[i].email);
        hd_view_attr(view, node, "role", hd_role_name(hd_demo_people[i].role));
        hd_view_attr(view, node, "password", hd_demo_people[i].password);
    }
    return hd_cli_print_view(view, cli->pool);
}

static hd_error_t *run(hd_cli_t *cli)
{
    demo_t demo = { cli, cli->db, NULL, { NULL }, { NULL }, cli->pool };
    const char *emails[HD_DEMO_PEOPLE];
    apr_int64_t strangers;
    int i, whole;

    HD_TRY(hd_demo_written(&whole, cli->db, hd_demo_people[HD_DEMO_CLIENT].email, HD_DEMO_CLIENT_LAST, cli->pool));
    if (whole) return print(cli, 0);
    for (i = 0; i < HD_DEMO_PEOPLE; i++) emails[i] = hd_demo_people[i].email;
    HD_TRY(hd_demo_strangers(&strangers, cli->db, emails, cli->pool));
    if (strangers) {
        return hd_cli_fault(cli->pool, HD_CONFLICT, "the database has people of its own; demonstration data go into an "
                                                    "empty one only");
    }
    HD_TRY(hd_cli_files(&demo.files, cli));
    HD_TRY(hd_files_load_types(demo.files, cli->settings.magic_file, cli->pool));
    HD_TRY(make_all(&demo));
    return print(cli, 1);
}

const hd_cli_command_t hd_cli_demo_commands[] = {
    { "demo", NULL, NULL, 0, 0, "fill an empty database with demonstration data",
      "People, departments, services and tickets with dates relative to today; the passwords are known to everybody,\n"
      "so never do it where the portal is reachable from outside. Doing it again changes nothing.",
      NULL, HD_NEEDS_SCHEMA, run },
    { NULL }
};
