/* src/store/file_name.h: what a sender called a file, made fit to be shown and offered for download.
 * May use: APR. Must not know: where files lie, HTTP. Only store/ includes it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_FILE_NAME_H
#define HD_STORE_FILE_NAME_H

#include <apr_pools.h>

#define HD_FILE_NAME_MAX 255 /* bytes */

/**
 * Clean a name: parts of a path, control characters, marks that turn the direction of writing, and what is not UTF-8
 * are left out; at most HD_FILE_NAME_MAX bytes, cut between characters.
 * @param name  as the sender called it, or NULL
 * @param pool  owns the result
 * @return the name, "file" when nothing is left
 */
const char *hd_file_name_clean(const char *name, apr_pool_t *pool);

#endif
