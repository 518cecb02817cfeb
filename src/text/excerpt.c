/* src/text/excerpt.c: the first words of a rendered text.
 * May use: APR. Must not know: cmark-gfm.
 * SPDX-License-Identifier: Apache-2.0 */
#include <apr_strings.h>
#include <string.h>

#include "markdown.h"

#define WORD_CUT_MAX 20 /* characters given up to end with a whole word */
#define ELLIPSIS "\xe2\x80\xa6"

/** What has been written. */
typedef struct line_t {
    char *bytes;
    apr_size_t length;
    int chars;
    int space; /* a space is due before the next character */
} line_t;

/** Whether a tag parts words. */
static int parts_words(const char *tag)
{
    static const char *const inlines[] = { "a", "em", "strong", "del", "code" };
    const char *name = tag + 1 + (tag[1] == '/');
    apr_size_t length = strcspn(name, " />"), i;

    for (i = 0; i < sizeof(inlines) / sizeof(inlines[0]); i++) {
        if (strlen(inlines[i]) == length && strncmp(name, inlines[i], length) == 0) return 0;
    }
    return 1;
}

/** Read one character of text, an entity resolved. @return behind it */
static const char *next_char(const char *at, const char **bytes, apr_size_t *length)
{
    static const char *const entities[][2] = {
        { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" },
    };
    apr_size_t i;

    *bytes = at;
    *length = 1;
    for (i = 0; *at == '&' && i < sizeof(entities) / sizeof(entities[0]); i++) {
        if (strncmp(at, entities[i][0], strlen(entities[i][0])) != 0) continue;
        *bytes = entities[i][1];
        return at + strlen(entities[i][0]);
    }
    while (((unsigned char)at[*length] & 0xC0) == 0x80) (*length)++;
    return at + *length;
}

static void add(line_t *line, const char *bytes, apr_size_t length)
{
    if (line->space && line->chars) {
        line->bytes[line->length++] = ' ';
        line->chars++;
    }
    line->space = 0;
    memcpy(line->bytes + line->length, bytes, length);
    line->length += length;
    line->chars++;
}

/** Cut the last characters down to a limit, at a space where one is near. */
static void cut(line_t *line, int max_chars)
{
    apr_size_t last_space = 0, end;
    int since = 0;

    while (line->chars > max_chars) {
        while (((unsigned char)line->bytes[--line->length] & 0xC0) == 0x80) continue;
        line->chars--;
    }
    for (end = line->length; end && since <= WORD_CUT_MAX && !last_space; end--, since++) {
        if (line->bytes[end - 1] == ' ') last_space = end - 1;
    }
    if (last_space) line->length = last_space;
}

const char *hd_markdown_excerpt(const char *fragment, int max_chars, apr_pool_t *pool)
{
    line_t line = { 0 };

    if (max_chars <= 0) return "";
    line.bytes = apr_palloc(pool, strlen(fragment) + sizeof(ELLIPSIS) + 1);
    while (*fragment && line.chars <= max_chars) {
        const char *bytes;
        apr_size_t length;

        if (*fragment == '<') {
            line.space |= parts_words(fragment);
            fragment += strcspn(fragment, ">");
            fragment += *fragment == '>';
        } else if (strchr(" \t\r\n", *fragment)) {
            line.space = 1;
            fragment++;
        } else {
            fragment = next_char(fragment, &bytes, &length);
            add(&line, bytes, length);
        }
    }
    if (line.chars > max_chars) {
        cut(&line, max_chars - 1);
        memcpy(line.bytes + line.length, ELLIPSIS, sizeof(ELLIPSIS) - 1);
        line.length += sizeof(ELLIPSIS) - 1;
    }
    line.bytes[line.length] = '\0';
    return line.bytes;
}
