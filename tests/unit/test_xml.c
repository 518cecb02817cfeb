/* tests/unit/test_xml.c: views, the theme loader, words, and what comes out as pages.
 * May use: src/xml. Run from the top of the source tree.
 * SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* nftw */

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <libxml/parser.h>
#include <libxslt/documents.h>

#include "../../src/base/log.h"
#include "../../src/xml/buffer.h"
#include "../../src/xml/layers.h"
#include "../../src/xml/theme.h"
#include "../../src/xml/words.h"
#include "compare_markup.h"
#include "theme_threads.h"

#define SHARE "tests/unit/xml_data/share"
#define THEME "tests/unit/xml_data/theme"
#define URL "https://example.com/portal/"
#define XSL "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' " \
    "xmlns:t='urn:helpdesk:theme' xmlns:w='urn:helpdesk:words' xmlns:p='urn:helpdesk:path'>\n"
#define PAGE(body) XSL "<xsl:template match='/'>\n" body "\n</xsl:template></xsl:stylesheet>\n"

static apr_pool_t *pool;     /* each test's own */
static hd_theme_t *standard; /* SHARE alone; loaded once */
static apr_pool_t *standard_pool;

static int begin(void **state)
{
    (void)state;
    return apr_pool_create(&pool, NULL);
}

static int end(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static void no_log(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    (void)level, (void)status, (void)file, (void)line, (void)text;
}

static hd_theme_t *load(const char *theme_dir)
{
    hd_theme_t *theme = NULL;
    hd_error_t *error = hd_theme_load(&theme, SHARE, theme_dir, URL, pool);
    if (error) fail_msg("%s", error->detail);
    return theme;
}

static const char *render(const hd_theme_t *theme, const char *sheet, const char *language, hd_view_t *view)
{
    const char *bytes;
    apr_size_t length;
    hd_error_t *error = hd_theme_render(&bytes, &length, theme, sheet, language, view, pool);
    if (error) fail_msg("%s", error->detail);
    assert_int_equal(strlen(bytes), length);
    return bytes;
}

static hd_view_t *ticket_view(const char *subject, int days, const char *status, apr_pool_t *p)
{
    hd_view_t *view = hd_view_create("ticket", p);
    xmlNodePtr ticket = hd_view_add(view, hd_view_root(view), "ticket");
    hd_view_attr(view, hd_view_root(view), "lang", "en");
    hd_view_attr(view, ticket, "ref", "HD-1");
    hd_view_attr(view, ticket, "subject", subject);
    hd_view_attr_int(view, ticket, "days", days);
    hd_view_attr(view, ticket, "status", status);
    return view;
}

static const char *ticket_page(const char *language, const char *subject, int days, const char *status)
{
    return render(standard, "ticket", language, ticket_view(subject, days, status, pool));
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("no \"%s\" in: %s", part, text);
}

static void has_not(const char *text, const char *part)
{
    if (strstr(text, part)) fail_msg("\"%s\" in: %s", part, text);
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(path);
}

static apr_status_t remove_tree(void *dir)
{
    nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return APR_SUCCESS;
}

/* A theme directory with one file in it; removed after the test. */
static const char *theme_with(const char *name, const char *content)
{
    char *dir = apr_pstrdup(pool, "/tmp/hd-test-xml-XXXXXX");
    apr_file_t *file;
    assert_non_null(mkdtemp(dir));
    apr_pool_cleanup_register(pool, dir, remove_tree, apr_pool_cleanup_null);
    const char *path = apr_pstrcat(pool, dir, "/", name, NULL);
    const char *parent = apr_pstrmemdup(pool, path, (apr_size_t)(strrchr(path, '/') - path));
    assert_int_equal(apr_dir_make_recursive(parent, APR_OS_DEFAULT, pool), APR_SUCCESS);
    assert_int_equal(apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE, APR_OS_DEFAULT, pool), APR_SUCCESS);
    assert_int_equal(apr_file_write_full(file, content, strlen(content), NULL), APR_SUCCESS);
    apr_file_close(file);
    return dir;
}

/* Loading a theme with this file in it fails, trying it, too, and the one line says so. */
static void refused(const char *name, const char *content, const char *why)
{
    hd_theme_t *theme = NULL;
    const char *dir = theme_with(name, content);
    hd_error_t *error = hd_theme_load(&theme, SHARE, dir, URL, pool), *tried = hd_theme_try(&theme, SHARE, dir, URL, pool);
    if (!error || !tried) fail_msg("loaded: %s", content);
    assert_null(theme);
    assert_int_equal(error->kind, HD_BROKEN);
    has(error->detail, name);
    has(error->detail, why);
    assert_null(strchr(error->detail, '\n'));
    assert_string_equal(tried->detail, error->detail);
}

/* The page that a stylesheet of this body makes of a view. */
static const char *page_of(const char *content, hd_view_t *view)
{
    return render(load(theme_with("probe.xsl", content)), "probe", "en", view);
}

static const char *written(hd_view_t *view)
{
    const char *bytes;
    apr_size_t length;
    assert_null(hd_view_write(&bytes, &length, view, pool));
    assert_int_equal(strlen(bytes), length);
    return bytes;
}

/* ---- views ---- */

