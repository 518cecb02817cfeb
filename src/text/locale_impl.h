/* src/text/locale_impl.h: what the files of locale.h share. For src/text/locale*.c only.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_LOCALE_IMPL_H
#define HD_TEXT_LOCALE_IMPL_H

#include <apr_thread_mutex.h>
#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/unumberformatter.h>
#include <unicode/ureldatefmt.h>

#include "date_pattern.h"
#include "locale.h"
#include "zone.h"

#define HD_SHORT_TEXT 256      /* units: more than any date, time or figure takes */
#define HD_LOCALE_UNITS 5      /* of sizes, from bytes to terabytes */
#define HD_LOCALE_LANGUAGES 3
#define HD_LOCALE_CURRENCIES 8

/** The patterns of a locale, as skeletons of CLDR. */
enum { HD_TIME, HD_DATE, HD_DATE_SHORT, HD_DAY_MONTH, HD_MONTH, HD_PATTERNS };

/** How a date and a time stand together: "{1} 'at' {0}". */
typedef struct hd_glue_t {
    const char *before, *between, *after;
    int time_first;
} hd_glue_t;

/** How money of a currency is written. */
typedef struct hd_money_form_t {
    char currency[4];
    int digits;         /* of the minor unit */
    int is_simple;      /* what stands here is enough; else ICU writes */
    const char *before, *group, *point, *after;
} hd_money_form_t;

/** Texts of "20 minutes ago" and "yesterday", once they were asked for: from -59 minutes on, from -1 day on. */
#define HD_OFFSET_MINUTES 59

struct hd_locale_t {
    hd_locales_t *home;
    hd_locale_t *next; /* in the stock */
    const char *icu;   /* ICU's name of the language and region */
    int language;
    hd_time_t now;
    apr_int64_t today; /* days since 1970 */
    int this_year;
    hd_zone_t zone;
    hd_time_t read;    /* the time that was taken apart last; 0: none */
    hd_civil_t civil;  /* that time in the zone */
    UDateFormat *dates[HD_PATTERNS];
    const hd_date_pattern_t *patterns[HD_PATTERNS]; /* the same taken apart; NULL: ICU writes */
    URelativeDateTimeFormatter *relative;
    const char *minutes[2 * HD_OFFSET_MINUTES + 1], *days[3];
    hd_glue_t glue, glue_at; /* "{1}, {0}" and "{1} 'at' {0}" */
    UNumberFormat *money;
    char currency[4];  /* that money is set to */
    hd_money_form_t forms[HD_LOCALE_CURRENCIES]; /* of the currencies met first */
    int forms_count;
    UNumberFormatter *units[HD_LOCALE_UNITS];
    UFormattedNumber *size;
};

struct hd_locales_t {
    apr_pool_t *pool; /* with an allocator of its own: used under the mutex by any thread */
    apr_thread_mutex_t *mutex;
    const UChar *zone;
    hd_locale_t *stock[HD_LOCALE_LANGUAGES];
};

/** Open the formatters of dates; the caller holds the stock's mutex. @param[in,out] status  ICU's */
void hd_locale_open_dates(hd_locale_t *locale, UErrorCode *status);

/** Copy a text to where it lives as long as the process. */
const char *hd_locale_keep(hd_locale_t *locale, const char *text);

#endif
