/* src/store/copy.h: files copied, hashed and seen on disk. Only store/ includes it.
 * May use: base/, APR, libcrypto. Must not know: what the files are for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_COPY_H
#define HD_STORE_COPY_H

#include <apr_file_io.h>

#include "../base/error.h"

/** What went through. */
typedef struct hd_copied_t {
    const char *sha256; /* lower-case hexadecimal */
    apr_off_t bytes;
} hd_copied_t;

/**
 * Copy a file to a new one, hashing on the way. It is not on disk yet. What was made of it is removed on error.
 * @param[out] copied  hash in pool; untouched on error
 * @param from         the file; not followed when it is a symbolic link
 * @param to           its new name, which must not be there yet; NULL: it is only read and hashed
 * @param pool         for the work
 * @return NULL, HD_NOT_FOUND when from is not there, HD_FULL or HD_BROKEN
 */
hd_error_t *hd_copy_file(hd_copied_t *copied, const char *from, const char *to, apr_pool_t *pool);

/** See a file, or the entries of a directory, on disk. @return NULL, HD_NOT_FOUND, HD_FULL or HD_BROKEN */
hd_error_t *hd_copy_sync(const char *path, apr_pool_t *pool);

/**
 * Begin to put many files onto a file system: to see them on disk one by one would take longer than to write them.
 * @param[out] disk  a descriptor, closed with pool; untouched on error
 * @param path       a directory there
 * @param pool       for the work
 * @return NULL or HD_BROKEN
 */
hd_error_t *hd_copy_begin(int *disk, const char *path, apr_pool_t *pool);

/** See all of it on disk, files and directories. @param disk  from hd_copy_begin @return NULL, HD_FULL or HD_BROKEN */
hd_error_t *hd_copy_end(int disk, apr_pool_t *pool);

/** Remove a directory with what lies in it; no error when there is none. */
void hd_copy_remove(const char *path);

/** An error of the system about a path: HD_FULL "disk-full", HD_NOT_FOUND when it is not there, else HD_BROKEN. */
hd_error_t *hd_copy_fault(apr_pool_t *pool, int number, const char *path);

#endif
