/* tests/unit/test_silence.c: answered tickets are warned about and closed after days of silence; mailed links to closed
 * tickets; on every database that is to be had (desk_fixture.h).
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_fixture.h"

#include "../../src/base/token.h"
#include "../../src/domain/level_keep.h"
#include "../../src/domain/outbox.h"
#include "../../src/domain/rating.h"
#include "../../src/domain/silence.h"

#define NOW (DESK_BEGIN + HD_DAY_SEC)
#define DAYS(n) ((hd_time_t)(n) * HD_DAY_SEC)

static const char *driver;
static const hd_silence_t terms = { 7, 2 };

static int open_desk(void **state)
{
    desk_t *d = desk_open(driver);

    *state = d;
    hd_fixture_ok(hd_levels_keep(d->db, NOW, d->pool)); /* the worker has been there: what comes is new */
    return 0;
}

static int close_desk(void **state)
{
    desk_close(*state);
    return 0;
}

static void look(desk_t *d, hd_time_t now)
{
    hd_fixture_ok(hd_silence_keep(d->db, &terms, now, d->pool));
    hd_fixture_ok(hd_levels_keep(d->db, now, d->pool));
}

static void is(desk_t *d, const char *ref, const char *status)
{
    const hd_ticket_t *ticket;

    hd_fixture_ok(hd_ticket_get(&ticket, d->db, d->agent, HD_SIDE_AGENT, ref, "en", d->pool));
    assert_string_equal(ticket->facts.status, status);
}

static int mails(desk_t *d, const char *ref, const char *kind)
{
    hd_rows_t *row;

    hd_fixture_ok(hd_db_one(&row, d->db, "outbox_count_kind", HD_ARGS(hd_int(desk_id(d, ref)), hd_text(kind)), d->pool));
    return (int)hd_row_int(row, 0);
}

static const char *answered(desk_t *d, hd_time_t at)
{
    const char *ref = desk_ticket(d, "technical", "medium", at - 60);

    desk_agent_answers(d, ref, NULL, 0, at);
    return ref;
}

/* Answered on day 0: warned on day 5, closed on day 7, and told of it once. */
static void a_silent_ticket_is_warned_about_and_closed(void **state)
{
    desk_t *d = *state;
    const char *ref = answered(d, NOW);

    look(d, NOW + DAYS(5) - 1);
    assert_int_equal(mails(d, ref, "silence"), 0);
    look(d, NOW + DAYS(5));
    look(d, NOW + DAYS(5) + 600);
    assert_int_equal(mails(d, ref, "silence"), 1);
    look(d, NOW + DAYS(7) - 1);
    is(d, ref, "answered");
    look(d, NOW + DAYS(7));
    is(d, ref, "closed");
    look(d, NOW + DAYS(8));
    assert_int_equal(mails(d, ref, "closed"), 1);
    assert_int_equal(mails(d, ref, "silence"), 1);
}

static void a_clients_answer_ends_it(void **state)
{
    desk_t *d = *state;
    const char *ref = answered(d, NOW);

    look(d, NOW + DAYS(5));
    desk_client_writes(d, ref, NOW + DAYS(6));
    look(d, NOW + DAYS(7));
    is(d, ref, "customer-reply");
    desk_agent_answers(d, ref, NULL, 0, NOW + DAYS(8)); /* and it begins anew with the next answer */
    look(d, NOW + DAYS(13) - 1);
    assert_int_equal(mails(d, ref, "silence"), 1);
    look(d, NOW + DAYS(13));
    assert_int_equal(mails(d, ref, "silence"), 2);
    look(d, NOW + DAYS(15));
    is(d, ref, "closed");
}

/* A note on day 6: warned again on day 11, closed on day 13; a change on day 4: warned on day 9. */
static void what_an_agent_does_begins_it_anew(void **state)
{
    desk_t *d = *state;
    const char *noted = answered(d, NOW), *changed = answered(d, NOW);

    desk_set(d, changed, HD_SET_PRIORITY, "high", NOW + DAYS(4));
    look(d, NOW + DAYS(5));
    assert_int_equal(mails(d, noted, "silence"), 1);
    assert_int_equal(mails(d, changed, "silence"), 0);
    desk_agent_notes(d, noted, NOW + DAYS(6));
    look(d, NOW + DAYS(7));
    is(d, noted, "answered");
    look(d, NOW + DAYS(9));
    assert_int_equal(mails(d, changed, "silence"), 1);
    look(d, NOW + DAYS(11));
    assert_int_equal(mails(d, noted, "silence"), 2);
    is(d, changed, "closed");
    look(d, NOW + DAYS(13));
    is(d, noted, "closed");
}

