/* src/text/date_pattern.c: dates written by a pattern that is taken apart once.
 * May use: base/, APR, ICU. Must not know: which patterns there are.
 * Source: Unicode Technical Standard 35, part 4, Date Format Patterns.
 * SPDX-License-Identifier: Apache-2.0 */
#include "date_pattern.h"

#include <apr_strings.h>
#include <apr_tables.h>
#include <string.h>

#include "uchars.h"

#define PATTERN_MAX 256 /* units */
#define NAME_MAX_UNITS 64
#define TEXT_MAX 256    /* bytes of a date that is written */
#define YEAR_BYTES 4

typedef enum kind_t { LITERAL, YEAR, MONTH, MONTH_NAME, DAY, HOUR, MINUTE } kind_t;

typedef struct piece_t {
    kind_t kind;
    int width;          /* least digits */
    const char *text;   /* of a literal */
    apr_size_t length;
    const char **names; /* of months, from January */
} piece_t;

struct hd_date_pattern_t {
    const piece_t *pieces;
    int count;
};

static void add_literal(apr_array_header_t *pieces, const UChar *text, int32_t length, apr_pool_t *pool)
{
    piece_t *piece = apr_array_push(pieces);

    memset(piece, 0, sizeof(*piece));
    piece->kind = LITERAL;
    piece->text = hd_uchars_utf8(text, length, pool);
    piece->length = strlen(piece->text);
}

static const char **month_names(const UDateFormat *format, UDateFormatSymbolType type, apr_pool_t *pool)
{
    const char **names = apr_palloc(pool, 12 * sizeof(*names));
    UErrorCode status = U_ZERO_ERROR;
    UChar name[NAME_MAX_UNITS];
    int i;

    for (i = 0; i < 12; i++) {
        int32_t length = udat_getSymbols(format, type, i, name, NAME_MAX_UNITS, &status);
        if (U_FAILURE(status)) return NULL;
        names[i] = hd_uchars_utf8(name, length, pool);
    }
    return names;
}

/* A run of one letter. @return 0 for what is not written here */
static int add_field(apr_array_header_t *pieces, const UDateFormat *format, UChar letter, int width, apr_pool_t *pool)
{
    static const char letters[] = "yMLdHm";
    static const kind_t kinds[] = { YEAR, MONTH, MONTH, DAY, HOUR, MINUTE };
    const char *known = letter < 128 ? strchr(letters, (char)letter) : NULL;
    piece_t *piece = apr_array_push(pieces);

    memset(piece, 0, sizeof(*piece));
    if (!known || width > 4 || (width > 2 && letter != 'M' && letter != 'L' && letter != 'y')) return 0;
    piece->kind = kinds[known - letters];
    piece->width = width;
    if (piece->kind == YEAR) return width != 2 && width != 3;
    if (piece->kind != MONTH || width <= 2) return 1;
    piece->kind = MONTH_NAME;
    piece->names = month_names(format, letter == 'M' ? (width == 3 ? UDAT_SHORT_MONTHS : UDAT_MONTHS)
                                                     : width == 3 ? UDAT_STANDALONE_SHORT_MONTHS : UDAT_STANDALONE_MONTHS,
                               pool);
    return piece->names != NULL;
}

/* Text between apostrophes, or two of them, which stand for one. @return units of it */
static int32_t add_quoted(apr_array_header_t *pieces, const UChar *text, apr_pool_t *pool)
{
    const UChar *end = text + 1;

    while (*end && *end != '\'') end++;
    add_literal(pieces, end == text + 1 ? text : text + 1, end == text + 1 ? 1 : (int32_t)(end - text - 1), pool);
    return (int32_t)(end - text) + (*end != 0);
}

static int is_letter(UChar unit)
{
    return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
}

static int take_apart(apr_array_header_t *pieces, const UDateFormat *format, const UChar *at, apr_pool_t *pool)
{
    while (*at) {
        int32_t run = 1;

        if (*at == '\'') run = add_quoted(pieces, at, pool);
        else if (is_letter(*at)) {
            while (at[run] == *at) run++;
            if (!add_field(pieces, format, *at, run, pool)) return 0;
        } else {
            while (at[run] && at[run] != '\'' && !is_letter(at[run])) run++;
            add_literal(pieces, at, run, pool);
        }
        at += run;
    }
    return 1;
}

