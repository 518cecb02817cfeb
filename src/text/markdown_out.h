/* src/text/markdown_out.h: writing checked XML for Markdown. For src/text/ only.
 * May use: APR, ICU. Must not know: cmark-gfm.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_MARKDOWN_OUT_H
#define HD_TEXT_MARKDOWN_OUT_H

#include <apr_pools.h>

/** A growing text; begin with { 0 }. It is malloc's, so that growing it leaves nothing behind in a pool. */
typedef struct hd_markdown_out_t {
    char *bytes; /* not closed by NUL */
    apr_size_t length;
    apr_size_t capacity;
    apr_size_t limit; /* bytes at most; 0: any number */
    int short_of_memory;
    int over_limit; /* nothing is added any more */
} hd_markdown_out_t;

/** Append markup as it is. */
void hd_markdown_put(hd_markdown_out_t *out, const char *markup);

/**
 * Append text: & < > " ' escaped, what XML and HTML do not allow left out, bad UTF-8 as U+FFFD.
 * @param out     the text so far
 * @param text    UTF-8
 * @param length  bytes
 * @param breaks  whether a line end becomes <br/>
 */
void hd_markdown_put_text(hd_markdown_out_t *out, const char *text, apr_size_t length, int breaks);

/**
 * Append the address of a link when it may be one: http and https with a host, mailto; no space, no control character.
 * What an address cannot hold as it is becomes %XX.
 * @return 1, or 0 when nothing was appended
 */
int hd_markdown_put_href(hd_markdown_out_t *out, const char *url, const char *before, const char *after);

/** Append a text without Markdown: paragraphs at empty lines, line breaks as they are. */
void hd_markdown_put_plain(hd_markdown_out_t *out, const char *source);

/** Give the memory back. */
void hd_markdown_out_free(hd_markdown_out_t *out);

#endif
