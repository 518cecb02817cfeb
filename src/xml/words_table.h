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

/** A part of a text: some bytes as they are, and then a {name}. */
typedef struct hd_word_part_t {
    const char *text;        /* in the form */
    apr_size_t length;       /* of those bytes; the {name} is right behind them */
    const char *name;        /* NULL: the text ends here */
} hd_word_part_t;

/** A text with its {name}. */
typedef struct hd_word_form_t {
    const char *text;                /* NULL: the word has no such form */
    const hd_word_part_t *parts;     /* up to one without a name */
} hd_word_form_t;

struct hd_word_t {
    const char *key;
    const char *language;               /* whose plural rules hold: a word taken from English keeps English ones */
    hd_word_form_t form[HD_WORD_FORMS]; /* the general form, [0], is always there */
    int has_forms;                      /* there are others than the general one */
};

struct hd_words_t {
    apr_hash_t *by_key;
    apr_array_header_t *missing;
};

/** Make a form of a text. @param pool  owns the parts; text lives as long */
void hd_word_form_make(hd_word_form_t *form, const char *text, apr_pool_t *pool);

/** Take from the fallback what words lack, and note the keys. */
void hd_words_fall_back(hd_words_t *words, const hd_words_t *fallback, apr_pool_t *pool);

#endif