/* Silent for a year when it is switched on: warned, and closed two days after. What is on hold is not silent. */
static void nothing_is_closed_that_was_not_warned_about(void **state)
{
    desk_t *d = *state;
    const char *ref = answered(d, NOW), *held = answered(d, NOW);

    desk_set(d, held, HD_SET_STATUS, "on-hold", NOW + 60);
    look(d, NOW + DAYS(365));
    is(d, ref, "answered");
    assert_int_equal(mails(d, ref, "silence"), 1);
    look(d, NOW + DAYS(366));
    is(d, ref, "answered");
    look(d, NOW + DAYS(367));
    is(d, ref, "closed");
    is(d, held, "on-hold");
    assert_int_equal(mails(d, held, "silence"), 0);
}

static void switched_off_it_closes_nothing(void **state)
{
    desk_t *d = *state;
    const hd_silence_t off = { 0, 2 };
    const char *ref = answered(d, NOW);

    hd_fixture_ok(hd_silence_keep(d->db, &off, NOW + DAYS(400), d->pool));
    is(d, ref, "answered");
    assert_int_equal(mails(d, ref, "silence"), 0);
    look(d, NOW + DAYS(400));
    look(d, NOW + DAYS(402));
}

static void who_has_closed_it_is_not_told(void **state)
{
    desk_t *d = *state;
    const char *ref = answered(d, NOW), *by_agent = answered(d, NOW);

    hd_fixture_ok(hd_ticket_close(d->db, d->client, ref, NOW + 60, d->pool));
    desk_set(d, by_agent, HD_SET_STATUS, "closed", NOW + 60);
    look(d, NOW + 120);
    assert_int_equal(mails(d, ref, "closed"), 0);
    assert_int_equal(mails(d, by_agent, "closed"), 1);
}

/* Closed by mistake, opened and closed once more before the worker looks. */
static void of_two_closings_at_once_one_is_told(void **state)
{
    desk_t *d = *state;
    const char *ref = answered(d, NOW);
    apr_array_header_t *rows;
    int i, n = 0;

    desk_set(d, ref, HD_SET_STATUS, "closed", NOW + 60);
    desk_set(d, ref, HD_SET_STATUS, "in-progress", NOW + 61);
    desk_set(d, ref, HD_SET_STATUS, "closed", NOW + 62);
    look(d, NOW + 120);
    hd_fixture_ok(hd_outbox_list(&rows, d->db, "queued", 100, d->pool));
    for (i = 0; i < rows->nelts; i++) {
        const hd_outbox_row_t *row = &APR_ARRAY_IDX(rows, i, hd_outbox_row_t);
        n += !strcmp(row->kind, "closed") && !strcmp(row->reference, ref);
    }
    assert_int_equal(n, 1);
}

/* A link as a mail makes it. */
static void make_link(desk_t *d, const char *ref, const char *token, hd_time_t now)
{
    hd_value_t hash = hd_text(hd_sha256(token, strlen(token), d->pool));

    hd_fixture_ok(hd_db_exec(NULL, d->db, "link_make",
                             HD_ARGS(hash, hd_int(now + HD_TICKET_LINK_SEC), hd_int(d->client->id), hd_int(desk_id(d, ref)),
                                     hash)));
}

static void expect(const hd_error_t *error, const char *code)
{
    if (!error || strcmp(error->code, code)) fail_msg("%s instead of %s", error ? error->code : "nothing", code);
}

static void a_link_rates_once_and_a_rating_stays(void **state)
{
    desk_t *d = *state;
    const char *ref = answered(d, NOW);
    const hd_rating_given_t none = { "6", "" }, good = { "4", " Quick. " }, bad = { "1", "" };
    const hd_ticket_link_t *link;
    hd_rating_t rating;

    make_link(d, ref, "token-1", NOW);
    make_link(d, ref, "token-2", NOW);
    expect(hd_rating_give_by_link(d->db, "token-1", &good, NOW + 60, d->pool), "rating-open");
    hd_fixture_ok(hd_ticket_close(d->db, d->client, ref, NOW + 60, d->pool));
    expect(hd_rating_give_by_link(d->db, "token-1", &none, NOW + 61, d->pool), "rating-missing");
    expect(hd_rating_give_by_link(d->db, "token-0", &good, NOW + 61, d->pool), "token-bad");
    hd_fixture_ok(hd_ticket_link_find(&link, d->db, "token-1", NOW + 61, d->pool));
    assert_int_equal(link->is_used, 0); /* what was refused has not used it up */
    hd_fixture_ok(hd_rating_give_by_link(d->db, "token-1", &good, NOW + 62, d->pool));
    expect(hd_rating_give_by_link(d->db, "token-1", &bad, NOW + 63, d->pool), "token-bad");
    hd_fixture_ok(hd_rating_give_by_link(d->db, "token-2", &bad, NOW + 64, d->pool));
    hd_fixture_ok(hd_rating_give(d->db, d->client, ref, &bad, NOW + 65, d->pool));
    hd_fixture_ok(hd_rating_of(&rating, d->db, desk_id(d, ref), d->pool));
    assert_int_equal(rating.rating, 4);
    assert_string_equal(rating.comment, "Quick.");
    assert_int_equal(rating.at, NOW + 62);
}

