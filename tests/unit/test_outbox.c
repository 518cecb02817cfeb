/* tests/unit/test_outbox.c: what is put into the outbox goes out, once, and says what it should.
 * On every database that is to be had (db_fixture.h). Rows are made by SQL here: what is tested is also what becomes of
 * rows that the domain would not make.
 * SPDX-License-Identifier: Apache-2.0 */
#include "mail_fixture.h"

#include "db_fixture.h"

#include <apr_thread_proc.h>

#include "../../src/base/log.h"
#include "../../src/base/token.h"
#include "../../src/domain/housekeeping.h"
#include "../../src/domain/outbox.h"

#define NOW 1700000000
#define REF "HD-7Q2M9XK"

typedef struct state_t {
    hd_fixture_t *f;
    apr_pool_t *pool;
    apr_dbd_t *raw;
    const char *dir;
    const char *inbox;          /* of the Maildir that run.post delivers to */
    hd_outbox_run_t run;
    const hd_error_t *composing; /* what compose() answers, or NULL */
    int sent, waiting;
} state_t;

static const char *driver; /* of the group of tests that runs */

/* ---- the database, seen directly ---- */

static void sql(state_t *s, const char *statement)
{
    int affected, status = apr_dbd_query(s->f->driver, s->raw, &affected, statement);

    if (status != 0) fail_msg("%s: %s", statement, apr_dbd_error(s->f->driver, s->raw, status));
}

/* The first column of the first row; "" when there is none. */
static const char *ask(state_t *s, const char *query)
{
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    const char *value = "";
    int status = apr_dbd_select(s->f->driver, s->pool, s->raw, &results, query, strcmp(driver, "mysql") != 0);

    if (status != 0) fail_msg("%s: %s", query, apr_dbd_error(s->f->driver, s->raw, status));
    while (apr_dbd_get_row(s->f->driver, s->pool, results, &row, -1) == 0) {
        value = apr_pstrdup(s->pool, apr_dbd_get_entry(s->f->driver, row, 0));
    }
    return value ? value : "";
}

static apr_int64_t ask_number(state_t *s, const char *query)
{
    return apr_atoi64(ask(s, query));
}

static void make_people(state_t *s)
{
    sql(s, "INSERT INTO person (public_id, email, email_folded, email_confirmed, name, password_hash, role, language, "
           "theme, disabled, created_at) VALUES "
           "('p1', 'Client@example.com', 'client@example.com', 1, 'Ђорђе', 'x', 'client', 'sr-Cyrl', '', 0, 1), "
           "('p2', 'agent@example.com', 'agent@example.com', 1, 'Agent A', 'x', 'agent', '', '', 0, 1), "
           "('p3', 'gone@example.com', 'gone@example.com', 1, 'Gone', 'x', 'client', '', '', 1, 1), "
           "('p4', 'new@example.com', 'new@example.com', 0, 'New', 'x', 'client', '', '', 0, 1)");
    sql(s, "INSERT INTO account (public_id, name, created_at) VALUES ('a1', 'Client d.o.o.', 1)");
    sql(s, "INSERT INTO membership (person_id, account_id, is_owner, may_billing, may_support) VALUES (1, 1, 1, 0, 0)");
    sql(s, "INSERT INTO department (slug, position, active) VALUES ('technical', 1, 1), ('sales', 2, 1)");
    sql(s, "INSERT INTO department_name (department_id, language, name) VALUES (1, 'en', 'Technical support'), "
           "(1, 'sr-Cyrl', 'Техничка подршка')");
}

static void make_ticket(state_t *s)
{
    sql(s, "INSERT INTO ticket (ref, account_id, person_id, department_id, service_id, subject, priority, channel, "
           "status, closed, created_at, updated_at, answered_at, closed_at, last_person_id, last_excerpt) VALUES "
           "('" REF "', 1, 1, 1, NULL, 'Сајт не ради', 'medium', 'portal', 'open', 0, 5, 5, 0, 0, 1, '')");
    sql(s, "INSERT INTO message (public_id, ticket_id, person_id, side, channel, once, body, body_xml, created_at) "
           "VALUES ('m1', 1, 1, 'client', 'portal', 'o1', 'Од *јутрос*', '<p>Од <em>јутрос</em></p>', 1699999000), "
           "('m2', 1, 2, 'agent', 'staff', 'o2', 'Fixed.', '<p>Fixed.</p>', 1699999500)");
    sql(s, "INSERT INTO attachment (public_id, message_id, position, name, type, bytes, sha256) VALUES "
           "('f1', 1, 1, 'записник.pdf', 'application/pdf', 3, 'x'), ('f2', 1, 2, 'b.png', 'image/png', 3, 'y')");
}

/* ---- the run ---- */

static const char *or_dash(const char *text)
{
    return text ? text : "-";
}

/* Composes by writing down what it was told. */
static hd_error_t *compose(hd_composed_t *out, const hd_mail_matter_t *m, void *baton, apr_pool_t *pool)
{
    const state_t *s = baton;

    if (s->composing) {
        hd_error_t *copy = apr_pmemdup(pool, s->composing, sizeof(*copy));

        return copy;
    }
    out->subject = "Composed subject";
    out->html = "<p>x</p>";
    out->text = apr_psprintf(pool, "kind: %s\nlang: %s\nto: %s\nname: %s\nref: %s\ndept: %s\nlink: %s\nauthor: %s\n"
                             "files: %s\n",
                             m->kind, m->language, m->recipient, or_dash(m->recipient_name), or_dash(m->reference),
                             or_dash(m->department), or_dash(m->link), or_dash(m->author), or_dash(m->attachments));
    return NULL;
}

static void no_log(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    (void)level, (void)status, (void)file, (void)line, (void)text;
}

static void deliver_by(state_t *s, const char *transport)
{
    s->run.post = hd_open_post(transport, s->pool);
}

