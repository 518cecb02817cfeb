/* src/text/locale_dates.c: dates and times as people of a language write them.
 * May use: base/, APR, ICU. Must not know: pages, figures.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <string.h>
#include <unicode/udatpg.h>
#include <unicode/ustring.h>

#include "locale_impl.h"
#include "uchars.h"

#define MINUTE_SEC 60
#define HOUR_SEC 3600
#define SKELETON_MAX 16

static const char *const skeletons[HD_PATTERNS] = { "Hm", "yMMMMd", "yMMMd", "dMMMM", "MMM" };

/* Take "{1} 'at' {0}" apart. */
static hd_glue_t read_glue(const UChar *pattern, int32_t length, apr_pool_t *pool)
{
    hd_glue_t glue = { "", "", "", 0 };
    char *text = hd_uchars_utf8(pattern, length, pool), *from = text, *to = text, *time, *date;

    for (; *from; from++) {
        if (*from != '\'') *to++ = *from;
    }
    *to = '\0';
    time = strstr(text, "{0}");
    date = strstr(text, "{1}");
    if (!time || !date) return glue;
    glue.time_first = time < date;
    glue.before = apr_pstrmemdup(pool, text, (apr_size_t)((glue.time_first ? time : date) - text));
    glue.after = (glue.time_first ? date : time) + 3;
    glue.between = apr_pstrmemdup(pool, (glue.time_first ? time : date) + 3,
                                  (apr_size_t)(glue.time_first ? date - time : time - date) - 3);
    return glue;
}

static void open_glue(hd_locale_t *locale, UDateTimePatternGenerator *generator, UErrorCode *status)
{
    int32_t length;
    const UChar *glue = udatpg_getDateTimeFormatForStyle(generator, UDAT_MEDIUM, &length, status);

    if (U_SUCCESS(*status)) locale->glue = read_glue(glue, length, locale->home->pool);
    glue = udatpg_getDateTimeFormatForStyle(generator, UDAT_LONG, &length, status);
    if (U_SUCCESS(*status)) locale->glue_at = read_glue(glue, length, locale->home->pool);
}

void hd_locale_open_dates(hd_locale_t *locale, UErrorCode *status)
{
    UDateTimePatternGenerator *generator = udatpg_open(locale->icu, status);
    int i;

    for (i = 0; i < HD_PATTERNS && U_SUCCESS(*status); i++) {
        UChar skeleton[SKELETON_MAX], pattern[HD_SHORT_TEXT];
        int32_t length;

        u_uastrcpy(skeleton, skeletons[i]);
        length = udatpg_getBestPattern(generator, skeleton, -1, pattern, HD_SHORT_TEXT, status);
        locale->dates[i] = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale->icu, locale->home->zone, -1, pattern, length,
                                     status);
        if (U_SUCCESS(*status)) locale->patterns[i] = hd_date_pattern_make(locale->dates[i], locale->home->pool);
    }
    if (U_SUCCESS(*status)) open_glue(locale, generator, status);
    if (generator) udatpg_close(generator);
}

/* The time in the locale's zone, as seconds since 1970-01-01T00:00:00 there. */
static apr_int64_t local(hd_locale_t *locale, hd_time_t sec)
{
    return sec + hd_zone_offset(&locale->zone, sec);
}

/* A time taken apart: one is mostly written in several ways. */
static const hd_civil_t *take_apart(hd_locale_t *locale, hd_time_t sec)
{
    if (sec != locale->read || !sec) hd_civil(&locale->civil, local(locale, sec));
    locale->read = sec;
    return &locale->civil;
}

static const char *write_date(hd_locale_t *locale, int which, hd_time_t sec, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[HD_SHORT_TEXT];
    int32_t length;

    if (sec == 0) return NULL;
    if (locale->patterns[which] && sec > 0 && sec < HD_TIME_LAST - HD_DAY_SEC) {
        return hd_date_pattern_write(locale->patterns[which], take_apart(locale, sec), pool);
    }
    length = udat_format(locale->dates[which], (UDate)sec * 1000.0, text, HD_SHORT_TEXT, NULL, &status);
    return U_FAILURE(status) ? "" : hd_uchars_utf8(text, length, pool);
}

