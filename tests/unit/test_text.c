/* tests/unit/test_text.c: folding, formats of a language, Markdown.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>

#include "../../src/text/fold.h"
#include "../../src/text/locale.h"
#include "../../src/text/markdown.h"
#include "check_fragment.h"

#define NBSP "\xc2\xa0"
#define HOUR 3600
#define THREADS 8
#define BIG 65536 /* bytes of a text, as forms limit it */

static int setup(void **state)
{
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    *state = pool;
    return 0;
}

static int teardown(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

/* ---- fold.h */

static int valid(const char *text, int lines)
{
    return hd_text_valid(text, strlen(text), lines);
}

static void text_with_control_characters_is_not_valid(void **state)
{
    char text[] = "sixteen letters.";
    int c;
    size_t at;

    (void)state;
    for (c = 0; c < 0x100; c++) {
        for (at = 0; at < 16; at++) { /* at each place of a machine word */
            memcpy(text, "sixteen letters.", 16);
            text[at] = (char)c;
            assert_int_equal(hd_text_valid(text, 16, 0), c >= 0x20 && c < 0x7f);
            assert_int_equal(hd_text_valid(text, 16, 1), (c >= 0x20 && c < 0x7f) || c == 9 || c == 10 || c == 13);
        }
    }
    assert_false(valid("C1 \xc2\x85", 1));
    assert_true(valid("", 0));
}

static void only_utf8_that_xml_can_hold_is_valid(void **state)
{
    (void)state;
    assert_true(valid("Ђорђе, \xe2\x82\xac, \xf0\x9f\x98\x80", 0));
    assert_true(valid("\xc2\xa0\xef\xbf\xbd", 0));
    assert_false(valid("\xff", 0));
    assert_false(valid("cut \xe2\x82", 0));
    assert_false(valid("overlong \xc0\xaf", 0));
    assert_false(valid("surrogate \xed\xa0\x80", 0));
    assert_false(valid("\xef\xbf\xbe", 0));
    assert_false(valid("\xef\xbf\xbf", 0));
    assert_false(valid("\xf4\x90\x80\x80", 0));
}

static void characters_are_counted_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(hd_text_chars(""), 0);
    assert_int_equal(hd_text_chars("aЂ\xe2\x82\xac\xf0\x9f\x98\x80"), 4);
}

static void text_is_trimmed_and_normalized(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(hd_text_trim(" \t a b \r\n", pool), "a b");
    assert_string_equal(hd_text_trim("\xe2\x80\xaf" NBSP "a\r\nb\rc\n\n\xe3\x80\x80", pool), "a\nb\nc");
    assert_string_equal(hd_text_trim("cafe\xcc\x81", pool), "caf\xc3\xa9");
    assert_string_equal(hd_text_trim(" \n ", pool), "");
    assert_string_equal(hd_text_trim("", pool), "");
}

static void addresses_that_are_the_same_fold_to_the_same(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(hd_email_fold(" Client@Example.COM\n", pool), "client@example.com");
    assert_string_equal(hd_email_fold("\xef\xbc\xa1gent@ex\xc2\xad" "ample.com", pool), "agent@example.com");
    assert_string_equal(hd_email_fold("info@ПРИМЕР.срб", pool), "info@xn--e1afmkfd.xn--90a3ac");
    assert_string_equal(hd_email_fold("ПЕРА@example.com", pool), "пера@example.com");
    assert_string_equal(hd_email_fold("first.last+tag@localhost", pool), "first.last+tag@localhost");
}

