/* src/web/portal_clock.h: what time it is for a portal: the same on all its front ends.
 * May use: config.h, store/db.h, base/clock.h. Must not know: what is done at which time.
 *
 * Sessions, limits, links and the leases of mails are compared by time, and several machines write them. So the clock of
 * the database's server counts: the worker asks it each second, and by how much this machine's is behind it stands in
 * memory that all processes share. A machine whose clock is wrong by days harms nobody.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_PORTAL_CLOCK_H
#define HD_WEB_PORTAL_CLOCK_H

#include "../store/db.h"
#include "config.h"

/** What is known of the clocks; in memory that processes share. Zeros: nothing yet. */
typedef struct hd_portal_clock_t {
    apr_int64_t behind_sec; /* this machine's behind the database's; negative: ahead of it */
    int known;
    hd_clock_watch_t watch; /* the worker's: of the database's clock */
} hd_portal_clock_t;

#define HD_PORTAL_CLOCK_APART_SEC 2 /* less is the time that an answer takes */

/** The time of a moment. @param here  what this machine's clock showed then @return UTC, seconds */
hd_time_t hd_portal_time(const hd_portal_t *portal, apr_time_t here);

/** By how many seconds this machine's clock is behind; negative: ahead. */
apr_int64_t hd_portal_clock_behind(const hd_portal_t *portal);

/**
 * Ask the database what time it is, and remember how far apart the clocks are.
 * @param[out] now  UTC, seconds; untouched on error
 * @param portal    the portal
 * @param db        the connection
 * @param pool      for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_portal_clock_ask(hd_time_t *now, const hd_portal_t *portal, hd_db_t *db, apr_pool_t *pool);

/** The same, unless somebody has asked since Apache was started: the first request may come before the worker. */
void hd_portal_clock_ask_first(const hd_portal_t *portal, hd_db_t *db, apr_pool_t *pool);

#endif
