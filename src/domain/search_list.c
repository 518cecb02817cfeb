/* src/domain/search_list.c: pages of the tickets that have all of some words.
 * May use: search_round.h, queue_row.h, store/. Must not know: HTTP, how words are kept in step.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "list_place.h"
#include "queue_row.h"
#include "search_round.h"

#define WORDS_MAX 8   /* HD_SEARCH_WORDS, a client and a service: as many as the statements of sql/queue.sql have places */
#define SPAN 64       /* of sql/search.sql */
#define BATCH_MAX 200 /* tickets read at once where many are passed over */

/* A page that is being read. */
typedef struct looking_t {
    hd_db_t *db;
    const hd_scope_t *scope;
    const hd_queue_query_t *query;
    apr_int64_t words[WORDS_MAX]; /* the rarest first; 0 behind the last */
    int count;
    int back, paged;
    apr_int64_t at;               /* the ticket that was looked at last */
    int looked;
    apr_pool_t *pool;
} looking_t;

void hd_search_parse(hd_search_t *search, const char *text, apr_pool_t *pool)
{
    search->words = hd_terms_make(pool);
    search->is_cut = !hd_terms_ask(search->words, text, HD_SEARCH_WORDS, pool);
}

static void choose_words(looking_t *l, const hd_search_t *search)
{
    const hd_queue_filter_t *f = &l->query->filter;
    int i;

    for (i = 0; i < search->words->nelts && i < HD_SEARCH_WORDS; i++) {
        l->words[l->count++] = APR_ARRAY_IDX(search->words, i, apr_int64_t);
    }
    if (f->account_id) l->words[l->count++] = hd_term_of_row(HD_SEARCH_CLIENT, f->account_id);
    if (f->service_id) l->words[l->count++] = hd_term_of_row(HD_SEARCH_SERVICE, f->service_id);
}

/* Put the rarest word first: the one with the fewest tickets, or with the fewest among the newest.
 * @param[out] none  a word is in no ticket at all */
static hd_error_t *find_rarest(int *none, looking_t *l)
{
    apr_int64_t best_n = SPAN + 1, best_from = 0;
    hd_rows_t *row;
    int i, rarest = 0;

    *none = !l->count;
    for (i = 0; i < l->count && !*none; i++) {
        apr_int64_t n, from;

        HD_TRY(hd_db_one(&row, l->db, "search_span", HD_ARGS(hd_int(l->words[i])), l->pool));
        n = row ? hd_row_int(row, 0) : 0;
        from = row ? hd_row_int(row, 1) : 0;
        *none = !n;
        if (n > best_n || (n == best_n && from >= best_from)) continue;
        best_n = n;
        best_from = from;
        rarest = i;
    }
    if (rarest) {
        apr_int64_t word = l->words[rarest];
        l->words[rarest] = l->words[0];
        l->words[0] = word;
    }
    return NULL;
}

static hd_error_t *read_batch(hd_rows_t **rows, looking_t *l, int batch)
{
    hd_value_t args[2 * (WORDS_MAX - 1) + 5];
    int i, n = 0;

    for (i = 1; i < WORDS_MAX; i++) args[n++] = hd_int(l->words[i]);
    args[n++] = hd_int(l->words[0]);
    args[n++] = hd_int(l->at);
    args[n++] = hd_int(batch);
    for (i = 1; i < WORDS_MAX; i++) args[n++] = hd_int(l->words[i]);
    args[n++] = hd_int(l->scope->person_id);
    args[n] = (hd_value_t){ HD_VALUE_END, NULL, 0 };
    return hd_db_query(rows, l->db, l->back ? "search_previous" : "search_next", args, l->pool);
}

