/* src/web/signin_pages.c: signing in and out, and the way to a new password.
 * May use: domain/, httpd's authn providers. Must not know: how sessions are found again.
 * SPDX-License-Identifier: Apache-2.0 */
#include "signin_pages.h"

#include <ap_provider.h>
#include <apr_strings.h>
#include <mod_auth.h>
#include <string.h>

#include "../base/token.h"
#include "../text/fold.h"
#include "acting_pages.h"
#include "metrics.h"
#include "module.h"
#include "page.h"
#include "session.h"

#define LOG_NAME_CHARACTERS 16 /* of a hash: enough to find tries for one address together */
#define OURS "helpdesk"

const char *hd_signin_next(hd_request_t *q, const char *next)
{
    return hd_path_next(next, q->portal->base);
}

static const char *home_of(const hd_person_t *who)
{
    return who->role >= HD_ROLE_AGENT ? "/desk/" : "/";
}

hd_attempt_terms_t hd_signin_terms(hd_request_t *q, const char *email)
{
    hd_attempt_terms_t terms = { email, hd_session_network(q->r), q->portal->login_limit,
                                 q->portal->login_limit_address };

    return terms;
}

/* Begin a page with a form for people who may be signed out: the form token needs a cookie to be bound to. */
static hd_error_t *begin_form(xmlNodePtr *form, hd_request_t *q, const char *page)
{
    HD_TRY(hd_page_begin(q, page));
    if (!q->who && !q->wants_xml) hd_csrf_show(q, 1);
    *form = hd_view_form(q, 0);
    return NULL;
}

static hd_error_t *show_login(hd_request_t *q)
{
    const char *next = hd_form_get(q->query, "next");
    xmlNodePtr form;

    HD_TRY(begin_form(&form, q, "login"));
    if (!q->form) hd_view_value(q, form, "next", hd_signin_next(q, next) ? next : "");
    return NULL;
}

hd_error_t *hd_login_get(hd_request_t *q)
{
    const char *next;

    if (!q->who || q->form) return show_login(q);
    next = hd_signin_next(q, hd_form_get(q->query, "next"));
    q->see_other = next ? next : home_of(q->who);
    return NULL;
}

/* Ask a provider of another module. It may set r->user, which is ours to set. */
static hd_error_t *ask_other(authn_status *answer, hd_request_t *q, const char *name, const char *email,
                             const char *password)
{
    const authn_provider *provider = ap_lookup_provider(AUTHN_PROVIDER_GROUP, name, AUTHN_PROVIDER_VERSION);
    /* A directory server's time is not ours: only those that compute hashes in this process wait for a place. */
    hd_gate_t *gate = strcmp(name, "ldap") == 0 ? NULL : q->portal->gate;
    char *user = q->r->user;

    if (!provider || !provider->check_password) {
        return hd_error(q->pool, HD_BROKEN, "login-provider", "HelpdeskAuthProvider %s: no such provider", name);
    }
    hd_db_rest(q->db); /* a connection is not held while somebody else looks */
    HD_TRY(hd_password_gate_enter(gate, q->pool));
    apr_table_setn(q->r->notes, AUTHN_PROVIDER_NAME_NOTE, name);
    *answer = provider->check_password(q->r, email, password);
    apr_table_unset(q->r->notes, AUTHN_PROVIDER_NAME_NOTE);
    hd_gate_leave(gate);
    q->r->user = user;
    return NULL;
}

/* Ask one provider. @param[out] person  NULL: it does not know, or says no. @param[out] away  it could not say */
static hd_error_t *ask(hd_person_t **person, int *away, hd_request_t *q, const char *name, const char *email,
                       const char *password)
{
    hd_hasher_t hasher = hd_session_hasher(q->portal);
    authn_status answer = AUTH_DENIED;

    *person = NULL;
    if (strcmp(name, OURS) == 0) return hd_signin_check(person, q->db, email, password, &hasher, q->pool);
    HD_TRY(ask_other(&answer, q, name, email, password));
    if (answer == AUTH_GENERAL_ERROR) *away = 1;
    if (answer != AUTH_GRANTED) return NULL;
    HD_TRY(hd_person_by_email(person, q->db, email, q->pool));
    if (*person && ((*person)->disabled || !(*person)->email_confirmed)) *person = NULL;
    return NULL;
}

/* Ask all providers in their order, until one says yes. */
static hd_error_t *ask_all(hd_person_t **person, hd_request_t *q, const char *email, const char *password)
{
    const apr_array_header_t *names = q->portal->auth_providers;
    int away = 0, i;

    for (i = 0; i < names->nelts; i++) {
        HD_TRY(ask(person, &away, q, APR_ARRAY_IDX(names, i, const char *), email, password));
        if (*person) return NULL;
    }
    return away ? hd_error(q->pool, HD_BUSY, "login-away", "a provider could not check a password") : NULL;
}

/* Whom a try was for, as the log may know it: what was typed may be a password in the wrong field. */
static const char *log_name(hd_request_t *q, const char *email)
{
    const char *folded = hd_email_fold(email, q->pool);

    if (!folded) folded = email;
    return apr_pstrndup(q->pool, hd_sha256(folded, strlen(folded), q->pool), LOG_NAME_CHARACTERS);
}

