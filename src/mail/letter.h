/* src/mail/letter.h: one mail, from its parts to the bytes that go out (RFC 5322, MIME).
 * May use: base/, APR, GMime. Must not know: tickets, how it is delivered.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_MAIL_LETTER_H
#define HD_MAIL_LETTER_H

#include "../base/clock.h"
#include "../base/error.h"

/** What a mail is made of. All texts are UTF-8 and owned by the caller. */
typedef struct hd_letter_t {
    const char *from;            /* mailbox: "Example Hosting <support@example.com>" */
    const char *to;              /* address */
    const char *to_name;         /* display name, or NULL */
    const char *reply_to;        /* address, or NULL */
    const char *subject;
    const char *message_id;      /* without angle brackets; the same at each attempt */
    const char *in_reply_to;     /* without angle brackets, or NULL */
    const char *references;      /* ids without angle brackets, separated by spaces, oldest first; or NULL */
    const char *auto_submitted;  /* "auto-replied", "auto-generated" (RFC 3834), or NULL for what a person wrote */
    const char *language;        /* BCP 47, for Content-Language */
    const char *text;            /* plain part */
    const char *html;            /* HTML part */
    hd_time_t date;              /* UTC, seconds */
} hd_letter_t;

/**
 * Set up GMime. In the process that writes mails (a child of httpd, helpdeskctl), before the first one; never in
 * httpd's parent, whose restart would unload GMime but not the types it has registered.
 */
void hd_letter_init(void);

/**
 * Write a mail: multipart/alternative, headers encoded (RFC 2047, 2231), lines of at most 998 octets, CRLF. With
 * auto_submitted also X-Auto-Response-Suppress.
 * @param[out] bytes   in pool; untouched on error
 * @param[out] length  of bytes
 * @param letter       the parts
 * @param pool         owns the bytes
 * @return NULL, or HD_BROKEN (an address that is none, no memory)
 */
hd_error_t *hd_letter_write(const char **bytes, apr_size_t *length, const hd_letter_t *letter, apr_pool_t *pool);

/** The bare address of a mailbox: "a@example.com" of "Example Hosting <a@example.com>"; NULL when it is none. */
const char *hd_mailbox_address(const char *mailbox, apr_pool_t *pool);

#endif
