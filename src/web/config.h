/* src/web/config.h: what the directives say, and what is made of it at start.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_CONFIG_H
#define HD_WEB_CONFIG_H

#include <apr_dbd.h>
#include <httpd.h>
#include <http_config.h>
#include <mod_dbd.h>

#include "../domain/password.h"
#include "../mail/deliver.h"
#include "../mail/letter.h"
#include "../store/db.h"
#include "../store/files.h"
#include "../text/locale.h"
#include "../xml/theme.h"

struct hd_metrics_t;
struct hd_probe_t;

/** The connections of one of mod_dbd's pools, as requests share them. (web/connections.c) */
typedef struct hd_connections_t hd_connections_t;

/** The portal of a virtual server. Written while the configuration is read and checked, read-only once children run. */
typedef struct hd_portal_t {
    /* what the directives say; where one was not given: the default, put in by hd_portal_check() */
    int on;                         /* a Location of this server has "Helpdesk On" */
    const char *location;           /* path of that Location */
    const char *url;                /* HelpdeskURL without a slash at the end */
    const char *data_dir;
    const char *share_dir;
    int database_timeout_sec;       /* how long the database may take to answer a statement */
    const char *theme_dir;          /* or NULL */
    const char *magic_file;         /* by which libmagic knows types; not given: the one of share_dir */
    const char *secret;
    const char *brand;
    const char *support_address;    /* mail address for error pages, or NULL */
    const char *locale;             /* language when nothing else decides */
    const char *time_zone;
    const char *mail_from;
    const char *mail_transport;
    apr_array_header_t *auth_providers;   /* const char *: names of authn providers, in order */
    apr_array_header_t *attachment_types; /* const char *: "image/png", with * at the end; "!…" refuses; first match decides */
    apr_array_header_t *monitor_names;    /* const char *: addresses and networks that may read /healthz, /metrics */
    int session_max_sec;
    int session_idle_sec;
    int password_cost;              /* of bcrypt */
    int login_limit;                /* failed sign-ins per e-mail in 15 minutes; 0: off */
    int login_limit_address;        /* the same per address */
    int ticket_limit;               /* new tickets an hour per person; 0: off */
    int reply_limit;                /* replies an hour per client; 0: off */
    int auto_close_days;            /* of silence, after which an answered ticket is closed; 0: never */
    int auto_close_warn_days;       /* before that, when its client is warned */
    int outbox_keep_days;           /* a mail that is out, or was dropped, stays in the outbox; 0: for ever */
    int undo_sec;                   /* for so long an agent can take an answer back; 0: off */
    int database_wait_sec;          /* for a connection that comes free */
    int database_max;               /* connections of a process; 0: as mod_dbd's directives say */
    apr_off_t attachment_max;       /* bytes of all files of one form */
    int monitor_outbox_sec;         /* /healthz warns when a mail should have been out for longer */
    int webhook_timeout_sec;        /* for a whole call */
    int webhook_days;               /* after which a webhook that takes no call is switched off; 0: never */
    apr_array_header_t *webhook_names; /* const char *: closed addresses and networks that webhooks may have; NULL: none */
    apr_off_t monitor_disk;         /* /healthz warns when fewer bytes are free */

    /* what follows from them */
    const char *base;               /* path of url: "/portal" */
    const char *url_host;           /* "example.com", with the port where it is not the scheme's */
    int secure;                     /* url is https */
    apr_array_header_t *webhook_networks; /* hd_network_t: webhook_names, parsed */
    apr_array_header_t *monitor;    /* apr_ipsubnet_t *: monitor_names, parsed */

    /* made at start */
    hd_store_t *stores[3];          /* one a driver: which one mod_dbd has is known with its first connection */
    hd_files_t *files;
    hd_theme_t *theme;
    hd_transport_t *transport;
    apr_uint64_t view_key[2];       /* random: pages of this start of Apache are compared by it */
    int schema_wanted;              /* version of the tables that the SQL files are for */
    struct hd_metrics_t *metrics;   /* figures of all processes */
    struct hd_shared_settings_t *settings; /* what administrators have set, for all processes */
    hd_connections_t *connections;  /* in each child also: gates */

    /* made in each child */
    hd_locales_t *locales;
    hd_gate_t *gate;                /* how many passwords are checked at once */
    struct hd_probe_t *probe;       /* looks at database and disk; NULL: could not be made */
} hd_portal_t;

/** What may differ between Locations. */
typedef struct hd_dir_config_t {
    int on;         /* Helpdesk On */
    int trust_user; /* HelpdeskTrustUser On */
} hd_dir_config_t;

/** The statements for a driver; NULL: this module does not know it. */
hd_store_t *hd_portal_store(const hd_portal_t *portal, const char *driver);

/**
 * What a connection of mod_dbd is to the store: finds the statements of its driver.
 * @param[out] link  filled in; untouched on error
 * @param portal     the portal
 * @param dbd        what ap_dbd_open gave
 * @param pool       for the error
 * @return NULL, or HD_BROKEN "database-driver" when the driver is none of the three
 */
hd_error_t *hd_portal_link(hd_db_link_t *link, const hd_portal_t *portal, const ap_dbd_t *dbd, apr_pool_t *pool);

/**
 * Wrap a connection of mod_dbd, for as long as it is held.
 * @param[out] db   in pool; untouched on error
 * @param portal    the portal
 * @param dbd       what ap_dbd_open gave
 * @param pool      the request's, or the turn's of a loop
 * @return NULL, HD_BUSY, or HD_BROKEN "database-driver" when the driver is none of the three
 */
hd_error_t *hd_portal_db(hd_db_t **db, const hd_portal_t *portal, const ap_dbd_t *dbd, apr_pool_t *pool);

/** The portal of a server. */
hd_portal_t *hd_portal_of(const server_rec *s);

/** The Location's settings for a request. */
const hd_dir_config_t *hd_dir_config_of(const request_rec *r);

/** The directive table, for the module record. */
extern const command_rec hd_directives[];

void *hd_server_config_create(apr_pool_t *pool, server_rec *s);
void *hd_server_config_merge(apr_pool_t *pool, void *base, void *add);
void *hd_dir_config_create(apr_pool_t *pool, char *dir);
void *hd_dir_config_merge(apr_pool_t *pool, void *base, void *add);

/** What was not set gets what it is without; a secret is read from where it is. @return NULL, or what is wrong, in one line */
const char *hd_config_fill_in(hd_portal_t *portal, apr_pool_t *pool);

/** Read the statements of each driver. @param sql  directory @param pool  as the portal's @return NULL or HD_BROKEN */
hd_error_t *hd_portal_stores_open(hd_portal_t *portal, const char *sql, apr_pool_t *pool);

/**
 * Check the configuration of every server that has a portal, fill in defaults, load SQL and stylesheets, and look
 * whether the data directory can be written by Apache's User. Seen by "apachectl configtest": a fault is one line.
 * A hook of check_config.
 */
int hd_config_check(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *s);

/** Make what each process has of its own. A hook of child_init. */
void hd_config_child_init(apr_pool_t *pchild, server_rec *s);

#endif
