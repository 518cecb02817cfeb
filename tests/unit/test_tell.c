/* tests/unit/test_tell.c: the mails of agents are made once out of a receipt, whoever makes them, and only for who works there.
 * On every database that is to be had (db_fixture.h). Rows are made by SQL here: people come and go in ways that need time.
 * SPDX-License-Identifier: Apache-2.0 */
#include "mail_fixture.h"

#include "db_fixture.h"

#include <apr_thread_proc.h>

#include "../../src/domain/housekeeping.h"
#include "../../src/domain/tell.h"
#include "../../src/domain/webhook_edit.h"

#define NOW 1700000000
#define WORKERS 4
#define RECEIPTS 30
#define DAYS 0 /* no webhook is switched off */

typedef struct state_t {
    hd_fixture_t *f;
    apr_pool_t *pool;
    apr_dbd_t *raw;
} state_t;

static const char *driver; /* of the group of tests that runs */

static void sql(state_t *s, const char *statement)
{
    int affected, status = apr_dbd_query(s->f->driver, s->raw, &affected, statement);

    if (status != 0) fail_msg("%s: %s", statement, apr_dbd_error(s->f->driver, s->raw, status));
}

static apr_int64_t ask(state_t *s, const char *query)
{
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    apr_int64_t value = -1;
    int status = apr_dbd_select(s->f->driver, s->pool, s->raw, &results, query, strcmp(driver, "mysql") != 0);

    if (status != 0) fail_msg("%s: %s", query, apr_dbd_error(s->f->driver, s->raw, status));
    while (apr_dbd_get_row(s->f->driver, s->pool, results, &row, -1) == 0) {
        value = apr_atoi64(apr_dbd_get_entry(s->f->driver, row, 0));
    }
    return value;
}

static apr_int64_t mails_to(state_t *s, const char *email)
{
    return ask(s, apr_psprintf(s->pool, "SELECT COUNT(*) FROM outbox WHERE recipient = '%s'", email));
}

/* A client, an agent who wants all and one who does not work there, and a ticket. */
static int start(void **state)
{
    hd_fixture_t *f = hd_fixture_open_on(driver);
    state_t *s = apr_pcalloc(f->pool, sizeof(*s));
    apr_pool_t *raw_pool;

    s->f = f;
    apr_pool_create(&s->pool, f->pool);
    apr_pool_create(&raw_pool, f->pool);
    assert_int_equal(apr_dbd_open(f->driver, raw_pool, f->params, &s->raw), APR_SUCCESS);
    sql(s, "INSERT INTO person (public_id, email, email_folded, email_confirmed, name, password_hash, role, language, "
           "theme, disabled, created_at) VALUES "
           "('p1', 'client@example.com', 'client@example.com', 1, 'Client', 'x', 'client', 'en', '', 0, 1), "
           "('p2', 'all@example.com', 'all@example.com', 1, 'All', 'x', 'agent', 'en', '', 0, 1), "
           "('p3', 'away@example.com', 'away@example.com', 1, 'Away', 'x', 'agent', 'en', '', 0, 1), "
           "('p4', 'was@example.com', 'was@example.com', 1, 'Was', 'x', 'client', 'en', '', 0, 1)");
    sql(s, "INSERT INTO account (public_id, name, created_at) VALUES ('a1', 'Client d.o.o.', 1)");
    sql(s, "INSERT INTO membership (person_id, account_id, is_owner, may_billing, may_support) VALUES (1, 1, 0, 0, 1)");
    sql(s, "INSERT INTO department (slug, position, active) VALUES ('technical', 1, 1), ('sales', 2, 1)");
    sql(s, "INSERT INTO staff_department (person_id, department_id) VALUES (2, 1), (4, 1)");
    sql(s, "INSERT INTO notice_choice (department_id, person_id, choice) VALUES (1, 2, 'all'), (1, 3, 'all'), (1, 4, "
           "'all')");
    sql(s, "INSERT INTO ticket (ref, account_id, person_id, department_id, service_id, subject, priority, channel, "
           "status, closed, created_at, updated_at, answered_at, closed_at, last_person_id, last_excerpt) VALUES "
           "('HD-7Q2M9XK', 1, 1, 1, NULL, 'Help', 'medium', 'portal', 'open', 0, 5, 5, 0, 0, 1, '')");
    sql(s, "INSERT INTO message (public_id, ticket_id, person_id, side, channel, once, body, body_xml, created_at) "
           "VALUES ('m1', 1, 1, 'client', 'portal', 'o1', 'Help', '<p>Help</p>', 1699999000)");
    *state = s;
    return 0;
}

