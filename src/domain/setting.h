/* src/domain/setting.h: what administrators change while the portal runs: typed, bounded, with defaults.
 * May use: domain/, store/, text/, base/. Must not know: HTTP, how requests learn of a change.
 *
 * A setting that is new gets a row in setting.c, words admin.field.{name} and admin.hint.{name}, and a row in docs/admin.md;
 * it then stands on the page, is kept, noted, and known to every request (web/settings.h) without a statement.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_DOMAIN_SETTING_H
#define HD_DOMAIN_SETTING_H

#include "audit.h"

#define HD_SETTING_TEXT_MAX 500 /* characters of any text */

/** The settings. */
typedef enum {
    HD_SETTING_BANNER,          /* a notice to clients, in each language */
    HD_SETTING_BANNER_PUBLIC,   /* and to whoever is signed out */
    HD_SETTING_INVITATION_DAYS, /* how long an invitation's link holds */
    HD_SETTINGS
} hd_setting_t;

/** What a setting can be. */
typedef enum {
    HD_SETTING_IS_TEXT,   /* lines, one text for each language */
    HD_SETTING_IS_NUMBER, /* whole */
    HD_SETTING_IS_FLAG    /* "yes" or "no"; 1 or 0 */
} hd_setting_type_t;

/** A row of the table of settings. */
typedef struct hd_setting_row_t {
    const char *name;
    hd_setting_type_t type;
    int least, most;    /* of a number; most: characters of a text */
    const char *preset; /* value where nobody has set another */
} hd_setting_row_t;

extern const hd_setting_row_t hd_setting_rows[HD_SETTINGS];

/** A value of a setting. */
typedef struct hd_setting_value_t {
    hd_setting_t setting;
    const char *language; /* of a text; else "" */
    const char *value;    /* as text */
} hd_setting_value_t;

/**
 * All settings, in the order of the table, texts in the order of the languages.
 * @param[out] values  hd_setting_value_t in pool
 * @param db           the connection
 * @param languages    of texts; NULL at the end
 * @param pool         owns the values
 * @return NULL or the database's error
 */
hd_error_t *hd_settings_read(apr_array_header_t **values, hd_db_t *db, const char *const *languages, apr_pool_t *pool);

/** What a value is called in forms and in the audit: "banner-en", "banner-public". @return in pool */
const char *hd_setting_field(const hd_setting_value_t *value, apr_pool_t *pool);

/** hd_audit_version() of values. @return in pool */
const char *hd_settings_version(const apr_array_header_t *values, apr_pool_t *pool);

/**
 * Set all settings. One transaction; each that changes is noted.
 * @param[out] count  how many changed
 * @param db          the connection, not in a transaction
 * @param by          who
 * @param wanted      hd_setting_value_t, as hd_settings_read() gives them, with other values
 * @param version     of what the form showed; "": overwrites
 * @param languages   as above
 * @param pool        for the work
 * @return NULL; HD_INVALID, all faults joined: "setting-long", "setting-invalid", "number-bad" (field: hd_setting_field());
 *         HD_CONFLICT "changed-meanwhile"; the database's error
 */
hd_error_t *hd_settings_save(int *count, hd_db_t *db, const hd_by_t *by, const apr_array_header_t *wanted,
                             const char *version, const char *const *languages, apr_pool_t *pool);

#endif
