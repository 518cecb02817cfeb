/* src/web/request.h: one request on its way from the route table to its answer.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_REQUEST_H
#define HD_WEB_REQUEST_H

#include <httpd.h>
#include <http_log.h>

#include "../domain/session.h"
#include "../xml/view.h"
#include "config.h"
#include "form.h"
#include "path.h"

/** Who may use a route. */
typedef enum {
    HD_FOR_ALL,       /* also those who are signed out */
    HD_FOR_SIGNED_IN, /* any role */
    HD_FOR_CLIENT,    /* whoever is a member of an account with the route's right */
    HD_FOR_AGENT,     /* agents and admins */
    HD_FOR_ADMIN
} hd_audience_t;

typedef struct hd_request_t hd_request_t;

/** Answers a request: sets view or see_other (or sends it all itself and sets sent). */
typedef hd_error_t *hd_handler_t(hd_request_t *q);

/** A row of the route table. */
typedef struct hd_route_t {
    const char *method;       /* "GET" (and HEAD) or "POST" */
    const char *path;         /* below the base path; {…} stands for one segment, given in arg[] */
    hd_audience_t audience;
    int rights;               /* HD_FOR_CLIENT: hd_right_t bits of which one is needed */
    hd_handler_t *handler;
    const char *page;         /* POST: the page that comes back with its faults on HD_INVALID; the GET's handler makes it */
    int flags;                /* HD_ROUTE_… */
} hd_route_t;

#define HD_ROUTE_FILES 1      /* the form has attachments */
#define HD_ROUTE_NO_CSRF 2    /* a POST that carries a secret of its own */
#define HD_ROUTE_SELF 8       /* for the person themself: nobody who acts for them (domain/acting.h) */
#define HD_ROUTE_MANY 16      /* the form names things of which a company may have hundreds */
#define HD_ROUTE_NO_SESSION 4 /* the answer does not depend on who asks: no session is looked up */

/** The route table; ends with a row whose method is NULL. */
extern const hd_route_t hd_routes[];

/** A session as the request sees it. */
typedef struct hd_session_t {
    const char *token; /* what the cookie holds */
    hd_session_keys_t keys;
    hd_time_t seen_at;
} hd_session_t;

/** Lives as long as r->pool; made by the authorization provider or the dispatcher, whichever comes first. */
struct hd_request_t {
    request_rec *r;
    apr_pool_t *pool;              /* r->pool */
    const hd_portal_t *portal;
    const hd_dir_config_t *dir;
    hd_time_t now;                 /* UTC, seconds */
    apr_int64_t began, ended;      /* hd_clock_usec(): made; answered, 0 until then */

    const hd_route_t *route;       /* NULL: 404 or 405 */
    const char *allow;             /* methods of the path, for 405 and its Allow; NULL: no such path */
    const char *arg[HD_PATH_ARGS_MAX]; /* the {…} parts of the path, in order, decoded */
    const char *redirect;          /* address with the slash put right, or NULL */
    int wants_xml;                 /* application/xml has a higher q than text/html */

    hd_db_t *db;                   /* NULL until hd_request_db() */
    int session_known;             /* the session has been looked for */
    hd_error_t *session_error;     /* what went wrong then: answered by the dispatcher */
    const hd_session_t *session;   /* NULL: signed out */
    const hd_person_t *who;        /* NULL: signed out. Active, read with this request's session */
    apr_array_header_t *accounts;  /* hd_membership_t: all of who's; set on client routes and by hd_request_counts() */

    hd_form_t *query;              /* never NULL */
    hd_form_t *form;               /* POST only */
    hd_locale_t *locale;           /* by hd_request_locale() */
    const char *language;          /* person's, ?lang=, cookie, Accept-Language, or the portal's */

