/* src/cli/settings.h: the few directives that helpdeskctl needs, read from Apache's configuration file.
 * May use: base/, APR. Must not know: what is done with them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_CLI_SETTINGS_H
#define HD_CLI_SETTINGS_H

#include <apr_pools.h>

#include "../base/error.h"

#define HD_CLI_CONFIG "/etc/helpdesk/helpdesk.conf"

/** What the file says; all in the pool it was read into. */
typedef struct hd_settings_t {
    const char *path;      /* of the file */
    const char *driver;    /* DBDriver: sqlite3, pgsql or mysql */
    const char *params;    /* DBDParams */
    const char *data_dir;  /* HelpdeskDataDir */
    const char *share_dir; /* HelpdeskShareDir; where this program was installed when it is not given */
    const char *magic_file; /* HelpdeskMagicFile; the one of share_dir when it is not given */
    int password_cost;     /* HelpdeskPasswordCost */
} hd_settings_t;

/**
 * Read a configuration file. Lines with other directives, and sections, are passed over.
 * @param[out] settings  in pool; untouched on error
 * @param path           the file
 * @param pool           owns the settings
 * @return NULL, or an error whose detail names file and fault
 */
hd_error_t *hd_settings_read(hd_settings_t *settings, const char *path, apr_pool_t *pool);

#endif
