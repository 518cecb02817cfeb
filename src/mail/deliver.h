/* src/mail/deliver.h: hands mails to an SMTP server, to sendmail, or into a Maildir.
 * May use: base/, APR, libcurl. Must not know: what the mails say.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_MAIL_DELIVER_H
#define HD_MAIL_DELIVER_H

#include "../base/error.h"
#include "../base/flag.h"

/** Where mail goes: HelpdeskMailTransport, read and checked at start. */
typedef struct hd_transport_t hd_transport_t;

/** An open way out: one connection that is used for mail after mail. One thread at a time. */
typedef struct hd_post_t hd_post_t;

/**
 * Read a transport.
 * @param[out] transport  in pool; untouched on error
 * @param text            "smtp://user:password@host:port" (STARTTLS when the server offers it, and always where
 *                        a password is given; "?tls=required" or "?tls=none" say otherwise), "smtps://…",
 *                        "sendmail:/usr/sbin/sendmail", "maildir:/path"
 * @param pool            owns the transport
 * @return NULL, or HD_INVALID with a detail for the administrator
 */
hd_error_t *hd_transport_parse(hd_transport_t **transport, const char *text, apr_pool_t *pool);

/** The program that takes mail, as an absolute path; NULL with another transport. */
const char *hd_transport_program(const hd_transport_t *transport);

/** The Maildir that mail is put into, as an absolute path; NULL with another transport. */
const char *hd_transport_maildir(const hd_transport_t *transport);

/** Set up libcurl. In the process that delivers, before the first mail. */
void hd_deliver_init(void);

/**
 * Open a way out; closed with the pool.
 * @param[out] post   in pool; untouched on error
 * @param transport   where to
 * @param stop        put up by the owner to break off a delivery in progress; may be NULL
 * @param pool        owns the post
 * @return NULL or HD_BROKEN
 */
hd_error_t *hd_post_open(hd_post_t **post, const hd_transport_t *transport, const hd_flag_t *stop, apr_pool_t *pool);

/**
 * Deliver one mail to one recipient.
 * @param post      the way out
 * @param sender    envelope sender: an address, or "" for none
 * @param recipient address
 * @param bytes     the mail with CRLF
 * @param length    of bytes
 * @param pool      for the work
 * @return NULL when it was taken; HD_BUSY when trying again may help: "mail-unreachable" (no connection, no sign-in,
 *         disk full: no other mail would go out either) or "mail-deferred" (a 4yz answer to the recipient or the
 *         data); HD_DENIED when it was refused for good: "mail-refused" (a 5yz answer to the recipient or the data) or
 *         "mail-address"; detail is what was said
 */
hd_error_t *hd_post_send(hd_post_t *post, const char *sender, const char *recipient, const char *bytes,
                         apr_size_t length, apr_pool_t *pool);

#endif
