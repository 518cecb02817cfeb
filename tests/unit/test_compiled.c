/* tests/unit/test_compiled.c: stylesheets compiled into operations make the same pages as libxslt alone.
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
#include <apr_strings.h>
#include <libxml/parser.h>

#include "../../src/base/log.h"
#include "../../src/xml/theme.h"
#include "random_sheet.h"
#include "random_view.h"
#include "theme_threads.h"

#define SHARE "tests/unit/xml_data/share"
#define CASES "tests/unit/xml_data/compiled"
#define URL "https://example.com/portal/"
#define RANDOM_SHEETS 100 /* that are loaded together */
#define RANDOM_BATCHES 4  /* or HD_BATCHES, from HD_SEED on: for a long run */
#define RANDOM_VIEWS 20   /* for each sheet */

static apr_pool_t *pool;
static char *theme_dir;
static int slow_lines; /* how often the log said that a page was rendered the slow way */
static int bound_lines; /* … that a stylesheet cannot do without libxslt */
static char bound_last[500];

static void count_slow(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    (void)level, (void)status, (void)file, (void)line;
    if (strncmp(text, "HD0054:", 7) == 0) slow_lines++;
    if (strncmp(text, "HD0055:", 7) == 0) {
        bound_lines++;
        apr_cpystrn(bound_last, text, sizeof(bound_last));
    }
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(path);
}

static int begin(void **state)
{
    (void)state;
    apr_pool_create(&pool, NULL);
    theme_dir = apr_pstrdup(pool, "/tmp/hd-test-compiled-XXXXXX");
    slow_lines = 0;
    return mkdtemp(theme_dir) == NULL;
}

static int end(void **state)
{
    (void)state;
    nftw(theme_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    apr_pool_destroy(pool);
    return 0;
}

static void write_sheet(const char *name, const char *templates, apr_pool_t *p)
{
    apr_file_t *file;
    const char *path = apr_pstrcat(p, theme_dir, "/", name, ".xsl", NULL);
    assert_int_equal(apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE, APR_OS_DEFAULT, p),
                     APR_SUCCESS);
    apr_file_printf(file, "%s", SHEET_BEGIN);
    apr_file_write_full(file, templates, strlen(templates), NULL);
    apr_file_printf(file, "%s", SHEET_END);
    apr_file_close(file);
}

/* A stylesheet at random with the files that belong to it. @return its source, for messages */
static const char *write_random(choices_t *c, const char *name)
{
    const char *imported = apr_pstrcat(c->pool, "layout-", name, "-a", NULL);
    const char *included = apr_pstrcat(c->pool, "layout-", name, "-b", NULL);
    random_sheet_t sheet = random_sheet(c, apr_pstrcat(c->pool, imported, ".xsl", NULL),
                                        apr_pstrcat(c->pool, included, ".xsl", NULL));
    write_sheet(name, sheet.page, c->pool);
    if (*sheet.imported) write_sheet(imported, sheet.imported, c->pool);
    if (*sheet.included) write_sheet(included, sheet.included, c->pool);
    return apr_pstrcat(c->pool, sheet.page, "\n== imported:\n", sheet.imported, "\n== included:\n", sheet.included, NULL);
}

static hd_theme_t *load_into(const char *dir, apr_pool_t *p)
{
    hd_theme_t *theme = NULL;
    hd_error_t *error = hd_theme_load(&theme, SHARE, dir, URL, p);
    if (error) fail_msg("%s", error->detail);
    return theme;
}

static hd_theme_t *load(const char *dir)
{
    return load_into(dir, pool);
}

static void add_item(hd_view_t *view, xmlNodePtr parent, const char *id, const char *kind, const char *status)
{
    xmlNodePtr item = hd_view_add(view, parent, "item");
    hd_view_attr(view, item, "id", id);
    hd_view_attr(view, item, "kind", kind);
    hd_view_attr(view, item, "status", status);
    hd_view_text(view, item, kind);
}

/* An element of so many attributes: "a0", "a1", … */
static void add_many(hd_view_t *view, xmlNodePtr parent, const char *name, int count, apr_pool_t *p)
{
    xmlNodePtr node = hd_view_add(view, parent, name);
    for (int i = 0; i < count; i++) hd_view_attr_int(view, node, apr_psprintf(p, "a%d", i), 1000 + i);
}

