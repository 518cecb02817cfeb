/* src/domain/queue_list.c: pages of the views of the queue.
 * May use: store/, base/. Must not know: HTTP, how a page looks.
 *
 * A page is read from one or several sources, each in the order of the view by an index: those of a few departments, what
 * nobody has of them, an assignee's, a client's, a service's. Sources are merged; what does not fit the filter is passed over;
 * the whole ends with the page, or when so many tickets have been looked at.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "level.h"
#include "list_place.h"
#include "queue_row.h"

#define BATCH_MAX 200 /* tickets read at once where many are passed over */

#define DEPARTMENTS 8 /* that one statement merges */

typedef enum { OF_DEPARTMENTS, OF_NOBODY, OF_ASSIGNEE, OF_CLIENT, OF_SERVICE, OF_OVERDUE } source_of_t;

/* Where tickets come from. */
typedef struct source_t {
    source_of_t of;
    apr_int64_t id;      /* of the assignee, account, service */
    apr_int64_t departments[DEPARTMENTS]; /* 0: none */
    hd_rows_t *rows;     /* the batch; NULL: none was read */
    int batch;           /* how many were asked for */
    int ended;           /* there is nothing behind the batch */
    int has_row;         /* row is the next one */
    hd_queue_row_t row;
    hd_list_place_t place; /* where the next batch begins */
} source_t;

/* A page that is being read. */
typedef struct reading_t {
    hd_db_t *db;
    const hd_scope_t *scope;
    const hd_queue_query_t *query;
    int falls;                   /* from greater keys to smaller ones */
    apr_array_header_t *sources; /* source_t */
    int looked;
    hd_list_place_t last;        /* of the ticket that was looked at last */
    apr_pool_t *pool;
} reading_t;

/* The next of its promises that is not kept yet; none while the clock stands. */
static hd_time_t next_due(const hd_rows_t *rows)
{
    hd_time_t first = hd_row_int(rows, 23) == HD_LEVEL_RUNNING ? hd_row_int(rows, 24) : 0;
    hd_time_t solution = hd_row_int(rows, 25) == HD_LEVEL_RUNNING ? hd_row_int(rows, 26) : 0;

    return first && (!solution || first < solution) ? first : solution;
}

void hd_queue_row_read(hd_queue_row_t *row, const hd_rows_t *rows, apr_int64_t reader)
{
    hd_time_t seen = hd_row_int(rows, 19);

    row->ref = hd_row_text(rows, 0);
    row->subject = hd_row_text(rows, 1);
    row->status = hd_row_text(rows, 2);
    row->priority = hd_row_text(rows, 3);
    row->channel = hd_row_text(rows, 4);
    row->department_id = hd_row_int(rows, 5);
    row->account_name = hd_row_text(rows, 6);
    row->service_label = hd_row_text(rows, 7);
    row->service_state = hd_row_text(rows, 8);
    row->service_expires_at = hd_row_int(rows, 9);
    row->assignee_id = hd_row_int(rows, 10);
    row->assignee = hd_row_text(rows, 11);
    row->waiting_since = hd_row_int(rows, 12);
    row->updated_at = hd_row_int(rows, 13);
    row->key = hd_row_int(rows, 14);
    row->account_id = hd_row_int(rows, 15);
    row->service_id = hd_row_int(rows, 16);
    row->account = hd_row_text(rows, 17);
    row->service = hd_row_text(rows, 18);
    row->place = hd_row_int(rows, 21);
    row->overdue_at = hd_row_int(rows, 22);
    row->due_at = next_due(rows);
    row->never_seen = !seen;
    row->is_new = seen < row->updated_at && hd_row_int(rows, 20) != reader;
}

/* The values of a statement that merges departments: the place, once for each. */
static const hd_value_t *merged_args(const source_t *s, const reading_t *r)
{
    const hd_value_t *one;
    apr_array_header_t *args = apr_array_make(r->pool, DEPARTMENTS * 6 + 3, sizeof(hd_value_t));
    const hd_value_t *last = HD_ARGS(hd_int(s->batch), hd_int(r->scope->person_id));
    int i, j;

    for (i = 0; i < DEPARTMENTS; i++) {
        one = HD_ARGS(hd_int(s->departments[i]), hd_int(r->query->stage), hd_int(s->place.key), hd_int(s->place.key),
                      hd_text(s->place.ref), hd_int(s->batch));
        for (j = 0; j < 6; j++) APR_ARRAY_PUSH(args, hd_value_t) = one[j];
    }
    for (j = 0; j < 3; j++) APR_ARRAY_PUSH(args, hd_value_t) = last[j];
    return (const hd_value_t *)args->elts;
}

