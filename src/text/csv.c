/* src/text/csv.c: tables for spreadsheets (RFC 4180).
 * May use: APR. Must not know: what the tables are about.
 * SPDX-License-Identifier: Apache-2.0 */
#include "csv.h"

#include <string.h>

static int is_formula(const char *text)
{
    return *text && strchr("=+-@\t\r", *text) != NULL;
}

/* Bytes of a field as it is written. */
static apr_size_t width(const char *text)
{
    apr_size_t bytes = strlen(text) + 4; /* quotation marks, apostrophe, what comes behind */

    for (; *text; text++) bytes += *text == '"';
    return bytes;
}

static char *write_field(char *at, const char *text)
{
    int quoted = strpbrk(text, "\",\r\n") != NULL;

    if (quoted) *at++ = '"';
    if (is_formula(text)) *at++ = '\'';
    for (; *text; text++) {
        if (*text == '"') *at++ = '"';
        *at++ = *text;
    }
    if (quoted) *at++ = '"';
    return at;
}

void hd_csv_row(apr_array_header_t *lines, const char *const *fields)
{
    apr_size_t bytes = 3;
    char *line, *at;
    int i;

    for (i = 0; fields[i]; i++) bytes += width(fields[i]);
    line = at = apr_palloc(lines->pool, bytes);
    for (i = 0; fields[i]; i++) {
        if (i) *at++ = ',';
        at = write_field(at, fields[i]);
    }
    memcpy(at, "\r\n", 3);
    APR_ARRAY_PUSH(lines, const char *) = line;
}
