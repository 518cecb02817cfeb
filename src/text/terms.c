/* src/text/terms.c: folding, stemming and hashing the words of a text.
 * May use: APR, ICU. Must not know: which texts are searched, where the numbers are kept.
 * SPDX-License-Identifier: Apache-2.0 */
#include "terms.h"

#include <apr_strings.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "fold.h"
#include "uchars.h"

#define WORD_MIN 2   /* letters of a word that is worth finding */
#define WORD_MAX 64  /* of a longer one, so many count */
#define STEM_MIN 3   /* endings are taken off down to so many */
#define STEM_MAX 6   /* what follows are endings too */
#define HEX 16       /* digits of a number as text */

/* Where the words of a text go. */
typedef struct found_t {
    apr_array_header_t *terms;
    int asked; /* in their order; of figures held together the whole only */
    int max, full;
} found_t;

static UChar *normal(const UNormalizer2 *form, const UChar *text, int32_t *length, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t needed = unorm2_normalize(form, text, *length, NULL, 0, &status);
    UChar *result = apr_palloc(pool, ((apr_size_t)needed + 1) * sizeof(UChar));

    status = U_ZERO_ERROR;
    *length = unorm2_normalize(form, text, *length, result, needed + 1, &status);
    if (U_FAILURE(status)) *length = 0;
    return result;
}

/* Small letters without their marks. */
static UChar *fold(int32_t *length, const char *text, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *cases = unorm2_getNFKCCasefoldInstance(&status), *apart = unorm2_getNFDInstance(&status);
    UChar *units = hd_uchars(length, hd_serbian_latin(text, pool), 0, pool), *kept;
    int32_t at = 0, to = 0;

    if (U_SUCCESS(status)) units = normal(apart, normal(cases, units, length, pool), length, pool);
    kept = apr_palloc(pool, ((apr_size_t)*length * 2 + 1) * sizeof(UChar));
    while (at < *length) {
        UChar32 c;

        U16_NEXT(units, at, *length, c);
        if (u_charType(c) == U_NON_SPACING_MARK) continue;
        if (c == 0x111) { /* d with a stroke */
            kept[to++] = 'd';
            kept[to++] = 'j';
        } else {
            U16_APPEND_UNSAFE(kept, to, c);
        }
    }
    *length = to;
    return kept;
}

/* FNV-1a over the bytes of the units, the lower first, then the end of MurmurHash3, which spreads what differs little. */
static apr_int64_t hash(const UChar *units, int32_t length)
{
    apr_uint64_t h = 0xcbf29ce484222325ULL;
    int32_t i;

    for (i = 0; i < length; i++) {
        h = (h ^ (units[i] & 0xFF)) * 0x100000001b3ULL;
        h = (h ^ (units[i] >> 8)) * 0x100000001b3ULL;
    }
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdULL;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    h = (h ^ (h >> 33)) >> 1;
    return h ? (apr_int64_t)h : 1;
}

/* How much of a word without figures is the same in its forms. */
static int32_t stem(const UChar *word, int32_t length)
{
    while (length > STEM_MIN && word[length - 1] < 0x80 && strchr("aeioumhvs", word[length - 1])) length--;
    return length < STEM_MAX ? length : STEM_MAX;
}

static void put(found_t *found, const UChar *word, int32_t length)
{
    apr_int64_t term = hash(word, length);
    int i;

    if (found->full) return;
    for (i = 0; found->asked && i < found->terms->nelts; i++) {
        if (APR_ARRAY_IDX(found->terms, i, apr_int64_t) == term) return;
    }
    if (found->terms->nelts == found->max) found->full = 1;
    else APR_ARRAY_PUSH(found->terms, apr_int64_t) = term;
}

static void put_word(found_t *found, const UChar *word, int32_t length, int figures)
{
    if (length < WORD_MIN) return;
    if (!figures) length = stem(word, length);
    put(found, word, length < WORD_MAX ? length : WORD_MAX);
}

/* The end of the word that begins at a place. @param[out] figures  whether it has any; 2: it has nothing else */
static int32_t word_end(const UChar *units, int32_t at, int32_t length, int *figures)
{
    int digits = 0, letters = 0;

    while (at < length) {
        int32_t next = at;
        UChar32 c;

        U16_NEXT(units, next, length, c);
        if (!u_isalnum(c)) break;
        if (u_isdigit(c)) digits = 1;
        else letters = 1;
        at = next;
    }
    *figures = digits ? 2 - letters : 0;
    return at;
}

