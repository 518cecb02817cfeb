/* src/text/terms.h: the words of a text, as a search knows them: one number for all forms of a word, in both scripts.
 * May use: APR, ICU. Must not know: which texts are searched, where the numbers are kept.
 *
 * A word is folded (case, diacritics, Serbian Cyrillic to Latin, dj for the d with a stroke), brought to its stem, and
 * hashed to 63 bits by a function without a key that stays the same for ever: the numbers stand in databases.
 * docs/search.md says why the stem is what it is.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_TERMS_H
#define HD_TEXT_TERMS_H

#include <apr_tables.h>

#define HD_TERMS_MAX 4000 /* different words that one text is found by */

/** A list of words: apr_int64_t, greater than 0. */
apr_array_header_t *hd_terms_make(apr_pool_t *pool);

/**
 * Add the words of a text that is to be found, each once.
 * @param terms  sorted afterwards
 * @param text   UTF-8
 * @param pool   for the work
 */
void hd_terms_add(apr_array_header_t *terms, const char *text, apr_pool_t *pool);

/**
 * Add the words that somebody looks for, each once, in their order. Of figures that dots, colons, hyphens or slashes
 * hold together (addresses, dates) the whole is looked for.
 * @param terms  empty before
 * @param text   UTF-8
 * @param max    no more than so many
 * @param pool   for the work
 * @return 1, or 0 when there were more
 */
int hd_terms_ask(apr_array_header_t *terms, const char *text, int max, apr_pool_t *pool);

/** A number that no word of a text has: for what a row is, not what it says. @param kind  "client" @param id  its row */
apr_int64_t hd_term_of_row(const char *kind, apr_int64_t id);

/** Add what another sorted list has. @param terms  sorted before and afterwards */
void hd_terms_join(apr_array_header_t *terms, const apr_array_header_t *others);

/** Sort, and leave each number once. */
void hd_terms_sort(apr_array_header_t *terms);

/** Whether a sorted list has a number. @return 1 or 0 */
int hd_terms_have(const apr_array_header_t *terms, apr_int64_t term);

/** A sorted list as text, 16 hexadecimal digits each, and back. @return in pool */
const char *hd_terms_write(const apr_array_header_t *terms, apr_pool_t *pool);
apr_array_header_t *hd_terms_read(const char *text, apr_pool_t *pool);

#endif
