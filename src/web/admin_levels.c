/* src/web/admin_levels.c: what a department promises, as administrators set it.
 * May use: domain/, admin_page.h. Must not know: SQL, how hours are reckoned, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_levels.h"

#include <apr_strings.h>
#include <string.h>

#include "../domain/department_edit.h"
#include "../domain/level_book.h"
#include "../domain/number.h"
#include "../text/fold.h"
#include "admin_page.h"

#define LIST "/admin/departments/"
#define WARN_MAX 90

/* A department's book; where nobody has said any hours, they are in the portal's time zone. */
static hd_error_t *find_book(hd_level_book_t *book, hd_department_edit_t *department, hd_request_t *q)
{
    HD_TRY(hd_request_db(q));
    HD_TRY(hd_department_edit_get(department, q->db, q->arg[0], hd_languages, q->pool));
    return hd_level_book_get(book, q->db, department->id, q->pool);
}

static const char *field(hd_request_t *q, const char *what, const char *of)
{
    return apr_pstrcat(q->pool, what, "-", of, NULL);
}

static const char *time_of(hd_request_t *q, apr_int64_t sec)
{
    return sec ? hd_level_time_write(sec, q->pool) : "";
}

static void add_times(hd_request_t *q, hd_admin_form_t *form, const char *what, const apr_int64_t *sec)
{
    int i;

    for (i = 0; i < HD_PRIORITIES; i++) {
        hd_admin_input(form, field(q, what, hd_level_priorities[i]), "text", time_of(q, sec[i]), i ? 0 : HD_INPUT_HINT);
    }
}

hd_error_t *hd_admin_levels(hd_request_t *q)
{
    hd_department_edit_t department;
    hd_admin_form_t *form;
    hd_level_book_t book;
    int i;

    HD_TRY(find_book(&book, &department, q));
    HD_TRY(hd_admin_begin(q, "admin-levels", "departments", hd_department_edit_name(&department, q->language)));
    hd_admin_link(q, hd_view_root(q->view), "department-page", hd_admin_address(q, LIST, department.slug, ""));
    hd_admin_history(q, HD_OBJECT_DEPARTMENT, department.slug);
    form = hd_admin_form(q, "levels", hd_admin_address(q, LIST, department.slug, "/levels"), 0);
    hd_admin_version(form, hd_level_book_version(&book, q->pool));
    add_times(q, form, "first", book.first_sec);
    add_times(q, form, "solution", book.solution_sec);
    for (i = 0; i < HD_WEEK_DAYS; i++) {
        hd_admin_input(form, apr_psprintf(q->pool, "hours-%d", i + 1), "text", book.week[i], i ? 0 : HD_INPUT_HINT);
    }
    hd_admin_input(form, "holidays", "lines", book.holidays, HD_INPUT_HINT);
    hd_admin_input(form, "zone", "text", book.has_hours ? book.zone : q->portal->time_zone, HD_INPUT_MUST | HD_INPUT_HINT);
    hd_admin_input(form, "warn", "number", apr_itoa(q->pool, book.warn_percent), HD_INPUT_MUST | HD_INPUT_HINT);
    return NULL;
}

/* ---- what a form brought; a field that it did not bring stays as it is ---- */

static const char *typed(hd_request_t *q, const char *name, const char *stored)
{
    return hd_form_has(q->form, name) ? hd_text_trim(hd_form_get(q->form, name), q->pool) : stored;
}

static hd_error_t *read_times(hd_request_t *q, const char *what, apr_int64_t *sec)
{
    hd_error_t *faults = NULL;
    int i;

    for (i = 0; i < HD_PRIORITIES; i++) {
        const char *name = field(q, what, hd_level_priorities[i]);

        if (hd_level_time_read(&sec[i], typed(q, name, time_of(q, sec[i])))) continue;
        faults = hd_error_join(faults, hd_error_field(q->pool, "level-time", name));
    }
    return faults;
}

/* Lines and blanks both separate days. */
static const char *days_of(hd_request_t *q, const char *text)
{
    char *days = apr_pstrdup(q->pool, text), *at;

    for (at = days; *at; at++) {
        if (*at == '\r' || *at == '\n') *at = ' ';
    }
    return hd_text_trim(days, q->pool);
}

static hd_error_t *read_form(hd_level_book_t *book, hd_request_t *q)
{
    hd_error_t *faults = read_times(q, "first", book->first_sec);
    int i;

    faults = hd_error_join(faults, read_times(q, "solution", book->solution_sec));
    for (i = 0; i < HD_WEEK_DAYS; i++) {
        book->week[i] = typed(q, apr_psprintf(q->pool, "hours-%d", i + 1), book->week[i]);
    }
    book->holidays = days_of(q, typed(q, "holidays", book->holidays));
    book->zone = typed(q, "zone", book->zone);
    if (hd_number_read(&book->warn_percent, typed(q, "warn", apr_itoa(q->pool, book->warn_percent)), 0, WARN_MAX)) return faults;
    return hd_error_join(faults, hd_error_field(q->pool, "level-warn", "warn"));
}

hd_error_t *hd_admin_levels_post(hd_request_t *q)
{
    const hd_by_t by = hd_admin_by(q, NULL, 0);
    hd_department_edit_t department;
    hd_level_book_t book;
    int count;

    HD_TRY(find_book(&book, &department, q));
    HD_TRY(read_form(&book, q));
    HD_TRY(hd_level_book_set(&count, q->db, &by, department.slug, &book, hd_form_get(q->form, "version"), q->pool));
    q->see_other = hd_admin_address(q, LIST, department.slug, "/levels");
    q->done = count ? "admin-saved" : "admin-same";
    return NULL;
}
