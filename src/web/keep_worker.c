/* src/web/keep_worker.c: a turn of the worker that keeps the database up to date.
 * May use: domain/, metrics.h, portal_clock.h, settings.h. Must not know: requests, mail servers.
 *
 * A table of jobs, each on its own: one that fails says so once, and the others are done all the same.
 * SPDX-License-Identifier: Apache-2.0 */
#include "keep_worker.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <http_log.h>

#include "../domain/answer.h"
#include "../domain/directory.h"
#include "../domain/hold.h"
#include "../domain/housekeeping.h"
#include "../domain/leaving.h"
#include "../domain/level_keep.h"
#include "../domain/outbox.h"
#include "../domain/report_keep.h"
#include "../domain/search.h"
#include "../domain/silence.h"
#include "../domain/usual.h"
#include "metrics.h"
#include "module.h"
#include "portal_clock.h"
#include "settings.h"

#define REPORT_USEC 300000 /* of a turn, for the figures of reports */
#define SEARCH_USEC 250000 /* and for the words of what was written */
#define SETTINGS_SEC 2     /* how soon a front end knows what was set on another */
#define TIDY_SEC 600
#define FAR_APART_SEC 60   /* so far apart, clocks are wrong enough for a warning */
#define JOBS_MAX 16

/* What the worker of a process knows from turn to turn. */
typedef struct keeper_t {
    const hd_turn_t *turn;
    hd_sweeper_t sweeper;
    hd_report_keeper_t reports;
    apr_int64_t due[JOBS_MAX]; /* of jobs that are not done at each turn: hd_clock_usec() */
    int fails[JOBS_MAX];       /* failed at the last turn, and that has been said */
    int is_listed;             /* nobody waits for being found (directory.h) */
    apr_int64_t behind_sec;    /* by how much this machine's clock was behind when that was said last */
    int is_due;                /* no mail waits for a time of a clock that was ahead */
    int clock_is_right;        /* nothing else of such a clock is left in the database */
} keeper_t;

typedef hd_error_t *work_t(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool);

typedef struct job_t {
    work_t *work;
    int every_sec;    /* 0: at each turn */
    int needs_steady; /* not on the word of a clock that has just jumped, or of a machine that has just been started */
    const char *log_fault;
} job_t;

static hd_error_t *refresh_settings(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    (void)now;
    return hd_settings_refresh(k->turn->portal->settings, db, pool);
}

/* After the clock went back. Mail at once, for it can only come early; the rest when the clock has stayed where it is for
 * longer than any lease. */
static hd_error_t *mend_clock(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    (void)pool;
    if (!k->is_due) HD_TRY(hd_outbox_clock(db, now));
    k->is_due = 1;
    if (k->clock_is_right || !hd_clock_steady(&k->turn->portal->metrics->clock.watch)) return NULL;
    HD_TRY(hd_outbox_clock_leases(db, now));
    HD_TRY(hd_housekeeping_clock(db, now));
    k->clock_is_right = 1;
    return NULL;
}

static hd_error_t *show_answers(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    (void)k;
    return hd_answers_show_due(db, now, pool);
}

static hd_error_t *end_holds(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    (void)k;
    return hd_holds_end(db, now, pool);
}

static hd_error_t *keep_levels(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    (void)k;
    return hd_levels_keep(db, now, pool);
}

static hd_error_t *read_words(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    const hd_search_run_t reading = { HD_SEARCH_ROUND, SEARCH_USEC, &k->turn->leave };
    apr_int64_t left;

    return hd_search_read_on(&left, db, &reading, now, pool);
}

/* After an upgrade: some of those who cannot be found yet. */
static hd_error_t *list_some(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    int left;

    (void)now;
    if (k->is_listed) return NULL;
    HD_TRY(hd_directory_fill(&left, db, pool));
    k->is_listed = !left;
    return NULL;
}

static hd_error_t *keep_reports(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    return hd_report_keep(NULL, db, &k->reports, REPORT_USEC, now, pool);
}

static hd_error_t *close_silent(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    const hd_silence_t silence = { k->turn->portal->auto_close_days, k->turn->portal->auto_close_warn_days };

    return hd_silence_keep(db, &silence, now, pool);
}

static hd_error_t *keep_usual(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    (void)k;
    return hd_usual_keep(db, now, pool);
}

/* What was assigned in the moment in which somebody left. */
static hd_error_t *release_tickets(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    (void)k;
    return hd_leaving_release(db, NULL, now, pool);
}

static hd_error_t *tidy(keeper_t *k, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    const hd_portal_t *portal = k->turn->portal;
    const hd_keep_terms_t terms = { { portal->session_max_sec, portal->session_idle_sec }, portal->outbox_keep_days };

    return hd_housekeeping(db, &k->sweeper, &terms, now, pool);
}

