/* src/domain/digest.c: reading what has happened to tickets, once each, behind a cursor in the database.
 * May use: store/, base/. Must not know: what is made of it, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "digest.h"

#include <string.h>

/* What the sources differ in; the order is that of hd_digest_source_t. */
typedef struct source_t {
    const char *name, *cursor, *last, *next, *late;
} source_t;

static const source_t sources[HD_DIGEST_SOURCES] = {
    { "message", "digest_cursor_messages", "digest_messages_last", "digest_messages", "digest_messages_late" },
    { "change", "digest_cursor_changes", "digest_changes_last", "digest_changes", "digest_changes_late" },
};

/* Numbers that were passed over. */
typedef struct gap_t {
    apr_int64_t first, until;
    hd_time_t seen_at;
} gap_t;

/* What one turn has read. */
typedef struct reading_t {
    const hd_digest_t *digest;
    hd_digest_source_t which;
    const source_t *source;
    hd_time_t now;
    apr_int64_t from, turns; /* the cursor, as it was read */
    apr_int64_t last;        /* where it goes */
    apr_int64_t newest;      /* the newest row */
    int has_gaps;
    apr_array_header_t *rows;   /* hd_digest_row_t */
    apr_array_header_t *filled; /* apr_int64_t: first ids of gaps into which something has come */
    apr_array_header_t *gaps;   /* gap_t: to be kept */
    int more;
} reading_t;

static hd_error_t *read_cursor(reading_t *r, hd_db_t *db, apr_pool_t *pool)
{
    hd_value_t name = hd_text(r->digest->name), source = hd_text(r->source->name);
    hd_rows_t *row, *newest;

    HD_TRY(hd_db_one(&row, db, r->source->cursor, HD_ARGS(name), pool));
    if (!row) {
        apr_int64_t begin = 0;

        if (r->digest->look_back != HD_DIGEST_ALL) {
            HD_TRY(hd_db_one(&newest, db, r->source->last, HD_NO_ARGS, pool));
            if (newest) begin = hd_row_int(newest, 0) - r->digest->look_back;
        }
        HD_TRY(hd_db_exec(NULL, db, "digest_begin", HD_ARGS(name, source, hd_int(begin > 0 ? begin : 0))));
        HD_TRY(hd_db_one(&row, db, r->source->cursor, HD_ARGS(name), pool));
        if (!row) return hd_error(pool, HD_BUSY, "database-away", "the cursor %s is gone", r->digest->name);
    }
    r->from = r->last = hd_row_int(row, 0);
    r->turns = hd_row_int(row, 1);
    r->newest = hd_row_int(row, 2);
    r->has_gaps = hd_row_int(row, 3) > 0;
    return NULL;
}

static void put_gap(reading_t *r, apr_int64_t first, apr_int64_t until, hd_time_t seen_at)
{
    gap_t *gap;

    if (first > until) return;
    gap = apr_array_push(r->gaps);
    gap->first = first;
    gap->until = until;
    gap->seen_at = seen_at;
}

static void put_row(reading_t *r, const hd_rows_t *rows)
{
    hd_digest_row_t *row = apr_array_push(r->rows);

    row->id = hd_row_int(rows, 0);
    row->ticket_id = hd_row_int(rows, 1);
    row->person_id = hd_row_int(rows, 2);
    row->at = hd_row_int(rows, 3);
    row->what = hd_row_text(rows, 4);
    row->from = hd_row_text(rows, 5);
    row->to = hd_row_text(rows, 6);
}

/* What comes next; numbers missing before a row that was written long ago are missing for ever. */
static hd_error_t *read_next(reading_t *r, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, r->source->next, HD_ARGS(hd_int(r->from), hd_int(r->digest->a_turn)), pool));
    while (hd_rows_next(rows)) {
        apr_int64_t id = hd_row_int(rows, 0);

        if (hd_row_int(rows, 3) > r->now - HD_DIGEST_KEEP_SEC) put_gap(r, r->last + 1, id - 1, r->now);
        r->last = id;
        if (r->which == HD_DIGEST_MESSAGES && !strcmp(hd_row_text(rows, 4), "held")) put_gap(r, id, id, r->now);
        else put_row(r, rows);
    }
    r->more = hd_rows_count(rows) == r->digest->a_turn;
    return NULL;
}