static int end(void **state)
{
    state_t *s = *state;

    apr_dbd_close(s->f->driver, s->raw);
    hd_fixture_close(s->f);
    return 0;
}

static void receipt(state_t *s, const char *kind)
{
    const hd_outbox_item_t item = { kind, "client@example.com", "en", 1, 1, 1 };

    hd_fixture_ok(hd_outbox_add(s->f->db, &item, NOW, NOW, s->pool));
}

/* A webhook of the ticket's department. @param event  "": all */
static void hook(state_t *s, const char *event)
{
    apr_array_header_t *events = apr_array_make(s->pool, 1, sizeof(const char *));
    hd_webhook_edit_t wanted = { .department = "technical", .url = "https://example.com/hook", .events = events };
    const hd_by_t by = { 0, NOW, NULL, NULL };
    const char *id;

    if (*event) APR_ARRAY_PUSH(events, const char *) = event;
    hd_fixture_ok(hd_webhook_secret_make(&wanted.secret, s->pool));
    hd_fixture_ok(hd_webhook_add(&id, s->f->db, &by, &wanted, s->pool));
}

static void tell(state_t *s)
{
    hd_fixture_ok(hd_tell_new(s->f->db, NOW, s->pool));
}

static void a_receipt_brings_the_mails_of_who_works_there_once(void **state)
{
    state_t *s = *state;

    receipt(s, HD_MAIL_TICKET_RECEIPT);
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM outbox"), 1);
    tell(s);
    tell(s);
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM outbox"), 2);
    assert_int_equal(mails_to(s, "all@example.com"), 1);
    assert_int_equal(
        ask(s, "SELECT COUNT(*) FROM outbox WHERE kind = 'ticket-alert' AND person_id = 2 AND state = 'queued'"), 1);
}

static void a_mail_that_is_tried_again_by_hand_brings_no_others(void **state)
{
    state_t *s = *state;
    int count;

    receipt(s, HD_MAIL_REPLY_RECEIPT);
    tell(s);
    sql(s, "UPDATE outbox SET state = 'failed', lease = '', attempts = 9, last_error = 'refused' WHERE person_id = 1");
    hd_fixture_ok(hd_outbox_retry(&count, s->f->db, NULL, NOW, s->pool));
    assert_int_equal(count, 1);
    tell(s);
    assert_int_equal(mails_to(s, "all@example.com"), 1);
}

static hd_error_t *compose(hd_composed_t *out, const hd_mail_matter_t *matter, void *baton, apr_pool_t *pool)
{
    (void)baton;
    out->subject = out->html = out->text = apr_pstrdup(pool, matter->recipient);
    return NULL;
}

static void who_has_left_meanwhile_gets_no_mail(void **state)
{
    static const char *const leaves[] = { "UPDATE person SET disabled = 1 WHERE id = 2",
                                          "UPDATE person SET role = 'client' WHERE id = 2",
                                          "UPDATE ticket SET department_id = 2", "DELETE FROM staff_department" };
    state_t *s = *state;
    const char *dir = hd_temp_dir(s->pool), *inbox = apr_pstrcat(s->pool, dir, "/box/new", NULL);
    hd_outbox_run_t run = { .from = "support@example.com",
                            .host = "example.com",
                            .secret = "s",
                            .default_language = "en",
                            .owner = "t",
                            .lease_sec = HD_OUTBOX_LEASE_SEC,
                            .compose = compose };
    int i, sent, waiting, count;

    hd_letter_init();
    hd_deliver_init();
    run.post = hd_open_post(apr_pstrcat(s->pool, "maildir:", dir, "/box", NULL), s->pool);
    for (i = 0; i < 4; i++) {
        sql(s, "UPDATE person SET disabled = 0, role = 'agent' WHERE id = 2");
        sql(s, "UPDATE ticket SET department_id = 1");
        receipt(s, HD_MAIL_REPLY_RECEIPT);
        tell(s);
        assert_int_equal(mails_to(s, "all@example.com"), i + 1);
        sql(s, leaves[i]);
        hd_fixture_ok(hd_outbox_deliver(&sent, &waiting, s->f->db, &run, 100, NOW, s->pool));
        assert_int_equal(waiting, 0);
    }
    hd_dir_text(&count, inbox, s->pool);
    assert_int_equal(count, 4); /* the client's */
    assert_int_equal(mails_to(s, "away@example.com") + mails_to(s, "was@example.com"), 0);
    hd_temp_dir_remove(dir);
}

