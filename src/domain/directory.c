/* src/domain/directory.c: finding people, accounts and services by the beginnings of their words.
 * May use: store/, text/, base/. Must not know: HTTP, who may look.
 * SPDX-License-Identifier: Apache-2.0 */
#include "directory.h"

#include <apr_strings.h>
#include <string.h>

#include "../text/words.h"

#define WORDS_MAX 30                 /* of one thing */
#define FILL_MAX 200                 /* things a turn */
#define COUNT_MAX 1000               /* as the statements say */
#define BEHIND_ALL "\xf4\x8f\xbf\xbf" /* the last character that there is */

hd_error_t *hd_directory_put(hd_db_t *db, const char *kind, apr_int64_t id, const char *first, const char *other,
                             apr_pool_t *pool)
{
    apr_array_header_t *words = apr_array_make(pool, 8, sizeof(const char *));
    int i;

    hd_words_add(words, first, WORDS_MAX);
    if (other) hd_words_add(words, other, WORDS_MAX);
    HD_TRY(hd_db_exec(NULL, db, "directory_remove", HD_ARGS(hd_text(kind), hd_int(id))));
    for (i = 0; i < words->nelts; i++) {
        HD_TRY(hd_db_exec(NULL, db, "directory_add",
                          HD_ARGS(hd_text(kind), hd_int(id), hd_text(APR_ARRAY_IDX(words, i, const char *)))));
    }
    return NULL;
}

hd_error_t *hd_directory_look(hd_look_t *look, hd_db_t *db, const char *kind, const char *text, apr_pool_t *pool)
{
    apr_array_header_t *words = apr_array_make(pool, HD_FIND_WORDS, sizeof(const char *));
    hd_look_t found = { .kind = kind };
    apr_int64_t least = 0;
    int i;

    hd_words_add(words, text, HD_FIND_WORDS);
    found.words = words->nelts;
    for (i = 0; i < HD_FIND_WORDS; i++) {
        const char *word = words->nelts ? APR_ARRAY_IDX(words, i < words->nelts ? i : 0, const char *) : "";

        found.from[i] = word;
        found.to[i] = apr_pstrcat(pool, word, BEHIND_ALL, NULL);
    }
    for (i = 0; i < words->nelts; i++) {
        const char *from = found.from[i], *to = found.to[i];
        apr_int64_t count;
        hd_rows_t *row;

        HD_TRY(hd_db_one(&row, db, "directory_count", HD_ARGS(hd_text(kind), hd_text(from), hd_text(to)), pool));
        count = row ? hd_row_int(row, 0) : 0;
        if (i && count >= least) continue;
        least = count;
        found.from[i] = found.from[0];
        found.to[i] = found.to[0];
        found.from[0] = from;
        found.to[0] = to;
    }
    found.cut = least >= COUNT_MAX;
    *look = found;
    return NULL;
}

/* What is filled in a turn. */
typedef struct filling_t {
    const char *kind;
    int done;
} filling_t;

static const char *statement_of(const char *kind)
{
    if (!strcmp(kind, HD_FIND_PERSON)) return "directory_fill_person";
    return !strcmp(kind, HD_FIND_ACCOUNT) ? "directory_fill_account" : "directory_fill_service";
}

static hd_error_t *fill(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    filling_t *it = baton;
    apr_int64_t last;
    hd_rows_t *place, *rows;

    HD_TRY(hd_db_exec(NULL, db, "directory_place_lock", HD_ARGS(hd_text(it->kind))));
    HD_TRY(hd_db_one(&place, db, "directory_place", HD_ARGS(hd_text(it->kind)), pool));
    it->done = 1;
    if (!place) return NULL; /* another was faster */
    last = hd_row_int(place, 0);
    HD_TRY(hd_db_query(&rows, db, statement_of(it->kind),
                       HD_ARGS(hd_int(last), hd_int(hd_row_int(place, 1)), hd_int(FILL_MAX)), pool));
    it->done = hd_rows_count(rows) < FILL_MAX;
    while (hd_rows_next(rows)) {
        last = hd_row_int(rows, 0);
        HD_TRY(hd_directory_put(db, it->kind, last, hd_row_text(rows, 1), hd_row_text(rows, 2), pool));
    }
    if (it->done) return hd_db_exec(NULL, db, "directory_place_remove", HD_ARGS(hd_text(it->kind)));
    return hd_db_exec(NULL, db, "directory_place_set", HD_ARGS(hd_int(last), hd_text(it->kind)));
}

hd_error_t *hd_directory_fill(int *left, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *places;
    filling_t it;

    HD_TRY(hd_db_query(&places, db, "directory_places", HD_NO_ARGS, pool));
    *left = hd_rows_count(places);
    if (!hd_rows_next(places)) return NULL;
    it.kind = hd_row_text(places, 0);
    HD_TRY(hd_db_transaction(db, fill, &it, pool));
    if (it.done) (*left)--;
    return NULL;
}