static void what_cannot_be_an_address_is_refused(void **state)
{
    apr_pool_t *pool = *state;
    static const char *const bad[] = {
        "", "a", "@b.c", "a@", "a@b@c", "a b@c.d", "a@b c", "a@.b", "a@b.", "a@b..c", "a\nb@c.d",
        "a@b\x01", "a\xff@b.c",
        "a,b@c.d", "<a@b.c>", "a@b.c>", "\"a\"@b.c", "a:b@c.d",
        "a\xef\xbc\xa0x@c.d", "a@[1.2.3.4]", "a\xe2\x80\xa8@b.c",
    };
    char *local = apr_pcalloc(pool, 400), *domain = apr_pcalloc(pool, 400);
    size_t i;

    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) assert_null(hd_email_fold(bad[i], pool));
    memset(local, 'l', 64);
    memset(domain, 'd', 254 - 65);
    assert_non_null(hd_email_fold(apr_pstrcat(pool, local, "@", domain, NULL), pool));
    assert_null(hd_email_fold(apr_pstrcat(pool, local, "@", domain, "d", NULL), pool));
    assert_null(hd_email_fold(apr_pstrcat(pool, "l", local, "@d", NULL), pool));
}

static void serbian_is_written_in_latin(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(hd_serbian_latin("Љубав, Његош, Џеп, Ђорђе, Ћирић, ждрал", pool),
                        "Ljubav, Njegoš, Džep, Đorđe, Ćirić, ždral");
    assert_string_equal(hd_serbian_latin("ЉУБАВ ЊЕГОШ ЏЕП ЂОРЂЕ", pool), "LJUBAV NJEGOŠ DŽEP ĐORĐE");
    assert_string_equal(hd_serbian_latin("Tiket {ref}, naïve & <b>", pool), "Tiket {ref}, naïve & <b>");
    assert_string_equal(hd_serbian_latin("Домен shop.example је истекао · 4.788,00 RSD", pool),
                        "Domen shop.example je istekao · 4.788,00 RSD");
    assert_string_equal(hd_serbian_latin("Отвори café {n}…", pool), "Otvori café {n}…");
    assert_string_equal(hd_serbian_latin("", pool), "");
}

static void a_name_has_at_most_two_initials(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(hd_initials("Agent A", pool), "AA");
    assert_string_equal(hd_initials("Client", pool), "CL");
    assert_string_equal(hd_initials("Ана Марија Ђурић", pool), "АЂ");
    assert_string_equal(hd_initials("  john   (\"jack\") van smith ", pool), "JS");
    assert_string_equal(hd_initials("élodie", pool), "ÉL");
    assert_string_equal(hd_initials("X", pool), "X");
    assert_string_equal(hd_initials("7 Hosting", pool), "7H");
    assert_string_equal(hd_initials("", pool), "?");
    assert_string_equal(hd_initials(" -- ", pool), "?");
}

/* ---- locale.h */

static hd_time_t at(const char *iso)
{
    hd_time_t sec = 0;

    assert_int_equal(hd_time_parse(&sec, iso), APR_SUCCESS);
    return sec;
}

static hd_locale_t *borrow(const char *language, const char *now, apr_pool_t *pool)
{
    hd_locales_t *locales;
    hd_locale_t *locale;

    assert_null(hd_locales_create(&locales, "Europe/Belgrade", pool));
    assert_null(hd_locale_borrow(&locale, locales, language, at(now), pool));
    return locale;
}

