/* src/store/files_impl.h: what the files behind files.h share. Only store/ includes it.
 * May use: base/, APR. Must not know: tickets, HTTP, the database.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_FILES_IMPL_H
#define HD_STORE_FILES_IMPL_H

#include <apr_tables.h>
#include <apr_thread_mutex.h>

#include "file_type.h"
#include "files.h"

#define HD_FILES_SLOTS 65536 /* bytes of the lock file: one for the files whose hashes begin with the same four digits */

struct hd_files_t {
    const char *staging;
    const char *files;
    const char *orphans;
    const char *lock;          /* path of the file whose bytes stand for the slots */
    hd_file_types_t *types;    /* NULL: not loaded */
    apr_thread_mutex_t *mutex; /* of this process: guards types */
};

/** An error of the system; what the person is told when the disk is full is always the same. */
hd_error_t *hd_files_fault(apr_pool_t *pool, int number, const char *where, const char *path);

/** Make the directories of a store, and see that they are durable. See hd_files_open(). */
hd_error_t *hd_files_make_places(const char *data_dir, const hd_owner_t *owner, apr_pool_t *pool);

/** Make a directory's entries durable. @return NULL, HD_FULL or HD_BROKEN */
hd_error_t *hd_files_sync(const char *path, apr_pool_t *pool);

/** Make the entry of a kept file durable: that of its directory, files/ab, has been since the store was opened. */
hd_error_t *hd_files_sync_place(const hd_files_t *files, const char *sha256, apr_pool_t *pool);

/** The entries of a directory that are hexadecimal names of a length, sorted; an empty list when it is gone. */
apr_array_header_t *hd_files_list(const char *path, apr_size_t length, apr_pool_t *pool);

/** Which of the HD_FILES_SLOTS a hash belongs to: its first four digits. @return -1 when it is none */
int hd_files_slot(const char *sha256);

/**
 * Claim a file that is about to be kept: others may, too, but nobody sweeps it. Waits 5 seconds at most.
 * @return NULL, HD_BUSY "files-busy" or HD_BROKEN
 */
hd_error_t *hd_claim_share(hd_claim_t *claim, const char *sha256);

/** Claim a slot for oneself, at once or not at all. @param[out] taken  0 when others have it @return NULL or HD_BROKEN */
hd_error_t *hd_claim_take(int *taken, hd_claim_t *claim, int slot);

/** Give a slot back. */
void hd_claim_leave(hd_claim_t *claim, int slot);

#endif
