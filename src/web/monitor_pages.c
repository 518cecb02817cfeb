/* src/web/monitor_pages.c: the pages for monitoring, for the addresses of HelpdeskMonitor only.
 * May use: probe.h, metrics_text.h, respond.h. Must not know: SQL, how things are counted.
 * SPDX-License-Identifier: Apache-2.0 */
#include "monitor_pages.h"

#include <apr_network_io.h>
#include <apr_strings.h>
#include <string.h>

#include "metrics_text.h"
#include "probe.h"
#include "respond.h"

#define RETRY_SEC "20"

/** How well something is. */
typedef enum { LEVEL_OK, LEVEL_WARN, LEVEL_FAIL } level_t;

static const char *const level_names[] = { "ok", "warn", "fail" };

/** One thing that was looked at. */
typedef struct check_t {
    const char *name;
    level_t level;
    const char *unit;   /* of value; NULL: there is none */
    apr_int64_t value;
} check_t;

#define CHECKS 5

static int is_monitor(hd_request_t *q)
{
    int i;

    for (i = 0; i < q->portal->monitor->nelts; i++) {
        if (apr_ipsubnet_test(APR_ARRAY_IDX(q->portal->monitor, i, apr_ipsubnet_t *), q->r->useragent_addr)) return 1;
    }
    return 0;
}

/* Older tables cannot be worked with. Newer ones are met while front ends are upgraded one by one. */
static level_t judge_schema(const hd_look_t *look, int wanted)
{
    if (!look->has_database || look->schema < wanted) return LEVEL_FAIL;
    return look->schema > wanted ? LEVEL_WARN : LEVEL_OK;
}

/* Mails that wait and a disk that fills up are for somebody to look at; pages are answered all the same. */
static void judge(check_t *checks, const hd_look_t *look, const hd_portal_t *portal)
{
    const check_t all[CHECKS] = {
        { "process", LEVEL_OK, NULL, 0 },
        { "database", look->has_database ? LEVEL_OK : LEVEL_FAIL, NULL, 0 },
        { "schema", judge_schema(look, portal->schema_wanted), look->has_database ? "version" : NULL, look->schema },
        { "outbox", look->has_outbox && look->outbox.oldest_sec <= portal->monitor_outbox_sec ? LEVEL_OK : LEVEL_WARN,
          look->has_outbox ? "seconds" : NULL, look->outbox.oldest_sec },
        { "disk", !look->has_disk ? LEVEL_FAIL : look->disk_free < portal->monitor_disk ? LEVEL_WARN : LEVEL_OK,
          look->has_disk ? "bytes" : NULL, look->disk_free },
    };

    memcpy(checks, all, sizeof(all));
}

static const char *lines(const check_t *checks, level_t worst, apr_pool_t *pool)
{
    const char *text = apr_pstrcat(pool, level_names[worst], "\n", NULL);
    int i;

    for (i = 0; i < CHECKS; i++) {
        const check_t *check = &checks[i];
        const char *value = check->unit ? apr_psprintf(pool, " %" APR_INT64_T_FMT " %s", check->value, check->unit) : "";
        text = apr_pstrcat(pool, text, check->name, " ", level_names[check->level], value, "\n", NULL);
    }
    return text;
}

static hd_view_t *view(const check_t *checks, level_t worst, apr_pool_t *pool)
{
    hd_view_t *made = hd_view_create("healthz", pool);
    xmlNodePtr root = hd_view_root(made);
    int i;

    hd_view_attr(made, root, "level", level_names[worst]);
    for (i = 0; i < CHECKS; i++) {
        xmlNodePtr node = hd_view_add(made, root, "check");
        hd_view_attr(made, node, "name", checks[i].name);
        hd_view_attr(made, node, "level", level_names[checks[i].level]);
        if (checks[i].unit) hd_view_attr_int(made, node, checks[i].unit, checks[i].value);
    }
    return made;
}

hd_error_t *hd_health_page(hd_request_t *q)
{
    check_t checks[CHECKS];
    level_t worst = LEVEL_OK;
    hd_look_t look;
    const char *text;
    int i;

    if (!is_monitor(q)) return hd_error(q->pool, HD_DENIED, "monitor", NULL);
    hd_probe_look(&look, q->portal->probe);
    judge(checks, &look, q->portal);
    for (i = 0; i < CHECKS; i++) {
        if (checks[i].level > worst) worst = checks[i].level;
    }
    q->status = worst == LEVEL_FAIL ? HTTP_SERVICE_UNAVAILABLE : HTTP_OK;
    if (worst == LEVEL_FAIL) apr_table_setn(q->r->err_headers_out, "Retry-After", RETRY_SEC);
    if (q->wants_xml) {
        q->view = view(checks, worst, q->pool);
        return NULL;
    }
    text = lines(checks, worst, q->pool);
    apr_table_setn(q->r->headers_out, "Cache-Control", "no-store");
    hd_send_bytes(q, q->status, "text/plain; charset=utf-8", text, strlen(text));
    return NULL;
}

hd_error_t *hd_metrics_page(hd_request_t *q)
{
    const char *bytes;
    apr_size_t length;
    hd_look_t look;

    if (!is_monitor(q)) return hd_error(q->pool, HD_DENIED, "monitor", NULL);
    hd_probe_look(&look, q->portal->probe);
    hd_metrics_text(&bytes, &length, q->portal, &look, q->r);
    apr_table_setn(q->r->headers_out, "Cache-Control", "no-store");
    hd_send_bytes(q, HTTP_OK, HD_METRICS_TYPE, bytes, length);
    return NULL;
}
