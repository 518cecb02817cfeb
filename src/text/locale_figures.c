/* src/text/locale_figures.c: money and sizes as people of a language write them.
 * May use: base/, APR, ICU. Must not know: pages, dates.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <string.h>
#include <unicode/ustring.h>

#include "locale_impl.h"
#include "uchars.h"

#define NBSP 0x00A0

/** Units of sizes: whole below ten, else two digits at least ("1.5 MB", "18 MB", "412 kB"). */
#define IN_UNIT(unit) "measure-unit/digital-" unit " unit-width-short ./@@+"
static const char *const unit_skeletons[HD_LOCALE_UNITS] = {
    "measure-unit/digital-byte unit-width-full-name precision-integer", IN_UNIT("kilobyte"), IN_UNIT("megabyte"),
    IN_UNIT("gigabyte"), IN_UNIT("terabyte"),
};

/**
 * Digits of the minor unit by ISO 4217. ICU's own figures are CLDR's, which say how many are usual in shops: none for
 * the dinar, that is counted and billed in para.
 */
int hd_currency_digits(const char *currency)
{
    static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    static const char three[] = "BHD IQD JOD KWD LYD OMR TND";

    if (strlen(currency) != 3) return 2;
    return strstr(none, currency) ? 0 : strstr(three, currency) ? 3 : 2;
}

/** "4788.00", exactly. */
static const char *decimal(apr_int64_t minor, int digits, apr_pool_t *pool)
{
    apr_uint64_t figure = minor < 0 ? 0 - (apr_uint64_t)minor : (apr_uint64_t)minor, scale = 1;
    int i;

    for (i = 0; i < digits; i++) scale *= 10;
    if (digits == 0) return apr_psprintf(pool, "%s%" APR_UINT64_T_FMT, minor < 0 ? "-" : "", figure);
    return apr_psprintf(pool, "%s%" APR_UINT64_T_FMT ".%0*" APR_UINT64_T_FMT, minor < 0 ? "-" : "", figure / scale,
                        digits, figure % scale);
}

/* Money by ICU. @return NULL when it fails */
static const char *by_icu(const hd_locale_t *locale, const char *figure, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[HD_SHORT_TEXT];
    int32_t length = unum_formatDecimal(locale->money, figure, -1, text, HD_SHORT_TEXT, NULL, &status);

    return U_FAILURE(status) ? NULL : hd_uchars_utf8(text, length, pool);
}

/* Put digits into the form: a group of three from the right, then the minor unit. */
static const char *by_form(const hd_money_form_t *form, apr_uint64_t minor, apr_pool_t *pool)
{
    char digits[24], *end = digits + sizeof(digits), *first = end, *text, *to;
    int count = 0, i;

    do {
        *--first = (char)('0' + minor % 10);
        minor /= 10;
        count++;
    } while (minor || count <= form->digits);
    to = text = apr_palloc(pool, strlen(form->before) + strlen(form->point) + strlen(form->after)
                                     + (size_t)count * (1 + strlen(form->group)) + 1);
    to = apr_cpystrn(to, form->before, HD_SHORT_TEXT);
    for (i = count; i > 0; i--) {
        int whole = i - form->digits; /* digits of the whole part that are left */
        *to++ = *first++;
        if (whole > 1 && whole % 3 == 1) to = apr_cpystrn(to, form->group, HD_SHORT_TEXT);
        if (whole == 1 && form->digits) to = apr_cpystrn(to, form->point, HD_SHORT_TEXT);
    }
    apr_cpystrn(to, form->after, HD_SHORT_TEXT);
    return text;
}

