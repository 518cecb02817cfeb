/* tests/tools/make_data.c: fills a portal's database with many tickets, for measuring.
 *   make_data --config FILE --tickets N
 * many@example.com owns a tenth of all tickets, few@example.com 20, both with the password bench-demo-1, 20 services and
 * one ticket of 10 messages, the only one of theirs that is on hold; the rest is spread over other accounts. Tickets are
 * written in bulk with the domain's own statements; what helpdeskctl check looks at is right.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include <apr_general.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <libxml/parser.h>

#include "../../src/base/token.h"
#include "../../src/cli/command.h"
#include "../../src/domain/department.h"
#include "../../src/domain/person.h"
#include "../../src/domain/queue.h"
#include "../../src/domain/service.h"
#include "../../src/text/markdown.h"

#define PASSWORD "bench-demo-1"
#define FEW 20              /* tickets of few@example.com */
#define SERVICES 20         /* of each of the two */
#define TICKETS_MIN 400     /* so that a tenth is more than a page */
#define PER_ACCOUNT 50      /* tickets of each other account, about */
#define LONG_MESSAGES 10
#define BATCH 2000          /* tickets a transaction */
#define SPAN_SEC (730 * (hd_time_t)HD_DAY_SEC)
#define TEXTS 4

/* Somebody who owns an account. */
typedef struct owner_t {
    apr_int64_t person, account, services[SERVICES];
    int service_count, has_long;
} owner_t;

typedef struct making_t {
    hd_cli_t *cli;
    hd_db_t *db;
    int total, next;            /* tickets; the next one's number */
    owner_t many, few, *others; /* others: other_count of them */
    int other_count;
    apr_int64_t agent, departments[3];
    apr_hash_t *refs;           /* references that were given: 35 random bits are not enough for chance */
    const char *body[TEXTS], *body_xml[TEXTS], *excerpt[TEXTS];
    apr_pool_t *pool;
} making_t;

static const char *const texts[TEXTS] = {
    "Since this morning mail from **sales@client.example** to some customers comes back:\n\n> 550 5.7.26 This mail is "
    "unauthenticated. SPF: did not pass\n\nNothing was changed here. What should we look at first?",
    "The new shop sends from an address that your SPF record does not name. It should be\n\n    v=spf1 mx "
    "include:_spf.shop.example -all\n\nMay we change it for you? It takes effect within an hour.",
    "Before the holidays we want to move the shop to the bigger package.\n\n1. Can it be done at night?\n2. Do we have to "
    "change anything in DNS?\n3. Will the orders that come in meanwhile be kept?",
    "Dobar dan,\n\ndomen **client.example** ističe za nekoliko dana. Da li predračun možemo da platimo odmah za tri godine, "
    "i da na njemu stoji naš novi PIB?\n\nHvala unapred.",
};

static const char *const subjects[TEXTS] = { "Mail to some customers comes back", "SPF record of our domain",
                                             "Move of the shop to the bigger package", "Predračun za obnovu domena" };

static hd_error_t *render_texts(making_t *m)
{
    int i;

    for (i = 0; i < TEXTS; i++) {
        m->body[i] = texts[i];
        HD_TRY(hd_markdown_render(&m->body_xml[i], texts[i], m->pool));
        m->excerpt[i] = hd_markdown_excerpt(m->body_xml[i], 120, m->pool);
    }
    return NULL;
}

static hd_error_t *make_owner(owner_t *owner, making_t *m, const char *email, const char *password, int services)
{
    hd_person_new_t person = { email, email, password, "", HD_ROLE_CLIENT, 1 };
    hd_time_t since = m->cli->now - SPAN_SEC;
    const char *account, *id;
    apr_array_header_t *list;
    int i;

    HD_TRY(hd_person_create(&owner->person, m->db, &person, &m->cli->hasher, since, m->pool));
    HD_TRY(hd_account_create(&owner->account, &account, m->db, email, since, m->pool));
    HD_TRY(hd_membership_add(m->db, owner->person, owner->account, HD_RIGHT_OWNER, m->pool));
    for (i = 0; i < services; i++) {
        static const char *const kinds[] = { "hosting", "domain", "vps", "certificate" };
        hd_service_new_t service = { account, kinds[i % 4], apr_psprintf(m->pool, "client-%d.example", i), "Business 20 GB",
                                     "RSD", "active", 12, 478800, since, m->cli->now + (10 + 20 * i) * (hd_time_t)HD_DAY_SEC, 0 };
        HD_TRY(hd_service_add(&id, m->db, &service, since, m->pool));
    }
    HD_TRY(hd_services_of_account(&list, m->db, owner->account, m->pool));
    owner->service_count = list->nelts;
    for (i = 0; i < list->nelts; i++) owner->services[i] = APR_ARRAY_IDX(list, i, hd_service_t).id;
    return NULL;
}

static hd_error_t *find_agent(making_t *m)
{
    hd_person_new_t agent = { "agent@example.com", "Agent Ana", PASSWORD, "", HD_ROLE_AGENT, 1 };
    hd_person_t *there;

    HD_TRY(hd_person_by_email(&there, m->db, agent.email, m->pool));
    if (!there) return hd_person_create(&m->agent, m->db, &agent, &m->cli->hasher, m->cli->now, m->pool);
    m->agent = there->id;
    return NULL;
}

