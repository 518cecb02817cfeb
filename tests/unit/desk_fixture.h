/* tests/unit/desk_fixture.h: a database with a client, an agent and departments, and what they do, through the domain.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_DESK_FIXTURE_H
#define HD_TESTS_DESK_FIXTURE_H

#include "db_fixture.h"

#include "../../src/domain/change.h"
#include "../../src/domain/department.h"
#include "../../src/domain/person.h"
#include "../../src/domain/ticket.h"
#include "../../src/store/files.h"

#define DESK_BEGIN 1790000000 /* UTC: people and departments are made */

typedef struct desk_t {
    hd_fixture_t *f;
    hd_db_t *db;
    apr_pool_t *pool;
    hd_files_t *files;
    const hd_person_t *client, *agent;
    apr_array_header_t *accounts;
    int once; /* form tokens used */
} desk_t;

static inline const hd_person_t *desk_person(desk_t *d, const char *email, const char *name, hd_role_t role)
{
    static const hd_hasher_t hasher = { 4, NULL };
    hd_person_new_t given = { email, name, "correct horse battery", "en", role, 1 };
    hd_person_t *person;
    apr_int64_t id;

    hd_fixture_ok(hd_person_create(&id, d->db, &given, &hasher, DESK_BEGIN, d->pool));
    hd_fixture_ok(hd_person_by_email(&person, d->db, email, d->pool));
    return person;
}

static inline apr_int64_t desk_department(desk_t *d, const char *slug)
{
    apr_array_header_t *names = apr_array_make(d->pool, 1, sizeof(hd_department_name_t));
    apr_array_header_t *addresses = apr_array_make(d->pool, 1, sizeof(const char *));
    hd_department_new_t fresh = { slug, names, addresses };
    hd_department_name_t *name = apr_array_push(names);
    apr_int64_t id;

    name->language = "en";
    name->name = slug;
    APR_ARRAY_PUSH(addresses, const char *) = apr_pstrcat(d->pool, slug, "@example.com", NULL);
    hd_fixture_ok(hd_department_add(&id, d->db, &fresh, d->pool));
    hd_fixture_ok(hd_department_staff_add(d->db, id, d->agent->id, d->pool));
    return id;
}

static inline desk_t *desk_open(const char *driver)
{
    hd_fixture_t *f = hd_fixture_open_on(driver);
    desk_t *d = apr_pcalloc(f->pool, sizeof(*d));
    apr_int64_t account;

    d->f = f;
    d->db = f->db;
    d->pool = f->pool;
    hd_fixture_ok(hd_files_open(&d->files, f->dir, NULL, d->pool));
    d->client = desk_person(d, "client@example.com", "Mila Client", HD_ROLE_CLIENT);
    d->agent = desk_person(d, "agent@example.com", "Ana Agent", HD_ROLE_AGENT);
    hd_fixture_ok(hd_account_create(&account, NULL, d->db, "Client d.o.o.", DESK_BEGIN, d->pool));
    hd_fixture_ok(hd_membership_add(d->db, d->client->id, account, HD_RIGHT_OWNER, d->pool));
    hd_fixture_ok(hd_memberships_of(&d->accounts, d->db, d->client->id, d->pool));
    desk_department(d, "technical");
    desk_department(d, "billing");
    return d;
}

static inline void desk_close(desk_t *d)
{
    hd_fixture_close(d->f);
}

/* No files. */
static inline hd_upload_t desk_no_files(desk_t *d)
{
    apr_array_header_t *none = apr_array_make(d->pool, 1, sizeof(void *));

    return (hd_upload_t){ none, none, none, 1, 1 };
}

/* A form token that was not used yet. */
static inline const char *desk_once(desk_t *d)
{
    return apr_psprintf(d->pool, "once-%06d", ++d->once);
}

static inline const char *desk_ticket(desk_t *d, const char *department, const char *priority, hd_time_t now)
{
    hd_ticket_new_t ticket = { 0 };
    const char *ref;

    ticket.account = "";
    ticket.department = department;
    ticket.service = "";
    ticket.subject = "A question";
    ticket.priority = priority;
    ticket.body = "How is it done?";
    ticket.once = desk_once(d);
    ticket.channel = "portal";
    ticket.files = desk_no_files(d);
    hd_fixture_ok(hd_ticket_open(&ref, d->db, d->files, d->client, d->accounts, &ticket, now, d->pool));
    return ref;
}

static inline const char *desk_write(desk_t *d, hd_reply_t reply, hd_time_t now)
{
    hd_replied_t replied;

    reply.body = "Like this.";
    reply.once = desk_once(d);
    reply.channel = "portal";
    reply.files = desk_no_files(d);
    hd_fixture_ok(hd_reply_add(&replied, d->db, d->files, reply.side == HD_SIDE_AGENT ? d->agent : d->client, &reply, now,
                               d->pool));
    return replied.id;
}

static inline void desk_client_writes(desk_t *d, const char *ref, hd_time_t now)
{
    desk_write(d, (hd_reply_t){ .side = HD_SIDE_CLIENT, .ref = ref }, now);
}

/* The agent answers; then: the status to which that leads, or NULL; undo_sec: for how long it is held. */
static inline const char *desk_agent_answers(desk_t *d, const char *ref, const char *then, int undo_sec, hd_time_t now)
{
    return desk_write(d, (hd_reply_t){ .side = HD_SIDE_AGENT, .ref = ref, .then = then, .undo_sec = undo_sec }, now);
}

static inline void desk_agent_notes(desk_t *d, const char *ref, hd_time_t now)
{
    desk_write(d, (hd_reply_t){ .side = HD_SIDE_AGENT, .ref = ref, .is_note = 1 }, now);
}

static inline void desk_set(desk_t *d, const char *ref, hd_set_t what, const char *to, hd_time_t now)
{
    hd_change_t change = { .hold_until = 0 };
    int count;

    change.to[what] = to;
    hd_fixture_ok(hd_ticket_change(&count, d->db, d->agent, ref, &change, now, d->pool));
    assert_int_equal(count, 1);
}

static inline apr_int64_t desk_id(desk_t *d, const char *ref)
{
    hd_rows_t *row;

    hd_fixture_ok(hd_db_one(&row, d->db, "ticket_by_ref", HD_ARGS(hd_text(ref)), d->pool));
    assert_non_null(row);
    return hd_row_int(row, 0);
}

#endif
