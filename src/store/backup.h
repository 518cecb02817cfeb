/* src/store/backup.h: a copy of a SQLite database in use, with the attachment files that its rows name.
 * May use: base/, db.h, files.h. Must not know: who asks, what the tables are for.
 *
 * The database is copied first, in one read transaction of SQLite's own (VACUUM INTO): nobody waits for it, and nothing
 * in it is half there. Then come the files that rows of the copy name. They were on disk before those rows, and are
 * never changed: each must have the SHA-256 that is its name. The manifest comes last, when all else is on disk.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_BACKUP_H
#define HD_STORE_BACKUP_H

#include "db.h"
#include "files.h"
#include "manifest.h"

/** Called with a line of text for each file that is left out. */
typedef void hd_backup_told_t(void *baton, const char *text);

/** What is to be backed up, and how. */
typedef struct hd_backup_t {
    const char *dir;        /* an empty directory; claimed until the backup is made */
    const char *link_dir;   /* an earlier backup, whose files are linked instead of copied; or NULL */
    int incomplete;         /* leave out attachments whose file is missing or damaged, instead of failing */
    hd_backup_told_t *told; /* of what is left out */
    void *baton;
} hd_backup_t;

/** A backup that was made. */
typedef struct hd_backed_up_t {
    hd_manifest_t head;
    apr_int64_t linked; /* files that were not copied but linked */
} hd_backed_up_t;

/**
 * Make a backup. On error the directory is as it was.
 * @param[out] made  in pool; untouched on error
 * @param db         the connection, of SQLite; not in a transaction
 * @param files      the attachment store
 * @param backup     what, and where to
 * @param now        UTC, seconds
 * @param pool       for the work
 * @return NULL; HD_CONFLICT "backup-busy" while somebody else makes a backup there, "backup-exists" when it is not empty;
 *         HD_FULL; HD_BROKEN, also when link_dir is no backup; HD_BUSY
 */
hd_error_t *hd_backup(hd_backed_up_t *made, hd_db_t *db, const hd_files_t *files, const hd_backup_t *backup,
                      hd_time_t now, apr_pool_t *pool);

/**
 * Read a backup through: every file that the manifest lists must be there with its hash.
 * @param[out] head  in pool; untouched on error
 * @param dir        the backup
 * @param pool       for the work
 * @return NULL, or HD_BROKEN "backup-damaged" with a detail
 */
hd_error_t *hd_backup_verify(hd_manifest_t *head, const char *dir, apr_pool_t *pool);

/**
 * Compare a file of a backup with its hash, and copy it on the way.
 * @param dir     the backup
 * @param name    of the file, below dir
 * @param sha256  what the manifest says
 * @param to      new file; NULL: it is only read
 * @param bytes   filled with the file's size; may be NULL
 * @param pool    for the work
 * @return NULL; HD_FULL; HD_BROKEN, with "backup-damaged" when it is missing or has changed (then there is no copy)
 */
hd_error_t *hd_backup_take(const char *dir, const char *name, const char *sha256, const char *to, apr_off_t *bytes,
                           apr_pool_t *pool);

#endif
