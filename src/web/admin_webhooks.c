/* src/web/admin_webhooks.c: webhooks, as administrators keep them.
 * May use: domain/, mail/hook.h, admin_page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_webhooks.h"

#include <apr_strings.h>
#include <string.h>

#include "../domain/webhook_edit.h"
#include "admin_page.h"

#define PATH "/admin/webhooks/"
#define NEW PATH "new"

/* What may be shown of an address in lists and headings: its path may be a secret of the other side. */
static const char *shown(hd_request_t *q, const char *url)
{
    const char *text;

    return hd_hook_url(&text, url, q->pool) ? "" : text;
}

static const char *state_word(const hd_webhook_t *webhook)
{
    if (!webhook->active) return webhook->stopped_at ? "hook-stopped" : "hook-off";
    return webhook->failing_since ? "hook-failing" : "hook-on";
}

static const char *result_word(const hd_webhook_t *webhook)
{
    if (!webhook->tried_at) return "hook-untried";
    return *webhook->last_error ? "hook-missed" : "hook-taken";
}

static const char *waiting_text(hd_request_t *q, const hd_webhook_t *webhook)
{
    return apr_psprintf(q->pool, "%" APR_INT64_T_FMT "%s", webhook->waiting,
                        webhook->waiting >= HD_WEBHOOK_WAITING_SHOWN ? "+" : "");
}

hd_error_t *hd_admin_webhooks_page(hd_request_t *q)
{
    apr_array_header_t *webhooks, *departments;
    xmlNodePtr list;
    int i;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_webhooks(&webhooks, q->db, q->pool));
    HD_TRY(hd_webhooks_waiting(webhooks, q->db, q->pool));
    HD_TRY(hd_departments_all(&departments, q->db, q->language, q->pool));
    HD_TRY(hd_admin_begin(q, "admin-webhooks", "webhooks", NULL));
    list = hd_admin_list(q, "webhooks", "url department hook-state hook-result hook-tried hook-waiting");
    hd_admin_link(q, list, "new-webhook", NEW);
    for (i = 0; i < webhooks->nelts; i++) {
        const hd_webhook_t *one = &APR_ARRAY_IDX(webhooks, i, hd_webhook_t);
        xmlNodePtr row = hd_admin_row(q, list, hd_admin_address(q, PATH, one->id, ""));

        hd_admin_cell(q, row, "url", shown(q, one->url));
        hd_admin_cell(q, row, "department", hd_department_called(departments, one->department));
        hd_admin_cell_word(q, row, "hook-state", state_word(one));
        hd_admin_cell_word(q, row, "hook-result", result_word(one));
        if (one->tried_at) hd_admin_cell_time(q, row, "hook-tried", one->tried_at);
        else hd_admin_cell(q, row, "hook-tried", "–");
        hd_admin_cell(q, row, "hook-waiting", waiting_text(q, one));
    }
    return NULL;
}

/* A box for each event; for a new webhook all are ticked. */
static void add_events(hd_request_t *q, hd_admin_form_t *form, const hd_webhook_t *webhook)
{
    const hd_admin_input_t *input = hd_admin_input_as(form, "event", "events", "checks", "", 0);
    const char *told = apr_pstrcat(q->pool, " ", webhook->events, " ", NULL), *const *event;

    for (event = hd_events; *event; event++) {
        char *word = apr_pstrdup(q->pool, *event); /* admin.value.ticket-opened */
        int chosen = !*webhook->id || strstr(told, apr_pstrcat(q->pool, " ", word, " ", NULL)) != NULL;

        *strchr(word, '.') = '-';
        hd_admin_option(input, *event, NULL, word, chosen);
    }
}

static hd_error_t *add_fields(hd_request_t *q, hd_admin_form_t *form, const hd_webhook_t *webhook)
{
    const hd_admin_input_t *input;
    apr_array_header_t *departments;
    int i;

    HD_TRY(hd_departments_all(&departments, q->db, q->language, q->pool));
    input = hd_admin_input(form, "department", "select", webhook->department, 0);
    for (i = 0; i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        hd_admin_option(input, one->slug, one->name, NULL, !strcmp(one->slug, webhook->department));
    }
    hd_admin_input(form, "url", "text", webhook->url, HD_INPUT_MUST | HD_INPUT_HINT);
    add_events(q, form, webhook);
    return NULL;
}

/* A secret that nobody has yet: what comes back with the form is taken. */
static hd_error_t *add_secret(hd_request_t *q, hd_admin_form_t *form)
{
    const char *secret;

    HD_TRY(hd_webhook_secret_make(&secret, q->pool));
    hd_admin_input(form, "secret", "text", secret, HD_INPUT_MUST | HD_INPUT_HINT);
    return NULL;
}

hd_error_t *hd_admin_webhook_new_page(hd_request_t *q)
{
    const hd_webhook_t none = { .id = "", .department = "", .url = "", .events = "" };
    hd_admin_form_t *form;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_admin_begin(q, "admin-webhook-new", "webhooks", NULL));
    form = hd_admin_form(q, "webhook-new", NEW, 1);
    HD_TRY(add_fields(q, form, &none));
    return add_secret(q, form);
}

/* What a form brought. Where no event is ticked none is meant; helpdeskctl means all by that. */
static hd_error_t *read_webhook(hd_webhook_edit_t *wanted, hd_request_t *q)
{
    wanted->id = q->arg[0];
    wanted->department = hd_form_get(q->form, "department");
    wanted->url = hd_form_get(q->form, "url");
    wanted->events = hd_form_all(q->form, "event", q->pool);
    wanted->secret = hd_form_get(q->form, "secret");
    wanted->active = hd_form_has(q->form, "active");
    return wanted->events->nelts ? NULL : hd_error_field(q->pool, "webhook-events", "event");
}

