/* src/domain/administer.h: what administrators do to people, accounts, services, departments and mails, each with its note
 * in the audit, in one transaction. helpdeskctl and the pages of the administration use the same.
 * May use: domain/, store/, base/. Must not know: HTTP, the command line.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_ADMINISTER_H
#define HD_DOMAIN_ADMINISTER_H

#include "audit.h"
#include "department.h"
#include "person.h"
#include "roster.h"
#include "service.h"

/**
 * Add a person.
 * @param[out] id  the person's row; untouched on error
 * @param db       the connection, not in a transaction
 * @param by       who does it
 * @param person   what is known
 * @param hasher   how the password is hashed
 * @param pool     for the work
 * @return as hd_person_create()
 */
hd_error_t *hd_administer_person_add(apr_int64_t *id, hd_db_t *db, const hd_by_t *by, const hd_person_new_t *person,
                                     const hd_hasher_t *hasher, apr_pool_t *pool);

/** Set a person's password; the note does not hold it. @return as hd_person_set_password() */
hd_error_t *hd_administer_password(hd_db_t *db, const hd_by_t *by, const hd_person_t *person, const char *password,
                                   const hd_hasher_t *hasher, apr_pool_t *pool);

/**
 * Keep a person out, or let them in again; nothing when it is so already.
 * @param db        the connection, not in a transaction
 * @param by        who does it
 * @param person    whom
 * @param disabled  1 or 0
 * @param pool      for the work
 * @return NULL; HD_INVALID "last-admin" when nobody would be left who administrates; the database's error
 */
hd_error_t *hd_administer_disable(hd_db_t *db, const hd_by_t *by, const hd_person_t *person, int disabled, apr_pool_t *pool);

/** Add an account. @return as hd_account_create() */
hd_error_t *hd_administer_account_add(apr_int64_t *id, const char **public_id, hd_db_t *db, const hd_by_t *by,
                                      const char *name, apr_pool_t *pool);

/** Give a person rights in an account. @param rights  hd_right_t bits @return as hd_membership_add() */
hd_error_t *hd_administer_member(hd_db_t *db, const hd_by_t *by, const hd_person_t *person, const hd_account_t *account,
                                 int rights, apr_pool_t *pool);

/** Add a service. @param id  public id in pool @return as hd_service_add() */
hd_error_t *hd_administer_service_add(const char **id, hd_db_t *db, const hd_by_t *by, const hd_service_new_t *service,
                                      apr_pool_t *pool);

/** Add a department. @return as hd_department_add() */
hd_error_t *hd_administer_department_add(apr_int64_t *id, hd_db_t *db, const hd_by_t *by,
                                         const hd_department_new_t *department, apr_pool_t *pool);

/** Let somebody of the staff work in a department. @return as hd_department_staff_add() */
hd_error_t *hd_administer_staff_add(hd_db_t *db, const hd_by_t *by, apr_int64_t department_id, const char *slug,
                                    const hd_person_t *person, apr_pool_t *pool);

/** Try failed mails again: one by its id, or all with NULL. Noted where there were some. @param[out] count how many */
hd_error_t *hd_administer_retry(int *count, hd_db_t *db, const hd_by_t *by, const char *id, apr_pool_t *pool);

#endif
