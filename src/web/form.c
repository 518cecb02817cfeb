/* src/web/form.c: reading the body of a POST into fields and staged files.
 * May use: multipart.h, urlencoded.h, store/files.h, text/fold.h. Must not know: what the fields mean.
 * SPDX-License-Identifier: Apache-2.0 */
#include "form.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <util_filter.h>

#include "../text/fold.h"
#include "metrics.h"
#include "multipart.h"
#include "urlencoded.h"

#define READ_BYTES 65536
#define TEXT_ROOM 64 /* bytes of a field for a start */
#define BODY_SLACK (2 * HD_TEXT_MAX_BYTES) /* what a multipart body may have besides its files: text, part headers */

/* A form while it is read. */
typedef struct reading_t {
    hd_form_t *form;
    hd_files_t *store;
    struct hd_metrics_t *metrics;
    apr_pool_t *pool;
    apr_off_t files_max, files_bytes;  /* of all files together */
    apr_size_t text_bytes;             /* of all text fields together */
    hd_form_files_t files;
    int fields_max;
    const char *name;                  /* the current part's */
    hd_incoming_t *incoming;           /* the current part, when it is a file with a name */
    char *text;                        /* the current part, when it is a field */
    apr_size_t length, room;           /* of text: what it holds, what it may hold with its NUL */
    int is_file;
} reading_t;

static hd_error_t *too_large(reading_t *in, const char *code, apr_off_t limit)
{
    hd_error_t *error = hd_error(in->pool, HD_TOO_LARGE, code, NULL);

    if (limit) error->value = apr_off_t_toa(in->pool, limit);
    return error;
}

/* Keep a field. What is wrong with its text is said, and marked in what the form shows again; the reading goes on. */
static hd_error_t *add_field(reading_t *in, const char *name, const char *value, apr_size_t length)
{
    hd_form_t *form = in->form;
    hd_field_t *field;

    if (form->fields->nelts >= in->fields_max) return too_large(in, "form-fields", in->fields_max);
    field = apr_array_push(form->fields);
    field->name = name;
    field->value = value;
    if (hd_text_valid(value, length, 1) && hd_text_valid(name, strlen(name), 0)) return NULL;
    field->value = hd_text_clean(value, length, 1, in->pool);
    form->error = hd_error_join(form->error, hd_error_field(in->pool, "text-invalid", name));
    return NULL;
}

static hd_error_t *on_part(void *baton, const char *name, const char *filename, const char *type)
{
    reading_t *in = baton;

    (void)type;
    in->name = name;
    in->is_file = filename != NULL;
    in->length = 0;
    in->incoming = NULL;
    if (!in->is_file) {
        in->room = TEXT_ROOM;
        in->text = apr_palloc(in->pool, in->room);
        return NULL;
    }
    if (!*filename) return NULL; /* a file control that was left empty */
    if (in->files == HD_FILES_REFUSED) return hd_error(in->pool, HD_BAD_REQUEST, "form-no-files", NULL);
    if (in->form->names->nelts >= HD_FILES_MAX) return too_large(in, "files-many", HD_FILES_MAX);
    if (!hd_text_valid(filename, strlen(filename), 0)) {
        in->form->error = hd_error_join(in->form->error, hd_error_field(in->pool, "file-name", "attachment"));
        filename = "file";
    }
    APR_ARRAY_PUSH(in->form->names, const char *) = filename;
    if (in->files == HD_FILES_NAMED) return NULL;
    return hd_incoming_start(&in->incoming, in->store, filename, in->pool);
}

/* The room doubles: a body that comes byte by byte must not cost the square of its length. */
static void make_room(reading_t *in, apr_size_t length)
{
    char *text;

    if (length < in->room) return;
    while (in->room <= length) in->room *= 2;
    text = apr_palloc(in->pool, in->room);
    memcpy(text, in->text, in->length);
    in->text = text;
}

