/* src/store/manifest.h: the list of what a backup holds: the file "manifest" in its directory.
 * May use: base/, APR. Must not know: how the files came there. Only store/ writes and walks it; others read the head.
 *
 * A text that "sha256sum -c manifest" understands, too:
 *     # helpdesk-backup 1          what it is, and the version of this form
 *     # program 0.1.0              and so on: the members of hd_manifest_t
 *     <SHA-256>  helpdesk.sqlite   the database
 *     <SHA-256>  files/ab/<SHA-256>
 *     # bytes 123456               totals
 *     # end <SHA-256>              of all that stands above: nothing of it was changed, and nothing is missing
 * It gets its name when everything else is on disk: a backup that was cut off has no manifest. Until then it is called
 * "manifest.partial" and locked by the process that writes it, whose end, whatever it is, ends the lock.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_MANIFEST_H
#define HD_STORE_MANIFEST_H

#include "../base/clock.h"
#include "../base/error.h"

#define HD_MANIFEST_NAME "manifest"
#define HD_MANIFEST_DATABASE "helpdesk.sqlite"

/** What a manifest says of the backup as a whole. */
typedef struct hd_manifest_t {
    const char *program;     /* version of the program that made it */
    hd_time_t made_at;       /* UTC, seconds: the database is not older than this */
    apr_int64_t schema;      /* version of the database's schema */
    apr_int64_t tickets, messages, attachments; /* rows in the database */
    apr_int64_t files;       /* attachment files that are in the backup */
    apr_int64_t missing;     /* files that rows name and that were missing or damaged already */
    apr_int64_t bytes;       /* of all files with the database */
} hd_manifest_t;

/** A manifest that is being written. */
typedef struct hd_manifest_out_t hd_manifest_out_t;

/**
 * Begin a manifest, under another name than it will have. It claims the directory, in which there must be nothing else:
 * of several who begin at once one is let in, and what is found there later is that one's to remove.
 * @param[out] out  in pool; untouched on error
 * @param dir       the backup's directory
 * @param pool      owns it
 * @return NULL; HD_CONFLICT "backup-busy" while somebody else makes a backup there, "backup-exists" when something else
 *         is in it; HD_FULL or HD_BROKEN
 */
hd_error_t *hd_manifest_begin(hd_manifest_out_t **out, const char *dir, apr_pool_t *pool);

/** Write the head: program, made_at, schema and rows. Before any file. @return NULL, HD_FULL or HD_BROKEN */
hd_error_t *hd_manifest_head(hd_manifest_out_t *out, const hd_manifest_t *head);

/** Add a file. @param name  below the backup's directory @return NULL, HD_FULL or HD_BROKEN */
hd_error_t *hd_manifest_add(hd_manifest_out_t *out, const char *sha256, const char *name);

/**
 * End the manifest: it is complete, on disk, and has its name. Whatever it lists must be on disk before.
 * @param out   the manifest; not to be used after
 * @param head  its totals are written
 * @return NULL, HD_FULL or HD_BROKEN
 */
hd_error_t *hd_manifest_end(hd_manifest_out_t *out, const hd_manifest_t *head);

/** Give the directory up, after everything else has been removed. @param out  the manifest; not to be used after */
void hd_manifest_drop(hd_manifest_out_t *out);

/** Called with each file of a backup. @param name  below its directory @return NULL, or an error that ends the walk */
typedef hd_error_t *hd_manifest_each_t(void *baton, const char *sha256, const char *name, apr_pool_t *scratch);

/**
 * Read a manifest, which must be whole and unchanged; then walk through what it lists.
 * @param[out] head  in pool; untouched on error
 * @param dir        the backup's directory
 * @param each       called for each file; may be NULL
 * @param baton      given to each
 * @param pool       owns the head
 * @return NULL; HD_BROKEN "backup-damaged" with a detail when it is none, was cut off or changed, or is of a later
 *         version; or what each returned
 */
hd_error_t *hd_manifest_read(hd_manifest_t *head, const char *dir, hd_manifest_each_t *each, void *baton,
                             apr_pool_t *pool);

#endif
