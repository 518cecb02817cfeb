/* src/cli/parse.c: reads the command line by the tables of commands.
 * May use: base/, APR. Must not know: what commands do.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>

#include "command.h"

const hd_cli_command_t *hd_cli_table(int n)
{
    static const hd_cli_command_t *const tables[] = {
        hd_cli_schema_commands,     hd_cli_backup_commands, hd_cli_person_commands, hd_cli_account_commands,
        hd_cli_service_commands,    hd_cli_department_commands, hd_cli_level_commands, hd_cli_webhook_commands,
        hd_cli_outbox_commands,     hd_cli_report_commands, hd_cli_search_commands, hd_cli_demo_commands, NULL
    };

    return tables[n];
}

const char *hd_cli_arg(const hd_cli_t *cli, int n)
{
    return n < cli->args->nelts ? APR_ARRAY_IDX(cli->args, n, const char *) : NULL;
}

const apr_array_header_t *hd_cli_options(const hd_cli_t *cli, const char *name)
{
    const apr_array_header_t *values = apr_hash_get(cli->options, name, APR_HASH_KEY_STRING);

    return values ? values : apr_array_make(cli->pool, 1, sizeof(const char *));
}

const char *hd_cli_option(const hd_cli_t *cli, const char *name)
{
    const apr_array_header_t *values = hd_cli_options(cli, name);

    return values->nelts ? APR_ARRAY_IDX(values, values->nelts - 1, const char *) : NULL;
}

static int is_group(const char *name)
{
    const hd_cli_command_t *command;
    int n;

    for (n = 0; hd_cli_table(n); n++) {
        for (command = hd_cli_table(n); command->run; command++) {
            if (!strcmp(command->group, name)) return 1;
        }
    }
    return 0;
}

/* The command that the words begin with. @param[out] used  how many words name it */
static const hd_cli_command_t *find(int *used, const apr_array_header_t *words)
{
    const hd_cli_command_t *command;
    const char *group = words->nelts > 0 ? APR_ARRAY_IDX(words, 0, const char *) : "";
    const char *verb = words->nelts > 1 ? APR_ARRAY_IDX(words, 1, const char *) : "";
    int n;

    for (n = 0; hd_cli_table(n); n++) {
        for (command = hd_cli_table(n); command->run; command++) {
            if (strcmp(command->group, group) || (command->verb && strcmp(command->verb, verb))) continue;
            *used = command->verb ? 2 : 1;
            return command;
        }
    }
    return NULL;
}

/* Options that stand for the program; they may stand anywhere. */
static const hd_cli_option_t everywhere[] = {
    { "config", "FILE", NULL, HD_OPTION_MAY },
    { "xml", NULL, NULL, HD_OPTION_MAY },
    { "help", NULL, NULL, HD_OPTION_MAY },
    { NULL }
};

static const hd_cli_option_t *find_option(const hd_cli_option_t *options, const char *name, apr_size_t length)
{
    for (; options && options->name; options++) {
        if (strlen(options->name) == length && !strncmp(options->name, name, length)) return options;
    }
    return NULL;
}

static hd_error_t *put_option(hd_cli_t *cli, const hd_cli_option_t *option, const char *value)
{
    apr_array_header_t *values = apr_hash_get(cli->options, option->name, APR_HASH_KEY_STRING);

    if (!values) {
        values = apr_array_make(cli->pool, 2, sizeof(const char *));
        apr_hash_set(cli->options, option->name, APR_HASH_KEY_STRING, values);
    }
    if (values->nelts && option->kind != HD_OPTION_LIST) {
        return hd_cli_usage(cli->pool, "--%s was given twice", option->name);
    }
    APR_ARRAY_PUSH(values, const char *) = value;
    return NULL;
}

/* Options are told apart from arguments before the command is known: those with a value are known from all tables. */
static const hd_cli_option_t *any_option(const char *name, apr_size_t length)
{
    const hd_cli_option_t *option = find_option(everywhere, name, length);
    const hd_cli_command_t *command;
    int n;

    for (n = 0; !option && hd_cli_table(n); n++) {
        for (command = hd_cli_table(n); !option && command->run; command++) {
            option = find_option(command->options, name, length);
        }
    }
    return option;
}

