/* src/web/config_check.c: whether what the directives say can work, named in one line while Apache starts; and what is made
 * of it for all children: statements, types of files, the look.
 * May use: config.h, the rooms that read what directives name. Must not know: how directives are read.
 * SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <ap_provider.h>
#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <mod_auth.h>
#include <string.h>
#include <unixd.h>

#include "../base/network.h"
#include "../mail/matter.h"
#include "../store/file_type.h"
#include "../store/migrate.h"
#include "connections.h"
#include "module.h"
#include "request.h"
#include "user_rights.h"
#include "value.h"

#define HD_SECRET_MIN 32 /* characters of HelpdeskSecret: 128 bits and more, however it is written */

static const char *check_url(hd_portal_t *portal, apr_pool_t *pool)
{
    hd_value_url_t parts;
    const char *fault = hd_value_url(&parts, portal->url, pool);

    if (fault) return apr_pstrcat(pool, "HelpdeskURL: ", fault, NULL);
    portal->url = parts.url;
    portal->secure = parts.secure;
    portal->base = parts.path;
    portal->url_host = parts.host;
    if (strcmp(portal->base, portal->location)) {
        return apr_psprintf(pool, "HelpdeskURL: its path %s is not the <Location %s> with \"Helpdesk On\"", portal->base,
                            portal->location);
    }
    return NULL;
}

static const char *check_words(hd_portal_t *portal, apr_pool_t *pool)
{
    const char *const *language;

    if (strlen(portal->secret) < HD_SECRET_MIN) {
        return apr_psprintf(pool, "HelpdeskSecret: %d characters at least are needed", HD_SECRET_MIN);
    }
    for (language = hd_languages; *language && strcmp(*language, portal->locale); language++) continue;
    if (!*language) return apr_psprintf(pool, "HelpdeskLocale: there is no language \"%s\"", portal->locale);
    if (!hd_time_zone_valid(portal->time_zone)) {
        return apr_psprintf(pool, "HelpdeskTimezone: there is no time zone \"%s\"", portal->time_zone);
    }
    if (!hd_mailbox_address(portal->mail_from, pool)) {
        return apr_psprintf(pool, "HelpdeskMailFrom: \"%s\" is not a mailbox", portal->mail_from);
    }
    return NULL;
}

static const char *check_providers(const hd_portal_t *portal, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < portal->auth_providers->nelts; i++) {
        const char *name = APR_ARRAY_IDX(portal->auth_providers, i, const char *);
        if (!ap_lookup_provider(AUTHN_PROVIDER_GROUP, name, AUTHN_PROVIDER_VERSION)) {
            return apr_psprintf(pool, "HelpdeskAuthProvider: no module brings \"%s\"", name);
        }
    }
    return NULL;
}

static const char *check_monitor(hd_portal_t *portal, apr_pool_t *pool)
{
    int i;

    portal->monitor = apr_array_make(pool, 4, sizeof(apr_ipsubnet_t *));
    for (i = 0; i < portal->monitor_names->nelts; i++) {
        char *net = apr_pstrdup(pool, APR_ARRAY_IDX(portal->monitor_names, i, const char *));
        char *slash = strchr(net, '/');
        if (slash) *slash++ = '\0';
        if (apr_ipsubnet_create((apr_ipsubnet_t **)apr_array_push(portal->monitor), net, slash, pool) != APR_SUCCESS) {
            return apr_psprintf(pool, "HelpdeskMonitor: \"%s\" is not an address or network", net);
        }
    }
    return NULL;
}

static const char *check_webhooks(hd_portal_t *portal, apr_pool_t *pool)
{
    int i;

    portal->webhook_networks = apr_array_make(pool, 4, sizeof(hd_network_t));
    for (i = 0; portal->webhook_names && i < portal->webhook_names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(portal->webhook_names, i, const char *);
        if (hd_network_parse(apr_array_push(portal->webhook_networks), name) != APR_SUCCESS) {
            return apr_psprintf(pool, "HelpdeskWebhookAllow: \"%s\" is not an address or network", name);
        }
    }
    return NULL;
}

