/* src/web/worker.c: the callback of mod_watchdog: sees answers and mails out each second, and tidies up every ten minutes.
 * May use: domain/, mail/, store/, mod_watchdog, mod_dbd. Must not know: requests.
 *
 * mod_watchdog runs a thread for the callbacks of a name, in one child at a time. Each portal has a name of its own: a
 * mail server that hangs holds up nobody else's mail. When the child ends, nobody waits for those threads, and
 * mod_dbd's pool stops the process with an assertion if a connection is still out. So the end of the child waits for
 * the turns to end, and a crash at any moment costs no more than a lease.
 * SPDX-License-Identifier: Apache-2.0 */
#include "worker.h"

#include <unistd.h>

#include <apr_dbd.h>
#include <apr_general.h>
#include <apr_optional.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <http_core.h>
#include <http_log.h>
#include <mod_dbd.h>
#include <mod_watchdog.h>

#include "../base/flag.h"
#include "../domain/answer.h"
#include "../domain/directory.h"
#include "../domain/hold.h"
#include "../domain/housekeeping.h"
#include "../domain/level_keep.h"
#include "../domain/outbox.h"
#include "../domain/report_keep.h"
#include "../domain/silence.h"
#include "../domain/usual.h"
#include "../domain/search.h"
#include "../mail/compose.h"
#include "connections.h"
#include "hook_worker.h"
#include "metrics.h"
#include "module.h"
#include "settings.h"

#define WATCHDOG_NAME "_helpdesk_%d_" /* the worker's place among those that there are */
#define MAILS_A_TURN 100
#define TIDY_SEC 600
#define SETTINGS_SEC 2  /* how soon a front end knows what was set on another */
#define REPORT_USEC 300000 /* a turn may read so long for the figures of reports: mail waits meanwhile */
#define SEARCH_USEC 250000 /* of a turn, for the words of what was written */
#define FAR_APART_SEC 60 /* so far apart, clocks are wrong enough for a warning */
#define IDLE_SEC 2 /* between looks for calls of webhooks, while there are none */
#define PAUSE_MAX_SEC 8 /* between turns while the database or the mail server is away */
#define FINISH_SEC 2    /* at the end of a child: what the mail in hand may take yet */
#define BREAK_OFF_SEC 4 /* and what breaking it off may take */

static const char workers_key[] = "helpdesk-workers"; /* of pconf: the workers, in an array */

/** A worker of a portal: one for its mail and all else, one for its webhooks. Made in pconf; what is below
 * the line belongs to the thread of the child that runs it. */
typedef struct worker_t {
    server_rec *s;
    hd_portal_t *portal;
    int calls_hooks;
    apr_thread_mutex_t *turn; /* of this child; held during a turn, and for ever once the child ends */
    int held;                 /* the child ends, and has the mutex */
    hd_flag_t leave;          /* no further mail */
    hd_flag_t break_off;      /* nor this one */
    /* ---- */
    apr_pool_t *pool;       /* unmanaged: nothing may be taken away from under the thread when the child exits */
    int ready;
    hd_post_t *post;        /* for mail */
    const char *owner;
    int away;               /* the database was away at the last turn, and that has been said */
    int pause_sec;          /* 0: the last turn went well */
    apr_int64_t not_before; /* of the next turn: hd_clock_usec() */
    apr_int64_t tidy_at;    /* the same */
    apr_int64_t settings_at; /* the same */
    hd_sweeper_t sweeper;
    int is_listed;          /* nobody waits for being found (directory.h) */
    apr_int64_t behind_sec; /* by how much this machine's clock was behind when that was said last */
    int is_due;             /* no mail waits for a time of a clock that was ahead */
    int holds_fail;         /* holds could not be ended at the last turn, and that has been said */
    int levels_fail;        /* so for what was promised */
    int reports_fail;       /* so for the figures of reports */
    int clock_is_right;     /* nothing else of such a clock is left in the database */
    int search_failed;      /* words were not kept at the last turn, and that has been said */
} worker_t;