static int start(void **state)
{
    hd_fixture_t *f = hd_fixture_open_on(driver);
    state_t *s = apr_pcalloc(f->pool, sizeof(*s));
    apr_pool_t *raw_pool;

    hd_letter_init();
    hd_deliver_init();
    hd_log_set_sink(no_log);
    s->f = f;
    apr_pool_create(&s->pool, f->pool);
    apr_pool_create(&raw_pool, f->pool);
    assert_int_equal(apr_dbd_open(f->driver, raw_pool, f->params, &s->raw), APR_SUCCESS);
    s->dir = hd_temp_dir(s->pool);
    s->inbox = apr_pstrcat(s->pool, s->dir, "/box/new", NULL);
    s->run = (hd_outbox_run_t){ .from = "Example Hosting <support@example.com>", .host = "example.com:8443",
                                .secret = "secret", .default_language = "en", .owner = "test", .lease_sec = HD_OUTBOX_LEASE_SEC,
                                .compose = compose, .compose_baton = s };
    deliver_by(s, apr_pstrcat(s->pool, "maildir:", s->dir, "/box", NULL));
    make_people(s);
    make_ticket(s);
    *state = s;
    return 0;
}

static int end(void **state)
{
    state_t *s = *state;

    hd_temp_dir_remove(s->dir);
    apr_dbd_close(s->f->driver, s->raw);
    hd_fixture_close(s->f);
    return 0;
}

static void add(state_t *s, const char *kind, const char *recipient, const char *language, int person, int ticket,
                int message)
{
    const hd_outbox_item_t item = { kind, recipient, language, person, ticket, message };

    hd_fixture_ok(hd_outbox_add(s->f->db, &item, NOW, NOW, s->pool));
}

static void add_answer(state_t *s, const char *recipient)
{
    add(s, HD_MAIL_ANSWER, recipient, NULL, 1, 1, 2);
}

static void deliver(state_t *s, hd_time_t now)
{
    hd_fixture_ok(hd_outbox_deliver(&s->sent, &s->waiting, s->f->db, &s->run, 100, now, s->pool));
}

/* What has come in, decoded as far as the tests look. */
static const char *came_in(state_t *s, int *count)
{
    return hd_dir_text(count, s->inbox, s->pool);
}

/* The one mail that came in; then the inbox is empty again. */
static const char *the_mail(state_t *s)
{
    int count;
    const char *mail = came_in(s, &count);

    if (count != 1) fail_msg("%d mails came in", count);
    assert_int_equal(system(apr_psprintf(s->pool, "rm -f %s/*", s->inbox)), 0);
    return mail;
}

static const char *header(state_t *s, const char *mail, const char *name)
{
    const char *at = strstr(mail, apr_pstrcat(s->pool, "\n", name, ": ", NULL));

    if (!at) return NULL;
    at += strlen(name) + 3;
    return apr_pstrmemdup(s->pool, at, strcspn(at, "\n"));
}

static int has(const char *mail, const char *text)
{
    return strstr(mail, text) != NULL;
}

/* ---- the life of a row ---- */

static void a_mail_goes_out_once(void **state)
{
    state_t *s = *state;

    add_answer(s, "client@example.com");
    deliver(s, NOW - 1);
    assert_int_equal(s->sent, 0);
    deliver(s, NOW);
    assert_int_equal(s->sent, 1);
    assert_int_equal(s->waiting, 0);
    the_mail(s);
    assert_string_equal(ask(s, "SELECT state FROM outbox"), "sent");
    assert_int_equal(ask_number(s, "SELECT sent_at FROM outbox"), NOW);
    deliver(s, NOW + 1000);
    assert_int_equal(s->sent, 0);
}

static void a_refused_recipient_does_not_hold_up_the_others(void **state)
{
    state_t *s = *state;
    hd_smtp_t *server = hd_smtp_start(s->dir, NULL, NULL, s->pool);

    deliver_by(s, apr_pstrcat(s->pool, "smtp://127.0.0.1:", server->port, NULL));
    add_answer(s, "refuse@example.com");
    add_answer(s, "later@example.com");
    add_answer(s, "client@example.com");
    deliver(s, NOW);
    hd_smtp_stop(server);
    assert_int_equal(s->sent, 1);
    assert_int_equal(s->waiting, 1);
    assert_non_null(strstr(hd_smtp_mail(server, 1, s->pool), "\nclient@example.com "));
    assert_string_equal(ask(s, "SELECT state FROM outbox WHERE recipient = 'refuse@example.com'"), "failed");
    assert_true(has(ask(s, "SELECT last_error FROM outbox WHERE recipient = 'refuse@example.com'"), "550"));
    assert_string_equal(ask(s, "SELECT state FROM outbox WHERE recipient = 'later@example.com'"), "queued");
    assert_true(has(ask(s, "SELECT last_error FROM outbox WHERE recipient = 'later@example.com'"), "451"));
    assert_true(ask_number(s, "SELECT due_at FROM outbox WHERE recipient = 'later@example.com'") >= NOW + 30);
}

static void a_server_that_is_away_costs_one_mail_a_pause_and_the_rest_nothing(void **state)
{
    state_t *s = *state;
    hd_smtp_t *server = hd_smtp_start(s->dir, NULL, NULL, s->pool);

    hd_smtp_stop(server);
    deliver_by(s, apr_pstrcat(s->pool, "smtp://127.0.0.1:", server->port, NULL));
    add_answer(s, "a@example.com");
    add_answer(s, "b@example.com");
    add_answer(s, "c@example.com");
    deliver(s, NOW);
    assert_int_equal(s->sent, 0);
    assert_int_equal(s->waiting, 3);
    assert_int_equal(ask_number(s, "SELECT SUM(attempts) FROM outbox"), 1);
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM outbox WHERE due_at = 1700000000"), 2);

    server = hd_smtp_start(s->dir, server->port, NULL, s->pool);
    deliver(s, NOW + 1);
    assert_int_equal(s->sent, 2);
    deliver(s, NOW + 200);
    assert_int_equal(s->sent, 1);
    hd_smtp_stop(server);
    assert_null(hd_smtp_mail(server, 4, s->pool));
}

