/* src/mail/hook.h: calls webhooks: several at once, each bounded in time, size and where it may go.
 * May use: base/, APR, libcurl, jansson. Must not know: the database, when a call is made again.
 *
 * A call is a POST of JSON, signed. It goes to http and https only, follows no redirect and uses no proxy. The address is
 * looked at when the connection is made to it, so that a name cannot lead elsewhere after it was looked at.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_MAIL_HOOK_H
#define HD_MAIL_HOOK_H

#include <apr_tables.h>

#include "../base/clock.h"
#include "../base/error.h"
#include "../base/flag.h"

#define HD_HOOK_URL_MAX 1000     /* bytes of an address */
#define HD_HOOK_BODY_MAX 16000   /* bytes of a message that go along */
#define HD_HOOK_FILES_MAX 20     /* names of attachments that go along */

/** What a call tells. NULL: there is none. */
typedef struct hd_hook_matter_t {
    const char *id, *event, *department;
    hd_time_t at;
    const char *by, *by_side;                            /* who has done it: name; "client" or "staff" */
    const char *from, *to;                               /* of a change */
    const char *ref, *subject, *status, *priority, *channel, *ticket_department, *account, *account_id, *client, *service,
        *assignee, *url;                                 /* of the ticket, as it is now */
    hd_time_t opened_at;
    const char *message_id, *body, *files;               /* files: names, one a line */
} hd_hook_matter_t;

/** One call. */
typedef struct hd_hook_t {
    const char *url, *secret, *event, *id;
    const char *body;      /* JSON */
    hd_time_t now;         /* UTC, seconds: when it is signed */
    void *baton;           /* the caller's */
} hd_hook_t;

/** Calls under way. One thread at a time. */
typedef struct hd_hooks_t hd_hooks_t;

/**
 * Look at the address of a webhook.
 * @param[out] shown  what may be shown of it, scheme, host and port: "https://example.com:8443"; in pool, untouched on error
 * @param url         what came
 * @param pool        owns shown
 * @return NULL, or HD_INVALID "webhook-url" with a detail
 */
hd_error_t *hd_hook_url(const char **shown, const char *url, apr_pool_t *pool);

/** The JSON of a call. @param[out] body  in pool; untouched on error @return NULL or HD_BROKEN */
hd_error_t *hd_hook_compose(const char **body, const hd_hook_matter_t *matter, apr_pool_t *pool);

/** The value of X-Helpdesk-Signature: "t=1700000000,v1=…". @return in pool */
const char *hd_hook_signature(const char *secret, hd_time_t at, const char *body, apr_pool_t *pool);

/**
 * Get ready to call; calls that are under way are broken off with the pool.
 * @param[out] hooks   in pool; untouched on error
 * @param timeout_sec  for a whole call
 * @param allowed      hd_network_t: closed networks that may be called; NULL: none
 * @param pool         owns it
 * @return NULL or HD_BROKEN
 */
hd_error_t *hd_hooks_open(hd_hooks_t **hooks, int timeout_sec, const apr_array_header_t *allowed, apr_pool_t *pool);

/** Begin a call. @param hook  lives until it has come back @param pool  for the call, as long @return NULL or HD_BROKEN */
hd_error_t *hd_hooks_begin(hd_hooks_t *hooks, const hd_hook_t *hook, apr_pool_t *pool);

/** Let the calls go on for so long at most. @return whether one has ended */
int hd_hooks_wait(hd_hooks_t *hooks, int milliseconds);

/**
 * A call that has ended.
 * @param[out] failure  NULL: it was answered by 2xx; HD_BUSY "hook-unreachable" (no answer) or "hook-refused" (another
 *                      answer); HD_DENIED "hook-gone" (410) or "hook-closed" (an address that may not be called); in the
 *                      call's pool
 * @return the call; NULL: none has ended
 */
const hd_hook_t *hd_hooks_next(hd_error_t **failure, hd_hooks_t *hooks);

/** Break off what is under way, without waiting for names that are being resolved: when the process ends. */
void hd_hooks_break_off(hd_hooks_t *hooks);

#endif
