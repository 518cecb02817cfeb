/* src/domain/change.h: what an agent changes about a ticket: department, priority, service, subject, status, who has it.
 * May use: ticket_state.h, store/, text/. Must not know: HTTP, how a form looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_CHANGE_H
#define HD_DOMAIN_CHANGE_H

#include "ticket_state.h"

/** What can be changed. */
typedef enum {
    HD_SET_DEPARTMENT,
    HD_SET_PRIORITY,
    HD_SET_SERVICE,
    HD_SET_SUBJECT,
    HD_SET_STATUS,
    HD_SET_ASSIGNEE,
    HD_SETS
} hd_set_t;

/** The form's names of them: "department" … */
extern const char *const hd_set_names[HD_SETS];

/** What a form brings. Values are those of forms: slug, public ids, "" for no service and for nobody. */
typedef struct hd_change_t {
    const char *to[HD_SETS];  /* NULL: not in the form */
    const char *was[HD_SETS]; /* what the form showed; NULL: it does not say, and whatever it was is changed */
    hd_time_t hold_until;     /* of a ticket that is on hold with it; 0: not said */
    int hold_open;            /* 1: on hold for ever; a day that was said before is over */
} hd_change_t;

/** What a ticket's fields are now, as forms have them. */
typedef struct hd_facts_t {
    const char *of[HD_SETS];
    const char *service_label;
    apr_int64_t queue_key;
} hd_facts_t;

/** Read them. @param state  of the ticket, under the lock @return NULL, HD_NOT_FOUND, or the database's error */
hd_error_t *hd_change_facts(hd_facts_t *facts, hd_db_t *db, const hd_ticket_state_t *state, apr_int64_t ticket,
                            apr_pool_t *pool);

/**
 * Change what differs, with a row of the history for each; part of the caller's transaction.
 * @param[out] count      how many things were changed; may be NULL
 * @param db              the connection, in a transaction
 * @param ticket          its row
 * @param[in,out] state   under the lock; brought up to date
 * @param who             of the staff
 * @param change          what came
 * @param skip_status     leave the status to whoever calls
 * @param now             UTC, seconds
 * @param pool            for the work
 * @return NULL; HD_CONFLICT "set-newer" or "set-newer-by" (value: who), for each field that another has changed since the
 *         form was made; HD_INVALID "department-unknown", "priority-unknown", "service-unknown", "subject-empty",
 *         "subject-long", "status-unknown", "assignee-unknown", "assignee-elsewhere" (who has it, or is to have it, does not
 *         work in the department; value: who); or the database's error
 */
hd_error_t *hd_change_apply(int *count, hd_db_t *db, apr_int64_t ticket, hd_ticket_state_t *state, const hd_person_t *who,
                            const hd_change_t *change, int skip_status, hd_time_t now, apr_pool_t *pool);

/**
 * hd_change_apply() in a transaction of its own.
 * @param[out] count  how many things were changed
 * @param db          the connection, not in a transaction
 * @param who         of the staff
 * @param ref         as it came
 * @param change      what came
 * @param now         UTC, seconds
 * @param pool        for the work
 * @return as hd_change_apply(); HD_NOT_FOUND; HD_CONFLICT "ticket-merged"
 */
hd_error_t *hd_ticket_change(int *count, hd_db_t *db, const hd_person_t *who, const char *ref, const hd_change_t *change,
                             hd_time_t now, apr_pool_t *pool);

#endif
