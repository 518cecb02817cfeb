/* src/xml/assets.h: the files that pages refer to, each under an address that changes with its content.
 * May use: base/, layers.h, APR. Must not know: pages, HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_ASSETS_H
#define HD_XML_ASSETS_H

#include "layers.h"
#include "theme.h"

/** All assets of a theme; read-only once loaded. */
typedef struct hd_assets_t hd_assets_t;

/**
 * Read xslt/assets and the theme's over it. Files of unknown types are left out, with a warning in the log. A CSS file
 * that refers to another file is refused: it could not know the other's address.
 * @param[out] assets  in pool
 * @return NULL, or HD_BROKEN
 */
hd_error_t *hd_assets_load(const hd_assets_t **assets, const hd_layers_t *layers, apr_pool_t *pool);

/** The asset of a file name ("portal.css"), or NULL. */
const hd_asset_t *hd_assets_by_name(const hd_assets_t *assets, const char *name);

/** The asset of an address ("portal.1f0c9d2e8a.css"), or NULL. */
const hd_asset_t *hd_assets_by_address(const hd_assets_t *assets, const char *address);

#endif
