/* src/web/request.c: the request's context: its route, its language, its connection to the database.
 * May use: everything. Must not know: what the routes do.
 * SPDX-License-Identifier: Apache-2.0 */
#include "request.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <stdlib.h>

#include "accept.h"
#include "connections.h"
#include "module.h"
#include "portal_clock.h"

#define LANGUAGE_COOKIE_SEC 31536000

/* Find the row for a method and path. Sets route, arg and allow. */
static void find_route(hd_request_t *q, const char *path)
{
    hd_path_found_t found = HD_PATH_FOUND_NONE;
    const hd_route_t *row;

    for (row = hd_routes; row->method; row++) {
        hd_path_try(&found, row, row->method, row->path, q->r->method, path, q->pool);
    }
    q->route = found.row;
    q->allow = found.allow;
    memcpy(q->arg, found.arg, sizeof(q->arg));
}

static hd_request_t *make(request_rec *r, const hd_dir_config_t *dir, const hd_portal_t *portal)
{
    hd_request_t *q = apr_pcalloc(r->pool, sizeof(*q));
    const char *path = r->uri + strlen(portal->base);

    q->r = r;
    q->pool = r->pool;
    q->portal = portal;
    q->dir = dir;
    q->now = hd_portal_time(portal, r->request_time);
    q->began = hd_clock_usec();
    q->query = hd_query_read(r);
    q->wants_xml = hd_accepts_xml(apr_table_get(r->headers_in, "Accept"), r->pool);
    q->language = portal->locale;
    find_route(q, path);
    if (!q->allow) {
        const char *with_slash = apr_pstrcat(r->pool, path, "/", NULL);
        const hd_route_t *row;
        for (row = hd_routes; row->method; row++) {
            if (!strcmp(row->path, with_slash)) q->redirect = with_slash;
        }
    }
    ap_set_module_config(r->request_config, &helpdesk_module, q);
    return q;
}

hd_request_t *hd_request_of(request_rec *r)
{
    hd_request_t *q = ap_get_module_config(r->request_config, &helpdesk_module);
    const hd_dir_config_t *dir;
    const hd_portal_t *portal;

    if (q) return q;
    dir = hd_dir_config_of(r);
    if (dir->on != 1) return NULL;
    portal = hd_portal_of(r->server);
    if (!portal->on || strncmp(r->uri, portal->base, strlen(portal->base))) return NULL;
    return make(r, dir, portal);
}

hd_error_t *hd_request_db(hd_request_t *q)
{
    if (q->db) return NULL;
    q->db = hd_connections_db(q->r, q->portal);
    hd_portal_clock_ask_first(q->portal, q->db, q->pool);
    q->now = hd_portal_time(q->portal, q->r->request_time);
    return NULL;
}

hd_error_t *hd_request_locale(hd_request_t *q)
{
    if (q->locale) return NULL;
    return hd_locale_borrow(&q->locale, q->portal->locales, q->language, q->now, q->pool);
}

void hd_request_language(hd_request_t *q)
{
    const char *chosen = hd_form_get(q->query, "lang");

    if (!hd_language_known(chosen)) chosen = q->who ? q->who->language : "";
    if (!hd_language_known(chosen)) chosen = hd_cookie_get(q, "hd-lang");
    if (!hd_language_known(chosen)) {
        const char *wanted = apr_table_get(q->r->headers_in, "Accept-Language");
        chosen = hd_accept_language(wanted, q->portal->locale, q->pool);
    }
    q->language = hd_language_known(chosen);
}

void hd_request_keep_language(hd_request_t *q, const char *language)
{
    hd_cookie_set(q, "hd-lang", language, LANGUAGE_COOKIE_SEC);
}

/* ?lang= is remembered: by the person, or by the browser of who is signed out. Best effort: the page comes anyway. */
void hd_request_remember_language(hd_request_t *q)
{
    const char *chosen = hd_language_known(hd_form_get(q->query, "lang"));
    hd_error_t *error;

    if (!chosen || strcmp(q->r->method, "GET") || (q->who && q->who->acting_id)) return;
    if (!q->who) {
        hd_request_keep_language(q, chosen);
        return;
    }
    if (!strcmp(q->who->language, chosen)) return;
    error = hd_person_set_profile(q->db, q->who->id, q->who->name, chosen, q->who->theme, q->pool);
    if (error) ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, q->r, HDLOGNO(0132) "language not kept: %s", error->code);
}

const hd_route_t *hd_page_route(const char *page)
{
    const hd_route_t *row;

    for (row = hd_routes; row->method; row++) {
        if (!strcmp(row->method, "GET") && row->page && !strcmp(row->page, page)) return row;
    }
    return NULL;
}

const char *hd_request_page_path(const hd_request_t *q)
{
    const char *own = q->r->uri + strlen(q->portal->base);

    if (!q->allow || strcmp(q->allow, "POST")) return own;
    return apr_pstrmemdup(q->pool, own, (apr_size_t)(strrchr(own, '/') - own));
}

const char *hd_path(const hd_request_t *q, const char *below)
{
    return apr_pstrcat(q->pool, q->portal->base, below, NULL);
}

const char *hd_request_id(hd_request_t *q)
{
    const char *unique = apr_table_get(q->r->subprocess_env, "UNIQUE_ID");

    if (unique) return unique;
    return q->r->log_id ? q->r->log_id : apr_psprintf(q->pool, "%" APR_TIME_T_FMT, q->r->request_time);
}

apr_array_header_t *hd_accounts_with(hd_request_t *q, int rights)
{
    apr_array_header_t *some = apr_array_make(q->pool, 2, sizeof(hd_membership_t));
    int i;

    for (i = 0; q->accounts && i < q->accounts->nelts; i++) {
        const hd_membership_t *one = &APR_ARRAY_IDX(q->accounts, i, hd_membership_t);
        if (one->rights & (rights | HD_RIGHT_OWNER)) APR_ARRAY_PUSH(some, hd_membership_t) = *one;
    }
    return some;
}

int hd_account_right(hd_request_t *q, apr_int64_t account_id, int rights)
{
    const apr_array_header_t *some = hd_accounts_with(q, rights);
    int i;

    for (i = 0; i < some->nelts; i++) {
        if (APR_ARRAY_IDX(some, i, hd_membership_t).account_id == account_id) return 1;
    }
    return 0;
}
