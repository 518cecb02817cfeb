/* src/xml/avt.h: attribute values with {expressions}, and what must not stand in an expression.
 * May use: APR. Must not know: which attribute it is.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_AVT_H
#define HD_XML_AVT_H

#include <apr_tables.h>

/** A part of an attribute value: a text (with {{ and }} already made single), or an expression without its braces. */
typedef struct hd_avt_part_t {
    const char *text;
    int is_expression;
} hd_avt_part_t;

/**
 * Split an attribute value.
 * @param[out] parts  of hd_avt_part_t; in pool
 * @return NULL, or what is wrong with it
 */
const char *hd_avt_split(apr_array_header_t **parts, const char *value, apr_pool_t *pool);

/** A text as an attribute value: braces doubled. @return in pool */
const char *hd_avt_quote(const char *text, apr_pool_t *pool);

/**
 * A key of the form "status.{@status}" as an XPath expression: concat('status.',@status).
 * @param[out] is_static  1 when it holds no expression; then the plain key is returned
 * @param[out] fault      what is wrong with it, or NULL
 * @return in pool; NULL when there is a fault
 */
const char *hd_avt_key(int *is_static, const char **fault, const char *value, apr_pool_t *pool);

/**
 * Find the next call of a function in an expression, outside of quotes. Node tests and operators before a parenthesis
 * look the same, and are found too.
 * @param[out] name    where its name begins, prefix included
 * @param[out] length  of the name
 * @param expression   XPath, or what is left of it
 * @return just behind the opening parenthesis; NULL when there is no more
 */
const char *hd_avt_next_call(const char **name, apr_size_t *length, const char *expression);

#endif
