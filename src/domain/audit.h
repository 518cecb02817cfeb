/* src/domain/audit.h: every administrative change: who made it, when, to what, from what, to what, why.
 * May use: store/, base/. Must not know: HTTP, how lists are shown.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_AUDIT_H
#define HD_DOMAIN_AUDIT_H

#include <apr_tables.h>

#include "../store/db.h"

#define HD_AUDIT_PAGE 50       /* rows of a page of the list */
#define HD_REASON_MAX 200      /* characters */
#define HD_BY_HELPDESKCTL (-1) /* hd_audit_query_t.person_id */

/** Who makes an administrative change. */
typedef struct hd_by_t {
    apr_int64_t person_id; /* 0: helpdeskctl */
    hd_time_t now;         /* UTC, seconds */
    const char *reason;    /* or NULL */
    const char *once;      /* token of a form that creates something, "" when it came without; NULL: none is needed */
} hd_by_t;

/** What is changed. */
typedef struct hd_audit_object_t {
    const char *kind;  /* HD_OBJECT_… */
    const char *id;    /* slug, or public id */
    const char *label; /* what people know it by: an address, a name */
} hd_audit_object_t;

#define HD_OBJECT_PERSON "person"
#define HD_OBJECT_ACCOUNT "account"
#define HD_OBJECT_DEPARTMENT "department"
#define HD_OBJECT_SERVICE "service"
#define HD_OBJECT_MACRO "macro"
#define HD_OBJECT_MAIL "mail"
#define HD_OBJECT_WEBHOOK "webhook"
#define HD_OBJECT_SETTING "setting"

/**
 * Note a change; part of the caller's transaction.
 * @param db      the connection, in a transaction
 * @param by      who; NULL: nothing is noted (data that a program makes)
 * @param what    what was done: "created", "changed", …
 * @param object  to what
 * @param field   of the object; "" for the whole
 * @param from    value before; "" where there is none
 * @param to      value after
 * @return NULL or the database's error
 */
hd_error_t *hd_audit_add(hd_db_t *db, const hd_by_t *by, const char *what, const hd_audit_object_t *object,
                         const char *field, const char *from, const char *to);

/** hd_audit_add() of "changed", where from and to differ. */
hd_error_t *hd_audit_change(hd_db_t *db, const hd_by_t *by, const hd_audit_object_t *object, const char *field,
                            const char *from, const char *to);

/**
 * Look whether the form that creates something has done so before; whoever sends it at the same time waits. Part of the
 * caller's transaction, at its beginning.
 * @param[out] made  id of what it made, in pool; NULL: nothing yet, or no form
 * @param db         the connection, in a transaction
 * @param by         who, with the form's token
 * @param pool       for the work
 * @return NULL; HD_INVALID "once-missing"; the database's error
 */
hd_error_t *hd_audit_made(const char **made, hd_db_t *db, const hd_by_t *by, apr_pool_t *pool);

#define HD_AUDIT_GAVE_UP "gave-up" /* what was done by itself, by nobody */

/** Note that something was created, with the form's token. @param to  what people should know of it, or "" */
hd_error_t *hd_audit_created(hd_db_t *db, const hd_by_t *by, const hd_audit_object_t *object, const char *to);

/** A fact of a thing as the audit tells it: never a secret. */
typedef struct hd_audit_fact_t {
    const char *name, *value;
} hd_audit_fact_t;

/** Append a fact. @param facts  of hd_audit_fact_t @param value  NULL counts as "" */
void hd_audit_fact(apr_array_header_t *facts, const char *name, const char *value);

/**
 * The version of a thing: a fingerprint of its facts. Its form carries it, so that nobody overwrites what they have not
 * seen, whoever wrote it: the pages, helpdeskctl, the person themself.
 * @param facts  of hd_audit_fact_t, all that the form shows
 * @param pool   owns the result
 * @return 16 characters
 */
const char *hd_audit_version(const apr_array_header_t *facts, apr_pool_t *pool);

/**
 * Whether somebody has changed a thing since its form was made; in the transaction that changes it, after its row is held.
 * @param facts    of hd_audit_fact_t, as they are stored
 * @param version  that the form brought; NULL or "": overwrites whatever there is
 * @param pool     for the error
 * @return NULL; HD_CONFLICT "changed-meanwhile"
 */
hd_error_t *hd_audit_unchanged(const apr_array_header_t *facts, const char *version, apr_pool_t *pool);

/**
 * Note each fact that differs; nothing for those that are set to what they were.
 * @param[out] count  how many differ; may be NULL
 * @param db          the connection, in a transaction
 * @param by          who
 * @param object      what
 * @param before      of hd_audit_fact_t, as stored
 * @param after       the same names in the same order
 * @return NULL or the database's error
 */
hd_error_t *hd_audit_changes(int *count, hd_db_t *db, const hd_by_t *by, const hd_audit_object_t *object,
                             const apr_array_header_t *before, const apr_array_header_t *after);

/** A reason as it came: trimmed. @return NULL, or HD_INVALID "reason-empty", "reason-long" (field reason) */
hd_error_t *hd_reason_check(const char **clean, const char *reason, apr_pool_t *pool);

/** A row of the list. */
typedef struct hd_audit_row_t {
    apr_int64_t id;
    hd_time_t at;
    const char *name, *email; /* who; NULL: helpdeskctl */
    const char *what, *object, *object_id, *label, *field, *from, *to, *reason;
} hd_audit_row_t;

/** What the list shows. */
typedef struct hd_audit_query_t {
    const char *what, *object, *object_id; /* "": all */
    apr_int64_t person_id;                 /* 0: all; HD_BY_HELPDESKCTL */
    hd_time_t since, until;                /* since counts, until does not; until 0: no end */
    apr_int64_t after, before;             /* ids of rows: those older than after, those newer than before; 0: the newest */
    int limit;                             /* rows at most */
} hd_audit_query_t;

/** A page of the list. */
typedef struct hd_audit_list_t {
    apr_array_header_t *rows;      /* hd_audit_row_t, newest first */
    apr_int64_t next, previous;    /* give as after, as before; 0: there are none */
} hd_audit_list_t;

/**
 * A page of what was changed, newest first.
 * @param[out] list  in pool
 * @param db         the connection
 * @param query      what is wanted
 * @param pool       owns the rows
 * @return NULL or the database's error
 */
hd_error_t *hd_audit_list(hd_audit_list_t *list, hd_db_t *db, const hd_audit_query_t *query, apr_pool_t *pool);

/** Somebody who may have made changes. */
typedef struct hd_audit_person_t {
    apr_int64_t id;
    const char *public_id, *name;
} hd_audit_person_t;

/** All of the staff, those too who may not sign in any more. @param[out] people hd_audit_person_t in pool */
hd_error_t *hd_audit_people(apr_array_header_t **people, hd_db_t *db, apr_pool_t *pool);

#endif
