/* src/web/work_view.c: what stands beside a conversation on the desk, as a view.
 * May use: domain/, page.h. Must not know: SQL, how it looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "work_view.h"

#include <apr_strings.h>
#include <stdlib.h>

#include "../base/choice.h"
#include "../base/token.h"
#include "../domain/change.h"
#include "../domain/history.h"
#include "../domain/hold.h"
#include "../domain/presence.h"
#include "macro_pages.h"
#include "level_view.h"
#include "page.h"
#include "rate_pages.h"
#include "ticket_view.h"

#define OTHER_TICKETS 6 /* of the client, beside this one */

static hd_error_t *add_presence(hd_request_t *q, const hd_ticket_t *ticket)
{
    apr_array_header_t *others;
    int i;

    HD_TRY(hd_presence_look(&others, q->db, ticket->id, q->who, q->now, q->pool));
    for (i = 0; i < others->nelts; i++) {
        const hd_present_t *one = &APR_ARRAY_IDX(others, i, hd_present_t);
        xmlNodePtr node = hd_view_add(q->view, hd_view_root(q->view), "present");

        hd_view_attr(q->view, node, "name", one->name);
        HD_VIEW_TIME(q, node, "at", one->seen_at);
    }
    return NULL;
}

/* What the form was to make of something, where the page shows it again: not what it only brought back as it was shown,
 * for another may have changed that since; nor what was meant for the ticket that has been merged into this one. */
static const char *typed(hd_request_t *q, const hd_ticket_t *ticket, hd_set_t set)
{
    const char *was = apr_pstrcat(q->pool, "was-", hd_set_names[set], NULL), *to = hd_form_get(q->form, hd_set_names[set]);
    const char *ref = hd_reference_fold(q->arg[0], q->pool);

    if (!q->faults && !q->previewing && !q->macro_missing) return NULL;
    if (!hd_form_has(q->form, hd_set_names[set]) || !ref || strcmp(ref, ticket->facts.ref)) return NULL;
    return hd_form_has(q->form, was) && !strcmp(to, hd_form_get(q->form, was)) ? NULL : to;
}

/* The department that the page shows as chosen: another than the ticket's while the page says what is wrong. */
static apr_int64_t department_chosen(hd_request_t *q, const hd_ticket_t *ticket, const apr_array_header_t *departments)
{
    const char *slug = typed(q, ticket, HD_SET_DEPARTMENT);
    int i;

    if (!slug) return ticket->facts.department_id;
    for (i = 0; i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        if (!strcmp(one->slug, slug)) return one->id;
    }
    return ticket->facts.department_id;
}

/* Who can be given the ticket, and who has it. @param[out] assignee public id of who has it, or "" */
static hd_error_t *add_agents(hd_request_t *q, const hd_ticket_t *ticket, apr_int64_t department, const char **assignee)
{
    apr_array_header_t *agents;
    int i;

    *assignee = "";
    HD_TRY(hd_agents_of(&agents, q->db, department, ticket->assignee_id, q->pool));
    for (i = 0; i < agents->nelts; i++) {
        const hd_agent_t *one = &APR_ARRAY_IDX(agents, i, hd_agent_t);
        xmlNodePtr agent = hd_view_add(q->view, hd_view_root(q->view), "agent");

        hd_view_attr(q->view, agent, "id", one->public_id);
        hd_view_attr(q->view, agent, "name", one->name);
        hd_view_flag(q->view, agent, "chosen", one->id == ticket->assignee_id);
        hd_view_flag(q->view, agent, "you", one->id == q->who->id);
        if (one->id == ticket->assignee_id) *assignee = one->public_id;
    }
    return NULL;
}

static void add_departments(hd_request_t *q, const apr_array_header_t *departments, const hd_ticket_t *ticket,
                            const apr_array_header_t *all)
{
    int i;

    for (i = 0; i < all->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(all, i, hd_department_t);
        xmlNodePtr node;

        if (!hd_department_of(departments, one->id) && one->id != ticket->facts.department_id) continue;
        node = hd_view_add(q->view, hd_view_root(q->view), "department");
        hd_view_attr(q->view, node, "slug", one->slug);
        hd_view_attr(q->view, node, "name", one->name);
    }
}

