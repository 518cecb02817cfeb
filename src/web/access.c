/* src/web/access.c: what Apache's authentication and authorization get from us.
 *
 * "Require helpdesk" reads the route table and looks for a session itself, for httpd asks nobody to authenticate where
 * authorization grants without a user. It grants what the dispatcher answers (public routes, unknown paths, wrong
 * methods, POSTs, XML, whoever is signed in), and says "no user" for the rest; then the check_authn hook of
 * "AuthType helpdesk" leads to the sign-in page, or another module challenges. The dispatcher checks all of it again.
 * May use: domain/, httpd. Must not know: pages.
 * SPDX-License-Identifier: Apache-2.0 */
#include <httpd.h>
#include <ap_provider.h>
#include <apr_strings.h>
#include <http_config.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mod_auth.h>
#include <string.h>

#include "../base/token.h"
#include "metrics.h"
#include "module.h"
#include "session.h"
#include "urlencoded.h"

#define PROVIDER "helpdesk"

static int is_page_request(const request_rec *r)
{
    return r->method_number == M_GET; /* HEAD too */
}

static authz_status require_portal(request_rec *r, const char *line, const void *parsed)
{
    hd_request_t *q = hd_request_of(r);

    (void)line, (void)parsed;
    if (!q) return AUTHZ_DENIED;
    if (!q->route || q->route->audience == HD_FOR_ALL) return AUTHZ_GRANTED;
    if (hd_session_trusts(r)) {
        return hd_session_trusted_user(r) || !ap_auth_type(r) ? AUTHZ_GRANTED : AUTHZ_DENIED_NO_USER;
    }
    if (!is_page_request(r) || q->wants_xml || strncmp(q->route->path, "/api/", 5) == 0) return AUTHZ_GRANTED;
    hd_request_session(q);
    hd_session_rest(q);
    return q->who || q->session_error || r->user ? AUTHZ_GRANTED : AUTHZ_DENIED_NO_USER;
}

/* httpd answers by itself, with an error or a redirect, whatever was granted before: who reads that slowly holds no
 * connection meanwhile. */
static void rest_before_error(request_rec *r)
{
    hd_request_t *q = ap_get_module_config(r->request_config, &helpdesk_module);

    if (q) hd_db_rest(q->db);
}

/* The same, where the answer is another page (ErrorDocument). */
static int rest_before_page(request_rec *r)
{
    if (r->prev) rest_before_error(r->prev);
    return OK;
}

static const char *parse_role(cmd_parms *cmd, const char *line, const void **parsed)
{
    hd_role_t *role = apr_palloc(cmd->pool, sizeof(*role));

    if (!hd_role_parse(role, ap_getword_conf(cmd->pool, &line)) || *line) {
        return "Require helpdesk-role takes one of client, agent, admin";
    }
    *parsed = role;
    return NULL;
}

static authz_status require_role(request_rec *r, const char *line, const void *parsed)
{
    const hd_person_t *who;
    hd_error_t *error;

    (void)line;
    if (!hd_portal_of(r->server)->on) return AUTHZ_DENIED;
    error = hd_session_person(&who, r);
    if (error || (!who && !r->user)) return AUTHZ_DENIED_NO_USER; /* check_authn says what is wrong */
    return who && who->role >= *(const hd_role_t *)parsed ? AUTHZ_GRANTED : AUTHZ_DENIED;
}

/* The sign-in page, with the way back. */
static const char *login_address(request_rec *r, const hd_portal_t *portal)
{
    const char *next = ap_os_escape_path(r->pool, r->uri, 1);

    if (r->args) next = apr_pstrcat(r->pool, next, "?", r->args, NULL);
    if (strlen(next) > HD_PATH_NEXT_MAX) return apr_pstrcat(r->pool, portal->base, "/login", NULL);
    return apr_pstrcat(r->pool, portal->base, "/login?next=", hd_percent_encode(next, r->pool), NULL);
}

static int check_authn(request_rec *r)
{
    const char *type = ap_auth_type(r);
    const hd_portal_t *portal = hd_portal_of(r->server);
    const hd_person_t *who;
    hd_error_t *error;

    if (!type || strcasecmp(type, PROVIDER) != 0) return DECLINED;
    if (!portal->on) {
        ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, r, HDLOGNO(0180) "AuthType helpdesk: this server has no portal");
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    error = hd_session_person(&who, r);
    if (error) {
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, error->status, r, HDLOGNO(0181) "session: %s: %s (%s)", error->code,
                      error->detail ? error->detail : "-", error->where);
        return HTTP_SERVICE_UNAVAILABLE;
    }
    if (who) return OK;
    /* A sub-request (SSI, negotiation) only asks whether it may: nobody would follow its redirect. */
    if (!is_page_request(r) || r->main) return HTTP_UNAUTHORIZED;
    apr_table_setn(r->err_headers_out, "Cache-Control", "no-store");
    apr_table_setn(r->headers_out, "Location", login_address(r, portal));
    return HTTP_MOVED_TEMPORARILY;
}

