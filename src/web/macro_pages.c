/* src/web/macro_pages.c: canned answers on a ticket's page.
 * May use: domain/, page.h, work_pages.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "macro_pages.h"

#include <apr_strings.h>

#include "../domain/macro.h"
#include "../text/fold.h"
#include "page.h"
#include "work_pages.h"

hd_error_t *hd_view_macros(hd_request_t *q, const hd_ticket_t *ticket)
{
    apr_array_header_t *macros;
    int i;

    HD_TRY(hd_macros_of(&macros, q->db, ticket->facts.department_id, q->pool));
    for (i = 0; i < macros->nelts; i++) {
        const hd_macro_t *macro = &APR_ARRAY_IDX(macros, i, hd_macro_t);
        xmlNodePtr node = hd_view_add(q->view, hd_view_root(q->view), "macro");

        hd_view_attr(q->view, node, "id", macro->public_id);
        hd_view_attr(q->view, node, "name", macro->name);
        hd_view_flag(q->view, node, "chosen", q->form && !strcmp(hd_form_get(q->form, "macro"), macro->public_id));
    }
    for (i = 0; q->macro_missing && i < q->macro_missing->nelts; i++) {
        hd_view_attr(q->view, hd_view_add(q->view, hd_view_root(q->view), "macro-missing"), "name",
                     APR_ARRAY_IDX(q->macro_missing, i, const char *));
    }
    return NULL;
}

/* The languages in which a client can be written to, the client's own first, and the other script of it. */
static const char *const *languages_of(hd_request_t *q, const char *own)
{
    const char **list = apr_pcalloc(q->pool, 5 * sizeof(const char *));
    int count = 0;

    list[count++] = own;
    if (!strcmp(own, "sr-Latn")) list[count++] = "sr-Cyrl";
    if (!strcmp(own, "sr-Cyrl")) list[count++] = "sr-Latn";
    list[count++] = q->portal->locale;
    return list;
}

/* What the placeholders stand for, in the client's language. */
static hd_error_t *read_values(const char *values[HD_PLACES], hd_request_t *q, const hd_ticket_t *ticket, const char *language)
{
    const hd_department_t *department;
    apr_array_header_t *departments;
    hd_locale_t *locale;

    HD_TRY(hd_departments_all(&departments, q->db, language, q->pool));
    HD_TRY(hd_locale_borrow(&locale, q->portal->locales, language, q->now, q->pool));
    department = hd_department_of(departments, ticket->facts.department_id);
    values[HD_PLACE_CLIENT] = ticket->client_name;
    values[HD_PLACE_AGENT] = q->who->name;
    values[HD_PLACE_REFERENCE] = ticket->facts.ref;
    values[HD_PLACE_SUBJECT] = ticket->facts.subject;
    values[HD_PLACE_SERVICE] = ticket->facts.service_label;
    values[HD_PLACE_EXPIRY] = ticket->service ? hd_locale_date(locale, ticket->service->expires_at, q->pool) : NULL;
    values[HD_PLACE_DEPARTMENT] = department ? department->name : NULL;
    values[HD_PLACE_COMPANY] = q->portal->brand;
    return NULL;
}

/* Put a text behind what has been typed. */
static void put_behind(hd_request_t *q, const char *text)
{
    hd_field_t *field = NULL;
    int i;

    for (i = 0; i < q->form->fields->nelts && !field; i++) {
        hd_field_t *one = &APR_ARRAY_IDX(q->form->fields, i, hd_field_t);
        if (!strcmp(one->name, "body")) field = one;
    }
    if (!field) {
        field = apr_array_push(q->form->fields);
        field->name = "body";
        field->value = "";
    }
    if (!*hd_text_trim(field->value, q->pool)) field->value = text;
    else field->value = apr_pstrcat(q->pool, field->value, "\n\n", text, NULL);
}

/* The ticket of the page; of one that was merged its page shows where it went. */
static hd_error_t *find_ticket(const hd_ticket_t **ticket, hd_request_t *q)
{
    HD_TRY(hd_ticket_get(ticket, q->db, q->who, HD_SIDE_AGENT, q->arg[0], q->language, q->pool));
    if (!(*ticket)->merged_into) return NULL;
    return hd_ticket_get(ticket, q->db, q->who, HD_SIDE_AGENT, (*ticket)->merged_into, q->language, q->pool);
}

hd_error_t *hd_desk_macro_post(hd_request_t *q)
{
    const char *id = hd_form_get(q->form, "macro"), *values[HD_PLACES], *language, *body;
    const hd_ticket_t *ticket;

    HD_TRY(find_ticket(&ticket, q));
    if (!*id) return hd_error_field(q->pool, "macro-empty", "macro");
    language = *ticket->client_language ? ticket->client_language : q->portal->locale;
    HD_TRY(hd_macro_body(&body, q->db, q->who, ticket, id, languages_of(q, language), q->pool));
    HD_TRY(read_values(values, q, ticket, language));
    put_behind(q, hd_macro_text_fill(&q->macro_missing, body, values, q->pool));
    return hd_desk_ticket_page(q);
}
