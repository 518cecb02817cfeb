/* src/web/start.c: setting up libraries, the log sink, the workers.
 * May use: everything. Must not know: requests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "start.h"

#include <http_core.h>
#include <http_log.h>
#include <http_main.h>
#include <libxml/parser.h>

#include "config.h"
#include "metrics.h"
#include "module.h"
#include "settings.h"
#include "worker.h"

static void log_to_httpd(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    static const int levels[] = { APLOG_ERR, APLOG_WARNING, APLOG_INFO, APLOG_DEBUG };

    ap_log_error(file, line, APLOG_MODULE_INDEX, levels[level], status, ap_server_conf, "%s", text);
}

int hd_start_libraries(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    (void)pconf;
    (void)plog;
    (void)ptemp;
    hd_log_set_sink(log_to_httpd);
    xmlInitParser();
    return OK;
}

static apr_status_t start_settings(server_rec *s, hd_portal_t *portal)
{
    apr_status_t status = hd_settings_open(&portal->settings, portal->url, s->process->pool);

    if (status != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_EMERG, status, s, HDLOGNO(0192) "no shared memory for the settings of /admin/settings");
    }
    return status;
}

/* The memory for figures, which whatever the portal does from now on is counted in. */
static apr_status_t start_metrics(server_rec *s, hd_portal_t *portal)
{
    apr_status_t status = hd_metrics_open(&portal->metrics, portal->url, s->process->pool);
    int i;

    if (status != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_EMERG, status, s, HDLOGNO(0191) "no shared memory for the figures of /metrics");
        return status;
    }
    for (i = 0; i < 3; i++) hd_metrics_watch(portal->metrics, portal->stores[i]);
    return APR_SUCCESS;
}

int hd_start_workers(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s)
{
    (void)plog;
    (void)ptemp;
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG) return OK;
    for (; s; s = s->next) {
        hd_portal_t *portal = hd_portal_of(s);
        apr_status_t status;

        if (!portal->on) continue;
        if (start_metrics(s, portal) != APR_SUCCESS) return HTTP_INTERNAL_SERVER_ERROR;
        if (start_settings(s, portal) != APR_SUCCESS) return HTTP_INTERNAL_SERVER_ERROR;
        status = hd_worker_start(s, portal, pconf);
        if (status != APR_SUCCESS) {
            ap_log_error(APLOG_MARK, APLOG_EMERG, status, s,
                         HDLOGNO(0122) "the worker cannot be started: is mod_watchdog there?");
            return HTTP_INTERNAL_SERVER_ERROR;
        }
    }
    return OK;
}
