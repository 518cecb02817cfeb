/* src/xml/theme.h: stylesheets, words and assets: loaded once at start, shared by all threads, used to render views.
 * May use: base/, view.h, text/ (Serbian Latin from Cyrillic, plural rules), APR, libxml2, libxslt.
 * Must not know: HTTP, what a page is about.
 *
 * A theme is a directory laid over xslt/: a file there takes the place of the file of the same name, and may import the
 * original by "helpdesk:NAME.xsl". Loading puts in what does not change from page to page:
 *   <t:word key="reply.send"/>                      the word, as text                     xmlns:t="urn:helpdesk:theme"
 *   <t:word key="status.{@status}"/>                looked up when the page is made; {…} holds an XPath expression
 *   <t:word key="days.left" n="@days" what="@x"/>   {n}, {what} are replaced by the XPath expressions' values;
 *                                                   n also chooses the plural form (CLDR's rules, by ICU)
 *   <input w:placeholder="find.hint"/>              a word as attribute; {…} as above     xmlns:w="urn:helpdesk:words"
 *   <a p:href="/tickets/{@ref}"/>                   an address below the base path        xmlns:p="urn:helpdesk:path"
 *   <use p:href="/assets/icons.svg#{@icon}"/>       the hashed address of an asset
 *   t:word(key, name, value, …) as an XPath function gives the same text where an element cannot stand.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_THEME_H
#define HD_XML_THEME_H

#include "view.h"

/** All stylesheets of a theme in all languages; read-only once loaded. */
typedef struct hd_theme_t hd_theme_t;

/** The languages there are, in the order in which they are offered: BCP 47 tags, NULL at the end. */
extern const char *const hd_languages[];

/** A file that pages refer to, served under /assets/NAME.HASH.EXT. */
typedef struct hd_asset_t {
    const char *address;  /* "portal.1f0c9d2e8a.css", below /assets/ */
    const char *type;     /* media type with charset */
    const char *bytes;
    apr_size_t length;
} hd_asset_t;

/**
 * Load everything: every page of share_dir/xslt (and theme_dir over it), in every language; words; assets.
 * @param[out] theme  in pool; untouched on error
 * @param share_dir   where xslt/ and sql/ are
 * @param theme_dir   HelpdeskTheme, or NULL
 * @param base_url    address of the portal, "https://example.com/portal": pages get its path, mail the whole of it
 * @param pool        owns the theme; a clean-up frees what libxslt holds
 * @return NULL, or HD_BROKEN with one line of detail: file, line, what is wrong (a missing stylesheet, an unknown word,
 *         an unknown asset, not well-formed)
 */
hd_error_t *hd_theme_load(hd_theme_t **theme, const char *share_dir, const char *theme_dir, const char *base_url,
                          apr_pool_t *pool);

/**
 * hd_theme_load in English alone, when a configuration is only tried: a third of the work, and the same faults, for the
 * words of all languages are read and held against the stylesheets.
 */
hd_error_t *hd_theme_try(hd_theme_t **theme, const char *share_dir, const char *theme_dir, const char *base_url,
                         apr_pool_t *pool);

/**
 * Render a view to bytes. Safe in any number of threads at once.
 * @param[out] bytes   in pool; UTF-8 HTML (or text, for a stylesheet with output method text)
 * @param[out] length  of bytes
 * @param theme        the theme
 * @param sheet        name of the stylesheet without .xsl: hd_view_page(), or "mail/answer.text"
 * @param language     one of hd_languages
 * @param view         the view; not changed
 * @param pool         owns the bytes
 * @return NULL, or HD_BROKEN with libxslt's own words in detail
 */
hd_error_t *hd_theme_render(const char **bytes, apr_size_t *length, const hd_theme_t *theme, const char *sheet,
                            const char *language, hd_view_t *view, apr_pool_t *pool);

/** hd_theme_render without libxslt where that can be, whatever earlier pages needed. For tests, which compare. */
hd_error_t *hd_theme_render_free(const char **bytes, apr_size_t *length, const hd_theme_t *theme, const char *sheet,
                                 const char *language, hd_view_t *view, apr_pool_t *pool);

/** hd_theme_render within a run of libxslt's, slower: the same bytes. For tests, which compare. */
hd_error_t *hd_theme_render_bound(const char **bytes, apr_size_t *length, const hd_theme_t *theme, const char *sheet,
                                  const char *language, hd_view_t *view, apr_pool_t *pool);

/** hd_theme_render by libxslt alone, slower still: the same bytes. For tests, which compare. */
hd_error_t *hd_theme_render_plain(const char **bytes, apr_size_t *length, const hd_theme_t *theme, const char *sheet,
                                  const char *language, hd_view_t *view, apr_pool_t *pool);

/**
 * A word, for what is no page (a mail's subject).
 * @param theme     the theme
 * @param language  one of hd_languages
 * @param key       its key
 * @return the text, static; NULL when there is none
 */
const char *hd_theme_word(const hd_theme_t *theme, const char *language, const char *key);

/** The asset that is served under an address, or NULL. @param address  "portal.1f0c9d2e8a.css" */
const hd_asset_t *hd_theme_asset(const hd_theme_t *theme, const char *address);

/** Whether there is a stylesheet of this name. */
int hd_theme_has(const hd_theme_t *theme, const char *sheet);

/**
 * The page for when no page can be made: xslt/last-resort.html, as it is.
 * @param[out] length  of the bytes
 * @return the bytes; static
 */
const char *hd_theme_last_resort(const hd_theme_t *theme, apr_size_t *length);

#endif
