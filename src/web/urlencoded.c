/* src/web/urlencoded.c: application/x-www-form-urlencoded, in bodies and in queries.
 * May use: base/, text/, APR. Must not know: httpd, what the fields mean.
 * SPDX-License-Identifier: Apache-2.0 */
#include "urlencoded.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "../text/fold.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/** Decode a name or a value; NULL for a bad escape or a NUL. */
static const char *decode(const char *bytes, apr_size_t length, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, length + 1), *to = text;
    apr_size_t i;

    for (i = 0; i < length; i++) {
        char c = bytes[i];

        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            int high = i + 2 < length ? hex_digit(bytes[i + 1]) : -1;
            int low = i + 2 < length ? hex_digit(bytes[i + 2]) : -1;

            if (high < 0 || low < 0) return NULL;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0') return NULL;
        *to++ = c;
    }
    *to = '\0';
    return text;
}

/** The next part between ampersands that is not empty. @return its start, or NULL at the end */
static const char *next_part(const char **at, const char *end, apr_size_t *length)
{
    while (*at < end) {
        const char *start = *at;
        const char *stop = memchr(start, '&', (apr_size_t)(end - start));

        if (!stop) stop = end;
        *at = stop < end ? stop + 1 : end;
        *length = (apr_size_t)(stop - start);
        if (*length) return start;
    }
    return NULL;
}

/** Decode one part. @return 1, or 0 when it is badly escaped */
static int decode_pair(hd_pair_t *pair, const char *part, apr_size_t length, apr_pool_t *pool)
{
    const char *equals = memchr(part, '=', length);
    apr_size_t name_length = equals ? (apr_size_t)(equals - part) : length;

    pair->name = decode(part, name_length, pool);
    pair->value = equals ? decode(equals + 1, length - name_length - 1, pool) : "";
    return pair->name && pair->value;
}

hd_error_t *hd_urlencoded_parse(apr_array_header_t *list, const char *bytes, apr_size_t length, int max_pairs,
                                apr_pool_t *pool)
{
    const char *at = bytes, *end = bytes + length, *part;
    apr_size_t part_length;
    int count = 0;

    while ((part = next_part(&at, end, &part_length)) != NULL) {
        hd_pair_t pair;

        if (count++ == max_pairs) {
            hd_error_t *error = hd_error(pool, HD_TOO_LARGE, "body-too-many-fields", "more than %d fields", max_pairs);
            error->value = apr_itoa(pool, max_pairs);
            return error;
        }
        if (!decode_pair(&pair, part, part_length, pool)) {
            return hd_error(pool, HD_BAD_REQUEST, "body-malformed", "bad escape in urlencoded field %d", count);
        }
        APR_ARRAY_PUSH(list, hd_pair_t) = pair;
    }
    return NULL;
}

void hd_query_parse(apr_array_header_t *list, const char *query, int max_pairs, apr_pool_t *pool)
{
    const char *at = query ? query : "", *end = at + strlen(at), *part;
    apr_size_t part_length;
    int count = 0;

    while (count < max_pairs && (part = next_part(&at, end, &part_length)) != NULL) {
        hd_pair_t pair;

        if (!decode_pair(&pair, part, part_length, pool)) continue;
        if (!hd_text_valid(pair.name, strlen(pair.name), 0)) continue;
        if (!hd_text_valid(pair.value, strlen(pair.value), 1)) continue;
        APR_ARRAY_PUSH(list, hd_pair_t) = pair;
        count++;
    }
}

const char *hd_percent_encode(const char *text, apr_pool_t *pool)
{
    static const char digits[] = "0123456789ABCDEF";
    char *encoded = apr_palloc(pool, 3 * strlen(text) + 1), *to = encoded;

    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c < 0x80 && (apr_isalnum(c) || strchr("-._~", c))) {
            *to++ = (char)c;
        } else {
            *to++ = '%';
            *to++ = digits[c >> 4];
            *to++ = digits[c & 15];
        }
    }
    *to = '\0';
    return encoded;
}
