/* src/domain/search_keep.c: keeping the words of tickets: what has come is added, what has gone is removed.
 * May use: search_round.h, text/, store/. Must not know: what is read, and when.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "search_round.h"

#define AT_ONCE 32 /* rows of one statement */

/* A row of search_post. */
typedef struct post_t {
    apr_int64_t word, ticket_id;
} post_t;

static int by_place(const void *one, const void *other)
{
    const post_t *a = one, *b = other;

    if (a->word != b->word) return a->word < b->word ? -1 : 1;
    return a->ticket_id < b->ticket_id ? -1 : a->ticket_id > b->ticket_id;
}

/* In the order of the key: neighbours lie on one page. The last statement's places are filled with its last row. */
static hd_error_t *write_posts(hd_db_t *db, apr_array_header_t *posts)
{
    hd_value_t args[2 * AT_ONCE + 1];
    int from, i;

    qsort(posts->elts, (size_t)posts->nelts, sizeof(post_t), by_place);
    for (from = 0; from < posts->nelts; from += AT_ONCE) {
        for (i = 0; i < AT_ONCE; i++) {
            int at = from + i < posts->nelts ? from + i : posts->nelts - 1;
            args[2 * i] = hd_int(APR_ARRAY_IDX(posts, at, post_t).word);
            args[2 * i + 1] = hd_int(APR_ARRAY_IDX(posts, at, post_t).ticket_id);
        }
        args[2 * AT_ONCE] = (hd_value_t){ HD_VALUE_END, NULL, 0 };
        HD_TRY(hd_db_exec(NULL, db, "search_post_add", args));
    }
    return NULL;
}

static hd_error_t *remove_gone(hd_db_t *db, const hd_search_entry_t *entry, const apr_array_header_t *were)
{
    int i;

    for (i = 0; i < were->nelts; i++) {
        apr_int64_t word = APR_ARRAY_IDX(were, i, apr_int64_t);
        if (hd_terms_have(entry->terms, word)) continue;
        HD_TRY(hd_db_exec(NULL, db, "search_post_remove", HD_ARGS(hd_int(word), hd_int(entry->ticket_id))));
    }
    return NULL;
}

static hd_error_t *keep_entry(hd_db_t *db, const hd_search_entry_t *entry, apr_array_header_t *posts, apr_pool_t *pool)
{
    apr_array_header_t *were;
    hd_value_t words;
    hd_rows_t *row;
    int i, added = 0;

    HD_TRY(hd_db_one(&row, db, "search_words", HD_ARGS(hd_int(entry->ticket_id)), pool));
    were = hd_terms_read(row ? hd_row_text(row, 0) : "", pool);
    for (i = 0; i < entry->terms->nelts; i++) {
        post_t post = { APR_ARRAY_IDX(entry->terms, i, apr_int64_t), entry->ticket_id };
        if (hd_terms_have(were, post.word)) continue;
        APR_ARRAY_PUSH(posts, post_t) = post;
        added++;
    }
    if (entry->whole) HD_TRY(remove_gone(db, entry, were));
    if (row && !added && (!entry->whole || were->nelts == entry->terms->nelts)) return NULL;
    if (!entry->whole) hd_terms_join(entry->terms, were);
    words = hd_text(hd_terms_write(entry->terms, pool));
    if (row) return hd_db_exec(NULL, db, "search_words_set", HD_ARGS(words, hd_int(entry->ticket_id)));
    return hd_db_exec(NULL, db, "search_words_add", HD_ARGS(hd_int(entry->ticket_id), words));
}

static hd_error_t *keep_notes(hd_db_t *db, const hd_search_round_t *round)
{
    int i;

    if (round->looked.kind) {
        HD_TRY(hd_db_exec(NULL, db, "search_pending_remove",
                          HD_ARGS(hd_text(round->looked.kind), hd_int(round->looked.first))));
    }
    for (i = 0; i < round->notes->nelts; i++) {
        const hd_search_note_t *note = &APR_ARRAY_IDX(round->notes, i, hd_search_note_t);
        HD_TRY(hd_db_exec(NULL, db, "search_pending_add",
                          HD_ARGS(hd_text(note->kind), hd_int(note->first), hd_int(note->last), hd_int(note->noted_at),
                                  hd_int(note->next_at))));
    }
    return NULL;
}

static hd_error_t *somebody_else(apr_pool_t *pool)
{
    return hd_error_make(pool, HD_CONFLICT, "search-turn", NULL, HD_HERE, NULL);
}

/* A name that has changed again since it was read is read again. */
static hd_error_t *keep_renewed(hd_db_t *db, const hd_search_round_t *round, apr_pool_t *pool)
{
    hd_value_t account = hd_int(round->renewed.account_id), turn = hd_int(round->renewed.turn);
    int moved;

    if (!round->renewed.account_id) return NULL;
    if (round->renewed.ref) {
        HD_TRY(hd_db_exec(&moved, db, "search_stale_move",
                          HD_ARGS(hd_int(round->renewed.updated_at), hd_text(round->renewed.ref), account, turn)));
    } else {
        HD_TRY(hd_db_exec(&moved, db, "search_stale_remove", HD_ARGS(account, turn)));
    }
    return moved == 1 ? NULL : somebody_else(pool);
}

static hd_error_t *keep(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const hd_search_round_t *round = baton;
    apr_array_header_t *posts = apr_array_make(pool, 1024, sizeof(post_t));
    int i, moved;

    HD_TRY(hd_db_exec(&moved, db, "search_move",
                      HD_ARGS(hd_int(round->message_id), hd_int(round->change_id), hd_int(round->turn))));
    if (moved != 1) return somebody_else(pool);
    HD_TRY(keep_notes(db, round));
    HD_TRY(keep_renewed(db, round, pool));
    for (i = 0; i < round->entries->nelts; i++) {
        HD_TRY(keep_entry(db, &APR_ARRAY_IDX(round->entries, i, hd_search_entry_t), posts, pool));
    }
    return write_posts(db, posts);
}

hd_error_t *hd_search_round_keep(hd_search_round_t *round)
{
    return hd_db_transaction(round->db, keep, round, round->pool);
}