typedef struct worker_t {
    state_t *s;
    int taken;
    apr_pool_t *pool;
    hd_error_t *error;
} worker_t;

/* An answer waits in the outbox while its client leaves: it goes to nobody; to one who has only been merged it goes. */
static void a_client_who_has_left_gets_no_mail(void **state)
{
    static const char *const leaves[] = { "UPDATE person SET disabled = 1 WHERE id = 1",
                                          "UPDATE membership SET may_support = 0, may_billing = 1",
                                          "UPDATE ticket SET account_id = 2", "UPDATE ticket SET person_id = 4" };
    state_t *s = *state;
    const char *dir = hd_temp_dir(s->pool), *inbox = apr_pstrcat(s->pool, dir, "/box/new", NULL);
    hd_outbox_run_t run = { .from = "support@example.com",
                            .host = "example.com",
                            .secret = "s",
                            .default_language = "en",
                            .owner = "t",
                            .lease_sec = HD_OUTBOX_LEASE_SEC,
                            .compose = compose };
    int i, sent, waiting, count;

    sql(s, "INSERT INTO account (public_id, name, created_at) VALUES ('a2', 'Other', 1)");
    sql(s, "DELETE FROM notice_choice");
    hd_letter_init();
    hd_deliver_init();
    run.post = hd_open_post(apr_pstrcat(s->pool, "maildir:", dir, "/box", NULL), s->pool);
    for (i = 0; i < 4; i++) {
        sql(s, "UPDATE person SET disabled = 0 WHERE id = 1");
        sql(s, "UPDATE membership SET may_support = 1");
        sql(s, "UPDATE ticket SET account_id = 1");
        receipt(s, HD_MAIL_ANSWER);
        sql(s, leaves[i]);
        hd_fixture_ok(hd_outbox_deliver(&sent, &waiting, s->f->db, &run, 100, NOW, s->pool));
        assert_int_equal(waiting, 0);
        hd_dir_text(&count, inbox, s->pool);
        assert_int_equal(count, i == 3);
    }
    hd_temp_dir_remove(dir);
}

static apr_int64_t mails_of(state_t *s, apr_int64_t person)
{
    return ask(s, apr_psprintf(s->pool, "SELECT COUNT(*) FROM outbox WHERE kind = 'answer' AND person_id = %d", (int)person));
}

/* Who opened the ticket; else the owners; else who has a right on tickets. Webhooks are told of one answer once. */
static void an_answer_goes_to_the_owners_when_its_client_has_left(void **state)
{
    const hd_outbox_item_t answer = { HD_MAIL_ANSWER, NULL, NULL, 0, 1, 1 };
    state_t *s = *state;

    sql(s, "DELETE FROM notice_choice");
    hook(s, HD_EVENT_ANSWERED);
    sql(s, "INSERT INTO person (public_id, email, email_folded, email_confirmed, name, password_hash, role, language, "
           "theme, disabled, created_at) VALUES "
           "('p5', 'boss@example.com', 'boss@example.com', 1, 'Boss', 'x', 'client', 'en', '', 0, 1), "
           "('p6', 'partner@example.com', 'partner@example.com', 1, 'Partner', 'x', 'client', 'en', '', 0, 1), "
           "('p7', 'payer@example.com', 'payer@example.com', 1, 'Payer', 'x', 'client', 'en', '', 0, 1), "
           "('p8', 'mate@example.com', 'mate@example.com', 1, 'Mate', 'x', 'client', 'en', '', 0, 1)");
    sql(s, "INSERT INTO membership (person_id, account_id, is_owner, may_billing, may_support) VALUES (5, 1, 1, 0, 0), "
           "(6, 1, 1, 0, 0), (7, 1, 0, 1, 0), (8, 1, 0, 0, 1)");
    hd_fixture_ok(hd_tell_clients(s->f->db, &answer, 0, NOW, s->pool));
    assert_int_equal(mails_of(s, 1), 1);
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM outbox"), 1);
    tell(s);
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM webhook_call"), 1);

    sql(s, "DELETE FROM membership WHERE person_id = 1");
    hd_fixture_ok(hd_tell_clients(s->f->db, &answer, 0, NOW, s->pool));
    tell(s);
    assert_int_equal(mails_of(s, 1), 1);
    assert_int_equal(mails_of(s, 5), 1);
    assert_int_equal(mails_of(s, 6), 1);
    assert_int_equal(mails_of(s, 7) + mails_of(s, 8), 0);
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM webhook_call"), 2);

    sql(s, "UPDATE person SET disabled = 1 WHERE id IN (5, 6)");
    hd_fixture_ok(hd_tell_clients(s->f->db, &answer, 0, NOW, s->pool));
    assert_int_equal(mails_of(s, 8), 1);
    assert_int_equal(mails_of(s, 5) + mails_of(s, 6) + mails_of(s, 7), 2);
    hd_fixture_ok(hd_tell_clients(s->f->db, &answer, 8, NOW, s->pool)); /* not about what they did themselves */
    assert_int_equal(mails_of(s, 8), 1);

    sql(s, "DELETE FROM membership");
    hd_fixture_ok(hd_tell_clients(s->f->db, &answer, 0, NOW, s->pool));
    tell(s);
    assert_int_equal(mails_of(s, 1), 2); /* goes out to nobody: a_client_who_has_left_gets_no_mail */
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM webhook_call"), 4);
}

