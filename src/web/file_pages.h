/* src/web/file_pages.h: handlers of what is no page: attachments, assets.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_FILE_PAGES_H
#define HD_WEB_FILE_PAGES_H

#include "request.h"

/** GET /attachments/{id}/{name}: the id alone decides; images inline, all else to be saved; ranges by httpd. */
hd_handler_t hd_attachment_page;

/** GET /assets/{name}: what pages refer to, for ever. */
hd_handler_t hd_asset_page;

#endif
