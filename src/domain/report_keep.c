/* src/domain/report_keep.c: keeping the figures of reports in step with what happens to tickets.
 * May use: digest.h, report_sheet.h, text/, store/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report_keep.h"

#include <apr_strings.h>

#include "../base/log.h"
#include "digest.h"
#include "report_sheet.h"

#define RULES 1 /* another number: figures are made by other rules, and all are reckoned anew */
#define A_TURN 500
#define MINUTE_SEC 60
#define DAY_MINUTES 1440
#define SEEN_SEC 30 /* so often it is noted that one who keeps figures is there */
#define GONE_SEC 180 /* so long after that another may begin anew by a zone, or by rules, of its own */

/* What a ticket adds. Times are 0 where there is none. */
typedef struct fact_t {
    apr_int64_t department_id;
    const char *priority, *channel;
    hd_time_t opened_at, answered_at, closed_at, rated_at;
    apr_int64_t answered_by, closed_by, rating;
} fact_t;

/* A turn of the reader. */
typedef struct keeping_t {
    hd_report_keeper_t *keeper;
    hd_locale_t *locale;
    apr_int64_t edition;
    hd_time_t now;
} keeping_t;

apr_int64_t hd_report_round(apr_int64_t minutes)
{
    if (minutes < DAY_MINUTES) return minutes < 0 ? 0 : minutes;
    if (minutes < 7 * DAY_MINUTES) return minutes / 15 * 15;
    if (minutes < 60 * DAY_MINUTES) return minutes / 60 * 60;
    if (minutes < HD_REPORT_DAYS_MAX * DAY_MINUTES) return minutes / DAY_MINUTES * DAY_MINUTES;
    return HD_REPORT_DAYS_MAX * DAY_MINUTES;
}

/* Count something that happened at a time: on its day and in its month, under all that it is looked at by. */
static void count(hd_report_sheet_t *sheet, const keeping_t *k, const fact_t *fact, const char *measure, hd_time_t at,
                  apr_int64_t value, const apr_int64_t *agent, int by)
{
    apr_int64_t local = hd_locale_local(k->locale, at), day = hd_civil_days(local);
    hd_report_key_t key = { "day", "priority", fact->priority, measure, day, fact->department_id };
    char person[24];
    hd_civil_t civil;
    int i;

    hd_civil(&civil, local);
    if (agent) apr_snprintf(person, sizeof(person), "%" APR_INT64_T_FMT, *agent);
    for (i = 0; i < 2; i++) {
        key.dimension = "priority";
        key.member = fact->priority;
        hd_report_sheet_add(sheet, &key, value, by);
        key.dimension = "channel";
        key.member = fact->channel;
        hd_report_sheet_add(sheet, &key, value, by);
        key.dimension = "agent";
        key.member = person;
        if (agent) hd_report_sheet_add(sheet, &key, value, by);
        key.grain = "month";
        key.day = day - (civil.day - 1);
    }
}

static apr_int64_t minutes_to(const fact_t *fact, hd_time_t at)
{
    return hd_report_round((at - fact->opened_at) / MINUTE_SEC);
}

static void add(hd_report_sheet_t *sheet, const keeping_t *k, const fact_t *fact, int by)
{
    hd_civil_t civil;

    if (!fact->opened_at) return;
    hd_civil(&civil, hd_locale_local(k->locale, fact->opened_at));
    count(sheet, k, fact, "opened", fact->opened_at, civil.hour, NULL, by);
    if (fact->answered_at) {
        count(sheet, k, fact, "answered", fact->answered_at, minutes_to(fact, fact->answered_at), &fact->answered_by, by);
    }
    if (fact->closed_at) {
        count(sheet, k, fact, "solved", fact->closed_at, minutes_to(fact, fact->closed_at), &fact->closed_by, by);
    }
    if (fact->rated_at) {
        count(sheet, k, fact, "rated", fact->rated_at, fact->rating, fact->closed_by ? &fact->closed_by : &fact->answered_by, by);
    }
}

