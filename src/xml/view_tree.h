/* src/xml/view_tree.h: the inside of a view, for the files that build it.
 * May use: view.h. Must not know: what is built.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_VIEW_TREE_H
#define HD_XML_VIEW_TREE_H

#include "view.h"

#define HD_VIEW_HARMLESS 0x0FFF /* bits of a node's extra; the four above them are libxslt's, in versions after 1.1.35 */

/**
 * The text of an attribute of a view when its length is known, and that nothing in it is written as a reference in HTML.
 * Attributes that a parser made say nothing: the extra of their texts is 0.
 * @param text         the attribute's only child
 * @param[out] length  in bytes
 * @return the text; NULL: nothing is known
 */
static inline const char *hd_view_harmless(const xmlNode *text, apr_size_t *length)
{
    unsigned known = text->extra & HD_VIEW_HARMLESS;
    if (!known || text->type != XML_TEXT_NODE) return NULL;
    *length = known - 1;
    return (const char *)text->content;
}

/** The tree of a view. An attribute's _private is the hd_scan_mark() of its name. */
struct hd_view_t {
    apr_pool_t *pool;
    const char *page;
    apr_uint64_t hash, key; /* the fingerprint so far */
    unsigned short serial;  /* of the last element: each has its own in node.line */
    xmlDoc doc;
    xmlNode root;
};

/**
 * Copy a text, with U+FFFD for what is not UTF-8 or not allowed in XML.
 * @param text    bytes, NUL-terminated or not
 * @param length  how many
 * @param pool    owns the copy
 * @return NUL-terminated
 */
char *hd_view_clean(const char *text, apr_size_t length, apr_pool_t *pool);

/** Whether a text is UTF-8, with nothing in it that XML forbids. @param length  bytes */
int hd_view_is_clean(const char *text, apr_size_t length);

/** hd_view_text() of so many bytes. */
void hd_view_text_bytes(hd_view_t *view, xmlNodePtr node, const char *text, apr_size_t length);

#endif
