/* src/store/migrate.c: carries out the migrations that a database lacks.
 * May use: db.h and what is behind it. Must not know: what the tables are for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "migrate.h"

#include <apr_file_info.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_time.h>
#include <stdlib.h>
#include <string.h>

#include "../base/log.h"
#include "db_impl.h"

#define VERSIONS_FILE "0000-versions.sql"
#define LOCK_WAIT_MAX_SEC 600 /* how long to wait for somebody else's migration */
#define LOCK_PAUSE (APR_USEC_PER_SEC / 5)

typedef struct migration_t {
    int version;
    const char *name; /* "0001-foundation.sql" */
} migration_t;

/* One migration on its way. */
typedef struct task_t {
    const migration_t *migration;
    const apr_array_header_t *versions; /* steps that make the table of versions; of hd_sql_block_t */
    const apr_array_header_t *steps;    /* of the migration */
    hd_time_t now;
    int *version; /* of the database */
} task_t;

static int by_version(const void *a, const void *b)
{
    return ((const migration_t *)a)->version - ((const migration_t *)b)->version;
}

/* The number of a migration's file name, or 0 when it is none. */
static int version_of(const char *name)
{
    apr_size_t length = strlen(name);
    int i;

    if (length < 10 || strcmp(name + length - 4, ".sql") != 0 || name[4] != '-') return 0;
    for (i = 0; i < 4; i++) {
        if (!apr_isdigit(name[i])) return 0;
    }
    return atoi(name);
}

/* All migrations, in order. */
static hd_error_t *list_migrations(apr_array_header_t **migrations, const char *sql_dir, apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, sql_dir, "/migrations", NULL);
    apr_array_header_t *found = apr_array_make(pool, 16, sizeof(migration_t));
    apr_dir_t *dir;
    apr_finfo_t info;
    apr_status_t status = apr_dir_open(&dir, path, pool);
    int i;

    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "database-files", "%s", path);
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        migration_t *migration;

        if (!version_of(info.name)) continue;
        migration = apr_array_push(found);
        migration->version = version_of(info.name);
        migration->name = apr_pstrdup(pool, info.name);
    }
    apr_dir_close(dir);
    qsort(found->elts, (size_t)found->nelts, sizeof(migration_t), by_version);
    for (i = 1; i < found->nelts; i++) {
        if (APR_ARRAY_IDX(found, i, migration_t).version == APR_ARRAY_IDX(found, i - 1, migration_t).version) {
            return hd_error(pool, HD_BROKEN, "database-files", "%s/%s: another migration has this number", path,
                            APR_ARRAY_IDX(found, i, migration_t).name);
        }
    }
    if (!found->nelts) return hd_error(pool, HD_BROKEN, "database-files", "%s has no migrations", path);
    *migrations = found;
    return NULL;
}

hd_error_t *hd_schema_version_wanted(int *version, const char *sql_dir, apr_pool_t *pool)
{
    apr_array_header_t *migrations = NULL;

    HD_TRY(list_migrations(&migrations, sql_dir, pool));
    *version = APR_ARRAY_IDX(migrations, migrations->nelts - 1, migration_t).version;
    return NULL;
}

hd_error_t *hd_schema_version(int *version, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *row = NULL;

    HD_TRY(hd_db_one(&row, db, "schema_version_exists", HD_NO_ARGS, pool));
    if (!row || !hd_row_int(row, 0)) {
        *version = 0;
        return NULL;
    }
    HD_TRY(hd_db_one(&row, db, "schema_version_current", HD_NO_ARGS, pool));
    *version = row ? (int)hd_row_int(row, 0) : 0;
    return NULL;
}

static hd_error_t *try_lock(int *taken, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *row = NULL;

    *taken = 0;
    HD_TRY(hd_db_one(&row, db, "migrate_lock", HD_NO_ARGS, pool));
    return row && hd_row_int(row, 0) == 1 ? hd_migrate_lock(taken, db->store, pool) : NULL;
}

/* Wait until nobody else migrates this database. */
static hd_error_t *lock(hd_db_t *db, hd_migrate_waits_t *waits, apr_pool_t *pool)
{
    apr_int64_t until = hd_clock_usec() + apr_time_from_sec(LOCK_WAIT_MAX_SEC);
    apr_pool_t *scratch;
    int taken;

    apr_pool_create(&scratch, pool);
    for (;;) {
        apr_pool_clear(scratch);
        HD_TRY(try_lock(&taken, db, scratch));
        if (taken) break;
        if (waits) waits();
        waits = NULL;
        if (hd_clock_usec() >= until) return hd_error(pool, HD_BUSY, "database-busy", "somebody else migrates");
        apr_sleep(LOCK_PAUSE);
    }
    apr_pool_destroy(scratch);
    return NULL;
}

