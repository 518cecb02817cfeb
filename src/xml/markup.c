/* src/xml/markup.c: the small part of XML that this program writes itself, read without a parser.
 * May use: view_tree.h, APR. Must not know: which elements there are.
 *
 * libxml2 takes ten times as long for a message of a ticket. Whatever is not surely plain is left to it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "markup.h"

#include <string.h>

#include <apr_strings.h>

/* Where the reading is. */
typedef struct reader_t {
    hd_view_t *view;
    const char *at;
    const char *end;
    xmlNodePtr here; /* the element that is open */
    int depth;
} reader_t;

static const struct {
    const char *text;
    apr_size_t length;
    char character;
} references[] = { { "&amp;", 5, '&' }, { "&lt;", 4, '<' }, { "&gt;", 4, '>' }, { "&quot;", 6, '"' }, { "&#39;", 5, '\'' } };

/* The character of the reference at `at`, and its length; 0 when it is another. */
static char reference(const char *at, const char *end, apr_size_t *length)
{
    for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++) {
        *length = references[i].length;
        if ((apr_size_t)(end - at) >= *length && memcmp(at, references[i].text, *length) == 0) {
            return references[i].character;
        }
    }
    return 0;
}

/* A text with its references put in, NUL-terminated; NULL when there are others. */
static const char *resolve(reader_t *r, const char *from, const char *to)
{
    char *copy = apr_palloc(r->view->pool, (apr_size_t)(to - from) + 1), *out = copy;
    while (from < to) {
        const char *mark = memchr(from, '&', (apr_size_t)(to - from));
        apr_size_t plain = (apr_size_t)((mark ? mark : to) - from), length = 0;
        memcpy(out, from, plain);
        out += plain;
        from += plain;
        if (!mark) break;
        char c = reference(from, to, &length);
        if (!c) return NULL;
        *out++ = c;
        from += length;
    }
    *out = '\0';
    return copy;
}

static int read_text(reader_t *r)
{
    const char *end = memchr(r->at, '<', (apr_size_t)(r->end - r->at));
    if (!end) end = r->end;
    apr_size_t length = (apr_size_t)(end - r->at);
    if (memchr(r->at, '>', length)) return 0; /* part of "]]>", perhaps */
    if (memchr(r->at, '&', length)) {
        const char *text = resolve(r, r->at, end);
        if (!text) return 0;
        hd_view_text(r->view, r->here, text);
    } else {
        hd_view_text_bytes(r->view, r->here, r->at, length);
    }
    r->at = end;
    return 1;
}

/* A name of small letters and digits at r->at; NULL: none. */
static const char *read_name(reader_t *r)
{
    const char *start = r->at;
    while (r->at < r->end && ((*r->at >= 'a' && *r->at <= 'z') || (r->at > start && *r->at >= '0' && *r->at <= '9'))) {
        r->at++;
    }
    return r->at > start ? apr_pstrmemdup(r->view->pool, start, (apr_size_t)(r->at - start)) : NULL;
}

static int has_attribute(xmlNodePtr node, const char *name)
{
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        if (strcmp((const char *)a->name, name) == 0) return 1;
    }
    return 0;
}

/* ` name="value"` */
static int read_attribute(reader_t *r)
{
    r->at++;
    const char *name = read_name(r);
    if (!name || r->end - r->at < 3 || r->at[0] != '=' || r->at[1] != '"' || has_attribute(r->here, name)) return 0;
    if (strncmp(name, "xml", 3) == 0) return 0;
    const char *start = r->at + 2, *end = memchr(start, '"', (apr_size_t)(r->end - start));
    if (!end) return 0;
    for (const char *c = start; c < end; c++) {
        if (*c == '<' || (unsigned char)*c < ' ') return 0;
    }
    const char *value = resolve(r, start, end);
    if (!value) return 0;
    hd_view_attr(r->view, r->here, name, value);
    r->at = end + 1;
    return 1;
}

static int read_start(reader_t *r)
{
    r->at++;
    const char *name = read_name(r);
    if (!name || ++r->depth > HD_MARKUP_DEPTH) return 0;
    r->here = hd_view_add(r->view, r->here, name);
    while (r->at < r->end && *r->at == ' ') {
        if (!read_attribute(r)) return 0;
    }
    if (r->end - r->at >= 2 && r->at[0] == '/' && r->at[1] == '>') {
        r->here = r->here->parent;
        r->depth--;
        r->at += 2;
        return 1;
    }
    return r->at < r->end && *r->at++ == '>';
}

static int read_end(reader_t *r)
{
    const char *name = (const char *)r->here->name;
    apr_size_t length = r->depth > 0 ? strlen(name) : 0;
    if (length == 0 || (apr_size_t)(r->end - r->at) < length + 3) return 0;
    if (memcmp(r->at + 2, name, length) != 0 || r->at[2 + length] != '>') return 0;
    r->here = r->here->parent;
    r->depth--;
    r->at += length + 3;
    return 1;
}

int hd_markup_read(hd_view_t *view, xmlNodePtr parent, const char *text, apr_size_t length)
{
    reader_t r = { view, text, text + length, parent, 0 };
    if (!hd_view_is_clean(text, length) || memchr(text, '\r', length)) return 0;
    while (r.at < r.end) {
        int is_good = *r.at != '<' ? read_text(&r) : r.end - r.at > 1 && r.at[1] == '/' ? read_end(&r) : read_start(&r);
        if (!is_good) return 0;
    }
    return r.depth == 0;
}
