/* tests/fuzz/fuzz_sql_file.c: statements, words and migrations from any bytes.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_general.h>
#include <apr_strings.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/store/sql_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What every block must be that a parser let pass. */
static void check(const apr_array_header_t *blocks, int statements)
{
    int i;

    for (i = 0; i < blocks->nelts; i++) {
        const hd_sql_block_t *block = &APR_ARRAY_IDX(blocks, i, hd_sql_block_t);

        if (!block->text || block->line < 1 || strlen(block->name) > HD_SQL_NAME_MAX) abort();
        if (statements && (!*block->text || strlen(block->types) > HD_SQL_PARAMS_MAX)) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static apr_pool_t *root;
    apr_pool_t *pool;
    apr_array_header_t *words;
    apr_array_header_t *blocks;
    const char *text;

    if (!root) {
        apr_initialize();
        apr_pool_create(&root, NULL);
    }
    apr_pool_create(&pool, root);
    text = apr_pstrmemdup(pool, (const char *)data, size);
    words = apr_array_make(pool, 1, sizeof(hd_sql_block_t));
    if (!hd_sql_statements(&blocks, "fuzz.sql", text, NULL, pool)) check(blocks, 1);
    if (!hd_sql_words(&blocks, "fuzz.sql", text, pool)) {
        check(blocks, 0);
        words = blocks;
    }
    if (!hd_sql_steps(&blocks, "fuzz.sql", text, words, pool)) check(blocks, 0);
    apr_pool_destroy(pool);
    return 0;
}
