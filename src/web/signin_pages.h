/* src/web/signin_pages.h: signing in and out, and the way to a new password.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_SIGNIN_PAGES_H
#define HD_WEB_SIGNIN_PAGES_H

#include "../domain/signin.h"
#include "request.h"

hd_handler_t hd_login_get;
hd_handler_t hd_login_post;
hd_handler_t hd_logout_post;
hd_handler_t hd_password_forgot_get;
hd_handler_t hd_password_forgot_post;
hd_handler_t hd_password_reset_get;
hd_handler_t hd_password_reset_post;

/** What tries of a request with an e-mail address are counted by. */
hd_attempt_terms_t hd_signin_terms(hd_request_t *q, const char *email);

/**
 * Where signing in leads.
 * @param q     the request
 * @param next  what the form says; anybody may have written it
 * @return next below the base path, when that is where it leads; else NULL
 */
const char *hd_signin_next(hd_request_t *q, const char *next);

#endif
