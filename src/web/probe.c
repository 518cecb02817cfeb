/* src/web/probe.c: looks at database, outbox and disk in a thread of its own.
 * May use: domain/, store/, connections. Must not know: who wants to know.
 * SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"

#include <http_log.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "../store/migrate.h"
#include "connections.h"
#include "module.h"
#include "portal_clock.h"

#define FINISH_SEC 3 /* at the end of a child: what a look under way may take yet */

struct hd_probe_t {
    server_rec *s;
    const hd_portal_t *portal;
    apr_pool_t *pool;        /* unmanaged: nothing may be taken away from under the thread when the child exits */
    pthread_mutex_t mutex;   /* guards what is below */
    pthread_cond_t changed;  /* by a clock that does not jump */
    int runs;                /* the thread is there */
    int leave;
    unsigned int wanted;     /* number of the last look that was asked for */
    unsigned int done;       /* number of the last one that has ended */
    apr_int64_t until;       /* hd_clock_usec() by which the look under way should have ended */
    hd_look_t look;          /* what it has found so far */
};

static void ask_database(hd_look_t *look, hd_probe_t *probe, apr_pool_t *pool)
{
    ap_dbd_t *connection = hd_connections_open(probe->portal, probe->s, pool);
    hd_time_t now = hd_portal_time(probe->portal, apr_time_now());
    hd_db_t *db = NULL;
    hd_error_t *error;

    if (!connection) return;
    error = hd_portal_db(&db, probe->portal, connection, pool);
    if (!error) error = hd_schema_version(&look->schema, db, pool);
    look->has_database = !error;
    if (!error && look->schema >= probe->portal->schema_wanted) {
        look->has_outbox = !hd_outbox_depth(&look->outbox, db, now, pool);
    }
    hd_connections_close(probe->portal, probe->s, connection, db);
}

/* What has been found is told at once: the next question may never be answered. */
static void publish(hd_probe_t *probe, const hd_look_t *look)
{
    pthread_mutex_lock(&probe->mutex);
    probe->look = *look;
    pthread_mutex_unlock(&probe->mutex);
}

static void take_look(hd_probe_t *probe)
{
    hd_look_t look;
    apr_pool_t *pool;

    memset(&look, 0, sizeof(look));
    if (apr_pool_create(&pool, probe->pool) != APR_SUCCESS) return;
    ask_database(&look, probe, pool);
    publish(probe, &look);
    look.has_disk = !hd_files_room(&look.disk_free, &look.disk_size, probe->portal->files, pool);
    publish(probe, &look);
    apr_pool_destroy(pool);
}

static void *run(void *data)
{
    hd_probe_t *probe = data;

    pthread_mutex_lock(&probe->mutex);
    while (!probe->leave) {
        if (probe->wanted == probe->done) {
            pthread_cond_wait(&probe->changed, &probe->mutex);
            continue;
        }
        pthread_mutex_unlock(&probe->mutex);
        take_look(probe);
        pthread_mutex_lock(&probe->mutex);
        probe->done = probe->wanted;
        pthread_cond_broadcast(&probe->changed);
    }
    probe->runs = 0;
    pthread_cond_broadcast(&probe->changed);
    pthread_mutex_unlock(&probe->mutex);
    return NULL;
}

/* Signals are for the threads that httpd has made for them. */
static int start(hd_probe_t *probe)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    int fault;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    fault = pthread_create(&thread, &attributes, run, probe);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return fault == 0;
}

/* Wait until something changes, or until then. @return 0 when that was too long */
static int wait_until(hd_probe_t *probe, apr_int64_t until)
{
    struct timespec end = { until / APR_USEC_PER_SEC, until % APR_USEC_PER_SEC * 1000 };

    return pthread_cond_timedwait(&probe->changed, &probe->mutex, &end) == 0;
}

void hd_probe_look(hd_look_t *look, hd_probe_t *probe)
{
    unsigned int mine;

    memset(look, 0, sizeof(*look));
    if (!probe) return;
    pthread_mutex_lock(&probe->mutex);
    if (!probe->runs && !probe->leave) probe->runs = start(probe);
    if (probe->runs) {
        if (probe->wanted == probe->done) {
            memset(&probe->look, 0, sizeof(probe->look));
            probe->until = hd_clock_usec() + apr_time_from_sec(HD_LOOK_SEC);
            probe->wanted++;
            pthread_cond_broadcast(&probe->changed);
        }
        mine = probe->wanted;
        while ((int)(probe->done - mine) < 0 && probe->runs && wait_until(probe, probe->until)) continue;
        *look = probe->look;
    }
    pthread_mutex_unlock(&probe->mutex);
}

/* Before a child's pools go: mod_dbd's must not while a connection is out. */
static apr_status_t end_of_child(void *data)
{
    hd_probe_t *probe = data;
    apr_int64_t until = hd_clock_usec() + apr_time_from_sec(FINISH_SEC);

    pthread_mutex_lock(&probe->mutex);
    probe->leave = 1;
    pthread_cond_broadcast(&probe->changed);
    while (probe->runs && wait_until(probe, until)) continue;
    pthread_mutex_unlock(&probe->mutex);
    return APR_SUCCESS;
}

static hd_probe_t *make(const hd_portal_t *portal, server_rec *s)
{
    pthread_condattr_t attributes;
    apr_pool_t *pool;
    hd_probe_t *probe;
    int fault;

    if (apr_pool_create_unmanaged_ex(&pool, NULL, NULL) != APR_SUCCESS) return NULL;
    probe = apr_pcalloc(pool, sizeof(*probe));
    probe->s = s;
    probe->portal = portal;
    probe->pool = pool;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    fault = pthread_mutex_init(&probe->mutex, NULL) || pthread_cond_init(&probe->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    return fault ? NULL : probe;
}

void hd_probe_child_init(apr_pool_t *pchild, server_rec *s)
{
    for (; s; s = s->next) {
        hd_portal_t *portal = hd_portal_of(s);
        hd_probe_t *probe;

        if (!portal->on) continue;
        probe = make(portal, s);
        portal->probe = probe;
        if (probe) {
            apr_pool_pre_cleanup_register(pchild, probe, end_of_child);
        } else {
            ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s, HDLOGNO(0190) "no health check: a mutex could not be made");
        }
    }
}
