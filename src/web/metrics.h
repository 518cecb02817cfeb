/* src/web/metrics.h: what is counted of a portal, for all processes together.
 * May use: routes, store/db.h, base/counter.h. Must not know: in which form somebody reads it.
 *
 * The figures lie in anonymous shared memory that is made at start, before there are children: each child inherits it,
 * raises counters without a lock, and takes nothing with it when it dies. A graceful restart finds it again.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_METRICS_H
#define HD_WEB_METRICS_H

#include "../base/counter.h"
#include "portal_clock.h"
#include "request.h"

#define HD_STATUS_FIRST 100
#define HD_STATUSES 501 /* 100 to 599, and a place for whatever else */

/** Requests that no row of the route table answers are counted by method only. */
typedef enum { HD_STRAY_GET, HD_STRAY_POST, HD_STRAY_OTHER, HD_STRAYS } hd_stray_t;

/** Who has asked whether somebody is who they say. */
typedef enum {
    HD_VIA_FORM,  /* the sign-in form */
    HD_VIA_BASIC, /* a Location with AuthBasicProvider helpdesk: at each request */
    HD_VIA_TRUST, /* HelpdeskTrustUser: at the first request of a session */
    HD_VIAS
} hd_sign_in_via_t;

/** What came of it. */
typedef enum {
    HD_SIGN_IN_OK,
    HD_SIGN_IN_WRONG,     /* address or password, or nobody whom we know */
    HD_SIGN_IN_THROTTLED, /* too many failures: not even looked at */
    HD_SIGN_IN_BUSY,      /* too many passwords were being checked at once */
    HD_SIGN_IN_AWAY,      /* another provider did not answer */
    HD_SIGN_IN_ERROR,     /* ours: the database, mostly */
    HD_SIGN_INS
} hd_sign_in_t;

/** How a turn of the worker went. */
typedef enum {
    HD_TURN_OK,
    HD_TURN_STUCK,  /* mails are due, and none got through */
    HD_TURN_FAILED, /* the database was away */
    HD_TURNS
} hd_turn_result_t;

/** One row of the route table. */
typedef struct hd_route_figures_t {
    hd_counter_t status[HD_STATUSES];
    hd_histogram_t time; /* from the first look at the route to the end of the handler */
} hd_route_figures_t;

/** All figures of a portal. */
typedef struct hd_metrics_t {
    apr_time_t made_at;
    hd_histogram_t render;
    hd_counter_t render_failures;
    hd_histogram_t query[HD_DB_STEPS];
    hd_counter_t query_failures[HD_DB_STEPS];
    hd_histogram_t acquire;
    hd_counter_t acquire_failures;
    hd_counter_t sign_ins[HD_VIAS][HD_SIGN_INS];
    hd_counter_t uploads, upload_bytes;
    hd_counter_t turns[HD_TURNS], mails_sent;
    hd_portal_clock_t clock;     /* no figure, but it has to be where they are */
    hd_counter_t worker_at;      /* end of the worker's last turn: UTC, seconds */
    hd_route_figures_t routes[]; /* as many as the route table has rows, then HD_STRAYS */
} hd_metrics_t;

/** How many members routes[] has. */
int hd_metrics_routes(void);

/**
 * Find the figures of a portal, or make them: in memory that outlives restarts, so that counters go on, and what old
 * children are still answering is counted too. In post_config, for each portal.
 * @param[out] metrics  untouched on error
 * @param url           of the portal: those of one address share their figures
 * @param process       the pool that lives until httpd ends
 * @return APR_SUCCESS, or why there is no shared memory
 */
apr_status_t hd_metrics_open(hd_metrics_t **metrics, const char *url, apr_pool_t *process);

/** Have the steps of a store's connections counted. */
void hd_metrics_watch(hd_metrics_t *metrics, hd_store_t *store);

/** Count an attempt to get a connection. @param began  hd_clock_usec() before it */
void hd_metrics_acquired(hd_metrics_t *metrics, apr_int64_t began, int is_there);

/** Count a rendered page. @param began  hd_clock_usec() before it */
void hd_metrics_rendered(hd_metrics_t *metrics, apr_int64_t began, const hd_error_t *error);

/**
 * Count a sign-in.
 * @param metrics  of the portal
 * @param via      who asks
 * @param error    what went wrong, or NULL
 * @param is_in    whether somebody is signed in now; without an error and without that, it was wrong
 */
void hd_metrics_sign_in(hd_metrics_t *metrics, hd_sign_in_via_t via, const hd_error_t *error, int is_in);

/** Count a file that came whole. */
void hd_metrics_uploaded(hd_metrics_t *metrics, apr_off_t bytes);

/** Count a turn of the worker. @param sent  mails that went out in it */
void hd_metrics_turn(hd_metrics_t *metrics, hd_turn_result_t turn, int sent);

/**
 * Count a request that has been answered, and note its accounts for the access log. A hook of log_transaction that
 * runs before the logs are written.
 */
int hd_metrics_request(request_rec *r);

#endif
