/* src/web/cookie.c: cookies of ours: their names, and what keeps them from scripts, other sites and plain http.
 * May use: httpd. Must not know: what the cookies mean.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <string.h>

#include "cookie_value.h"
#include "request.h"
#include "session.h"

/* "__Host-": browsers take such a cookie only with Secure and Path=/, and from no other host of the domain. */
static const char *full_name(const hd_portal_t *portal, const char *name, apr_pool_t *pool)
{
    return portal->secure ? apr_pstrcat(pool, "__Host-", name, NULL) : name;
}

static const char *attributes(const hd_portal_t *portal, apr_pool_t *pool)
{
    if (portal->secure) return "; Path=/; Secure; HttpOnly; SameSite=Lax";
    return apr_pstrcat(pool, "; Path=", *portal->base ? portal->base : "/", "; HttpOnly; SameSite=Lax", NULL);
}

const char *hd_cookie_read(request_rec *r, const hd_portal_t *portal, const char *name)
{
    return hd_cookie_value(apr_table_get(r->headers_in, "Cookie"), full_name(portal, name, r->pool), r->pool);
}

const char *hd_cookie_get(hd_request_t *q, const char *name)
{
    return hd_cookie_read(q->r, q->portal, name);
}

/* Put a cookie in the place of one of the same name that this request has set before. @return 1 when there was one */
static int replace(apr_table_t *headers, const char *name, char *line)
{
    apr_table_entry_t *entries = (apr_table_entry_t *)apr_table_elts(headers)->elts;
    apr_size_t length = strlen(name);
    int i;

    for (i = 0; i < apr_table_elts(headers)->nelts; i++) {
        if (strcasecmp(entries[i].key, "Set-Cookie") == 0 && strncmp(entries[i].val, name, length) == 0
            && entries[i].val[length] == '=') {
            entries[i].val = line;
            return 1;
        }
    }
    return 0;
}

void hd_cookie_set(hd_request_t *q, const char *name, const char *value, int max_age_sec)
{
    const char *full = full_name(q->portal, name, q->pool);
    const char *age = "";
    char *line;

    if (max_age_sec < 0) {
        value = "";
        age = "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    } else if (max_age_sec > 0) {
        age = apr_psprintf(q->pool, "; Max-Age=%d", max_age_sec);
    }
    line = apr_pstrcat(q->pool, full, "=", value, age, attributes(q->portal, q->pool), NULL);
    /* err_headers_out: sent with errors too, and after internal redirects. */
    if (!replace(q->r->err_headers_out, full, line)) apr_table_addn(q->r->err_headers_out, "Set-Cookie", line);
}
