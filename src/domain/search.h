/* src/domain/search.h: finding tickets by words: kept by the worker, asked by the queue of the desk.
 * May use: queue.h, store/, text/, base/. Must not know: HTTP, when the worker calls.
 *
 * docs/search.md says why it is done so. Nothing of it is written when somebody opens or answers a ticket: the worker
 * reads on behind them, and so does whoever is asked to build all anew.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_SEARCH_H
#define HD_DOMAIN_SEARCH_H

#include "../base/flag.h"
#include "queue.h"

#define HD_SEARCH_WORDS 6         /* words that are looked for at once */
#define HD_SEARCH_LOOK_MAX 300    /* tickets with the rarest word that are looked at for one page */
#define HD_SEARCH_TEXT_MAX 200    /* characters of what is looked for */
#define HD_SEARCH_LATE_SEC 3600   /* no transaction takes longer from its first row to its end */
#define HD_SEARCH_ROUND 20        /* messages, or tickets, that the worker reads in one transaction */
#define HD_SEARCH_ROUND_ALL 400   /* the same for who builds all anew */

/** How a turn of reading goes. */
typedef struct hd_search_run_t {
    int round;              /* at most so many messages in one transaction */
    apr_int64_t usec;       /* and no further transaction after so long; 0: until all is read */
    const hd_flag_t *stop;  /* up: leave soon; or NULL */
} hd_search_run_t;

/**
 * Read on: messages and changes that are new, those that have come late, accounts whose names have changed. Two may do so
 * at once: what both have read counts once.
 * @param[out] left  messages that are still to be read
 * @param db         the connection, not in a transaction
 * @param run        how
 * @param now        UTC, seconds
 * @param pool       for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_search_read_on(apr_int64_t *left, hd_db_t *db, const hd_search_run_t *run, hd_time_t now, apr_pool_t *pool);

/** How many messages are still to be read; of numbers that none has, too. */
hd_error_t *hd_search_left(apr_int64_t *left, hd_db_t *db, hd_time_t now, apr_pool_t *pool);

/** Forget all that was read, so that it is read anew. A transaction of its own. */
hd_error_t *hd_search_forget(hd_db_t *db, apr_pool_t *pool);

/**
 * Have the tickets of an account, or of all accounts of a person, read anew: a name, an address or a label has changed.
 * In the transaction that changes it.
 */
hd_error_t *hd_search_renew_account(hd_db_t *db, apr_int64_t account_id);
hd_error_t *hd_search_renew_person(hd_db_t *db, apr_int64_t person_id, apr_pool_t *pool);

/** What is looked for. */
typedef struct hd_search_t {
    apr_array_header_t *words; /* apr_int64_t: src/text/terms.h */
    int is_cut;                /* there were more than HD_SEARCH_WORDS */
} hd_search_t;

/** Read what somebody looks for. @param text  UTF-8 */
void hd_search_parse(hd_search_t *search, const char *text, apr_pool_t *pool);

/**
 * A page of the tickets that have all of some words, the last opened first, as hd_queue_list() gives pages of a view. It is
 * read by the word that the fewest tickets have, and ends when it is full or HD_SEARCH_LOOK_MAX of those were looked at.
 * @param[out] list  in pool
 * @param db         the connection
 * @param scope      where the reader works: nothing else is found
 * @param query      which page; stage HD_STAGES: of any
 * @param search     the words; none: nothing is found
 * @param pool       owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_search_list(hd_queue_list_t *list, hd_db_t *db, const hd_scope_t *scope, const hd_queue_query_t *query,
                           const hd_search_t *search, apr_pool_t *pool);

#endif
