/* src/store/file_type.c: asks libmagic, of as few bytes as suffice.
 * May use: base/, APR, libmagic. Must not know: where files are kept, what they are called.
 * SPDX-License-Identifier: Apache-2.0 */
#include "file_type.h"

#include <apr_strings.h>
#include <errno.h>
#include <magic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How much of a file libmagic is shown: what tells a kind may stand behind a few thousand bytes of something else. Whether
 * it is text, and in which encoding, the first of them tell; looking at all costs eight times as much. */
#define LOOK_BYTES (64 * 1024)
#define TEXT_BYTES (8 * 1024)

/* What Microsoft's programs wrote before 2007 is a file system, and its directory may be anywhere: libmagic is given the
 * file. It follows ten thousand sectors at most: made to cost time, 5 MB cost 11 ms. */
#define OLE_MARK "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#define OLE_MARK_BYTES 8

/* libmagic asks its own reader of tar before any list, and that calls a program tar if its first 512 bytes fit. */
#define HOW (MAGIC_MIME_TYPE | MAGIC_NO_CHECK_TAR)

struct hd_file_types_t {
    magic_t magic;
};

static apr_status_t close_magic(void *data)
{
    magic_close(((hd_file_types_t *)data)->magic);
    return APR_SUCCESS;
}

/* libmagic takes a directory, too, and a colon for the end of a name; of several names it tells no fault. */
static hd_error_t *check_path(const char *path, apr_pool_t *pool)
{
    struct stat info;
    char reason[128];

    if (stat(path, &info) != 0 || access(path, R_OK) != 0) {
        apr_strerror(APR_FROM_OS_ERROR(errno), reason, sizeof(reason));
        return hd_error(pool, HD_BROKEN, "file-store", "%s cannot be read: %s", path, reason);
    }
    if (!S_ISREG(info.st_mode)) return hd_error(pool, HD_BROKEN, "file-store", "%s is not a file", path);
    if (info.st_size == 0) return hd_error(pool, HD_BROKEN, "file-store", "%s is empty", path);
    if (!strchr(path, ':')) return NULL;
    return hd_error(pool, HD_BROKEN, "file-store", "%s has a colon, which libmagic does not take", path);
}

hd_error_t *hd_file_types_load(hd_file_types_t **types, const char *path, apr_pool_t *pool)
{
    hd_file_types_t *made = apr_palloc(pool, sizeof(*made));
    size_t look = LOOK_BYTES, text = TEXT_BYTES;

    HD_TRY(check_path(path, pool));
    made->magic = magic_open(HOW);
    if (!made->magic) return hd_error(pool, HD_BROKEN, "server-memory", "libmagic");
    apr_pool_cleanup_register(pool, made, close_magic, apr_pool_cleanup_null);
    if (magic_load(made->magic, path) != 0) {
        return hd_error(pool, HD_BROKEN, "file-store", "%s is not a list that libmagic can read: %s", path,
                        magic_error(made->magic));
    }
    if (magic_setparam(made->magic, MAGIC_PARAM_BYTES_MAX, &look) != 0
        || magic_setparam(made->magic, MAGIC_PARAM_ENCODING_MAX, &text) != 0) {
        return hd_error(pool, HD_BROKEN, "file-store", "libmagic: %s", magic_error(made->magic));
    }
    *types = made;
    return NULL;
}

static const char *ask(const hd_file_types_t *types, int fd, const char *head, size_t length)
{
    if (length < OLE_MARK_BYTES || memcmp(head, OLE_MARK, OLE_MARK_BYTES)) {
        return magic_buffer(types->magic, head, length);
    }
    return lseek(fd, 0, SEEK_SET) == 0 ? magic_descriptor(types->magic, fd) : NULL;
}

const char *hd_file_type_find(const hd_file_types_t *types, int fd, apr_pool_t *pool)
{
    const char *said, *type = HD_FILE_TYPE_UNKNOWN;
    apr_pool_t *scratch;
    ssize_t length;
    char *head;

    if (apr_pool_create(&scratch, pool) != APR_SUCCESS) return type;
    head = apr_palloc(scratch, LOOK_BYTES);
    length = pread(fd, head, LOOK_BYTES, 0);
    if (length >= 0) {
        said = ask(types, fd, head, (size_t)length);
        if (said && *said && strlen(said) <= HD_FILE_TYPE_MAX) type = apr_pstrdup(pool, said);
    }
    apr_pool_destroy(scratch);
    return type;
}
