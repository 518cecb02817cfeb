/* src/web/respond.c: sending answers, with the headers that protect them.
 * May use: xml/. Must not know: what the pages show.
 * SPDX-License-Identifier: Apache-2.0 */
#include "respond.h"

#include <apr_strings.h>
#include <http_protocol.h>

#include "metrics.h"

#define DEFLATED "-gzip\"" /* what mod_deflate makes of the end of an ETag */

#define CONTENT_SECURITY                                                                                    \
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "   \
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

void hd_headers_common(hd_request_t *q)
{
    apr_table_t *headers = q->r->err_headers_out;

    apr_table_setn(headers, "Content-Security-Policy", CONTENT_SECURITY);
    apr_table_setn(headers, "X-Content-Type-Options", "nosniff");
    apr_table_setn(headers, "X-Frame-Options", "DENY");
    apr_table_setn(headers, "Referrer-Policy", "same-origin");
    apr_table_setn(headers, "Cross-Origin-Opener-Policy", "same-origin");
}

void hd_send_bytes(hd_request_t *q, int status, const char *type, const char *bytes, apr_size_t length)
{
    request_rec *r = q->r;
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    apr_bucket_alloc_t *buckets = r->connection->bucket_alloc;

    hd_db_rest(q->db); /* a reader may be slow */
    q->sent = 1;
    q->result = OK;
    r->status = status;
    ap_set_content_type(r, type);
    ap_set_content_length(r, length);
    if (length) APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_pool_create(bytes, length, r->pool, buckets));
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(buckets));
    ap_pass_brigade(r->output_filters, brigade);
}

static hd_error_t *render(const char **bytes, apr_size_t *length, hd_request_t *q)
{
    apr_int64_t began = hd_clock_usec();
    hd_error_t *error = hd_theme_render(bytes, length, q->portal->theme, hd_view_page(q->view), q->language, q->view, q->pool);

    hd_metrics_rendered(q->portal->metrics, began, error);
    return error;
}

/* What the browser has, as it was before mod_deflate put its mark behind it: one copy, mended in place. */
static void unmark(request_rec *r)
{
    const char *given = apr_table_get(r->headers_in, "If-None-Match"), *from;
    char *copy, *to;

    if (!given || !strstr(given, DEFLATED)) return;
    to = copy = apr_palloc(r->pool, strlen(given) + 1);
    for (from = given; *from; *to++ = *from++) {
        if (strncmp(from, DEFLATED, strlen(DEFLATED)) == 0) from += strlen(DEFLATED) - 1; /* up to the quotation mark */
    }
    *to = '\0';
    apr_table_setn(r->headers_in, "If-None-Match", copy);
}

/* The page's ETag: the view's fingerprint, weak, for it does not count form tokens. NULL for what must not come from a
 * cache: a form that is good for once, the answer to a form, an error. */
static const char *etag_of(hd_request_t *q, int status)
{
    if (status != HTTP_OK || q->has_once || q->form || q->r->method_number != M_GET) return NULL;
    return apr_psprintf(q->pool, "W/\"%" APR_UINT64_T_HEX_FMT "%s\"", hd_view_fingerprint(q->view), q->wants_xml ? "-xml" : "");
}

/* Whether the browser has this page already (RFC 9110, 13.1.2); then that is the answer. */
static int is_known(hd_request_t *q, const char *etag)
{
    ap_condition_e match;

    if (!etag || !apr_table_get(q->r->headers_in, "If-None-Match")) return 0;
    unmark(q->r);
    apr_table_setn(q->r->headers_out, "ETag", etag);
    match = ap_condition_if_none_match(q->r, q->r->headers_out);
    if (match != AP_CONDITION_WEAK && match != AP_CONDITION_STRONG) return 0;
    q->result = HTTP_NOT_MODIFIED;
    q->sent = 1;
    return 1;
}

hd_error_t *hd_send_view(hd_request_t *q, int status)
{
    const char *etag = etag_of(q, status), *bytes;
    apr_size_t length;

    hd_db_rest(q->db);
    hd_headers_common(q);
    apr_table_setn(q->r->err_headers_out, "Vary", "Accept, Accept-Language, Cookie");
    apr_table_setn(q->r->err_headers_out, "Cache-Control", q->who ? "private, no-store" : "private, no-cache");
    apr_table_setn(q->r->err_headers_out, "Content-Language", q->language);
    if (is_known(q, etag)) return NULL;
    if (q->wants_xml) HD_TRY(hd_view_write(&bytes, &length, q->view, q->pool));
    else HD_TRY(render(&bytes, &length, q));
    if (etag) apr_table_setn(q->r->headers_out, "ETag", etag);
    hd_send_bytes(q, status, q->wants_xml ? "application/xml; charset=utf-8" : "text/html; charset=utf-8", bytes, length);
    return NULL;
}

void hd_send_redirect(hd_request_t *q, int status, const char *address)
{
    hd_headers_common(q);
    apr_table_setn(q->r->err_headers_out, "Cache-Control", "no-store");
    apr_table_set(q->r->err_headers_out, "Location", address);
    hd_send_bytes(q, status, "text/plain; charset=utf-8", "", 0);
}
