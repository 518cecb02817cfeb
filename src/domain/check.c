/* src/domain/check.c: whether what is in the database and on the disk fits together.
 * May use: store/, base/. Must not know: who asks, how faults are shown.
 * SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <apr_escape.h>
#include <apr_strings.h>
#include <openssl/evp.h>

#include "../base/token.h"
#include "attachment.h"

#define ATTACHMENTS_AT_ONCE 500
#define READ_BYTES 65536
#define STATUSES 6 /* of tickets: each account counts them all */

/* A check under way. */
typedef struct run_t {
    const hd_check_t *check;
    hd_db_t *db;
    hd_time_t now;
    int faults;
} run_t;

static void tell(run_t *run, hd_check_kind_t kind, const char *subject, const char *part, const char *is,
                 const char *should)
{
    hd_check_fault_t fault = { kind, subject, part, is, should };

    run->faults++;
    run->check->told(run->check->baton, &fault);
}

static const char *number(apr_int64_t value, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT, value);
}

/* SHA-256 of a file, piece by piece. @return NULL when it cannot be read */
static const char *hash_of(const char *path, apr_pool_t *pool)
{
    unsigned char digest[EVP_MAX_MD_SIZE], *bytes = apr_palloc(pool, READ_BYTES);
    char *hex = apr_palloc(pool, HD_SHA256_HEX + 1);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned int length = 0;
    apr_size_t got = READ_BYTES;
    apr_file_t *file;
    apr_status_t status = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY, APR_FPROT_OS_DEFAULT, pool);
    int ok = context && status == APR_SUCCESS && EVP_DigestInit_ex(context, EVP_sha256(), NULL);

    while (ok && (status = apr_file_read(file, bytes, &got)) == APR_SUCCESS) {
        ok = EVP_DigestUpdate(context, bytes, got);
        got = READ_BYTES;
    }
    ok = ok && status == APR_EOF && EVP_DigestFinal_ex(context, digest, &length);
    EVP_MD_CTX_free(context);
    if (!ok || length * 2 != HD_SHA256_HEX) return NULL;
    apr_escape_hex(hex, digest, length, 0, NULL);
    return hex;
}

static void check_file(run_t *run, const hd_rows_t *row, apr_pool_t *pool)
{
    const char *id = hd_row_text(row, 1), *name = hd_row_text(row, 2), *sha256 = hd_row_text(row, 4), *found;
    const char *path = hd_files_path(run->check->files, sha256, pool);
    apr_finfo_t info;

    if (!path || apr_stat(&info, path, APR_FINFO_SIZE, pool) != APR_SUCCESS) {
        tell(run, hd_files_is_aside(run->check->files, sha256, pool) ? HD_FAULT_FILE_ASIDE : HD_FAULT_FILE_MISSING, id, name,
             sha256, NULL);
    } else if (info.size != hd_row_int(row, 3)) {
        tell(run, HD_FAULT_FILE_SIZE, id, name, number(info.size, pool), number(hd_row_int(row, 3), pool));
    } else if (run->check->deep) {
        found = hash_of(path, pool);
        if (!found || strcmp(found, sha256)) tell(run, HD_FAULT_FILE_HASH, id, name, found, sha256);
    }
}

static hd_error_t *check_files(run_t *run, apr_pool_t *pool)
{
    apr_int64_t last = 0;
    apr_pool_t *scratch;
    hd_rows_t *rows;
    int count;

    apr_pool_create(&scratch, pool);
    do {
        apr_pool_clear(scratch);
        HD_TRY(hd_db_query(&rows, run->db, "check_attachments", HD_ARGS(hd_int(last), hd_int(ATTACHMENTS_AT_ONCE)),
                           scratch));
        count = hd_rows_count(rows);
        while (hd_rows_next(rows)) {
            last = hd_row_int(rows, 0);
            check_file(run, rows, scratch);
        }
    } while (count == ATTACHMENTS_AT_ONCE);
    apr_pool_destroy(scratch);
    return NULL;
}

/* Files without a row are no fault: they come of what was not accepted, and are swept. */
static hd_error_t *count_unused(hd_check_counts_t *counts, run_t *run, apr_pool_t *pool)
{
    const hd_sweep_t look = { hd_attachments_used, run->db, APR_INT64_MAX, 0, 0, NULL };
    hd_swept_t found;

    HD_TRY(hd_files_sweep(&found, run->check->files, &look, NULL, pool));
    counts->unused = found.unused;
    counts->orphans = found.orphans;
    return NULL;
}

static hd_error_t *check_counts(run_t *run, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, run->db, "check_counts", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        tell(run, HD_FAULT_COUNT, hd_row_text(rows, 0), hd_row_text(rows, 1), number(hd_row_int(rows, 2), pool),
             number(hd_row_int(rows, 3), pool));
    }
    HD_TRY(hd_db_query(&rows, run->db, "check_count_rows", HD_ARGS(hd_int(STATUSES)), pool));
    while (hd_rows_next(rows)) {
        tell(run, HD_FAULT_COUNT_MISSING, hd_row_text(rows, 0), NULL, number(hd_row_int(rows, 1), pool),
             HD_STRINGIFY(STATUSES));
    }
    return NULL;
}