static void a_view_is_written_as_well_formed_xml(void **state)
{
    (void)state;
    hd_view_t *view = hd_view_create("p", pool);
    xmlNodePtr row = hd_view_add(view, hd_view_root(view), "row");
    hd_view_attr(view, row, "a", "<&>\"'\t\n\r");
    hd_view_attr(view, row, "none", NULL);
    hd_view_attr_int(view, row, "least", INT64_MIN);
    hd_view_flag(view, row, "yes", 1);
    hd_view_flag(view, row, "no", 0);
    hd_view_attr_percent(view, row, "share", 94.16);
    hd_view_attr_percent(view, row, "loss", -0.04);
    hd_view_text(view, row, "1 < 2 & \"so\"\r\n");
    hd_view_text(view, row, NULL);
    hd_view_add_text(view, row, "b", "text");
    hd_view_add(view, row, "c");
    assert_string_equal(written(view), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<view page=\"p\">"
                        "<row a=\"&lt;&amp;&gt;&quot;'&#9;&#10;&#13;\" least=\"-9223372036854775808\" yes=\"yes\" "
                        "share=\"94.2\" loss=\"0.0\">1 &lt; 2 &amp; \"so\"&#13;\n<b>text</b><c/></row></view>\n");
}

static void a_written_view_reads_back_the_same(void **state)
{
    (void)state;
    const char *subject = "\t<\"&'>\n \xC2\xA0 \xD0\x96 \xF0\x9F\x98\x80 ]]>";
    const char *bytes = written(ticket_view(subject, -7, "open", pool));
    xmlDocPtr doc = xmlReadMemory(bytes, (int)strlen(bytes), "v", NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    xmlChar *got = xmlGetNoNsProp(xmlDocGetRootElement(doc)->children, BAD_CAST "subject");
    assert_string_equal((char *)got, subject);
    xmlFree(got);
    xmlFreeDoc(doc);
}

static void what_is_not_utf8_or_not_xml_becomes_the_replacement_character(void **state)
{
    (void)state;
#define R "\xEF\xBF\xBD"
    static const char *const cases[][2] = {
        { "a\x01" "b", "a" R "b" }, { "\xFF", R }, { "ok\xC3", "ok" R }, { "\xC0\x80", R R },
        { "\xED\xA0\x80", R R R }, { "\xF4\x90\x80\x80", R R R R }, { "\xEF\xBF\xBE", R R R },
        { "\xE2\x82", R R }, { "\x7F", "\x7F" }, { "\xC5\xA1\x1B[0m", "\xC5\xA1" R "[0m" }, { "", "" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hd_view_t *view = hd_view_create("p", pool);
        hd_view_attr(view, hd_view_root(view), "a", cases[i][0]);
        hd_view_text(view, hd_view_root(view), cases[i][0]);
        assert_string_equal((char *)hd_view_root(view)->properties->next->children->content, cases[i][1]);
        assert_string_equal((char *)hd_view_root(view)->children->content, cases[i][1]);
    }
}

static void a_fragment_becomes_elements_of_the_view(void **state)
{
    (void)state;
    hd_view_t *view = hd_view_create("p", pool);
    xmlNodePtr body = hd_view_add_text(view, hd_view_root(view), "body", "before ");
    assert_null(hd_view_fragment(view, body, "<p class=\"a&quot;b\">x &amp; <b>y</b> &#x17E;</p>tail<br/>"));
    assert_null(hd_view_fragment(view, body, ""));
    hd_view_text(view, body, " after");
    has(written(view), "<body>before <p class=\"a&quot;b\">x &amp; <b>y</b> \xC5\xBE</p>tail<br/> after</body>");
    assert_ptr_equal(body->children->next->parent, body);
    assert_ptr_equal(body->children->next->prev, body->children);
}

static void plain_markup_is_read_as_libxml2_reads_it(void **state)
{
    static const char *const plain[] = {
        "", "text", "a\n\tb", "<p>x</p>", "<p>x</p>tail<br/>", "<h3>&amp;&lt;&gt;&quot;&#39;</h3>",
        "<a href=\"https://example.com/?a=1&amp;b='2'\" rel=\"nofollow noopener\">Čačak &amp; <em>Љубав</em></a>",
        "<ul><li>1</li><li><p>2</p></li></ul>", "<p></p>", "<td class=\"\">\xf0\x9f\x98\x80</td>", "<p>\x7f</p>",
    };
    static const char *const odd[] = {
        "<p>", "</p>", "<p></q>", "<p>]]></p>", "<p>&nbsp;</p>", "<p>&#1;</p>", "<p>&#x17E;</p>", "<p a=\"1\" a=\"2\"/>",
        "<p a='1'/>", "<p a=\"<\"/>", "<p a=\"1\"b=\"2\"/>", "<p a=\"\n\"/>", "<p xmlns=\"u\"/>", "<p xml:lang=\"en\"/>",
        "<a:p/>", "<P/>", "<!-- c -->", "<![CDATA[x]]>", "<?pi?>", "a\r\nb", "\xff", "<p>\x01</p>", "<", "<p", "<p ", "<p/",
        "<p a", "<p a=", "<p a=\"", "<p a=\"1", "<p a=\"1\"", "&", "&amp", "</", "< p/>", "<p></p >", "<br />", "<p><b></p></b>",
    };
    (void)state;
    int is_plain;
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        assert_true(read_both_ways(&is_plain, plain[i], strlen(plain[i]), pool));
        if (!is_plain) fail_msg("not read: %s", plain[i]);
    }
    for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        assert_true(read_both_ways(&is_plain, odd[i], strlen(odd[i]), pool));
        if (is_plain) fail_msg("read: %s", odd[i]);
    }
}

