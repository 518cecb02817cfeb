/* src/xml/serialize.c: trees become bytes: HTML, plain text, XML. Walks by pointers, so that depth costs no stack.
 * May use: buffer.h, libxml2 (to read trees). Must not know: where the tree comes from.
 * SPDX-License-Identifier: Apache-2.0 */
#include "serialize.h"

#define SVG "http://www.w3.org/2000/svg"
#define MATHML "http://www.w3.org/1998/Math/MathML"

static int one_of(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (**names == *name && strcmp(*names, name) == 0) return 1;
    }
    return 0;
}

int hd_html_is_void(const char *name)
{
    static const char *const names[] = { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
                                         "param", "source", "track", "wbr", NULL };
    return one_of(name, names);
}

int hd_html_is_boolean(const char *name)
{
    static const char *const names[] = { "async", "autofocus", "autoplay", "checked", "controls", "default", "defer",
                                         "disabled", "formnovalidate", "hidden", "inert", "ismap", "loop", "multiple",
                                         "muted", "nomodule", "novalidate", "open", "playsinline", "readonly",
                                         "required", "reversed", "selected", NULL };
    return one_of(name, names);
}

static int is_foreign(xmlNodePtr node)
{
    return node->ns && node->ns->href
           && (xmlStrEqual(node->ns->href, BAD_CAST SVG) || xmlStrEqual(node->ns->href, BAD_CAST MATHML));
}

int hd_html_is_raw(const char *name)
{
    static const char *const names[] = { "script", "style", NULL };
    return one_of(name, names);
}

int hd_html_eats_line_feed(const char *name)
{
    static const char *const names[] = { "listing", "pre", "textarea", NULL };
    return one_of(name, names);
}

static int is_raw(xmlNodePtr node)
{
    return node && node->type == XML_ELEMENT_NODE && !is_foreign(node) && hd_html_is_raw((const char *)node->name);
}

/* Raw text: "</" could end the element and "<!" begin a comment that hides its end, so their "<" is written as the
 * escape of JavaScript and JSON. */
void hd_html_raw_text(hd_buffer_t *out, const char *text)
{
    for (; *text; text++) {
        if (text[0] == '<' && (text[1] == '/' || text[1] == '!')) hd_buffer_puts(out, "\\u003c");
        else hd_buffer_putc(out, *text);
    }
}

static void name_of(hd_buffer_t *out, xmlNsPtr ns, const xmlChar *name)
{
    if (ns && ns->prefix) {
        hd_buffer_puts(out, (const char *)ns->prefix);
        hd_buffer_putc(out, ':');
    }
    hd_buffer_puts(out, (const char *)name);
}

static void attributes(hd_buffer_t *out, xmlNodePtr node, hd_escape_t where)
{
    for (xmlAttrPtr a = node->properties; a; a = a->next) {
        hd_buffer_putc(out, ' ');
        name_of(out, a->ns, a->name);
        if (where == HD_ESCAPE_ATTRIBUTE && !a->ns && hd_html_is_boolean((const char *)a->name)) continue;
        hd_buffer_add(out, "=\"", 2);
        for (xmlNodePtr t = a->children; t; t = t->next) {
            if (t->content) hd_buffer_escape(out, (const char *)t->content, where);
        }
        hd_buffer_putc(out, '"');
    }
}

static int loses_line_feed(xmlNodePtr node)
{
    xmlNodePtr first = node->children;
    return first && first->type == XML_TEXT_NODE && first->content && first->content[0] == '\n'
           && hd_html_eats_line_feed((const char *)node->name);
}

