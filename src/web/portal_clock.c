/* src/web/portal_clock.c: what time it is for a portal, from the database's clock and this machine's.
 * May use: metrics.h, store/db.h. Must not know: what is done at which time.
 * SPDX-License-Identifier: Apache-2.0 */
#include "portal_clock.h"

#include "metrics.h"

static hd_portal_clock_t *clock_of(const hd_portal_t *portal)
{
    return &portal->metrics->clock;
}

apr_int64_t hd_portal_clock_behind(const hd_portal_t *portal)
{
    return __atomic_load_n(&clock_of(portal)->behind_sec, __ATOMIC_RELAXED);
}

hd_time_t hd_portal_time(const hd_portal_t *portal, apr_time_t here)
{
    return apr_time_sec(here) + hd_portal_clock_behind(portal);
}

/* What an answer takes, and where the seconds are cut, must not show. */
static void note(hd_portal_clock_t *clock, apr_int64_t behind)
{
    apr_int64_t change = behind - __atomic_load_n(&clock->behind_sec, __ATOMIC_RELAXED);

    if (behind <= HD_PORTAL_CLOCK_APART_SEC && behind >= -HD_PORTAL_CLOCK_APART_SEC) behind = 0;
    else if (change <= HD_PORTAL_CLOCK_APART_SEC && change >= -HD_PORTAL_CLOCK_APART_SEC) behind -= change;
    __atomic_store_n(&clock->behind_sec, behind, __ATOMIC_RELAXED);
    __atomic_store_n(&clock->known, 1, __ATOMIC_RELAXED);
}

hd_error_t *hd_portal_clock_ask(hd_time_t *now, const hd_portal_t *portal, hd_db_t *db, apr_pool_t *pool)
{
    apr_int64_t began = hd_clock_usec();
    hd_time_t is;

    HD_TRY(hd_db_time(&is, db, pool));
    if (hd_clock_usec() - began <= APR_USEC_PER_SEC) note(clock_of(portal), is - apr_time_sec(apr_time_now()));
    *now = is;
    return NULL;
}

void hd_portal_clock_ask_first(const hd_portal_t *portal, hd_db_t *db, apr_pool_t *pool)
{
    hd_time_t now;

    if (__atomic_load_n(&clock_of(portal)->known, __ATOMIC_RELAXED)) return;
    (void)hd_portal_clock_ask(&now, portal, db, pool); /* a database that is away says so to whoever asks it next */
}
