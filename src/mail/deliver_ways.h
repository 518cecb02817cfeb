/* src/mail/deliver_ways.h: what the ways of delivering share; nobody else includes it.
 * May use: base/, APR, libcurl. Must not know: what the mails say.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_MAIL_DELIVER_WAYS_H
#define HD_MAIL_DELIVER_WAYS_H

#include <curl/curl.h>

#include "deliver.h"

/** How a mail goes out. */
typedef enum { HD_WAY_SMTP, HD_WAY_SENDMAIL, HD_WAY_MAILDIR } hd_way_t;

/** Whether the connection to an SMTP server is encrypted by STARTTLS. */
typedef enum { HD_TLS_OFFERED, HD_TLS_REQUIRED, HD_TLS_NONE } hd_tls_t;

struct hd_transport_t {
    hd_way_t way;
    const char *url;      /* SMTP: without user, password and query */
    const char *user;     /* SMTP: or NULL */
    const char *password;
    hd_tls_t tls;
    const char *path;     /* of the program, of the Maildir */
};

struct hd_post_t {
    const hd_transport_t *transport;
    const hd_flag_t *stop;
    CURL *curl;           /* SMTP: kept, and with it its connection */
};

/** Deliver to the SMTP server; as hd_post_send. */
hd_error_t *hd_smtp_send(hd_post_t *post, const char *sender, const char *recipient, const char *bytes,
                         apr_size_t length, apr_pool_t *pool);

/** Give to a program that takes mail as sendmail does; as hd_post_send. */
hd_error_t *hd_sendmail_send(hd_post_t *post, const char *sender, const char *recipient, const char *bytes,
                             apr_size_t length, apr_pool_t *pool);

/** Put into the Maildir, one file for each call; as hd_post_send. */
hd_error_t *hd_maildir_send(hd_post_t *post, const char *bytes, apr_size_t length, apr_pool_t *pool);

/** A mail with LF for CRLF, as files and programs want it. @param[in,out] length of the bytes @return in pool */
const char *hd_mail_unix_lines(const char *bytes, apr_size_t *length, apr_pool_t *pool);

#endif
