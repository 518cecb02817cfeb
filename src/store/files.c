/* src/store/files.c: receives files, keeps them under the hash of their bytes, sweeps what was not kept.
 * May use: base/, APR, libcrypto. Must not know: tickets, HTTP, the database.
 * SPDX-License-Identifier: Apache-2.0 */
#include "files_impl.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "../base/log.h"
#include "../base/token.h"
#include "file_name.h"
#include "owner.h"

#define HASH_BYTES 32

struct hd_incoming_t {
    hd_files_t *files;
    apr_pool_t *pool;
    const char *id;
    const char *path;
    const char *name;
    EVP_MD_CTX *hash;
    apr_off_t bytes;
    int fd;     /* -1: closed */
    int wanted; /* the staged file stays when the pool is cleared */
};

hd_error_t *hd_files_fault(apr_pool_t *pool, int number, const char *where, const char *path)
{
    hd_error_t *error = hd_error_apr_make(pool, number, "file-store", where, "%s", path);

    if (error->kind == HD_FULL) error->code = "disk-full";
    return error;
}

hd_error_t *hd_files_open(hd_files_t **files, const char *data_dir, const hd_owner_t *owner, apr_pool_t *pool)
{
    hd_files_t *made = apr_pcalloc(pool, sizeof(*made));

    made->staging = apr_pstrcat(pool, data_dir, "/staging", NULL);
    made->files = apr_pstrcat(pool, data_dir, "/files", NULL);
    made->orphans = apr_pstrcat(pool, data_dir, "/orphans", NULL);
    made->lock = apr_pstrcat(pool, data_dir, "/files.lock", NULL);
    HD_TRY(hd_files_make_places(data_dir, owner, pool));
    *files = made;
    return NULL;
}

hd_error_t *hd_files_load_types(hd_files_t *files, const char *magic_file, apr_pool_t *pool)
{
    return hd_file_types_load(&files->types, magic_file, pool);
}

hd_error_t *hd_files_child_init(hd_files_t *files, apr_pool_t *pool)
{
    apr_status_t status = apr_thread_mutex_create(&files->mutex, APR_THREAD_MUTEX_DEFAULT, pool);

    return status == APR_SUCCESS ? NULL : hd_error_apr(pool, status, "server-memory", "mutex of libmagic");
}

/* Close what is open; remove the staged file unless it is wanted. */
static apr_status_t end_incoming(void *data)
{
    hd_incoming_t *in = data;

    if (in->fd >= 0) close(in->fd);
    in->fd = -1;
    EVP_MD_CTX_free(in->hash);
    in->hash = NULL;
    if (!in->wanted) unlink(in->path);
    return APR_SUCCESS;
}

