/* src/domain/department.h: adding departments, and who of the staff works in them. ticket.h reads them for clients.
 * May use: store/, text/, base/. Must not know: HTTP, which languages there are.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_DEPARTMENT_H
#define HD_DOMAIN_DEPARTMENT_H

#include <apr_tables.h>

#include "../store/db.h"

#define HD_DEPARTMENT_NAME_MAX 100 /* characters */
#define HD_SLUG_MAX 40             /* characters */

/** A department's name in a language. */
typedef struct hd_department_name_t {
    const char *language, *name;
} hd_department_name_t;

/** A department with all that is known of it. */
typedef struct hd_department_full_t {
    apr_int64_t id;
    const char *slug;
    int active;                    /* takes tickets */
    apr_array_header_t *names;     /* hd_department_name_t, by language */
    apr_array_header_t *addresses; /* const char *: who is told of tickets */
    apr_array_header_t *staff;     /* const char *: addresses of those who work in it */
} hd_department_full_t;

/** What a new department is made of. */
typedef struct hd_department_new_t {
    const char *slug;                    /* small letters, digits, hyphens */
    const apr_array_header_t *names;     /* hd_department_name_t */
    const apr_array_header_t *addresses; /* const char * */
} hd_department_new_t;

/** Whether a text may be a department's slug. @return 1 or 0 */
int hd_slug_valid(const char *slug);

/**
 * Add a department behind those that there are; a transaction, unless one is open.
 * @param[out] id     the department's row; untouched on error
 * @param db          the connection, not in a transaction
 * @param department  what
 * @param pool        for the work
 * @return NULL; HD_INVALID "department-slug", "department-taken" (field slug), "name-empty", "name-long", "name-invalid"
 *         (field name), "email-bad" (field address; value: the address); the database's error
 */
hd_error_t *hd_department_add(apr_int64_t *id, hd_db_t *db, const hd_department_new_t *department, apr_pool_t *pool);

/**
 * Find a department, one that takes no tickets too.
 * @param[out] id  0 when there is none; untouched on error
 * @param db       the connection
 * @param slug     which
 * @param pool     for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_department_find(apr_int64_t *id, hd_db_t *db, const char *slug, apr_pool_t *pool);

/**
 * Let somebody of the staff work in a department; again is no error. A transaction of its own.
 * @param db             the connection, not in a transaction
 * @param department_id  where
 * @param person_id      who
 * @param pool           for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_department_staff_add(hd_db_t *db, apr_int64_t department_id, apr_int64_t person_id, apr_pool_t *pool);

/**
 * All departments, in their order.
 * @param[out] departments  array of hd_department_full_t in pool
 * @param db                the connection
 * @param pool              owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_departments_full(apr_array_header_t **departments, hd_db_t *db, apr_pool_t *pool);

#endif
