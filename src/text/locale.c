/* src/text/locale.c: dates, times, money and sizes as people of a language write them.
 * May use: base/, APR, ICU. Must not know: pages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "locale.h"

#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/unum.h>
#include <unicode/unumberformatter.h>
#include <unicode/ureldatefmt.h>
#include <unicode/ustring.h>

#include "uchars.h"

#define SHORT_TEXT 256       /* units: more than any date, time or figure takes */
#define ZONE_MAX 64
#define MINUTE_SEC 60
#define HOUR_SEC 3600
#define NBSP 0x00A0

static const struct {
    const char *language;
    const char *icu; /* the region sets the clock of 24 hours and the order of a date */
} languages[] = { { "en", "en_GB" }, { "sr-Latn", "sr_Latn_RS" }, { "sr-Cyrl", "sr_Cyrl_RS" } };

#define LANGUAGES (int)(sizeof(languages) / sizeof(languages[0]))

/** The patterns of a locale, as skeletons of CLDR. */
enum { TIME, DATE, DATE_SHORT, DAY_MONTH, MONTH, PATTERNS };
static const char *const skeletons[PATTERNS] = { "Hm", "yMMMMd", "yMMMd", "dMMMM", "MMM" };

/** Units of sizes: whole below ten, else two digits at least ("1.5 MB", "18 MB", "412 kB"). */
#define IN_UNIT(unit) "measure-unit/digital-" unit " unit-width-short ./@@+"
static const char *const unit_skeletons[] = {
    "measure-unit/digital-byte unit-width-full-name precision-integer", IN_UNIT("kilobyte"), IN_UNIT("megabyte"),
    IN_UNIT("gigabyte"), IN_UNIT("terabyte"),
};

#define UNITS (int)(sizeof(unit_skeletons) / sizeof(unit_skeletons[0]))

struct hd_locale_t {
    hd_locales_t *home;
    hd_locale_t *next; /* in the stock */
    int language;      /* index of languages */
    hd_time_t now;
    int32_t today, this_year; /* of now: Julian day, year */
    UCalendar *calendar;
    UDateFormat *dates[PATTERNS];
    URelativeDateTimeFormatter *relative;
    const char *glue, *glue_at; /* "{1}, {0}" and "{1} 'at' {0}" */
    UNumberFormat *money;
    char currency[4]; /* that money is set to */
    UNumberFormatter *units[UNITS];
    UFormattedNumber *size;
};

struct hd_locales_t {
    apr_pool_t *pool; /* with an allocator of its own: used under the mutex by any thread */
    apr_thread_mutex_t *mutex;
    const UChar *zone;
    hd_locale_t *stock[LANGUAGES];
};

int hd_time_zone_valid(const char *time_zone)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar id[ZONE_MAX], canonical[SHORT_TEXT];
    UBool is_system = 0;

    if (strlen(time_zone) >= ZONE_MAX || strcmp(time_zone, UCAL_UNKNOWN_ZONE_ID) == 0) return 0;
    u_uastrcpy(id, time_zone);
    ucal_getCanonicalTimeZoneID(id, -1, canonical, SHORT_TEXT, &is_system, &status);
    return U_SUCCESS(status) && is_system;
}

static apr_status_t destroy_pool(void *pool)
{
    apr_pool_destroy(pool);
    return APR_SUCCESS;
}

hd_error_t *hd_locales_create(hd_locales_t **locales, const char *time_zone, apr_pool_t *pool)
{
    hd_locales_t *made = apr_pcalloc(pool, sizeof(*made));
    apr_status_t status;
    int32_t length;

    if (!hd_time_zone_valid(time_zone)) {
        return hd_error(pool, HD_BROKEN, "server-locale", "unknown time zone \"%s\"", time_zone);
    }
    made->zone = hd_uchars(&length, time_zone, 0, pool);
    status = apr_thread_mutex_create(&made->mutex, APR_THREAD_MUTEX_DEFAULT, pool);
    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "server-locale", "mutex of the locales");
    status = apr_pool_create_unmanaged_ex(&made->pool, NULL, NULL);
    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "server-memory", "pool of the locales");
    apr_pool_cleanup_register(pool, made->pool, destroy_pool, apr_pool_cleanup_null);
    *locales = made;
    return NULL;
}

static apr_status_t close_locale(void *data)
{
    hd_locale_t *locale = data;
    int i;

    if (locale->calendar) ucal_close(locale->calendar);
    for (i = 0; i < PATTERNS; i++) {
        if (locale->dates[i]) udat_close(locale->dates[i]);
    }
    if (locale->relative) ureldatefmt_close(locale->relative);
    if (locale->money) unum_close(locale->money);
    for (i = 0; i < UNITS; i++) {
        if (locale->units[i]) unumf_close(locale->units[i]);
    }
    if (locale->size) unumf_closeResult(locale->size);
    return APR_SUCCESS;
}

