/* src/web/cookie_value.c: one value out of a Cookie header.
 * May use: APR. Must not know: httpd, what the cookies mean.
 * SPDX-License-Identifier: Apache-2.0 */
#include "cookie_value.h"

#include <apr_strings.h>
#include <string.h>

/* The first of the name: of two, browsers send that of the longest path first. httpd's own reader finds none then, and
 * whatever else is on the host, or on another port of it, can set a second one. */
const char *hd_cookie_value(const char *header, const char *name, apr_pool_t *pool)
{
    apr_size_t length = strlen(name);

    for (; header; header = strchr(header, ';')) {
        header += strspn(header, "; \t");
        if (strncmp(header, name, length) || header[length] != '=') continue;
        header += length + 1;
        length = strcspn(header, "; \t");
        return length ? apr_pstrmemdup(pool, header, length) : NULL;
    }
    return NULL;
}