static void unlock(hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *row;
    hd_error_t *error = hd_db_one(&row, db, "migrate_unlock", HD_NO_ARGS, pool);

    hd_migrate_unlock(db->store);
    if (error) {
        hd_log(HD_LOG_WARNING, error->status, HDLOGNO(0016) "migration lock not given back: %s",
               error->detail ? error->detail : error->code);
    }
}

static hd_error_t *run_steps(hd_db_t *db, const apr_array_header_t *steps, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < steps->nelts; i++) {
        const hd_sql_block_t *step = &APR_ARRAY_IDX(steps, i, hd_sql_block_t);

        HD_TRY(hd_db_raw(db, step->text, apr_psprintf(pool, "%s:%d", step->file, step->line), pool));
    }
    return NULL;
}

/* The steps of one migration and its row. Somebody may have carried it out since the version was read. */
static hd_error_t *carry_out(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    task_t *task = baton;

    HD_TRY(hd_schema_version(task->version, db, pool));
    if (*task->version >= task->migration->version) return NULL;
    HD_TRY(run_steps(db, task->versions, pool));
    HD_TRY(run_steps(db, task->steps, pool));
    HD_TRY(hd_db_exec(NULL, db, "schema_version_add",
                      HD_ARGS(hd_int(task->migration->version), hd_text(task->migration->name), hd_int(task->now))));
    *task->version = task->migration->version;
    hd_log(HD_LOG_INFO, APR_SUCCESS, HDLOGNO(0017) "database: migration %s carried out", task->migration->name);
    return NULL;
}

static hd_error_t *read_words(apr_array_header_t **words, const hd_db_t *db, const char *sql_dir, apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, sql_dir, "/", hd_store_driver(db->store), "/dialect.sql", NULL);
    const char *text = NULL;

    HD_TRY(hd_sql_read(&text, path, pool));
    return hd_sql_words(words, path, text, pool);
}

static hd_error_t *read_steps(apr_array_header_t **steps, const char *sql_dir, const char *name,
                              const apr_array_header_t *words, apr_pool_t *pool)
{
    const char *text = NULL;

    HD_TRY(hd_sql_read(&text, apr_pstrcat(pool, sql_dir, "/migrations/", name, NULL), pool));
    return hd_sql_steps(steps, apr_pstrcat(pool, "migrations/", name, NULL), text, words, pool);
}

/* All migrations above a version, each in a transaction of its own. */
static hd_error_t *carry_out_all(int *version, hd_db_t *db, const char *sql_dir, const apr_array_header_t *migrations,
                                 hd_time_t now, apr_pool_t *pool)
{
    apr_array_header_t *words = NULL;
    apr_array_header_t *versions = NULL;
    int i;

    HD_TRY(read_words(&words, db, sql_dir, pool));
    HD_TRY(read_steps(&versions, sql_dir, VERSIONS_FILE, words, pool));
    for (i = 0; i < migrations->nelts; i++) {
        const migration_t *migration = &APR_ARRAY_IDX(migrations, i, migration_t);
        apr_array_header_t *steps = NULL;
        task_t task = { migration, versions, NULL, now, version };

        if (migration->version <= *version) continue;
        HD_TRY(read_steps(&steps, sql_dir, migration->name, words, pool));
        task.steps = steps;
        HD_TRY(hd_db_transaction(db, carry_out, &task, pool));
    }
    return NULL;
}

hd_error_t *hd_migrate(int *from, int *to, hd_db_t *db, const char *sql_dir, hd_time_t now, hd_migrate_waits_t *waits,
                       apr_pool_t *pool)
{
    apr_array_header_t *migrations = NULL;
    hd_error_t *error;
    int before = 0;
    int after = 0;

    HD_TRY(list_migrations(&migrations, sql_dir, pool));
    HD_TRY(lock(db, waits, pool));
    error = hd_schema_version(&before, db, pool);
    after = before;
    if (!error && before < APR_ARRAY_IDX(migrations, migrations->nelts - 1, migration_t).version) {
        error = carry_out_all(&after, db, sql_dir, migrations, now, pool);
    }
    unlock(db, pool);
    if (error) return error;
    *from = before;
    *to = after;
    return NULL;
}
