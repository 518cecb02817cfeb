/* src/xml/scan.h: looking at eight bytes at a time for what needs a closer look.
 * May use: APR. Must not know: what is done with them.
 * Source of the tests: Sean Eron Anderson, Bit Twiddling Hacks, "Determine if a word has a byte less than n", "… a zero
 * byte". Both say exactly whether there is one in the word.
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

/** Whether a byte of the word is c. */
static inline int hd_scan_has(apr_uint64_t word, unsigned char c)
{
    apr_uint64_t x = word ^ (HD_SCAN_ONES * c);
    return ((x - HD_SCAN_ONES) & ~x & HD_SCAN_HIGH) != 0;
}

/** Both halves of the product of two words, folded into one. */
static inline apr_uint64_t hd_scan_fold(apr_uint64_t a, apr_uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (apr_uint64_t)product ^ (apr_uint64_t)(product >> 64);
}

/**
 * Add bytes to a fingerprint. No cryptography: it tells texts apart for those who do not know the key.
 * @param hash  so far
 * @param key   random, the same for all that is compared
 */
static inline apr_uint64_t hd_scan_add(apr_uint64_t hash, apr_uint64_t key, const void *bytes, apr_size_t length)
{
    const char *at = bytes;
    apr_uint64_t word = 0;
    apr_size_t left = length;
    for (; left >= HD_SCAN_BYTES; at += HD_SCAN_BYTES, left -= HD_SCAN_BYTES) {
        hash = hd_scan_fold(hash ^ hd_scan_load(at), key ^ HD_SCAN_ONES);
    }
    memcpy(&word, at, left);
    return hd_scan_fold(hash ^ word, key ^ length);
}

#endif
