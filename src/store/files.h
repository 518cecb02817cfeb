/* src/store/files.h: the attachment store: bytes on disk under HelpdeskDataDir, named by their SHA-256.
 * May use: base/, APR, libcrypto. Must not know: tickets, HTTP, the database.
 *
 * A file is first written to staging/<id>, and hashed on the way; hd_files_keep() then gives it its place
 * files/ab/<sha256>, durably, before the transaction that refers to it commits. So a row without a file never occurs. A file
 * without a row does, after a crash or a transaction that failed: hd_files_sweep() sets it aside in orphans/.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_FILES_H
#define HD_STORE_FILES_H

#include <apr_file_io.h>
#include <apr_hash.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "../base/flag.h"

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

/** To whom root gives the directories of a store. */
typedef struct hd_owner_t {
    uid_t user;
    gid_t group;
    int takes_all; /* what others own, too, not only what is root's */
} hd_owner_t;

/**
 * Open the store; the directories are made when they are missing, and are durable when this returns.
 * @param[out] files  in pool; untouched on error
 * @param data_dir    HelpdeskDataDir
 * @param owner       or NULL: who owns data_dir
 * @param pool        owns the store
 * @return NULL; HD_FULL, HD_BROKEN when a directory cannot be made, is a link, or is one of version 0.1
 */
hd_error_t *hd_files_open(hd_files_t **files, const char *data_dir, const hd_owner_t *owner, apr_pool_t *pool);

/**
 * Load the list by which types are known, before children start: they inherit it. Without it, all that is received is
 * application/octet-stream.
 * @param files       the store
 * @param magic_file  HelpdeskMagicFile, see hd_file_types_load()
 * @param pool        owns the list; lives as long as the store
 * @return NULL, or HD_BROKEN with a detail that names the file
 */
hd_error_t *hd_files_load_types(hd_files_t *files, const char *magic_file, apr_pool_t *pool);

/**
 * Make what this process needs to receive files: a mutex for libmagic.
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
 * Finish: hash, find out the real type. Bytes and name are durable when the file is kept, the bytes alone after
 * hd_files_sync_staged().
 * @param[out] file  in the pool that hd_incoming_start was given
 * @param in         the file; not to be used after
 * @return NULL, HD_FULL or HD_BROKEN
 */
hd_error_t *hd_incoming_finish(const hd_file_t **file, hd_incoming_t *in);

/** Give up a file: what was written is removed. */
void hd_incoming_abort(hd_incoming_t *in);

/** A claim on files that are about to get their rows: hd_files_sweep() keeps away from them meanwhile. */
typedef struct hd_claim_t hd_claim_t;

/**
 * Begin a claim, on nothing yet. It ends with hd_files_unclaim(), with the pool, or with the process.
 * @param[out] claim  in pool; untouched on error
 * @param files       the store
 * @param pool        owns the claim
 * @return NULL, or HD_BROKEN when the lock file cannot be opened
 */
hd_error_t *hd_files_claim(hd_claim_t **claim, const hd_files_t *files, apr_pool_t *pool);

/** End a claim: the transaction that writes the rows has ended, one way or the other. NULL and twice are no error. */
void hd_files_unclaim(hd_claim_t *claim);

/**
 * Give a staged file its lasting place, durably (file and directory entries). Same bytes twice are one file, the later;
 * doing it again is no error. The staged name goes on existing until hd_files_drop_staged.
 * @param files   the store
 * @param claim   gets the file, too; to be ended after the transaction
 * @param staged  id in staging/
 * @param sha256  its hash
 * @param pool    for the work
 * @return NULL, HD_NOT_FOUND (staged file gone), HD_FULL, HD_BUSY "files-busy" or HD_BROKEN
 */
hd_error_t *hd_files_keep(const hd_files_t *files, hd_claim_t *claim, const char *staged, const char *sha256,
                          apr_pool_t *pool);

/**
 * Make the bytes of a staged file durable: it is going to wait.
 * @param files   the store
 * @param staged  id in staging/
 * @param pool    for the work
 * @return NULL, HD_FULL or HD_BROKEN
 */
hd_error_t *hd_files_sync_staged(const hd_files_t *files, const char *staged, apr_pool_t *pool);

