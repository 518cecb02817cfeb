/* src/store/restore.h: puts a backup of a SQLite database and its attachment files back.
 * May use: base/, db.h, files.h, backup.h. Must not know: who asks, what the tables are for.
 *
 * Files that are not there are copied beside the store, and take their places when all of them are on disk: what has
 * the name of a hash is whole at any moment. They are in nobody's way. The database takes its place last, by a rename.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_RESTORE_H
#define HD_STORE_RESTORE_H

#include "backup.h"

/** What is to be restored, and where to. */
typedef struct hd_restore_t {
    const char *dir;      /* the backup */
    const char *database; /* file of the database */
    const char *data_dir; /* HelpdeskDataDir */
    int schema_max;       /* version of the schema that this program needs */
    int force;            /* a database that is there is set aside, instead of refusing */
} hd_restore_t;

/** What was restored. */
typedef struct hd_restored_t {
    hd_manifest_t head;
    apr_int64_t added; /* files that were not there, or were damaged */
    const char *aside; /* where the database is now that was there; NULL: there was none */
} hd_restored_t;

/**
 * Restore a backup. On error all is as it was.
 * @param[out] done  in pool; untouched on error
 * @param store      of SQLite, with its write lock set up
 * @param files      the attachment store
 * @param restore    what, and where to
 * @param now        UTC, seconds
 * @param pool       for the work
 * @return NULL; HD_BROKEN "backup-damaged" or "backup-newer"; HD_CONFLICT "restore-exists" when a database is there,
 *         "restore-in-use" when some process has it open; HD_BUSY, also while somebody else restores or migrates; HD_FULL,
 *         HD_BROKEN
 */
hd_error_t *hd_restore(hd_restored_t *done, hd_store_t *store, hd_files_t *files, const hd_restore_t *restore,
                       hd_time_t now, apr_pool_t *pool);

#endif
