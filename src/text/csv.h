/* src/text/csv.h: tables for spreadsheets (RFC 4180).
 * May use: APR. Must not know: what the tables are about.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_CSV_H
#define HD_TEXT_CSV_H

#include <apr_tables.h>

/**
 * Append a row: fields in quotation marks where they need them, CRLF at the end. What a spreadsheet would take for a
 * formula (=, +, -, @, tab or CR at the beginning) gets an apostrophe before it.
 * @param lines   of const char *: the row is pushed
 * @param fields  NULL at the end
 */
void hd_csv_row(apr_array_header_t *lines, const char *const *fields);

#endif