static void pauses_grow_and_after_three_days_a_mail_has_failed(void **state)
{
    static const int pauses[] = { 30, 60, 120, 300, 600, 1800, 3600, 7200, 7200 };
    state_t *s = *state;
    hd_time_t now = NOW;
    int tries = 0;

    deliver_by(s, "maildir:/dev/null/box");
    add_answer(s, "client@example.com");
    while (strcmp(ask(s, "SELECT state FROM outbox"), "queued") == 0 && tries < 100) {
        hd_time_t due;

        deliver(s, now);
        due = ask_number(s, "SELECT due_at FROM outbox");
        if (tries < 9) assert_int_equal(due - now, pauses[tries]);
        tries++;
        if (strcmp(ask(s, "SELECT state FROM outbox"), "queued") == 0) now = due;
    }
    assert_string_equal(ask(s, "SELECT state FROM outbox"), "failed");
    assert_true(now - NOW > 3 * HD_DAY_SEC - 2 * 7200 && now - NOW < 3 * HD_DAY_SEC + 2 * 7200);
    assert_true(strlen(ask(s, "SELECT last_error FROM outbox")) > 0);
}

static void failed_mails_are_tried_again_when_somebody_says_so(void **state)
{
    state_t *s = *state;
    const hd_time_t later = NOW + 30 * HD_DAY_SEC;
    const char *id;
    int count;

    add_answer(s, "a@example.com");
    add_answer(s, "b@example.com");
    add_answer(s, "c@example.com");
    sql(s, "UPDATE outbox SET state = 'failed', attempts = 42, last_error = 'x' WHERE recipient <> 'c@example.com'");
    id = ask(s, "SELECT public_id FROM outbox WHERE recipient = 'a@example.com'");
    hd_fixture_ok(hd_outbox_retry(&count, s->f->db, id, later, s->pool));
    assert_int_equal(count, 1);
    hd_fixture_ok(hd_outbox_retry(&count, s->f->db, "no-such-row", later, s->pool));
    assert_int_equal(count, 0);
    hd_fixture_ok(hd_outbox_retry(&count, s->f->db, NULL, later, s->pool));
    assert_int_equal(count, 1);

    deliver_by(s, "maildir:/dev/null/box");
    deliver(s, later); /* an old mail gets more than one chance */
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM outbox WHERE state = 'queued'"), 3);
}

static void the_list_shows_the_newest_first(void **state)
{
    state_t *s = *state;
    apr_array_header_t *rows;
    const hd_outbox_row_t *row;

    add_answer(s, "a@example.com");
    add(s, HD_MAIL_PASSWORD_CHANGED, "b@example.com", NULL, 1, 0, 0);
    sql(s, "UPDATE outbox SET state = 'failed', last_error = 'why' WHERE recipient = 'a@example.com'");
    hd_fixture_ok(hd_outbox_list(&rows, s->f->db, NULL, 10, s->pool));
    assert_int_equal(rows->nelts, 2);
    row = &APR_ARRAY_IDX(rows, 0, hd_outbox_row_t);
    assert_string_equal(row->recipient, "b@example.com");
    assert_true(!row->reference || !*row->reference);
    hd_fixture_ok(hd_outbox_list(&rows, s->f->db, "failed", 10, s->pool));
    assert_int_equal(rows->nelts, 1);
    row = &APR_ARRAY_IDX(rows, 0, hd_outbox_row_t);
    assert_string_equal(row->reference, REF);
    assert_string_equal(row->last_error, "why");
    assert_int_equal(row->due_at, NOW);
}

static void what_waits_is_counted_with_the_age_of_the_oldest(void **state)
{
    state_t *s = *state;
    hd_outbox_depth_t depth = { 7, 7, 7 };

    hd_fixture_ok(hd_outbox_depth(&depth, s->f->db, NOW, s->pool));
    assert_int_equal(depth.queued + depth.failed + depth.oldest_sec, 0);
    add_answer(s, "a@example.com");
    add_answer(s, "b@example.com");
    add_answer(s, "c@example.com");
    add_answer(s, "d@example.com");
    sql(s, "UPDATE outbox SET state = 'sent' WHERE recipient = 'c@example.com'");
    sql(s, "UPDATE outbox SET state = 'failed' WHERE recipient = 'd@example.com'");
    hd_fixture_ok(hd_outbox_depth(&depth, s->f->db, NOW + 50, s->pool));
    assert_int_equal(depth.queued, 2);
    assert_int_equal(depth.failed, 1);
    assert_int_equal(depth.oldest_sec, 50);
    /* One that is not due yet has no age; one that was tried counts from when it was made, whenever it is due again. */
    sql(s, "UPDATE outbox SET due_at = 1700009000");
    hd_fixture_ok(hd_outbox_depth(&depth, s->f->db, NOW + 50, s->pool));
    assert_int_equal(depth.oldest_sec, 0);
    sql(s, "UPDATE outbox SET attempts = 3 WHERE recipient = 'b@example.com'");
    hd_fixture_ok(hd_outbox_depth(&depth, s->f->db, NOW + 50, s->pool));
    assert_int_equal(depth.oldest_sec, 50);
    assert_int_equal(depth.queued, 2);
}

static void a_row_in_hand_comes_free_when_its_lease_ends(void **state)
{
    state_t *s = *state;

    add_answer(s, "client@example.com");
    sql(s, "UPDATE outbox SET lease = 'another-worker', leased_until = 1700000100");
    deliver(s, NOW + 50);
    assert_int_equal(s->sent, 0);
    deliver(s, NOW + 101);
    assert_int_equal(s->sent, 1);
}

