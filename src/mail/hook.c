/* src/mail/hook.c: calls webhooks by libcurl, several at once.
 * May use: base/, APR, libcurl. Must not know: the database, what a call tells.
 * SPDX-License-Identifier: Apache-2.0 */
#include "hook.h"

#include <apr_strings.h>
#include <curl/curl.h>
#include <string.h>
#include <unistd.h>

#include "../base/network.h"
#include "url.h"

#define CONNECT_SEC 5L
#define ANSWER_MAX 16384 /* bytes of an answer's header and body that are looked at */

/** One call under way. */
typedef struct call_t {
    hd_hooks_t *hooks;
    const hd_hook_t *hook;
    apr_pool_t *pool;
    CURL *curl;
    struct curl_slist *headers;
    apr_size_t got; /* bytes of the answer */
    int closed;     /* an address was refused */
    char fault[CURL_ERROR_SIZE];
} call_t;

struct hd_hooks_t {
    CURLM *multi;
    int timeout_sec;
    const apr_array_header_t *allowed;
    apr_array_header_t *calls; /* call_t * */
};

static hd_error_t *bad(const char *detail, apr_pool_t *pool)
{
    return hd_error_make(pool, HD_INVALID, "webhook-url", "url", HD_HERE, "%s", detail);
}

hd_error_t *hd_hook_url(const char **shown, const char *url, apr_pool_t *pool)
{
    CURLU *read = hd_url_make(pool);
    const char *scheme, *host, *port, *at;

    if (!read) return hd_error(pool, HD_BROKEN, "server-memory", "webhook");
    if (strlen(url) > HD_HOOK_URL_MAX) return bad("longer than " HD_STRINGIFY(HD_HOOK_URL_MAX) " bytes", pool);
    for (at = url; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c <= 0x20 || c >= 0x7f) return bad("only visible ASCII characters may stand in it", pool);
    }
    if (curl_url_set(read, CURLUPART_URL, url, 0) != CURLUE_OK)
        return bad("not such as https://example.com/hook", pool);
    scheme = hd_url_part(read, CURLUPART_SCHEME, 0, pool);
    host = hd_url_part(read, CURLUPART_HOST, 0, pool);
    port = hd_url_part(read, CURLUPART_PORT, 0, pool);
    if (!scheme || (strcmp(scheme, "http") && strcmp(scheme, "https"))) {
        return bad("has to begin with http:// or https://", pool);
    }
    if (!host || strlen(host) > 200) return bad("the host is missing, or too long", pool);
    if (hd_url_part(read, CURLUPART_USER, 0, pool) || hd_url_part(read, CURLUPART_PASSWORD, 0, pool)) {
        return bad("no user and password may stand in it", pool);
    }
    if (hd_url_part(read, CURLUPART_FRAGMENT, 0, pool)) return bad("nothing may stand after a #", pool);
    *shown = apr_pstrcat(pool, scheme, "://", host, port ? ":" : "", port ? port : "", NULL);
    return NULL;
}

/* Where a connection is about to go: to an open address, or to one that is allowed. */
static curl_socket_t open_socket(void *baton, curlsocktype purpose, struct curl_sockaddr *address)
{
    call_t *call = baton;
    const apr_array_header_t *allowed = call->hooks->allowed;
    int i, may = hd_address_is_public(&address->addr);

    (void)purpose;
    for (i = 0; !may && allowed && i < allowed->nelts; i++) {
        may = hd_network_has(&APR_ARRAY_IDX(allowed, i, hd_network_t), &address->addr);
    }
    if (!may) {
        call->closed = 1;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_answer(char *data, size_t size, size_t count, void *baton)
{
    call_t *call = baton;

    (void)data;
    call->got += size * count;
    return call->got > ANSWER_MAX ? 0 : size * count;
}

static void set_up(call_t *call)
{
    CURL *curl = call->curl;

    curl_easy_setopt(curl, CURLOPT_URL, call->hook->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SEC);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)call->hooks->timeout_sec);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, call);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "mod_helpdesk/" HD_VERSION);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->hook->body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(call->hook->body));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, call->headers);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_answer);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, call);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, call);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, call->fault);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, call);
}

/* @return 0 when there is no memory */
static int add_header(call_t *call, const char *name, const char *value)
{
    struct curl_slist *longer = curl_slist_append(call->headers, apr_pstrcat(call->pool, name, ": ", value, NULL));

    if (longer) call->headers = longer;
    return longer != NULL;
}

