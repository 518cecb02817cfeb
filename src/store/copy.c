/* src/store/copy.c: copies files, hashing them, and sees them on disk.
 * May use: base/, APR, libcrypto. Must not know: what the files are for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "copy.h"

#include <apr_escape.h>
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/token.h"

#define PIECE_BYTES (256 * 1024)
#define FILE_MODE 0640
#define OPEN_AT_ONCE 16 /* directories, while some are removed */

/* One file on its way. */
typedef struct way_t {
    int from, to; /* descriptors; -1: none */
    EVP_MD_CTX *hash;
    apr_off_t bytes;
} way_t;

hd_error_t *hd_copy_fault(apr_pool_t *pool, int number, const char *path)
{
    hd_error_t *error = hd_error_apr(pool, number, "backup-file", "%s", path);

    if (number == ENOENT) error->kind = HD_NOT_FOUND;
    if (error->kind == HD_FULL) error->code = "disk-full";
    return error;
}

/* Write all of it. @return 0, or errno */
static int write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);

        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

/* @param[out] at  the path at fault @return 0, or errno */
static int pump(way_t *way, const char **at, const char *from, const char *to, char *piece)
{
    for (;;) {
        ssize_t got = read(way->from, piece, PIECE_BYTES);
        int number;

        *at = from;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        if (got == 0) return 0;
        if (EVP_DigestUpdate(way->hash, piece, (size_t)got) != 1) return ENOMEM;
        way->bytes += got;
        *at = to;
        number = to ? write_all(way->to, piece, (size_t)got) : 0;
        if (number) return number;
    }
}

static int open_both(way_t *way, const char **at, const char *from, const char *to)
{
    struct stat info;

    *at = from;
    way->from = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK); /* a pipe in its place would keep us waiting */
    if (way->from < 0 || fstat(way->from, &info) != 0) return errno;
    if (!S_ISREG(info.st_mode)) return EINVAL;
    way->hash = EVP_MD_CTX_new();
    if (!way->hash || EVP_DigestInit_ex(way->hash, EVP_sha256(), NULL) != 1) return ENOMEM;
    if (!to) return 0;
    *at = to;
    way->to = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    return way->to < 0 ? errno : 0;
}

/* Close both. @return number, or what went wrong now */
static int close_both(way_t *way, int number)
{
    if (way->from >= 0) close(way->from);
    if (way->to < 0) return number;
    if (close(way->to) != 0 && !number) number = errno;
    return number;
}

static const char *finish_hash(way_t *way, apr_pool_t *pool)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    int ok = way->hash && EVP_DigestFinal_ex(way->hash, digest, &length) == 1 && length * 2 == HD_SHA256_HEX;

    EVP_MD_CTX_free(way->hash);
    return ok ? apr_pescape_hex(pool, digest, length, 0) : NULL;
}

hd_error_t *hd_copy_file(hd_copied_t *copied, const char *from, const char *to, apr_pool_t *pool)
{
    way_t way = { -1, -1, NULL, 0 };
    const char *at, *sha256;
    int number = open_both(&way, &at, from, to), made = way.to >= 0;

    if (!number) number = pump(&way, &at, from, to, apr_palloc(pool, PIECE_BYTES));
    if (!number && to) at = to;
    number = close_both(&way, number);
    sha256 = finish_hash(&way, pool);
    if (!number && !sha256) number = ENOMEM;
    if (number && made) unlink(to);
    if (number) return hd_copy_fault(pool, number, at);
    copied->sha256 = sha256;
    copied->bytes = way.bytes;
    return NULL;
}

hd_error_t *hd_copy_sync(const char *path, apr_pool_t *pool)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int number;

    if (fd < 0) return hd_copy_fault(pool, errno, path);
    number = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return number ? hd_copy_fault(pool, number, path) : NULL;
}

static apr_status_t close_disk(void *data)
{
    close((int)(intptr_t)data);
    return APR_SUCCESS;
}

hd_error_t *hd_copy_begin(int *disk, const char *path, apr_pool_t *pool)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) return hd_copy_fault(pool, errno, path);
    apr_pool_cleanup_register(pool, (void *)(intptr_t)fd, close_disk, apr_pool_cleanup_null);
    *disk = fd;
    return NULL;
}

/* The kernel tells errors of writing that came after the descriptor was opened. */
hd_error_t *hd_copy_end(int disk, apr_pool_t *pool)
{
    return syncfs(disk) == 0 ? NULL : hd_copy_fault(pool, errno, "file system");
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info;
    (void)kind;
    (void)at;
    remove(path);
    return 0;
}

void hd_copy_remove(const char *path)
{
    nftw(path, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
