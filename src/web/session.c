/* src/web/session.c: who asks: by the session cookie, or by what another authentication module says.
 * May use: domain/, httpd. Must not know: routes, pages, how somebody signs in.
 * SPDX-License-Identifier: Apache-2.0 */
#include "session.h"

#include <apr_network_io.h>
#include <apr_strings.h>
#include <arpa/inet.h>
#include <http_core.h>
#include <http_request.h>
#include <string.h>

#include "../base/token.h"
#include "../text/fold.h"
#include "accept.h"
#include "connections.h"
#include "metrics.h"

#define COOKIE "hd"
#define AUTH_TYPE "helpdesk"

hd_session_terms_t hd_session_terms(const hd_portal_t *portal)
{
    hd_session_terms_t terms = { portal->session_max_sec, portal->session_idle_sec };

    return terms;
}

hd_hasher_t hd_session_hasher(const hd_portal_t *portal)
{
    hd_hasher_t hasher = { portal->password_cost, portal->gate };

    return hasher;
}

const char *hd_session_network(request_rec *r)
{
    struct in6_addr address;
    const unsigned char *b = address.s6_addr;

    if (!strchr(r->useragent_ip, ':') || inet_pton(AF_INET6, r->useragent_ip, &address) != 1) return r->useragent_ip;
    return apr_psprintf(r->pool, "%x:%x:%x:%x::/64", b[0] << 8 | b[1], b[2] << 8 | b[3], b[4] << 8 | b[5],
                        b[6] << 8 | b[7]);
}

static int type_is_ours(request_rec *r)
{
    const char *type = ap_auth_type(r);

    return type && strcasecmp(type, AUTH_TYPE) == 0;
}

int hd_session_trusts(request_rec *r)
{
    return hd_dir_config_of(r)->trust_user == 1 && !type_is_ours(r);
}

/* Whether this is the page of an error (ErrorDocument). httpd then takes r->user over from the request that failed, and
 * after a 401 that is the name that somebody tried, not one that was shown to be theirs. */
static int is_error_page(const request_rec *r)
{
    const request_rec *before;

    for (before = r->prev; before; before = before->prev) {
        if (ap_is_HTTP_ERROR(before->status)) return 1;
    }
    return r->main ? is_error_page(r->main) : 0;
}

/* With AuthType helpdesk r->user is another module's (mod_ssl's SSLUserName) as long as it is not ours. */
const char *hd_session_trusted_user(request_rec *r)
{
    if (hd_dir_config_of(r)->trust_user != 1 || !r->user || !*r->user || is_error_page(r)) return NULL;
    return r->ap_auth_type && strcasecmp(r->ap_auth_type, AUTH_TYPE) == 0 ? NULL : r->user;
}

hd_db_t *hd_session_db(request_rec *r)
{
    hd_request_t *q = hd_request_of(r);

    if (!q) return hd_connections_db(r, hd_portal_of(r->server));
    (void)hd_request_db(q);
    return q->db;
}

void hd_session_note(request_rec *r, const hd_person_t *who)
{
    apr_table_set(r->notes, HD_NOTE_PERSON, who->public_id);
}

/* The request's user, as the access log, CGI programs and other modules see it. */
static void show_user(request_rec *r, const hd_person_t *who)
{
    r->user = apr_pstrdup(r->pool, who->acting_id ? who->acting_email : who->email);
    r->ap_auth_type = (char *)AUTH_TYPE;
}

static void set_session(hd_request_t *q, const char *token, hd_session_keys_t keys, hd_time_t seen_at,
                        const hd_person_t *who, apr_array_header_t *accounts)
{
    hd_session_t *session = apr_pcalloc(q->pool, sizeof(*session));

    session->token = token;
    session->keys = keys;
    session->seen_at = seen_at;
    q->session = session;
    q->who = who;
    q->accounts = accounts;
    hd_session_note(q->r, who);
}

/* The person whose confirmed address a name is; NULL when there is none who may sign in. */
static hd_error_t *person_by_user(hd_person_t **person, hd_db_t *db, const char *user, apr_pool_t *pool)
{
    HD_TRY(hd_person_by_email(person, db, user, pool));
    if (*person && ((*person)->disabled || !(*person)->email_confirmed)) *person = NULL;
    return NULL;
}

static int is_user(const hd_person_t *person, const char *user, apr_pool_t *pool)
{
    const char *folded = hd_email_fold(user, pool);
    const char *own = hd_email_fold(person->email, pool);

    return person->email_confirmed && folded && own && strcmp(folded, own) == 0;
}

/* The token of the session of somebody whom another module authenticates with each request. It is the same for a person,
 * a network, a program and a day, so that those who keep no cookie do not begin a session with each request. */
static const char *trusted_token(hd_request_t *q, const hd_person_t *person, const char *agent)
{
    const char *text = apr_psprintf(q->pool, "%s\n%" APR_INT64_T_FMT "\n%s\n%s", person->public_id, q->now / HD_DAY_SEC,
                                    hd_session_network(q->r), agent ? agent : "");

    return hd_hmac(q->portal->secret, "trusted-session", text, q->pool);
}

