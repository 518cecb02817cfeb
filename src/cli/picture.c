/* src/cli/picture.c: draws a window with a list of mails and a notice, and writes it as PNG (RFC 2083).
 * May use: APR. Must not know: tickets.
 * SPDX-License-Identifier: Apache-2.0 */
#include "picture.h"

#include <string.h>

#define WIDTH 480
#define HEIGHT 270
#define LINE (WIDTH / 2 + 1) /* bytes: the filter's, then two pixels a byte */
#define STORED_MAX 65535     /* bytes of a stored block of deflate (RFC 1951) */

enum { PAGE, WINDOW, FRAME, TEXT, FAINT, RED, PINK, BLUE, COLOURS };

static const unsigned char palette[COLOURS][3] = {
    { 0xe8, 0xec, 0xf1 }, { 0xff, 0xff, 0xff }, { 0x2f, 0x3e, 0x55 }, { 0x4a, 0x55, 0x65 },
    { 0xc4, 0xcc, 0xd6 }, { 0xb4, 0x23, 0x18 }, { 0xfd, 0xe8, 0xe6 }, { 0xdb, 0xe8, 0xfb },
};

typedef struct picture_t {
    unsigned char lines[HEIGHT][LINE];
} picture_t;

typedef struct writer_t {
    unsigned char *at;
} writer_t;

static void box(picture_t *picture, int x, int y, int width, int height, int colour)
{
    int i, k;

    for (k = y; k < y + height; k++) {
        for (i = x; i < x + width; i++) {
            unsigned char *both = &picture->lines[k][1 + i / 2];
            *both = i % 2 ? (unsigned char)((*both & 0xf0) | colour) : (unsigned char)((*both & 0x0f) | colour << 4);
        }
    }
}

/* Words as bars of different lengths. */
static void words(picture_t *picture, int x, int y, int count, int colour)
{
    static const int lengths[] = { 34, 18, 46, 26, 12, 38, 22, 30 };
    int i;

    for (i = 0; i < count; i++) {
        box(picture, x, y, lengths[(i + y) % 8], 6, colour);
        x += lengths[(i + y) % 8] + 6;
    }
}

static void draw(picture_t *picture)
{
    int i;

    box(picture, 0, 0, WIDTH, HEIGHT, PAGE);
    box(picture, 20, 16, 440, 238, WINDOW);
    box(picture, 20, 16, 440, 24, FRAME);
    for (i = 0; i < 3; i++) box(picture, 30 + 14 * i, 24, 8, 8, FAINT);
    box(picture, 20, 40, 110, 214, BLUE);
    for (i = 0; i < 6; i++) words(picture, 30, 54 + 22 * i, 2, TEXT);
    box(picture, 142, 54, 306, 62, PINK);
    box(picture, 142, 54, 4, 62, RED);
    words(picture, 156, 64, 4, RED);
    words(picture, 156, 80, 7, TEXT);
    words(picture, 156, 96, 5, TEXT);
    for (i = 0; i < 5; i++) words(picture, 142, 134 + 22 * i, 6 - i % 2, i % 2 ? FAINT : TEXT);
}

static void put_bytes(writer_t *out, const void *bytes, apr_size_t length)
{
    memcpy(out->at, bytes, length);
    out->at += length;
}

static void put_number(writer_t *out, apr_uint32_t number)
{
    int shift;

    for (shift = 24; shift >= 0; shift -= 8) *out->at++ = (unsigned char)(number >> shift);
}

static apr_uint32_t crc32(const unsigned char *bytes, apr_size_t length)
{
    apr_uint32_t crc = 0xffffffff;
    int bit;

    while (length--) {
        crc ^= *bytes++;
        for (bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
    return ~crc;
}

static apr_uint32_t adler32(const unsigned char *bytes, apr_size_t length)
{
    apr_uint32_t a = 1, b = 0;

    while (length--) {
        a = (a + *bytes++) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

/* The length is put in, and the checksum behind it, when the chunk is whole. */
static unsigned char *begin_chunk(writer_t *out, const char *type)
{
    unsigned char *start = out->at;

    put_number(out, 0);
    put_bytes(out, type, 4);
    return start;
}

static void end_chunk(writer_t *out, unsigned char *start)
{
    writer_t head = { start };
    apr_size_t length = (apr_size_t)(out->at - start) - 8;

    put_number(&head, (apr_uint32_t)length);
    put_number(out, crc32(start + 4, length + 4));
}

/* zlib's format (RFC 1950) around stored blocks: nothing is compressed. */
static void put_pixels(writer_t *out, const unsigned char *bytes, apr_size_t length)
{
    apr_uint32_t sum = adler32(bytes, length);

    put_bytes(out, "\x78\x01", 2);
    while (length) {
        apr_size_t part = length > STORED_MAX ? STORED_MAX : length;
        unsigned char head[5] = { part == length, (unsigned char)part, (unsigned char)(part >> 8), (unsigned char)~part,
                                  (unsigned char)(~part >> 8) };
        put_bytes(out, head, sizeof(head));
        put_bytes(out, bytes, part);
        bytes += part;
        length -= part;
    }
    put_number(out, sum);
}

const unsigned char *hd_picture_png(apr_size_t *length, apr_pool_t *pool)
{
    picture_t *picture = apr_pcalloc(pool, sizeof(*picture));
    unsigned char *bytes = apr_palloc(pool, sizeof(*picture) + 512), *chunk;
    writer_t out = { bytes };

    draw(picture);
    put_bytes(&out, "\x89PNG\r\n\x1a\n", 8);
    chunk = begin_chunk(&out, "IHDR");
    put_number(&out, WIDTH);
    put_number(&out, HEIGHT);
    put_bytes(&out, "\x04\x03\x00\x00\x00", 5); /* 4 bits a pixel, from the palette */
    end_chunk(&out, chunk);
    chunk = begin_chunk(&out, "PLTE");
    put_bytes(&out, palette, sizeof(palette));
    end_chunk(&out, chunk);
    chunk = begin_chunk(&out, "IDAT");
    put_pixels(&out, picture->lines[0], sizeof(picture->lines));
    end_chunk(&out, chunk);
    end_chunk(&out, begin_chunk(&out, "IEND"));
    *length = (apr_size_t)(out.at - bytes);
    return bytes;
}
