/* src/base/texts.h: lists of texts.
 * May use: APR. Must not know: what the texts say.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_BASE_TEXTS_H
#define HD_BASE_TEXTS_H

#include <apr_tables.h>

/** All of them in a line. @param texts  const char * @param pool  owns the result @return "one, another"; "" for none */
const char *hd_texts_joined(const apr_array_header_t *texts, apr_pool_t *pool);

/** Whether one of them is text, byte by byte. @param texts  const char * @return 1 or 0 */
int hd_texts_have(const apr_array_header_t *texts, const char *text);

#endif
