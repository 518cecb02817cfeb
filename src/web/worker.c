/* src/web/worker.c: the callbacks of mod_watchdog: has each kind of worker take its turn each second.
 * May use: mod_watchdog, the kinds of workers, mail/ (made ready before there are threads). Must not know: requests, what is
 * done in a turn.
 *
 * mod_watchdog runs a thread for the callbacks of a name, in one child at a time. Each worker of each portal has a name of
 * its own: a mail server that hangs holds up nobody else's mail, nor anything but mail. When the child ends, nobody waits
 * for those threads, and mod_dbd's pool stops the process with an assertion if a connection is still out. So the end of the
 * child waits for the turns to end, and a crash at any moment costs no more than a lease.
 * SPDX-License-Identifier: Apache-2.0 */
#include "worker.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <apr_dbd.h>
#include <apr_optional.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <http_core.h>
#include <http_log.h>
#include <mod_dbd.h>
#include <mod_watchdog.h>

#include "../mail/compose.h"
#include "hook_worker.h"
#include "keep_worker.h"
#include "mail_worker.h"
#include "module.h"

#define WATCHDOG_NAME "_helpdesk_%d_" /* the worker's place among those that there are */
#define PAUSE_MAX_SEC 8 /* between turns while the database or the mail server is away */
#define FINISH_SEC 2    /* at the end of a child: what the mail in hand may take yet */
#define BREAK_OFF_SEC 4 /* and what breaking it off may take */

static const char workers_key[] = "helpdesk-workers"; /* of pconf: the workers, in an array */

static const hd_worker_kind_t *const kinds[HD_WORKERS] = { &hd_mail_worker, &hd_keep_worker, &hd_hook_worker };

/** A worker of a portal. Made in pconf; what is below the line belongs to the thread of the child that runs it. */
typedef struct worker_t {
    const hd_worker_kind_t *kind;
    hd_turn_t turn;
    apr_thread_mutex_t *at_work; /* of this child; held during a turn, and for ever once the child ends */
    int held;                    /* the child ends, and has the mutex */
    /* ---- */
    apr_pool_t *pool;       /* unmanaged: nothing may be taken away from under the thread when the child exits */
    int ready;
    void *own;              /* what its turns need */
    int fails;              /* the last turn failed, and that has been said if it had to be */
    int pause_sec;          /* 0: the last turn went well */
    apr_int64_t not_before; /* of the next turn: hd_clock_usec() */
} worker_t;

/** Make what the thread of this child needs. */
static void get_ready(worker_t *w)
{
    hd_error_t *error;
    char host[64] = "";

    prctl(PR_SET_NAME, w->kind->name);
    if (w->ready) return;
    if (apr_pool_create_unmanaged_ex(&w->pool, NULL, NULL) != APR_SUCCESS) return;
    gethostname(host, sizeof(host) - 1);
    w->turn.owner = apr_psprintf(w->pool, "%.12s-%ld", host, (long)getpid());
    error = w->kind->open(&w->own, &w->turn, w->pool);
    if (error) {
        ap_log_error(APLOG_MARK, APLOG_ERR, error->status, w->turn.s, HDLOGNO(0090) "worker: cannot begin: %s", error->detail);
    }
    w->ready = error == NULL;
}

/** Say once that turns fail, and once that the database is back. */
static void say(worker_t *w, const hd_error_t *error)
{
    const hd_worker_kind_t *kind = w->kind;
    int is_away = error && error->kind == HD_BUSY;

    if (error && !w->fails && (kind->log_back || !is_away)) {
        ap_log_error(APLOG_MARK, is_away ? APLOG_WARNING : APLOG_ERR, error->status, w->turn.s, "%s: %s", kind->log_fault,
                     error->detail ? error->detail : error->code);
    } else if (!error && w->fails && kind->log_back) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, w->turn.s, "%s", kind->log_back);
    }
    w->fails = error != NULL;
}

/** When the next turn is: at once while all goes well, after growing pauses while nothing gets through. */
static void schedule(worker_t *w, int went_well, int rest_sec)
{
    if (went_well) {
        w->pause_sec = 0;
    } else {
        w->pause_sec = w->pause_sec ? w->pause_sec * 2 : 1;
        if (w->pause_sec > PAUSE_MAX_SEC) w->pause_sec = PAUSE_MAX_SEC;
    }
    w->not_before = hd_clock_usec() + apr_time_from_sec(went_well ? rest_sec : w->pause_sec);
}

static void take_turn(worker_t *w, apr_pool_t *pool)
{
    hd_turn_end_t end = { 0, 0 };
    hd_error_t *error;

    if (hd_clock_usec() < w->not_before) return;
    error = w->kind->turn(&end, w->own, &w->turn, pool);
    say(w, error);
    schedule(w, !error && !end.stuck, end.rest_sec);
}

/** One turn, unless the child ends. */
static void run(worker_t *w, apr_pool_t *pool)
{
    apr_pool_t *scratch;

    if (!w->ready || !w->at_work || apr_thread_mutex_trylock(w->at_work) != APR_SUCCESS) return;
    if (!hd_flag_is_up(&w->turn.leave) && apr_pool_create(&scratch, pool) == APR_SUCCESS) {
        take_turn(w, scratch);
        apr_pool_destroy(scratch);
    }
    apr_thread_mutex_unlock(w->at_work);
}

/** APR_SUCCESS always: with anything else mod_watchdog would never call again. */
static apr_status_t callback(int state, void *data, apr_pool_t *pool)
{
    worker_t *w = data;

    switch (state) {
    case AP_WATCHDOG_STATE_STARTING: get_ready(w); break;
    case AP_WATCHDOG_STATE_RUNNING: run(w, pool); break;
    default: hd_flag_raise(&w->turn.leave); break;
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

        if (!w->at_work || w->held) continue;
        w->held = apr_thread_mutex_timedlock(w->at_work, left > 0 ? left : 0) == APR_SUCCESS;
        if (!w->held) busy++;
    }
    return busy;
}

/** Before a child's pools go: let the mails in hand end, and keep the threads from beginning another turn. */
static apr_status_t end_of_child(void *data)
{
    const apr_array_header_t *workers = data;
    int i;

    for (i = 0; i < workers->nelts; i++) hd_flag_raise(&APR_ARRAY_IDX(workers, i, worker_t *)->turn.leave);
    if (!wait_for_all(workers, FINISH_SEC)) return APR_SUCCESS;
    for (i = 0; i < workers->nelts; i++) hd_flag_raise(&APR_ARRAY_IDX(workers, i, worker_t *)->turn.break_off);
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
        apr_status_t status = apr_thread_mutex_create(&w->at_work, APR_THREAD_MUTEX_TIMED, pchild);

        if (status == APR_SUCCESS) continue;
        w->at_work = NULL;
        ap_log_error(APLOG_MARK, APLOG_CRIT, status, w->turn.s, HDLOGNO(0095) "worker: no mutex: no turn is taken");
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
        ap_log_error(APLOG_MARK, APLOG_CRIT, status, w->turn.s, HDLOGNO(0094) "mod_watchdog does not take the worker");
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
    for (i = 0; i < HD_WORKERS && status == APR_SUCCESS; i++) {
        w = apr_pcalloc(pconf, sizeof(*w));
        w->kind = kinds[i];
        w->turn.s = s;
        w->turn.portal = portal;
        status = start_one(w, pconf);
    }
    return status;
}