hd_error_t *hd_incoming_start(hd_incoming_t **in, hd_files_t *files, const char *name, apr_pool_t *pool)
{
    hd_incoming_t *made = apr_pcalloc(pool, sizeof(*made));

    HD_TRY(hd_public_id_make(&made->id, pool));
    made->files = files;
    made->pool = pool;
    made->name = hd_file_name_clean(name, pool);
    made->path = apr_pstrcat(pool, files->staging, "/", made->id, NULL);
    made->fd = open(made->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (made->fd < 0) return hd_files_fault(pool, errno, HD_HERE, made->path);
    apr_pool_cleanup_register(pool, made, end_incoming, apr_pool_cleanup_null);
    made->hash = EVP_MD_CTX_new();
    if (!made->hash || EVP_DigestInit_ex(made->hash, EVP_sha256(), NULL) != 1) {
        return hd_error(pool, HD_BROKEN, "server-memory", "SHA-256");
    }
    *in = made;
    return NULL;
}

hd_error_t *hd_incoming_write(hd_incoming_t *in, const void *bytes, apr_size_t length)
{
    const char *from = bytes;

    if (EVP_DigestUpdate(in->hash, bytes, length) != 1) {
        return hd_error(in->pool, HD_BROKEN, "server-memory", "SHA-256");
    }
    while (length > 0) {
        ssize_t written = write(in->fd, from, length);

        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return hd_files_fault(in->pool, errno, HD_HERE, in->path);
        from += written;
        length -= (apr_size_t)written;
        in->bytes += written;
    }
    return NULL;
}

/* libmagic serves one thread at a time. */
static const char *find_type(const hd_incoming_t *in)
{
    const char *type;

    if (!in->files->types || apr_thread_mutex_lock(in->files->mutex) != APR_SUCCESS) return HD_FILE_TYPE_UNKNOWN;
    type = hd_file_type_find(in->files->types, in->fd, in->pool);
    apr_thread_mutex_unlock(in->files->mutex);
    return type;
}

static const char *hash_hex(const hd_incoming_t *in)
{
    unsigned char hash[HASH_BYTES];
    char *hex;
    int i;

    if (EVP_DigestFinal_ex(in->hash, hash, NULL) != 1) return NULL;
    hex = apr_palloc(in->pool, HD_SHA256_HEX + 1);
    for (i = 0; i < HASH_BYTES; i++) apr_snprintf(hex + i * 2, 3, "%02x", hash[i]);
    return hex;
}

hd_error_t *hd_incoming_finish(const hd_file_t **file, hd_incoming_t *in)
{
    hd_file_t *made = apr_pcalloc(in->pool, sizeof(*made));
    int number;

    made->staged = in->id;
    made->name = in->name;
    made->bytes = in->bytes;
    made->sha256 = hash_hex(in);
    if (!made->sha256) return hd_error(in->pool, HD_BROKEN, "server-memory", "SHA-256");
    made->type = find_type(in);
    number = close(in->fd) == 0 ? 0 : errno;
    in->fd = -1;
    if (number) return hd_files_fault(in->pool, number, HD_HERE, in->path);
    in->wanted = 1;
    *file = made;
    return NULL;
}

void hd_incoming_abort(hd_incoming_t *in)
{
    apr_pool_cleanup_run(in->pool, in, end_incoming);
}

static int is_id(const char *text)
{
    return text && strlen(text) == HD_PUBLIC_ID_LENGTH &&
           strspn(text, "0123456789abcdefghjkmnpqrstvwxyz") == HD_PUBLIC_ID_LENGTH;
}

static int is_hash(const char *text)
{
    return text && strlen(text) == HD_SHA256_HEX && strspn(text, "0123456789abcdef") == HD_SHA256_HEX;
}

const char *hd_files_path(const hd_files_t *files, const char *sha256, apr_pool_t *pool)
{
    if (!is_hash(sha256)) return NULL;
    return apr_psprintf(pool, "%s/%.2s/%s", files->files, sha256, sha256);
}

/* Make a file's bytes durable. @return 0, or errno */
static int sync_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int number = fd < 0 || fsync(fd) != 0 ? errno : 0;

    if (fd >= 0) close(fd);
    return number;
}

/* Whether what is kept cannot be the staged bytes: it was cut off, or is no file. */
static int is_spoilt(const char *staged, const char *kept)
{
    struct stat is, should;

    return lstat(kept, &is) == 0 && lstat(staged, &should) == 0 && (!S_ISREG(is.st_mode) || is.st_size != should.st_size);
}

/* Put the staged bytes in the place of what is kept, at no moment without one or the other, nor with bytes that a loss of
 * power would take. What was there is not trusted: its writer may have come no further than the name. @return 0, or errno */
static int replace(const hd_files_t *files, const char *staged, const char *kept, apr_pool_t *pool)
{
    int spoilt = is_spoilt(staged, kept), number = sync_file(staged);
    const char *id, *second;

    if (number) return number;
    if (hd_public_id_make(&id, pool)) return ENOMEM;
    second = apr_pstrcat(pool, files->staging, "/", id, NULL); /* swept, should we not come to the next step */
    if (link(staged, second) != 0) return errno;
    number = rename(second, kept) == 0 ? 0 : errno;
    unlink(second); /* two names of one file are not renamed */
    if (spoilt && !number) {
        hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0019) "attachment file %s was damaged; the same bytes came again", kept);
    }
    return number;
}

/* Give the staged file its second name, in the place of what has it. It is young from now on, however long it has waited. */
static int link_or_replace(const hd_files_t *files, const char *staged, const char *kept, apr_pool_t *pool)
{
    int turn;

    for (turn = 0; turn < 3; turn++) {
        int number = link(staged, kept) == 0 ? 0 : errno;

        if (number == EEXIST) number = replace(files, staged, kept, pool);
        if (number) return number;
        if (utimensat(AT_FDCWD, kept, NULL, AT_SYMLINK_NOFOLLOW) == 0) return 0;
        if (errno != ENOENT) return errno;
    }
    return EAGAIN;
}

hd_error_t *hd_files_sync_place(const hd_files_t *files, const char *sha256, apr_pool_t *pool)
{
    return hd_files_sync(apr_psprintf(pool, "%s/%.2s", files->files, sha256), pool);
}

static int is_staged(const hd_files_t *files, const char *staged, apr_pool_t *pool)
{
    return access(apr_pstrcat(pool, files->staging, "/", staged, NULL), F_OK) == 0;
}

