/* src/web/error_view.h: the one place where an error becomes an answer, and where it is logged.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ERROR_VIEW_H
#define HD_WEB_ERROR_VIEW_H

#include "request.h"

/** The HTTP status of an error. */
int hd_error_status(const hd_error_t *error);

/** Answer with an error: log it when an administrator should know, and send the page that says it, typed text kept. */
void hd_error_answer(hd_request_t *q, const hd_error_t *error);

#endif
