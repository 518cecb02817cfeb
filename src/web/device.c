/* src/web/device.c: what a User-Agent header says of a device.
 * May use: APR. Must not know: whose it is.
 * SPDX-License-Identifier: Apache-2.0 */
#include "device.h"

#include <apr_strings.h>
#include <string.h>

typedef struct mark_t {
    const char *mark; /* what stands in the header */
    const char *name;
} mark_t;

/* In this order: each browser calls itself by the names of those that follow, too. */
static const mark_t browsers[] = {
    { "Edg/", "Edge" },        { "EdgA/", "Edge" },     { "OPR/", "Opera" },    { "SamsungBrowser/", "Samsung Internet" },
    { "Firefox/", "Firefox" }, { "FxiOS/", "Firefox" }, { "CriOS/", "Chrome" }, { "Chrome/", "Chrome" },
    { "Safari/", "Safari" },   { NULL, NULL },
};

static const mark_t systems[] = {
    { "iPhone", "iPhone" },    { "iPad", "iPad" },         { "Android", "Android" }, { "Windows", "Windows" },
    { "CrOS", "ChromeOS" },    { "Mac OS X", "macOS" },    { "Linux", "Linux" },     { NULL, NULL },
};

static const char *find(const mark_t *marks, const char *agent)
{
    for (; marks->mark; marks++) {
        if (strstr(agent, marks->mark)) return marks->name;
    }
    return NULL;
}

const char *hd_device(const char *agent, apr_pool_t *pool)
{
    const char *browser = find(browsers, agent), *system = find(systems, agent);

    if (browser && system) return apr_pstrcat(pool, browser, ", ", system, NULL);
    return browser ? browser : system;
}
