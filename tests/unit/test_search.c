/* tests/unit/test_search.c: words are found in all their forms, and nothing that is written is skipped, whoever reads when.
 * On every database that is to be had (db_fixture.h). Rows are made by SQL here: what is tested is also what becomes of
 * messages that come in an order which the domain would not make.
 * SPDX-License-Identifier: Apache-2.0 */
#include "db_fixture.h"

#include "../../src/domain/person.h"
#include "../../src/domain/search.h"
#include "../../src/domain/search_round.h"
#include "../../src/store/db_impl.h"
#include "../../src/text/terms.h"

#define NOW 1700000000

typedef struct state_t {
    hd_fixture_t *f;
    apr_pool_t *pool;
    apr_dbd_t *raw;
} state_t;

static const char *driver; /* of the group of tests that runs */

/* ---- words ---- */

static apr_int64_t word(state_t *s, const char *text)
{
    apr_array_header_t *terms = hd_terms_make(s->pool);

    hd_terms_ask(terms, text, 6, s->pool);
    return terms->nelts == 1 ? APR_ARRAY_IDX(terms, 0, apr_int64_t) : terms->nelts * 1000 - 1;
}

static void forms_of_a_word_are_one_word(void **state)
{
    static const char *const same[][2] = {
        { "domeni", "домена" }, { "DOMENIMA", "domen" }, { "домену", "domene" }, { "sajt", "sajtovima" }, { "račun", "Рачуна" },
        { "šifra", "sifre" }, { "Đorđe", "djordje" }, { "Ђорђе", "Djordju" }, { "џеп", "džepovi" }, { "ǆep", "dzepa" },
        { "server", "serverima" }, { "servis", "servisa" }, { "domain", "domains" }, { "invoice", "INVOICES" },
        { "pošta", "poštom" }, { "kartica", "karticama" }, { "sertifikat", "сертификати" }, { "straße", "STRASSE" },
        { "ssl3", "SSL3" }, { "HD-7Q2M9XK", "hd-7q2m9xk" }, { "produženje", "produžiti" },
    };
    static const char *const apart[][2] = { { "server", "servis" }, { "promena", "promet" }, { "ssl2", "ssl3" },
                                            { "10.0.0.1", "10.0.0.10" }, { "2026", "2027" }, { "domen", "dom" } };
    state_t *s = *state;
    apr_size_t i;

    for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        if (word(s, same[i][0]) != word(s, same[i][1])) fail_msg("%s is not %s", same[i][0], same[i][1]);
    }
    for (i = 0; i < sizeof(apart) / sizeof(apart[0]); i++) {
        if (word(s, apart[i][0]) == word(s, apart[i][1])) fail_msg("%s is %s", apart[i][0], apart[i][1]);
    }
}

/* Whether a text has all words that are asked for. */
static int has(state_t *s, const char *text, const char *asked)
{
    apr_array_header_t *terms = hd_terms_make(s->pool), *words = hd_terms_make(s->pool);
    int i;

    hd_terms_add(terms, text, s->pool);
    hd_terms_ask(words, asked, 6, s->pool);
    for (i = 0; i < words->nelts; i++) {
        if (!hd_terms_have(terms, APR_ARRAY_IDX(words, i, apr_int64_t))) return 0;
    }
    return words->nelts > 0;
}

static void a_text_is_found_by_its_parts_and_by_figures_held_together(void **state)
{
    static const char text[] = "Server 10.0.0.1 (www.primer-hosting.rs), от 2026-11-23: petar@example.com";
    state_t *s = *state;

    assert_true(has(s, text, "10.0.0.1"));
    assert_false(has(s, text, "10.0.0.2"));
    assert_false(has(s, text, "0.0.1.10"));
    assert_true(has(s, text, "10"));
    assert_true(has(s, text, "2026-11-23 primer-hosting.rs"));
    assert_true(has(s, text, "Petar@EXAMPLE.com"));
    assert_true(has(s, text, "hostingom"));
    assert_false(has(s, text, "a . 1"));
    assert_false(has(s, text, ""));
}

