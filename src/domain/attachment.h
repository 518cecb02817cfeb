/* src/domain/attachment.h: files of messages: which are taken, how they wait for a form, who may read them.
 * May use: store/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_ATTACHMENT_H
#define HD_DOMAIN_ATTACHMENT_H

#include "ticket.h"

#define HD_STAGED_FORMS 5 /* forms of one person whose files may wait at once: in as many windows one may be writing */

/** A file that is not taken. */
typedef struct hd_refused_t {
    const char *name;
    const char *code; /* why: "file-type", "files-large", "files-many", "files-waiting" or "files-waiting-many" */
} hd_refused_t;

/**
 * Look which files come with a message: those staged before and those of this form, in this order, as long as they fit.
 * @param[out] list   const hd_file_t * in pool; with HD_INVALID those that are good and fit together
 * @param[out] refused  hd_refused_t in pool: the others; NULL for a caller who does not ask
 * @param db          the connection
 * @param person_id   who sends them; another's staged files are not found
 * @param upload      what the form brings
 * @param pool        owns the list
 * @return NULL; HD_INVALID "file-type" (value: the name), "files-large" (value: bytes), "files-many" (value: how many),
 *         "file-gone", all for the field "attachment"; or the database's error
 */
hd_error_t *hd_attachments_gather(apr_array_header_t **list, apr_array_header_t **refused, hd_db_t *db,
                                  apr_int64_t person_id, const hd_upload_t *upload, apr_pool_t *pool);

/**
 * Give the files their lasting places on disk, before the transaction.
 * @param[out] claim  keeps sweepers away from them: to be ended by hd_files_unclaim() after the transaction; NULL
 *                    without files
 * @param files       the store
 * @param list        const hd_file_t *
 * @param pool        owns the claim
 * @return NULL, HD_INVALID "file-gone", HD_FULL, HD_BUSY or HD_BROKEN
 */
hd_error_t *hd_attachments_keep(hd_claim_t **claim, const hd_files_t *files, const apr_array_header_t *list,
                                apr_pool_t *pool);

/** Write the rows of a message's files; part of the caller's transaction. */
hd_error_t *hd_attachments_add(hd_db_t *db, const apr_array_header_t *list, apr_int64_t message_id, apr_pool_t *pool);

/** After the transaction: forget the staged files. Failures do not matter: the worker sweeps what is left. */
void hd_attachments_drop_staged(hd_files_t *files, const apr_array_header_t *list, apr_pool_t *pool);

/**
 * Keep the files of a form that was not accepted for 24 hours, bound to the person. What waits for one person is bounded:
 * HD_STAGED_FORMS times what one form may bring.
 * @param db         the connection; not in a transaction
 * @param files      the store
 * @param person_id  who sent them
 * @param upload     max_bytes, max_files, and fresh: those of this form
 * @param now        UTC, seconds
 * @param pool       for the work
 * @return NULL; HD_INVALID "files-waiting" (value: bytes) or "files-waiting-many" (value: how many), for the field
 *         "attachment": none is kept; HD_FULL; or the
 *         database's error
 */
hd_error_t *hd_attachments_stage(hd_db_t *db, const hd_files_t *files, apr_int64_t person_id, const hd_upload_t *upload,
                                 hd_time_t now, apr_pool_t *pool);

/**
 * Let files of a message that was taken back wait for the form again, as hd_attachments_stage() does.
 * @param db         the connection; not in a transaction
 * @param files      the store
 * @param person_id  whose they are
 * @param upload     max_bytes, max_files, and fresh: kept files, which get their ids in staging/
 * @param now        UTC, seconds
 * @param pool       owns the ids
 * @return as hd_attachments_stage(); HD_NOT_FOUND when one is gone
 */
hd_error_t *hd_attachments_stage_again(hd_db_t *db, const hd_files_t *files, apr_int64_t person_id, hd_upload_t *upload,
                                       hd_time_t now, apr_pool_t *pool);

/** Which kept files there are rows for: an hd_files_used_t whose baton is an hd_db_t. */
hd_error_t *hd_attachments_used(apr_hash_t **used, void *baton, const char *first, const char *last, apr_pool_t *pool);

/**
 * Find an attachment for reading.
 * @param[out] found  in pool; untouched on error
 * @param db          the connection
 * @param who         who asks: staff reach all, clients those of their accounts
 * @param public_id   from the address
 * @param pool        owns the result
 * @return NULL, HD_NOT_FOUND, or the database's error
 */
hd_error_t *hd_attachment_get(const hd_attachment_t **found, hd_db_t *db, const hd_person_t *who,
                              const char *public_id, apr_pool_t *pool);

/** Whether a media type is taken: the first pattern that matches decides; "!" in front refuses. @return 1 or 0 */
int hd_attachment_type_allowed(const apr_array_header_t *patterns, const char *type);

#endif