static hd_error_t *check_queue(run_t *run, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, run->db, "check_queue_counts", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        tell(run, HD_FAULT_QUEUE_COUNT, hd_row_text(rows, 0), number(hd_row_int(rows, 2), pool),
             number(hd_row_int(rows, 3), pool), number(hd_row_int(rows, 4), pool));
    }
    HD_TRY(hd_db_query(&rows, run->db, "check_queue", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) tell(run, HD_FAULT_QUEUE, hd_row_text(rows, 0), NULL, NULL, NULL);
    return NULL;
}

static hd_error_t *check_tickets(run_t *run, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, run->db, "check_closed", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) tell(run, HD_FAULT_CLOSED, hd_row_text(rows, 0), NULL, hd_row_text(rows, 1), NULL);
    HD_TRY(hd_db_query(&rows, run->db, "check_messages", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) tell(run, HD_FAULT_NO_MESSAGE, hd_row_text(rows, 0), NULL, NULL, NULL);
    HD_TRY(hd_db_query(&rows, run->db, "check_mails", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) tell(run, HD_FAULT_NO_MAIL, hd_row_text(rows, 0), hd_row_text(rows, 1), NULL, NULL);
    HD_TRY(hd_db_query(&rows, run->db, "check_changes", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) tell(run, HD_FAULT_NO_CHANGE, hd_row_text(rows, 0), NULL, NULL, NULL);
    HD_TRY(hd_db_query(&rows, run->db, "check_positions", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        tell(run, HD_FAULT_FILES_LACK, hd_row_text(rows, 0), hd_row_text(rows, 1), number(hd_row_int(rows, 2), pool),
             number(hd_row_int(rows, 3), pool));
    }
    return NULL;
}

static hd_error_t *check_outbox(run_t *run, apr_pool_t *pool)
{
    hd_time_t before = run->now - HD_CHECK_STUCK_SEC;
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, run->db, "check_outbox", HD_ARGS(hd_int(before), hd_int(run->now)), pool));
    while (hd_rows_next(rows)) {
        tell(run, HD_FAULT_MAIL_STUCK, hd_row_text(rows, 0), hd_row_text(rows, 1), hd_time_iso(hd_row_int(rows, 2), pool),
             NULL);
    }
    return NULL;
}

static hd_error_t *check_answers(run_t *run, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, run->db, "check_held", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) tell(run, HD_FAULT_HELD, hd_row_text(rows, 0), hd_row_text(rows, 1), NULL, NULL);
    HD_TRY(hd_db_query(&rows, run->db, "check_held_due", HD_ARGS(hd_int(run->now - HD_CHECK_STUCK_SEC)), pool));
    while (hd_rows_next(rows)) {
        tell(run, HD_FAULT_HELD_STUCK, hd_row_text(rows, 0), hd_row_text(rows, 1), hd_time_iso(hd_row_int(rows, 2), pool), NULL);
    }
    return NULL;
}

static hd_error_t *check_work(run_t *run, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(check_answers(run, pool));
    HD_TRY(hd_db_query(&rows, run->db, "check_holds", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) tell(run, HD_FAULT_HOLD, hd_row_text(rows, 0), NULL, hd_row_text(rows, 1), NULL);
    HD_TRY(hd_db_query(&rows, run->db, "check_holds_over", HD_ARGS(hd_int(run->now - HD_CHECK_STUCK_SEC)), pool));
    while (hd_rows_next(rows)) {
        tell(run, HD_FAULT_HOLD_STUCK, hd_row_text(rows, 0), NULL, hd_time_iso(hd_row_int(rows, 1), pool), NULL);
    }
    HD_TRY(hd_db_query(&rows, run->db, "check_merges", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) tell(run, HD_FAULT_MERGE, hd_row_text(rows, 0), hd_row_text(rows, 1), NULL, NULL);
    HD_TRY(hd_db_query(&rows, run->db, "check_overdue_counts", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        tell(run, HD_FAULT_OVERDUE_COUNT, hd_row_text(rows, 0), NULL, number(hd_row_int(rows, 1), pool),
             number(hd_row_int(rows, 2), pool));
    }
    return NULL;
}

static hd_error_t *check_sessions(run_t *run, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, run->db, "check_sessions", HD_NO_ARGS, pool));
    while (hd_rows_next(rows)) {
        tell(run, HD_FAULT_SESSIONS, hd_row_text(rows, 0), NULL, number(hd_row_int(rows, 1), pool), NULL);
    }
    return NULL;
}

hd_error_t *hd_check(int *faults, hd_check_counts_t *counts, hd_db_t *db, const hd_check_t *check, hd_time_t now,
                     apr_pool_t *pool)
{
    run_t run = { check, db, now, 0 };

    HD_TRY(check_files(&run, pool));
    HD_TRY(count_unused(counts, &run, pool));
    HD_TRY(check_counts(&run, pool));
    HD_TRY(check_queue(&run, pool));
    HD_TRY(check_tickets(&run, pool));
    HD_TRY(check_work(&run, pool));
    HD_TRY(check_outbox(&run, pool));
    HD_TRY(check_sessions(&run, pool));
    *faults = run.faults;
    return NULL;
}