hd_error_t *hd_files_keep(const hd_files_t *files, hd_claim_t *claim, const char *staged, const char *sha256,
                          apr_pool_t *pool)
{
    const char *kept = hd_files_path(files, sha256, pool);
    int number;

    if (!kept) return hd_error(pool, HD_BROKEN, "file-store", "not a SHA-256");
    if (!is_id(staged)) return hd_error(pool, HD_NOT_FOUND, "file-gone", "not the id of a staged file");
    HD_TRY(hd_claim_share(claim, sha256));
    number = link_or_replace(files, apr_pstrcat(pool, files->staging, "/", staged, NULL), kept, pool);
    if (!number) number = sync_file(kept); /* after the name: one entry of the journal has both, the next step finds it done */
    if (number == ENOENT && !is_staged(files, staged, pool)) {
        return hd_error(pool, HD_NOT_FOUND, "file-gone", "staged file %s is gone", staged);
    }
    if (number) return hd_files_fault(pool, number, HD_HERE, kept);
    return hd_files_sync_place(files, sha256, pool);
}

hd_error_t *hd_files_sync_staged(const hd_files_t *files, const char *staged, apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, files->staging, "/", staged, NULL);
    int number = sync_file(path);

    return number ? hd_files_fault(pool, number, HD_HERE, path) : NULL;
}

hd_error_t *hd_files_stage_again(const char **staged, const hd_files_t *files, const char *sha256, apr_pool_t *pool)
{
    const char *kept = hd_files_path(files, sha256, pool), *id, *path;

    if (!kept) return hd_error(pool, HD_BROKEN, "file-store", "not a SHA-256");
    HD_TRY(hd_public_id_make(&id, pool));
    path = apr_pstrcat(pool, files->staging, "/", id, NULL);
    if (link(kept, path) != 0) {
        return errno == ENOENT ? hd_error(pool, HD_NOT_FOUND, "file-gone", "%s", kept)
                               : hd_files_fault(pool, errno, HD_HERE, path);
    }
    (void)utimensat(AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW); /* it waits from now on */
    *staged = id;
    return NULL;
}

void hd_files_drop_staged(hd_files_t *files, const char *staged, apr_pool_t *pool)
{
    if (is_id(staged)) unlink(apr_pstrcat(pool, files->staging, "/", staged, NULL));
}

hd_error_t *hd_files_sweep_staged(int *removed, hd_files_t *files, hd_time_t before, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t info;
    int count = 0;
    apr_status_t status = apr_dir_open(&dir, files->staging, pool);

    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "file-store", "%s", files->staging);
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        const char *path;
        struct stat stats;

        if (!is_id(info.name)) continue;
        path = apr_pstrcat(pool, files->staging, "/", info.name, NULL);
        if (lstat(path, &stats) == 0 && stats.st_mtime < before && unlink(path) == 0) count++;
    }
    apr_dir_close(dir);
    *removed = count;
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

apr_array_header_t *hd_files_list(const char *path, apr_size_t length, apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, 16, sizeof(const char *));
    apr_dir_t *dir;
    apr_finfo_t info;

    if (apr_dir_open(&dir, path, pool) != APR_SUCCESS) return names;
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (strlen(info.name) == length && strspn(info.name, "0123456789abcdef") == length) {
            APR_ARRAY_PUSH(names, const char *) = apr_pstrdup(pool, info.name);
        }
    }
    apr_dir_close(dir);
    qsort(names->elts, (size_t)names->nelts, sizeof(const char *), by_name);
    return names;
}

hd_error_t *hd_files_time(hd_time_t *now, const hd_files_t *files, apr_pool_t *pool)
{
    int fd = open(files->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640), number = 0;
    struct stat info;

    if (fd < 0) return hd_files_fault(pool, errno, HD_HERE, files->lock);
    if (futimens(fd, NULL) != 0 || fstat(fd, &info) != 0) number = errno;
    close(fd);
    if (number) return hd_files_fault(pool, number, HD_HERE, files->lock);
    hd_give_to_owner(files->lock, pool);
    *now = info.st_mtime;
    return NULL;
}

hd_error_t *hd_files_room(apr_off_t *free_bytes, apr_off_t *size_bytes, const hd_files_t *files, apr_pool_t *pool)
{
    struct statvfs info;

    if (access(files->staging, W_OK | X_OK) != 0 || statvfs(files->staging, &info) != 0) {
        return hd_files_fault(pool, errno, HD_HERE, files->staging);
    }
    *free_bytes = (apr_off_t)info.f_bavail * (apr_off_t)info.f_frsize;
    *size_bytes = (apr_off_t)info.f_blocks * (apr_off_t)info.f_frsize;
    return NULL;
}
