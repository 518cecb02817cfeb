/* src/domain/directory.h: finding people, accounts and services by the beginnings of their words, at the same cost however many
 * there are.
 * May use: store/, text/, base/. Must not know: HTTP, who may look.
 *
 * Whoever adds or renames one writes its words in the same transaction (hd_directory_put()). The worker writes those of
 * what was there before the tables were.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_DIRECTORY_H
#define HD_DOMAIN_DIRECTORY_H

#include <apr_tables.h>

#include "../store/db.h"

#define HD_FIND_PERSON "person"
#define HD_FIND_ACCOUNT "account"
#define HD_FIND_SERVICE "service"

#define HD_FIND_WORDS 3 /* that are looked for at once */

/** What is looked for. */
typedef struct hd_look_t {
    const char *kind;
    const char *from[HD_FIND_WORDS], *to[HD_FIND_WORDS]; /* the rarest first; those that are not asked for as the first */
    int words;                                           /* 0: nothing is asked for */
    int cut;                                             /* there are more of the rarest word than are looked at */
} hd_look_t;

/** The parameters of the word found_objects, but for the last. */
#define HD_LOOK_ARGS(look)                                                                                        \
    hd_text((look)->kind), hd_text((look)->from[0]), hd_text((look)->to[0]), hd_text((look)->kind),               \
        hd_text((look)->from[1]), hd_text((look)->to[1]), hd_text((look)->kind), hd_text((look)->from[2]),        \
        hd_text((look)->to[2])

/**
 * Prepare to look for what was typed.
 * @param[out] look  untouched on error
 * @param db         the connection
 * @param kind       HD_FIND_…
 * @param text       as typed
 * @param pool       owns the texts
 * @return NULL or the database's error
 */
hd_error_t *hd_directory_look(hd_look_t *look, hd_db_t *db, const char *kind, const char *text, apr_pool_t *pool);

/**
 * Write the words of a thing in place of those that it had; part of the caller's transaction.
 * @param db     the connection, in a transaction
 * @param kind   HD_FIND_…
 * @param id     its row
 * @param first  a text by which it is found
 * @param other  another, or NULL
 * @param pool   for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_directory_put(hd_db_t *db, const char *kind, apr_int64_t id, const char *first, const char *other,
                             apr_pool_t *pool);

/**
 * Write the words of some of those that were there before; one query when there is nothing to do.
 * @param[out] left  whether there are more
 * @param db         the connection, not in a transaction
 * @param pool       for the work
 * @return NULL or the database's error
 */
hd_error_t *hd_directory_fill(int *left, hd_db_t *db, apr_pool_t *pool);

#endif
