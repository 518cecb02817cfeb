/* mod_helpdesk.c: the door: module record, hooks in running order, directive table. No logic.
 * May use: src/web/. Must not know: anything below it.
 * SPDX-License-Identifier: Apache-2.0 */
#include <httpd.h>
#include <http_config.h>
#include <http_request.h>
#include <http_protocol.h>
#include <apr_optional_hooks.h>
#include <mod_status.h>

#include "src/web/config.h"
#include "src/web/dispatch.h"
#include "src/web/metrics.h"
#include "src/web/probe.h"
#include "src/web/session.h"
#include "src/web/start.h"
#include "src/web/status_section.h"
#include "src/web/worker.h"

static void register_hooks(apr_pool_t *pconf)
{
    static const char *const before_watchdog[] = { "mod_watchdog.c", NULL };

    ap_hook_pre_config(hd_start_libraries, NULL, NULL, APR_HOOK_MIDDLE);     /* what must be set up before threads */
    ap_hook_check_config(hd_config_check, NULL, NULL, APR_HOOK_MIDDLE);      /* sql, xslt: seen by configtest too */
    ap_hook_post_config(hd_start_workers, NULL, NULL, APR_HOOK_MIDDLE);      /* the outbox, on mod_watchdog */
    ap_hook_child_init(hd_config_child_init, NULL, before_watchdog, APR_HOOK_MIDDLE); /* this process's mutexes, caches */
    ap_hook_child_init(hd_worker_child_init, NULL, before_watchdog, APR_HOOK_MIDDLE);
    ap_hook_child_init(hd_probe_child_init, NULL, NULL, APR_HOOK_LAST);      /* the thread of the health check */
    ap_hook_translate_name(hd_no_storage, NULL, NULL, APR_HOOK_LAST);        /* behind redirects, before the files */
    ap_hook_map_to_storage(hd_no_storage, NULL, NULL, APR_HOOK_FIRST);
    hd_session_register_hooks(pconf);                                        /* authentication and authorization */
    ap_hook_handler(hd_dispatch, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_log_transaction(hd_metrics_request, NULL, NULL, APR_HOOK_FIRST); /* notes for the access log, figures */
    APR_OPTIONAL_HOOK(ap, status_hook, hd_status_section, NULL, NULL, APR_HOOK_MIDDLE);
}

AP_DECLARE_MODULE(helpdesk) = {
    STANDARD20_MODULE_STUFF, hd_dir_config_create, hd_dir_config_merge, hd_server_config_create, hd_server_config_merge,
    hd_directives,           register_hooks,       AP_MODULE_FLAG_NONE
};
