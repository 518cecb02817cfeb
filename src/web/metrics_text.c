/* src/web/metrics_text.c: writes Prometheus' text format, 0.0.4.
 * May use: metrics.h, probe.h. Must not know: how the figures are counted.
 *
 * Labels have values from tables of ours only (paths of the route table, never of a request), so that there is nothing
 * to escape and no visitor can make series.
 * SPDX-License-Identifier: Apache-2.0 */
#include "metrics_text.h"

#include <apr_buckets.h>
#include <apr_strings.h>

#include "metrics.h"

#define NUMBER "%" APR_UINT64_T_FMT
#define SECONDS "%" APR_UINT64_T_FMT ".%06d"

/* A text under construction. */
typedef apr_bucket_brigade text_t;

static void put(text_t *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(text_t *text, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    apr_brigade_vprintf(text, NULL, NULL, format, values);
    va_end(values);
}

/* What stands before the samples of a name. */
static void family(text_t *text, const char *name, const char *type, const char *help)
{
    put(text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void sample(text_t *text, const char *name, const char *labels, apr_uint64_t value)
{
    put(text, *labels ? "%s{%s} " NUMBER "\n" : "%s%s " NUMBER "\n", name, labels, value);
}

/* A name with one sample. */
static void single(text_t *text, const char *name, const char *type, const char *help, apr_uint64_t value)
{
    family(text, name, type, help);
    sample(text, name, "", value);
}

static void seconds(text_t *text, const char *name, const char *labels, apr_uint64_t usec)
{
    put(text, *labels ? "%s{%s} " SECONDS "\n" : "%s%s " SECONDS "\n", name, labels, usec / APR_USEC_PER_SEC,
        (int)(usec % APR_USEC_PER_SEC));
}

/* The buckets add up, and the last of them is the count, whatever is counted meanwhile. */
static void histogram(text_t *text, const char *name, const char *labels, const hd_histogram_t *from, apr_pool_t *pool)
{
    const char *comma = *labels ? "," : "";
    apr_uint64_t sum = 0;
    int i;

    for (i = 0; i <= HD_BOUNDS; i++) {
        sum += hd_count_read(&from->bucket[i]);
        put(text, "%s_bucket{%s%sle=\"%s\"} " NUMBER "\n", name, labels, comma,
            i < HD_BOUNDS ? hd_bounds[i].seconds : "+Inf", sum);
    }
    seconds(text, apr_pstrcat(pool, name, "_sum", NULL), labels, hd_count_read(&from->sum_usec));
    sample(text, apr_pstrcat(pool, name, "_count", NULL), labels, sum);
}

static const char *label(apr_pool_t *pool, const char *name, const char *value)
{
    return apr_pstrcat(pool, name, "=\"", value, "\"", NULL);
}

/* ---- requests ---- */

static const char *route_labels(int row, apr_pool_t *pool)
{
    static const char *const strays[HD_STRAYS] = { "GET", "POST", "other" };
    int stray = row - (hd_metrics_routes() - HD_STRAYS);

    if (stray >= 0) return apr_pstrcat(pool, "route=\"none\",method=\"", strays[stray], "\"", NULL);
    return apr_pstrcat(pool, "route=\"", hd_routes[row].path, "\",method=\"", hd_routes[row].method, "\"", NULL);
}

/* The statuses that a row has answered with. */
static void put_statuses(text_t *text, const hd_metrics_t *metrics, int row, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < HD_STATUSES; i++) {
        apr_uint64_t count = hd_count_read(&metrics->routes[row].status[i]);
        const char *status;

        if (!count) continue;
        status = i < HD_STATUSES - 1 ? apr_itoa(pool, HD_STATUS_FIRST + i) : "other";
        sample(text, "helpdesk_requests_total",
               apr_pstrcat(pool, route_labels(row, pool), ",", label(pool, "status", status), NULL), count);
    }
}

static void put_requests(text_t *text, const hd_metrics_t *metrics, apr_pool_t *pool)
{
    int routes = hd_metrics_routes(), row;

    family(text, "helpdesk_requests_total", "counter",
           "requests by path of the route table, method (HEAD is GET) and status");
    for (row = 0; row < routes; row++) put_statuses(text, metrics, row, pool);
    family(text, "helpdesk_request_duration_seconds", "histogram",
           "time from the first look at a request to the end of its handler");
    for (row = 0; row < routes; row++) {
        const hd_histogram_t *time = &metrics->routes[row].time;

        if (!hd_histogram_count(time)) continue;
        histogram(text, "helpdesk_request_duration_seconds", route_labels(row, pool), time, pool);
    }
}

static void put_rendering(text_t *text, const hd_metrics_t *metrics, apr_pool_t *pool)
{
    family(text, "helpdesk_render_duration_seconds", "histogram", "time in which a view became a page");
    histogram(text, "helpdesk_render_duration_seconds", "", &metrics->render, pool);
    single(text, "helpdesk_render_failures_total", "counter", "pages that could not be rendered",
           hd_count_read(&metrics->render_failures));
}

/* ---- the database ---- */

static void put_queries(text_t *text, const hd_metrics_t *metrics, apr_pool_t *pool)
{
    static const char *const steps[HD_DB_STEPS] = { "read", "write", "lock", "commit" };
    int i;

    family(text, "helpdesk_query_duration_seconds", "histogram",
           "time of SQL statements, of waiting for the write lock of SQLite, of commits");
    for (i = 0; i < HD_DB_STEPS; i++) {
        histogram(text, "helpdesk_query_duration_seconds", label(pool, "step", steps[i]), &metrics->query[i], pool);
    }
    family(text, "helpdesk_query_failures_total", "counter", "such steps that failed");
    for (i = 0; i < HD_DB_STEPS; i++) {
        sample(text, "helpdesk_query_failures_total", label(pool, "step", steps[i]),
               hd_count_read(&metrics->query_failures[i]));
    }
    family(text, "helpdesk_database_acquire_duration_seconds", "histogram",
           "time in which a request got a connection of the pool, or none");
    histogram(text, "helpdesk_database_acquire_duration_seconds", "", &metrics->acquire, pool);
    single(text, "helpdesk_database_acquire_failures_total", "counter", "requests that got no connection",
           hd_count_read(&metrics->acquire_failures));
}

/* ---- people, files, mail ---- */

static void put_sign_ins(text_t *text, const hd_metrics_t *metrics, apr_pool_t *pool)
{
    static const char *const vias[HD_VIAS] = { "form", "basic", "trust" };
    static const char *const results[HD_SIGN_INS] = { "ok", "wrong", "throttled", "busy", "away", "error" };
    int via, i;

    family(text, "helpdesk_sign_ins_total", "counter", "sign-ins and password checks by who asked and what came of it");
    for (via = 0; via < HD_VIAS; via++) {
        for (i = 0; i < HD_SIGN_INS; i++) {
            const char *labels =
                apr_pstrcat(pool, label(pool, "via", vias[via]), ",", label(pool, "result", results[i]), NULL);
            sample(text, "helpdesk_sign_ins_total", labels, hd_count_read(&metrics->sign_ins[via][i]));
        }
    }
    single(text, "helpdesk_uploads_total", "counter", "files that came whole", hd_count_read(&metrics->uploads));
    single(text, "helpdesk_upload_bytes_total", "counter", "bytes of these files",
           hd_count_read(&metrics->upload_bytes));
}

static void put_worker(text_t *text, const hd_metrics_t *metrics, apr_pool_t *pool)
{
    static const char *const turns[HD_TURNS] = { "ok", "stuck", "failed" };
    int i;

    family(text, "helpdesk_worker_turns_total", "counter",
           "turns of the worker; stuck: mails are due and none got through");
    for (i = 0; i < HD_TURNS; i++) {
        sample(text, "helpdesk_worker_turns_total", label(pool, "result", turns[i]), hd_count_read(&metrics->turns[i]));
    }
    single(text, "helpdesk_worker_last_run_timestamp_seconds", "gauge",
           "end of the last turn of the worker of this server", hd_count_read(&metrics->worker_at));
    single(text, "helpdesk_mails_sent_total", "counter", "mails that this server has handed over",
           hd_count_read(&metrics->mails_sent));
}

/* ---- what was found just now; what was not found out is left out ---- */

static void put_look(text_t *text, const hd_portal_t *portal, const hd_look_t *look, apr_pool_t *pool)
{
    single(text, "helpdesk_database_up", "gauge", "1 when the database answered in time", look->has_database);
    single(text, "helpdesk_schema_version_wanted", "gauge", "version of the tables that this program is made for",
           (apr_uint64_t)portal->schema_wanted);
    if (look->has_database) {
        single(text, "helpdesk_schema_version", "gauge", "version of the tables of the database",
               (apr_uint64_t)look->schema);
    }
    if (look->has_outbox) {
        family(text, "helpdesk_outbox_mails", "gauge", "mails that wait (queued) and that were given up (failed)");
        sample(text, "helpdesk_outbox_mails", label(pool, "state", "queued"), (apr_uint64_t)look->outbox.queued);
        sample(text, "helpdesk_outbox_mails", label(pool, "state", "failed"), (apr_uint64_t)look->outbox.failed);
        single(text, "helpdesk_outbox_oldest_seconds", "gauge",
               "for how long the oldest waiting mail should have been out", (apr_uint64_t)look->outbox.oldest_sec);
    }
    if (look->has_disk) {
        single(text, "helpdesk_disk_free_bytes", "gauge", "room for new files under HelpdeskDataDir",
               (apr_uint64_t)look->disk_free);
        single(text, "helpdesk_disk_size_bytes", "gauge", "size of that file system", (apr_uint64_t)look->disk_size);
    }
}

void hd_metrics_text(const char **bytes, apr_size_t *length, const hd_portal_t *portal, const hd_look_t *look,
                     request_rec *r)
{
    text_t *text = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    const hd_metrics_t *metrics = portal->metrics;
    char *flat;

    family(text, "helpdesk_build_info", "gauge", "1; the label says the version");
    sample(text, "helpdesk_build_info", label(r->pool, "version", HD_VERSION), 1);
    single(text, "helpdesk_start_time_seconds", "gauge", "since when the counters count",
           (apr_uint64_t)apr_time_sec(metrics->made_at));
    put_requests(text, metrics, r->pool);
    put_rendering(text, metrics, r->pool);
    put_queries(text, metrics, r->pool);
    put_sign_ins(text, metrics, r->pool);
    put_worker(text, metrics, r->pool);
    put_look(text, portal, look, r->pool);
    apr_brigade_pflatten(text, &flat, length, r->pool);
    apr_brigade_destroy(text);
    *bytes = flat;
}
