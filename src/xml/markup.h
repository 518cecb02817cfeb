/* src/xml/markup.h: the small part of XML that this program writes itself, read without a parser.
 * May use: view_tree.h, APR. Must not know: which elements there are.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_MARKUP_H
#define HD_XML_MARKUP_H

#include "view_tree.h"

/**
 * Append markup to an element: `<name attribute="value">text</name>`, `<name/>`, names of small letters and digits,
 * the references &amp; &lt; &gt; &quot; &#39;, at most HD_MARKUP_DEPTH deep. What is read is what libxml2 would read.
 * @param view    the view
 * @param parent  gets the children
 * @param text    UTF-8
 * @param length  bytes
 * @return 1; 0 when there is anything else in it, well-formed or not: parent may have got some of it then
 */
int hd_markup_read(hd_view_t *view, xmlNodePtr parent, const char *text, apr_size_t length);

#define HD_MARKUP_DEPTH 64

#endif