static void what_is_asked_has_an_end(void **state)
{
    state_t *s = *state;
    apr_array_header_t *words = hd_terms_make(s->pool);

    assert_true(hd_terms_ask(words, "one two three one TWO", 3, s->pool));
    assert_int_equal(words->nelts, 3);
    words->nelts = 0;
    assert_false(hd_terms_ask(words, "one two three four", 3, s->pool));
    assert_int_equal(words->nelts, 3);
}

/* These numbers stand in databases: another function would need all words to be read anew. */
static void numbers_stay_as_they_are(void **state)
{
    state_t *s = *state;

    assert_true(word(s, "domen") == APR_INT64_C(6788955704538206010));
    assert_true(hd_term_of_row("client", 1) == APR_INT64_C(6729778824851611514));
    assert_true(hd_term_of_row("client", 1) != hd_term_of_row("service", 1));
}

static void a_list_comes_back_as_it_was_written(void **state)
{
    state_t *s = *state;
    apr_array_header_t *terms = hd_terms_make(s->pool), *again;

    hd_terms_add(terms, "jedan dva tri četiri 5555 шест", s->pool);
    again = hd_terms_read(hd_terms_write(terms, s->pool), s->pool);
    assert_int_equal(again->nelts, 6);
    assert_memory_equal(again->elts, terms->elts, 6 * sizeof(apr_int64_t));
}

/* ---- the database, seen directly ---- */

static void sql(state_t *s, const char *statement)
{
    int affected, status = apr_dbd_query(s->f->driver, s->raw, &affected, statement);

    if (status != 0) fail_msg("%s: %s", statement, apr_dbd_error(s->f->driver, s->raw, status));
}

static apr_int64_t ask_number(state_t *s, const char *query)
{
    apr_dbd_results_t *results = NULL;
    apr_dbd_row_t *row = NULL;
    apr_int64_t value = 0;
    int status = apr_dbd_select(s->f->driver, s->pool, s->raw, &results, query, strcmp(driver, "mysql") != 0);

    if (status != 0) fail_msg("%s: %s", query, apr_dbd_error(s->f->driver, s->raw, status));
    while (apr_dbd_get_row(s->f->driver, s->pool, results, &row, -1) == 0) {
        value = apr_atoi64(apr_dbd_get_entry(s->f->driver, row, 0));
    }
    return value;
}

static void make_ticket(state_t *s, int id, const char *subject)
{
    sql(s, apr_psprintf(s->pool, "INSERT INTO ticket (id, ref, account_id, person_id, department_id, service_id, subject, "
                        "priority, channel, status, closed, created_at, updated_at, answered_at, closed_at, last_person_id, "
                        "last_excerpt) "
                        "VALUES (%d, 'HD-%07d', 1, 1, %d, NULL, '%s', 'medium', 'portal', 'open', 0, 5, %d, 0, 0, 1, '')",
                        id, id, 1 + (id % 10 == 0), subject, id));
}

static const char *message(state_t *s, int id, int ticket, const char *side, const char *body)
{
    return apr_psprintf(s->pool, "INSERT INTO message (id, public_id, ticket_id, person_id, side, channel, once, body, body_xml, "
                        "created_at) VALUES (%d, 'm%d', %d, 1, '%s', 'portal', 'o%d', '%s', '', %d)",
                        id, id, ticket, side, id, body, NOW);
}

static int open_database(void **state)
{
    state_t *s = calloc(1, sizeof(*s));
    const char *reason;

    s->f = hd_fixture_open_on(driver);
    s->pool = s->f->pool;
    assert_int_equal(apr_dbd_open_ex(s->f->driver, s->pool, s->f->params, &s->raw, &reason), APR_SUCCESS);
    sql(s, "INSERT INTO person (public_id, email, email_folded, email_confirmed, name, password_hash, role, language, "
           "theme, disabled, created_at) VALUES "
           "('p1', 'petra@example.com', 'petra@example.com', 1, 'Петра', 'x', 'admin', '', '', 0, 1)");
    sql(s, "INSERT INTO account (public_id, name, created_at) VALUES ('a1', 'Firma', 1), ('a2', 'Druga', 1)");
    sql(s, "INSERT INTO department (slug, position, active) VALUES ('technical', 1, 1), ('sales', 2, 1)");
    *state = s;
    return 0;
}

