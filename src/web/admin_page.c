/* src/web/admin_page.c: what the pages of the administration are made of.
 * May use: domain/, page.h. Must not know: what is administrated, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "admin_page.h"

#include <apr_strings.h>
#include <string.h>

#include "../base/texts.h"
#include "../base/token.h"
#include "urlencoded.h"

struct hd_admin_form_t {
    hd_request_t *q;
    xmlNodePtr node;
    int posted; /* what was typed into it comes back */
    int stale;  /* somebody else has changed it meanwhile */
};

/* The parts of the administration, in the order of its navigation. Each has words admin.area.{name} and ….text. */
static const char *const areas[][2] = {
    { "clients", "/admin/clients/" },
    { "services", "/admin/services/" },
    { "departments", "/admin/departments/" },
    { "agents", "/admin/agents/" },
    { "macros", "/admin/macros/" },
    { "webhooks", "/admin/webhooks/" },
    { "outbox", "/admin/outbox/" },
    { "settings", "/admin/settings" },
    { "audit", "/admin/audit" },
};

hd_by_t hd_admin_by(const hd_request_t *q, const char *reason, int creates)
{
    hd_by_t by = { q->who->id, q->now, reason, creates ? hd_form_get(q->form, "once") : NULL };

    return by;
}

const char *hd_admin_address(hd_request_t *q, const char *before, const char *id, const char *after)
{
    return apr_pstrcat(q->pool, before, hd_percent_encode(id, q->pool), after, NULL);
}

hd_error_t *hd_admin_begin(hd_request_t *q, const char *page, const char *area, const char *text)
{
    xmlNodePtr node;
    apr_size_t i;

    HD_TRY(hd_page_begin(q, page));
    for (i = 0; i < sizeof(areas) / sizeof(areas[0]); i++) {
        node = hd_view_add(q->view, hd_view_root(q->view), "area");
        hd_view_attr(q->view, node, "name", areas[i][0]);
        hd_view_attr(q->view, node, "address", areas[i][1]);
        hd_view_flag(q->view, node, "chosen", !strcmp(areas[i][0], area));
    }
    node = hd_view_add(q->view, hd_view_root(q->view), "heading");
    if (text) hd_view_text(q->view, node, text);
    return NULL;
}

void hd_admin_sub(hd_request_t *q, const char *text)
{
    hd_view_add_text(q->view, hd_view_root(q->view), "sub", text);
}

void hd_admin_history(hd_request_t *q, const char *object, const char *id)
{
    hd_admin_link(q, hd_view_root(q->view), "history",
                  apr_pstrcat(q->pool, "/admin/audit?object=", object, "&id=", hd_percent_encode(id, q->pool), NULL));
}

xmlNodePtr hd_admin_list(hd_request_t *q, const char *name, const char *columns)
{
    xmlNodePtr list = hd_view_add(q->view, hd_view_root(q->view), "list");
    char *last = NULL, *column;

    hd_view_attr(q->view, list, "name", name);
    for (column = apr_strtok(apr_pstrdup(q->pool, columns), " ", &last); column; column = apr_strtok(NULL, " ", &last)) {
        hd_view_attr(q->view, hd_view_add(q->view, list, "column"), "name", column);
    }
    return list;
}

xmlNodePtr hd_admin_row(hd_request_t *q, xmlNodePtr list, const char *address)
{
    xmlNodePtr row = hd_view_add(q->view, list, "row");

    hd_view_attr(q->view, row, "address", address);
    return row;
}

static xmlNodePtr add_cell(hd_request_t *q, xmlNodePtr row, const char *name)
{
    xmlNodePtr cell = hd_view_add(q->view, row, "cell");

    hd_view_attr(q->view, cell, "name", name);
    return cell;
}

void hd_admin_cell(hd_request_t *q, xmlNodePtr row, const char *name, const char *text)
{
    xmlNodePtr cell = add_cell(q, row, name);

    if (text && *text) hd_view_text(q->view, cell, text);
}

void hd_admin_cell_word(hd_request_t *q, xmlNodePtr row, const char *name, const char *word)
{
    hd_view_attr(q->view, add_cell(q, row, name), "word", word);
}