static state_t *locked_state; /* whose database is found locked until it has said so */

static void unlock_at_the_first_complaint(hd_log_level_t level, apr_status_t status, const char *file, int line,
                                          const char *text)
{
    (void)level, (void)status, (void)file, (void)line;
    if (!locked_state || !strstr(text, "outbox_sent")) return;
    sql(locked_state, "DROP TRIGGER locked");
    locked_state = NULL;
}

static void a_database_that_is_away_for_a_moment_does_not_make_a_mail_go_out_twice(void **state)
{
    state_t *s = *state;

    if (strcmp(driver, "sqlite3") != 0) skip(); /* the rule is the same; only here is such a moment easily made */
    add_answer(s, "client@example.com");
    sql(s, "CREATE TRIGGER locked BEFORE UPDATE ON outbox WHEN NEW.state = 'sent' "
           "BEGIN SELECT RAISE(ABORT, 'database is locked'); END");
    locked_state = s;
    hd_log_set_sink(unlock_at_the_first_complaint);
    deliver(s, NOW);
    assert_null(locked_state);
    assert_int_equal(s->sent, 1);
    assert_string_equal(ask(s, "SELECT state FROM outbox"), "sent");
    deliver(s, NOW + 1000);
    the_mail(s);
}

static int tries; /* to say that a mail is out */

static void take_long(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    (void)level, (void)status, (void)file, (void)line;
    if (!strstr(text, "outbox_sent")) return;
    tries++;
    apr_sleep(apr_time_from_sec(2));
}

static void a_slow_database_is_told_that_a_mail_is_out_until_its_lease_ends_and_not_longer(void **state)
{
    state_t *s = *state;
    hd_error_t *error;

    if (strcmp(driver, "sqlite3") != 0) skip(); /* as above */
    add_answer(s, "client@example.com");
    sql(s, "CREATE TRIGGER locked BEFORE UPDATE ON outbox WHEN NEW.state = 'sent' "
           "BEGIN SELECT RAISE(ABORT, 'database is locked'); END");
    s->run.lease_sec = 5;
    tries = 0;
    hd_log_set_sink(take_long);
    error = hd_outbox_deliver(&s->sent, &s->waiting, s->f->db, &s->run, 100, NOW, s->pool);
    hd_log_set_sink(no_log);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
    assert_in_range(tries, 1, 2); /* each takes two seconds, and the pause between them one */
    the_mail(s);
}

typedef struct worker_t {
    state_t *s;
    apr_pool_t *pool;
    hd_db_t *db;
    hd_outbox_run_t run;
    hd_error_t *error;
    int sent;
} worker_t;

static void *APR_THREAD_FUNC work(apr_thread_t *thread, void *data)
{
    worker_t *w = data;
    int turns, sent, waiting;

    (void)thread;
    for (turns = 0; turns < 50 && w->sent < 60; turns++) {
        w->error = hd_outbox_deliver(&sent, &waiting, w->db, &w->run, 7, NOW + 1, w->pool);
        w->sent += sent;
        if (w->error && w->error->kind != HD_BUSY) break;
        if (!w->error && waiting == 0 && sent == 0) break;
        w->error = NULL;
    }
    return NULL; /* not apr_thread_exit(): AddressSanitizer takes that for a fault */
}

static void a_mail_that_ends_each_worker_that_takes_it_is_given_up(void **state)
{
    state_t *s = *state;
    int count;

    add_answer(s, "client@example.com");
    sql(s, "UPDATE outbox SET attempts = 42, lease = 'of the last that was killed', leased_until = 1699999999");
    deliver(s, NOW);
    assert_string_equal(ask(s, "SELECT state FROM outbox"), "failed");
    assert_string_equal(ask(s, "SELECT last_error FROM outbox"), "no try has come to an end");
    came_in(s, &count);
    assert_int_equal(count, 0);
}

static void two_workers_never_deliver_the_same_mail(void **state)
{
    enum { MAILS = 60 };
    state_t *s = *state;
    worker_t workers[2];
    apr_thread_t *threads[2];
    apr_status_t status;
    int i, count;

    for (i = 0; i < MAILS; i++) add_answer(s, apr_psprintf(s->pool, "c%d@example.com", i));
    for (i = 0; i < 2; i++) {
        workers[i] = (worker_t){ .s = s, .run = s->run };
        apr_pool_create(&workers[i].pool, NULL);
        workers[i].run.owner = i ? "second" : "first";
        workers[i].run.post = hd_open_post(apr_pstrcat(s->pool, "maildir:", s->dir, "/box", NULL), workers[i].pool);
        hd_fixture_ok(hd_fixture_connect(&workers[i].db, s->f, workers[i].pool));
    }
    for (i = 0; i < 2; i++) assert_int_equal(apr_thread_create(&threads[i], NULL, work, &workers[i], s->pool), 0);
    for (i = 0; i < 2; i++) apr_thread_join(&status, threads[i]);
    came_in(s, &count);
    for (i = 0; i < 2; i++) {
        hd_fixture_ok(workers[i].error);
        apr_pool_destroy(workers[i].pool);
    }
    assert_int_equal(count, MAILS);
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND attempts = 1"), MAILS);
}

static void a_raised_flag_ends_the_run(void **state)
{
    state_t *s = *state;
    const hd_flag_t stop = 1;

    add_answer(s, "client@example.com");
    s->run.stop = &stop;
    deliver(s, NOW);
    assert_int_equal(s->sent, 0);
    assert_int_equal(ask_number(s, "SELECT attempts FROM outbox"), 0);
}

