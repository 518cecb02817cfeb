/* tests/fuzz/fuzz_token.c: any bytes as a ticket's reference, a session's token, an id of a file; and hashed.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/base/token.h"
#include "../../src/domain/session.h"

#define CROCKFORD "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#define HEX "0123456789abcdef"

static void check_reference(const char *text, apr_pool_t *pool)
{
    const char *folded = hd_reference_fold(text, pool);

    if (!folded) return;
    if (strncmp(folded, "HD-", 3) != 0 || strlen(folded) != 3 + HD_REFERENCE_LENGTH) abort();
    if (strspn(folded + 3, CROCKFORD) != HD_REFERENCE_LENGTH) abort();
    if (strcmp(hd_reference_fold(folded, pool), folded) != 0) abort();
    if (strlen(text) > 3 + HD_REFERENCE_LENGTH) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    const char *text, *hash, *tag, *other;
    apr_pool_t *pool;

    if (!started++) apr_initialize();
    apr_pool_create(&pool, NULL);
    text = apr_pstrmemdup(pool, (const char *)data, size);
    check_reference(text, pool);
    if (hd_session_token_valid(text) && (strlen(text) != 2 * HD_TOKEN_BYTES || text[strspn(text, HEX)])) abort();
    hash = hd_sha256(data, size, pool);
    if (strlen(hash) != HD_SHA256_HEX || hash[strspn(hash, HEX)]) abort();
    /* What is signed for one use serves no other, wherever the border between use and text lies. */
    tag = hd_hmac("key", "ab", text, pool);
    other = hd_hmac("key", "a", apr_pstrcat(pool, "b", text, NULL), pool);
    if (hd_equal_secret(tag, other) || !hd_equal_secret(tag, hd_hmac("key", "ab", text, pool))) abort();
    if (strlen(hd_base32_of_hex(text, 26, pool)) != 26) abort();
    if (hd_equal_secret(text, apr_pstrcat(pool, text, "x", NULL)) || !hd_equal_secret(text, text)) abort();
    apr_pool_destroy(pool);
    return 0;
}