static hd_error_t *find_departments(making_t *m)
{
    static const char *const slugs[] = { "technical", "billing", "sales" };
    apr_array_header_t *names = apr_array_make(m->pool, 1, sizeof(hd_department_name_t));
    hd_department_new_t department = { NULL, names, apr_array_make(m->pool, 1, sizeof(const char *)) };
    int i;

    for (i = 0; i < 3; i++) {
        HD_TRY(hd_department_find(&m->departments[i], m->db, slugs[i], m->pool));
        if (m->departments[i]) continue;
        apr_array_clear(names);
        APR_ARRAY_PUSH(names, hd_department_name_t) = (hd_department_name_t){ "en", slugs[i] };
        department.slug = slugs[i];
        HD_TRY(hd_department_add(&m->departments[i], m->db, &department, m->pool));
    }
    return NULL;
}

static hd_error_t *make_owners(making_t *m)
{
    hd_person_t *there;
    int i;

    HD_TRY(hd_person_by_email(&there, m->db, "many@example.com", m->pool));
    if (there) return hd_cli_fault(m->pool, HD_CONFLICT, "the data have been made already");
    HD_TRY(make_owner(&m->many, m, "many@example.com", PASSWORD, SERVICES));
    HD_TRY(make_owner(&m->few, m, "few@example.com", PASSWORD, SERVICES));
    m->other_count = m->total / PER_ACCOUNT;
    m->others = apr_pcalloc(m->pool, sizeof(owner_t) * (apr_size_t)m->other_count);
    for (i = 0; i < m->other_count; i++) {
        HD_TRY(make_owner(&m->others[i], m, apr_psprintf(m->pool, "client-%d@example.com", i), NULL, 1));
    }
    return NULL;
}

static hd_error_t *new_reference(const char **ref, making_t *m)
{
    do {
        HD_TRY(hd_reference_make(ref, m->pool));
    } while (apr_hash_get(m->refs, *ref, APR_HASH_KEY_STRING));
    apr_hash_set(m->refs, *ref, APR_HASH_KEY_STRING, *ref);
    return NULL;
}

static owner_t *owner_of(making_t *m, int n)
{
    int step = m->total / FEW;

    if (n % 10 == 0) return &m->many;
    if (n % step == step / 2 + (step / 2 % 10 == 0)) return &m->few; /* never one of many's: step is a multiple of 10 */
    return &m->others[(apr_uint32_t)n * 2654435761u % (apr_uint32_t)m->other_count];
}

static hd_error_t *add_message(making_t *m, apr_int64_t ticket, apr_int64_t person, const char *side, int text, hd_time_t at,
                               apr_pool_t *pool)
{
    const char *id;

    HD_TRY(hd_public_id_make(&id, pool));
    return hd_db_exec(NULL, m->db, "message_add",
                      HD_ARGS(hd_text(id), hd_int(ticket), hd_int(person), hd_text(side),
                              hd_text(*side == 'a' ? "staff" : "portal"), hd_text(id), hd_text(m->body[text]),
                              hd_text(m->body_xml[text]), hd_int(at)));
}

/* What a ticket with so many messages has come to. */
static const char *status_of(int n, int messages, int is_long)
{
    if (is_long) return "on-hold";
    if (messages > 1 && n / 10 % 10 < 6) return "closed";
    return messages == 1 ? "open" : messages == 2 ? "answered" : "customer-reply";
}

/* Seconds between two messages of a ticket: minutes to two days, mostly short; the longest conversation half an hour. */
static hd_time_t pause_of(int n, int messages)
{
    apr_uint32_t mixed = (apr_uint32_t)n * 2654435761u >> 8;

    if (messages == LONG_MESSAGES) return 1800;
    return 60 * (5 + (hd_time_t)(mixed % 97) * (mixed / 97 % 31));
}