static void a_recent_time_is_told_from_now(void **state)
{
    apr_pool_t *pool = *state;
    hd_locale_t *en = borrow("en", "2026-11-23T09:00:00Z", pool); /* 10:00 in Belgrade */
    hd_locale_t *sr = borrow("sr-Latn", "2026-11-23T09:00:00Z", pool);
    hd_locale_t *cyrl = borrow("sr-Cyrl", "2026-11-23T09:00:00Z", pool);

    assert_string_equal(hd_locale_relative(en, at("2026-11-23T08:59:01Z"), pool), "now");
    assert_string_equal(hd_locale_relative(en, at("2026-11-23T09:00:59Z"), pool), "now");
    assert_string_equal(hd_locale_relative(en, at("2026-11-23T08:59:00Z"), pool), "1 minute ago");
    assert_string_equal(hd_locale_relative(en, at("2026-11-23T08:00:01Z"), pool), "59 minutes ago");
    assert_string_equal(hd_locale_relative(en, at("2026-11-23T09:20:00Z"), pool), "in 20 minutes");
    assert_string_equal(hd_locale_relative(en, at("2026-11-23T07:31:00Z"), pool), "today at 08:31");
    assert_string_equal(hd_locale_relative(en, at("2026-11-22T15:05:00Z"), pool), "yesterday at 16:05");
    assert_string_equal(hd_locale_relative(en, at("2026-11-24T22:59:00Z"), pool), "tomorrow at 23:59");
    assert_string_equal(hd_locale_relative(en, at("2026-11-20T12:00:00Z"), pool), "20 November");
    assert_string_equal(hd_locale_relative(en, at("2025-02-03T12:00:00Z"), pool), "3 Feb 2025");
    assert_string_equal(hd_locale_relative(en, at("2027-02-03T12:00:00Z"), pool), "3 Feb 2027");
    assert_string_equal(hd_locale_relative(sr, at("2026-11-23T08:40:00Z"), pool), "pre 20 minuta");
    assert_non_null(strstr(hd_locale_relative(sr, at("2026-11-22T15:05:00Z"), pool), "juče"));
    assert_non_null(strstr(hd_locale_relative(sr, at("2026-11-22T15:05:00Z"), pool), "16:05"));
    assert_non_null(strstr(hd_locale_relative(cyrl, at("2026-11-23T07:31:00Z"), pool), "данас"));
    assert_null(hd_locale_relative(en, 0, pool));
}

static void dates_are_written_as_the_language_has_them(void **state)
{
    apr_pool_t *pool = *state;
    hd_locale_t *en = borrow("en", "2026-11-23T09:00:00Z", pool);
    hd_locale_t *sr = borrow("sr-Latn", "2026-11-23T09:00:00Z", pool);
    hd_locale_t *cyrl = borrow("sr-Cyrl", "2026-11-23T09:00:00Z", pool);
    hd_time_t sec = at("2026-11-23T07:31:00Z");

    assert_string_equal(hd_locale_moment(en, sec, pool), "23 November 2026, 08:31");
    assert_string_equal(hd_locale_moment(sr, sec, pool), "23. novembar 2026. 08:31");
    assert_string_equal(hd_locale_date(en, sec, pool), "23 November 2026");
    assert_string_equal(hd_locale_date(cyrl, sec, pool), "23. новембар 2026.");
    assert_string_equal(hd_locale_date_short(en, sec, pool), "23 Nov 2026");
    assert_string_equal(hd_locale_date_short(sr, sec, pool), "23. nov 2026.");
    assert_string_equal(hd_locale_month(en, sec, pool), "Nov");
    assert_string_equal(hd_locale_month(sr, sec, pool), "nov");
    assert_int_equal(hd_locale_day(en, at("2026-11-22T23:30:00Z")), 23);
    assert_int_equal(hd_locale_day(en, 0), 0);
    assert_null(hd_locale_date(en, 0, pool));
    assert_null(hd_locale_moment(en, 0, pool));
}

static void days_are_counted_as_the_calendar_on_the_wall_does(void **state)
{
    apr_pool_t *pool = *state;
    hd_locale_t *locale = borrow("en", "2026-03-28T22:30:00Z", pool); /* 23:30; the clock goes forward that night */

    assert_int_equal(hd_locale_days_until(locale, at("2026-03-27T23:00:00Z")), 0);
    assert_int_equal(hd_locale_days_until(locale, at("2026-03-28T22:59:59Z")), 0);
    assert_int_equal(hd_locale_days_until(locale, at("2026-03-28T23:00:00Z")), 1);
    assert_int_equal(hd_locale_days_until(locale, at("2026-03-29T21:59:59Z")), 1);
    assert_int_equal(hd_locale_days_until(locale, at("2026-03-29T22:00:00Z")), 2);
    assert_int_equal(hd_locale_days_until(locale, at("2026-03-27T22:59:59Z")), -1);
    assert_int_equal(hd_locale_days_until(locale, at("2027-03-28T12:00:00Z")), 365);
    locale = borrow("en", "2026-10-24T22:30:00Z", pool); /* 00:30 of the day that has 25 hours */
    assert_int_equal(hd_locale_days_until(locale, at("2026-10-25T22:59:59Z")), 0);
    assert_int_equal(hd_locale_days_until(locale, at("2026-10-25T23:00:00Z")), 1);
}

