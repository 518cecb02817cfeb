/* src/web/value.h: what stands behind a directive: numbers, sizes, the portal's address.
 * May use: APR. Must not know: httpd, which directives there are.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_VALUE_H
#define HD_WEB_VALUE_H

#include <apr_pools.h>

/**
 * Read a whole number.
 * @param[out] number  0 or more; untouched on error
 * @param text         digits; a size may end in K, M or G: powers of 1000, as pages show them
 * @param is_size      whether it is one
 * @return NULL, or what is wrong: "is not a number", "is too large"
 */
const char *hd_value_number(apr_int64_t *number, const char *text, int is_size);

/** The parts of the portal's address. */
typedef struct hd_value_url_t {
    const char *url;  /* the whole, without a slash at the end */
    const char *path; /* "/portal"; never empty */
    const char *host; /* "example.com", with the port where it is not the scheme's */
    int secure;       /* https */
} hd_value_url_t;

/**
 * Read the portal's address.
 * @param[out] parts  in pool; undefined on error
 * @param text        "https://example.com/portal"
 * @param pool        owns the parts
 * @return NULL, or what is wrong with it
 */
const char *hd_value_url(hd_value_url_t *parts, const char *text, apr_pool_t *pool);

#endif
