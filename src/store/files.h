/* src/store/files.h: the attachment store: bytes on disk under HelpdeskDataDir, named by their SHA-256.
 * May use: base/, APR, libcrypto, libmagic. Must not know: tickets, HTTP, the database.
 *
 * A file is first written to staging/<id>, hashed on the way, and made durable; hd_files_keep() then gives it its place
 * files/ab/cd/<sha256>, before the transaction that refers to it commits. So a row without a file never occurs.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_FILES_H
#define HD_STORE_FILES_H

#include <apr_file_io.h>

#include "../base/clock.h"
#include "../base/error.h"

/** The store of one data directory; made at start, read-only after hd_files_child_init. */
typedef struct hd_files_t hd_files_t;

/** A file on its way in. */
typedef struct hd_incoming_t hd_incoming_t;

/** What is known of a file when it is whole. */
typedef struct hd_file_t {
    const char *staged;  /* its id in staging/ (a public id), until it is kept */
    const char *name;    /* as the sender called it, cleaned of path and control characters; any Unicode */
    const char *type;    /* what libmagic says the bytes are: "image/png" */
    const char *sha256;  /* lower-case hexadecimal */
    apr_off_t bytes;
} hd_file_t;

/**
 * Open the store; the directories are made when they are missing.
 * @param[out] files  in pool; untouched on error
 * @param data_dir    HelpdeskDataDir
 * @param pool        owns the store
 * @return NULL, or HD_BROKEN when a directory cannot be made
 */
hd_error_t *hd_files_open(hd_files_t **files, const char *data_dir, apr_pool_t *pool);

/**
 * Load libmagic's database for this process, behind a mutex.
 * @param files  the store
 * @param pool   lives as long as the process
 * @return NULL, or HD_BROKEN
 */
hd_error_t *hd_files_child_init(hd_files_t *files, apr_pool_t *pool);

/**
 * Begin to receive a file. The staged file is removed when the pool is cleared before hd_incoming_finish.
 * @param[out] in  in pool; untouched on error
 * @param files    the store
 * @param name     as the sender called it; cleaned here
 * @param pool     owns what is returned
 * @return NULL, HD_FULL or HD_BROKEN
 */
hd_error_t *hd_incoming_start(hd_incoming_t **in, hd_files_t *files, const char *name, apr_pool_t *pool);

/**
 * Write some bytes.
 * @param in     the file
 * @param bytes  what came
 * @param length how many
 * @return NULL, HD_FULL or HD_BROKEN
 */
hd_error_t *hd_incoming_write(hd_incoming_t *in, const void *bytes, apr_size_t length);

/**
 * Finish: flush to disk, hash, find out the real type.
 * @param[out] file  in the pool that hd_incoming_start was given
 * @param in         the file; not to be used after
 * @return NULL, HD_FULL or HD_BROKEN
 */
hd_error_t *hd_incoming_finish(const hd_file_t **file, hd_incoming_t *in);

/** Give up a file: what was written is removed. */
void hd_incoming_abort(hd_incoming_t *in);

/**
 * Give a staged file its lasting place, durably (file and directory entries). Same bytes twice are one file; doing it
 * again is no error. The staged name goes on existing until hd_files_drop_staged.
 * @param files   the store
 * @param staged  id in staging/
 * @param sha256  its hash
 * @param pool    for the work
 * @return NULL, HD_NOT_FOUND (staged file gone), HD_FULL or HD_BROKEN
 */
hd_error_t *hd_files_keep(hd_files_t *files, const char *staged, const char *sha256, apr_pool_t *pool);

/** Remove a staged file; no error when it is gone. */
void hd_files_drop_staged(hd_files_t *files, const char *staged, apr_pool_t *pool);

/**
 * Where the bytes of a kept file are.
 * @return absolute path in pool; NULL when sha256 is not a hash
 */
const char *hd_files_path(const hd_files_t *files, const char *sha256, apr_pool_t *pool);

/**
 * Remove staged files that are older than a time.
 * @param[out] removed  how many
 * @param files         the store
 * @param before        UTC, seconds
 * @param pool          for the work
 * @return NULL or HD_BROKEN
 */
hd_error_t *hd_files_sweep_staged(int *removed, hd_files_t *files, hd_time_t before, apr_pool_t *pool);

/**
 * How much room there is for new files. May take as long as the file system does, for ever where a share is gone.
 * @param[out] free_bytes  what may still be written
 * @param[out] size_bytes  of the file system
 * @param files            the store
 * @param pool             owns the error
 * @return NULL, or HD_BROKEN when the directory is not there or cannot be written
 */
hd_error_t *hd_files_room(apr_off_t *free_bytes, apr_off_t *size_bytes, const hd_files_t *files, apr_pool_t *pool);

/** Called with each kept file; a result of 0 goes on. */
typedef int hd_files_walk_t(void *baton, const char *sha256, const apr_finfo_t *info);

/** Walk through all kept files. @return NULL or HD_BROKEN */
hd_error_t *hd_files_walk(hd_files_t *files, hd_files_walk_t *each, void *baton, apr_pool_t *pool);

#endif
