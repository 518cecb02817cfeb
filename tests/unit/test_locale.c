/* tests/unit/test_locale.c: dates and money put together here are what ICU would write.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "../../src/text/date_pattern.h"
#include "../../src/text/locale.h"
#include "../../src/text/uchars.h"
#include "../../src/text/zone.h"

#define ROUNDS 2000
#define TEXT_MAX 256

static const char *const languages[] = { "en", "sr-Latn", "sr-Cyrl" };
static const char *const icu_names[] = { "en_GB", "sr_Latn_RS", "sr_Cyrl_RS" };

static int setup(void **state)
{
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    srand(7);
    *state = pool;
    return 0;
}

static int teardown(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

/* From 1970 to 2200; every third one within an hour of a moment at which clocks may change. */
static hd_time_t random_time(void)
{
    hd_time_t sec = 1 + ((hd_time_t)rand() << 16 ^ rand()) % APR_INT64_C(7258118400);

    return rand() % 3 ? sec : sec - sec % 3600 + rand() % 3 - 1;
}

static UDateFormat *open_format(const char *locale, const char *zone, const char *pattern, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t zone_length, length;
    const UChar *in = hd_uchars(&length, pattern, 0, pool);
    UDateFormat *format = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale, hd_uchars(&zone_length, zone, 0, pool), -1, in,
                                    length, &status);

    assert_true(U_SUCCESS(status));
    return format;
}

static const char *by_icu(const UDateFormat *format, hd_time_t sec, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[TEXT_MAX];
    int32_t length = udat_format(format, (UDate)sec * 1000.0, text, TEXT_MAX, NULL, &status);

    assert_true(U_SUCCESS(status));
    return hd_uchars_utf8(text, length, pool);
}

static void compare_dates(const char *locale, const char *zone_name, const char *pattern, apr_pool_t *pool)
{
    UDateFormat *format = open_format(locale, zone_name, pattern, pool);
    const hd_date_pattern_t *made = hd_date_pattern_make(format, pool);
    UErrorCode status = U_ZERO_ERROR;
    hd_zone_t zone = { .calendar = ucal_clone(udat_getCalendar(format), &status) };
    apr_pool_t *turn;

    assert_true(U_SUCCESS(status));
    assert_non_null(made);
    apr_pool_create(&turn, pool);
    for (int i = 0; i < ROUNDS; i++) {
        hd_time_t sec = random_time();
        hd_civil_t civil;
        hd_civil(&civil, sec + hd_zone_offset(&zone, sec));
        assert_string_equal(hd_date_pattern_write(made, &civil, turn), by_icu(format, sec, turn));
        apr_pool_clear(turn);
    }
    ucal_close(zone.calendar);
    udat_close(format);
}

static void dates_are_what_icu_writes(void **state)
{
    static const char *const zones[] = { "Europe/Belgrade", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
                                         "Africa/Monrovia", "Pacific/Apia", "UTC" };
    static const char *const patterns[] = { "HH:mm", "d MMMM y", "d. MMM y.", "d. MMMM", "LLL", "yyyy-MM-dd 'at' H''m" };

    for (size_t l = 0; l < 3; l++) {
        for (size_t z = 0; z < sizeof(zones) / sizeof(zones[0]); z++) {
            for (size_t p = 0; p < sizeof(patterns) / sizeof(patterns[0]); p++) {
                compare_dates(icu_names[l], zones[z], patterns[p], *state);
            }
        }
    }
}

static void what_cannot_be_taken_apart_is_left_to_icu(void **state)
{
    static const char *const patterns[] = { "EEEE d MMMM", "yy", "h:mm a", "HH:mm z", "MMMMM", "QQQ" };
    apr_pool_t *pool = *state;

    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        UDateFormat *format = open_format("en_GB", "UTC", patterns[i], pool);
        assert_null(hd_date_pattern_make(format, pool));
        udat_close(format);
    }
    /* right letters, but other digits than are written here; other eras */
    UDateFormat *arabic = open_format("ar_EG@numbers=arab", "UTC", "d MMMM y", pool);
    UDateFormat *buddhist = open_format("th_TH@calendar=buddhist", "UTC", "d MMMM y", pool);
    assert_null(hd_date_pattern_make(arabic, pool));
    assert_null(hd_date_pattern_make(buddhist, pool));
    udat_close(arabic);
    udat_close(buddhist);
}

