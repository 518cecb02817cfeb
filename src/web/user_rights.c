/* src/web/user_rights.c: reads from owners and modes what Apache's User may do.
 * May use: APR, httpd. Must not know: what the files are for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "user_rights.h"

#include <httpd.h>

#include <apr_file_info.h>
#include <apr_strings.h>
#include <string.h>
#include <unistd.h>
#include <unixd.h>

/* What of a mode says so for a group, and for everybody else. */
#define OF_GROUP(bits) ((bits) >> 4)
#define OF_WORLD(bits) ((bits) >> 8)

/* @param bits  APR_FPROT_U…, all of which are wanted */
static int has(const apr_finfo_t *info, apr_fileperms_t bits)
{
    if (ap_unixd_config.user_id == 0) return 1;
    if (info->user == ap_unixd_config.user_id) return (info->protection & bits) == bits;
    if (info->group == ap_unixd_config.group_id) return (info->protection & OF_GROUP(bits)) == OF_GROUP(bits);
    return (info->protection & OF_WORLD(bits)) == OF_WORLD(bits);
}

static const char *parent_of(const char *path, apr_pool_t *pool)
{
    const char *slash = strrchr(path, '/');

    return !slash || slash == path ? "/" : apr_pstrmemdup(pool, path, (apr_size_t)(slash - path));
}

/* Whether the directories above a path let Apache's User through. */
static int may_reach(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;

    while (strcmp(path, "/")) {
        path = parent_of(path, pool);
        if (apr_stat(&info, path, APR_FINFO_NORM, pool) != APR_SUCCESS || !has(&info, APR_FPROT_UEXECUTE)) return 0;
    }
    return 1;
}

int hd_user_may_write(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;

    if (geteuid() != 0) return access(path, W_OK | X_OK) == 0;
    return apr_stat(&info, path, APR_FINFO_NORM, pool) == APR_SUCCESS &&
           has(&info, APR_FPROT_UWRITE | APR_FPROT_UEXECUTE);
}

/* To see a directory's entries on disk it has to be opened for reading. */
static int may_read(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;

    if (geteuid() != 0) return access(path, R_OK) == 0;
    return apr_stat(&info, path, APR_FINFO_NORM, pool) == APR_SUCCESS && has(&info, APR_FPROT_UREAD) &&
           may_reach(path, pool);
}

int hd_user_may_run(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;

    if (apr_stat(&info, path, APR_FINFO_NORM, pool) != APR_SUCCESS || info.filetype != APR_REG) return 0;
    if (geteuid() != 0) return access(path, X_OK) == 0;
    return (info.protection & (APR_FPROT_UEXECUTE | APR_FPROT_GEXECUTE | APR_FPROT_WEXECUTE)) &&
           has(&info, APR_FPROT_UEXECUTE) && may_reach(path, pool);
}

int hd_user_may_fill(const char *path, apr_pool_t *pool)
{
    static const char *const names[] = { "tmp", "new", "cur" };
    apr_finfo_t info;
    int i;

    for (i = 0; i < 3; i++) {
        const char *at = apr_pstrcat(pool, path, "/", names[i], NULL);

        while (strcmp(at, "/") && APR_STATUS_IS_ENOENT(apr_stat(&info, at, APR_FINFO_TYPE, pool))) {
            at = parent_of(at, pool);
        }
        if (apr_stat(&info, at, APR_FINFO_TYPE, pool) != APR_SUCCESS || info.filetype != APR_DIR) return 0;
        if (!hd_user_may_write(at, pool) || !may_read(at, pool)) return 0;
    }
    return 1;
}