static int close_database(void **state)
{
    state_t *s = *state;

    apr_dbd_close(s->f->driver, s->raw);
    hd_fixture_close(s->f);
    free(s);
    return 0;
}

/* Each test begins with one ticket and no message. */
static int setup(void **state)
{
    static const char *const tables[] = { "search_post", "search_ticket", "search_pending", "search_stale", "message",
                                          "ticket_change", "ticket" };
    state_t *s = *state;
    apr_size_t i;

    for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) sql(s, apr_psprintf(s->pool, "DELETE FROM %s", tables[i]));
    sql(s, "UPDATE account SET name = 'Firma' WHERE id = 1");
    sql(s, "UPDATE search_cursor SET message_id = 0, change_id = 0");
    make_ticket(s, 1, "Naslov");
    return 0;
}

/* ---- reading on ---- */

static void read_on(state_t *s, hd_time_t now)
{
    const hd_search_run_t run = { 3, 0, NULL };
    apr_int64_t left;

    hd_fixture_ok(hd_search_read_on(&left, s->f->db, &run, now, s->pool));
    assert_int_equal(left, 0);
}

static hd_queue_list_t search_page(state_t *s, const char *text, const char *after, const char *before, apr_int64_t department)
{
    hd_queue_query_t query = { HD_STAGES, 0, { NULL, NULL, department, 0, 0, HD_ANYBODY }, after, before };
    hd_queue_list_t list;
    const hd_scope_t *scope;
    hd_search_t search;

    hd_fixture_ok(hd_scope_get(&scope, s->f->db, 1, s->pool));
    hd_search_parse(&search, text, s->pool);
    hd_fixture_ok(hd_search_list(&list, s->f->db, scope, &query, &search, s->pool));
    return list;
}

static int found(state_t *s, const char *text)
{
    return search_page(s, text, "", "", 0).rows->nelts;
}

static void what_is_written_is_found_once_it_was_read(void **state)
{
    state_t *s = *state;

    sql(s, message(s, 1, 1, "client", "Moj домен"));
    assert_int_equal(found(s, "domena"), 0);
    read_on(s, NOW);
    assert_int_equal(found(s, "domena"), 1);
    assert_int_equal(found(s, "domena naslovu petra firme example.com"), 1);
    assert_int_equal(found(s, "domena drugo"), 0);
    sql(s, message(s, 2, 1, "note", "I drugo"));
    read_on(s, NOW);
    assert_int_equal(found(s, "domena drugo"), 1);
}

/* Servers give numbers before a transaction commits. */
static void one_that_commits_late_is_not_skipped(void **state)
{
    state_t *s = *state;

    sql(s, message(s, 1, 1, "client", "prva"));
    sql(s, message(s, 5, 1, "client", "peta"));
    read_on(s, NOW);
    assert_int_equal(found(s, "peta"), 1);
    sql(s, message(s, 3, 1, "client", "treća"));
    read_on(s, NOW + 1);
    assert_int_equal(found(s, "treca"), 1);
    sql(s, message(s, 4, 1, "client", "cetvrta"));
    sql(s, message(s, 2, 1, "client", "druga"));
    read_on(s, NOW + 600);
    assert_int_equal(found(s, "druga cetvrta"), 1);
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM search_pending"), 0);
}

static void a_number_that_nobody_uses_is_given_up_after_an_hour(void **state)
{
    state_t *s = *state;
    int i;

    sql(s, message(s, 9, 1, "client", "deveta"));
    for (i = 0; i < 12; i++) read_on(s, NOW + (1 << i));
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM search_pending"), 1);
    read_on(s, NOW + 2 * HD_SEARCH_LATE_SEC);
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM search_pending"), 0);
}

