/* src/domain/bulk.c: one change for several tickets, each for itself.
 * May use: change.h, store/. Must not know: HTTP, how a form looks.
 * SPDX-License-Identifier: Apache-2.0 */
#include "bulk.h"

#include "../base/token.h"

static hd_error_t *fault(hd_error_kind_t kind, const char *code, const char *value, apr_pool_t *pool)
{
    hd_error_t *error = hd_error_make(pool, kind, code, NULL, HD_HERE, NULL);

    error->value = value;
    return error;
}

static int changes_something(const hd_change_t *change)
{
    int i;

    for (i = 0; i < HD_SETS; i++) {
        if (change->to[i]) return 1;
    }
    return 0;
}

static int came_before(const apr_array_header_t *refs, int n)
{
    int i;

    for (i = 0; i < n; i++) {
        if (!strcmp(APR_ARRAY_IDX(refs, i, const char *), APR_ARRAY_IDX(refs, n, const char *))) return 1;
    }
    return 0;
}

/* A ticket that is not there, or not theirs, is told from one that cannot be changed; all else ends it. */
static hd_error_t *change_one(hd_error_t **faults, hd_db_t *db, const hd_person_t *who, const char *ref,
                              const hd_change_t *change, hd_time_t now, apr_pool_t *pool)
{
    const char *folded = hd_reference_fold(ref, pool);
    int count;
    hd_error_t *error = hd_ticket_change(&count, db, who, folded, change, now, pool);

    if (!error) return NULL;
    if (error->kind == HD_NOT_FOUND) {
        *faults = hd_error_join(*faults, fault(HD_CONFLICT, "bulk-missing", ref, pool));
    } else if (error->kind == HD_CONFLICT) {
        *faults = hd_error_join(*faults, fault(HD_CONFLICT, "bulk-merged", folded, pool));
    } else return error;
    return NULL;
}

hd_error_t *hd_bulk_change(int *changed, hd_db_t *db, const hd_person_t *who, const apr_array_header_t *refs,
                           const hd_change_t *change, hd_time_t now, apr_pool_t *pool)
{
    hd_error_t *faults = NULL;
    int i, failed = 0;

    *changed = 0;
    if (!refs->nelts) return fault(HD_INVALID, "bulk-none", NULL, pool);
    if (refs->nelts > HD_BULK_MAX) return fault(HD_INVALID, "bulk-many", HD_STRINGIFY(HD_BULK_MAX), pool);
    if (!changes_something(change)) return fault(HD_INVALID, "bulk-nothing", NULL, pool);
    for (i = 0; i < refs->nelts; i++) {
        hd_error_t *before = faults;

        if (came_before(refs, i)) continue;
        HD_TRY(change_one(&faults, db, who, APR_ARRAY_IDX(refs, i, const char *), change, now, pool));
        if (faults != before) failed++;
        else (*changed)++;
    }
    return faults;
}