static void a_link_opens_again_once_and_not_for_ever(void **state)
{
    desk_t *d = *state;
    const char *ref = answered(d, NOW);
    const hd_ticket_link_t *link;

    desk_set(d, ref, HD_SET_STATUS, "closed", NOW + 60);
    make_link(d, ref, "token-3", NOW + 60);
    make_link(d, ref, "token-4", NOW + 60);
    hd_fixture_ok(hd_ticket_reopen_by_link(d->db, "token-3", NOW + 61, d->pool));
    is(d, ref, "customer-reply");
    assert_int_equal(mails(d, ref, "reopen-alert"), 1);
    desk_set(d, ref, HD_SET_STATUS, "closed", NOW + 62);
    expect(hd_ticket_reopen_by_link(d->db, "token-3", NOW + 63, d->pool), "token-bad");
    is(d, ref, "closed");
    hd_fixture_ok(hd_ticket_link_find(&link, d->db, "token-4", NOW + 60 + HD_TICKET_LINK_SEC, d->pool));
    assert_null(link);
    expect(hd_ticket_reopen_by_link(d->db, "token-4", NOW + 60 + HD_TICKET_LINK_SEC, d->pool), "token-bad");
}

/* The client leaves their account; another person owns it. */
static const hd_person_t *client_leaves(desk_t *d)
{
    const hd_person_t *owner = desk_person(d, "owner@example.com", "Olga Owner", HD_ROLE_CLIENT);
    const hd_membership_t *of = &APR_ARRAY_IDX(d->accounts, 0, hd_membership_t);

    hd_fixture_ok(hd_membership_add(d->db, owner->id, of->account_id, HD_RIGHT_OWNER, d->pool));
    hd_fixture_ok(hd_db_exec(NULL, d->db, "person_membership_remove", HD_ARGS(hd_int(d->client->id), hd_int(of->account_id))));
    return owner;
}

static void the_owner_is_warned_and_told_when_the_client_has_left(void **state)
{
    desk_t *d = *state;
    const char *ref = answered(d, NOW);
    const hd_person_t *owner = client_leaves(d);
    const hd_ticket_link_t *link;

    look(d, NOW + DAYS(5));
    look(d, NOW + DAYS(7));
    is(d, ref, "closed");
    assert_int_equal(mails(d, ref, "silence"), 1);
    assert_int_equal(mails(d, ref, "closed"), 1);
    make_link(d, ref, "token-5", NOW + DAYS(7)); /* of who has left */
    hd_fixture_ok(hd_ticket_link_find(&link, d->db, "token-5", NOW + DAYS(7) + 1, d->pool));
    assert_null(link);
    d->client = owner;
    make_link(d, ref, "token-6", NOW + DAYS(7));
    hd_fixture_ok(hd_ticket_link_find(&link, d->db, "token-6", NOW + DAYS(7) + 1, d->pool));
    assert_non_null(link);
    assert_int_equal(link->person_id, owner->id);
}

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_silent_ticket_is_warned_about_and_closed),
        cmocka_unit_test(a_clients_answer_ends_it),
        cmocka_unit_test(what_an_agent_does_begins_it_anew),
        cmocka_unit_test(nothing_is_closed_that_was_not_warned_about),
        cmocka_unit_test(switched_off_it_closes_nothing),
        cmocka_unit_test(who_has_closed_it_is_not_told),
        cmocka_unit_test(of_two_closings_at_once_one_is_told),
        cmocka_unit_test(a_link_rates_once_and_a_rating_stays),
        cmocka_unit_test(a_link_opens_again_once_and_not_for_ever),
        cmocka_unit_test(the_owner_is_warned_and_told_when_the_client_has_left),
    };
    int failed = 0, i;

    apr_initialize();
    for (i = 0; i < 3; i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, open_desk, close_desk);
    }
    return failed != 0;
}
