/* src/web/connections.c: the connections to the database, as the requests of one process share them.
 *
 * Who asks mod_dbd for a connection when all are taken waits without end. So requests count the connections that they
 * have, and do not ask for more than there are: they wait for a bounded time, and then say that they are busy. How many
 * there are is what mod_dbd's directives say, read from the configuration as httpd has it. Those of workers and health
 * checks are put aside.
 * May use: store/db.h, base/gate.h, httpd, mod_dbd. Must not know: what the statements are about.
 * SPDX-License-Identifier: Apache-2.0 */
#include "connections.h"

#include <ap_mpm.h>
#include <apr_optional.h>
#include <apr_strings.h>
#include <http_log.h>
#include <stdlib.h>

#include "../base/gate.h"
#include "metrics.h"
#include "module.h"
#include "worker.h"

/* How many threads may be inside mod_dbd at once. There they stand in line, and when the database is away each of them
 * waits for its answer before the next one may ask: this is how long the line gets. */
#define OPENING 4

#define ASIDE (HD_WORKERS + 1) /* connections that a portal has beside its requests: its workers', its health check's */

#define EXHAUSTED_RETRY_SEC 2

typedef enum { DRIVER, PARAMS, PERSIST, MIN, KEEP, MAX, EXPIRE, DIRECTIVES } directive_t;

static const char *const directives[DIRECTIVES] = { "DBDriver", "DBDParams", "DBDPersist", "DBDMin",
                                                    "DBDKeep",  "DBDMax",    "DBDExptime" };

/* mod_dbd's own, where a directive is not given. */
static const char *const presets[DIRECTIVES] = { "", "", "On", "1", "2", "10", "300" };

struct hd_connections_t {
    const char *key;   /* what mod_dbd tells its pools apart by */
    const char *driver;
    int max;           /* of the pool, or of HelpdeskDatabaseMax */
    int aside;         /* of portals that use the pool: each worker and each health check has one now and then */
    int max_given;     /* somebody has thought of how many there are */
    int wait_sec;      /* HelpdeskDatabaseWait */
    /* of each process */
    hd_gate_t *places; /* as wide as there are connections for requests */
    hd_gate_t *opening;
    APR_OPTIONAL_FN_TYPE(ap_dbd_open) *open;
    APR_OPTIONAL_FN_TYPE(ap_dbd_close) *close;
};

/* ---- what mod_dbd's directives say ---- */

/* Directives of one level; the last of a name counts. Each has one word, perhaps in quotation marks. */
static void read_level(const char **values, const ap_directive_t *directive, apr_pool_t *pool)
{
    const char *args;
    int i;

    for (; directive; directive = directive->next) {
        for (i = 0; i < DIRECTIVES; i++) {
            if (strcasecmp(directive->directive, directives[i])) continue;
            args = directive->args;
            values[i] = ap_getword_conf(pool, &args);
        }
    }
}

/* The main server's, and over them those of the virtual server. */
static void read_values(const char **values, const server_rec *s, apr_pool_t *pool)
{
    const ap_directive_t *directive;

    read_level(values, ap_conftree, pool);
    for (directive = s->is_virtual ? ap_conftree : NULL; directive; directive = directive->next) {
        if (!strcasecmp(directive->directive, "<VirtualHost") && directive->line_num == (int)s->defn_line_number
            && s->defn_name && !strcmp(directive->filename, s->defn_name)) {
            read_level(values, directive->first_child, pool);
        }
    }
}

/* What mod_dbd would take, and then give no connection, or one that does not work. */
static const char *check_values(const char *const *values, apr_pool_t *pool)
{
    int min = atoi(values[MIN]), keep = atoi(values[KEEP]), max = atoi(values[MAX]);
    int is_brief = !strcasecmp(values[PERSIST], "Off");

    if (!*values[DRIVER]) return "DBDriver: is missing: mod_dbd is where the database is named";
    if (is_brief && !strcmp(values[DRIVER], "sqlite3")) {
        return "DBDPersist Off: with sqlite3 connections have to stay open: who closes the last one locks out others";
    }
    if (is_brief || (min <= keep && keep <= max)) return NULL;
    return apr_psprintf(pool, "DBDMin %d, DBDKeep %d, DBDMax %d: none may be greater than the next", min, keep, max);
}

static hd_connections_t *find_plan(const apr_array_header_t *plans, const char *key)
{
    int i;

    for (i = 0; i < plans->nelts; i++) {
        hd_connections_t *plan = APR_ARRAY_IDX(plans, i, hd_connections_t *);
        if (!strcmp(plan->key, key)) return plan;
    }
    return NULL;
}

static int limit_of(const hd_portal_t *portal, int pool_max)
{
    return portal->database_max > 0 && portal->database_max < pool_max ? portal->database_max : pool_max;
}

