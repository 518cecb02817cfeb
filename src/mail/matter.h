/* src/mail/matter.h: what a mail tells, between the outbox that reads it and the composer that words it.
 * May use: base/. Must not know: the database, XML, how a mail is delivered.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_MAIL_MATTER_H
#define HD_MAIL_MATTER_H

#include "../base/clock.h"
#include "../base/error.h"

/** The kinds of mail; each has its stylesheets xslt/mail/<kind>.html.xsl, xslt/mail/<kind>.text.xsl and a subject. */
#define HD_MAIL_TICKET_RECEIPT "ticket-receipt"    /* to the client: we have your ticket */
#define HD_MAIL_TICKET_ALERT "ticket-alert"        /* to a department: a new ticket */
#define HD_MAIL_REPLY_RECEIPT "reply-receipt"      /* to the client: we have your reply */
#define HD_MAIL_REPLY_ALERT "reply-alert"          /* to a department: the client wrote */
#define HD_MAIL_REOPEN_ALERT "reopen-alert"        /* to a department: the client reopened a ticket */
#define HD_MAIL_ANSWER "answer"                    /* to the client: an agent answered */
#define HD_MAIL_DUE_ALERT "due-alert"              /* to who has a ticket, or its department: its time runs out */
#define HD_MAIL_SILENCE "silence"                  /* to the client: an answered ticket will be closed */
#define HD_MAIL_CLOSED "closed"                    /* to the client: a ticket is closed; a link to rate it, or open it again */
#define HD_MAIL_PASSWORD_RESET "password-reset"    /* a link to choose a new password, if the address is known */
#define HD_MAIL_PASSWORD_CHANGED "password-changed"
#define HD_MAIL_INVITATION "invitation"            /* a link to choose the first password */

/** What a mail tells, as read from the database. */
typedef struct hd_mail_matter_t {
    const char *kind;
    const char *language;
    const char *recipient, *recipient_name; /* the name may be NULL */
    const char *reference, *subject, *status, *priority, *department, *service; /* of the ticket; NULL without one */
    const char *account;                    /* name of the account */
    const char *author;                     /* who wrote the message */
    const char *body_xml;                   /* the message, checked markup */
    const char *body;                       /* the message's source */
    const char *signature;                  /* the department's, below an answer; NULL: none */
    const char *link;                       /* path below the base path: "/tickets/HD-…" */
    const char *attachments;                /* names, one a line; NULL when there are none */
    hd_time_t at;                           /* when it happened */
} hd_mail_matter_t;

/** The parts of a mail that have words. */
typedef struct hd_composed_t {
    const char *subject; /* without the reference */
    const char *text;
    const char *html;
} hd_composed_t;

/** Makes the words of a mail; given to the outbox, for the domain knows no XML. @return NULL or HD_BROKEN */
typedef hd_error_t *hd_compose_t(hd_composed_t *out, const hd_mail_matter_t *matter, void *baton, apr_pool_t *pool);

#endif
