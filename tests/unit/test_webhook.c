/* tests/unit/test_webhook.c: a webhook that takes no call: it rests, what waits for it keeps out of the others' way, and after
 * days it switches itself off; on every database that is to be had (desk_fixture.h).
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_fixture.h"

#include "../../src/domain/webhook_edit.h"

#define NOW (DESK_BEGIN + HD_DAY_SEC)
#define DAYS 5
#define MANY 250
#define URL "https://example.com/portal"

static const char *driver;

typedef struct hooked_t {
    desk_t *desk;
    hd_db_t *db;
    apr_pool_t *pool;
    apr_int64_t ticket;
    hd_outbox_run_t run;
    apr_array_header_t *calls;
} hooked_t;

static int open_desk(void **state)
{
    desk_t *d = desk_open(driver);
    hooked_t *h = apr_pcalloc(d->pool, sizeof(*h));

    h->desk = d;
    h->db = d->db;
    h->pool = d->pool;
    h->run = (hd_outbox_run_t){ .owner = "w", .lease_sec = HD_OUTBOX_LEASE_SEC };
    h->calls = apr_array_make(d->pool, 4, sizeof(hd_webhook_call_t *));
    h->ticket = desk_id(d, desk_ticket(d, "technical", "medium", DESK_BEGIN));
    *state = h;
    return 0;
}

static int close_desk(void **state)
{
    desk_close(((hooked_t *)*state)->desk);
    return 0;
}

static const char *add_hook(hooked_t *h, const char *url)
{
    const hd_by_t by = { h->desk->agent->id, NOW, NULL, NULL };
    hd_webhook_edit_t wanted = { .department = "technical", .url = url, .events = apr_array_make(h->pool, 1, sizeof(char *)) };
    const char *id;

    hd_fixture_ok(hd_webhook_secret_make(&wanted.secret, h->pool));
    hd_fixture_ok(hd_webhook_add(&id, h->db, &by, &wanted, h->pool));
    return id;
}

static hd_webhook_t *get(hooked_t *h, const char *id)
{
    hd_webhook_t *webhook;

    hd_fixture_ok(hd_webhook_get(&webhook, h->db, id, h->pool));
    assert_non_null(webhook);
    return webhook;
}

/* Something that all webhooks are told. */
static void happen(hooked_t *h, int times, hd_time_t now)
{
    int i;

    for (i = 0; i < times; i++) hd_fixture_ok(hd_webhook_tell_change(h->db, h->ticket, 0, "closed", "open", "closed", now));
}

static int take(hooked_t *h, hd_time_t now)
{
    hd_fixture_ok(hd_webhook_take(h->calls, h->db, &h->run, URL, 9, now, h->pool));
    return h->calls->nelts;
}

/* The first call in hand comes back. @param code  "" it was taken */
static void come_back(hooked_t *h, const char *code, int days, hd_time_t now)
{
    hd_error_t *failure = *code ? hd_error(h->pool, HD_BUSY, code, "it is \"down\"") : NULL;

    hd_fixture_ok(hd_webhook_end(h->calls, h->db, hd_webhook_call_hook(APR_ARRAY_IDX(h->calls, 0, hd_webhook_call_t *)), failure,
                                 days, now));
}

/* One call, whatever becomes of it. */
static void call_once(hooked_t *h, const char *code, int days, hd_time_t now)
{
    happen(h, 1, now);
    assert_int_equal(take(h, now), 1);
    come_back(h, code, days, now);
}

/* How many of its calls stand in the outbox, and how many of them have been put off. */
static void count_queued(int *queued, int *put_off, hooked_t *h, hd_time_t now)
{
    apr_array_header_t *rows;
    int i;

    *queued = *put_off = 0;
    hd_fixture_ok(hd_outbox_list(&rows, h->db, "queued", 2 * MANY, h->pool));
    for (i = 0; i < rows->nelts; i++) {
        const hd_outbox_row_t *row = &APR_ARRAY_IDX(rows, i, hd_outbox_row_t);
        if (strcmp(row->kind, "webhook")) continue;
        (*queued)++;
        if (row->due_at > now) (*put_off)++;
    }
}

static void one_that_does_not_answer_rests_and_nothing_else_is_written(void **state)
{
    hooked_t *h = *state;
    const char *id = add_hook(h, "https://example.com/hook");
    apr_array_header_t *all;
    int queued, put_off;

    happen(h, MANY, NOW);
    assert_int_equal(take(h, NOW), 1);
    come_back(h, "hook-unreachable", DAYS, NOW);
    count_queued(&queued, &put_off, h, NOW);
    assert_int_equal(queued, 100);
    assert_int_equal(put_off, 1); /* the one that was tried: the rest stays as it is */
    assert_int_equal(take(h, NOW + 29), 0);
    assert_int_equal(take(h, NOW + 31), 1);
    come_back(h, "", DAYS, NOW + 31);
    assert_int_equal(take(h, NOW + 31), 1); /* at once, when one was taken */
    come_back(h, "", DAYS, NOW + 31);
    take(h, NOW + 31);
    hd_fixture_ok(hd_webhooks(&all, h->db, h->pool));
    hd_fixture_ok(hd_webhooks_waiting(all, h->db, h->pool));
    assert_int_equal(APR_ARRAY_IDX(all, 0, hd_webhook_t).waiting, MANY + 1 - 2); /* the ticket was opened, too */
    assert_string_equal(get(h, id)->last_error, "");
}