/* Deeper than markup.c goes; libxml2 does. */
static void deep_markup_is_left_to_the_parser(void **state)
{
    (void)state;
    char text[2 * 4 * HD_MARKUP_DEPTH + 16];
    int is_plain;
    for (int depth = HD_MARKUP_DEPTH; depth <= HD_MARKUP_DEPTH + 1; depth++) {
        char *to = text;
        for (int i = 0; i < depth; i++) to = apr_cpystrn(to, "<b>", 4);
        for (int i = 0; i < depth; i++) to = apr_cpystrn(to, "</b>", 5);
        assert_true(read_both_ways(&is_plain, text, strlen(text), pool));
        assert_int_equal(is_plain, depth == HD_MARKUP_DEPTH);
        hd_view_t *view = hd_view_create("deep", pool);
        assert_null(hd_view_fragment(view, hd_view_root(view), text));
        assert_string_equal((const char *)hd_view_root(view)->children->name, "b");
    }
}

static void a_fragment_that_is_not_well_formed_or_reaches_out_leaves_the_view_as_it_was(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "<p>", "</f><f>", "</f>", "</f><!--", "a & b", "&nbsp;", "&xxe;", "<a b=c/>", "<a b='1' b='2'/>", "\xFF",
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "<x:a/>", "<a xmlns='u'/>", "<a xml:lang='en'/>",
        "<?xml version='1.0'?>", "<p>\x02</p>", "<a b='&lt;' c='<'/>", "</f><f/><f>",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        hd_view_t *view = hd_view_create("p", pool);
        hd_error_t *error = hd_view_fragment(view, hd_view_root(view), bad[i]);
        if (!error) fail_msg("accepted: %s", bad[i]);
        assert_int_equal(error->kind, HD_BROKEN);
        assert_null(hd_view_root(view)->children);
    }
}

/* ---- pages ---- */

static void a_page_is_html_5(void **state)
{
    (void)state;
    const char *page = ticket_page("en", "S", 1, "open");
    assert_memory_equal(page, "<!DOCTYPE html><html lang=\"en\"><head><title>Support &amp; more</title>", 70);
    has(page, " checked><br><textarea>");
    has(page, "<svg viewBox=\"0 0 1 1\"><use href=\"");
    has(page, "#home\"/></svg>");
    has_not(page, "xmlns");
    has_not(page, "not in the page");
}

static void text_and_attributes_cannot_become_markup(void **state)
{
    (void)state;
    const char *page = ticket_page("en", "</textarea><script>\"'&\xC2\xA0\xD0\x96", 1, "open");
    has(page, "<h1>&lt;/textarea&gt;&lt;script&gt;\"'&amp;\xC2\xA0\xD0\x96</h1>");
    has(page, "title=\"&lt;/textarea&gt;&lt;script&gt;&quot;'&amp;\xC2\xA0\xD0\x96\"");
    has(page, "<p class=\"hello\">Hello &lt;/textarea&gt;&lt;script&gt;");
    has_not(page, "<script>");
}

static void a_value_holding_braces_or_placeholders_is_shown_as_it_is(void **state)
{
    (void)state;
    has(ticket_page("en", "{what} {@x} {{", 1, "open"),
        "<p class=\"hello\">Hello {what} {@x} {{, you have 1 thing</p>");
}

static void script_text_cannot_end_its_element(void **state)
{
    (void)state;
    const char *page = page_of(PAGE("<xsl:element name='script'><xsl:value-of select='view/@x'/></xsl:element>"),
                               ({ hd_view_t *v = hd_view_create("p", pool);
                                  hd_view_attr(v, hd_view_root(v), "x", "a<b</script><!--"); v; }));
    assert_string_equal(page, "<script>a<b\\u003c/script>\\u003c!--</script>");
}

static void a_line_feed_at_the_start_of_a_textarea_is_kept(void **state)
{
    (void)state;
    has(ticket_page("en", "\nsecond line", 1, "open"), "<textarea>\n\nsecond line</textarea>");
}

static void boolean_attributes_stand_without_value_and_others_with(void **state)
{
    (void)state;
    const char *page = page_of(PAGE("<p hidden='' data-x='' open='open'><option selected='1' value=''/></p><hr/>"),
                               hd_view_create("p", pool));
    assert_string_equal(page, "<p hidden data-x=\"\" open><option selected value=\"\"></option></p><hr>");
}

static void a_text_sheet_writes_text_without_escaping(void **state)
{
    (void)state;
    const char *text = render(standard, "mail/answer.text", "sr-Cyrl", ticket_view("a<b> & \"c\"", 1, "open", pool));
    assert_string_equal(text, "\xD0\x9F\xD0\xBE\xD0\xB4\xD1\x80\xD1\x88\xD0\xBA\xD0\xB0 & \xD1\x98\xD0\xBE\xD1\x88: "
                              "a<b> & \"c\"\n");
}

