/* tests/tools/render.c: renders a view file through a theme, for those who write stylesheets.
 *   render SHARE_DIR BASE_URL LANGUAGE SHEET VIEW.xml > page.html   (THEME=directory in the environment: laid over)
 *   render SHARE_DIR BASE_URL                                        only checks that everything loads
 * Build: gcc -std=gnu11 -g -o render tests/tools/render.c src/xml/[a-z]*.c src/text/{serbian,plural,uchars}.c
 *   src/base/[a-z]*.c $(apr-1-config --cflags --includes --cppflags --link-ld --libs)
 *   $(pkg-config --cflags --libs libxml-2.0 libxslt icu-i18n libcrypto) -lm
 * May use: src/xml. Must not know: what a page is about.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <libxml/parser.h>

#include "../../src/xml/theme.h"

static int fail(const hd_error_t *error)
{
    fprintf(stderr, "%s\n", error->detail ? error->detail : error->code);
    return 1;
}

static int is_indentation(xmlNodePtr text)
{
    return xmlIsBlankNode(text) && xmlStrchr(text->content, '\n') != NULL;
}

/* Copy attributes and content of a parsed element to an element of a view. Indentation is left out. */
static void copy(hd_view_t *view, xmlNodePtr to, xmlNodePtr from)
{
    for (xmlAttrPtr a = from->properties; a; a = a->next) {
        if (to == hd_view_root(view) && xmlStrEqual(a->name, BAD_CAST "page")) continue;
        xmlChar *value = xmlNodeListGetString(from->doc, a->children, 1);
        hd_view_attr(view, to, (const char *)a->name, value ? (const char *)value : "");
        xmlFree(value);
    }
    for (xmlNodePtr n = from->children; n; n = n->next) {
        if (n->type == XML_ELEMENT_NODE) copy(view, hd_view_add(view, to, (const char *)n->name), n);
        else if (n->type == XML_TEXT_NODE && !is_indentation(n)) hd_view_text(view, to, (const char *)n->content);
    }
}

static apr_status_t free_doc(void *doc)
{
    xmlFreeDoc(doc);
    return APR_SUCCESS;
}

/* The names of the view's elements are the parsed document's: it lives as long. */
static hd_view_t *read_view(const char *path, apr_pool_t *pool)
{
    xmlDocPtr doc = xmlReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    xmlNodePtr root = doc ? xmlDocGetRootElement(doc) : NULL;
    if (!root) return NULL;
    apr_pool_cleanup_register(pool, doc, free_doc, apr_pool_cleanup_null);
    xmlChar *page = xmlGetNoNsProp(root, BAD_CAST "page");
    hd_view_t *view = hd_view_create(apr_pstrdup(pool, page ? (const char *)page : "page"), pool);
    xmlFree(page);
    copy(view, hd_view_root(view), root);
    return view;
}

static int render(const hd_theme_t *theme, char **argv, apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t length;
    hd_view_t *view = read_view(argv[5], pool);
    if (!view) return fprintf(stderr, "%s: cannot be read\n", argv[5]), 1;
    hd_error_t *error = hd_theme_render(&bytes, &length, theme, argv[4], argv[3], view, pool);
    if (error) return fail(error);
    return fwrite(bytes, 1, length, stdout) == length ? 0 : 1;
}

int main(int argc, char **argv)
{
    apr_pool_t *pool;
    hd_theme_t *theme;
    if (argc != 3 && argc != 6) {
        fprintf(stderr, "usage: render SHARE_DIR BASE_URL [LANGUAGE SHEET VIEW.xml]\n");
        return 2;
    }
    apr_initialize();
    atexit(apr_terminate);
    apr_pool_create(&pool, NULL);
    hd_error_t *error = hd_theme_load(&theme, argv[1], getenv("THEME"), argv[2], pool);
    if (error) return fail(error);
    return argc == 6 ? render(theme, argv, pool) : 0;
}
