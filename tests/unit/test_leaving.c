/* tests/unit/test_leaving.c: tickets go back to nobody when who has them does not work there any more; on every database that
 * is to be had (desk_fixture.h).
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_fixture.h"

#include "../../src/domain/administer.h"
#include "../../src/domain/department_edit.h"
#include "../../src/domain/leaving.h"
#include "../../src/domain/staff.h"

#define NOW (DESK_BEGIN + HD_DAY_SEC)

static const char *driver;
static const char *const languages[] = { "en", NULL };

typedef struct office_t {
    desk_t *d;
    const char *technical, *billing, *closed; /* tickets that the agent has */
    const hd_person_t *admin;
    hd_by_t by;
} office_t;

static const char *own(desk_t *d, const char *department)
{
    const char *ref = desk_ticket(d, department, "medium", NOW);

    desk_set(d, ref, HD_SET_ASSIGNEE, d->agent->public_id, NOW + 1);
    return ref;
}

static int open_desk(void **state)
{
    desk_t *d = desk_open(driver);
    office_t *o = apr_pcalloc(d->pool, sizeof(*o));

    o->d = d;
    o->admin = desk_person(d, "admin@example.com", "Ada Admin", HD_ROLE_ADMIN);
    o->by = (hd_by_t){ o->admin->id, NOW + 60, NULL, NULL };
    o->technical = own(d, "technical");
    o->billing = own(d, "billing");
    o->closed = own(d, "technical");
    desk_set(d, o->closed, HD_SET_STATUS, "closed", NOW + 2);
    *state = o;
    return 0;
}

static int close_desk(void **state)
{
    desk_close(((office_t *)*state)->d);
    return 0;
}

static int is_had(const office_t *o, const char *ref)
{
    hd_ticket_state_t ticket;

    hd_fixture_ok(hd_ticket_lock(&ticket, o->d->db, desk_id(o->d, ref), o->d->pool));
    return ticket.assignee_id == o->d->agent->id;
}

/* Which of the agent's tickets are theirs still; the counts of the queue fit. */
static void theirs(const office_t *o, int technical, int billing)
{
    hd_rows_t *rows;

    assert_int_equal(is_had(o, o->technical), technical);
    assert_int_equal(is_had(o, o->billing), billing);
    assert_int_equal(is_had(o, o->closed), 1);
    hd_fixture_ok(hd_db_query(&rows, o->d->db, "check_queue_counts", HD_NO_ARGS, o->d->pool));
    assert_int_equal(hd_rows_count(rows), 0);
    hd_fixture_ok(hd_db_query(&rows, o->d->db, "check_queue", HD_NO_ARGS, o->d->pool));
    assert_int_equal(hd_rows_count(rows), 0);
}

static void taken_by(const office_t *o, const char *ref, apr_int64_t person)
{
    hd_rows_t *row;

    hd_fixture_ok(hd_db_one(&row, o->d->db, "change_last", HD_ARGS(hd_int(desk_id(o->d, ref)), hd_text("assigned")), o->d->pool));
    assert_non_null(row);
    assert_int_equal(hd_row_int(row, 1), person);
    assert_string_equal(hd_row_text(row, 2), "");
}

static void who_is_kept_out_has_no_open_ticket(void **state)
{
    office_t *o = *state;

    hd_fixture_ok(hd_administer_disable(o->d->db, &o->by, o->d->agent, 1, o->d->pool));
    theirs(o, 0, 0);
    taken_by(o, o->technical, o->admin->id);
    hd_fixture_ok(hd_administer_disable(o->d->db, &o->by, o->d->agent, 0, o->d->pool));
    theirs(o, 0, 0);
}

static void who_leaves_a_department_on_its_page_loses_its_tickets_alone(void **state)
{
    office_t *o = *state;
    hd_department_edit_t technical;
    const char *slug;
    int count;

    hd_fixture_ok(hd_department_edit_get(&technical, o->d->db, "technical", languages, o->d->pool));
    technical.version = NULL;
    technical.staff = apr_array_make(o->d->pool, 1, sizeof(const char *));
    hd_fixture_ok(hd_department_save(&slug, &count, o->d->db, &o->by, &technical, o->d->pool));
    assert_int_equal(count, 1);
    theirs(o, 0, 1);
    taken_by(o, o->technical, o->admin->id);
}

static void save(const office_t *o, hd_staff_person_t *agent, const char *role, const char *department)
{
    const char *id;
    int count;

    agent->version = NULL;
    agent->role = role;
    agent->departments = apr_array_make(o->d->pool, 1, sizeof(const char *));
    if (department) APR_ARRAY_PUSH(agent->departments, const char *) = department;
    hd_fixture_ok(hd_staff_save(&id, &count, o->d->db, &o->by, agent, o->d->pool));
}

static void who_leaves_departments_on_their_own_page_loses_their_tickets(void **state)
{
    office_t *o = *state;
    hd_staff_person_t agent;

    hd_fixture_ok(hd_staff_get(&agent, o->d->db, o->d->agent->public_id, o->d->pool));
    save(o, &agent, "agent", "technical");
    theirs(o, 1, 0);
    save(o, &agent, "admin", NULL); /* works everywhere */
    theirs(o, 1, 0);
    save(o, &agent, "agent", NULL);
    theirs(o, 0, 0);
}

/* What was assigned in the moment in which they left: the worker finds it. And nobody is told that its time runs out. */
static void what_is_left_goes_back_by_itself(void **state)
{
    office_t *o = *state;
    hd_value_t technical = hd_int(desk_id(o->d, o->technical)), billing = hd_int(desk_id(o->d, o->billing));
    hd_db_t *db = o->d->db;
    hd_rows_t *row;

    hd_fixture_ok(hd_leaving_release(db, NULL, NOW + 60, o->d->pool));
    theirs(o, 1, 1);
    hd_fixture_ok(hd_db_one(&row, db, "level_assignee", HD_ARGS(technical), o->d->pool));
    assert_string_equal(hd_row_text(row, 0), "agent@example.com");
    hd_fixture_ok(hd_db_exec(NULL, db, "staff_departments_clear", HD_ARGS(hd_int(o->d->agent->id))));
    hd_fixture_ok(hd_db_one(&row, db, "department_by_slug", HD_ARGS(hd_text("billing")), o->d->pool));
    hd_fixture_ok(hd_department_staff_add(db, hd_row_int(row, 0), o->d->agent->id, o->d->pool));
    hd_fixture_ok(hd_db_one(&row, db, "level_assignee", HD_ARGS(technical), o->d->pool));
    assert_null(row);
    hd_fixture_ok(hd_db_one(&row, db, "level_assignee", HD_ARGS(billing), o->d->pool));
    assert_non_null(row);
    hd_fixture_ok(hd_leaving_release(db, NULL, NOW + 60, o->d->pool));
    theirs(o, 0, 1);
    taken_by(o, o->technical, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    const struct CMUnitTest tests[] = {
        T(who_is_kept_out_has_no_open_ticket),
        T(who_leaves_a_department_on_its_page_loses_its_tickets_alone),
        T(who_leaves_departments_on_their_own_page_loses_their_tickets),
        T(what_is_left_goes_back_by_itself),
    };
    int failed = 0;
    size_t i;

    for (i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, NULL, NULL);
    }
    return failed;
}
