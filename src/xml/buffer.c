/* src/xml/buffer.c: bytes that grow in a pool, and the escaping of text on its way out.
 * May use: APR. Must not know: trees, pages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "buffer.h"

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

/* '<' and '>' differ in one bit, '&' and '"' in another. Whitespace counts as well: XML's attributes need it. */
static int may_be_dangerous(apr_uint64_t word)
{
    return hd_scan_has(word | HD_SCAN_ONES * 2, '>') || hd_scan_has(word | HD_SCAN_ONES * 4, '&')
           || ((word - HD_SCAN_ONES * 0x20) & ~word & HD_SCAN_HIGH);
}

/* The first byte from p on that is written as a reference; end when there is none. */
static const unsigned char *next_dangerous(const unsigned char *p, const unsigned char *end, unsigned mask)
{
    for (;;) {
        while (end - p >= HD_SCAN_BYTES && !may_be_dangerous(hd_scan_load(p))) p += HD_SCAN_BYTES;
        const unsigned char *stop = end - p > HD_SCAN_BYTES ? p + HD_SCAN_BYTES : end;
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
