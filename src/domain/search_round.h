/* src/domain/search_round.h: what is read and kept in one transaction; for the files search_*.c only.
 * May use: search.h, text/, store/. Must not know: who reads.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_SEARCH_ROUND_H
#define HD_DOMAIN_SEARCH_ROUND_H

#include "../text/terms.h"
#include "search.h"

#define HD_SEARCH_CLIENT "client"   /* kinds of hd_term_of_row() */
#define HD_SEARCH_SERVICE "service"

/** A ticket that is read. */
typedef struct hd_search_entry_t {
    apr_int64_t ticket_id;
    int whole;                 /* all of it: words that it does not have any more go */
    apr_array_header_t *terms; /* sorted */
} hd_search_entry_t;

/** Numbers to look at again. */
typedef struct hd_search_note_t {
    const char *kind; /* "message", "change" */
    apr_int64_t first, last;
    hd_time_t noted_at, next_at;
} hd_search_note_t;

/** One round: what is read outside of a transaction, and then kept in one if nobody else has read meanwhile. */
typedef struct hd_search_round_t {
    hd_db_t *db;
    hd_time_t now;
    int limit;
    apr_pool_t *pool, *scratch;                     /* scratch: cleared after each text */
    apr_int64_t turn, message_id, change_id;        /* the cursor; the last two move */
    apr_int64_t last_message_id, last_change_id;    /* what there is */
    int due, stale;                                 /* whether something is pending, an account stale */
    apr_array_header_t *entries;                    /* hd_search_entry_t */
    apr_array_header_t *notes;                      /* hd_search_note_t */
    hd_search_note_t looked;                        /* that was pending; kind NULL: none */
    struct {
        apr_int64_t account_id, turn;               /* account_id 0: none */
        hd_time_t updated_at;
        const char *ref;                            /* NULL: it is done */
    } renewed;
} hd_search_round_t;

/** Begin a round: where the cursor is, and what there is to read. */
hd_error_t *hd_search_round_begin(hd_search_round_t *round, hd_db_t *db, int limit, hd_time_t now, apr_pool_t *pool);

/** Read the next thing there is. @param[out] some  0: there is none */
hd_error_t *hd_search_round_read(int *some, hd_search_round_t *round);

/** Keep what was read. @return NULL; HD_CONFLICT when somebody else has read meanwhile; the database's error */
hd_error_t *hd_search_round_keep(hd_search_round_t *round);

#endif