static void money_has_the_digits_of_its_currency(void **state)
{
    apr_pool_t *pool = *state;
    hd_locale_t *en = borrow("en", "2026-11-23T09:00:00Z", pool);
    hd_locale_t *sr = borrow("sr-Latn", "2026-11-23T09:00:00Z", pool);

    assert_string_equal(hd_locale_money(en, 478800, "RSD", pool), "RSD" NBSP "4,788.00");
    assert_string_equal(hd_locale_money(sr, 478800, "RSD", pool), "4.788,00" NBSP "RSD");
    assert_string_equal(hd_locale_money(sr, 5, "EUR", pool), "0,05" NBSP "EUR");
    assert_string_equal(hd_locale_money(en, 0, "RSD", pool), "RSD" NBSP "0.00");
    assert_string_equal(hd_locale_money(en, 1234, "JPY", pool), "JPY" NBSP "1,234");
    assert_string_equal(hd_locale_money(en, 1234, "KWD", pool), "KWD" NBSP "1.234");
    assert_string_equal(hd_locale_money(en, 9007199254740993, "EUR", pool), "EUR" NBSP "90,071,992,547,409.93");
    assert_non_null(strstr(hd_locale_money(en, -150, "EUR", pool), "1.50"));
    assert_non_null(strchr(hd_locale_money(en, -150, "EUR", pool), '-'));
}

static void sizes_are_rounded_for_people(void **state)
{
    apr_pool_t *pool = *state;
    hd_locale_t *en = borrow("en", "2026-11-23T09:00:00Z", pool);
    hd_locale_t *sr = borrow("sr-Latn", "2026-11-23T09:00:00Z", pool);

    assert_string_equal(hd_locale_bytes(en, 0, pool), "0" NBSP "bytes");
    assert_string_equal(hd_locale_bytes(en, 999, pool), "999" NBSP "bytes");
    assert_string_equal(hd_locale_bytes(en, 412345, pool), "412" NBSP "kB");
    assert_string_equal(hd_locale_bytes(en, 999600, pool), "1" NBSP "MB");
    assert_string_equal(hd_locale_bytes(en, 18000000, pool), "18" NBSP "MB");
    assert_string_equal(hd_locale_bytes(sr, 1500000, pool), "1,5" NBSP "MB");
    assert_string_equal(hd_locale_bytes(en, APR_INT64_C(5000000000000000), pool), "5,000" NBSP "TB");
}

static void plurals_follow_the_language(void **state)
{
    (void)state;
    assert_string_equal(hd_plural("en", 1), "one");
    assert_string_equal(hd_plural("en", 0), "other");
    assert_string_equal(hd_plural("en", 21), "other");
    assert_string_equal(hd_plural("sr-Latn", 1), "one");
    assert_string_equal(hd_plural("sr-Latn", 2), "few");
    assert_string_equal(hd_plural("sr-Cyrl", 5), "other");
    assert_string_equal(hd_plural("sr-Cyrl", 11), "other");
    assert_string_equal(hd_plural("sr-Cyrl", 21), "one");
    assert_string_equal(hd_plural("sr-Cyrl", 24), "few");
}

static void a_wrong_time_zone_or_language_is_told(void **state)
{
    apr_pool_t *pool = *state;
    hd_locales_t *locales;
    hd_locale_t *locale;

    assert_true(hd_time_zone_valid("Europe/Belgrade"));
    assert_true(hd_time_zone_valid("UTC"));
    assert_false(hd_time_zone_valid("Europe/Belgrad"));
    assert_false(hd_time_zone_valid(""));
    assert_false(hd_time_zone_valid("GMT+3"));
    assert_false(hd_time_zone_valid("Etc/Unknown"));
    assert_false(hd_time_zone_valid("Europe/Београд"));
    assert_int_equal(hd_locales_create(&locales, "Mars/Base", pool)->kind, HD_BROKEN);
    assert_null(hd_locales_create(&locales, "UTC", pool));
    assert_int_equal(hd_locale_borrow(&locale, locales, "de", 1, pool)->kind, HD_BROKEN);
}

