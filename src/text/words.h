/* src/text/words.h: the words of names and addresses, folded, so that "Đorđević", "ЂОРЂЕВИЋ" and "djordjevic" are one.
 * May use: base/, APR, ICU. Must not know: what is looked for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_WORDS_H
#define HD_TEXT_WORDS_H

#include <apr_tables.h>

#define HD_WORD_MAX 40 /* bytes of a word; the rest of a longer one is left out */

/**
 * The words of a text: letters and digits, without case and diacritics, Serbian Cyrillic in Latin letters.
 * @param words  const char *: those that are not in it yet are appended
 * @param text   UTF-8
 * @param max    words at most
 */
void hd_words_add(apr_array_header_t *words, const char *text, int max);

#endif
