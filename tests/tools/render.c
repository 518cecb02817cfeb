/* tests/tools/render.c: renders a view file through a theme, for those who write stylesheets.
 *   render SHARE_DIR BASE_URL LANGUAGE SHEET VIEW.xml > page.html   (THEME=directory in the environment: laid over)
 *   render --plain …                   by libxslt alone: the same page
 *   render --repeat N …                so many times, for measuring
 *   render --compare SHARE_DIR BASE_URL VIEW.xml …   each view, both ways, in all languages: says where they differ
 *   render SHARE_DIR BASE_URL          only checks that everything loads
 *   render SHARE_DIR BASE_URL - < lines of "LANGUAGE SHEET VIEW.xml page.html"    many pages with one loading
 * Build: gcc -std=gnu11 -g -o render tests/tools/render.c src/xml/[a-z]*.c src/text/{serbian,plural,uchars}.c
 *   src/base/[a-z]*.c $(apr-1-config --cflags --includes --cppflags --link-ld --libs)
 *   $(pkg-config --cflags --libs libxml-2.0 libxslt icu-i18n libcrypto) -lm
 * May use: src/xml. Must not know: what a page is about.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

typedef hd_error_t *render_t(const char **bytes, apr_size_t *length, const hd_theme_t *theme, const char *sheet,
                            const char *language, hd_view_t *view, apr_pool_t *pool);

static int render(render_t *how, int times, const hd_theme_t *theme, char **argv, apr_pool_t *pool)
{
    const char *bytes = NULL;
    apr_size_t length = 0;
    apr_pool_t *turn;
    hd_view_t *view = read_view(argv[4], pool);
    if (!view) return fprintf(stderr, "%s: cannot be read\n", argv[4]), 1;
    apr_pool_create(&turn, pool);
    for (int i = 0; i < times; i++) {
        apr_pool_clear(turn);
        hd_error_t *error = how(&bytes, &length, theme, argv[3], argv[2], view, turn);
        if (error) return fail(error);
    }
    return fwrite(bytes, 1, length, stdout) == length ? 0 : 1;
}

/* One view, both ways. The page is named by the view. */
static int compare(const hd_theme_t *theme, const char *language, hd_view_t *view, const char *path, apr_pool_t *pool)
{
    const char *bytes, *plain;
    apr_size_t length, plain_length, same = 0;
    hd_error_t *error = hd_theme_render(&bytes, &length, theme, hd_view_page(view), language, view, pool);
    if (!error) error = hd_theme_render_plain(&plain, &plain_length, theme, hd_view_page(view), language, view, pool);
    if (error) return fail(error);
    while (same < length && same < plain_length && bytes[same] == plain[same]) same++;
    if (length == plain_length && same == length) return 0;
    apr_size_t from = same < 60 ? 0 : same - 60;
    fprintf(stderr, "%s in %s differs at byte %d:\n  %.120s\n  plain: %.120s\n", path, language, (int)same,
            bytes + from, plain + from);
    return 1;
}

static int compare_all(const hd_theme_t *theme, char **paths, int count, apr_pool_t *pool)
{
    int differ = 0, same = 0;
    for (int i = 0; i < count; i++) {
        apr_pool_t *turn;
        apr_pool_create(&turn, pool);
        hd_view_t *view = read_view(paths[i], turn);
        if (!view) return fprintf(stderr, "%s: cannot be read\n", paths[i]), 1;
        for (int l = 0; hd_languages[l]; l++) {
            if (compare(theme, hd_languages[l], view, paths[i], turn)) differ++;
            else same++;
        }
        apr_pool_destroy(turn);
    }
    printf("%d the same, %d differ\n", same, differ);
    return differ != 0;
}

static int render_to(const char *out, render_t *how, const hd_theme_t *theme, const char *language, const char *sheet,
                     const char *path, apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t length, written;
    hd_view_t *view = read_view(path, pool);
    if (!view) return fprintf(stderr, "%s: cannot be read\n", path), 1;
    hd_error_t *error = how(&bytes, &length, theme, sheet, language, view, pool);
    if (error) return fail(error);
    FILE *page = fopen(out, "w");
    if (!page) return fprintf(stderr, "%s: cannot be written\n", out), 1;
    written = fwrite(bytes, 1, length, page);
    return fclose(page) || written != length;
}

/* Goes on after a page that failed. */
static int render_listed(render_t *how, const hd_theme_t *theme, apr_pool_t *pool)
{
    char language[16], sheet[64], path[512], out[512];
    int failed = 0;
    while (scanf("%15s %63s %511s %511s", language, sheet, path, out) == 4) {
        apr_pool_t *turn;
        apr_pool_create(&turn, pool);
        if (render_to(out, how, theme, language, sheet, path, turn)) failed = 1;
        apr_pool_destroy(turn);
    }
    return failed;
}

static int usage(void)
{
    fprintf(stderr, "usage: render [--plain] [--repeat N] SHARE_DIR BASE_URL [LANGUAGE SHEET VIEW.xml | -]\n"
            "       render --compare SHARE_DIR BASE_URL VIEW.xml ...\n");
    return 2;
}

int main(int argc, char **argv)
{
    apr_pool_t *pool;
    hd_theme_t *theme;
    render_t *how = hd_theme_render;
    int times = 1, is_comparison = 0;
    for (argc--, argv++; argc > 0 && strncmp(*argv, "--", 2) == 0; argc--, argv++) {
        if (strcmp(*argv, "--plain") == 0) how = hd_theme_render_plain;
        else if (strcmp(*argv, "--compare") == 0) is_comparison = 1;
        else if (strcmp(*argv, "--repeat") == 0 && argc > 1) times = atoi(argv[1]), argc--, argv++;
        else return usage();
    }
    int is_list = argc == 3 && strcmp(argv[2], "-") == 0;
    if (argc < 2 || times < 1 || (!is_comparison && !is_list && argc != 2 && argc != 5)) return usage();
    apr_initialize();
    atexit(apr_terminate);
    apr_pool_create(&pool, NULL);
    hd_error_t *error = hd_theme_load(&theme, argv[0], getenv("THEME"), argv[1], pool);
    if (error) return fail(error);
    if (is_comparison) return compare_all(theme, argv + 2, argc - 2, pool);
    if (is_list) return render_listed(how, theme, pool);
    return argc == 5 ? render(how, times, theme, argv, pool) : 0;
}
