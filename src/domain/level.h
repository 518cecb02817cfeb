/* src/domain/level.h: how much of a promised time a ticket has used: the arithmetic of service levels.
 * May use: text/, base/. Must not know: the database, where the times come from.
 *
 * A promise is a length of open time (text/business_hours.h). Its clock begins with the ticket, runs while the ticket waits
 * for the company, and stands while the client is to answer, while it is on hold, and while it is closed. A ticket is
 * measured as if its department and priority of today had been its own from the start.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_LEVEL_H
#define HD_DOMAIN_LEVEL_H

#include <apr_tables.h>

#include "../text/business_hours.h"
#include "queue.h"

/** A moment from which on a ticket waits for somebody else. */
typedef struct hd_level_turn_t {
    hd_time_t at;
    hd_stage_t stage;
} hd_level_turn_t;

/** What is promised for a ticket, in seconds of open time; 0: nothing. */
typedef struct hd_level_promise_t {
    apr_int64_t first_sec, solution_sec;
    int warn_percent; /* how much of the time is left when a warning is due; 0: no warning */
} hd_level_promise_t;

/** How a promise stands. The numbers stand in the database. */
typedef enum { HD_LEVEL_NONE, HD_LEVEL_RUNNING, HD_LEVEL_PAUSED, HD_LEVEL_KEPT, HD_LEVEL_LATE } hd_level_state_t;

/** One promise. */
typedef struct hd_level_clock_t {
    hd_level_state_t state; /* KEPT and LATE: it is done; what is not done and late is RUNNING or PAUSED, with due_at past */
    hd_time_t due_at;       /* when the time is out; 0: not known while it is paused, or never */
    hd_time_t warn_at;      /* when the warning is due; 0: as due_at, or no warning */
    apr_int64_t left_sec;   /* of open time while it is paused and the time is not out */
} hd_level_clock_t;

/** Where a ticket stands. */
typedef struct hd_level_t {
    hd_level_clock_t first, solution;
    hd_time_t paused_since; /* 0: it waits for the company */
    hd_time_t overdue_at;   /* since when it waits for the company and is late; 0: it is not */
    hd_time_t next_at;      /* when that changes by time alone; 0: it does not */
} hd_level_t;

/**
 * Measure a ticket.
 * @param[out] level  where it stands
 * @param hours       of its department
 * @param promise     for its department and priority
 * @param turns       hd_level_turn_t by time, the first of them its beginning
 * @param answered_at its first answer; 0: there is none
 * @param now         UTC, seconds
 */
void hd_level_measure(hd_level_t *level, hd_hours_t *hours, const hd_level_promise_t *promise,
                      const apr_array_header_t *turns, hd_time_t answered_at, hd_time_t now);

#endif
