/* src/xml/loader.c: from a stylesheet's name to what libxslt runs.
 * May use: base/, layers.h, xml_file.h, rewrite.h, complaint.h, libxslt. Must not know: languages, views.
 * SPDX-License-Identifier: Apache-2.0 */
#include "loader.h"

#include <stdio.h>
#include <string.h>

#include <apr_strings.h>
#include <libxml/xmlerror.h>
#include <libxslt/documents.h>
#include <libxslt/xsltutils.h>

#include "complaint.h"
#include "xml_file.h"

#define ORIGINAL_SCHEME "helpdesk:"
#define FILES_MAX 100 /* in one stylesheet: more is a circle that libxslt does not see */

/* A stylesheet being loaded; the _private of libxslt's structure. */
typedef struct load_t {
    const hd_layers_t *layers;
    hd_rewrite_t *rewrite;
    apr_pool_t *pool;
    int files;
    hd_error_t *fault;          /* found by us */
    hd_complaint_t complaint;   /* found by libxslt */
    hd_complaint_t expression;  /* found by libxml2, in an expression */
} load_t;

/* The file that a URL stands for; NULL when there is none. */
static const char *file_of(const load_t *load, const char *url)
{
    const char *path = hd_xml_file_path(url, load->pool);
    if (strncmp(path, ORIGINAL_SCHEME, strlen(ORIGINAL_SCHEME)) == 0) {
        const char *name = path + strlen(ORIGINAL_SCHEME);
        return strstr(name, "..") ? NULL : hd_layers_original(load->layers, name, load->pool);
    }
    const char *name = hd_layers_name(load->layers, path);
    return name ? hd_layers_find(load->layers, name, load->pool) : NULL;
}

static hd_error_t *read_one(xmlDocPtr *doc, load_t *load, const char *path, xmlDictPtr dict)
{
    xmlDocPtr made;
    if (++load->files > FILES_MAX) return hd_file_fault(load->pool, path, 0, "imports in a circle");
    HD_TRY(hd_xml_file_parse(&made, path, dict, load->pool));
    hd_error_t *error = hd_rewrite_file(load->rewrite, made, path);
    if (error) {
        xmlFreeDoc(made);
        return error;
    }
    *doc = made;
    return NULL;
}

/* libxslt asks for an imported or included file. NULL makes it complain, with the line of the import. */
static xmlDocPtr load_import(const xmlChar *url, xmlDictPtr dict, int options, void *context, xsltLoadType type)
{
    (void)options;
    if (type != XSLT_LOAD_STYLESHEET) return NULL;
    xsltStylesheetPtr top = context;
    while (top->parent) top = top->parent;
    load_t *load = top->_private;
    const char *path = file_of(load, (const char *)url);
    xmlDocPtr doc = NULL;
    if (path && !load->fault) load->fault = read_one(&doc, load, path, dict);
    return load->fault ? NULL : doc;
}

static void on_expression(void *data, xmlErrorPtr error)
{
    if (error->message) hd_complaint_add(data, "%s", error->message);
}

/* libxslt says "compilation error: file FILE line N element NAME\nwhat": our faults are "FILE:N: what". */
static const char *tidy(const char *text, apr_pool_t *pool)
{
    const char *file = strstr(text, "file "), *line = file ? strstr(file, " line ") : NULL;
    int number, used = 0;
    if (!line || sscanf(line, " line %d element %*s %n", &number, &used) < 1 || used == 0) return text;
    const char *path = hd_xml_file_path(apr_pstrmemdup(pool, file + 5, (apr_size_t)(line - file - 5)), pool);
    return apr_psprintf(pool, "%s:%d: %s", path, number, line + used);
}

static hd_error_t *fault_of(load_t *load, const char *path, int failed)
{
    if (load->fault) return load->fault;
    const char *said = hd_complaint_text(&load->complaint), *expression = hd_complaint_text(&load->expression);
    if (*said || *expression) {
        const char *more = *expression ? apr_psprintf(load->pool, " (%s)", expression) : "";
        const char *what = *said ? tidy(apr_pstrdup(load->pool, said), load->pool) : path;
        return hd_error(load->pool, HD_BROKEN, "server-theme", "%s%s", what, more);
    }
    return failed ? hd_file_fault(load->pool, path, 0, "cannot be compiled") : hd_rewrite_end(load->rewrite);
}

/* With libxslt's and libxml2's hooks set to ours for the while. */
static int compile(xsltStylesheetPtr style, xmlDocPtr doc, load_t *load)
{
    xsltDocLoaderFunc loader = xsltDocDefaultLoader;
    xmlGenericErrorFunc say = xsltGenericError;
    void *say_context = xsltGenericErrorContext;
    xmlStructuredErrorFunc structured = xmlStructuredError;
    void *structured_context = xmlStructuredErrorContext;

    xsltSetLoaderFunc(load_import);
    xsltSetGenericErrorFunc(&load->complaint, hd_complaint_add);
    xmlSetStructuredErrorFunc(&load->expression, on_expression);
    int rv = xsltParseStylesheetUser(style, doc);
    xmlSetStructuredErrorFunc(structured_context, structured);
    xsltSetGenericErrorFunc(say_context, say);
    xsltSetLoaderFunc(loader);
    return rv;
}

hd_error_t *hd_loader_compile(xsltStylesheetPtr *style, const hd_layers_t *layers, const char *name,
                              hd_rewrite_t *rewrite, apr_pool_t *pool)
{
    load_t load = { .layers = layers, .rewrite = rewrite, .pool = pool };
    const char *path = hd_layers_find(layers, name, pool);
    if (!path) return hd_file_fault(pool, name, 0, "no such stylesheet");

    xsltStylesheetPtr made = xsltNewStylesheet();
    if (!made) return hd_file_fault(pool, path, 0, "no memory");
    made->_private = &load;
    xmlDocPtr doc = NULL;
    hd_error_t *error = read_one(&doc, &load, path, made->dict);
    if (!error) {
        int failed = compile(made, doc, &load) != 0;
        error = fault_of(&load, path, failed);
        if (!failed) doc = NULL; /* the stylesheet's now */
    }
    made->_private = NULL;
    if (error) {
        xsltFreeStylesheet(made);
        if (doc) xmlFreeDoc(doc);
        return error;
    }
    *style = made;
    return NULL;
}
