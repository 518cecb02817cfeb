/* src/web/page.c: the frame of every page, and forms that come back.
 * May use: domain/, xml/, text/. Must not know: how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "page.h"

#include <apr_strings.h>

#include "../base/choice.h"
#include "../base/token.h"
#include "../domain/attachment.h"
#include "../text/fold.h"
#include "../text/markdown.h"
#include "settings.h"
#include "urlencoded.h"

/* This page's address below the base path, with its query but for "lang". */
static const char *here(hd_request_t *q)
{
    const char *path = hd_request_page_path(q), *address = *path ? ap_os_escape_path(q->pool, path, 0) : "/";
    int i, any = 0;

    for (i = 0; i < q->query->fields->nelts; i++) {
        const hd_field_t *field = &APR_ARRAY_IDX(q->query->fields, i, hd_field_t);
        if (!strcmp(field->name, "lang")) continue;
        address = apr_pstrcat(q->pool, address, any++ ? "&" : "?", hd_percent_encode(field->name, q->pool), "=",
                              hd_percent_encode(field->value, q->pool), NULL);
    }
    return address;
}

static void add_languages(hd_request_t *q, xmlNodePtr root, const char *address)
{
    const char *glue = strchr(address, '?') ? "&" : "?";
    const char *const *tag;

    for (tag = hd_languages; *tag; tag++) {
        xmlNodePtr language = hd_view_add(q->view, root, "language");
        hd_view_attr(q->view, language, "tag", *tag);
        hd_view_flag(q->view, language, "chosen", *tag == q->language);
        hd_view_attr(q->view, language, "address", apr_pstrcat(q->pool, address, glue, "lang=", *tag, NULL));
    }
}

static void add_person(hd_request_t *q, xmlNodePtr root)
{
    xmlNodePtr person = hd_view_add(q->view, root, "person");

    hd_view_attr(q->view, person, "name", q->who->name);
    hd_view_attr(q->view, person, "initials", hd_initials(q->who->name, q->pool));
    hd_view_attr(q->view, person, "email", q->who->email);
    hd_view_attr(q->view, person, "role", hd_role_name(q->who->role));
    hd_view_attr(q->view, person, "acting", q->who->acting_name);
}

static void add_nav(hd_request_t *q, xmlNodePtr root)
{
    xmlNodePtr nav = hd_view_add(q->view, root, "nav");

    hd_view_flag(q->view, nav, "services", hd_accounts_with(q, HD_RIGHT_BILLING | HD_RIGHT_SUPPORT)->nelts);
    hd_view_flag(q->view, nav, "tickets", hd_accounts_with(q, HD_RIGHT_SUPPORT)->nelts);
    hd_view_flag(q->view, nav, "desk", q->who->role >= HD_ROLE_AGENT);
    hd_view_flag(q->view, nav, "admin", q->who->role >= HD_ROLE_ADMIN);
    if (q->counts) hd_view_attr_int(q->view, nav, "waiting", q->counts->waiting);
}

/* The banner of a POST before this page. Its code came in a cookie: only what looks like a code is taken. */
static void add_done(hd_request_t *q, xmlNodePtr root)
{
    static const char *const codes[] = { "ticket-opened", "reply-sent", "ticket-closed", "ticket-reopened", "ticket-rated",
                                         "ticket-assigned", "ticket-set", "note-added", "reply-undone", "reply-undone-bare",
                                         "ticket-held", "tickets-merged", "ticket-split", "profile-saved", "notices-saved",
                                         "admin-saved", "admin-created", "admin-same", "admin-invited",
                                         "mail-retried", "mail-dropped",
                                         "admin-deleted", "admin-merged", "password-changed", "password-reset",
                                         "signed-out", "signed-out-everywhere", NULL };
    const char *code = hd_cookie_get(q, "hd-done");

    if (code && !q->wants_xml) hd_cookie_set(q, "hd-done", "", -1);
    if (q->done) code = q->done; /* done by this request, whose page keeps what was typed */
    if (!code || q->wants_xml) return;
    if (hd_choice(codes, code)) hd_view_attr(q->view, hd_view_add(q->view, root, "done"), "code", code);
}

