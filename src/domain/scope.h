/* src/domain/scope.h: where somebody of the staff works: what they see and do at the desk ends there.
 * May use: store/, base/. Must not know: HTTP.
 *
 * One rule, said once in sql/words.sql ({works_here}): an agent reaches the tickets of the departments where an
 * administrator has put them, an admin all. A single thing is asked for by statements that have the rule in their WHERE;
 * a list is read by the departments of a scope, and each row is held against it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_SCOPE_H
#define HD_DOMAIN_SCOPE_H

#include <apr_tables.h>

#include "person.h"

/** The departments in which somebody works. */
typedef struct hd_scope_t {
    apr_int64_t person_id;
    apr_array_header_t *departments; /* apr_int64_t: ids */
} hd_scope_t;

/**
 * Read where somebody works.
 * @param[out] scope  in pool; untouched on error
 * @param db          the connection
 * @param person_id   of the staff
 * @param pool        owns the scope
 * @return NULL or the database's error
 */
hd_error_t *hd_scope_get(const hd_scope_t **scope, hd_db_t *db, apr_int64_t person_id, apr_pool_t *pool);

/** Whether a department is in a scope. @return 1 or 0 */
int hd_scope_has(const hd_scope_t *scope, apr_int64_t department_id);

/** Whether somebody of the staff works in a department. @param[out] works 1 or 0 */
hd_error_t *hd_scope_works(int *works, hd_db_t *db, apr_int64_t person_id, apr_int64_t department_id, apr_pool_t *pool);

/** Whether somebody of the staff reaches a ticket. @return NULL, HD_NOT_FOUND: they do not, or the database's error */
hd_error_t *hd_scope_check(hd_db_t *db, apr_int64_t person_id, apr_int64_t ticket_id, apr_pool_t *pool);

#endif