hd_error_t *hd_admin_webhook_new_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 1);
    hd_webhook_edit_t wanted;
    const char *id;

    HD_TRY(read_webhook(&wanted, q));
    HD_TRY(hd_webhook_add(&id, q->db, &by, &wanted, q->pool));
    q->see_other = hd_admin_address(q, PATH, id, "");
    q->done = "admin-created";
    return NULL;
}

static hd_error_t *find_webhook(hd_webhook_t **webhook, hd_request_t *q)
{
    HD_TRY(hd_request_db(q));
    HD_TRY(hd_webhook_get(webhook, q->db, q->arg[0], q->pool));
    return *webhook ? NULL : hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
}

static void add_moment(hd_request_t *q, const char *name, hd_time_t sec)
{
    if (sec) hd_admin_fact(q, name, hd_locale_moment(q->locale, sec, q->pool), 0);
}

static void add_facts(hd_request_t *q, const hd_webhook_t *webhook)
{
    hd_admin_fact(q, "hook-state", state_word(webhook), 1);
    hd_admin_fact(q, "hook-waiting", waiting_text(q, webhook), 0);
    if (*webhook->last_error) hd_admin_fact(q, "hook-result", webhook->last_error, 0);
    else hd_admin_fact(q, "hook-result", result_word(webhook), 1);
    add_moment(q, "hook-tried", webhook->tried_at);
    add_moment(q, "hook-failing-since", webhook->failing_since);
    add_moment(q, "hook-stopped-at", webhook->stopped_at);
    hd_admin_fact(q, "id", webhook->id, 0);
    hd_admin_fact(q, "added", hd_locale_date(q->locale, webhook->created_at, q->pool), 0);
}

hd_error_t *hd_admin_webhook_page(hd_request_t *q)
{
    const char *address = hd_admin_address(q, PATH, q->arg[0], "");
    apr_array_header_t *one = apr_array_make(q->pool, 1, sizeof(hd_webhook_t));
    hd_webhook_t *webhook;
    hd_admin_form_t *form;

    HD_TRY(find_webhook(&webhook, q));
    APR_ARRAY_PUSH(one, hd_webhook_t) = *webhook;
    HD_TRY(hd_webhooks_waiting(one, q->db, q->pool));
    webhook = &APR_ARRAY_IDX(one, 0, hd_webhook_t);
    HD_TRY(hd_admin_begin(q, "admin-webhook", "webhooks", shown(q, webhook->url)));
    hd_admin_history(q, HD_OBJECT_WEBHOOK, webhook->id);
    hd_admin_link(q, hd_view_root(q->view), "webhook-secret-page", apr_pstrcat(q->pool, address, "/secret", NULL));
    add_facts(q, webhook);
    form = hd_admin_form(q, "webhook", address, 0);
    hd_admin_version(form, hd_audit_version(hd_webhook_facts(webhook, q->pool), q->pool));
    HD_TRY(add_fields(q, form, webhook));
    hd_admin_input_as(form, "active", "hook-active", "tick", webhook->active ? "yes" : "no", HD_INPUT_HINT);
    if (webhook->active && webhook->waiting) {
        hd_admin_form(q, "webhook-try", apr_pstrcat(q->pool, address, "/try", NULL), 0);
    }
    form = hd_admin_form(q, "webhook-delete", apr_pstrcat(q->pool, address, "/delete", NULL), 0);
    hd_admin_input_as(form, "confirm", "webhook-confirm", "tick", "no", 0);
    return NULL;
}

/* To the webhook's page. */
static hd_error_t *back(hd_request_t *q, const char *done)
{
    q->see_other = hd_admin_address(q, PATH, q->arg[0], "");
    q->done = done;
    return NULL;
}

hd_error_t *hd_admin_webhook_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    hd_webhook_edit_t wanted;
    hd_webhook_t *webhook;
    int count;

    HD_TRY(find_webhook(&webhook, q));
    HD_TRY(read_webhook(&wanted, q));
    HD_TRY(hd_webhook_set(&count, q->db, &by, &wanted, hd_form_get(q->form, "version"), q->pool));
    return back(q, count ? "admin-saved" : "admin-same");
}

hd_error_t *hd_admin_webhook_secret_page(hd_request_t *q)
{
    hd_webhook_t *webhook;

    HD_TRY(find_webhook(&webhook, q));
    HD_TRY(hd_admin_begin(q, "admin-webhook-secret", "webhooks", NULL));
    hd_admin_sub(q, shown(q, webhook->url));
    return add_secret(q, hd_admin_form(q, "webhook-secret", hd_admin_address(q, PATH, q->arg[0], "/secret"), 0));
}

hd_error_t *hd_admin_webhook_secret_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    hd_webhook_t *webhook;

    HD_TRY(find_webhook(&webhook, q));
    HD_TRY(hd_webhook_renew(q->db, &by, q->arg[0], hd_form_get(q->form, "secret"), q->pool));
    return back(q, "admin-saved");
}

hd_error_t *hd_admin_webhook_try_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    int count;

    HD_TRY(hd_webhook_try(&count, q->db, &by, q->arg[0], q->pool));
    return back(q, count ? "mail-retried" : "admin-same");
}

hd_error_t *hd_admin_webhook_delete_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);

    if (!hd_form_has(q->form, "confirm")) return hd_error_field(q->pool, "confirm-missing", "confirm");
    HD_TRY(hd_webhook_remove(q->db, &by, q->arg[0], q->pool));
    q->see_other = PATH;
    q->done = "admin-deleted";
    return NULL;
}
