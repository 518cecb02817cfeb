/* tests/unit/compare_markup.h: what src/xml/markup.c reads is what libxml2 reads.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_COMPARE_MARKUP_H
#define HD_TESTS_COMPARE_MARKUP_H

#include <apr_strings.h>
#include <libxml/parser.h>
#include <string.h>

#include "../../src/xml/markup.h"

static int same_attributes(const xmlAttr *a, const xmlAttr *b)
{
    for (; a && b; a = a->next, b = b->next) {
        const char *left = a->children ? (const char *)a->children->content : "";
        const char *right = b->children ? (const char *)b->children->content : "";
        if (b->ns || strcmp((const char *)a->name, (const char *)b->name) != 0 || strcmp(left, right) != 0) return 0;
    }
    return !a && !b;
}

/** Whether two lists of nodes are the same. */
static int same_nodes(const xmlNode *a, const xmlNode *b)
{
    for (; a && b; a = a->next, b = b->next) {
        if (a->type != b->type) return 0;
        if (a->type == XML_TEXT_NODE && strcmp((const char *)a->content, (const char *)b->content) != 0) return 0;
        if (a->type != XML_ELEMENT_NODE) continue;
        if (b->ns || strcmp((const char *)a->name, (const char *)b->name) != 0) return 0;
        if (!same_attributes(a->properties, b->properties) || !same_nodes(a->children, b->children)) return 0;
    }
    return !a && !b;
}

/**
 * Read a fragment both ways.
 * @param[out] is_plain  whether markup.c could read it
 * @return 0 when it did, and libxml2 refuses it or makes something else of it
 */
static int read_both_ways(int *is_plain, const char *text, size_t length, apr_pool_t *pool)
{
    hd_view_t *view = hd_view_create("both", pool);
    xmlNodePtr body = hd_view_add(view, hd_view_root(view), "f");
    *is_plain = hd_markup_read(view, body, text, length);
    if (!*is_plain) return 1;
    const char *whole = apr_pstrcat(pool, "<f>", apr_pstrmemdup(pool, text, length), "</f>", NULL);
    xmlDocPtr doc = xmlReadMemory(whole, (int)strlen(whole), "fragment", "UTF-8",
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    if (!doc) return 0;
    int same = same_nodes(body->children, xmlDocGetRootElement(doc)->children);
    xmlFreeDoc(doc);
    return same;
}

#endif
