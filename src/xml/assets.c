/* src/xml/assets.c: the files that pages refer to, each under an address that changes with its content.
 * May use: base/, layers.h, APR. Must not know: pages, HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "assets.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>

#include "../base/log.h"
#include "../base/token.h"

#define HASH_DIGITS 10

struct hd_assets_t {
    apr_hash_t *by_name;
    apr_hash_t *by_address;
};

static const char *type_of(const char *extension)
{
    static const struct {
        const char *extension, *type;
    } types[] = {
        { "css", "text/css; charset=utf-8" }, { "js", "text/javascript; charset=utf-8" },
        { "svg", "image/svg+xml" }, { "png", "image/png" }, { "jpg", "image/jpeg" }, { "webp", "image/webp" },
        { "ico", "image/x-icon" }, { "woff2", "font/woff2" }, { "txt", "text/plain; charset=utf-8" },
        { "webmanifest", "application/manifest+json" }, { NULL, NULL },
    };
    for (int i = 0; types[i].extension; i++) {
        if (strcmp(types[i].extension, extension) == 0) return types[i].type;
    }
    return NULL;
}

static int line_of(const char *text, const char *place)
{
    int line = 1;
    for (; text < place; text++) line += *text == '\n';
    return line;
}

/* url() may hold a data: address or a fragment of the page only; @import is not possible at all. */
static hd_error_t *check_css(const char *css, const char *path, apr_pool_t *pool)
{
    const char *import = strstr(css, "@import");
    if (import) return hd_file_fault(pool, path, line_of(css, import), "an asset cannot @import another");
    for (const char *p = css; (p = strstr(p, "url(")) != NULL;) {
        const char *what = p + 4;
        what += strspn(what, " \t\r\n\"'");
        if (strncmp(what, "data:", 5) != 0 && *what != '#') {
            return hd_file_fault(pool, path, line_of(css, p), "an asset cannot refer to another by url()");
        }
        p = what;
    }
    return NULL;
}

static hd_error_t *load_one(hd_assets_t *assets, const char *name, const char *path, apr_pool_t *pool)
{
    const char *dot = strrchr(name, '.');
    const char *type = dot ? type_of(dot + 1) : NULL;
    if (!type) {
        hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0050) "%s: not served: no type is known for its name", path);
        return NULL;
    }
    hd_asset_t *asset = apr_pcalloc(pool, sizeof(*asset));
    HD_TRY(hd_layers_read(&asset->bytes, &asset->length, path, pool));
    if (strcmp(dot, ".css") == 0) HD_TRY(check_css(asset->bytes, path, pool));
    asset->type = type;
    asset->address = apr_psprintf(pool, "%.*s.%.*s%s", (int)(dot - name), name, HASH_DIGITS,
                                  hd_sha256(asset->bytes, asset->length, pool), dot);
    apr_hash_set(assets->by_name, name, APR_HASH_KEY_STRING, asset);
    apr_hash_set(assets->by_address, asset->address, APR_HASH_KEY_STRING, asset);
    return NULL;
}

hd_error_t *hd_assets_load(const hd_assets_t **assets, const hd_layers_t *layers, apr_pool_t *pool)
{
    hd_assets_t *a = apr_pcalloc(pool, sizeof(*a));
    a->by_name = apr_hash_make(pool);
    a->by_address = apr_hash_make(pool);

    apr_array_header_t *names;
    HD_TRY(hd_layers_list(&names, layers, "assets", pool));
    for (int i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        const char *path = hd_layers_find(layers, apr_pstrcat(pool, "assets/", name, NULL), pool);
        if (path) HD_TRY(load_one(a, name, path, pool));
    }
    *assets = a;
    return NULL;
}

const hd_asset_t *hd_assets_by_name(const hd_assets_t *assets, const char *name)
{
    return apr_hash_get(assets->by_name, name, APR_HASH_KEY_STRING);
}

const hd_asset_t *hd_assets_by_address(const hd_assets_t *assets, const char *address)
{
    return apr_hash_get(assets->by_address, address, APR_HASH_KEY_STRING);
}
