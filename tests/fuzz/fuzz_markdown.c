/* tests/fuzz/fuzz_markdown.c: any text as Markdown: what comes of it is what markdown.h promises.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/text/fold.h"
#include "../../src/text/markdown.h"
#include "../unit/check_fragment.h"

#define EXCERPT_MAX 40

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    const char *fragment, *excerpt;
    apr_pool_t *pool;

    if (!started++) {
        apr_initialize();
        xmlInitParser();
    }
    apr_pool_create(&pool, NULL);
    if (hd_markdown_render(&fragment, apr_pstrmemdup(pool, (const char *)data, size), pool)) abort();
    if (!is_good_fragment(fragment)) abort();
    excerpt = hd_markdown_excerpt(fragment, EXCERPT_MAX, pool);
    if (hd_text_chars(excerpt) > EXCERPT_MAX || !hd_text_valid(excerpt, strlen(excerpt), 0)) abort();
    apr_pool_destroy(pool);
    return 0;
}
