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

/** Append all text of a tree, as it is. */
void hd_serialize_text(hd_buffer_t *out, xmlDocPtr doc);

/** Append a tree without namespaces as XML, with declaration. */
void hd_serialize_xml(hd_buffer_t *out, xmlDocPtr doc);

#endif
