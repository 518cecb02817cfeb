/* src/domain/macro_text.h: placeholders in the text of a canned answer: {{client}}, {{reference}}, …
 * May use: base/, APR. Must not know: the database, HTTP, how values are written in a language.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_MACRO_TEXT_H
#define HD_DOMAIN_MACRO_TEXT_H

#include <apr_tables.h>

#include "../base/error.h"

/** What a placeholder stands for. */
typedef enum {
    HD_PLACE_CLIENT,     /* name of who opened the ticket */
    HD_PLACE_AGENT,      /* name of who answers */
    HD_PLACE_REFERENCE,
    HD_PLACE_SUBJECT,
    HD_PLACE_SERVICE,    /* label of the service it is about */
    HD_PLACE_EXPIRY,     /* day on which that ends */
    HD_PLACE_DEPARTMENT, /* its name */
    HD_PLACE_COMPANY,    /* the brand */
    HD_PLACES
} hd_place_t;

/** Their names: "client", "agent", …; NULL at the end. */
extern const char *const hd_place_names[HD_PLACES + 1];

/**
 * The first thing in double braces that is no placeholder.
 * @param text  of a canned answer, UTF-8
 * @param pool  owns the result
 * @return "{{colour}}", or the beginning of what is never closed; NULL: all are known
 */
const char *hd_macro_text_unknown(const char *text, apr_pool_t *pool);

/**
 * Put values in place of the placeholders.
 * @param[out] missing  const char *: names of placeholders that have no value, each once; they stay in the text
 * @param text          of a canned answer
 * @param values        by hd_place_t; NULL or "": there is none
 * @param pool          owns both
 * @return the text
 */
const char *hd_macro_text_fill(apr_array_header_t **missing, const char *text, const char *const values[HD_PLACES],
                               apr_pool_t *pool);

#endif
