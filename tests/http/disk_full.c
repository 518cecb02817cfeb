/* tests/http/disk_full.c: preloaded into Apache and helpdeskctl: disks that are full while a flag file is there.
 * FLAG.files: what is written into staging/ does not fit, and no room is left; FLAG.db: nor what is written to the SQLite
 * database; FLAG.path: nor what is written to files whose path holds the text in it. With FLAG.hang that takes until it
 * is gone.
 * SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Whether a path holds the text that is in FLAG.path. */
static int is_named(const char *path)
{
    char text[256] = "";
    FILE *file = fopen(FLAG ".path", "r");

    if (!file) return 0;
    if (!fgets(text, sizeof(text), file)) text[0] = '\0';
    fclose(file);
    return *text && strstr(path, text);
}

static int is_full(int fd)
{
    char link[64], path[4096];
    int named = access(FLAG ".path", F_OK) == 0;
    int files = access(FLAG ".files", F_OK) == 0, db = access(FLAG ".db", F_OK) == 0;
    ssize_t length;

    if (!files && !db && !named) return 0;
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof(path) - 1);
    if (length < 0) return 0;
    path[length] = '\0';
    if (named && is_named(path)) {
        while (access(FLAG ".hang", F_OK) == 0) usleep(10000);
        return access(FLAG ".path", F_OK) == 0;
    }
    return (files && strstr(path, "/staging/")) || (db && strstr(path, ".sqlite"));
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    ssize_t (*next)(int, const void *, size_t) = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");

    if (!is_full(fd)) return next(fd, bytes, length);
    errno = ENOSPC;
    return -1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    ssize_t (*next)(int, const void *, size_t, off64_t) =
        (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");

    if (!is_full(fd)) return next(fd, bytes, length, offset);
    errno = ENOSPC;
    return -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    return pwrite64(fd, bytes, length, offset);
}

int statvfs(const char *path, struct statvfs *info)
{
    int (*next)(const char *, struct statvfs *) = (int (*)(const char *, struct statvfs *))dlsym(RTLD_NEXT, "statvfs");
    int result = next(path, info);

    if (result == 0 && strstr(path, "/staging") && access(FLAG ".files", F_OK) == 0) info->f_bavail = 0;
    return result;
}

int statvfs64(const char *path, struct statvfs64 *info)
{
    int (*next)(const char *, struct statvfs64 *) = (int (*)(const char *, struct statvfs64 *))dlsym(RTLD_NEXT, "statvfs64");
    int result = next(path, info);

    if (result == 0 && strstr(path, "/staging") && access(FLAG ".files", F_OK) == 0) info->f_bavail = 0;
    return result;
}
