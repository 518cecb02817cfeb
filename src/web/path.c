/* src/web/path.c: paths of requests: matched with those of the route table, and judged before they are come back to.
 * May use: APR. Must not know: httpd, which routes there are.
 * SPDX-License-Identifier: Apache-2.0 */
#include "path.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

/* Compare a path with a row's, segment by segment. @return how many {…} it has, or -1 when it does not match */
static int match(const char *pattern, const char *path, const char **arg, apr_pool_t *pool)
{
    int args = 0;

    while (*pattern) {
        if (*pattern == '{') {
            apr_size_t length = strcspn(path, "/");
            if (length == 0 || args == HD_PATH_ARGS_MAX) return -1;
            if (arg) arg[args] = apr_pstrmemdup(pool, path, length);
            args++;
            path += length;
            pattern = strchr(pattern, '}') + 1;
        }
        else if (*pattern++ != *path++) return -1;
    }
    return *path ? -1 : args;
}

static int answers(const char *row_method, const char *method)
{
    return !strcmp(row_method, method) || (!strcmp(row_method, "GET") && !strcmp(method, "HEAD"));
}

void hd_path_try(hd_path_found_t *found, const void *row, const char *row_method, const char *row_path,
                 const char *method, const char *path, apr_pool_t *pool)
{
    int args = match(row_path, path, NULL, pool);

    if (args < 0 || args > found->args) return;
    if (args < found->args) found->allow = NULL, found->row = NULL;
    found->args = args;
    found->allow = found->allow ? apr_pstrcat(pool, found->allow, ", ", row_method, NULL) : row_method;
    if (!strcmp(row_method, "GET")) found->allow = apr_pstrcat(pool, found->allow, ", HEAD", NULL);
    if (!answers(row_method, method)) return;
    found->row = row;
    match(row_path, path, found->arg, pool);
}

/* Whether a path has a segment that browsers take for "here" or "up", also when it is escaped. */
static int has_dot_segment(const char *path)
{
    while (*path && *path != '?' && *path != '#') {
        int dots = 0;

        for (;; dots++) {
            if (*path == '.') path++;
            else if (strncasecmp(path, "%2e", 3) == 0) path += 3;
            else break;
        }
        if (dots > 0 && dots <= 2 && (*path == '\0' || strchr("/?#", *path))) return 1;
        path += strcspn(path, "/?#");
        if (*path == '/') path++;
    }
    return 0;
}

const char *hd_path_next(const char *next, const char *base)
{
    apr_size_t length = strlen(base);
    const char *c;

    if (next[0] != '/' || strlen(next) > HD_PATH_NEXT_MAX || strstr(next, "//")) return NULL;
    for (c = next; *c; c++) {
        if (!apr_isgraph(*c) || !apr_isascii(*c) || *c == '\\') return NULL;
    }
    if (strncmp(next, base, length) != 0 || has_dot_segment(next)) return NULL;
    if (next[length] == '\0') return "/";
    return next[length] == '/' ? next + length : NULL;
}
