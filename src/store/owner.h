/* src/store/owner.h: files that root makes in a directory of the server's user. Only store/ includes it.
 * May use: APR. Must not know: what the files are for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_OWNER_H
#define HD_STORE_OWNER_H

#include <apr_pools.h>

/**
 * When root has just made a file or directory in somebody's directory, it becomes theirs: httpd reads its configuration
 * as root, and its children, who are not, must be able to use what was made. Failing is logged.
 * @param path  of the file or directory
 * @param pool  for the work
 */
void hd_give_to_owner(const char *path, apr_pool_t *pool);

#endif