static hd_error_t *read_batch(source_t *s, const reading_t *r)
{
    static const char *const names[][2] = { { "queue_departments_next", "queue_departments_previous" },
                                            { "queue_nobody_next", "queue_nobody_previous" },
                                            { "queue_assignee_next", "queue_assignee_previous" },
                                            { "queue_client_next", "queue_client_previous" },
                                            { "queue_service_next", "queue_service_previous" },
                                            { "queue_overdue_next", "queue_overdue_previous" } };
    const char *name = names[s->of][r->falls];
    hd_value_t who = hd_int(r->scope->person_id), id = hd_int(s->id), stage = hd_int(r->query->stage);
    hd_value_t key = hd_int(s->place.key), ref = hd_text(s->place.ref), limit = hd_int(s->batch);

    if (s->of == OF_DEPARTMENTS || s->of == OF_NOBODY) return hd_db_query(&s->rows, r->db, name, merged_args(s, r), r->pool);
    if (s->of == OF_OVERDUE) return hd_db_query(&s->rows, r->db, name, HD_ARGS(id, key, key, ref, limit, who), r->pool);
    if (s->of == OF_CLIENT) {
        return hd_db_query(&s->rows, r->db, name, HD_ARGS(id, hd_int(r->query->stage == HD_STAGE_CLOSED), stage, key, key,
                                                          ref, limit, who), r->pool);
    }
    return hd_db_query(&s->rows, r->db, name, HD_ARGS(id, stage, key, key, ref, limit, who), r->pool);
}

/* Have the source's next ticket at hand, if there is one. */
static hd_error_t *advance(source_t *s, const reading_t *r)
{
    if (s->has_row || s->ended) return NULL;
    if (!s->rows || !hd_rows_next(s->rows)) {
        if (s->rows && hd_rows_count(s->rows) < s->batch) {
            s->ended = 1;
            return NULL;
        }
        s->batch = !s->rows ? HD_QUEUE_PAGE + 1 : s->batch * 2 < BATCH_MAX ? s->batch * 2 : BATCH_MAX;
        HD_TRY(read_batch(s, r));
        if (!hd_rows_next(s->rows)) {
            s->ended = 1;
            return NULL;
        }
    }
    hd_queue_row_read(&s->row, s->rows, r->scope->person_id);
    s->place.key = s->row.place;
    s->place.ref = s->row.ref;
    s->has_row = 1;
    return NULL;
}

/* Whether a ticket stands before another. */
static int is_before(const hd_queue_row_t *one, const hd_queue_row_t *other, int falls)
{
    int order = one->place != other->place ? (one->place < other->place ? -1 : 1) : strcmp(one->ref, other->ref);

    return falls ? order > 0 : order < 0;
}

int hd_queue_row_fits(const hd_queue_row_t *row, const hd_scope_t *scope, const hd_queue_query_t *query)
{
    const hd_queue_filter_t *f = &query->filter;

    if (query->overdue && (!row->overdue_at || hd_queue_stage(row->status) != HD_STAGE_WAITING)) return 0;
    return hd_scope_has(scope, row->department_id) && (!f->department_id || f->department_id == row->department_id)
           && (!f->account_id || f->account_id == row->account_id) && (!f->service_id || f->service_id == row->service_id)
           && (f->assignee_id == HD_ANYBODY || f->assignee_id == row->assignee_id)
           && (!f->priority || !strcmp(f->priority, row->priority)) && (!f->channel || !strcmp(f->channel, row->channel));
}

static source_t *add_source(reading_t *r, source_of_t of, apr_int64_t id, const hd_list_place_t *place)
{
    source_t *s = apr_array_push(r->sources);

    memset(s, 0, sizeof(*s));
    s->of = of;
    s->id = id;
    s->place = *place;
    return s;
}

/* The departments of the reader, or one of them, so many to a statement. What waits and is nobody's has statements of its
 * own: it may stand behind more than are looked at. */
static void add_departments(reading_t *r, apr_int64_t only, const hd_list_place_t *place)
{
    source_of_t of = !r->query->filter.assignee_id && r->query->stage == HD_STAGE_WAITING ? OF_NOBODY : OF_DEPARTMENTS;
    source_t *s = NULL;
    int i, n = 0;

    for (i = 0; i < r->scope->departments->nelts; i++) {
        apr_int64_t id = APR_ARRAY_IDX(r->scope->departments, i, apr_int64_t);

        if (only && id != only) continue;
        if (n % DEPARTMENTS == 0) s = add_source(r, of, 0, place);
        s->departments[n++ % DEPARTMENTS] = id;
    }
}

/* Those that are late, of the departments where the reader works. */
static void choose_overdue(reading_t *r, const hd_list_place_t *place)
{
    apr_int64_t only = r->query->filter.department_id;
    int i;

    for (i = 0; i < r->scope->departments->nelts; i++) {
        apr_int64_t id = APR_ARRAY_IDX(r->scope->departments, i, apr_int64_t);
        if (!only || id == only) add_source(r, OF_OVERDUE, id, place);
    }
}

