/* src/domain/staff.h: who works at the desk: agents and admins, their rights, their departments.
 * May use: domain/, store/, text/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_STAFF_H
#define HD_DOMAIN_STAFF_H

#include "audit.h"
#include "person.h"

/** One of the staff. */
typedef struct hd_staff_person_t {
    apr_int64_t id; /* 0: a new one */
    const char *public_id, *email, *name, *role, *language;
    int disabled;
    const char *version;             /* hd_audit_version() of what was shown; NULL: overwrites */
    apr_array_header_t *departments; /* const char *: slugs, sorted */
} hd_staff_person_t;

/** All of them, by name, with their departments. @param[out] people  hd_staff_person_t in pool, without version */
hd_error_t *hd_staff_people(apr_array_header_t **people, hd_db_t *db, apr_pool_t *pool);

/** One of them. @param[out] person  in pool, with the version @return NULL, HD_NOT_FOUND, or the database's error */
hd_error_t *hd_staff_get(hd_staff_person_t *person, hd_db_t *db, const char *public_id, apr_pool_t *pool);

/**
 * Add somebody (id 0) without a password, and invite them by mail; or change name, role, departments, and whether they are
 * kept out, which ends their sessions. Each change is noted. One transaction.
 * @param[out] public_id  of the person, in pool: who the same form made before, too
 * @param[out] count      what changed
 * @param db              the connection, not in a transaction
 * @param by              who does it
 * @param person          as it is to be; the address counts for a new one alone
 * @param pool            for the work
 * @return NULL; HD_INVALID, all faults joined: "name-empty", "name-long", "name-invalid" (name), "email-bad", "email-taken"
 *         (email), "role-unknown" (role), "language-unknown" (language), "department-unknown" (departments), "last-admin"
 *         (disabled, or role), "once-missing"; HD_CONFLICT "changed-meanwhile"; the database's error
 */
hd_error_t *hd_staff_save(const char **public_id, int *count, hd_db_t *db, const hd_by_t *by, const hd_staff_person_t *person,
                          apr_pool_t *pool);

/**
 * Mail somebody a link by which they choose a password. Part of the caller's transaction, and noted.
 * @param db      the connection, in a transaction
 * @param by      who does it
 * @param object  the person as the audit knows them
 * @param id      the person's row
 * @param email   the person's address, confirmed
 * @param pool    for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_invite(hd_db_t *db, const hd_by_t *by, const hd_audit_object_t *object, apr_int64_t id, const char *email,
                      apr_pool_t *pool);

/** Invite one of the staff again. @return NULL; HD_INVALID "invite-disabled"; HD_NOT_FOUND; the database's error */
hd_error_t *hd_staff_invite(hd_db_t *db, const hd_by_t *by, const char *public_id, apr_pool_t *pool);

/** A department as lists of the administration show it. */
typedef struct hd_staffed_department_t {
    const char *slug, *name;
    int active;
    apr_int64_t position, staff, addresses; /* staff, addresses: how many */
} hd_staffed_department_t;

/** All departments in their order. @param[out] departments  hd_staffed_department_t in pool @param language  of names */
hd_error_t *hd_staffed_departments(apr_array_header_t **departments, hd_db_t *db, const char *language, apr_pool_t *pool);

#endif
