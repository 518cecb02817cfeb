/* src/web/connections.h: the connections to the database, as the requests of one process share them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_CONNECTIONS_H
#define HD_WEB_CONNECTIONS_H

#include <httpd.h>

#include "config.h"

/**
 * Find out which of mod_dbd's pools a portal uses, and how many connections requests may have of it: what mod_dbd's
 * directives say, but for those of each portal's worker and health check.
 * @param portal  connections is set
 * @param s       its server
 * @param plans   hd_connections_t *: those of the servers before; portals of one pool share one
 * @param pool    pconf
 * @return NULL, or what cannot work, as one line
 */
const char *hd_connections_plan(hd_portal_t *portal, server_rec *s, apr_array_header_t *plans, apr_pool_t *pool);

/** Say in the log what works, but will be narrow. Once all portals have their plans. */
void hd_connections_advise(const apr_array_header_t *plans, const server_rec *s);

/** Make what a process has of its own; of a plan that portals share, once. @return NULL or HD_BROKEN */
hd_error_t *hd_connections_child_init(hd_connections_t *plan, apr_pool_t *pchild);

/**
 * A connection for somebody who is no request: a worker, a health check. As bounded in time as the driver's parameters and
 * HelpdeskDatabaseTimeout make it.
 * @param portal  whose connections are wanted
 * @param s       its server
 * @param pool    lives until the connection is given back
 * @return NULL: there is none
 */
ap_dbd_t *hd_connections_open(const hd_portal_t *portal, server_rec *s, apr_pool_t *pool);

/** Give it back. @param db  what hd_portal_db() made of it; NULL: nothing */
void hd_connections_close(const hd_portal_t *portal, server_rec *s, ap_dbd_t *dbd, hd_db_t *db);

/**
 * The database for a request. A connection is taken with the first statement, and given back by hd_db_rest() or with the
 * request; when none comes free within HelpdeskDatabaseWait, the statement ends with HD_BUSY "database-away".
 * @param r       the request
 * @param portal  its portal
 * @return in r->pool
 */
hd_db_t *hd_connections_db(request_rec *r, const hd_portal_t *portal);

#endif
