/* src/mail/deliver.c: reads HelpdeskMailTransport, opens a way out, and chooses among the ways.
 * May use: base/, APR, libcurl (reading the address). Must not know: what the mails say.
 * SPDX-License-Identifier: Apache-2.0 */
#include "deliver_ways.h"

#include <apr_strings.h>

#include "url.h"

void hd_deliver_init(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

static hd_error_t *bad(const char *detail, apr_pool_t *pool)
{
    return hd_error(pool, HD_INVALID, "mail-transport", "%s", detail);
}

/** "?tls=": what it asks for. Without it a password only travels encrypted, and a mail encrypted where it can. */
static hd_error_t *read_tls(hd_transport_t *transport, const char *query, apr_pool_t *pool)
{
    if (!query) {
        transport->tls = transport->user ? HD_TLS_REQUIRED : HD_TLS_OFFERED;
    } else if (strcmp(query, "tls=required") == 0) {
        transport->tls = HD_TLS_REQUIRED;
    } else if (strcmp(query, "tls=none") == 0) {
        transport->tls = HD_TLS_NONE;
    } else {
        return bad("after the question mark only \"tls=required\" or \"tls=none\" may stand", pool);
    }
    return NULL;
}

static hd_error_t *read_smtp(hd_transport_t *transport, const char *text, apr_pool_t *pool)
{
    CURLU *url = hd_url_make(pool);
    const char *path;

    if (!url) return hd_error(pool, HD_BROKEN, "server-memory", "mail transport");
    if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK) {
        return bad("not an address of the form smtp://user:password@host:port", pool);
    }
    path = hd_url_part(url, CURLUPART_PATH, CURLU_URLDECODE, pool);
    if ((path && strcmp(path, "/") != 0) || hd_url_part(url, CURLUPART_FRAGMENT, CURLU_URLDECODE, pool)) {
        return bad("nothing may stand after the host and port but \"?tls=required\" or \"?tls=none\"", pool);
    }
    if (!hd_url_part(url, CURLUPART_HOST, CURLU_URLDECODE, pool)) return bad("the host is missing", pool);

    transport->user = hd_url_part(url, CURLUPART_USER, CURLU_URLDECODE, pool);
    transport->password = hd_url_part(url, CURLUPART_PASSWORD, CURLU_URLDECODE, pool);
    if (transport->user && !transport->password) return bad("a user is given, but no password", pool);
    HD_TRY(read_tls(transport, hd_url_part(url, CURLUPART_QUERY, 0, pool), pool));
    curl_url_set(url, CURLUPART_USER, NULL, 0);
    curl_url_set(url, CURLUPART_PASSWORD, NULL, 0);
    curl_url_set(url, CURLUPART_QUERY, NULL, 0);
    transport->url = hd_url_part(url, CURLUPART_URL, CURLU_URLDECODE, pool);
    return transport->url ? NULL : bad("not an address of the form smtp://host:port", pool);
}

static hd_error_t *read_path(hd_transport_t *transport, const char *path, apr_pool_t *pool)
{
    if (*path != '/') return bad("after sendmail: and maildir: an absolute path has to stand", pool);
    transport->path = apr_pstrdup(pool, path);
    return NULL;
}

hd_error_t *hd_transport_parse(hd_transport_t **transport, const char *text, apr_pool_t *pool)
{
    hd_transport_t *made = apr_pcalloc(pool, sizeof(*made));

    if (strncmp(text, "smtp://", 7) == 0 || strncmp(text, "smtps://", 8) == 0) {
        made->way = HD_WAY_SMTP;
        HD_TRY(read_smtp(made, text, pool));
    } else if (strncmp(text, "sendmail:", 9) == 0) {
        made->way = HD_WAY_SENDMAIL;
        HD_TRY(read_path(made, text + 9, pool));
    } else if (strncmp(text, "maildir:", 8) == 0) {
        made->way = HD_WAY_MAILDIR;
        HD_TRY(read_path(made, text + 8, pool));
    } else {
        return bad("has to begin with smtp://, smtps://, sendmail: or maildir:", pool);
    }
    *transport = made;
    return NULL;
}

const char *hd_transport_program(const hd_transport_t *transport)
{
    return transport->way == HD_WAY_SENDMAIL ? transport->path : NULL;
}

const char *hd_transport_maildir(const hd_transport_t *transport)
{
    return transport->way == HD_WAY_MAILDIR ? transport->path : NULL;
}

static apr_status_t close_smtp(void *curl)
{
    curl_easy_cleanup(curl);
    return APR_SUCCESS;
}

hd_error_t *hd_post_open(hd_post_t **post, const hd_transport_t *transport, const hd_flag_t *stop, apr_pool_t *pool)
{
    hd_post_t *made = apr_pcalloc(pool, sizeof(*made));

    made->transport = transport;
    made->stop = stop;
    if (transport->way == HD_WAY_SMTP) {
        made->curl = curl_easy_init();
        if (!made->curl) return hd_error(pool, HD_BROKEN, "server-memory", "libcurl");
        apr_pool_cleanup_register(pool, made->curl, close_smtp, apr_pool_cleanup_null);
    }
    *post = made;
    return NULL;
}

/** Whether an address can be given to a server or a program as it is. */
static int is_plain(const char *address)
{
    const unsigned char *at = (const unsigned char *)address;

    for (; *at; at++) {
        if (*at <= 0x20 || *at == 0x7f || *at == '<' || *at == '>') return 0;
    }
    return 1;
}

hd_error_t *hd_post_send(hd_post_t *post, const char *sender, const char *recipient, const char *bytes,
                         apr_size_t length, apr_pool_t *pool)
{
    if (!*recipient || *recipient == '-' || !is_plain(recipient) || !is_plain(sender)) {
        return hd_error(pool, HD_DENIED, "mail-address", "not an address that mail can be sent to");
    }
    switch (post->transport->way) {
    case HD_WAY_SMTP: return hd_smtp_send(post, sender, recipient, bytes, length, pool);
    case HD_WAY_SENDMAIL: return hd_sendmail_send(post, sender, recipient, bytes, length, pool);
    default: return hd_maildir_send(post, bytes, length, pool);
    }
}