static hd_error_t *on_field_data(reading_t *in, const char *bytes, apr_size_t length)
{
    if (in->length + length > HD_FIELD_MAX_BYTES) return too_large(in, "field-long", HD_FIELD_MAX_BYTES);
    in->text_bytes += length;
    if (in->text_bytes > HD_TEXT_MAX_BYTES) return too_large(in, "form-long", HD_TEXT_MAX_BYTES);
    make_room(in, in->length + length);
    memcpy(in->text + in->length, bytes, length);
    in->length += length;
    return NULL;
}

static hd_error_t *on_data(void *baton, const char *bytes, apr_size_t length)
{
    reading_t *in = baton;

    if (!in->is_file) return on_field_data(in, bytes, length);
    in->files_bytes += length;
    if (in->files_bytes > in->files_max) return too_large(in, "files-large", in->files_max);
    return in->incoming ? hd_incoming_write(in->incoming, bytes, length) : NULL;
}

static hd_error_t *on_end(void *baton)
{
    reading_t *in = baton;
    const hd_file_t *file;

    if (!in->is_file) {
        char *text = in->text;

        text[in->length] = '\0';
        in->text = NULL;
        return add_field(in, in->name, text, in->length);
    }
    if (!in->incoming) return NULL;
    HD_TRY(hd_incoming_finish(&file, in->incoming));
    hd_metrics_uploaded(in->metrics, file->bytes);
    APR_ARRAY_PUSH(in->form->files, const hd_file_t *) = file;
    in->incoming = NULL;
    return NULL;
}

/* The field that was being read when something ended the reading: what came of it is shown again. */
static void keep_begun(const reading_t *in)
{
    hd_field_t *field;

    if (in->is_file || !in->text || in->form->fields->nelts >= in->fields_max) return;
    field = apr_array_push(in->form->fields);
    field->name = in->name;
    field->value = hd_text_clean(in->text, in->length, 1, in->pool);
}

static const hd_multipart_events_t multipart_events = { on_part, on_data, on_end };

/* ---- the body, as httpd hands it over ---- */

static hd_error_t *read_error(request_rec *r, apr_status_t status)
{
    hd_error_kind_t kind = HD_BAD_REQUEST;
    const char *code = "body-truncated";
    int mapped = ap_map_http_request_error(status, HTTP_BAD_REQUEST);

    if (APR_STATUS_IS_TIMEUP(status)) kind = HD_TIMEOUT, code = "body-slow";
    if (mapped == HTTP_REQUEST_ENTITY_TOO_LARGE) kind = HD_TOO_LARGE, code = "form-long";
    r->connection->keepalive = AP_CONN_CLOSE;
    if (mapped == AP_FILTER_ERROR) { /* httpd's own filter has answered already */
        return hd_error_apr(r->pool, AP_FILTER_ERROR, code, "the body is refused by httpd");
    }
    return hd_error(r->pool, kind, code, NULL);
}

/* Takes what comes of the body. */
typedef hd_error_t *take_t(void *baton, const char *bytes, apr_size_t length);

static hd_error_t *take_bucket(apr_bucket *bucket, request_rec *r, take_t *take, void *baton)
{
    const char *bytes;
    apr_size_t length;
    apr_status_t status = apr_bucket_read(bucket, &bytes, &length, APR_BLOCK_READ);

    if (status != APR_SUCCESS) return read_error(r, status);
    return length ? take(baton, bytes, length) : NULL;
}

