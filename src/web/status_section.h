/* src/web/status_section.h: the portal's section in mod_status.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_STATUS_SECTION_H
#define HD_WEB_STATUS_SECTION_H

#include <httpd.h>

/**
 * Write a section for each portal. An optional hook of mod_status.
 * @param r      the request for the status page
 * @param flags  AP_STATUS_SHORT: lines for programs, else HTML
 * @return OK
 */
int hd_status_section(request_rec *r, int flags);

#endif
