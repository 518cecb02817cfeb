/* src/store/file_sweep.c: finds kept files that no row refers to, sets them aside, and removes them much later.
 * May use: base/, APR. Must not know: tickets, HTTP; what the database says comes through a callback.
 *
 * A file without a row comes from a request that was killed, or whose transaction failed, after its files had got their
 * places. Such a file, when it is old, is looked up again while its slot is claimed: nobody who is about to write a
 * row is between keeping it and the end of their transaction then. It goes to orphans/, not away: should a row appear
 * after all (a database that was restored, a commit that was in doubt), whoever reads it puts it back, or the next turn
 * does. What has lain there for long is removed (file_orphan.c).
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/token.h"
#include "file_turn.h"

#define SLOTS_A_TURN 16384 /* should the clock stand still */

int hd_turn_stopped(const hd_sweep_turn_t *turn)
{
    return hd_flag_is_up(turn->sweep->stop);
}

void hd_turn_fault(hd_sweep_turn_t *turn, const hd_error_t *error)
{
    if (turn->fault) return;
    turn->fault = apr_pmemdup(turn->lasting, error, sizeof(*error));
    turn->fault->detail = apr_pstrdup(turn->lasting, error->detail);
}

/* Enough for this turn? Each comes to one slot at least. */
static int is_over(const hd_sweep_turn_t *turn)
{
    return turn->until && turn->slots > 0 && (turn->slots >= SLOTS_A_TURN || hd_clock_usec() >= turn->until);
}

/* A hash whose first digits are a slot's and whose others are all the same. */
static const char *bound(int slot, char digit, apr_pool_t *pool)
{
    char *hash = apr_palloc(pool, HD_SHA256_HEX + 1);

    apr_snprintf(hash, 5, "%04x", (unsigned int)slot);
    memset(hash + 4, digit, HD_SHA256_HEX - 4);
    hash[HD_SHA256_HEX] = '\0';
    return hash;
}

hd_error_t *hd_turn_used(int *used, const hd_sweep_turn_t *turn, const char *sha256)
{
    apr_hash_t *found;

    HD_TRY(turn->sweep->used(&found, turn->sweep->baton, sha256, sha256, turn->pool));
    *used = apr_hash_get(found, sha256, HD_SHA256_HEX) != NULL;
    return NULL;
}

/* With the claim: a file that is still old and still without a row goes to the orphans, and is young there. */
static hd_error_t *set_aside(hd_sweep_turn_t *turn, const char *sha256)
{
    const char *kept = hd_files_path(turn->files, sha256, turn->pool);
    struct stat info;
    int used;

    if (lstat(kept, &info) != 0 || info.st_mtime >= turn->sweep->before) return NULL;
    HD_TRY(hd_turn_used(&used, turn, sha256));
    if (used) return NULL;
    if (utimensat(AT_FDCWD, kept, NULL, AT_SYMLINK_NOFOLLOW) == 0
        && rename(kept, hd_orphan_path(turn->files, sha256, turn->pool)) == 0) {
        turn->swept->set_aside++;
    } else if (errno != ENOENT) {
        hd_turn_fault(turn, hd_files_fault(turn->pool, errno, HD_HERE, kept));
    }
    return NULL;
}

hd_error_t *hd_turn_claimed(hd_sweep_turn_t *turn, const char *sha256,
                            hd_error_t *(*work)(hd_sweep_turn_t *turn, const char *sha256))
{
    int slot = hd_files_slot(sha256);
    hd_error_t *error;
    int taken;

    HD_TRY(hd_claim_take(&taken, turn->claim, slot));
    if (!taken) return NULL;
    error = work(turn, sha256);
    hd_claim_leave(turn->claim, slot);
    return error;
}

/* Of the files of a slot, those that are old enough. names: of files/ab, from those of the slot on */
static apr_array_header_t *list_old(hd_sweep_turn_t *turn, const char *path, const char *const *names, int count)
{
    apr_array_header_t *old = apr_array_make(turn->pool, 4, sizeof(const char *));
    struct stat info;
    int i;

    turn->swept->looked_at += count;
    for (i = 0; i < count; i++) {
        const char *file = apr_pstrcat(turn->pool, path, "/", names[i], NULL);

        if (lstat(file, &info) != 0 || !S_ISREG(info.st_mode) || info.st_mtime >= turn->sweep->before) continue;
        APR_ARRAY_PUSH(old, const char *) = names[i];
    }
    return old;
}

