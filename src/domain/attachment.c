/* src/domain/attachment.c: which files are taken, where they wait, who reads them.
 * May use: store/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "attachment.h"

#include <apr_fnmatch.h>
#include <apr_strings.h>

#include "../base/token.h"

int hd_attachment_type_allowed(const apr_array_header_t *patterns, const char *type)
{
    int i;

    for (i = 0; i < patterns->nelts; i++) {
        const char *pattern = APR_ARRAY_IDX(patterns, i, const char *);
        int refuses = *pattern == '!';
        if (apr_fnmatch(pattern + refuses, type, APR_FNM_CASE_BLIND) == APR_SUCCESS) return !refuses;
    }
    return 0;
}

static hd_error_t *fault(apr_pool_t *pool, const char *code, const char *value)
{
    hd_error_t *error = hd_error_field(pool, code, "attachment");

    error->value = value;
    return error;
}

/* Look up a file that an earlier try has staged. */
static hd_error_t *add_staged(apr_array_header_t *list, hd_db_t *db, apr_int64_t person_id, const char *id,
                              apr_pool_t *pool)
{
    hd_rows_t *row;
    hd_file_t *file;

    HD_TRY(hd_db_one(&row, db, "staged_get", HD_ARGS(hd_text(id), hd_int(person_id)), pool));
    if (!row) return fault(pool, "file-gone", NULL);
    file = apr_pcalloc(pool, sizeof(*file));
    file->staged = hd_row_text(row, 0);
    file->name = hd_row_text(row, 1);
    file->type = hd_row_text(row, 2);
    file->sha256 = hd_row_text(row, 3);
    file->bytes = hd_row_int(row, 4);
    APR_ARRAY_PUSH(list, const hd_file_t *) = file;
    return NULL;
}

/* Files on their way into a message: those before this one that are taken, what is wrong with the others. */
typedef struct gathering_t {
    const hd_upload_t *upload;
    apr_array_header_t *taken, *refused; /* const hd_file_t *, hd_refused_t */
    apr_off_t bytes;                     /* of what is taken */
    hd_error_t *faults;
    int too_many, too_large;             /* said once, however many files it keeps out */
} gathering_t;

static const char *why_not(const gathering_t *g, const hd_file_t *file)
{
    if (!hd_attachment_type_allowed(g->upload->types, file->type)) return "file-type";
    if (g->taken->nelts >= g->upload->max_files) return "files-many";
    return file->bytes > g->upload->max_bytes - g->bytes ? "files-large" : NULL;
}

static void take_or_refuse(gathering_t *g, const hd_file_t *file, apr_pool_t *pool)
{
    const char *code = why_not(g, file);
    hd_refused_t *refused;

    if (!code) {
        APR_ARRAY_PUSH(g->taken, const hd_file_t *) = file;
        g->bytes += file->bytes;
        return;
    }
    refused = apr_array_push(g->refused);
    refused->name = file->name;
    refused->code = code;
    if (!strcmp(code, "file-type")) g->faults = hd_error_join(g->faults, fault(pool, code, file->name));
    else if (!strcmp(code, "files-many")) g->too_many = 1;
    else g->too_large = 1;
}

