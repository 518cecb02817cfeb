/* src/cli/connect.c: from the configuration to a connection with the database.
 * May use: store/, base/, apr_dbd. Must not know: commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_dbd.h>
#include <apr_file_info.h>
#include <apr_strings.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "../store/migrate.h"
#include "command.h"

#define WAIT_MAX apr_time_from_sec(5)
#define WAIT_PAUSE (APR_USEC_PER_SEC / 50)

typedef struct opened_t {
    const apr_dbd_driver_t *driver;
    apr_dbd_t *handle;
} opened_t;

static apr_status_t disconnect(void *data)
{
    const opened_t *opened = data;

    apr_dbd_close(opened->driver, opened->handle);
    return APR_SUCCESS;
}

hd_error_t *hd_cli_configure(hd_cli_t *cli)
{
    apr_finfo_t info;

    HD_TRY(hd_settings_read(&cli->settings, cli->config_path, cli->pool));
    if (apr_stat(&info, cli->settings.data_dir, APR_FINFO_NORM, cli->pool) != APR_SUCCESS || info.filetype != APR_DIR) {
        return hd_cli_fault(cli->pool, HD_BROKEN, "HelpdeskDataDir: there is no directory %s", cli->settings.data_dir);
    }
    cli->owner = info.user;
    cli->group = info.group;
    return NULL;
}

/* Root goes on as the owner of the data directory, whom Apache's children run as, so that they can use what is made. */
static hd_error_t *become_owner(const hd_cli_t *cli)
{
    const struct passwd *owner;
    int fault;

    if (geteuid() != 0 || cli->owner == 0) return NULL;
    owner = getpwuid(cli->owner); /* an owner without a name has no other groups; and none of root's */
    fault = owner ? initgroups(owner->pw_name, cli->group) : setgroups(0, NULL);
    if (fault != 0 || setgid(cli->group) != 0 || setuid(cli->owner) != 0) {
        return hd_cli_fault(cli->pool, HD_BROKEN, "cannot become the owner of %s", cli->settings.data_dir);
    }
    return NULL;
}

static hd_error_t *open_database(opened_t *opened, const hd_cli_t *cli, apr_pool_t *connection_pool)
{
    const hd_settings_t *settings = &cli->settings;
    const char *reason = NULL;
    char *line;

    if (apr_dbd_init(cli->pool) != APR_SUCCESS
        || apr_dbd_get_driver(cli->pool, settings->driver, &opened->driver) != APR_SUCCESS) {
        return hd_cli_fault(cli->pool, HD_BROKEN, "the driver %s of APR cannot be loaded: is its package installed?",
                            settings->driver);
    }
    if (apr_dbd_open_ex(opened->driver, connection_pool, settings->params, &opened->handle, &reason) == APR_SUCCESS) {
        return NULL;
    }
    line = apr_pstrdup(cli->pool, reason ? reason : "no reason given");
    line[strcspn(line, "\r\n")] = '\0';
    return hd_cli_fault(cli->pool, HD_BUSY, "the database cannot be opened: %s", line);
}

/* Somebody else may be setting up the same database, which SQLite does not wait for. */
static hd_error_t *wrap(hd_cli_t *cli, const opened_t *opened, apr_pool_t *connection_pool)
{
    apr_int64_t until = hd_clock_usec() + WAIT_MAX;

    for (;;) {
        hd_error_t *error = hd_db_wrap(&cli->db, cli->store, opened->driver, opened->handle, connection_pool, cli->pool);
        if (!error || error->kind != HD_BUSY || hd_clock_usec() >= until) return error;
        apr_sleep(WAIT_PAUSE);
    }
}

static hd_error_t *check_schema(const hd_cli_t *cli)
{
    int is, wanted;

    HD_TRY(hd_schema_version(&is, cli->db, cli->pool));
    HD_TRY(hd_schema_version_wanted(&wanted, cli->sql_dir, cli->pool));
    if (is == wanted) return NULL;
    return hd_cli_fault(cli->pool, HD_BROKEN, is < wanted ? "the database has schema version %d, %d is needed: run "
                                                            "helpdeskctl migrate"
                                                          : "the database has schema version %d, and this program "
                                                            "knows %d: it is too old",
                        is, wanted);
}

hd_error_t *hd_cli_open_store(hd_cli_t *cli)
{
    const char *lock;

    HD_TRY(become_owner(cli));
    cli->hasher.cost = cli->settings.password_cost;
    cli->sql_dir = apr_pstrcat(cli->pool, cli->settings.share_dir, "/sql", NULL);
    lock = strcmp(cli->settings.driver, "sqlite3") ? NULL
                                                   : apr_pstrcat(cli->pool, cli->settings.data_dir, "/write.lock", NULL);
    HD_TRY(hd_store_open(&cli->store, cli->sql_dir, cli->settings.driver, lock, cli->pool));
    return hd_store_child_init(cli->store, cli->pool);
}

hd_error_t *hd_cli_connect(hd_cli_t *cli)
{
    apr_pool_t *connection_pool;
    opened_t *opened = apr_pcalloc(cli->pool, sizeof(*opened));

    if (!cli->settings.path) HD_TRY(hd_cli_configure(cli));
    HD_TRY(hd_cli_open_store(cli));
    apr_pool_create(&connection_pool, cli->pool);
    HD_TRY(open_database(opened, cli, connection_pool));
    apr_pool_cleanup_register(connection_pool, opened, disconnect, apr_pool_cleanup_null);
    HD_TRY(wrap(cli, opened, connection_pool));
    HD_TRY(hd_db_time(&cli->now, cli->db, cli->pool));
    return cli->command->need == HD_NEEDS_SCHEMA ? check_schema(cli) : NULL;
}

hd_error_t *hd_cli_files(hd_files_t **files, const hd_cli_t *cli)
{
    HD_TRY(hd_files_open(files, cli->settings.data_dir, NULL, cli->pool));
    return hd_files_child_init(*files, cli->pool);
}
