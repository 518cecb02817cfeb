/* src/store/owner.c: gives what root has made to whom the directory belongs to.
 * May use: base/, APR. Must not know: what the files are for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "owner.h"

#include <apr_strings.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/log.h"

void hd_give_to_owner(const char *path, apr_pool_t *pool)
{
    const char *slash = strrchr(path, '/');
    const char *directory = slash ? apr_pstrmemdup(pool, path, (apr_size_t)(slash - path + 1)) : ".";
    struct stat owner;
    struct stat made;

    if (geteuid() != 0 || lstat(path, &made) != 0 || made.st_uid != 0) return;
    if (stat(directory, &owner) != 0 || owner.st_uid == 0) return;
    if (lchown(path, owner.st_uid, owner.st_gid) != 0) {
        hd_log(HD_LOG_WARNING, errno, HDLOGNO(0010) "%s: cannot be given to the owner of its directory", path);
    }
}
