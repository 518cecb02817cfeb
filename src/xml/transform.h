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
    const struct hd_program_t *program; /* NULL: it was not compiled */
    volatile apr_uint32_t *told;     /* nonzero once the log says that its operations were of no use */
    volatile apr_uint32_t *bound;    /* nonzero once a run without libxslt had to be given up */
} hd_sheet_t;

/** How a page is made: the bytes are always the same. */
typedef enum {
    HD_TRANSFORM_BEST,   /* by operations alone where that can be; else as bound */
    HD_TRANSFORM_FREE,   /* the same, though earlier pages of the stylesheet needed libxslt */
    HD_TRANSFORM_BOUND,  /* by operations within a run of libxslt's; else plainly */
    HD_TRANSFORM_PLAIN   /* by libxslt alone */
} hd_transform_how_t;

/** Preferences that forbid a stylesheet to read or write anything. @return freed by the caller; NULL: no memory */
xsltSecurityPrefsPtr hd_transform_security(void);

/**
 * Render. Safe in any number of threads at once.
 * @param[out] bytes   in pool, NUL behind
 * @param[out] length  without that NUL
 * @param how          the bytes are the same in any way
 * @return NULL, or HD_BROKEN with libxslt's words in detail
 */
hd_error_t *hd_transform(const char **bytes, apr_size_t *length, const hd_sheet_t *sheet, xmlDocPtr view,
                         hd_transform_how_t how, apr_pool_t *pool);

#endif
