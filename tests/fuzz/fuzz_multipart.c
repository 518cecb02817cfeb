/* tests/fuzz/fuzz_multipart.c: any bytes as a multipart body, in pieces of any size; the pieces must not matter.
 * The first byte is the size of the pieces. If the second is 'T', the first line is the Content-Type.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/web/multipart.h"

#define FNV_PRIME 1099511628211ULL

/** What a parser told, as one number that does not depend on how data was cut. */
typedef struct story_t {
    uint64_t hash;
    int open; /* inside a part */
} story_t;

static void note(story_t *story, const char *bytes, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++) story->hash = (story->hash ^ (unsigned char)bytes[i]) * FNV_PRIME;
}

static hd_error_t *note_part(void *baton, const char *name, const char *filename, const char *type)
{
    story_t *story = baton;

    if (story->open++) abort();
    note(story, name, strlen(name) + 1);
    if (filename) note(story, filename, strlen(filename) + 1);
    note(story, type, strlen(type) + 1);
    return NULL;
}

static hd_error_t *note_data(void *baton, const char *bytes, apr_size_t length)
{
    story_t *story = baton;

    if (!story->open || length == 0) abort();
    note(story, bytes, length);
    return NULL;
}

static hd_error_t *note_end(void *baton)
{
    story_t *story = baton;

    if (--story->open) abort();
    note(story, "end", 3);
    return NULL;
}

static const hd_multipart_events_t noting = { note_part, note_data, note_end };

static uint64_t read_pieces(const char *type, const char *body, size_t length, size_t piece, apr_pool_t *pool)
{
    story_t story = { 0, 0 };
    hd_multipart_t *parser;
    hd_error_t *error = hd_multipart_create(&parser, type, &noting, &story, pool);
    size_t at;

    for (at = 0; !error && at < length; at += piece) {
        error = hd_multipart_feed(parser, body + at, length - at < piece ? length - at : piece);
    }
    if (!error) error = hd_multipart_finish(parser);
    if (error) note(&story, error->code, strlen(error->code));
    return story.hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    const char *type = "multipart/form-data; boundary=b", *body, *line_end;
    apr_pool_t *pool;
    size_t piece;

    if (!started++) apr_initialize();
    if (size < 2) return 0;
    apr_pool_create(&pool, NULL);
    piece = (size_t)data[0] + 1;
    body = (const char *)data + 1;
    size--;
    line_end = body[0] == 'T' ? memchr(body, '\n', size) : NULL;
    if (line_end) {
        type = apr_pstrmemdup(pool, body + 1, (size_t)(line_end - body) - 1);
        size -= (size_t)(line_end - body) + 1;
        body = line_end + 1;
    }
    if (read_pieces(type, body, size, piece, pool) != read_pieces(type, body, size, size + 1, pool)) abort();
    apr_pool_destroy(pool);
    return 0;
}
