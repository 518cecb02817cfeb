/* src/text/uchars.c: between UTF-8 in pools and the UTF-16 of ICU.
 * May use: APR, ICU. Must not know: what the texts are for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "uchars.h"

#include <string.h>
#include <unicode/ustring.h>

#define REPLACEMENT 0xFFFD

UChar *hd_uchars(int32_t *length, const char *text, int32_t room, apr_pool_t *pool)
{
    apr_size_t bytes = strlen(text); /* UTF-16 never has more units than UTF-8 has bytes */
    int32_t capacity = (int32_t)bytes + room + 1;
    UChar *units = apr_palloc(pool, (apr_size_t)capacity * sizeof(UChar));
    UErrorCode status = U_ZERO_ERROR;

    u_strFromUTF8WithSub(units, capacity, length, text, (int32_t)bytes, REPLACEMENT, NULL, &status);
    if (U_FAILURE(status)) *length = 0;
    units[*length] = 0;
    return units;
}

char *hd_uchars_utf8(const UChar *text, int32_t length, apr_pool_t *pool)
{
    int32_t capacity = length * 3 + 1;
    char *bytes = apr_palloc(pool, (apr_size_t)capacity);
    UErrorCode status = U_ZERO_ERROR;
    int32_t written = 0;

    u_strToUTF8WithSub(bytes, capacity, &written, text, length, REPLACEMENT, NULL, &status);
    if (U_FAILURE(status)) written = 0;
    bytes[written] = '\0';
    return bytes;
}
