/* src/xml/expression.h: the simple ones among XPath's expressions, read when a stylesheet is loaded.
 * May use: program.h, libxml2. Must not know: libxslt's runs.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_EXPRESSION_H
#define HD_XML_EXPRESSION_H

#include "program.h"

/** Where an expression stands. */
typedef struct hd_place_t {
    xmlNodePtr node;   /* its element: for prefixes */
    xmlDictPtr dict;   /* the stylesheet's: for names of variables */
    const hd_words_t *words;
    apr_pool_t *pool;  /* owns what is made */
} hd_place_t;

/** Read an expression that selects nodes; it may be uncertain. @return NULL: not a simple one, leave it to libxml2 */
const hd_path_t *hd_expression_path(const hd_place_t *place, const char *text);

/** Read an expression that is wanted as a string. @return NULL: not a simple one */
const hd_value_t *hd_expression_value(const hd_place_t *place, const char *text);

/** Read an expression that a variable or parameter is bound to: a string, a node-set, or a whole number as a literal. */
const hd_value_t *hd_expression_binding(const hd_place_t *place, const char *text);

/** Read an expression that is wanted as true or false. @return NULL: not a simple one */
const hd_test_t *hd_expression_test(const hd_place_t *place, const char *text);

#endif
