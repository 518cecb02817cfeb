/* src/web/admin_services.c: services, as administrators keep them.
 * May use: domain/, text/, admin_page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_services.h"

#include <apr_strings.h>
#include <stdlib.h>

#include "../domain/client.h"
#include "../domain/service_edit.h"
#include "../text/amount.h"
#include "../text/fold.h"
#include "admin_page.h"

#define PATH "/admin/services/"

static const char *const states[] = { "pending", "active", "suspended", "expired", "cancelled", NULL };
static const char *const kinds[] = { "hosting", "domain", "vps", "server", "certificate", "other", NULL };
static const char *const filters[] = { "q", "state", "account", NULL };

static void add_row(hd_request_t *q, xmlNodePtr list, const hd_service_full_t *full)
{
    const hd_service_t *service = &full->service;
    xmlNodePtr row = hd_admin_row(q, list, hd_admin_address(q, PATH, service->public_id, ""));

    hd_admin_cell(q, row, "label", service->label);
    hd_admin_cell(q, row, "account", service->account_name);
    hd_admin_cell(q, row, "plan", service->plan);
    hd_admin_cell_word(q, row, "state", hd_service_status_today(q, service));
    hd_admin_cell(q, row, "expires", hd_locale_date(q->locale, service->expires_at, q->pool));
}

hd_error_t *hd_admin_services_page(hd_request_t *q)
{
    hd_services_query_t query = { hd_form_get(q->query, "q"), hd_form_get(q->query, "account"), hd_form_get(q->query, "state"),
                                  hd_form_get(q->query, "after") };
    hd_services_list_t found;
    const char *const *state;
    xmlNodePtr list, filter;
    int i;

    if (!hd_service_state_valid(query.state)) query.state = "";
    HD_TRY(hd_request_db(q));
    HD_TRY(hd_services_list(&found, q->db, &query, q->pool));
    HD_TRY(hd_admin_begin(q, "admin-services", "services", NULL));
    list = hd_admin_list(q, "services", "label account plan state expires");
    hd_admin_filter(q, list, "q", "text");
    filter = hd_admin_filter(q, list, "state", "select");
    for (state = states; *state; state++) hd_admin_filter_option(q, filter, "state", *state, NULL, *state);
    hd_admin_link(q, list, "new-service",
                  *query.account ? hd_admin_address(q, PATH "new?account=", query.account, "") : PATH "new");
    for (i = 0; i < found.rows->nelts; i++) add_row(q, list, &APR_ARRAY_IDX(found.rows, i, hd_service_full_t));
    if (*query.after) hd_admin_link(q, list, "previous", hd_admin_filtered(q, PATH, filters, NULL, NULL));
    if (found.next) hd_admin_link(q, list, "next", hd_admin_filtered(q, PATH, filters, "after", found.next));
    if (found.cut) hd_admin_fact(q, "shown", "more-words", 1);
    return NULL;
}

/* What the form shows: of a service that there is, or of none. */
static void add_fields(hd_request_t *q, hd_admin_form_t *form, const hd_service_t *service, const char *day, const char *price)
{
    const char *const *kind, *term = service->term_months ? apr_itoa(q->pool, service->term_months) : "";
    const hd_admin_input_t *select;

    hd_admin_input(form, "label", "text", service->label, HD_INPUT_MUST | HD_INPUT_HINT);
    select = hd_admin_input(form, "kind", "select", service->kind, 0);
    for (kind = kinds; *kind; kind++) hd_admin_option(select, *kind, NULL, *kind, !strcmp(*kind, service->kind));
    hd_admin_input(form, "plan", "text", service->plan, HD_INPUT_MUST);
    hd_admin_input(form, "term", "number", term, HD_INPUT_MUST);
    hd_admin_input(form, "price", "text", price, HD_INPUT_MUST | HD_INPUT_HINT);
    hd_admin_input(form, "currency", "text", service->currency, HD_INPUT_MUST);
    hd_admin_input(form, "expires", "date", day, HD_INPUT_HINT);
}

