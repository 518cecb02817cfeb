/* src/web/page.h: the parts that pages share, as views: the frame, forms, services, tickets.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_PAGE_H
#define HD_WEB_PAGE_H

#include "../domain/service.h"
#include "../domain/ticket.h"
#include "request.h"

/** Begin a page without asking the database: hd_page_begin but for the counts. */
hd_error_t *hd_page_begin_plain(hd_request_t *q, const char *page);

/** Set three attributes: ISO 8601, short and relative, long; nothing when sec is 0. Most easily by HD_VIEW_TIME. */
void hd_view_time(hd_request_t *q, xmlNodePtr node, const char *const names[3], hd_time_t sec);

/** Set name, name-text and name-moment; name is a literal. */
#define HD_VIEW_TIME(q, node, name, sec)                                                       \
    hd_view_time(q, node, (const char *const[3]){ name, name "-text", name "-moment" }, sec)

/** Append a service with all that the schema's service.facts says, and its unpaid proforma. */
xmlNodePtr hd_view_service(hd_request_t *q, xmlNodePtr parent, const hd_service_t *service, int with_account);

/** Set the dates of a service's term in full, where they are read: not in lists. */
void hd_view_service_dates(hd_request_t *q, xmlNodePtr node, const hd_service_t *service);

/** What to show as the service's state: hd_service_status() for today. */
const char *hd_service_status_today(hd_request_t *q, const hd_service_t *service);

/** Append an unpaid proforma. */
void hd_view_proforma(hd_request_t *q, xmlNodePtr parent, const hd_proforma_t *proforma);

/** Set the facts of a ticket that lists and the ticket's own page share. */
void hd_view_ticket_facts(hd_request_t *q, xmlNodePtr node, const hd_ticket_row_t *row, int with_account);

/** Append a ticket as lists show it. */
void hd_view_ticket_row(hd_request_t *q, xmlNodePtr parent, const hd_ticket_row_t *row, int with_account);

/** Append the names and the addresses of the tab or column; chosen marks the one that is shown. */
xmlNodePtr hd_view_tab(hd_request_t *q, xmlNodePtr parent, const char *name, apr_int64_t count, int chosen,
                       const char *address);

/** Ids of the files that wait for this form, but for those that were taken off ("unstage"). @return const char * in pool */
apr_array_header_t *hd_form_staged(hd_request_t *q);

/** The form of a page with attachments: hd_view_form() with limits, staged files, and files that were refused. */
xmlNodePtr hd_view_upload_form(hd_request_t *q);

/** Append <file-lost> for each file that has to be chosen again. @param names  const char * */
void hd_view_files_lost(hd_request_t *q, xmlNodePtr form, const apr_array_header_t *names);

/** Append <value name=…>. */
void hd_view_value(hd_request_t *q, xmlNodePtr form, const char *name, const char *value);

/** Append <preview> with the Markdown of a text. */
hd_error_t *hd_view_preview(hd_request_t *q, const char *source);

/** The person's counts of tickets, read once a request. */
hd_error_t *hd_request_counts(hd_request_t *q);

#endif
