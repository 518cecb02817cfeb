/* src/text/fold.c: checking, trimming and folding of text in any script.
 * May use: base/, APR, ICU. Must not know: what the texts are for.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fold.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "uchars.h"

#define LOCAL_MAX 64         /* RFC 5321, 4.5.3.1.1 */
#define ADDRESS_MAX 254      /* RFC 5321, 4.5.3.1.3, without the angle brackets */
#define TYPED_MAX 4096       /* longer is no address, whatever folding makes of it */
#define DOMAIN_BYTES_MAX 256

static int is_line_control(UChar32 c)
{
    return c == '\t' || c == '\n' || c == '\r';
}

/** Whether a text may hold what U8_NEXT has found. */
static int is_fit(UChar32 c, int lines)
{
    if (c < 0 || c == 0xFFFE || c == 0xFFFF) return 0;
    if (c < 0x20) return lines && is_line_control(c);
    return c < 0x7F || c > 0x9F;
}

/** Whether all of 8 bytes are printable ASCII (0x20..0x7e). */
static int are_plain(const char *bytes)
{
    const apr_uint64_t ones = 0x0101010101010101ULL, tops = 0x8080808080808080ULL;
    apr_uint64_t word, below, deletes;

    memcpy(&word, bytes, sizeof(word));
    if (word & tops) return 0;
    below = (word - ones * 0x20) & tops;       /* a borrow marks a byte under 0x20 (or one above such a byte) */
    deletes = (word + ones) & tops;            /* 0x7f + 1 */
    return !(below | deletes);
}

int hd_text_valid(const char *bytes, apr_size_t length, int lines)
{
    apr_size_t at = 0;

    if (length > INT32_MAX) return 0;
    while (at < length) {
        UChar32 c;
        int32_t next = (int32_t)at;

        if (length - at >= 8 && are_plain(bytes + at)) {
            at += 8;
            continue;
        }
        U8_NEXT(bytes, next, (int32_t)length, c);
        if (!is_fit(c, lines)) return 0;
        at = (apr_size_t)next;
    }
    return 1;
}

const char *hd_text_clean(const char *bytes, apr_size_t length, int lines, apr_pool_t *pool)
{
    static const char mark[] = "\xEF\xBF\xBD"; /* U+FFFD */
    char *clean = apr_palloc(pool, length * (sizeof(mark) - 1) + 1), *to = clean;
    apr_size_t at = 0;

    while (at < length) {
        UChar32 c;
        apr_size_t next = at;
        int fit;

        U8_NEXT(bytes, next, length, c);
        fit = is_fit(c, lines);
        memcpy(to, fit ? bytes + at : mark, fit ? next - at : sizeof(mark) - 1);
        to += fit ? next - at : sizeof(mark) - 1;
        at = next;
    }
    *to = '\0';
    return clean;
}

apr_size_t hd_text_chars(const char *text)
{
    apr_size_t count = 0;

    for (; *text; text++) count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static int is_ascii(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text >= 0x80) return 0;
    }
    return 1;
}

