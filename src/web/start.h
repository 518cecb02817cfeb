/* src/web/start.h: what happens once, when the server starts.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_START_H
#define HD_WEB_START_H

#include <httpd.h>

/** Set up the libraries and the log sink, before there are threads. A hook of pre_config. */
int hd_start_libraries(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp);

/** Make the figures of every portal, and start its worker. A hook of post_config. */
int hd_start_workers(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s);

#endif