/** Make what the thread of this child needs. */
static void get_ready(worker_t *w)
{
    hd_error_t *error;
    char host[64] = "";
    apr_uint16_t place = 0;

    if (w->ready) return;
    if (apr_pool_create_unmanaged_ex(&w->pool, NULL, NULL) != APR_SUCCESS) return;
    gethostname(host, sizeof(host) - 1);
    w->owner = apr_psprintf(w->pool, "%.12s-%ld", host, (long)getpid());
    if (w->calls_hooks) {
        w->ready = 1;
        return;
    }
    /* Anywhere: children that live for less than a round must not all begin at the same end. */
    apr_generate_random_bytes((unsigned char *)&place, sizeof(place));
    w->sweeper.files = w->portal->files;
    w->sweeper.place = place;
    w->sweeper.stop = &w->leave;
    error = hd_post_open(&w->post, w->portal->transport, &w->break_off, w->pool);
    if (error) {
        ap_log_error(APLOG_MARK, APLOG_ERR, error->status, w->s, HDLOGNO(0090)
                     "worker: the way out for mail cannot be opened: %s", error->detail);
    }
    w->ready = error == NULL;
}

/** Say once that the database is away, and once that it is back. */
static void note_database(worker_t *w, const hd_error_t *error)
{
    if (error && !w->away) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, error->status, w->s, HDLOGNO(0091) "worker: no mail goes out: %s",
                     error->detail ? error->detail : error->code);
    } else if (!error && w->away) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, w->s, HDLOGNO(0092) "worker: the database is back");
    }
    w->away = error != NULL;
}

/** When the next turn is: at once while all goes well, after growing pauses while nothing gets through. */
static void schedule(worker_t *w, int went_well)
{
    if (went_well) {
        w->pause_sec = 0;
    } else {
        w->pause_sec = w->pause_sec ? w->pause_sec * 2 : 1;
        if (w->pause_sec > PAUSE_MAX_SEC) w->pause_sec = PAUSE_MAX_SEC;
    }
    w->not_before = hd_clock_usec() + apr_time_from_sec(w->pause_sec);
}

/** Say that a part of tidying up has failed: the others, and mail, go on. @return the error of a database that is away */
static hd_error_t *tidied(const worker_t *w, hd_error_t *error)
{
    if (!error || error->kind == HD_BUSY) return error;
    ap_log_error(APLOG_MARK, APLOG_ERR, error->status, w->s, HDLOGNO(0096) "worker: tidying up has failed: %s",
                 error->detail ? error->detail : error->code);
    return NULL;
}

/** Nothing is deleted on the word of a clock that has just jumped, or of a machine that has just been started: it may jump
 * back. */
static hd_error_t *tidy(worker_t *w, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    const hd_session_terms_t terms = { w->portal->session_max_sec, w->portal->session_idle_sec };
    const hd_silence_t silence = { w->portal->auto_close_days, w->portal->auto_close_warn_days };

    if (hd_clock_usec() < w->tidy_at || !hd_clock_steady(&w->portal->metrics->clock.watch)) return NULL;
    w->tidy_at = hd_clock_usec() + apr_time_from_sec(TIDY_SEC);
    HD_TRY(tidied(w, hd_silence_keep(db, &silence, now, pool)));
    HD_TRY(tidied(w, hd_usual_keep(db, now, pool)));
    return tidied(w, hd_housekeeping(db, &w->sweeper, &terms, now, pool));
}

/** See what administrators have set elsewhere. */
static hd_error_t *refresh_settings(worker_t *w, hd_db_t *db, apr_pool_t *pool)
{
    if (hd_clock_usec() < w->settings_at) return NULL;
    HD_TRY(hd_settings_refresh(w->portal->settings, db, pool));
    w->settings_at = hd_clock_usec() + apr_time_from_sec(SETTINGS_SEC);
    return NULL;
}

/** Tickets come back from being on hold. What goes wrong there is said once: mail goes out all the same. */
static hd_error_t *end_holds(worker_t *w, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_error_t *error = hd_holds_end(db, now, pool);
    int is_fault = error && error->kind != HD_BUSY;

    if (is_fault && !w->holds_fail) {
        ap_log_error(APLOG_MARK, APLOG_ERR, error->status, w->s, HDLOGNO(0115)
                     "worker: no ticket comes back from being on hold: %s", error->detail ? error->detail : error->code);
    }
    w->holds_fail = is_fault;
    return is_fault ? NULL : error;
}