/* Our passwords for AuthBasicProvider. Counted before it is checked, as the form does, so that tries at once do not slip
 * through together; a right one is taken back, and does not forgive wrong ones: it comes with each request. */
static hd_error_t *check_counted(hd_person_t **person, hd_db_t *db, request_rec *r, const char *user,
                                 const char *password)
{
    const hd_portal_t *portal = hd_portal_of(r->server);
    hd_hasher_t hasher = hd_session_hasher(portal);
    hd_attempt_terms_t terms = { user, hd_session_network(r), portal->login_limit, portal->login_limit_address };
    hd_time_t now = hd_portal_time(portal, r->request_time);
    const char *what = hd_hmac(portal->secret, "basic", apr_pstrcat(r->pool, user, ":", password, NULL), r->pool);
    hd_attempt_t *attempt;
    hd_error_t *error;

    HD_TRY(hd_attempt_begin_same(&attempt, db, &terms, what, now, r->pool));
    error = hd_signin_check(person, db, user, password, &hasher, r->pool);
    if (!error && !*person) return hd_attempt_failed(db, attempt, r->pool);
    (void)hd_attempt_undo(db, attempt); /* right, or nobody knows; what stays lapses soon */
    return error;
}

static hd_error_t *check_basic(hd_person_t **person, request_rec *r, const char *user, const char *password)
{
    hd_db_t *db = hd_session_db(r);
    hd_error_t *error = check_counted(person, db, r, user, password);

    hd_db_rest(db);
    return error;
}

static authn_status check_password(request_rec *r, const char *user, const char *password)
{
    hd_person_t *person = NULL;
    hd_error_t *error;

    if (!hd_portal_of(r->server)->on) return AUTH_GENERAL_ERROR;
    error = check_basic(&person, r, user, password);
    hd_metrics_sign_in(hd_portal_of(r->server)->metrics, HD_VIA_BASIC, error, person != NULL);
    if (error && error->kind == HD_LIMIT) return AUTH_DENIED;
    if (error) {
        ap_log_rerror(APLOG_MARK, APLOG_WARNING, error->status, r, HDLOGNO(0182) "password check: %s: %s (%s)",
                      error->code, error->detail ? error->detail : "-", error->where);
        return AUTH_GENERAL_ERROR;
    }
    if (!person) return AUTH_USER_NOT_FOUND; /* or wrong: one answer, and the next provider may know better */
    apr_table_setn(r->notes, HD_NOTE_CHECKED, apr_pstrdup(r->pool, user));
    return AUTH_GRANTED;
}

static void child_init(apr_pool_t *pchild, server_rec *s)
{
    hd_gate_t *gate;
    hd_error_t *error = hd_password_gate_create(&gate, pchild);

    if (error) {
        ap_log_error(APLOG_MARK, APLOG_CRIT, error->status, s, HDLOGNO(0183) "%s", error->detail);
        return;
    }
    for (; s; s = s->next) hd_portal_of(s)->gate = gate;
}

static const authz_provider portal_provider = { require_portal, NULL };
static const authz_provider role_provider = { require_role, parse_role };
static const authn_provider password_provider = { check_password, NULL };

void hd_session_register_hooks(apr_pool_t *pool)
{
    ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, PROVIDER, AUTHZ_PROVIDER_VERSION, &portal_provider,
                              AP_AUTH_INTERNAL_PER_CONF);
    ap_register_auth_provider(pool, AUTHZ_PROVIDER_GROUP, "helpdesk-role", AUTHZ_PROVIDER_VERSION, &role_provider,
                              AP_AUTH_INTERNAL_PER_CONF);
    ap_register_auth_provider(pool, AUTHN_PROVIDER_GROUP, PROVIDER, AUTHN_PROVIDER_VERSION, &password_provider,
                              AP_AUTH_INTERNAL_PER_CONF);
    ap_hook_check_authn(check_authn, NULL, NULL, APR_HOOK_MIDDLE, AP_AUTH_INTERNAL_PER_CONF);
    ap_hook_insert_error_filter(rest_before_error, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_create_request(rest_before_page, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_init(child_init, NULL, NULL, APR_HOOK_MIDDLE);
}
