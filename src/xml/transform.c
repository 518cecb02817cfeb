/* src/xml/transform.c: one run of a stylesheet over a view. All state is in the run's own context: no globals.
 * May use: base/, words.h, serialize.h, complaint.h, libxslt. Must not know: themes, files.
 * SPDX-License-Identifier: Apache-2.0 */
#include "transform.h"

#include <apr_strings.h>
#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>

#include "../base/log.h"
#include "complaint.h"
#include "rewrite.h"
#include "serialize.h"

#define TEMPLATE_DEPTH_MAX 200 /* recursion uses the thread's C stack */
#define VALUES_MAX 8
#define PAGE_BYTES 32768       /* reserved at once: most pages fit */

/* A run; the _private of libxslt's context. */
typedef struct run_t {
    const hd_sheet_t *sheet;
    apr_pool_t *pool;
    hd_complaint_t complaint;
} run_t;

static const char *look_up(run_t *run, const char *key, const hd_word_value_t *values, int count)
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
    run_t *run = context ? context->_private : NULL;
    int count = nargs / 2;
    if (!run || nargs % 2 == 0 || count > VALUES_MAX) {
        xmlXPathErr(xpath, XPATH_INVALID_ARITY);
        return;
    }
    hd_word_value_t values[VALUES_MAX];
    for (int i = count - 1; i >= 0; i--) {
        values[i].value = pop(xpath, run->pool);
        values[i].name = pop(xpath, run->pool);
    }
    const char *key = pop(xpath, run->pool);
    if (xpath->error != XPATH_EXPRESSION_OK) return;
    valuePush(xpath, xmlXPathNewCString(look_up(run, key, values, count)));
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
static xmlDocPtr apply(run_t *run, xmlDocPtr view)
{
    const hd_sheet_t *sheet = run->sheet;
    xsltTransformContextPtr context = xsltNewTransformContext(sheet->style, view);
    if (!context) return NULL;
    context->_private = run;
    context->maxTemplateDepth = TEMPLATE_DEPTH_MAX;
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

hd_error_t *hd_transform(const char **bytes, apr_size_t *length, const hd_sheet_t *sheet, xmlDocPtr view,
                         apr_pool_t *pool)
{
    run_t run = { .sheet = sheet, .pool = pool };
    xmlDocPtr result = apply(&run, view);
    const char *said = hd_complaint_text(&run.complaint);
    if (!result) {
        return hd_error(pool, HD_BROKEN, "server-page", "stylesheet %s: %s", sheet->name, *said ? said : "no memory");
    }
    if (*said) hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0053) "stylesheet %s: %s", sheet->name, said);

    hd_buffer_t out;
    hd_buffer_init(&out, PAGE_BYTES, pool);
    if (sheet->is_text) hd_serialize_text(&out, result);
    else hd_serialize_html(&out, result);
    xmlFreeDoc(result);
    *bytes = hd_buffer_end(&out);
    *length = out.length;
    return NULL;
}
