/* src/domain/client_desk.h: the list of clients at the desk, with what an agent may know of each.
 * May use: client.h, store/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_CLIENT_DESK_H
#define HD_DOMAIN_CLIENT_DESK_H

#include "client.h"

#define HD_DESK_ACCOUNTS_SHOWN 5 /* accounts of a client that stand in its row; sql/client_desk.sql reads one more */
#define HD_DESK_OPEN_LOOKED 200  /* open tickets of an account that are looked at, as sql/client_desk.sql says */

/** A row of the list. */
typedef struct hd_desk_client_t {
    hd_client_t client;
    apr_array_header_t *accounts; /* hd_client_account_t, by name */
    int more_accounts;            /* there are more than these */
    apr_int64_t open;             /* open tickets of these accounts, in the departments of who looks */
    int more_open;                /* there may be more */
} hd_desk_client_t;

/** The list. */
typedef struct hd_desk_clients_t {
    apr_array_header_t *rows; /* hd_desk_client_t */
    const char *next;         /* give as after; NULL: there are none */
    int cut;                  /* there are more than are shown */
} hd_desk_clients_t;

/**
 * List clients for somebody of the staff, at the same cost however many there are: those that were added last, or those that
 * are found by words of their name, address, accounts or services.
 * @param[out] list  in pool
 * @param db         the connection
 * @param who        of the staff: tickets of departments where they do not work are not counted
 * @param text       beginnings of words, or ""
 * @param after      public id: those that were added before them; or ""
 * @param pool       owns the rows
 * @return NULL or the database's error
 */
hd_error_t *hd_desk_clients(hd_desk_clients_t *list, hd_db_t *db, const hd_person_t *who, const char *text, const char *after,
                            apr_pool_t *pool);

#endif
