/* src/web/value.c: what stands behind a directive: numbers, sizes, the portal's address.
 * May use: APR. Must not know: httpd, which directives there are.
 * SPDX-License-Identifier: Apache-2.0 */
#include "value.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_uri.h>
#include <errno.h>
#include <string.h>

const char *hd_value_number(apr_int64_t *number, const char *text, int is_size)
{
    apr_int64_t read, unit = 1;
    char *end;

    if (!apr_isdigit(*text)) return "is not a number";
    errno = 0;
    read = apr_strtoi64(text, &end, 10);
    if (errno == ERANGE) return "is too large";
    if (is_size && *end && strchr("kKmMgG", *end)) {
        unit = apr_tolower(*end) == 'k' ? 1000 : apr_tolower(*end) == 'm' ? 1000000 : 1000000000;
        end++;
    }
    if (*end) return "is not a number";
    if (read > APR_INT64_MAX / unit) return "is too large";
    *number = read * unit;
    return NULL;
}

/* What has no place in an address that stands in mails, headers and cookies, whatever a parser makes of it. */
static int is_plain(const char *text)
{
    for (; *text; text++) {
        if (!apr_isgraph(*text) || !apr_isascii(*text) || strchr("\"<>\\^`{|};,", *text)) return 0;
    }
    return 1;
}

const char *hd_value_url(hd_value_url_t *parts, const char *text, apr_pool_t *pool)
{
    apr_size_t length = strlen(text);
    apr_uri_t uri;

    if (length && text[length - 1] == '/') text = apr_pstrmemdup(pool, text, length - 1);
    if (!is_plain(text) || apr_uri_parse(pool, text, &uri) != APR_SUCCESS || !uri.scheme || !uri.hostname
        || !*uri.hostname || uri.user || uri.password || uri.query || uri.fragment
        || (strcmp(uri.scheme, "http") && strcmp(uri.scheme, "https"))) {
        return apr_psprintf(pool, "\"%s\" is not an http or https address", text);
    }
    if (!uri.path || !*uri.path) return "needs a path, such as https://example.com/portal";
    parts->url = text;
    parts->path = uri.path;
    parts->secure = !strcmp(uri.scheme, "https");
    parts->host = uri.port_str && *uri.port_str ? apr_pstrcat(pool, uri.hostname, ":", uri.port_str, NULL) : uri.hostname;
    return NULL;
}