const char *hd_connections_plan(hd_portal_t *portal, server_rec *s, apr_array_header_t *plans, apr_pool_t *pool)
{
    const char *values[DIRECTIVES + 1] = { NULL }, *key = "", *fault;
    hd_connections_t *plan;
    int i, given;

    read_values(values, s, pool);
    given = values[MAX] != NULL;
    for (i = 0; i < DIRECTIVES; i++) {
        if (!values[i]) values[i] = presets[i];
        key = apr_pstrcat(pool, key, values[i], "\n", NULL);
    }
    if ((fault = check_values(values, pool))) return fault;
    plan = find_plan(plans, key);
    if (!plan) {
        plan = apr_pcalloc(pool, sizeof(*plan));
        plan->key = key;
        plan->driver = values[DRIVER];
        plan->max = atoi(values[MAX]);
        plan->max_given = given;
        plan->wait_sec = portal->database_wait_sec;
        APR_ARRAY_PUSH(plans, hd_connections_t *) = plan;
    }
    plan->max = limit_of(portal, plan->max);
    if (portal->database_wait_sec < plan->wait_sec) plan->wait_sec = portal->database_wait_sec;
    plan->aside += ASIDE;
    portal->connections = plan;
    if (plan->max > plan->aside) return NULL;
    return apr_psprintf(pool, "DBDMax or HelpdeskDatabaseMax: %d connections are not enough: each portal's %d workers and its "
                        "health check take one, and requests need at least one", plan->max, HD_WORKERS);
}

void hd_connections_advise(const apr_array_header_t *plans, const server_rec *s)
{
    int threads = 1, i;

    ap_mpm_query(AP_MPMQ_MAX_THREADS, &threads);
    for (i = 0; i < plans->nelts; i++) {
        const hd_connections_t *plan = APR_ARRAY_IDX(plans, i, hd_connections_t *);
        if (plan->max_given || plan->max - plan->aside >= threads) continue;
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s, HDLOGNO(0150) "DBDMax is not set: of mod_dbd's %d connections, %d are "
                     "for the %d threads of a process", plan->max, plan->max - plan->aside, threads);
    }
}

hd_error_t *hd_connections_child_init(hd_connections_t *plan, apr_pool_t *pchild)
{
    if (plan->places) return NULL;
    plan->open = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_open);
    plan->close = APR_RETRIEVE_OPTIONAL_FN(ap_dbd_close);
    if (!plan->open || !plan->close) return hd_error(pchild, HD_BROKEN, "database-driver", "mod_dbd has to be loaded");
    HD_TRY(hd_gate_create(&plan->opening, OPENING, 0, pchild));
    return hd_gate_create(&plan->places, plan->max - plan->aside, 0, pchild);
}

ap_dbd_t *hd_connections_open(const hd_portal_t *portal, server_rec *s, apr_pool_t *pool)
{
    const hd_connections_t *plan = portal->connections;
    hd_store_t *store = hd_portal_store(portal, plan->driver);
    hd_asking_t asking;
    ap_dbd_t *dbd;

    if (!store || !plan->open) return NULL;
    hd_store_asking(&asking, store);
    dbd = plan->open(pool, s);
    hd_store_asked(&asking, store);
    return dbd;
}

void hd_connections_close(const hd_portal_t *portal, server_rec *s, ap_dbd_t *dbd, hd_db_t *db)
{
    hd_db_leave(db);
    portal->connections->close(s, dbd);
}

/* ---- a request's connection ---- */

typedef struct holding_t {
    hd_db_source_t source;
    request_rec *r;
    const hd_portal_t *portal;
    ap_dbd_t *dbd;
} holding_t;

static void give_back(void *baton)
{
    holding_t *it = baton;
    const hd_connections_t *plan = it->portal->connections;

    plan->close(it->r->server, it->dbd);
    it->dbd = NULL;
    hd_gate_leave(plan->places);
}

static hd_error_t *none(const char *why, apr_pool_t *pool)
{
    hd_error_t *error = hd_error(pool, HD_BUSY, "database-away", "%s", why);

    error->retry_after_sec = EXHAUSTED_RETRY_SEC;
    return error;
}

/* Ask mod_dbd, together with few others. */
static hd_error_t *open_one(holding_t *it, apr_interval_time_t wait, apr_pool_t *pool)
{
    const hd_connections_t *plan = it->portal->connections;

    if (!hd_gate_enter(plan->opening, wait)) return none("the database does not answer those who connect", pool);
    it->dbd = hd_connections_open(it->portal, it->r->server, it->r->pool);
    hd_gate_leave(plan->opening);
    return it->dbd ? NULL : none("mod_dbd has no connection", pool);
}

/* A place among those who have a connection, and the connection. */
static hd_error_t *acquire(holding_t *it, int wait_sec, apr_pool_t *pool)
{
    const hd_connections_t *plan = it->portal->connections;
    apr_interval_time_t wait = apr_time_from_sec(wait_sec);
    hd_error_t *error;

    if (!plan->places) return hd_error(pool, HD_BROKEN, "database-driver", "the process has not been set up");
    if (!hd_gate_enter(plan->places, wait)) {
        return none(apr_psprintf(pool, "all %d connections for requests are in use", plan->max - plan->aside), pool);
    }
    error = open_one(it, wait, pool);
    if (error) hd_gate_leave(plan->places);
    return error;
}

static hd_error_t *take(hd_db_link_t *link, void *baton, int wait, apr_pool_t *pool)
{
    holding_t *it = baton;
    apr_int64_t began = hd_clock_usec();
    hd_error_t *error = acquire(it, wait ? it->portal->connections->wait_sec : 0, pool);

    if (wait || !error) hd_metrics_acquired(it->portal->metrics, began, !error);
    if (error) return error;
    error = hd_portal_link(link, it->portal, it->dbd, pool);
    if (error) give_back(it);
    return error;
}

hd_db_t *hd_connections_db(request_rec *r, const hd_portal_t *portal)
{
    holding_t *it = apr_pcalloc(r->pool, sizeof(*it));

    it->r = r;
    it->portal = portal;
    it->source.take = take;
    it->source.give_back = give_back;
    it->source.baton = it;
    return hd_db_lazy(&it->source, r->pool);
}
