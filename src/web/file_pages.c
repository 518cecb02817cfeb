/* src/web/file_pages.c: sending attachments and assets.
 * May use: domain/attachment.h, store/files.h, respond.h. Must not know: SQL.
 * SPDX-License-Identifier: Apache-2.0 */
#include "file_pages.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>

#include "../domain/attachment.h"
#include "respond.h"
#include "ticket_view.h"
#include "urlencoded.h"

#define FOR_EVER "public, max-age=31536000, immutable"

/* Where the browser may do nothing with the file but show it or save it. */
#define SANDBOX "default-src 'none'; sandbox"

static apr_status_t try_open(apr_file_t **file, const char *path, apr_pool_t *pool)
{
    return path ? apr_file_open(file, path, APR_READ | APR_BINARY | APR_SENDFILE_ENABLED, APR_OS_DEFAULT, pool) : APR_EINVAL;
}

/* A file that was set aside, before there was the row that has led here, goes back to its place now. */
static hd_error_t *open_file(apr_file_t **file, apr_finfo_t *info, hd_request_t *q, const char *sha256)
{
    const char *path = hd_files_path(q->portal->files, sha256, q->pool);
    apr_status_t status = try_open(file, path, q->pool);

    if (APR_STATUS_IS_ENOENT(status)) {
        hd_error_t *error = hd_files_put_back(q->portal->files, sha256, q->pool);

        if (error && error->kind != HD_NOT_FOUND) return error;
        status = try_open(file, path, q->pool);
    }
    if (status == APR_SUCCESS) status = apr_file_info_get(info, APR_FINFO_SIZE | APR_FINFO_MTIME, *file);
    return status == APR_SUCCESS ? NULL : hd_error_apr(q->pool, status, "file-missing", "attachment %s", sha256);
}

/* A name in a header: RFC 6266, with RFC 8187 for what is not ASCII; percent-encoded, so that nothing can break out. */
static const char *disposition(hd_request_t *q, const hd_attachment_t *file)
{
    return apr_pstrcat(q->pool, hd_type_is_image(file->type) ? "inline" : "attachment", "; filename*=UTF-8''",
                       hd_percent_encode(file->name, q->pool), NULL);
}

static void attachment_headers(hd_request_t *q, const hd_attachment_t *file)
{
    request_rec *r = q->r;

    hd_headers_common(q);
    apr_table_setn(r->err_headers_out, "Content-Security-Policy", SANDBOX);
    apr_table_setn(r->headers_out, "Content-Disposition", disposition(q, file));
    apr_table_setn(r->headers_out, "Cache-Control", "private, max-age=86400, immutable");
    apr_table_setn(r->headers_out, "Accept-Ranges", "bytes");
    apr_table_setn(r->headers_out, "ETag", apr_pstrcat(q->pool, "\"", file->sha256, "\"", NULL));
    apr_table_setn(r->headers_out, "Cross-Origin-Resource-Policy", "same-origin");
}

/* What is not an image is never what a browser would render. */
static const char *type_sent(const hd_attachment_t *file)
{
    if (hd_type_is_image(file->type) || !strcmp(file->type, "application/pdf")) return file->type;
    return strcmp(file->type, "text/plain") ? "application/octet-stream" : "text/plain; charset=utf-8";
}

hd_error_t *hd_attachment_page(hd_request_t *q)
{
    apr_bucket_alloc_t *buckets = q->r->connection->bucket_alloc;
    apr_bucket_brigade *brigade;
    const hd_attachment_t *found;
    apr_file_t *file;
    apr_finfo_t info;
    int condition;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_attachment_get(&found, q->db, q->who, q->arg[0], q->pool));
    hd_db_rest(q->db);
    HD_TRY(open_file(&file, &info, q, found->sha256));
    attachment_headers(q, found);
    ap_set_content_type(q->r, type_sent(found));
    ap_set_content_length(q->r, info.size);
    q->sent = 1;
    condition = ap_meets_conditions(q->r);
    if (condition != OK) {
        q->result = condition;
        return NULL;
    }
    brigade = apr_brigade_create(q->pool, buckets);
    apr_brigade_insert_file(brigade, file, 0, info.size, q->pool);
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(buckets));
    ap_pass_brigade(q->r->output_filters, brigade);
    q->result = OK;
    return NULL;
}

hd_error_t *hd_asset_page(hd_request_t *q)
{
    const hd_asset_t *asset = hd_theme_asset(q->portal->theme, q->arg[0]);

    if (!asset) return hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
    apr_table_setn(q->r->headers_out, "Cache-Control", FOR_EVER);
    apr_table_setn(q->r->headers_out, "X-Content-Type-Options", "nosniff");
    hd_send_bytes(q, HTTP_OK, asset->type, asset->bytes, asset->length);
    return NULL;
}
