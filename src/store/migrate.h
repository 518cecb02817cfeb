/* src/store/migrate.h: bring a database to the schema that this program needs.
 * May use: db.h. Must not know: what the tables are for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_MIGRATE_H
#define HD_STORE_MIGRATE_H

#include "db.h"

/** Called once, when somebody else migrates the database and has to be waited for. */
typedef void hd_migrate_waits_t(void);

/**
 * Carry out the migrations that a database lacks: sql/migrations/NNNN-name.sql, in order, each once. Words in braces
 * ({id}, {text}, {table}) are replaced by what sql/<driver>/dialect.sql says. Safe when two run at once: the second
 * waits, for ten minutes at most, and finds nothing left to do. Each migration can be run again after it was cut off half-way.
 * @param[out] from  version before; 0 for an empty database
 * @param[out] to    version after
 * @param db         the connection; not in a transaction
 * @param sql_dir    directory of the SQL files
 * @param now        UTC, seconds
 * @param waits      says that this takes its time; may be NULL
 * @param pool       for the work
 * @return NULL, HD_BUSY, or HD_BROKEN with a detail that names the migration and the fault
 */
hd_error_t *hd_migrate(int *from, int *to, hd_db_t *db, const char *sql_dir, hd_time_t now, hd_migrate_waits_t *waits,
                       apr_pool_t *pool);

/**
 * The version of the schema that a database has.
 * @param[out] version  0 for an empty database
 * @param db            the connection
 * @param pool          for the work
 * @return NULL, HD_BUSY or HD_BROKEN
 */
hd_error_t *hd_schema_version(int *version, hd_db_t *db, apr_pool_t *pool);

/**
 * The version that the SQL files bring.
 * @param[out] version  the highest number in sql/migrations/
 * @param sql_dir       directory of the SQL files
 * @param pool          for the work
 * @return NULL, or HD_BROKEN when the directory cannot be read
 */
hd_error_t *hd_schema_version_wanted(int *version, const char *sql_dir, apr_pool_t *pool);

#endif
