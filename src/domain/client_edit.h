/* src/domain/client_edit.h: adding clients, changing people, accounts and rights, each change with its note in the audit.
 * May use: domain/, store/, text/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_CLIENT_EDIT_H
#define HD_DOMAIN_CLIENT_EDIT_H

#include "audit.h"
#include "client.h"

/** A new client. */
typedef struct hd_client_new_t {
    const char *name, *email, *language; /* language: one that there is, or "" */
    const char *account;                 /* public id of one that there is; "": a new one */
    const char *account_name;            /* of a new one; "": the person's name */
    const char *rights;                  /* word of hd_rights_of_word() */
} hd_client_new_t;

/** What the form shows. @return array of hd_audit_fact_t in pool: name, disabled */
apr_array_header_t *hd_client_facts(const hd_client_t *client, apr_pool_t *pool);

/** What the forms show of an account. @return array of hd_audit_fact_t in pool: name, and the rights of each */
apr_array_header_t *hd_account_facts(const hd_client_account_t *account, apr_pool_t *pool);

/**
 * Add a client without a password, with an account of their own or in one that there is, and invite them by mail; the same
 * form again leads to the first. One transaction.
 * @param[out] id  public id of the person, in pool; untouched on error
 * @param db       the connection, not in a transaction
 * @param by       who, with the form's token
 * @param client   what is known
 * @param pool     owns the id
 * @return NULL; HD_INVALID as hd_person_create() and hd_account_create() say (field of an account's name: account-name),
 *         "account-none" (account), "rights-unknown" (rights), "once-missing"; the database's error
 */
hd_error_t *hd_client_add(const char **id, hd_db_t *db, const hd_by_t *by, const hd_client_new_t *client, apr_pool_t *pool);

/**
 * Change a client's name, and whether they are kept out, which ends their sessions and mailed links.
 * @param[out] count  how many facts differ
 * @param db          the connection, not in a transaction
 * @param by          who
 * @param client      public_id, name, disabled as they are to be
 * @param version     of what the form showed, or ""
 * @param pool        for the work
 * @return NULL; HD_INVALID "name-…" (name); HD_NOT_FOUND; HD_CONFLICT "changed-meanwhile"; the database's error
 */
hd_error_t *hd_client_set(int *count, hd_db_t *db, const hd_by_t *by, const hd_client_t *client, const char *version,
                          apr_pool_t *pool);

/** Invite a client again. @return NULL; HD_INVALID "invite-disabled"; HD_NOT_FOUND; the database's error */
hd_error_t *hd_client_invite(hd_db_t *db, const hd_by_t *by, const char *id, apr_pool_t *pool);

/** Rename an account. @param[out] count  0: it has that name @return as hd_client_set() */
hd_error_t *hd_account_set(int *count, hd_db_t *db, const hd_by_t *by, const char *id, const char *name, const char *version,
                           apr_pool_t *pool);

/**
 * Give somebody rights in an account, or take them away; the last owner stays one.
 * @param[out] count  0: it is so already
 * @param db          the connection, not in a transaction
 * @param by          who
 * @param id          public id of the account
 * @param email       whose: a client that there is
 * @param rights      word of hd_rights_of_word(); "none": belongs to it no more
 * @param version     of what the form showed, or ""
 * @param pool        for the work
 * @return NULL; HD_INVALID "member-unknown" (email), "rights-unknown", "last-owner" (rights); HD_NOT_FOUND;
 *         HD_CONFLICT "changed-meanwhile"; the database's error
 */
hd_error_t *hd_account_member(int *count, hd_db_t *db, const hd_by_t *by, const char *id, const char *email,
                              const char *rights, const char *version, apr_pool_t *pool);

#endif