/** Make CRLF and CR into LF, in place. */
static void unify_line_ends(char *text)
{
    const char *from = text;
    char *to = text;

    while (*from) {
        if (*from == '\r') {
            *to++ = '\n';
            from += from[1] == '\n' ? 2 : 1;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

/** A copy without the white space at both ends. */
static char *cut_ends(const char *text, apr_pool_t *pool)
{
    int32_t start = 0, end = (int32_t)strlen(text);

    while (start < end) {
        int32_t next = start;
        UChar32 c;
        U8_NEXT(text, next, end, c);
        if (c < 0 || !u_isUWhiteSpace(c)) break;
        start = next;
    }
    while (end > start) {
        int32_t before = end;
        UChar32 c;
        U8_PREV(text, start, before, c);
        if (c < 0 || !u_isUWhiteSpace(c)) break;
        end = before;
    }
    return apr_pstrmemdup(pool, text + start, (apr_size_t)(end - start));
}

/** Run one of ICU's normalizers over a text; the text itself where ICU fails. */
static const char *normalize(const char *text, const UNormalizer2 *normalizer, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t length, needed;
    UChar *units = hd_uchars(&length, text, 0, pool), *result;

    if (unorm2_isNormalized(normalizer, units, length, &status) && U_SUCCESS(status)) {
        return hd_uchars_utf8(units, length, pool);
    }
    status = U_ZERO_ERROR;
    needed = unorm2_normalize(normalizer, units, length, NULL, 0, &status);
    if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR) return text;
    status = U_ZERO_ERROR;
    result = apr_palloc(pool, ((apr_size_t)needed + 1) * sizeof(UChar));
    needed = unorm2_normalize(normalizer, units, length, result, needed + 1, &status);
    return U_FAILURE(status) ? text : hd_uchars_utf8(result, needed, pool);
}

const char *hd_text_trim(const char *text, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    char *result = cut_ends(text, pool);
    const UNormalizer2 *nfc;

    unify_line_ends(result);
    if (is_ascii(result)) return result;
    nfc = unorm2_getNFCInstance(&status);
    return U_FAILURE(status) ? result : normalize(result, nfc, pool);
}

/** The domain in ASCII (IDNA 2008, UTS 46); as it is where that cannot be. */
static const char *ascii_domain(const char *domain, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    char ascii[DOMAIN_BYTES_MAX];
    int32_t length;
    UIDNA *idna;

    if (is_ascii(domain)) return domain;
    idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, &status);
    if (U_FAILURE(status)) return domain;
    length = uidna_nameToASCII_UTF8(idna, domain, -1, ascii, sizeof(ascii), &info, &status);
    uidna_close(idna);
    if (U_FAILURE(status) || info.errors || length >= (int32_t)sizeof(ascii)) return domain;
    return apr_pstrmemdup(pool, ascii, (apr_size_t)length);
}

/** Whether a text has a space, or a character that an address holds only between quotes. */
static int has_special(const char *text)
{
    int32_t at = 0, length = (int32_t)strlen(text);

    while (at < length) {
        UChar32 c;
        U8_NEXT(text, at, length, c);
        if (c < 0 || u_isUWhiteSpace(c) || (c < 0x80 && strchr("()<>[]\\,;:\"", (int)c))) return 1;
    }
    return 0;
}

/** Whether dots stand between words only. */
static int has_loose_dots(const char *text)
{
    apr_size_t length = strlen(text);

    return length == 0 || text[0] == '.' || text[length - 1] == '.' || strstr(text, "..");
}

const char *hd_email_fold(const char *address, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc;
    const char *folded, *at, *domain;
    char *local;

    if (strlen(address) > TYPED_MAX) return NULL;
    folded = cut_ends(address, pool);
    if (!hd_text_valid(folded, strlen(folded), 0) || has_special(folded)) return NULL;
    nfkc = unorm2_getNFKCCasefoldInstance(&status);
    if (U_FAILURE(status)) return NULL;
    folded = normalize(folded, nfkc, pool);
    at = strchr(folded, '@');
    if (!at || strchr(at + 1, '@') || !hd_text_valid(folded, strlen(folded), 0) || has_special(folded)) return NULL;
    local = apr_pstrmemdup(pool, folded, (apr_size_t)(at - folded));
    domain = ascii_domain(at + 1, pool);
    if (has_loose_dots(domain) || *local == '\0' || strlen(local) > LOCAL_MAX) return NULL;
    if (strlen(local) + 1 + strlen(domain) > ADDRESS_MAX) return NULL;
    return apr_pstrcat(pool, local, "@", domain, NULL);
}

/** The next letter or digit, else 0; *at stands behind it, and *space tells whether white space was passed. */
static UChar32 next_letter(const UChar *text, int32_t length, int32_t *at, int *space)
{
    *space = 0;
    while (*at < length) {
        UChar32 c;
        U16_NEXT(text, *at, length, c);
        if (u_isalnum(c)) return c;
        if (u_isUWhiteSpace(c)) *space = 1;
    }
    return 0;
}

const char *hd_initials(const char *name, apr_pool_t *pool)
{
    UChar32 first = 0, second = 0, last = 0, c;
    UChar initials[4];
    int32_t length, at = 0, written = 0;
    int space, words = 0;
    UChar *units = hd_uchars(&length, name, 0, pool);

    while ((c = next_letter(units, length, &at, &space)) != 0) {
        if (!first) {
            first = c;
        } else if (space) {
            last = c;
            words++;
        } else if (!second && !words) {
            second = c;
        }
    }
    if (!first) return "?";
    c = last ? last : second;
    first = u_toupper(first);
    U16_APPEND_UNSAFE(initials, written, first);
    if (c) {
        c = u_toupper(c);
        U16_APPEND_UNSAFE(initials, written, c);
    }
    return hd_uchars_utf8(initials, written, pool);
}
