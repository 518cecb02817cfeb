/* src/cli/backup.c: the commands backup and restore, for SQLite.
 * May use: store/, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include "../store/backup.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../store/migrate.h"
#include "../store/restore.h"
#include "command.h"
#include "output.h"

#define DIRECTORY_MODE 0700
#define NUMBER "%" APR_INT64_T_FMT

/* The servers have programs of their own, which are not to be imitated. */
static hd_error_t *check_driver(const hd_cli_t *cli)
{
    if (!strcmp(cli->settings.driver, "sqlite3")) return NULL;
    return hd_cli_fault(cli->pool, HD_BROKEN, "this is for SQLite; for %s see \"%s\" in docs/backup.md",
                        !strcmp(cli->settings.driver, "pgsql") ? "PostgreSQL: pg_dump or pg_basebackup"
                                                               : "MariaDB: mariadb-dump or mariadb-backup",
                        !strcmp(cli->settings.driver, "pgsql") ? "PostgreSQL" : "MariaDB");
}

/* Paths are what they are from where the program was started, by whom it was started. */
static hd_error_t *absolute(const char **path, const char *given, const hd_cli_t *cli)
{
    char *merged;

    if (apr_filepath_merge(&merged, NULL, given, APR_FILEPATH_TRUENAME, cli->pool) != APR_SUCCESS) {
        return hd_cli_usage(cli->pool, "%s: this is no path", given);
    }
    *path = merged;
    return NULL;
}

/* Root makes the directory for the owner of the data directory, as whom it goes on. */
static hd_error_t *give(const char *path, const hd_cli_t *cli)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int given = fd >= 0 && (geteuid() != 0 || fchown(fd, cli->owner, cli->group) == 0);

    if (fd >= 0) close(fd);
    if (given) return NULL;
    return hd_cli_fault(cli->pool, HD_BROKEN, "%s cannot be given to the owner of %s", path, cli->settings.data_dir);
}

/* See the name of a new directory on disk, while whoever made it may still open the one above. */
static void sync_parent(const char *path, const hd_cli_t *cli)
{
    int fd = open(apr_pstrcat(cli->pool, path, "/..", NULL), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) return;
    if (fsync(fd) != 0) fprintf(stderr, "helpdeskctl backup: the directory above %s cannot be seen on disk\n", path);
    close(fd);
}

/* @param[out] made  whether it was not there before */
static hd_error_t *make_directory(int *made, const char *path, const hd_cli_t *cli)
{
    char reason[128];

    *made = mkdir(path, DIRECTORY_MODE) == 0;
    if (*made) {
        sync_parent(path, cli);
        return give(path, cli);
    }
    if (errno == EEXIST) return NULL;
    return hd_cli_fault(cli->pool, HD_BROKEN, "%s: %s", path, apr_strerror(errno, reason, sizeof(reason)));
}

static hd_error_t *check_writable(const char *path, const hd_cli_t *cli)
{
    if (access(path, W_OK | X_OK) == 0) return NULL;
    return hd_cli_fault(cli->pool, HD_DENIED, "%s cannot be written by the owner of %s, as whom the backup is made",
                        path, cli->settings.data_dir);
}

static void told(void *baton, const char *text)
{
    (void)baton;
    fprintf(stderr, "helpdeskctl backup: %s; left out\n", text);
}

static void put_head(hd_view_t *view, const char *dir, const hd_manifest_t *head, apr_pool_t *pool)
{
    xmlNodePtr root = hd_view_root(view);

    hd_view_attr(view, root, "directory", dir);
    hd_view_attr(view, root, "program", head->program);
    hd_view_attr(view, root, "made", hd_time_iso(head->made_at, pool));
    hd_view_attr_int(view, root, "schema", head->schema);
    hd_view_attr_int(view, root, "tickets", head->tickets);
    hd_view_attr_int(view, root, "messages", head->messages);
    hd_view_attr_int(view, root, "attachments", head->attachments);
    hd_view_attr_int(view, root, "files", head->files);
    hd_view_attr_int(view, root, "missing", head->missing);
    hd_view_attr_int(view, root, "bytes", head->bytes);
}

static const char *describe(const hd_manifest_t *head, apr_pool_t *pool)
{
    const char *missing = head->missing ? apr_psprintf(pool, " (" NUMBER " missing)", head->missing) : "";

    return apr_psprintf(pool, "schema version " NUMBER ", " NUMBER " tickets, " NUMBER " messages, " NUMBER
                        " attachments in " NUMBER " files%s, " NUMBER " bytes",
                        head->schema, head->tickets, head->messages, head->attachments, head->files, missing,
                        head->bytes);
}

