/* src/web/error_view.c: errors to statuses, log lines and pages.
 * May use: xml/. Must not know: what the routes do.
 * SPDX-License-Identifier: Apache-2.0 */
#include "error_view.h"

#include <apr_strings.h>
#include <http_log.h>
#include <util_filter.h>
#include <stdlib.h>

#include "../base/token.h"
#include "module.h"
#include "page.h"
#include "respond.h"
#include "urlencoded.h"

#define RETRY_BUSY_SEC 20 /* what a 503 asks for when nobody knows better */

int hd_error_status(const hd_error_t *error)
{
    switch (error->kind) {
    case HD_BAD_REQUEST: return HTTP_BAD_REQUEST;
    case HD_SIGNED_OUT: return HTTP_UNAUTHORIZED;
    case HD_DENIED: return HTTP_FORBIDDEN;
    case HD_NOT_FOUND: return HTTP_NOT_FOUND;
    case HD_METHOD: return HTTP_METHOD_NOT_ALLOWED;
    case HD_TIMEOUT: return HTTP_REQUEST_TIME_OUT;
    case HD_CONFLICT: return HTTP_CONFLICT;
    case HD_TOO_LARGE: return HTTP_REQUEST_ENTITY_TOO_LARGE;
    case HD_MEDIA_TYPE: return HTTP_UNSUPPORTED_MEDIA_TYPE;
    case HD_INVALID: return HTTP_UNPROCESSABLE_ENTITY;
    case HD_LIMIT: return HTTP_TOO_MANY_REQUESTS;
    case HD_BUSY: return HTTP_SERVICE_UNAVAILABLE;
    case HD_FULL: return HTTP_INSUFFICIENT_STORAGE;
    case HD_BROKEN: break;
    }
    return HTTP_INTERNAL_SERVER_ERROR;
}

/* What an administrator has to know; at info, who was refused; the rest stands in the access log. */
static void log_error(hd_request_t *q, const hd_error_t *error)
{
    int level = error->kind == HD_BROKEN || error->kind == HD_FULL ? APLOG_ERR : APLOG_WARNING;

    if (error->kind != HD_BROKEN && error->kind != HD_FULL && error->kind != HD_BUSY) level = APLOG_DEBUG;
    if (error->kind == HD_DENIED || error->kind == HD_LIMIT) level = APLOG_INFO; /* what somebody may have to look into */
    if (error->status == AP_FILTER_ERROR) level = APLOG_DEBUG;
    if (!strcmp(error->code, "login-busy")) level = APLOG_DEBUG; /* in a flood of sign-ins a line each would be a second one */
    ap_log_rerror(APLOG_MARK, level, error->status, q->r, HDLOGNO(0130) "%s: %s (%s)", error->code,
                  error->detail ? error->detail : "-", error->where);
}

static void last_resort(hd_request_t *q, const hd_error_t *error, int status)
{
    apr_size_t length;
    const char *bytes = hd_theme_last_resort(q->portal->theme, &length);

    ap_log_rerror(APLOG_MARK, APLOG_ERR, error->status, q->r, HDLOGNO(0131) "the error page failed: %s (%s)",
                  error->detail ? error->detail : error->code, error->where);
    hd_headers_common(q);
    hd_send_bytes(q, status, "text/html; charset=utf-8", bytes, length);
}

static const char *login_address(hd_request_t *q, const char *next)
{
    return apr_pstrcat(q->pool, "/login?next=", hd_percent_encode(next, q->pool), NULL);
}

/* The name under which the strings have the words of an error page: failure.{name}.title and .text. */
static const char *failure(const hd_request_t *q, const hd_error_t *error)
{
    switch (error->kind) {
    case HD_BAD_REQUEST: return "bad-request";
    case HD_SIGNED_OUT: return strcmp(q->r->method, "POST") ? "unauthorized" : "session-lapsed";
    case HD_DENIED: return strcmp(error->code, "csrf") ? "forbidden" : q->who ? "csrf" : "session-lapsed";
    case HD_NOT_FOUND: return "not-found";
    case HD_METHOD: return "method";
    case HD_TIMEOUT: return "timeout";
    case HD_CONFLICT: return "conflict";
    case HD_TOO_LARGE: return "too-large";
    case HD_MEDIA_TYPE: return "media-type";
    case HD_INVALID: return "bad-request";
    case HD_LIMIT: return strcmp(error->code, "ticket-limit") && strcmp(error->code, "login-limit") ? "too-many" : error->code;
    case HD_BUSY: return "busy";
    case HD_FULL: return "disk-full";
    case HD_BROKEN: break;
    }
    return "broken";
}

/* The page's own token where the visitor is known; else what their form brought, which is theirs whatever it is. */
static const char *token_for_again(hd_request_t *q, const hd_error_t *error)
{
    if (q->who) return hd_csrf_token(q, 0);
    return error->kind == HD_DENIED || error->kind == HD_SIGNED_OUT ? NULL : hd_form_get(q->form, "csrf");
}

/* Files that waited on the server for this form go on waiting; whose they are is looked at when it comes again. */
static void add_staged(hd_request_t *q, xmlNodePtr form)
{
    const apr_array_header_t *ids = hd_form_staged(q);
    int i;

    for (i = 0; i < ids->nelts; i++) hd_view_value(q, form, "staged", APR_ARRAY_IDX(ids, i, const char *));
}