/* "--name", "--name value" or "--name=value". @param[in,out] i  the word; moved on when the value is one of its own */
static hd_error_t *read_option(hd_cli_t *cli, int *i, int argc, const char *const *argv)
{
    const char *name = argv[*i] + 2, *equals = strchr(name, '=');
    apr_size_t length = equals ? (apr_size_t)(equals - name) : strlen(name);
    const hd_cli_option_t *option = any_option(name, length);

    if (!option) return hd_cli_usage(cli->pool, "there is no option --%.*s", (int)length, name);
    if (!option->value) {
        if (equals) return hd_cli_usage(cli->pool, "--%s has no value", option->name);
        return put_option(cli, option, "");
    }
    if (equals) return put_option(cli, option, equals + 1);
    if (*i + 1 >= argc) return hd_cli_usage(cli->pool, "--%s needs a value: %s", option->name, option->value);
    return put_option(cli, option, argv[++*i]);
}

/* Whether the command has all options that were given, and was given those that it must have. */
static hd_error_t *check_options(const hd_cli_t *cli)
{
    const hd_cli_option_t *option;
    apr_hash_index_t *index;

    for (index = apr_hash_first(cli->pool, cli->options); index; index = apr_hash_next(index)) {
        const char *name = apr_hash_this_key(index);
        if (find_option(everywhere, name, strlen(name)) || find_option(cli->command->options, name, strlen(name))) continue;
        return hd_cli_usage(cli->pool, "this command has no option --%s", name);
    }
    for (option = cli->command->options; option && option->name; option++) {
        if (option->kind == HD_OPTION_MUST && !hd_cli_option(cli, option->name)) {
            return hd_cli_usage(cli->pool, "--%s is missing", option->name);
        }
    }
    return NULL;
}

static hd_error_t *check_command(hd_cli_t *cli, apr_array_header_t *words)
{
    const char *first = APR_ARRAY_IDX(words, 0, const char *);
    apr_array_header_t *args;
    int used = 0, i;

    cli->command = find(&used, words);
    if (!cli->command) {
        if (!is_group(first)) return hd_cli_usage(cli->pool, "there is no command %s", first);
        if (words->nelts < 2) return hd_cli_usage(cli->pool, "%s: what is to be done?", first);
        return hd_cli_usage(cli->pool, "there is no command %s %s", first, APR_ARRAY_IDX(words, 1, const char *));
    }
    args = apr_array_make(cli->pool, words->nelts, sizeof(const char *));
    for (i = used; i < words->nelts; i++) APR_ARRAY_PUSH(args, const char *) = APR_ARRAY_IDX(words, i, const char *);
    cli->args = args;
    if (hd_cli_option(cli, "help")) return NULL;
    if (args->nelts < cli->command->min) return hd_cli_usage(cli->pool, "%s is missing", cli->command->arguments);
    if (args->nelts > cli->command->max) {
        return hd_cli_usage(cli->pool, "%s is too much", APR_ARRAY_IDX(args, cli->command->max, const char *));
    }
    return check_options(cli);
}

hd_error_t *hd_cli_parse(hd_cli_t *cli, int *help, int argc, const char *const *argv)
{
    apr_array_header_t *words = apr_array_make(cli->pool, argc + 1, sizeof(const char *));
    const char *config;
    int i, plain = 0;

    cli->options = apr_hash_make(cli->pool);
    cli->args = words;
    for (i = 0; i < argc; i++) {
        if (!plain && !strcmp(argv[i], "--")) plain = 1;
        else if (!plain && argv[i][0] == '-' && argv[i][1] == 'h' && !argv[i][2]) HD_TRY(put_option(cli, &everywhere[2], ""));
        else if (!plain && !strncmp(argv[i], "--", 2)) HD_TRY(read_option(cli, &i, argc, argv));
        else APR_ARRAY_PUSH(words, const char *) = argv[i];
    }
    config = hd_cli_option(cli, "config");
    cli->config_path = config ? config : HD_CLI_CONFIG;
    cli->xml = hd_cli_option(cli, "xml") != NULL;
    *help = hd_cli_option(cli, "help") != NULL;
    if (words->nelts && !strcmp(APR_ARRAY_IDX(words, 0, const char *), "help")) {
        *help = 1;
        for (i = 1; i < words->nelts; i++) APR_ARRAY_IDX(words, i - 1, const char *) = APR_ARRAY_IDX(words, i, const char *);
        words->nelts--;
    }
    if (!words->nelts) return *help ? NULL : hd_cli_usage(cli->pool, "no command was given");
    if (*help && !find(&i, words) && is_group(APR_ARRAY_IDX(words, 0, const char *)) && words->nelts == 1) return NULL;
    if (*help) put_option(cli, &everywhere[2], "");
    return check_command(cli, words);
}
