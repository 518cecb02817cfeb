/* src/store/restore.c: puts a backup of a SQLite database and its attachment files back.
 * May use: base/, db.h, files.h, backup.h. Must not know: who asks, what the tables are for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "restore.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copy.h"
#include "db_impl.h"

/* Where SQLite locks the file of a database (sqlite.org/fileformat2.html#the_lock_byte_page): who has it open in WAL
 * mode holds a read lock there all the time. */
#define SQLITE_LOCK_FIRST 0x40000002
#define SQLITE_LOCK_BYTES 510

/* What a database may have beside it, and what of it is set aside. The other, -shm, is made anew when it is opened. */
static const char *const beside[] = { "-wal", "-journal" };
#define BESIDE 2
#define DIRECTORY_MODE 0750

/* A restore under way, and what has to be undone. */
typedef struct run_t {
    const hd_restore_t *what;
    hd_files_t *files;
    hd_restored_t *done;
    const char *fresh;         /* the new database, before it has its name */
    const char *waiting;       /* directory of files before they have their places */
    apr_array_header_t *added; /* const char *: hashes of files that were not there */
    const char *aside;         /* new name of the old database */
    int is_aside, is_beside[BESIDE], is_fresh_in_place;
    apr_pool_t *pool;
} run_t;

static int has_bytes(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && info.st_size > 0;
}

static const char *parent_of(const char *path, apr_pool_t *pool)
{
    const char *slash = strrchr(path, '/');

    return !slash ? "." : slash == path ? "/" : apr_pstrmemdup(pool, path, (apr_size_t)(slash - path));
}

static hd_error_t *check_free(const run_t *run)
{
    const char *path = run->what->database;
    struct flock lock = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SQLITE_LOCK_FIRST, .l_len = SQLITE_LOCK_BYTES
    };
    int fd, held;

    if (!has_bytes(path) && !has_bytes(apr_pstrcat(run->pool, path, "-wal", NULL))) return NULL;
    if (!run->what->force) {
        return hd_error(run->pool, HD_CONFLICT, "restore-exists",
                        "there is a database %s already; --force sets it aside", path);
    }
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT ? NULL : hd_copy_fault(run->pool, errno, path);
    held = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    close(fd);
    if (!held) return NULL;
    return hd_error(run->pool, HD_CONFLICT, "restore-in-use", "process %ld has %s open: stop Apache first",
                    (long)lock.l_pid, path);
}

/* ---- files ---- */

/* A file that is there already has to be what its name says. */
static int is_there(const char *kept, const char *sha256, apr_pool_t *scratch)
{
    hd_copied_t copied;

    return !hd_copy_file(&copied, kept, NULL, scratch) && !strcmp(copied.sha256, sha256);
}

/* First walk: copy the database, and the files that are not there. */
static hd_error_t *fetch_one(void *baton, const char *sha256, const char *name, apr_pool_t *scratch)
{
    run_t *run = baton;
    const char *to = apr_pstrcat(scratch, run->waiting, "/", sha256, NULL);

    if (!strcmp(name, HD_MANIFEST_DATABASE)) to = run->fresh;
    else if (is_there(hd_files_path(run->files, sha256, scratch), sha256, scratch)) to = NULL;
    return hd_backup_take(run->what->dir, name, sha256, to, NULL, scratch);
}

static hd_error_t *make_directory(const char *path, apr_pool_t *pool)
{
    return mkdir(path, DIRECTORY_MODE) == 0 || errno == EEXIST ? NULL : hd_copy_fault(pool, errno, path);
}

/* Second walk: give the files that were copied their places; a damaged one that was there makes room. */
static hd_error_t *place_one(void *baton, const char *sha256, const char *name, apr_pool_t *scratch)
{
    run_t *run = baton;
    const char *from = apr_pstrcat(scratch, run->waiting, "/", sha256, NULL), *to;

    if (!strcmp(name, HD_MANIFEST_DATABASE) || access(from, F_OK) != 0) return NULL;
    to = hd_files_path(run->files, sha256, scratch);
    if (access(to, F_OK) != 0) APR_ARRAY_PUSH(run->added, const char *) = apr_pstrdup(run->pool, sha256);
    if (rename(from, to) != 0) return hd_copy_fault(scratch, errno, to);
    run->done->added++;
    return NULL;
}

static hd_error_t *restore_files(run_t *run)
{
    hd_manifest_t *head = &run->done->head;
    int disk;

    hd_copy_remove(run->waiting); /* of a restore that was cut off */
    unlink(run->fresh);
    HD_TRY(make_directory(run->waiting, run->pool));
    HD_TRY(hd_copy_begin(&disk, run->what->data_dir, run->pool));
    HD_TRY(hd_manifest_read(head, run->what->dir, fetch_one, run, run->pool));
    HD_TRY(hd_copy_sync(run->fresh, run->pool));
    HD_TRY(hd_copy_end(disk, run->pool));
    HD_TRY(hd_manifest_read(head, run->what->dir, place_one, run, run->pool));
    return hd_copy_end(disk, run->pool);
}