static void pages_get_the_path_and_mail_the_whole_address(void **state)
{
    (void)state;
    hd_view_t *view = ticket_view("S", 1, "open", pool);
    has(render(standard, "ticket", "en", view), "<a href=\"/portal/tickets/HD-1#top\"");
    has(render(standard, "mail/answer", "en", view), "<a href=\"https://example.com/portal/tickets/HD-1\"");
}

static void one_view_can_be_rendered_again_and_written(void **state)
{
    (void)state;
    hd_view_t *view = ticket_view("S", 1, "open", pool);
    const char *before = written(view), *first = render(standard, "ticket", "en", view);
    assert_string_equal(render(standard, "ticket", "en", view), first);
    assert_string_equal(written(view), before);
}

static void an_endless_recursion_is_an_error_and_not_a_crash(void **state)
{
    (void)state;
    hd_theme_t *theme = load(theme_with("probe.xsl", XSL
        "<xsl:template match='/' name='a'><xsl:call-template name='a'/></xsl:template></xsl:stylesheet>"));
    const char *bytes = "untouched";
    apr_size_t length;
    hd_error_t *error = hd_theme_render(&bytes, &length, theme, "probe", "en", hd_view_create("p", pool), pool);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BROKEN);
    has(error->detail, "probe");
    assert_string_equal(bytes, "untouched");
}

static void a_stylesheet_that_stops_itself_is_an_error(void **state)
{
    (void)state;
    hd_theme_t *theme = load(theme_with("probe.xsl", PAGE("<p/><xsl:message terminate='yes'>enough</xsl:message>")));
    const char *bytes;
    apr_size_t length;
    hd_error_t *error = hd_theme_render(&bytes, &length, theme, "probe", "en", hd_view_create("p", pool), pool);
    assert_non_null(error);
    has(error->detail, "enough");
}

static void a_stylesheet_cannot_write_files(void **state)
{
    (void)state;
    hd_theme_t *theme = load(theme_with("probe.xsl", "<xsl:stylesheet version='1.0' "
        "xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:e='http://exslt.org/common' "
        "extension-element-prefixes='e'><xsl:template match='/'><e:document href='/tmp/hd-test-xml-written'>x"
        "</e:document></xsl:template></xsl:stylesheet>"));
    const char *bytes;
    apr_size_t length;
    apr_finfo_t info;
    hd_theme_render(&bytes, &length, theme, "probe", "en", hd_view_create("p", pool), pool);
    assert_int_not_equal(apr_stat(&info, "/tmp/hd-test-xml-written", APR_FINFO_TYPE, pool), APR_SUCCESS);
}

static void an_unknown_sheet_or_language_is_an_error(void **state)
{
    (void)state;
    const char *bytes;
    apr_size_t length;
    hd_view_t *view = hd_view_create("p", pool);
    hd_error_t *error = hd_theme_render(&bytes, &length, standard, "nope", "en", view, pool);
    assert_non_null(error);
    has(error->detail, "nope");
    assert_non_null(hd_theme_render(&bytes, &length, standard, "ticket", "de", view, pool));
    assert_true(hd_theme_has(standard, "ticket"));
    assert_true(hd_theme_has(standard, "mail/answer.text"));
    assert_false(hd_theme_has(standard, "layout"));
    assert_false(hd_theme_has(standard, "components/icon"));
}

/* ---- words ---- */

static void words_are_put_in_in_every_language(void **state)
{
    (void)state;
    has(ticket_page("en", "S", 1, "open"), "<button>Send the reply</button>");
    has(ticket_page("sr-Cyrl", "S", 1, "open"), "<button>Пошаљи одговор</button>");
    has(ticket_page("sr-Latn", "S", 1, "open"), "<button>Pošalji odgovor</button>");
}

static void a_word_may_be_chosen_by_a_value(void **state)
{
    (void)state;
    has(ticket_page("en", "S", 1, "closed"), "<p class=\"status\">Closed</p>");
    has(ticket_page("en", "S", 1, "closed"), " title=\"Closed\"");
    has(ticket_page("sr-Latn", "S", 1, "closed"), "<p class=\"status\">Zatvoren</p>");
    has(ticket_page("en", "S", 1, "<odd>"), "<p class=\"status\">status.&lt;odd&gt;</p>");
}