static const char *join(const hd_glue_t *glue, const char *date, const char *time, apr_pool_t *pool)
{
    return apr_pstrcat(pool, glue->before, glue->time_first ? time : date, glue->between,
                       glue->time_first ? date : time, glue->after, NULL);
}

/* "yesterday", "20 minutes ago": from ICU the first time. */
static const char *offset_text(hd_locale_t *locale, const char **kept, double offset, URelativeDateTimeUnit unit,
                               apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[HD_SHORT_TEXT];
    int32_t length;

    if (*kept) return *kept;
    length = ureldatefmt_format(locale->relative, offset, unit, text, HD_SHORT_TEXT, &status);
    if (U_FAILURE(status)) return "";
    *kept = hd_locale_keep(locale, hd_uchars_utf8(text, length, pool));
    return *kept;
}

static const char *minutes_text(hd_locale_t *locale, int minutes, apr_pool_t *pool)
{
    return offset_text(locale, &locale->minutes[minutes + HD_OFFSET_MINUTES], minutes,
                       minutes ? UDAT_REL_UNIT_MINUTE : UDAT_REL_UNIT_SECOND, pool);
}

const char *hd_locale_relative(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool)
{
    hd_time_t ahead = sec - locale->now;
    int days, is_this_year;

    if (sec == 0) return NULL;
    if (ahead > -HOUR_SEC && ahead < HOUR_SEC) return minutes_text(locale, (int)(ahead / MINUTE_SEC), pool);
    days = hd_locale_days_until(locale, sec);
    if (days >= -1 && days <= 1) {
        return join(&locale->glue_at, offset_text(locale, &locale->days[days + 1], days, UDAT_REL_UNIT_DAY, pool),
                    write_date(locale, HD_TIME, sec, pool), pool);
    }
    is_this_year = take_apart(locale, sec)->year == locale->this_year;
    return write_date(locale, is_this_year ? HD_DAY_MONTH : HD_DATE_SHORT, sec, pool);
}

const char *hd_locale_moment(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool)
{
    const char *date = write_date(locale, HD_DATE, sec, pool);

    return date ? join(&locale->glue, date, write_date(locale, HD_TIME, sec, pool), pool) : NULL;
}

const char *hd_locale_date(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool)
{
    return write_date(locale, HD_DATE, sec, pool);
}

const char *hd_locale_date_short(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool)
{
    return write_date(locale, HD_DATE_SHORT, sec, pool);
}

const char *hd_locale_month(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool)
{
    return write_date(locale, HD_MONTH, sec, pool);
}

int hd_locale_day(hd_locale_t *locale, hd_time_t sec)
{
    return sec ? take_apart(locale, sec)->day : 0;
}

int hd_locale_days_until(hd_locale_t *locale, hd_time_t sec)
{
    return (int)(hd_civil_days(local(locale, sec)) - locale->today);
}

/* Where a clock was put forward or back, the zone's offset is that of the moment itself. */
hd_time_t hd_locale_read(hd_locale_t *locale, const char *text)
{
    char whole[sizeof("2026-11-23T08:31:00Z")];
    apr_size_t length = strlen(text);
    hd_time_t sec;

    if (length != 10 && length != 16) return 0;
    apr_snprintf(whole, sizeof(whole), length == 10 ? "%s" : "%s:00Z", text);
    if (hd_time_parse(&sec, whole) != APR_SUCCESS) return 0;
    sec -= hd_zone_offset(&locale->zone, sec - hd_zone_offset(&locale->zone, sec));
    return sec > 0 ? sec : 0;
}

const char *hd_locale_day_iso(hd_locale_t *locale, hd_time_t sec, apr_pool_t *pool)
{
    return sec ? hd_date_iso(local(locale, sec), pool) : NULL;
}

apr_int64_t hd_locale_local(hd_locale_t *locale, hd_time_t sec)
{
    return local(locale, sec);
}

hd_time_t hd_locale_day_begin(hd_locale_t *locale, apr_int64_t day)
{
    apr_int64_t sec = day * HD_DAY_SEC;

    return sec - hd_zone_offset(&locale->zone, sec - hd_zone_offset(&locale->zone, sec));
}