/* What a ticket adds as it stands. One that was merged into another is counted there. */
static hd_error_t *read_ticket(fact_t *fact, hd_db_t *db, apr_int64_t ticket, apr_pool_t *pool)
{
    hd_rows_t *row, *answer, *closer = NULL;

    memset(fact, 0, sizeof(*fact));
    fact->priority = fact->channel = "";
    HD_TRY(hd_db_one(&row, db, "report_ticket", HD_ARGS(hd_int(ticket)), pool));
    if (!row || hd_row_int(row, 5)) return NULL;
    fact->department_id = hd_row_int(row, 0);
    fact->priority = hd_row_text(row, 1);
    fact->channel = hd_row_text(row, 2);
    fact->opened_at = hd_row_int(row, 3);
    fact->closed_at = hd_row_int(row, 4);
    fact->rated_at = hd_row_int(row, 6);
    fact->rating = hd_row_int(row, 7);
    HD_TRY(hd_db_one(&answer, db, "desk_first_answer", HD_ARGS(hd_int(ticket), hd_int(fact->opened_at)), pool));
    if (answer) {
        fact->answered_at = hd_row_int(answer, 0);
        fact->answered_by = hd_row_int(answer, 1);
    }
    if (fact->closed_at) {
        HD_TRY(hd_db_one(&closer, db, "report_closed_by", HD_ARGS(hd_int(ticket), hd_int(fact->closed_at)), pool));
    }
    if (closer) fact->closed_by = hd_row_int(closer, 0);
    return NULL;
}

/* What it has added so far. @param[out] known  whether there is a row, of whichever edition */
static hd_error_t *read_fact(fact_t *fact, int *known, hd_db_t *db, const keeping_t *k, apr_int64_t ticket, apr_pool_t *pool)
{
    hd_rows_t *row;

    memset(fact, 0, sizeof(*fact));
    fact->priority = fact->channel = "";
    HD_TRY(hd_db_one(&row, db, "report_fact", HD_ARGS(hd_int(ticket)), pool));
    *known = row != NULL;
    if (!row || hd_row_int(row, 0) != k->edition) return NULL;
    fact->department_id = hd_row_int(row, 1);
    fact->priority = hd_row_text(row, 2);
    fact->channel = hd_row_text(row, 3);
    fact->opened_at = hd_row_int(row, 4);
    fact->answered_at = hd_row_int(row, 5);
    fact->answered_by = hd_row_int(row, 6);
    fact->closed_at = hd_row_int(row, 7);
    fact->closed_by = hd_row_int(row, 8);
    fact->rated_at = hd_row_int(row, 9);
    fact->rating = hd_row_int(row, 10);
    return NULL;
}

static int same(const fact_t *a, const fact_t *b)
{
    return a->department_id == b->department_id && !strcmp(a->priority, b->priority) && !strcmp(a->channel, b->channel) &&
           a->opened_at == b->opened_at && a->answered_at == b->answered_at && a->answered_by == b->answered_by &&
           a->closed_at == b->closed_at && a->closed_by == b->closed_by && a->rated_at == b->rated_at &&
           a->rating == b->rating;
}

/* Something has happened to a ticket. */
static hd_error_t *look_again(hd_report_sheet_t *sheet, hd_db_t *db, const keeping_t *k, apr_int64_t ticket, apr_pool_t *pool)
{
    fact_t was, is;
    int known;

    HD_TRY(read_fact(&was, &known, db, k, ticket, pool));
    HD_TRY(read_ticket(&is, db, ticket, pool));
    if (same(&was, &is)) return NULL;
    add(sheet, k, &was, -1);
    add(sheet, k, &is, 1);
    return hd_db_exec(NULL, db, known ? "report_fact_set" : "report_fact_add",
                      HD_ARGS(hd_int(k->edition), hd_int(is.department_id), hd_text(is.priority), hd_text(is.channel),
                              hd_int(is.opened_at), hd_int(is.answered_at), hd_int(is.answered_by), hd_int(is.closed_at),
                              hd_int(is.closed_by), hd_int(is.rated_at), hd_int(is.rating), hd_int(ticket)));
}