static void *APR_THREAD_FUNC work(apr_thread_t *thread, void *data)
{
    worker_t *w = data;
    hd_db_t *db;
    int i;

    (void)thread;
    w->error = hd_fixture_connect_to(&db, w->s->f, w->s->f->params, w->pool);
    for (i = 0; !w->error && i < 5; i++) w->error = hd_tell_new(db, NOW, w->pool);
    for (i = 0; !w->error && i < RECEIPTS; i++) {
        apr_array_header_t *calls = apr_array_make(w->pool, 1, sizeof(hd_webhook_call_t *));
        hd_outbox_run_t run = { .owner = "w", .lease_sec = HD_OUTBOX_LEASE_SEC };

        w->error = hd_webhook_take(calls, db, &run, "https://example.com/portal", 1, NOW, w->pool);
        if (w->error || !calls->nelts) continue;
        w->taken++;
        w->error =
            hd_webhook_end(calls, db, hd_webhook_call_hook(APR_ARRAY_IDX(calls, 0, hd_webhook_call_t *)), NULL, 0, NOW);
    }
    return NULL;
}

static void workers_at_once_make_each_mail_once(void **state)
{
    state_t *s = *state;
    worker_t workers[WORKERS];
    apr_thread_t *threads[WORKERS];
    apr_status_t status;
    int i, taken = 0;

    hook(s, "");
    for (i = 0; i < RECEIPTS; i++) receipt(s, HD_MAIL_TICKET_RECEIPT);
    for (i = 0; i < WORKERS; i++) {
        workers[i] = (worker_t){ s, 0, NULL, NULL };
        apr_pool_create_unmanaged_ex(&workers[i].pool, NULL, NULL);
        assert_int_equal(apr_thread_create(&threads[i], NULL, work, &workers[i], s->pool), APR_SUCCESS);
    }
    for (i = 0; i < WORKERS; i++) {
        apr_thread_join(&status, threads[i]);
        hd_fixture_ok(workers[i].error);
        taken += workers[i].taken;
        apr_pool_destroy(workers[i].pool);
    }
    tell(s);
    assert_int_equal(mails_to(s, "all@example.com"), RECEIPTS);
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM outbox WHERE kind = 'webhook'"), RECEIPTS);
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM outbox WHERE kind = 'webhook' AND state = 'sent' AND attempts = 1"),
                     taken);
}

static void end_first(state_t *s, apr_array_header_t *calls, const hd_error_t *failure)
{
    const hd_hook_t *hook = hd_webhook_call_hook(APR_ARRAY_IDX(calls, 0, hd_webhook_call_t *));

    hd_fixture_ok(hd_webhook_end(calls, s->f->db, hook, failure, DAYS, NOW));
}

