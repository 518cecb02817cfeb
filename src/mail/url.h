/* src/mail/url.h: addresses, taken apart by libcurl.
 * May use: base/, APR, libcurl. Must not know: what an address is for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_MAIL_URL_H
#define HD_MAIL_URL_H

#include <apr_pools.h>
#include <curl/curl.h>

/** An empty address, to be set. @param pool  owns it @return NULL: no memory */
CURLU *hd_url_make(apr_pool_t *pool);

/**
 * A part of an address.
 * @param url    the address
 * @param which  the part
 * @param flags  0, or CURLU_URLDECODE
 * @param pool   owns the result
 * @return NULL when it is not there
 */
const char *hd_url_part(CURLU *url, CURLUPart which, unsigned int flags, apr_pool_t *pool);

#endif