static void a_locale_given_back_is_borrowed_again(void **state)
{
    apr_pool_t *pool = *state, *request;
    hd_locales_t *locales;
    hd_locale_t *first, *second, *third;

    assert_null(hd_locales_create(&locales, "UTC", pool));
    apr_pool_create(&request, pool);
    assert_null(hd_locale_borrow(&first, locales, "en", 1, request));
    assert_null(hd_locale_borrow(&second, locales, "en", 1, request));
    assert_ptr_not_equal(first, second);
    apr_pool_clear(request);
    assert_null(hd_locale_borrow(&third, locales, "en", at("2026-11-23T09:00:00Z"), request));
    assert_true(third == first || third == second);
    assert_string_equal(hd_locale_relative(third, at("2026-11-23T08:00:00Z"), request), "today at 08:00");
}

/** A thread of the next test, and what it found. */
typedef struct worker_t {
    apr_thread_t *thread;
    hd_locales_t *locales;
    int wrong;
} worker_t;

/** Whether all that threads share works once more. */
static int text_room_works(hd_locales_t *locales, apr_pool_t *pool)
{
    hd_locale_t *locale;
    const char *fragment;

    if (hd_locale_borrow(&locale, locales, "sr-Latn", HD_DAY_SEC, pool)) return 0;
    if (strcmp(hd_locale_money(locale, 478800, "RSD", pool), "4.788,00" NBSP "RSD") != 0) return 0;
    if (strcmp(hd_plural("sr-Latn", 22), "few") != 0) return 0;
    if (strcmp(hd_serbian_latin("Љубав", pool), "Ljubav") != 0) return 0;
    if (hd_markdown_render(&fragment, "~~a~~ www.b.rs", pool)) return 0;
    return strcmp(fragment, "<p><del>a</del> <a href=\"http://www.b.rs\""
    " rel=\"nofollow noopener\">www.b.rs</a></p>") == 0;
}

static void *APR_THREAD_FUNC work(apr_thread_t *thread, void *data)
{
    worker_t *worker = data;
    apr_pool_t *turn;
    int i;

    apr_pool_create(&turn, apr_thread_pool_get(thread));
    for (i = 0; i < 100; i++) {
        apr_pool_clear(turn);
        worker->wrong += !text_room_works(worker->locales, turn);
    }
    apr_pool_destroy(turn);
    return NULL;
}

static void many_threads_share_one_stock(void **state)
{
    apr_pool_t *pool = *state;
    worker_t workers[THREADS];
    hd_locales_t *locales;
    apr_status_t ignored;
    int i;

    assert_null(hd_locales_create(&locales, "UTC", pool));
    for (i = 0; i < THREADS; i++) {
        workers[i].locales = locales;
        workers[i].wrong = 0;
        assert_int_equal(apr_thread_create(&workers[i].thread, NULL, work, &workers[i], pool), APR_SUCCESS);
    }
    for (i = 0; i < THREADS; i++) {
        apr_thread_join(&ignored, workers[i].thread);
        assert_int_equal(workers[i].wrong, 0);
    }
}

/* ---- markdown.h */

static const char *render(const char *source, apr_pool_t *pool)
{
    const char *fragment = NULL;

    assert_null(hd_markdown_render(&fragment, source, pool));
    assert_true(is_good_fragment(fragment));
    return fragment;
}

