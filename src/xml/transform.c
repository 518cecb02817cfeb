/* src/xml/transform.c: one run of a stylesheet over a view. All state is in the run's own context: no globals.
 * May use: base/, words.h, run.h, serialize.h, libxslt. Must not know: themes, files.
 *
 * A compiled stylesheet writes its page while it runs, and leaves the result tree empty. When something did land there,
 * or the operations gave up, the page is rendered again by libxslt alone, slower: a net, never the rule.
 * SPDX-License-Identifier: Apache-2.0 */
#include "transform.h"

#include <stddef.h>
#include <string.h>

#include <apr_atomic.h>
#include <apr_strings.h>
#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>

#include "../base/log.h"
#include "rewrite.h"
#include "run.h"
#include "serialize.h"

#define PLAIN_DEPTH_MAX (3 * HD_DEPTH_MAX) /* libxslt counts our elements and its own instructions: what we can, it can */
#define INSTRUCTIONS_MAX 5000000           /* of libxslt's, for one page: it has a tree of the results in memory */
#define XPATH_STEPS_MAX 20000000           /* of libxml2's, for one page */
#define PAGE_BYTES 32768       /* reserved at once: most pages fit */
#define DOCTYPE "<!DOCTYPE html>"
#define ENDLESS "templates that come to no end"

const char *hd_run_word(hd_run_t *run, const char *key, const hd_word_value_t *values, int count)
{
    const hd_word_t *word = hd_words_find(run->sheet->words, key);
    if (word) return hd_word_text(word, values, count, run->pool);
    hd_log(HD_LOG_DEBUG, APR_SUCCESS, HDLOGNO(0052) "%s: no word %s: its key is shown", run->sheet->name, key);
    return key;
}

/* The argument on top, in the pool. */
static const char *pop(xmlXPathParserContextPtr xpath, apr_pool_t *pool)
{
    xmlChar *text = xmlXPathPopString(xpath);
    const char *copy = apr_pstrdup(pool, text ? (const char *)text : "");
    xmlFree(text);
    return copy;
}

/* t:word(key, name, value, …) */
static void word_function(xmlXPathParserContextPtr xpath, int nargs)
{
    xsltTransformContextPtr context = xsltXPathGetTransformContext(xpath);
    hd_run_t *run = context ? context->_private : NULL;
    int count = nargs / 2;
    if (!run || nargs % 2 == 0 || count > HD_WORD_VALUES_MAX) {
        xmlXPathErr(xpath, XPATH_INVALID_ARITY);
        return;
    }
    hd_word_value_t values[HD_WORD_VALUES_MAX];
    for (int i = count - 1; i >= 0; i--) {
        values[i].value = pop(xpath, run->pool);
        values[i].name = pop(xpath, run->pool);
    }
    const char *key = pop(xpath, run->pool);
    if (xpath->error != XPATH_EXPRESSION_OK) return;
    valuePush(xpath, xmlXPathNewCString(hd_run_word(run, key, values, count)));
}

static void on_xpath_error(void *data, xmlErrorPtr error)
{
    if (error->message) hd_complaint_add(data, "%s", error->message);
}

xsltSecurityPrefsPtr hd_transform_security(void)
{
    static const xsltSecurityOption options[] = { XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE,
                                                  XSLT_SECPREF_CREATE_DIRECTORY, XSLT_SECPREF_READ_NETWORK,
                                                  XSLT_SECPREF_WRITE_NETWORK };
    xsltSecurityPrefsPtr security = xsltNewSecurityPrefs();
    for (size_t i = 0; security && i < sizeof(options) / sizeof(options[0]); i++) {
        xsltSetSecurityPrefs(security, options[i], xsltSecurityForbid);
    }
    return security;
}

/* The result tree, or NULL. */
static xmlDocPtr apply(hd_run_t *run, xmlDocPtr view)
{
    const hd_sheet_t *sheet = run->sheet;
    xsltTransformContextPtr context = xsltNewTransformContext(sheet->style, view);
    if (!context) return NULL;
    context->_private = run;
    run->context = context;
    context->maxTemplateDepth = run->out ? HD_DEPTH_MAX : PLAIN_DEPTH_MAX;
    context->opLimit = INSTRUCTIONS_MAX;
    context->xpathCtxt->opLimit = XPATH_STEPS_MAX;
    xsltSetTransformErrorFunc(context, &run->complaint, hd_complaint_add);
    context->xpathCtxt->error = on_xpath_error;
    context->xpathCtxt->userData = &run->complaint;

    xmlDocPtr result = NULL;
    if (xsltSetCtxtSecurityPrefs(sheet->security, context) == 0
        && xsltRegisterExtFunction(context, BAD_CAST "word", BAD_CAST HD_THEME_NS, word_function) == 0) {
        result = xsltApplyStylesheetUser(sheet->style, view, NULL, NULL, NULL, context);
    }
    if (result && context->state != XSLT_STATE_OK) {
        xmlFreeDoc(result);
        result = NULL;
    }
    xsltFreeTransformContext(context);
    return result;
}

