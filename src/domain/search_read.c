/* src/domain/search_read.c: what is new, late or stale, and the words of the tickets that it belongs to.
 * May use: search_round.h, text/, store/. Must not know: how it is kept.
 *
 * Servers give numbers before a transaction commits: one that commits late has a smaller number than what has been read.
 * So the numbers that were passed over are noted, and looked at again, in growing pauses, for as long as a transaction may
 * take. Answers that can still be taken back are treated likewise.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "search_round.h"

#define MESSAGE "message"
#define CHANGE "change"
#define CHANGES_READ 200   /* changes at once: few of them matter */
#define PAUSE_MAX_SEC 600  /* between two looks at the same number */

hd_error_t *hd_search_round_begin(hd_search_round_t *round, hd_db_t *db, int limit, hd_time_t now, apr_pool_t *pool)
{
    hd_rows_t *row;

    memset(round, 0, sizeof(*round));
    round->db = db;
    round->now = now;
    round->limit = limit;
    round->pool = pool;
    round->entries = apr_array_make(pool, 32, sizeof(hd_search_entry_t));
    apr_pool_create(&round->scratch, pool);
    round->notes = apr_array_make(pool, 8, sizeof(hd_search_note_t));
    HD_TRY(hd_db_one(&row, db, "search_state", HD_ARGS(hd_int(now), hd_int(now + HD_SEARCH_LATE_SEC)), pool));
    if (!row) return hd_error(pool, HD_BROKEN, "database-broken", "search_cursor has no row");
    round->turn = hd_row_int(row, 0);
    round->message_id = hd_row_int(row, 1);
    round->change_id = hd_row_int(row, 2);
    round->last_message_id = hd_row_int(row, 3);
    round->last_change_id = hd_row_int(row, 4);
    round->due = hd_row_int(row, 5) > 0;
    round->stale = hd_row_int(row, 6) > 0;
    return NULL;
}

static hd_search_entry_t *entry_of(hd_search_round_t *round, apr_int64_t ticket_id)
{
    hd_search_entry_t *entry;
    int i;

    for (i = 0; i < round->entries->nelts; i++) {
        entry = &APR_ARRAY_IDX(round->entries, i, hd_search_entry_t);
        if (entry->ticket_id == ticket_id) return entry;
    }
    entry = apr_array_push(round->entries);
    entry->ticket_id = ticket_id;
    entry->whole = 0;
    entry->terms = hd_terms_make(round->pool);
    return entry;
}

/* The longer it has been known, the longer until it is looked at again. */
static void note(hd_search_round_t *round, const char *kind, apr_int64_t first, apr_int64_t last, hd_time_t noted_at)
{
    hd_time_t pause = round->now - noted_at;
    hd_search_note_t *one = apr_array_push(round->notes);

    one->kind = kind;
    one->first = first;
    one->last = last;
    one->noted_at = noted_at > round->now ? round->now : noted_at;
    one->next_at = round->now + (pause < 1 ? 1 : pause > PAUSE_MAX_SEC ? PAUSE_MAX_SEC : pause);
}

/* Numbers that nobody has used when a later one was found. at: when that one was written */
static void note_gap(hd_search_round_t *round, const char *kind, apr_int64_t from, apr_int64_t found, hd_time_t at)
{
    if (found > from && at > round->now - HD_SEARCH_LATE_SEC) note(round, kind, from, found - 1, round->now);
}

static void take_message(hd_search_round_t *round, const hd_rows_t *row, hd_time_t noted_at)
{
    const char *side = hd_row_text(row, 2);
    apr_int64_t id = hd_row_int(row, 0);

    if (!strcmp(side, "held")) note(round, MESSAGE, id, id, noted_at);
    else if (strcmp(side, "undone")) {
        hd_terms_add(entry_of(round, hd_row_int(row, 1))->terms, hd_row_text(row, 3), round->scratch);
        apr_pool_clear(round->scratch);
    }
}

/* Whether a change makes other words of a ticket. */
static int matters(const char *what)
{
    static const char *const kinds[] = { "subject", "service", "merged", "merged-from", "split", "split-from" };
    apr_size_t i;

    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (!strcmp(kinds[i], what)) return 1;
    }
    return 0;
}

static void take_change(hd_search_round_t *round, const hd_rows_t *row)
{
    if (matters(hd_row_text(row, 2))) entry_of(round, hd_row_int(row, 1))->whole = 1;
}

static hd_error_t *read_messages(hd_search_round_t *round)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, round->db, "search_messages",
                       HD_ARGS(hd_int(round->message_id + 1), hd_int(INT64_MAX), hd_int(round->limit)), round->pool));
    while (hd_rows_next(rows)) {
        note_gap(round, MESSAGE, round->message_id + 1, hd_row_int(rows, 0), hd_row_int(rows, 4));
        take_message(round, rows, round->now);
        round->message_id = hd_row_int(rows, 0);
    }
    return NULL;
}

static hd_error_t *read_changes(hd_search_round_t *round)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, round->db, "search_changes",
                       HD_ARGS(hd_int(round->change_id + 1), hd_int(INT64_MAX), hd_int(CHANGES_READ)), round->pool));
    while (round->entries->nelts < round->limit && hd_rows_next(rows)) {
        note_gap(round, CHANGE, round->change_id + 1, hd_row_int(rows, 0), hd_row_int(rows, 3));
        take_change(round, rows);
        round->change_id = hd_row_int(rows, 0);
    }
    return NULL;
}

