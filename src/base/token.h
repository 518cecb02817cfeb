/* src/base/token.h: randomness, hashes, and the short ids that people see.
 * May use: APR, libcrypto. Must not know: what the tokens are for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_BASE_TOKEN_H
#define HD_BASE_TOKEN_H

#include "error.h"

#define HD_TOKEN_BYTES 32       /* 256 bits: sessions, mailed links */
#define HD_SHA256_HEX 64        /* characters of a SHA-256 in hexadecimal */
#define HD_PUBLIC_ID_LENGTH 16  /* characters of a random public id: 80 bits */
#define HD_REFERENCE_LENGTH 7   /* characters of a ticket reference after "HD-": 35 bits */

/**
 * A secret token of HD_TOKEN_BYTES random bytes.
 * @param[out] token  lower-case hexadecimal, in pool; untouched on error
 * @param pool        owns the token
 * @return NULL, or HD_BROKEN when the system has no randomness
 */
hd_error_t *hd_token_make(const char **token, apr_pool_t *pool);

/**
 * A random public id for addresses and anchors: lower-case Crockford base32, HD_PUBLIC_ID_LENGTH characters.
 * @param[out] id  in pool; untouched on error
 * @param pool     owns the id
 * @return NULL, or HD_BROKEN when the system has no randomness
 */
hd_error_t *hd_public_id_make(const char **id, apr_pool_t *pool);

/**
 * A random ticket reference, "HD-" and HD_REFERENCE_LENGTH characters of Crockford base32.
 * @param[out] reference  in pool; untouched on error
 * @param pool            owns the reference
 * @return NULL, or HD_BROKEN when the system has no randomness
 */
hd_error_t *hd_reference_make(const char **reference, apr_pool_t *pool);

/**
 * Bring a reference as people type it into the stored form: case folded, O read as 0, I and L as 1.
 * @param text  what was typed, with or without "HD-"
 * @param pool  owns the result
 * @return "HD-XXXXXXX", or NULL when it cannot be a reference
 */
const char *hd_reference_fold(const char *text, apr_pool_t *pool);

/**
 * As hd_reference_fold(), for what is pasted into a search: blanks, brackets and the sign before the reference ("[#HD-…]")
 * are left out at both ends.
 * @param text  what was pasted
 * @param pool  owns the result
 * @return "HD-XXXXXXX", or NULL when it cannot be a reference
 */
const char *hd_reference_find(const char *text, apr_pool_t *pool);

/**
 * SHA-256 in lower-case hexadecimal.
 * @param data    bytes
 * @param length  how many
 * @param pool    owns the result
 * @return HD_SHA256_HEX characters
 */
const char *hd_sha256(const void *data, apr_size_t length, apr_pool_t *pool);

/**
 * Two texts out of a secret, neither of which tells anything of the other or of the secret: the halves of its SHA-512.
 * @param[out] first   HD_SHA256_HEX lower-case hexadecimal characters, in pool
 * @param[out] second  as many
 * @param secret       NUL-terminated, too random to be guessed
 * @param pool         owns both
 */
void hd_token_halves(const char **first, const char **second, const char *secret, apr_pool_t *pool);

/**
 * HMAC-SHA-256 (RFC 2104) in lower-case hexadecimal.
 * @param key   NUL-terminated key
 * @param use   what the tag is for ("csrf", "reply-address"), so that one cannot serve as another
 * @param text  NUL-terminated text
 * @param pool  owns the result
 * @return HD_SHA256_HEX characters
 */
const char *hd_hmac(const char *key, const char *use, const char *text, apr_pool_t *pool);

/** HMAC-SHA-256 of a text alone, for others to check. @return HD_SHA256_HEX lower-case hexadecimal characters in pool */
const char *hd_hmac_plain(const char *key, const char *text, apr_pool_t *pool);

/**
 * Lower-case Crockford base32 of bytes given in hexadecimal, for where case is not kept (mail addresses).
 * @param hex         hexadecimal digits
 * @param characters  how many characters of base32 to give (5 bits each)
 * @param pool        owns the result
 * @return the text
 */
const char *hd_base32_of_hex(const char *hex, int characters, apr_pool_t *pool);

/**
 * Hide a secret that a page shows: each time it looks different, so that a compressed page does not give it away by its
 * length (BREACH).
 * @param[out] masked  a random mask, and the secret under it: twice as many hexadecimal digits; in pool; untouched on error
 * @param hex          the secret: hexadecimal digits, at most HD_SHA256_HEX and an even number
 * @param pool         owns the result
 * @return NULL, or HD_BROKEN when the system has no randomness
 */
hd_error_t *hd_mask(const char **masked, const char *hex, apr_pool_t *pool);

/** What hd_mask() has hidden. @return lower-case hexadecimal digits in pool; NULL when it cannot be such a text */
const char *hd_unmask(const char *masked, apr_pool_t *pool);

/**
 * Compare two texts in a time that depends on their length only.
 * @return 1 when equal, 0 otherwise, also when either is NULL
 */
int hd_equal_secret(const char *a, const char *b);

#endif
