/* src/text/zone.h: how far the clock of a time zone is from UTC. For src/text/ only.
 * May use: base/, ICU. Must not know: languages.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_ZONE_H
#define HD_TEXT_ZONE_H

#include <unicode/ucal.h>

#include "../base/clock.h"

#define HD_ZONE_RANGES 8

/** A zone in the hands of one thread, with what ICU said about the times that were asked for last. */
typedef struct hd_zone_t {
    UCalendar *calendar; /* the owner's */
    struct {
        hd_time_t from, until; /* two changes of the clock: from the first, to before the second */
        int offset_sec;
    } ranges[HD_ZONE_RANGES];
    int count, next;
} hd_zone_t;

/**
 * Seconds that local time is ahead of UTC. ICU is asked once for each time between two changes of the clock.
 * @param zone  one thread's; its calendar is moved
 * @param sec   UTC
 * @return the offset; 0 when ICU fails
 */
int hd_zone_offset(hd_zone_t *zone, hd_time_t sec);

/**
 * The same, and for how long it holds.
 * @param zone        one thread's; its calendar is moved
 * @param sec         UTC
 * @param[out] until  the next change of the clock, UTC; the end of time when there is none, or ICU fails
 * @return the offset; 0 when ICU fails
 */
int hd_zone_range(hd_zone_t *zone, hd_time_t sec, hd_time_t *until);

#endif
