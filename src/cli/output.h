/* src/cli/output.h: what helpdeskctl prints: aligned tables for people, views for programs.
 * May use: xml/, text/, base/. Must not know: what is printed.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_CLI_OUTPUT_H
#define HD_CLI_OUTPUT_H

#include <apr_tables.h>

#include "../base/clock.h"
#include "../xml/view.h"

/** Print a view as XML to standard output. @return NULL, or HD_BROKEN */
hd_error_t *hd_cli_print_view(hd_view_t *view, apr_pool_t *pool);

/** A table under construction: rows of texts. */
typedef struct hd_table_t {
    apr_pool_t *pool;
    int columns;
    unsigned int right;        /* bit n: column n is set to the right */
    apr_array_header_t *cells; /* const char * */
} hd_table_t;

/**
 * Begin a table.
 * @param heads  the columns' names, NULL at the end
 * @param right  a bit for each column that is set to the right: 1 << n
 * @param pool   owns the table
 * @return the table
 */
hd_table_t *hd_table_create(const char *const *heads, unsigned int right, apr_pool_t *pool);

/** Append a cell; NULL and "" are shown as a hyphen. Control characters are not printed. */
void hd_table_cell(hd_table_t *table, const char *text);

/** Append a cell with a number. */
void hd_table_cell_int(hd_table_t *table, apr_int64_t number);

/** Print the table; nothing but a line that says so when it has no rows. @param what  "people" */
void hd_table_print(const hd_table_t *table, const char *what);

#endif