static void a_composer_that_fails_is_tried_again_and_its_words_fit(void **state)
{
    state_t *s = *state;
    hd_error_t error = { .kind = HD_BROKEN, .code = "server-style" };
    char *flood = apr_pcalloc(s->pool, 2001);
    int i;

    for (i = 0; i < 1000; i++) memcpy(flood + 2 * i, "ђ", 2);
    flood[0] = 'x'; /* so that 500 bytes end within a character */
    flood[1] = '\n';
    error.detail = apr_pstrcat(s->pool, "y", flood, NULL);
    s->composing = &error;
    add_answer(s, "client@example.com");
    deliver(s, NOW);
    assert_string_equal(ask(s, "SELECT state FROM outbox"), "queued");
    assert_int_equal(strlen(ask(s, "SELECT last_error FROM outbox")), 499);

    error.detail = "\xff\xfe what a server may say";
    deliver(s, NOW + 30);
    assert_string_equal(ask(s, "SELECT last_error FROM outbox"), "?? what a server may say");
    s->composing = NULL;
    deliver(s, NOW + 1000);
    assert_int_equal(s->sent, 1);
}

static void what_is_gone_fails_with_a_reason(void **state)
{
    state_t *s = *state;

    add(s, HD_MAIL_ANSWER, "a@example.com", NULL, 1, 1, 0);
    add(s, "no-such-kind", "b@example.com", NULL, 1, 1, 1);
    add(s, HD_MAIL_TICKET_ALERT, "c@example.com", NULL, 0, 0, 0);
    deliver(s, NOW);
    assert_int_equal(s->sent, 0);
    assert_int_equal(s->waiting, 0);
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND last_error <> ''"), 3);
}

static void an_address_that_is_none_fails_at_once(void **state)
{
    state_t *s = *state;

    add_answer(s, "not an address");
    deliver(s, NOW);
    assert_string_equal(ask(s, "SELECT state FROM outbox"), "failed");
}

/* ---- what a mail says ---- */

static void the_mails_of_a_ticket_hang_together(void **state)
{
    state_t *s = *state;
    const char *first, *second, *first_id, *second_id;

    add(s, HD_MAIL_TICKET_RECEIPT, "client@example.com", NULL, 1, 1, 1);
    deliver(s, NOW);
    first = the_mail(s);
    add_answer(s, "client@example.com");
    deliver(s, NOW);
    second = the_mail(s);
    first_id = apr_psprintf(s->pool, "<%s.hd-7q2m9xk@example.com>", ask(s, "SELECT MIN(public_id) FROM outbox WHERE "
                                                                       "kind = 'ticket-receipt'"));
    second_id = apr_psprintf(s->pool, "<%s.hd-7q2m9xk@example.com>", ask(s, "SELECT MIN(public_id) FROM outbox WHERE "
                                                                        "kind = 'answer'"));
    assert_string_equal(header(s, first, "Message-Id"), first_id);
    assert_string_equal(header(s, first, "In-Reply-To"), "<hd-7q2m9xk@example.com>");
    assert_string_equal(header(s, second, "Message-Id"), second_id);
    assert_string_equal(header(s, second, "In-Reply-To"), first_id);
    assert_true(has(second, "<hd-7q2m9xk@example.com>"));
    assert_string_equal(header(s, first, "Subject"), header(s, second, "Subject"));
    assert_true(has(header(s, first, "Subject"), "[#" REF "]"));
}

static void another_try_has_the_same_message_id(void **state)
{
    state_t *s = *state;
    hd_smtp_t *server = hd_smtp_start(s->dir, NULL, NULL, s->pool);
    const char *first, *second;

    deliver_by(s, apr_pstrcat(s->pool, "smtp://127.0.0.1:", server->port, NULL));
    add_answer(s, "client@example.com");
    deliver(s, NOW);
    sql(s, "UPDATE outbox SET state = 'queued', lease = 'died', leased_until = 0"); /* as after a crash */
    deliver(s, NOW + 200);
    hd_smtp_stop(server);
    first = header(s, hd_smtp_mail(server, 1, s->pool), "Message-Id");
    second = header(s, hd_smtp_mail(server, 2, s->pool), "Message-Id");
    assert_string_equal(first, second);
}

static void robots_say_that_they_are_robots_and_people_do_not(void **state)
{
    static const struct { const char *kind, *says; } cases[] = {
        { HD_MAIL_TICKET_RECEIPT, "auto-replied" },   { HD_MAIL_REPLY_RECEIPT, "auto-replied" },
        { HD_MAIL_TICKET_ALERT, "auto-generated" },   { HD_MAIL_REPLY_ALERT, "auto-generated" },
        { HD_MAIL_PASSWORD_CHANGED, "auto-generated" }, { HD_MAIL_ANSWER, NULL },
    };
    state_t *s = *state;
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *mail;

        add(s, cases[i].kind, "client@example.com", NULL, strstr(cases[i].kind, "alert") ? 0 : 1, 1, 1);
        deliver(s, NOW);
        mail = the_mail(s);
        if (cases[i].says) {
            assert_string_equal(header(s, mail, "Auto-Submitted"), cases[i].says);
        } else {
            assert_null(header(s, mail, "Auto-Submitted"));
        }
    }
}

static void each_reader_is_led_to_a_page_of_theirs(void **state)
{
    static const struct { const char *kind, *link; } cases[] = {
        { HD_MAIL_TICKET_RECEIPT, "link: /tickets/" REF "\n" },
        { HD_MAIL_TICKET_ALERT, "link: /desk/tickets/" REF "\n" },
        { HD_MAIL_REPLY_ALERT, "link: /desk/tickets/" REF "#reply-m1\n" },
        { HD_MAIL_ANSWER, "link: /tickets/" REF "#reply-m1\n" },
    };
    state_t *s = *state;
    apr_size_t i;

    sql(s, "UPDATE person SET language = 'en', name = 'Mila'"); /* so that nothing in the mail is encoded */
    sql(s, "DELETE FROM attachment WHERE position = 1");
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *mail;

        add(s, cases[i].kind, "client@example.com", NULL, strstr(cases[i].kind, "alert") ? 0 : 1, 1, 1);
        deliver(s, NOW);
        mail = the_mail(s);
        if (!has(mail, cases[i].link)) fail_msg("no %s in %s", cases[i].link, mail);
        assert_true(has(mail, "author: Mila\n"));
        assert_true(has(mail, "files: b.png\n"));
    }
}