static const char *money_by_icu(UNumberFormat *format, apr_int64_t minor, int digits, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[TEXT_MAX];
    apr_int64_t scale = digits == 3 ? 1000 : digits ? 100 : 1;
    const char *figure = digits ? apr_psprintf(pool, "%" APR_INT64_T_FMT ".%0*d", minor / scale, digits, (int)(minor % scale))
                                : apr_psprintf(pool, "%" APR_INT64_T_FMT, minor);
    int32_t length = unum_formatDecimal(format, figure, -1, text, TEXT_MAX, NULL, &status);

    assert_true(U_SUCCESS(status));
    return hd_uchars_utf8(text, length, pool);
}

static UNumberFormat *open_money(const char *locale, const char *currency, int digits)
{
    UErrorCode status = U_ZERO_ERROR;
    UNumberFormat *format = unum_open(UNUM_CURRENCY_ISO, NULL, 0, locale, NULL, &status);
    UChar code[4];

    u_uastrcpy(code, currency);
    unum_setTextAttribute(format, UNUM_CURRENCY_CODE, code, 3, &status);
    unum_setAttribute(format, UNUM_MIN_FRACTION_DIGITS, digits);
    unum_setAttribute(format, UNUM_MAX_FRACTION_DIGITS, digits);
    assert_true(U_SUCCESS(status));
    return format;
}

/* Ten currencies in turn: more than have a form of their own. */
static void money_is_what_icu_writes(void **state)
{
    static const char *const currencies[] = { "RSD", "EUR", "JPY", "KWD", "USD", "CHF", "GBP", "HUF", "BAM", "ISK" };
    apr_pool_t *pool = *state, *turn;
    hd_locales_t *locales;
    hd_locale_t *locale;

    apr_pool_create(&turn, pool);
    assert_null(hd_locales_create(&locales, "Europe/Belgrade", pool));
    for (int l = 0; l < 3; l++) {
        UNumberFormat *formats[10];
        assert_null(hd_locale_borrow(&locale, locales, languages[l], 1795422660, pool));
        for (int c = 0; c < 10; c++) formats[c] = open_money(icu_names[l], currencies[c], hd_currency_digits(currencies[c]));
        for (int i = 0; i < ROUNDS; i++) {
            int c = rand() % 10;
            apr_int64_t minor = (((apr_int64_t)rand() << 31) ^ rand()) >> (rand() % 62);
            assert_string_equal(hd_locale_money(locale, minor, currencies[c], turn),
                                money_by_icu(formats[c], minor, hd_currency_digits(currencies[c]), turn));
            apr_pool_clear(turn);
        }
        for (int c = 0; c < 10; c++) unum_close(formats[c]);
    }
}

/* By Python's zoneinfo; the nights on which the clock goes forward and back among them. */
static void days_of_forms_are_of_the_zone(void **state)
{
    static const struct { const char *text; hd_time_t sec; } cases[] = {
        { "2026-11-23", 1795388400 },
        { "2026-11-23T08:31", 1795419060 },
        { "2026-07-01", 1782856800 },
        { "2026-03-29T01:59", 1774745940 },
        { "2026-03-29T03:00", 1774746000 },
        { "2026-10-25T01:59", 1792886340 },
        { "2026-10-25T03:00", 1792893600 },
    };
    static const char *const bad[] = { "", "2026-02-30", "2026-11-23T24:00", "2026-11-23T08:60",
                                       "2026-11-23 08:31", "23.11.2026", "2026-11-23T08:31Z",
                                       "tomorrow", "1969-01-01" };
    apr_pool_t *pool = *state;
    hd_locales_t *locales;
    hd_locale_t *locale;
    size_t i;

    assert_null(hd_locales_create(&locales, "Europe/Belgrade", pool));
    assert_null(hd_locale_borrow(&locale, locales, "en", 1795422660, pool));
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) assert_int_equal(hd_locale_read(locale, cases[i].text), cases[i].sec);
    for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) assert_int_equal(hd_locale_read(locale, bad[i]), 0);
    assert_string_equal(hd_locale_day_iso(locale, cases[0].sec, pool), "2026-11-23");
    assert_null(hd_locale_day_iso(locale, 0, pool));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(dates_are_what_icu_writes),
        TEST(what_cannot_be_taken_apart_is_left_to_icu),
        TEST(money_is_what_icu_writes),
        TEST(days_of_forms_are_of_the_zone),
    };
    apr_initialize();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    apr_terminate();
    return failed;
}
