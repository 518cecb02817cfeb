/* src/web/settings.h: the settings that administrators change while the portal runs, as every request knows them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_SETTINGS_H
#define HD_WEB_SETTINGS_H

#include "../domain/setting.h"
#include "config.h"

/** Settings in memory that all processes of a machine share: the worker reads the table every two seconds, and who saves
 * them at once; a request reads memory. */
typedef struct hd_shared_settings_t hd_shared_settings_t;

/**
 * Make the memory, or find that of before a restart. Before the children start.
 * @param[out] settings  untouched on error
 * @param url            HelpdeskURL: tells portals apart
 * @param process        the process's pool
 * @return APR_SUCCESS, or why there is none
 */
apr_status_t hd_settings_open(hd_shared_settings_t **settings, const char *url, apr_pool_t *process);

/** Read the table, and let all processes know what it says. @return NULL or the database's error */
hd_error_t *hd_settings_refresh(hd_shared_settings_t *settings, hd_db_t *db, apr_pool_t *pool);

/** A number, or a flag as 1 or 0. */
int hd_settings_number(const hd_shared_settings_t *settings, hd_setting_t setting);

/**
 * A text: in the language, or the first there is.
 * @param language  one of the languages
 * @param pool      owns the text
 * @return the text; NULL when there is none, which costs nothing
 */
const char *hd_settings_text(const hd_shared_settings_t *settings, hd_setting_t setting, const char *language, apr_pool_t *pool);

#endif
