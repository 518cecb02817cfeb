/* src/xml/theme.c: all stylesheets of a theme in all languages, its words and its assets.
 * May use: base/, layers.h, words.h, assets.h, loader.h, compile.h, transform.h, APR, libxslt.
 * Must not know: HTTP, what a page is about.
 * SPDX-License-Identifier: Apache-2.0 */
#include "theme.h"

#include <string.h>

#include <apr_strings.h>
#include <libxml/parser.h>
#include <libxslt/xslt.h>

#include "assets.h"
#include "compile.h"
#include "loader.h"
#include "transform.h"

#define EXTENSION ".xsl"
#define LAYOUT "layout"    /* files so named are imported by pages, no pages themselves */

/* What a language has of its own. */
typedef struct set_t {
    const hd_words_t *words;
    const hd_words_t *const *others; /* held against the stylesheets with these; NULL at the end */
    apr_hash_t *sheets; /* of hd_sheet_t, by name */
} set_t;

struct hd_theme_t {
    apr_pool_t *pool;
    const hd_layers_t *layers;
    const hd_assets_t *assets;
    const char *base_url;            /* without a slash at the end */
    const char *base_path;           /* of it */
    xsltSecurityPrefsPtr security;
    apr_hash_t *sets;                /* of set_t, by language */
    const char *last_resort;
    apr_size_t last_resort_length;
};

static apr_status_t free_style(void *style)
{
    xsltFreeStylesheet(style);
    return APR_SUCCESS;
}

static apr_status_t free_security(void *security)
{
    xsltFreeSecurityPrefs(security);
    return APR_SUCCESS;
}

