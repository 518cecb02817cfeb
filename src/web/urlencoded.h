/* src/web/urlencoded.h: application/x-www-form-urlencoded, in bodies and in queries.
 * May use: base/, text/, APR. Must not know: httpd, what the fields mean.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_URLENCODED_H
#define HD_WEB_URLENCODED_H

#include <apr_tables.h>

#include "../base/error.h"

/** A name and its value, decoded. */
typedef struct hd_pair_t {
    const char *name;
    const char *value; /* "" when there was none; never NULL */
} hd_pair_t;

/**
 * Read a body: "a=1&b=caf%C3%A9+au+lait". Empty parts ("&&") are passed over; whether the text is UTF-8 is the caller's
 * to check.
 * @param[in,out] list  of hd_pair_t, appended to; on error it holds what came before the fault
 * @param bytes         the body
 * @param length        how many
 * @param max_pairs     pairs at most in this body
 * @param pool          owns names and values
 * @return NULL; HD_BAD_REQUEST "body-malformed" for a NUL or a percent sign without two hexadecimal digits behind it;
 *         HD_TOO_LARGE "body-too-many-fields" (value: max_pairs)
 */
hd_error_t *hd_urlencoded_parse(apr_array_header_t *list, const char *bytes, apr_size_t length, int max_pairs,
                                apr_pool_t *pool);

/**
 * Read a query as far as it can be read: pairs that are badly escaped, not UTF-8 or with control characters are left
 * out, and what follows after max_pairs pairs.
 * @param[in,out] list  of hd_pair_t, appended to
 * @param query         what stands behind the question mark; NULL is as ""
 * @param max_pairs     pairs at most
 * @param pool          owns names and values
 */
void hd_query_parse(apr_array_header_t *list, const char *query, int max_pairs, apr_pool_t *pool);

/**
 * Escape a text for a query or a path segment: all but letters, digits and "-._~" becomes %XX (RFC 3986).
 * @param text  any bytes
 * @param pool  owns the result
 * @return the escaped text
 */
const char *hd_percent_encode(const char *text, apr_pool_t *pool);

#endif
