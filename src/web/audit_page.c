/* src/web/audit_page.c: the list of administrative changes: filters, pages, CSV.
 * May use: domain/, text/, admin_page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "audit_page.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/choice.h"
#include "../text/csv.h"
#include "../text/fold.h"
#include "admin_page.h"
#include "respond.h"
#include "urlencoded.h"

#define PATH "/admin/audit"
#define PLACE_DIGITS_MAX 18
#define DAY_SEC 86400
#define CSV_PAGE 500
#define CSV_MAX 20000    /* rows of a file */
#define CSV_BYTES_MAX 16000000 /* and after so many bytes no more are read: it is made in memory */
#define SHOWN_CHARS 160  /* of a value, on the page */
#define HELPDESKCTL "helpdeskctl"

static const char *const filters[] = { "person", "what", "object", "id", "since", "until", NULL };

/* What can be done, and to what: admin.value.{word} each. */
static const char *const acts[] = { "created", "changed", "disabled", "enabled", "member-set", "deleted", "acted-for",
                                    "merged", "merged-from", "invited", "retried", "dropped", "password-set",
                                    HD_AUDIT_GAVE_UP, NULL };
static const char *const objects[] = { HD_OBJECT_PERSON,  HD_OBJECT_ACCOUNT, HD_OBJECT_DEPARTMENT,
                                       HD_OBJECT_SERVICE, HD_OBJECT_MACRO,   HD_OBJECT_MAIL,
                                       HD_OBJECT_SETTING, HD_OBJECT_WEBHOOK, NULL };

/* Fields with a word of their own (admin.field.{name}), and values (admin.value.{value}); others are shown as they are. */
static const char *const fields[] = { "name", "slug", "active", "position", "addresses", "staff", "signature", "role",
                                      "disabled", "departments", "email", "banner", "banner-public", "invitation-days",
                                      "department", "body", "url", "events", "secret",
                                      "label", "kind", "plan", "term", "price", "currency", "expires", "state",
                                      "zone", "hours-1", "hours-2", "hours-3", "hours-4", "hours-5", "hours-6", "hours-7",
                                      "holidays", "warn", "first-urgent", "first-high", "first-medium", "first-low",
                                      "solution-urgent", "solution-high", "solution-medium", "solution-low", NULL };
static const char *const values[] = { "yes", "no", "agent", "admin", "client", "owner", "billing", "support",
                                      "pending", "active", "suspended", "expired", "cancelled", "hosting", "domain", "vps",
                                      "server", "certificate", "other", NULL };

/* One of the staff by public id, or helpdeskctl. */
static apr_int64_t person_of(const char *asked, const apr_array_header_t *people)
{
    int i;

    if (!strcmp(asked, HELPDESKCTL)) return HD_BY_HELPDESKCTL;
    for (i = 0; i < people->nelts; i++) {
        const hd_audit_person_t *one = &APR_ARRAY_IDX(people, i, hd_audit_person_t);
        if (!strcmp(one->public_id, asked)) return one->id;
    }
    return 0;
}

static apr_int64_t place_of(const char *text)
{
    apr_size_t digits = strspn(text, "0123456789");

    return digits && digits <= PLACE_DIGITS_MAX && !text[digits] ? apr_atoi64(text) : 0;
}

static const char *known(const char *const *choices, const char *text)
{
    const char *choice = hd_choice(choices, text);

    return choice ? choice : "";
}

/* What is asked for; bad values are as if they were not given. */
static hd_error_t *read_query(hd_audit_query_t *query, hd_request_t *q, const apr_array_header_t *people)
{
    hd_time_t until;

    HD_TRY(hd_request_locale(q));
    memset(query, 0, sizeof(*query));
    query->what = known(acts, hd_form_get(q->query, "what"));
    query->object = known(objects, hd_form_get(q->query, "object"));
    query->object_id = hd_form_get(q->query, "id");
    query->person_id = person_of(hd_form_get(q->query, "person"), people);
    query->since = hd_locale_read(q->locale, hd_form_get(q->query, "since"));
    until = hd_locale_read(q->locale, hd_form_get(q->query, "until"));
    if (until) query->until = hd_locale_read(q->locale, hd_locale_day_iso(q->locale, until + DAY_SEC + DAY_SEC / 8, q->pool));
    query->after = place_of(hd_form_get(q->query, "after"));
    query->before = query->after ? 0 : place_of(hd_form_get(q->query, "before"));
    query->limit = HD_AUDIT_PAGE;
    return NULL;
}