static void the_number_chooses_the_plural_form(void **state)
{
    (void)state;
    static const struct {
        int n;
        const char *language, *text;
    } cases[] = {
        { 0, "en", "0 days left" }, { 1, "en", "1 day left" }, { 21, "en", "21 days left" },
        { 1, "sr-Latn", "Još 1 dan" }, { 2, "sr-Latn", "Još 2 dana" }, { 5, "sr-Latn", "Još 5 dana svega" },
        { 11, "sr-Cyrl", "Још 11 дана свега" }, { 21, "sr-Cyrl", "Још 21 дан" }, { 22, "sr-Cyrl", "Још 22 дана" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        has(ticket_page(cases[i].language, "S", cases[i].n, "open"),
            apr_pstrcat(pool, "<p class=\"days\">", cases[i].text, "</p>", NULL));
    }
}

static void a_name_in_braces_without_a_value_stays_as_it_is(void **state)
{
    hd_layers_t *layers;
    const hd_words_t *words;
    hd_word_value_t other = { "other", "3" }, both[] = { { "other", "3" }, { "n", "{other}" } };
    (void)state;
    assert_null(hd_layers_open(&layers, SHARE, NULL, pool));
    assert_null(hd_words_load(&words, layers, "en", NULL, pool));
    const hd_word_t *word = hd_words_find(words, "days.left");
    assert_string_equal(hd_word_text(word, &other, 1, pool), "{n} days left");
    assert_string_equal(hd_word_text(word, both, 2, pool), "{other} days left");
    assert_string_equal(hd_word_text(word, NULL, 0, pool), "{n} days left");
    assert_string_equal(hd_word_lacks(word, &other, 1), "n");
    assert_null(hd_word_lacks(word, both, 2));
}

static void a_word_missing_in_serbian_is_english_with_english_plurals(void **state)
{
    (void)state;
    has(ticket_page("sr-Latn", "S", 21, "open"), "imate 21 things</p>");

    hd_layers_t *layers;
    const hd_words_t *english, *serbian;
    assert_null(hd_layers_open(&layers, SHARE, NULL, pool));
    assert_null(hd_words_load(&english, layers, "en", NULL, pool));
    assert_null(hd_words_load(&serbian, layers, "sr-Cyrl", english, pool));
    assert_int_equal(hd_words_missing(english)->nelts, 0);
    assert_int_equal(hd_words_missing(serbian)->nelts, 1);
    assert_string_equal(APR_ARRAY_IDX(hd_words_missing(serbian), 0, const char *), "only.english");
}

static void latin_keeps_what_is_marked_and_takes_what_is_given(void **state)
{
    (void)state;
    assert_string_equal(hd_theme_word(standard, "sr-Latn", "by.mail"), "Pišite na \xD0\xB5-mail ljubazno");
    assert_string_equal(hd_theme_word(standard, "sr-Latn", "status.open"), "Otvoreno!");
    assert_string_equal(hd_theme_word(standard, "sr-Cyrl", "status.open"), "Отворен");
    assert_null(hd_theme_word(standard, "en", "nope"));
    assert_null(hd_theme_word(standard, "de", "brand"));
}

static void braces_in_a_word_are_no_expression(void **state)
{
    (void)state;
    has(ticket_page("en", "S", 1, "open"), "placeholder=\"a {b c} }\"");
}

static void a_broken_catalogue_is_refused_with_its_line(void **state)
{
    (void)state;
    refused("strings/en.xml", "<words>\n<word key='a'>x</word>\n<word key='a'>y</word></words>",
            ":3: a word given twice: a");
    refused("strings/en.xml", "<words><word key='a'><b>x</b></word></words>", ":1: no markup in a word: b");
    refused("strings/en.xml", "<words><word key='a'><one>x</one></word></words>", "without <other>: a");
    refused("strings/en.xml", "<words><word key='a'/></words>", "a word without text");
    refused("strings/en.xml", "<words><word>x</word></words>", "a word without key");
    refused("strings/en.xml", "<words><w/></words>", "not a <word>: w");
    refused("strings/en.xml", "<words>\n<word", ":2: ");
    refused("strings/en.xml", "<!DOCTYPE words [<!ENTITY e 'x'>]><words/>", "document type declaration");
    refused("strings/sr.xml", "", "strings/sr.xml");
}

/* ---- loading ---- */

static void a_stylesheet_with_a_fault_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *content, *why;
    } cases[] = {
        { PAGE("<t:word key='nope'/>"), "probe.xsl:3: unknown word: nope" },
        { PAGE("<t:word key='hello' who='1'/>"), "probe.xsl:3: word hello needs a value for {what}" },
        { PAGE("<t:word key='days.left'/>"), "word days.left needs a value for {n}" },
        { PAGE("<t:word/>"), "t:word without key" },
        { PAGE("<t:word key='a b'/>"), "a key has letters" },
        { PAGE("<t:word key='a{'/>"), "a { without its }" },
        { PAGE("<t:words key='brand'/>"), "unknown element t:words" },
        { PAGE("<p w:title='nope'/>"), "probe.xsl:3: unknown word: nope" },
        { PAGE("<p w:title='find.hint'/>"), "needs a value for {it}" },
        { PAGE("<p w:title='brand' title='x'/>"), "attribute title is given twice" },
        { PAGE("<p title=\"{t:word('nope')}\"/>"), "unknown word: nope" },
        { PAGE("<p title='}'/>"), "a } without its {" },
        { PAGE("<link p:href='/assets/nope.css'/>"), "probe.xsl:3: unknown asset: nope.css" },
        { PAGE("<link p:href='/assets/{@x}.css'/>"), "holds no {...}" },
        { PAGE("<link p:href='data:/assets/nope.svg'/>"), "probe.xsl:3: unknown asset: nope.svg" },
        { PAGE("<a p:href='tickets'/>"), "an address begins with a slash: tickets" },
        { PAGE("<a p:href='https://example.com/'/>"), "an address begins with a slash" },
        { PAGE("<xsl:value-of p:select='/x'/>"), "cannot stand on xsl:value-of" },
        { PAGE("<xsl:value-of select=\"document('/etc/passwd')\"/>"), "probe.xsl:3: document() is not available" },
        { PAGE("<p title=\"{document('x')}\"/>"), "document() is not available" },
        { PAGE("<xsl:value-of select='nope(1)'/>"), "nope() is not available" },
        { PAGE("<xsl:value-of select='e:nope(1)'/>"), "e:nope() is not available" },
        { PAGE("<xsl:value-of select='(1'/>"), "probe.xsl:3: " },
        { PAGE("<xsl:value-of select='@x' disable-output-escaping='yes'/>"), "disable-output-escaping" },
        { PAGE("<style><xsl:value-of select='@x'/></style>"), "nothing but text may stand in <style>" },
        { PAGE("<xsl:call-template name='nope'/>"), "probe.xsl:3: unknown template: nope" },
        { PAGE("<xsl:nope/>"), "probe.xsl:3: " },
        { PAGE("<p>"), "probe.xsl:" },
        { XSL "<xsl:strip-space elements='*'/></xsl:stylesheet>", "probe.xsl:2: xsl:strip-space" },
        { XSL "<xsl:import href='nope.xsl'/></xsl:stylesheet>", "probe.xsl:2: xsl:import" },
        { XSL "<xsl:import href='helpdesk:nope.xsl'/></xsl:stylesheet>", "probe.xsl:2: xsl:import" },
        { XSL "<xsl:import href='../../../../etc/passwd'/></xsl:stylesheet>", "probe.xsl:2: xsl:import" },
        { XSL "<xsl:import href='http://127.0.0.1:9/x.xsl'/></xsl:stylesheet>", "probe.xsl:2: xsl:import" },
        { XSL "<xsl:include href='probe.xsl'/></xsl:stylesheet>", "probe.xsl:2: xsl:include" },
        { "<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" PAGE("<p/>"), "document type declaration" },
        { "<html/>", "the root is not <xsl:stylesheet>" },
        { "", "probe.xsl" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) refused("probe.xsl", cases[i].content, cases[i].why);
}