    const struct hd_ticket_counts_t *counts; /* by hd_request_counts(); NULL for who has no tickets */
    apr_array_header_t *services;  /* hd_service_t: on the page of all services */
    int previewing;                /* the form is shown again with its text rendered, nothing is stored */
    apr_array_header_t *macro_missing; /* const char *: placeholders without a value; set while a canned answer is put in */
    apr_array_header_t *files_refused; /* hd_refused_t: files of this form that are not kept, and why; or NULL */
    apr_array_header_t *staged;    /* const hd_file_t *: files that wait for the form that comes back */
    hd_error_t *faults;            /* set while a page is made again after HD_INVALID */
    hd_view_t *view;               /* what the page shows */
    const char *see_other;         /* where a POST leads, below the base path */
    int has_once;                  /* the view has a form that is good for once */
    const char *done;              /* code of the banner on the next page, or on the one that keeps what was typed; or NULL */
    int status;                    /* with view: 200 unless set */
    int sent;                      /* the handler has sent the answer; its status (OK, HTTP_…) is in result */
    int result;
};

/** The request's context; made at the first call. NULL outside a Location with Helpdesk On. */
hd_request_t *hd_request_of(request_rec *r);

/**
 * The request's database. Its connection is taken with the first statement, which ends with HD_BUSY "database-away" when
 * there is none, and given back by hd_db_rest(q->db): before a body is read, and before the answer is made and sent.
 * @param q  the request; q->db is set
 * @return NULL
 */
hd_error_t *hd_request_db(hd_request_t *q);

/** The accounts in which who has one of these rights. @return array of hd_membership_t in pool */
apr_array_header_t *hd_accounts_with(hd_request_t *q, int rights);

/** Whether who has one of these rights in an account. @return 1 or 0 */
int hd_account_right(hd_request_t *q, apr_int64_t account_id, int rights);

/** Look who is signed in, once a request: sets session, who, r->user; on failure session_error. (web/session.c) */
void hd_request_session(hd_request_t *q);

/** The formatters of the request's language, borrowed once. @return NULL or HD_BROKEN */
hd_error_t *hd_request_locale(hd_request_t *q);

/** Decide the request's language: ?lang=, the person's, the cookie's, Accept-Language's, the portal's. */
void hd_request_language(hd_request_t *q);

/** Remember what ?lang= has chosen: in the person, or in a cookie. */
void hd_request_remember_language(hd_request_t *q);

/** Let the browser keep a language for whoever is signed out. */
void hd_request_keep_language(hd_request_t *q, const char *language);

/** Begin the page: q->view with all that every page has (brand, languages, person, counts). */
hd_error_t *hd_page_begin(hd_request_t *q, const char *page);

/** The CSRF token of this visitor: an HMAC of the session's or the pre-session cookie's token. (web/csrf.c)
 * @param may_set  whether a pre-session cookie may be set when there is none
 * @return in pool; NULL when there is nothing to bind it to */
const char *hd_csrf_token(hd_request_t *q, int may_set);

/** Put the token into the view that is being made, for its forms. @param may_set  as for hd_csrf_token */
void hd_csrf_show(hd_request_t *q, int may_set);

/** Whether the form's csrf is the visitor's. (web/csrf.c) */
int hd_csrf_valid(hd_request_t *q);

/** The number that leads from an error page to the log: mod_unique_id's, or the log's own. @return in pool */
const char *hd_request_id(hd_request_t *q);

/** The GET row of a page, or NULL. */
const hd_route_t *hd_page_route(const char *page);

/** Path below the base path of the page that a request belongs to: its own; of an address that only takes POST
 * ("…/reply", "…/close") the one above, where its form stands. */
const char *hd_request_page_path(const hd_request_t *q);

/** An absolute path for an address below the base path: "/tickets/" gives "/portal/tickets/". @return in pool */
const char *hd_path(const hd_request_t *q, const char *below);

/** The value of a cookie of ours, or NULL. @param name  "hd", "hd-pre", "hd-lang", "hd-done" */
const char *hd_cookie_get(hd_request_t *q, const char *name);

/** Set a cookie of ours: HttpOnly, SameSite=Lax; with https "__Host-" before the name, Secure, Path=/; else the base path.
 * @param max_age_sec  0: until the browser is closed; negative: remove it */
void hd_cookie_set(hd_request_t *q, const char *name, const char *value, int max_age_sec);

/** What GETs and the page after a fault share: append <form once=…>, the values typed, staged files, <problem>s.
 * @param once  whether the form creates something (gets a one-time token) */
xmlNodePtr hd_view_form(hd_request_t *q, int once);

#endif
