/* src/xml/words.c: the words in memory: finding them, putting values in, choosing the plural form.
 * May use: base/, text/, APR. Must not know: files (catalogue.c), where the words stand.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#include "../text/locale.h"
#include "buffer.h"
#include "words_table.h"

const char *const hd_word_forms[HD_WORD_FORMS] = { "other", "one", "few", "many" };

const hd_word_t *hd_words_find(const hd_words_t *words, const char *key)
{
    return apr_hash_get(words->by_key, key, APR_HASH_KEY_STRING);
}

static int by_key(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const apr_array_header_t *hd_words_missing(const hd_words_t *words)
{
    return words->missing;
}

void hd_words_fall_back(hd_words_t *words, const hd_words_t *fallback, apr_pool_t *pool)
{
    for (apr_hash_index_t *i = apr_hash_first(pool, fallback->by_key); i; i = apr_hash_next(i)) {
        const hd_word_t *word = apr_hash_this_val(i);
        if (hd_words_find(words, word->key)) continue;
        apr_hash_set(words->by_key, word->key, APR_HASH_KEY_STRING, word);
        APR_ARRAY_PUSH(words->missing, const char *) = word->key;
    }
    if (words->missing->nelts) {
        qsort(words->missing->elts, (size_t)words->missing->nelts, sizeof(const char *), by_key);
    }
}

const char *hd_word_plain(const hd_word_t *word)
{
    return word->form[0].text;
}

static int is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* The length of the {name} that text begins with, braces included, or 0. */
static apr_size_t placeholder(const char *text)
{
    if (*text != '{') return 0;
    apr_size_t n = 0;
    while (is_of_name(text[n + 1])) n++;
    return n > 0 && text[n + 1] == '}' ? n + 2 : 0;
}

void hd_word_form_make(hd_word_form_t *form, const char *text, apr_pool_t *pool)
{
    apr_array_header_t *parts = apr_array_make(pool, 2, sizeof(hd_word_part_t));
    const char *from = text, *at = text;
    while (*at) {
        apr_size_t length = placeholder(at);
        if (length) {
            hd_word_part_t part = { from, (apr_size_t)(at - from), apr_pstrmemdup(pool, at + 1, length - 2) };
            APR_ARRAY_PUSH(parts, hd_word_part_t) = part;
            from = at + length;
        }
        at += length ? length : 1;
    }
    hd_word_part_t last = { from, (apr_size_t)(at - from), NULL };
    APR_ARRAY_PUSH(parts, hd_word_part_t) = last;
    form->text = text;
    form->parts = (const hd_word_part_t *)parts->elts;
}

static const char *value_of(const hd_word_value_t *values, int count, const char *name)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(values[i].name, name) == 0) return values[i].value;
    }
    return NULL;
}

static const hd_word_form_t *form_for(const hd_word_t *word, const hd_word_value_t *values, int count)
{
    const char *n = word->has_forms ? value_of(values, count, "n") : NULL;
    if (n) {
        const char *category = hd_plural(word->language, apr_atoi64(n));
        for (int i = 0; i < HD_WORD_FORMS; i++) {
            if (word->form[i].text && strcmp(category, hd_word_forms[i]) == 0) return &word->form[i];
        }
    }
    return &word->form[0];
}

const char *hd_word_text(const hd_word_t *word, const hd_word_value_t *values, int count, apr_pool_t *pool)
{
    const hd_word_form_t *form = form_for(word, values, count);
    if (count == 0 || !form->parts->name) return form->text;

    hd_buffer_t out;
    hd_buffer_init(&out, 128, pool);
    for (const hd_word_part_t *part = form->parts;; part++) {
        hd_buffer_add(&out, part->text, part->length);
        if (!part->name) return hd_buffer_end(&out);
        const char *value = value_of(values, count, part->name);
        if (value) hd_buffer_puts(&out, value);
        else hd_buffer_add(&out, part->text + part->length, strlen(part->name) + 2);
    }
}

const char *hd_word_lacks(const hd_word_t *word, const hd_word_value_t *values, int count)
{
    for (int i = 0; i < HD_WORD_FORMS; i++) {
        for (const hd_word_part_t *part = word->form[i].parts; part && part->name; part++) {
            if (!value_of(values, count, part->name)) return part->name;
        }
    }
    return NULL;
}
