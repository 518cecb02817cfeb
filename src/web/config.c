/* src/web/config.c: the directives: reading, merging, and what is made of them in a process.
 * May use: everything. Must not know: requests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_log.h>
#include <stdlib.h>

#include "connections.h"
#include "module.h"
#include "request.h"
#include "value.h"

#ifndef HD_SHARE_DIR
#define HD_SHARE_DIR "/usr/local/share/helpdesk"
#endif

#define HD_UNSET (-1)
#define HD_MINUTE_SEC 60

/* How a directive's text becomes a member. */
typedef enum { SETTING_TEXT, SETTING_SECRET, SETTING_INT, SETTING_BYTES, SETTING_LIST } setting_kind_t;

/* A directive: where its value goes, what it is when it is not given, and its range. */
typedef struct setting_t {
    const char *name;
    setting_kind_t kind;
    size_t offset;
    const char *preset;  /* NULL: there is none */
    apr_int64_t min, max;
} setting_t;

#define AT(member) offsetof(hd_portal_t, member)

static const setting_t settings[] = {
    { "HelpdeskURL", SETTING_TEXT, AT(url), NULL, 0, 0 },
    { "HelpdeskDataDir", SETTING_TEXT, AT(data_dir), NULL, 0, 0 },
    { "HelpdeskShareDir", SETTING_TEXT, AT(share_dir), HD_SHARE_DIR, 0, 0 },
    { "HelpdeskDatabaseTimeout", SETTING_INT, AT(database_timeout_sec), "10", 1, 600 },
    { "HelpdeskTheme", SETTING_TEXT, AT(theme_dir), NULL, 0, 0 },
    { "HelpdeskMagicFile", SETTING_TEXT, AT(magic_file), NULL, 0, 0 },
    { "HelpdeskSecret", SETTING_SECRET, AT(secret), NULL, 0, 0 },
    { "HelpdeskBrand", SETTING_TEXT, AT(brand), NULL, 0, 0 },
    { "HelpdeskSupportAddress", SETTING_TEXT, AT(support_address), NULL, 0, 0 },
    { "HelpdeskLocale", SETTING_TEXT, AT(locale), "en", 0, 0 },
    { "HelpdeskTimezone", SETTING_TEXT, AT(time_zone), "UTC", 0, 0 },
    { "HelpdeskMailFrom", SETTING_TEXT, AT(mail_from), NULL, 0, 0 },
    { "HelpdeskMailTransport", SETTING_SECRET, AT(mail_transport), "sendmail:/usr/sbin/sendmail", 0, 0 },
    { "HelpdeskAuthProvider", SETTING_LIST, AT(auth_providers), "helpdesk", 0, 0 },
    { "HelpdeskAttachmentTypes", SETTING_LIST, AT(attachment_types),
      "!application/vnd.microsoft.portable-executable !application/x-ms-ne-executable !application/x-dosexec "
      "!application/x-msi !application/vnd.ms-msi !application/x-executable !application/x-pie-executable "
      "!application/x-sharedlib !application/x-mach-binary *", 0, 0 },
    { "HelpdeskMonitor", SETTING_LIST, AT(monitor_names), "127.0.0.1 ::1", 0, 0 },
    { "HelpdeskSessionMax", SETTING_INT, AT(session_max_sec), "2592000", HD_MINUTE_SEC, 366 * HD_DAY_SEC },
    { "HelpdeskSessionIdle", SETTING_INT, AT(session_idle_sec), "604800", HD_MINUTE_SEC, 366 * HD_DAY_SEC },
    { "HelpdeskPasswordCost", SETTING_INT, AT(password_cost), "10", 4, 16 },
    { "HelpdeskLoginLimit", SETTING_INT, AT(login_limit), "10", 0, 100000 },
    { "HelpdeskLoginLimitAddress", SETTING_INT, AT(login_limit_address), "100", 0, 1000000 },
    { "HelpdeskTicketLimit", SETTING_INT, AT(ticket_limit), "60", 0, 1000000 },
    { "HelpdeskReplyLimit", SETTING_INT, AT(reply_limit), "120", 0, 1000000 },
    { "HelpdeskUndo", SETTING_INT, AT(undo_sec), "15", 0, 300 },
    { "HelpdeskAutoClose", SETTING_INT, AT(auto_close_days), "0", 0, 3650 },
    { "HelpdeskAutoCloseWarning", SETTING_INT, AT(auto_close_warn_days), "2", 1, 365 },
    { "HelpdeskOutboxKeep", SETTING_INT, AT(outbox_keep_days), "90", 0, 3650 },
    { "HelpdeskDatabaseWait", SETTING_INT, AT(database_wait_sec), "1", 0, 60 },
    { "HelpdeskDatabaseMax", SETTING_INT, AT(database_max), "0", 0, 100000 },
    { "HelpdeskAttachmentMax", SETTING_BYTES, AT(attachment_max), "20M", 1000, APR_INT64_C(1000000000000) },
    { "HelpdeskWebhookAllow", SETTING_LIST, AT(webhook_names), NULL, 0, 0 },
    { "HelpdeskWebhookTimeout", SETTING_INT, AT(webhook_timeout_sec), "10", 1, 60 },
    { "HelpdeskWebhookGiveUp", SETTING_INT, AT(webhook_days), "5", 0, 365 },
    { "HelpdeskMonitorOutbox", SETTING_INT, AT(monitor_outbox_sec), "600", 1, 366 * HD_DAY_SEC },
    { "HelpdeskMonitorDisk", SETTING_BYTES, AT(monitor_disk), "1G", 0, APR_INT64_C(1000000000000000) },
    { NULL, SETTING_TEXT, 0, NULL, 0, 0 }
};

