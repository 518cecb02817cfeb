/* tests/fuzz/fuzz_compiled.c: a stylesheet and a view, built from the bytes, rendered by operations and by libxslt alone:
 * the same page, or both fail. Run from the top of the source tree.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/base/log.h"
#include "../../src/xml/theme.h"
#include "../unit/random_sheet.h"
#include "scratch.h"

#define SHARE "tests/unit/xml_data/share"
#define URL "https://example.com/portal"
#define PICK(list) ((list)[below(c, sizeof(list) / sizeof((list)[0]))])
#define TEXT_MAX 12

static void be_silent(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    (void)level, (void)status, (void)file, (void)line, (void)text;
}

/* Some bytes as they are: the view makes what is not UTF-8 fit. */
static const char *some_text(choices_t *c)
{
    static const char *const texts[] = { "", "a", "b", "open", "5", "-1", "a\"b'<i>&amp;\n\tž", "\n", " " };
    unsigned length = below(c, 2 * TEXT_MAX);
    const char *text;

    if (length < TEXT_MAX) return PICK(texts);
    length -= TEXT_MAX;
    if (length > c->length) length = (unsigned)c->length;
    text = apr_pstrmemdup(c->pool, (const char *)c->bytes, length);
    c->bytes += length;
    c->length -= length;
    return text;
}

static void add_attributes(choices_t *c, hd_view_t *view, xmlNodePtr node)
{
    static const char *const names[] = { "id", "kind", "status", "n", "name", "mark" };
    unsigned i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (below(c, 2)) hd_view_attr(view, node, names[i], some_text(c));
    }
}

static void add_nodes(choices_t *c, hd_view_t *view, xmlNodePtr parent, int depth)
{
    static const char *const names[] = { "item", "item", "group", "text", "nothing", "body" };
    static const char *const fragments[] = { "<p class=\"x\">one &amp; <b>two</b><br/></p>tail", "<pre>\n\nlines</pre>",
                                             "plain", "<ul><li>a</li><li/></ul>" };
    unsigned i;

    for (i = below(c, 5); i > 0; i--) {
        const char *name = PICK(names);
        xmlNodePtr node = hd_view_add(view, parent, name);
        if (strcmp(name, "body") == 0) {
            if (hd_view_fragment(view, node, PICK(fragments))) abort();
            continue;
        }
        add_attributes(c, view, node);
        if (below(c, 2)) hd_view_text(view, node, some_text(c));
        if (depth > 0 && below(c, 2)) add_nodes(c, view, node, depth - 1);
    }
}

static hd_view_t *some_view(choices_t *c)
{
    hd_view_t *view = hd_view_create("probe", c->pool);

    add_attributes(c, view, hd_view_root(view));
    hd_view_attr(view, hd_view_root(view), "lang", "en");
    add_nodes(c, view, hd_view_root(view), 2);
    return view;
}

static void write_sheet(const char *path, const char *templates, apr_pool_t *pool)
{
    apr_file_t *file;

    if (apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE, APR_OS_DEFAULT, pool)) abort();
    if (apr_file_printf(file, "%s", SHEET_BEGIN) < 0 || apr_file_write_full(file, templates, strlen(templates), NULL)
        || apr_file_printf(file, "%s", SHEET_END) < 0 || apr_file_close(file)) {
        abort();
    }
}

static void compare(const hd_theme_t *theme, hd_view_t *view, const char *source, apr_pool_t *pool)
{
    const char *bytes = "", *plain = "";
    apr_size_t length = 0, plain_length = 0;
    hd_error_t *error = hd_theme_render(&bytes, &length, theme, "probe", "en", view, pool);
    hd_error_t *plain_error = hd_theme_render_plain(&plain, &plain_length, theme, "probe", "en", view, pool);

    if (!error == !plain_error && length == plain_length && memcmp(bytes, plain, length) == 0) return;
    fprintf(stderr, "%s\n== %s\n%.*s\n== plain: %s\n%.*s\n", source, error ? error->detail : "", (int)length, bytes,
            plain_error ? plain_error->detail : "", (int)plain_length, plain);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *directory;
    choices_t choices = { NULL, data, size, 0 };
    hd_theme_t *theme;
    apr_pool_t *pool;
    const char *source;
    hd_error_t *error;

    if (!directory) {
        apr_initialize();
        hd_log_set_sink(be_silent);
        directory = scratch_make();
    }
    if (size == 0) return 0;
    apr_pool_create(&pool, NULL);
    choices.pool = pool;
    source = random_sheet(&choices);
    write_sheet(apr_pstrcat(pool, directory, "/probe.xsl", NULL), source, pool);
    error = hd_theme_load(&theme, SHARE, directory, URL, pool);
    if (error) {
        fprintf(stderr, "%s\n%s\n", error->detail, source);
        abort();
    }
    compare(theme, some_view(&choices), source, pool);
    apr_pool_destroy(pool);
    return 0;
}