/* Wrong: the form again, whatever was wrong. */
static hd_error_t *refuse_login(hd_request_t *q, const char *email)
{
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, q->r, HDLOGNO(0160) "sign-in refused: e-mail %s", log_name(q, email));
    q->faults = hd_error(q->pool, HD_INVALID, "login-wrong", NULL);
    HD_TRY(show_login(q));
    q->status = HTTP_UNAUTHORIZED;
    return NULL;
}

static hd_error_t *accept_login(hd_request_t *q, const hd_attempt_t *attempt, const hd_person_t *person)
{
    hd_signin_t signin = { attempt, person->id, q->session ? q->session->token : NULL, q->r->useragent_ip,
                           apr_table_get(q->r->headers_in, "User-Agent") };
    const char *next = hd_signin_next(q, hd_form_get(q->form, "next"));
    const char *token;

    HD_TRY(hd_acting_end_own(q));
    HD_TRY(hd_signin_finish(&token, q->db, &signin, q->now, q->pool));
    hd_session_keep(q, token);
    hd_session_note(q->r, person);
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, q->r, HDLOGNO(0161) "signed in: person %s", person->public_id);
    q->see_other = next ? next : home_of(person);
    return NULL;
}

static hd_error_t *try_login(hd_request_t *q, const char *email, const char *password)
{
    hd_attempt_terms_t terms = hd_signin_terms(q, email);
    hd_person_t *person = NULL;
    hd_attempt_t *attempt;
    hd_error_t *error;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_attempt_begin(&attempt, q->db, &terms, q->now, q->pool));
    error = ask_all(&person, q, email, password);
    if (error) {
        (void)hd_attempt_undo(q->db, attempt); /* nobody was refused, so nothing is counted; error says why */
        return error;
    }
    return person ? accept_login(q, attempt, person) : refuse_login(q, email);
}

hd_error_t *hd_login_post(hd_request_t *q)
{
    const char *email = hd_text_trim(hd_form_get(q->form, "email"), q->pool);
    const char *password = hd_form_get(q->form, "password");
    hd_error_t *faults = NULL, *error;

    if (!*email) faults = hd_error_field(q->pool, "email-empty", "email");
    if (!*password) faults = hd_error_join(faults, hd_error_field(q->pool, "password-empty", "password"));
    if (faults) return faults;
    error = try_login(q, email, password);
    hd_metrics_sign_in(q->portal->metrics, HD_VIA_FORM, error, q->see_other != NULL);
    return error;
}

hd_error_t *hd_logout_post(hd_request_t *q)
{
    if (q->session) {
        HD_TRY(hd_request_db(q));
        HD_TRY(hd_session_end(q->db, q->session->token, q->pool));
    }
    if (!q->db) HD_TRY(hd_request_db(q));
    HD_TRY(hd_acting_end_own(q));
    hd_session_forget(q);
    q->see_other = "/";
    q->done = "signed-out";
    return NULL;
}

hd_error_t *hd_password_forgot_get(hd_request_t *q)
{
    xmlNodePtr form;

    if (!q->form && *hd_form_get(q->query, "sent")) return hd_page_begin(q, "password-forgot-sent");
    return begin_form(&form, q, "password-forgot");
}

hd_error_t *hd_password_forgot_post(hd_request_t *q)
{
    HD_TRY(hd_request_db(q));
    HD_TRY(hd_password_forgot(q->db, hd_form_get(q->form, "email"), hd_session_network(q->r), q->now, q->pool));
    q->see_other = "/password/forgot?sent=1";
    return NULL;
}

/* The form as long as the link is good, else what is wrong with it. */
hd_error_t *hd_password_reset_get(hd_request_t *q)
{
    const char *token = hd_form_get(q->form ? q->form : q->query, "token");
    hd_person_t *person;
    xmlNodePtr form;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_password_link(&person, q->db, token, q->now, q->pool));
    if (!person && !q->faults) {
        q->faults = hd_error(q->pool, HD_NOT_FOUND, "token-bad", NULL);
        q->status = HTTP_NOT_FOUND;
    }
    if (!person) return hd_page_begin(q, "password-reset");
    HD_TRY(begin_form(&form, q, "password-reset"));
    if (!q->form) hd_view_value(q, form, "token", token);
    return NULL;
}

hd_error_t *hd_password_reset_post(hd_request_t *q)
{
    hd_hasher_t hasher = hd_session_hasher(q->portal);
    hd_password_new_t choice = { hd_form_get(q->form, "password"), hd_form_get(q->form, "password2"), &hasher, NULL };
    hd_person_t *person;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_password_reset(&person, q->db, hd_form_get(q->form, "token"), &choice, q->now, q->pool));
    if (q->who && q->who->id == person->id) hd_session_forget(q);
    ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, q->r, HDLOGNO(0162) "new password by a mailed link: person %s",
                  person->public_id);
    q->see_other = "/login";
    q->done = "password-reset";
    return NULL;
}
