/* src/web/dispatch.h: from the request to its handler and its answer.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_DISPATCH_H
#define HD_WEB_DISPATCH_H

#include <httpd.h>

/** The handler hook: answers everything within the portal's Location. */
int hd_dispatch(request_rec *r);

/** The translate_name and map_to_storage hooks: nothing below the portal's Location is a file of the server, so that
 * what is configured for names of files (AddEncoding .gz, AddOutputFilter INCLUDES .shtml) is not for attachments. */
int hd_no_storage(request_rec *r);

#endif
