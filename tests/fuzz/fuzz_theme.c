/* tests/fuzz/fuzz_theme.c: a theme's files from any bytes: a stylesheet (what stands before the first NUL) and the words
 * of its catalogue. Loading them, in every language, ends with a theme or with one line that says what is wrong.
 * Run from the top of the source tree.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/base/log.h"
#include "../../src/xml/theme.h"
#include "scratch.h"

#define SHARE "tests/unit/xml_data/share"
#define URL "https://example.com/portal"

static void be_silent(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    (void)level, (void)status, (void)file, (void)line, (void)text;
}

static void write_file(const char *path, const char *bytes, size_t length, apr_pool_t *pool)
{
    apr_file_t *file;

    if (apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_TRUNCATE, APR_OS_DEFAULT, pool)) abort();
    if (apr_file_write_full(file, bytes, length, NULL) || apr_file_close(file)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *directory;
    const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
    size_t sheet = end ? (size_t)(end - data) : size;
    hd_theme_t *theme = NULL;
    hd_error_t *error;
    apr_pool_t *pool;
    const char *words;

    if (!directory) {
        apr_initialize();
        hd_log_set_sink(be_silent);
        directory = scratch_make();
    }
    apr_pool_create(&pool, NULL);
    apr_dir_make(apr_pstrcat(pool, directory, "/strings", NULL), APR_OS_DEFAULT, pool);
    write_file(apr_pstrcat(pool, directory, "/probe.xsl", NULL), (const char *)data, sheet, pool);
    words = apr_pstrcat(pool, directory, "/strings/sr.xml", NULL);
    if (end) write_file(words, (const char *)end + 1, size - sheet - 1, pool);
    error = hd_theme_load(&theme, SHARE, directory, URL, pool);
    if (!error == !theme || (error && (!error->detail || strchr(error->detail, '\n')))) abort();
    if (theme && !hd_theme_has(theme, "probe")) abort();
    if (end) apr_file_remove(words, pool);
    apr_pool_destroy(pool);
    return 0;
}
