/* src/domain/level_book.h: what a department promises: its business hours, and times for the first answer and the solution.
 * May use: level.h, store/, text/. Must not know: HTTP, tickets.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_LEVEL_BOOK_H
#define HD_DOMAIN_LEVEL_BOOK_H

#include "../store/db.h"
#include "audit.h"
#include "level.h"

#define HD_LEVEL_WARN_PERCENT 25 /* of the time are left at the warning, where nobody has said otherwise */
#define HD_LEVEL_MAX_SEC (1000 * 3600)
#define HD_PRIORITIES 4

/** "urgent", "high", "medium", "low": the order of targets. */
extern const char *const hd_level_priorities[HD_PRIORITIES];

/** The hours and targets of a department. */
typedef struct hd_level_book_t {
    apr_int64_t department_id;
    const char *zone;               /* IANA name */
    const char *week[HD_WEEK_DAYS]; /* from Monday: "08:00-12:00, 13:00-17:00"; "": closed */
    const char *holidays;           /* "2026-04-13 01-07" */
    int warn_percent;               /* 0: no warning */
    int has_hours;                  /* 0: nobody has said any: around the clock */
    apr_int64_t first_sec[HD_PRIORITIES], solution_sec[HD_PRIORITIES]; /* of open time; 0: none */
} hd_level_book_t;

/**
 * What a department promises.
 * @param[out] book      in pool
 * @param db             the connection
 * @param department_id  which
 * @param pool           owns the texts
 * @return NULL or the database's error
 */
hd_error_t *hd_level_book_get(hd_level_book_t *book, hd_db_t *db, apr_int64_t department_id, apr_pool_t *pool);

/** The version of a book, for the form that shows it: see hd_audit_version(). @return in pool */
const char *hd_level_book_version(const hd_level_book_t *book, apr_pool_t *pool);

/**
 * Set what a department promises; a transaction of its own, with a row of the audit for each field that changes. Its open
 * tickets are measured anew by the worker.
 * @param[out] count  how many fields differ: 0: nothing was written; may be NULL
 * @param db          the connection, not in a transaction
 * @param by          who
 * @param slug        of the department
 * @param book        all of it
 * @param version     of the book that its writer has seen; NULL or "": overwrites whatever there is
 * @param pool        for the work
 * @return NULL; HD_INVALID, all faults joined: those of hd_hours_read(), "level-hours" (field hours-1: no moment of the
 *         week is open, and something is promised), "level-warn" (field warn), "level-time" (fields "first-urgent" …,
 *         "solution-urgent" …); HD_CONFLICT "changed-meanwhile"; the database's error
 */
hd_error_t *hd_level_book_set(int *count, hd_db_t *db, const hd_by_t *by, const char *slug, const hd_level_book_t *book,
                              const char *version, apr_pool_t *pool);

/** Whether anything is promised. @return 1 or 0 */
int hd_level_book_any(const hd_level_book_t *book);

/** What is promised for a priority. @return all 0 when nothing is */
hd_level_promise_t hd_level_book_promise(const hd_level_book_t *book, const char *priority);

/** The hours of a book, in the hands of one thread. @return as hd_hours_read() */
hd_error_t *hd_level_book_hours(hd_hours_t **hours, const hd_level_book_t *book, apr_pool_t *pool);

/**
 * Read a length of open time as people write it: "2", "2:30" hours; "0" or "": none.
 * @param[out] sec  seconds; untouched on error
 * @return 1, or 0 when it is none, or more than HD_LEVEL_MAX_SEC
 */
int hd_level_time_read(apr_int64_t *sec, const char *text);

/** Write it: "2:30". @return in pool */
const char *hd_level_time_write(apr_int64_t sec, apr_pool_t *pool);

#endif