/* The company's notice: to clients, and to whoever is signed out where that is wanted. */
static void add_notice(hd_request_t *q, xmlNodePtr root)
{
    const char *text;

    if (q->who ? q->who->role != HD_ROLE_CLIENT : !hd_settings_number(q->portal->settings, HD_SETTING_BANNER_PUBLIC)) return;
    text = hd_settings_text(q->portal->settings, HD_SETTING_BANNER, q->language, q->pool);
    if (text) hd_view_add_text(q->view, root, "notice", text);
}

static void add_problems(hd_request_t *q, xmlNodePtr root)
{
    const hd_error_t *fault;

    for (fault = q->faults; fault; fault = fault->next) {
        xmlNodePtr problem = hd_view_add(q->view, root, "problem");
        const char *value = fault->value;
        if (value && !strcmp(fault->code, "files-large") && q->locale) {
            value = hd_locale_bytes(q->locale, (apr_off_t)apr_atoi64(value), q->pool);
        }
        hd_view_attr(q->view, problem, "code", fault->code);
        hd_view_attr(q->view, problem, "field", fault->field);
        hd_view_attr(q->view, problem, "value", value);
    }
}

hd_error_t *hd_page_begin_plain(hd_request_t *q, const char *page)
{
    const char *now = hd_time_iso(q->now, q->pool), *address = here(q);
    xmlNodePtr root;

    HD_TRY(hd_request_locale(q));
    q->view = hd_view_create(page, q->pool);
    hd_view_seed(q->view, q->portal->view_key);
    root = hd_view_root(q->view);
    hd_view_attr(q->view, root, "lang", q->language);
    hd_view_attr(q->view, root, "base", q->portal->base);
    hd_view_attr(q->view, root, "url", q->portal->url);
    hd_view_attr(q->view, root, "brand", q->portal->brand);
    hd_view_attr(q->view, root, "year", apr_pstrndup(q->pool, now, 4));
    if (q->who && *q->who->theme) hd_view_attr(q->view, root, "theme", q->who->theme);
    if (!q->wants_xml && q->who) hd_csrf_show(q, 0);
    hd_view_attr(q->view, root, "here", address);
    hd_view_attr_aside(q->view, root, "now", now);
    add_languages(q, root, address);
    if (q->who) {
        add_person(q, root);
        add_nav(q, root);
    }
    add_notice(q, root);
    add_done(q, root);
    add_problems(q, root);
    return NULL;
}

hd_error_t *hd_request_counts(hd_request_t *q)
{
    hd_ticket_counts_t *counts;

    if (q->counts || !q->who) return NULL;
    if (!hd_accounts_with(q, HD_RIGHT_SUPPORT)->nelts) return NULL;
    counts = apr_palloc(q->pool, sizeof(*counts));
    HD_TRY(hd_ticket_counts(counts, q->db, q->who->id, q->pool));
    q->counts = counts;
    return NULL;
}

hd_error_t *hd_page_begin(hd_request_t *q, const char *page)
{
    if (q->who) {
        HD_TRY(hd_request_db(q));
        HD_TRY(hd_request_counts(q));
    }
    return hd_page_begin_plain(q, page);
}

void hd_view_value(hd_request_t *q, xmlNodePtr form, const char *name, const char *value)
{
    hd_view_attr(q->view, hd_view_add_text(q->view, form, "value", value), "name", name);
}

/* What belongs to the machinery of forms, or is secret, does not come back as a value. */
static int comes_back(const char *name)
{
    return strcmp(name, "csrf") && strcmp(name, "once") && strncmp(name, "password", 8) && strcmp(name, "current")
           && strcmp(name, "preview") && strcmp(name, "staged") && strcmp(name, "unstage");
}

static int has(const apr_array_header_t *values, const char *value)
{
    int i;

    for (i = 0; i < values->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(values, i, const char *), value)) return 1;
    }
    return 0;
}

