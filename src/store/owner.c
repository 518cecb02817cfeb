/* src/store/owner.c: gives what root has made to whom the directory belongs to.
 * May use: base/, APR. Must not know: what the files are for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "owner.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/log.h"

/* What is open, for who owns the directory could put something else in the place of a name; nor is a second name given
 * away of a file that is somewhere else, too. @return 0, or errno */
static int give(int fd, const struct stat *owner)
{
    struct stat made;

    if (fstat(fd, &made) != 0) return errno;
    if (made.st_uid != 0 || (S_ISREG(made.st_mode) && made.st_nlink > 1)) return 0;
    if (!S_ISREG(made.st_mode) && !S_ISDIR(made.st_mode)) return 0;
    return fchownat(fd, "", owner->st_uid, owner->st_gid, AT_EMPTY_PATH) == 0 ? 0 : errno;
}

void hd_give_to_owner(const char *path, apr_pool_t *pool)
{
    const char *slash = strrchr(path, '/');
    const char *directory = slash ? apr_pstrmemdup(pool, path, (apr_size_t)(slash - path + 1)) : ".";
    struct stat owner;
    int fd, number;

    if (geteuid() != 0 || stat(directory, &owner) != 0 || owner.st_uid == 0) return;
    fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return;
    number = give(fd, &owner);
    close(fd);
    if (number) hd_log(HD_LOG_WARNING, number, HDLOGNO(0010) "%s: cannot be given to the owner of its directory", path);
}
