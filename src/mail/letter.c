/* src/mail/letter.c: one mail, from its parts to the bytes that go out (RFC 5322, MIME).
 * May use: base/, APR, GMime. Must not know: tickets, how it is delivered.
 *
 * Whatever a text holds, it cannot begin a header line: control characters become spaces before GMime sees it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "letter.h"

#include <apr_encode.h>
#include <apr_strings.h>
#include <gmime/gmime.h>

#define WORD_BYTES 45    /* of text in one encoded word, which has at most 75 characters (RFC 2047, 2) */
#define ID_MAX_BYTES 900 /* of a message id: a line has at most 998 octets */

void hd_letter_init(void)
{
    g_mime_init();
}

/** One line: control characters, line ends among them, become spaces. */
static const char *one_line(const char *text, apr_pool_t *pool)
{
    char *line = apr_pstrdup(pool, text ? text : "");
    unsigned char *at;

    for (at = (unsigned char *)line; *at; at++) {
        if (*at < 0x20 || *at == 0x7f) *at = ' ';
    }
    return line;
}

/** A text as encoded words (RFC 2047): base64, pieces of whole characters. */
static const char *encoded_words(const char *text, apr_pool_t *pool)
{
    const char *words = "";

    while (*text) {
        apr_size_t length = strnlen(text, WORD_BYTES);

        while (length > 1 && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
        words = apr_pstrcat(pool, words, *words ? " =?utf-8?B?" : "=?utf-8?B?",
                            apr_pencode_base64(pool, text, (apr_ssize_t)length, APR_ENCODE_NONE, NULL), "?=", NULL);
        text += length;
    }
    return words;
}

/**
 * A text for a header. GMime encodes what is not ASCII; what looks like an encoded word it takes for one, and readers
 * would see what it decodes to: then all of the text is encoded.
 */
static const char *header_text(const char *text, apr_pool_t *pool)
{
    const char *line = one_line(text, pool);

    return strstr(line, "=?") ? encoded_words(line, pool) : line;
}

/** A display name for a header. GMime leaves the "=" of a name that it encodes as it is: "ž=41" would be read as "žA". */
static const char *header_name(const char *name, apr_pool_t *pool)
{
    const char *line = one_line(name, pool), *at;

    for (at = line; *at; at++) {
        if ((unsigned char)*at >= 0x80 || *at == '=') return encoded_words(line, pool);
    }
    return line;
}

/** Whether text can stand as an address in a header and in SMTP: one part, an @ inside, no brackets. */
static int is_address(const char *text)
{
    const char *at = strrchr(text, '@');

    return at && at != text && at[1] && !strpbrk(text, "<>,;\"\\ \t\r\n") && strlen(text) <= 254;
}

/** A GMime object that goes with the pool. */
static apr_status_t unref(void *object)
{
    g_object_unref(object);
    return APR_SUCCESS;
}

static void *owned(apr_pool_t *pool, void *object)
{
    apr_pool_cleanup_register(pool, object, unref, apr_pool_cleanup_null);
    return object;
}

/** A name without the quotation marks and backslashes it may stand in. */
static const char *unquoted(char *name)
{
    char *from = name, *to = name;

    if (*name != '"') return name;
    for (from++; *from && *from != '"'; from++) {
        if (*from == '\\' && from[1]) from++;
        *to++ = *from;
    }
    *to = '\0';
    return name;
}

/**
 * Take a mailbox apart: "Name <address>" or the address alone. Not by GMime, for this is asked of a directive, in the
 * server's parent process, and a type that GObject knows there would outlive the library (a restart unloads it).
 * @return 1, or 0 when it is none
 */
static int split_mailbox(const char **name, const char **address, const char *mailbox, apr_pool_t *pool)
{
    char *text = apr_pstrdup(pool, one_line(mailbox, pool)), *open, *end = text + strlen(text);

    while (*text == ' ') text++;
    while (end > text && end[-1] == ' ') *--end = '\0';
    open = strrchr(text, '<');
    *name = NULL;
    *address = text;
    if (open) {
        if (end[-1] != '>') return 0;
        end[-1] = '\0';
        *address = open + 1;
        while (open > text && open[-1] == ' ') open--;
        *open = '\0';
        *name = unquoted(text);
    }
    return is_address(*address);
}

const char *hd_mailbox_address(const char *mailbox, apr_pool_t *pool)
{
    const char *name, *address;

    return mailbox && split_mailbox(&name, &address, mailbox, pool) ? address : NULL;
}

/** Put one mailbox into an address header. */
static hd_error_t *put_mailbox(GMimeMessage *message, GMimeAddressType type, const char *name, const char *address,
                               apr_pool_t *pool)
{
    InternetAddress *mailbox;

    if (!address || !is_address(address)) {
        return hd_error(pool, HD_BROKEN, "mail-address", "not a mail address: %s", one_line(address, pool));
    }
    mailbox = internet_address_mailbox_new(name && *name ? header_name(name, pool) : NULL, address);
    internet_address_set_charset(mailbox, "utf-8");
    internet_address_list_add(g_mime_message_get_addresses(message, type), mailbox);
    g_object_unref(mailbox);
    return NULL;
}

static hd_error_t *put_addresses(GMimeMessage *message, const hd_letter_t *letter, apr_pool_t *pool)
{
    const char *name, *sender;

    if (!split_mailbox(&name, &sender, letter->from, pool)) {
        return hd_error(pool, HD_BROKEN, "mail-sender", "not a mailbox: %s", one_line(letter->from, pool));
    }
    HD_TRY(put_mailbox(message, GMIME_ADDRESS_TYPE_FROM, name, sender, pool));
    HD_TRY(put_mailbox(message, GMIME_ADDRESS_TYPE_TO, letter->to_name, letter->to, pool));
    if (letter->reply_to) {
        HD_TRY(put_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, letter->reply_to, pool));
    }
    return NULL;
}