static int is_empty(xmlDocPtr result)
{
    for (xmlNodePtr node = result->children; node; node = node->next) {
        if (node->type != XML_DTD_NODE) return 0;
    }
    return 1;
}

/* The doctype stands before a page whose first element is <html>; other results go without. */
static const char *without_doctype(hd_buffer_t *out)
{
    static const char html[] = "<html";
    const char *end = hd_buffer_end(out), *page = end + strlen(DOCTYPE), *first = strchr(page, '<');
    int is_html = first && strncmp(first, html, strlen(html)) == 0
                  && strchr(" />", first[strlen(html)]);
    if (!is_html) out->length -= strlen(DOCTYPE);
    return is_html ? end : page;
}

static void say_once(const hd_sheet_t *sheet)
{
    if (apr_atomic_cas32(sheet->told, 1, 0) != 0) return;
    hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0054) "stylesheet %s: rendered the slow way: it makes what cannot be "
           "written directly", sheet->name);
}

/* By operations alone. NULL: something was met that needs libxslt. */
static const char *freely(hd_run_t *run, hd_buffer_t *out, xmlDocPtr view)
{
    hd_buffer_puts(out, DOCTYPE);
    run->out = out;
    hd_run_free(run, view);
    const xmlNode *by = run->broken_by;
    if (!run->is_broken) return without_doctype(out);
    apr_atomic_set32(run->sheet->bound, 1);
    hd_log(HD_LOG_DEBUG, APR_SUCCESS, HDLOGNO(0055) "stylesheet %s: bound to libxslt: %s needs it (%s:%ld)",
           run->sheet->name, by ? (const char *)by->name : "something", by && by->doc->URL ? (const char *)by->doc->URL : "-",
           by ? xmlGetLineNo(by) : 0L);
    out->length = 0;
    return NULL;
}

/* By operations, within a run of libxslt's. NULL: nothing came of it, render plainly. */
static const char *bound(hd_run_t *run, hd_buffer_t *out, xmlDocPtr view)
{
    hd_buffer_puts(out, DOCTYPE);
    run->out = out;
    xmlDocPtr result = apply(run, view);
    run->out = NULL;
    int is_good = result && !run->is_broken && is_empty(result);
    if (result) xmlFreeDoc(result);
    if (is_good) return without_doctype(out);
    if (result && !run->is_endless) say_once(run->sheet);
    memset(&run->complaint, 0, sizeof(run->complaint));
    out->length = 0;
    return NULL;
}

/* By libxslt alone. NULL: an error. */
static const char *plainly(hd_run_t *run, hd_buffer_t *out, xmlDocPtr view)
{
    xmlDocPtr result = apply(run, view);
    if (!result) return NULL;
    if (run->sheet->is_text) hd_serialize_text(out, result);
    else hd_serialize_html(out, result);
    xmlFreeDoc(result);
    return hd_buffer_end(out);
}

/* The table of variables needs no clearing. */
static void begin(hd_run_t *run, const hd_sheet_t *sheet, apr_pool_t *pool)
{
    memset(run, 0, offsetof(hd_run_t, variables));
    run->sheet = sheet;
    run->pool = pool;
}

/* Whether to try without libxslt. */
static int can_be_free(const hd_sheet_t *sheet, hd_transform_how_t how)
{
    return how == HD_TRANSFORM_FREE || (how == HD_TRANSFORM_BEST && !apr_atomic_read32(sheet->bound));
}

hd_error_t *hd_transform(const char **bytes, apr_size_t *length, const hd_sheet_t *sheet, xmlDocPtr view,
                         hd_transform_how_t how, apr_pool_t *pool)
{
    hd_run_t run;
    hd_buffer_t out;
    hd_buffer_init(&out, PAGE_BYTES, pool);
    begin(&run, sheet, pool);
    const char *page = NULL;
    if (sheet->program && can_be_free(sheet, how)) {
        page = freely(&run, &out, view);
        if (!page && !run.is_endless) begin(&run, sheet, pool);
    }
    if (!page && !run.is_endless && sheet->program && how != HD_TRANSFORM_PLAIN) page = bound(&run, &out, view);
    if (!page && !run.is_endless) page = plainly(&run, &out, view);
    const char *said = run.is_endless ? ENDLESS : hd_complaint_text(&run.complaint);
    if (!page) {
        return hd_error(pool, HD_BROKEN, "server-page", "stylesheet %s: %s", sheet->name, *said ? said : "no memory");
    }
    if (*said) hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0053) "stylesheet %s: %s", sheet->name, said);
    *bytes = page;
    *length = out.length;
    return NULL;
}
