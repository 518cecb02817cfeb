/* src/web/part_header.c: the header lines of one part of a form, and the boundary of the whole.
 * May use: base/, APR. Must not know: httpd, how the bytes came.
 * SPDX-License-Identifier: Apache-2.0 */
#include "part_header.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "multipart.h"

#define MALFORMED(pool, why) hd_error((pool), HD_BAD_REQUEST, "body-malformed", "multipart: %s", (why))

/** A parameter of a header: name="value". */
typedef struct param_t {
    const char *name;
    char *value;
} param_t;

static const char *skip_space(const char *at)
{
    while (*at == ' ' || *at == '\t') at++;
    return at;
}

/** Read up to the closing quote of a quoted text. @return behind the quote, or NULL when there is none */
static const char *quoted_value(char **value, const char *at, apr_pool_t *pool)
{
    char *to = *value = apr_palloc(pool, strlen(at) + 1);

    for (; *at != '"'; at++) {
        if (*at == '\0') return NULL;
        /* \" and \\ are escapes; other backslashes are themselves (C:\picture.png), and so is one at the very end */
        if (*at == '\\' && (at[1] == '\\' || (at[1] == '"' && *skip_space(at + 2) != '\0'))) at++;
        *to++ = *at;
    }
    *to = '\0';
    return at + 1;
}

/** Read the next of "; name=value; …". @return 1, 0 at the end, -1 when malformed */
static int next_param(param_t *param, const char **rest, apr_pool_t *pool)
{
    const char *at = skip_space(*rest);
    apr_size_t length;

    if (*at == '\0') return 0;
    if (*at != ';') return -1;
    at = skip_space(at + 1);
    if (*at == '\0') return 0;
    length = strcspn(at, "=;\" \t");
    if (length == 0 || at[length] != '=') return -1;
    param->name = apr_pstrmemdup(pool, at, length);
    at += length + 1;
    if (*at == '"') {
        at = quoted_value(&param->value, at + 1, pool);
    } else {
        length = strcspn(at, ";\" \t");
        param->value = apr_pstrmemdup(pool, at, length);
        at += length;
    }
    if (!at) return -1;
    *rest = at;
    return 1;
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *found = c ? strchr(digits, apr_tolower(c)) : NULL;

    return found ? (int)(found - digits) : -1;
}

/** The byte that "%XX" stands for; -1 when it is no escape. */
static int escaped_byte(const char *at)
{
    int high = at[0] == '%' ? hex_digit(at[1]) : -1;
    int low = high >= 0 ? hex_digit(at[2]) : -1;

    return low < 0 ? -1 : high * 16 + low;
}

/** Undo what the HTML standard escapes in names: quote, CR and LF, and nothing else. In place. */
static void unescape_form_name(char *text)
{
    char *to = text;

    while (*text) {
        int byte = escaped_byte(text);

        if (byte == '"' || byte == '\r' || byte == '\n') {
            *to++ = (char)byte;
            text += 3;
        } else {
            *to++ = *text++;
        }
    }
    *to = '\0';
}

/** Decode UTF-8''caf%C3%A9.png (RFC 5987). @return in pool; NULL for other character sets and bad escapes */
static const char *extended_value(const char *value, apr_pool_t *pool)
{
    const char *at;
    char *text, *to;

    if (strncasecmp(value, "UTF-8'", 6) != 0) return NULL;
    at = strchr(value + 6, '\'');
    if (!at) return NULL;
    to = text = apr_palloc(pool, strlen(at));
    for (at++; *at; at++) {
        int byte = (unsigned char)*at;

        if (byte == '%') {
            byte = escaped_byte(at);
            if (byte <= 0) return NULL;
            at += 2;
        }
        *to++ = (char)byte;
    }
    *to = '\0';
    return text;
}

