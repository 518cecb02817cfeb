/* src/web/shared.h: memory that all processes share, and that stays over restarts.
 * May use: APR. Must not know: what lies in it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_SHARED_H
#define HD_WEB_SHARED_H

#include <apr_pools.h>

/**
 * Memory that is shared by the processes that are made later; the same after a restart, unless another version is loaded
 * then, or it is of another size: what lies in it is laid out otherwise.
 * @param[out] memory  zeros when it is new
 * @param[out] is_new  1: to be filled now
 * @param name         what for
 * @param url          of which portal
 * @param size         bytes
 * @param process      lives as long as Apache
 * @return APR_SUCCESS, or the system's status
 */
apr_status_t hd_shared_open(void **memory, int *is_new, const char *name, const char *url, apr_size_t size, apr_pool_t *process);

#endif
