/* src/mail/url.c: addresses, taken apart by libcurl.
 * May use: base/, APR, libcurl. Must not know: what an address is for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "url.h"

#include <apr_strings.h>

static apr_status_t free_url(void *url)
{
    curl_url_cleanup(url);
    return APR_SUCCESS;
}

CURLU *hd_url_make(apr_pool_t *pool)
{
    CURLU *url = curl_url();

    if (url) apr_pool_cleanup_register(pool, url, free_url, apr_pool_cleanup_null);
    return url;
}

const char *hd_url_part(CURLU *url, CURLUPart which, unsigned int flags, apr_pool_t *pool)
{
    char *text = NULL;
    const char *copy = NULL;

    if (curl_url_get(url, which, &text, flags) == CURLUE_OK && text) copy = apr_pstrdup(pool, text);
    curl_free(text);
    return copy;
}