static void a_value_that_only_a_translation_wants_is_told(void **state)
{
    (void)state;
    hd_theme_t *theme = NULL;
    const char *dir = theme_with("strings/sr.xml", "<words><word key='brand'>{x}</word></words>");
    hd_error_t *error = hd_theme_try(&theme, SHARE, dir, URL, pool);
    assert_non_null(error);
    has(error->detail, "word brand needs a value for {x}");
}

static void a_theme_that_is_tried_speaks_english(void **state)
{
    (void)state;
    hd_theme_t *theme;
    const char *bytes;
    apr_size_t length;
    hd_view_t *view = ticket_view("S", 1, "open", pool);
    assert_null(hd_theme_try(&theme, SHARE, NULL, URL, pool));
    assert_null(hd_theme_render(&bytes, &length, theme, "ticket", "en", view, pool));
    assert_string_equal(bytes, render(standard, "ticket", "en", view));
    hd_error_t *error = hd_theme_render(&bytes, &length, theme, "ticket", "sr-Latn", view, pool);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BROKEN);
}

static void a_fault_in_an_imported_file_is_told_with_that_file(void **state)
{
    (void)state;
    refused("components/icon.xsl",
            XSL "<xsl:template name='icon'>\n<t:word key='nope'/></xsl:template></xsl:stylesheet>",
            "components/icon.xsl:3: unknown word: nope");
}

static void css_that_refers_to_another_file_is_refused(void **state)
{
    (void)state;
    refused("assets/x.css", "a{}\nb{background:url( 'y.png')}", "assets/x.css:2: ");
    refused("assets/x.css", "@import 'y.css';", "assets/x.css:1: ");
}

static void a_missing_directory_is_told(void **state)
{
    (void)state;
    hd_theme_t *theme;
    hd_error_t *error = hd_theme_load(&theme, "/nowhere", NULL, URL, pool);
    assert_non_null(error);
    assert_string_equal(error->detail, "/nowhere/xslt: no such directory");
    error = hd_theme_load(&theme, SHARE, "/nowhere", URL, pool);
    assert_non_null(error);
    assert_string_equal(error->detail, "/nowhere: no such directory");
}

static void a_theme_lies_over_the_original_and_may_import_it(void **state)
{
    (void)state;
    hd_theme_t *theme = load(THEME);
    has(render(theme, "ticket", "en", ticket_view("S", 1, "open", pool)), "<html class=\"themed\"><body><h1>S</h1>");
    has(render(theme, "ticket", "en", ticket_view("S", 1, "closed", pool)), "<body><h1 class=\"themed\">Done</h1>");
    assert_string_equal(hd_theme_word(theme, "en", "brand"), "Acme");
    assert_string_equal(hd_theme_word(theme, "sr-Latn", "brand"), "Podrška & još");
    assert_string_equal(hd_theme_word(theme, "sr-Latn", "theme.closed"), "Done");
    has(ticket_page("en", "S", 1, "closed"), "<h1>S</h1>");
}

static void assets_have_addresses_that_change_with_their_content(void **state)
{
    (void)state;
    const char *page = ticket_page("en", "S", 1, "open");
    const char *address = strstr(page, "/portal/assets/portal.") + strlen("/portal/assets/");
    address = apr_pstrmemdup(pool, address, strlen("portal.0123456789.css"));
    const hd_asset_t *asset = hd_theme_asset(standard, address);
    assert_non_null(asset);
    assert_string_equal(asset->type, "text/css; charset=utf-8");
    assert_int_equal(asset->length, strlen(asset->bytes));
    assert_null(hd_theme_asset(standard, "portal.css"));
    assert_null(hd_theme_asset(load(THEME), address));
}

