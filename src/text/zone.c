/* src/text/zone.c: how far the clock of a time zone is from UTC.
 * May use: base/, ICU. Must not know: languages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "zone.h"

/* The change of the clock before (or at) or after the time that the calendar stands at; `none` when there is none. */
static hd_time_t change(const hd_zone_t *zone, UTimeZoneTransitionType which, hd_time_t none, UErrorCode *status)
{
    UDate date;

    if (!ucal_getTimeZoneTransitionDate(zone->calendar, which, &date, status)) return none;
    return (hd_time_t)(date / 1000.0);
}

static int ask(hd_zone_t *zone, hd_time_t sec, hd_time_t *until)
{
    UErrorCode status = U_ZERO_ERROR;
    int offset, slot = zone->next;

    *until = APR_INT64_MAX;

    ucal_setMillis(zone->calendar, (UDate)sec * 1000.0, &status);
    offset = ucal_get(zone->calendar, UCAL_ZONE_OFFSET, &status) + ucal_get(zone->calendar, UCAL_DST_OFFSET, &status);
    zone->ranges[slot].from = change(zone, UCAL_TZ_TRANSITION_PREVIOUS_INCLUSIVE, APR_INT64_MIN, &status);
    zone->ranges[slot].until = change(zone, UCAL_TZ_TRANSITION_NEXT, APR_INT64_MAX, &status);
    if (U_FAILURE(status)) {
        zone->ranges[slot].from = zone->ranges[slot].until = 0; /* nothing lies in it */
        return 0;
    }
    zone->ranges[slot].offset_sec = offset / 1000;
    *until = zone->ranges[slot].until;
    zone->next = (slot + 1) % HD_ZONE_RANGES;
    if (zone->count < HD_ZONE_RANGES) zone->count++;
    return offset / 1000;
}

int hd_zone_range(hd_zone_t *zone, hd_time_t sec, hd_time_t *until)
{
    int i;

    for (i = 0; i < zone->count; i++) {
        if (sec < zone->ranges[i].from || sec >= zone->ranges[i].until) continue;
        *until = zone->ranges[i].until;
        return zone->ranges[i].offset_sec;
    }
    return ask(zone, sec, until);
}

int hd_zone_offset(hd_zone_t *zone, hd_time_t sec)
{
    hd_time_t until;

    return hd_zone_range(zone, sec, &until);
}
