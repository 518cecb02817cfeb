/* src/text/locale.c: the stock of locales, and how they are lent.
 * May use: base/, APR, ICU. Must not know: pages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "locale.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/ustring.h>

#include "locale_impl.h"
#include "uchars.h"

#define ZONE_MAX 64

static const struct {
    const char *language;
    const char *icu; /* the region sets the clock of 24 hours and the order of a date */
} languages[HD_LOCALE_LANGUAGES] = { { "en", "en_GB" }, { "sr-Latn", "sr_Latn_RS" }, { "sr-Cyrl", "sr_Cyrl_RS" } };

int hd_time_zone_valid(const char *time_zone)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar id[ZONE_MAX], canonical[HD_SHORT_TEXT];
    UBool is_system = 0;

    if (strlen(time_zone) >= ZONE_MAX || strcmp(time_zone, UCAL_UNKNOWN_ZONE_ID) == 0) return 0;
    u_uastrcpy(id, time_zone);
    ucal_getCanonicalTimeZoneID(id, -1, canonical, HD_SHORT_TEXT, &is_system, &status);
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

    if (locale->zone.calendar) ucal_close(locale->zone.calendar);
    for (i = 0; i < HD_PATTERNS; i++) {
        if (locale->dates[i]) udat_close(locale->dates[i]);
    }
    if (locale->relative) ureldatefmt_close(locale->relative);
    if (locale->money) unum_close(locale->money);
    for (i = 0; i < HD_LOCALE_UNITS; i++) {
        if (locale->units[i]) unumf_close(locale->units[i]);
    }
    if (locale->size) unumf_closeResult(locale->size);
    return APR_SUCCESS;
}

/** Open a locale; the caller holds the mutex. @return NULL when ICU fails, the reason in *status */
static hd_locale_t *open_locale(hd_locales_t *home, int language, UErrorCode *status)
{
    hd_locale_t *locale = apr_pcalloc(home->pool, sizeof(*locale));

    locale->home = home;
    locale->language = language;
    locale->icu = languages[language].icu;
    apr_pool_cleanup_register(home->pool, locale, close_locale, apr_pool_cleanup_null);
    locale->zone.calendar = ucal_open(home->zone, -1, locale->icu, UCAL_GREGORIAN, status);
    hd_locale_open_dates(locale, status);
    locale->relative = ureldatefmt_open(locale->icu, NULL, UDAT_STYLE_LONG, UDISPCTX_CAPITALIZATION_NONE, status);
    locale->money = unum_open(UNUM_CURRENCY_ISO, NULL, 0, locale->icu, NULL, status);
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

const char *hd_locale_keep(hd_locale_t *locale, const char *text)
{
    const char *copy;

    apr_thread_mutex_lock(locale->home->mutex);
    copy = apr_pstrdup(locale->home->pool, text);
    apr_thread_mutex_unlock(locale->home->mutex);
    return copy;
}

/* What is now, for "today" and "this year". */
static void set_now(hd_locale_t *locale, hd_time_t now)
{
    apr_int64_t local = now + hd_zone_offset(&locale->zone, now);
    hd_civil_t civil;

    hd_civil(&civil, local);
    locale->now = now;
    locale->today = hd_civil_days(local);
    locale->this_year = civil.year;
}

hd_error_t *hd_locale_borrow(hd_locale_t **locale, hd_locales_t *locales, const char *language, hd_time_t now,
                             apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    hd_locale_t *taken;
    int i = 0;

    while (i < HD_LOCALE_LANGUAGES && strcmp(languages[i].language, language) != 0) i++;
    if (i == HD_LOCALE_LANGUAGES) return hd_error(pool, HD_BROKEN, "server-locale", "unknown language \"%s\"", language);
    apr_thread_mutex_lock(locales->mutex);
    taken = locales->stock[i];
    if (taken) locales->stock[i] = taken->next;
    else taken = open_locale(locales, i, &status);
    apr_thread_mutex_unlock(locales->mutex);
    if (!taken) {
        return hd_error(pool, HD_BROKEN, "server-locale", "ICU, %s: %s", languages[i].icu, u_errorName(status));
    }
    apr_pool_cleanup_register(pool, taken, give_back, apr_pool_cleanup_null);
    set_now(taken, now);
    *locale = taken;
    return NULL;
}