hd_error_t *hd_admin_service_new_page(hd_request_t *q)
{
    static const hd_service_t none = { .label = "", .kind = "hosting", .plan = "", .currency = "", .state = "pending" };
    const hd_admin_input_t *select;
    hd_admin_form_t *form;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_admin_begin(q, "admin-service-new", "services", NULL));
    form = hd_admin_form(q, "service-new", PATH "new", 1);
    hd_admin_input(form, "account", "text", hd_form_get(q->query, "account"), HD_INPUT_MUST | HD_INPUT_HINT);
    add_fields(q, form, &none, "", "");
    select = hd_admin_input(form, "state", "select", "", 0);
    hd_admin_option(select, "", NULL, "by-expiry", 1);
    hd_admin_option(select, "pending", NULL, "pending", 0);
    hd_admin_option(select, "active", NULL, "active", 0);
    return NULL;
}

/* A day of the form. One that the stored moment shows is that moment: services have been added with others than midnight. */
static hd_error_t *read_day(hd_time_t *at, hd_request_t *q, hd_time_t stored)
{
    const char *text = hd_text_trim(hd_form_get(q->form, "expires"), q->pool);

    *at = 0;
    if (!*text) return NULL;
    HD_TRY(hd_request_locale(q));
    *at = stored && !strcmp(text, hd_locale_day_iso(q->locale, stored, q->pool)) ? stored : hd_locale_read(q->locale, text);
    return *at ? NULL : hd_error_field(q->pool, "until-unknown", "expires");
}

static const char *field(hd_request_t *q, const char *name)
{
    return hd_text_trim(hd_form_get(q->form, name), q->pool);
}

/* The fields that a new service and one that there is share. Figures that cannot be read are such as the rules refuse. */
static hd_error_t *read_fields(hd_service_new_t *service, hd_request_t *q, hd_time_t stored)
{
    const char *term = field(q, "term");

    memset(service, 0, sizeof(*service));
    service->label = field(q, "label");
    service->kind = field(q, "kind");
    service->plan = field(q, "plan");
    service->currency = field(q, "currency");
    service->term_months = strlen(term) < 5 && strspn(term, "0123456789") == strlen(term) ? atoi(term) : 0;
    if (!hd_amount_read(&service->price_minor, field(q, "price"), service->currency)) service->price_minor = -1;
    return read_day(&service->expires_at, q, stored);
}

hd_error_t *hd_admin_service_new_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 1);
    const char *state = field(q, "state"), *id;
    hd_service_new_t service;
    hd_error_t *faults = read_fields(&service, q, 0);

    if (faults && faults->kind != HD_INVALID) return faults;
    if (service.expires_at) service.starts_at = q->now;
    service.state = *state ? state : service.expires_at ? "active" : "pending";
    faults = hd_error_join(faults, hd_client_account_meant(&service.account, q->db, field(q, "account"), "account", q->pool));
    if (faults) return hd_error_join(faults, hd_service_check(&service, q->pool));
    HD_TRY(hd_service_create(&id, q->db, &by, &service, q->pool));
    q->done = "admin-created";
    q->see_other = hd_admin_address(q, PATH, id, "");
    return NULL;
}

static void add_change(hd_request_t *q, xmlNodePtr list, const hd_service_done_t *one)
{
    int is_expiry = !strcmp(one->what, "expiry"), is_state = !strcmp(one->what, "state");
    xmlNodePtr row = hd_admin_row(q, list, NULL);
    hd_time_t to;

    hd_admin_cell_word(q, row, "change", is_expiry ? "expiry" : is_state ? "state-set" : "created");
    if (is_expiry && hd_time_parse(&to, one->to) == APR_SUCCESS) {
        hd_admin_cell(q, row, "to", hd_locale_date(q->locale, to, q->pool));
    }
    else hd_admin_cell_word(q, row, "to", hd_service_state_valid(one->to) ? one->to : "nothing");
    hd_admin_cell(q, row, "person", one->name);
    hd_admin_cell_time(q, row, "at", one->at);
    hd_admin_cell(q, row, "reason", is_expiry || is_state ? one->cause : "");
}

