/* src/web/multipart.c: a push parser for multipart/form-data (RFC 7578, RFC 2046) that holds a few KiB, whatever comes.
 * May use: base/, APR. Must not know: httpd, where files go.
 *
 * A delimiter is CRLF, two hyphens and the boundary. CR stands nowhere in it but at its start, so a match that fails
 * can only begin anew at the byte that broke it: a count of matched bytes is all that is kept from one piece of the body
 * to the next. The body is read as if a CRLF stood before it, so that its first line may be a delimiter.
 * SPDX-License-Identifier: Apache-2.0 */
#include "multipart.h"

#include <apr_strings.h>
#include <string.h>

#include "part_header.h"

#define PADDING_MAX 64 /* spaces between a boundary and the end of its line */

typedef enum {
    IN_PREAMBLE,
    IN_MARK,     /* right behind a boundary, or in the spaces after it */
    IN_MARK_END, /* behind the CR that follows a boundary */
    IN_CLOSE,    /* behind the first of the two hyphens that close the body */
    IN_HEADER,
    IN_DATA,
    IN_EPILOGUE
} state_t;

struct hd_multipart_t {
    apr_pool_t *pool;
    apr_pool_t *scratch; /* cleared for each part */
    const hd_multipart_events_t *events;
    void *baton;
    state_t state;
    const char *delimiter;
    apr_size_t delimiter_length;
    apr_size_t matched; /* bytes of the delimiter that ended the last piece */
    int padding;        /* spaces met behind the boundary */
    int parts;
    hd_error_t *error; /* what ended the parsing, or NULL */
    apr_size_t header_length;
    char header[HD_MULTIPART_HEADER_MAX + 1];
};

hd_error_t *hd_multipart_create(hd_multipart_t **parser, const char *content_type, const hd_multipart_events_t *events,
                                void *baton, apr_pool_t *pool)
{
    const char *boundary;
    hd_multipart_t *made;

    HD_TRY(hd_multipart_boundary(&boundary, content_type, pool));
    made = apr_pcalloc(pool, sizeof(*made));
    made->pool = pool;
    apr_pool_create(&made->scratch, pool);
    made->events = events;
    made->baton = baton;
    made->state = IN_PREAMBLE;
    made->delimiter = apr_pstrcat(pool, "\r\n--", boundary, NULL);
    made->delimiter_length = strlen(made->delimiter);
    made->matched = 2; /* the CRLF before the body */
    *parser = made;
    return NULL;
}

static hd_error_t *malformed(hd_multipart_t *parser, const char *why)
{
    return hd_error(parser->pool, HD_BAD_REQUEST, "body-malformed", "multipart: %s", why);
}

static hd_error_t *too_large(hd_multipart_t *parser, const char *code, int limit)
{
    hd_error_t *error = hd_error(parser->pool, HD_TOO_LARGE, code, "multipart: over %d", limit);

    error->value = apr_itoa(parser->pool, limit);
    return error;
}

static hd_error_t *give_data(hd_multipart_t *parser, const char *bytes, apr_size_t length)
{
    if (parser->state != IN_DATA || length == 0) return NULL;
    return parser->events->data(parser->baton, bytes, length);
}

/** A delimiter is whole: what it ends, ends. */
static hd_error_t *meet_delimiter(hd_multipart_t *parser)
{
    state_t before = parser->state;

    parser->matched = 0;
    parser->padding = 0;
    parser->state = IN_MARK;
    return before == IN_DATA ? parser->events->end(parser->baton) : NULL;
}

/** Go on with a match; *at stands behind what was matched. @return bytes of the delimiter matched by now */
static apr_size_t match(const hd_multipart_t *parser, apr_size_t matched, const char **at, const char *end)
{
    while (*at < end && matched < parser->delimiter_length && **at == parser->delimiter[matched]) {
        (*at)++;
        matched++;
    }
    return matched;
}