static void the_language_is_the_mails_else_the_persons_else_the_servers(void **state)
{
    state_t *s = *state;

    add(s, HD_MAIL_PASSWORD_CHANGED, "client@example.com", "sr-Latn", 1, 0, 0);
    deliver(s, NOW);
    assert_string_equal(header(s, the_mail(s), "Content-Language"), "sr-Latn");
    add(s, HD_MAIL_PASSWORD_CHANGED, "client@example.com", NULL, 1, 0, 0);
    deliver(s, NOW);
    assert_string_equal(header(s, the_mail(s), "Content-Language"), "sr-Cyrl");
    add(s, HD_MAIL_PASSWORD_CHANGED, "agent@example.com", NULL, 2, 0, 0);
    deliver(s, NOW);
    assert_string_equal(header(s, the_mail(s), "Content-Language"), "en");
    add(s, HD_MAIL_TICKET_ALERT, "technical@example.com", NULL, 0, 1, 1);
    deliver(s, NOW);
    assert_string_equal(header(s, the_mail(s), "Content-Language"), "en");
    sql(s, "UPDATE person SET language = 'sr-Latn', role = 'admin' WHERE id = 2");
    add(s, HD_MAIL_TICKET_ALERT, "agent@example.com", NULL, 2, 1, 1);
    deliver(s, NOW);
    assert_string_equal(header(s, the_mail(s), "Content-Language"), "sr-Latn");
}

static void a_department_has_a_name_in_the_readers_language(void **state)
{
    state_t *s = *state;

    sql(s, "UPDATE person SET name = 'Mila'");
    sql(s, "DELETE FROM attachment");
    add(s, HD_MAIL_TICKET_ALERT, "technical@example.com", NULL, 0, 1, 1);
    deliver(s, NOW);
    assert_true(has(the_mail(s), "dept: Technical support\n"));
    add(s, HD_MAIL_TICKET_RECEIPT, "client@example.com", "sr-Latn", 1, 1, 1);
    deliver(s, NOW);
    assert_true(has(the_mail(s), "dept: Tehni=C4=8Dka podr=C5=A1ka\n"));
    sql(s, "UPDATE ticket SET department_id = 2");
    add(s, HD_MAIL_TICKET_RECEIPT, "client@example.com", "en", 1, 1, 1);
    deliver(s, NOW);
    assert_true(has(the_mail(s), "dept: sales\n"));
}

static void answers_go_to_an_address_that_only_we_could_have_made(void **state)
{
    state_t *s = *state;
    const char *address = hd_reply_address("Example <support@example.com>", REF, "secret", s->pool), *mail;

    assert_true(strncmp(address, "support+7q2m9xk.", 16) == 0);
    assert_string_equal(strchr(address, '@'), "@example.com");
    assert_int_equal(strchr(address, '@') - address, 16 + 13);
    assert_string_not_equal(address, hd_reply_address("support@example.com", "HD-7Q2M9XM", "secret", s->pool));
    assert_string_not_equal(address, hd_reply_address("support@example.com", REF, "another", s->pool));
    assert_string_equal(hd_reply_address("a-very-long-local-part-of-an-address-for-support@example.com", REF, "s",
                                         s->pool), "a-very-long-local-part-of-an-address-for-support@example.com");
    assert_null(hd_reply_address("nonsense", REF, "secret", s->pool));

    add_answer(s, "client@example.com");
    deliver(s, NOW);
    mail = the_mail(s);
    assert_string_equal(header(s, mail, "Reply-To"), address);
    add(s, HD_MAIL_PASSWORD_CHANGED, "client@example.com", NULL, 1, 0, 0);
    deliver(s, NOW);
    assert_null(header(s, the_mail(s), "Reply-To"));
}

/* ---- forgotten passwords ---- */

static void ask_for_reset(state_t *s, const char *address)
{
    add(s, HD_MAIL_PASSWORD_RESET, address, "en", 0, 0, 0);
}

/* The token of the link in a mail. */
static const char *token_in(state_t *s, const char *mail)
{
    const char *at;
    char *text = apr_pstrdup(s->pool, mail), *from, *to;

    for (from = to = text; *from; from++) { /* quoted-printable: soft line ends, "=3D" */
        if (strncmp(from, "=\n", 2) == 0) {
            from++;
        } else if (strncmp(from, "=3D", 3) == 0) {
            *to++ = '=';
            from += 2;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    at = strstr(text, "link: /password/reset?token=");
    return at ? apr_pstrmemdup(s->pool, at + 28, strspn(at + 28, "0123456789abcdef")) : NULL;
}

static void strangers_and_the_disabled_get_no_link_and_nothing_tells(void **state)
{
    static const char *const nobody[] = { "unknown@example.com", "gone@example.com", "new@example.com", "nonsense" };
    state_t *s = *state;
    int i, count;

    for (i = 0; i < 4; i++) ask_for_reset(s, nobody[i]);
    deliver(s, NOW);
    came_in(s, &count);
    assert_int_equal(count, 0);
    assert_int_equal(s->waiting, 0);
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM token"), 0);
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND last_error = '' AND "
                                   "sent_at = 1700000000 AND attempts = 1"), 4);
}

static void a_person_gets_a_link_that_is_stored_as_a_hash(void **state)
{
    state_t *s = *state;
    const char *mail, *token;

    ask_for_reset(s, " CLIENT@EXAMPLE.com ");
    deliver(s, NOW);
    mail = the_mail(s);
    token = token_in(s, mail);
    assert_non_null(token);
    assert_int_equal(strlen(token), 64);
    assert_true(has(mail, "Client@example.com>")); /* to the address that was confirmed */
    assert_string_equal(ask(s, "SELECT token_hash FROM token"), hd_sha256(token, 64, s->pool));
    assert_int_equal(ask_number(s, "SELECT person_id FROM token WHERE purpose = 'password-reset' AND used_at = 0"), 1);
    assert_int_equal(ask_number(s, "SELECT expires_at FROM token"), NOW + 3600);
}

