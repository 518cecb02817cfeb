/* src/xml/buffer.h: bytes that grow in a pool, and the escaping of text on its way out.
 * May use: APR. Must not know: trees, pages.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_BUFFER_H
#define HD_XML_BUFFER_H

#include <string.h>

#include <apr_pools.h>

/** Bytes under construction. Not NUL-terminated until hd_buffer_end. */
typedef struct hd_buffer_t {
    char *data;
    apr_size_t length;
    apr_size_t size;
    apr_pool_t *pool;
} hd_buffer_t;

/**
 * Begin.
 * @param size  bytes to reserve at once; more are taken as needed
 * @param pool  owns the bytes
 */
void hd_buffer_init(hd_buffer_t *buffer, apr_size_t size, apr_pool_t *pool);

/** Make room for so many more bytes; called by hd_buffer_add. */
void hd_buffer_grow(hd_buffer_t *buffer, apr_size_t more);

/** Append bytes as they are. */
static inline void hd_buffer_add(hd_buffer_t *buffer, const void *bytes, apr_size_t length)
{
    if (buffer->size - buffer->length < length) hd_buffer_grow(buffer, length);
    memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
}

/** Append a text as it is. */
static inline void hd_buffer_puts(hd_buffer_t *buffer, const char *text)
{
    hd_buffer_add(buffer, text, strlen(text));
}

/** Append one byte. */
static inline void hd_buffer_putc(hd_buffer_t *buffer, char c)
{
    if (buffer->size == buffer->length) hd_buffer_grow(buffer, 1);
    buffer->data[buffer->length++] = c;
}

/** What must not pass as it is depends on where a text goes. */
typedef enum {
    HD_ESCAPE_TEXT,          /* between HTML tags: & < > */
    HD_ESCAPE_ATTRIBUTE,     /* in a quoted HTML attribute: & < > " */
    HD_ESCAPE_XML_TEXT,      /* between XML tags: & < > and CR, which a parser would turn into LF */
    HD_ESCAPE_XML_ATTRIBUTE  /* in a quoted XML attribute: & < > " and tab, LF, CR, which would become spaces */
} hd_escape_t;

/** Append a text with what is dangerous there written as references. */
void hd_buffer_escape(hd_buffer_t *buffer, const char *text, hd_escape_t where);

/** End with a NUL that is not counted in length. @return the bytes */
const char *hd_buffer_end(hd_buffer_t *buffer);

#endif
