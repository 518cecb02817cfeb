/* src/web/multipart.h: a push parser for multipart/form-data (RFC 7578, RFC 2046) that holds a few KiB, whatever comes.
 * May use: base/, APR. Must not know: httpd, where files go.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_MULTIPART_H
#define HD_WEB_MULTIPART_H

#include "../base/error.h"

#define HD_MULTIPART_PARTS_MAX 1100      /* parts in one body: HD_FIELDS_MANY and files; forms have bounds of their own */
#define HD_MULTIPART_HEADER_MAX 8192     /* bytes of one part's header lines */
#define HD_MULTIPART_BOUNDARY_MAX 70     /* RFC 2046, 5.1.1 */

typedef struct hd_multipart_t hd_multipart_t;

/** What the parser tells. An error returned by a callback ends the parsing and is returned by hd_multipart_feed. */
typedef struct hd_multipart_events_t {
    /**
     * A part begins. filename is NULL for a plain field, "" for a file field without a file; both are decoded (also
     * filename*= of RFC 5987) but not checked: they may be no UTF-8, have line ends or paths. type is never NULL
     * ("text/plain" when the part names none). All three live in the parser's pool.
     */
    hd_error_t *(*part)(void *baton, const char *name, const char *filename, const char *type);
    /** Some bytes of the current part. */
    hd_error_t *(*data)(void *baton, const char *bytes, apr_size_t length);
    /** The current part is whole. */
    hd_error_t *(*end)(void *baton);
} hd_multipart_events_t;

/**
 * Begin.
 * @param[out] parser     in pool; untouched on error
 * @param content_type    value of the Content-Type header
 * @param events          static table of callbacks
 * @param baton           given to the callbacks
 * @param pool            owns the parser
 * @return NULL; HD_MEDIA_TYPE when it is not multipart/form-data; HD_BAD_REQUEST without a usable boundary
 */
hd_error_t *hd_multipart_create(hd_multipart_t **parser, const char *content_type, const hd_multipart_events_t *events,
                                void *baton, apr_pool_t *pool);

/** Feed what came. @return NULL; HD_BAD_REQUEST (malformed), HD_TOO_LARGE (parts, header), or a callback's error */
hd_error_t *hd_multipart_feed(hd_multipart_t *parser, const char *bytes, apr_size_t length);

/** The body is at its end. @return NULL, or HD_BAD_REQUEST "body-truncated" when the closing boundary has not come */
hd_error_t *hd_multipart_finish(hd_multipart_t *parser);

#endif