static void another_try_sends_the_same_link_with_a_whole_hour(void **state)
{
    state_t *s = *state;
    const hd_post_t *box = s->run.post;

    ask_for_reset(s, "client@example.com");
    deliver_by(s, "maildir:/dev/null/box");
    deliver(s, NOW);
    s->run.post = (hd_post_t *)box;
    deliver(s, NOW + 7200);
    assert_string_equal(ask(s, "SELECT token_hash FROM token"), hd_sha256(token_in(s, the_mail(s)), 64, s->pool));
    assert_int_equal(ask_number(s, "SELECT expires_at FROM token"), NOW + 7200 + 3600);
}

static void a_used_link_is_not_sent_again(void **state)
{
    state_t *s = *state;

    ask_for_reset(s, "client@example.com");
    deliver(s, NOW);
    the_mail(s);
    sql(s, "UPDATE token SET used_at = 5");
    sql(s, "UPDATE outbox SET state = 'queued', lease = 'died', leased_until = 0");
    deliver(s, NOW + 200);
    assert_int_equal(s->sent, 0);
    assert_string_equal(ask(s, "SELECT state FROM outbox"), "sent");
}

static void nobody_is_flooded_with_links(void **state)
{
    state_t *s = *state;
    int i, count;

    for (i = 0; i < 8; i++) ask_for_reset(s, "client@example.com");
    deliver(s, NOW);
    came_in(s, &count);
    assert_int_equal(count, 5);
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM token"), 5);
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'"), 8);
    ask_for_reset(s, "client@example.com");
    deliver(s, NOW + 3601);
    assert_int_equal(s->sent, 1);
}

/* ---- housekeeping ---- */

static void housekeeping_takes_what_is_over_and_nothing_else(void **state)
{
    const hd_keep_terms_t terms = { { 1000, 100 }, 0 };
    state_t *s = *state;

    sql(s, "INSERT INTO session (token_hash, person_id, created_at, seen_at, address, agent) VALUES "
           "('live', 1, 1699999900, 1699999950, '', ''), ('idle', 1, 1699999500, 1699999800, '', ''), "
           "('old', 1, 1699998000, 1699999990, '', '')");
    sql(s, "INSERT INTO token (token_hash, person_id, purpose, created_at, expires_at, used_at) VALUES "
           "('live', 1, 'x', 1, 1700000100, 0), ('used', 1, 'x', 1, 1700000100, 1699000000), "
           "('over', 1, 'x', 1, 1699000000, 0)");
    sql(s, "INSERT INTO login_attempt (id, subject, at) VALUES ('live', 'x', 1699999000), ('over', 'x', 1699900000)");
    sql(s, "INSERT INTO staged_file (public_id, person_id, name, type, bytes, sha256, created_at) VALUES "
           "('live', 1, 'n', 't', 1, 'x', 1699999000), ('over', 1, 'n', 't', 1, 'x', 1699900000)");
    hd_fixture_ok(hd_housekeeping(s->f->db, NULL, &terms, NOW, s->pool));
    assert_string_equal(ask(s, "SELECT MIN(token_hash) FROM session"), "live");
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM session"), 1);
    assert_string_equal(ask(s, "SELECT MIN(token_hash) FROM token"), "live");
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM token"), 1);
    assert_string_equal(ask(s, "SELECT MAX(id) FROM login_attempt"), "live");
    assert_string_equal(ask(s, "SELECT MAX(public_id) FROM staged_file"), "live");
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM staged_file"), 1);
}

/* Mails of a state, due one after the other from a time on; the outbox's newest is another one. */
static void add_mails(state_t *s, const char *mail_state, int count, hd_time_t due, hd_time_t sent)
{
    int i;

    for (i = 0; i < count; i++) {
        sql(s, apr_psprintf(s->pool, "INSERT INTO outbox (public_id, kind, recipient, language, state, created_at, due_at, "
                            "attempts, lease, leased_until, last_error, sent_at) VALUES "
                            "('x%s%d', 'answer', 'c@example.com', '', '%s', "
                            "%" APR_INT64_T_FMT ", %" APR_INT64_T_FMT ", 1, '', 0, '', %" APR_INT64_T_FMT ")",
                            mail_state, i, mail_state, (apr_int64_t)due + i, (apr_int64_t)due + i, (apr_int64_t)sent));
    }
}

static apr_int64_t mails_in(state_t *s, const char *mail_state)
{
    return ask_number(s, apr_psprintf(s->pool, "SELECT COUNT(*) FROM outbox WHERE state = '%s'", mail_state));
}

static void a_mail_that_is_out_leaves_the_outbox_when_its_days_are_over(void **state)
{
    const hd_time_t old = NOW - 90 * HD_DAY_SEC;
    hd_keep_terms_t terms = { { 0, 0 }, 0 };
    state_t *s = *state;

    add_mails(s, "failed", 1, old - 900, 0);
    add_mails(s, "queued", 1, old - 900, 0);
    add_mails(s, "dropped", 2, old - 1, 0); /* the second has a second left */
    add_mails(s, "sent", 450, old - 449, old - 1); /* more than go at once; the last has a second left */
    sql(s, "UPDATE outbox SET sent_at = 1699999000 WHERE public_id = 'xsent7'"); /* tried for long */
    hd_fixture_ok(hd_housekeeping(s->f->db, NULL, &terms, NOW, s->pool));
    assert_int_equal(mails_in(s, "sent"), 450);
    assert_int_equal(ask_number(s, "SELECT before_at FROM outbox_tidied"), 0);
    terms.outbox_days = 90;
    hd_fixture_ok(hd_housekeeping(s->f->db, NULL, &terms, NOW, s->pool));
    assert_int_equal(mails_in(s, "sent"), 2);
    assert_int_equal(mails_in(s, "dropped"), 1);
    assert_int_equal(mails_in(s, "failed") + mails_in(s, "queued"), 2);
    assert_int_equal(ask_number(s, "SELECT before_at FROM outbox_tidied"), old);
    hd_fixture_ok(hd_housekeeping(s->f->db, NULL, &terms, NOW + HD_DAY_SEC, s->pool));
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM outbox WHERE public_id = 'xsent449'"), 1); /* the newest */
    assert_int_equal(mails_in(s, "sent"), 2);
    assert_int_equal(mails_in(s, "dropped"), 0);
}

