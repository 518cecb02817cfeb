/* src/store/manifest.c: writes and reads the list of what a backup holds.
 * May use: base/, APR, libcrypto. Must not know: how the files came there.
 * SPDX-License-Identifier: Apache-2.0 */
#include "manifest.h"

#include <apr_file_io.h>
#include <apr_escape.h>
#include <apr_portable.h>
#include <apr_strings.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "../base/token.h"
#include "copy.h"

#define FORM "1"
#define FIRST_LINE "# helpdesk-backup "
#define END_LINE "# end "
#define PARTIAL HD_MANIFEST_NAME ".partial"
#define LINE_BYTES 512
#define LOOKS 10
#define LOOKS_PAUSE (APR_USEC_PER_SEC / 20)

struct hd_manifest_out_t {
    const char *dir, *partial;
    apr_file_t *file;
    EVP_MD_CTX *hash;
    apr_pool_t *pool;
};

/* A manifest that is being read. */
typedef struct reading_t {
    const char *path;
    hd_manifest_t *head;
    hd_manifest_each_t *each;
    void *baton;
    EVP_MD_CTX *hash;
    int ended;        /* the line "# end" was the last one, and fits */
    apr_int64_t listed;
    apr_pool_t *pool, *scratch;
} reading_t;

/* Numbers of the head: before the files, and after them. */
static const struct {
    const char *name;
    size_t offset;
    int is_total;
} numbers[] = {
    { "schema", offsetof(hd_manifest_t, schema), 0 },
    { "tickets", offsetof(hd_manifest_t, tickets), 0 },
    { "messages", offsetof(hd_manifest_t, messages), 0 },
    { "attachments", offsetof(hd_manifest_t, attachments), 0 },
    { "files", offsetof(hd_manifest_t, files), 1 },
    { "missing", offsetof(hd_manifest_t, missing), 1 },
    { "bytes", offsetof(hd_manifest_t, bytes), 1 },
};

#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static apr_status_t free_hash(void *hash)
{
    EVP_MD_CTX_free(hash);
    return APR_SUCCESS;
}

static hd_error_t *make_hash(EVP_MD_CTX **hash, apr_pool_t *pool)
{
    EVP_MD_CTX *made = EVP_MD_CTX_new();

    if (!made) return hd_error(pool, HD_BROKEN, "server-memory", "SHA-256");
    apr_pool_cleanup_register(pool, made, free_hash, apr_pool_cleanup_null);
    if (EVP_DigestInit_ex(made, EVP_sha256(), NULL) != 1) return hd_error(pool, HD_BROKEN, "server-memory", "SHA-256");
    *hash = made;
    return NULL;
}

static const char *end_hash(EVP_MD_CTX *hash, apr_pool_t *pool)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;

    if (EVP_DigestFinal_ex(hash, digest, &length) != 1) return "";
    return apr_pescape_hex(pool, digest, length, 0);
}

/* ---- writing ---- */

static hd_error_t *put(hd_manifest_out_t *out, const char *line)
{
    apr_size_t length = strlen(line);
    apr_status_t status = apr_file_write_full(out->file, line, length, NULL);

    if (status != APR_SUCCESS) return hd_copy_fault(out->pool, status, out->partial);
    if (EVP_DigestUpdate(out->hash, line, length) == 1) return NULL;
    return hd_error(out->pool, HD_BROKEN, "server-memory", "SHA-256");
}

static hd_error_t *put_numbers(hd_manifest_out_t *out, const hd_manifest_t *head, int totals)
{
    size_t i;

    for (i = 0; i < NUMBERS; i++) {
        if (numbers[i].is_total != totals) continue;
        HD_TRY(put(out, apr_psprintf(out->pool, "# %s %" APR_INT64_T_FMT "\n", numbers[i].name,
                                     *(const apr_int64_t *)((const char *)head + numbers[i].offset))));
    }
    return NULL;
}

/* Lock the whole file, or only ask. The lock is the open file's, and ends with it. */
static void lock_file(int fd, int command, short *type)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0, .l_pid = 0 };

    if (fcntl(fd, command, &lock) != 0) lock.l_type = F_WRLCK;
    if (type) *type = lock.l_type;
}

/* Where locks do not work, it is taken for locked: better than the advice to remove what somebody makes. So is one that
 * is gone: it was there a moment ago, and its maker has ended since. */
static int is_locked(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    short type = F_UNLCK;

    if (fd < 0) return errno == ENOENT;
    lock_file(fd, F_OFD_GETLK, &type);
    close(fd);
    return type != F_UNLCK;
}

/* Somebody else's manifest is in the way: of a backup that is being made, or of one that was cut off. Who has made it a
 * moment ago may not have come to lock it. */
