/* src/web/csrf.c: the token that shows that a form came from a page of ours, made for this visitor.
 *
 * It is an HMAC of the session's token, so there is nothing to store. Who is signed out and gets a form (sign-in,
 * forgotten password) gets a random cookie first, which serves in its place.
 * May use: base/. Must not know: what the forms do.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "../base/token.h"
#include "request.h"
#include "session.h"

#define PRE_COOKIE "hd-pre"
#define PRE_KEY "helpdesk-pre-session" /* what this request has set, in its pool's user data */

/* The pre-session token: the browser's, or one that this request has set or may set now. */
static const char *pre_session(hd_request_t *q, int may_set)
{
    const char *token = hd_cookie_get(q, PRE_COOKIE);
    void *made = NULL;

    if (hd_session_token_valid(token)) return token;
    apr_pool_userdata_get(&made, PRE_KEY, q->pool);
    if (made || !may_set) return made;
    if (hd_token_make(&token, q->pool)) return NULL;
    hd_cookie_set(q, PRE_COOKIE, token, 0);
    apr_pool_userdata_setn(token, PRE_KEY, NULL, q->pool);
    return token;
}

const char *hd_csrf_token(hd_request_t *q, int may_set)
{
    const char *token;

    if (q->session) return hd_hmac(q->portal->secret, "csrf", q->session->token, q->pool);
    token = pre_session(q, may_set);
    return token ? hd_hmac(q->portal->secret, "csrf-signed-out", token, q->pool) : NULL;
}

int hd_csrf_valid(hd_request_t *q)
{
    return hd_equal_secret(hd_form_get(q->form, "csrf"), hd_csrf_token(q, 0));
}