/* As above, with two transactions that are really there. */
static void two_transactions_may_end_in_any_order(void **state)
{
    state_t *s = *state;
    apr_dbd_transaction_t *slow = NULL;

    if (strcmp(driver, "sqlite3") == 0) skip(); /* one writes at a time */
    assert_int_equal(apr_dbd_transaction_start(s->f->driver, s->pool, s->raw, &slow), 0);
    sql(s, message(s, 901, 1, "client", "spora")); /* keys that no other test has had: InnoDB locks those beside them */
    {
        state_t fast = *s;
        const char *reason;
        assert_int_equal(apr_dbd_open_ex(s->f->driver, s->pool, s->f->params, &fast.raw, &reason), APR_SUCCESS);
        sql(&fast, message(&fast, 902, 1, "client", "brza"));
        apr_dbd_close(s->f->driver, fast.raw);
    }
    read_on(s, NOW);
    assert_int_equal(found(s, "brza"), 1);
    assert_int_equal(apr_dbd_transaction_end(s->f->driver, s->pool, slow), 0);
    read_on(s, NOW + 1);
    assert_int_equal(found(s, "spora brza"), 1);
}

static void an_answer_is_found_when_it_is_shown_and_never_when_it_was_taken_back(void **state)
{
    state_t *s = *state;

    sql(s, message(s, 1, 1, "held", "tajna"));
    sql(s, message(s, 2, 1, "held", "javna"));
    read_on(s, NOW);
    assert_int_equal(found(s, "tajna") + found(s, "javna"), 0);
    sql(s, "UPDATE message SET side = 'undone' WHERE id = 1");
    sql(s, "UPDATE message SET side = 'agent' WHERE id = 2");
    read_on(s, NOW + 1);
    assert_int_equal(found(s, "tajna"), 0);
    assert_int_equal(found(s, "javna"), 1);
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM search_pending"), 0);
}

static void of_two_who_read_at_once_one_counts(void **state)
{
    state_t *s = *state;
    hd_search_round_t slow;
    hd_error_t *error;
    int some;

    sql(s, message(s, 1, 1, "client", "prva"));
    hd_fixture_ok(hd_search_round_begin(&slow, s->f->db, 20, NOW, s->pool));
    hd_fixture_ok(hd_search_round_read(&some, &slow));
    sql(s, message(s, 2, 1, "client", "druga"));
    read_on(s, NOW);
    error = hd_search_round_keep(&slow);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_CONFLICT);
    assert_int_equal(ask_number(s, "SELECT message_id FROM search_cursor"), 2);
    assert_int_equal(found(s, "prva druga"), 1);
}

static void a_name_that_changes_while_it_is_read_is_read_again(void **state)
{
    state_t *s = *state;
    hd_search_round_t slow;
    int some;

    sql(s, message(s, 1, 1, "client", "prva"));
    read_on(s, NOW);
    hd_fixture_ok(hd_search_renew_account(s->f->db, 1));
    hd_fixture_ok(hd_search_round_begin(&slow, s->f->db, 20, NOW, s->pool));
    hd_fixture_ok(hd_search_round_read(&some, &slow));
    sql(s, "UPDATE account SET name = 'Novost' WHERE id = 1");
    hd_fixture_ok(hd_search_renew_account(s->f->db, 1));
    assert_non_null(hd_search_round_keep(&slow));
    read_on(s, NOW);
    assert_int_equal(found(s, "novost prva"), 1);
    assert_int_equal(found(s, "firma"), 0);
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM search_stale"), 0);
}

