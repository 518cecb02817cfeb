/* src/store/file_places.c: the directories of the attachment store: made, given to their owner and durable before the
 * first file, so that a file needs nothing but itself and its own entry to be.
 * May use: base/, APR. Must not know: tickets, HTTP, the database.
 *
 * Root makes them in a directory that somebody else may own, who could put a link in the place of each name: so each is
 * opened within the one above, no link is followed, and what is open is what is given away.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files_impl.h"

#define MODE 0750
#define DIRECTORY (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* A directory that is open. */
typedef struct opened_t {
    int fd;
    const char *path;
    apr_pool_t *pool;
} opened_t;

static apr_status_t close_opened(void *data)
{
    const opened_t *opened = data;

    if (opened->fd >= 0) close(opened->fd);
    return APR_SUCCESS;
}

static opened_t *prepare(const char *path, apr_pool_t *pool)
{
    opened_t *made = apr_pcalloc(pool, sizeof(*made));

    made->fd = -1;
    made->path = path;
    made->pool = pool;
    apr_pool_cleanup_register(pool, made, close_opened, apr_pool_cleanup_null);
    return made;
}

static hd_error_t *fault(const opened_t *opened)
{
    return hd_files_fault(opened->pool, errno, HD_HERE, opened->path);
}

/* Root gives a directory to whom the store is to belong to; else it stays what it is. */
static hd_error_t *give(const opened_t *opened, const hd_owner_t *owner)
{
    struct stat info;

    if (geteuid() != 0 || !owner) return NULL;
    if (fstat(opened->fd, &info) != 0) return fault(opened);
    if (info.st_uid == owner->user && info.st_gid == owner->group) return NULL;
    if (!owner->takes_all && info.st_uid != 0) return NULL;
    return fchown(opened->fd, owner->user, owner->group) == 0 ? NULL : fault(opened);
}

/* Make a directory that may be there already, in one that is open. @param[out] opened  in pool */
static hd_error_t *make_in(opened_t **opened, const opened_t *above, const char *name, const hd_owner_t *owner,
                           apr_pool_t *pool)
{
    opened_t *made = prepare(apr_pstrcat(pool, above->path, "/", name, NULL), pool);

    if (mkdirat(above->fd, name, MODE) != 0 && errno != EEXIST) return fault(made);
    made->fd = openat(above->fd, name, DIRECTORY);
    if (made->fd < 0) return fault(made);
    *opened = made;
    return give(made, owner);
}

static hd_error_t *sync_opened(const opened_t *opened)
{
    return fsync(opened->fd) == 0 ? NULL : fault(opened);
}

/* Version 0.1 kept files two directories deep: nobody would find them. File systems that do not count directories in a
 * directory's links say nothing; "helpdeskctl check" does. */
static hd_error_t *refuse_old(const opened_t *opened)
{
    struct stat info;

    if (fstat(opened->fd, &info) != 0) return fault(opened);
    if (info.st_nlink <= 2) return NULL;
    return hd_error(opened->pool, HD_BROKEN, "file-store",
                    "%s holds directories, as in version 0.1: see \"Upgrade\" in CHANGELOG.md", opened->path);
}

/* The directories files/00 to files/ff. Those that were there are made durable, too: who made them may have been killed
 * before it came to that. */
static hd_error_t *make_places(const opened_t *files, const hd_owner_t *owner, apr_pool_t *pool)
{
    apr_pool_t *scratch;
    opened_t *opened = NULL;
    int i;

    for (i = 0; i < 256; i++) {
        apr_pool_create(&scratch, pool);
        HD_TRY(make_in(&opened, files, apr_psprintf(scratch, "%02x", (unsigned int)i), owner, scratch));
        HD_TRY(refuse_old(opened));
        apr_pool_destroy(scratch);
    }
    return sync_opened(files);
}

/* Who owns the data directory, unless that is root. */
static const hd_owner_t *owner_of(const opened_t *data, hd_owner_t *owner)
{
    struct stat info;

    if (fstat(data->fd, &info) != 0 || info.st_uid == 0) return NULL;
    *owner = (hd_owner_t){ info.st_uid, info.st_gid, 0 };
    return owner;
}

/* The data directory itself, which may be a link: who runs the portal has named it. */
static hd_error_t *open_data(opened_t **opened, const char *path, apr_pool_t *pool)
{
    opened_t *made = prepare(path, pool);
    int is_new = mkdir(path, MODE) == 0;

    if (!is_new && errno != EEXIST) return fault(made);
    made->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (made->fd < 0) return fault(made);
    *opened = made;
    return is_new ? hd_files_sync(apr_pstrcat(pool, path, "/..", NULL), pool) : NULL;
}

hd_error_t *hd_files_make_places(const char *data_dir, const hd_owner_t *owner, apr_pool_t *pool)
{
    opened_t *data = NULL, *staging, *files = NULL, *orphans;
    hd_owner_t above;
    apr_pool_t *scratch;

    apr_pool_create(&scratch, pool);
    HD_TRY(open_data(&data, data_dir, scratch));
    if (!owner) owner = owner_of(data, &above);
    HD_TRY(make_in(&staging, data, "staging", owner, scratch));
    HD_TRY(make_in(&files, data, "files", owner, scratch));
    HD_TRY(make_in(&orphans, data, "orphans", owner, scratch));
    HD_TRY(make_places(files, owner, scratch));
    HD_TRY(sync_opened(data));
    apr_pool_destroy(scratch);
    return NULL;
}

hd_error_t *hd_files_sync(const char *path, apr_pool_t *pool)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int number = fd < 0 || fsync(fd) != 0 ? errno : 0;

    if (fd >= 0) close(fd);
    return number ? hd_files_fault(pool, number, HD_HERE, path) : NULL;
}