void hd_admin_cell_time(hd_request_t *q, xmlNodePtr row, const char *name, hd_time_t sec)
{
    HD_VIEW_TIME(q, add_cell(q, row, name), "at", sec);
}

void hd_admin_cell_int(hd_request_t *q, xmlNodePtr row, const char *name, apr_int64_t number)
{
    xmlNodePtr cell = add_cell(q, row, name);

    hd_view_attr_int(q->view, cell, "number", number);
}

void hd_admin_link(hd_request_t *q, xmlNodePtr list, const char *name, const char *address)
{
    xmlNodePtr link = hd_view_add(q->view, list, "link");

    hd_view_attr(q->view, link, "name", name);
    hd_view_attr(q->view, link, "address", address);
}

xmlNodePtr hd_admin_button(hd_request_t *q, xmlNodePtr parent, const char *name, const char *address)
{
    xmlNodePtr button = hd_view_add(q->view, parent, "button");

    hd_view_attr(q->view, button, "name", name);
    hd_view_attr(q->view, button, "address", address);
    return button;
}

xmlNodePtr hd_admin_filter(hd_request_t *q, xmlNodePtr list, const char *name, const char *kind)
{
    xmlNodePtr filter = hd_view_add(q->view, list, "filter");

    hd_view_attr(q->view, filter, "name", name);
    hd_view_attr(q->view, filter, "kind", kind);
    hd_view_attr(q->view, filter, "value", hd_form_get(q->query, name));
    return filter;
}

static xmlNodePtr add_option(hd_request_t *q, xmlNodePtr parent, const char *value, const char *label, const char *word)
{
    xmlNodePtr option = hd_view_add(q->view, parent, "option");

    hd_view_attr(q->view, option, "value", value);
    if (label) hd_view_text(q->view, option, label);
    else hd_view_attr(q->view, option, "word", word);
    return option;
}

void hd_admin_filter_option(hd_request_t *q, xmlNodePtr filter, const char *name, const char *value, const char *label,
                            const char *word)
{
    hd_view_flag(q->view, add_option(q, filter, value, label, word), "chosen", !strcmp(hd_form_get(q->query, name), value));
}

const char *hd_admin_filtered(hd_request_t *q, const char *path, const char *const *names, const char *name,
                              const char *value)
{
    const char *address = path, *glue = "?";

    for (; *names; names++) {
        const char *given = hd_form_get(q->query, *names);
        if (!*given) continue;
        address = apr_pstrcat(q->pool, address, glue, *names, "=", hd_percent_encode(given, q->pool), NULL);
        glue = "&";
    }
    return name ? apr_pstrcat(q->pool, address, glue, name, "=", value, NULL) : address;
}

void hd_admin_fact(hd_request_t *q, const char *name, const char *text, int word)
{
    xmlNodePtr fact = hd_view_add(q->view, hd_view_root(q->view), "fact");

    hd_view_attr(q->view, fact, "name", name);
    if (word) hd_view_attr(q->view, fact, "word", text);
    else hd_view_text(q->view, fact, text);
}

/* ---- forms ---- */

static int has_fault(const hd_request_t *q, const char *code)
{
    const hd_error_t *fault;

    for (fault = q->faults; fault; fault = fault->next) {
        if (!strcmp(fault->code, code)) return 1;
    }
    return 0;
}

hd_admin_form_t *hd_admin_form(hd_request_t *q, const char *name, const char *action, int once)
{
    hd_admin_form_t *form = apr_pcalloc(q->pool, sizeof(*form));
    const char *token = hd_form_get(q->form, "once");

    form->q = q;
    form->posted = q->form && !strcmp(q->r->uri + strlen(q->portal->base), action);
    form->stale = form->posted && has_fault(q, "changed-meanwhile");
    form->node = hd_view_add(q->view, hd_view_root(q->view), "edit");
    hd_view_attr(q->view, form->node, "name", name);
    hd_view_attr(q->view, form->node, "action", action);
    if (!once || q->wants_xml) return form;
    if ((!form->posted || !*token || strlen(token) > HD_ONCE_MAX) && hd_public_id_make(&token, q->pool)) token = NULL;
    hd_view_attr_aside(q->view, form->node, "once", token);
    q->has_once = 1;
    return form;
}

