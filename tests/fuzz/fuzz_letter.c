/* tests/fuzz/fuzz_letter.c: a mail from any texts, written and read again: no text becomes a header, none is lost.
 * The bytes are the mail's fields, one after the other, each ended by a NUL.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
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
    const char *text = hd_text_clean((const char *)*data, length, 1, pool);

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

static void check_mailbox(GMimeMessage *message, GMimeAddressType type, const char *name, const char *address,
                          apr_pool_t *pool)
{
    InternetAddressList *list = g_mime_message_get_addresses(message, type);
    InternetAddress *first = internet_address_list_length(list) == 1 ? internet_address_list_get_address(list, 0) : NULL;
    const char *found;

    if (!first || !INTERNET_ADDRESS_IS_MAILBOX(first)) abort();
    if (strcmp(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)), address) != 0) abort();
    found = internet_address_get_name(first);
    if (strcmp(squeezed(found ? found : "", pool), squeezed(name ? name : "", pool)) != 0) abort();
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
    const char *subject = message ? g_mime_message_get_subject(message) : NULL;

    if (!message || !GMIME_IS_MULTIPART(g_mime_message_get_mime_part(message))) abort();
    if (strcmp(squeezed(subject ? subject : "", pool), squeezed(letter->subject, pool)) != 0) abort();
    check_mailbox(message, GMIME_ADDRESS_TYPE_TO, letter->to_name, letter->to, pool);
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
