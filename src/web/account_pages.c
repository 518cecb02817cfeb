/* src/web/account_pages.c: what a person says of themselves, their password, their sessions.
 * May use: domain/. Must not know: how somebody signs in.
 * SPDX-License-Identifier: Apache-2.0 */
#include "account_pages.h"

#include <apr_strings.h>
#include <string.h>

#include "accept.h"
#include "device.h"
#include "module.h"
#include "page.h"
#include "session.h"
#include "signin_pages.h"

hd_error_t *hd_account_get(hd_request_t *q)
{
    xmlNodePtr form;

    HD_TRY(hd_page_begin(q, "account"));
    form = hd_view_form(q, 0);
    if (q->form) return NULL;
    hd_view_value(q, form, "name", q->who->name);
    hd_view_value(q, form, "language", q->who->language);
    hd_view_value(q, form, "theme", q->who->theme);
    return NULL;
}

hd_error_t *hd_account_post(hd_request_t *q)
{
    const char *language = hd_form_get(q->form, "language");

    if (*language && !hd_language_known(language)) return hd_error_field(q->pool, "language-unknown", "language");
    HD_TRY(hd_request_db(q));
    HD_TRY(hd_person_set_profile(q->db, q->who->id, hd_form_get(q->form, "name"), language,
                                 hd_form_get(q->form, "theme"), q->pool));
    q->see_other = "/account";
    q->done = "profile-saved";
    return NULL;
}

hd_error_t *hd_account_password_get(hd_request_t *q)
{
    HD_TRY(hd_page_begin(q, "account-password"));
    hd_view_form(q, 0);
    return NULL;
}

/* Whether the password is the person's own; counted like a sign-in. */
static hd_error_t *check_current(hd_attempt_t **attempt, hd_request_t *q, const char *password)
{
    hd_hasher_t hasher = hd_session_hasher(q->portal);
    hd_attempt_terms_t terms = hd_signin_terms(q, q->who->email);
    hd_person_t *person;
    hd_error_t *error;

    if (!*password) return hd_error_field(q->pool, "password-wrong", "current");
    HD_TRY(hd_attempt_begin(attempt, q->db, &terms, q->now, q->pool));
    error = hd_signin_check(&person, q->db, q->who->email, password, &hasher, q->pool);
    if (error) {
        (void)hd_attempt_undo(q->db, *attempt); /* not refused, so not counted; error says why */
        return error;
    }
    return person && person->id == q->who->id ? NULL : hd_error_field(q->pool, "password-wrong", "current");
}

hd_error_t *hd_account_password_post(hd_request_t *q)
{
    hd_hasher_t hasher = hd_session_hasher(q->portal);
    hd_password_new_t choice = { hd_form_get(q->form, "password"), hd_form_get(q->form, "password2"), &hasher, NULL };
    hd_signin_t signin = { NULL, q->who->id, NULL, q->r->useragent_ip, apr_table_get(q->r->headers_in, "User-Agent") };
    hd_attempt_t *attempt = NULL;
    const char *current = hd_form_get(q->form, "current");
    hd_error_t *faults;
    const char *hash, *token;

    HD_TRY(hd_request_db(q));
    faults = check_current(&attempt, q, current);
    if (faults && faults->kind != HD_INVALID) return faults;
    if (!faults) {
        HD_TRY(hd_attempt_passed(q->db, attempt));
        choice.present = current;
    }
    faults = hd_error_join(faults, hd_password_new_check(&choice, q->who->email, q->pool));
    if (faults) return faults;
    hd_db_rest(q->db);
    HD_TRY(hd_password_hash(&hash, choice.password, &hasher, q->pool));
    HD_TRY(hd_password_change(&token, q->db, q->who, &signin, hash, q->now, q->pool));
    hd_session_keep(q, token);
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, q->r, HDLOGNO(0163) "new password: person %s", q->who->public_id);
    q->see_other = "/account/password";
    q->done = "password-changed";
    return NULL;
}

static void add_session(hd_request_t *q, const hd_session_row_t *session)
{
    xmlNodePtr node = hd_view_add(q->view, hd_view_root(q->view), "session");

    hd_view_flag(q->view, node, "this", strcmp(session->token_hash, q->session->keys.row) == 0);
    hd_view_attr(q->view, node, "agent", session->agent);
    hd_view_attr(q->view, node, "device", hd_device(session->agent, q->pool));
    hd_view_attr(q->view, node, "address", session->address);
    HD_VIEW_TIME(q, node, "since", session->created_at);
    HD_VIEW_TIME(q, node, "seen", session->seen_at);
}

hd_error_t *hd_account_security_get(hd_request_t *q)
{
    hd_session_terms_t terms = hd_session_terms(q->portal);
    apr_array_header_t *sessions;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_session_list(&sessions, q->db, q->who->id, &terms, q->now, q->pool));
    HD_TRY(hd_page_begin(q, "account-security"));
    for (i = 0; i < sessions->nelts; i++) add_session(q, &APR_ARRAY_IDX(sessions, i, hd_session_row_t));
    return NULL;
}

hd_error_t *hd_account_security_post(hd_request_t *q)
{
    q->see_other = "/account/security";
    if (strcmp(hd_form_get(q->form, "everywhere"), "1") != 0) return NULL;
    HD_TRY(hd_request_db(q));
    HD_TRY(hd_session_end_all(q->db, q->who->id));
    hd_session_forget(q);
    q->see_other = "/login";
    q->done = "signed-out-everywhere";
    return NULL;
}
