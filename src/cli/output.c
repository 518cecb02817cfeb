/* src/cli/output.c: aligned tables, and views as XML.
 * May use: xml/, text/, base/. Must not know: what is printed.
 * SPDX-License-Identifier: Apache-2.0 */
#include "output.h"

#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "../text/fold.h"

hd_error_t *hd_cli_print_view(hd_view_t *view, apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t length;

    HD_TRY(hd_view_write(&bytes, &length, view, pool));
    fwrite(bytes, 1, length, stdout);
    if (length && bytes[length - 1] != '\n') putchar('\n');
    return NULL;
}

hd_table_t *hd_table_create(const char *const *heads, unsigned int right, apr_pool_t *pool)
{
    hd_table_t *table = apr_pcalloc(pool, sizeof(*table));

    table->pool = pool;
    table->right = right;
    table->cells = apr_array_make(pool, 64, sizeof(const char *));
    for (; *heads; heads++) {
        hd_table_cell(table, *heads);
        table->columns++;
    }
    return table;
}

/* What a client wrote must not give orders to a terminal. */
static const char *printable(const char *text, apr_pool_t *pool)
{
    char *copy, *at;

    if (hd_text_valid(text, strlen(text), 0)) return text;
    copy = apr_pstrdup(pool, text);
    for (at = copy; *at; at++) {
        if ((unsigned char)*at < ' ' || (unsigned char)*at >= 0x7f) *at = '?';
    }
    return copy;
}

void hd_table_cell(hd_table_t *table, const char *text)
{
    APR_ARRAY_PUSH(table->cells, const char *) = text && *text ? printable(text, table->pool) : "-";
}

void hd_table_cell_int(hd_table_t *table, apr_int64_t number)
{
    hd_table_cell(table, apr_psprintf(table->pool, "%" APR_INT64_T_FMT, number));
}

static void print_cell(const char *text, int width, int right, int last)
{
    int pad = width - (int)hd_text_chars(text);

    if (right) printf("%*s", pad, "");
    fputs(text, stdout);
    if (last) putchar('\n');
    else printf("%*s  ", right ? 0 : pad, "");
}

void hd_table_print(const hd_table_t *table, const char *what)
{
    int *width = apr_pcalloc(table->pool, sizeof(int) * (apr_size_t)table->columns), i;

    if (table->cells->nelts <= table->columns) {
        printf("There are no %s.\n", what);
        return;
    }
    for (i = 0; i < table->cells->nelts; i++) {
        int chars = (int)hd_text_chars(APR_ARRAY_IDX(table->cells, i, const char *));
        if (chars > width[i % table->columns]) width[i % table->columns] = chars;
    }
    for (i = 0; i < table->cells->nelts; i++) {
        int column = i % table->columns;
        print_cell(APR_ARRAY_IDX(table->cells, i, const char *), width[column], (table->right >> column) & 1,
                   column == table->columns - 1);
    }
}
