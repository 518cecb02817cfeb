/* src/web/part_header.h: the header lines of one part of a form, and the boundary of the whole.
 * May use: base/, APR. Must not know: httpd, how the bytes came.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_PART_HEADER_H
#define HD_WEB_PART_HEADER_H

#include "../base/error.h"

/** What the header of a part says. */
typedef struct hd_part_header_t {
    const char *name;
    const char *filename; /* NULL: a plain field */
    const char *type;     /* never NULL */
} hd_part_header_t;

/**
 * Read the header of a part (RFC 7578, section 4; escapes as browsers write them by the HTML standard).
 * @param[out] header  texts in pool; undefined on error
 * @param lines        header lines, each closed by CRLF, no NUL, no bare CR or LF
 * @param pool         owns the texts
 * @return NULL, or HD_BAD_REQUEST "body-malformed"
 */
hd_error_t *hd_part_header_parse(hd_part_header_t *header, const char *lines, apr_pool_t *pool);

/**
 * The boundary that a Content-Type names.
 * @param[out] boundary  1..HD_MULTIPART_BOUNDARY_MAX characters, in pool; untouched on error
 * @param content_type   value of the header, or NULL
 * @param pool           owns the boundary
 * @return NULL; HD_MEDIA_TYPE "body-type" for other than multipart/form-data; HD_BAD_REQUEST "body-malformed"
 */
hd_error_t *hd_multipart_boundary(const char **boundary, const char *content_type, apr_pool_t *pool);

#endif
