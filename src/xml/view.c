/* src/xml/view.c: the tree of a view, made by hand in a pool (see view.h for what must not be done to it).
 * May use: base/, APR, libxml2. Must not know: HTML, what a page is about.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include <libxml/parserInternals.h>

#include "scan.h"
#include "serialize.h"
#include "view_tree.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* Length of the run of bytes at text that need no closer look: ASCII but for control characters XML forbids. */
static apr_size_t plain_run(const unsigned char *text, apr_size_t length)
{
    apr_size_t i = 0;
    while (length - i >= HD_SCAN_BYTES && !hd_scan_has_odd(hd_scan_load(text + i))) i += HD_SCAN_BYTES;
    while (i < length && text[i] < 0x80 && (text[i] >= 0x20 || text[i] == '\n' || text[i] == '\t' || text[i] == '\r')) {
        i++;
    }
    return i;
}

/* Length of the well-formed multi-byte UTF-8 sequence at text that XML allows, or 0. */
static apr_size_t sequence(const unsigned char *text, apr_size_t length)
{
    static const unsigned least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char lead = text[0];
    apr_size_t n = lead >= 0xF0 && lead < 0xF8 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
    if (lead >= 0xF8 || n == 0 || n > length) return 0;

    unsigned code = lead & (0x7Fu >> n);
    for (apr_size_t i = 1; i < n; i++) {
        if ((text[i] & 0xC0) != 0x80) return 0;
        code = code << 6 | (text[i] & 0x3Fu);
    }
    if (code < least[n] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return 0;
    return code == 0xFFFE || code == 0xFFFF ? 0 : n;
}

/* Copy to out (or only measure, when it is NULL) with replacements. Returns the length written. */
static apr_size_t clean_into(char *out, const unsigned char *text, apr_size_t length)
{
    apr_size_t written = 0, i = 0;
    while (i < length) {
        apr_size_t run = plain_run(text + i, length - i);
        if (run == 0) run = text[i] >= 0x80 ? sequence(text + i, length - i) : 0;
        if (run > 0) {
            if (out) memcpy(out + written, text + i, run);
            written += run;
            i += run;
        } else {
            if (out) memcpy(out + written, REPLACEMENT, sizeof(REPLACEMENT) - 1);
            written += sizeof(REPLACEMENT) - 1;
            i++;
        }
    }
    return written;
}

char *hd_view_clean(const char *text, apr_size_t length, apr_pool_t *pool)
{
    const unsigned char *bytes = (const unsigned char *)text;
    apr_size_t total = clean_into(NULL, bytes, length);
    char *copy = apr_palloc(pool, total + 1);
    clean_into(copy, bytes, length);
    copy[total] = '\0';
    return copy;
}

int hd_view_is_clean(const char *text, apr_size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (apr_size_t i = 0, run; i < length; i += run) {
        run = plain_run(bytes + i, length - i);
        if (run == 0) run = sequence(bytes + i, length - i);
        if (run == 0) return 0;
    }
    return 1;
}

hd_view_t *hd_view_create(const char *page, apr_pool_t *pool)
{
    hd_view_t *view = apr_pcalloc(pool, sizeof(*view));
    view->pool = pool;
    view->page = page;

    view->doc.type = XML_DOCUMENT_NODE;
    view->doc.doc = &view->doc;
    view->doc.standalone = -1;
    view->doc.version = BAD_CAST "1.0";
    view->doc.encoding = BAD_CAST "UTF-8";
    view->doc.charset = XML_CHAR_ENCODING_UTF8;
    view->doc.children = view->doc.last = &view->root;

    view->root.type = XML_ELEMENT_NODE;
    view->root.name = BAD_CAST "view";
    view->root.doc = &view->doc;
    view->root.parent = (xmlNodePtr)&view->doc;
    hd_view_attr(view, &view->root, "page", page);
    return view;
}

void hd_view_seed(hd_view_t *view, const apr_uint64_t key[2])
{
    view->hash = key[0];
    view->key = key[1];
}

apr_uint64_t hd_view_fingerprint(const hd_view_t *view)
{
    return view->hash;
}

/* What comes now (an element, a text), in which element, and how long it is. An attribute says it in hd_view_set. */
static void announce(hd_view_t *view, char kind, const xmlNode *where, apr_size_t length)
{
    view->hash = hd_scan_fold(view->hash ^ (apr_uint64_t)kind << 16 ^ where->line ^ (apr_uint64_t)length << 24, view->key);
}

static void count(hd_view_t *view, char kind, const xmlNode *where, const char *text, apr_size_t length)
{
    announce(view, kind, where, length);
    view->hash = hd_scan_add(view->hash, view->key, text, length);
}

/* Let a text node have a text, copied to the room behind it and counted in hash. What does not belong into XML is
 * replaced: then the text stands elsewhere. @return what hd_view_harmless() wants to know, for the node's extra */
static unsigned short put_copy(hd_view_t *view, xmlNodePtr node, char *room, apr_uint64_t *hash, const char *text,
                               apr_size_t length)
{
    int seen = hd_scan_copy(room, hash, view->key, text, length);
    room[length] = '\0';
    node->content = BAD_CAST room;
    if ((seen & HD_SCAN_ODD) && !hd_view_is_clean(text, length)) {
        node->content = BAD_CAST hd_view_clean(text, length, view->pool);
        return 0;
    }
    return seen & HD_SCAN_MARKUP || length >= HD_VIEW_HARMLESS ? 0 : (unsigned short)(length + 1);
}

void hd_view_count(hd_view_t *view, const char *text)
{
    count(view, 'c', &view->root, text, strlen(text));
}

xmlNodePtr hd_view_root(hd_view_t *view)
{
    return &view->root;
}

xmlDocPtr hd_view_doc(hd_view_t *view)
{
    return &view->doc;
}

const char *hd_view_page(const hd_view_t *view)
{
    return view->page;
}

static void append(xmlNodePtr parent, xmlNodePtr node)
{
    node->parent = parent;
    node->prev = parent->last;
    if (parent->last) parent->last->next = node;
    else parent->children = node;
    parent->last = node;
}

xmlNodePtr hd_view_add(hd_view_t *view, xmlNodePtr parent, const char *name)
{
    xmlNodePtr node = apr_pcalloc(view->pool, sizeof(*node));
    count(view, 'e', parent, name, strlen(name));
    node->line = ++view->serial;
    node->type = XML_ELEMENT_NODE;
    node->name = BAD_CAST name;
    node->doc = &view->doc;
    append(parent, node);
    return node;
}

/* An attribute, its text node and the text itself, in one block. */
typedef struct attribute_t {
    xmlAttr attr;
    xmlNode text;
    char value[];
} attribute_t;

/* The element's _private points to its last attribute, so that a long list is not walked for each one. */
static void set_attribute(hd_view_t *view, xmlNodePtr node, const char *name, apr_size_t mark, const char *value,
                          apr_size_t length, apr_uint64_t *hash)
{
    attribute_t *a = apr_palloc(view->pool, offsetof(attribute_t, value) + length + 1);
    xmlAttrPtr last = node->_private;
    memset(a, 0, offsetof(attribute_t, value));
    a->text.extra = put_copy(view, &a->text, a->value, hash, value, length);
    a->attr.type = XML_ATTRIBUTE_NODE;
    a->attr.name = BAD_CAST name;
    a->attr._private = (void *)mark;
    a->attr.doc = &view->doc;
    a->attr.parent = node;
    a->attr.children = a->attr.last = &a->text;
    a->text.type = XML_TEXT_NODE;
    a->text.name = xmlStringText;
    a->text.doc = &view->doc;
    a->text.parent = (xmlNodePtr)&a->attr;

    a->attr.prev = last;
    if (last) last->next = &a->attr;
    else node->properties = &a->attr;
    node->_private = &a->attr;
}

void hd_view_set(hd_view_t *view, xmlNodePtr node, const char *name, apr_size_t mark, const char *value)
{
    apr_size_t length = strlen(value);
    view->hash = hd_scan_fold(view->hash ^ mark, view->key ^ 'a' << 16 ^ node->line ^ (apr_uint64_t)length << 24);
    set_attribute(view, node, name, mark, value, length, &view->hash);
}

void hd_view_attr_aside(hd_view_t *view, xmlNodePtr node, const char *name, const char *value)
{
    apr_uint64_t not_counted = 0;
    if (value) set_attribute(view, node, name, hd_scan_mark(name), value, strlen(value), &not_counted);
}

/* Write a whole number backwards into the end of a buffer; returns where it begins. */
static char *digits(char *end, apr_uint64_t number)
{
    *--end = '\0';
    do {
        *--end = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    return end;
}

void hd_view_attr_int(hd_view_t *view, xmlNodePtr node, const char *name, apr_int64_t value)
{
    char buffer[24];
    apr_uint64_t size = value < 0 ? 0 - (apr_uint64_t)value : (apr_uint64_t)value;
    char *text = digits(buffer + sizeof(buffer), size);
    if (value < 0) *--text = '-';
    hd_view_attr(view, node, name, text);
}

void hd_view_attr_percent(hd_view_t *view, xmlNodePtr node, const char *name, double percent)
{
    double limited = percent > 1e12 ? 1e12 : percent < -1e12 ? -1e12 : percent == percent ? percent : 0.0;
    apr_int64_t tenths = (apr_int64_t)(limited * 10.0 + (limited < 0 ? -0.5 : 0.5));
    apr_uint64_t size = tenths < 0 ? (apr_uint64_t)-tenths : (apr_uint64_t)tenths;
    char buffer[32];
    char *text = digits(buffer + sizeof(buffer) - 2, size / 10);
    char *point = buffer + sizeof(buffer) - 3;
    point[0] = '.';
    point[1] = (char)('0' + size % 10);
    point[2] = '\0';
    if (tenths < 0) *--text = '-';
    hd_view_attr(view, node, name, text);
}

void hd_view_text_bytes(hd_view_t *view, xmlNodePtr node, const char *text, apr_size_t length)
{
    char *block = apr_palloc(view->pool, sizeof(xmlNode) + length + 1);
    xmlNodePtr child = memset(block, 0, sizeof(xmlNode));
    announce(view, 't', node, length);
    put_copy(view, child, block + sizeof(xmlNode), &view->hash, text, length);
    child->type = XML_TEXT_NODE;
    child->name = xmlStringText;
    child->doc = &view->doc;
    append(node, child);
}

void hd_view_text(hd_view_t *view, xmlNodePtr node, const char *text)
{
    if (text) hd_view_text_bytes(view, node, text, strlen(text));
}

xmlNodePtr hd_view_add_text(hd_view_t *view, xmlNodePtr parent, const char *name, const char *text)
{
    xmlNodePtr node = hd_view_add(view, parent, name);
    hd_view_text(view, node, text);
    return node;
}

hd_error_t *hd_view_write(const char **bytes, apr_size_t *length, hd_view_t *view, apr_pool_t *pool)
{
    hd_buffer_t out;
    hd_buffer_init(&out, 8192, pool);
    hd_serialize_xml(&out, &view->doc);
    *bytes = hd_buffer_end(&out);
    *length = out.length;
    return NULL;
}
