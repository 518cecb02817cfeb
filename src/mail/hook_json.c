/* src/mail/hook_json.c: what a webhook is told, as JSON, and signed.
 * May use: base/, jansson. Must not know: how it is sent.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "../base/token.h"
#include "hook.h"

static apr_status_t release(void *json)
{
    json_decref(json);
    return APR_SUCCESS;
}

static void put(json_t *object, const char *name, const char *value)
{
    json_object_set_new(object, name, value ? json_string(value) : json_null());
}

static void put_time(json_t *object, const char *name, hd_time_t at, apr_pool_t *pool)
{
    put(object, name, hd_time_iso(at, pool));
}

static json_t *ticket_of(const hd_hook_matter_t *matter, apr_pool_t *pool)
{
    json_t *ticket = json_object();

    put(ticket, "ref", matter->ref);
    put(ticket, "url", matter->url);
    put(ticket, "subject", matter->subject);
    put(ticket, "status", matter->status);
    put(ticket, "priority", matter->priority);
    put(ticket, "channel", matter->channel);
    put(ticket, "department", matter->ticket_department);
    put(ticket, "account", matter->account);
    put(ticket, "account_id", matter->account_id);
    put(ticket, "client", matter->client);
    put(ticket, "service", matter->service);
    put(ticket, "assignee", matter->assignee);
    put_time(ticket, "opened", matter->opened_at, pool);
    return ticket;
}

/* The text up to a bound, not within a character. */
static json_t *text_of(const char *text, int *cut)
{
    size_t length = strlen(text);

    *cut = length > HD_HOOK_BODY_MAX;
    if (*cut) {
        length = HD_HOOK_BODY_MAX;
        while (length && ((unsigned char)text[length] & 0xc0) == 0x80) length--;
    }
    return json_stringn(text, length);
}

static json_t *message_of(const hd_hook_matter_t *matter, apr_pool_t *pool)
{
    json_t *message = json_object(), *files = json_array();
    char *last = NULL, *name;
    int cut;

    put(message, "id", matter->message_id);
    json_object_set_new(message, "body", text_of(matter->body, &cut));
    json_object_set_new(message, "truncated", json_boolean(cut));
    for (name = matter->files ? apr_strtok(apr_pstrdup(pool, matter->files), "\n", &last) : NULL;
         name && json_array_size(files) < HD_HOOK_FILES_MAX; name = apr_strtok(NULL, "\n", &last)) {
        json_array_append_new(files, json_string(name));
    }
    json_object_set_new(message, "files", files);
    return message;
}

static json_t *pair(const char *first, const char *a, const char *second, const char *b)
{
    json_t *object = json_object();

    put(object, first, a);
    put(object, second, b);
    return object;
}

hd_error_t *hd_hook_compose(const char **body, const hd_hook_matter_t *matter, apr_pool_t *pool)
{
    json_t *root = json_object();
    char *text;

    if (!root) return hd_error(pool, HD_BROKEN, "server-memory", "webhook");
    apr_pool_cleanup_register(pool, root, release, apr_pool_cleanup_null);
    put(root, "id", matter->id);
    put(root, "event", matter->event);
    put_time(root, "at", matter->at, pool);
    put(root, "department", matter->department);
    json_object_set_new(root, "by", matter->by ? pair("name", matter->by, "side", matter->by_side) : json_null());
    json_object_set_new(root, "ticket", ticket_of(matter, pool));
    if (matter->from) json_object_set_new(root, "change", pair("from", matter->from, "to", matter->to));
    if (matter->body) json_object_set_new(root, "message", message_of(matter, pool));
    text = json_dumps(root, JSON_COMPACT);
    if (!text) return hd_error(pool, HD_BROKEN, "server-memory", "webhook");
    *body = apr_pstrdup(pool, text);
    free(text);
    return NULL;
}

const char *hd_hook_signature(const char *secret, hd_time_t at, const char *body, apr_pool_t *pool)
{
    const char *signed_text = apr_psprintf(pool, "%" APR_INT64_T_FMT ".%s", at, body);

    return apr_psprintf(pool, "t=%" APR_INT64_T_FMT ",v1=%s", at, hd_hmac_plain(secret, signed_text, pool));
}
