/* src/base/token.c: randomness, hashes, Crockford base32.
 * May use: APR, libcrypto. Must not know: what the tokens are for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "token.h"

#include <apr_general.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

#define SHA256_BYTES 32

static const char base32_upper[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char base32_lower[] = "0123456789abcdefghjkmnpqrstvwxyz";

static char *to_hex(const unsigned char *bytes, apr_size_t length, apr_pool_t *pool)
{
    static const char digits[] = "0123456789abcdef";
    char *hex = apr_palloc(pool, length * 2 + 1);
    apr_size_t i;

    for (i = 0; i < length; i++) {
        hex[i * 2] = digits[bytes[i] >> 4];
        hex[i * 2 + 1] = digits[bytes[i] & 15];
    }
    hex[length * 2] = '\0';
    return hex;
}

/* Random characters of an alphabet of 32: five bits of each random byte. */
static hd_error_t *random_characters(char *to, int count, const char *alphabet, apr_pool_t *pool)
{
    unsigned char bytes[HD_TOKEN_BYTES];
    apr_status_t status = apr_generate_random_bytes(bytes, (apr_size_t)count);
    int i;

    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "server-random", "random bytes");
    for (i = 0; i < count; i++) to[i] = alphabet[bytes[i] & 31];
    to[count] = '\0';
    OPENSSL_cleanse(bytes, sizeof(bytes));
    return NULL;
}

hd_error_t *hd_token_make(const char **token, apr_pool_t *pool)
{
    unsigned char bytes[HD_TOKEN_BYTES];
    apr_status_t status = apr_generate_random_bytes(bytes, sizeof(bytes));

    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "server-random", "random bytes");
    *token = to_hex(bytes, sizeof(bytes), pool);
    OPENSSL_cleanse(bytes, sizeof(bytes));
    return NULL;
}

hd_error_t *hd_public_id_make(const char **id, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, HD_PUBLIC_ID_LENGTH + 1);

    HD_TRY(random_characters(text, HD_PUBLIC_ID_LENGTH, base32_lower, pool));
    *id = text;
    return NULL;
}

hd_error_t *hd_reference_make(const char **reference, apr_pool_t *pool)
{
    char text[HD_REFERENCE_LENGTH + 1];

    HD_TRY(random_characters(text, HD_REFERENCE_LENGTH, base32_upper, pool));
    *reference = apr_pstrcat(pool, "HD-", text, NULL);
    return NULL;
}

/* One character of a reference as typed: its stored form, or NUL. */
static char fold_character(char c)
{
    c = (char)apr_toupper(c);
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    return c && strchr(base32_upper, c) ? c : '\0';
}

const char *hd_reference_fold(const char *text, apr_pool_t *pool)
{
    char folded[HD_REFERENCE_LENGTH + 1];
    int i;

    if (!text) return NULL;
    if (apr_toupper(text[0]) == 'H' && apr_toupper(text[1]) == 'D' && text[2] == '-') text += 3;
    for (i = 0; i < HD_REFERENCE_LENGTH; i++) {
        folded[i] = text[i] ? fold_character(text[i]) : '\0';
        if (!folded[i]) return NULL;
    }
    folded[i] = '\0';
    return text[i] ? NULL : apr_pstrcat(pool, "HD-", folded, NULL);
}

static int is_of_a_word(char c)
{
    return apr_isascii(c) && apr_isalnum(c);
}

const char *hd_reference_find(const char *text, apr_pool_t *pool)
{
    const char *end;

    while (*text && !is_of_a_word(*text)) text++;
    for (end = text + strlen(text); end > text && !is_of_a_word(end[-1]); end--) continue;
    return hd_reference_fold(apr_pstrmemdup(pool, text, (apr_size_t)(end - text)), pool);
}

