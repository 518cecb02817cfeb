/* tests/fuzz/fuzz_part_header.c: the header lines of a form's part, and the boundary, from any bytes.
 * If the first byte is 'B', the rest is a Content-Type; else all are header lines.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/web/multipart.h"
#include "../../src/web/part_header.h"

/* A name as a browser writes it between quotation marks. */
static const char *escaped(const char *name, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, 3 * strlen(name) + 1), *to = text;

    for (; *name; name++) {
        const char *escape = *name == '"' ? "%22" : *name == '\r' ? "%0D" : *name == '\n' ? "%0A" : *name == '\\' ? "\\\\" : NULL;
        if (escape) to += strlen(strcpy(to, escape));
        else *to++ = *name;
    }
    *to = '\0';
    return text;
}

/* Only filename*= can give what looks like an escape of a browser. */
static int has_escape(const char *text)
{
    const char *at;

    for (at = strchr(text, '%'); at; at = strchr(at + 1, '%')) {
        if (!strncasecmp(at, "%22", 3) || !strncasecmp(at, "%0d", 3) || !strncasecmp(at, "%0a", 3)) return 1;
    }
    return 0;
}

/* What was read, written anew as browsers write it, must read the same. */
static void check_again(const hd_part_header_t *header, apr_pool_t *pool)
{
    const char *line = apr_pstrcat(pool, "Content-Disposition: form-data; name=\"", escaped(header->name, pool), "\"", NULL);
    hd_part_header_t again;

    if (has_escape(header->name) || (header->filename && has_escape(header->filename))) return;
    if (header->filename) {
        line = apr_pstrcat(pool, line, "; filename=\"", escaped(header->filename, pool), "\"", NULL);
    }
    if (hd_part_header_parse(&again, apr_pstrcat(pool, line, "\r\n", NULL), pool)) abort();
    if (strcmp(again.name, header->name) != 0 || !again.filename != !header->filename) abort();
    if (header->filename && strcmp(again.filename, header->filename) != 0) abort();
}

static void check_boundary(const char *type, apr_pool_t *pool)
{
    const char *boundary;

    if (hd_multipart_boundary(&boundary, type, pool)) return;
    if (!*boundary || strlen(boundary) > HD_MULTIPART_BOUNDARY_MAX || strpbrk(boundary, "\r\n\"")) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    hd_part_header_t header;
    apr_pool_t *pool;
    const char *text;

    if (!started++) apr_initialize();
    apr_pool_create(&pool, NULL);
    text = apr_pstrmemdup(pool, (const char *)data, size);
    if (*text == 'B') {
        check_boundary(text + 1, pool);
    } else if (!hd_part_header_parse(&header, text, pool)) {
        if (!header.type || strlen(header.name) > size || (header.filename && strlen(header.filename) > size)) abort();
        check_again(&header, pool);
    }
    apr_pool_destroy(pool);
    return 0;
}
