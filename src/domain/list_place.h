/* src/domain/list_place.h: where a page of a list of tickets begins (keyset paging): what the list is ordered by, and the
 * reference, of the ticket beside it.
 * May use: base/, APR. Must not know: which list.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_LIST_PLACE_H
#define HD_DOMAIN_LIST_PLACE_H

#include <apr_pools.h>

/** A place in a list. */
typedef struct hd_list_place_t {
    apr_int64_t key; /* what the list is ordered by: a time, 0 or more */
    const char *ref; /* where keys are the same */
} hd_list_place_t;

/**
 * Read a place as hd_list_place_write() wrote it.
 * @param[out] place  untouched when the text is not one
 * @param text        of the address
 * @param pool        owns the reference
 * @return 1, or 0 when it is not one
 */
int hd_list_place_read(hd_list_place_t *place, const char *text, apr_pool_t *pool);

/** Write a place for an address. @return "key.reference", in pool */
const char *hd_list_place_write(apr_int64_t key, const char *ref, apr_pool_t *pool);

#endif
