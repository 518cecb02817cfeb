/* src/text/date_pattern.h: dates written by a pattern that is taken apart once. For src/text/ only.
 * May use: base/, APR, ICU. Must not know: which patterns there are.
 *
 * ICU takes 100 times as long to write a date as a page takes to show it. So the pattern and the names of months come
 * from ICU, and are put together here. What is taken apart is compared with ICU's own writing first.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_DATE_PATTERN_H
#define HD_TEXT_DATE_PATTERN_H

#include <unicode/udat.h>

#include "../base/clock.h"

/** A pattern taken apart: read-only. */
typedef struct hd_date_pattern_t hd_date_pattern_t;

/**
 * Take a formatter's pattern apart.
 * @param format  ICU's formatter, of which the names of months are taken; not kept
 * @param pool    owns the result
 * @return the pattern; NULL when there is something in it that is not written here, or that ICU writes otherwise: let
 *         ICU write then
 */
const hd_date_pattern_t *hd_date_pattern_make(const UDateFormat *format, apr_pool_t *pool);

/**
 * Write a date.
 * @param pattern  how
 * @param civil    local time, of a year from 1970 to 9999
 * @param pool     owns the result
 * @return UTF-8
 */
const char *hd_date_pattern_write(const hd_date_pattern_t *pattern, const hd_civil_t *civil, apr_pool_t *pool);

#endif
