/* src/xml/scan.h: looking at eight or sixteen bytes at a time for what needs a closer look.
 * May use: APR. Must not know: what is done with them.
 * Source of the test for odd bytes: Sean Eron Anderson, Bit Twiddling Hacks, "Determine if a word has a byte less than
 * n". It says exactly whether there is one in the word.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_SCAN_H
#define HD_XML_SCAN_H

#include <string.h>

#include <apr.h>

#define HD_SCAN_BYTES 8
#define HD_SCAN_ONES APR_UINT64_C(0x0101010101010101)
#define HD_SCAN_HIGH APR_UINT64_C(0x8080808080808080)

static inline apr_uint64_t hd_scan_load(const void *bytes)
{
    apr_uint64_t word;
    memcpy(&word, bytes, sizeof(word));
    return word;
}

/** Whether a byte of the word is a control character (below 0x20) or not ASCII. */
static inline int hd_scan_has_odd(apr_uint64_t word)
{
    return ((word | ((word - HD_SCAN_ONES * 0x20) & ~word)) & HD_SCAN_HIGH) != 0;
}

/** Sixteen bytes, compared all at once: the compiler has an instruction for that on most processors. */
typedef unsigned char hd_scan_bytes_t __attribute__((vector_size(16)));
typedef signed char hd_scan_signed_t __attribute__((vector_size(16)));

/** Whether one of sixteen is found, given what a comparison of them says. */
static inline int hd_scan_any(hd_scan_bytes_t found)
{
    apr_uint64_t words[2];
    memcpy(words, &found, sizeof(words));
    return (words[0] | words[1]) != 0;
}

/** Those that may have to be written as a reference: '<' and '>' differ in one bit, '&' and '"' in another. */
static inline hd_scan_bytes_t hd_scan_markup(hd_scan_bytes_t bytes)
{
    return (hd_scan_bytes_t)((bytes | 2) == '>') | (hd_scan_bytes_t)((bytes | 4) == '&');
}

/** Both halves of the product of two words, folded into one. */
static inline apr_uint64_t hd_scan_fold(apr_uint64_t a, apr_uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (apr_uint64_t)product ^ (apr_uint64_t)(product >> 64);
}

/** Sixteen bytes at most, as two words that say all of them once their number is known. */
static inline void hd_scan_short(apr_uint64_t words[2], const char *bytes, apr_size_t length)
{
    apr_uint32_t low = 0, high = 0;
    words[1] = 0;
    if (length >= 8) {
        words[0] = hd_scan_load(bytes);
        words[1] = hd_scan_load(bytes + length - 8);
        return;
    }
    if (length >= 4) {
        memcpy(&low, bytes, 4);
        memcpy(&high, bytes + length - 4, 4);
    } else if (length) {
        low = (apr_uint32_t)(unsigned char)bytes[0] << 16 | (apr_uint32_t)(unsigned char)bytes[length / 2] << 8
              | (unsigned char)bytes[length - 1];
    }
    words[0] = (apr_uint64_t)high << 32 | low;
}

/** What tells most names apart: a look at this one number before they are compared. The compiler knows a literal's. */
static inline apr_size_t hd_scan_mark(const char *name)
{
    apr_size_t length = strlen(name);
    apr_uint64_t words[2];
    hd_scan_short(words, name, length < 16 ? length : 16);
    return (apr_size_t)(words[0] + words[1] * 31 + length);
}

/** Copy sixteen bytes at most. */
static inline void hd_scan_copy_short(char *to, const char *bytes, apr_size_t length)
{
    if (length >= 8) {
        memcpy(to, bytes, 8);
        memcpy(to + length - 8, bytes + length - 8, 8);
    } else if (length >= 4) {
        memcpy(to, bytes, 4);
        memcpy(to + length - 4, bytes + length - 4, 4);
    } else if (length) {
        to[0] = bytes[0];
        to[length / 2] = bytes[length / 2];
        to[length - 1] = bytes[length - 1];
    }
}

/**
 * Add bytes to a fingerprint; their number must be in it already. No cryptography: it tells texts apart for those who do
 * not know the key.
 * @param hash  so far
 * @param key   random, the same for all that is compared
 */
static inline apr_uint64_t hd_scan_add(apr_uint64_t hash, apr_uint64_t key, const char *bytes, apr_size_t length)
{
    apr_uint64_t words[2];
    for (; length > 16; bytes += 16, length -= 16) {
        hash = hd_scan_fold(hash ^ hd_scan_load(bytes), key ^ hd_scan_load(bytes + 8));
    }
    hd_scan_short(words, bytes, length);
    return hd_scan_fold(hash ^ words[0], key ^ words[1]);
}

#define HD_SCAN_ODD 1     /* it has a control character, or is not ASCII */
#define HD_SCAN_MARKUP 2  /* it has one of & < > " */

/**
 * Copy a text, add it to a fingerprint, and look at it, all at once.
 * @param to      room for length bytes
 * @param hash    the fingerprint, see hd_scan_add()
 * @return what is in it: HD_SCAN_ODD, HD_SCAN_MARKUP
 */
static inline int hd_scan_copy(char *to, apr_uint64_t *hash, apr_uint64_t key, const char *bytes, apr_size_t length)
{
    apr_uint64_t words[2];
    hd_scan_bytes_t sixteen, odd = { 0 }, markup = { 0 };
    for (; length > 16; to += 16, bytes += 16, length -= 16) {
        words[0] = hd_scan_load(bytes), words[1] = hd_scan_load(bytes + 8);
        memcpy(&sixteen, words, 16);
        odd |= (hd_scan_bytes_t)((hd_scan_signed_t)sixteen < 0x20);
        markup |= hd_scan_markup(sixteen);
        memcpy(to, words, 16);
        *hash = hd_scan_fold(*hash ^ words[0], key ^ words[1]);
    }
    hd_scan_short(words, bytes, length);
    hd_scan_copy_short(to, bytes, length);
    *hash = hd_scan_fold(*hash ^ words[0], key ^ words[1]);
    if (length < 4) words[0] |= HD_SCAN_ONES * 0x20 << (length ? 24 : 0); /* what is not of the text is neither */
    if (length < 8) words[1] = HD_SCAN_ONES * 0x20;
    memcpy(&sixteen, words, 16);
    odd |= (hd_scan_bytes_t)((hd_scan_signed_t)sixteen < 0x20);
    markup |= hd_scan_markup(sixteen);
    if (!hd_scan_any(odd | markup)) return 0;
    return (hd_scan_any(odd) ? HD_SCAN_ODD : 0) | (hd_scan_any(markup) ? HD_SCAN_MARKUP : 0);
}

#endif