static void add_words(hd_request_t *q, xmlNodePtr list, const char *name, const char *const *words)
{
    xmlNodePtr filter = hd_admin_filter(q, list, name, "select");

    for (; *words; words++) hd_admin_filter_option(q, filter, name, *words, NULL, *words);
}

static void add_filters(hd_request_t *q, xmlNodePtr list, const apr_array_header_t *people)
{
    xmlNodePtr filter = hd_admin_filter(q, list, "person", "select");
    int i;

    for (i = 0; i < people->nelts; i++) {
        const hd_audit_person_t *one = &APR_ARRAY_IDX(people, i, hd_audit_person_t);
        hd_admin_filter_option(q, filter, "person", one->public_id, one->name, NULL);
    }
    hd_admin_filter_option(q, filter, "person", HELPDESKCTL, HELPDESKCTL, NULL);
    add_words(q, list, "what", acts);
    add_words(q, list, "object", objects);
    hd_admin_filter(q, list, "since", "date");
    hd_admin_filter(q, list, "until", "date");
    if (*hd_form_get(q->query, "id")) hd_admin_filter(q, list, "id", "text");
}

/* "name-en" is "name" in "en". */
static void add_field(hd_request_t *q, xmlNodePtr node, const char *field)
{
    const char *const *language;

    for (language = hd_languages; *language; language++) {
        apr_size_t length = strlen(field), tag = strlen(*language);
        if (length <= tag + 1 || field[length - tag - 1] != '-' || strcmp(field + length - tag, *language)) continue;
        hd_view_attr(q->view, node, "lang", *language);
        field = apr_pstrmemdup(q->pool, field, length - tag - 1);
        break;
    }
    hd_view_attr(q->view, node, hd_choice(fields, field) ? "field-word" : "field", field);
}

/* The beginning of a text; whole characters. */
static const char *cut(const char *text, int chars, apr_pool_t *pool)
{
    const char *end = text;

    for (; *end && chars; end++) chars -= (end[1] & 0xc0) != 0x80;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, text, (apr_size_t)(end - text)), "…", NULL);
}

static void add_value(hd_request_t *q, xmlNodePtr node, const char *name, const char *value)
{
    xmlNodePtr shown = hd_view_add(q->view, node, name);

    if (hd_choice(values, value)) hd_view_attr(q->view, shown, "word", value);
    else if (hd_text_chars(value) <= SHOWN_CHARS) hd_view_text(q->view, shown, value);
    else hd_view_text(q->view, shown, cut(value, SHOWN_CHARS, q->pool));
}

/* A moment as the day that it is. */
static const char *readable(hd_request_t *q, const char *field, const char *value)
{
    hd_time_t at;

    if (strcmp(field, "expires") || hd_time_parse(&at, value) != APR_SUCCESS) return value;
    return hd_locale_date(q->locale, at, q->pool);
}

static void add_row(hd_request_t *q, xmlNodePtr list, const hd_audit_row_t *row)
{
    xmlNodePtr node = hd_view_add(q->view, list, "change");

    HD_VIEW_TIME(q, node, "at", row->at);
    hd_view_attr(q->view, node, "what", known(acts, row->what));
    hd_view_attr(q->view, node, "object", known(objects, row->object));
    hd_view_attr(q->view, node, "label", row->label);
    hd_view_attr(q->view, node, "address", apr_pstrcat(q->pool, PATH "?object=", row->object, "&id=",
                                                       hd_percent_encode(row->object_id, q->pool), NULL));
    if (row->name) hd_view_attr(q->view, node, "name", row->name);
    if (*row->reason) hd_view_attr(q->view, node, "reason", row->reason);
    if (*row->field) add_field(q, node, row->field);
    if (*row->field || *row->from) add_value(q, node, "from", readable(q, row->field, row->from));
    if (*row->field || *row->to) add_value(q, node, "to", readable(q, row->field, row->to));
}

