/* src/web/user_rights.h: what Apache's User may do, whoever starts the server or tries its configuration.
 * May use: APR, httpd. Must not know: what the files are for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_USER_RIGHTS_H
#define HD_WEB_USER_RIGHTS_H

#include <apr_pools.h>

/** Whether Apache's User may make files in a directory. */
int hd_user_may_write(const char *path, apr_pool_t *pool);

/** Whether a path is a program that Apache's User may run; the directories above must let them through. */
int hd_user_may_run(const char *path, apr_pool_t *pool);

/** Whether Apache's User may put files into tmp/, new/ and cur/ of a directory, and make what of it is missing. */
int hd_user_may_fill(const char *path, apr_pool_t *pool);

#endif