static void another_language_is_nothing_to_read(void **state)
{
    state_t *s = *state;

    sql(s, "INSERT INTO membership (person_id, account_id, is_owner, may_billing, may_support) VALUES (1, 1, 1, 1, 1)");
    sql(s, message(s, 1, 1, "client", "prva"));
    read_on(s, NOW);
    hd_fixture_ok(hd_person_set_profile(s->f->db, 1, "Петра", "sr-Latn", "dark", s->pool));
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM search_stale"), 0);
    hd_fixture_ok(hd_person_set_profile(s->f->db, 1, "Jovana", "sr-Latn", "dark", s->pool));
    assert_int_equal(ask_number(s, "SELECT COUNT(*) FROM search_stale"), 1);
    read_on(s, NOW);
    assert_int_equal(found(s, "jovana prva"), 1);
    hd_fixture_ok(hd_person_set_profile(s->f->db, 1, "Петра", "", "", s->pool));
    sql(s, "DELETE FROM membership");
}

static void a_moved_message_is_found_where_it_is(void **state)
{
    state_t *s = *state;

    make_ticket(s, 2, "Nov");
    sql(s, message(s, 1, 1, "client", "ostaje"));
    sql(s, message(s, 2, 1, "client", "seli"));
    read_on(s, NOW);
    sql(s, "UPDATE message SET ticket_id = 2 WHERE id = 2");
    sql(s, "INSERT INTO ticket_change (ticket_id, person_id, at, what, from_value, to_value) VALUES (1, 1, 1, 'split', '', ''), "
           "(2, 1, 1, 'split-from', '', '')");
    read_on(s, NOW);
    assert_int_equal(found(s, "naslov seli"), 0);
    assert_int_equal(found(s, "naslov ostaje"), 1);
    assert_int_equal(found(s, "nov seli"), 1);
}

static void all_is_read_anew_when_it_was_forgotten(void **state)
{
    state_t *s = *state;

    sql(s, message(s, 1, 1, "client", "prva"));
    read_on(s, NOW);
    hd_fixture_ok(hd_search_forget(s->f->db, s->pool));
    assert_int_equal(found(s, "prva"), 0);
    read_on(s, NOW);
    assert_int_equal(found(s, "prva"), 1);
}

/* What waits for a late number, or for an answer to be shown, is passed once more. */
static void reading_anew_does_not_stumble_over_what_is_pending(void **state)
{
    state_t *s = *state;

    sql(s, message(s, 5, 1, "held", "skrivena"));
    sql(s, message(s, 9, 1, "client", "deveta"));
    read_on(s, NOW);
    hd_fixture_ok(hd_search_forget(s->f->db, s->pool));
    read_on(s, NOW);
    assert_int_equal(found(s, "deveta"), 1);
    sql(s, "UPDATE message SET side = 'agent' WHERE id = 5");
    sql(s, message(s, 7, 1, "client", "kasna"));
    read_on(s, NOW + 1);
    assert_int_equal(found(s, "skrivena kasna"), 1);
}

static const char *first_ref(const hd_queue_list_t *list)
{
    return list->rows->nelts ? APR_ARRAY_IDX(list->rows, 0, hd_queue_row_t).ref : "";
}

