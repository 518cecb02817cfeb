/* src/web/cookie_value.h: one value out of a Cookie header (RFC 6265, 4.2).
 * May use: APR. Must not know: httpd.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_COOKIE_VALUE_H
#define HD_WEB_COOKIE_VALUE_H

#include <apr_pools.h>

/**
 * The value of the first cookie of a name.
 * @param header  value of the header Cookie, or NULL
 * @param name    the cookie's whole name
 * @param pool    owns the value
 * @return any bytes but ';', space and tab; NULL when there is none, or an empty one
 */
const char *hd_cookie_value(const char *header, const char *name, apr_pool_t *pool);

#endif
