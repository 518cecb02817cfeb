/* src/xml/transform.h: one run of a stylesheet over a view.
 * May use: base/, words.h, serialize.h, libxslt. Must not know: themes, files.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_TRANSFORM_H
#define HD_XML_TRANSFORM_H

#include <libxslt/security.h>
#include <libxslt/xsltInternals.h>

#include "view.h"
#include "words.h"

/** A stylesheet, compiled, with the words of its language; read-only, shared by all threads. */
typedef struct hd_sheet_t {
    const char *name;                /* "ticket", "mail/answer.text" */
    xsltStylesheetPtr style;
    xsltSecurityPrefsPtr security;   /* forbids all */
    const hd_words_t *words;
    int is_text;                     /* writes text, not HTML */
} hd_sheet_t;

/** Preferences that forbid a stylesheet to read or write anything. @return freed by the caller; NULL: no memory */
xsltSecurityPrefsPtr hd_transform_security(void);

/**
 * Render. Safe in any number of threads at once.
 * @param[out] bytes   in pool, NUL behind
 * @param[out] length  without that NUL
 * @return NULL, or HD_BROKEN with libxslt's words in detail
 */
hd_error_t *hd_transform(const char **bytes, apr_size_t *length, const hd_sheet_t *sheet, xmlDocPtr view,
                         apr_pool_t *pool);

#endif