/* @param max_bytes  of the whole body, whatever it is made of */
static hd_error_t *read_body(request_rec *r, apr_off_t max_bytes, take_t *take, void *baton)
{
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    apr_off_t total = 0;
    int done = 0;

    while (!done) {
        apr_status_t status = ap_get_brigade(r->input_filters, brigade, AP_MODE_READBYTES, APR_BLOCK_READ, READ_BYTES);
        apr_bucket *bucket;
        if (status != APR_SUCCESS) return read_error(r, status);
        for (bucket = APR_BRIGADE_FIRST(brigade); bucket != APR_BRIGADE_SENTINEL(brigade);
             bucket = APR_BUCKET_NEXT(bucket)) {
            if (APR_BUCKET_IS_EOS(bucket)) {
                done = 1;
                break;
            }
            if (APR_BUCKET_IS_METADATA(bucket)) continue;
            if (bucket->length != (apr_size_t)-1) total += (apr_off_t)bucket->length;
            if (total > max_bytes) return hd_error(r->pool, HD_TOO_LARGE, "form-long", NULL);
            HD_TRY(take_bucket(bucket, r, take, baton));
        }
        apr_brigade_cleanup(brigade);
    }
    return NULL;
}

static hd_error_t *feed_multipart(void *baton, const char *bytes, apr_size_t length)
{
    return hd_multipart_feed(baton, bytes, length);
}

static hd_error_t *read_multipart(reading_t *in, request_rec *r, const char *content_type)
{
    hd_multipart_t *parser;

    HD_TRY(hd_multipart_create(&parser, content_type, &multipart_events, in, r->pool));
    HD_TRY(read_body(r, in->files_max + BODY_SLACK, feed_multipart, parser));
    return hd_multipart_finish(parser);
}

/* A small body, gathered. */
typedef struct gather_t {
    char *bytes;
    apr_size_t length, room;
    apr_pool_t *pool;
} gather_t;

static hd_error_t *gather(void *baton, const char *bytes, apr_size_t length)
{
    gather_t *all = baton;

    if (all->length + length > HD_TEXT_MAX_BYTES) return hd_error(all->pool, HD_TOO_LARGE, "form-long", NULL);
    if (all->length + length > all->room) {
        apr_size_t room = (all->length + length) * 2;
        char *larger = apr_palloc(all->pool, room);
        memcpy(larger, all->bytes, all->length);
        all->bytes = larger;
        all->room = room;
    }
    memcpy(all->bytes + all->length, bytes, length);
    all->length += length;
    return NULL;
}

/* An escape that the end of a body has cut is no part of what came. */
static apr_size_t whole_escapes(const gather_t *all)
{
    apr_size_t length = all->length;

    if (length >= 1 && all->bytes[length - 1] == '%') return length - 1;
    return length >= 2 && all->bytes[length - 2] == '%' ? length - 2 : length;
}

/* Whatever ends the reading, the fields that came before are kept. */
static hd_error_t *read_urlencoded(reading_t *in, request_rec *r)
{
    gather_t all = { apr_palloc(r->pool, 1024), 0, 1024, r->pool };
    apr_array_header_t *pairs = apr_array_make(r->pool, 8, sizeof(hd_pair_t));
    hd_error_t *cut = read_body(r, HD_TEXT_MAX_BYTES, gather, &all);
    apr_size_t whole = cut ? whole_escapes(&all) : all.length;
    hd_error_t *bad = hd_urlencoded_parse(pairs, all.bytes, whole, in->fields_max, r->pool);
    int i;

    for (i = 0; i < pairs->nelts; i++) {
        const hd_pair_t *pair = &APR_ARRAY_IDX(pairs, i, hd_pair_t);
        apr_size_t length = strlen(pair->value);
        if (!cut && length > HD_FIELD_MAX_BYTES) cut = too_large(in, "field-long", HD_FIELD_MAX_BYTES);
        HD_TRY(add_field(in, pair->name, pair->value, length));
    }
    return cut ? cut : bad;
}

static hd_form_t *form_create(apr_pool_t *pool)
{
    hd_form_t *form = apr_pcalloc(pool, sizeof(*form));

    form->fields = apr_array_make(pool, 12, sizeof(hd_field_t));
    form->files = apr_array_make(pool, 2, sizeof(const hd_file_t *));
    form->names = apr_array_make(pool, 2, sizeof(const char *));
    return form;
}

/* What the form has staged goes with the request, but for what waits for the form that comes back. */
typedef struct leftover_t {
    const hd_form_t *form;
    hd_files_t *store;
} leftover_t;

