/* src/text/markdown_out.c: writing checked XML for Markdown.
 * May use: APR, ICU. Must not know: cmark-gfm.
 * SPDX-License-Identifier: Apache-2.0 */
#include "markdown_out.h"

#include <apr_lib.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#define FIRST_CAPACITY 4096
#define HREF_MAX 2048 /* bytes; a longer address is shown, not linked */

/** Make room. @return 1, or 0 when nothing may be added */
static int reserve(hd_markdown_out_t *out, apr_size_t more)
{
    apr_size_t capacity = out->capacity ? out->capacity : FIRST_CAPACITY;
    char *grown;

    if (out->short_of_memory || out->over_limit) return 0;
    if (out->limit && more > out->limit - out->length) {
        out->over_limit = 1;
        return 0;
    }
    if (out->length + more <= out->capacity) return 1;
    while (capacity < out->length + more) capacity *= 2;
    grown = realloc(out->bytes, capacity);
    if (!grown) {
        out->short_of_memory = 1;
        return 0;
    }
    out->bytes = grown;
    out->capacity = capacity;
    return 1;
}

static void put_bytes(hd_markdown_out_t *out, const char *bytes, apr_size_t length)
{
    if (!reserve(out, length)) return;
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
}

void hd_markdown_put(hd_markdown_out_t *out, const char *markup)
{
    put_bytes(out, markup, strlen(markup));
}

/** How an ASCII character is written; NULL: as it is. */
static const char *escape(UChar32 c, int breaks)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\n': return breaks ? "<br/>" : NULL;
    case '\t': return NULL;
    default: return c < 0x20 ? "" : NULL;
    }
}

/** Whether a character beyond ASCII may stand in XML and in HTML. */
static int is_allowed(UChar32 c)
{
    return c > 0x9F && !U_IS_UNICODE_NONCHAR(c);
}

void hd_markdown_put_text(hd_markdown_out_t *out, const char *text, apr_size_t length, int breaks)
{
    int32_t at = 0, end = (int32_t)length, run = 0;

    while (at < end) {
        int32_t start = at;
        const char *instead = NULL;
        UChar32 c;

        U8_NEXT(text, at, end, c);
        if (c < 0) instead = "\xef\xbf\xbd";
        else if (c < 0x7F) instead = escape(c, breaks);
        else if (!is_allowed(c)) instead = "";
        if (!instead) continue;
        put_bytes(out, text + run, (apr_size_t)(start - run));
        hd_markdown_put(out, instead);
        run = at;
    }
    put_bytes(out, text + run, (apr_size_t)(end - run));
}

/** Whether an address leads where a link may lead. */
static int is_link(const char *url, apr_size_t length)
{
    apr_size_t i;

    if (length > HREF_MAX) return 0;
    for (i = 0; i < length; i++) {
        unsigned char c = (unsigned char)url[i];
        if (c <= ' ' || c == 0x7F) return 0;
    }
    if (strncasecmp(url, "mailto:", 7) == 0) return length > 7;
    if (strncasecmp(url, "http://", 7) == 0) url += 7;
    else if (strncasecmp(url, "https://", 8) == 0) url += 8;
    else return 0;
    return apr_isalnum(*url) || *url == '[' || (unsigned char)*url >= 0x80;
}

/** Whether a byte may stand in an address as it is (RFC 3986), and in XML too. */
static int is_plain(unsigned char c)
{
    return c < 0x80 && (apr_isalnum(c) || strchr("-._~:/?#[]@!$()*+,;=", c));
}

int hd_markdown_put_href(hd_markdown_out_t *out, const char *url, const char *before, const char *after)
{
    static const char digits[] = "0123456789ABCDEF";
    apr_size_t length, i;

    while (*url && (unsigned char)*url <= ' ') url++;
    length = strlen(url);
    while (length && (unsigned char)url[length - 1] <= ' ') length--;
    if (!is_link(url, length)) return 0;
    hd_markdown_put(out, before);
    for (i = 0; i < length; i++) {
        unsigned char c = (unsigned char)url[i];
        int is_escape = c == '%' && i + 2 < length && apr_isxdigit(url[i + 1]) && apr_isxdigit(url[i + 2]);
        char escaped[4] = { '%', digits[c >> 4], digits[c & 15], '\0' };

        if (c == '&') hd_markdown_put(out, "&amp;");
        else if (c == '\'') hd_markdown_put(out, "&#39;");
        else if (is_escape || is_plain(c)) put_bytes(out, url + i, 1);
        else hd_markdown_put(out, escaped);
    }
    hd_markdown_put(out, after);
    return 1;
}

/** The next paragraph, without the line ends around it. @return its start, NULL at the end */
static const char *next_paragraph(const char **at, apr_size_t *length)
{
    const char *start = *at, *end, *line;

    start += strspn(start, "\n");
    if (*start == '\0') return NULL;
    end = start;
    do { /* over lines, until one that is blank */
        line = end;
        end += strcspn(end, "\n");
        if (line + strspn(line, " \t\r") >= end && line > start) {
            *length = (apr_size_t)(line - 1 - start);
            *at = end;
            return start;
        }
        if (*end) end++;
    } while (*end);
    *at = end;
    *length = (apr_size_t)(end - start);
    while (*length && start[*length - 1] == '\n') (*length)--;
    return start;
}

void hd_markdown_put_plain(hd_markdown_out_t *out, const char *source)
{
    const char *paragraph;
    apr_size_t length;

    while ((paragraph = next_paragraph(&source, &length)) != NULL) {
        hd_markdown_put(out, "<p>");
        hd_markdown_put_text(out, paragraph, length, 1);
        hd_markdown_put(out, "</p>");
    }
}

void hd_markdown_out_free(hd_markdown_out_t *out)
{
    free(out->bytes);
    out->bytes = NULL;
    out->length = out->capacity = 0;
}