/** Read "form-data; name=…; filename=…". */
static hd_error_t *read_disposition(hd_part_header_t *header, const char *value, apr_pool_t *pool)
{
    const char *rest, *extended = NULL;
    param_t param;
    int more;

    if (header->name) return MALFORMED(pool, "two Content-Disposition lines in one part");
    if (strncasecmp(value, "form-data", 9) != 0) return MALFORMED(pool, "a part is no form-data");
    rest = value + 9;
    while ((more = next_param(&param, &rest, pool)) > 0) {
        if (strcasecmp(param.name, "name") == 0) {
            if (header->name) return MALFORMED(pool, "two names in one part");
            unescape_form_name(param.value);
            header->name = param.value;
        } else if (strcasecmp(param.name, "filename") == 0) {
            if (header->filename) return MALFORMED(pool, "two file names in one part");
            unescape_form_name(param.value);
            header->filename = param.value;
        } else if (strcasecmp(param.name, "filename*") == 0) {
            extended = extended_value(param.value, pool);
        }
    }
    if (more < 0) return MALFORMED(pool, "Content-Disposition cannot be read");
    if (!header->name) return MALFORMED(pool, "a part without a name");
    if (extended) header->filename = extended;
    return NULL;
}

/** RFC 7578, 4.7: parts are sent as they are. */
static hd_error_t *check_encoding(const char *value, apr_pool_t *pool)
{
    static const char *const plain[] = { "binary", "8bit", "7bit" };
    apr_size_t i;

    for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        if (strcasecmp(value, plain[i]) == 0) return NULL;
    }
    return MALFORMED(pool, "a part in a transfer encoding");
}

/** Cut the next line, with the lines that continue it, from lines. @return in pool; NULL at the end */
static char *next_line(const char **lines, apr_pool_t *pool)
{
    const char *start = *lines, *end = start;
    char *line, *fold;

    if (*start == '\0' || strcmp(start, "\r\n") == 0) return NULL;
    do {
        end = strstr(end, "\r\n");
        if (!end) end = start + strlen(start);
        else end += 2;
    } while (*end == ' ' || *end == '\t');
    *lines = end;
    line = apr_pstrmemdup(pool, start, (apr_size_t)(end - start));
    while ((fold = strpbrk(line, "\r\n")) != NULL) *fold = ' ';
    return line;
}

static hd_error_t *read_line(hd_part_header_t *header, char *line, apr_pool_t *pool)
{
    char *colon = strchr(line, ':');
    char *value, *end;

    if (!colon || colon == line) return MALFORMED(pool, "a header line without a name");
    *colon = '\0';
    value = (char *)skip_space(colon + 1);
    end = value + strlen(value);
    while (end > value && (end[-1] == ' ' || end[-1] == '\t')) end--;
    *end = '\0';
    if (strcasecmp(line, "Content-Disposition") == 0) return read_disposition(header, value, pool);
    if (strcasecmp(line, "Content-Transfer-Encoding") == 0) return check_encoding(value, pool);
    if (strcasecmp(line, "Content-Type") == 0) header->type = value;
    return NULL;
}

hd_error_t *hd_part_header_parse(hd_part_header_t *header, const char *lines, apr_pool_t *pool)
{
    char *line;

    header->name = NULL;
    header->filename = NULL;
    header->type = "text/plain"; /* RFC 7578, 4.4 */
    while ((line = next_line(&lines, pool)) != NULL) HD_TRY(read_line(header, line, pool));
    if (!header->name) return MALFORMED(pool, "a part without Content-Disposition");
    return NULL;
}

/** RFC 2046, 5.1.1: bchars, no space at the end. */
static int is_boundary(const char *text)
{
    apr_size_t length = strlen(text), i;

    if (length == 0 || length > HD_MULTIPART_BOUNDARY_MAX || text[length - 1] == ' ') return 0;
    for (i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x80 || !(apr_isalnum(c) || strchr("'()+_,-./:=? ", c))) return 0;
    }
    return 1;
}

hd_error_t *hd_multipart_boundary(const char **boundary, const char *content_type, apr_pool_t *pool)
{
    static const char type[] = "multipart/form-data";
    const char *rest, *found = NULL;
    param_t param;
    int more;

    if (!content_type || strncasecmp(content_type, type, sizeof(type) - 1) != 0
        || !strchr("; \t", content_type[sizeof(type) - 1])) {
        return hd_error(pool, HD_MEDIA_TYPE, "body-type", "not %s", type);
    }
    rest = content_type + sizeof(type) - 1;
    while ((more = next_param(&param, &rest, pool)) > 0) {
        if (strcasecmp(param.name, "boundary") != 0) continue;
        if (found) return MALFORMED(pool, "two boundaries");
        found = param.value;
    }
    if (more < 0) return MALFORMED(pool, "Content-Type cannot be read");
    if (!found || !is_boundary(found)) return MALFORMED(pool, "no usable boundary");
    *boundary = found;
    return NULL;
}