static void blocks_become_elements(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(render("", pool), "");
    assert_string_equal(render("a\nb  \nc\n\nd", pool), "<p>a<br/>b<br/>c</p><p>d</p>");
    assert_string_equal(render("# a\n## b\n### c\n#### d\n###### e", pool),
                        "<h3>a</h3><h4>b</h4><h5>c</h5><h6>d</h6><h6>e</h6>");
    assert_string_equal(render("- a\n- b\n  - c", pool), "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>");
    assert_string_equal(render("- a\n\n- b", pool), "<ul><li><p>a</p></li><li><p>b</p></li></ul>");
    assert_string_equal(render("3. a\n4. b\n\nx\n\n1. c", pool),
                        "<ol start=\"3\"><li>a</li><li>b</li></ol><p>x</p><ol><li>c</li></ol>");
    assert_string_equal(render("> a\n> b", pool), "<blockquote><p>a<br/>b</p></blockquote>");
    assert_string_equal(render("```sh\nls | wc <a>\n```\n***", pool),
                        "<pre><code>ls | wc &lt;a&gt;\n</code></pre><hr/>");
}

static void words_are_marked(void **state)
{
    assert_string_equal(render("*a* **b** `c <d>` ~~e~~ ~f \\*g\\*", *state),
                        "<p><em>a</em> <strong>b</strong> <code>c &lt;d&gt;</code> <del>e</del> ~f *g*</p>");
    assert_string_equal(render("\"it's\" &amp; &nbsp;", *state), "<p>&quot;it&#39;s&quot; &amp; " NBSP "</p>");
}

static void tables_have_head_body_and_sides(void **state)
{
    assert_string_equal(render("|a|b|\n|:-:|--:|\n|1|*2*|\n|3|", *state),
                        "<table><thead><tr><th class=\"center\">a</th><th class=\"right\">b</th></tr></thead>"
                        "<tbody><tr><td class=\"center\">1</td><td class=\"right\"><em>2</em></td></tr>"
                        "<tr><td class=\"center\">3</td><td class=\"right\"></td></tr></tbody></table>");
    assert_string_equal(render("|a|\n|-|", *state), "<table><thead><tr><th>a</th></tr></thead></table>");
}

static void html_is_shown_as_the_text_it_is(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(render("<script>\nalert(1)\n</script>", pool),
                        "<p>&lt;script&gt;<br/>alert(1)<br/>&lt;/script&gt;</p>");
    assert_string_equal(render("a <b onclick='x'>b</b> <!-- c -->", pool),
                        "<p>a &lt;b onclick=&#39;x&#39;&gt;b&lt;/b&gt; &lt;!-- c --&gt;</p>");
}

static void links_lead_to_the_web_and_to_mail_only(void **state)
{
    apr_pool_t *pool = *state;
    static const char *const refused[] = {
        "javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "/local", "//host/x",
        "ftp://a.b/", "#x",
        "java&#10;script:x", "&#1;javascript:x", "http:x", "http://", "https:///x",
        "mailto:", "http://a&#10;b/", "file:///x",
    };
    size_t i;

    for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_string_equal(render(apr_psprintf(pool, "[t](%s)", refused[i]), pool), "<p>t</p>");
    }
    assert_string_equal(render("[t](HTTPS://a.b/c?d=e&f='g'\"%zz%20é)", pool),
                        "<p><a href=\"HTTPS://a.b/c?d=e&amp;f=&#39;g&#39;%22%25zz%20%C3%A9\""
                        " rel=\"nofollow noopener\">t</a></p>");
    assert_string_equal(render("[t](<http://a b/>) [m](mailto:a@b.c) [*e*](http://a.b)", pool),
                        "<p>t <a href=\"mailto:a@b.c\" rel=\"nofollow noopener\">m</a> <a href=\"http://a.b\""
                        " rel=\"nofollow noopener\"><em>e</em></a></p>");
    assert_string_equal(render("see https://a.b/c_d_e?f. or www.a.b, or a@b.rs", pool),
                        "<p>see <a href=\"https://a.b/c_d_e?f\" rel=\"nofollow noopener\">https://a.b/c_d_e?f</a>. or "
                        "<a href=\"http://www.a.b\""
                        " rel=\"nofollow noopener\">www.a.b</a>, or <a href=\"mailto:a@b.rs\""
                        " rel=\"nofollow noopener\">a@b.rs</a></p>");
}

