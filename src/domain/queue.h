/* src/domain/queue.h: the queue of the desk: where a ticket stands in it, the views of it, and their counts.
 * May use: store/, base/. Must not know: HTTP, how a page looks.
 *
 * What waits for the company is taken in the order of a stored key: the moment since which it has waited, minus a head
 * start for its priority and for the channel that it came by. So age counts, and nothing starves.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_QUEUE_H
#define HD_DOMAIN_QUEUE_H

#include <apr_tables.h>

#include "scope.h"

#define HD_QUEUE_PAGE 25 /* tickets on a page of the queue */

/** For whom a ticket waits. */
typedef enum { HD_STAGE_WAITING, HD_STAGE_ANSWERED, HD_STAGE_HOLD, HD_STAGE_CLOSED, HD_STAGES } hd_stage_t;

/** The stage of a status. */
hd_stage_t hd_queue_stage(const char *status);

/** The head start of a priority, and that of a channel. @return seconds */
apr_int64_t hd_queue_head_start_priority(const char *priority);
apr_int64_t hd_queue_head_start_channel(const char *channel);

/** Where a ticket stands. */
typedef struct hd_queue_place_t {
    hd_stage_t stage;
    hd_time_t waiting_since; /* 0: it does not wait for the company */
    apr_int64_t key;         /* the smaller comes first */
} hd_queue_place_t;

/**
 * Where a ticket stands once it has a status.
 * @param status    the new one
 * @param priority  of the ticket
 * @param channel   by which it came
 * @param since     when it has waited for the company already: since when; 0: it has not
 * @param now       UTC, seconds
 */
hd_queue_place_t hd_queue_place(const char *status, const char *priority, const char *channel, hd_time_t since,
                                hd_time_t now);

/** A ticket as the queue shows it. */
typedef struct hd_queue_row_t {
    const char *ref, *subject, *status, *priority, *channel;
    apr_int64_t department_id;
    apr_int64_t account_id;
    const char *account, *account_name;                  /* public id and name */
    apr_int64_t service_id;                              /* 0: no service; then the next are NULL */
    const char *service, *service_label, *service_state; /* public id, label, state */
    hd_time_t service_expires_at;
    apr_int64_t assignee_id;                   /* 0: nobody */
    const char *assignee;                      /* name; NULL: nobody */
    hd_time_t waiting_since, updated_at;
    apr_int64_t key;
    apr_int64_t place;                         /* by which the list is ordered: the key, or overdue_at */
    hd_time_t overdue_at;                      /* 0: it is not late */
    hd_time_t due_at;                          /* the next promise that falls due; 0: none, or the clock stands */
    int is_new;     /* something happened since the reader looked at it, or they never did */
    int never_seen; /* they never did */
} hd_queue_row_t;

#define HD_QUEUE_LOOK_MAX 1000 /* tickets that are looked at for one page */
#define HD_ANYBODY (-1)        /* as assignee_id of a filter */

/** To what a view is narrowed. */
typedef struct hd_queue_filter_t {
    const char *priority, *channel;                     /* NULL: any */
    apr_int64_t department_id, account_id, service_id;  /* 0: any */
    apr_int64_t assignee_id;                            /* 0: nobody has it; HD_ANYBODY: any */
} hd_queue_filter_t;

/** Which page of which view. */
typedef struct hd_queue_query_t {
    hd_stage_t stage;
    int overdue; /* only those that are late, the longest first; stage is HD_STAGE_WAITING */
    hd_queue_filter_t filter;
    const char *after, *before; /* opaque, from a page; "" none */
} hd_queue_query_t;

/** A page of a view. */
typedef struct hd_queue_list_t {
    apr_array_header_t *rows;     /* hd_queue_row_t, at most HD_QUEUE_PAGE; the closed ones last closed first */
    const char *next, *previous;  /* opaque: give as after, as before; NULL: there are none */
    int unfinished;               /* so many tickets were looked at that it ended: the rest may be found from next (previous)
                                     on. 0: it is full, or there are no more */
} hd_queue_list_t;

/**
 * A page of a view of the queue. It costs the same however many tickets there are: it is read by indexes that give the
 * order, a few departments' merged, and ends when it is full or HD_QUEUE_LOOK_MAX tickets were looked at. Of a client or a
 * service the thousand tickets are looked at that changed last.
 * @param[out] list  in pool; a place that cannot be read is as if it were not given
 * @param db         the connection
 * @param scope      where the reader works: nothing else is shown
 * @param query      which
 * @param pool       owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_queue_list(hd_queue_list_t *list, hd_db_t *db, const hd_scope_t *scope, const hd_queue_query_t *query,
                          apr_pool_t *pool);

/**
 * Find what a list is narrowed to by its public id.
 * @param[out] id    0: there is none
 * @param[out] name  of the account, or the service's label; untouched when there is none
 */
hd_error_t *hd_queue_client(apr_int64_t *id, const char **name, hd_db_t *db, const char *public_id, apr_pool_t *pool);
hd_error_t *hd_queue_service(apr_int64_t *id, const char **name, hd_db_t *db, const char *public_id, apr_pool_t *pool);

/**
 * Note that somebody of the staff has a ticket before their eyes. What comes in the same second may not be shown yet, so
 * what changed in this second counts as seen up to the second before.
 * @param db          the connection, not in a transaction
 * @param person_id   who
 * @param ticket_id   what
 * @param updated_at  when it changed last
 * @param now         UTC, seconds
 * @param pool        for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_queue_seen(hd_db_t *db, apr_int64_t person_id, apr_int64_t ticket_id, hd_time_t updated_at, hd_time_t now,
                          apr_pool_t *pool);

#define HD_COUNT_OVERDUE HD_STAGES /* as the stage of a count: those of a department that are late, whoever has them */

/** How many tickets a department's agent has in a stage. */
typedef struct hd_queue_count_t {
    apr_int64_t department_id, assignee_id, n; /* assignee_id: 0 nobody */
    hd_stage_t stage;
} hd_queue_count_t;

/** All counts of a scope that are not 0; costs the same whatever they are. @param[out] counts hd_queue_count_t in pool */
hd_error_t *hd_queue_counts(apr_array_header_t **counts, hd_db_t *db, const hd_scope_t *scope, apr_pool_t *pool);

/** What is counted together. */
typedef struct hd_queue_cell_t {
    apr_int64_t department_id, assignee_id; /* assignee_id: 0 nobody */
    hd_stage_t stage;
} hd_queue_cell_t;

/** Let the counts follow a ticket from one cell to another; nothing when they are the same. Both have rows. */
hd_error_t *hd_queue_count_move(hd_db_t *db, const hd_queue_cell_t *from, const hd_queue_cell_t *to);

/** Make the rows that count what a department's agent (0: nobody) has, if they are not there. */
hd_error_t *hd_queue_count_make(hd_db_t *db, apr_int64_t department_id, apr_int64_t assignee_id);

#endif