static hd_view_t *full_view(apr_pool_t *p)
{
    hd_view_t *view = hd_view_create("probe", p);
    xmlNodePtr root = hd_view_root(view);
    hd_view_attr(view, root, "lang", "en");
    hd_view_attr(view, root, "mark", "a\"b'<i>&amp;\n\tž");
    hd_view_attr(view, root, "empty", "");
    hd_view_attr_int(view, root, "n", 5);
    add_item(view, root, "1", "b", "open");
    add_item(view, root, "2", "a", "closed");
    add_item(view, root, "3", "b", "none");
    xmlNodePtr group = hd_view_add(view, root, "group");
    hd_view_attr(view, group, "name", "g");
    hd_view_attr(view, group, "n", "10");
    add_item(view, group, "4", "c", "open");
    add_item(view, group, "5", "a", NULL);
    hd_view_add_text(view, root, "text", "\nfirst <line>");
    hd_view_add(view, root, "nothing");
    add_many(view, root, "many", 32, p);
    add_many(view, root, "toomany", 100, p);
    assert_null(hd_view_fragment(view, hd_view_add(view, root, "body"),
                                 "<p class=\"x\">one &amp; <b>two</b><br/></p><pre>\n\nlines</pre> tail"));
    return view;
}

typedef hd_error_t *render_t(const char **bytes, apr_size_t *length, const hd_theme_t *theme, const char *sheet,
                             const char *language, hd_view_t *view, apr_pool_t *pool);

static void compare_with(render_t *render, const hd_theme_t *theme, const char *sheet, hd_view_t *view, const char *plain,
                         apr_size_t plain_length, const char *source, apr_pool_t *p)
{
    const char *bytes, *xml;
    apr_size_t length, xml_length, same = 0;
    hd_error_t *error = render(&bytes, &length, theme, sheet, "en", view, p);
    if (!error && plain && length == plain_length && memcmp(bytes, plain, length) == 0) return;
    if (error && !plain) return;
    assert_null(hd_view_write(&xml, &xml_length, view, p));
    fprintf(stderr, "== %s:\n%s\n== of:\n%s", sheet, source, xml);
    if (error || !plain) fail_msg("%s: %s, but plain: %s", sheet, error ? error->detail : bytes, plain ? plain : "an error");
    while (same < length && same < plain_length && bytes[same] == plain[same]) same++;
    same = same < 60 ? 0 : same - 60;
    fail_msg("%s:\n%.400s\nplain:\n%.400s", sheet, bytes + same, plain + same);
}

/* All ways give the same bytes, or all fail. @return whether there is a page */
static int compare(const hd_theme_t *theme, const char *sheet, hd_view_t *view, const char *source, apr_pool_t *p)
{
    const char *plain = NULL;
    apr_size_t length = 0;
    hd_error_t *error = hd_theme_render_plain(&plain, &length, theme, sheet, "en", view, p);
    if (error) plain = NULL;
    compare_with(hd_theme_render_free, theme, sheet, view, plain, length, source, p);
    compare_with(hd_theme_render_bound, theme, sheet, view, plain, length, source, p);
    return error == NULL;
}

/* Those whose name begins with "slow-" make what cannot be written directly: the log says so, once. Those with "free-"
 * do without libxslt. */
static void small_stylesheets_make_the_same_page_both_ways(void **state)
{
    (void)state;
    hd_theme_t *theme = load(CASES);
    hd_view_t *empty = hd_view_create("probe", pool);
    apr_dir_t *dir;
    apr_finfo_t file;
    int count = 0;
    assert_int_equal(apr_dir_open(&dir, CASES, pool), APR_SUCCESS);
    while (apr_dir_read(&file, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        const char *end = strstr(file.name, ".xsl");
        if (!end) continue;
        const char *sheet = apr_pstrmemdup(pool, file.name, (apr_size_t)(end - file.name));
        int is_slow = strncmp(sheet, "slow-", 5) == 0;
        slow_lines = bound_lines = 0;
        compare(theme, sheet, full_view(pool), "", pool);
        if (strncmp(sheet, "free-", 5) == 0 && bound_lines) fail_msg("%s: needs libxslt", sheet);
        if (slow_lines != is_slow) fail_msg("%s: %d lines of the slow way", sheet, slow_lines);
        compare(theme, sheet, full_view(pool), "", pool);
        compare(theme, sheet, empty, "", pool);
        assert_in_range(slow_lines, 0, 1);
        count++;
    }
    apr_dir_close(dir);
    assert_in_range(count, 40, 1000);
}

#define PAGE(inner) "<xsl:template match='/view'><p>" inner "</p></xsl:template>"
#define FORTY "0123456789012345678901234567890123456789"

/* The view looks at values while it copies them: wherever a character stands, and however long the value is. */
static void every_character_of_a_value_is_the_same_both_ways(void **state)
{
    static const char *const characters[] = { "&", "<", ">", "\"", "'", "\n", "\t", "\x01", "\xff", "ž", "%", "=", ";", ":" };
    static const char row[] = PAGE("<xsl:for-each select=\"v\"><p title=\"{@a}\"><xsl:value-of select=\"@a\"/></p>"
                                   "<b><xsl:attribute name=\"id\"><xsl:value-of select=\"@a\"/></xsl:attribute></b>"
                                   "</xsl:for-each>");
    (void)state;
    write_sheet("values", row, pool);
    hd_theme_t *theme = load(theme_dir);
    for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++) {
        apr_pool_t *p;
        apr_pool_create(&p, pool);
        hd_view_t *view = hd_view_create("probe", p);
        for (int length = 0; length <= 40; length++) {
            for (int at = 0; at <= length; at++) {
                const char *value = apr_psprintf(p, "%.*s%s%.*s", at, FORTY, characters[i], length - at, FORTY);
                hd_view_attr(view, hd_view_add(view, hd_view_root(view), "v"), "a", value);
            }
        }
        for (int length = 4090; length <= 4100; length++) { /* about the most whose length is kept */
            const char *value = apr_psprintf(p, "%0*d%s", length, 0, length % 2 ? characters[i] : "");
            hd_view_attr(view, hd_view_add(view, hd_view_root(view), "v"), "a", value);
        }
        assert_true(compare(theme, "values", view, row, p));
        apr_pool_destroy(p);
    }
}