/* What was typed, in a form that can be sent again once somebody is signed in. */
static void add_kept(hd_request_t *q, const hd_error_t *error)
{
    const char *token = token_for_again(q, error);
    xmlNodePtr form;

    if (!q->form || !q->route || !q->route->page) return;
    form = hd_view_form(q, *hd_form_get(q->form, "once") != '\0');
    if (token && !q->wants_xml) {
        if (!q->who) hd_view_attr(q->view, hd_view_root(q->view), "csrf", token);
        hd_view_attr(q->view, form, "action", q->r->uri + strlen(q->portal->base));
        add_staged(q, form);
    }
    hd_view_files_lost(q, form, q->form->names);
}

/* The limit that was passed, as people read it. */
static const char *limit_text(hd_request_t *q, const hd_error_t *error)
{
    if (error->kind != HD_TOO_LARGE || !error->value) return NULL;
    if (strcmp(error->code, "files-large") && strcmp(error->code, "field-long")) return error->value;
    return hd_locale_bytes(q->locale, (apr_off_t)apr_atoi64(error->value), q->pool);
}

static int retry_after(const hd_error_t *error)
{
    return error->retry_after_sec ? error->retry_after_sec : RETRY_BUSY_SEC;
}

/* Where the form of an address stands that only takes forms, when it is a ticket's: somebody has entered it again. */
static const char *ticket_address(hd_request_t *q, const hd_error_t *error)
{
    const char *page = error->kind == HD_METHOD ? hd_request_page_path(q) : "";
    const char *slash = strrchr(page, '/');
    const char *ref = slash && strcmp(q->allow, "POST") == 0 ? hd_reference_fold(slash + 1, q->pool) : NULL;

    return ref ? apr_pstrcat(q->pool, apr_pstrmemdup(q->pool, page, (apr_size_t)(slash + 1 - page)), ref, NULL) : NULL;
}

static hd_error_t *error_page(hd_request_t *q, const hd_error_t *error, int status)
{
    int retry = retry_after(error);
    xmlNodePtr node;

    if (q->who && (status == HTTP_FORBIDDEN || status == HTTP_NOT_FOUND || status == HTTP_METHOD_NOT_ALLOWED)) {
        (void)hd_request_db(q);
        (void)hd_request_counts(q); /* best effort: the page is worth more than the numbers in its navigation */
    }
    HD_TRY(hd_page_begin_plain(q, "error"));
    node = hd_view_add(q->view, hd_view_root(q->view), "error");
    hd_view_attr_int(q->view, node, "status", status);
    hd_view_attr(q->view, node, "code", failure(q, error));
    hd_view_attr(q->view, node, "id", hd_request_id(q));
    if (error->retry_after_sec || status == HTTP_SERVICE_UNAVAILABLE) {
        hd_view_attr_int(q->view, node, "retry", retry);
        hd_view_attr_int(q->view, node, "retry-minutes", (retry + 59) / 60);
    }
    hd_view_attr(q->view, node, "limit-text", limit_text(q, error));
    if (!q->who && (error->kind == HD_SIGNED_OUT || error->kind == HD_DENIED)) {
        hd_view_attr(q->view, node, "sign-in", login_address(q, hd_path(q, hd_request_page_path(q))));
    }
    hd_view_attr(q->view, node, "ticket", ticket_address(q, error));
    hd_view_attr(q->view, node, "contact", q->portal->support_address);
    add_kept(q, error);
    return NULL;
}

static void headers_for(hd_request_t *q, const hd_error_t *error, int status)
{
    if (status == HTTP_METHOD_NOT_ALLOWED) apr_table_setn(q->r->err_headers_out, "Allow", q->allow);
    if (status == HTTP_SERVICE_UNAVAILABLE || status == HTTP_TOO_MANY_REQUESTS) {
        apr_table_set(q->r->err_headers_out, "Retry-After", apr_itoa(q->pool, retry_after(error)));
    }
    if (status == HTTP_REQUEST_ENTITY_TOO_LARGE || status == HTTP_BAD_REQUEST || status == HTTP_REQUEST_TIME_OUT) {
        q->r->connection->keepalive = AP_CONN_CLOSE;
    }
}

void hd_error_answer(hd_request_t *q, const hd_error_t *error)
{
    int status = hd_error_status(error), is_post = !strcmp(q->r->method, "POST");
    hd_error_t *failed;

    log_error(q, error);
    if (error->status == AP_FILTER_ERROR) { /* httpd has sent an answer of its own */
        q->result = AP_FILTER_ERROR;
        return;
    }
    if (error->kind == HD_SIGNED_OUT && !q->wants_xml && !is_post) {
        hd_send_redirect(q, HTTP_MOVED_TEMPORARILY, hd_path(q, login_address(q, q->r->unparsed_uri)));
        return;
    }
    if (error->kind == HD_SIGNED_OUT && is_post && !q->wants_xml) status = HTTP_FORBIDDEN;
    headers_for(q, error, status);
    failed = error_page(q, error, status);
    if (!failed) failed = hd_send_view(q, status);
    if (failed) last_resort(q, failed, status);
}
