/* src/domain/macro.h: canned answers: who may use which. macro_edit.h keeps them.
 * May use: store/, text/, base/. Must not know: HTTP, which languages there are.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_MACRO_H
#define HD_DOMAIN_MACRO_H

#include "macro_text.h"
#include "ticket.h"


/** The text of a canned answer in a language. */
typedef struct hd_macro_text_t {
    const char *language, *body;
} hd_macro_text_t;

/** A canned answer. */
typedef struct hd_macro_t {
    apr_int64_t id;
    const char *public_id, *name;
    const char *department;    /* slug; "": of all */
    hd_time_t updated_at;
    apr_array_header_t *texts; /* hd_macro_text_t; NULL in lists */
} hd_macro_t;

/** Those that can be used in a department, by name; their department is not read. @param[out] macros hd_macro_t in pool */
hd_error_t *hd_macros_of(apr_array_header_t **macros, hd_db_t *db, apr_int64_t department_id, apr_pool_t *pool);

/** All that there are, by name. @param[out] macros hd_macro_t in pool */
hd_error_t *hd_macros_all(apr_array_header_t **macros, hd_db_t *db, apr_pool_t *pool);

/** One of them, with its texts. @param[out] macro  in pool; NULL when there is none @param id  public id */
hd_error_t *hd_macro_get(hd_macro_t **macro, hd_db_t *db, const char *id, apr_pool_t *pool);

/** The text in a language; NULL: there is none. */
const char *hd_macro_text_in(const apr_array_header_t *texts, const char *language);

/**
 * The text of a canned answer for a ticket.
 * @param[out] body  in pool, with its placeholders; untouched on error
 * @param db         the connection
 * @param who        the agent
 * @param ticket     on which it is to be used
 * @param id         public id of the macro
 * @param languages  in order of preference, NULL at the end; when it has none of them, its first text
 * @param pool       owns the text
 * @return NULL; HD_INVALID "macro-unknown" (field macro) when there is none, or it is of another department; the
 *         database's error
 */
hd_error_t *hd_macro_body(const char **body, hd_db_t *db, const hd_person_t *who, const hd_ticket_t *ticket, const char *id,
                          const char *const *languages, apr_pool_t *pool);

#endif
