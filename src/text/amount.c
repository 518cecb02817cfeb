/* src/text/amount.c: amounts of money as people type them and forms show them.
 * May use: base/, APR, locale.h. Must not know: what is paid for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "amount.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "locale.h"

int hd_currency_valid(const char *text)
{
    return strlen(text) == 3 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

int hd_amount_read(apr_int64_t *minor, const char *text, const char *currency)
{
    int digits = hd_currency_digits(currency), behind = -1;
    apr_int64_t amount = 0;

    if (!apr_isdigit(*text)) return 0;
    for (; *text; text++) {
        if ((*text == '.' || *text == ',') && behind < 0) {
            behind = 0;
            continue;
        }
        if (!apr_isdigit(*text) || amount > HD_AMOUNT_MAX / 10) return 0;
        amount = amount * 10 + (*text - '0');
        if (behind >= 0) behind++;
    }
    if (behind == 0 || behind > digits) return 0;
    for (behind = behind < 0 ? 0 : behind; behind < digits; behind++) amount *= 10;
    *minor = amount;
    return 1;
}

const char *hd_amount_write(apr_int64_t minor, const char *currency, apr_pool_t *pool)
{
    int digits = hd_currency_digits(currency), i;
    apr_int64_t scale = 1;

    for (i = 0; i < digits; i++) scale *= 10;
    if (!digits) return apr_psprintf(pool, "%" APR_INT64_T_FMT, minor);
    return apr_psprintf(pool, "%" APR_INT64_T_FMT ".%0*" APR_INT64_T_FMT, minor / scale, digits, minor % scale);
}