static long number_of(const char *variable, long otherwise)
{
    const char *given = getenv(variable);
    return given ? atol(given) : otherwise;
}

/* Load some stylesheets at random, and render some views at random with each. @return the share that made pages, in percent */
static int compare_batch(long seed)
{
    const char *sources[RANDOM_SHEETS];
    apr_pool_t *batch, *turn;
    choices_t c = { .seed = (uint64_t)seed << 32 };
    int pages = 0;
    apr_pool_create(&batch, pool);
    c.pool = batch;
    for (int i = 0; i < RANDOM_SHEETS; i++) sources[i] = write_random(&c, apr_psprintf(batch, "r-%ld-%d", seed, i));
    hd_theme_t *theme = load_into(theme_dir, batch);
    apr_pool_create(&turn, batch);
    c.pool = turn;
    for (int i = 0; i < RANDOM_SHEETS * RANDOM_VIEWS; i++) {
        int sheet = i / RANDOM_VIEWS;
        apr_pool_clear(turn);
        pages += compare(theme, apr_psprintf(turn, "r-%ld-%d", seed, sheet), random_view(&c), sources[sheet], turn);
    }
    apr_pool_destroy(batch);
    nftw(theme_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    assert_int_equal(apr_dir_make(theme_dir, APR_OS_DEFAULT, pool), APR_SUCCESS);
    return 100 * pages / (RANDOM_SHEETS * RANDOM_VIEWS);
}

static void random_stylesheets_make_the_same_page_both_ways(void **state)
{
    (void)state;
    long seed = number_of("HD_SEED", 1), batches = number_of("HD_BATCHES", RANDOM_BATCHES);
    for (long i = 0; i < batches; i++) {
        slow_lines = bound_lines = 0;
        assert_in_range(compare_batch(seed + i), 50, 100);
        assert_in_range(bound_lines, 1, RANDOM_SHEETS * RANDOM_VIEWS * 2 / 3); /* there are enough of either kind */
        assert_in_range(slow_lines, 0, RANDOM_SHEETS / 2);
    }
}

/* A sample view from tests/views, as a view. */
static void copy(hd_view_t *view, xmlNodePtr to, xmlNodePtr from)
{
    for (xmlAttrPtr a = from->properties; a; a = a->next) {
        xmlChar *value = xmlNodeListGetString(from->doc, a->children, 1);
        if (!xmlStrEqual(a->name, BAD_CAST "page"))
            hd_view_attr(view, to, (const char *)a->name, value ? (const char *)value : "");
        xmlFree(value);
    }
    for (xmlNodePtr n = from->children; n; n = n->next) {
        if (n->type == XML_ELEMENT_NODE)
            copy(view, hd_view_add(view, to, (const char *)n->name), n);
        else if (n->type == XML_TEXT_NODE)
            hd_view_text(view, to, (const char *)n->content);
    }
}

static int samples;
static hd_theme_t *portal;

static int compare_sample(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)place;
    apr_size_t length = strlen(path);
    if (type != FTW_F || length < 4 || strcmp(path + length - 4, ".xml") != 0) return 0;
    xmlDocPtr doc = xmlReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    assert_non_null(doc);
    xmlChar *page = xmlGetNoNsProp(xmlDocGetRootElement(doc), BAD_CAST "page");
    const char *name = apr_pstrdup(pool, (const char *)page);
    hd_view_t *view = hd_view_create(name, pool);
    copy(view, hd_view_root(view), xmlDocGetRootElement(doc));
    for (int l = 0; hd_languages[l]; l++) {
        const char *bytes, *bound, *plain;
        apr_size_t bound_length, plain_length;
        assert_null(hd_theme_render(&bytes, &length, portal, name, hd_languages[l], view, pool));
        assert_null(hd_theme_render_bound(&bound, &bound_length, portal, name, hd_languages[l], view, pool));
        assert_null(hd_theme_render_plain(&plain, &plain_length, portal, name, hd_languages[l], view, pool));
        if (length != plain_length || memcmp(bytes, plain, length) != 0 || length != bound_length
            || memcmp(bytes, bound, length) != 0) {
            fail_msg("%s in %s differs", path, hd_languages[l]);
        }
    }
    samples++;
    xmlFree(page);
    xmlFreeDoc(doc);
    return 0;
}

