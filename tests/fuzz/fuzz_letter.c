/* tests/fuzz/fuzz_letter.c: a mail from any texts, written and read again: no text becomes a header, none is lost.
 * The bytes are the mail's fields, one after the other, each ended by a NUL.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <gmime/gmime.h>

#include "../../src/mail/letter.h"
#include "../../src/text/fold.h"

#define LINE_MAX_OCTETS 998 /* RFC 5322, 2.1.1 */
#define DATE 1700000000

/* The next field: UTF-8 without what forms refuse, as the program's texts are. */
static const char *next_field(const uint8_t **data, size_t *size, apr_pool_t *pool)
{
    const uint8_t *end = *size ? memchr(*data, '\0', *size) : NULL;
    size_t length = end ? (size_t)(end - *data) : *size;
    const char *text = hd_text_trim(hd_text_clean((const char *)*data, length, 1, pool), pool);

    *size -= end ? length + 1 : length;
    *data += end ? length + 1 : length;
    return text;
}

/* Each header that may be there is there at most once, and nothing else; lines have their length and their CRLF. */
static void check_bytes(const char *bytes, apr_size_t length)
{
    static const char *const names[] = { "From", "To", "Reply-To", "Subject", "Date", "Message-Id", "In-Reply-To",
                                         "References", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language",
                                         "MIME-Version", "Content-Type" };
    const char *at = bytes, *end = bytes + length;
    unsigned seen = 0;
    int in_header = 1;

    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        size_t line = line_end ? (size_t)(line_end - at) : 0, i;
        if (!line_end || line == 0 || line_end[-1] != '\r' || memchr(at, '\r', line - 1) || memchr(at, '\0', line)) abort();
        if (line - 1 > LINE_MAX_OCTETS) abort();
        if (line == 1) in_header = 0;
        if (in_header && *at != ' ' && *at != '\t') {
            for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
                size_t name = strlen(names[i]);
                if (strncasecmp(at, names[i], name) == 0 && at[name] == ':') break;
            }
            if (i == sizeof(names) / sizeof(names[0]) || seen & 1u << i) abort();
            seen |= 1u << i;
        }
        at = line_end + 1;
    }
}

/* A header's text as a reader sees it: white space counts as one space, and none at its ends. */
static const char *squeezed(const char *text, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(text) + 1), *to = out;

    for (; *text; text++) {
        int space = (unsigned char)*text <= 0x20 || *text == 0x7f;
        if (!space) *to++ = *text;
        else if (to > out && to[-1] != ' ') *to++ = ' ';
    }
    if (to > out && to[-1] == ' ') to--;
    *to = '\0';
    return out;
}

/* What a header holds, its lines joined; "" when it is not there. */
static const char *header_of(const char *bytes, const char *name, apr_pool_t *pool)
{
    const char *from = strstr(apr_pstrcat(pool, "\r\n", bytes, NULL), apr_pstrcat(pool, "\r\n", name, ":", NULL));
    char *text, *to;

    if (!from) return "";
    from += strlen(name) + 3;
    text = to = apr_palloc(pool, strlen(from) + 1);
    for (; *from && (from[0] != '\r' || from[2] == ' ' || from[2] == '\t'); from++) {
        if (*from != '\r' && *from != '\n') *to++ = *from;
    }
    *to = '\0';
    return text;
}

/* Decode "=?utf-8?X?text?=", or us-ascii. @return behind it; NULL when it is none */
static const char *decode_word(char **to, const char *word, apr_pool_t *pool)
{
    size_t charset = strncasecmp(word, "=?utf-8?", 8) == 0 ? 8 : strncasecmp(word, "=?us-ascii?", 11) == 0 ? 11 : 0;
    const char *how = word + charset, *end = charset && how[0] && how[1] == '?' ? strstr(how + 2, "?=") : NULL;
    char *text = end ? apr_pstrmemdup(pool, how + 2, (size_t)(end - how - 2)) : NULL;
    const char *at;
    gsize length;

    if (!text) return NULL;
    if (*how == 'B' || *how == 'b') {
        g_base64_decode_inplace(text, &length);
        memcpy(*to, text, length);
        *to += length;
        return end + 2;
    }
    for (at = text; *at; at++) {
        unsigned byte = (unsigned char)*at;
        if (*at == '_') byte = ' ';
        if (*at == '=' && sscanf(at + 1, "%2x", &byte) == 1) at += 2;
        *(*to)++ = (char)byte;
    }
    return end + 2;
}