/* Numbers that still nobody has used: for some time somebody may. */
static void note_rest(hd_search_round_t *round, apr_int64_t first, apr_int64_t last)
{
    if (first <= last && round->looked.noted_at > round->now - HD_SEARCH_LATE_SEC) {
        note(round, round->looked.kind, first, last, round->looked.noted_at);
    }
}

static hd_error_t *read_pending(hd_search_round_t *round)
{
    hd_search_note_t *looked = &round->looked;
    hd_value_t now = hd_int(round->now), ahead = hd_int(round->now + HD_SEARCH_LATE_SEC);
    apr_int64_t next;
    hd_rows_t *row, *rows;
    int of_messages;

    HD_TRY(hd_db_one(&row, round->db, "search_pending_due", HD_ARGS(now, ahead), round->pool));
    if (!row) return NULL;
    of_messages = !strcmp(hd_row_text(row, 0), MESSAGE);
    *looked = (hd_search_note_t){ of_messages ? MESSAGE : CHANGE, hd_row_int(row, 1), hd_row_int(row, 2),
                                  hd_row_int(row, 3), 0 };
    HD_TRY(hd_db_query(&rows, round->db, of_messages ? "search_messages" : "search_changes",
                       HD_ARGS(hd_int(looked->first), hd_int(looked->last), hd_int(round->limit)), round->pool));
    next = looked->first;
    while (hd_rows_next(rows)) {
        note_rest(round, next, hd_row_int(rows, 0) - 1);
        if (of_messages) take_message(round, rows, looked->noted_at);
        else take_change(round, rows);
        next = hd_row_int(rows, 0) + 1;
    }
    if (hd_rows_count(rows) == round->limit && next <= looked->last) {
        note(round, looked->kind, next, looked->last, looked->noted_at);
    } else note_rest(round, next, looked->last);
    return NULL;
}

static hd_error_t *read_stale(hd_search_round_t *round)
{
    hd_rows_t *row, *rows;
    hd_value_t at;

    HD_TRY(hd_db_one(&row, round->db, "search_stale_next", HD_NO_ARGS, round->pool));
    if (!row) return NULL;
    round->renewed.account_id = hd_row_int(row, 0);
    round->renewed.turn = hd_row_int(row, 1);
    at = hd_int(hd_row_int(row, 2));
    HD_TRY(hd_db_query(&rows, round->db, "search_stale_tickets",
                       HD_ARGS(hd_int(round->renewed.account_id), at, at, hd_text(hd_row_text(row, 3)),
                               hd_int(round->limit)), round->pool));
    while (hd_rows_next(rows)) {
        entry_of(round, hd_row_int(rows, 0))->whole = 1;
        round->renewed.updated_at = hd_row_int(rows, 1);
        round->renewed.ref = hd_row_text(rows, 2);
    }
    if (hd_rows_count(rows) < round->limit) round->renewed.ref = NULL;
    return NULL;
}

/* All messages of a ticket, some at a time: they may be long. */
static hd_error_t *read_conversation(hd_search_round_t *round, hd_search_entry_t *entry)
{
    apr_int64_t id = 0;
    hd_time_t at = 0;
    hd_rows_t *rows;
    int count;

    do {
        HD_TRY(hd_db_query(&rows, round->db, "search_conversation",
                           HD_ARGS(hd_int(entry->ticket_id), hd_int(at), hd_int(at), hd_int(id), hd_int(HD_SEARCH_ROUND)),
                           round->scratch));
        count = hd_rows_count(rows);
        while (hd_rows_next(rows)) {
            id = hd_row_int(rows, 0);
            at = hd_row_int(rows, 1);
            hd_terms_add(entry->terms, hd_row_text(rows, 2), round->scratch);
        }
        apr_pool_clear(round->scratch);
    } while (count == HD_SEARCH_ROUND);
    return NULL;
}

/* What a ticket is found by besides its messages; and those, where all is read anew. */
static hd_error_t *read_entry(hd_search_round_t *round, hd_search_entry_t *entry)
{
    hd_rows_t *row;
    int i;

    HD_TRY(hd_db_one(&row, round->db, "search_text", HD_ARGS(hd_int(entry->ticket_id)), round->pool));
    if (!row) return NULL;
    for (i = 0; i < 6; i++) hd_terms_add(entry->terms, hd_row_text(row, i), round->scratch);
    apr_pool_clear(round->scratch);
    APR_ARRAY_PUSH(entry->terms, apr_int64_t) = hd_term_of_row(HD_SEARCH_CLIENT, hd_row_int(row, 6));
    if (hd_row_int(row, 7)) {
        APR_ARRAY_PUSH(entry->terms, apr_int64_t) = hd_term_of_row(HD_SEARCH_SERVICE, hd_row_int(row, 7));
    }
    hd_terms_sort(entry->terms);
    return entry->whole ? read_conversation(round, entry) : NULL;
}

hd_error_t *hd_search_round_read(int *some, hd_search_round_t *round)
{
    int i;

    *some = 1;
    if (round->due) HD_TRY(read_pending(round));
    else if (round->last_change_id > round->change_id) HD_TRY(read_changes(round));
    else if (round->stale) HD_TRY(read_stale(round));
    else if (round->last_message_id > round->message_id) HD_TRY(read_messages(round));
    else *some = 0;
    for (i = 0; i < round->entries->nelts; i++) {
        HD_TRY(read_entry(round, &APR_ARRAY_IDX(round->entries, i, hd_search_entry_t)));
    }
    return NULL;
}