/* Somebody whom another module has authenticated, without a cookie of ours: a session, for the form token. */
static hd_error_t *begin_trusted(hd_request_t *q, const char *user)
{
    apr_array_header_t *accounts;
    const char *agent = apr_table_get(q->r->headers_in, "User-Agent"), *token;
    hd_session_terms_t terms = hd_session_terms(q->portal);
    hd_visit_t *visit;
    hd_person_t *person;

    HD_TRY(person_by_user(&person, q->db, user, q->pool));
    if (!person) return hd_error(q->pool, HD_DENIED, "user-unknown", NULL);
    HD_TRY(hd_memberships_of(&accounts, q->db, person->id, q->pool));
    token = trusted_token(q, person, agent);
    hd_cookie_set(q, COOKIE, token, 0);
    HD_TRY(hd_session_visit(&visit, q->db, token, &terms, q->now, q->pool));
    if (visit) hd_session_touch(q->db, visit, &terms, q->now);
    else HD_TRY(hd_session_create_as(q->db, token, person->id, q->r->useragent_ip, agent, q->now, q->pool));
    set_session(q, token, hd_session_keys(token, q->pool), visit ? visit->seen_at : q->now, person, accounts);
    return NULL;
}

static hd_error_t *look(hd_request_t *q, const char *token, const char *user)
{
    hd_session_terms_t terms = hd_session_terms(q->portal);
    hd_visit_t *visit = NULL;

    HD_TRY(hd_request_db(q));
    if (token) HD_TRY(hd_session_visit(&visit, q->db, token, &terms, q->now, q->pool));
    if (visit && user && !is_user(&visit->person, user, q->pool)) visit = NULL;
    if (!visit) {
        hd_error_t *error = user ? begin_trusted(q, user) : NULL;
        if (user) hd_metrics_sign_in(q->portal->metrics, HD_VIA_TRUST, error, q->who != NULL);
        return error;
    }
    set_session(q, token, visit->keys, visit->seen_at, &visit->person, visit->accounts);
    if (!user && !hd_session_trusts(q->r)) show_user(q->r, q->who);
    hd_session_touch(q->db, visit, &terms, q->now);
    return NULL;
}

void hd_request_session(hd_request_t *q)
{
    const char *token, *user;

    if (q->session_known) return;
    q->session_known = 1;
    if (hd_session_trusts(q->r) && is_error_page(q->r)) return; /* whom the other module has just refused */
    token = hd_cookie_get(q, COOKIE);
    if (!hd_session_token_valid(token)) token = NULL;
    user = hd_session_trusted_user(q->r);
    if (token || user) q->session_error = look(q, token, user);
}

void hd_session_keep(hd_request_t *q, const char *token)
{
    hd_cookie_set(q, COOKIE, token, 0);
}

void hd_session_forget(hd_request_t *q)
{
    const char *language = q->who && !q->who->acting_id ? hd_language_known(q->who->language) : NULL;

    hd_cookie_set(q, COOKIE, "", -1);
    if (language) hd_request_keep_language(q, language);
    q->session = NULL;
    q->who = NULL;
}

/* By r->user, where it can be trusted to be an address that we know. */
static hd_error_t *person_of_other(const hd_person_t **who, hd_db_t *db, request_rec *r)
{
    const char *checked = apr_table_get(r->notes, HD_NOTE_CHECKED);
    const char *user = hd_session_trusted_user(r);
    hd_person_t *person = NULL;

    if (!user && r->user && checked && strcmp(checked, r->user) == 0) user = r->user;
    if (user) HD_TRY(person_by_user(&person, db, user, r->pool));
    *who = person;
    return NULL;
}

/* By the portal's cookie, in another Location. */
static hd_error_t *person_of_cookie(const hd_person_t **who, hd_db_t *db, request_rec *r)
{
    const hd_portal_t *portal = hd_portal_of(r->server);
    hd_session_terms_t terms = hd_session_terms(portal);
    const char *token = hd_cookie_read(r, portal, COOKIE);
    hd_time_t now = hd_portal_time(portal, r->request_time);
    hd_visit_t *visit = NULL;

    if (hd_session_token_valid(token)) HD_TRY(hd_session_visit(&visit, db, token, &terms, now, r->pool));
    if (visit && visit->person.acting_id) visit = NULL; /* who acts does so in the portal alone */
    *who = visit ? &visit->person : NULL;
    if (!visit) return NULL;
    show_user(r, *who);
    hd_session_note(r, *who);
    hd_session_touch(db, visit, &terms, now);
    return NULL;
}

void hd_session_rest(hd_request_t *q)
{
    if (!q->who || !q->route || q->r->main) hd_db_rest(q->db);
}

hd_error_t *hd_session_person(const hd_person_t **who, request_rec *r)
{
    hd_request_t *q = hd_request_of(r);
    hd_error_t *error;
    hd_db_t *db;

    if (q) {
        hd_request_session(q);
        *who = q->who;
        hd_session_rest(q);
        return q->session_error;
    }
    db = hd_session_db(r);
    if (!type_is_ours(r) || hd_session_trusted_user(r)) error = person_of_other(who, db, r);
    else error = person_of_cookie(who, db, r);
    hd_db_rest(db);
    return error;
}
