/* src/xml/words_table.h: the inside of a catalogue, for the files that fill and read it.
 * May use: words.h. Must not know: files.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_WORDS_TABLE_H
#define HD_XML_WORDS_TABLE_H

#include <apr_hash.h>

#include "words.h"

#define HD_WORD_FORMS 4

/** "other", the general form, first; then "one", "few", "many". */
extern const char *const hd_word_forms[HD_WORD_FORMS];

struct hd_word_t {
    const char *key;
    const char *language;             /* whose plural rules hold: a word taken from English keeps English ones */
    const char *form[HD_WORD_FORMS];  /* the general form, [0], is always there */
    int has_forms;                    /* there are others than the general one */
};

struct hd_words_t {
    apr_hash_t *by_key;
    apr_array_header_t *missing;
};

/** Take from the fallback what words lack, and note the keys. */
void hd_words_fall_back(hd_words_t *words, const hd_words_t *fallback, apr_pool_t *pool);

#endif
