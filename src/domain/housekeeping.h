/* src/domain/housekeeping.h: what is deleted when its time is over: sessions, failed sign-ins, links, old mails, files of no row.
 * May use: store/, base/. Must not know: HTTP, when it is called (web/keep_worker.c).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_HOUSEKEEPING_H
#define HD_DOMAIN_HOUSEKEEPING_H

#include "../base/flag.h"
#include "../store/db.h"
#include "../store/files.h"

#define HD_STAGED_KEEP_SEC HD_DAY_SEC        /* files of a form that was not accepted */
#define HD_TOKEN_KEEP_SEC (7 * HD_DAY_SEC)   /* mailed links, after they were used or expired */
#define HD_ATTEMPT_KEEP_SEC HD_DAY_SEC       /* failed sign-ins */
/* A kept file without a row is left alone for a day: long after every transaction that was in doubt is decided. Then it
 * lies set aside for a month: long enough to notice that the wrong database, or an old copy of it, was started. */
#define HD_UNUSED_KEEP_SEC HD_DAY_SEC
#define HD_ORPHAN_KEEP_SEC (30 * HD_DAY_SEC)

/** How long a session may live. */
typedef struct hd_session_terms_t {
    int max_sec;  /* since it was made; 0: no limit */
    int idle_sec; /* since it was last seen; 0: no limit */
} hd_session_terms_t;

/** How long things may stay. */
typedef struct hd_keep_terms_t {
    hd_session_terms_t session;
    int outbox_days; /* a mail that is out, or was dropped; 0: for ever */
} hd_keep_terms_t;

/* A turn of sweeping kept files: some thousand of the 65536 parts that a store of millions has. */
#define HD_SWEEP_USEC 1000000

/* A turn of tidying the outbox: some ten thousand mails, a few hundred at once, so that nobody waits for long. */
#define HD_OUTBOX_TIDY_USEC 500000

/** The attachment store, as one worker sweeps it, part by part. */
typedef struct hd_sweeper_t {
    hd_files_t *files;
    int place;                /* 0 to 65535: where the next part begins */
    const hd_flag_t *stop;    /* up: leave soon; or NULL */
} hd_sweeper_t;

/**
 * Delete what is over. Each table is a statement of its own; doing it again, or breaking it off, is harmless.
 * @param db       the connection; not in a transaction
 * @param sweeper  the attachment store, of which staged files go too, and kept files without a row; may be NULL
 * @param terms    how long sessions live, and mails that are out stay
 * @param now      UTC, seconds
 * @param pool     for the work
 * @return NULL, the database's error, or HD_BROKEN when files cannot be removed
 */
hd_error_t *hd_housekeeping(hd_db_t *db, hd_sweeper_t *sweeper, const hd_keep_terms_t *terms, hd_time_t now,
                            apr_pool_t *pool);

/**
 * Bring back what was written while a clock was far ahead, and would last too long: sessions begin now, mailed links and
 * counted tries are forgotten. When a worker has started, or has seen the clock go back, and the clock has gone evenly
 * since for some minutes: one that is behind for a moment would end sessions that are alive.
 * @param db   the connection; not in a transaction
 * @param now  UTC, seconds
 * @return NULL or the database's error
 */
hd_error_t *hd_housekeeping_clock(hd_db_t *db, hd_time_t now);

#endif