static void a_picture_becomes_one_link(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(render("![alt *x*](http://a.b/c.png)", pool),
                        "<p><a href=\"http://a.b/c.png\" rel=\"nofollow noopener\">alt <em>x</em></a></p>");
    assert_string_equal(render("[![alt](http://a.b/c.png)](http://d.e)", pool),
                        "<p><a href=\"http://d.e\" rel=\"nofollow noopener\">alt</a></p>");
    assert_string_equal(render("![](http://a.b) [](http://c.d)", pool),
                        "<p><a href=\"http://a.b\" rel=\"nofollow noopener\">http://a.b</a> <a href=\"http://c.d\""
                        " rel=\"nofollow noopener\">http://c.d</a></p>");
    assert_string_equal(render("![alt](data:image/png;base64,x)", pool), "<p>alt</p>");
}

static void what_xml_cannot_hold_is_left_out(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(render("a\x01\x0b\x7f" "b&#1;&#0;\xef\xbf\xbf\xc2\x85", pool), "<p>ab\xef\xbf\xbd</p>");
    assert_string_equal(render("a\xff\xed\xa0\x80 \xc3", pool), render("a\xff\xed\xa0\x80 \xc3", pool));
    assert_string_equal(render("a\r\nb\rc", pool), "<p>a<br/>b<br/>c</p>");
    assert_string_equal(render("```\r\na\r\n```\r\n", pool), "<pre><code>a\n</code></pre>");
}

/** A text of BIG bytes: a start, and something again and again. */
static const char *big(const char *start, const char *again, const char *end, apr_pool_t *pool)
{
    char *text = apr_pcalloc(pool, BIG + 1);
    size_t length = strlen(start), step = strlen(again), rest = strlen(end);

    memcpy(text, start, length);
    for (; length + step + rest <= BIG; length += step) memcpy(text + length, again, step);
    memcpy(text + length, end, rest);
    return text;
}

static void deep_nesting_is_cut_and_no_word_is_lost(void **state)
{
    apr_pool_t *pool = *state;
    static const char table[] = "> > > > > > > > > > > > > > |a|b|\n> > > > > > > > > > > > > > |-|-|\n";
    const char *text = render("> > > > > > > > > > > > > > > > > > > > - - - 1. 2. "
                              "**a [b](http://c) *d*** `e`\n> f", pool);

    assert_non_null(strstr(text, "b</a>"));
    assert_string_equal(hd_markdown_excerpt(text, 100, pool), "a b d e f");
    assert_non_null(strstr(render(table, pool), "<th>b</th>"));
}

/** Each of these took seconds or hundreds of MiB somewhere; the test's own time limit is that of the run. */
static void hostile_texts_are_rendered_within_bounds(void **state)
{
    static const char *const texts[][3] = {
        { "", "[", "" }, { "", "![", "" }, { "", "![[]()", "" }, { "", "[a](", "" }, { "", "*", "" }, { "", "*_", "" },
        { "", "**a *a ", "" }, { "", "~~a~", "" }, { "", ">", "" }, { "", "> ", "x" }, { "", "- ", "x" },
        { "", "1. ", "x" },
        { "- - - - - - - - - - - - - - - - - - - - x", "\n", "z" },
        { "> > > > > > > > > > x", "\na", "" }, { "", "`", "" },
        { "a", "<?", "" }, { "a", "<![CDATA[", "" }, { "a", "<!A ", "" }, { "www.a.b/", ")", "" }, { "", "a@", "" },
        { "", "a\n-|-\n", "" }, { "", "a\n", "-|-\n" }, { "|a|b|c|d|e|f|g|h|\n|-|-|-|-|-|-|-|-|\n", "|\n", "" },
        { "", "\t", "x" }, { "", "&", "" }, { "", "\xff", "" }, { "", "\"", "" },
    };
    apr_pool_t *pool = *state;
    char *wide = apr_pcalloc(pool, BIG + 1), *long_word;
    size_t i, length = 0;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        render(big(texts[i][0], texts[i][1], texts[i][2], pool), pool);
    }
    long_word = apr_pstrmemdup(pool, big("", "u", "", pool), BIG / 2);
    render(big(apr_pstrcat(pool, "[a]: ", long_word, "\n\n", NULL), "[a]", "", pool), pool);
    for (i = 0; i < 6000; i++, length += 2) memcpy(wide + length, "|a", 2);
    wide[length++] = '\n';
    for (i = 0; i < 6000; i++, length += 2) memcpy(wide + length, "|-", 2);
    wide[length++] = '\n';
    while (length + 2 <= BIG) wide[length++] = '|', wide[length++] = '\n';
    render(wide, pool);
}

