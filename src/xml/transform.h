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
    int is_compiled;                 /* see program.h */
    volatile apr_uint32_t *told;     /* nonzero once the log says that its operations were of no use */
} hd_sheet_t;

typedef enum {
    HD_TRANSFORM_COMPILED,  /* by operations where there are some; by libxslt alone where they fail */
    HD_TRANSFORM_PLAIN      /* by libxslt alone */
} hd_transform_how_t;

/** Preferences that forbid a stylesheet to read or write anything. @return freed by the caller; NULL: no memory */
xsltSecurityPrefsPtr hd_transform_security(void);

/**
 * Render. Safe in any number of threads at once.
 * @param[out] bytes   in pool, NUL behind
 * @param[out] length  without that NUL
 * @param how          the bytes are the same either way
 * @return NULL, or HD_BROKEN with libxslt's words in detail
 */
hd_error_t *hd_transform(const char **bytes, apr_size_t *length, const hd_sheet_t *sheet, xmlDocPtr view,
                         hd_transform_how_t how, apr_pool_t *pool);

#endif
