/* src/web/path.h: paths of requests: matched with those of the route table, and judged before they are come back to.
 * May use: APR. Must not know: httpd, which routes there are.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_PATH_H
#define HD_WEB_PATH_H

#include <apr_pools.h>

#define HD_PATH_ARGS_MAX 3    /* {…} in one path */
#define HD_PATH_NEXT_MAX 2000 /* bytes of an address that is come back to after signing in */

/** What has been found of a method and a path in the route table so far. Begin with HD_PATH_FOUND_NONE. */
typedef struct hd_path_found_t {
    int args;              /* {…} in the best path so far: the fewer, the better */
    const char *allow;     /* methods of the path, for 405 and its Allow; NULL: no such path */
    const void *row;       /* the row of the method; NULL: 404 or 405 */
    const char *arg[HD_PATH_ARGS_MAX]; /* its {…} parts, in order */
} hd_path_found_t;

#define HD_PATH_FOUND_NONE { HD_PATH_ARGS_MAX + 1, NULL, NULL, { NULL, NULL, NULL } }

/**
 * Try one row of the route table. A literal segment beats {…}; GET answers HEAD too.
 * @param found        what the rows before have given; taken further
 * @param row          what found->row is to be when this row is the one
 * @param row_method   "GET" or "POST"
 * @param row_path     {…} stands for one segment that is not empty
 * @param method       the request's
 * @param path         the request's, below the base path, decoded
 * @param pool         owns allow and arg
 */
void hd_path_try(hd_path_found_t *found, const void *row, const char *row_method, const char *row_path,
                 const char *method, const char *path, apr_pool_t *pool);

/**
 * Where to go after signing in: an address of this portal and of nothing else, whatever browsers make of it.
 * @param next  what a link or a form has brought
 * @param base  path of the portal, "/portal"
 * @return next from behind the base path on, "/" for the base path alone; NULL when it leads elsewhere, is longer than
 *         HD_PATH_NEXT_MAX, or has what no address of ours has (two slashes, backslashes, dot segments, spaces)
 */
const char *hd_path_next(const char *next, const char *base);

#endif