static const char *page_address(hd_request_t *q, const char *name, apr_int64_t id)
{
    return hd_admin_filtered(q, PATH, filters, name, apr_psprintf(q->pool, "%" APR_INT64_T_FMT, id));
}

hd_error_t *hd_audit_page(hd_request_t *q)
{
    apr_array_header_t *people;
    hd_audit_query_t query;
    hd_audit_list_t found;
    xmlNodePtr list;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_audit_people(&people, q->db, q->pool));
    HD_TRY(read_query(&query, q, people));
    HD_TRY(hd_audit_list(&found, q->db, &query, q->pool));
    HD_TRY(hd_admin_begin(q, "admin-audit", "audit", NULL));
    list = hd_admin_list(q, "audit", "");
    add_filters(q, list, people);
    hd_admin_link(q, list, "csv", hd_admin_filtered(q, PATH ".csv", filters, NULL, NULL));
    for (i = 0; i < found.rows->nelts; i++) add_row(q, list, &APR_ARRAY_IDX(found.rows, i, hd_audit_row_t));
    if (found.previous) hd_admin_link(q, list, "previous", page_address(q, "before", found.previous));
    if (found.next) hd_admin_link(q, list, "next", page_address(q, "after", found.next));
    return NULL;
}

static void put_line(apr_array_header_t *lines, const hd_audit_row_t *row, apr_pool_t *pool)
{
    const char *nobody = strcmp(row->what, HD_AUDIT_GAVE_UP) ? HELPDESKCTL : ""; /* it happened by itself */
    const char *const line[] = { hd_time_iso(row->at, pool), row->name ? row->email : nobody, row->what, row->object,
                                 row->object_id, row->label, row->field, row->from, row->to, row->reason, NULL };

    hd_csv_row(lines, line);
}

hd_error_t *hd_audit_csv(hd_request_t *q)
{
    static const char *const head[] = { "at", "by", "what", "object", "id", "label", "field", "from", "to", "reason", NULL };
    apr_array_header_t *lines = apr_array_make(q->pool, CSV_PAGE, sizeof(const char *)), *people;
    hd_audit_query_t query;
    hd_audit_list_t found = { NULL, 0, 0 };
    apr_pool_t *scratch;
    apr_size_t length = 0;
    const char *bytes;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_audit_people(&people, q->db, q->pool));
    HD_TRY(read_query(&query, q, people));
    query.after = query.before = 0;
    query.limit = CSV_PAGE;
    hd_csv_row(lines, head);
    apr_pool_create(&scratch, q->pool);
    do {
        apr_pool_clear(scratch);
        HD_TRY(hd_audit_list(&found, q->db, &query, scratch));
        for (i = 0; i < found.rows->nelts; i++) {
            put_line(lines, &APR_ARRAY_IDX(found.rows, i, hd_audit_row_t), scratch);
            length += strlen(APR_ARRAY_IDX(lines, lines->nelts - 1, const char *));
        }
        query.after = found.next;
    } while (found.next && lines->nelts < CSV_MAX && length < CSV_BYTES_MAX);
    apr_pool_destroy(scratch);
    bytes = apr_array_pstrcat(q->pool, lines, 0);
    hd_headers_common(q);
    apr_table_setn(q->r->headers_out, "Content-Disposition", "attachment; filename=\"audit.csv\"");
    apr_table_setn(q->r->err_headers_out, "Cache-Control", "private, no-store");
    hd_send_bytes(q, HTTP_OK, "text/csv; charset=utf-8", bytes, strlen(bytes));
    return NULL;
}
