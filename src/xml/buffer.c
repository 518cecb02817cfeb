/* src/xml/buffer.c: bytes that grow in a pool, and the escaping of text on its way out.
 * May use: APR. Must not know: trees, pages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "buffer.h"

#include <stddef.h>
#include <string.h>

#include "scan.h"

void hd_buffer_init(hd_buffer_t *buffer, apr_size_t size, apr_pool_t *pool)
{
    buffer->data = apr_palloc(pool, size);
    buffer->length = 0;
    buffer->size = size;
    buffer->pool = pool;
}

void hd_buffer_grow(hd_buffer_t *buffer, apr_size_t more)
{
    apr_size_t size = buffer->size < 64 ? 64 : buffer->size;
    while (size - buffer->length < more) size *= 2;
    char *data = apr_palloc(buffer->pool, size);
    memcpy(data, buffer->data, buffer->length);
    buffer->data = data;
    buffer->size = size;
}

#define T (1 << HD_ESCAPE_TEXT)
#define A (1 << HD_ESCAPE_ATTRIBUTE)
#define XT (1 << HD_ESCAPE_XML_TEXT)
#define XA (1 << HD_ESCAPE_XML_ATTRIBUTE)

/* For each byte: the places where it is written as a reference. */
static const unsigned char dangerous[256] = {
    ['&'] = T | A | XT | XA, ['<'] = T | A | XT | XA, ['>'] = T | A | XT | XA, ['"'] = A | XA,
    ['\t'] = XA, ['\n'] = XA, ['\r'] = XT | XA,
};

static const char *reference(unsigned char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\t': return "&#9;";
    case '\n': return "&#10;";
    default: return "&#13;";
    }
}

/* Whitespace counts as well: XML's attributes need it. */
static inline int may_be_dangerous(hd_scan_bytes_t bytes)
{
    return hd_scan_any(hd_scan_markup(bytes) | (hd_scan_bytes_t)(bytes < 0x20));
}

/* Whether there is nothing to be written as a reference between start, before which nobody may look, and end. The last
 * bytes are looked at together with some before them, twice if need be: there must be four. */
static inline int is_harmless_end(const unsigned char *start, const unsigned char *end)
{
    union { hd_scan_bytes_t all; unsigned char each[sizeof(hd_scan_bytes_t)]; } bytes;
    if (end - start >= (ptrdiff_t)sizeof(bytes)) {
        memcpy(bytes.each, end - sizeof(bytes), sizeof(bytes));
    } else if (end - start >= 8) {
        memcpy(bytes.each, start, 8);
        memcpy(bytes.each + 8, end - 8, 8);
    } else {
        if (end - start < 4) return 0;
        memcpy(bytes.each, start, 4);
        memcpy(bytes.each + 4, end - 4, 4);
        memcpy(bytes.each + 8, bytes.each, 8);
    }
    return !may_be_dangerous(bytes.all);
}

/* The first byte from start on that is written as a reference; end when there is none. */
static const unsigned char *next_dangerous(const unsigned char *start, const unsigned char *end, unsigned mask)
{
    const unsigned char *p = start;
    for (;;) {
        hd_scan_bytes_t bytes;
        const unsigned char *stop = end;
        for (; end - p >= (ptrdiff_t)sizeof(bytes); p += sizeof(bytes)) {
            memcpy(&bytes, p, sizeof(bytes));
            if (may_be_dangerous(bytes)) break;
        }
        if (end - p >= (ptrdiff_t)sizeof(bytes)) stop = p + sizeof(bytes);
        else if (is_harmless_end(start, end)) return end;
        while (p < stop && !(dangerous[*p] & mask)) p++;
        if (p < stop || p == end) return p;
    }
}

void hd_buffer_escape(hd_buffer_t *buffer, const char *text, hd_escape_t where)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
    unsigned mask = 1u << where;
    while (p < end) {
        const unsigned char *start = p;
        p = next_dangerous(p, end, mask);
        hd_buffer_add(buffer, start, (apr_size_t)(p - start));
        if (p < end) hd_buffer_puts(buffer, reference(*p++));
    }
}

const char *hd_buffer_end(hd_buffer_t *buffer)
{
    hd_buffer_putc(buffer, '\0');
    buffer->length--;
    return buffer->data;
}
