/* src/web/worker.h: what runs beside the requests: sees mails out, keeps the database up to date, calls webhooks. In one
 * child, by mod_watchdog.
 * May use: mod_watchdog, the kinds of workers. Must not know: requests.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_WORKER_H
#define HD_WEB_WORKER_H

#include "config.h"

#define HD_WORKERS 3 /* of a portal: threads, and connections to the database now and then */

/**
 * Have the workers of a portal run each second, in one of the children. To be called in a post_config hook of the usual
 * order, for each server with a portal; does nothing in the first of httpd's two readings of its configuration.
 * @param s       the virtual server, whose mod_dbd settings are used
 * @param portal  its portal, as checked
 * @param pconf   lives until the next restart
 * @return APR_SUCCESS; APR_ENOTIMPL when mod_watchdog or mod_dbd is not loaded (logged), or what mod_watchdog says
 */
apr_status_t hd_worker_start(server_rec *s, hd_portal_t *portal, apr_pool_t *pconf);

/**
 * Make what the workers of a child need, and see to it that they have let go of the database before the child's pools
 * go: what is being delivered is finished, or broken off when it takes too long. A hook of child_init, after the one
 * that readies the stores, before mod_watchdog's.
 */
void hd_worker_child_init(apr_pool_t *pchild, server_rec *s);

#endif