static void put_header(GMimeMessage *message, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(message), name, value, NULL);
}

/** "a b" as "<a> <b>"; an id that no line can hold is left out. */
static const char *bracketed(const char *ids, apr_pool_t *pool)
{
    const char *result = "";
    char *last = NULL, *copy = (char *)one_line(ids, pool), *id;

    for (id = apr_strtok(copy, " ", &last); id; id = apr_strtok(NULL, " ", &last)) {
        if (strlen(id) <= ID_MAX_BYTES) result = apr_pstrcat(pool, result, *result ? " <" : "<", id, ">", NULL);
    }
    return result;
}

static void put_headers(GMimeMessage *message, const hd_letter_t *letter, apr_pool_t *pool)
{
    GDateTime *date = g_date_time_new_from_unix_utc(letter->date);

    g_mime_message_set_subject(message, header_text(letter->subject, pool), "utf-8");
    if (date) {
        g_mime_message_set_date(message, date);
        g_date_time_unref(date);
    }
    g_mime_message_set_message_id(message, one_line(letter->message_id, pool));
    if (letter->in_reply_to) put_header(message, "In-Reply-To", bracketed(letter->in_reply_to, pool));
    if (letter->references) put_header(message, "References", bracketed(letter->references, pool));
    if (letter->auto_submitted) {
        put_header(message, "Auto-Submitted", one_line(letter->auto_submitted, pool));
        put_header(message, "X-Auto-Response-Suppress", "OOF, AutoReply");
    }
    if (letter->language) put_header(message, "Content-Language", one_line(letter->language, pool));
    put_header(message, "MIME-Version", "1.0");
}

/** Base64 for what is mostly not ASCII, quoted-printable for the rest: the shorter of the two. */
static GMimeContentEncoding encoding_for(const char *text)
{
    apr_size_t high = 0, all = 0;
    const unsigned char *at;

    for (at = (const unsigned char *)text; *at; at++) {
        all++;
        if (*at >= 0x80) high++;
    }
    return high * 6 > all ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

/** Text with the line ends that base64 has to carry (RFC 2046, 4.1.1), or with LF for quoted-printable. */
static const char *with_line_ends(const char *text, int crlf, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, 2 * strlen(text) + 1), *to = out;

    for (; *text; text++) {
        if (*text == '\r' && text[1] == '\n') continue;
        if (*text == '\n' && crlf) *to++ = '\r';
        *to++ = *text;
    }
    *to = '\0';
    return out;
}

static void add_part(GMimeMultipart *multipart, const char *subtype, const char *text, apr_pool_t *pool)
{
    GMimeContentEncoding encoding = encoding_for(text);
    const char *body = with_line_ends(text, encoding == GMIME_CONTENT_ENCODING_BASE64, pool);
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(body, strlen(body));
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, encoding);
    g_mime_multipart_add(multipart, GMIME_OBJECT(part));
    g_object_unref(content);
    g_object_unref(stream);
    g_object_unref(part);
}

static void put_body(GMimeMessage *message, const hd_letter_t *letter, apr_pool_t *pool)
{
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype("alternative");

    add_part(multipart, "plain", letter->text ? letter->text : "", pool);
    add_part(multipart, "html", letter->html ? letter->html : "", pool);
    g_mime_message_set_mime_part(message, GMIME_OBJECT(multipart));
    g_object_unref(multipart);
}


hd_error_t *hd_letter_write(const char **bytes, apr_size_t *length, const hd_letter_t *letter, apr_pool_t *pool)
{
    apr_pool_t *work;
    GMimeMessage *message;
    GMimeStream *stream;
    GMimeFormatOptions *format = g_mime_format_options_new();
    hd_error_t *error;
    GByteArray *array;

    apr_pool_create(&work, pool);
    message = owned(work, g_mime_message_new(TRUE));
    stream = owned(work, g_mime_stream_mem_new());
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);

    error = put_addresses(message, letter, pool);
    if (!error) {
        put_headers(message, letter, work);
        put_body(message, letter, work);
        if (g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream) < 0) {
            error = hd_error(pool, HD_BROKEN, "server-memory", "writing a mail");
        }
    }
    if (!error) {
        array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
        *bytes = apr_pstrmemdup(pool, (const char *)array->data, array->len);
        *length = array->len;
    }
    g_mime_format_options_free(format);
    apr_pool_destroy(work);
    return error;
}
