/* src/domain/department_edit.h: departments as administrators make and change them.
 * May use: domain/, store/, text/, base/. Must not know: HTTP, which languages there are.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_DEPARTMENT_EDIT_H
#define HD_DOMAIN_DEPARTMENT_EDIT_H

#include "audit.h"
#include "department.h"

#define HD_SIGNATURE_MAX 2000 /* characters */
#define HD_POSITION_MAX 9999
#define HD_ADDRESSES_MAX 50  /* each gets a mail of each new ticket */

/** A department as its form shows it. */
typedef struct hd_department_edit_t {
    apr_int64_t id;                 /* 0: a new one */
    const char *slug;
    const char *version;            /* hd_audit_version() of what was shown; NULL: overwrites */
    int active;                     /* takes tickets */
    const char *position;           /* in lists: a number as typed; "" for a new one: behind the others */
    apr_array_header_t *names;      /* hd_department_name_t, one for each language, in their order; "": none */
    apr_array_header_t *signatures; /* hd_department_name_t: texts, likewise */
    apr_array_header_t *addresses;  /* const char * */
    apr_array_header_t *staff;      /* const char *: public ids of those who work there */
    apr_array_header_t *emails;     /* const char *: their addresses, sorted; set by reading */
} hd_department_edit_t;

/**
 * Read a department.
 * @param[out] department  in pool, with its version; untouched on error
 * @param db               the connection
 * @param slug             which
 * @param languages        of names and signatures; NULL at the end
 * @param pool             owns what is read
 * @return NULL, HD_NOT_FOUND, or the database's error
 */
hd_error_t *hd_department_edit_get(hd_department_edit_t *department, hd_db_t *db, const char *slug,
                                   const char *const *languages, apr_pool_t *pool);

/** What a department is called in a language, or its slug. */
const char *hd_department_edit_name(const hd_department_edit_t *department, const char *language);

/**
 * Add a department (id 0), or change one; each field that changes is noted. One transaction.
 * @param[out] slug   of the department, in pool: what the same form made before, too
 * @param[out] count  fields that changed
 * @param db          the connection, not in a transaction
 * @param by          who does it
 * @param department  what
 * @param pool        for the work
 * @return NULL; HD_INVALID, all faults joined: "department-slug", "department-taken" (slug), "name-empty", "name-long",
 *         "name-invalid" (name-LANGUAGE), "signature-long" (signature-LANGUAGE), "email-bad" (addresses; value: which),
 *         "assignee-unknown" (staff), "number-bad" (position), "once-missing"; HD_CONFLICT "changed-meanwhile"; the
 *         database's error
 */
hd_error_t *hd_department_save(const char **slug, int *count, hd_db_t *db, const hd_by_t *by,
                               const hd_department_edit_t *department, apr_pool_t *pool);

/**
 * What stands under an answer by mail from a department: in the language, in the same language's other script, or the one
 * there is.
 * @param[out] text    in pool; NULL: nothing
 * @param db           the connection
 * @param id           of the department
 * @param language     of the mail
 * @param pool         owns the text
 * @return NULL or the database's error
 */
hd_error_t *hd_department_signature(const char **text, hd_db_t *db, apr_int64_t id, const char *language, apr_pool_t *pool);

#endif
