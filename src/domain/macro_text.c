/* src/domain/macro_text.c: placeholders in the text of a canned answer.
 * May use: base/, APR. Must not know: the database, HTTP, how values are written in a language.
 * SPDX-License-Identifier: Apache-2.0 */
#include "macro_text.h"

#include <apr_strings.h>
#include <string.h>

#define SHOWN_MAX 40 /* bytes of what is never closed */

const char *const hd_place_names[HD_PLACES + 1] = { "client",  "agent",  "reference",  "subject",
                                                    "service", "expiry", "department", "company", NULL };

/* What stands in double braces. */
typedef struct braces_t {
    const char *begin, *end; /* from the first brace to behind the last; end NULL: never closed */
    int place;               /* HD_PLACES: none that there is */
} braces_t;

/* The placeholder whose name stands between two places, with or without blanks around it. */
static int place_of(const char *from, const char *to)
{
    int i;

    while (from < to && *from == ' ') from++;
    while (to > from && to[-1] == ' ') to--;
    for (i = 0; i < HD_PLACES; i++) {
        if (strlen(hd_place_names[i]) == (size_t)(to - from) && !strncmp(hd_place_names[i], from, (size_t)(to - from))) break;
    }
    return i;
}

/* @return 1, or 0 when there are no more */
static int next_braces(braces_t *found, const char *text)
{
    const char *close;

    found->begin = strstr(text, "{{");
    if (!found->begin) return 0;
    close = strstr(found->begin + 2, "}}");
    found->end = close ? close + 2 : NULL;
    found->place = close ? place_of(found->begin + 2, close) : HD_PLACES;
    return 1;
}

/* The beginning of a text, cut between two characters. */
static const char *beginning(const char *text, apr_size_t length, apr_pool_t *pool)
{
    if (length > SHOWN_MAX) {
        length = SHOWN_MAX;
        while (length && ((unsigned char)text[length] & 0xc0) == 0x80) length--;
    }
    return apr_pstrmemdup(pool, text, length);
}

const char *hd_macro_text_unknown(const char *text, apr_pool_t *pool)
{
    braces_t found;

    for (; next_braces(&found, text); text = found.end) {
        if (!found.end) return beginning(found.begin, strcspn(found.begin, "\r\n"), pool);
        if (found.place == HD_PLACES) return beginning(found.begin, (apr_size_t)(found.end - found.begin), pool);
    }
    return NULL;
}

static void note_missing(apr_array_header_t *missing, const char *name)
{
    int i;

    for (i = 0; i < missing->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(missing, i, const char *), name)) return;
    }
    APR_ARRAY_PUSH(missing, const char *) = name;
}

const char *hd_macro_text_fill(apr_array_header_t **missing, const char *text, const char *const values[HD_PLACES],
                               apr_pool_t *pool)
{
    apr_array_header_t *pieces = apr_array_make(pool, 16, sizeof(const char *));
    braces_t found;

    *missing = apr_array_make(pool, 2, sizeof(const char *));
    for (; next_braces(&found, text) && found.end; text = found.end) {
        const char *value = found.place < HD_PLACES ? values[found.place] : NULL;

        APR_ARRAY_PUSH(pieces, const char *) = apr_pstrmemdup(pool, text, (apr_size_t)(found.begin - text));
        if (found.place < HD_PLACES && (!value || !*value)) note_missing(*missing, hd_place_names[found.place]);
        if (!value || !*value) value = apr_pstrmemdup(pool, found.begin, (apr_size_t)(found.end - found.begin));
        APR_ARRAY_PUSH(pieces, const char *) = value;
    }
    APR_ARRAY_PUSH(pieces, const char *) = text;
    return apr_array_pstrcat(pool, pieces, '\0');
}
