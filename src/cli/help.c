/* src/cli/help.c: the help, made from the tables of commands.
 * May use: base/, APR. Must not know: what commands do.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <stdio.h>

#include "command.h"

static const char *name_of(const hd_cli_command_t *command, apr_pool_t *pool)
{
    return apr_pstrcat(pool, command->group, command->verb ? " " : "", command->verb ? command->verb : "",
                       command->arguments ? " " : "", command->arguments ? command->arguments : "", NULL);
}

static void list(const hd_cli_t *cli, const char *group)
{
    const hd_cli_command_t *command;
    int n;

    for (n = 0; hd_cli_table(n); n++) {
        for (command = hd_cli_table(n); command->run; command++) {
            if (group && strcmp(command->group, group)) continue;
            printf("  %-30s %s\n", name_of(command, cli->pool), command->summary);
        }
    }
}

static void print_everywhere(void)
{
    printf("\nOptions of every command:\n"
           "  --config FILE                  Apache configuration file with DBDriver, DBDParams, HelpdeskDataDir,\n"
           "                                 HelpdeskShareDir, HelpdeskMagicFile (default %s)\n"
           "  --xml                          print a view in XML (xslt/schema/cli.rng) instead of a table\n"
           "  --help                         help on the command\n",
           HD_CLI_CONFIG);
}

static void print_all(const hd_cli_t *cli)
{
    printf("helpdeskctl " HD_VERSION ": looks after the portal's database.\n\n"
           "Usage: helpdeskctl [--config FILE] COMMAND [ARGUMENTS] [OPTIONS]\n\nCommands:\n");
    list(cli, NULL);
    print_everywhere();
    printf("  --version                      print the version\n"
           "\nIt ends with 0 when all went well, 1 when something did not, 2 when the command line is wrong; the reason\n"
           "is one line on standard error. Started by root, it goes on as the owner of HelpdeskDataDir.\n");
}

static void print_command(const hd_cli_t *cli)
{
    const hd_cli_command_t *command = cli->command;
    const hd_cli_option_t *option;

    printf("Usage: helpdeskctl %s%s\n\n%s.\n", name_of(command, cli->pool), command->options ? " [OPTIONS]" : "",
           command->summary);
    if (command->more) printf("%s\n", command->more);
    if (command->options) printf("\nOptions:\n");
    for (option = command->options; option && option->name; option++) {
        const char *left = apr_pstrcat(cli->pool, "--", option->name, option->value ? " " : "",
                                       option->value ? option->value : "", NULL);
        printf("  %-30s %s%s\n", left, option->help,
               option->kind == HD_OPTION_MUST   ? " (needed)"
               : option->kind == HD_OPTION_LIST ? " (may be given several times)"
                                                : "");
    }
    print_everywhere();
}

void hd_cli_help(const hd_cli_t *cli, const char *group)
{
    if (cli->command) {
        print_command(cli);
        return;
    }
    if (!group) {
        print_all(cli);
        return;
    }
    printf("Usage: helpdeskctl %s COMMAND [ARGUMENTS] [OPTIONS]\n\nCommands:\n", group);
    list(cli, group);
    print_everywhere();
}