/* Returns whether to go on with the children. */
static int html_begin(hd_buffer_t *out, xmlNodePtr node)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        if (!node->content) return 0;
        if (is_raw(node->parent)) hd_html_raw_text(out, (const char *)node->content);
        else hd_buffer_escape(out, (const char *)node->content, HD_ESCAPE_TEXT);
    }
    if (node->type != XML_ELEMENT_NODE) return 0;
    hd_buffer_putc(out, '<');
    hd_buffer_puts(out, (const char *)node->name);
    attributes(out, node, HD_ESCAPE_ATTRIBUTE);
    if (!node->children && is_foreign(node)) {
        hd_buffer_add(out, "/>", 2);
        return 0;
    }
    hd_buffer_putc(out, '>');
    if (loses_line_feed(node)) hd_buffer_putc(out, '\n');
    return 1;
}

static void html_end(hd_buffer_t *out, xmlNodePtr node)
{
    int foreign = is_foreign(node);
    if ((foreign && !node->children) || (!foreign && hd_html_is_void((const char *)node->name))) return;
    hd_buffer_add(out, "</", 2);
    hd_buffer_puts(out, (const char *)node->name);
    hd_buffer_putc(out, '>');
}

static int text_begin(hd_buffer_t *out, xmlNodePtr node)
{
    if (node->content && (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)) {
        hd_buffer_puts(out, (const char *)node->content);
    }
    return node->type == XML_ELEMENT_NODE;
}

static void text_end(hd_buffer_t *out, xmlNodePtr node)
{
    (void)out, (void)node;
}

static int xml_begin(hd_buffer_t *out, xmlNodePtr node)
{
    if (node->type == XML_TEXT_NODE && node->content) {
        hd_buffer_escape(out, (const char *)node->content, HD_ESCAPE_XML_TEXT);
    }
    if (node->type != XML_ELEMENT_NODE) return 0;
    hd_buffer_putc(out, '<');
    hd_buffer_puts(out, (const char *)node->name);
    attributes(out, node, HD_ESCAPE_XML_ATTRIBUTE);
    hd_buffer_puts(out, node->children ? ">" : "/>");
    return 1;
}

static void xml_end(hd_buffer_t *out, xmlNodePtr node)
{
    if (!node->children) return;
    hd_buffer_add(out, "</", 2);
    hd_buffer_puts(out, (const char *)node->name);
    hd_buffer_putc(out, '>');
}

typedef int begin_t(hd_buffer_t *out, xmlNodePtr node);
typedef void end_t(hd_buffer_t *out, xmlNodePtr node);

/* Every node below top in document order; `end` is called for the elements whose `begin` said to go on. */
static void walk(hd_buffer_t *out, xmlNodePtr top, begin_t *begin, end_t *end)
{
    xmlNodePtr node = top->children;
    while (node) {
        int deeper = begin(out, node);
        if (deeper && node->children) {
            node = node->children;
            continue;
        }
        if (deeper) end(out, node);
        while (node && !node->next) {
            node = node->parent == top ? NULL : node->parent;
            if (node) end(out, node);
        }
        if (node) node = node->next;
    }
}

void hd_serialize_html(hd_buffer_t *out, xmlDocPtr doc)
{
    xmlNodePtr root = xmlDocGetRootElement(doc);
    if (root && xmlStrEqual(root->name, BAD_CAST "html")) hd_buffer_puts(out, "<!DOCTYPE html>");
    walk(out, (xmlNodePtr)doc, html_begin, html_end);
}

void hd_serialize_html_children(hd_buffer_t *out, xmlNodePtr node)
{
    walk(out, node, html_begin, html_end);
}

void hd_serialize_html_element(hd_buffer_t *out, xmlNodePtr node)
{
    if (!html_begin(out, node)) return;
    walk(out, node, html_begin, html_end);
    html_end(out, node);
}

void hd_serialize_text(hd_buffer_t *out, xmlDocPtr doc)
{
    walk(out, (xmlNodePtr)doc, text_begin, text_end);
}

void hd_serialize_xml(hd_buffer_t *out, xmlDocPtr doc)
{
    hd_buffer_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    walk(out, (xmlNodePtr)doc, xml_begin, xml_end);
    hd_buffer_putc(out, '\n');
}