static int is_directory(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;

    return apr_stat(&info, path, APR_FINFO_TYPE, pool) == APR_SUCCESS && info.filetype == APR_DIR;
}

static const char *check_data_dir(hd_portal_t *portal, apr_pool_t *pool)
{
    const hd_owner_t owner = { ap_unixd_config.user_id, ap_unixd_config.group_id, 1 };
    hd_error_t *error;

    portal->data_dir = ap_server_root_relative(pool, portal->data_dir);
    if (!is_directory(portal->data_dir, pool)) {
        return apr_psprintf(pool, "HelpdeskDataDir: there is no directory %s", portal->data_dir);
    }
    if (!hd_user_may_write(portal->data_dir, pool)) {
        return apr_psprintf(pool, "HelpdeskDataDir: Apache's User cannot write %s", portal->data_dir);
    }
    error = hd_files_open(&portal->files, portal->data_dir, &owner, pool);
    return error ? apr_psprintf(pool, "HelpdeskDataDir: %s", error->detail) : NULL;
}

/* The list is read here once for all children, as whoever starts the server; they need no right to read it. */
static const char *check_magic_file(hd_portal_t *portal, apr_pool_t *pool)
{
    hd_error_t *error;

    if (portal->magic_file) portal->magic_file = ap_server_root_relative(pool, portal->magic_file);
    else portal->magic_file = apr_pstrcat(pool, portal->share_dir, HD_FILE_TYPES_SHIPPED, NULL);
    error = hd_files_load_types(portal->files, portal->magic_file, pool);
    return error ? apr_psprintf(pool, "HelpdeskMagicFile: %s", error->detail) : NULL;
}

/* What the module renders and the look does not have is named now, not by the first visitor who needs it. */
static const char *check_sheets(const hd_portal_t *portal, apr_pool_t *pool)
{
    static const char *const more[] = { "error", "password-forgot-sent", NULL };
    static const char *const mails[] = { HD_MAIL_TICKET_RECEIPT, HD_MAIL_TICKET_ALERT,   HD_MAIL_REPLY_RECEIPT,
                                         HD_MAIL_REPLY_ALERT,    HD_MAIL_REOPEN_ALERT,   HD_MAIL_ANSWER,
                                         HD_MAIL_DUE_ALERT,      HD_MAIL_SILENCE,        HD_MAIL_CLOSED,
                                         HD_MAIL_PASSWORD_RESET, HD_MAIL_PASSWORD_CHANGED, HD_MAIL_INVITATION,
                                         HD_MAIL_ASSIGNED_ALERT, NULL };
    apr_array_header_t *names = apr_array_make(pool, 60, sizeof(const char *));
    const hd_route_t *route;
    int i;

    for (route = hd_routes; route->method; route++) {
        if (route->page) APR_ARRAY_PUSH(names, const char *) = route->page;
    }
    for (i = 0; more[i]; i++) APR_ARRAY_PUSH(names, const char *) = more[i];
    for (i = 0; mails[i]; i++) {
        APR_ARRAY_PUSH(names, const char *) = apr_pstrcat(pool, "mail/", mails[i], ".html", NULL);
        APR_ARRAY_PUSH(names, const char *) = apr_pstrcat(pool, "mail/", mails[i], ".text", NULL);
    }
    for (i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        if (!hd_theme_has(portal->theme, name)) {
            return apr_psprintf(pool, "the stylesheet %s/xslt/%s.xsl is missing", portal->share_dir, name);
        }
    }
    return NULL;
}

/* A program that cannot be run, or a Maildir that cannot be written, would hold all mail back for days before it failed. */
static const char *check_transport(hd_portal_t *portal, apr_pool_t *pool)
{
    hd_error_t *error = hd_transport_parse(&portal->transport, portal->mail_transport, pool);
    const char *program, *maildir, *fault = NULL;

    if (error) return apr_pstrcat(pool, "HelpdeskMailTransport: ", error->detail, NULL);
    program = hd_transport_program(portal->transport);
    maildir = hd_transport_maildir(portal->transport);
    if (program && !hd_user_may_run(program, pool)) {
        fault = apr_psprintf(pool, "Apache's User cannot run %s, or there is no such program", program);
    } else if (maildir && !hd_user_may_fill(maildir, pool)) {
        fault = apr_psprintf(pool, "Apache's User cannot make or write the Maildir %s", maildir);
    }
    return fault ? apr_pstrcat(pool, "HelpdeskMailTransport: ", fault, NULL) : NULL;
}

