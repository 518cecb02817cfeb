/* src/web/respond.h: how an answer leaves: views as HTML or XML, redirects, bytes, files.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_RESPOND_H
#define HD_WEB_RESPOND_H

#include "request.h"

/**
 * Send q->view: rendered, or as XML where that was asked for.
 * @param q       the request
 * @param status  HTTP status
 * @return NULL, or HD_BROKEN when it could not be rendered (nothing is sent then)
 */
hd_error_t *hd_send_view(hd_request_t *q, int status);

/** Send bytes. @param bytes  live until the request ends */
void hd_send_bytes(hd_request_t *q, int status, const char *type, const char *bytes, apr_size_t length);

/** Answer with an address: 301, 302 or 303. @param address  absolute path or whole address */
void hd_send_redirect(hd_request_t *q, int status, const char *address);

/** The headers that every answer of the portal carries. */
void hd_headers_common(hd_request_t *q);

#endif
