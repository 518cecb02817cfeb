/* src/web/queue_look.h: how the queue is looked at: the view and what narrows it, read from an address and written into one.
 * May use: domain/, request.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_QUEUE_LOOK_H
#define HD_WEB_QUEUE_LOOK_H

#include "../domain/queue.h"
#include "../domain/search.h"
#include "../domain/ticket.h"
#include "request.h"

#define HD_NOBODY "none" /* as assignee, in addresses and forms */

/** A view: a stage, and whose. */
typedef struct hd_queue_view_t {
    const char *name;
    hd_stage_t stage;
    enum { HD_VIEW_OF_ALL, HD_VIEW_OF_READER, HD_VIEW_OF_NOBODY } of;
    int overdue; /* only those that are late */
} hd_queue_view_t;

/** All views, in the order of the rail; the first is what an address without one shows, the last, of any stage, is for
 * searches only, and what theirs show. Ends with a NULL name. */
extern const hd_queue_view_t hd_queue_views[];

/** What narrows a view. */
typedef enum {
    HD_NARROW_DEPARTMENT,
    HD_NARROW_PRIORITY,
    HD_NARROW_CHANNEL,
    HD_NARROW_ASSIGNEE,
    HD_NARROW_CLIENT,
    HD_NARROW_SERVICE,
    HD_NARROW_WORDS,
    HD_NARROWS
} hd_narrow_t;

/** The parameter of an address: "department", "priority", … */
const char *hd_narrow_name(hd_narrow_t narrow);

/** Checked values of an address. */
typedef struct hd_queue_look_t {
    const hd_queue_view_t *view;
    const char *value[HD_NARROWS]; /* as the address has it; NULL: not narrowed */
    const char *text[HD_NARROWS];  /* the name of who or what that is; NULL: the value is a word of the catalogue */
    hd_queue_filter_t filter;      /* the same for the domain, with whose the view is */
    hd_search_t search;            /* the words that are looked for, where value[HD_NARROW_WORDS] is */
} hd_queue_look_t;

/** Whether a look can have a view: that of any stage is for searches only. @return 1 or 0 */
int hd_queue_look_may(const hd_queue_look_t *look, const hd_queue_view_t *view);

/**
 * Read how the queue is looked at. What is not known is as if it were not given.
 * @param[out] look     in q->pool
 * @param q             its query
 * @param departments   hd_department_t: those in which the reader works
 * @param agents        hd_agent_t: the staff
 * @return NULL or the database's error
 */
hd_error_t *hd_queue_look_read(hd_queue_look_t *look, hd_request_t *q, const apr_array_header_t *departments,
                               const apr_array_header_t *agents);

/**
 * The address of a look, below the base path.
 * @param q        owns the text
 * @param look     which
 * @param view     another view; NULL: its own
 * @param without  left out; HD_NARROWS: nothing is
 * @param name     one more parameter, or NULL
 * @param value    of it
 */
const char *hd_queue_look_address(hd_request_t *q, const hd_queue_look_t *look, const hd_queue_view_t *view,
                                  hd_narrow_t without, const char *name, const char *value);

#endif
