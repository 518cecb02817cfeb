/* src/web/shared.c: memory that all processes share, and that stays over restarts.
 * May use: APR. Must not know: what lies in it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "shared.h"

#include <apr_shm.h>
#include <apr_strings.h>
#include <string.h>

#include "module.h"

apr_status_t hd_shared_open(void **memory, int *is_new, const char *name, const char *url, apr_size_t size, apr_pool_t *process)
{
    const char *key = apr_psprintf(process, "helpdesk-%s:%s:%" APR_SIZE_T_FMT ":%s", name, HD_VERSION, size, url);
    void *found = NULL;
    apr_shm_t *segment;
    apr_status_t status;

    apr_pool_userdata_get(&found, key, process);
    *is_new = !found;
    if (!found) {
        status = apr_shm_create(&segment, size, NULL, process);
        if (status != APR_SUCCESS) return status;
        found = memset(apr_shm_baseaddr_get(segment), 0, size);
        apr_pool_userdata_setn(found, key, NULL, process);
    }
    *memory = found;
    return APR_SUCCESS;
}
