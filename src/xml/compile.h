/* src/xml/compile.h: from a stylesheet as libxslt has it to operations that write HTML (program.h).
 * May use: program.h, libxslt. Must not know: views, what words say.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_COMPILE_H
#define HD_XML_COMPILE_H

#include <apr_pools.h>

#include "program.h"

/**
 * Compile the templates of a stylesheet and of all that it imports. Elements of ours are put around their content;
 * in a plain run they make no difference. What libxslt would do and this cannot is left to libxslt.
 * @param style  loaded; writes HTML
 * @param words  of the stylesheet's language: those whose key is known are found now
 * @param pool   owns the operations: lives at least as long as the stylesheet
 * @return the program; NULL when nothing could be compiled
 */
const hd_program_t *hd_compile(xsltStylesheetPtr style, const hd_words_t *words, apr_pool_t *pool);

#endif
