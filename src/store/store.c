/* src/store/store.c: loads the named statements of a driver.
 * May use: base/, APR. Must not know: connections.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_file_info.h>
#include <apr_strings.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "db_impl.h"

/* Options of sqlite3_config() (https://sqlite.org/c3ref/c_config_covering_index_scan.html). */
#define SQLITE_MULTITHREAD 2
#define SQLITE_MEMORY_STATUS 9

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int is_sql_name(const char *name)
{
    apr_size_t length = strlen(name);

    return length > 4 && name[0] != '.' && strcmp(name + length - 4, ".sql") == 0 && strcmp(name, "dialect.sql") != 0 &&
           strcmp(name, "words.sql") != 0;
}

/* The SQL files of a directory, sorted, so that what is loaded does not depend on the file system's order. */
static hd_error_t *list_files(apr_array_header_t **names, const char *path, apr_pool_t *pool)
{
    apr_array_header_t *found = apr_array_make(pool, 16, sizeof(const char *));
    apr_dir_t *dir;
    apr_finfo_t info;
    apr_status_t status = apr_dir_open(&dir, path, pool);

    if (status != APR_SUCCESS) return hd_error_apr(pool, status, "database-files", "%s", path);
    while (apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        if (is_sql_name(info.name)) APR_ARRAY_PUSH(found, const char *) = apr_pstrdup(pool, info.name);
    }
    apr_dir_close(dir);
    qsort(found->elts, (size_t)found->nelts, sizeof(const char *), by_name);
    *names = found;
    return NULL;
}

static hd_error_t *add_statement(hd_store_t *store, const hd_sql_block_t *block, apr_pool_t *pool)
{
    const hd_statement_t *other = apr_hash_get(store->statements, block->name, APR_HASH_KEY_STRING);
    hd_statement_t *statement;

    if (other) {
        return hd_error(pool, HD_BROKEN, "database-files", "%s:%d: %s stands in %s:%d already", block->file,
                        block->line, block->name, other->sql.file, other->sql.line);
    }
    statement = apr_pcalloc(pool, sizeof(*statement));
    statement->sql = *block;
    statement->index = store->count++;
    apr_hash_set(store->statements, statement->sql.name, APR_HASH_KEY_STRING, statement);
    if (strncmp(block->name, "connect_", 8) == 0) {
        APR_ARRAY_PUSH(store->connect, const hd_statement_t *) = statement;
    }
    return NULL;
}

/* The words that all files share, where there are any. */
static hd_error_t *load_words(apr_array_header_t **words, const char *sql_dir, apr_pool_t *pool)
{
    const char *file = apr_pstrcat(pool, sql_dir, "/words.sql", NULL), *text;
    apr_finfo_t info;

    *words = NULL;
    if (APR_STATUS_IS_ENOENT(apr_stat(&info, file, APR_FINFO_TYPE, pool))) return NULL;
    HD_TRY(hd_sql_read(&text, file, pool));
    return hd_sql_words(words, file, text, pool);
}

static hd_error_t *load_directory(hd_store_t *store, const char *path, const apr_array_header_t *words, apr_pool_t *pool)
{
    apr_array_header_t *names = NULL;
    int i;
    int k;

    HD_TRY(list_files(&names, path, pool));
    for (i = 0; i < names->nelts; i++) {
        const char *file = apr_pstrcat(pool, path, "/", APR_ARRAY_IDX(names, i, const char *), NULL);
        apr_array_header_t *blocks = NULL;
        const char *text = NULL;

        HD_TRY(hd_sql_read(&text, file, pool));
        HD_TRY(hd_sql_statements(&blocks, file, text, words, pool));
        for (k = 0; k < blocks->nelts; k++) {
            HD_TRY(add_statement(store, &APR_ARRAY_IDX(blocks, k, hd_sql_block_t), pool));
        }
    }
    return NULL;
}

/* A statement that the store itself needs. */
static hd_error_t *need(const hd_statement_t **statement, const hd_store_t *store, const char *name, apr_pool_t *pool)
{
    *statement = apr_hash_get(store->statements, name, APR_HASH_KEY_STRING);
    if (*statement) return NULL;
    return hd_error(pool, HD_BROKEN, "database-files", "store.sql for %s: %s is missing", store->driver, name);
}

static hd_error_t *set_driver(hd_store_t *store, const char *driver, const char *lock_path, apr_pool_t *pool)
{
    static const char *const names[] = { "sqlite3", "pgsql", "mysql" };
    int i;

    for (i = 0; i < 3; i++) {
        if (!driver || strcmp(driver, names[i]) != 0) continue;
        store->driver = names[i];
        store->dialect = (hd_dialect_t)i;
        if (store->dialect == HD_SQLITE && !lock_path) {
            return hd_error(pool, HD_BROKEN, "database-files", "sqlite3 needs a lock file");
        }
        store->lock_path = lock_path ? apr_pstrdup(pool, lock_path) : NULL;
        return NULL;
    }
    return hd_error(pool, HD_BROKEN, "database-files", "%s is no driver: sqlite3, pgsql, mysql are",
                    driver ? driver : "(none)");
}

/* A connection is used by one thread at a time, so it needs no mutex of its own, and nobody asks how much memory SQLite
 * has: without both a statement costs a third less. Subversion's modules do the same. It works before the first connection
 * of the process; later SQLite refuses, which does no harm. */
static void relieve_sqlite(void)
{
    int (*configure)(int option, ...);

    *(void **)&configure = dlsym(RTLD_DEFAULT, "sqlite3_config");
    if (!configure) return;
    configure(SQLITE_MULTITHREAD);
    configure(SQLITE_MEMORY_STATUS, 0);
}

hd_error_t *hd_store_open(hd_store_t **store, const char *sql_dir, const char *driver, const char *lock_path,
                          apr_pool_t *pool)
{
    hd_store_t *made = apr_pcalloc(pool, sizeof(*made));
    apr_array_header_t *words;

    HD_TRY(set_driver(made, driver, lock_path, pool));
    if (made->dialect == HD_SQLITE) relieve_sqlite();
    made->lock_fd = -1;
    made->statements = apr_hash_make(pool);
    made->connect = apr_array_make(pool, 8, sizeof(const hd_statement_t *));
    HD_TRY(load_words(&words, sql_dir, pool));
    HD_TRY(load_directory(made, sql_dir, words, pool));
    HD_TRY(load_directory(made, apr_pstrcat(pool, sql_dir, "/", made->driver, NULL), words, pool));
    HD_TRY(need(&made->alive, made, "connection_alive", pool));
    HD_TRY(need(&made->begin, made, "transaction_begin", pool));
    HD_TRY(need(&made->commit, made, "transaction_commit", pool));
    HD_TRY(need(&made->rollback, made, "transaction_rollback", pool));
    *store = made;
    return NULL;
}

void hd_store_observe(hd_store_t *store, hd_db_observer_t *observer, void *baton)
{
    store->observer = observer;
    store->observer_baton = baton;
}

void hd_store_set_answer_sec(hd_store_t *store, int answer_sec)
{
    store->answer_sec = answer_sec;
}

const char *hd_store_driver(const hd_store_t *store)
{
    return store->driver;
}