/* The files of a slot: one question for all of them, then one for each that seems to have no row. */
static hd_error_t *sweep_slot(hd_sweep_turn_t *turn, const char *path, const char *const *names, int count)
{
    const apr_array_header_t *old = list_old(turn, path, names, count);
    int slot = hd_files_slot(names[0]), i;
    apr_hash_t *used;

    turn->slots++;
    if (!old->nelts) return NULL;
    HD_TRY(turn->sweep->used(&used, turn->sweep->baton, bound(slot, '0', turn->pool), bound(slot, 'f', turn->pool),
                             turn->pool));
    for (i = 0; i < old->nelts; i++) {
        const char *sha256 = APR_ARRAY_IDX(old, i, const char *);

        if (apr_hash_get(used, sha256, HD_SHA256_HEX)) continue;
        turn->swept->unused++;
        if (turn->claim) HD_TRY(hd_turn_claimed(turn, sha256, set_aside));
    }
    return NULL;
}

/* The slots of one files/ab, from one on. @param[in,out] at  where it has come to */
static hd_error_t *sweep_directory(hd_sweep_turn_t *turn, int *at, apr_pool_t *pool)
{
    const char *path = apr_psprintf(pool, "%s/%02x", turn->files->files, *at >> 8);
    const apr_array_header_t *list = hd_files_list(path, HD_SHA256_HEX, pool);
    const char *const *names = (const char *const *)list->elts;
    const int first = *at, end = (first | 255) + 1;
    int i, count;

    for (i = 0; i < list->nelts; i += count) {
        int slot = hd_files_slot(names[i]);

        for (count = 1; i + count < list->nelts && hd_files_slot(names[i + count]) == slot; count++) continue;
        if (slot < first || slot >= end) continue;
        *at = slot;
        if (hd_turn_stopped(turn) || is_over(turn)) return NULL;
        apr_pool_clear(turn->pool);
        HD_TRY(sweep_slot(turn, path, names + i, count));
    }
    *at = end;
    return NULL;
}

/* Directories, as far as the time goes. @param[out] done  how many slots that were */
static hd_error_t *sweep_part(int *done, hd_sweep_turn_t *turn, int first, apr_pool_t *pool)
{
    apr_pool_t *names;
    int at, from;

    apr_pool_create(&names, pool);
    *done = 0;
    do {
        from = at = (first + *done) % HD_FILES_SLOTS;
        apr_pool_clear(names);
        HD_TRY(sweep_directory(turn, &at, names));
        *done += at - from;
    } while (at > from && at % 256 == 0 && *done < HD_FILES_SLOTS);
    if (*done > HD_FILES_SLOTS) *done = HD_FILES_SLOTS;
    apr_pool_destroy(names);
    return NULL;
}

hd_error_t *hd_files_sweep(hd_swept_t *swept, const hd_files_t *files, const hd_sweep_t *sweep, int *place,
                           apr_pool_t *pool)
{
    hd_sweep_turn_t turn = { files, sweep, swept, NULL, NULL, pool, 0, 0, NULL };
    const int first = place ? *place % HD_FILES_SLOTS : 0;
    int done;

    memset(swept, 0, sizeof(*swept));
    if (access(files->files, R_OK | X_OK) != 0) return hd_files_fault(pool, errno, HD_HERE, files->files);
    if (place) HD_TRY(hd_files_claim(&turn.claim, files, pool));
    apr_pool_create(&turn.pool, pool);
    HD_TRY(hd_orphans_settle(&turn, first, pool));
    if (sweep->max_usec) turn.until = hd_clock_usec() + sweep->max_usec;
    HD_TRY(sweep_part(&done, &turn, first, pool));
    if (place) {
        *place = (first + done) % HD_FILES_SLOTS;
        hd_files_unclaim(turn.claim);
    }
    return turn.fault;
}