/* The narrowest that there is an index for. */
static void choose_sources(reading_t *r, const hd_list_place_t *place)
{
    const hd_queue_filter_t *f = &r->query->filter;

    if (f->service_id) add_source(r, OF_SERVICE, f->service_id, place);
    else if (f->account_id) add_source(r, OF_CLIENT, f->account_id, place);
    else if (f->assignee_id > 0) add_source(r, OF_ASSIGNEE, f->assignee_id, place);
    else add_departments(r, f->department_id, place);
}

/* The next ticket of all sources. @param[out] row  NULL: there is none */
static hd_error_t *next_row(const hd_queue_row_t **row, reading_t *r)
{
    source_t *first = NULL;
    int i;

    for (i = 0; i < r->sources->nelts; i++) {
        source_t *s = &APR_ARRAY_IDX(r->sources, i, source_t);
        HD_TRY(advance(s, r));
        if (s->has_row && (!first || is_before(&s->row, &first->row, r->falls))) first = s;
    }
    *row = NULL;
    if (!first) return NULL;
    first->has_row = 0;
    *row = &first->row;
    r->last = first->place;
    r->looked++;
    return NULL;
}

void hd_queue_rows_turn(apr_array_header_t *rows)
{
    hd_queue_row_t *list = (hd_queue_row_t *)rows->elts;
    int i;

    for (i = 0; i < rows->nelts / 2; i++) {
        hd_queue_row_t one = list[i];
        list[i] = list[rows->nelts - 1 - i];
        list[rows->nelts - 1 - i] = one;
    }
}

static const char *place_of(const apr_array_header_t *rows, int i, apr_pool_t *pool)
{
    const hd_queue_row_t *row = &APR_ARRAY_IDX(rows, i, hd_queue_row_t);

    return hd_list_place_write(row->place, row->ref, pool);
}

/* The places beside a page. back: it was read towards the beginning; more: there is another ticket in that direction */
static void set_places(hd_queue_list_t *list, const reading_t *r, int back, int paged, int more)
{
    const char *here = r->looked ? hd_list_place_write(r->last.key, r->last.ref, r->pool) : NULL;
    int n = list->rows->nelts;

    list->next = list->previous = NULL;
    if (list->unfinished && back) list->previous = here;
    if (list->unfinished && !back) list->next = here;
    if (!n) return;
    if (!list->next && (back || more)) list->next = place_of(list->rows, n - 1, r->pool);
    if (!list->previous && (back ? more : paged)) list->previous = place_of(list->rows, 0, r->pool);
}

/* The closed ones are read from the last on: there "next" falls. */
hd_error_t *hd_queue_list(hd_queue_list_t *list, hd_db_t *db, const hd_scope_t *scope, const hd_queue_query_t *query,
                          apr_pool_t *pool)
{
    int down = query->stage == HD_STAGE_CLOSED, back, paged, more;
    hd_list_place_t place = { down ? INT64_MAX : INT64_MIN, down ? "~" : "" };
    reading_t r = { db, scope, query, 0, NULL, 0, { 0, NULL }, pool };
    const hd_queue_row_t *row;

    back = hd_list_place_read(&place, query->before, pool);
    paged = back || hd_list_place_read(&place, query->after, pool);
    r.falls = down != back;
    r.sources = apr_array_make(pool, 8, sizeof(source_t));
    if (query->overdue) choose_overdue(&r, &place);
    else choose_sources(&r, &place);
    list->rows = apr_array_make(pool, HD_QUEUE_PAGE + 1, sizeof(hd_queue_row_t));
    while (list->rows->nelts <= HD_QUEUE_PAGE && r.looked < HD_QUEUE_LOOK_MAX) {
        HD_TRY(next_row(&row, &r));
        if (!row) break;
        if (hd_queue_row_fits(row, scope, query)) APR_ARRAY_PUSH(list->rows, hd_queue_row_t) = *row;
    }
    more = list->rows->nelts > HD_QUEUE_PAGE;
    list->unfinished = !more && r.looked == HD_QUEUE_LOOK_MAX ? HD_QUEUE_LOOK_MAX : 0;
    if (more) list->rows->nelts = HD_QUEUE_PAGE;
    if (back) hd_queue_rows_turn(list->rows);
    set_places(list, &r, back, paged, more);
    return NULL;
}

static hd_error_t *find(apr_int64_t *id, const char **name, hd_db_t *db, const char *statement, const char *public_id,
                        apr_pool_t *pool)
{
    hd_rows_t *row = NULL;

    *id = 0;
    if (*public_id) HD_TRY(hd_db_one(&row, db, statement, HD_ARGS(hd_text(public_id)), pool));
    if (!row) return NULL;
    *id = hd_row_int(row, 0);
    *name = hd_row_text(row, 1);
    return NULL;
}

hd_error_t *hd_queue_client(apr_int64_t *id, const char **name, hd_db_t *db, const char *public_id, apr_pool_t *pool)
{
    return find(id, name, db, "queue_client", public_id, pool);
}

hd_error_t *hd_queue_service(apr_int64_t *id, const char **name, hd_db_t *db, const char *public_id, apr_pool_t *pool)
{
    return find(id, name, db, "queue_service", public_id, pool);
}
