/* src/web/ticket_view.h: a ticket with its conversation, as the client's and the agent's page show it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_TICKET_VIEW_H
#define HD_WEB_TICKET_VIEW_H

#include "page.h"

/**
 * Append <ticket> with its service, messages, files and events in the order in which they happened.
 * @param q       the request; the page has begun
 * @param ticket  what to show
 * @param side    for whom
 * @return NULL, or the database's error
 */
hd_error_t *hd_view_conversation(hd_request_t *q, const hd_ticket_t *ticket, hd_side_t side);

/** Append an <other> for each ticket. @param q  the request @param parent  where @param rows  hd_ticket_row_t */
void hd_view_others(hd_request_t *q, xmlNodePtr parent, const apr_array_header_t *rows);

/** Whether a browser may show a file of this type in the page: PNG, JPEG, GIF, WebP. @return 1 or 0 */
int hd_type_is_image(const char *type);

/** What a form brings of files: those of this form, those staged before but for what was taken off, the limits. */
hd_upload_t hd_form_upload(hd_request_t *q);

/**
 * Keep the files of a form that comes back, so that they need not be chosen again: sets q->staged. Those that are not
 * good or do not fit are in q->files_refused.
 * @return NULL, or the database's error
 */
hd_error_t *hd_form_stage(hd_request_t *q);

#endif