/** Open the formatters of dates, with the patterns that CLDR has for them. */
static void open_dates(hd_locale_t *locale, const char *icu, UErrorCode *status)
{
    UDateTimePatternGenerator *generator = udatpg_open(icu, status);
    const UChar *glue;
    int32_t length;
    int i;

    for (i = 0; i < PATTERNS && U_SUCCESS(*status); i++) {
        UChar skeleton[ZONE_MAX], pattern[SHORT_TEXT];

        u_uastrcpy(skeleton, skeletons[i]);
        length = udatpg_getBestPattern(generator, skeleton, -1, pattern, SHORT_TEXT, status);
        locale->dates[i] = udat_open(UDAT_PATTERN, UDAT_PATTERN, icu, locale->home->zone, -1, pattern, length, status);
    }
    if (U_SUCCESS(*status)) {
        glue = udatpg_getDateTimeFormatForStyle(generator, UDAT_MEDIUM, &length, status);
        if (U_SUCCESS(*status)) locale->glue = hd_uchars_utf8(glue, length, locale->home->pool);
        glue = udatpg_getDateTimeFormatForStyle(generator, UDAT_LONG, &length, status);
        if (U_SUCCESS(*status)) locale->glue_at = hd_uchars_utf8(glue, length, locale->home->pool);
    }
    if (generator) udatpg_close(generator);
}

/** Open a locale; the caller holds the mutex. @return NULL when ICU fails, the reason in *status */
static hd_locale_t *open_locale(hd_locales_t *home, int language, UErrorCode *status)
{
    hd_locale_t *locale = apr_pcalloc(home->pool, sizeof(*locale));
    const char *icu = languages[language].icu;

    locale->home = home;
    locale->language = language;
    apr_pool_cleanup_register(home->pool, locale, close_locale, apr_pool_cleanup_null);
    locale->calendar = ucal_open(home->zone, -1, icu, UCAL_GREGORIAN, status);
    open_dates(locale, icu, status);
    locale->relative = ureldatefmt_open(icu, NULL, UDAT_STYLE_LONG, UDISPCTX_CAPITALIZATION_NONE, status);
    locale->money = unum_open(UNUM_CURRENCY_ISO, NULL, 0, icu, NULL, status);
    locale->size = unumf_openResult(status);
    if (U_SUCCESS(*status)) return locale;
    apr_pool_cleanup_run(home->pool, locale, close_locale);
    return NULL;
}

static apr_status_t give_back(void *data)
{
    hd_locale_t *locale = data;
    hd_locales_t *home = locale->home;

    apr_thread_mutex_lock(home->mutex);
    locale->next = home->stock[locale->language];
    home->stock[locale->language] = locale;
    apr_thread_mutex_unlock(home->mutex);
    return APR_SUCCESS;
}

/** A part of the civil date of a time, in the locale's zone. */
static int32_t civil(hd_locale_t *locale, hd_time_t sec, UCalendarDateFields field)
{
    UErrorCode status = U_ZERO_ERROR;

    ucal_setMillis(locale->calendar, (UDate)sec * 1000.0, &status);
    return ucal_get(locale->calendar, field, &status);
}

hd_error_t *hd_locale_borrow(hd_locale_t **locale, hd_locales_t *locales, const char *language, hd_time_t now,
                             apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    hd_locale_t *taken;
    int i = 0;

    while (i < LANGUAGES && strcmp(languages[i].language, language) != 0) i++;
    if (i == LANGUAGES) return hd_error(pool, HD_BROKEN, "server-locale", "unknown language \"%s\"", language);
    apr_thread_mutex_lock(locales->mutex);
    taken = locales->stock[i];
    if (taken) locales->stock[i] = taken->next;
    else taken = open_locale(locales, i, &status);
    apr_thread_mutex_unlock(locales->mutex);
    if (!taken) {
        return hd_error(pool, HD_BROKEN, "server-locale", "ICU, %s: %s", languages[i].icu, u_errorName(status));
    }
    apr_pool_cleanup_register(pool, taken, give_back, apr_pool_cleanup_null);
    taken->now = now;
    taken->today = civil(taken, now, UCAL_JULIAN_DAY);
    taken->this_year = civil(taken, now, UCAL_YEAR);
    *locale = taken;
    return NULL;
}

static const char *format_date(hd_locale_t *locale, int pattern, hd_time_t sec, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[SHORT_TEXT];
    int32_t length;

    if (sec == 0) return NULL;
    length = udat_format(locale->dates[pattern], (UDate)sec * 1000.0, text, SHORT_TEXT, NULL, &status);
    return U_FAILURE(status) ? "" : hd_uchars_utf8(text, length, pool);
}