/* What the panel's fields show: what was chosen, while the page says what is wrong with it; and what the ticket has. */
static hd_error_t *add_settings(hd_request_t *q, const hd_ticket_t *ticket, const char *assignee)
{
    static const char *const was_names[HD_SETS] = { "was-department", "was-priority", "was-service",
                                                    "was-subject",    "was-status",   "was-assignee" };
    const char *const is[HD_SETS] = { ticket->facts.department, ticket->facts.priority,
                                      ticket->facts.service ? ticket->facts.service : "", ticket->facts.subject,
                                      ticket->facts.status, assignee };
    xmlNodePtr node = hd_view_add(q->view, hd_view_root(q->view), "work");
    hd_time_t until;
    int i, keeps = q->faults || q->previewing || q->macro_missing;

    for (i = 0; i < HD_SETS; i++) {
        const char *again = typed(q, ticket, (hd_set_t)i);

        hd_view_attr(q->view, node, hd_set_names[i], again ? again : is[i]);
        hd_view_attr(q->view, node, was_names[i], is[i]);
    }
    HD_TRY(hd_hold_of(&until, q->db, ticket->id, q->pool));
    HD_VIEW_TIME(q, node, "held-until", until);
    if (keeps && hd_form_has(q->form, "until")) hd_view_attr(q->view, node, "until", hd_form_get(q->form, "until"));
    hd_view_attr(q->view, node, "tomorrow", hd_locale_day_iso(q->locale, q->now + HD_DAY_SEC, q->pool));
    hd_view_attr_int(q->view, node, "undo-seconds", q->portal->undo_sec);
    return NULL;
}

static const char *rights_word(int rights)
{
    if (rights & HD_RIGHT_OWNER) return "owner";
    if ((rights & HD_RIGHT_BILLING) && (rights & HD_RIGHT_SUPPORT)) return "both";
    return rights & HD_RIGHT_BILLING ? "billing" : rights & HD_RIGHT_SUPPORT ? "support" : "none";
}

static hd_error_t *add_contacts(hd_request_t *q, xmlNodePtr client, const hd_ticket_t *ticket)
{
    apr_array_header_t *people;
    int i;

    HD_TRY(hd_account_contacts(&people, q->db, ticket->account_id, q->pool));
    for (i = 0; i < people->nelts; i++) {
        const hd_contact_t *one = &APR_ARRAY_IDX(people, i, hd_contact_t);
        xmlNodePtr node;

        if (!strcmp(one->email, ticket->client_email)) continue;
        node = hd_view_add(q->view, client, "contact");
        hd_view_attr(q->view, node, "name", one->name);
        hd_view_attr(q->view, node, "email", one->email);
        hd_view_attr(q->view, node, "rights", rights_word(one->rights));
    }
    return NULL;
}

static hd_error_t *add_other_tickets(hd_request_t *q, xmlNodePtr client, const hd_ticket_t *ticket)
{
    apr_array_header_t *rows;

    HD_TRY(hd_account_open_tickets(&rows, q->db, q->who, ticket, OTHER_TICKETS, q->pool));
    hd_view_others(q, client, rows);
    return NULL;
}

static hd_error_t *add_client(hd_request_t *q, const hd_ticket_t *ticket)
{
    xmlNodePtr client = hd_view_add(q->view, hd_view_root(q->view), "client");
    apr_array_header_t *memberships;
    hd_ticket_counts_t counts;
    int i, rights = 0;

    HD_TRY(hd_memberships_of(&memberships, q->db, ticket->person_id, q->pool));
    HD_TRY(hd_ticket_counts(&counts, q->db, ticket->person_id, q->pool));
    for (i = 0; i < memberships->nelts; i++) {
        const hd_membership_t *one = &APR_ARRAY_IDX(memberships, i, hd_membership_t);
        if (one->account_id == ticket->account_id) rights = one->rights;
    }
    hd_view_attr(q->view, client, "id", ticket->client_id);
    hd_view_attr(q->view, client, "name", ticket->client_name);
    hd_view_attr(q->view, client, "email", ticket->client_email);
    hd_view_attr(q->view, client, "language", *ticket->client_language ? ticket->client_language : q->portal->locale);
    hd_view_attr(q->view, client, "rights", rights_word(rights));
    hd_view_attr(q->view, client, "account-name", ticket->facts.account_name);
    hd_view_attr(q->view, client, "since", hd_time_iso(ticket->account_since, q->pool));
    hd_view_attr(q->view, client, "since-text", hd_locale_date(q->locale, ticket->account_since, q->pool));
    hd_view_attr_int(q->view, client, "tickets", counts.all);
    for (i = 0; i < memberships->nelts; i++) {
        const hd_membership_t *one = &APR_ARRAY_IDX(memberships, i, hd_membership_t);
        if (one->account_id == ticket->account_id) continue;
        hd_view_attr(q->view, hd_view_add(q->view, client, "account"), "name", one->name);
    }
    HD_TRY(add_contacts(q, client, ticket));
    return add_other_tickets(q, client, ticket);
}