/* Of 1100 tickets with one word every tenth is of sales; 300 are looked at for one page. */
static void pages_hold_their_place_and_say_where_they_stopped(void **state)
{
    state_t *s = *state;
    hd_queue_list_t first, second, back;
    apr_dbd_transaction_t *all = NULL;
    int i;

    assert_int_equal(apr_dbd_transaction_start(s->f->driver, s->pool, s->raw, &all), 0);
    for (i = 2; i <= 1101; i++) {
        make_ticket(s, i, i == 7 ? "zajednicka igla" : "zajednicka");
        sql(s, message(s, i, i, "client", i % 400 == 0 ? "retka" : "česta"));
    }
    assert_int_equal(apr_dbd_transaction_end(s->f->driver, s->pool, all), 0);
    {
        const hd_search_run_t run = { HD_SEARCH_ROUND_ALL, 0, NULL };
        apr_int64_t left;
        hd_fixture_ok(hd_search_read_on(&left, s->f->db, &run, NOW, s->pool));
    }
    first = search_page(s, "zajednicka", "", "", 2);
    assert_int_equal(first.rows->nelts, HD_QUEUE_PAGE);
    assert_string_equal(first_ref(&first), "HD-0001100");
    assert_null(first.previous);
    second = search_page(s, "zajednicka", first.next, "", 2);
    assert_string_equal(first_ref(&second), "HD-0000850");
    back = search_page(s, "zajednicka", "", second.previous, 2);
    assert_string_equal(first_ref(&back), "HD-0001100");
    assert_int_equal(found(s, "cesta retka"), 0);
    assert_int_equal(found(s, "zajednicka retka"), 2);
    assert_int_equal(found(s, "zajednicka igla cesta"), 1);
    sql(s, "UPDATE ticket SET department_id = 1 WHERE id > 20");
    first = search_page(s, "zajednicka", "", "", 2);
    assert_int_equal(first.unfinished, HD_SEARCH_LOOK_MAX);
    assert_int_equal(first.rows->nelts, 0);
    assert_string_equal(first.next, "0.HD-0000802");
    first = search_page(s, "zajednicka", first.next, "", 2);
    assert_int_equal(first.unfinished, HD_SEARCH_LOOK_MAX);
    assert_string_equal(first.next, "0.HD-0000502");
    first = search_page(s, "zajednicka", first.next, "", 2);
    assert_string_equal(first.next, "0.HD-0000202");
    second = search_page(s, "zajednicka", first.next, "", 2);
    assert_int_equal(second.rows->nelts, 2);
    assert_false(second.unfinished);
    assert_null(second.next);
}

/* Of 1000 newer tickets each has the one word, or the other. */
static void add_posts(state_t *s, apr_int64_t number, int first)
{
    apr_array_header_t *rows = apr_array_make(s->pool, 1000, sizeof(const char *));
    int i;

    for (i = first; i < first + 2000; i += 2) {
        APR_ARRAY_PUSH(rows, const char *) = apr_psprintf(s->pool, "(%" APR_INT64_T_FMT ", %d)", number, i);
    }
    sql(s, apr_pstrcat(s->pool, "INSERT INTO search_post (word, ticket_id) VALUES ",
                       apr_array_pstrcat(s->pool, rows, ','), NULL));
}

static void who_looks_in_vain_stops_and_goes_on_from_there(void **state)
{
    state_t *s = *state;
    hd_queue_list_t first, second, back;
    int turn;

    sql(s, message(s, 1, 1, "client", "zimski letnji"));
    read_on(s, NOW);
    make_ticket(s, 202, "tu se staje");
    make_ticket(s, 600, "i tu");
    make_ticket(s, 802, "pre toga tu");
    make_ticket(s, 1402, "a prvo tu");
    add_posts(s, word(s, "zimski"), 2);
    add_posts(s, word(s, "letnji"), 3);
    for (turn = 0; turn < 3; turn++) {
        first = search_page(s, "letnji zimski", "", "", 0);
        assert_int_equal(first.rows->nelts, 0);
        assert_int_equal(first.unfinished, HD_SEARCH_LOOK_MAX);
        assert_string_equal(first.next, "0.HD-0001402");
        first = search_page(s, "letnji zimski", first.next, "", 0);
        assert_int_equal(first.rows->nelts, 0);
        assert_string_equal(first.next, "0.HD-0000802");
        first = search_page(s, "letnji zimski", first.next, "", 0);
        assert_string_equal(first.next, "0.HD-0000202");
        second = search_page(s, "letnji zimski", first.next, "", 0);
        assert_int_equal(second.rows->nelts, 1);
        assert_false(second.unfinished);
        assert_null(second.next);
        back = search_page(s, "letnji zimski", "", second.previous, 0);
        assert_true(back.unfinished);
        assert_string_equal(back.previous, "0.HD-0000600");
    }
}

static void what_is_gone_is_not_found(void **state)
{
    state_t *s = *state;

    sql(s, message(s, 1, 1, "client", "prva"));
    read_on(s, NOW);
    assert_int_equal(found(s, "prva"), 1);
    sql(s, "DELETE FROM message");
    sql(s, "DELETE FROM ticket");
    assert_int_equal(found(s, "prva"), 0);
}