/* Figures that are held together, from a place where there are some: 10.0.0.1. @return behind them */
static int32_t together_end(const UChar *units, int32_t end, int32_t length)
{
    while (end + 1 < length && units[end] < 0x80 && units[end] && strchr(".,:-/", units[end])) {
        int figures;
        int32_t next = word_end(units, end + 1, length, &figures);

        if (figures != 2) break;
        end = next;
    }
    return end;
}

static void walk(found_t *found, const UChar *units, int32_t length)
{
    int32_t at = 0, behind = 0; /* behind the figures that were looked at as a whole */

    while (at < length && !found->full) {
        int figures;
        int32_t end = word_end(units, at, length, &figures), whole = end;

        if (figures == 2 && at >= behind) whole = behind = together_end(units, end, length);
        if (whole > end) put(found, units + at, whole - at < WORD_MAX ? whole - at : WORD_MAX);
        if (whole == end || !found->asked) {
            put_word(found, units + at, end - at, figures);
            whole = end;
        }
        at = whole > at ? whole : at + 1;
    }
}

apr_array_header_t *hd_terms_make(apr_pool_t *pool)
{
    return apr_array_make(pool, 64, sizeof(apr_int64_t));
}

void hd_terms_add(apr_array_header_t *terms, const char *text, apr_pool_t *pool)
{
    found_t found = { hd_terms_make(pool), 0, INT_MAX, 0 };
    int32_t length;
    const UChar *units = fold(&length, text, pool);

    walk(&found, units, length);
    hd_terms_sort(found.terms);
    if (found.terms->nelts > HD_TERMS_MAX) found.terms->nelts = HD_TERMS_MAX;
    hd_terms_join(terms, found.terms);
}

int hd_terms_ask(apr_array_header_t *terms, const char *text, int max, apr_pool_t *pool)
{
    found_t found = { terms, 1, max, 0 };
    int32_t length;
    const UChar *units = fold(&length, text, pool);

    walk(&found, units, length);
    return !found.full;
}

apr_int64_t hd_term_of_row(const char *kind, apr_int64_t id)
{
    UChar units[48];
    char name[40];
    int32_t length = 0;
    const char *c;

    apr_snprintf(name, sizeof(name), "%s %" APR_INT64_T_FMT, kind, id); /* no word has a blank */
    for (c = name; *c; c++) units[length++] = (UChar)(unsigned char)*c;
    return hash(units, length);
}

static int by_number(const void *one, const void *other)
{
    apr_int64_t a = *(const apr_int64_t *)one, b = *(const apr_int64_t *)other;

    return a < b ? -1 : a > b;
}

void hd_terms_sort(apr_array_header_t *terms)
{
    apr_int64_t *list = (apr_int64_t *)terms->elts;
    int i, to = 0;

    if (!terms->nelts) return;
    qsort(list, (size_t)terms->nelts, sizeof(*list), by_number);
    for (i = 1; i < terms->nelts; i++) {
        if (list[i] != list[to]) list[++to] = list[i];
    }
    terms->nelts = to + 1;
}

void hd_terms_join(apr_array_header_t *terms, const apr_array_header_t *others)
{
    apr_array_cat(terms, others);
    hd_terms_sort(terms);
}

int hd_terms_have(const apr_array_header_t *terms, apr_int64_t term)
{
    return terms->nelts && bsearch(&term, terms->elts, (size_t)terms->nelts, sizeof(term), by_number) != NULL;
}

const char *hd_terms_write(const apr_array_header_t *terms, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, (apr_size_t)terms->nelts * HEX + 1);
    int i;

    *text = '\0';
    for (i = 0; i < terms->nelts; i++) {
        apr_snprintf(text + i * HEX, HEX + 1, "%016" APR_UINT64_T_HEX_FMT,
                     (apr_uint64_t)APR_ARRAY_IDX(terms, i, apr_int64_t));
    }
    return text;
}

apr_array_header_t *hd_terms_read(const char *text, apr_pool_t *pool)
{
    apr_size_t count = strlen(text) / HEX, i;
    apr_array_header_t *terms = apr_array_make(pool, (int)count + 64, sizeof(apr_int64_t));

    for (i = 0; i < count; i++) {
        const char *one = apr_pstrmemdup(pool, text + i * HEX, HEX);
        APR_ARRAY_PUSH(terms, apr_int64_t) = apr_strtoi64(one, NULL, 16);
    }
    return terms;
}