static hd_error_t *add_history(hd_request_t *q, const hd_service_full_t *full)
{
    const char *id = full->service.public_id;
    apr_array_header_t *changes;
    xmlNodePtr list;
    int i;

    HD_TRY(hd_service_history(&changes, q->db, full->service.id, q->pool));
    list = hd_admin_list(q, "service-history", "change to person at reason");
    hd_admin_link(q, list, "all-changes", hd_admin_address(q, "/admin/audit?object=service&id=", id, ""));
    for (i = 0; i < changes->nelts; i++) add_change(q, list, &APR_ARRAY_IDX(changes, i, hd_service_done_t));
    return NULL;
}

static void add_state_form(hd_request_t *q, const hd_service_t *service, const char *address, const char *version)
{
    hd_admin_form_t *form = hd_admin_form(q, "service-state", apr_pstrcat(q->pool, address, "/state", NULL), 0);
    const hd_admin_input_t *select = hd_admin_input(form, "state", "select", service->state, 0);
    const char *const *way;

    hd_admin_version(form, version);
    hd_admin_option(select, service->state, NULL, service->state, 1);
    for (way = hd_service_ways(service->state); *way; way++) hd_admin_option(select, *way, NULL, *way, 0);
    hd_admin_input(form, "reason", "text", "", HD_INPUT_HINT);
}

hd_error_t *hd_admin_service_page(hd_request_t *q)
{
    const char *address = hd_admin_address(q, PATH, q->arg[0], ""), *version, *day;
    const hd_service_t *service;
    hd_service_full_t *full;
    hd_admin_form_t *form;

    HD_TRY(hd_request_db(q));
    HD_TRY(hd_service_full(&full, q->db, q->arg[0], q->pool));
    if (!full) return hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
    service = &full->service;
    HD_TRY(hd_admin_begin(q, "admin-service", "services", service->label));
    hd_admin_link(q, hd_view_root(q->view), "its-account", hd_admin_address(q, "/admin/accounts/", full->account, ""));
    hd_admin_fact(q, "account", service->account_name, 0);
    hd_admin_fact(q, "state", hd_service_status_today(q, service), 1);
    if (service->starts_at) hd_admin_fact(q, "starts", hd_locale_date(q->locale, service->starts_at, q->pool), 0);
    version = hd_audit_version(hd_service_facts(service, q->pool), q->pool);
    form = hd_admin_form(q, "service", address, 0);
    hd_admin_version(form, version);
    day = service->expires_at ? hd_locale_day_iso(q->locale, service->expires_at, q->pool) : "";
    add_fields(q, form, service, day, hd_amount_write(service->price_minor, service->currency, q->pool));
    add_state_form(q, service, address, version);
    return add_history(q, full);
}

hd_error_t *hd_admin_service_post(hd_request_t *q)
{
    hd_by_t by = hd_admin_by(q, NULL, 0);
    hd_service_full_t *full;
    hd_service_new_t to;
    hd_error_t *faults;
    int count;

    HD_TRY(hd_service_full(&full, q->db, q->arg[0], q->pool));
    if (!full) return hd_error(q->pool, HD_NOT_FOUND, "not-found", NULL);
    faults = read_fields(&to, q, full->service.expires_at);
    if (faults) return faults->kind == HD_INVALID ? hd_error_join(faults, hd_service_check(&to, q->pool)) : faults;
    HD_TRY(hd_service_edit(&count, q->db, &by, q->arg[0], hd_form_get(q->form, "version"), &to, q->pool));
    q->done = count ? "admin-saved" : "admin-same";
    q->see_other = hd_admin_address(q, PATH, q->arg[0], "");
    return NULL;
}

hd_error_t *hd_admin_service_state_post(hd_request_t *q)
{
    const char *reason = field(q, "reason");
    hd_by_t by = hd_admin_by(q, NULL, 0);
    int changed;

    if (*reason) HD_TRY(hd_reason_check(&by.reason, reason, q->pool));
    HD_TRY(hd_service_move(&changed, q->db, &by, q->arg[0], hd_form_get(q->form, "version"), field(q, "state"), q->pool));
    q->done = changed ? "admin-saved" : "admin-same";
    q->see_other = hd_admin_address(q, PATH, q->arg[0], "");
    return NULL;
}
