/* src/mail/deliver_smtp.c: one mail over SMTP; the connection is kept from mail to mail.
 * May use: base/, APR, libcurl. Must not know: what the mails say.
 *
 * libcurl tells the last reply's code, but not to which command it was, and takes its leave before it tells; so the
 * commands are watched (their verb only): a 5yz is a refusal for good when it answers RCPT, DATA or the mail itself,
 * and a fault that may pass everywhere else.
 * SPDX-License-Identifier: Apache-2.0 */
#include "deliver_ways.h"

#include <apr_strings.h>

#define CONNECT_SEC 5L
#define WHOLE_SEC 20L
#define SAID_MAX 400

/** One delivery under way. */
typedef struct delivery_t {
    hd_post_t *post;
    const char *bytes;
    apr_size_t left;
    char verb[5];             /* of the last command but QUIT */
    int leaving;              /* QUIT was sent: what comes now is about nothing */
    char said[SAID_MAX + 1];  /* what the server answered to it, in one line */
    apr_size_t said_length;
    char fault[CURL_ERROR_SIZE];
} delivery_t;

static size_t give_bytes(char *to, size_t size, size_t count, void *baton)
{
    delivery_t *d = baton;
    size_t n = size * count < d->left ? size * count : d->left;

    memcpy(to, d->bytes, n);
    d->bytes += n;
    d->left -= n;
    return n;
}

static int watch_stop(void *baton, curl_off_t down, curl_off_t now_down, curl_off_t up, curl_off_t now_up)
{
    const delivery_t *d = baton;

    (void)down, (void)now_down, (void)up, (void)now_up;
    return hd_flag_is_up(d->post->stop);
}

/** Called with what goes over the wire: keeps the verb of each command, and drops what was answered before. */
static int watch_commands(CURL *curl, curl_infotype type, char *data, size_t size, void *baton)
{
    delivery_t *d = baton;

    (void)curl;
    if (type == CURLINFO_DATA_OUT) d->said_length = 0;
    if (type == CURLINFO_HEADER_OUT && size >= 4) {
        d->leaving = memcmp(data, "QUIT", 4) == 0;
        if (d->leaving) return 0;
        memcpy(d->verb, data, 4);
        d->said_length = 0;
    }
    return 0;
}

/** Called with each line of an answer. */
static size_t keep_answer(char *data, size_t size, size_t count, void *baton)
{
    delivery_t *d = baton;
    size_t i, n = size * count;

    if (d->leaving) return n;
    if (d->said_length && d->said_length < SAID_MAX) d->said[d->said_length++] = ' ';
    for (i = 0; i < n && d->said_length < SAID_MAX; i++) {
        if ((unsigned char)data[i] >= 0x20) d->said[d->said_length++] = data[i];
    }
    return n;
}

static void set_up_server(CURL *curl, const hd_transport_t *transport)
{
    static const long tls[] = { CURLUSESSL_TRY, CURLUSESSL_ALL, CURLUSESSL_NONE };

    curl_easy_setopt(curl, CURLOPT_URL, transport->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SEC);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, WHOLE_SEC);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, tls[transport->tls]);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (transport->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, transport->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, transport->password);
    }
}

static void set_up_watching(CURL *curl, delivery_t *d)
{
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, d->fault);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, d);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, watch_commands);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, d);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_answer);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, d);
}

/** Whether the last command was one whose refusal is about this mail. */
static int about_this_mail(const delivery_t *d)
{
    return strcmp(d->verb, "RCPT") == 0 || strcmp(d->verb, "DATA") == 0;
}

/** What a failed delivery means. */
static hd_error_t *judge(const delivery_t *d, CURLcode result, apr_pool_t *pool)
{
    const char *said = apr_pstrmemdup(pool, d->said, d->said_length);
    const char *fault = d->fault[0] ? d->fault : curl_easy_strerror(result);

    if (about_this_mail(d) && *said == '5') return hd_error(pool, HD_DENIED, "mail-refused", "%s", said);
    if (about_this_mail(d) && *said == '4') return hd_error(pool, HD_BUSY, "mail-deferred", "%s", said);
    return hd_error(pool, HD_BUSY, "mail-unreachable", *said ? "%s: %s" : "%s%s", fault, said);
}

/** Whether the kept connection had died unnoticed: nothing was said, and nothing of the mail went out. */
static int connection_was_stale(const delivery_t *d, CURLcode result)
{
    long connects = 1;

    curl_easy_getinfo(d->post->curl, CURLINFO_NUM_CONNECTS, &connects);
    return connects == 0 && (strcmp(d->verb, "MAIL") == 0 || d->verb[0] == '\0') &&
           (result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR || result == CURLE_GOT_NOTHING ||
            result == CURLE_WEIRD_SERVER_REPLY);
}

static CURLcode try_once(delivery_t *d, hd_post_t *post, const char *sender, struct curl_slist *recipients,
                         const char *bytes, apr_size_t length, int fresh)
{
    CURL *curl = post->curl;

    memset(d, 0, sizeof(*d));
    d->post = post;
    d->bytes = bytes;
    d->left = length;
    curl_easy_reset(curl);
    set_up_server(curl, post->transport);
    set_up_watching(curl, d);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(curl, CURLOPT_READDATA, d);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
    return curl_easy_perform(curl);
}

hd_error_t *hd_smtp_send(hd_post_t *post, const char *sender, const char *recipient, const char *bytes,
                         apr_size_t length, apr_pool_t *pool)
{
    delivery_t *d = apr_palloc(pool, sizeof(*d));
    const char *from = apr_psprintf(pool, "<%s>", sender);
    struct curl_slist *recipients = curl_slist_append(NULL, apr_psprintf(pool, "<%s>", recipient));
    CURLcode result;
    hd_error_t *error = NULL;

    if (!recipients) return hd_error(pool, HD_BROKEN, "server-memory", "libcurl");
    result = try_once(d, post, from, recipients, bytes, length, 0);
    if (result != CURLE_OK && connection_was_stale(d, result)) {
        result = try_once(d, post, from, recipients, bytes, length, 1);
    }
    if (result != CURLE_OK) error = judge(d, result, pool);
    curl_easy_reset(post->curl);
    curl_slist_free_all(recipients);
    return error;
}
