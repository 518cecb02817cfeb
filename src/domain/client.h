/* src/domain/client.h: clients, people and their accounts, as administrators find them.
 * May use: store/, directory.h, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_CLIENT_H
#define HD_DOMAIN_CLIENT_H

#include <apr_tables.h>

#include "person.h"
#include "ticket.h"

#define HD_CLIENTS_SHOWN 50  /* rows of a list */
#define HD_MEMBERS_SHOWN 200 /* people of an account that are shown */

/** A client. */
typedef struct hd_client_t {
    apr_int64_t id;
    const char *public_id, *name, *email, *language;
    int disabled;
    hd_time_t created_at;
    int rights; /* of somebody of an account: hd_right_t bits */
} hd_client_t;

/** An account. */
typedef struct hd_client_account_t {
    apr_int64_t id;
    const char *public_id, *name;
    hd_time_t created_at;
    apr_array_header_t *members; /* hd_client_t, owners first; NULL in lists */
} hd_client_account_t;

/** A list. */
typedef struct hd_clients_list_t {
    apr_array_header_t *people;   /* hd_client_t */
    apr_array_header_t *accounts; /* hd_client_account_t; NULL when nothing was looked for */
    const char *next;             /* give as after; NULL: there are none */
    int cut;                      /* there are more than are shown */
} hd_clients_list_t;

/**
 * List clients, at the same cost however many there are: those that were added last, or those whose words are looked for.
 * @param[out] list  in pool
 * @param db         the connection
 * @param text       beginnings of words of name and address, or of an account's name; or ""
 * @param after      public id: those that were added before them; or ""
 * @param pool       owns the rows
 * @return NULL or the database's error
 */
hd_error_t *hd_clients_list(hd_clients_list_t *list, hd_db_t *db, const char *text, const char *after, apr_pool_t *pool);

/** Append the client that a row of the word client_row is. @param list  of hd_client_t @return the new one */
hd_client_t *hd_client_append(apr_array_header_t *list, const hd_rows_t *rows);

/** One client. @param[out] client  in pool; NULL when there is none, or it is one of the staff @param id  public id */
hd_error_t *hd_client_get(hd_client_t **client, hd_db_t *db, const char *id, apr_pool_t *pool);

/** One account with its people. @param[out] account  in pool; NULL when there is none @param id  public id */
hd_error_t *hd_client_account(hd_client_account_t **account, hd_db_t *db, const char *id, apr_pool_t *pool);

/**
 * Which account is meant: by its id, or by the address of somebody who belongs to it alone.
 * @param[out] id  public id, in pool: what does not look like an address as it is, whether there is such an account or not
 * @param text     as it was typed
 * @param field    that a fault is about
 * @return NULL; HD_INVALID "account-none", "account-several"; the database's error
 */
hd_error_t *hd_client_account_meant(const char **id, hd_db_t *db, const char *text, const char *field, apr_pool_t *pool);

/** "owner", "both", "billing", "support", "none": rights as one word. */
const char *hd_rights_word(int rights);

/** What a word stands for. @return hd_right_t bits; -1: no such word */
int hd_rights_of_word(const char *word);

/** The latest tickets of an account that somebody of the staff reaches. @param[out] rows  hd_ticket_row_t in pool: reference,
 * subject, status, priority, time */
hd_error_t *hd_client_tickets(apr_array_header_t **rows, hd_db_t *db, const hd_person_t *who, apr_int64_t account_id,
                              apr_pool_t *pool);

#endif