/* Take a quoted text. @return behind it; NULL when it is none */
static const char *decode_quoted(char **to, const char *text)
{
    if (*text++ != '"') return NULL;
    for (; *text && *text != '"'; text++) {
        if (*text == '\\' && text[1]) text++;
        *(*to)++ = *text;
    }
    return *text ? text + 1 : text;
}

/* A header's text as a reader sees it (RFC 2047, 6.2): words stand between white space, which does not count between
 * two of them. GMime's own reader is not asked: it stops at a word that is padded. */
static const char *decoded(const char *text, int is_phrase, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(text) + 1), *to = out;
    int after_word = 0;

    while (*text) {
        size_t space = strspn(text, " \t"), length = strcspn(text + space, " \t");
        char *before = to;
        const char *end;
        memcpy(to, text, space);
        to += space;
        end = decode_word(&to, text + space, pool);
        if (end && after_word) { /* take the space back out */
            memmove(before, before + space, (size_t)(to - before) - space);
            to -= space;
        }
        after_word = end != NULL;
        if (!end && is_phrase) end = decode_quoted(&to, text + space);
        if (!end) {
            memcpy(to, text + space, length);
            to += length;
        }
        text = end ? end : text + space + length;
    }
    *to = '\0';
    return out;
}

/* A display name and an address, apart. */
static void check_to(const char *header, const hd_letter_t *letter, apr_pool_t *pool)
{
    const char *name = "", *open = strrchr(header, '<');
    char *address = apr_pstrdup(pool, open ? open + 1 : header);

    if (open) {
        name = decoded(apr_pstrmemdup(pool, header, (size_t)(open - header)), 1, pool);
        if (!strchr(address, '>')) abort();
        *strchr(address, '>') = '\0';
    }
    /* A domain that begins like an encoded one and is none is another one after GMime; nobody can have it. */
    if (strcmp(squeezed(address, pool), letter->to) != 0 && !strcasestr(letter->to, "xn--")) abort();
    if (strcmp(squeezed(name, pool), squeezed(letter->to_name, pool)) != 0) abort();
}

/* Line ends are CRLF in a mail, whatever they were. */
static const char *without_cr(const char *text, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(text) + 1), *to = out;

    for (; *text; text++) {
        if (text[0] != '\r' || text[1] != '\n') *to++ = *text;
    }
    *to = '\0';
    return out;
}

static void check_part(GMimeObject *multipart, int index, const char *text, apr_pool_t *pool)
{
    GMimeObject *part = g_mime_multipart_get_part(GMIME_MULTIPART(multipart), index);
    char *found = part && GMIME_IS_TEXT_PART(part) ? g_mime_text_part_get_text(GMIME_TEXT_PART(part)) : NULL;

    if (!found || strcmp(without_cr(found, pool), without_cr(text, pool)) != 0) abort();
    g_free(found);
}

static void check_letter(const char *bytes, apr_size_t length, const hd_letter_t *letter, apr_pool_t *pool)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    const char *subject = decoded(header_of(bytes, "Subject", pool), 0, pool);

    if (!message || !GMIME_IS_MULTIPART(g_mime_message_get_mime_part(message))) abort();
    if (strcmp(squeezed(subject, pool), squeezed(letter->subject, pool)) != 0) abort();
    check_to(header_of(bytes, "To", pool), letter, pool);
    check_part(g_mime_message_get_mime_part(message), 0, letter->text, pool);
    check_part(g_mime_message_get_mime_part(message), 1, letter->html, pool);
    g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    hd_letter_t letter = { .auto_submitted = "auto-generated", .language = "sr-Latn", .date = DATE };
    const char *bytes, *to;
    apr_size_t length;
    apr_pool_t *pool;

    if (!started++) {
        apr_initialize();
        hd_letter_init();
    }
    apr_pool_create(&pool, NULL);
    letter.subject = next_field(&data, &size, pool);
    letter.to_name = next_field(&data, &size, pool);
    to = next_field(&data, &size, pool);
    letter.to = hd_email_fold(to, pool); /* as it lies in the database */
    letter.text = next_field(&data, &size, pool);
    letter.html = next_field(&data, &size, pool);
    letter.from = next_field(&data, &size, pool);
    letter.message_id = "x1@example.com";
    letter.in_reply_to = next_field(&data, &size, pool);
    letter.references = next_field(&data, &size, pool);
    if (!letter.to) letter.to = "client@example.com";
    if (!hd_mailbox_address(letter.from, pool)) letter.from = "Example Hosting <support@example.com>";
    letter.reply_to = hd_mailbox_address(letter.from, pool);
    if (hd_letter_write(&bytes, &length, &letter, pool)) abort();
    check_bytes(bytes, length);
    check_letter(bytes, length, &letter, pool);
    apr_pool_destroy(pool);
    return 0;
}