/** Read data (or the preamble) up to the next delimiter or the end of the piece; *at is moved. */
static hd_error_t *read_data(hd_multipart_t *parser, const char **at, const char *end)
{
    const char *run = *at; /* where data begins that was not given yet */

    if (parser->matched) {
        parser->matched = match(parser, parser->matched, at, end);
        if (parser->matched == parser->delimiter_length) return meet_delimiter(parser);
        if (*at == end) return NULL;
        HD_TRY(give_data(parser, parser->delimiter, parser->matched));
        parser->matched = 0;
        run = *at;
    }
    while (*at < end) {
        const char *start = memchr(*at, '\r', (apr_size_t)(end - *at));
        apr_size_t matched;

        if (!start) {
            *at = end;
            return give_data(parser, run, (apr_size_t)(end - run));
        }
        *at = start;
        matched = match(parser, 0, at, end);
        if (matched == parser->delimiter_length || *at == end) {
            HD_TRY(give_data(parser, run, (apr_size_t)(start - run)));
            if (matched == parser->delimiter_length) return meet_delimiter(parser);
            parser->matched = matched;
            return NULL;
        }
    }
    return NULL;
}

/** One byte of the rest of a delimiter's line. */
static hd_error_t *read_mark(hd_multipart_t *parser, char c)
{
    if (parser->state == IN_CLOSE) {
        if (c != '-') return malformed(parser, "one hyphen behind a boundary");
        parser->state = IN_EPILOGUE;
    } else if (parser->state == IN_MARK_END) {
        if (c != '\n') return malformed(parser, "CR without LF behind a boundary");
        if (parser->parts++ == HD_MULTIPART_PARTS_MAX) {
            return too_large(parser, "body-too-many-parts", HD_MULTIPART_PARTS_MAX);
        }
        parser->header_length = 0;
        parser->state = IN_HEADER;
    } else if (c == '\r') {
        parser->state = IN_MARK_END;
    } else if (c == '-' && parser->padding == 0) {
        parser->state = IN_CLOSE;
    } else if ((c != ' ' && c != '\t') || parser->padding++ == PADDING_MAX) {
        return malformed(parser, "something behind a boundary");
    }
    return NULL;
}

/** The header of a part is whole. */
static hd_error_t *begin_part(hd_multipart_t *parser)
{
    hd_part_header_t header;

    parser->header[parser->header_length] = '\0';
    apr_pool_clear(parser->scratch);
    HD_TRY(hd_part_header_parse(&header, parser->header, parser->scratch));
    parser->state = IN_DATA;
    return parser->events->part(parser->baton, apr_pstrdup(parser->pool, header.name),
                                apr_pstrdup(parser->pool, header.filename), apr_pstrdup(parser->pool, header.type));
}

/** One byte of a part's header. */
static hd_error_t *read_header(hd_multipart_t *parser, char c)
{
    char before = parser->header_length ? parser->header[parser->header_length - 1] : '\n';

    if (c == '\0' || (c == '\n') != (before == '\r')) return malformed(parser, "NUL or bare line end in a header");
    if (parser->header_length == HD_MULTIPART_HEADER_MAX) {
        return too_large(parser, "body-part-header-long", HD_MULTIPART_HEADER_MAX);
    }
    parser->header[parser->header_length++] = c;
    if (c != '\n') return NULL;
    if (parser->header_length == 2) return begin_part(parser);
    if (parser->header_length >= 4 && memcmp(parser->header + parser->header_length - 4, "\r\n\r\n", 4) == 0) {
        return begin_part(parser);
    }
    return NULL;
}

static hd_error_t *read_some(hd_multipart_t *parser, const char **at, const char *end)
{
    switch (parser->state) {
    case IN_PREAMBLE:
    case IN_DATA:
        return read_data(parser, at, end);
    case IN_HEADER:
        return read_header(parser, *(*at)++);
    case IN_EPILOGUE:
        *at = end;
        return NULL;
    default:
        return read_mark(parser, *(*at)++);
    }
}

hd_error_t *hd_multipart_feed(hd_multipart_t *parser, const char *bytes, apr_size_t length)
{
    const char *at = bytes, *end = bytes + length;

    while (!parser->error && at < end) parser->error = read_some(parser, &at, end);
    return parser->error;
}

hd_error_t *hd_multipart_finish(hd_multipart_t *parser)
{
    if (!parser->error && parser->state != IN_EPILOGUE) {
        parser->error = hd_error(parser->pool, HD_BAD_REQUEST, "body-truncated", "multipart: no closing boundary");
    }
    return parser->error;
}
