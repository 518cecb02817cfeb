/* src/text/amount.h: amounts of money as people type them and forms show them: "71.88".
 * May use: base/, APR, locale.h. Must not know: what is paid for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_AMOUNT_H
#define HD_TEXT_AMOUNT_H

#include <apr_pools.h>

#define HD_AMOUNT_MAX (APR_INT64_C(1) << 50) /* minor units */

/** Whether a text is a currency's code: three capital letters. @return 1 or 0 */
int hd_currency_valid(const char *text);

/**
 * Read an amount, never through floating point.
 * @param[out] minor  minor units, 0 or more; untouched when it is none
 * @param text        digits, and behind a point or a comma at most as many as the currency has
 * @param currency    ISO 4217
 * @return 1, or 0 when it is no amount of the currency
 */
int hd_amount_read(apr_int64_t *minor, const char *text, const char *currency);

/** "71.88". @param minor  0 or more @return in pool */
const char *hd_amount_write(apr_int64_t minor, const char *currency, apr_pool_t *pool);

#endif
