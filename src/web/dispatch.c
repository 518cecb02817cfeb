/* src/web/dispatch.c: the order of answers of every request; no handler can forget what stands here.
 *
 * Unknown path 404, method 405, signed out 302 or 401 or 403, role 403, body 4xx, form token 403; then the handler:
 * not theirs 404, fields 422.
 * May use: everything in web/. Must not know: what the routes do.
 * SPDX-License-Identifier: Apache-2.0 */
#include "dispatch.h"

#include <apr_strings.h>
#include <http_core.h>

#include "error_view.h"
#include "module.h"
#include "request.h"
#include "respond.h"

static hd_error_t *check_client(hd_request_t *q)
{
    HD_TRY(hd_request_db(q));
    return hd_accounts_with(q, q->route->rights)->nelts ? NULL : hd_error(q->pool, HD_DENIED, "role", NULL);
}

static hd_error_t *check_who(hd_request_t *q)
{
    hd_audience_t audience = q->route->audience;

    if (q->session_error) return q->session_error;
    if (audience == HD_FOR_ALL) return NULL;
    if (!q->who) return hd_error(q->pool, HD_SIGNED_OUT, "signed-out", NULL);
    if (q->who->acting_id && (q->route->flags & HD_ROUTE_SELF)) return hd_error(q->pool, HD_DENIED, "role", NULL);
    if (audience == HD_FOR_AGENT && q->who->role < HD_ROLE_AGENT) return hd_error(q->pool, HD_DENIED, "role", NULL);
    if (audience == HD_FOR_ADMIN && q->who->role < HD_ROLE_ADMIN) return hd_error(q->pool, HD_DENIED, "role", NULL);
    return audience == HD_FOR_CLIENT ? check_client(q) : NULL;
}

/* Show a form again with what is wrong beside its fields. */
static hd_error_t *again(hd_request_t *q, hd_error_t *faults)
{
    const hd_route_t *row = q->route->page ? hd_page_route(q->route->page) : NULL;
    int status = hd_error_status(faults);

    q->faults = faults;
    if (!row || q->wants_xml) return faults;
    if (faults->kind == HD_LIMIT) ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, q->r, HDLOGNO(0164) "limit: %s", faults->code);
    if (status == HTTP_TOO_MANY_REQUESTS) {
        apr_table_set(q->r->err_headers_out, "Retry-After", apr_itoa(q->pool, faults->retry_after_sec));
    }
    HD_TRY(row->handler(q));
    q->status = status;
    return NULL;
}

static hd_error_t *read_fields(hd_request_t *q, hd_form_files_t files)
{
    if (!(q->route->flags & HD_ROUTE_FILES)) files = HD_FILES_REFUSED;
    return hd_form_read(&q->form, q->r, q->portal, files, q->route->flags & HD_ROUTE_MANY ? HD_FIELDS_MANY : HD_FIELDS_MAX);
}

static hd_error_t *read_form(hd_request_t *q)
{
    hd_error_t *bad;

    hd_db_rest(q->db); /* a sender may be slow */
    bad = read_fields(q, HD_FILES_STAGED);
    if (bad && bad->kind != HD_INVALID) return bad;
    if (!(q->route->flags & HD_ROUTE_NO_CSRF) && !hd_csrf_valid(q)) return hd_error(q->pool, HD_DENIED, "csrf", NULL);
    return bad;
}

/* A form of somebody who may not send it, or whose session has lapsed: read, so that the page that refuses it still has
 * the text. That it is refused comes before whatever else may be wrong with it. */
static hd_error_t *refuse_post(hd_request_t *q, hd_error_t *error)
{
    hd_error_t *bad;

    hd_db_rest(q->db);
    bad = read_fields(q, HD_FILES_NAMED);
    return bad && bad->status == AP_FILTER_ERROR ? bad : error; /* that is: httpd has answered */
}

static hd_error_t *answer_post(hd_request_t *q)
{
    hd_error_t *error = read_form(q);

    if (!error) error = hd_request_db(q);
    if (!error) error = q->route->handler(q);
    if (error && (error->kind == HD_INVALID || error->kind == HD_LIMIT || error->kind == HD_CONFLICT)) return again(q, error);
    return error;
}

static hd_error_t *answer(hd_request_t *q)
{
    int is_post = !strcmp(q->r->method, "POST");
    hd_error_t *error;

    if (!q->allow) return hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
    if (!q->route) return hd_error(q->pool, HD_METHOD, "method", NULL);
    error = check_who(q);
    if (error) return is_post ? refuse_post(q, error) : error;
    return is_post ? answer_post(q) : q->route->handler(q);
}

/* Send what the handler has left. */
static hd_error_t *deliver(hd_request_t *q)
{
    if (q->sent) return NULL;
    if (q->see_other) {
        if (q->done) hd_cookie_set(q, "hd-done", q->done, 60);
        hd_send_redirect(q, HTTP_SEE_OTHER, hd_path(q, q->see_other));
        return NULL;
    }
    return hd_send_view(q, q->status ? q->status : HTTP_OK);
}

/* A body that no handler reads would be read to its end by httpd, however long it is: the connection ends instead. */
static void refuse_body(hd_request_t *q)
{
    int is_read = q->route && !strcmp(q->route->method, "POST");

    if (!is_read && ap_request_has_body(q->r)) q->r->connection->keepalive = AP_CONN_CLOSE;
}

int hd_dispatch(request_rec *r)
{
    hd_request_t *q = hd_request_of(r);
    hd_error_t *error;

    if (!q) return DECLINED;
    refuse_body(q);
    if (q->redirect && (!strcmp(r->method, "GET") || !strcmp(r->method, "HEAD"))) {
        const char *query = r->args ? apr_pstrcat(r->pool, "?", r->args, NULL) : "";
        hd_send_redirect(q, HTTP_MOVED_PERMANENTLY, apr_pstrcat(r->pool, q->portal->base, q->redirect, query, NULL));
        return q->result;
    }
    if (!q->route || !(q->route->flags & HD_ROUTE_NO_SESSION)) hd_request_session(q);
    hd_request_language(q);
    hd_request_remember_language(q);
    error = answer(q);
    if (!error) error = deliver(q);
    if (error) hd_error_answer(q, error);
    q->ended = hd_clock_usec();
    return q->result;
}

int hd_no_storage(request_rec *r)
{
    if (hd_dir_config_of(r)->on != 1) return DECLINED;
    r->filename = NULL; /* not "", which mod_dir takes for a directory */
    return OK;
}
