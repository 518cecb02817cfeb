/* tests/unit/test_report.c: the figures of reports against the raw rows, on days of 23, 24 and 25 hours; what comes late, and
 * two workers at a time.
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_fixture.h"

#include <pthread.h>

#include "../../src/base/log.h"
#include "../../src/domain/answer.h"
#include "../../src/domain/merge.h"
#include "../../src/domain/rating.h"
#include "../../src/domain/report_keep.h"
#include "report_reference.h"

#define STEPS 420
#define FOR_EVER 60000000 /* usec */

/* 2026-09-04: Santiago's clocks change on the 6th at midnight, Sydney's and Lord Howe's (by half an hour) on 4 October,
 * Belgrade's on the 25th; 2027-03-25: Belgrade's on the 28th, the others' on 4 April. */
static const hd_time_t windows[2] = { 1788480000, 1805932800 };
static const char *const zones[] = { "Europe/Belgrade", "Australia/Sydney", "Australia/Lord_Howe", "America/Santiago", "UTC" };

/* A desk on which this and that happens. */
typedef struct story_t {
    desk_t *d;
    hd_time_t now;
    const char *refs[STEPS], *written[STEPS], *written_to[STEPS];
    int tickets, answers;
    unsigned seed;
} story_t;

static int draw(story_t *s, int below)
{
    s->seed = s->seed * 1103515245u + 12345u;
    return (int)((s->seed >> 16) % (unsigned)below);
}

/* What cannot be done to a ticket that was merged, or is closed already, is not done. */
static void may_fail(const hd_error_t *error)
{
    if (error && error->kind != HD_CONFLICT && error->kind != HD_INVALID && error->kind != HD_NOT_FOUND) hd_fixture_ok(error);
}

static hd_locales_t *locales_of(const char *zone, apr_pool_t *pool)
{
    hd_locales_t *locales;

    hd_fixture_ok(hd_locales_create(&locales, zone, pool));
    return locales;
}

static void keep(story_t *s, hd_locales_t *locales, const char *zone)
{
    hd_report_keeper_t keeper = { locales, zone, 0 };
    int more;

    hd_fixture_ok(hd_report_keep(&more, s->d->db, &keeper, FOR_EVER, s->now, s->d->pool));
    assert_int_equal(more, 0);
}

static void open_one(story_t *s)
{
    static const char *const priorities[] = { "low", "medium", "high" }, *const channels[] = { "portal", "email", "api" };
    hd_ticket_new_t ticket = { 0 };

    ticket.account = ticket.service = "";
    ticket.files = desk_no_files(s->d);
    ticket.department = draw(s, 3) ? "technical" : "billing";
    ticket.subject = ticket.body = "A question";
    ticket.priority = priorities[draw(s, 3)];
    ticket.once = desk_once(s->d);
    ticket.channel = channels[draw(s, 3)];
    hd_fixture_ok(hd_ticket_open(&s->refs[s->tickets++], s->d->db, s->d->files, s->d->client, s->d->accounts, &ticket, s->now,
                                 s->d->pool));
}

static void write_one(story_t *s, const char *ref, hd_side_t side, int is_note)
{
    static const char *const then[] = { NULL, NULL, "closed", "on-hold" };
    hd_reply_t reply = { .side = side, .ref = ref, .is_note = is_note, .body = "Like this.", .channel = "portal" };
    hd_replied_t replied = { NULL, NULL };

    reply.once = desk_once(s->d);
    reply.files = desk_no_files(s->d);
    if (side == HD_SIDE_AGENT && !is_note) {
        reply.then = then[draw(s, 4)];
        reply.undo_sec = draw(s, 2) ? 900 : 0;
    }
    may_fail(hd_reply_add(&replied, s->d->db, s->d->files, side == HD_SIDE_AGENT ? s->d->agent : s->d->client, &reply, s->now,
                          s->d->pool));
    if (!replied.id) return;
    s->written[s->answers] = replied.id;
    s->written_to[s->answers++] = ref;
}

