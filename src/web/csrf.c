/* src/web/csrf.c: the token that shows that a form came from a page of ours, made for this visitor.
 *
 * It is derived from the session's token, so there is nothing to store. Who is signed out and gets a form (sign-in,
 * forgotten password) gets a random cookie first; an HMAC of that serves in its place. Each page shows it under another mask: the
 * same secret in many compressed pages could be guessed from their lengths. Whichever mask comes back, it is the same.
 * May use: base/. Must not know: what the forms do.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "../base/token.h"
#include "request.h"
#include "session.h"

#define TOKEN_HEX 32 /* 128 bits are enough */
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

/* The visitor's token as it is; NULL when there is nothing to bind it to. */
static const char *bare_token(hd_request_t *q, int may_set)
{
    const char *token;

    if (q->session) return apr_pstrmemdup(q->pool, q->session->keys.form, TOKEN_HEX);
    token = pre_session(q, may_set);
    if (!token) return NULL;
    return apr_pstrmemdup(q->pool, hd_hmac(q->portal->secret, "csrf-signed-out", token, q->pool), TOKEN_HEX);
}

const char *hd_csrf_token(hd_request_t *q, int may_set)
{
    const char *token = bare_token(q, may_set), *masked;

    return token && !hd_mask(&masked, token, q->pool) ? masked : NULL;
}

void hd_csrf_show(hd_request_t *q, int may_set)
{
    const char *token = bare_token(q, may_set), *masked;

    if (!token || hd_mask(&masked, token, q->pool)) return;
    hd_view_attr_aside(q->view, hd_view_root(q->view), "csrf", masked);
    hd_view_count(q->view, token); /* whoever has another token has another page */
}

int hd_csrf_valid(hd_request_t *q)
{
    return hd_equal_secret(hd_unmask(hd_form_get(q->form, "csrf"), q->pool), bare_token(q, 0));
}
