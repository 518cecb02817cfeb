/* src/web/acting_pages.c: an administrator acts for a client, and comes back.
 * The browser keeps the token of the session of their own beside that of the client's: the latter leads back to nothing.
 * May use: domain/, session.h, admin_page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "acting_pages.h"

#include <apr_strings.h>

#include "../domain/acting.h"
#include "admin_page.h"
#include "session.h"

#define OWN "hd-own" /* cookie: the session that waits */

hd_error_t *hd_acting_post(hd_request_t *q)
{
    hd_acting_t acting = { q->arg[0], q->session->keys.row, q->r->useragent_ip, apr_table_get(q->r->headers_in, "User-Agent") };
    hd_by_t by = hd_admin_by(q, NULL, 0);
    const char *token;

    /* Each request would make them themselves again. */
    if (hd_session_trusted_user(q->r)) return hd_error_field(q->pool, "acting-trusted", "reason");
    HD_TRY(hd_reason_check(&by.reason, hd_form_get(q->form, "reason"), q->pool));
    HD_TRY(hd_acting_begin(&token, q->db, &by, &acting, q->pool));
    hd_cookie_set(q, OWN, q->session->token, 0);
    hd_session_keep(q, token);
    q->see_other = "/";
    return NULL;
}

hd_error_t *hd_acting_end_post(hd_request_t *q)
{
    const char *own = hd_cookie_get(q, OWN), *client = q->who->public_id;
    int is_own;

    hd_cookie_set(q, OWN, "", -1);
    q->see_other = "/";
    if (!q->who->acting_id) return NULL;
    HD_TRY(hd_acting_end(&is_own, q->db, q->session->token, own, q->pool));
    if (!is_own) { /* nobody is led into a session that another has put there */
        hd_session_forget(q);
        return NULL;
    }
    hd_session_keep(q, own);
    q->see_other = hd_admin_address(q, "/admin/clients/", client, "");
    return NULL;
}

hd_error_t *hd_acting_end_own(hd_request_t *q)
{
    const char *own = hd_cookie_get(q, OWN);

    if (!own) return NULL;
    hd_cookie_set(q, OWN, "", -1);
    return hd_session_token_valid(own) ? hd_session_end(q->db, own, q->pool) : NULL;
}
