/* tests/fuzz/fuzz_path.c: any bytes as the path of a request, and as the address to come back to after signing in.
 * The route matcher is compared with another that knows segments only; the address with what libxml2 makes of it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <libxml/uri.h>

#include "../../src/web/path.h"

#define BASE "/portal"
#define HERE "https://example.com/portal/login"

/* Routes of every shape that the table has. */
static const char *const rows[][2] = {
    { "GET", "/" },                    { "GET", "/login" },
    { "POST", "/login" },              { "POST", "/logout" },
    { "GET", "/tickets/" },            { "GET", "/tickets/new" },
    { "POST", "/tickets/new" },        { "GET", "/tickets/{ref}" },
    { "POST", "/tickets/{ref}/reply" }, { "GET", "/attachments/{id}/{name}" },
    { "GET", "/a/{x}/{y}/{z}" },       { "GET", "/desk/tickets/{ref}" },
    { "GET", "/{any}" },               { "POST", "/{any}/{more}" },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* Whether a path fits a row's, segment by segment. @return how many {…}, or -1 */
static int fits(const char *pattern, const char *path)
{
    int args = 0;

    for (;;) {
        size_t p = strcspn(pattern, "/"), q = strcspn(path, "/");
        if (*pattern == '{') {
            if (q == 0) return -1;
            args++;
        } else if (p != q || memcmp(pattern, path, p) != 0) {
            return -1;
        }
        pattern += p;
        path += q;
        if (!*pattern || !*path) return *pattern || *path ? -1 : args;
        pattern++;
        path++;
    }
}

/* The row's path with its {…} filled in must be the path again. */
static void check_args(const hd_path_found_t *found, const char *pattern, const char *path, apr_pool_t *pool)
{
    const char *made = "", *open;
    int arg = 0;

    while ((open = strchr(pattern, '{')) != NULL) {
        if (!found->arg[arg] || !*found->arg[arg] || strchr(found->arg[arg], '/')) abort();
        made = apr_pstrcat(pool, made, apr_pstrmemdup(pool, pattern, (size_t)(open - pattern)), found->arg[arg], NULL);
        arg++;
        pattern = strchr(open, '}') + 1;
    }
    if (strcmp(apr_pstrcat(pool, made, pattern, NULL), path) != 0) abort();
}

static void check_route(const char *method, const char *path, apr_pool_t *pool)
{
    hd_path_found_t found = HD_PATH_FOUND_NONE;
    const char *asked = strcmp(method, "HEAD") ? method : "GET";
    int best = HD_PATH_ARGS_MAX + 1;
    const void *wanted = NULL;
    size_t i;

    for (i = 0; i < ROWS; i++) {
        int args = fits(rows[i][1], path);
        hd_path_try(&found, rows[i], rows[i][0], rows[i][1], method, path, pool);
        if (args >= 0 && args < best) best = args, wanted = NULL;
        if (args == best && !strcmp(rows[i][0], asked)) wanted = rows[i];
    }
    if (found.row != wanted || !found.allow != (best > HD_PATH_ARGS_MAX)) abort();
    if (found.row) check_args(&found, ((const char *const *)found.row)[1], path, pool);
}

/* Wherever it leads, it stays below the base path of this host. */
static void check_next(const char *next)
{
    const char *kept = hd_path_next(next, BASE);
    xmlChar *whole;
    xmlURIPtr uri;

    if (!kept) return;
    if (*kept != '/' || kept[1] == '/' || strpbrk(kept, "\\ \r\n\t")) abort();
    whole = xmlBuildURI(BAD_CAST next, BAD_CAST HERE);
    uri = whole ? xmlParseURI((const char *)whole) : NULL;
    if (uri) {
        if (!uri->server || strcmp(uri->server, "example.com") != 0 || strcmp(uri->scheme, "https") != 0) abort();
        if (!uri->path || strncmp(uri->path, BASE, strlen(BASE)) != 0) abort();
    }
    xmlFreeURI(uri);
    xmlFree(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    apr_pool_t *pool;
    const char *text;

    if (!started++) apr_initialize();
    apr_pool_create(&pool, NULL);
    text = apr_pstrmemdup(pool, (const char *)data, size);
    check_route("GET", text, pool);
    check_route("HEAD", text, pool);
    check_route("POST", text, pool);
    check_route("DELETE", text, pool);
    check_next(text);
    apr_pool_destroy(pool);
    return 0;
}