static const char *load_sql(hd_portal_t *portal, apr_pool_t *pool)
{
    const char *sql = apr_pstrcat(pool, portal->share_dir, "/sql", NULL);
    hd_error_t *error = hd_portal_stores_open(portal, sql, pool);

    if (!error) error = hd_schema_version_wanted(&portal->schema_wanted, sql, pool);
    return error ? error->detail : NULL;
}

/* It takes longer than all else: only when nothing else is wrong. Apache reads its configuration once to find faults and
 * then again to serve by it. */
static const char *load_theme(hd_portal_t *portal, apr_pool_t *pool)
{
    int is_trial = ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG;
    hd_error_t *error = (is_trial ? hd_theme_try : hd_theme_load)(&portal->theme, portal->share_dir, portal->theme_dir,
                                                                  portal->url, pool);

    return error ? error->detail : check_sheets(portal, pool);
}

static const char *check_portal(hd_portal_t *portal, apr_pool_t *pool)
{
    const char *fault = hd_config_fill_in(portal, pool);

    if (fault) return fault;
    if (!portal->url) return "HelpdeskURL: is missing";
    if (!portal->data_dir) return "HelpdeskDataDir: is missing";
    if (!portal->secret) return "HelpdeskSecret: is missing";
    if (!portal->mail_from) return "HelpdeskMailFrom: is missing";
    portal->share_dir = ap_server_root_relative(pool, portal->share_dir);
    if (!is_directory(portal->share_dir, pool)) {
        return apr_psprintf(pool, "HelpdeskShareDir: there is no directory %s", portal->share_dir);
    }
    if (portal->theme_dir) portal->theme_dir = ap_server_root_relative(pool, portal->theme_dir);
    if (portal->theme_dir && !is_directory(portal->theme_dir, pool)) {
        return apr_psprintf(pool, "HelpdeskTheme: there is no directory %s", portal->theme_dir);
    }
    if ((fault = check_url(portal, pool)) || (fault = check_words(portal, pool)) || (fault = check_providers(portal, pool))
        || (fault = check_monitor(portal, pool)) || (fault = check_webhooks(portal, pool))
        || (fault = check_data_dir(portal, pool)) || (fault = check_magic_file(portal, pool))
        || (fault = load_sql(portal, pool)) || (fault = check_transport(portal, pool))) {
        return fault;
    }
    if (!portal->brand) portal->brand = portal->url_host;
    if (apr_generate_random_bytes((unsigned char *)portal->view_key, sizeof(portal->view_key)) != APR_SUCCESS) {
        return "no random bytes";
    }
    return NULL;
}

static int refuse(const server_rec *s, const char *fault)
{
    ap_log_error(APLOG_MARK, APLOG_EMERG, 0, s, HDLOGNO(0120) "%s", fault);
    return HTTP_INTERNAL_SERVER_ERROR;
}

int hd_config_check(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s)
{
    apr_array_header_t *plans = apr_array_make(ptemp, 1, sizeof(hd_connections_t *));
    server_rec *each;

    (void)plog;
    for (each = s; each; each = each->next) {
        hd_portal_t *portal = hd_portal_of(each);
        const char *fault = portal->on ? check_portal(portal, pconf) : NULL;

        if (!fault && portal->on) fault = hd_connections_plan(portal, each, plans, pconf);
        if (fault) return refuse(each, fault);
    }
    for (each = s; each; each = each->next) {
        hd_portal_t *portal = hd_portal_of(each);
        const char *fault = portal->on ? load_theme(portal, pconf) : NULL;

        if (fault) return refuse(each, fault);
    }
    hd_connections_advise(plans, s);
    return OK;
}