static void a_webhook_rests_with_all_its_calls_when_it_does_not_answer(void **state)
{
    state_t *s = *state;
    hd_outbox_run_t run = { .owner = "w", .lease_sec = HD_OUTBOX_LEASE_SEC };
    apr_array_header_t *calls = apr_array_make(s->pool, 4, sizeof(hd_webhook_call_t *));
    hd_error_t *silent = hd_error(s->pool, HD_BUSY, "hook-unreachable", "no answer");
    const char *url = "https://example.com/portal";

    hook(s, "");
    hook(s, "ticket.replied");
    receipt(s, HD_MAIL_REPLY_RECEIPT);
    receipt(s, HD_MAIL_REPLY_RECEIPT);
    hd_fixture_ok(hd_webhook_take(calls, s->f->db, &run, url, 9, NOW, s->pool));
    assert_int_equal(calls->nelts, 2); /* one of each */
    end_first(s, calls, silent);
    hd_fixture_ok(hd_webhook_take(calls, s->f->db, &run, url, 9, NOW + 1, s->pool));
    assert_int_equal(calls->nelts, 1); /* the other's that is in hand */
    end_first(s, calls, NULL);
    hd_fixture_ok(hd_webhook_take(calls, s->f->db, &run, url, 9, NOW + 1, s->pool));
    assert_int_equal(calls->nelts, 1);
    hd_fixture_ok(hd_webhook_take(calls, s->f->db, &run, url, 9, NOW + 31, s->pool));
    assert_int_equal(calls->nelts, 2);
}

static void what_happened_is_told_to_those_who_want_to_know_it(void **state)
{
    state_t *s = *state;

    hook(s, "ticket.status");
    hook(s, "");
    sql(s, "INSERT INTO webhook (public_id, department_id, url, secret, events, active, created_at) VALUES "
           "('off', 1, 'https://example.com', 's', ' ticket.status ', 0, 1), "
           "('sales', 2, 'https://example.com', 's', ' ticket.status ', 1, 1)");
    hd_fixture_ok(hd_webhook_tell_change(s->f->db, 1, 2, "closed", "open", "closed", NOW));
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM webhook_call WHERE event = 'ticket.status'"), 2);
    hd_fixture_ok(hd_webhook_tell_change(s->f->db, 1, 2, "subject", "open", "closed", NOW));
    hd_fixture_ok(hd_webhook_tell_change(s->f->db, 1, 2, "undone", "", "", NOW));
    hd_fixture_ok(hd_webhook_tell_change(s->f->db, 1, 2, "assigned", "", "All", NOW));
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM webhook_call"), 3);
}

static void what_was_told_long_ago_is_forgotten(void **state)
{
    state_t *s = *state;
    hd_keep_terms_t terms = { { 0, 0 }, 0 };

    sql(s, "INSERT INTO webhook (public_id, department_id, url, secret, events, active, created_at) VALUES "
           "('w1', 1, 'https://example.com/', 's', ' ticket.status ', 1, 1)");
    hd_fixture_ok(hd_webhook_tell_change(s->f->db, 1, 2, "closed", "open", "closed", NOW));
    hd_fixture_ok(hd_webhook_tell_change(s->f->db, 1, 2, "reopened", "closed", "open", NOW + HD_DAY_SEC));
    hd_fixture_ok(hd_housekeeping(s->f->db, NULL, &terms, NOW + 31 * HD_DAY_SEC - 1, s->pool));
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM webhook_call"), 2); /* nobody has been told yet */
    sql(s, "UPDATE webhook_call SET public_id = 'told' WHERE to_value = 'closed'");
    sql(s, "UPDATE webhook_call SET public_id = 'told2' WHERE to_value = 'open'");
    hd_fixture_ok(hd_housekeeping(s->f->db, NULL, &terms, NOW + 31 * HD_DAY_SEC - 1, s->pool));
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM webhook_call WHERE public_id = 'told2'"), 1);
    assert_int_equal(ask(s, "SELECT COUNT(*) FROM webhook_call"), 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    const struct CMUnitTest tests[] = {
        T(a_receipt_brings_the_mails_of_who_works_there_once),
        T(a_mail_that_is_tried_again_by_hand_brings_no_others),
        T(who_has_left_meanwhile_gets_no_mail),
        T(a_client_who_has_left_gets_no_mail),
        T(an_answer_goes_to_the_owners_when_its_client_has_left),
        T(workers_at_once_make_each_mail_once),
        T(a_webhook_rests_with_all_its_calls_when_it_does_not_answer),
        T(what_happened_is_told_to_those_who_want_to_know_it),
        T(what_was_told_long_ago_is_forgotten),
    };
    int failed = 0;
    size_t i;

    for (i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, NULL, NULL);
    }
    return failed;
}
