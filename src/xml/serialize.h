/* src/xml/serialize.h: trees become bytes: HTML, plain text, XML.
 * May use: buffer.h, libxml2 (to read trees). Must not know: where the tree comes from.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_SERIALIZE_H
#define HD_XML_SERIALIZE_H

#include <libxml/tree.h>

#include "buffer.h"

/**
 * Append a tree as HTML 5: doctype first when the root is <html>, void elements, boolean attributes by name alone, SVG
 * and MathML as HTML writes them (no namespace declarations). Comments are left out. Text in script and style is
 * raw, but cannot end its element.
 */
void hd_serialize_html(hd_buffer_t *out, xmlDocPtr doc);

/** Append what is in an element or document, as HTML, without doctype. */
void hd_serialize_html_children(hd_buffer_t *out, xmlNodePtr node);

/** Append one element with all that is in it, as HTML. */
void hd_serialize_html_element(hd_buffer_t *out, xmlNodePtr node);

/** Whether an element is written without an end tag. */
int hd_html_is_void(const char *name);

/** Whether an attribute is true by being there, whatever its value. */
int hd_html_is_boolean(const char *name);

/** Whether what stands between an element's tags is text, not markup, to an HTML parser. */
int hd_html_is_raw(const char *name);

/** Whether an HTML parser drops a line feed right after an element's start tag. */
int hd_html_eats_line_feed(const char *name);

/** Append the text of an element of raw text, so that it cannot end it. */
void hd_html_raw_text(hd_buffer_t *out, const char *text);

/** Append all text of a tree, as it is. */
void hd_serialize_text(hd_buffer_t *out, xmlDocPtr doc);

/** Append a tree without namespaces as XML, with declaration. */
void hd_serialize_xml(hd_buffer_t *out, xmlDocPtr doc);

#endif