apr_array_header_t *hd_form_staged(hd_request_t *q)
{
    const apr_array_header_t *all = hd_form_all(q->form, "staged", q->pool), *off = hd_form_all(q->form, "unstage", q->pool);
    apr_array_header_t *left = apr_array_make(q->pool, 4, sizeof(const char *));
    int i;

    for (i = 0; i < all->nelts; i++) {
        const char *id = APR_ARRAY_IDX(all, i, const char *);
        if (!has(off, id)) APR_ARRAY_PUSH(left, const char *) = id;
    }
    return left;
}

xmlNodePtr hd_view_form(hd_request_t *q, int once)
{
    xmlNodePtr form = hd_view_add(q->view, hd_view_root(q->view), "form");
    const char *token = hd_form_get(q->form, "once");
    int i;

    if (once && !q->wants_xml) {
        if ((!*token || strlen(token) > HD_ONCE_MAX) && hd_public_id_make(&token, q->pool)) token = NULL;
        hd_view_attr_aside(q->view, form, "once", token);
        q->has_once = 1;
    }
    for (i = 0; q->form && i < q->form->fields->nelts; i++) {
        const hd_field_t *field = &APR_ARRAY_IDX(q->form->fields, i, hd_field_t);
        if (comes_back(field->name)) hd_view_value(q, form, field->name, field->value);
    }
    return form;
}

void hd_view_files_lost(hd_request_t *q, xmlNodePtr form, const apr_array_header_t *names)
{
    int i;

    for (i = 0; i < names->nelts; i++) {
        hd_view_attr(q->view, hd_view_add(q->view, form, "file-lost"), "name", APR_ARRAY_IDX(names, i, const char *));
    }
}

static void add_refused(hd_request_t *q, xmlNodePtr form)
{
    int i;

    for (i = 0; q->files_refused && i < q->files_refused->nelts; i++) {
        const hd_refused_t *refused = &APR_ARRAY_IDX(q->files_refused, i, hd_refused_t);
        xmlNodePtr node = hd_view_add(q->view, form, "file-refused");
        hd_view_attr(q->view, node, "name", refused->name);
        hd_view_attr(q->view, node, "code", refused->code);
    }
}

xmlNodePtr hd_view_upload_form(hd_request_t *q)
{
    xmlNodePtr form = hd_view_form(q, 1);
    int i;

    hd_view_attr_int(q->view, form, "max-bytes", q->portal->attachment_max);
    hd_view_attr(q->view, form, "max-text", hd_locale_bytes(q->locale, q->portal->attachment_max, q->pool));
    for (i = 0; q->staged && i < q->staged->nelts; i++) {
        const hd_file_t *file = APR_ARRAY_IDX(q->staged, i, const hd_file_t *);
        xmlNodePtr staged = hd_view_add(q->view, form, "staged");
        hd_view_attr(q->view, staged, "id", file->staged);
        hd_view_attr(q->view, staged, "name", file->name);
        hd_view_attr(q->view, staged, "type", file->type);
        hd_view_attr_int(q->view, staged, "bytes", file->bytes);
        hd_view_attr(q->view, staged, "size-text", hd_locale_bytes(q->locale, file->bytes, q->pool));
    }
    add_refused(q, form);
    return form;
}

hd_error_t *hd_view_preview(hd_request_t *q, const char *source)
{
    const char *fragment;

    HD_TRY(hd_markdown_render(&fragment, hd_text_trim(source, q->pool), q->pool));
    return hd_view_fragment(q->view, hd_view_add(q->view, hd_view_root(q->view), "preview"), fragment);
}

xmlNodePtr hd_view_tab(hd_request_t *q, xmlNodePtr parent, const char *name, apr_int64_t count, int chosen,
                       const char *address)
{
    xmlNodePtr tab = hd_view_add(q->view, parent, "tab");

    hd_view_attr(q->view, tab, "name", name);
    hd_view_attr_int(q->view, tab, "count", count);
    hd_view_flag(q->view, tab, "chosen", chosen);
    hd_view_attr(q->view, tab, "address", address);
    return tab;
}
