/* tests/http/disk_fills.c: preloaded into Apache: disks that are full while a flag file is there, each for one kind of files.
 * FLAG.files is what comes in, FLAG.kept what stays, FLAG.db the SQLite database, FLAG.mail the Maildir, FLAG.logs the logs,
 * FLAG.data the first three together. A flag file may hold a number (four bytes): so many writes still fit.
 * SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
    const char *flag, *parts[3];
} kinds[] = {
    { FLAG ".files", { "/staging" } },
    { FLAG ".kept", { "/data/files" } },
    { FLAG ".db", { ".sqlite" } },
    { FLAG ".mail", { "/mail/" } },
    { FLAG ".logs", { "/logs/" } },
    { FLAG ".data", { "/staging", "/data/files", ".sqlite" } },
};

/* Whether nothing more fits: counts one write down. */
static int runs_out(const char *flag)
{
    int fd = (int)syscall(SYS_openat, AT_FDCWD, flag, O_RDWR | O_CLOEXEC), left = 0;
    struct stat info;
    int *shared;

    if (fd < 0) return 0;
    if (fstat(fd, &info) == 0 && info.st_size >= (off_t)sizeof(int)) {
        shared = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (shared != MAP_FAILED) {
            left = __atomic_fetch_sub(shared, 1, __ATOMIC_SEQ_CST);
            munmap(shared, sizeof(int));
        }
    }
    syscall(SYS_close, fd);
    return left <= 0;
}

static int is_full_path(const char *path)
{
    size_t i, k;

    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        for (k = 0; k < 3 && kinds[i].parts[k]; k++) {
            if (strstr(path, kinds[i].parts[k]) && !strstr(path, FLAG) && runs_out(kinds[i].flag)) return 1;
        }
    }
    return 0;
}

static int is_full(int fd)
{
    char link[64], path[PATH_MAX];
    ssize_t length;

    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof(path) - 1);
    if (length < 0) return 0;
    path[length] = '\0';
    return is_full_path(path);
}

#define NEXT(type, name) ((type)dlsym(RTLD_NEXT, name))

static int no_space(void)
{
    errno = ENOSPC;
    return -1;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    return is_full(fd) ? no_space() : NEXT(ssize_t (*)(int, const void *, size_t), "write")(fd, bytes, length);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at)
{
    return is_full(fd) ? no_space() : NEXT(ssize_t (*)(int, const void *, size_t, off64_t), "pwrite64")(fd, bytes, length, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at)
{
    return pwrite64(fd, bytes, length, at);
}

int ftruncate64(int fd, off64_t length)
{
    struct stat info;
    int grows = fstat(fd, &info) == 0 && length > info.st_size;

    return grows && is_full(fd) ? no_space() : NEXT(int (*)(int, off64_t), "ftruncate64")(fd, length);
}

int ftruncate(int fd, off_t length)
{
    return ftruncate64(fd, length);
}

int mkdir(const char *path, mode_t mode)
{
    return access(path, F_OK) != 0 && is_full_path(path) ? no_space() : NEXT(int (*)(const char *, mode_t), "mkdir")(path, mode);
}

int link(const char *from, const char *to)
{
    return is_full_path(to) ? no_space() : NEXT(int (*)(const char *, const char *), "link")(from, to);
}

int rename(const char *from, const char *to)
{
    return is_full_path(to) ? no_space() : NEXT(int (*)(const char *, const char *), "rename")(from, to);
}

/* Both names that open() has; a file that is there already needs no room. */
#define OPEN(name)                                                                              \
    int name(const char *path, int flags, ...)                                                  \
    {                                                                                           \
        mode_t mode = 0;                                                                        \
        va_list more;                                                                           \
                                                                                                \
        va_start(more, flags);                                                                  \
        if (flags & O_CREAT) mode = va_arg(more, mode_t);                                       \
        va_end(more);                                                                           \
        if ((flags & O_CREAT) && access(path, F_OK) != 0 && is_full_path(path)) return no_space(); \
        return NEXT(int (*)(const char *, int, ...), #name)(path, flags, mode);                 \
    }

OPEN(open)
OPEN(open64)
