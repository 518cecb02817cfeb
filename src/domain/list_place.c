/* src/domain/list_place.c: where a page of a list of tickets begins, as a text.
 * May use: base/, APR. Must not know: which list.
 * SPDX-License-Identifier: Apache-2.0 */
#include "list_place.h"

#include <apr_strings.h>

#include "../base/token.h"

int hd_list_place_read(hd_list_place_t *place, const char *text, apr_pool_t *pool)
{
    hd_list_place_t found;
    char *end;

    if (*text < '0' || *text > '9') return 0;
    found.key = apr_strtoi64(text, &end, 10);
    found.ref = *end == '.' ? hd_reference_fold(end + 1, pool) : NULL;
    if (!found.ref) return 0;
    *place = found;
    return 1;
}

const char *hd_list_place_write(apr_int64_t key, const char *ref, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%" APR_INT64_T_FMT ".%s", key, ref);
}
