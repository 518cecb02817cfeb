/* tests/unit/test_directory.c: people, accounts and services are found by the beginnings of their words; on every database that
 * is to be had (db_fixture.h).
 * SPDX-License-Identifier: Apache-2.0 */
#include "db_fixture.h"

#include "../../src/domain/directory.h"
#include "../../src/domain/person.h"
#include "../../src/domain/service_edit.h"
#include "../../src/text/words.h"

#define NOW 1800000000

static const char *driver = "sqlite3";

static int setup(void **state)
{
    *state = hd_fixture_open_on(driver);
    return 0;
}

static int teardown(void **state)
{
    hd_fixture_close(*state);
    return 0;
}

static const char *words_of(hd_fixture_t *f, const char *text, int max)
{
    apr_array_header_t *words = apr_array_make(f->pool, 4, sizeof(const char *));

    hd_words_add(words, text, max);
    return apr_array_pstrcat(f->pool, words, ' ');
}

static void words_are_folded(void **state)
{
    hd_fixture_t *f = *state;
    const char *longest = "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd";

    assert_string_equal(words_of(f, "\xc4\x90or\xc4\x91" "evi\xc4\x87 \xc5\xa0tampa", 9), "djordjevic stampa");
    assert_string_equal(words_of(f, "\xd0\x82\xd0\x9e\xd0\xa0\xd0\x82\xd0\x95\xd0\x92\xd0\x98\xd0\x8b", 9), "djordjevic");
    assert_string_equal(words_of(f, "Mila.Client@Example.com, mila", 9), "mila client example com");
    assert_string_equal(words_of(f, "one two three four", 3), "one two three");
    assert_string_equal(words_of(f, " .,- ", 9), "");
    assert_string_equal(words_of(f, apr_pstrcat(f->pool, longest, "e", NULL), 9), longest);
}

/* An account with a service; the service's label. */
static void make(hd_fixture_t *f, const char *account, const char *label)
{
    hd_service_new_t service = { NULL, "domain", label, "Plan", "RSD", "active", 12, 100, 0, 0, 0 };
    apr_int64_t id;
    const char *public_id;

    hd_fixture_ok(hd_account_create(&id, &service.account, f->db, account, NOW, f->pool));
    hd_fixture_ok(hd_service_add(&public_id, f->db, &service, NOW, f->pool));
}

/* The labels that are found, the newest first. */
static const char *find(hd_fixture_t *f, const char *text, int *cut)
{
    hd_services_query_t query = { text, "", "", "" };
    hd_services_list_t list;
    const char *labels = "";
    int i;

    hd_fixture_ok(hd_services_list(&list, f->db, &query, f->pool));
    for (i = 0; i < list.rows->nelts; i++) {
        labels = apr_pstrcat(f->pool, labels, i ? " " : "", APR_ARRAY_IDX(list.rows, i, hd_service_full_t).service.label, NULL);
    }
    if (cut) *cut = list.cut;
    return labels;
}

static void a_service_is_found_by_the_beginnings_of_its_words(void **state)
{
    hd_fixture_t *f = *state;

    make(f, "First d.o.o.", "shop.example.com");
    make(f, "\xc5\xa0koda", "mail.example.com");
    assert_string_equal(find(f, "exam", NULL), "mail.example.com shop.example.com");
    assert_string_equal(find(f, "SHOP.EX", NULL), "shop.example.com");
    assert_string_equal(find(f, "example mail plan", NULL), "mail.example.com");
    assert_string_equal(find(f, "ample", NULL), "");
    assert_string_equal(find(f, "skoda", NULL), "mail.example.com");
    assert_string_equal(find(f, "%", NULL), "");
    assert_string_equal(find(f, "nothing", NULL), "");
}

static void a_word_that_all_have_shows_some_and_says_so(void **state)
{
    hd_fixture_t *f = *state;
    int i, cut;

    for (i = 0; i < HD_SERVICES_SHOWN + 5; i++) make(f, "Many", apr_psprintf(f->pool, "host%d.example", i));
    find(f, "host", &cut);
    assert_int_equal(cut, 1);
    assert_string_equal(find(f, "host host7", &cut), "host7.example");
    assert_int_equal(cut, 0);
}

static void what_was_there_before_is_listed_by_the_worker(void **state)
{
    hd_fixture_t *f = *state;
    hd_fixture_t own = *f;
    int left, turns = 0, i;

    own.admin = f->params;
    for (i = 0; i < 250; i++) make(f, "Old", apr_psprintf(f->pool, "old%d.example", i));
    hd_fixture_ok(hd_db_exec(NULL, f->db, "directory_remove", HD_ARGS(hd_text("service"), hd_int(1))));
    hd_fixture_ok(hd_db_exec(NULL, f->db, "directory_remove", HD_ARGS(hd_text("service"), hd_int(249))));
    hd_fixture_ok(hd_db_exec(NULL, f->db, "directory_remove", HD_ARGS(hd_text("service"), hd_int(250))));
    assert_string_equal(find(f, "old0 plan", NULL), "");
    hd_fixture_ok(hd_directory_fill(&left, f->db, f->pool));
    assert_int_equal(left, 0); /* nothing was there when the tables were made */
    hd_fixture_admin(&own, "INSERT INTO find_place (kind, last_id, until_id) VALUES ('service', 0, 249)");
    do {
        hd_fixture_ok(hd_directory_fill(&left, f->db, f->pool));
        turns++;
    } while (left);
    assert_int_equal(turns, 2);
    assert_string_equal(find(f, "old0 plan", NULL), "old0.example");
    assert_string_equal(find(f, "old248 plan", NULL), "old248.example");
    assert_string_equal(find(f, "old249 plan", NULL), ""); /* came later: who added it has seen to it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_are_folded, setup, teardown),
        cmocka_unit_test_setup_teardown(a_service_is_found_by_the_beginnings_of_its_words, setup, teardown),
        cmocka_unit_test_setup_teardown(a_word_that_all_have_shows_some_and_says_so, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_there_before_is_listed_by_the_worker, setup, teardown),
    };
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    int failed = 0;
    size_t i;

    apr_initialize();
    for (i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, NULL, NULL);
    }
    return failed;
}