hd_error_t *hd_attachments_gather(apr_array_header_t **list, apr_array_header_t **refused, hd_db_t *db,
                                  apr_int64_t person_id, const hd_upload_t *upload, apr_pool_t *pool)
{
    apr_array_header_t *all = apr_array_make(pool, 4, sizeof(const hd_file_t *));
    gathering_t g = { upload, apr_array_make(pool, 4, sizeof(const hd_file_t *)),
                      apr_array_make(pool, 1, sizeof(hd_refused_t)), 0, NULL, 0, 0 };
    int i;

    for (i = 0; i < upload->staged->nelts && i < upload->max_files; i++) {
        hd_error_t *gone = add_staged(all, db, person_id, APR_ARRAY_IDX(upload->staged, i, const char *), pool);
        if (gone && gone->kind != HD_INVALID) return gone;
        if (gone && !g.faults) g.faults = gone; /* said once, however many */
    }
    apr_array_cat(all, upload->fresh);
    for (i = 0; i < all->nelts; i++) take_or_refuse(&g, APR_ARRAY_IDX(all, i, const hd_file_t *), pool);
    if (g.too_many) {
        g.faults = hd_error_join(g.faults, fault(pool, "files-many", apr_itoa(pool, upload->max_files)));
    }
    if (g.too_large) {
        g.faults = hd_error_join(g.faults, fault(pool, "files-large", apr_off_t_toa(pool, upload->max_bytes)));
    }
    *list = g.taken;
    if (refused) *refused = g.refused;
    return g.faults;
}

hd_error_t *hd_attachments_keep(hd_claim_t **claim, const hd_files_t *files, const apr_array_header_t *list,
                                apr_pool_t *pool)
{
    int i;

    *claim = NULL;
    if (list->nelts) HD_TRY(hd_files_claim(claim, files, pool));
    for (i = 0; i < list->nelts; i++) {
        const hd_file_t *file = APR_ARRAY_IDX(list, i, const hd_file_t *);
        hd_error_t *error = hd_files_keep(files, *claim, file->staged, file->sha256, pool);

        if (!error) continue;
        hd_files_unclaim(*claim);
        *claim = NULL;
        return error->kind == HD_NOT_FOUND ? fault(pool, "file-gone", file->name) : error;
    }
    return NULL;
}

hd_error_t *hd_attachments_add(hd_db_t *db, const apr_array_header_t *list, apr_int64_t message_id, apr_pool_t *pool)
{
    const char *id;
    int i;

    for (i = 0; i < list->nelts; i++) {
        const hd_file_t *file = APR_ARRAY_IDX(list, i, const hd_file_t *);
        HD_TRY(hd_public_id_make(&id, pool));
        HD_TRY(hd_db_exec(NULL, db, "attachment_add",
                          HD_ARGS(hd_text(id), hd_int(message_id), hd_int(i), hd_text(file->name), hd_text(file->type),
                                  hd_int(file->bytes), hd_text(file->sha256))));
        HD_TRY(hd_db_exec(NULL, db, "staged_drop", HD_ARGS(hd_text(file->staged))));
    }
    return NULL;
}

void hd_attachments_drop_staged(hd_files_t *files, const apr_array_header_t *list, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < list->nelts; i++) {
        hd_files_drop_staged(files, APR_ARRAY_IDX(list, i, const hd_file_t *)->staged, pool);
    }
}

/* Files on their way to wait. */
typedef struct staging_t {
    apr_int64_t person_id;
    const hd_upload_t *upload;
    hd_time_t now;
} staging_t;

/* Whether these may wait, too: two forms at once must not both find room for one. */
static hd_error_t *check_room(const staging_t *s, hd_db_t *db, apr_pool_t *pool)
{
    const apr_int64_t max_files = HD_STAGED_FORMS * (apr_int64_t)s->upload->max_files;
    const apr_int64_t max_bytes = HD_STAGED_FORMS * (apr_int64_t)s->upload->max_bytes;
    apr_int64_t count, bytes;
    hd_rows_t *row;
    int i;

    HD_TRY(hd_db_exec(NULL, db, "person_lock", HD_ARGS(hd_int(s->person_id))));
    HD_TRY(hd_db_one(&row, db, "staged_total", HD_ARGS(hd_int(s->person_id)), pool));
    count = hd_row_int(row, 0) + s->upload->fresh->nelts;
    bytes = hd_row_int(row, 1);
    for (i = 0; i < s->upload->fresh->nelts; i++) bytes += APR_ARRAY_IDX(s->upload->fresh, i, const hd_file_t *)->bytes;
    if (count > max_files) return fault(pool, "files-waiting-many", apr_psprintf(pool, "%" APR_INT64_T_FMT, max_files));
    if (bytes > max_bytes) return fault(pool, "files-waiting", apr_psprintf(pool, "%" APR_INT64_T_FMT, max_bytes));
    return NULL;
}

