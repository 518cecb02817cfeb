/* src/base/texts.c: lists of texts.
 * May use: APR. Must not know: what the texts say.
 * SPDX-License-Identifier: Apache-2.0 */
#include "texts.h"

#include <apr_strings.h>
#include <string.h>

const char *hd_texts_joined(const apr_array_header_t *texts, apr_pool_t *pool)
{
    const char *all = "";
    int i;

    for (i = 0; i < texts->nelts; i++) {
        all = apr_pstrcat(pool, all, i ? ", " : "", APR_ARRAY_IDX(texts, i, const char *), NULL);
    }
    return all;
}

int hd_texts_have(const apr_array_header_t *texts, const char *text)
{
    int i;

    for (i = 0; i < texts->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(texts, i, const char *), text)) return 1;
    }
    return 0;
}
