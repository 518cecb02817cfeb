/* src/store/backup.c: copies a SQLite database in use, and the attachment files that its rows name.
 * May use: base/, db.h, files.h. Must not know: who asks, what the tables are for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "backup.h"

#include <apr_strings.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copy.h"

#define FILES_AT_ONCE 500
#define DIRECTORY_MODE 0750

/* A backup under way. */
typedef struct run_t {
    const hd_backup_t *what;
    hd_db_t *db;
    const hd_files_t *files;
    hd_backed_up_t *made;
    hd_manifest_out_t *out;
    apr_pool_t *pool;
} run_t;

/* ---- the database ---- */

static hd_error_t *copy_database(hd_copied_t *copied, run_t *run)
{
    const char *path = apr_pstrcat(run->pool, run->what->dir, "/" HD_MANIFEST_DATABASE, NULL);

    HD_TRY(hd_db_exec(NULL, run->db, "backup_copy", HD_ARGS(hd_text(path))));
    HD_TRY(hd_copy_file(copied, path, NULL, run->pool));
    return hd_db_exec(NULL, run->db, "backup_attach", HD_ARGS(hd_text(path)));
}

/* The copy must be sound, and have the tables of this program. */
static hd_error_t *look_at_database(run_t *run)
{
    hd_manifest_t *head = &run->made->head;
    hd_rows_t *row;

    HD_TRY(hd_db_one(&row, run->db, "attached_check", HD_NO_ARGS, run->pool));
    if (!row || !hd_row_text(row, 0) || strcmp(hd_row_text(row, 0), "ok")) {
        return hd_error(run->pool, HD_BROKEN, "backup-origin", "the database is damaged: %s",
                        row && hd_row_text(row, 0) ? hd_row_text(row, 0) : "it cannot be read");
    }
    HD_TRY(hd_db_one(&row, run->db, "attached_exists", HD_NO_ARGS, run->pool));
    if (!row || !hd_row_int(row, 0)) {
        return hd_error(run->pool, HD_BROKEN, "backup-origin", "the database has no tables");
    }
    HD_TRY(hd_db_one(&row, run->db, "attached_counts", HD_NO_ARGS, run->pool));
    head->schema = row ? hd_row_int(row, 0) : 0;
    head->tickets = row ? hd_row_int(row, 1) : 0;
    head->messages = row ? hd_row_int(row, 2) : 0;
    head->attachments = row ? hd_row_int(row, 3) : 0;
    return NULL;
}

/* ---- the files ---- */

static hd_error_t *make_directory(const char *path, apr_pool_t *pool)
{
    return mkdir(path, DIRECTORY_MODE) == 0 || errno == EEXIST ? NULL : hd_copy_fault(pool, errno, path);
}

/* An attachment's file is not what it was. */
static hd_error_t *spoilt(run_t *run, const char *id, const char *sha256, const char *how)
{
    const char *text = apr_psprintf(run->pool, "attachment %s: its file %s %s", id, sha256, how);

    if (run->what->incomplete) {
        run->made->head.missing++;
        run->what->told(run->what->baton, text);
        return NULL;
    }
    return hd_error(run->pool, HD_BROKEN, "backup-origin",
                    "%s (\"helpdeskctl check --deep\" names all such files; --incomplete leaves them out)", text);
}

/* The file of an earlier backup, if it is there and is what it was. @return whether it is linked now */
static int link_earlier(run_t *run, hd_copied_t *copied, const char *name, const char *sha256, const char *to,
                        apr_pool_t *scratch)
{
    if (!run->what->link_dir) return 0;
    if (link(apr_pstrcat(scratch, run->what->link_dir, "/", name, NULL), to) != 0) return 0;
    if (!hd_copy_file(copied, to, NULL, scratch) && !strcmp(copied->sha256, sha256)) return 1;
    unlink(to);
    return 0;
}

static hd_error_t *take_file(run_t *run, const char *sha256, const char *id, apr_pool_t *scratch)
{
    const char *from = hd_files_path(run->files, sha256, scratch), *name, *to;
    hd_copied_t copied;
    hd_error_t *error;

    if (!from) return spoilt(run, id, sha256, "has a name that is no SHA-256");
    name = apr_psprintf(scratch, "files/%.2s/%s", sha256, sha256);
    to = apr_pstrcat(scratch, run->what->dir, "/", name, NULL);
    HD_TRY(make_directory(apr_pstrndup(scratch, to, strlen(run->what->dir) + strlen("/files/ab")), scratch));
    if (link_earlier(run, &copied, name, sha256, to, scratch)) {
        run->made->linked++;
    } else {
        error = hd_copy_file(&copied, from, to, scratch);
        if (error && error->kind == HD_NOT_FOUND && !hd_files_put_back(run->files, sha256, scratch)) {
            error = hd_copy_file(&copied, from, to, scratch);
        }
        if (error && error->kind == HD_NOT_FOUND) return spoilt(run, id, sha256, "is missing");
        if (error) return error;
        if (strcmp(copied.sha256, sha256)) {
            unlink(to);
            return spoilt(run, id, sha256, "has changed");
        }
    }
    run->made->head.files++;
    run->made->head.bytes += copied.bytes;
    return hd_manifest_add(run->out, sha256, name);
}

