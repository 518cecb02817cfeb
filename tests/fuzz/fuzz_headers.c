/* tests/fuzz/fuzz_headers.c: any bytes as Cookie, Accept, Accept-Language and User-Agent.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/web/accept.h"
#include "../../src/web/cookie_value.h"
#include "../../src/web/device.h"
#include "../../src/xml/theme.h"

static void check_cookie(const char *header, const char *name, apr_pool_t *pool)
{
    const char *value = hd_cookie_value(header, name, pool);
    const char *first = hd_cookie_value(apr_pstrcat(pool, name, "=own; ", header, NULL), name, pool);

    if (value && (!*value || strpbrk(value, "; \t") || !strstr(header, value))) abort();
    if (!first || strcmp(first, "own") != 0) abort(); /* nothing behind it takes its place */
}

static void check_accept(const char *header, apr_pool_t *pool)
{
    int xml = hd_accepts_xml(header, pool);

    if (xml != 0 && xml != 1) abort();
    if (xml && !strcasestr(header, "application/xml")) abort();
    if (hd_accepts_xml(apr_pstrcat(pool, header, ",text/html", NULL), pool)) abort();
    if (!hd_accepts_xml(apr_pstrcat(pool, header, ",text/html;q=0.1,application/xml;q=0.2", NULL), pool)) abort();
}

static void check_language(const char *header, apr_pool_t *pool)
{
    int i;

    for (i = 0; hd_languages[i]; i++) {
        const char *found = hd_accept_language(header, hd_languages[i], pool);
        if (!found || hd_language_known(found) == NULL) abort();
    }
    if (hd_language_known(header) && strcasecmp(hd_language_known(header), header) != 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    apr_pool_t *pool;
    const char *text, *device;

    if (!started++) apr_initialize();
    apr_pool_create(&pool, NULL);
    text = apr_pstrmemdup(pool, (const char *)data, size);
    check_cookie(text, "hd", pool);
    check_cookie(text, "__Host-hd-pre", pool);
    check_accept(text, pool);
    check_language(text, pool);
    device = hd_device(text, pool);
    if (device && (!*device || strlen(device) > 40)) abort(); /* only words of ours */
    apr_pool_destroy(pool);
    return 0;
}
