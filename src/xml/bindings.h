/* src/xml/bindings.h: variables and parameters of a stylesheet, read when it is loaded.
 * May use: program.h, expression.h, libxslt. Must not know: how they are looked up.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_BINDINGS_H
#define HD_XML_BINDINGS_H

#include <apr_pools.h>

#include "expression.h"
#include "program.h"

/**
 * Read an xsl:variable, xsl:param or xsl:with-param: an expression that is simple, or text alone as content.
 * @param[out] binding  set as far as it could be read
 * @param place         the instruction, compiled by libxslt
 * @return 1; 0: only libxslt can make its value
 */
int hd_binding_read(hd_binding_t *binding, const hd_place_t *place);

/**
 * Read what a call-template hands over into its operation.
 * @param op    gets the bindings; has the template that is called, with its parameters
 * @param call  the instruction
 * @return 1; 0: there is something that only libxslt can make
 */
int hd_bindings_of_call(hd_op_t *op, const hd_place_t *call);

/**
 * Read the variables of the stylesheet itself and of all that it imports, the one that counts first. When one of them is
 * such that only libxslt can make its value, or that it speaks of others, the program says so: libxslt evaluates all of them,
 * used or not, and makes no page when one fails.
 * @param program  gets the bindings
 * @param style    the stylesheet
 * @param words    of its language
 * @param pool     owns them
 */
void hd_bindings_global(hd_program_t *program, xsltStylesheetPtr style, const hd_words_t *words, apr_pool_t *pool);

#endif