/* Whether all that can come of it has room. */
static int fits(const apr_array_header_t *pieces)
{
    apr_size_t total = 1;
    int i, m;

    for (i = 0; i < pieces->nelts; i++) {
        const piece_t *piece = &APR_ARRAY_IDX(pieces, i, piece_t);
        apr_size_t longest = YEAR_BYTES + piece->length;
        for (m = 0; piece->names && m < 12; m++) {
            if (strlen(piece->names[m]) > longest) longest = strlen(piece->names[m]);
        }
        total += longest;
    }
    return total <= TEXT_MAX;
}

/* Whether the pattern writes a local time as ICU does. */
static int same(const hd_date_pattern_t *pattern, const UDateFormat *format, UCalendar *calendar,
                const hd_civil_t *civil, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[TEXT_MAX];
    int32_t length;

    ucal_setDateTime(calendar, civil->year, civil->month - 1, civil->day, civil->hour, civil->minute, 0, &status);
    length = udat_format(format, ucal_getMillis(calendar, &status), text, TEXT_MAX, NULL, &status);
    if (U_FAILURE(status)) return 0;
    return strcmp(hd_uchars_utf8(text, length, pool), hd_date_pattern_write(pattern, civil, pool)) == 0;
}

/* Every month, with figures of one digit and of two, must come out as by ICU. */
static int agrees(const hd_date_pattern_t *pattern, const UDateFormat *format, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UCalendar *calendar = ucal_clone(udat_getCalendar(format), &status);
    int i, all = U_SUCCESS(status) && strcmp(ucal_getType(calendar, &status), "gregorian") == 0;

    for (i = 0; all && i < 24; i++) {
        hd_civil_t civil = { 2031, i % 12 + 1, i < 12 ? 1 : 28, i < 12 ? 6 : 23, i < 12 ? 0 : 59, 0 };
        all = same(pattern, format, calendar, &civil, pool);
    }
    if (calendar) ucal_close(calendar);
    return all;
}

const hd_date_pattern_t *hd_date_pattern_make(const UDateFormat *format, apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 8, sizeof(piece_t));
    hd_date_pattern_t *made = apr_palloc(pool, sizeof(*made));
    UErrorCode status = U_ZERO_ERROR;
    UChar pattern[PATTERN_MAX];
    apr_pool_t *scratch;
    int good;

    udat_toPattern(format, 0, pattern, PATTERN_MAX, &status);
    if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING) return NULL;
    if (!take_apart(pieces, format, pattern, pool) || !fits(pieces)) return NULL;
    made->pieces = (const piece_t *)pieces->elts;
    made->count = pieces->nelts;
    apr_pool_create(&scratch, pool);
    good = agrees(made, format, scratch);
    apr_pool_destroy(scratch);
    return good ? made : NULL;
}

/* Write a figure with at least so many digits; returns where it ends. */
static char *put_figure(char *to, int figure, int width)
{
    char digits[12];
    int count = 0;

    do {
        digits[count++] = (char)('0' + figure % 10);
        figure /= 10;
    } while (figure > 0 || count < width);
    while (count > 0) *to++ = digits[--count];
    return to;
}

static char *put_text(char *to, const char *text, apr_size_t length)
{
    memcpy(to, text, length);
    return to + length;
}

static char *put_piece(char *to, const piece_t *piece, const hd_civil_t *civil)
{
    switch (piece->kind) {
    case LITERAL: return put_text(to, piece->text, piece->length);
    case MONTH_NAME: return put_text(to, piece->names[civil->month - 1], strlen(piece->names[civil->month - 1]));
    case YEAR: return put_figure(to, civil->year, piece->width);
    case MONTH: return put_figure(to, civil->month, piece->width);
    case DAY: return put_figure(to, civil->day, piece->width);
    case HOUR: return put_figure(to, civil->hour, piece->width);
    case MINUTE: return put_figure(to, civil->minute, piece->width);
    }
    return to;
}

const char *hd_date_pattern_write(const hd_date_pattern_t *pattern, const hd_civil_t *civil, apr_pool_t *pool)
{
    char text[TEXT_MAX], *to = text;
    int i;

    for (i = 0; i < pattern->count; i++) to = put_piece(to, &pattern->pieces[i], civil);
    return apr_pstrmemdup(pool, text, (apr_size_t)(to - text));
}