static int ends_with(const char *text, const char *end)
{
    apr_size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static hd_error_t *load_sheet(const hd_theme_t *theme, set_t *set, const char *file, const char *base)
{
    hd_sheet_t *sheet = apr_pcalloc(theme->pool, sizeof(*sheet));
    sheet->name = apr_pstrmemdup(theme->pool, file, strlen(file) - strlen(EXTENSION));
    sheet->words = set->words;
    sheet->security = theme->security;

    apr_pool_t *scratch;
    apr_pool_create(&scratch, theme->pool);
    hd_rewrite_t rewrite;
    hd_rewrite_init(&rewrite, set->words, set->others, theme->assets, base, scratch);
    HD_TRY(hd_loader_compile(&sheet->style, theme->layers, file, &rewrite, scratch)); /* the error lies in scratch */
    apr_pool_destroy(scratch);

    apr_pool_cleanup_register(theme->pool, sheet->style, free_style, apr_pool_cleanup_null);
    sheet->is_text = ends_with(sheet->name, ".text")
                     || (sheet->style->method && xmlStrEqual(sheet->style->method, BAD_CAST "text"));
    if (!sheet->is_text) {
        sheet->program = hd_compile(sheet->style, set->words, theme->pool);
        sheet->told = apr_pcalloc(theme->pool, sizeof(*sheet->told));
        sheet->bound = apr_pcalloc(theme->pool, sizeof(*sheet->bound));
    }
    apr_hash_set(set->sheets, sheet->name, APR_HASH_KEY_STRING, sheet);
    return NULL;
}

/* Every stylesheet directly in a directory, "" or "mail/". */
static hd_error_t *load_directory(const hd_theme_t *theme, set_t *set, const char *directory, const char *base)
{
    apr_array_header_t *names;
    HD_TRY(hd_layers_list(&names, theme->layers, directory, theme->pool));
    for (int i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        if (!ends_with(name, EXTENSION) || strncmp(name, LAYOUT, strlen(LAYOUT)) == 0) continue;
        HD_TRY(load_sheet(theme, set, apr_pstrcat(theme->pool, directory, name, NULL), base));
    }
    return NULL;
}

/* The pages and mails of a language. */
static hd_error_t *load_language(hd_theme_t *theme, const char *language, const hd_words_t *words,
                                 const hd_words_t *const *others)
{
    set_t *set = apr_pcalloc(theme->pool, sizeof(*set));
    set->sheets = apr_hash_make(theme->pool);
    set->words = words;
    set->others = others;
    HD_TRY(load_directory(theme, set, "", theme->base_path));
    HD_TRY(load_directory(theme, set, "mail/", theme->base_url));
    apr_hash_set(theme->sets, language, APR_HASH_KEY_STRING, set);
    return NULL;
}

/* English, with the words of all; and then, unless the theme is only tried, the other languages. */
static hd_error_t *load_languages(hd_theme_t *theme, int is_trial)
{
    int count = 0;
    while (hd_languages[count]) count++;
    const hd_words_t **words = apr_pcalloc(theme->pool, sizeof(*words) * (size_t)(count + 1));
    for (int i = 0; i < count; i++) HD_TRY(hd_words_load(&words[i], theme->layers, hd_languages[i], words[0], theme->pool));
    HD_TRY(load_language(theme, hd_languages[0], words[0], words + 1)); /* the others' words are held against it once */
    for (int i = 1; i < count && !is_trial; i++) HD_TRY(load_language(theme, hd_languages[i], words[i], words + count));
    return NULL;
}

static hd_error_t *load_last_resort(hd_theme_t *theme)
{
    const char *path = hd_layers_find(theme->layers, "last-resort.html", theme->pool);
    if (!path) {
        path = apr_pstrcat(theme->pool, theme->layers->original, "/last-resort.html", NULL);
        return hd_file_fault(theme->pool, path, 0, "no such file");
    }
    return hd_layers_read(&theme->last_resort, &theme->last_resort_length, path, theme->pool);
}

static void set_base(hd_theme_t *theme, const char *base_url)
{
    apr_size_t length = strlen(base_url);
    while (length > 0 && base_url[length - 1] == '/') length--;
    theme->base_url = apr_pstrmemdup(theme->pool, base_url, length);
    const char *host = strstr(theme->base_url, "://");
    const char *path = strchr(host ? host + 3 : theme->base_url, '/');
    theme->base_path = path ? path : "";
}

static hd_error_t *load(hd_theme_t **theme, const char *share_dir, const char *theme_dir, const char *base_url,
                        int is_trial, apr_pool_t *pool)
{
    xmlInitParser();
    xsltInit();
    hd_theme_t *made = apr_pcalloc(pool, sizeof(*made));
    hd_layers_t *layers;
    made->pool = pool;
    made->sets = apr_hash_make(pool);
    set_base(made, base_url);
    HD_TRY(hd_layers_open(&layers, share_dir, theme_dir, pool));
    made->layers = layers;
    HD_TRY(load_last_resort(made));
    HD_TRY(hd_assets_load(&made->assets, layers, pool));

    made->security = hd_transform_security();
    if (!made->security) return hd_error_apr(pool, APR_ENOMEM, "server-memory", "stylesheets");
    apr_pool_cleanup_register(pool, made->security, free_security, apr_pool_cleanup_null);
    HD_TRY(load_languages(made, is_trial));
    *theme = made;
    return NULL;
}

hd_error_t *hd_theme_load(hd_theme_t **theme, const char *share_dir, const char *theme_dir, const char *base_url,
                          apr_pool_t *pool)
{
    return load(theme, share_dir, theme_dir, base_url, 0, pool);
}

hd_error_t *hd_theme_try(hd_theme_t **theme, const char *share_dir, const char *theme_dir, const char *base_url,
                         apr_pool_t *pool)
{
    return load(theme, share_dir, theme_dir, base_url, 1, pool);
}

static hd_error_t *render(const char **bytes, apr_size_t *length, const hd_theme_t *theme, const char *sheet,
                          const char *language, hd_view_t *view, hd_transform_how_t how, apr_pool_t *pool)
{
    const set_t *set = apr_hash_get(theme->sets, language, APR_HASH_KEY_STRING);
    const hd_sheet_t *found = set ? apr_hash_get(set->sheets, sheet, APR_HASH_KEY_STRING) : NULL;
    if (!found) return hd_error(pool, HD_BROKEN, "server-page", "no stylesheet %s in language %s", sheet, language);
    return hd_transform(bytes, length, found, hd_view_doc(view), how, pool);
}

hd_error_t *hd_theme_render(const char **bytes, apr_size_t *length, const hd_theme_t *theme, const char *sheet,
                            const char *language, hd_view_t *view, apr_pool_t *pool)
{
    return render(bytes, length, theme, sheet, language, view, HD_TRANSFORM_BEST, pool);
}

hd_error_t *hd_theme_render_free(const char **bytes, apr_size_t *length, const hd_theme_t *theme, const char *sheet,
                                 const char *language, hd_view_t *view, apr_pool_t *pool)
{
    return render(bytes, length, theme, sheet, language, view, HD_TRANSFORM_FREE, pool);
}

hd_error_t *hd_theme_render_bound(const char **bytes, apr_size_t *length, const hd_theme_t *theme, const char *sheet,
                                  const char *language, hd_view_t *view, apr_pool_t *pool)
{
    return render(bytes, length, theme, sheet, language, view, HD_TRANSFORM_BOUND, pool);
}

hd_error_t *hd_theme_render_plain(const char **bytes, apr_size_t *length, const hd_theme_t *theme, const char *sheet,
                                  const char *language, hd_view_t *view, apr_pool_t *pool)
{
    return render(bytes, length, theme, sheet, language, view, HD_TRANSFORM_PLAIN, pool);
}

const char *hd_theme_word(const hd_theme_t *theme, const char *language, const char *key)
{
    const set_t *set = apr_hash_get(theme->sets, language, APR_HASH_KEY_STRING);
    const hd_word_t *word = set ? hd_words_find(set->words, key) : NULL;
    return word ? hd_word_plain(word) : NULL;
}

const hd_asset_t *hd_theme_asset(const hd_theme_t *theme, const char *address)
{
    return hd_assets_by_address(theme->assets, address);
}

int hd_theme_has(const hd_theme_t *theme, const char *sheet)
{
    const set_t *english = apr_hash_get(theme->sets, hd_languages[0], APR_HASH_KEY_STRING);
    return english && apr_hash_get(english->sheets, sheet, APR_HASH_KEY_STRING) != NULL;
}

const char *hd_theme_last_resort(const hd_theme_t *theme, apr_size_t *length)
{
    *length = theme->last_resort_length;
    return theme->last_resort;
}
