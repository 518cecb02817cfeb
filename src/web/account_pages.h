/* src/web/account_pages.h: what a person says of themselves, their password, their sessions.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ACCOUNT_PAGES_H
#define HD_WEB_ACCOUNT_PAGES_H

#include "request.h"

hd_handler_t hd_account_get;
hd_handler_t hd_account_post;
hd_handler_t hd_account_password_get;
hd_handler_t hd_account_password_post;
hd_handler_t hd_account_security_get;
hd_handler_t hd_account_security_post;

#endif