/** Put a date and a time into "{1} 'at' {0}". */
static const char *join_date_time(const char *glue, const char *date, const char *time, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, strlen(glue) + strlen(date) + strlen(time) + 1), *to = text;

    for (; *glue; glue++) {
        if (strncmp(glue, "{0}", 3) == 0 || strncmp(glue, "{1}", 3) == 0) {
            const char *part = glue[1] == '0' ? time : date;
            apr_size_t length = strlen(part);
            memcpy(to, part, length);
            to += length;
            glue += 2;
        } else if (*glue != '\'') {
            *to++ = *glue;
        }
    }
    *to = '\0';
    return text;
}

/** "yesterday", "20 minutes ago". */
static const char *format_offset(hd_locale_t *locale, double offset, URelativeDateTimeUnit unit, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[SHORT_TEXT];
    int32_t length = ureldatefmt_format(locale->relative, offset, unit, text, SHORT_TEXT, &status);

    return U_FAILURE(status) ? "" : hd_uchars_utf8(text, length, pool);
}

const char *hd_locale_relative(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool)
{
    hd_time_t ahead = sec - locale->now;
    int days;

    if (sec == 0) return NULL;
    if (ahead > -MINUTE_SEC && ahead < MINUTE_SEC) return format_offset(locale, 0, UDAT_REL_UNIT_SECOND, pool);
    if (ahead > -HOUR_SEC && ahead < HOUR_SEC) {
        return format_offset(locale, (double)(ahead / MINUTE_SEC), UDAT_REL_UNIT_MINUTE, pool);
    }
    days = hd_locale_days_until(locale, sec);
    if (days >= -1 && days <= 1) {
        return join_date_time(locale->glue_at, format_offset(locale, days, UDAT_REL_UNIT_DAY, pool),
                              format_date(locale, TIME, sec, pool), pool);
    }
    if (civil(locale, sec, UCAL_YEAR) == locale->this_year) return format_date(locale, DAY_MONTH, sec, pool);
    return format_date(locale, DATE_SHORT, sec, pool);
}

const char *hd_locale_moment(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool)
{
    const char *date = format_date(locale, DATE, sec, pool);

    return date ? join_date_time(locale->glue, date, format_date(locale, TIME, sec, pool), pool) : NULL;
}

const char *hd_locale_date(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool)
{
    return format_date(locale, DATE, sec, pool);
}

const char *hd_locale_date_short(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool)
{
    return format_date(locale, DATE_SHORT, sec, pool);
}

const char *hd_locale_month(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool)
{
    return format_date(locale, MONTH, sec, pool);
}

int hd_locale_day(hd_locale_t *locale, hd_time_t sec)
{
    return sec == 0 ? 0 : (int)civil(locale, sec, UCAL_DATE);
}

int hd_locale_days_until(hd_locale_t *locale, hd_time_t sec)
{
    return (int)(civil(locale, sec, UCAL_JULIAN_DAY) - locale->today);
}

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

/** Set the formatter of money to a currency. */
static void set_currency(hd_locale_t *locale, const char *currency, int digits, UErrorCode *status)
{
    UChar code[4];

    if (strcmp(locale->currency, currency) == 0) return;
    apr_cpystrn(locale->currency, currency, sizeof(locale->currency));
    u_uastrcpy(code, locale->currency);
    unum_setTextAttribute(locale->money, UNUM_CURRENCY_CODE, code, 3, status);
    unum_setAttribute(locale->money, UNUM_MIN_FRACTION_DIGITS, digits);
    unum_setAttribute(locale->money, UNUM_MAX_FRACTION_DIGITS, digits);
}

const char *hd_locale_money(hd_locale_t *locale, apr_int64_t minor, const char *currency, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int digits = hd_currency_digits(currency);
    const char *figure = decimal(minor, digits, pool);
    UChar text[SHORT_TEXT];
    int32_t length;

    if (strlen(currency) != 3) return apr_pstrcat(pool, figure, "\xc2\xa0", currency, NULL);
    set_currency(locale, currency, digits, &status);
    length = unum_formatDecimal(locale->money, figure, -1, text, SHORT_TEXT, NULL, &status);
    return U_FAILURE(status) ? figure : hd_uchars_utf8(text, length, pool);
}

const char *hd_locale_bytes(hd_locale_t *locale, apr_off_t bytes, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[SHORT_TEXT];
    double figure = (double)bytes;
    int32_t length, i;
    int unit = 0;

    for (; unit < UNITS - 1 && figure >= (unit == 0 ? 1000.0 : 999.5); unit++) figure /= 1000.0;
    if (!locale->units[unit]) {
        u_uastrcpy(text, unit_skeletons[unit]);
        locale->units[unit] = unumf_openForSkeletonAndLocale(text, -1, languages[locale->language].icu, &status);
    }
    unumf_formatDouble(locale->units[unit], figure, locale->size, &status);
    length = unumf_resultToString(locale->size, text, SHORT_TEXT, &status);
    if (U_FAILURE(status)) return apr_off_t_toa(pool, bytes);
    for (i = 0; i < length; i++) {
        if (text[i] == ' ') text[i] = NBSP;
    }
    return hd_uchars_utf8(text, length, pool);
}