/* Client and agent write by turns. */
static hd_error_t *add_replies(making_t *m, const owner_t *owner, apr_int64_t ticket, int messages, const char *priority,
                               const char *status, hd_time_t at, apr_pool_t *pool)
{
    int closed = !strcmp(status, "closed"), i, text = 0;
    apr_int64_t person = owner->person;
    hd_time_t pause = pause_of(m->next, messages), answered = messages > 1 ? at + pause : 0;
    hd_queue_place_t place;

    for (i = 0; i < messages; i++) {
        person = i % 2 ? m->agent : owner->person;
        text = (m->next + i) % TEXTS;
        HD_TRY(add_message(m, ticket, person, i % 2 ? "agent" : "client", text, at + i * pause, pool));
    }
    at += (messages - 1) * pause;
    place = hd_queue_place(status, priority, "portal", 0, closed ? at + 60 : at);
    HD_TRY(hd_db_exec(NULL, m->db, "ticket_written",
                      HD_ARGS(hd_text(closed ? "answered" : status), hd_int(at), hd_int(answered), hd_int(person),
                              hd_text(m->excerpt[text]), hd_int(place.waiting_since), hd_int(place.stage), hd_int(place.key),
                              hd_int(ticket))));
    HD_TRY(hd_db_exec(NULL, m->db, "queue_count_add",
                      HD_ARGS(hd_int(m->departments[m->next % 3]), hd_int(0), hd_int(place.stage))));
    if (closed) {
        HD_TRY(hd_db_exec(NULL, m->db, "ticket_moved",
                          HD_ARGS(hd_text(status), hd_int(1), hd_int(at + 60), hd_int(at + 60), hd_int(0),
                                  hd_int(place.stage), hd_int(place.key), hd_int(ticket))));
        HD_TRY(hd_db_exec(NULL, m->db, "ticket_change_add",
                          HD_ARGS(hd_int(ticket), hd_int(owner->person), hd_int(at + 60), hd_text("closed"),
                                  hd_text("answered"), hd_text(status))));
    }
    return hd_db_exec(NULL, m->db, "ticket_count_add", HD_ARGS(hd_int(owner->account), hd_text(status)));
}

static hd_error_t *make_ticket(making_t *m, apr_pool_t *pool)
{
    static const char *const priorities[] = { "low", "medium", "medium", "high" };
    int n = m->next, messages = 1 + n / 7 % 3, is_long, text = n % TEXTS;
    owner_t *owner = owner_of(m, n);
    apr_int64_t service = n % 3 && owner->service_count ? owner->services[n % owner->service_count] : 0;
    hd_time_t at = m->cli->now - 7 * (hd_time_t)HD_DAY_SEC - SPAN_SEC / m->total * (m->total - n);
    const char *priority = priorities[n / 3 % 4], *ref;
    hd_queue_place_t place = hd_queue_place("open", priority, "portal", at, at);
    hd_rows_t *row;

    is_long = (owner == &m->many || owner == &m->few) && !owner->has_long;
    if (is_long) {
        owner->has_long = 1;
        messages = LONG_MESSAGES;
    }
    HD_TRY(new_reference(&ref, m));
    HD_TRY(hd_db_one(&row, m->db, "ticket_add",
                     HD_ARGS(hd_text(ref), hd_int(owner->account), hd_int(owner->person), hd_int(m->departments[n % 3]),
                             hd_int(service), hd_text(apr_psprintf(pool, "%s (%d)", subjects[text], n)),
                             hd_text(priority), hd_text("portal"), hd_int(at), hd_int(at),
                             hd_int(owner->person), hd_text(m->excerpt[text]), hd_int(place.waiting_since),
                             hd_int(place.key)),
                     pool));
    return add_replies(m, owner, hd_row_int(row, 0), messages, priority, status_of(n, messages, is_long), at, pool);
}

static hd_error_t *make_batch(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    making_t *m = baton;
    int end = m->next + BATCH < m->total ? m->next + BATCH : m->total;

    (void)db;
    for (; m->next < end; m->next++) HD_TRY(make_ticket(m, pool));
    return NULL;
}

static hd_error_t *make_all(making_t *m)
{
    apr_pool_t *scratch;

    apr_pool_create(&scratch, m->pool);
    HD_TRY(render_texts(m));
    HD_TRY(find_agent(m));
    HD_TRY(find_departments(m));
    HD_TRY(make_owners(m));
    while (m->next < m->total) {
        apr_pool_clear(scratch);
        HD_TRY(hd_db_transaction(m->db, make_batch, m, scratch));
    }
    return NULL;
}

static const char *value_of(int argc, const char *const *argv, const char *name)
{
    int i;

    for (i = 1; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], name)) return argv[i + 1];
    }
    return "";
}

int main(int argc, const char *const *argv)
{
    static const hd_cli_command_t command = { .group = "make_data", .need = HD_NEEDS_SCHEMA };
    hd_cli_t cli = { .command = &command };
    making_t m = { .cli = &cli };
    hd_error_t *error;

    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS) return 1;
    apr_pool_create(&cli.pool, NULL);
    xmlInitParser();
    cli.now = apr_time_sec(apr_time_now());
    cli.config_path = value_of(argc, argv, "--config");
    m.pool = cli.pool;
    m.refs = apr_hash_make(cli.pool);
    m.total = atoi(value_of(argc, argv, "--tickets")) / (FEW * 10) * (FEW * 10);
    if (argc != 5 || !*cli.config_path || m.total < TICKETS_MIN) {
        fprintf(stderr, "usage: make_data --config FILE --tickets N (%d at least; a multiple of %d)\n", TICKETS_MIN, FEW * 10);
        return HD_EXIT_USAGE;
    }
    error = hd_cli_connect(&cli);
    m.db = cli.db;
    if (!error) error = make_all(&m);
    if (error) fprintf(stderr, "make_data: %s\n", hd_cli_fault_text(error, cli.pool));
    else printf("%d tickets, %d accounts\n", m.total, m.other_count + 2);
    apr_pool_destroy(cli.pool);
    apr_terminate();
    return error ? HD_EXIT_FAILED : 0;
}