static void the_last_resort_is_there_as_it_is(void **state)
{
    (void)state;
    apr_size_t length;
    const char *bytes = hd_theme_last_resort(standard, &length);
    assert_memory_equal(bytes, "<!DOCTYPE html><title>Sorry</title>\n", length);
}

static void loading_leaves_libxslt_as_it_was(void **state)
{
    (void)state;
    xsltDocLoaderFunc before = xsltDocDefaultLoader;
    load(NULL);
    assert_ptr_equal(xsltDocDefaultLoader, before);
    refused("probe.xsl", PAGE("<t:word key='nope'/>"), "unknown word");
    assert_ptr_equal(xsltDocDefaultLoader, before);
    assert_null(xmlStructuredError);
}

/* ---- threads ---- */

static hd_view_t *threads_view(apr_pool_t *own)
{
    hd_view_t *view = ticket_view("a<b> {what}", 22, "open", own);
    hd_view_fragment(view, hd_view_add(view, hd_view_root(view)->last, "body"), "<p>x &amp; <b>y</b></p>");
    return view;
}

static void threads_render_the_same_bytes_at_once(void **state)
{
    (void)state;
    const char *expected = render(standard, "ticket", "sr-Latn", threads_view(pool));
    has(expected, "<div><p>x &amp; <b>y</b></p></div>");
    hd_render_job_t job = { standard, "ticket", "sr-Latn", threads_view, 200, expected };
    hd_render_at_once(&job, pool);
}

static int load_standard(void **state)
{
    (void)state;
    hd_log_set_sink(no_log);
    apr_pool_create(&standard_pool, NULL);
    return hd_theme_load(&standard, SHARE, NULL, URL, standard_pool) != NULL;
}

