/* src/web/report_view.h: reports as a view.
 * May use: domain/, page.h, report_look.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_REPORT_VIEW_H
#define HD_WEB_REPORT_VIEW_H

#include "../domain/report.h"
#include "report_look.h"

/** By what figures are looked at, in the order of the page: "all", "department", "priority", "agent", "channel"; NULL. */
extern const char *const hd_report_dimensions[];

/** A row with what it is called. */
typedef struct hd_report_named_t {
    const hd_report_row_t *row;
    const char *name; /* of a department or agent; NULL: the member names a word of its own */
} hd_report_named_t;

/**
 * The rows of a dimension, in their order: departments and words in theirs, agents by how much they did.
 * @param[out] rows  array of hd_report_named_t in q->pool
 * @return NULL or the database's error
 */
hd_error_t *hd_report_rows(apr_array_header_t **rows, hd_request_t *q, const hd_report_look_t *look, const hd_report_t *report,
                           const char *dimension);

/** Append all to the view. @param since  since when something waits to be counted; 0: nothing does */
hd_error_t *hd_report_show(hd_request_t *q, const hd_report_look_t *look, const hd_report_t *report, hd_time_t since);

#endif