static void a_rest_written_while_a_clock_was_ahead_is_none(void **state)
{
    hooked_t *h = *state;

    add_hook(h, "https://example.com/hook");
    happen(h, 2, NOW);
    take(h, NOW);
    come_back(h, "hook-unreachable", 0, NOW + HD_DAY_SEC);
    assert_int_equal(take(h, NOW + 1), 1);
}

static void one_that_is_full_does_not_hold_the_others_up(void **state)
{
    hooked_t *h = *state;

    add_hook(h, "https://silent.example.com/");
    happen(h, MANY, NOW);
    take(h, NOW);
    add_hook(h, "https://good.example.com/");
    happen(h, 1, NOW);
    assert_int_equal(take(h, NOW), 2);
    come_back(h, "hook-unreachable", DAYS, NOW);
    come_back(h, "", DAYS, NOW);
    happen(h, 1, NOW);
    assert_int_equal(take(h, NOW), 1);
    assert_string_equal(hd_webhook_call_hook(APR_ARRAY_IDX(h->calls, 0, hd_webhook_call_t *))->url, "https://good.example.com/");
}

static const hd_audit_row_t *last_note(hooked_t *h, const char *id)
{
    const hd_audit_query_t query = { .what = "", .object = HD_OBJECT_WEBHOOK, .object_id = id, .limit = 50 };
    hd_audit_list_t list;

    hd_fixture_ok(hd_audit_list(&list, h->db, &query, h->pool));
    assert_true(list.rows->nelts > 0);
    return &APR_ARRAY_IDX(list.rows, 0, hd_audit_row_t);
}

static void one_that_takes_nothing_for_days_switches_itself_off(void **state)
{
    static const char *const failures[] = { "hook-unreachable", "hook-refused" };
    hooked_t *h = *state;
    const hd_by_t by = { h->desk->agent->id, NOW, NULL, NULL };
    const char *id = add_hook(h, "https://example.com/hook?key=never-shown");
    const hd_audit_row_t *note;
    hd_webhook_t *webhook;
    hd_time_t now;

    for (now = NOW; now < NOW + DAYS * HD_DAY_SEC; now += HD_DAY_SEC / 2) {
        call_once(h, failures[(now / HD_DAY_SEC) % 2], DAYS, now);
        webhook = get(h, id);
        assert_true(webhook->active);
        assert_int_equal(webhook->failing_since, NOW);
    }
    call_once(h, "hook-refused", DAYS, now);
    webhook = get(h, id);
    assert_false(webhook->active);
    assert_int_equal(webhook->stopped_at, now);
    note = last_note(h, id);
    assert_string_equal(note->what, HD_AUDIT_GAVE_UP);
    assert_null(note->email);
    assert_string_equal(note->label, "https://example.com");
    assert_null(strstr(note->to, "never-shown"));
    happen(h, 3, now);
    assert_int_equal(take(h, now + HD_DAY_SEC), 0);
    hd_fixture_ok(hd_webhook_switch(h->db, &by, id, 1, h->pool));
    call_once(h, "hook-refused", DAYS, now + 2 * HD_DAY_SEC); /* it begins anew */
    webhook = get(h, id);
    assert_true(webhook->active && !webhook->stopped_at && webhook->failing_since == now + 2 * HD_DAY_SEC);
}

static void days_without_a_try_do_not_count(void **state)
{
    hooked_t *h = *state;
    const char *id = add_hook(h, "https://example.com/hook");
    int i;

    for (i = 0; i < 3; i++) call_once(h, "hook-gone", DAYS, NOW + i * 3 * HD_DAY_SEC);
    assert_true(get(h, id)->active);
    call_once(h, "", DAYS, NOW + 7 * HD_DAY_SEC);
    assert_int_equal(get(h, id)->failing_since, 0);
}

static void it_is_never_switched_off_where_that_is_off(void **state)
{
    hooked_t *h = *state;
    const char *id = add_hook(h, "https://example.com/hook");
    hd_time_t now;

    for (now = NOW; now < NOW + 20 * HD_DAY_SEC; now += HD_DAY_SEC) call_once(h, "hook-refused", 0, now);
    assert_true(get(h, id)->active && get(h, id)->failing_since == NOW);
}

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
#define T(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
    static const struct CMUnitTest tests[] = {
        T(one_that_does_not_answer_rests_and_nothing_else_is_written),
        T(a_rest_written_while_a_clock_was_ahead_is_none),
        T(one_that_is_full_does_not_hold_the_others_up),
        T(one_that_takes_nothing_for_days_switches_itself_off),
        T(days_without_a_try_do_not_count),
        T(it_is_never_switched_off_where_that_is_off),
    };
    int failed = 0;
    size_t i;

    for (i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, NULL, NULL);
    }
    return failed;
}
