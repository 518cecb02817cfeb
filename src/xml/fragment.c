/* src/xml/fragment.c: markup that this program made (text/markdown.h) becomes elements of a view.
 * What is plain is read at once; else libxml2 parses it and says whether it is well-formed, and its events build the
 * view's nodes, so that no second tree is made. Nothing is loaded: there is no DTD inside an element, and the only
 * entities are the five of XML.
 * May use: base/, APR, libxml2. Must not know: HTML, what a page is about.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include <apr_strings.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "buffer.h"
#include "markup.h"
#include "view_tree.h"

/* What is under construction. */
typedef struct building_t {
    hd_view_t *view;
    xmlNode wrapper;   /* stands for the element that is put around the fragment; its children are moved at the end */
    xmlNodePtr here;   /* the element that is open; NULL before the wrapper */
    hd_buffer_t text;  /* comes in pieces; becomes one node when an element begins or ends */
    int refused;       /* a namespace was used */
    char fault[160];   /* the parser's first complaint */
} building_t;

static void end_text(building_t *b)
{
    if (b->text.length == 0) return;
    hd_view_text(b->view, b->here, hd_buffer_end(&b->text));
    b->text.length = 0;
}

static void on_start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                     const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **attributes)
{
    building_t *b = ((xmlParserCtxtPtr)data)->_private;
    (void)uri, (void)namespaces, (void)n_defaulted;
    if (!b->here) {
        b->here = &b->wrapper;
        return;
    }
    end_text(b);
    if (prefix || n_namespaces > 0) b->refused = 1;
    b->here = hd_view_add(b->view, b->here, apr_pstrdup(b->view->pool, (const char *)name));
    for (int i = 0; i < n_attributes; i++, attributes += 5) { /* name, prefix, URI, value, end of value */
        const char *value = (const char *)attributes[3];
        apr_size_t length = (apr_size_t)(attributes[4] - attributes[3]);
        if (attributes[1]) b->refused = 1;
        hd_view_attr(b->view, b->here, apr_pstrdup(b->view->pool, (const char *)attributes[0]),
                     apr_pstrmemdup(b->view->pool, value, length));
    }
}

static void on_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    building_t *b = ((xmlParserCtxtPtr)data)->_private;
    (void)name, (void)prefix, (void)uri;
    if (!b->here) return;
    end_text(b);
    b->here = b->here->parent;
}

static void on_text(void *data, const xmlChar *text, int length)
{
    building_t *b = ((xmlParserCtxtPtr)data)->_private;
    if (b->here) hd_buffer_add(&b->text, text, (apr_size_t)length);
}

static void on_fault(void *data, xmlErrorPtr error)
{
    building_t *b = ((xmlParserCtxtPtr)data)->_private;
    if (b->fault[0] || !error->message) return;
    apr_cpystrn(b->fault, error->message, sizeof(b->fault));
    b->fault[strcspn(b->fault, "\r\n")] = '\0';
}

static const xmlSAXHandler handler = {
    .startElementNs = on_start, .endElementNs = on_end, .characters = on_text, .cdataBlock = on_text,
    .ignorableWhitespace = on_text, .serror = on_fault, .initialized = XML_SAX2_MAGIC,
};

/* Whether the parser found it well-formed, with nothing left over. */
static int parse(building_t *b, const char *text, int length)
{
    xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(text, length);
    if (!parser) return 0;
    parser->_private = b;
    *parser->sax = handler;
    xmlCtxtUseOptions(parser, XML_PARSE_NONET);
    xmlParseDocument(parser);
    int good = parser->wellFormed;
    if (parser->myDoc) xmlFreeDoc(parser->myDoc);
    xmlFreeParserCtxt(parser);
    return good && !b->refused;
}

/* Start with nothing in the wrapper. */
static void begin(building_t *b, hd_view_t *view)
{
    memset(b, 0, sizeof(*b));
    b->view = view;
    b->wrapper.type = XML_ELEMENT_NODE;
    b->wrapper.doc = &view->doc;
}

static hd_error_t *by_parser(building_t *b, hd_view_t *view, const char *fragment)
{
    const char *text = apr_pstrcat(view->pool, "<f>", fragment, "</f>", NULL);
    apr_size_t length = strlen(text);
    if (length > APR_INT32_MAX) return hd_error(view->pool, HD_BROKEN, "server-page", "view fragment: too long");
    hd_buffer_init(&b->text, 256, view->pool);
    if (parse(b, text, (int)length)) return NULL;
    const char *why = b->refused ? "a namespace prefix" : b->fault[0] ? b->fault : "no memory";
    return hd_error(view->pool, HD_BROKEN, "server-page", "view fragment: not well-formed: %s", why);
}

hd_error_t *hd_view_fragment(hd_view_t *view, xmlNodePtr parent, const char *fragment)
{
    building_t b;
    begin(&b, view);
    if (!hd_markup_read(view, &b.wrapper, fragment, strlen(fragment))) {
        begin(&b, view);
        HD_TRY(by_parser(&b, view, fragment));
    }
    if (!b.wrapper.children) return NULL;
    for (xmlNodePtr child = b.wrapper.children; child; child = child->next) child->parent = parent;
    b.wrapper.children->prev = parent->last;
    if (parent->last) parent->last->next = b.wrapper.children;
    else parent->children = b.wrapper.children;
    parent->last = b.wrapper.last;
    return NULL;
}