static const job_t jobs[] = {
    { refresh_settings, SETTINGS_SEC, 0, HDLOGNO(0112) "worker: what is set on other machines is not known" },
    { mend_clock, 0, 0, HDLOGNO(0113) "worker: times of a clock that was wrong stay" },
    { show_answers, 0, 0, HDLOGNO(0114) "worker: answers are not shown when their time has come" },
    { end_holds, 0, 0, HDLOGNO(0115) "worker: no ticket comes back from being on hold" },
    { keep_levels, 0, 0, HDLOGNO(0116) "worker: due times are not kept up to date" },
    { read_words, 0, 0, HDLOGNO(0099) "worker: new texts cannot be searched yet" },
    { list_some, 0, 0, HDLOGNO(0110) "worker: clients from before an upgrade cannot be found yet" },
    { keep_reports, 0, 0, HDLOGNO(0117) "worker: reports are not kept up to date" },
    { close_silent, TIDY_SEC, 1, HDLOGNO(0111) "worker: tickets that nobody answers are not closed" },
    { keep_usual, TIDY_SEC, 1, HDLOGNO(0109) "worker: how long departments usually take is not kept up to date" },
    { release_tickets, TIDY_SEC, 1, HDLOGNO(0107) "worker: tickets stay with staff who do not work there any more" },
    { tidy, TIDY_SEC, 1, HDLOGNO(0096) "worker: tidying up has failed" },
};
#define JOBS ((int)(sizeof(jobs) / sizeof(jobs[0])))
_Static_assert(sizeof(jobs) / sizeof(jobs[0]) <= JOBS_MAX, "a keeper remembers too few jobs");

/** Say how far the clock of this machine is from that of the database, when it is another distance than before. */
static void say_behind(keeper_t *k)
{
    apr_int64_t behind = hd_portal_clock_behind(k->turn->portal), distance = behind < 0 ? -behind : behind;

    if (behind == k->behind_sec) return;
    k->behind_sec = behind;
    ap_log_error(APLOG_MARK, distance >= FAR_APART_SEC ? APLOG_WARNING : APLOG_INFO, 0, k->turn->s, HDLOGNO(0098)
                 "worker: the clock of this machine is %" APR_INT64_T_FMT " seconds %s that of the database, by which the "
                 "portal goes", distance, behind < 0 ? "ahead of" : "behind");
}

/** One that went back: no mail may wait for a time that has gone away again. */
static void look_at_clock(keeper_t *k, hd_time_t now)
{
    apr_int64_t jump = hd_clock_look(&k->turn->portal->metrics->clock.watch, now);

    say_behind(k);
    if (jump) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, k->turn->s, HDLOGNO(0097) "worker: the clock went %s by %" APR_INT64_T_FMT
                     " seconds", jump < 0 ? "back" : "ahead", jump < 0 ? -jump : jump);
    }
    if (jump < 0) k->is_due = k->clock_is_right = 0;
}

static int is_time_for(const keeper_t *k, int job)
{
    if (hd_clock_usec() < k->due[job]) return 0;
    return !jobs[job].needs_steady || hd_clock_steady(&k->turn->portal->metrics->clock.watch);
}

/** @return the error of a database that is away: the turn ends */
static hd_error_t *do_job(keeper_t *k, int job, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_error_t *error = jobs[job].work(k, db, now, pool);

    if (error && error->kind == HD_BUSY) return error;
    if (error && !k->fails[job]) {
        ap_log_error(APLOG_MARK, APLOG_ERR, error->status, k->turn->s, "%s: %s", jobs[job].log_fault,
                     error->detail ? error->detail : error->code);
    }
    k->fails[job] = error != NULL;
    if (jobs[job].every_sec) k->due[job] = hd_clock_usec() + apr_time_from_sec(jobs[job].every_sec);
    return NULL;
}

static hd_error_t *do_jobs(void *baton, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    keeper_t *k = baton;
    int job;

    look_at_clock(k, now);
    for (job = 0; job < JOBS && !hd_flag_is_up(&k->turn->leave); job++) {
        if (is_time_for(k, job)) HD_TRY(do_job(k, job, db, now, pool));
    }
    return NULL;
}

static hd_error_t *begin(void **own, const hd_turn_t *turn, apr_pool_t *pool)
{
    keeper_t *k = apr_pcalloc(pool, sizeof(*k));
    apr_uint16_t place = 0;

    /* Anywhere: children that live for less than a round must not all begin at the same end. */
    apr_generate_random_bytes((unsigned char *)&place, sizeof(place));
    k->turn = turn;
    k->sweeper.files = turn->portal->files;
    k->sweeper.place = place;
    k->sweeper.stop = &turn->leave;
    k->reports.locales = turn->portal->locales;
    k->reports.zone = turn->portal->time_zone;
    *own = k;
    return NULL;
}

static hd_error_t *keep(hd_turn_end_t *end, void *own, const hd_turn_t *turn, apr_pool_t *pool)
{
    (void)end;
    return hd_turn_step(turn, do_jobs, own, pool);
}

const hd_worker_kind_t hd_keep_worker = {
    .name = "helpdesk-keep", .log_fault = HDLOGNO(0108) "worker: the database is not kept up to date", .log_back = NULL,
    .open = begin, .turn = keep,
};