/* What stands around and between the digits of ICU's "1 234 567.89"; compared with ICU's own writing. */
static int learn_form(hd_money_form_t *form, hd_locale_t *locale, apr_pool_t *pool)
{
    static const apr_int64_t probes[] = { 0, 7, 10, 99, 100, 999, 1000, 99999, 100000, 123456, 1234567, 99999999, 1234567890 };
    const char *sample = by_icu(locale, decimal(APR_INT64_C(1234567) * (form->digits == 3 ? 1000 : form->digits ? 100 : 1),
                                                form->digits, pool), pool);
    const char *one = sample ? strstr(sample, "1") : NULL, *two = one ? strstr(one, "234") : NULL;
    const char *five = two ? strstr(two, "567") : NULL, *end = five ? five + 3 : NULL;
    const char *zero = form->digits && end ? strchr(end, '0') : NULL;
    size_t i;

    if (!end || (form->digits && !zero)) return 0;
    form->before = hd_locale_keep(locale, apr_pstrmemdup(pool, sample, (apr_size_t)(one - sample)));
    form->group = hd_locale_keep(locale, apr_pstrmemdup(pool, one + 1, (apr_size_t)(two - one - 1)));
    form->point = hd_locale_keep(locale, zero ? apr_pstrmemdup(pool, end, (apr_size_t)(zero - end)) : "");
    form->after = hd_locale_keep(locale, zero ? zero + form->digits : end);
    for (i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
        const char *icu = by_icu(locale, decimal(probes[i], form->digits, pool), pool);
        if (!icu || strcmp(icu, by_form(form, (apr_uint64_t)probes[i], pool)) != 0) return 0;
    }
    return 1;
}

/* Set ICU's formatter of money to a currency. */
static void set_currency(hd_locale_t *locale, const char *currency, int digits)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar code[4];

    if (strcmp(locale->currency, currency) == 0) return;
    apr_cpystrn(locale->currency, currency, sizeof(locale->currency));
    u_uastrcpy(code, locale->currency);
    unum_setTextAttribute(locale->money, UNUM_CURRENCY_CODE, code, 3, &status);
    unum_setAttribute(locale->money, UNUM_MIN_FRACTION_DIGITS, digits);
    unum_setAttribute(locale->money, UNUM_MAX_FRACTION_DIGITS, digits);
}

/* The form of a currency, learnt when it is met first; NULL when there is none, or no room for it. */
static const hd_money_form_t *find_form(hd_locale_t *locale, const char *currency, apr_pool_t *pool)
{
    hd_money_form_t *form = locale->forms;

    while (form < locale->forms + locale->forms_count && strcmp(form->currency, currency) != 0) form++;
    if (form == locale->forms + HD_LOCALE_CURRENCIES) return NULL;
    if (form == locale->forms + locale->forms_count) {
        apr_cpystrn(form->currency, currency, sizeof(form->currency));
        form->digits = hd_currency_digits(currency);
        set_currency(locale, currency, form->digits);
        form->is_simple = learn_form(form, locale, pool);
        locale->forms_count++;
    }
    return form->is_simple ? form : NULL;
}

const char *hd_locale_money(hd_locale_t *locale, apr_int64_t minor, const char *currency, apr_pool_t *pool)
{
    const hd_money_form_t *form = strlen(currency) == 3 && minor >= 0 ? find_form(locale, currency, pool) : NULL;
    int digits = hd_currency_digits(currency);
    const char *figure, *text;

    if (form) return by_form(form, (apr_uint64_t)minor, pool);
    figure = decimal(minor, digits, pool);
    if (strlen(currency) != 3) return apr_pstrcat(pool, figure, "\xc2\xa0", currency, NULL);
    set_currency(locale, currency, digits);
    text = by_icu(locale, figure, pool);
    return text ? text : figure;
}

const char *hd_locale_bytes(hd_locale_t *locale, apr_off_t bytes, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[HD_SHORT_TEXT];
    double figure = (double)bytes;
    int32_t length, i;
    int unit = 0;

    for (; unit < HD_LOCALE_UNITS - 1 && figure >= (unit == 0 ? 1000.0 : 999.5); unit++) figure /= 1000.0;
    if (!locale->units[unit]) {
        u_uastrcpy(text, unit_skeletons[unit]);
        locale->units[unit] = unumf_openForSkeletonAndLocale(text, -1, locale->icu, &status);
    }
    unumf_formatDouble(locale->units[unit], figure, locale->size, &status);
    length = unumf_resultToString(locale->size, text, HD_SHORT_TEXT, &status);
    if (U_FAILURE(status)) return apr_off_t_toa(pool, bytes);
    for (i = 0; i < length; i++) {
        if (text[i] == ' ') text[i] = NBSP;
    }
    return hd_uchars_utf8(text, length, pool);
}
