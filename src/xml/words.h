/* src/xml/words.h: the catalogues: what the program says to people, by key and language (xslt/strings/).
 * May use: base/, text/ (Latin script, plural rules), layers.h, APR, libxml2. Must not know: where the words stand.
 *
 *   <words>
 *     <word key="reply.send">Пошаљи одговор</word>
 *     <word key="a.name" latin="…">…</word>              latin: the text in Serbian Latin, instead of the derived one
 *     <word key="by.mail">Пишите на <k>e-mail</k></word>    <k>: kept as it is when the Latin script is derived
 *     <word key="days.left">
 *       <one>Још {n} дан</one><few>Још {n} дана</few><other>Још {n} дана</other>
 *     </word>
 *   </words>
 * White space in a word counts as one space, and none at its ends.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_WORDS_H
#define HD_XML_WORDS_H

#include <apr_tables.h>

#include "layers.h"

/** The words of one language; read-only once loaded. */
typedef struct hd_words_t hd_words_t;

/** One word, with its plural forms. */
typedef struct hd_word_t hd_word_t;

/** A value for a word's {name}. */
typedef struct hd_word_value_t {
    const char *name;
    const char *value;
} hd_word_value_t;

/** Whether a language is one of hd_languages. @return 1 or 0 */
int hd_words_language(const char *language);

/**
 * Load the words of a language, the theme's over the originals.
 * @param[out] words  in pool
 * @param layers      where strings/ is
 * @param language    one of hd_languages
 * @param fallback    English, for what is missing; NULL for English itself
 * @param pool        owns the words
 * @return NULL, or HD_BROKEN (not well-formed, a key given twice, an element that has no place there)
 */
hd_error_t *hd_words_load(const hd_words_t **words, const hd_layers_t *layers, const char *language,
                          const hd_words_t *fallback, apr_pool_t *pool);

/** The keys that were taken from the fallback, sorted: of const char *. */
const apr_array_header_t *hd_words_missing(const hd_words_t *words);

/** A word. @return NULL when there is none */
const hd_word_t *hd_words_find(const hd_words_t *words, const char *key);

/** A word's text with its {name} as they are, in its general form. @return static */
const char *hd_word_plain(const hd_word_t *word);

/**
 * A word's text with values put in; "n" chooses the plural form. A {name} without a value stays as it is.
 * @param values  may be NULL when count is 0
 * @return static, or in pool
 */
const char *hd_word_text(const hd_word_t *word, const hd_word_value_t *values, int count, apr_pool_t *pool);

/** The first {name} of any of a word's forms that has no value. @return the name, the word's own; NULL when all have */
const char *hd_word_lacks(const hd_word_t *word, const hd_word_value_t *values, int count);

#endif