static void forget(call_t *call)
{
    apr_array_header_t *calls = call->hooks->calls;
    int i;

    for (i = 0; i < calls->nelts && APR_ARRAY_IDX(calls, i, call_t *) != call; i++) continue;
    if (i < calls->nelts) APR_ARRAY_IDX(calls, i, call_t *) = APR_ARRAY_IDX(calls, calls->nelts - 1, call_t *);
    if (calls->nelts) calls->nelts--;
    if (call->curl) {
        curl_multi_remove_handle(call->hooks->multi, call->curl);
        curl_easy_cleanup(call->curl);
    }
    curl_slist_free_all(call->headers);
}

static apr_status_t close_all(void *data)
{
    hd_hooks_t *hooks = data;

    while (hooks->calls->nelts) forget(APR_ARRAY_IDX(hooks->calls, 0, call_t *));
    curl_multi_cleanup(hooks->multi);
    return APR_SUCCESS;
}

hd_error_t *hd_hooks_open(hd_hooks_t **hooks, int timeout_sec, const apr_array_header_t *allowed, apr_pool_t *pool)
{
    hd_hooks_t *made = apr_pcalloc(pool, sizeof(*made));

    made->multi = curl_multi_init();
    if (!made->multi) return hd_error(pool, HD_BROKEN, "server-memory", "libcurl");
    made->timeout_sec = timeout_sec;
    made->allowed = allowed;
    made->calls = apr_array_make(pool, 16, sizeof(call_t *));
    apr_pool_cleanup_register(pool, made, close_all, apr_pool_cleanup_null);
    *hooks = made;
    return NULL;
}

hd_error_t *hd_hooks_begin(hd_hooks_t *hooks, const hd_hook_t *hook, apr_pool_t *pool)
{
    call_t *call = apr_pcalloc(pool, sizeof(*call));

    call->hooks = hooks;
    call->hook = hook;
    call->pool = pool;
    APR_ARRAY_PUSH(hooks->calls, call_t *) = call;
    call->curl = curl_easy_init();
    if (!call->curl || !add_header(call, "Content-Type", "application/json; charset=utf-8")
        || !add_header(call, "Expect", "") || !add_header(call, "X-Helpdesk-Event", hook->event)
        || !add_header(call, "X-Helpdesk-Delivery", hook->id)
        || !add_header(call, "X-Helpdesk-Signature", hd_hook_signature(hook->secret, hook->now, hook->body, pool))) {
        forget(call);
        return hd_error(pool, HD_BROKEN, "server-memory", "libcurl");
    }
    set_up(call);
    curl_multi_add_handle(hooks->multi, call->curl);
    return NULL;
}

int hd_hooks_wait(hd_hooks_t *hooks, int milliseconds)
{
    int running = 0;

    curl_multi_perform(hooks->multi, &running);
    if (running < hooks->calls->nelts) return 1;
    curl_multi_poll(hooks->multi, NULL, 0, milliseconds, NULL);
    curl_multi_perform(hooks->multi, &running);
    return running < hooks->calls->nelts;
}

/* What the end of a call means. What comes after the status does not matter, however long it is. */
static hd_error_t *judge(const call_t *call, CURLcode result)
{
    const char *fault = call->fault[0] ? call->fault : curl_easy_strerror(result);
    long status = 0;

    curl_easy_getinfo(call->curl, CURLINFO_RESPONSE_CODE, &status);
    if (call->closed && !status) {
        return hd_error(call->pool, HD_DENIED, "hook-closed",
                        "the address is of a closed network: HelpdeskWebhookAllow does not name it");
    }
    if (result != CURLE_OK && !(result == CURLE_WRITE_ERROR && status >= 200)) {
        return hd_error(call->pool, HD_BUSY, "hook-unreachable", "%s", fault);
    }
    if (status >= 200 && status < 300) return NULL;
    return hd_error(call->pool, status == 410 ? HD_DENIED : HD_BUSY, status == 410 ? "hook-gone" : "hook-refused",
                    "the answer was %ld", status);
}

const hd_hook_t *hd_hooks_next(hd_error_t **failure, hd_hooks_t *hooks)
{
    const hd_hook_t *hook;
    char *found = NULL;
    CURLMsg *message;
    call_t *call;
    int left;

    do message = curl_multi_info_read(hooks->multi, &left);
    while (message && message->msg != CURLMSG_DONE);
    if (!message) return NULL;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &found);
    call = (call_t *)(void *)found;
    hook = call->hook;
    *failure = judge(call, message->data.result);
    forget(call);
    return hook;
}

void hd_hooks_break_off(hd_hooks_t *hooks)
{
    int i;

    for (i = 0; i < hooks->calls->nelts; i++) {
        curl_easy_setopt(APR_ARRAY_IDX(hooks->calls, i, call_t *)->curl, CURLOPT_QUICK_EXIT, 1L);
    }
    while (hooks->calls->nelts) forget(APR_ARRAY_IDX(hooks->calls, 0, call_t *));
}
