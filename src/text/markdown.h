/* src/text/markdown.h: Markdown to checked XML.
 * May use: base/, APR, cmark-gfm. Must not know: tickets, HTML pages.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_MARKDOWN_H
#define HD_TEXT_MARKDOWN_H

#include "../base/error.h"

/**
 * Render Markdown (CommonMark, with tables, strikethrough and autolinks of GFM) to a fragment of XML that uses only
 * p h3 h4 h5 h6 ul ol[start] li blockquote pre code em strong del a[href rel] br hr table thead tbody tr th[class] td[class].
 * Raw HTML is shown as the text it is; images become links; links lead to http, https and mailto only (others become
 * text); a line break stays one. Deep nesting is cut at 16 levels. Headings begin at h3.
 * @param[out] fragment  well-formed content in pool; untouched on error
 * @param source         UTF-8
 * @param pool           owns the result; the work's memory is freed before it returns
 * @return NULL, or HD_BROKEN when memory is short
 */
hd_error_t *hd_markdown_render(const char **fragment, const char *source, apr_pool_t *pool);

/**
 * The first words of a Markdown text as plain text in one line, for lists.
 * @param fragment    what hd_markdown_render gave
 * @param max_chars   characters at most; what is longer ends in "…"
 * @param pool        owns the result
 * @return plain text (no markup, entities resolved)
 */
const char *hd_markdown_excerpt(const char *fragment, int max_chars, apr_pool_t *pool);

#endif
