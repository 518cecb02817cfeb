/* tests/fuzz/fuzz_urlencoded.c: any bytes as an urlencoded body and as a query.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/text/fold.h"
#include "../../src/web/urlencoded.h"

#define PAIRS_MAX 20

/** What was read, written anew, must read the same. */
static void check_again(const apr_array_header_t *list, apr_pool_t *pool)
{
    apr_array_header_t *again = apr_array_make(pool, list->nelts, sizeof(hd_pair_t));
    const char *body = "";
    int i;

    for (i = 0; i < list->nelts; i++) {
        const hd_pair_t *pair = &APR_ARRAY_IDX(list, i, hd_pair_t);
        body = apr_pstrcat(pool, body, "&", hd_percent_encode(pair->name, pool), "=",
                           hd_percent_encode(pair->value, pool), NULL);
    }
    if (hd_urlencoded_parse(again, body, strlen(body), PAIRS_MAX, pool)) abort();
    if (again->nelts != list->nelts) abort();
    for (i = 0; i < list->nelts; i++) {
        const hd_pair_t *a = &APR_ARRAY_IDX(list, i, hd_pair_t), *b = &APR_ARRAY_IDX(again, i, hd_pair_t);
        if (strcmp(a->name, b->name) != 0 || strcmp(a->value, b->value) != 0) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    apr_array_header_t *list;
    apr_pool_t *pool;
    int i;

    if (!started++) apr_initialize();
    apr_pool_create(&pool, NULL);
    list = apr_array_make(pool, PAIRS_MAX, sizeof(hd_pair_t));
    hd_urlencoded_parse(list, (const char *)data, size, PAIRS_MAX, pool);
    if (list->nelts > PAIRS_MAX) abort();
    check_again(list, pool);
    apr_array_clear(list);
    hd_query_parse(list, apr_pstrmemdup(pool, (const char *)data, size), PAIRS_MAX, pool);
    for (i = 0; i < list->nelts; i++) {
        const hd_pair_t *pair = &APR_ARRAY_IDX(list, i, hd_pair_t);
        if (!hd_text_valid(pair->name, strlen(pair->name), 0)) abort();
        if (!hd_text_valid(pair->value, strlen(pair->value), 1)) abort();
    }
    check_again(list, pool);
    apr_pool_destroy(pool);
    return 0;
}
