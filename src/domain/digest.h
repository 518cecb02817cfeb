/* src/domain/digest.h: reading what has happened to tickets, once each, behind a cursor in the database.
 * May use: store/, base/. Must not know: what is made of it, when the worker calls.
 *
 * Whoever keeps something derived from messages and changes (due times, figures of reports) reads them here, a bounded
 * number at a time, long after the request that wrote them. Each row is handed on exactly once, in the transaction that
 * moves the cursor, whichever of several front ends does it.
 *
 * Rows are read in the order of their numbers; those are taken before a transaction ends, and one that ends late leaves a
 * gap behind which others are seen already. Gaps are kept, and looked at again, until what is missing comes, or is certain
 * never to come. An answer that can still be taken back is such a gap: it comes when it is shown, or taken back.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_DIGEST_H
#define HD_DOMAIN_DIGEST_H

#include <apr_tables.h>

#include "../store/db.h"

#define HD_DIGEST_ALL (-1) /* as look_back: from the first row on */

/** Where rows come from. */
typedef enum { HD_DIGEST_MESSAGES, HD_DIGEST_CHANGES, HD_DIGEST_SOURCES } hd_digest_source_t;

/** A message, or a change of a ticket. Notes, and answers that were taken back, are handed on too: what tells by its side. */
typedef struct hd_digest_row_t {
    apr_int64_t id, ticket_id;
    apr_int64_t person_id;  /* 0: it happened by itself */
    hd_time_t at;           /* when it was written */
    const char *what;       /* a message: its side, never "held"; a change: its what */
    const char *from, *to;  /* of a change; "" of a message */
} hd_digest_row_t;

/**
 * Make of rows what is kept of them; part of the transaction that moves the cursor.
 * @param db    the connection, in a transaction; no other worker is at the same cursor
 * @param rows  hd_digest_row_t, never empty
 * @param pool  for the work
 */
typedef hd_error_t *hd_digest_apply_t(hd_db_t *db, void *baton, hd_digest_source_t source, const apr_array_header_t *rows,
                                      hd_time_t now, apr_pool_t *pool);

/** A reader. */
typedef struct hd_digest_t {
    const char *name;         /* of its cursors: at most 20 characters */
    int a_turn;               /* rows at most at a time */
    apr_int64_t look_back;    /* how many rows before the newest it begins, the first time; or HD_DIGEST_ALL */
    hd_digest_apply_t *apply;
    void *baton;
} hd_digest_t;

/**
 * Hand on what is new from a source. Where nothing is, it reads a few rows and writes nothing.
 * @param[out] more  1: there was more than fits into a turn; untouched on error
 * @param db         the connection, not in a transaction
 * @param digest     who reads
 * @param source     from where
 * @param now        UTC, seconds
 * @param pool       for the work
 * @return NULL, what apply returned, or the database's error: then nothing was handed on
 */
hd_error_t *hd_digest_run(int *more, hd_db_t *db, const hd_digest_t *digest, hd_digest_source_t source, hd_time_t now,
                          apr_pool_t *pool);

/**
 * Keep the other workers away from what a reader keeps, up to the end of the transaction of which this is the first statement:
 * for work that no row brings about, but time.
 * @return NULL or the database's error
 */
hd_error_t *hd_digest_lock(hd_db_t *db, const hd_digest_t *digest);

#define HD_DIGEST_KEEP_SEC (2 * 3600) /* for how long a number is waited for: longer than any transaction lasts */

/** Forget the gaps into which nothing will come any more. While the clock is steady. @return NULL or the database's error */
hd_error_t *hd_digest_tidy(hd_db_t *db, hd_time_t now);

#endif