const char *hd_sha256(const void *data, apr_size_t length, apr_pool_t *pool)
{
    unsigned char hash[SHA256_BYTES];

    /* Fails only when libcrypto itself is broken: then nothing that follows could be trusted. */
    if (EVP_Digest(data, length, hash, NULL, EVP_sha256(), NULL) != 1) abort();
    return to_hex(hash, sizeof(hash), pool);
}

void hd_token_halves(const char **first, const char **second, const char *secret, apr_pool_t *pool)
{
    unsigned char hash[2 * SHA256_BYTES];

    if (EVP_Digest(secret, strlen(secret), hash, NULL, EVP_sha512(), NULL) != 1) abort();
    *first = to_hex(hash, SHA256_BYTES, pool);
    *second = to_hex(hash + SHA256_BYTES, SHA256_BYTES, pool);
}

const char *hd_hmac_plain(const char *key, const char *text, apr_pool_t *pool)
{
    unsigned char tag[SHA256_BYTES];

    if (!HMAC(EVP_sha256(), key, (int)strlen(key), (const unsigned char *)text, strlen(text), tag, NULL)) abort();
    return to_hex(tag, sizeof(tag), pool);
}

const char *hd_hmac(const char *key, const char *use, const char *text, apr_pool_t *pool)
{
    /* A NUL cannot stand in either part, so that no use and text can be shifted into another. */
    apr_size_t use_length = strlen(use) + 1;
    apr_size_t text_length = strlen(text);
    char *message = apr_palloc(pool, use_length + text_length + 1);
    unsigned char tag[SHA256_BYTES];

    memcpy(message, use, use_length);
    memcpy(message + use_length, text, text_length);
    if (!HMAC(EVP_sha256(), key, (int)strlen(key), (unsigned char *)message, use_length + text_length, tag, NULL)) {
        abort();
    }
    return to_hex(tag, sizeof(tag), pool);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = (char)apr_tolower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0;
}

const char *hd_base32_of_hex(const char *hex, int characters, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, (apr_size_t)characters + 1);
    unsigned int bits = 0;
    int have = 0;
    int i;

    for (i = 0; i < characters; i++) {
        while (have < 5) {
            bits = (bits << 4 | (unsigned int)(*hex ? hex_value(*hex) : 0)) & 0xff;
            if (*hex) hex++;
            have += 4;
        }
        text[i] = base32_lower[bits >> (have - 5) & 31];
        have -= 5;
    }
    text[characters] = '\0';
    return text;
}

hd_error_t *hd_mask(const char **masked, const char *hex, apr_pool_t *pool)
{
    unsigned char bytes[SHA256_BYTES * 2];
    apr_size_t half = strlen(hex) / 2, i;
    apr_status_t status = apr_generate_random_bytes(bytes, half);

    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "server-random", "random bytes");
    for (i = 0; i < half; i++) {
        bytes[half + i] = (unsigned char)(bytes[i] ^ (hex_value(hex[2 * i]) << 4 | hex_value(hex[2 * i + 1])));
    }
    *masked = to_hex(bytes, half * 2, pool);
    return NULL;
}

const char *hd_unmask(const char *masked, apr_pool_t *pool)
{
    unsigned char bytes[SHA256_BYTES];
    apr_size_t length = strlen(masked), half = length / 4, i;

    if (length == 0 || length % 4 || half > SHA256_BYTES || strspn(masked, "0123456789abcdef") != length) return NULL;
    for (i = 0; i < half; i++) {
        const char *mask = masked + 2 * i, *under = mask + 2 * half;
        bytes[i] = (unsigned char)((hex_value(mask[0]) ^ hex_value(under[0])) << 4 | (hex_value(mask[1]) ^ hex_value(under[1])));
    }
    return to_hex(bytes, half, pool);
}

int hd_equal_secret(const char *a, const char *b)
{
    apr_size_t length;

    if (!a || !b) return 0;
    length = strlen(a);
    return length == strlen(b) && CRYPTO_memcmp(a, b, length) == 0;
}
