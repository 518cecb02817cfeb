/* src/web/monitor_pages.h: what monitoring asks: is it well, and how much of what is done.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_MONITOR_PAGES_H
#define HD_WEB_MONITOR_PAGES_H

#include "request.h"

/** GET /healthz: 200 when requests can be answered, else 503; what it found, line by line or as a view. */
hd_handler_t hd_health_page;

/** GET /metrics: all figures in Prometheus' text format. */
hd_handler_t hd_metrics_page;

#endif