/* What has come into gaps; what is left of them around it. */
static hd_error_t *read_late(reading_t *r, hd_db_t *db, apr_pool_t *pool)
{
    hd_value_t name = hd_text(r->digest->name);
    gap_t gap = { 0, -1, 0 };
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, r->source->late, HD_ARGS(name, name, name, hd_int(r->digest->a_turn)), pool));
    while (hd_rows_next(rows)) {
        apr_int64_t id = hd_row_int(rows, 0);

        if (hd_row_int(rows, 8) != gap.until) {
            put_gap(r, gap.first, gap.until, gap.seen_at);
            gap = (gap_t){ hd_row_int(rows, 7), hd_row_int(rows, 8), hd_row_int(rows, 9) };
            APR_ARRAY_PUSH(r->filled, apr_int64_t) = gap.first;
        }
        put_gap(r, gap.first, id - 1, gap.seen_at);
        gap.first = id + 1;
        put_row(r, rows);
    }
    put_gap(r, gap.first, gap.until, gap.seen_at);
    r->more = r->more || hd_rows_count(rows) == r->digest->a_turn;
    return NULL;
}

/* Whoever moves the cursor hands on; another who has read the same hands on nothing. */
static hd_error_t *hand_on(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    reading_t *r = baton;
    hd_value_t name = hd_text(r->digest->name), source = hd_text(r->source->name);
    int i, moved;

    HD_TRY(hd_db_exec(&moved, db, "digest_advance", HD_ARGS(hd_int(r->last), name, source, hd_int(r->turns))));
    if (moved != 1) return NULL;
    for (i = 0; i < r->filled->nelts; i++) {
        HD_TRY(hd_db_exec(NULL, db, "digest_gap_remove",
                          HD_ARGS(name, source, hd_int(APR_ARRAY_IDX(r->filled, i, apr_int64_t)))));
    }
    for (i = 0; i < r->gaps->nelts; i++) {
        const gap_t *gap = &APR_ARRAY_IDX(r->gaps, i, gap_t);
        HD_TRY(hd_db_exec(NULL, db, "digest_gap_add",
                          HD_ARGS(name, source, hd_int(gap->first), hd_int(gap->until), hd_int(gap->seen_at))));
    }
    if (!r->rows->nelts) return NULL;
    return r->digest->apply(db, r->digest->baton, r->which, r->rows, r->now, pool);
}

hd_error_t *hd_digest_run(int *more, hd_db_t *db, const hd_digest_t *digest, hd_digest_source_t source, hd_time_t now,
                          apr_pool_t *pool)
{
    reading_t r = { digest, source, &sources[source], now, 0, 0, 0, 0, 0, NULL, NULL, NULL, 0 };

    r.rows = apr_array_make(pool, 16, sizeof(hd_digest_row_t));
    r.filled = apr_array_make(pool, 4, sizeof(apr_int64_t));
    r.gaps = apr_array_make(pool, 4, sizeof(gap_t));
    HD_TRY(read_cursor(&r, db, pool));
    if (r.has_gaps) HD_TRY(read_late(&r, db, pool));
    if (r.newest > r.from) HD_TRY(read_next(&r, db, pool));
    if (r.last > r.from || r.filled->nelts) HD_TRY(hd_db_transaction(db, hand_on, &r, pool));
    *more = r.more;
    return NULL;
}

hd_error_t *hd_digest_lock(hd_db_t *db, const hd_digest_t *digest)
{
    hd_value_t name = hd_text(digest->name);
    int i;

    for (i = 0; i < HD_DIGEST_SOURCES; i++) {
        HD_TRY(hd_db_exec(NULL, db, "digest_lock", HD_ARGS(name, hd_text(sources[i].name))));
    }
    return NULL;
}

hd_error_t *hd_digest_tidy(hd_db_t *db, hd_time_t now)
{
    return hd_db_exec(NULL, db, "digest_gaps_forget", HD_ARGS(hd_int(now - HD_DIGEST_KEEP_SEC)));
}