static void every_sample_view_makes_the_same_page_both_ways(void **state)
{
    (void)state;
    hd_error_t *error = hd_theme_load(&portal, ".", NULL, URL, pool);
    if (error) fail_msg("%s", error->detail);
    samples = bound_lines = 0;
    nftw("tests/views", compare_sample, 8, FTW_PHYS);
    assert_in_range(samples, 50, 1000);
    assert_int_equal(slow_lines, 0);
    if (bound_lines) fail_msg("our own stylesheets are such that libxslt is not needed: %s", bound_last);
}

static void threads_share_the_operations(void **state)
{
    (void)state;
    choices_t choices = { .pool = pool, .seed = 7 };
    while (strlen(write_random(&choices, "x-thread")) < 8000) continue;
    hd_theme_t *theme = load(theme_dir);
    const char *plain;
    apr_size_t length;
    assert_null(hd_theme_render_plain(&plain, &length, theme, "x-thread", "en", full_view(pool), pool));

    hd_render_job_t job = { theme, "x-thread", "en", full_view, 2000, plain };
    hd_render_at_once(&job, pool);
    assert_int_equal(slow_lines, 0);
}

#define RECURSION(more, again)                                                                                        \
    "<xsl:template match='/view'><p><xsl:call-template name='r'><xsl:with-param name='rest' "                         \
    "select=\"'x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,'\"/><xsl:with-param name='more' select=\"'" \
    more "'\"/></xsl:call-template></p></xsl:template>\n<xsl:template name='r'><xsl:param name='rest'/><xsl:param "    \
    "name='more'/><b/><xsl:if test=\"$rest!=''\">" again "</xsl:if></xsl:template>"
#define AGAIN                                                                                                         \
    "<xsl:call-template name='r'><xsl:with-param name='rest' select=\"substring-after($rest,',')\"/><xsl:with-param "  \
    "name='more' select='concat($more,$more)'/></xsl:call-template>"
#define MANY(inner) "count(//node()[" inner ">0])"
#define ALL(inner) "<xsl:for-each select='//node()'>" inner "</xsl:for-each>"

/* Theme authors' mistakes: not deep, but wide without end, or of a text that grows without end. */
static void what_comes_to_no_end_is_given_up(void **state)
{
    (void)state;
    static const struct {
        const char *name, *templates, *said;
    } cases[] = {
        { "wide", RECURSION("", AGAIN AGAIN), "no end" },
        { "long", RECURSION("ab", AGAIN), "no end" },
        { "rows", PAGE(ALL(ALL(ALL(ALL("<xsl:copy-of select='/view'/>"))))), "no end" },
        { "path", PAGE("<xsl:value-of select=\"" MANY(MANY(MANY(MANY(MANY("1"))))) "\"/>"), "path" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) write_sheet(cases[i].name, cases[i].templates, pool);
    hd_theme_t *theme = load(theme_dir);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *bytes;
        apr_size_t length;
        hd_error_t *error = hd_theme_render(&bytes, &length, theme, cases[i].name, "en", full_view(pool), pool);
        if (!error || !strstr(error->detail, cases[i].said)) fail_msg("%s: %s", cases[i].name, error ? error->detail : "a page");
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(small_stylesheets_make_the_same_page_both_ways),
        TEST(every_character_of_a_value_is_the_same_both_ways),
        TEST(random_stylesheets_make_the_same_page_both_ways),
        TEST(every_sample_view_makes_the_same_page_both_ways),
        TEST(what_comes_to_no_end_is_given_up),
        TEST(threads_share_the_operations),
    };
    apr_initialize();
    hd_log_set_sink(count_slow);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
