/* src/web/metrics.c: counting what happens, in memory that all processes share.
 * May use: routes, store/db.h, base/counter.h. Must not know: in which form somebody reads it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "metrics.h"

#include <apr_strings.h>
#include <string.h>

#include "module.h"
#include "session.h"
#include "shared.h"

int hd_metrics_routes(void)
{
    int rows = 0;

    while (hd_routes[rows].method) rows++;
    return rows + HD_STRAYS;
}

apr_status_t hd_metrics_open(hd_metrics_t **metrics, const char *url, apr_pool_t *process)
{
    apr_size_t size = sizeof(hd_metrics_t) + (apr_size_t)hd_metrics_routes() * sizeof(hd_route_figures_t);
    void *memory;
    int is_new;
    apr_status_t status = hd_shared_open(&memory, &is_new, "metrics", url, size, process);

    if (status != APR_SUCCESS) return status;
    *metrics = memory;
    if (is_new) {
        (*metrics)->made_at = apr_time_now();
        /* A worker that never takes a turn has not done so since then. */
        (*metrics)->worker_at = (hd_counter_t)apr_time_sec((*metrics)->made_at);
    }
    return APR_SUCCESS;
}

static void on_step(void *baton, hd_db_step_t step, apr_int64_t usec, int failed)
{
    hd_metrics_t *metrics = baton;

    hd_histogram_add(&metrics->query[step], usec);
    if (failed) hd_count(&metrics->query_failures[step]);
}

void hd_metrics_watch(hd_metrics_t *metrics, hd_store_t *store)
{
    hd_store_observe(store, on_step, metrics);
}

void hd_metrics_acquired(hd_metrics_t *metrics, apr_int64_t began, int is_there)
{
    hd_histogram_add(&metrics->acquire, hd_clock_usec() - began);
    if (!is_there) hd_count(&metrics->acquire_failures);
}

void hd_metrics_rendered(hd_metrics_t *metrics, apr_int64_t began, const hd_error_t *error)
{
    hd_histogram_add(&metrics->render, hd_clock_usec() - began);
    if (error) hd_count(&metrics->render_failures);
}

static hd_sign_in_t outcome(const hd_error_t *error, int is_in)
{
    if (!error) return is_in ? HD_SIGN_IN_OK : HD_SIGN_IN_WRONG;
    if (error->kind == HD_DENIED) return HD_SIGN_IN_WRONG;
    if (error->kind == HD_LIMIT) return HD_SIGN_IN_THROTTLED;
    if (!strcmp(error->code, "login-busy")) return HD_SIGN_IN_BUSY;
    return strcmp(error->code, "login-away") ? HD_SIGN_IN_ERROR : HD_SIGN_IN_AWAY;
}

void hd_metrics_sign_in(hd_metrics_t *metrics, hd_sign_in_via_t via, const hd_error_t *error, int is_in)
{
    hd_count(&metrics->sign_ins[via][outcome(error, is_in)]);
}

void hd_metrics_uploaded(hd_metrics_t *metrics, apr_off_t bytes)
{
    hd_count(&metrics->uploads);
    hd_count_add(&metrics->upload_bytes, (apr_uint64_t)bytes);
}

void hd_metrics_turn(hd_metrics_t *metrics, hd_turn_result_t turn, int sent)
{
    hd_count(&metrics->turns[turn]);
    hd_count_add(&metrics->mails_sent, (apr_uint64_t)sent);
    __atomic_store_n(&metrics->worker_at, (hd_counter_t)apr_time_sec(apr_time_now()), __ATOMIC_RELAXED);
}

/* ---- requests ---- */

static int row_of(const hd_request_t *q)
{
    int stray = q->r->method_number == M_GET ? HD_STRAY_GET : q->r->method_number == M_POST ? HD_STRAY_POST : HD_STRAY_OTHER;

    return q->route ? (int)(q->route - hd_routes) : hd_metrics_routes() - HD_STRAYS + stray;
}

static int place_of(int status)
{
    int place = status - HD_STATUS_FIRST;

    return place >= 0 && place < HD_STATUSES - 1 ? place : HD_STATUSES - 1;
}

/* In which accounts the person may act: public ids with commas between them. */
static const char *accounts_of(const hd_request_t *q)
{
    const char *all = NULL;
    int i;

    for (i = 0; q->accounts && i < q->accounts->nelts; i++) {
        const char *id = APR_ARRAY_IDX(q->accounts, i, hd_membership_t).public_id;
        all = all ? apr_pstrcat(q->pool, all, ",", id, NULL) : id;
    }
    return all;
}

/* Where the log looks: it writes one line for a request and what it was led to inside of httpd. */
static void note(request_rec *r, request_rec *last, const char *name, const char *value)
{
    if (!value) return;
    apr_table_setn(r->notes, name, value);
    if (last != r) apr_table_setn(last->notes, name, value);
}

int hd_metrics_request(request_rec *r)
{
    hd_request_t *q = NULL;
    request_rec *one, *last = r;

    for (one = r; one; one = one->next) {
        if (!q) q = hd_request_of(one);
        last = one;
    }
    if (q) {
        hd_route_figures_t *figures = &q->portal->metrics->routes[row_of(q)];

        hd_count(&figures->status[place_of(last->status)]);
        hd_histogram_add(&figures->time, (q->ended ? q->ended : hd_clock_usec()) - q->began);
        note(r, last, HD_NOTE_PERSON, apr_table_get(q->r->notes, HD_NOTE_PERSON));
        note(r, last, HD_NOTE_ACCOUNT, accounts_of(q));
    }
    return DECLINED;
}
