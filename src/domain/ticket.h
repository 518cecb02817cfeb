/* src/domain/ticket.h: tickets: opening, answering, closing, and reading them.
 * May use: store/, text/, outbox.h, base/. Must not know: HTTP, languages of pages.
 *
 * Whoever reads or changes a client's ticket gives the person: every statement joins the membership that allows it.
 * Staff are told apart by side: HD_SIDE_AGENT reaches the tickets of the departments where they work (scope.h).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_TICKET_H
#define HD_DOMAIN_TICKET_H

#include <apr_hash.h>
#include <apr_tables.h>

#include "../store/db.h"
#include "../store/files.h"
#include "person.h"
#include "service.h"

#define HD_SUBJECT_MAX 150      /* characters */
#define HD_BODY_MAX 65536       /* bytes of a message's source */
#define HD_ONCE_MAX 64          /* characters of a one-time form token */
#define HD_EXCERPT_MAX 120      /* characters of the last message in lists */
#define HD_TICKETS_PAGE 20      /* tickets on a page of a list */
#define HD_MESSAGES_PAGE 50     /* messages of a conversation on a page */

/** On whose side of the desk somebody acts. */
typedef enum { HD_SIDE_CLIENT, HD_SIDE_AGENT } hd_side_t;

/** A department that takes tickets. */
typedef struct hd_department_t {
    apr_int64_t id;
    const char *slug, *name;
    apr_int64_t usual_sec; /* how long it usually takes to answer first (usual.h); 0: nothing is known */
} hd_department_t;

/** A ticket as lists show it. */
typedef struct hd_ticket_row_t {
    const char *ref, *subject, *status, *priority, *channel;
    const char *department, *department_name; /* slug and name */
    const char *account_name;
    apr_int64_t department_id;
    const char *service, *service_label;      /* public id and label; NULL: none */
    const char *last_name, *excerpt;
    apr_int64_t last_person_id;
    hd_time_t updated_at;
} hd_ticket_row_t;

/** What a list of tickets shows. */
typedef enum { HD_TICKETS_OPEN, HD_TICKETS_CLOSED, HD_TICKETS_ALL, HD_TICKETS_STATUS } hd_ticket_filter_t;

/** A page of a list. */
typedef struct hd_ticket_page_t {
    apr_array_header_t *rows; /* hd_ticket_row_t, the last changed first, at most HD_TICKETS_PAGE */
    const char *older;        /* opaque: give as after; NULL: there are none */
    const char *newer;        /* opaque: give as before; NULL: there are none */
} hd_ticket_page_t;

/** Which page. */
typedef struct hd_ticket_query_t {
    hd_ticket_filter_t filter;
    const char *status;       /* HD_TICKETS_STATUS: which */
    const char *after;        /* older than this, or "" */
    const char *before;       /* newer than this, or "" */
    const char *language;     /* of department names */
} hd_ticket_query_t;

/**
 * A page of the tickets of some accounts.
 * @param[out] page  in pool; an "after" or "before" that cannot be read is as if it were not given
 * @param db         the connection
 * @param accounts   hd_membership_t: accounts in which the person has the right to support
 * @param query      which page
 * @param pool       owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_ticket_list(hd_ticket_page_t *page, hd_db_t *db, const apr_array_header_t *accounts,
                           const hd_ticket_query_t *query, apr_pool_t *pool);

/** How many tickets a person's accounts have, by status. */
typedef struct hd_ticket_counts_t {
    apr_int64_t open, waiting, closed, all; /* open: all that are not closed; waiting: answered */
    apr_hash_t *by_status;                  /* status -> apr_int64_t * */
} hd_ticket_counts_t;

/** Read the counts of all accounts in which a person has the right to support; costs the same whatever they are. */
hd_error_t *hd_ticket_counts(hd_ticket_counts_t *counts, hd_db_t *db, apr_int64_t person_id, apr_pool_t *pool);

/** Whether a status or a priority is one that there is; urgent is for staff. @return 1 or 0 */
int hd_ticket_status_valid(const char *status);
int hd_ticket_priority_valid(const char *priority, hd_side_t side);

/** Whether a subject can be one, trimmed. @return NULL; HD_INVALID "subject-empty", "subject-long", "text-invalid" */
hd_error_t *hd_subject_check(const char *subject, apr_pool_t *pool);

/** The tickets about a service, the last changed first. @param limit rows at most @return NULL or the database's error */
hd_error_t *hd_tickets_of_service(apr_array_header_t **rows, hd_db_t *db, const hd_service_t *service, int limit,
                                  const char *language, apr_pool_t *pool);