/* All of the account; the one that the ticket is about is marked. */
static hd_error_t *add_services(hd_request_t *q, const hd_ticket_t *ticket)
{
    xmlNodePtr list = hd_view_add(q->view, hd_view_root(q->view), "services");
    apr_array_header_t *services;
    int i;

    HD_TRY(hd_services_of_account(&services, q->db, ticket->account_id, q->pool));
    for (i = 0; i < services->nelts; i++) {
        const hd_service_t *service = &APR_ARRAY_IDX(services, i, hd_service_t);
        xmlNodePtr node = hd_view_service(q, list, service, 0);

        hd_view_service_dates(q, node, service);
        hd_view_flag(q->view, node, "about",
                     ticket->facts.service && !strcmp(ticket->facts.service, service->public_id));
    }
    return NULL;
}

/* A value of the history as people read it. */
static const char *value_text(const hd_done_t *done, const char *value, const apr_array_header_t *departments)
{
    int i;

    for (i = 0; !strcmp(done->what, "department") && i < departments->nelts; i++) {
        const hd_department_t *one = &APR_ARRAY_IDX(departments, i, hd_department_t);
        if (!strcmp(one->slug, value)) return one->name;
    }
    return value;
}

/* What has no words of its own is shown as a change. */
static const char *history_word(const hd_done_t *done)
{
    static const char *const words[] = { "closed",  "reopened",  "status", "assigned",    "department", "priority",
                                         "service", "subject",   "hold",   "hold-over",   "merged",     "merged-from",
                                         "split",   "split-from", "undone", "rated",       "acted",      NULL };

    if (!strcmp(done->what, "hold") && !*done->to) return "hold-open";
    return hd_choice(words, done->what) ? done->what : "other";
}

static hd_error_t *add_history(hd_request_t *q, const hd_ticket_t *ticket, const apr_array_header_t *departments)
{
    xmlNodePtr list = hd_view_add(q->view, hd_view_root(q->view), "history");
    apr_array_header_t *all;
    int i;

    HD_TRY(hd_ticket_history(&all, q->db, ticket, q->pool));
    for (i = all->nelts - 1; i >= 0; i--) {
        const hd_done_t *done = &APR_ARRAY_IDX(all, i, hd_done_t);
        xmlNodePtr node = hd_view_add(q->view, list, "change");

        hd_view_attr(q->view, node, "what", history_word(done));
        if (strcmp(done->ref, ticket->facts.ref)) hd_view_attr(q->view, node, "of", done->ref);
        if (!strcmp(done->what, "hold")) HD_VIEW_TIME(q, node, "until", apr_atoi64(done->to));
        else {
            if (*done->from) hd_view_attr(q->view, node, "from", value_text(done, done->from, departments));
            if (*done->to) hd_view_attr(q->view, node, "to", value_text(done, done->to, departments));
        }
        HD_VIEW_TIME(q, node, "at", done->at);
        hd_view_attr(q->view, node, "name", done->author);
        hd_view_flag(q->view, node, "you", done->author && done->person_id == q->who->id);
    }
    return NULL;
}

hd_error_t *hd_view_work(hd_request_t *q, const hd_ticket_t *ticket)
{
    apr_array_header_t *all, *active;
    const char *assignee;

    HD_TRY(hd_departments_all(&all, q->db, q->language, q->pool));
    HD_TRY(hd_departments(&active, q->db, q->language, q->pool));
    HD_TRY(add_presence(q, ticket));
    HD_TRY(add_agents(q, ticket, department_chosen(q, ticket, active), &assignee));
    add_departments(q, active, ticket, all);
    HD_TRY(add_settings(q, ticket, assignee));
    HD_TRY(hd_level_add(q, ticket));
    HD_TRY(hd_rating_add(q, ticket, HD_SIDE_AGENT));
    HD_TRY(add_client(q, ticket));
    HD_TRY(add_services(q, ticket));
    HD_TRY(add_history(q, ticket, all));
    return hd_view_macros(q, ticket);
}