static hd_error_t *backup(hd_cli_t *cli)
{
    hd_backup_t what = { .incomplete = hd_cli_option(cli, "incomplete") != NULL, .told = told };
    const char *earlier = hd_cli_option(cli, "link");
    hd_backed_up_t made;
    hd_error_t *error;
    hd_files_t *files;
    hd_view_t *view;
    int is_new;

    HD_TRY(check_driver(cli));
    if (access(cli->settings.params, F_OK) != 0) {
        return hd_cli_fault(cli->pool, HD_BROKEN, "there is no database %s", cli->settings.params);
    }
    HD_TRY(absolute(&what.dir, hd_cli_arg(cli, 0), cli));
    if (earlier) HD_TRY(absolute(&what.link_dir, earlier, cli));
    HD_TRY(make_directory(&is_new, what.dir, cli));
    error = hd_cli_connect(cli);
    if (!error) error = check_writable(what.dir, cli);
    if (!error) error = hd_files_open(&files, cli->settings.data_dir, NULL, cli->pool);
    if (!error) error = hd_backup(&made, cli->db, files, &what, cli->now, cli->pool);
    if (error && is_new) rmdir(what.dir);
    if (error) return error;
    if (!cli->xml) {
        printf("%s: %s; " NUMBER " files linked\n", what.dir, describe(&made.head, cli->pool), made.linked);
        return NULL;
    }
    view = hd_view_create("cli-backup", cli->pool);
    put_head(view, what.dir, &made.head, cli->pool);
    hd_view_attr_int(view, hd_view_root(view), "linked", made.linked);
    return hd_cli_print_view(view, cli->pool);
}

/* ---- restore ---- */

static hd_error_t *check_only(const hd_cli_t *cli, const char *dir)
{
    hd_manifest_t head;
    hd_view_t *view;

    HD_TRY(hd_backup_verify(&head, dir, cli->pool));
    if (!cli->xml) {
        printf("%s is whole: made %s, %s\n", dir, hd_time_iso(head.made_at, cli->pool), describe(&head, cli->pool));
        return NULL;
    }
    view = hd_view_create("cli-restore", cli->pool);
    put_head(view, dir, &head, cli->pool);
    return hd_cli_print_view(view, cli->pool);
}

static hd_error_t *show_restored(const hd_cli_t *cli, const hd_restore_t *what, const hd_restored_t *done)
{
    hd_view_t *view;

    if (!cli->xml) {
        printf("%s: %s; " NUMBER " files added\n", what->database, describe(&done->head, cli->pool), done->added);
        if (done->aside) printf("The database that was there is now %s\n", done->aside);
        if (done->head.schema < what->schema_max) printf("It is of an earlier version: run helpdeskctl migrate\n");
        return NULL;
    }
    view = hd_view_create("cli-restore", cli->pool);
    put_head(view, what->dir, &done->head, cli->pool);
    hd_view_attr(view, hd_view_root(view), "database", what->database);
    hd_view_attr_int(view, hd_view_root(view), "added", done->added);
    hd_view_attr(view, hd_view_root(view), "aside", done->aside);
    hd_view_flag(view, hd_view_root(view), "migrate", done->head.schema < what->schema_max);
    return hd_cli_print_view(view, cli->pool);
}

static hd_error_t *restore(hd_cli_t *cli)
{
    hd_restore_t what = { .force = hd_cli_option(cli, "force") != NULL };
    hd_restored_t done;
    hd_files_t *files;

    HD_TRY(check_driver(cli));
    HD_TRY(absolute(&what.dir, hd_cli_arg(cli, 0), cli));
    if (hd_cli_option(cli, "check")) return check_only(cli, what.dir);
    HD_TRY(hd_cli_open_store(cli));
    what.database = cli->settings.params;
    what.data_dir = cli->settings.data_dir;
    HD_TRY(hd_schema_version_wanted(&what.schema_max, cli->sql_dir, cli->pool));
    HD_TRY(hd_files_open(&files, what.data_dir, NULL, cli->pool));
    HD_TRY(hd_restore(&done, cli->store, files, &what, cli->now, cli->pool));
    return show_restored(cli, &what, &done);
}

static const hd_cli_option_t backup_options[] = {
    { "link", "DIR", "an earlier backup: files that it has are linked, not copied", HD_OPTION_MAY },
    { "incomplete", NULL, "leave out attachments whose file is missing or damaged", HD_OPTION_MAY },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

static const hd_cli_option_t restore_options[] = {
    { "check", NULL, "only read the backup through, and compare every hash", HD_OPTION_MAY },
    { "force", NULL, "set a database aside that is there already", HD_OPTION_MAY },
    { NULL, NULL, NULL, HD_OPTION_MAY },
};

const hd_cli_command_t hd_cli_backup_commands[] = {
    { "backup", NULL, "DIR", 1, 1, "copy the database and its attachments, while Apache runs (SQLite)",
      "DIR is made, or empty. The backup is whole when the file \"manifest\" is in it, which comes last; what\n"
      "\"sha256sum -c manifest\" says counts, too. docs/backup.md has the rest, and other databases.",
      backup_options, HD_NEEDS_CONFIG, backup },
    { "restore", NULL, "DIR", 1, 1, "put a backup back, while Apache is stopped (SQLite)",
      "Nothing is changed when the backup is damaged, or when something goes wrong. Attachments that are there\n"
      "and not in the backup stay.", restore_options, HD_NEEDS_CONFIG, restore },
    { NULL }
};
