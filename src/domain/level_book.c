/* src/domain/level_book.c: what a department promises: its business hours, and times for the first answer and the solution.
 * May use: audit.h, level.h, store/, text/. Must not know: HTTP, tickets.
 * SPDX-License-Identifier: Apache-2.0 */
#include "level_book.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define HOUR_SEC 3600
#define MINUTE_SEC 60
#define WARN_MAX 90

const char *const hd_level_priorities[HD_PRIORITIES] = { "urgent", "high", "medium", "low" };

static int index_of(const char *priority)
{
    int i = 0;

    while (i < HD_PRIORITIES && strcmp(hd_level_priorities[i], priority)) i++;
    return i;
}

static void begin(hd_level_book_t *book, apr_int64_t department_id)
{
    int i;

    memset(book, 0, sizeof(*book));
    book->department_id = department_id;
    book->zone = "UTC";
    book->holidays = "";
    book->warn_percent = HD_LEVEL_WARN_PERCENT;
    for (i = 0; i < HD_WEEK_DAYS; i++) book->week[i] = "00:00-24:00";
}

hd_error_t *hd_level_book_get(hd_level_book_t *book, hd_db_t *db, apr_int64_t department_id, apr_pool_t *pool)
{
    hd_rows_t *row, *targets;
    int i;

    begin(book, department_id);
    HD_TRY(hd_db_one(&row, db, "hours_of", HD_ARGS(hd_int(department_id)), pool));
    if (row) {
        book->has_hours = 1;
        book->zone = hd_row_text(row, 0);
        for (i = 0; i < HD_WEEK_DAYS; i++) book->week[i] = hd_row_text(row, 1 + i);
        book->holidays = hd_row_text(row, 8);
        book->warn_percent = (int)hd_row_int(row, 9);
    }
    HD_TRY(hd_db_query(&targets, db, "targets_of", HD_ARGS(hd_int(department_id)), pool));
    while (hd_rows_next(targets)) {
        i = index_of(hd_row_text(targets, 0));
        if (i == HD_PRIORITIES) continue;
        book->first_sec[i] = hd_row_int(targets, 1);
        book->solution_sec[i] = hd_row_int(targets, 2);
    }
    return NULL;
}

int hd_level_book_any(const hd_level_book_t *book)
{
    int i;

    for (i = 0; i < HD_PRIORITIES; i++) {
        if (book->first_sec[i] || book->solution_sec[i]) return 1;
    }
    return 0;
}

hd_level_promise_t hd_level_book_promise(const hd_level_book_t *book, const char *priority)
{
    hd_level_promise_t promise = { 0, 0, book->warn_percent };
    int i = index_of(priority);

    if (i == HD_PRIORITIES) return promise;
    promise.first_sec = book->first_sec[i];
    promise.solution_sec = book->solution_sec[i];
    return promise;
}

hd_error_t *hd_level_book_hours(hd_hours_t **hours, const hd_level_book_t *book, apr_pool_t *pool)
{
    return hd_hours_read(hours, book->week, book->holidays, book->zone, pool);
}

static hd_error_t *check_time(apr_int64_t sec, const char *what, const char *priority, apr_pool_t *pool)
{
    if (sec >= 0 && sec <= HD_LEVEL_MAX_SEC) return NULL;
    return hd_error_field(pool, "level-time", apr_pstrcat(pool, what, "-", priority, NULL));
}

static hd_error_t *check(const hd_level_book_t *book, apr_pool_t *pool)
{
    hd_hours_t *hours = NULL;
    hd_error_t *faults = hd_level_book_hours(&hours, book, pool);
    int i;

    if (hours && hd_level_book_any(book) && !hd_hours_any(hours)) faults = hd_error_field(pool, "level-hours", "hours-1");
    if (book->warn_percent < 0 || book->warn_percent > WARN_MAX) {
        faults = hd_error_join(faults, hd_error_field(pool, "level-warn", "warn"));
    }
    for (i = 0; i < HD_PRIORITIES; i++) {
        faults = hd_error_join(faults, check_time(book->first_sec[i], "first", hd_level_priorities[i], pool));
        faults = hd_error_join(faults, check_time(book->solution_sec[i], "solution", hd_level_priorities[i], pool));
    }
    return faults;
}

static hd_error_t *write_hours(hd_db_t *db, const hd_level_book_t *book)
{
    const char *const *week = book->week;

    HD_TRY(hd_db_exec(NULL, db, "hours_remove", HD_ARGS(hd_int(book->department_id))));
    return hd_db_exec(NULL, db, "hours_add",
                      HD_ARGS(hd_int(book->department_id), hd_text(book->zone), hd_text(week[0]), hd_text(week[1]),
                              hd_text(week[2]), hd_text(week[3]), hd_text(week[4]), hd_text(week[5]), hd_text(week[6]),
                              hd_text(book->holidays), hd_int(book->warn_percent)));
}