/** Where tickets stand follows what has happened. What goes wrong there is said once: mail goes out all the same. */
static hd_error_t *keep_levels(worker_t *w, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_error_t *error = hd_levels_keep(db, now, pool);
    int is_fault = error && error->kind != HD_BUSY;

    if (is_fault && !w->levels_fail) {
        ap_log_error(APLOG_MARK, APLOG_ERR, error->status, w->s, HDLOGNO(0116) "worker: due times are not kept up to date: %s",
                     error->detail ? error->detail : error->code);
    }
    w->levels_fail = is_fault;
    return is_fault ? NULL : error;
}

/** The figures of reports follow what has happened. What goes wrong there is said once: mail goes out all the same. */
static hd_error_t *keep_reports(worker_t *w, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_error_t *error = hd_report_keep(NULL, db, w->portal->locales, w->portal->time_zone, REPORT_USEC, now, pool);
    int is_fault = error && error->kind != HD_BUSY;

    if (is_fault && !w->reports_fail) {
        ap_log_error(APLOG_MARK, APLOG_ERR, error->status, w->s, HDLOGNO(0117) "worker: reports are not kept up to date: %s",
                     error->detail ? error->detail : error->code);
    }
    w->reports_fail = is_fault;
    return is_fault ? NULL : error;
}

/** Say how far the clock of this machine is from that of the database, when it is another distance than before. */
static void say_behind(worker_t *w)
{
    apr_int64_t behind = hd_portal_clock_behind(w->portal), distance = behind < 0 ? -behind : behind;

    if (behind == w->behind_sec) return;
    w->behind_sec = behind;
    ap_log_error(APLOG_MARK, distance >= FAR_APART_SEC ? APLOG_WARNING : APLOG_INFO, 0, w->s, HDLOGNO(0098)
                 "worker: the clock of this machine is %" APR_INT64_T_FMT " seconds %s that of the database, by which the "
                 "portal goes", distance, behind < 0 ? "ahead of" : "behind");
}

/** What time it is, by the database. One that went back: no mail may wait for a time that has gone away again. */
static hd_error_t *look_at_clock(hd_time_t *now, worker_t *w, hd_db_t *db, apr_pool_t *pool)
{
    apr_int64_t jump;

    HD_TRY(hd_portal_clock_ask(now, w->portal, db, pool));
    say_behind(w);
    jump = hd_clock_look(&w->portal->metrics->clock.watch, *now);
    if (jump) {
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, w->s, HDLOGNO(0097) "worker: the clock went %s by %" APR_INT64_T_FMT
                     " seconds", jump < 0 ? "back" : "ahead", jump < 0 ? -jump : jump);
    }
    if (jump < 0) w->is_due = w->clock_is_right = 0;
    return NULL;
}

/** Mail at once, for it can only come early; the rest when the clock has stayed where it is for longer than any lease. */
static hd_error_t *mend_clock(worker_t *w, hd_db_t *db, hd_time_t now)
{
    if (!w->is_due) HD_TRY(hd_outbox_clock(db, now));
    w->is_due = 1;
    if (w->clock_is_right || !hd_clock_steady(&w->portal->metrics->clock.watch)) return NULL;
    HD_TRY(hd_outbox_clock_leases(db, now));
    HD_TRY(hd_housekeeping_clock(db, now));
    w->clock_is_right = 1;
    return NULL;
}

/** Keep the words of what was written. What goes wrong with that is said once, for itself: mail goes out all the same. */
static hd_error_t *read_words(worker_t *w, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    const hd_search_run_t reading = { HD_SEARCH_ROUND, SEARCH_USEC, &w->leave };
    apr_int64_t left;
    hd_error_t *error = hd_search_read_on(&left, db, &reading, now, pool);

    if (error && error->kind == HD_BUSY) return error;
    if (error && !w->search_failed) {
        ap_log_error(APLOG_MARK, APLOG_ERR, error->status, w->s, HDLOGNO(0099) "worker: new texts cannot be searched yet: %s",
                     error->detail ? error->detail : error->code);
    }
    w->search_failed = error != NULL;
    return NULL;
}

/** After an upgrade: some of those who cannot be found yet. */
static hd_error_t *list_some(worker_t *w, hd_db_t *db, apr_pool_t *pool)
{
    int left;

    if (w->is_listed) return NULL;
    HD_TRY(hd_directory_fill(&left, db, pool));
    w->is_listed = !left;
    return NULL;
}