static void set_one(story_t *s, const char *ref)
{
    static const char *const values[][3] = { { "technical", "billing", "technical" }, { "urgent", "low", "high" },
                                             { "closed", "in-progress", "closed" } };
    static const hd_set_t sets[] = { HD_SET_DEPARTMENT, HD_SET_PRIORITY, HD_SET_STATUS };
    hd_change_t change = { .hold_until = 0 };
    int what = draw(s, 3), count;

    change.to[sets[what]] = values[what][draw(s, 3)];
    may_fail(hd_ticket_change(&count, s->d->db, s->d->agent, ref, &change, s->now, s->d->pool));
}

static void rate_one(story_t *s, const char *ref)
{
    hd_rating_given_t given = { apr_itoa(s->d->pool, 1 + draw(s, 5)), "" };

    may_fail(hd_rating_give(s->d->db, s->d->client, ref, &given, s->now, s->d->pool));
}

static void undo_one(story_t *s)
{
    int last = s->answers - 1;

    if (last < 0) return;
    may_fail(hd_answer_undo(s->d->db, s->d->agent, s->written_to[last], s->written[last], s->now, s->d->pool));
}

static void split_one(story_t *s)
{
    int some = s->answers ? draw(s, s->answers) : -1;
    const char *to;

    if (some < 0) return;
    may_fail(hd_ticket_split(&to, s->d->db, s->d->agent, s->written_to[some], s->written[some], "Another", s->now, s->d->pool));
}

static void happen(story_t *s)
{
    desk_t *d = s->d;
    int what = s->tickets < 3 ? 0 : draw(s, 18);
    const char *ref = s->tickets ? s->refs[draw(s, s->tickets)] : NULL, *to;

    s->now += draw(s, 4) ? draw(s, 20000) : draw(s, 900);
    hd_fixture_ok(hd_answers_show_due(d->db, s->now, d->pool));
    if (what < 5) open_one(s);
    else if (what < 8) write_one(s, ref, HD_SIDE_AGENT, 0);
    else if (what == 8) write_one(s, ref, HD_SIDE_AGENT, 1);
    else if (what == 9) write_one(s, ref, HD_SIDE_CLIENT, 0);
    else if (what == 10) undo_one(s);
    else if (what == 11) may_fail(hd_ticket_close(d->db, d->client, ref, s->now, d->pool));
    else if (what == 12) may_fail(hd_ticket_reopen(d->db, d->client, ref, s->now, d->pool));
    else if (what == 13) may_fail(hd_ticket_merge(&to, d->db, d->agent, ref, s->refs[draw(s, s->tickets)], s->now, d->pool));
    else if (what == 14) split_one(s);
    else if (what > 15) rate_one(s, ref);
    else set_one(s, ref);
}

static story_t *begin(const char *driver, unsigned seed)
{
    desk_t *d = desk_open(driver);
    story_t *s = apr_pcalloc(d->pool, sizeof(*s));

    s->d = d;
    s->now = windows[0];
    s->seed = seed;
    return s;
}

/* Reports of all sorts of days, for one who works everywhere and one who works in one department. */
static void check_all(story_t *s, const char *zone, apr_int64_t first, apr_int64_t last)
{
    hd_scope_t everywhere = { .departments = NULL }, one = { .departments = NULL };
    raw_t departments;
    apr_dbd_t *handle = raw_open(s->d->f);
    int count, i;
    known_t *all = know_all(&count, s->d->f, handle);

    departments = raw_read(s->d->f, handle, "SELECT id FROM department ORDER BY id");
    everywhere.departments = apr_array_make(s->d->pool, 4, sizeof(apr_int64_t));
    one.departments = apr_array_make(s->d->pool, 1, sizeof(apr_int64_t));
    for (i = 0; i < departments.count; i++) APR_ARRAY_PUSH(everywhere.departments, apr_int64_t) = raw_int(&departments, i, 0);
    APR_ARRAY_PUSH(one.departments, apr_int64_t) = raw_int(&departments, 0, 0);
    assert_int_equal(setenv("TZ", zone, 1), 0);
    tzset();
    for (i = 0; i < 12; i++) {
        question_t q = { i % 4 == 3 ? &one : &everywhere, i % 4 == 2 ? raw_int(&departments, 1, 0) : 0, first, last };
        const hd_report_t *report;

        if (i > 3) q.from += draw(s, (int)(last - first));
        if (i > 3) q.to = q.from + draw(s, (int)(last - q.from) + 1);
        hd_fixture_ok(hd_report_read(&report, s->d->db, q.scope, q.department, q.from, q.to, s->d->pool));
        check_report(report, &q, all, count);
        if (i == 0) assert_true(report->list->nelts > 8);
    }
    apr_dbd_close(s->d->f->driver, handle);
}