static void *member(const hd_portal_t *portal, const setting_t *setting)
{
    return (char *)portal + setting->offset;
}

static const char *put(hd_portal_t *portal, const setting_t *setting, const char *text, apr_pool_t *pool)
{
    apr_int64_t number;
    const char *fault;

    if (setting->kind == SETTING_TEXT || setting->kind == SETTING_SECRET) {
        *(const char **)member(portal, setting) = text;
        return NULL;
    }
    if (setting->kind == SETTING_LIST) {
        apr_array_header_t **list = member(portal, setting);
        const char *rest = text;
        if (!*list) *list = apr_array_make(pool, 4, sizeof(const char *));
        while (*rest) APR_ARRAY_PUSH(*list, const char *) = ap_getword_conf(pool, &rest);
        return NULL;
    }
    fault = hd_value_number(&number, text, setting->kind == SETTING_BYTES);
    if (fault) return apr_psprintf(pool, "\"%s\" %s", text, fault);
    if (number < setting->min || number > setting->max) {
        return apr_psprintf(pool, "%s is out of range: %" APR_INT64_T_FMT " to %" APR_INT64_T_FMT, text, setting->min,
                            setting->max);
    }
    if (setting->kind == SETTING_INT) *(int *)member(portal, setting) = (int)number;
    else *(apr_off_t *)member(portal, setting) = (apr_off_t)number;
    return NULL;
}

/* All directives but the flags come here; a Location's speak for its virtual server, which has one portal. */
static const char *set(cmd_parms *cmd, void *dir, const char *text)
{
    hd_portal_t *portal = hd_portal_of(cmd->server);
    const setting_t *setting;
    const char *fault;

    (void)dir;
    for (setting = settings; setting->name; setting++) {
        if (strcasecmp(setting->name, cmd->cmd->name)) continue;
        fault = put(portal, setting, text, cmd->pool);
        return fault ? apr_pstrcat(cmd->pool, setting->name, ": ", fault, NULL) : NULL;
    }
    return apr_pstrcat(cmd->pool, cmd->cmd->name, ": unknown", NULL);
}

