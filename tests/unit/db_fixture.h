/* tests/unit/db_fixture.h: a database for a unit test, empty or migrated, on the driver that HD_TEST_DRIVER names.
 *
 * HD_TEST_DRIVER  sqlite3 (default), pgsql or mysql
 * HD_TEST_PGSQL   parameters of apr_dbd for a database in which schemas may be made and dropped
 * HD_TEST_MYSQL   parameters of apr_dbd for a user who may make and drop databases named helpdesk_...
 * HD_TEST_SQL     the directory of the SQL files; "sql" by default
 *
 * Each fixture has a place of its own (a file, a schema, a database), which is gone after hd_fixture_close().
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_DB_FIXTURE_H
#define HD_TESTS_DB_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_dbd.h>
#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../src/store/db.h"
#include "../../src/store/migrate.h"

typedef struct hd_fixture_t {
    apr_pool_t *pool;
    const char *driver_name;
    const char *params;  /* of the fixture's own place */
    const char *admin;   /* of the place where it is made; NULL with SQLite */
    const char *name;    /* of the schema or database */
    const char *dir;     /* a temporary directory, of every fixture */
    const char *sql_dir;
    const apr_dbd_driver_t *driver;
    hd_store_t *store;
    hd_db_t *db;
} hd_fixture_t;

/* Stop the test with the words of an error. */
static inline void hd_fixture_ok(const hd_error_t *error)
{
    if (error) {
        fail_msg("%s (%d) at %s: %s", error->code, (int)error->kind, error->where, error->detail ? error->detail : "");
    }
}

static inline const char *hd_fixture_sql_dir(void)
{
    return getenv("HD_TEST_SQL") ? getenv("HD_TEST_SQL") : "sql";
}

/* Is this driver to be had here? SQLite always is. */
static inline int hd_fixture_has(const char *driver)
{
    if (strcmp(driver, "pgsql") == 0) return getenv("HD_TEST_PGSQL") != NULL;
    if (strcmp(driver, "mysql") == 0) return getenv("HD_TEST_MYSQL") != NULL;
    return strcmp(driver, "sqlite3") == 0;
}

static inline void hd_fixture_admin(const hd_fixture_t *f, const char *sql)
{
    const char *reason = NULL;
    apr_dbd_t *handle;
    apr_pool_t *pool;
    int affected;

    apr_pool_create(&pool, f->pool);
    if (apr_dbd_open_ex(f->driver, pool, f->admin, &handle, &reason) != APR_SUCCESS) {
        fail_msg("%s: %s", f->admin, reason ? reason : "cannot be opened");
    }
    if (apr_dbd_query(f->driver, handle, &affected, sql) != 0) {
        fail_msg("%s: %s", sql, apr_dbd_error(f->driver, handle, 0));
    }
    apr_dbd_close(f->driver, handle);
    apr_pool_destroy(pool);
}

/* Make the fixture's own place. */
static inline void hd_fixture_place(hd_fixture_t *f)
{
    char template[] = "/tmp/hd-test-XXXXXX";

    assert_non_null(mkdtemp(template));
    f->dir = apr_pstrdup(f->pool, template);
    f->name = apr_psprintf(f->pool, "helpdesk_%s", template + strlen("/tmp/hd-test-"));
    if (strcmp(f->driver_name, "pgsql") == 0) {
        f->admin = getenv("HD_TEST_PGSQL");
        assert_non_null(f->admin);
        hd_fixture_admin(f, apr_psprintf(f->pool, "CREATE SCHEMA \"%s\"", f->name));
        f->params = apr_psprintf(f->pool, "%s options='-csearch_path=\"%s\"'", f->admin, f->name);
    } else if (strcmp(f->driver_name, "mysql") == 0) {
        f->admin = getenv("HD_TEST_MYSQL");
        assert_non_null(f->admin);
        hd_fixture_admin(f, apr_psprintf(f->pool, "CREATE DATABASE `%s` CHARACTER SET utf8mb4", f->name));
        f->params = apr_psprintf(f->pool, "%s dbname=%s", f->admin, f->name);
    } else {
        f->params = apr_psprintf(f->pool, "%s/test.db", f->dir);
    }
}