static int drop_standard(void **state)
{
    (void)state;
    apr_pool_destroy(standard_pool);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

/* Note the names of all attributes that views have. */
static void note_names(xmlNodePtr node, apr_hash_t *names)
{
    for (; node; node = node->next) {
        xmlChar *name = xmlStrEqual(node->name, BAD_CAST "attribute") ? xmlGetNoNsProp(node, BAD_CAST "name") : NULL;
        if (name) apr_hash_set(names, apr_pstrdup(pool, (const char *)name), APR_HASH_KEY_STRING, "");
        xmlFree(name);
        note_names(node->children, names);
    }
}

/* A view's fingerprint, and with it the ETag, has the marks of names in place of the names. */
static void no_two_attributes_of_views_have_one_mark(void **state)
{
    apr_hash_t *names = apr_hash_make(pool), *marks = apr_hash_make(pool);
    apr_dir_t *dir;
    apr_finfo_t file;
    (void)state;
    assert_int_equal(apr_dir_open(&dir, "xslt/schema", pool), APR_SUCCESS);
    while (apr_dir_read(&file, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (!strstr(file.name, ".rng")) continue;
        xmlDocPtr schema = xmlReadFile(apr_pstrcat(pool, "xslt/schema/", file.name, NULL), NULL, 0);
        assert_non_null(schema);
        note_names(xmlDocGetRootElement(schema), names);
        xmlFreeDoc(schema);
    }
    apr_dir_close(dir);
    assert_in_range(apr_hash_count(names), 100, 10000);
    for (apr_hash_index_t *i = apr_hash_first(pool, names); i; i = apr_hash_next(i)) {
        const char *name = apr_hash_this_key(i);
        apr_size_t *mark = apr_palloc(pool, sizeof(*mark));
        *mark = hd_scan_mark(name);
        const char *other = apr_hash_get(marks, mark, sizeof(*mark));
        if (other) fail_msg("\"%s\" and \"%s\"", name, other);
        apr_hash_set(marks, mark, sizeof(*mark), name);
    }
}

/* The upper bits of a node's extra are libxslt's. */
static void a_value_says_that_it_is_harmless_up_to_a_length(void **state)
{
    static const struct {
        int length;
        const char *end;
        unsigned extra;
    } cases[] = { { 0, "", 1 }, { 5, "", 6 }, { 5, "&", 0 }, { 5, "\x01", 0 }, { 4094, "", 4095 }, { 4095, "", 0 },
                  { 70000, "", 0 } };
    hd_view_t *view = hd_view_create("probe", pool);
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        xmlNodePtr node = hd_view_add(view, hd_view_root(view), "v");
        char *value = apr_palloc(pool, (apr_size_t)cases[i].length + 2);
        memset(value, 'x', (size_t)cases[i].length);
        memcpy(value + cases[i].length, cases[i].end, strlen(cases[i].end) + 1);
        hd_view_attr(view, node, "a", value);
        assert_int_equal(node->properties->children->extra, cases[i].extra);
    }
}

/* What hd_buffer_escape() writes, a byte at a time. */
static char *escaped(const char *text, hd_escape_t where, char *to)
{
    int is_xml = where == HD_ESCAPE_XML_TEXT || where == HD_ESCAPE_XML_ATTRIBUTE;
    int is_attribute = where == HD_ESCAPE_ATTRIBUTE || where == HD_ESCAPE_XML_ATTRIBUTE;
    char *begin = to;
    for (; *text; text++) {
        if (*text == '&') to = stpcpy(to, "&amp;");
        else if (*text == '<') to = stpcpy(to, "&lt;");
        else if (*text == '>') to = stpcpy(to, "&gt;");
        else if (*text == '"' && is_attribute) to = stpcpy(to, "&quot;");
        else if (*text == '\t' && where == HD_ESCAPE_XML_ATTRIBUTE) to = stpcpy(to, "&#9;");
        else if (*text == '\n' && where == HD_ESCAPE_XML_ATTRIBUTE) to = stpcpy(to, "&#10;");
        else if (*text == '\r' && is_xml) to = stpcpy(to, "&#13;");
        else *to++ = *text;
    }
    *to = '\0';
    return begin;
}

/* The text stands at the end of a block of its own: AddressSanitizer sees who reads on. */
static void check_escape(const char *text, size_t length, hd_escape_t where)
{
    char *alone = strdup(text), should[512];
    hd_buffer_t out;
    hd_buffer_init(&out, 16, pool);
    hd_buffer_escape(&out, alone, where);
    if (strcmp(hd_buffer_end(&out), escaped(text, where, should))) {
        fail_msg("%zu bytes, place %d: \"%s\" becomes \"%s\"", length, (int)where, text, out.data);
    }
    free(alone);
}

static void every_byte_is_escaped_wherever_it_stands_and_however_long_the_text_is(void **state)
{
    static const char bytes[] = "&<>\"\t\n\r'%=$?;:\x7f\x01\x1f \xc4\xff";
    char text[64];
    (void)state;
    for (size_t length = 1; length <= 50; length++) {
        apr_pool_t *all = pool;
        apr_pool_create(&pool, all);
        for (size_t at = 0; at < length; at++) {
            for (const char *byte = bytes; *byte; byte++) {
                memset(text, 'x', length);
                text[length] = '\0';
                text[at] = *byte;
                if (length > 20) text[at / 2] = '<';
                for (int where = HD_ESCAPE_TEXT; where <= HD_ESCAPE_XML_ATTRIBUTE; where++) {
                    check_escape(text, length, (hd_escape_t)where);
                }
            }
        }
        apr_pool_destroy(pool);
        pool = all;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_view_is_written_as_well_formed_xml),
        TEST(a_written_view_reads_back_the_same),
        TEST(what_is_not_utf8_or_not_xml_becomes_the_replacement_character),
        TEST(a_fragment_becomes_elements_of_the_view),
        TEST(plain_markup_is_read_as_libxml2_reads_it),
        TEST(deep_markup_is_left_to_the_parser),
        TEST(a_fragment_that_is_not_well_formed_or_reaches_out_leaves_the_view_as_it_was),
        TEST(a_page_is_html_5),
        TEST(text_and_attributes_cannot_become_markup),
        TEST(a_value_says_that_it_is_harmless_up_to_a_length),
        TEST(every_byte_is_escaped_wherever_it_stands_and_however_long_the_text_is),
        TEST(no_two_attributes_of_views_have_one_mark),
        TEST(a_value_holding_braces_or_placeholders_is_shown_as_it_is),
        TEST(script_text_cannot_end_its_element),
        TEST(a_line_feed_at_the_start_of_a_textarea_is_kept),
        TEST(boolean_attributes_stand_without_value_and_others_with),
        TEST(a_text_sheet_writes_text_without_escaping),
        TEST(pages_get_the_path_and_mail_the_whole_address),
        TEST(one_view_can_be_rendered_again_and_written),
        TEST(an_endless_recursion_is_an_error_and_not_a_crash),
        TEST(a_stylesheet_that_stops_itself_is_an_error),
        TEST(a_stylesheet_cannot_write_files),
        TEST(an_unknown_sheet_or_language_is_an_error),
        TEST(words_are_put_in_in_every_language),
        TEST(a_word_may_be_chosen_by_a_value),
        TEST(the_number_chooses_the_plural_form),
        TEST(a_name_in_braces_without_a_value_stays_as_it_is),
        TEST(a_word_missing_in_serbian_is_english_with_english_plurals),
        TEST(latin_keeps_what_is_marked_and_takes_what_is_given),
        TEST(braces_in_a_word_are_no_expression),
        TEST(a_broken_catalogue_is_refused_with_its_line),
        TEST(a_stylesheet_with_a_fault_is_refused_with_its_line),
        TEST(a_value_that_only_a_translation_wants_is_told),
        TEST(a_theme_that_is_tried_speaks_english),
        TEST(a_fault_in_an_imported_file_is_told_with_that_file),
        TEST(css_that_refers_to_another_file_is_refused),
        TEST(a_missing_directory_is_told),
        TEST(a_theme_lies_over_the_original_and_may_import_it),
        TEST(assets_have_addresses_that_change_with_their_content),
        TEST(the_last_resort_is_there_as_it_is),
        TEST(loading_leaves_libxslt_as_it_was),
        TEST(threads_render_the_same_bytes_at_once),
    };
    apr_initialize();
    int failed = cmocka_run_group_tests(tests, load_standard, drop_standard);
    apr_terminate();
    return failed;
}
