/* src/web/notice_pages.h: what somebody of the staff wants to be mailed.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_NOTICE_PAGES_H
#define HD_WEB_NOTICE_PAGES_H

#include "request.h"

hd_handler_t hd_account_notices_get, hd_account_notices_post;

#endif
