/* src/store/file_orphan.c: what becomes of files that were set aside: back to their places, or away.
 * May use: base/, APR. Must not know: tickets, HTTP; what the database says comes through a callback.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/log.h"
#include "../base/token.h"
#include "file_turn.h"

const char *hd_orphan_path(const hd_files_t *files, const char *sha256, apr_pool_t *pool)
{
    return apr_pstrcat(pool, files->orphans, "/", sha256, NULL);
}

/* With a claim, shared or not: who comes second finds it done. @return 0, ENOENT when it was not set aside, or errno */
static int return_to_place(const hd_files_t *files, const char *sha256, apr_pool_t *pool)
{
    const char *kept = hd_files_path(files, sha256, pool), *orphan = hd_orphan_path(files, sha256, pool);
    int number = link(orphan, kept) == 0 ? 0 : errno;

    return (number == ENOENT || number == EEXIST) && access(kept, F_OK) == 0 ? 0 : number;
}

/* @param[out] found  0: it was not set aside */
static hd_error_t *put_back(int *found, const hd_files_t *files, const char *sha256, apr_pool_t *pool)
{
    int number;

    number = return_to_place(files, sha256, pool);
    *found = number != ENOENT || access(hd_orphan_path(files, sha256, pool), F_OK) == 0;
    if (!*found) return NULL;
    if (number) return hd_files_fault(pool, number, HD_HERE, hd_files_path(files, sha256, pool));
    HD_TRY(hd_files_sync_place(files, sha256, pool));
    if (unlink(hd_orphan_path(files, sha256, pool)) != 0) return NULL; /* somebody else was faster */
    hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0018) "attachment file %s was set aside and is put back: there is a row "
           "now", sha256);
    return NULL;
}

hd_error_t *hd_files_put_back(const hd_files_t *files, const char *sha256, apr_pool_t *pool)
{
    const char *kept = hd_files_path(files, sha256, pool);
    hd_error_t *error;
    hd_claim_t *claim;
    int found;

    if (!kept) return hd_error(pool, HD_BROKEN, "file-store", "not a SHA-256");
    if (access(hd_orphan_path(files, sha256, pool), F_OK) != 0 && access(kept, F_OK) != 0) {
        return hd_error(pool, HD_NOT_FOUND, "file-missing", "attachment %s", sha256);
    }
    HD_TRY(hd_files_claim(&claim, files, pool));
    error = hd_claim_share(claim, sha256);
    if (!error) error = put_back(&found, files, sha256, pool);
    hd_files_unclaim(claim);
    if (error) return error;
    return found ? NULL : hd_error(pool, HD_NOT_FOUND, "file-missing", "attachment %s", sha256);
}

int hd_files_is_aside(const hd_files_t *files, const char *sha256, apr_pool_t *pool)
{
    return hd_files_path(files, sha256, pool) && access(hd_orphan_path(files, sha256, pool), F_OK) == 0;
}

/* With the claim: an orphan goes back when there is a row, and away when it has lain for long. */
static hd_error_t *settle_one(hd_sweep_turn_t *turn, const char *sha256)
{
    const char *orphan = hd_orphan_path(turn->files, sha256, turn->pool);
    struct stat info;
    int used, found;

    if (lstat(orphan, &info) != 0) return NULL;
    HD_TRY(hd_turn_used(&used, turn, sha256));
    if (used) {
        hd_error_t *error = put_back(&found, turn->files, sha256, turn->pool);

        if (error) hd_turn_fault(turn, error);
        else if (found) turn->swept->put_back++;
    } else if (info.st_mtime < turn->sweep->remove_before && unlink(orphan) == 0) {
        turn->swept->removed++;
    }
    return NULL;
}

/* The first name whose slot is not before one; names are sorted. */
static int first_from(const apr_array_header_t *names, int slot)
{
    int i = 0;

    while (i < names->nelts && hd_files_slot(APR_ARRAY_IDX(names, i, const char *)) < slot) i++;
    return i;
}

hd_error_t *hd_orphans_settle(hd_sweep_turn_t *turn, int from, apr_pool_t *pool)
{
    const apr_array_header_t *names = hd_files_list(turn->files->orphans, HD_SHA256_HEX, pool);
    const int first = first_from(names, from);
    const apr_int64_t until = turn->sweep->max_usec ? hd_clock_usec() + turn->sweep->max_usec : 0;
    int i;

    turn->swept->orphans = names->nelts;
    for (i = 0; turn->claim && i < names->nelts && !hd_turn_stopped(turn); i++) {
        if (i > 0 && until && hd_clock_usec() >= until) break;
        apr_pool_clear(turn->pool);
        HD_TRY(hd_turn_claimed(turn, APR_ARRAY_IDX(names, (first + i) % names->nelts, const char *), settle_one));
    }
    return NULL;
}