/* What no figure depends on. */
static int is_beside(const hd_digest_row_t *row, hd_digest_source_t source)
{
    return source == HD_DIGEST_MESSAGES && (!strcmp(row->what, "note") || !strcmp(row->what, "undone"));
}

/* Another worker may have begun anew by another zone since this one has looked: then nothing of this turn stays. */
static hd_error_t *apply(hd_db_t *db, void *baton, hd_digest_source_t source, const apr_array_header_t *rows, hd_time_t now,
                         apr_pool_t *pool)
{
    keeping_t *k = baton;
    hd_report_sheet_t *sheet = hd_report_sheet_make(pool);
    apr_hash_t *seen = apr_hash_make(pool);
    hd_rows_t *state;
    int i;

    HD_TRY(hd_db_exec(NULL, db, "report_lock", HD_NO_ARGS));
    HD_TRY(hd_db_one(&state, db, "report_state", HD_NO_ARGS, pool));
    if (!state || hd_row_int(state, 0) != k->edition) return hd_error(pool, HD_BUSY, "database-busy", "reports begin anew");
    if (!k->locale) HD_TRY(hd_locale_borrow(&k->locale, k->keeper->locales, "en", now, pool));
    for (i = 0; i < rows->nelts; i++) {
        const hd_digest_row_t *row = &APR_ARRAY_IDX(rows, i, hd_digest_row_t);
        if (is_beside(row, source) || apr_hash_get(seen, &row->ticket_id, sizeof(row->ticket_id))) continue;
        apr_hash_set(seen, &row->ticket_id, sizeof(row->ticket_id), row);
        HD_TRY(look_again(sheet, db, k, row->ticket_id, pool));
    }
    return hd_report_sheet_write(db, sheet, pool);
}

/* What is to be done about the figures that there are. */
typedef enum { GO_ON, BEGIN, WAIT } plan_t;

/* Figures by another zone, or by other rules, belong to whoever keeps them, for as long as they are there. Rules 0: all is to
 * be reckoned anew, by whose zone it was. */
static plan_t plan(const keeping_t *k, const hd_rows_t *state)
{
    int is_ours = !strcmp(hd_row_text(state, 2), k->keeper->zone);

    if (is_ours && hd_row_int(state, 1) == RULES) return GO_ON;
    if (is_ours && !hd_row_int(state, 1)) return BEGIN;
    return hd_row_int(state, 3) + GONE_SEC > k->now && hd_row_int(state, 3) <= k->now + HD_DAY_SEC ? WAIT : BEGIN;
}

/* All figures go, and the reader goes back to the first row. */
static hd_error_t *begin_anew(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    const keeping_t *k = baton;
    hd_rows_t *state;

    HD_TRY(hd_db_exec(NULL, db, "report_lock_cursors", HD_ARGS(hd_text(HD_REPORT_READER)))); /* first, as whoever reads */
    HD_TRY(hd_db_exec(NULL, db, "report_lock", HD_NO_ARGS));
    HD_TRY(hd_db_one(&state, db, "report_state", HD_NO_ARGS, pool));
    if (plan(k, state) != BEGIN) return NULL; /* another was faster */
    HD_TRY(hd_db_exec(NULL, db, "report_begin", HD_ARGS(hd_int(RULES), hd_text(k->keeper->zone), hd_int(k->now))));
    HD_TRY(hd_db_exec(NULL, db, "report_forget_cells", HD_NO_ARGS));
    HD_TRY(hd_db_exec(NULL, db, "report_forget_gaps", HD_ARGS(hd_text(HD_REPORT_READER))));
    return hd_db_exec(NULL, db, "report_forget_cursors", HD_ARGS(hd_text(HD_REPORT_READER)));
}

