/* src/text/uchars.h: between UTF-8 in pools and the UTF-16 of ICU. For src/text/ only.
 * May use: APR, ICU. Must not know: what the texts are for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_UCHARS_H
#define HD_TEXT_UCHARS_H

#include <apr_pools.h>
#include <unicode/utypes.h>

/**
 * UTF-8 to UTF-16; bytes that are not UTF-8 become U+FFFD.
 * @param[out] length  UTF-16 units, the closing 0 not counted
 * @param text         UTF-8, less than 512 MiB
 * @param room         further units to leave behind the text, for changes in place
 * @param pool         owns the result
 * @return the text, closed by 0
 */
UChar *hd_uchars(int32_t *length, const char *text, int32_t room, apr_pool_t *pool);

/**
 * UTF-16 to UTF-8; lone surrogates become U+FFFD.
 * @param text    UTF-16
 * @param length  units
 * @param pool    owns the result
 * @return the text, closed by NUL
 */
char *hd_uchars_utf8(const UChar *text, int32_t length, apr_pool_t *pool);

#endif
