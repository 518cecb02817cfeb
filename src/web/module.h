/* src/web/module.h: the module record, for what httpd keeps under it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_MODULE_H
#define HD_WEB_MODULE_H

#include <httpd.h>
#include <http_config.h>
#include <http_log.h>

#include "../base/log.h"

extern module AP_MODULE_DECLARE_DATA helpdesk_module;

/* Log lines of files that include this carry the module's name and follow its LogLevel. */
APLOG_USE_MODULE(helpdesk);

#endif
