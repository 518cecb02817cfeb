/* tests/fuzz/fuzz_markup.c: what src/xml/markup.c reads without a parser is what libxml2 reads.
 * May use: src/xml.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include <apr_general.h>

#include "../unit/compare_markup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int begun;
    apr_pool_t *pool;
    int is_plain;
    if (!begun++) apr_initialize();
    apr_pool_create(&pool, NULL);
    if (!read_both_ways(&is_plain, (const char *)data, size, pool)) abort();
    apr_pool_destroy(pool);
    return 0;
}