/* ---- the database ---- */

/* Give a file another name. @param[out] moved  whether it was there */
static hd_error_t *set_aside(int *moved, const char *from, const char *to, apr_pool_t *pool)
{
    if (rename(from, to) == 0) *moved = 1;
    else if (errno != ENOENT) return hd_copy_fault(pool, errno, from);
    return NULL;
}

/* The old database keeps its name until the new one takes it: at no moment is there none. What is beside it goes
 * before, for it must never be applied to the new one. */
static hd_error_t *swap(run_t *run)
{
    const char *path = run->what->database;
    int i;

    HD_TRY(check_free(run));
    if (link(path, run->aside) == 0) run->is_aside = 1;
    else if (errno != ENOENT) return hd_copy_fault(run->pool, errno, run->aside);
    for (i = 0; i < BESIDE; i++) {
        HD_TRY(set_aside(&run->is_beside[i], apr_pstrcat(run->pool, path, beside[i], NULL),
                         apr_pstrcat(run->pool, run->aside, beside[i], NULL), run->pool));
    }
    unlink(apr_pstrcat(run->pool, path, "-shm", NULL));
    HD_TRY(hd_copy_sync(parent_of(path, run->pool), run->pool)); /* also when the power fails now */
    if (rename(run->fresh, path) != 0) return hd_copy_fault(run->pool, errno, path);
    run->is_fresh_in_place = 1;
    return hd_copy_sync(parent_of(path, run->pool), run->pool);
}

/* ---- all of it ---- */

static void undo(run_t *run)
{
    const char *path = run->what->database;
    int i;

    /* The database first: its log must never lie beside another one. */
    if (run->is_fresh_in_place && run->is_aside) rename(run->aside, path);
    else if (run->is_fresh_in_place) unlink(path);
    else if (run->is_aside) unlink(run->aside); /* it is a second name of what is there */
    for (i = 0; i < BESIDE; i++) {
        if (!run->is_beside[i]) continue;
        rename(apr_pstrcat(run->pool, run->aside, beside[i], NULL), apr_pstrcat(run->pool, path, beside[i], NULL));
    }
    unlink(run->fresh);
    hd_copy_remove(run->waiting);
    for (i = 0; i < run->added->nelts; i++) {
        unlink(hd_files_path(run->files, APR_ARRAY_IDX(run->added, i, const char *), run->pool));
    }
}

static hd_error_t *restore(run_t *run, hd_store_t *store)
{
    hd_manifest_t *head = &run->done->head;
    hd_error_t *error;

    HD_TRY(hd_manifest_read(head, run->what->dir, NULL, NULL, run->pool));
    if (head->schema > run->what->schema_max) {
        return hd_error(run->pool, HD_BROKEN, "backup-newer",
                        "the backup has schema version %" APR_INT64_T_FMT ", and this program knows %d: it is too old",
                        head->schema, run->what->schema_max);
    }
    HD_TRY(check_free(run));
    HD_TRY(restore_files(run));
    HD_TRY(hd_write_lock(store, hd_clock_usec() + HD_WRITE_WAIT, run->pool));
    error = swap(run);
    hd_write_unlock(store);
    if (!error) hd_copy_remove(run->waiting);
    return error;
}

hd_error_t *hd_restore(hd_restored_t *done, hd_store_t *store, hd_files_t *files, const hd_restore_t *what,
                       hd_time_t now, apr_pool_t *pool)
{
    hd_restored_t doing = { .aside = NULL };
    run_t run = { .what = what, .files = files, .done = &doing, .pool = pool };
    hd_error_t *error;
    int taken;

    run.fresh = apr_pstrcat(pool, what->database, ".restoring", NULL);
    run.waiting = apr_pstrcat(pool, what->data_dir, "/restoring", NULL);
    run.aside = apr_psprintf(pool, "%s.before-%" APR_INT64_T_FMT, what->database, now);
    run.added = apr_array_make(pool, 64, sizeof(const char *));
    HD_TRY(hd_migrate_lock(&taken, store, pool));
    if (!taken) return hd_error(pool, HD_BUSY, "restore-busy", "somebody else restores or migrates this database");
    error = restore(&run, store);
    if (error) undo(&run);
    hd_migrate_unlock(store);
    if (error) return error;
    doing.aside = run.is_aside || run.is_beside[0] ? run.aside : NULL;
    *done = doing;
    return NULL;
}
