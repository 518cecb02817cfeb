/* src/web/report_pages.h: the reports of the desk, as a page and as tables for spreadsheets.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_REPORT_PAGES_H
#define HD_WEB_REPORT_PAGES_H

#include "request.h"

hd_error_t *hd_reports_page(hd_request_t *q);
hd_error_t *hd_reports_csv(hd_request_t *q);

#endif