/** The departments that take tickets, in their order. @param[out] departments hd_department_t in pool */
hd_error_t *hd_departments(apr_array_header_t **departments, hd_db_t *db, const char *language, apr_pool_t *pool);

/** All departments, those too that take no more tickets. @param[out] departments hd_department_t in pool */
hd_error_t *hd_departments_all(apr_array_header_t **departments, hd_db_t *db, const char *language, apr_pool_t *pool);

/** The name of the one with this slug in a list of hd_department_t; the slug when it is not there. */
const char *hd_department_called(const apr_array_header_t *departments, const char *slug);

/** The one of a list of hd_department_t; NULL: it is not there. */
const hd_department_t *hd_department_of(const apr_array_header_t *departments, apr_int64_t id);

/** A whole ticket. */
typedef struct hd_ticket_t {
    apr_int64_t id, account_id, person_id;
    hd_ticket_row_t facts;
    hd_time_t created_at, answered_at; /* answered_at: of the first answer; 0: none yet */
    int closed;
    apr_int64_t assignee_id;           /* 0: nobody */
    const char *assignee;              /* name; NULL: nobody */
    const hd_service_t *service;       /* or NULL */
    const char *client_id, *client_name, *client_email, *client_language; /* who opened it; public id */
    hd_time_t account_since;
    const char *merged_into;           /* reference of the ticket that has the conversation now; NULL: this one */
} hd_ticket_t;

/**
 * Read a ticket.
 * @param[out] ticket  in pool; untouched on error
 * @param db           the connection
 * @param who          who asks
 * @param side         as what they ask
 * @param ref          as it came, folded here
 * @param language     of the department's name
 * @param pool         owns the ticket
 * @return NULL, HD_NOT_FOUND when there is none or it is another's, or the database's error
 */
hd_error_t *hd_ticket_get(const hd_ticket_t **ticket, hd_db_t *db, const hd_person_t *who, hd_side_t side,
                          const char *ref, const char *language, apr_pool_t *pool);

/** An attachment of a message. */
typedef struct hd_attachment_t {
    const char *public_id, *name, *type, *sha256;
    apr_off_t bytes;
} hd_attachment_t;

/** A message of a conversation. */
typedef struct hd_message_t {
    apr_int64_t id, person_id;
    const char *public_id, *side, *channel, *author, *body_xml; /* side: client, agent; for the desk also note, held */
    hd_time_t at;
    apr_array_header_t *files; /* hd_attachment_t */
} hd_message_t;

/** Something that was done to a ticket. */
typedef struct hd_ticket_event_t {
    const char *what, *author; /* author: NULL when it happened by itself */
    apr_int64_t person_id;
    hd_time_t at;
} hd_ticket_event_t;

/**
 * The newest HD_MESSAGES_PAGE messages of a ticket, or those before one of them, with their files.
 * @param[out] messages  hd_message_t in pool, oldest first
 * @param[out] earlier   whether there are earlier ones
 * @param db             the connection
 * @param ticket         whose
 * @param side           for whom: only the desk gets notes, and answers that can still be taken back
 * @param before         public id of a message: those before it; "" or unknown: the newest
 * @param pool           owns the result
 * @return NULL or the database's error
 */
hd_error_t *hd_ticket_messages(apr_array_header_t **messages, int *earlier, hd_db_t *db, const hd_ticket_t *ticket,
                               hd_side_t side, const char *before, apr_pool_t *pool);

/** What was done to a ticket that both sides may see, oldest first. @param[out] events hd_ticket_event_t in pool */
hd_error_t *hd_ticket_events(apr_array_header_t **events, hd_db_t *db, const hd_ticket_t *ticket, apr_pool_t *pool);

/** Files that come with a message. */
typedef struct hd_upload_t {
    const apr_array_header_t *fresh;  /* const hd_file_t *: of this form */
    const apr_array_header_t *staged; /* const char *: ids of files staged by an earlier try of the same person */
    const apr_array_header_t *types;  /* const char *: HelpdeskAttachmentTypes */
    apr_off_t max_bytes;              /* of all together */
    int max_files;
} hd_upload_t;

/** A new ticket as the form brings it. */
typedef struct hd_ticket_new_t {
    const char *account;    /* public id; "" where the person has one */
    const char *department; /* slug */
    const char *service;    /* public id; "": general */
    const char *subject, *priority, *body;
    const char *once;       /* one-time form token */
    const char *channel;
    hd_upload_t files;
    int limit;              /* new tickets an hour per person; 0: no limit */
    const char *language;   /* of the receipt; NULL: the person's */
} hd_ticket_new_t;

