/* src/xml/layers.c: xslt/ and the theme that is laid over it: which file stands for a name.
 * May use: base/, APR. Must not know: what is in the files.
 * SPDX-License-Identifier: Apache-2.0 */
#include "layers.h"

#include <stdlib.h>
#include <string.h>

#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_strings.h>

#define FILE_MAX_BYTES (64 * 1024 * 1024)

hd_error_t *hd_layers_fault(apr_pool_t *pool, const char *where, const char *file, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *what = apr_pvsprintf(pool, format, args);
    va_end(args);
    if (line > 0) return hd_error_make(pool, HD_BROKEN, "server-theme", NULL, where, "%s:%d: %s", file, line, what);
    return hd_error_make(pool, HD_BROKEN, "server-theme", NULL, where, "%s: %s", file, what);
}

static int is_type(const char *path, apr_filetype_e type, apr_pool_t *pool)
{
    apr_finfo_t info;
    apr_status_t rv = apr_stat(&info, path, APR_FINFO_TYPE, pool);
    return (rv == APR_SUCCESS || rv == APR_INCOMPLETE) && info.filetype == type;
}

static hd_error_t *open_directory(const char **found, const char *path, apr_pool_t *pool)
{
    char *absolute;
    apr_status_t rv = apr_filepath_merge(&absolute, NULL, path, APR_FILEPATH_NATIVE, pool);
    if (rv != APR_SUCCESS) return hd_error_apr(pool, rv, "server-theme", "%s", path);
    if (!is_type(absolute, APR_DIR, pool)) return hd_file_fault(pool, absolute, 0, "no such directory");
    apr_size_t length = strlen(absolute);
    while (length > 1 && absolute[length - 1] == '/') absolute[--length] = '\0';
    *found = absolute;
    return NULL;
}

hd_error_t *hd_layers_open(hd_layers_t **layers, const char *share_dir, const char *theme_dir, apr_pool_t *pool)
{
    hd_layers_t *l = apr_pcalloc(pool, sizeof(*l));
    HD_TRY(open_directory(&l->original, apr_pstrcat(pool, share_dir, "/xslt", NULL), pool));
    if (theme_dir) HD_TRY(open_directory(&l->theme, theme_dir, pool));
    *layers = l;
    return NULL;
}

static const char *file_in(const char *directory, const char *name, apr_pool_t *pool)
{
    if (!directory) return NULL;
    const char *path = apr_pstrcat(pool, directory, "/", name, NULL);
    return is_type(path, APR_REG, pool) ? path : NULL;
}

const char *hd_layers_original(const hd_layers_t *layers, const char *name, apr_pool_t *pool)
{
    return file_in(layers->original, name, pool);
}

const char *hd_layers_theme(const hd_layers_t *layers, const char *name, apr_pool_t *pool)
{
    return file_in(layers->theme, name, pool);
}

const char *hd_layers_find(const hd_layers_t *layers, const char *name, apr_pool_t *pool)
{
    const char *path = hd_layers_theme(layers, name, pool);
    return path ? path : hd_layers_original(layers, name, pool);
}

static const char *name_below(const char *directory, const char *path)
{
    apr_size_t length = directory ? strlen(directory) : 0;
    return length && strncmp(path, directory, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

const char *hd_layers_name(const hd_layers_t *layers, const char *path)
{
    const char *name = name_below(layers->theme, path);
    return name ? name : name_below(layers->original, path);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Hidden files and what editors leave behind are not there. */
static int is_wanted(const apr_finfo_t *entry)
{
    return (entry->filetype == APR_REG || entry->filetype == APR_LNK) && entry->name[0] != '.'
           && entry->name[strlen(entry->name) - 1] != '~';
}

static hd_error_t *list_one(apr_array_header_t *names, const char *path, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t entry;
    apr_status_t rv = apr_dir_open(&dir, path, pool);
    if (APR_STATUS_IS_ENOENT(rv)) return NULL;
    if (rv != APR_SUCCESS) return hd_error_apr(pool, rv, "server-theme", "%s", path);
    while ((rv = apr_dir_read(&entry, APR_FINFO_TYPE | APR_FINFO_NAME, dir)) == APR_SUCCESS || rv == APR_INCOMPLETE) {
        if (is_wanted(&entry)) APR_ARRAY_PUSH(names, const char *) = apr_pstrdup(pool, entry.name);
    }
    apr_dir_close(dir);
    return APR_STATUS_IS_ENOENT(rv) ? NULL : hd_error_apr(pool, rv, "server-theme", "%s", path);
}

hd_error_t *hd_layers_list(apr_array_header_t **names, const hd_layers_t *layers, const char *directory,
                           apr_pool_t *pool)
{
    apr_array_header_t *all = apr_array_make(pool, 32, sizeof(const char *));
    apr_array_header_t *once = apr_array_make(pool, 32, sizeof(const char *));
    HD_TRY(list_one(all, apr_pstrcat(pool, layers->original, "/", directory, NULL), pool));
    if (layers->theme) HD_TRY(list_one(all, apr_pstrcat(pool, layers->theme, "/", directory, NULL), pool));
    if (all->nelts) qsort(all->elts, (size_t)all->nelts, sizeof(const char *), by_name);
    for (int i = 0; i < all->nelts; i++) {
        const char *name = APR_ARRAY_IDX(all, i, const char *);
        if (i == 0 || strcmp(name, APR_ARRAY_IDX(all, i - 1, const char *)) != 0) {
            APR_ARRAY_PUSH(once, const char *) = name;
        }
    }
    *names = once;
    return NULL;
}

hd_error_t *hd_layers_read(const char **bytes, apr_size_t *length, const char *path, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t info;
    apr_status_t rv = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY, APR_OS_DEFAULT, pool);
    if (rv != APR_SUCCESS) return hd_error_apr(pool, rv, "server-theme", "%s", path);
    rv = apr_file_info_get(&info, APR_FINFO_SIZE, file);
    if (rv == APR_SUCCESS && info.size > FILE_MAX_BYTES) rv = APR_ENOMEM;
    apr_size_t size = rv == APR_SUCCESS ? (apr_size_t)info.size : 0, got = 0;
    char *data = apr_palloc(pool, size + 1);
    if (rv == APR_SUCCESS && size > 0) rv = apr_file_read_full(file, data, size, &got);
    apr_file_close(file);
    if (rv != APR_SUCCESS) return hd_error_apr(pool, rv, "server-theme", "%s", path);
    data[got] = '\0';
    *bytes = data;
    *length = got;
    return NULL;
}
