/* src/xml/rewrite.h: what is done to a stylesheet between reading and compiling (theme.h says what authors see):
 * words and addresses are put in, and what is not allowed is refused.
 * May use: base/, words.h, assets.h, libxml2. Must not know: files, libxslt.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_REWRITE_H
#define HD_XML_REWRITE_H

#include <apr_hash.h>

#include "assets.h"
#include "words.h"

#define HD_XSLT_NS "http://www.w3.org/1999/XSL/Transform"
#define HD_THEME_NS "urn:helpdesk:theme"
#define HD_WORDS_NS "urn:helpdesk:words"
#define HD_PATH_NS "urn:helpdesk:path"

/** Whether a node is an instruction of XSLT. @param name  of which name; NULL: of any */
int hd_is_xsl(const xmlNode *node, const char *name);

/** What a stylesheet and all that it imports are rewritten with, and what was seen in them. */
typedef struct hd_rewrite_t {
    apr_pool_t *pool;
    const hd_words_t *words;
    const hd_words_t *const *others; /* further languages' whose {name} are looked at, too; NULL at the end */
    const hd_assets_t *assets;
    const char *base;            /* what stands before an address: "/portal", or with scheme and host in mail */
    apr_hash_t *templates;       /* names of named templates */
    apr_array_header_t *calls;   /* of hd_call_t */
} hd_rewrite_t;

/** A call of a named template: it may stand before the template, or in another file. */
typedef struct hd_call_t {
    const char *name;
    const char *file;
    int line;
} hd_call_t;

/** Begin with a stylesheet. @param others, base  see hd_rewrite_t */
void hd_rewrite_init(hd_rewrite_t *rewrite, const hd_words_t *words, const hd_words_t *const *others,
                     const hd_assets_t *assets, const char *base, apr_pool_t *pool);

/**
 * Rewrite one file.
 * @param rewrite  the same for all files of a stylesheet
 * @param doc      changed
 * @param file     for messages
 * @return NULL, or HD_BROKEN: the first fault, with its line
 */
hd_error_t *hd_rewrite_file(hd_rewrite_t *rewrite, xmlDocPtr doc, const char *file);

/** After the last file: every template that is called is there. @return NULL, or HD_BROKEN */
hd_error_t *hd_rewrite_end(const hd_rewrite_t *rewrite);

#endif