static const char *set_login_limit(cmd_parms *cmd, void *dir, const char *per_email, const char *per_address)
{
    const char *fault = set(cmd, dir, per_email);
    const setting_t *setting;

    if (fault || !per_address) return fault;
    for (setting = settings; setting->offset != AT(login_limit_address); setting++) continue;
    fault = put(hd_portal_of(cmd->server), setting, per_address, cmd->pool);
    return fault ? apr_pstrcat(cmd->pool, cmd->cmd->name, ": ", fault, NULL) : NULL;
}

static const char *set_on(cmd_parms *cmd, void *dir, int on)
{
    hd_dir_config_t *conf = dir;
    hd_portal_t *portal = hd_portal_of(cmd->server);

    if (!cmd->path) return "Helpdesk: belongs into a <Location>";
    conf->on = on;
    if (!on) return NULL;
    portal->on = 1;
    portal->location = cmd->path;
    return NULL;
}

static const char *set_trust(cmd_parms *cmd, void *dir, int on)
{
    (void)cmd;
    ((hd_dir_config_t *)dir)->trust_user = on;
    return NULL;
}

#define ANYWHERE (RSRC_CONF | ACCESS_CONF)
#define ONE(name, text) AP_INIT_TAKE1(name, set, NULL, ANYWHERE, text)
#define LIST(name, text) AP_INIT_ITERATE(name, set, NULL, ANYWHERE, text)

const command_rec hd_directives[] = {
    AP_INIT_FLAG("Helpdesk", set_on, NULL, ACCESS_CONF, "On makes this Location the portal"),
    AP_INIT_FLAG("HelpdeskTrustUser", set_trust, NULL, ACCESS_CONF,
                 "On accepts the user that another authentication module has found, by e-mail address"),
    ONE("HelpdeskURL", "public address of the portal, such as https://example.com/portal"),
    ONE("HelpdeskDataDir", "directory for attachments, writable by Apache's User"),
    ONE("HelpdeskShareDir", "directory with the xslt/, sql/ and magic/ that were installed"),
    ONE("HelpdeskDatabaseTimeout", "seconds that PostgreSQL or MariaDB may take to answer a statement"),
    ONE("HelpdeskTheme", "directory laid over xslt/"),
    ONE("HelpdeskMagicFile", "list by which libmagic knows the types of attachments"),
    ONE("HelpdeskSecret", "key of form tokens and signed addresses: a text, file:PATH or exec:COMMAND"),
    ONE("HelpdeskBrand", "name of the company, as pages and mails show it"),
    ONE("HelpdeskSupportAddress", "mail address that error pages name"),
    ONE("HelpdeskLocale", "language when nothing else decides: en, sr-Latn or sr-Cyrl"),
    ONE("HelpdeskTimezone", "time zone in which times are shown, such as Europe/Belgrade"),
    ONE("HelpdeskMailFrom", "mailbox that mail comes from"),
    ONE("HelpdeskMailTransport", "smtp://, smtps://, sendmail: or maildir:, also as file:PATH or exec:COMMAND"),
    LIST("HelpdeskAuthProvider", "authentication providers that the sign-in form asks, in order"),
    LIST("HelpdeskAttachmentTypes", "media types of attachments that are taken; * at the end, ! in front refuses"),
    LIST("HelpdeskMonitor", "addresses or networks that may read /healthz and /metrics"),
    LIST("HelpdeskWebhookAllow", "addresses or networks, not of the Internet, that webhooks may have"),
    ONE("HelpdeskWebhookTimeout", "seconds that a webhook may take to answer"),
    ONE("HelpdeskWebhookGiveUp", "days after which a webhook that takes no call is switched off; 0: never"),
    ONE("HelpdeskMonitorOutbox", "seconds for which a mail may wait before /healthz warns"),
    ONE("HelpdeskMonitorDisk", "free bytes of HelpdeskDataDir below which /healthz warns; K, M, G"),
    ONE("HelpdeskSessionMax", "seconds after which a session ends in any case"),
    ONE("HelpdeskSessionIdle", "seconds without a request after which a session ends"),
    ONE("HelpdeskPasswordCost", "cost of bcrypt"),
    AP_INIT_TAKE12("HelpdeskLoginLimit", set_login_limit, NULL, ANYWHERE,
                   "failed sign-ins in 15 minutes per e-mail address, and per network address; 0 is off"),
    ONE("HelpdeskTicketLimit", "new tickets an hour per person; 0 is off"),
    ONE("HelpdeskReplyLimit", "replies an hour per client; 0 is off"),
    ONE("HelpdeskUndo", "seconds for which an agent can take an answer back before the client gets it; 0 is off"),
    ONE("HelpdeskAutoClose", "days of silence after which an answered ticket is closed; 0: never"),
    ONE("HelpdeskAutoCloseWarning", "days before that, when its client is warned"),
    ONE("HelpdeskOutboxKeep", "days after which a mail that is out leaves the outbox; 0: never"),
    ONE("HelpdeskDatabaseWait", "seconds that a request waits for a connection to the database"),
    ONE("HelpdeskDatabaseMax", "connections to the database that a process may have; 0: as many as DBDMax says"),
    ONE("HelpdeskAttachmentMax", "bytes of all files of one form; K, M, G"),
    { NULL }
};

