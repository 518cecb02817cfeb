/* src/domain/search_list.c: pages of the tickets that have all of some words.
 * May use: search_round.h, queue_row.h, store/. Must not know: HTTP, how words are kept in step.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "list_place.h"
#include "queue_row.h"
#include "search_round.h"

#define WORDS_MAX 8   /* HD_SEARCH_WORDS, a client and a service: as many as the statements of sql/queue.sql have places */
#define SPAN 64       /* of search_span */
#define BATCH_MAX 200 /* tickets read at once where many are passed over */

/* A word that is looked for. */
typedef struct word_t {
    apr_int64_t number;
    apr_int64_t n, from; /* how many tickets have it, SPAN at most; where the last of these is */
} word_t;

/* A page that is being read. */
typedef struct looking_t {
    hd_db_t *db;
    const hd_scope_t *scope;
    const hd_queue_query_t *query;
    word_t words[WORDS_MAX]; /* the rarest first */
    int count;
    int back, paged;
    apr_int64_t at;          /* the ticket that was looked at last */
    apr_int64_t end;         /* the last one that is looked at */
    int goes_on;             /* there are more behind the end */
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
        l->words[l->count++].number = APR_ARRAY_IDX(search->words, i, apr_int64_t);
    }
    if (f->account_id) l->words[l->count++].number = hd_term_of_row(HD_SEARCH_CLIENT, f->account_id);
    if (f->service_id) l->words[l->count++].number = hd_term_of_row(HD_SEARCH_SERVICE, f->service_id);
}

/* The rarer of two words comes first: the one with fewer tickets, or with fewer among the newest. */
static int by_tickets(const void *one, const void *other)
{
    const word_t *a = one, *b = other;

    if (a->n != b->n) return a->n < b->n ? -1 : 1;
    return a->from < b->from ? -1 : a->from > b->from;
}

/* Put the rarest word first. @param[out] none  a word is in no ticket at all */
static hd_error_t *sort_words(int *none, looking_t *l)
{
    hd_rows_t *row;
    int i;

    *none = !l->count;
    for (i = 0; i < l->count && !*none; i++) {
        word_t *word = &l->words[i];

        HD_TRY(hd_db_one(&row, l->db, "search_span", HD_ARGS(hd_int(word->number)), l->pool));
        word->n = row ? hd_row_int(row, 0) : 0;
        word->from = row ? hd_row_int(row, 1) : 0;
        *none = !word->n;
    }
    qsort(l->words, (size_t)l->count, sizeof(word_t), by_tickets);
    return NULL;
}

/* Of several words, where the last ticket is that is looked at: those that lack a word are passed over by the database. */
static hd_error_t *find_end(looking_t *l)
{
    hd_rows_t *rows;

    l->end = l->back ? INT64_MAX : 0;
    if (l->count == 1 || l->words[0].n < SPAN) return NULL;
    HD_TRY(hd_db_query(&rows, l->db, l->back ? "search_end_previous" : "search_end_next",
                       HD_ARGS(hd_int(l->words[0].number), hd_int(l->at), hd_int(HD_SEARCH_LOOK_MAX - 1)), l->pool));
    l->goes_on = hd_rows_count(rows) == 2;
    if (l->goes_on && hd_rows_next(rows)) l->end = hd_row_int(rows, 0);
    return NULL;
}

static hd_error_t *read_batch(hd_rows_t **rows, const looking_t *l, int batch)
{
    static const char *const names[][2] = { { "search_one_next", "search_one_previous" },
                                            { "search_three_next", "search_three_previous" },
                                            { "search_eight_next", "search_eight_previous" } };
    static const int places[] = { 1, 3, WORDS_MAX };
    hd_value_t args[WORDS_MAX + 5];
    int i, n = 0, which = 0;

    while (places[which] < l->count) which++;

    args[n++] = hd_int(l->words[0].number);
    args[n++] = hd_int(l->at);
    args[n++] = hd_int(l->end);
    for (i = 1; i < places[which]; i++) args[n++] = hd_int(l->words[i < l->count ? i : l->count - 1].number);
    args[n++] = hd_int(batch);
    args[n++] = hd_int(l->scope->person_id);
    args[n] = (hd_value_t){ HD_VALUE_END, NULL, 0 };
    return hd_db_query(rows, l->db, names[which][l->back], args, l->pool);
}

/* A ticket that somebody has removed from the database by hand is a row of NULL. */
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

    while (!ended && list->rows->nelts <= HD_QUEUE_PAGE && l->looked < HD_SEARCH_LOOK_MAX) {
        hd_rows_t *rows;
        int left;

        HD_TRY(read_batch(&rows, l, batch));
        left = hd_rows_count(rows);
        ended = left < batch;
        while (list->rows->nelts <= HD_QUEUE_PAGE && l->looked < HD_SEARCH_LOOK_MAX && hd_rows_next(rows)) {
            l->at = hd_row_int(rows, 21);
            l->looked++;
            left--;
            take_row(list, l, rows);
        }
        if (left) ended = 0; /* the page is full, or enough was looked at */
        batch = batch * 2 < BATCH_MAX ? batch * 2 : BATCH_MAX;
    }
    if ((!ended || l->goes_on) && list->rows->nelts <= HD_QUEUE_PAGE) list->unfinished = HD_SEARCH_LOOK_MAX;
    if (ended && l->goes_on) l->at = l->end;
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
    looking_t l = { .db = db, .scope = scope, .query = query, .pool = pool };
    int none = 1, more;

    memset(list, 0, sizeof(*list));
    list->rows = apr_array_make(pool, HD_QUEUE_PAGE + 1, sizeof(hd_queue_row_t));
    if (!search->words->nelts) return NULL;
    choose_words(&l, search);
    HD_TRY(sort_words(&none, &l));
    if (none) return NULL;
    HD_TRY(read_place(&l));
    HD_TRY(find_end(&l));
    HD_TRY(read_page(list, &l));
    more = list->rows->nelts > HD_QUEUE_PAGE;
    if (more) list->rows->nelts = HD_QUEUE_PAGE;
    if (l.back) hd_queue_rows_turn(list->rows);
    return set_places(list, &l, more);
}
