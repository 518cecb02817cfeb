/* src/cli/main.c: helpdeskctl, the administrator's program.
 * May use: domain/ and what is below it, xml/. Must not know: what single commands do.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_general.h>
#include <apr_time.h>
#include <libxml/parser.h>
#include <locale.h>
#include <stdio.h>
#include <sys/stat.h>

#include "../base/log.h"
#include "command.h"

/* What the library logs is in the error that it returns, too; only what it does not return is worth a line. */
static void log_to_stderr(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    (void)status;
    (void)file;
    (void)line;
    if (level == HD_LOG_ERROR) fprintf(stderr, "helpdeskctl: %s\n", text);
}

static int fail(const hd_cli_t *cli, const hd_error_t *error)
{
    const char *group = cli->command ? cli->command->group : NULL, *verb = cli->command ? cli->command->verb : NULL;
    int status = hd_cli_fault_status(error);

    fflush(stdout);
    fprintf(stderr, "helpdeskctl%s%s%s%s: %s%s\n", group ? " " : "", group ? group : "", verb ? " " : "",
            verb ? verb : "", hd_cli_fault_text(error, cli->pool), status == HD_EXIT_USAGE ? " (see --help)" : "");
    return status;
}

static int run(hd_cli_t *cli, int argc, const char *const *argv)
{
    hd_error_t *error;
    int help = 0;

    if (argc == 1 && !strcmp(argv[0], "--version")) {
        printf("helpdeskctl " HD_VERSION "\n");
        return 0;
    }
    error = hd_cli_parse(cli, &help, argc, argv);
    if (!error && help) {
        hd_cli_help(cli, hd_cli_arg(cli, 0));
        return 0;
    }
    if (!error && cli->command->need == HD_NEEDS_CONFIG) error = hd_cli_configure(cli);
    if (!error && cli->command->need > HD_NEEDS_CONFIG) error = hd_cli_connect(cli);
    if (!error) error = cli->command->run(cli);
    if (error) return fail(cli, error);
    if (fflush(stdout) == 0 && !ferror(stdout)) return cli->status;
    fprintf(stderr, "helpdeskctl: what was done could not be printed\n");
    return HD_EXIT_FAILED;
}

int main(int argc, const char *const *argv)
{
    hd_cli_t cli = { 0 };
    int status;

    setlocale(LC_CTYPE, "");
    umask(027); /* a new SQLite database holds hashes of passwords */
    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS) return HD_EXIT_FAILED;
    apr_pool_create(&cli.pool, NULL);
    cli.now = apr_time_sec(apr_time_now());
    hd_log_set_sink(log_to_stderr);
    xmlInitParser();
    status = run(&cli, argc - 1, argv + 1);
    apr_pool_destroy(cli.pool);
    apr_terminate();
    return status;
}