void *hd_server_config_create(apr_pool_t *pool, server_rec *s)
{
    hd_portal_t *portal = apr_pcalloc(pool, sizeof(*portal));
    const setting_t *setting;

    (void)s;
    for (setting = settings; setting->name; setting++) {
        if (setting->kind == SETTING_INT) *(int *)member(portal, setting) = HD_UNSET;
        if (setting->kind == SETTING_BYTES) *(apr_off_t *)member(portal, setting) = HD_UNSET;
    }
    return portal;
}

static int is_set(const hd_portal_t *portal, const setting_t *setting)
{
    if (setting->kind == SETTING_INT) return *(int *)member(portal, setting) != HD_UNSET;
    if (setting->kind == SETTING_BYTES) return *(apr_off_t *)member(portal, setting) != HD_UNSET;
    return *(void **)member(portal, setting) != NULL;
}

static size_t width(const setting_t *setting)
{
    return setting->kind == SETTING_INT     ? sizeof(int)
           : setting->kind == SETTING_BYTES ? sizeof(apr_off_t)
                                            : sizeof(void *);
}

void *hd_server_config_merge(apr_pool_t *pool, void *base, void *add)
{
    hd_portal_t *merged = apr_pmemdup(pool, add, sizeof(*merged));
    const setting_t *setting;

    if (!merged->on) {
        merged->on = ((hd_portal_t *)base)->on;
        merged->location = ((hd_portal_t *)base)->location;
    }
    for (setting = settings; setting->name; setting++) {
        if (!is_set(add, setting)) memcpy(member(merged, setting), member(base, setting), width(setting));
    }
    return merged;
}

void *hd_dir_config_create(apr_pool_t *pool, char *dir)
{
    hd_dir_config_t *conf = apr_pcalloc(pool, sizeof(*conf));

    (void)dir;
    conf->on = conf->trust_user = HD_UNSET;
    return conf;
}

void *hd_dir_config_merge(apr_pool_t *pool, void *base, void *add)
{
    hd_dir_config_t *merged = apr_pmemdup(pool, add, sizeof(*merged));

    if (merged->on == HD_UNSET) merged->on = ((hd_dir_config_t *)base)->on;
    if (merged->trust_user == HD_UNSET) merged->trust_user = ((hd_dir_config_t *)base)->trust_user;
    return merged;
}

hd_portal_t *hd_portal_of(const server_rec *s)
{
    return ap_get_module_config(s->module_config, &helpdesk_module);
}

const hd_dir_config_t *hd_dir_config_of(const request_rec *r)
{
    return ap_get_module_config(r->per_dir_config, &helpdesk_module);
}

