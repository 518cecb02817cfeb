/* src/domain/outbox_work.h: one row in hand, between the files of the outbox and webhook_call.c; nobody else includes it.
 * May use: store/, mail/, base/. Must not know: HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_OUTBOX_WORK_H
#define HD_DOMAIN_OUTBOX_WORK_H

#include "outbox.h"

/** What a kind of mail is. */
typedef struct hd_mail_kind_t {
    const char *name;
    const char *auto_submitted; /* RFC 3834; NULL: written by a person */
    const char *path;           /* where its link leads; a ticket's reference is appended where it ends in a slash */
    int about_ticket;           /* needs a ticket; else it is about a person */
    int needs_message;          /* of the ticket */
    int for_staff;              /* to a department, in the server's language; to an agent, in theirs */
} hd_mail_kind_t;

/** The kind of a name, or NULL. */
const hd_mail_kind_t *hd_mail_kind(const char *name);

/** What became of reading a row. */
typedef enum {
    HD_MAIL_READY,  /* matter is whole */
    HD_MAIL_SILENT, /* nothing is to be mailed, and nobody is told */
    HD_MAIL_GONE    /* what it was about is not there any more: reason says what */
} hd_mail_readiness_t;

/** One mail in hand. */
typedef struct hd_outbox_work_t {
    hd_db_t *db;
    const hd_outbox_run_t *run;
    hd_time_t now;
    apr_int64_t id;
    const char *lease;
    apr_int64_t ours_until_usec; /* hd_clock_usec() when the lease ends */
    const char *public_id;
    const hd_mail_kind_t *kind;
    apr_int64_t person_id, ticket_id, message_id;
    int attempts;             /* this one counted */
    hd_time_t created_at;
    const char *message_public_id;
    const char *reason;       /* with HD_MAIL_GONE, for administrators */
    hd_mail_matter_t matter;
} hd_outbox_work_t;

/**
 * Read a row and what it is about.
 * @param[out] readiness  whether there is something to mail
 * @param[in,out] work    db, run, now and id are given; the rest is filled in
 * @param pool            owns what is read
 * @return NULL or the database's error
 */
hd_error_t *hd_outbox_read(hd_mail_readiness_t *readiness, hd_outbox_work_t *work, apr_pool_t *pool);

/**
 * Find out whether a forgotten password is to be answered, and store its link. The token follows from the row, so
 * that another try sends the same.
 * @param[out] readiness  HD_MAIL_READY or HD_MAIL_SILENT
 * @param[in,out] work    its matter gets link and names
 * @param folded          the address asked for, folded; NULL when it is none
 * @param pool            for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_outbox_read_reset(hd_mail_readiness_t *readiness, hd_outbox_work_t *work, const char *folded,
                                 apr_pool_t *pool);

/**
 * Take a row in hand; a statement of its own.
 * @param[out] ours       0: another worker was faster
 * @param[in,out] work    db, run, now and id are given; lease is filled in
 * @param pool            owns the lease
 * @return NULL or the database's error
 */
hd_error_t *hd_outbox_claim(int *ours, hd_outbox_work_t *work, apr_pool_t *pool);

/** What an administrator is shown of an error: one line of UTF-8 that fits the column. @return in pool */
const char *hd_outbox_error_line(const hd_error_t *error, apr_pool_t *pool);

/** A row in hand is not tried any more, because an administrator has it so. @param why  for administrators @return NULL or the
 * database's error */
hd_error_t *hd_outbox_give_up(const hd_outbox_work_t *work, const char *why);

/**
 * A row in hand has been tried: it is out, or is tried again after a pause, or given up.
 * @param work     claimed; public_id, attempts and created_at are read
 * @param failure  NULL: it is out; HD_DENIED: it is given up
 * @param pool     for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_outbox_end(const hd_outbox_work_t *work, const hd_error_t *failure, apr_pool_t *pool);

/**
 * Make the bytes of the mail.
 * @param[out] bytes   in pool
 * @param[out] length  of bytes
 * @param work         as read
 * @param pool         owns the bytes
 * @return NULL; the database's error; HD_BROKEN from composing, or "mail-address" when there is nobody to send it to
 */
hd_error_t *hd_outbox_compose(const char **bytes, apr_size_t *length, hd_outbox_work_t *work, apr_pool_t *pool);

/** Make the link of a mail that tells that a ticket is closed, the same whenever it is tried. @return NULL or the
 * database's error */
hd_error_t *hd_outbox_read_link(hd_outbox_work_t *work, apr_pool_t *pool);

#endif
