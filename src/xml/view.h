/* src/xml/view.h: what a page shows, as an XML document.
 * May use: base/, APR, libxml2. Must not know: HTML, what a page is about.
 *
 * The tree is made in the pool, node by node, and never changed or freed by libxml2: it lives and dies with the pool.
 * Names of elements and attributes are static texts and are not copied; values are copied and checked (what is not
 * UTF-8 or not allowed in XML becomes U+FFFD).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_VIEW_H
#define HD_XML_VIEW_H

#include <libxml/tree.h>

#include "../base/error.h"
#include "scan.h"

/** A view under construction. */
typedef struct hd_view_t hd_view_t;

/**
 * Begin a view.
 * @param page  name of the page: the stylesheet's and the schema's; becomes view/@page
 * @param pool  owns everything
 * @return the view; never NULL
 */
hd_view_t *hd_view_create(const char *page, apr_pool_t *pool);

/**
 * Have a fingerprint made of all that is added from now on.
 * @param key  two random words, the same for all views that are compared
 */
void hd_view_seed(hd_view_t *view, const apr_uint64_t key[2]);

/** The fingerprint: views of which it is the same show the same, but for what hd_view_attr_aside has set. */
apr_uint64_t hd_view_fingerprint(const hd_view_t *view);

/** The root element, <view>. */
xmlNodePtr hd_view_root(hd_view_t *view);

/** The document, for transforming and writing. */
xmlDocPtr hd_view_doc(hd_view_t *view);

/** The page's name. */
const char *hd_view_page(const hd_view_t *view);

/**
 * Append an element.
 * @param parent  where; hd_view_root() for the top
 * @param name    static text
 * @return the new element
 */
xmlNodePtr hd_view_add(hd_view_t *view, xmlNodePtr parent, const char *name);

/** hd_view_attr for a value that is not NULL. @param mark  of the name, see hd_scan_mark() */
void hd_view_set(hd_view_t *view, xmlNodePtr node, const char *name, apr_size_t mark, const char *value);

/** Set an attribute that the element does not have yet; nothing when value is NULL. name is static, value is copied. */
static inline void hd_view_attr(hd_view_t *view, xmlNodePtr node, const char *name, const char *value)
{
    if (value) hd_view_set(view, node, name, hd_scan_mark(name), value);
}

/** hd_view_attr for what differs each time though nothing has changed, such as a form's token. */
void hd_view_attr_aside(hd_view_t *view, xmlNodePtr node, const char *name, const char *value);

/** Let a text count for the fingerprint that is not in the view itself. */
void hd_view_count(hd_view_t *view, const char *text);

/** Set an attribute to a whole number. */
void hd_view_attr_int(hd_view_t *view, xmlNodePtr node, const char *name, apr_int64_t value);

/** Set an attribute to "yes" when it is true; nothing otherwise: tested with @name. */
static inline void hd_view_flag(hd_view_t *view, xmlNodePtr node, const char *name, int is_true)
{
    if (is_true) hd_view_attr(view, node, name, "yes");
}

/** Set an attribute to a share in percent with one decimal: 94.2, point whatever the language. */
void hd_view_attr_percent(hd_view_t *view, xmlNodePtr node, const char *name, double percent);

/** Append text; nothing when it is NULL. */
void hd_view_text(hd_view_t *view, xmlNodePtr node, const char *text);

/** Append an element that holds a text: hd_view_add and hd_view_text. */
xmlNodePtr hd_view_add_text(hd_view_t *view, xmlNodePtr parent, const char *name, const char *text);

/**
 * Append a fragment of markup that this program made and checked (text/markdown.h), as elements.
 * @param view      the view
 * @param parent    where
 * @param fragment  well-formed XML content without a declaration, namespaces or entities but the five of XML
 * @return NULL, or HD_BROKEN when it is not well-formed (nothing is appended then)
 */
hd_error_t *hd_view_fragment(hd_view_t *view, xmlNodePtr parent, const char *fragment);

/**
 * The view as XML in UTF-8, with declaration, for programs.
 * @param[out] bytes   in pool
 * @param[out] length  of bytes
 * @param view         the view
 * @param pool         owns the bytes
 * @return NULL, or HD_BROKEN
 */
hd_error_t *hd_view_write(const char **bytes, apr_size_t *length, hd_view_t *view, apr_pool_t *pool);

#endif