static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };

hd_error_t *hd_portal_stores_open(hd_portal_t *portal, const char *sql, apr_pool_t *pool)
{
    const char *lock = apr_pstrcat(pool, portal->data_dir, "/write.lock", NULL);
    int i;

    for (i = 0; i < 3; i++) {
        HD_TRY(hd_store_open(&portal->stores[i], sql, drivers[i], i == 0 ? lock : NULL, pool));
        hd_store_set_answer_sec(portal->stores[i], portal->database_timeout_sec);
    }
    return NULL;
}

hd_store_t *hd_portal_store(const hd_portal_t *portal, const char *driver)
{
    int i;

    for (i = 0; i < 3; i++) {
        if (!strcmp(drivers[i], driver)) return portal->stores[i];
    }
    return NULL;
}

hd_error_t *hd_portal_link(hd_db_link_t *link, const hd_portal_t *portal, const ap_dbd_t *dbd, apr_pool_t *pool)
{
    const char *name = apr_dbd_name(dbd->driver);
    hd_store_t *store = hd_portal_store(portal, name);

    if (!store) {
        return hd_error(pool, HD_BROKEN, "database-driver", "driver %s of mod_dbd is not one that this module knows", name);
    }
    link->store = store;
    link->driver = dbd->driver;
    link->handle = dbd->handle;
    link->connection_pool = dbd->pool;
    return NULL;
}

hd_error_t *hd_portal_db(hd_db_t **db, const hd_portal_t *portal, const ap_dbd_t *dbd, apr_pool_t *pool)
{
    hd_db_link_t link;

    HD_TRY(hd_portal_link(&link, portal, dbd, pool));
    return hd_db_wrap(db, link.store, link.driver, link.handle, link.connection_pool, pool);
}

/* "file:PATH" and "exec:COMMAND" stand for the first line of what they give. */
static const char *resolve_secret(const char **value, const char *name, apr_pool_t *pool)
{
    char line[4096];
    FILE *in;
    int is_file = !strncmp(*value, "file:", 5), ok;

    if (!is_file && strncmp(*value, "exec:", 5)) return NULL;
    in = is_file ? fopen(*value + 5, "r") : popen(*value + 5, "r");
    ok = in && fgets(line, sizeof(line), in);
    if (in) is_file ? fclose(in) : pclose(in);
    if (!ok) return apr_psprintf(pool, "%s: nothing could be read from %s", name, *value);
    line[strcspn(line, "\r\n")] = '\0';
    *value = apr_pstrdup(pool, line);
    return NULL;
}

const char *hd_config_fill_in(hd_portal_t *portal, apr_pool_t *pool)
{
    const setting_t *setting;
    const char *fault = NULL;

    for (setting = settings; setting->name && !fault; setting++) {
        if (!is_set(portal, setting) && setting->preset) fault = put(portal, setting, setting->preset, pool);
        if (!fault && setting->kind == SETTING_SECRET && is_set(portal, setting)) {
            fault = resolve_secret(member(portal, setting), setting->name, pool);
        }
    }
    return fault;
}

static hd_error_t *child_init(hd_portal_t *portal, apr_pool_t *pchild)
{
    int i;

    for (i = 0; i < 3; i++) HD_TRY(hd_store_child_init(portal->stores[i], pchild));
    HD_TRY(hd_files_child_init(portal->files, pchild));
    HD_TRY(hd_connections_child_init(portal->connections, pchild));
    return hd_locales_create(&portal->locales, portal->time_zone, pchild);
}

void hd_config_child_init(apr_pool_t *pchild, server_rec *s)
{
    for (; s; s = s->next) {
        hd_portal_t *portal = hd_portal_of(s);
        hd_error_t *error = portal->on ? child_init(portal, pchild) : NULL;
        if (error) {
            ap_log_error(APLOG_MARK, APLOG_CRIT, error->status, s, HDLOGNO(0121) "%s", error->detail);
        }
    }
}
