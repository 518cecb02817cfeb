/* src/domain/macro_edit.h: keeping canned answers, each change with its note in the audit.
 * May use: store/, text/, audit.h, base/. Must not know: HTTP, which languages there are.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_MACRO_EDIT_H
#define HD_DOMAIN_MACRO_EDIT_H

#include "audit.h"
#include "macro.h"

#define HD_MACRO_NAME_MAX 100   /* characters */
#define HD_MACRO_BODY_MAX 20000 /* bytes of a text */
#define HD_MACROS_MAX 500       /* canned answers; lists show so many */

/**
 * What the form shows of a canned answer.
 * @param macro      name, department and texts
 * @param languages  that the form has, NULL at the end
 * @param pool       owns the result
 * @return array of hd_audit_fact_t: name, department, body-en, …
 */
apr_array_header_t *hd_macro_facts(const hd_macro_t *macro, const char *const *languages, apr_pool_t *pool);

/**
 * Add a canned answer; the same form again leads to the first.
 * @param[out] id    its public id, in pool; untouched on error
 * @param db         the connection, not in a transaction
 * @param by         who, with the form's token
 * @param macro      name, department (slug or "") and texts; those that are empty are left out
 * @param languages  that the form has, NULL at the end
 * @param pool       owns the id
 * @return NULL; HD_INVALID "name-empty", "name-long", "name-invalid" (field name), "department-unknown" (field department),
 *         "macro-body-empty", "macro-body-long", "text-invalid", "macro-placeholder" (field body-…; value: which); the
 *         database's error
 */
hd_error_t *hd_macro_add(const char **id, hd_db_t *db, const hd_by_t *by, const hd_macro_t *macro,
                         const char *const *languages, apr_pool_t *pool);

/**
 * Change a canned answer.
 * @param[out] count  how many facts differ; untouched on error
 * @param db          the connection, not in a transaction
 * @param by          who
 * @param macro       public_id, and all as it is to be
 * @param version     of what the form showed, or ""
 * @param languages   that the form has, NULL at the end
 * @param pool        for the work
 * @return as hd_macro_add(); HD_NOT_FOUND; HD_CONFLICT "changed-meanwhile"
 */
hd_error_t *hd_macro_set(int *count, hd_db_t *db, const hd_by_t *by, const hd_macro_t *macro, const char *version,
                         const char *const *languages, apr_pool_t *pool);

/** Delete a canned answer; answers that were written with it stay. @return NULL, HD_NOT_FOUND, or the database's error */
hd_error_t *hd_macro_delete(hd_db_t *db, const hd_by_t *by, const char *id, apr_pool_t *pool);

#endif