static apr_status_t drop_leftovers(void *baton)
{
    const leftover_t *left = baton;
    apr_pool_t *scratch;
    int i;

    if (!left->form->files->nelts) return APR_SUCCESS;
    apr_pool_create(&scratch, NULL);
    for (i = 0; i < left->form->files->nelts; i++) {
        hd_files_drop_staged(left->store, APR_ARRAY_IDX(left->form->files, i, const hd_file_t *)->staged, scratch);
    }
    apr_pool_destroy(scratch);
    return APR_SUCCESS;
}

static int is_type(const char *content_type, const char *type)
{
    apr_size_t length = strlen(type);

    return content_type && !strncasecmp(content_type, type, length)
           && (!content_type[length] || strchr("; \t", content_type[length]));
}

hd_error_t *hd_form_read(hd_form_t **form, request_rec *r, const hd_portal_t *portal, hd_form_files_t files, int fields_max)
{
    leftover_t *left = apr_palloc(r->pool, sizeof(*left));
    const char *content_type = apr_table_get(r->headers_in, "Content-Type");
    hd_error_t *error;
    reading_t in = { 0 };

    *form = in.form = form_create(r->pool);
    left->form = in.form;
    left->store = portal->files;
    apr_pool_cleanup_register(r->pool, left, drop_leftovers, apr_pool_cleanup_null);
    in.store = portal->files;
    in.metrics = portal->metrics;
    in.pool = r->pool;
    in.files_max = portal->attachment_max;
    in.files = files;
    in.fields_max = fields_max;
    if (is_type(content_type, "multipart/form-data")) error = read_multipart(&in, r, content_type);
    else if (is_type(content_type, "application/x-www-form-urlencoded")) error = read_urlencoded(&in, r);
    else error = hd_error(r->pool, HD_MEDIA_TYPE, "body-type", NULL);
    if (error) {
        if (in.incoming) hd_incoming_abort(in.incoming);
        keep_begun(&in);
        r->connection->keepalive = AP_CONN_CLOSE;
        in.form->error = error;
    }
    return in.form->error;
}

const char *hd_form_get(const hd_form_t *form, const char *name)
{
    int i;

    for (i = 0; form && i < form->fields->nelts; i++) {
        const hd_field_t *field = &APR_ARRAY_IDX(form->fields, i, hd_field_t);
        if (!strcmp(field->name, name)) return field->value;
    }
    return "";
}

apr_array_header_t *hd_form_all(const hd_form_t *form, const char *name, apr_pool_t *pool)
{
    apr_array_header_t *values = apr_array_make(pool, 2, sizeof(const char *));
    int i;

    for (i = 0; form && i < form->fields->nelts; i++) {
        const hd_field_t *field = &APR_ARRAY_IDX(form->fields, i, hd_field_t);
        if (!strcmp(field->name, name)) APR_ARRAY_PUSH(values, const char *) = field->value;
    }
    return values;
}

int hd_form_has(const hd_form_t *form, const char *name)
{
    int i;

    for (i = 0; form && i < form->fields->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(form->fields, i, hd_field_t).name, name)) return 1;
    }
    return 0;
}

hd_form_t *hd_query_read(request_rec *r)
{
    hd_form_t *query = form_create(r->pool);
    apr_array_header_t *pairs = apr_array_make(r->pool, 4, sizeof(hd_pair_t));
    int i;

    hd_query_parse(pairs, r->args, HD_FIELDS_MAX, r->pool);
    for (i = 0; i < pairs->nelts; i++) {
        const hd_pair_t *pair = &APR_ARRAY_IDX(pairs, i, hd_pair_t);
        hd_field_t *field;
        if (!hd_text_valid(pair->value, strlen(pair->value), 0)) continue;
        field = apr_array_push(query->fields);
        field->name = pair->name;
        field->value = pair->value;
    }
    return query;
}