static hd_error_t *refuse(const char *dir, const char *partial, apr_pool_t *pool)
{
    int looks = LOOKS, locked;

    while (!(locked = is_locked(partial)) && --looks > 0) apr_sleep(LOOKS_PAUSE);
    if (locked) return hd_error(pool, HD_CONFLICT, "backup-busy", "another backup is being made in %s", dir);
    return hd_error(pool, HD_CONFLICT, "backup-exists", "a backup in %s was cut off: remove it, or take another directory",
                    dir);
}

/* Nothing but the claim may be there: it can be made in a directory whose last backup has ended meanwhile. */
static hd_error_t *check_alone(const char *dir, apr_pool_t *pool)
{
    const struct dirent *entry;
    DIR *listing = opendir(dir);
    int others = 0;

    if (!listing) return hd_copy_fault(pool, errno, dir);
    while ((entry = readdir(listing))) {
        others += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") && strcmp(entry->d_name, PARTIAL);
    }
    closedir(listing);
    if (!others) return NULL;
    return hd_error(pool, HD_CONFLICT, "backup-exists",
                    "%s is there already: a backup is made in a directory that is new, or empty", dir);
}

hd_error_t *hd_manifest_begin(hd_manifest_out_t **out, const char *dir, apr_pool_t *pool)
{
    const apr_fileperms_t mode = APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_GREAD;
    hd_manifest_out_t *made = apr_pcalloc(pool, sizeof(*made));
    hd_error_t *error;
    apr_status_t status;
    apr_os_file_t fd;

    made->dir = dir;
    made->pool = pool;
    made->partial = apr_pstrcat(pool, dir, "/" PARTIAL, NULL);
    HD_TRY(make_hash(&made->hash, pool));
    status = apr_file_open(&made->file, made->partial,
                           APR_FOPEN_WRITE | APR_FOPEN_CREATE | APR_FOPEN_EXCL | APR_FOPEN_BUFFERED, mode, pool);
    if (APR_STATUS_IS_EEXIST(status)) return refuse(dir, made->partial, pool);
    if (status != APR_SUCCESS) return hd_copy_fault(pool, status, made->partial);
    apr_os_file_get(&fd, made->file);
    lock_file(fd, F_OFD_SETLK, NULL); /* only for what others are told: where locks do not work they are told less */
    error = check_alone(dir, pool);
    if (error) hd_manifest_drop(made);
    else *out = made;
    return error;
}

hd_error_t *hd_manifest_head(hd_manifest_out_t *out, const hd_manifest_t *head)
{
    HD_TRY(put(out, FIRST_LINE FORM "\n"));
    HD_TRY(put(out, apr_psprintf(out->pool, "# program %s\n# made %s\n", head->program,
                                 hd_time_iso(head->made_at, out->pool))));
    return put_numbers(out, head, 0);
}

void hd_manifest_drop(hd_manifest_out_t *out)
{
    apr_file_remove(out->partial, out->pool);
    if (out->file) apr_file_close(out->file);
    out->file = NULL;
}

hd_error_t *hd_manifest_add(hd_manifest_out_t *out, const char *sha256, const char *name)
{
    char line[LINE_BYTES];

    apr_snprintf(line, sizeof(line), "%s  %s\n", sha256, name);
    return put(out, line);
}

hd_error_t *hd_manifest_end(hd_manifest_out_t *out, const hd_manifest_t *head)
{
    apr_status_t status, closed;

    HD_TRY(put_numbers(out, head, 1));
    status = apr_file_puts(apr_pstrcat(out->pool, END_LINE, end_hash(out->hash, out->pool), "\n", NULL), out->file);
    if (status == APR_SUCCESS) status = apr_file_sync(out->file);
    closed = apr_file_close(out->file);
    out->file = NULL;
    if (status == APR_SUCCESS) status = closed;
    if (status == APR_SUCCESS) {
        status = apr_file_rename(out->partial, apr_pstrcat(out->pool, out->dir, "/" HD_MANIFEST_NAME, NULL), out->pool);
    }
    if (status != APR_SUCCESS) return hd_copy_fault(out->pool, status, out->partial);
    return hd_copy_sync(out->dir, out->pool);
}

/* ---- reading ---- */

static hd_error_t *damaged(const reading_t *reading, const char *why)
{
    return hd_error(reading->pool, HD_BROKEN, "backup-damaged", "%s: %s", reading->path, why);
}

/* "# name value" */
static hd_error_t *take_fact(reading_t *reading, const char *line)
{
    const char *value = strchr(line + 2, ' ');
    apr_size_t length = value ? (apr_size_t)(value - line - 2) : 0;
    size_t i;

    if (!value) return damaged(reading, "a line cannot be read");
    value++;
    if (length == 7 && !strncmp(line + 2, "program", length)) {
        reading->head->program = apr_pstrdup(reading->pool, value);
    }
    if (length == 4 && !strncmp(line + 2, "made", length)
        && hd_time_parse(&reading->head->made_at, value) != APR_SUCCESS) {
        return damaged(reading, "a line cannot be read");
    }
    for (i = 0; i < NUMBERS; i++) {
        if (strlen(numbers[i].name) == length && !strncmp(line + 2, numbers[i].name, length)) {
            *(apr_int64_t *)((char *)reading->head + numbers[i].offset) = apr_atoi64(value);
        }
    }
    return NULL;
}

