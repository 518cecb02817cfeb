/* src/cli/picture.h: a small picture for the demonstration, such as a screenshot of a mail program.
 * May use: APR. Must not know: tickets.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_CLI_PICTURE_H
#define HD_CLI_PICTURE_H

#include <apr_pools.h>

/**
 * Draw the picture.
 * @param[out] length  of the bytes
 * @param pool         owns the bytes
 * @return a PNG file
 */
const unsigned char *hd_picture_png(apr_size_t *length, apr_pool_t *pool);

#endif