static hd_error_t *stage(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const staging_t *s = baton;
    int i;

    HD_TRY(check_room(s, db, pool));
    for (i = 0; i < s->upload->fresh->nelts; i++) {
        const hd_file_t *file = APR_ARRAY_IDX(s->upload->fresh, i, const hd_file_t *);
        HD_TRY(hd_db_exec(NULL, db, "staged_add",
                          HD_ARGS(hd_text(file->staged), hd_int(s->person_id), hd_text(file->name), hd_text(file->type),
                                  hd_int(file->bytes), hd_text(file->sha256), hd_int(s->now))));
    }
    return NULL;
}

hd_error_t *hd_attachments_stage(hd_db_t *db, const hd_files_t *files, apr_int64_t person_id, const hd_upload_t *upload,
                                 hd_time_t now, apr_pool_t *pool)
{
    staging_t staging = { person_id, upload, now };
    int i;

    for (i = 0; i < upload->fresh->nelts; i++) {
        HD_TRY(hd_files_sync_staged(files, APR_ARRAY_IDX(upload->fresh, i, const hd_file_t *)->staged, pool));
    }
    return upload->fresh->nelts ? hd_db_transaction(db, stage, &staging, pool) : NULL;
}

hd_error_t *hd_attachments_stage_again(hd_db_t *db, const hd_files_t *files, apr_int64_t person_id, hd_upload_t *upload,
                                       hd_time_t now, apr_pool_t *pool)
{
    apr_array_header_t *again = apr_array_make(pool, upload->fresh->nelts + 1, sizeof(const hd_file_t *));
    int i;

    for (i = 0; i < upload->fresh->nelts; i++) {
        hd_file_t *file = apr_pmemdup(pool, APR_ARRAY_IDX(upload->fresh, i, const hd_file_t *), sizeof(*file));
        HD_TRY(hd_files_stage_again(&file->staged, files, file->sha256, pool));
        APR_ARRAY_PUSH(again, const hd_file_t *) = file;
    }
    upload->fresh = again;
    return hd_attachments_stage(db, files, person_id, upload, now, pool);
}

hd_error_t *hd_attachments_used(apr_hash_t **used, void *baton, const char *first, const char *last, apr_pool_t *pool)
{
    apr_hash_t *found = apr_hash_make(pool);
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, baton, "attachment_hashes", HD_ARGS(hd_text(first), hd_text(last)), pool));
    while (hd_rows_next(rows)) apr_hash_set(found, hd_row_text(rows, 0), APR_HASH_KEY_STRING, "");
    *used = found;
    return NULL;
}

hd_error_t *hd_attachment_get(const hd_attachment_t **found, hd_db_t *db, const hd_person_t *who,
                              const char *public_id, apr_pool_t *pool)
{
    hd_attachment_t *file;
    hd_rows_t *row = NULL;

    if (who->role >= HD_ROLE_AGENT) {
        HD_TRY(hd_db_one(&row, db, "attachment_of_desk", HD_ARGS(hd_text(public_id), hd_int(who->id)), pool));
    }
    if (!row) HD_TRY(hd_db_one(&row, db, "attachment_of_person", HD_ARGS(hd_text(public_id), hd_int(who->id)), pool));
    if (!row) return hd_error(pool, HD_NOT_FOUND, "not-found", NULL);
    file = apr_pcalloc(pool, sizeof(*file));
    file->public_id = hd_row_text(row, 0);
    file->name = hd_row_text(row, 1);
    file->type = hd_row_text(row, 2);
    file->sha256 = hd_row_text(row, 3);
    file->bytes = hd_row_int(row, 4);
    *found = file;
    return NULL;
}
