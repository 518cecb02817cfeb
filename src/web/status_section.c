/* src/web/status_section.c: what mod_status says of each portal.
 * May use: metrics.h, probe.h, mod_status. Must not know: how things are counted.
 *
 * The page is httpd's, written by httpd's own modules in HTML: this is the one place outside xslt/ that writes some.
 * SPDX-License-Identifier: Apache-2.0 */
#include "status_section.h"

#include <apr_strings.h>
#include <http_main.h>
#include <http_protocol.h>
#include <mod_status.h>

#include "metrics.h"
#include "probe.h"

/** What is shown of a portal: names for programs, and figures. */
typedef struct line_t {
    const char *name;
    const char *value;
} line_t;

static const char *number(apr_uint64_t value, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_UINT64_T_FMT, value);
}

static apr_uint64_t requests(const hd_metrics_t *metrics, int first_status, int last_status)
{
    int routes = hd_metrics_routes(), row, status;
    apr_uint64_t sum = 0;

    for (row = 0; row < routes; row++) {
        for (status = first_status; status <= last_status; status++) {
            sum += hd_count_read(&metrics->routes[row].status[status - HD_STATUS_FIRST]);
        }
    }
    return sum;
}

static apr_uint64_t statements(const hd_metrics_t *metrics)
{
    return hd_histogram_count(&metrics->query[HD_DB_READ]) + hd_histogram_count(&metrics->query[HD_DB_WRITE]);
}

/* Milliseconds that one took on average. */
static const char *mean(apr_uint64_t usec, apr_uint64_t count, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%.3f", count ? (double)usec / 1000.0 / (double)count : 0.0);
}

static void add(apr_array_header_t *all, const char *name, const char *value)
{
    line_t *line = apr_array_push(all);

    line->name = name;
    line->value = value;
}

static void add_look(apr_array_header_t *all, const hd_look_t *look, apr_pool_t *pool)
{
    add(all, "PortalDatabaseUp", look->has_database ? "1" : "0");
    if (look->has_outbox) {
        add(all, "PortalOutboxQueued", number((apr_uint64_t)look->outbox.queued, pool));
        add(all, "PortalOutboxFailed", number((apr_uint64_t)look->outbox.failed, pool));
        add(all, "PortalOutboxOldestSeconds", number((apr_uint64_t)look->outbox.oldest_sec, pool));
    }
    if (look->has_disk) add(all, "PortalDiskFreeBytes", number((apr_uint64_t)look->disk_free, pool));
}

static apr_array_header_t *lines_of(const hd_portal_t *portal, apr_pool_t *pool)
{
    apr_array_header_t *all = apr_array_make(pool, 16, sizeof(line_t));
    const hd_metrics_t *metrics = portal->metrics;
    apr_uint64_t queries = statements(metrics), pages = hd_histogram_count(&metrics->render);
    apr_uint64_t query_usec = hd_count_read(&metrics->query[HD_DB_READ].sum_usec)
                              + hd_count_read(&metrics->query[HD_DB_WRITE].sum_usec);
    hd_look_t look;

    hd_probe_look(&look, portal->probe);
    add(all, "PortalAddress", portal->url);
    add(all, "PortalRequests", number(requests(metrics, 100, 599), pool));
    add(all, "PortalRequests4xx", number(requests(metrics, 400, 499), pool));
    add(all, "PortalRequests5xx", number(requests(metrics, 500, 599), pool));
    add(all, "PortalPagesRendered", number(pages, pool));
    add(all, "PortalRenderMillisecondsMean", mean(hd_count_read(&metrics->render.sum_usec), pages, pool));
    add(all, "PortalQueries", number(queries, pool));
    add(all, "PortalQueryMillisecondsMean", mean(query_usec, queries, pool));
    add(all, "PortalMailsSent", number(hd_count_read(&metrics->mails_sent), pool));
    add_look(all, &look, pool);
    return all;
}

static void write_lines(request_rec *r, const apr_array_header_t *all, int is_short)
{
    int i;

    if (!is_short) ap_rputs("<hr />\n<dl>\n", r);
    for (i = 0; i < all->nelts; i++) {
        const line_t *line = &APR_ARRAY_IDX(all, i, line_t);
        if (is_short) ap_rprintf(r, "%s: %s\n", line->name, line->value);
        else ap_rprintf(r, "<dt>%s: %s</dt>\n", line->name, ap_escape_html(r->pool, line->value));
    }
    if (!is_short) ap_rputs("</dl>\n", r);
}

int hd_status_section(request_rec *r, int flags)
{
    const server_rec *s;

    for (s = ap_server_conf; s; s = s->next) {
        const hd_portal_t *portal = hd_portal_of(s);
        if (portal->on) write_lines(r, lines_of(portal, r->pool), flags & AP_STATUS_SHORT);
    }
    return OK;
}
