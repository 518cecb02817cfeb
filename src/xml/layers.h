/* src/xml/layers.h: xslt/ and the theme that is laid over it: which file stands for a name.
 * May use: base/, APR. Must not know: what is in the files.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_LAYERS_H
#define HD_XML_LAYERS_H

#include <apr_tables.h>

#include "../base/error.h"

/** Two directories, the upper one may be missing. */
typedef struct hd_layers_t {
    const char *original;  /* share_dir/xslt, absolute, no slash at the end */
    const char *theme;     /* HelpdeskTheme likewise, or NULL */
} hd_layers_t;

/** A fault of an installed file: HD_BROKEN with "file:line: what" as detail; line 0 is left out. */
hd_error_t *hd_layers_fault(apr_pool_t *pool, const char *where, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/** hd_layers_fault with the caller's own place. */
#define hd_file_fault(pool, file, line, ...) hd_layers_fault((pool), HD_HERE, (file), (line), __VA_ARGS__)

/**
 * Find the directories.
 * @param[out] layers  in pool
 * @param share_dir    where xslt/ is
 * @param theme_dir    or NULL
 * @return NULL, or HD_BROKEN when one is no directory
 */
hd_error_t *hd_layers_open(hd_layers_t **layers, const char *share_dir, const char *theme_dir, apr_pool_t *pool);

/** The file that stands for a name such as "mail/answer.text.xsl": the theme's before the original. @return or NULL */
const char *hd_layers_find(const hd_layers_t *layers, const char *name, apr_pool_t *pool);

/** The original of a name. @return NULL when there is none */
const char *hd_layers_original(const hd_layers_t *layers, const char *name, apr_pool_t *pool);

/** The theme's own file of a name. @return NULL when there is none */
const char *hd_layers_theme(const hd_layers_t *layers, const char *name, apr_pool_t *pool);

/** The name of a file of either layer; NULL when it lies in neither. @param path  absolute */
const char *hd_layers_name(const hd_layers_t *layers, const char *path);

/**
 * The plain files directly in a directory of both layers.
 * @param[out] names  of const char *, sorted, each once, without the directory; in pool
 * @param directory   "", "mail" or "assets"; one that is missing is empty
 * @return NULL, or HD_BROKEN when it cannot be read
 */
hd_error_t *hd_layers_list(apr_array_header_t **names, const hd_layers_t *layers, const char *directory,
                           apr_pool_t *pool);

/**
 * Read a whole file.
 * @param[out] bytes   in pool, with a NUL behind
 * @param[out] length  without that NUL
 * @return NULL, or HD_BROKEN
 */
hd_error_t *hd_layers_read(const char **bytes, apr_size_t *length, const char *path, apr_pool_t *pool);

#endif
