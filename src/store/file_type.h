/* src/store/file_type.h: what the bytes of a file are, as libmagic and a list of kinds say.
 * May use: base/, APR, libmagic. Must not know: where files are kept, what they are called.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_FILE_TYPE_H
#define HD_STORE_FILE_TYPE_H

#include <apr_pools.h>

#include "../base/error.h"

#define HD_FILE_TYPES_SHIPPED "/magic/helpdesk.magic" /* below HelpdeskShareDir */
#define HD_FILE_TYPE_UNKNOWN "application/octet-stream"
#define HD_FILE_TYPE_MAX 127 /* bytes of a media type */

/** libmagic with its list. Children inherit it, each its own; a process uses it in one thread at a time. */
typedef struct hd_file_types_t hd_file_types_t;

/**
 * Read a list; libmagic writes to standard error which of its lines are wrong.
 * @param[out] types  in pool; untouched on error
 * @param path        a file in the language of magic(5), or compiled; where there is one called path.mgc, libmagic reads that
 * @param pool        owns the list
 * @return NULL, or HD_BROKEN with a detail that names the file
 */
hd_error_t *hd_file_types_load(hd_file_types_t **types, const char *path, apr_pool_t *pool);

/**
 * Find out the type of an open file.
 * @param types  the list
 * @param fd     the file; its position may change
 * @param pool   owns the answer
 * @return "image/png"; HD_FILE_TYPE_UNKNOWN when nobody knows, or the file cannot be read
 */
const char *hd_file_type_find(const hd_file_types_t *types, int fd, apr_pool_t *pool);

#endif