static hd_error_t *take_files(run_t *run)
{
    const char *last = "";
    apr_pool_t *scratch, *one;
    hd_rows_t *rows;
    int count;

    apr_pool_create(&scratch, run->pool); /* what an error says stays in it */
    apr_pool_create(&one, run->pool);
    HD_TRY(make_directory(apr_pstrcat(run->pool, run->what->dir, "/files", NULL), run->pool));
    do {
        last = apr_pstrdup(run->pool, last);
        apr_pool_clear(scratch);
        HD_TRY(hd_db_query(&rows, run->db, "attached_files", HD_ARGS(hd_text(last), hd_int(FILES_AT_ONCE)), scratch));
        count = hd_rows_count(rows);
        while (hd_rows_next(rows)) {
            last = hd_row_text(rows, 0);
            apr_pool_clear(one);
            HD_TRY(take_file(run, last, hd_row_text(rows, 2), one));
        }
    } while (count == FILES_AT_ONCE);
    apr_pool_destroy(scratch);
    apr_pool_destroy(one);
    return NULL;
}

/* ---- all of it ---- */

static hd_error_t *make(run_t *run)
{
    hd_manifest_t *head = &run->made->head, earlier;
    hd_copied_t database;
    int disk;

    HD_TRY(hd_copy_begin(&disk, run->what->dir, run->pool));
    if (run->what->link_dir) HD_TRY(hd_manifest_read(&earlier, run->what->link_dir, NULL, NULL, run->pool));
    HD_TRY(copy_database(&database, run));
    HD_TRY(look_at_database(run));
    head->bytes = database.bytes;
    HD_TRY(hd_manifest_head(run->out, head));
    HD_TRY(hd_manifest_add(run->out, database.sha256, HD_MANIFEST_DATABASE));
    HD_TRY(take_files(run));
    HD_TRY(hd_db_exec(NULL, run->db, "backup_detach", HD_NO_ARGS));
    HD_TRY(hd_copy_end(disk, run->pool));
    return hd_manifest_end(run->out, head);
}

/* Remove what was made; the claim last, for as soon as it is gone others may begin. */
static void give_up(run_t *run)
{
    static const char *const names[] = { HD_MANIFEST_DATABASE, HD_MANIFEST_DATABASE "-journal", HD_MANIFEST_NAME };
    size_t i;

    hd_copy_remove(apr_pstrcat(run->pool, run->what->dir, "/files", NULL));
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        unlink(apr_pstrcat(run->pool, run->what->dir, "/", names[i], NULL));
    }
    hd_manifest_drop(run->out);
}

hd_error_t *hd_backup(hd_backed_up_t *made, hd_db_t *db, const hd_files_t *files, const hd_backup_t *backup,
                      hd_time_t now, apr_pool_t *pool)
{
    hd_backed_up_t making = { { .program = HD_VERSION, .made_at = now }, 0 };
    run_t run = { backup, db, files, &making, NULL, pool };
    hd_error_t *error;

    HD_TRY(hd_manifest_begin(&run.out, backup->dir, pool)); /* what is there is somebody else's */
    error = make(&run);
    if (error) give_up(&run);
    else *made = making;
    return error;
}

hd_error_t *hd_backup_take(const char *dir, const char *name, const char *sha256, const char *to, apr_off_t *bytes,
                           apr_pool_t *pool)
{
    const char *from = apr_pstrcat(pool, dir, "/", name, NULL);
    hd_copied_t copied;
    hd_error_t *error = hd_copy_file(&copied, from, to, pool);

    if (error && error->kind == HD_NOT_FOUND) {
        return hd_error(pool, HD_BROKEN, "backup-damaged", "%s is missing", from);
    }
    if (error) return error;
    if (strcmp(copied.sha256, sha256)) {
        if (to) unlink(to);
        return hd_error(pool, HD_BROKEN, "backup-damaged", "%s has changed since the backup was made", from);
    }
    if (bytes) *bytes = copied.bytes;
    return NULL;
}

static hd_error_t *verify_one(void *baton, const char *sha256, const char *name, apr_pool_t *scratch)
{
    return hd_backup_take(baton, name, sha256, NULL, NULL, scratch);
}

hd_error_t *hd_backup_verify(hd_manifest_t *head, const char *dir, apr_pool_t *pool)
{
    return hd_manifest_read(head, dir, verify_one, (void *)dir, pool);
}