/* A time as it is noted; nothing where nothing is promised. */
static const char *promise(apr_int64_t sec, apr_pool_t *pool)
{
    return sec ? hd_level_time_write(sec, pool) : "";
}

/* What is noted of a book, and what its version is made of. */
static apr_array_header_t *facts_of(const hd_level_book_t *book, apr_pool_t *pool)
{
    apr_array_header_t *facts = apr_array_make(pool, 20, sizeof(hd_audit_fact_t));
    int i;

    hd_audit_fact(facts, "zone", book->zone);
    for (i = 0; i < HD_WEEK_DAYS; i++) hd_audit_fact(facts, apr_psprintf(pool, "hours-%d", i + 1), book->week[i]);
    hd_audit_fact(facts, "holidays", book->holidays);
    hd_audit_fact(facts, "warn", apr_itoa(pool, book->warn_percent));
    for (i = 0; i < HD_PRIORITIES; i++) {
        const char *priority = hd_level_priorities[i];

        hd_audit_fact(facts, apr_pstrcat(pool, "first-", priority, NULL), promise(book->first_sec[i], pool));
        hd_audit_fact(facts, apr_pstrcat(pool, "solution-", priority, NULL), promise(book->solution_sec[i], pool));
    }
    return facts;
}

const char *hd_level_book_version(const hd_level_book_t *book, apr_pool_t *pool)
{
    return hd_audit_version(facts_of(book, pool), pool);
}

static hd_error_t *write_book(hd_db_t *db, const hd_level_book_t *book)
{
    hd_value_t department = hd_int(book->department_id);
    int i;

    HD_TRY(write_hours(db, book));
    HD_TRY(hd_db_exec(NULL, db, "targets_remove", HD_ARGS(department)));
    for (i = 0; i < HD_PRIORITIES; i++) {
        if (!book->first_sec[i] && !book->solution_sec[i]) continue;
        HD_TRY(hd_db_exec(NULL, db, "target_add",
                          HD_ARGS(department, hd_text(hd_level_priorities[i]), hd_int(book->first_sec[i]),
                                  hd_int(book->solution_sec[i]))));
    }
    HD_TRY(hd_db_exec(NULL, db, "overdue_count_make", HD_ARGS(department)));
    HD_TRY(hd_db_exec(NULL, db, "redo_remove", HD_ARGS(department)));
    return hd_db_exec(NULL, db, "redo_add", HD_ARGS(department));
}

/* A book on its way into the tables. */
typedef struct setting_t {
    const hd_by_t *by;
    const char *slug, *version;
    const hd_level_book_t *book;
    int count;
} setting_t;

static hd_error_t *set(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    setting_t *it = baton;
    const hd_audit_object_t object = { HD_OBJECT_DEPARTMENT, it->slug, it->slug };
    const apr_array_header_t *before;
    hd_level_book_t stored;

    HD_TRY(hd_db_exec(NULL, db, "department_edit_lock", HD_ARGS(hd_int(it->book->department_id))));
    HD_TRY(hd_level_book_get(&stored, db, it->book->department_id, pool));
    before = facts_of(&stored, pool);
    HD_TRY(hd_audit_unchanged(before, it->version, pool));
    HD_TRY(hd_audit_changes(&it->count, db, it->by, &object, before, facts_of(it->book, pool)));
    return it->count ? write_book(db, it->book) : NULL;
}

hd_error_t *hd_level_book_set(int *count, hd_db_t *db, const hd_by_t *by, const char *slug, const hd_level_book_t *book,
                              const char *version, apr_pool_t *pool)
{
    setting_t setting = { by, slug, version, book, 0 };

    HD_TRY(check(book, pool));
    HD_TRY(hd_db_transaction(db, set, &setting, pool));
    if (count) *count = setting.count;
    return NULL;
}

int hd_level_time_read(apr_int64_t *sec, const char *text)
{
    apr_size_t hours = strspn(text, "0123456789");
    const char *minutes = text + hours;
    apr_int64_t found;

    if (!*text) {
        *sec = 0;
        return 1;
    }
    if (!hours || hours > 4) return 0;
    found = (apr_int64_t)atoi(text) * HOUR_SEC;
    if (*minutes) {
        if (minutes[0] != ':' || !apr_isdigit(minutes[1]) || !apr_isdigit(minutes[2]) || minutes[3]) return 0;
        if (atoi(minutes + 1) > 59) return 0;
        found += atoi(minutes + 1) * MINUTE_SEC;
    }
    if (found > HD_LEVEL_MAX_SEC) return 0;
    *sec = found;
    return 1;
}

const char *hd_level_time_write(apr_int64_t sec, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%d:%02d", (int)(sec / HOUR_SEC), (int)(sec / MINUTE_SEC % 60));
}