static int is_hash(const char *text)
{
    return strspn(text, "0123456789abcdef") == HD_SHA256_HEX;
}

/* A name can only be one that a backup has, those of version 0.1 too: nothing leads out of its directory. */
static int is_name(const char *name, const char *sha256, apr_pool_t *pool)
{
    return !strcmp(name, HD_MANIFEST_DATABASE) || !strcmp(name, apr_psprintf(pool, "files/%.2s/%s", sha256, sha256))
           || !strcmp(name, apr_psprintf(pool, "files/%.2s/%.2s/%s", sha256, sha256 + 2, sha256));
}

/* "<SHA-256>  name" */
static hd_error_t *take_file(reading_t *reading, const char *line)
{
    const char *sha256, *name;

    if (!is_hash(line) || strncmp(line + HD_SHA256_HEX, "  ", 2)) return damaged(reading, "a line cannot be read");
    sha256 = apr_pstrmemdup(reading->scratch, line, HD_SHA256_HEX);
    name = line + HD_SHA256_HEX + 2;
    if (!is_name(name, sha256, reading->scratch)) return damaged(reading, "a name is none of a backup's");
    if (!strcmp(name, HD_MANIFEST_DATABASE) != !reading->listed) {
        return damaged(reading, "the database does not come first");
    }
    reading->listed++;
    return reading->each ? reading->each(reading->baton, sha256, name, reading->scratch) : NULL;
}

static hd_error_t *take_line(reading_t *reading, const char *line)
{
    apr_size_t length = strlen(line);
    char *text = apr_pstrmemdup(reading->scratch, line, length ? length - 1 : 0);

    if (!length || line[length - 1] != '\n') return damaged(reading, "it was cut off");
    if (reading->ended) return damaged(reading, "something stands after its end");
    if (!strncmp(text, END_LINE, sizeof(END_LINE) - 1)) {
        reading->ended = !strcmp(text + sizeof(END_LINE) - 1, end_hash(reading->hash, reading->scratch));
        return reading->ended ? NULL : damaged(reading, "it has been changed since it was made");
    }
    if (EVP_DigestUpdate(reading->hash, line, length) != 1) return damaged(reading, "no SHA-256");
    return !strncmp(text, "# ", 2) ? take_fact(reading, text) : take_file(reading, text);
}

static hd_error_t *read_lines(reading_t *reading, apr_file_t *file)
{
    char line[LINE_BYTES];

    if (apr_file_gets(line, sizeof(line), file) != APR_SUCCESS || strncmp(line, FIRST_LINE, sizeof(FIRST_LINE) - 1)) {
        return damaged(reading, "this is not the manifest of a backup");
    }
    if (strcmp(line, FIRST_LINE FORM "\n")) return damaged(reading, "this was made by a later version of the program");
    do {
        apr_pool_clear(reading->scratch);
        HD_TRY(take_line(reading, line));
    } while (apr_file_gets(line, sizeof(line), file) == APR_SUCCESS);
    if (!reading->ended) return damaged(reading, "it was cut off");
    if (reading->listed != reading->head->files + 1) return damaged(reading, "its counts do not fit");
    return NULL;
}

static hd_error_t *read_once(hd_manifest_t *head, const char *path, hd_manifest_each_t *each, void *baton,
                             apr_pool_t *pool)
{
    reading_t reading = { path, head, each, baton, NULL, 0, 0, pool, NULL };
    apr_file_t *file;
    apr_status_t status = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BUFFERED, APR_FPROT_OS_DEFAULT, pool);
    hd_error_t *error;

    memset(head, 0, sizeof(*head));
    if (APR_STATUS_IS_ENOENT(status)) {
        return hd_error(pool, HD_BROKEN, "backup-damaged", "there is no %s: this is no backup, or one that was cut off",
                        path);
    }
    if (status != APR_SUCCESS) return hd_copy_fault(pool, status, path);
    apr_pool_create(&reading.scratch, pool);
    error = make_hash(&reading.hash, reading.pool);
    if (!error) error = read_lines(&reading, file);
    apr_file_close(file);
    if (!error) apr_pool_destroy(reading.scratch);
    return error; /* which may live in scratch: that goes with pool */
}

hd_error_t *hd_manifest_read(hd_manifest_t *head, const char *dir, hd_manifest_each_t *each, void *baton,
                             apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, dir, "/" HD_MANIFEST_NAME, NULL);
    hd_manifest_t found;

    HD_TRY(read_once(&found, path, NULL, NULL, pool));
    if (each) HD_TRY(read_once(&found, path, each, baton, pool));
    *head = found;
    return NULL;
}
