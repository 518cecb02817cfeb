/* src/domain/check.h: whether what is in the database and on the disk fits together.
 * May use: store/, base/. Must not know: who asks, how faults are shown.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_CHECK_H
#define HD_DOMAIN_CHECK_H

#include "../store/db.h"
#include "../store/files.h"

#define HD_CHECK_STUCK_SEC 3600 /* a mail that has been due for so long is taken by nobody; so with all that the worker does */

/** What does not fit. */
typedef enum {
    HD_FAULT_FILE_MISSING,  /* subject: attachment; is: SHA-256 */
    HD_FAULT_FILE_ASIDE,    /* the same, but it lies in orphans/, and will be put back */
    HD_FAULT_FILE_SIZE,     /* subject: attachment; is and should: bytes */
    HD_FAULT_FILE_HASH,     /* subject: attachment; is and should: SHA-256 */
    HD_FAULT_COUNT,         /* subject: account; part: status; is and should: tickets */
    HD_FAULT_COUNT_MISSING, /* subject: account; is and should: statuses that are counted */
    HD_FAULT_QUEUE_COUNT,   /* subject: department; part: stage of the queue; is and should: tickets */
    HD_FAULT_QUEUE,         /* subject: ticket that stands in the queue where its status does not say */
    HD_FAULT_CLOSED,        /* subject: ticket; is: status */
    HD_FAULT_NO_MESSAGE,    /* subject: ticket */
    HD_FAULT_NO_MAIL,       /* subject: ticket; part: message that nobody was to be told of */
    HD_FAULT_NO_CHANGE,     /* subject: ticket that is closed, and nobody has closed it */
    HD_FAULT_FILES_LACK,    /* subject: ticket; part: message; is and should: attachments */
    HD_FAULT_MAIL_STUCK,    /* subject: mail; part: recipient; is: since when it is due, ISO 8601 */
    HD_FAULT_SESSIONS,      /* subject: e-mail address of a disabled person; is: sessions */
    HD_FAULT_HELD,          /* subject: ticket; part: answer that is held without a row, or has one and is not */
    HD_FAULT_HELD_STUCK,    /* subject: ticket; part: answer; is: since when it should be shown, ISO 8601 */
    HD_FAULT_HOLD,          /* subject: ticket that has the end of a hold; is: its status */
    HD_FAULT_HOLD_STUCK,    /* subject: ticket; is: when its hold should have ended, ISO 8601 */
    HD_FAULT_MERGE,         /* subject: merged ticket; part: the one it leads to */
    HD_FAULT_OVERDUE_COUNT  /* subject: department; is and should: tickets that are late */
} hd_check_kind_t;

/** A fault; texts live in the pool that the callback was given, NULL where there is none. */
typedef struct hd_check_fault_t {
    hd_check_kind_t kind;
    const char *subject, *part, *is, *should;
} hd_check_fault_t;

/** Called with each fault. */
typedef void hd_check_told_t(void *baton, const hd_check_fault_t *fault);

/** What is no fault: files that wait to be swept. */
typedef struct hd_check_counts_t {
    int unused;  /* kept files without a row: of a form that is being sent now, or of one that was not accepted */
    int orphans; /* of these, set aside by the worker already */
} hd_check_counts_t;

/** What is to be checked. */
typedef struct hd_check_t {
    hd_files_t *files;
    int deep;              /* read every file and compare its hash */
    hd_check_told_t *told;
    void *baton;
} hd_check_t;

/**
 * Check the database and the attachment store. Meant for a quiet hour, but harmless at any time: what changes meanwhile
 * may be told as a fault, and is not the next time.
 * @param[out] faults  how many; untouched on error
 * @param[out] counts  what is no fault
 * @param db           the connection
 * @param check        what, and who is told
 * @param now          UTC, seconds
 * @param pool         for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_check(int *faults, hd_check_counts_t *counts, hd_db_t *db, const hd_check_t *check, hd_time_t now,
                     apr_pool_t *pool);

#endif