static void nothing_is_taken_out_of_the_hands_of_a_worker_because_a_clock_is_behind(void **state)
{
    state_t *s = *state;

    add_answer(s, "client@example.com");
    sql(s, "UPDATE outbox SET lease = 'other', leased_until = 1700000120");
    hd_fixture_ok(hd_outbox_clock(s->f->db, NOW - 5 * HD_DAY_SEC));
    assert_string_equal(ask(s, "SELECT lease FROM outbox"), "other");
    deliver(s, NOW + 60);
    assert_int_equal(s->sent, 0);
}

static void what_a_clock_has_put_off_that_was_ahead_is_due_and_its_leases_end(void **state)
{
    state_t *s = *state;

    add_answer(s, "client@example.com");
    add_answer(s, "client@example.com");
    sql(s, "UPDATE outbox SET due_at = 1800000000 WHERE id = 1");
    sql(s, "UPDATE outbox SET lease = 'gone', leased_until = 1800000000 WHERE id = 2");
    hd_fixture_ok(hd_outbox_clock(s->f->db, NOW));
    deliver(s, NOW);
    assert_int_equal(s->sent, 1);
    hd_fixture_ok(hd_outbox_clock_leases(s->f->db, NOW));
    deliver(s, NOW);
    assert_int_equal(s->sent, 1);
}

static void what_was_begun_while_a_clock_was_ahead_begins_now(void **state)
{
    state_t *s = *state;

    sql(s, "INSERT INTO session (token_hash, person_id, created_at, seen_at, address, agent) VALUES "
           "('ahead', 1, 1800000000, 1800000000, '', ''), ('now', 1, 1700000200, 1700000210, '', '')");
    sql(s, "INSERT INTO token (token_hash, person_id, purpose, created_at, expires_at, used_at) VALUES "
           "('ahead', 1, 'x', 1800000000, 1800003600, 0), ('now', 1, 'x', 1700000200, 1700003600, 0)");
    sql(s, "INSERT INTO login_attempt (id, subject, at) VALUES ('ahead', 'x', 1800000000), ('now', 'x', 1700000200)");
    hd_fixture_ok(hd_housekeeping_clock(s->f->db, NOW));
    assert_int_equal(ask_number(s, "SELECT created_at FROM session WHERE token_hash = 'ahead'"), NOW);
    assert_int_equal(ask_number(s, "SELECT seen_at FROM session WHERE token_hash = 'now'"), NOW + 210);
    assert_string_equal(ask(s, "SELECT MIN(token_hash) FROM token"), "now");
    assert_string_equal(ask(s, "SELECT MIN(id) FROM login_attempt"), "now");
}

#define T(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    const struct CMUnitTest tests[] = {
        T(a_mail_goes_out_once),
        T(a_refused_recipient_does_not_hold_up_the_others),
        T(a_server_that_is_away_costs_one_mail_a_pause_and_the_rest_nothing),
        T(pauses_grow_and_after_three_days_a_mail_has_failed),
        T(failed_mails_are_tried_again_when_somebody_says_so),
        T(the_list_shows_the_newest_first),
        T(what_waits_is_counted_with_the_age_of_the_oldest),
        T(a_row_in_hand_comes_free_when_its_lease_ends),
        T(a_database_that_is_away_for_a_moment_does_not_make_a_mail_go_out_twice),
        T(a_slow_database_is_told_that_a_mail_is_out_until_its_lease_ends_and_not_longer),
        T(a_mail_that_ends_each_worker_that_takes_it_is_given_up),
        T(two_workers_never_deliver_the_same_mail),
        T(a_raised_flag_ends_the_run),
        T(a_composer_that_fails_is_tried_again_and_its_words_fit),
        T(what_is_gone_fails_with_a_reason),
        T(an_address_that_is_none_fails_at_once),
        T(the_mails_of_a_ticket_hang_together),
        T(another_try_has_the_same_message_id),
        T(robots_say_that_they_are_robots_and_people_do_not),
        T(each_reader_is_led_to_a_page_of_theirs),
        T(the_language_is_the_mails_else_the_persons_else_the_servers),
        T(a_department_has_a_name_in_the_readers_language),
        T(answers_go_to_an_address_that_only_we_could_have_made),
        T(strangers_and_the_disabled_get_no_link_and_nothing_tells),
        T(a_person_gets_a_link_that_is_stored_as_a_hash),
        T(another_try_sends_the_same_link_with_a_whole_hour),
        T(a_used_link_is_not_sent_again),
        T(nobody_is_flooded_with_links),
        T(housekeeping_takes_what_is_over_and_nothing_else),
        T(a_mail_that_is_out_leaves_the_outbox_when_its_days_are_over),
        T(nothing_is_taken_out_of_the_hands_of_a_worker_because_a_clock_is_behind),
        T(what_a_clock_has_put_off_that_was_ahead_is_due_and_its_leases_end),
        T(what_was_begun_while_a_clock_was_ahead_begins_now),
    };
    int failed = 0;
    size_t i;

    for (i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, NULL, NULL);
    }
    return failed;
}
