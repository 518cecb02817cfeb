/* src/text/words.c: the words of names and addresses, folded.
 * May use: base/, APR, ICU. Must not know: what is looked for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "fold.h"
#include "uchars.h"

#define D_STROKE 0x0111 /* small d with a stroke, which is not taken apart */

/* Room for what one character becomes at most, folded and taken apart. */
#define GROWS 18

static const UChar *normalize(int32_t *length, const UNormalizer2 *normalizer, const UChar *text, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t room = *length * GROWS + 1;
    UChar *result = apr_palloc(pool, (apr_size_t)room * sizeof(UChar));
    int32_t written = unorm2_normalize(normalizer, text, *length, result, room, &status);

    if (U_FAILURE(status)) return text;
    *length = written;
    return result;
}

/* Without case, letters and their marks apart. */
static const UChar *fold(int32_t *length, const char *text, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    const UChar *units = hd_uchars(length, hd_serbian_latin(text, pool), 0, pool);
    const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&status), *apart = unorm2_getNFDInstance(&status);

    if (U_FAILURE(status)) return units;
    return normalize(length, apart, normalize(length, casefold, units, pool), pool);
}

/* A word under construction. */
typedef struct word_t {
    char bytes[HD_WORD_MAX + 1];
    int32_t length;
    int full; /* what follows is left out */
} word_t;

static void append(word_t *word, UChar32 letter)
{
    int32_t length = word->length;
    UBool failed = 0;

    if (word->full) return;
    if (length == HD_WORD_MAX) failed = 1; /* ICU looks at the room for other letters than ASCII's only */
    else U8_APPEND((uint8_t *)word->bytes, length, HD_WORD_MAX, letter, failed);
    if (failed) word->full = 1;
    else word->length = length;
}

static void finish(apr_array_header_t *words, word_t *word, int max)
{
    int i;

    word->bytes[word->length] = '\0';
    for (i = 0; i < words->nelts && strcmp(APR_ARRAY_IDX(words, i, const char *), word->bytes); i++) continue;
    if (word->length && i == words->nelts && i < max) {
        APR_ARRAY_PUSH(words, const char *) = apr_pstrdup(words->pool, word->bytes);
    }
    word->length = 0;
    word->full = 0;
}

void hd_words_add(apr_array_header_t *words, const char *text, int max)
{
    int32_t length, at = 0;
    const UChar *units = fold(&length, text, words->pool);
    word_t word = { "", 0, 0 };

    while (at < length) {
        UChar32 c;

        U16_NEXT(units, at, length, c);
        if (u_charType(c) == U_NON_SPACING_MARK) continue;
        if (c == D_STROKE) {
            append(&word, 'd');
            append(&word, 'j');
        }
        else if (u_isalnum(c)) append(&word, c);
        else finish(words, &word, max);
    }
    finish(words, &word, max);
}