/* Said once, until they are ours again. A front end that has just got another zone waits for a while, and then has them. */
static void say_others(hd_report_keeper_t *keeper, const hd_rows_t *state)
{
    if (!keeper->others) {
        hd_log(HD_LOG_WARNING, 0, HDLOGNO(0217) "reports are kept by the days of %s, by another front end or until %d seconds "
               "after it was there last; HelpdeskTimezone is %s here", hd_row_text(state, 2), GONE_SEC, keeper->zone);
    }
    keeper->others = 1;
}

static hd_error_t *note_seen(hd_db_t *db, const keeping_t *k, const hd_rows_t *state)
{
    hd_time_t seen = hd_row_int(state, 3);

    if (seen <= k->now && seen + SEEN_SEC > k->now) return NULL;
    return hd_db_exec(NULL, db, "report_seen", HD_ARGS(hd_int(k->now), hd_int(RULES), hd_text(k->keeper->zone)));
}

/* The edition by which figures are kept now. @param[out] ours  0: another keeps them, by another zone */
static hd_error_t *find_edition(int *ours, keeping_t *k, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *state;

    HD_TRY(hd_db_one(&state, db, "report_state", HD_NO_ARGS, pool));
    if (!state) return hd_error(pool, HD_BROKEN, "database-fault", "report_state has no row");
    if (plan(k, state) == BEGIN) {
        HD_TRY(hd_db_transaction(db, begin_anew, k, pool));
        HD_TRY(hd_db_one(&state, db, "report_state", HD_NO_ARGS, pool));
        if (plan(k, state) == GO_ON) {
            hd_log(HD_LOG_INFO, 0, HDLOGNO(0216) "reports are reckoned anew, by the days of %s", k->keeper->zone);
        }
    }
    k->edition = hd_row_int(state, 0);
    *ours = plan(k, state) == GO_ON;
    if (!*ours) {
        say_others(k->keeper, state);
        return NULL;
    }
    k->keeper->others = 0;
    return note_seen(db, k, state);
}

hd_error_t *hd_report_keep(int *more, hd_db_t *db, hd_report_keeper_t *keeper, apr_int64_t max_usec, hd_time_t now,
                           apr_pool_t *pool)
{
    keeping_t k = { keeper, NULL, 0, now };
    const hd_digest_t digest = { HD_REPORT_READER, A_TURN, HD_DIGEST_ALL, apply, &k };
    apr_int64_t until = hd_clock_usec() + max_usec;
    apr_pool_t *scratch;
    int messages, changes, ours = 0;

    if (more) *more = 0;
    HD_TRY(find_edition(&ours, &k, db, pool));
    if (!ours) return NULL;
    apr_pool_create(&scratch, pool);
    do {
        apr_pool_clear(scratch);
        k.locale = NULL; /* it went with the pool */
        HD_TRY(hd_digest_run(&messages, db, &digest, HD_DIGEST_MESSAGES, now, scratch));
        HD_TRY(hd_digest_run(&changes, db, &digest, HD_DIGEST_CHANGES, now, scratch));
    } while ((messages || changes) && hd_clock_usec() < until);
    apr_pool_destroy(scratch);
    if (more) *more = messages || changes;
    return NULL;
}

hd_error_t *hd_report_zone(const char **zone, hd_db_t *db, apr_pool_t *pool)
{
    hd_rows_t *state;

    HD_TRY(hd_db_one(&state, db, "report_state", HD_NO_ARGS, pool));
    *zone = state ? apr_pstrdup(pool, hd_row_text(state, 2)) : "";
    return NULL;
}

hd_error_t *hd_report_rebuild(hd_db_t *db)
{
    return hd_db_exec(NULL, db, "report_again", HD_NO_ARGS);
}