static void figures_are_those_of_the_raw_rows(const char *driver)
{
    story_t *s = begin(driver, 20261123);
    hd_locales_t *locales = locales_of(zones[0], s->d->pool);
    apr_int64_t first = windows[0] / 86400 - 40, last;
    size_t z;
    int i;

    for (i = 0; i < STEPS; i++) {
        if (i == STEPS * 3 / 4) s->now = windows[1];
        happen(s);
        if (!draw(s, 9)) keep(s, locales, zones[0]);
    }
    last = s->now / 86400 + 3;
    keep(s, locales, zones[0]);
    check_all(s, zones[0], first, last);
    s->now += 3600;
    hd_fixture_ok(hd_answers_show_due(s->d->db, s->now, s->d->pool)); /* what was held is shown: nothing else is written */
    keep(s, locales, zones[0]);
    check_all(s, zones[0], first, last);
    for (z = 1; z < sizeof(zones) / sizeof(zones[0]); z++) { /* another zone, and nobody there by the last one */
        s->now += 180;
        keep(s, locales_of(zones[z], s->d->pool), zones[z]);
        check_all(s, zones[z], first, last);
    }
    hd_fixture_ok(hd_report_rebuild(s->d->db));
    keep(s, locales_of("UTC", s->d->pool), "UTC");
    check_all(s, "UTC", first, last);
    desk_close(s->d);
}

static apr_int64_t edition(story_t *s)
{
    hd_rows_t *state;

    hd_fixture_ok(hd_db_one(&state, s->d->db, "report_state", HD_NO_ARGS, s->d->pool));
    return hd_row_int(state, 0);
}

static int warnings; /* of another's zone */

static void count_warnings(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    (void)level, (void)status, (void)file, (void)line;
    warnings += strstr(text, "HD0217") != NULL;
}

/* Two front ends whose zones differ, in turn: the first has the figures, for as long as it is there. */
static void another_zone_waits_while_the_first_is_there(const char *driver)
{
    story_t *s = begin(driver, 5);
    hd_report_keeper_t first = { locales_of("UTC", s->d->pool), "UTC", 0 };
    hd_report_keeper_t other = { locales_of("Europe/Belgrade", s->d->pool), "Europe/Belgrade", 0 };
    apr_int64_t began;
    int i;

    warnings = 0;
    for (i = 0; i < 100; i++) happen(s);
    hd_log_set_sink(count_warnings);
    hd_fixture_ok(hd_report_keep(NULL, s->d->db, &first, FOR_EVER, s->now, s->d->pool));
    began = edition(s);
    for (i = 0; i < 60; i++) {
        s->now += 10;
        if (i % 8 == 0) open_one(s);
        hd_fixture_ok(hd_report_keep(NULL, s->d->db, i % 2 ? &first : &other, FOR_EVER, s->now, s->d->pool));
        hd_fixture_ok(hd_report_keep(NULL, s->d->db, i % 2 ? &other : &first, FOR_EVER, s->now, s->d->pool));
        assert_int_equal(edition(s), began);
    }
    assert_int_equal(warnings, 1);
    check_all(s, "UTC", windows[0] / 86400 - 40, s->now / 86400 + 3);
    hd_fixture_ok(hd_report_rebuild(s->d->db)); /* is left to the first, too */
    hd_fixture_ok(hd_report_keep(NULL, s->d->db, &other, FOR_EVER, s->now, s->d->pool));
    hd_fixture_ok(hd_report_keep(NULL, s->d->db, &first, FOR_EVER, s->now, s->d->pool));
    assert_int_equal(edition(s), began + 1);
    check_all(s, "UTC", windows[0] / 86400 - 40, s->now / 86400 + 3);
    s->now += 180; /* it is gone */
    hd_fixture_ok(hd_report_keep(NULL, s->d->db, &other, FOR_EVER, s->now, s->d->pool));
    hd_fixture_ok(hd_report_keep(NULL, s->d->db, &first, FOR_EVER, s->now, s->d->pool));
    assert_int_equal(edition(s), began + 2);
    check_all(s, "Europe/Belgrade", windows[0] / 86400 - 40, s->now / 86400 + 3);
    assert_int_equal(warnings, 2);
    hd_log_set_sink(NULL);
    desk_close(s->d);
}

