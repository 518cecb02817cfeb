/* src/web/service_pages.h: handlers of the client's services.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_SERVICE_PAGES_H
#define HD_WEB_SERVICE_PAGES_H

#include "page.h"

/** GET /services/: the list, filtered by ?kind= or ?state=, sorted by ?sort= and ?dir=, 20 a page. */
hd_handler_t hd_services_page;

/** GET /services/{id}: one service. */
hd_handler_t hd_service_page;

/** Set how many services there are, and how many expire soon, have expired, are suspended. */
void hd_view_service_totals(hd_request_t *q, xmlNodePtr node, const apr_array_header_t *services);

#endif
