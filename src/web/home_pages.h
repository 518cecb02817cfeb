/* src/web/home_pages.h: handlers of the first page and the support page.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_HOME_PAGES_H
#define HD_WEB_HOME_PAGES_H

#include "request.h"

/** GET /: signed out what this is; signed in what needs attention. */
hd_handler_t hd_home_page;

/** GET /support: the way to a ticket. */
hd_handler_t hd_support_page;

#endif