/* A ticket without the other words is a row of NULL. */
static void take_row(hd_queue_list_t *list, const looking_t *l, const hd_rows_t *rows)
{
    hd_queue_row_t row;

    if (!hd_row_text(rows, 0)) return;
    hd_queue_row_read(&row, rows, l->scope->person_id);
    if (!hd_queue_row_fits(&row, l->scope, l->query)) return;
    if (l->query->stage != HD_STAGES && hd_queue_stage(row.status) != l->query->stage) return;
    APR_ARRAY_PUSH(list->rows, hd_queue_row_t) = row;
}

static hd_error_t *read_page(hd_queue_list_t *list, looking_t *l)
{
    int batch = HD_QUEUE_PAGE + 1, ended = 0;

    while (!ended && list->rows->nelts <= HD_QUEUE_PAGE && l->looked < HD_QUEUE_LOOK_MAX) {
        hd_rows_t *rows;
        int left;

        HD_TRY(read_batch(&rows, l, batch));
        left = hd_rows_count(rows);
        ended = left < batch;
        while (list->rows->nelts <= HD_QUEUE_PAGE && l->looked < HD_QUEUE_LOOK_MAX && hd_rows_next(rows)) {
            l->at = hd_row_int(rows, 21);
            l->looked++;
            left--;
            take_row(list, l, rows);
        }
        if (left) ended = 0; /* the page is full, or enough was looked at */
        batch = batch * 2 < BATCH_MAX ? batch * 2 : BATCH_MAX;
    }
    list->unfinished = !ended && list->rows->nelts <= HD_QUEUE_PAGE;
    return NULL;
}

/* A place is a ticket's reference: where a page begins that follows or precedes it. */
static hd_error_t *read_place(looking_t *l)
{
    hd_list_place_t place;
    hd_rows_t *row = NULL;

    l->back = hd_list_place_read(&place, l->query->before, l->pool);
    if (l->back || hd_list_place_read(&place, l->query->after, l->pool)) {
        HD_TRY(hd_db_one(&row, l->db, "ticket_by_ref", HD_ARGS(hd_text(place.ref)), l->pool));
    }
    if (!row) l->back = 0;
    l->paged = row != NULL;
    l->at = row ? hd_row_int(row, 0) : INT64_MAX;
    return NULL;
}

static const char *place_of(const hd_queue_list_t *list, int i, apr_pool_t *pool)
{
    return hd_list_place_write(0, APR_ARRAY_IDX(list->rows, i, hd_queue_row_t).ref, pool);
}

static hd_error_t *set_places(hd_queue_list_t *list, const looking_t *l, int more)
{
    int n = list->rows->nelts;

    if (list->unfinished) {
        hd_rows_t *row;
        HD_TRY(hd_db_one(&row, l->db, "search_ref", HD_ARGS(hd_int(l->at)), l->pool));
        if (row) *(l->back ? &list->previous : &list->next) = hd_list_place_write(0, hd_row_text(row, 0), l->pool);
    }
    if (!n) return NULL;
    if (!list->next && (l->back || more)) list->next = place_of(list, n - 1, l->pool);
    if (!list->previous && (l->back ? more : l->paged)) list->previous = place_of(list, 0, l->pool);
    return NULL;
}

hd_error_t *hd_search_list(hd_queue_list_t *list, hd_db_t *db, const hd_scope_t *scope, const hd_queue_query_t *query,
                           const hd_search_t *search, apr_pool_t *pool)
{
    looking_t l = { db, scope, query, { 0 }, 0, 0, 0, 0, 0, pool };
    int none = 1, more;

    memset(list, 0, sizeof(*list));
    list->rows = apr_array_make(pool, HD_QUEUE_PAGE + 1, sizeof(hd_queue_row_t));
    if (!search->words->nelts) return NULL;
    choose_words(&l, search);
    HD_TRY(find_rarest(&none, &l));
    if (none) return NULL;
    HD_TRY(read_place(&l));
    HD_TRY(read_page(list, &l));
    more = list->rows->nelts > HD_QUEUE_PAGE;
    if (more) list->rows->nelts = HD_QUEUE_PAGE;
    if (l.back) hd_queue_rows_turn(list->rows);
    return set_places(list, &l, more);
}