/**
 * Open a ticket: ticket, first message, files and the mails that tell of it, in one transaction.
 * @param[out] ref    the new reference, or the first one's when the same once came again; untouched on error
 * @param db          the connection
 * @param files       the attachment store
 * @param who         who opens it
 * @param accounts    hd_membership_t with the right to support
 * @param ticket      what came
 * @param now         UTC, seconds
 * @param pool        owns the reference
 * @return NULL; HD_INVALID, all faults joined: "account-unknown", "department-unknown", "service-unknown",
 *         "subject-empty", "subject-long", "priority-unknown", "body-empty", "body-long", "once-missing", "file-type",
 *         "files-large", "files-many", "file-gone"; HD_LIMIT "ticket-limit"; HD_FULL; or the database's error
 */
hd_error_t *hd_ticket_open(const char **ref, hd_db_t *db, hd_files_t *files, const hd_person_t *who,
                           const apr_array_header_t *accounts, const hd_ticket_new_t *ticket, hd_time_t now,
                           apr_pool_t *pool);

struct hd_change_t;

/** A reply as the form brings it. */
typedef struct hd_reply_t {
    hd_side_t side;
    const char *ref, *body, *once, *channel;
    hd_upload_t files;
    const char *language; /* of the receipt; NULL: the person's */
    int limit;            /* replies an hour of a client; 0: no limit; of an agent not looked at */
    /* of an agent; 0 and NULL as a client's */
    int is_note;                       /* an internal note: moves nothing, and no client ever gets it */
    const char *then;                  /* status that the answer leads to; NULL: answered */
    hd_time_t hold_until;              /* with "on-hold": UTC, seconds; 0: for ever */
    int undo_sec;                      /* for so long the answer can be taken back, and is not shown; 0: at once */
    const char *seen;                  /* public id of the newest message that the form showed; NULL, "": not looked at */
    const struct hd_change_t *change;  /* what else changes with it (change.h), or NULL */
} hd_reply_t;

/** What a reply has become. */
typedef struct hd_replied_t {
    const char *ref; /* the ticket's reference */
    const char *id;  /* public id of the reply */
} hd_replied_t;

/**
 * Add a reply: a client's makes the ticket customer-reply (and reopens a closed one), an agent's answered. One
 * transaction with the mails that tell of it.
 * @param[out] replied  the reply, or what the same once brought before; untouched on error
 * @param db            the connection
 * @param files         the attachment store
 * @param who           who writes
 * @param reply         what came
 * @param now           UTC, seconds
 * @param pool          owns the texts
 * @return NULL; HD_NOT_FOUND; HD_INVALID "body-empty", "body-long", "once-missing", "file-type", …; HD_LIMIT "reply-limit";
 *         HD_CONFLICT "ticket-merged" (value: the reference), "talk-newer" (others have written since "seen"), or what
 *         hd_change_apply() says; HD_FULL; or the database's error
 */
hd_error_t *hd_reply_add(hd_replied_t *replied, hd_db_t *db, hd_files_t *files, const hd_person_t *who,
                         const hd_reply_t *reply, hd_time_t now, apr_pool_t *pool);

/** Close a ticket for its client; nothing is written when it is closed. @return NULL, HD_NOT_FOUND, or the database's error */
hd_error_t *hd_ticket_close(hd_db_t *db, const hd_person_t *who, const char *ref, hd_time_t now, apr_pool_t *pool);

/**
 * Reopen a closed ticket for its client: it becomes customer-reply; nothing is written when it is not closed.
 * @return NULL, HD_NOT_FOUND, or the database's error
 */
hd_error_t *hd_ticket_reopen(hd_db_t *db, const hd_person_t *who, const char *ref, hd_time_t now, apr_pool_t *pool);

/** Somebody of the staff who can be given tickets. */
typedef struct hd_agent_t {
    apr_int64_t id;
    const char *public_id, *name;
} hd_agent_t;

/** All of them, by name. @param[out] agents hd_agent_t in pool */
hd_error_t *hd_agents(apr_array_header_t **agents, hd_db_t *db, apr_pool_t *pool);

/** Who can be given tickets of a department, by name; and who has one, whoever that is. @param[out] agents hd_agent_t
 * in pool @param assignee_id who has it; 0: nobody */
hd_error_t *hd_agents_of(apr_array_header_t **agents, hd_db_t *db, apr_int64_t department_id, apr_int64_t assignee_id,
                         apr_pool_t *pool);

#endif