static void a_text_that_markdown_would_choke_on_is_shown_as_it_is(void **state)
{
    apr_pool_t *pool = *state;
    const char *marks = apr_pstrmemdup(pool, big("", ">", "", pool), 200);
    const char *source = apr_pstrcat(pool, "*a* <b>\nc\n \t\n\n", marks, " d\n\n", NULL);
    const char *text = render(source, pool);

    assert_int_equal(strncmp(text, "<p>*a* &lt;b&gt;<br/>c</p><p>&gt;&gt;", 34), 0);
    assert_non_null(strstr(text, "&gt; d</p>"));
}

static void an_excerpt_is_one_plain_line(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(hd_markdown_excerpt(render("# Hi\n\nA *b*c\nd\n\n- e\n- f <g> & 'h'", pool), 100, pool),
                        "Hi A bc d e f <g> & 'h'");
    assert_string_equal(hd_markdown_excerpt(render("one two three", pool), 13, pool), "one two three");
    assert_string_equal(hd_markdown_excerpt(render("one two three", pool), 12, pool), "one two…");
    assert_string_equal(hd_markdown_excerpt(render("једандватри", pool), 6, pool), "један…");
    assert_string_equal(hd_markdown_excerpt("", 10, pool), "");
    assert_string_equal(hd_markdown_excerpt("<p>ab</p>", 1, pool), "…");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(text_with_control_characters_is_not_valid),
        TEST(only_utf8_that_xml_can_hold_is_valid),
        TEST(characters_are_counted_not_bytes),
        TEST(text_is_trimmed_and_normalized),
        TEST(addresses_that_are_the_same_fold_to_the_same),
        TEST(what_cannot_be_an_address_is_refused),
        TEST(serbian_is_written_in_latin),
        TEST(a_name_has_at_most_two_initials),
        TEST(a_recent_time_is_told_from_now),
        TEST(dates_are_written_as_the_language_has_them),
        TEST(days_are_counted_as_the_calendar_on_the_wall_does),
        TEST(money_has_the_digits_of_its_currency),
        TEST(sizes_are_rounded_for_people),
        TEST(plurals_follow_the_language),
        TEST(a_wrong_time_zone_or_language_is_told),
        TEST(a_locale_given_back_is_borrowed_again),
        TEST(many_threads_share_one_stock),
        TEST(blocks_become_elements),
        TEST(words_are_marked),
        TEST(tables_have_head_body_and_sides),
        TEST(html_is_shown_as_the_text_it_is),
        TEST(links_lead_to_the_web_and_to_mail_only),
        TEST(a_picture_becomes_one_link),
        TEST(what_xml_cannot_hold_is_left_out),
        TEST(deep_nesting_is_cut_and_no_word_is_lost),
        TEST(hostile_texts_are_rendered_within_bounds),
        TEST(a_text_that_markdown_would_choke_on_is_shown_as_it_is),
        TEST(an_excerpt_is_one_plain_line),
    };
    int failed;

    apr_initialize();
    xmlInitParser();
    failed = cmocka_run_group_tests_name("text", tests, NULL, NULL);
    xmlCleanupParser();
    apr_terminate();
    return failed;
}
