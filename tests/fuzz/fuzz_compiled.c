/* tests/fuzz/fuzz_compiled.c: a stylesheet and views, built from the bytes, rendered by operations and by libxslt alone:
 * the same page, or both fail. Run from the top of the source tree.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/base/log.h"
#include "../../src/xml/theme.h"
#include "../unit/random_sheet.h"
#include "../unit/random_view.h"
#include "scratch.h"

#define SHARE "tests/unit/xml_data/share"
#define URL "https://example.com/portal"
#define VIEWS_MAX 4 /* of one stylesheet: loading it takes longer */

static void be_silent(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    (void)level, (void)status, (void)file, (void)line, (void)text;
}

static void write_sheet(const char *directory, const char *name, const char *templates, apr_pool_t *pool)
{
    apr_file_t *file;
    const char *path = apr_pstrcat(pool, directory, "/", name, NULL);

    if (apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE, APR_OS_DEFAULT, pool)) abort();
    if (apr_file_printf(file, "%s", SHEET_BEGIN) < 0 || apr_file_write_full(file, templates, strlen(templates), NULL)
        || apr_file_printf(file, "%s", SHEET_END) < 0 || apr_file_close(file)) {
        abort();
    }
}

/* A page, or what is wrong. */
typedef struct page_t {
    const char *bytes;
    apr_size_t length;
    hd_error_t *error;
} page_t;

static void compare(const page_t *made, const page_t *plain, const random_sheet_t *sheet)
{
    int is_same = !made->error == !plain->error && made->length == plain->length;

    if (is_same && memcmp(made->bytes, plain->bytes, plain->length) == 0) return;
    fprintf(stderr, "%s\n== imported:\n%s\n== included:\n%s\n== %s\n%.*s\n== plain: %s\n%.*s\n", sheet->page, sheet->imported,
            sheet->included, made->error ? made->error->detail : "", (int)made->length, made->bytes,
            plain->error ? plain->error->detail : "", (int)plain->length, plain->bytes);
    abort();
}

static void render(const hd_theme_t *theme, hd_view_t *view, const random_sheet_t *sheet, apr_pool_t *pool)
{
    page_t page = { "", 0, NULL }, bound = page, plain = page;

    page.error = hd_theme_render_free(&page.bytes, &page.length, theme, "probe", "en", view, pool);
    bound.error = hd_theme_render_bound(&bound.bytes, &bound.length, theme, "probe", "en", view, pool);
    plain.error = hd_theme_render_plain(&plain.bytes, &plain.length, theme, "probe", "en", view, pool);
    compare(&page, &plain, sheet);
    compare(&bound, &plain, sheet);
}

/* What a theme needs, without the other pages: each of them would be loaded with every input. */
static const char *make_share(const char *directory, apr_pool_t *pool)
{
    static const char *const names[] = { "strings", "last-resort.html" };
    char *share;
    size_t i;

    if (apr_filepath_merge(&share, NULL, SHARE "/xslt", 0, pool)) abort();
    if (apr_dir_make_recursive(apr_pstrcat(pool, directory, "/share/xslt", NULL), APR_OS_DEFAULT, pool)) abort();
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *there = apr_pstrcat(pool, directory, "/share/xslt/", names[i], NULL);

        if (symlink(apr_pstrcat(pool, share, "/", names[i], NULL), there)) abort();
    }
    return strdup(apr_pstrcat(pool, directory, "/share", NULL));
}

static hd_theme_t *load(random_sheet_t *sheet, choices_t *choices, const char *share, const char *directory)
{
    hd_theme_t *theme;
    hd_error_t *error;

    *sheet = random_sheet(choices, "layout-imported.xsl", "layout-included.xsl");
    write_sheet(directory, "probe.xsl", sheet->page, choices->pool);
    write_sheet(directory, "layout-imported.xsl", sheet->imported, choices->pool);
    write_sheet(directory, "layout-included.xsl", sheet->included, choices->pool);
    error = hd_theme_load(&theme, share, directory, URL, choices->pool);
    if (!error) return theme;
    fprintf(stderr, "%s\n%s\n== imported:\n%s\n== included:\n%s\n", error->detail, sheet->page, sheet->imported, sheet->included);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *directory, *share;
    choices_t choices = { .bytes = data, .length = size };
    random_sheet_t sheet;
    hd_theme_t *theme;
    int i;

    if (!directory) {
        apr_initialize();
        hd_log_set_sink(be_silent);
        directory = scratch_make();
    }
    if (size == 0) return 0;
    apr_pool_create(&choices.pool, NULL);
    if (!share) share = make_share(directory, choices.pool);
    theme = load(&sheet, &choices, share, directory);
    for (i = 0; i < VIEWS_MAX && (i == 0 || choices.length); i++) {
        render(theme, random_view(&choices), &sheet, choices.pool);
    }
    apr_pool_destroy(choices.pool);
    return 0;
}