/** One turn with a connection. @param[out] stuck  1 when mails are due and none gets through @param[out] sent  mails */
static hd_error_t *work(int *stuck, int *sent, worker_t *w, hd_db_t *db, apr_pool_t *pool)
{
    const hd_portal_t *portal = w->portal;
    hd_composer_t composer = { portal->theme, portal->brand, portal->url, portal->locale };
    hd_outbox_run_t run;
    hd_time_t now;
    int waiting;

    *stuck = *sent = 0;
    run.post = w->post;
    run.from = portal->mail_from;
    run.host = portal->url_host;
    run.secret = portal->secret;
    run.default_language = portal->locale;
    run.owner = w->owner;
    run.lease_sec = HD_OUTBOX_LEASE_SEC;
    run.compose = hd_compose_mail;
    run.compose_baton = &composer;
    run.stop = &w->leave;

    HD_TRY(look_at_clock(&now, w, db, pool));
    HD_TRY(refresh_settings(w, db, pool));
    run.invitation_sec = hd_settings_number(portal->settings, HD_SETTING_INVITATION_DAYS) * HD_DAY_SEC;
    HD_TRY(mend_clock(w, db, now));
    HD_TRY(hd_answers_show_due(db, now, pool));
    HD_TRY(end_holds(w, db, now, pool));
    HD_TRY(keep_levels(w, db, now, pool));
    HD_TRY(hd_outbox_deliver(sent, &waiting, db, &run, MAILS_A_TURN, now, pool));
    *stuck = waiting > 0 && *sent == 0;
    HD_TRY(read_words(w, db, now, pool));
    HD_TRY(list_some(w, db, pool));
    HD_TRY(keep_reports(w, db, now, pool));
    return tidy(w, db, now, pool);
}

static void take_turn(worker_t *w, apr_pool_t *pool)
{
    hd_error_t *error;
    ap_dbd_t *database;
    hd_db_t *db = NULL;
    int stuck = 0, sent = 0;

    if (hd_clock_usec() < w->not_before) return;
    database = hd_connections_open(w->portal, w->s, pool);
    if (database) {
        error = hd_portal_db(&db, w->portal, database, pool);
        if (!error) error = work(&stuck, &sent, w, db, pool);
        hd_connections_close(w->portal, w->s, database, db);
    } else {
        error = hd_error(pool, HD_BUSY, "database-away", "the database does not answer");
    }
    note_database(w, error);
    hd_metrics_turn(w->portal->metrics, error ? HD_TURN_FAILED : stuck ? HD_TURN_STUCK : HD_TURN_OK, sent);
    schedule(w, !error && !stuck);
}

/** A turn of the one for webhooks. That the database is away the other one says. */
static void take_hook_turn(worker_t *w, apr_pool_t *pool)
{
    const hd_hook_turn_t turn = { w->s, w->portal, w->owner, &w->leave, &w->break_off };
    hd_error_t *error;
    int idle = 0;

    if (hd_clock_usec() < w->not_before) return;
    error = hd_hook_turn(&idle, &turn, pool);
    if (error && error->kind != HD_BUSY && !w->away) {
        ap_log_error(APLOG_MARK, APLOG_ERR, error->status, w->s, HDLOGNO(0118) "worker: webhooks are not called: %s",
                     error->detail ? error->detail : error->code);
    }
    w->away = error != NULL;
    schedule(w, !error);
    if (idle) w->not_before = hd_clock_usec() + apr_time_from_sec(IDLE_SEC);
}

/** One turn, unless the child ends. */
static void run(worker_t *w, apr_pool_t *pool)
{
    apr_pool_t *scratch;

    if (!w->ready || !w->turn || apr_thread_mutex_trylock(w->turn) != APR_SUCCESS) return;
    if (!hd_flag_is_up(&w->leave) && apr_pool_create(&scratch, pool) == APR_SUCCESS) {
        if (w->calls_hooks) take_hook_turn(w, scratch);
        else take_turn(w, scratch);
        apr_pool_destroy(scratch);
    }
    apr_thread_mutex_unlock(w->turn);
}

/** APR_SUCCESS always: with anything else mod_watchdog would never call again. */
static apr_status_t callback(int state, void *data, apr_pool_t *pool)
{
    worker_t *w = data;

    switch (state) {
    case AP_WATCHDOG_STATE_STARTING: get_ready(w); break;
    case AP_WATCHDOG_STATE_RUNNING: run(w, pool); break;
    default: hd_flag_raise(&w->leave); break;
    }
    return APR_SUCCESS;
}

