/* src/text/locale.h: dates, times, money and plurals as people of a language write them (ICU).
 * May use: base/, APR, ICU. Must not know: pages.
 *
 * ICU's formatters are costly to make and not safe to share, so each process keeps a stock of them: a request borrows
 * a locale for its language and gives it back when its pool is cleared.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_LOCALE_H
#define HD_TEXT_LOCALE_H

#include "../base/clock.h"
#include "../base/error.h"

/** The stock of one process. */
typedef struct hd_locales_t hd_locales_t;

/** Formatters of one language and time zone, in the hands of one thread. */
typedef struct hd_locale_t hd_locale_t;

/**
 * Make the stock.
 * @param[out] locales  in pool
 * @param time_zone     IANA name, "Europe/Belgrade"
 * @param pool          lives as long as the process (child_init)
 * @return NULL, or HD_BROKEN when ICU does not know the zone
 */
hd_error_t *hd_locales_create(hd_locales_t **locales, const char *time_zone, apr_pool_t *pool);

/** Whether ICU knows a time zone. @return 1 or 0 */
int hd_time_zone_valid(const char *time_zone);

/**
 * Borrow a locale; given back when pool is cleared.
 * @param[out] locale  untouched on error
 * @param locales      the stock
 * @param language     "en", "sr-Latn" or "sr-Cyrl"
 * @param now          UTC, seconds: what "today" and "5 minutes ago" refer to
 * @param pool         the request's
 * @return NULL, or HD_BROKEN
 */
hd_error_t *hd_locale_borrow(hd_locale_t **locale, hd_locales_t *locales, const char *language, hd_time_t now,
                             apr_pool_t *pool);

/** "20 minutes ago", "today at 08:31", "yesterday at 16:05", "20 November", "3 Feb 2026"; NULL for 0. @return in pool */
const char *hd_locale_relative(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool);

/** "23 November 2026, 08:31" / "23. novembar 2026. 08:31"; NULL for 0. @return in pool */
const char *hd_locale_moment(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool);

/** "14 December 2026" / "14. decembar 2026."; NULL for 0. @return in pool */
const char *hd_locale_date(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool);

/** "14 Dec 2026" / "14. dec 2026."; NULL for 0. @return in pool */
const char *hd_locale_date_short(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool);

/** The abbreviated name of the month, "Nov" / "nov"; NULL for 0. @return in pool */
const char *hd_locale_month(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool);

/** The day of the month, 1..31; 0 for 0. */
int hd_locale_day(hd_locale_t *locale, hd_time_t sec);

/** Whole days from the locale's today to the day of sec, in the locale's time zone: 0 today, negative when past. */
int hd_locale_days_until(hd_locale_t *locale, hd_time_t sec);

/**
 * Read a date, or a date and time, as a form brings them: of the locale's time zone.
 * @param text  "2026-11-23" (its first moment) or "2026-11-23T08:31"
 * @return UTC, seconds; 0 when it is neither
 */
hd_time_t hd_locale_read(hd_locale_t *locale, const char *text);

/** The day of sec in the locale's time zone, as forms have it: "2026-11-23". @return in pool; NULL for 0 */
const char *hd_locale_day_iso(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool);

/** The time in the locale's time zone, as seconds since 1970-01-01T00:00:00 there: for hd_civil() and hd_civil_days(). */
apr_int64_t hd_locale_local(hd_locale_t *locale, hd_time_t sec);

/** The moment at which a day begins in the locale's time zone. @param day  days since 1970 @return UTC, seconds */
hd_time_t hd_locale_day_begin(hd_locale_t *locale, apr_int64_t day);

/** Money with a non-breaking space: "RSD 4,788.00" / "4.788,00 RSD". @param minor minor units @return in pool */
const char *hd_locale_money(hd_locale_t *locale, apr_int64_t minor, const char *currency, apr_pool_t *pool);

/** How many digits of money in a currency are minor units: 2, but 0 or 3 for some (ISO 4217). */
int hd_currency_digits(const char *currency);

/** A size for people: "412 kB", "18 MB" (powers of 1000). @return in pool */
const char *hd_locale_bytes(hd_locale_t *locale, apr_off_t bytes, apr_pool_t *pool);

/**
 * CLDR's plural category of a whole number. Needs no borrowed locale; safe in any thread.
 * @return "one", "few", "many" or "other"; static
 */
const char *hd_plural(const char *language, apr_int64_t number);

#endif