static apr_status_t hd_fixture_disconnect(void *data)
{
    void **both = data;

    apr_dbd_close(both[0], both[1]);
    return APR_SUCCESS;
}

/* One more connection to the fixture's database, in pool; for a thread, a pool of its own. */
static inline hd_error_t *hd_fixture_connect_to(hd_db_t **db, hd_fixture_t *f, const char *params, apr_pool_t *pool)
{
    const char *reason = NULL;
    apr_dbd_t *handle;
    void **both = apr_palloc(pool, 2 * sizeof(void *));
    apr_pool_t *connection_pool;

    apr_pool_create(&connection_pool, pool);
    if (apr_dbd_open_ex(f->driver, connection_pool, params, &handle, &reason) != APR_SUCCESS) {
        return hd_error(pool, HD_BUSY, "database-away", "%s: %s", params, reason ? reason : "cannot be opened");
    }
    both[0] = (void *)f->driver;
    both[1] = handle;
    apr_pool_cleanup_register(connection_pool, both, hd_fixture_disconnect, apr_pool_cleanup_null);
    return hd_db_wrap(db, f->store, f->driver, handle, connection_pool, pool);
}

static inline hd_error_t *hd_fixture_connect(hd_db_t **db, hd_fixture_t *f, apr_pool_t *pool)
{
    return hd_fixture_connect_to(db, f, f->params, pool);
}

/* An empty database on a driver, with statements from sql_dir. */
static inline hd_fixture_t *hd_fixture_open_empty(const char *driver, const char *sql_dir)
{
    apr_pool_t *pool;
    hd_fixture_t *f;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    assert_int_equal(apr_dbd_init(pool), APR_SUCCESS);
    f = apr_pcalloc(pool, sizeof(*f));
    f->pool = pool;
    f->driver_name = driver;
    f->sql_dir = sql_dir;
    if (apr_dbd_get_driver(pool, driver, &f->driver) != APR_SUCCESS) fail_msg("no driver %s", driver);
    hd_fixture_place(f);
    hd_fixture_ok(hd_store_open(&f->store, sql_dir, driver, apr_pstrcat(pool, f->dir, "/test.db-lock", NULL), pool));
    hd_fixture_ok(hd_store_child_init(f->store, pool));
    hd_fixture_ok(hd_fixture_connect(&f->db, f, pool));
    return f;
}

/* A migrated database on a driver. */
static inline hd_fixture_t *hd_fixture_open_on(const char *driver)
{
    hd_fixture_t *f = hd_fixture_open_empty(driver, hd_fixture_sql_dir());
    int from;
    int to;

    hd_fixture_ok(hd_migrate(&from, &to, f->db, f->sql_dir, 1700000000, NULL, f->pool));
    return f;
}

/* A migrated database on the driver that HD_TEST_DRIVER names. */
static inline hd_fixture_t *hd_fixture_open(void)
{
    return hd_fixture_open_on(getenv("HD_TEST_DRIVER") ? getenv("HD_TEST_DRIVER") : "sqlite3");
}

static inline void hd_fixture_close(hd_fixture_t *f)
{
    apr_pool_t *pool;
    hd_fixture_t keep = *f;
    char command[128];

    apr_pool_create(&pool, NULL);
    keep.pool = pool;
    keep.name = apr_pstrdup(pool, f->name);
    keep.driver_name = apr_pstrdup(pool, f->driver_name);
    snprintf(command, sizeof(command), "rm -rf '%s'", f->dir);
    apr_pool_destroy(f->pool);
    if (keep.admin) {
        assert_int_equal(apr_dbd_init(pool), APR_SUCCESS);
        assert_int_equal(apr_dbd_get_driver(pool, keep.driver_name, &keep.driver), APR_SUCCESS);
        hd_fixture_admin(&keep, strcmp(keep.driver_name, "pgsql") == 0
                                    ? apr_psprintf(pool, "DROP SCHEMA \"%s\" CASCADE", keep.name)
                                    : apr_psprintf(pool, "DROP DATABASE `%s`", keep.name));
    }
    apr_pool_destroy(pool);
    assert_int_equal(system(command), 0);
}

#endif
