/* tests/fuzz/fuzz_text.c: any bytes as a text, a name and an e-mail address: what text/fold.h promises of them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/text/fold.h"

static int is_valid(const char *text)
{
    return hd_text_valid(text, strlen(text), 1);
}

/* An address that was folded is one, and folds to itself. */
static void check_email(const char *text, apr_pool_t *pool)
{
    const char *folded = hd_email_fold(text, pool), *again, *at;

    if (!folded) return;
    at = strchr(folded, '@');
    if (!at || at == folded || !at[1] || strchr(at + 1, '@') || strlen(folded) > 254 || at - folded > 64) abort();
    if (strpbrk(folded, " \t\r\n<>(),;:\\\"[]") || !hd_text_valid(folded, strlen(folded), 0)) abort();
    again = hd_email_fold(folded, pool);
    if (!again || strcmp(again, folded) != 0) abort();
}

/* A text that is fit for a page stays so whatever is done to it. */
static void check_text(const char *text, apr_pool_t *pool)
{
    const char *trimmed = hd_text_trim(text, pool), *initials = hd_initials(text, pool);

    if (!is_valid(trimmed) || strchr(trimmed, '\r')) abort();
    if (strcmp(hd_text_trim(trimmed, pool), trimmed) != 0) abort();
    if (!*initials || !is_valid(initials) || hd_text_chars(initials) > 2) abort();
    if (!is_valid(hd_serbian_latin(text, pool))) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    const char *text, *clean;
    apr_pool_t *pool;
    int lines;

    if (!started++) apr_initialize();
    apr_pool_create(&pool, NULL);
    text = apr_pstrmemdup(pool, (const char *)data, size);
    for (lines = 0; lines <= 1; lines++) {
        int valid = hd_text_valid((const char *)data, size, lines);
        clean = hd_text_clean((const char *)data, size, lines, pool);
        if (!hd_text_valid(clean, strlen(clean), lines)) abort();
        if (valid != (strlen(clean) == size && memcmp(clean, data, size) == 0)) abort();
    }
    check_text(clean, pool);
    check_email(text, pool);
    apr_pool_destroy(pool);
    return 0;
}