void hd_admin_hidden(hd_admin_form_t *form, const char *name, const char *value)
{
    xmlNodePtr hidden = hd_view_add(form->q->view, form->node, "hidden");

    hd_view_attr(form->q->view, hidden, "name", name);
    hd_view_attr(form->q->view, hidden, "value", value);
}

void hd_admin_version(hd_admin_form_t *form, const char *version)
{
    const char *sent = hd_form_get(form->q->form, "version");

    hd_admin_hidden(form, "version", form->posted && !form->stale && *sent ? sent : version);
}

static xmlNodePtr add_input(hd_admin_form_t *form, const char *name, const char *label, const char *kind, int flags)
{
    hd_view_t *view = form->q->view;
    xmlNodePtr input = hd_view_add(view, form->node, "input");

    hd_view_attr(view, input, "name", name);
    hd_view_attr(view, input, "label", label);
    hd_view_attr(view, input, "kind", kind);
    hd_view_flag(view, input, "must", flags & HD_INPUT_MUST);
    hd_view_flag(view, input, "hint", flags & HD_INPUT_HINT);
    return input;
}

/* What is typed stands in the field; where another has changed it meanwhile, what is stored stands beside it. */
static void put_value(hd_admin_form_t *form, xmlNodePtr input, const char *name, const char *value)
{
    const char *typed = hd_form_get(form->q->form, name);

    if (!form->posted || !hd_form_has(form->q->form, name)) typed = value;
    hd_view_attr(form->q->view, input, "value", typed);
    if (form->stale && strcmp(typed, value)) hd_view_attr(form->q->view, input, "stored", value);
}

static const hd_admin_input_t *keep(hd_admin_form_t *form, xmlNodePtr node, const char *name, const char *kind)
{
    hd_admin_input_t *input = apr_palloc(form->q->pool, sizeof(*input));

    input->form = form;
    input->node = node;
    input->name = name;
    input->is_checks = !strcmp(kind, "checks");
    return input;
}

const hd_admin_input_t *hd_admin_input_as(hd_admin_form_t *form, const char *name, const char *label, const char *kind,
                                          const char *value, int flags)
{
    xmlNodePtr node = add_input(form, name, label, kind, flags);

    if (!strcmp(kind, "tick")) {
        int chosen = form->posted ? hd_form_has(form->q->form, name) : !strcmp(value, "yes");
        hd_view_flag(form->q->view, node, "chosen", chosen);
        if (form->stale && chosen != !strcmp(value, "yes")) hd_view_attr(form->q->view, node, "stored", value);
    }
    else if (strcmp(kind, "checks")) put_value(form, node, name, value);
    return keep(form, node, name, kind);
}

const hd_admin_input_t *hd_admin_input(hd_admin_form_t *form, const char *name, const char *kind, const char *value, int flags)
{
    return hd_admin_input_as(form, name, name, kind, value, flags);
}

const char *hd_admin_name_in(hd_request_t *q, const char *name, const char *language)
{
    return apr_pstrcat(q->pool, name, "-", language, NULL);
}

void hd_admin_input_in(hd_admin_form_t *form, const char *name, const char *language, const char *kind, const char *value,
                       int flags)
{
    const char *full = hd_admin_name_in(form->q, name, language);
    xmlNodePtr node = add_input(form, full, name, kind, flags);

    hd_view_attr(form->q->view, node, "lang", language);
    put_value(form, node, full, value);
}

void hd_admin_option(const hd_admin_input_t *input, const char *value, const char *label, const char *word, int chosen)
{
    const hd_admin_form_t *form = input->form;
    xmlNodePtr option = add_option(form->q, input->node, value, label, word);
    int typed = chosen;

    if (form->posted && input->is_checks) {
        typed = hd_texts_have(hd_form_all(form->q->form, input->name, form->q->pool), value);
    }
    else if (form->posted && hd_form_has(form->q->form, input->name)) {
        typed = !strcmp(hd_form_get(form->q->form, input->name), value);
    }
    hd_view_flag(form->q->view, option, "chosen", typed);
    hd_view_flag(form->q->view, option, "stored", form->stale && chosen);
}
