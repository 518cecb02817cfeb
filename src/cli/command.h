/* src/cli/command.h: what a command of helpdeskctl is, and what it is given.
 * May use: domain/ and what is below it. Must not know: what single commands do.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_CLI_COMMAND_H
#define HD_CLI_COMMAND_H

#include <apr_hash.h>
#include <apr_tables.h>

#include "../base/clock.h"
#include "../domain/password.h"
#include "../store/db.h"
#include "../store/files.h"
#include "fault.h"
#include "settings.h"

typedef struct hd_cli_t hd_cli_t;

/** An option of a command. */
typedef struct hd_cli_option_t {
    const char *name;  /* without the hyphens */
    const char *value; /* what its value is called in help; NULL: it has none */
    const char *help;
    enum { HD_OPTION_MAY, HD_OPTION_MUST, HD_OPTION_LIST } kind; /* LIST: may be given several times */
} hd_cli_option_t;

/** What must be there before a command runs. */
typedef enum {
    HD_NEEDS_NOTHING,
    HD_NEEDS_CONFIG,   /* configuration; who it is started by stays who it is */
    HD_NEEDS_DATABASE, /* configuration and connection */
    HD_NEEDS_SCHEMA    /* and the schema of this version */
} hd_cli_need_t;

/** A command: a row of a table, which ends with a row without run. */
typedef struct hd_cli_command_t {
    const char *group;     /* "person" */
    const char *verb;      /* "add"; NULL where the group is the whole command */
    const char *arguments; /* "ACCOUNT EMAIL"; NULL: none */
    int min, max;          /* how many arguments */
    const char *summary;   /* one line */
    const char *more;      /* further lines of the help; or NULL */
    const hd_cli_option_t *options; /* ended by a row without name; or NULL */
    hd_cli_need_t need;
    hd_error_t *(*run)(hd_cli_t *cli);
} hd_cli_command_t;

/** One run of the program. */
struct hd_cli_t {
    apr_pool_t *pool;
    hd_time_t now; /* UTC, seconds; by the database's clock once there is a connection */
    int xml;       /* --xml was given */
    int status;    /* to end with when the command says no error */
    const hd_cli_command_t *command;
    const apr_array_header_t *args; /* const char *: arguments after the command's name */
    apr_hash_t *options;            /* name -> apr_array_header_t of const char *: values given */
    const char *config_path;
    hd_settings_t settings;
    apr_uid_t owner; /* of HelpdeskDataDir */
    apr_gid_t group;
    const char *sql_dir;
    hd_store_t *store;
    hd_db_t *db;
    hd_hasher_t hasher;
};

/** All commands, in the order of the help. @param n  which table, from 0 @return NULL after the last */
const hd_cli_command_t *hd_cli_table(int n);

extern const hd_cli_command_t hd_cli_schema_commands[], hd_cli_backup_commands[], hd_cli_person_commands[],
    hd_cli_account_commands[], hd_cli_service_commands[], hd_cli_department_commands[], hd_cli_level_commands[],
    hd_cli_outbox_commands[], hd_cli_report_commands[], hd_cli_search_commands[], hd_cli_webhook_commands[],
    hd_cli_demo_commands[];

/** An argument, from 0; NULL when it was not given. */
const char *hd_cli_arg(const hd_cli_t *cli, int n);

/** The last value of an option; NULL when it was not given. An option without a value has "". */
const char *hd_cli_option(const hd_cli_t *cli, const char *name);

/** All values of an option: const char *; empty when it was not given. */
const apr_array_header_t *hd_cli_options(const hd_cli_t *cli, const char *name);

/**
 * Read the command line: which command, its options and arguments.
 * @param cli   command, args, options, xml, config_path are filled; command is NULL when there is none
 * @param help  1 when help or a command's --help is asked for
 * @param argc  words, from argv[1] on
 * @param argv  the words
 * @return NULL, or HD_BAD_REQUEST
 */
hd_error_t *hd_cli_parse(hd_cli_t *cli, int *help, int argc, const char *const *argv);

/** Print the help: of all, of a group, or of cli->command. @param group  NULL: of all */
void hd_cli_help(const hd_cli_t *cli, const char *group);

/**
 * Read the configuration, and see who owns the data directory.
 * @param cli  the run
 * @return NULL, or what is wrong
 */
hd_error_t *hd_cli_configure(hd_cli_t *cli);

/**
 * Go on as the owner of the data directory, when root has started the program; load the statements.
 * @param cli  the run, configured
 * @return NULL, or what is wrong
 */
hd_error_t *hd_cli_open_store(hd_cli_t *cli);

/**
 * Read the configuration and connect to the database, as the command needs it.
 * @param cli  the run; configured already, or not
 * @return NULL, or what is wrong
 */
hd_error_t *hd_cli_connect(hd_cli_t *cli);

/** Open the attachment store. @param[out] files  in cli->pool @return NULL, or HD_BROKEN */
hd_error_t *hd_cli_files(hd_files_t **files, const hd_cli_t *cli);

#endif
