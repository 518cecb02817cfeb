/* src/web/session.h: cookies, sessions, and the module's place in Apache's authentication and authorization.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_SESSION_H
#define HD_WEB_SESSION_H

#include "../domain/session.h"
#include "../domain/signin.h"
#include "request.h"

/** A note of a request: the user whose password our authn provider has found right (mod_auth_basic does not tell which
 * provider it was). */
#define HD_NOTE_CHECKED "helpdesk-checked"

/** Notes for the access log, "%{helpdesk-person}n": the public id of who is signed in; those of the accounts
 * in which they may act. */
#define HD_NOTE_PERSON "helpdesk-person"
#define HD_NOTE_ACCOUNT "helpdesk-account"

/** Note who is signed in, for the access log. */
void hd_session_note(request_rec *r, const hd_person_t *who);

/**
 * Register what Apache's authentication and authorization get from us (access.c): "AuthType helpdesk" (a check_authn
 * hook), "Require helpdesk", "Require helpdesk-role ROLE", the authn provider "helpdesk" (HelpdeskAuthProvider,
 * AuthBasicProvider), and the gate of each process's password checks (a child_init hook).
 * @param pool  pconf
 */
void hd_session_register_hooks(apr_pool_t *pool);

/** How long sessions of a portal live. */
hd_session_terms_t hd_session_terms(const hd_portal_t *portal);

/** How a portal hashes passwords in this process. */
hd_hasher_t hd_session_hasher(const hd_portal_t *portal);

/**
 * What tries from a client are counted by: its IPv4 address, or the /64 of its IPv6 address (a whole /64 is one
 * subscriber's).
 * @return in r->pool
 */
const char *hd_session_network(request_rec *r);

/** Let the browser keep a new session's token; the request goes on as it was. */
void hd_session_keep(hd_request_t *q, const char *token);

/** Let the browser forget its session; the request goes on signed out. What the person reads in, the browser keeps. */
void hd_session_forget(hd_request_t *q);

/** Whether another module is to ask for the password: HelpdeskTrustUser On and an AuthType that is not ours. */
int hd_session_trusts(request_rec *r);

/** Whom another module has authenticated, with HelpdeskTrustUser On; NULL: nobody, or it is not trusted. With "AuthType
 * helpdesk" too: then who comes without a client certificate signs in by the form. */
const char *hd_session_trusted_user(request_rec *r);

/**
 * Who asks, for Locations outside the portal.
 * @param[out] who  in r->pool; NULL: signed out, or not a person of ours; untouched on error
 * @param r         a request with "AuthType helpdesk" (by cookie), or authenticated by another module (by r->user, with
 *                  HelpdeskTrustUser On or AuthBasicProvider helpdesk)
 * @return NULL or the database's error
 */
hd_error_t *hd_session_person(const hd_person_t **who, request_rec *r);

/** After a look at the session that is not the dispatcher's: give the connection back, unless what comes next is a page of
 * the portal for somebody signed in, which needs it. */
void hd_session_rest(hd_request_t *q);

/** The database for a request, in the portal or outside of it, where its connection is to be given back by hd_db_rest(). */
hd_db_t *hd_session_db(request_rec *r);

/** The value of a cookie of a portal, for requests outside of it; NULL when there is none. */
const char *hd_cookie_read(request_rec *r, const hd_portal_t *portal, const char *name);

#endif