/* PostgreSQL would plan a search anew each time, for longer than it takes. */
static void what_is_looked_for_is_planned_once_for_all_words(void **state)
{
    state_t *s = *state, own = *s;
    int i;

    if (strcmp(driver, "pgsql") != 0) skip();
    sql(s, message(s, 1, 1, "client", "prva druga treca cetvrta"));
    read_on(s, NOW);
    for (i = 0; i < 3; i++) {
        assert_int_equal(found(s, "prva") + found(s, "prva druga") + found(s, "prva druga treca cetvrta"), 3);
    }
    own.raw = s->f->db->connection->handle;
    assert_int_equal(ask_number(&own, "SELECT COUNT(*) FROM pg_prepared_statements "
                                       "WHERE name ~ 'search_(one|three|eight)_next' AND generic_plans > 2"), 3);
    assert_int_equal(ask_number(&own, "SELECT SUM(custom_plans) FROM pg_prepared_statements"), 0);
}

static int run_on(const char *name)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_found_once_it_was_read, setup, NULL),
        cmocka_unit_test_setup_teardown(one_that_commits_late_is_not_skipped, setup, NULL),
        cmocka_unit_test_setup_teardown(a_number_that_nobody_uses_is_given_up_after_an_hour, setup, NULL),
        cmocka_unit_test_setup_teardown(two_transactions_may_end_in_any_order, setup, NULL),
        cmocka_unit_test_setup_teardown(an_answer_is_found_when_it_is_shown_and_never_when_it_was_taken_back, setup, NULL),
        cmocka_unit_test_setup_teardown(of_two_who_read_at_once_one_counts, setup, NULL),
        cmocka_unit_test_setup_teardown(a_name_that_changes_while_it_is_read_is_read_again, setup, NULL),
        cmocka_unit_test_setup_teardown(another_language_is_nothing_to_read, setup, NULL),
        cmocka_unit_test_setup_teardown(a_moved_message_is_found_where_it_is, setup, NULL),
        cmocka_unit_test_setup_teardown(all_is_read_anew_when_it_was_forgotten, setup, NULL),
        cmocka_unit_test_setup_teardown(reading_anew_does_not_stumble_over_what_is_pending, setup, NULL),
        cmocka_unit_test_setup_teardown(pages_hold_their_place_and_say_where_they_stopped, setup, NULL),
        cmocka_unit_test_setup_teardown(who_looks_in_vain_stops_and_goes_on_from_there, setup, NULL),
        cmocka_unit_test_setup_teardown(what_is_gone_is_not_found, setup, NULL),
        cmocka_unit_test_setup_teardown(what_is_looked_for_is_planned_once_for_all_words, setup, NULL),
    };

    driver = name;
    return cmocka_run_group_tests_name(name, tests, open_database, close_database);
}

static int make_pool(void **state)
{
    state_t *s = calloc(1, sizeof(*s));

    apr_pool_create(&s->pool, NULL);
    *state = s;
    return 0;
}

static int drop_pool(void **state)
{
    state_t *s = *state;

    apr_pool_destroy(s->pool);
    free(s);
    return 0;
}

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    const struct CMUnitTest words[] = {
        cmocka_unit_test(forms_of_a_word_are_one_word),
        cmocka_unit_test(a_text_is_found_by_its_parts_and_by_figures_held_together),
        cmocka_unit_test(what_is_asked_has_an_end),
        cmocka_unit_test(numbers_stay_as_they_are),
        cmocka_unit_test(a_list_comes_back_as_it_was_written),
    };
    int failed;
    size_t i;

    apr_initialize();
    failed = cmocka_run_group_tests(words, make_pool, drop_pool);
    for (i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
        if (hd_fixture_has(drivers[i])) failed += run_on(drivers[i]);
    }
    return failed;
}