/* How many tickets were opened, and first answers written, by the figures. */
static void expect(story_t *s, int opened, int answered)
{
    hd_scope_t scope = { .departments = apr_array_make(s->d->pool, 2, sizeof(apr_int64_t)) };
    const hd_report_t *report;
    const hd_report_row_t *row;

    APR_ARRAY_PUSH(scope.departments, apr_int64_t) = 1;
    APR_ARRAY_PUSH(scope.departments, apr_int64_t) = 2;
    hd_fixture_ok(hd_report_read(&report, s->d->db, &scope, 0, windows[0] / 86400 - 2, windows[0] / 86400 + 10, s->d->pool));
    row = hd_report_find(report, "all", "");
    assert_int_equal(row ? row->n[HD_REPORT_OPENED] : 0, opened);
    assert_int_equal(row ? row->n[HD_REPORT_ANSWERED] : 0, answered);
}

/* A transaction whose rows have lower numbers than those of one that has ended before it. */
static void what_comes_late_is_counted(const char *driver)
{
    story_t *s = begin(driver, 1);
    hd_locales_t *locales = locales_of("UTC", s->d->pool);
    hd_fixture_t *f = s->d->f;
    apr_dbd_t *late = raw_open(f);

    open_one(s);
    keep(s, locales, "UTC");
    expect(s, 1, 0);
    if (!strcmp(driver, "mysql")) raw_do(f, late, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    raw_do(f, late, "BEGIN");
    raw_do(f, late, "INSERT INTO ticket (ref, account_id, person_id, department_id, subject, priority, channel, status, closed,"
           " created_at, updated_at, answered_at, closed_at, last_person_id, last_excerpt, waiting_since, queue_stage, queue_key)"
           " SELECT 'HD-LATE000', account_id, person_id, department_id, subject, priority, channel, status, closed, created_at,"
           " updated_at, 0, 0, last_person_id, last_excerpt, waiting_since, queue_stage, queue_key FROM ticket");
    raw_do(f, late, "INSERT INTO message (public_id, ticket_id, person_id, side, channel, once, body, body_xml, created_at)"
           " SELECT 'late', t.id, g.person_id, g.side, g.channel, 'late', g.body, g.body_xml, g.created_at"
           " FROM message g JOIN ticket t ON t.ref = 'HD-LATE000'");
    open_one(s);
    desk_agent_answers(s->d, s->refs[0], NULL, 0, s->now);
    keep(s, locales, "UTC");
    expect(s, 2, 1);
    raw_do(f, late, "COMMIT");
    keep(s, locales, "UTC");
    expect(s, 3, 1);
    apr_dbd_close(f->driver, late);
    desk_close(s->d);
}

/* One of several workers. */
typedef struct worker_t {
    hd_fixture_t *f;
    hd_time_t now;
    int failed;
} worker_t;

static void *work(void *data)
{
    worker_t *w = data;
    hd_report_keeper_t keeper = { NULL, "UTC", 0 };
    apr_pool_t *pool;
    hd_error_t *error;
    hd_db_t *db;
    int i;

    apr_pool_create_unmanaged_ex(&pool, NULL, NULL);
    error = hd_fixture_connect(&db, w->f, pool);
    if (!error) error = hd_locales_create(&keeper.locales, "UTC", pool);
    for (i = 0; i < 40 && !error; i++) {
        error = hd_report_keep(NULL, db, &keeper, FOR_EVER, w->now, pool);
        if (error && error->kind == HD_BUSY) error = NULL; /* the next turn */
        if (i == 10) hd_report_rebuild(db);
    }
    w->failed = error != NULL;
    if (error) fprintf(stderr, "%s: %s\n", error->code, error->detail ? error->detail : "");
    apr_pool_destroy(pool);
    return NULL;
}

static void two_workers_count_once(const char *driver)
{
    story_t *s = begin(driver, 7);
    worker_t workers[2];
    pthread_t threads[2];
    int i;

    for (i = 0; i < 60; i++) happen(s);
    for (i = 0; i < 2; i++) {
        workers[i] = (worker_t){ s->d->f, s->now, 0 };
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (i = 0; i < 60; i++) happen(s);
    for (i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    assert_int_equal(workers[0].failed + workers[1].failed, 0);
    keep(s, locales_of("UTC", s->d->pool), "UTC");
    check_all(s, "UTC", windows[0] / 86400 - 40, s->now / 86400 + 3);
    desk_close(s->d);
}

/* The newest message is one that was taken back: SQLite would give its number to the next one. */
static void a_number_is_never_used_again(const char *driver)
{
    story_t *s = begin(driver, 3);
    hd_locales_t *locales = locales_of("UTC", s->d->pool);
    desk_t *d = s->d;
    const char *id;

    open_one(s);
    id = desk_agent_answers(d, s->refs[0], NULL, 900, s->now);
    hd_fixture_ok(hd_answer_undo(d->db, d->agent, s->refs[0], id, s->now, d->pool));
    keep(s, locales, "UTC");
    hd_fixture_ok(hd_answers_forget(d->db, s->now + 3 * 86400, d->pool));
    s->now += 3 * 86400;
    open_one(s);
    keep(s, locales, "UTC");
    expect(s, 2, 0);
    hd_fixture_ok(hd_answers_forget(d->db, s->now + 3 * 86400, d->pool)); /* now that another has followed */
    assert_int_equal(raw_read(d->f, raw_open(d->f), "SELECT id FROM message WHERE side = 'undone'").count, 0);
    desk_close(d);
}

static void lengths_are_kept_as_documented(void **state)
{
    apr_int64_t minutes;

    (void)state;
    for (minutes = 0; minutes < 800 * 1440; minutes += 7) assert_int_equal(hd_report_round(minutes), coarse(minutes));
    assert_int_equal(hd_report_round(-5), 0);
}

static void run_on_all(void (*test)(const char *))
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    int i;

    for (i = 0; i < 3; i++) {
        if (hd_fixture_has(drivers[i])) test(drivers[i]);
    }
}

static void raw_rows(void **state)
{
    (void)state;
    run_on_all(figures_are_those_of_the_raw_rows);
}

static void late(void **state)
{
    (void)state;
    if (hd_fixture_has("pgsql")) what_comes_late_is_counted("pgsql"); /* SQLite has one writer at a time */
    if (hd_fixture_has("mysql")) what_comes_late_is_counted("mysql");
}

static void two_workers(void **state)
{
    (void)state;
    run_on_all(two_workers_count_once);
}

static void numbers(void **state)
{
    (void)state;
    run_on_all(a_number_is_never_used_again);
}

static void zones_differ(void **state)
{
    (void)state;
    run_on_all(another_zone_waits_while_the_first_is_there);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_kept_as_documented),
        { "figures_are_those_of_the_raw_rows", raw_rows, NULL, NULL, NULL },
        { "what_comes_late_is_counted", late, NULL, NULL, NULL },
        { "two_workers_count_once", two_workers, NULL, NULL, NULL },
        { "a_number_is_never_used_again", numbers, NULL, NULL, NULL },
        { "another_zone_waits_while_the_first_is_there", zones_differ, NULL, NULL, NULL },
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
