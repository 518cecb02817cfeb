/* src/store/sql_file.h: reads the files in sql/: blocks with a name, and migrations step by step.
 * May use: base/, APR. Must not know: databases, what the statements are about.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_STORE_SQL_FILE_H
#define HD_STORE_SQL_FILE_H

#include <apr_tables.h>

#include "../base/error.h"

#define HD_SQL_NAME_MAX 48   /* characters of a statement's name: PostgreSQL's identifiers have 63 */
#define HD_SQL_PARAMS_MAX 64 /* parameters of a statement */

/** What a caller expects of a statement. */
typedef enum { HD_SQL_ONE, HD_SQL_MANY, HD_SQL_EXEC } hd_sql_kind_t;

/** A statement, a word of the dialect, or a step of a migration. */
typedef struct hd_sql_block_t {
    const char *name;   /* "ticket_by_ref"; "" for a step */
    const char *text;   /* without comment lines and the last semicolon; of a word possibly "" */
    const char *file;   /* as given to the parser */
    int line;           /* where the block begins */
    hd_sql_kind_t kind; /* of a statement */
    const char *types;  /* of a statement: a letter for each parameter, 's' text, 'd' number */
    int writes;         /* of a statement: it changes something in the database */
} hd_sql_block_t;

/**
 * Read a file whole.
 * @param[out] text  NUL-terminated, in pool; untouched on error
 * @param path       the file
 * @param pool       owns the text
 * @return NULL, or HD_BROKEN "database-files" when it cannot be read or has a NUL in it
 */
hd_error_t *hd_sql_read(const char **text, const char *path, apr_pool_t *pool);

/**
 * Parse statements: blocks that begin with "-- name: NAME :one|:many|:exec". What several of them share stands above
 * them in blocks that begin with "-- word: NAME", and is put in for {NAME}.
 * @param[out] blocks  of hd_sql_block_t, in pool; untouched on error
 * @param file         name for error texts
 * @param text         the file's text
 * @param shared       of hd_sql_block_t, from hd_sql_words(): words that all files share; NULL: none
 * @param pool         owns the blocks
 * @return NULL, or HD_BROKEN "database-files" with a detail "file:line: fault"
 */
hd_error_t *hd_sql_statements(apr_array_header_t **blocks, const char *file, const char *text,
                              const apr_array_header_t *shared, apr_pool_t *pool);

/**
 * Parse the words of a dialect: blocks that begin with "-- word: NAME".
 * @param[out] blocks  of hd_sql_block_t, in pool; untouched on error
 * @param file         name for error texts
 * @param text         the file's text
 * @param pool         owns the blocks
 * @return NULL, or HD_BROKEN "database-files" with a detail "file:line: fault"
 */
hd_error_t *hd_sql_words(apr_array_header_t **blocks, const char *file, const char *text, apr_pool_t *pool);

/**
 * Split a migration into its steps, at semicolons at line ends, and put in the words of a dialect for {word}.
 * @param[out] steps  of hd_sql_block_t, in pool; untouched on error
 * @param file        name for error texts
 * @param text        the file's text
 * @param words       of hd_sql_block_t, from hd_sql_words()
 * @param pool        owns the steps
 * @return NULL, or HD_BROKEN "database-files" with a detail "file:line: fault"
 */
hd_error_t *hd_sql_steps(apr_array_header_t **steps, const char *file, const char *text,
                         const apr_array_header_t *words, apr_pool_t *pool);

#endif