/** Wait until each worker has let go, all in all no longer than some seconds. @return how many have not */
static int wait_for_all(const apr_array_header_t *workers, int seconds)
{
    apr_int64_t until = hd_clock_usec() + apr_time_from_sec(seconds);
    int i, busy = 0;

    for (i = 0; i < workers->nelts; i++) {
        worker_t *w = APR_ARRAY_IDX(workers, i, worker_t *);
        apr_interval_time_t left = until - hd_clock_usec();

        if (!w->turn || w->held) continue;
        w->held = apr_thread_mutex_timedlock(w->turn, left > 0 ? left : 0) == APR_SUCCESS;
        if (!w->held) busy++;
    }
    return busy;
}

/** Before a child's pools go: let the mails in hand end, and keep the threads from beginning another turn. */
static apr_status_t end_of_child(void *data)
{
    const apr_array_header_t *workers = data;
    int i;

    for (i = 0; i < workers->nelts; i++) hd_flag_raise(&APR_ARRAY_IDX(workers, i, worker_t *)->leave);
    if (!wait_for_all(workers, FINISH_SEC)) return APR_SUCCESS;
    for (i = 0; i < workers->nelts; i++) hd_flag_raise(&APR_ARRAY_IDX(workers, i, worker_t *)->break_off);
    wait_for_all(workers, BREAK_OFF_SEC);
    return APR_SUCCESS;
}

void hd_worker_child_init(apr_pool_t *pchild, server_rec *s)
{
    apr_array_header_t *workers = NULL;
    void *found = NULL;
    int i;

    apr_pool_userdata_get(&found, workers_key, s->process->pconf);
    workers = found;
    if (!workers) return;
    hd_letter_init();
    hd_deliver_init();
    for (i = 0; i < workers->nelts; i++) {
        worker_t *w = APR_ARRAY_IDX(workers, i, worker_t *);
        apr_status_t status = apr_thread_mutex_create(&w->turn, APR_THREAD_MUTEX_TIMED, pchild);

        if (status == APR_SUCCESS) continue;
        w->turn = NULL;
        ap_log_error(APLOG_MARK, APLOG_CRIT, status, w->s, HDLOGNO(0095) "worker: no mutex: no mail goes out");
    }
    apr_pool_pre_cleanup_register(pchild, workers, end_of_child);
}

/** Keep a worker where hd_worker_child_init finds it. @return its place among them */
static int remember(worker_t *w, apr_pool_t *pconf)
{
    apr_array_header_t *workers;
    void *found = NULL;

    apr_pool_userdata_get(&found, workers_key, pconf);
    if (!found) {
        found = apr_array_make(pconf, 1, sizeof(worker_t *));
        apr_pool_userdata_setn(found, workers_key, NULL, pconf);
    }
    workers = found;
    APR_ARRAY_PUSH(workers, worker_t *) = w;
    return workers->nelts - 1;
}

/** Have one worker run each second. */
static apr_status_t start_one(worker_t *w, apr_pool_t *pconf)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get_instance = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *add = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    ap_watchdog_t *watchdog;
    const char *name = apr_psprintf(pconf, WATCHDOG_NAME, remember(w, pconf));
    apr_status_t status = get_instance(&watchdog, name, 0, 1, pconf);

    if (status == APR_SUCCESS) status = add(watchdog, apr_time_from_sec(1), w, callback);
    if (status != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, status, w->s, HDLOGNO(0094) "mod_watchdog does not take the worker");
    }
    return status;
}

apr_status_t hd_worker_start(server_rec *s, hd_portal_t *portal, apr_pool_t *pconf)
{
    worker_t *w;
    apr_status_t status = APR_SUCCESS;
    int i;

    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) return APR_SUCCESS;
    if (!APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance) || !APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback) ||
        !APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open) || !APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close)) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s, HDLOGNO(0093) "mod_watchdog and mod_dbd have to be loaded: without "
                     "them no mail goes out");
        return APR_ENOTIMPL;
    }
    for (i = 0; i < 2 && status == APR_SUCCESS; i++) {
        w = apr_pcalloc(pconf, sizeof(*w));
        w->s = s;
        w->portal = portal;
        w->calls_hooks = i == 1;
        status = start_one(w, pconf);
    }
    return status;
}
