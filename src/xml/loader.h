/* src/xml/loader.h: from a stylesheet's name to what libxslt runs.
 * May use: base/, layers.h, rewrite.h, libxslt. Must not know: languages, views.
 *
 * While a stylesheet is being compiled, libxslt's process-wide loader and error function are ours; they are put back
 * before the call returns. So stylesheets are loaded by one thread, while no other loads any.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_LOADER_H
#define HD_XML_LOADER_H

#include <libxslt/xsltInternals.h>

#include "rewrite.h"

/**
 * Compile a stylesheet with all that it imports: from the theme where the theme has it, else the original;
 * "helpdesk:NAME.xsl" is the original always.
 * @param[out] style  freed by the caller
 * @param layers      where it is
 * @param name        "ticket.xsl", "mail/answer.text.xsl"
 * @param rewrite     begun with hd_rewrite_init
 * @param pool        scratch, and the error
 * @return NULL, or HD_BROKEN with "file:line: what"
 */
hd_error_t *hd_loader_compile(xsltStylesheetPtr *style, const hd_layers_t *layers, const char *name,
                              hd_rewrite_t *rewrite, apr_pool_t *pool);

#endif
