/* src/domain/webhook_edit.h: keeping webhooks, each change with its note in the audit: the pages and helpdeskctl go by this.
 * May use: webhook.h, audit.h, store/, base/. Must not know: HTTP, the command line.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_WEBHOOK_EDIT_H
#define HD_DOMAIN_WEBHOOK_EDIT_H

#include "audit.h"
#include "webhook.h"

/** A webhook as it is to be. */
typedef struct hd_webhook_edit_t {
    const char *id;                   /* of one that there is */
    const char *department;           /* slug */
    const char *url;
    const apr_array_header_t *events; /* const char *: names; empty: all */
    const char *secret;               /* of a new one: hd_webhook_secret_make() */
    int active;                       /* of one that there is */
} hd_webhook_edit_t;

/** What the form shows of a webhook, of hd_audit_fact_t: for its version. The address stands there in full: never noted. */
apr_array_header_t *hd_webhook_facts(const hd_webhook_t *webhook, apr_pool_t *pool);

/** A key for signatures. @param[out] secret  "whsec_" and 64 hexadecimal digits, in pool @return NULL or HD_BROKEN */
hd_error_t *hd_webhook_secret_make(const char **secret, apr_pool_t *pool);

/**
 * Add a webhook; the same form again leads to the first.
 * @param[out] id  public id, in pool; untouched on error
 * @param db       the connection, not in a transaction
 * @param by       who
 * @param wanted   department, url, events, secret
 * @param pool     owns the id
 * @return NULL; HD_INVALID "webhook-url" (field url; detail: why), "webhook-event" (field event; value: it), "webhook-secret"
 *         (field secret), "department-unknown" (field department); the database's error
 */
hd_error_t *hd_webhook_add(const char **id, hd_db_t *db, const hd_by_t *by, const hd_webhook_edit_t *wanted, apr_pool_t *pool);

/**
 * Change a webhook; a new address, and one that is on again, begin without what became of calls before.
 * @param[out] count  how many facts differ; untouched on error
 * @param db          the connection, not in a transaction
 * @param by          who
 * @param wanted      id, and all but the secret as it is to be
 * @param version     of what the form showed, or ""
 * @param pool        for the work
 * @return as hd_webhook_add(); HD_NOT_FOUND; HD_CONFLICT "changed-meanwhile"
 */
hd_error_t *hd_webhook_set(int *count, hd_db_t *db, const hd_by_t *by, const hd_webhook_edit_t *wanted, const char *version,
                           apr_pool_t *pool);

/** Switch a webhook off or on: what happens meanwhile it never hears of. @return NULL, HD_NOT_FOUND, the database's error */
hd_error_t *hd_webhook_switch(hd_db_t *db, const hd_by_t *by, const char *id, int active, apr_pool_t *pool);

/** Give a webhook another secret; the old one is of no use from then on. @return NULL, HD_NOT_FOUND, HD_INVALID
 * "webhook-secret" (field secret), the database's error */
hd_error_t *hd_webhook_renew(hd_db_t *db, const hd_by_t *by, const char *id, const char *secret, apr_pool_t *pool);

/** Have those of its calls tried now that wait for another try, some hundred at most. @param[out] count  how many
 * @return NULL, HD_NOT_FOUND, the database's error */
hd_error_t *hd_webhook_try(int *count, hd_db_t *db, const hd_by_t *by, const char *id, apr_pool_t *pool);

/** Remove a webhook; what it was still to be told fails. @return NULL, HD_NOT_FOUND, the database's error */
hd_error_t *hd_webhook_remove(hd_db_t *db, const hd_by_t *by, const char *id, apr_pool_t *pool);

/**
 * Switch a webhook off that has taken no call for days, noted as done by itself.
 * @param[out] stopped  whether it was
 * @param db            the connection, not in a transaction
 * @param row           of the webhook
 * @param days          for so long
 * @param now           UTC, seconds
 * @param pool          for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_webhook_give_up(int *stopped, hd_db_t *db, apr_int64_t row, int days, hd_time_t now, apr_pool_t *pool);

#endif