/**
 * Let a kept file wait once more, under another name.
 * @param[out] staged  id in staging/, in pool; untouched on error
 * @param files        the store
 * @param sha256       its hash
 * @param pool         owns the id
 * @return NULL, HD_NOT_FOUND (it is not kept), HD_FULL or HD_BROKEN
 */
hd_error_t *hd_files_stage_again(const char **staged, const hd_files_t *files, const char *sha256, apr_pool_t *pool);

/** Remove a staged file; no error when it is gone. */
void hd_files_drop_staged(hd_files_t *files, const char *staged, apr_pool_t *pool);

/**
 * Where the bytes of a kept file are.
 * @return absolute path in pool; NULL when sha256 is not a hash
 */
const char *hd_files_path(const hd_files_t *files, const char *sha256, apr_pool_t *pool);

/**
 * Put a file back that was set aside: there is a row that names it. No error when somebody else has just done so.
 * @param files   the store
 * @param sha256  its hash
 * @param pool    for the work
 * @return NULL; HD_NOT_FOUND "file-missing" when it was not set aside either; HD_BUSY "files-busy", HD_FULL or HD_BROKEN
 */
hd_error_t *hd_files_put_back(const hd_files_t *files, const char *sha256, apr_pool_t *pool);

/** Whether a file lies where hd_files_put_back() would find it. @return 1 or 0 */
int hd_files_is_aside(const hd_files_t *files, const char *sha256, apr_pool_t *pool);

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
 * What time it is for the file system, which may be another machine's: by it files are dated.
 * @param[out] now  UTC, seconds; untouched on error
 * @param files     the store
 * @param pool      for the work
 * @return NULL, HD_FULL or HD_BROKEN
 */
hd_error_t *hd_files_time(hd_time_t *now, const hd_files_t *files, apr_pool_t *pool);

/**
 * How much room there is for new files. May take as long as the file system does, for ever where a share is gone.
 * @param[out] free_bytes  what may still be written
 * @param[out] size_bytes  of the file system
 * @param files            the store
 * @param pool             owns the error
 * @return NULL, or HD_BROKEN when the directory is not there or cannot be written
 */
hd_error_t *hd_files_room(apr_off_t *free_bytes, apr_off_t *size_bytes, const hd_files_t *files, apr_pool_t *pool);

/**
 * Which kept files there are rows for.
 * @param[out] used  hash to anything that is not NULL, in pool
 * @param baton      of hd_sweep_t
 * @param first      hash: this one and those after it
 * @param last       hash: up to and with this one
 * @param pool       owns the table
 * @return NULL or the database's error
 */
typedef hd_error_t *hd_files_used_t(apr_hash_t **used, void *baton, const char *first, const char *last,
                                    apr_pool_t *pool);

/** How to sweep. Times are UTC, seconds. */
typedef struct hd_sweep_t {
    hd_files_used_t *used;
    void *baton;
    hd_time_t before;             /* what was kept since then is left alone */
    hd_time_t remove_before;      /* orphans that were set aside before then are removed */
    apr_interval_time_t max_usec; /* what a turn may take, and again for what was set aside; 0: all it takes */
    const hd_flag_t *stop;        /* up: leave after the current directory; or NULL */
} hd_sweep_t;

/** What came of it: numbers of files. */
typedef struct hd_swept_t {
    int looked_at;
    int unused;    /* old, and without a row at the first look */
    int set_aside; /* of these; the others are claimed, or have got their rows, or another front end was faster */
    int orphans;   /* set aside earlier */
    int put_back;  /* of these, because there are rows now */
    int removed;   /* of these */
} hd_swept_t;

/**
 * Sweep a part of the store, or only look at all of it. Several processes and machines may do so at once, while others
 * keep files: fcntl's locks must work between them (NFSv4 has them; a mount with nolock or local_lock does not).
 * @param[out] swept     what came of it
 * @param files          the store
 * @param sweep          how
 * @param[in,out] place  where to begin, 0 to 65535, and where the next turn is to; NULL: look at all, change nothing
 * @param pool           for the work
 * @return NULL, the error of used, HD_FULL or HD_BROKEN; a file that cannot be moved is told at the end, and holds up none
 */
hd_error_t *hd_files_sweep(hd_swept_t *swept, const hd_files_t *files, const hd_sweep_t *sweep, int *place,
                           apr_pool_t *pool);

#endif
