/* src/cli/level.c: the commands about service levels: business hours, holidays and targets of departments.
 * May use: domain/ and what is below it, text/, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "../domain/department.h"
#include "../domain/level_book.h"
#include "lookup.h"
#include "output.h"

static const char *const days[HD_WEEK_DAYS] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };

static hd_error_t *find_book(hd_level_book_t *book, hd_cli_t *cli)
{
    const char *slug = hd_cli_arg(cli, 0);
    apr_int64_t id;

    HD_TRY(hd_department_find(&id, cli->db, slug, cli->pool));
    if (!id) return hd_cli_fault(cli->pool, HD_NOT_FOUND, "there is no department %s (department list)", slug);
    return hd_level_book_get(book, cli->db, id, cli->pool);
}

static hd_error_t *save(hd_cli_t *cli, const hd_level_book_t *book)
{
    const hd_by_t by = { 0, cli->now, NULL, NULL };
    const char *slug = hd_cli_arg(cli, 0);
    hd_view_t *view;
    xmlNodePtr node;

    HD_TRY(hd_level_book_set(NULL, cli->db, &by, slug, book, NULL, cli->pool));
    if (!cli->xml) {
        printf("%s: set; its open tickets are measured anew\n", slug);
        return NULL;
    }
    view = hd_view_create("cli-department", cli->pool);
    node = hd_view_add(view, hd_view_root(view), "done");
    hd_view_attr(view, node, "what", "set");
    hd_view_attr(view, node, "department", slug);
    return hd_cli_print_view(view, cli->pool);
}

static void take(const char **into, hd_cli_t *cli, const char *option)
{
    const char *given = hd_cli_option(cli, option);

    if (given) *into = given;
}

static hd_error_t *hours(hd_cli_t *cli)
{
    const char *warn = hd_cli_option(cli, "warn");
    hd_level_book_t book;
    int i;

    HD_TRY(find_book(&book, cli));
    take(&book.zone, cli, "zone");
    take(&book.holidays, cli, "holidays");
    for (i = 0; i < HD_WEEK_DAYS; i++) take(&book.week[i], cli, days[i]);
    if (warn) {
        if (!*warn || strspn(warn, "0123456789") != strlen(warn) || strlen(warn) > 2) {
            return hd_cli_usage(cli->pool, "--warn is a percentage from 0 to 90");
        }
        book.warn_percent = atoi(warn);
    }
    return save(cli, &book);
}

static hd_error_t *read_time(apr_int64_t *sec, hd_cli_t *cli, const char *option)
{
    const char *given = hd_cli_option(cli, option);

    if (!given || hd_level_time_read(sec, given)) return NULL;
    return hd_cli_usage(cli->pool, "--%s is a time as 4 or 4:30, hours of open time, at most 1000; 0 for none", option);
}

static hd_error_t *target(hd_cli_t *cli)
{
    const char *priority = hd_cli_arg(cli, 1);
    hd_level_book_t book;
    int i = 0;

    while (i < HD_PRIORITIES && strcmp(hd_level_priorities[i], priority)) i++;
    if (i == HD_PRIORITIES) return hd_cli_usage(cli->pool, "PRIORITY is one of urgent, high, medium, low");
    HD_TRY(find_book(&book, cli));
    HD_TRY(read_time(&book.first_sec[i], cli, "first"));
    HD_TRY(read_time(&book.solution_sec[i], cli, "solution"));
    return save(cli, &book);
}

static hd_error_t *print_view(const hd_level_book_t *book, hd_cli_t *cli)
{
    hd_view_t *view = hd_view_create("cli-level", cli->pool);
    xmlNodePtr root = hd_view_root(view), node = hd_view_add(view, root, "hours");
    int i;

    hd_view_attr(view, node, "zone", book->zone);
    for (i = 0; i < HD_WEEK_DAYS; i++) hd_view_attr(view, node, days[i], book->week[i]);
    hd_view_attr(view, node, "holidays", book->holidays);
    hd_view_attr_int(view, node, "warn", book->warn_percent);
    for (i = 0; i < HD_PRIORITIES; i++) {
        node = hd_view_add(view, root, "target");
        hd_view_attr(view, node, "priority", hd_level_priorities[i]);
        hd_view_attr_int(view, node, "first", book->first_sec[i]);
        hd_view_attr_int(view, node, "solution", book->solution_sec[i]);
    }
    return hd_cli_print_view(view, cli->pool);
}

static hd_error_t *show(hd_cli_t *cli)
{
    static const char *const heads[] = { "PRIORITY", "FIRST ANSWER", "SOLUTION", NULL };
    hd_level_book_t book;
    hd_table_t *table;
    int i;

    HD_TRY(find_book(&book, cli));
    if (cli->xml) return print_view(&book, cli);
    for (i = 0; i < HD_WEEK_DAYS; i++) printf("%-10s %s\n", days[i], *book.week[i] ? book.week[i] : "closed");
    printf("%-10s %s\n%-10s %s\n%-10s %d%% of the time before it is out\n\n", "zone", book.zone, "holidays",
           *book.holidays ? book.holidays : "-", "warning", book.warn_percent);
    table = hd_table_create(heads, 6, cli->pool);
    for (i = 0; i < HD_PRIORITIES; i++) {
        hd_table_cell(table, hd_level_priorities[i]);
        hd_table_cell(table, book.first_sec[i] ? hd_level_time_write(book.first_sec[i], cli->pool) : "");
        hd_table_cell(table, book.solution_sec[i] ? hd_level_time_write(book.solution_sec[i], cli->pool) : "");
    }
    hd_table_print(table, "targets");
    return NULL;
}

static const hd_cli_option_t hours_options[] = {
    { "zone", "ZONE", "time zone of the hours, as Europe/Belgrade", HD_OPTION_MAY },
    { "monday", "SPANS", "as \"08:00-12:00, 13:00-17:00\"; \"\" is closed, \"00:00-24:00\" the whole day", HD_OPTION_MAY },
    { "tuesday", "SPANS", "the same", HD_OPTION_MAY },
    { "wednesday", "SPANS", "the same", HD_OPTION_MAY },
    { "thursday", "SPANS", "the same", HD_OPTION_MAY },
    { "friday", "SPANS", "the same", HD_OPTION_MAY },
    { "saturday", "SPANS", "the same", HD_OPTION_MAY },
    { "sunday", "SPANS", "the same", HD_OPTION_MAY },
    { "holidays", "DAYS", "closed days: \"2026-04-13 01-07\", the second one each year; all of them anew", HD_OPTION_MAY },
    { "warn", "PERCENT", "how much of the time is left when a warning goes out; 0: none (25)", HD_OPTION_MAY },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

static const hd_cli_option_t target_options[] = {
    { "first", "TIME", "to the first answer, in hours of open time: 4 or 4:30; 0: none", HD_OPTION_MAY },
    { "solution", "TIME", "to the solution, the same", HD_OPTION_MAY },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

const hd_cli_command_t hd_cli_level_commands[] = {
    { "level", "hours", "SLUG", 1, 1, "set a department's business hours, holidays and time zone",
      "What is not given stays. A department of which nothing was said is open around the clock.", hours_options,
      HD_NEEDS_SCHEMA, hours },
    { "level", "target", "SLUG PRIORITY", 2, 2, "set the times to the first answer and to the solution",
      "PRIORITY is urgent, high, medium or low. What is not given stays.", target_options, HD_NEEDS_SCHEMA, target },
    { "level", "show", "SLUG", 1, 1, "show a department's hours and targets", NULL, NULL, HD_NEEDS_SCHEMA, show },
    { NULL }
};
