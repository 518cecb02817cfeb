/* tests/unit/test_mail.c: letters as other programs read them, and the ways by which they go out.
 * SPDX-License-Identifier: Apache-2.0 */
#include "mail_fixture.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAIL "Subject: x\r\nFrom: a@example.com\r\n\r\nfirst\r\n.\r\n..dots\r\nlast\r\n"

typedef struct state_t {
    apr_pool_t *pool;
    const char *dir;
} state_t;

static int start(void **state)
{
    apr_pool_t *pool;
    state_t *s;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    s = apr_pcalloc(pool, sizeof(*s));
    s->pool = pool;
    s->dir = hd_temp_dir(pool);
    hd_letter_init();
    hd_deliver_init();
    *state = s;
    return 0;
}

static int end(void **state)
{
    state_t *s = *state;

    hd_temp_dir_remove(s->dir);
    apr_pool_destroy(s->pool);
    return 0;
}

/* ---- letters ---- */

static hd_letter_t a_letter(void)
{
    hd_letter_t letter = {
        .from = "Example Hosting <support@example.com>",
        .to = "client@example.com",
        .to_name = "Ђорђе Ćirić",
        .reply_to = "support+7q2m9xk.abcdefghjkmnp@example.com",
        .subject = "[#HD-7Q2M9XK] Сајт не ради",
        .message_id = "0123456789abcdef.hd-7q2m9xk@example.com",
        .in_reply_to = "fedcba9876543210.hd-7q2m9xk@example.com",
        .references = "hd-7q2m9xk@example.com fedcba9876543210.hd-7q2m9xk@example.com",
        .auto_submitted = "auto-replied",
        .language = "sr-Cyrl",
        .text = "Добар дан,\nпрви ред\n.\nпоследњи ред\n",
        .html = "<p>Hello \xe2\x80\x94 <b>world</b></p>\n",
        .date = 1700000000,
    };

    return letter;
}

static GMimeMessage *parsed(const char *bytes, apr_size_t length)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

    g_object_unref(parser);
    g_object_unref(stream);
    assert_non_null(message);
    return message;
}

static GMimeMessage *round_trip(const hd_letter_t *letter, apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t length;

    assert_null(hd_letter_write(&bytes, &length, letter, pool));
    return parsed(bytes, length);
}

static const char *header(GMimeMessage *message, const char *name)
{
    return g_mime_object_get_header(GMIME_OBJECT(message), name);
}

static const char *part_text(GMimeMessage *message, int index)
{
    GMimeMultipart *multipart = GMIME_MULTIPART(g_mime_message_get_mime_part(message));

    char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(g_mime_multipart_get_part(multipart, index)));
    char *from, *to;

    for (from = to = text; *from; from++) { /* base64 carries the line ends of the network */
        if (*from != '\r') *to++ = *from;
    }
    *to = '\0';
    return text;
}

static void what_goes_into_a_letter_is_read_out_of_it(void **state)
{
    state_t *s = *state;
    hd_letter_t letter = a_letter();
    GMimeMessage *message = round_trip(&letter, s->pool);
    InternetAddress *to = internet_address_list_get_address(g_mime_message_get_to(message), 0);

    assert_string_equal(g_mime_message_get_subject(message), letter.subject);
    assert_string_equal(internet_address_get_name(to), letter.to_name);
    assert_string_equal(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(to)), letter.to);
    assert_string_equal(g_mime_message_get_message_id(message), letter.message_id);
    assert_string_equal(header(message, "In-Reply-To"), "<fedcba9876543210.hd-7q2m9xk@example.com>");
    assert_non_null(strstr(header(message, "References"), "<hd-7q2m9xk@example.com>"));
    assert_string_equal(header(message, "Auto-Submitted"), "auto-replied");
    assert_string_equal(header(message, "X-Auto-Response-Suppress"), "OOF, AutoReply");
    assert_string_equal(g_mime_object_get_header(g_mime_message_get_mime_part(message), "Content-Language"), "sr-Cyrl");
    assert_int_equal(g_date_time_to_unix(g_mime_message_get_date(message)), letter.date);
    assert_string_equal(part_text(message, 0), letter.text);
    assert_string_equal(part_text(message, 1), letter.html);
    g_object_unref(message);
}

static void a_letter_that_a_person_wrote_is_not_marked_as_automatic(void **state)
{
    state_t *s = *state;
    hd_letter_t letter = a_letter();
    GMimeMessage *message;

    letter.auto_submitted = NULL;
    message = round_trip(&letter, s->pool);
    assert_null(header(message, "Auto-Submitted"));
    assert_null(header(message, "X-Auto-Response-Suppress"));
    g_object_unref(message);
}

static void no_text_begins_a_header_of_its_own(void **state)
{
    state_t *s = *state;
    hd_letter_t letter = a_letter();
    GMimeMessage *message;

    letter.subject = "a\r\nBcc: evil@example.net\r\n\r\n<script>";
    letter.to_name = "x\nBcc: evil@example.net";
    letter.from = "x\r\nBcc: evil@example.net\r\n <support@example.com>";
    letter.message_id = "a@b\r\nBcc: evil@example.net";
    letter.references = "a@b\r\nBcc:evil@example.net";
    letter.language = "en\r\nBcc: evil@example.net";
    message = round_trip(&letter, s->pool);
    assert_null(header(message, "Bcc"));
    assert_int_equal(internet_address_list_length(g_mime_message_get_to(message)), 1);
    assert_string_equal(part_text(message, 0), letter.text);
    g_object_unref(message);
}

static void every_line_of_a_letter_ends_in_crlf_and_stays_short(void **state)
{
    state_t *s = *state;
    hd_letter_t letter = a_letter();
    char *flood = apr_palloc(s->pool, 20001);
    const char *bytes, *line;
    apr_size_t length, i;

    memset(flood, 'x', 20000);
    flood[20000] = '\0';
    letter.text = letter.html = flood;
    letter.subject = apr_pstrcat(s->pool, "Шта је са овим ", apr_pstrmemdup(s->pool, flood, 900), NULL);
    assert_null(hd_letter_write(&bytes, &length, &letter, s->pool));
    for (i = 0, line = bytes; i < length; i++) {
        if (bytes[i] != '\n') continue;
        assert_true(i > 0 && bytes[i - 1] == '\r');
        assert_true(bytes + i - line <= 999);
        line = bytes + i + 1;
    }
    for (i = 0; i < length; i++) assert_true((unsigned char)bytes[i] < 0x80);
}

static void an_address_that_is_none_is_refused(void **state)
{
    static const char *const none[] = { "", "client", "@example.com", "client@", "a b@example.com", "a@b>\r\nX: <c@d",
                                        "a@example.com, b@example.com" };
    state_t *s = *state;
    const char *bytes;
    apr_size_t length, i;

    for (i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        hd_letter_t letter = a_letter();
        hd_error_t *error;

        letter.to = none[i];
        error = hd_letter_write(&bytes, &length, &letter, s->pool);
        assert_non_null(error);
        assert_string_equal(error->code, "mail-address");
        assert_null(hd_mailbox_address(none[i], s->pool));
    }
}

static void the_address_of_a_mailbox_is_found(void **state)
{
    state_t *s = *state;

    assert_string_equal(hd_mailbox_address("support@example.com", s->pool), "support@example.com");
    assert_string_equal(hd_mailbox_address(" Example Hosting <support@example.com> ", s->pool), "support@example.com");
    assert_string_equal(hd_mailbox_address("\"A, \\\"B\\\"\" <a@b.rs>", s->pool), "a@b.rs");
    assert_null(hd_mailbox_address("Example <support@example.com", s->pool));
    assert_null(hd_mailbox_address(NULL, s->pool));
}

/* A client who types an encoded word would otherwise write to readers what a title cannot hold. */
static void a_title_that_looks_encoded_is_shown_as_it_was_typed(void **state)
{
    state_t *s = *state;
    hd_letter_t letter = a_letter();
    GMimeMessage *message;

    letter.subject = "Fwd: =?utf-8?q?hidden?= =?utf-8?b?YQ==?=";
    letter.to_name = "=?utf-8?q?Somebody_else?=";
    message = round_trip(&letter, s->pool);
    assert_string_equal(g_mime_message_get_subject(message), letter.subject);
    assert_string_equal(
        internet_address_get_name(internet_address_list_get_address(g_mime_message_get_to(message), 0)), letter.to_name);
    g_object_unref(message);
}

static void python_reads_the_same_letter(void **state)
{
    static const char program[] =
        "import email,email.policy,sys\n"
        "m=email.message_from_binary_file(open(sys.argv[1],'rb'),policy=email.policy.default)\n"
        "assert not m.defects and m['subject']=='[#HD-7Q2M9XK] Сајт не ради', m['subject']\n"
        "assert m['mime-version']=='1.0'\n"
        "assert m['to'].addresses[0].display_name=='Marković=41', m['to']\n"
        "assert m['from'].addresses[0].display_name=='A, \"B\"'\n"
        "assert m.get_body(('plain',)).get_content().replace('\\r','')=='Добар дан,\\nпрви ред\\n.\\nпоследњи ред\\n'\n"
        "assert m.get_body(('html',)).get_content()=='<p>Hello — <b>world</b></p>\\n'\n"
        "assert [p.get_content_charset() for p in m.iter_parts()]==['utf-8','utf-8']\n";
    state_t *s = *state;
    hd_letter_t letter = a_letter();
    const char *bytes, *mail = apr_pstrcat(s->pool, s->dir, "/mail", NULL);
    const char *script = apr_pstrcat(s->pool, s->dir, "/read.py", NULL);
    apr_size_t length;
    FILE *file;

    letter.from = "\"A, \\\"B\\\"\" <support@example.com>";
    letter.to_name = "Marković=41";
    assert_null(hd_letter_write(&bytes, &length, &letter, s->pool));
    file = fopen(mail, "wb");
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
    file = fopen(script, "wb");
    fputs(program, file);
    fclose(file);
    assert_int_equal(system(apr_psprintf(s->pool, "/usr/bin/python3 %s %s", script, mail)), 0);
}

/* ---- transports ---- */

static void transports_are_read_or_refused_with_a_reason(void **state)
{
    static const char *const good[] = { "smtp://localhost", "smtp://mail.example.com:587?tls=required",
                                        "smtp://u%40x:p%3Aw@127.0.0.1:25?tls=none", "smtps://u:p@mail.example.com",
                                        "smtp://[::1]:2525/", "sendmail:/usr/sbin/sendmail", "maildir:/var/mail/x" };
    static const char *const wrong[] = { "", "http://x", "smtp://", "smtp://x?tls=maybe", "smtp://user@x", "smtp://x/y",
                                         "smtp://x:99999", "sendmail:sendmail", "maildir:", "localhost:25" };
    state_t *s = *state;
    hd_transport_t *transport = NULL;
    apr_size_t i;

    for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_null(hd_transport_parse(&transport, good[i], s->pool));
    }
    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        hd_error_t *error = hd_transport_parse(&transport, wrong[i], s->pool);

        assert_non_null(error);
        assert_int_equal(error->kind, HD_INVALID);
        assert_non_null(error->detail);
    }
}

/* ---- Maildir ---- */

static void each_mail_is_a_file_in_a_maildir_that_is_made(void **state)
{
    state_t *s = *state;
    const char *root = apr_pstrcat(s->pool, s->dir, "/deep/mail", NULL), *all;
    hd_post_t *post = hd_open_post(apr_pstrcat(s->pool, "maildir:", root, NULL), s->pool);
    int count;

    assert_null(hd_post_send(post, "a@example.com", "b@example.com", MAIL, strlen(MAIL), s->pool));
    assert_null(hd_post_send(post, "a@example.com", "c@example.com", MAIL, strlen(MAIL), s->pool));
    all = hd_dir_text(&count, apr_pstrcat(s->pool, root, "/new", NULL), s->pool);
    assert_int_equal(count, 2);
    assert_non_null(strstr(all, "first\n.\n..dots\nlast\n"));
    hd_dir_text(&count, apr_pstrcat(s->pool, root, "/tmp", NULL), s->pool);
    assert_int_equal(count, 0);
}

static void a_maildir_that_cannot_be_written_is_tried_again_later(void **state)
{
    state_t *s = *state;
    hd_post_t *post = hd_open_post("maildir:/dev/null/mail", s->pool);
    hd_error_t *error = hd_post_send(post, "a@example.com", "b@example.com", MAIL, strlen(MAIL), s->pool);

    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
    assert_string_equal(error->code, "mail-unreachable");
}

/* A disk that cannot write directories, while this is set. libapr finds this function before libc's. */
static int broken_disk;

__attribute__((visibility("default"))) int fsync(int fd)
{
    struct stat info;

    if (broken_disk && fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fsync, fd);
}

static void a_mail_whose_name_is_not_on_disk_is_not_delivered(void **state)
{
    state_t *s = *state;
    const char *root = apr_pstrcat(s->pool, s->dir, "/mail", NULL);
    hd_post_t *post = hd_open_post(apr_pstrcat(s->pool, "maildir:", root, NULL), s->pool);
    hd_error_t *error;
    int count, turn;

    for (turn = 0; turn < 2; turn++) { /* with a Maildir that has to be made, and with one that is there */
        broken_disk = 1;
        error = hd_post_send(post, "a@example.com", "b@example.com", MAIL, strlen(MAIL), s->pool);
        broken_disk = 0;
        assert_non_null(error);
        assert_string_equal(error->code, "mail-unreachable");
        hd_dir_text(&count, apr_pstrcat(s->pool, root, "/new", NULL), s->pool);
        assert_int_equal(count, 0); /* it will be delivered again, and stands there once then */
    }
    assert_null(hd_post_send(post, "a@example.com", "b@example.com", MAIL, strlen(MAIL), s->pool));
    hd_dir_text(&count, apr_pstrcat(s->pool, root, "/new", NULL), s->pool);
    assert_int_equal(count, 1);
}

/* ---- sendmail ---- */

static hd_error_t *through_script(state_t *s, const char *script, const char *recipient)
{
    const char *path = apr_pstrcat(s->pool, s->dir, "/sendmail", NULL);
    FILE *file = fopen(path, "w");
    hd_post_t *post = hd_open_post(apr_pstrcat(s->pool, "sendmail:", path, NULL), s->pool);

    fprintf(file, "#!/bin/sh\n%s\n", script);
    fclose(file);
    chmod(path, 0755);
    return hd_post_send(post, "a@example.com", recipient, MAIL, strlen(MAIL), s->pool);
}

static void sendmail_is_given_the_envelope_and_the_mail(void **state)
{
    state_t *s = *state;
    const char *script = apr_psprintf(s->pool, "echo \"$@\" >%s/args; cat >%s/got", s->dir, s->dir);

    assert_null(through_script(s, script, "b@example.com"));
    assert_string_equal(hd_file_text(apr_pstrcat(s->pool, s->dir, "/args", NULL), s->pool),
                        "-i -f a@example.com -- b@example.com\n");
    assert_non_null(strstr(hd_file_text(apr_pstrcat(s->pool, s->dir, "/got", NULL), s->pool), "\n.\n..dots\nlast\n"));
}

static void the_exit_code_of_sendmail_decides(void **state)
{
    static const struct { const char *code, *means; hd_error_kind_t kind; } cases[] = {
        { "75", "mail-deferred", HD_BUSY },   { "67", "mail-refused", HD_DENIED }, { "65", "mail-refused", HD_DENIED },
        { "71", "mail-unreachable", HD_BUSY }, { "1", "mail-unreachable", HD_BUSY },
        /* no such host, unavailable, no permission: what msmtp says without name service, or with a wrong password */
        { "68", "mail-deferred", HD_BUSY },   { "69", "mail-deferred", HD_BUSY },  { "77", "mail-deferred", HD_BUSY },
    };
    state_t *s = *state;
    apr_size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hd_error_t *error = through_script(s, apr_pstrcat(s->pool, "echo so it is >&2; exit ", cases[i].code, NULL),
                                           "b@example.com");

        assert_non_null(error);
        assert_string_equal(error->code, cases[i].means);
        assert_int_equal(error->kind, cases[i].kind);
        assert_non_null(strstr(error->detail, "so it is"));
    }
}

static void a_missing_sendmail_is_tried_again_later(void **state)
{
    state_t *s = *state;
    hd_post_t *post = hd_open_post("sendmail:/nonexistent/sendmail", s->pool);
    hd_error_t *error = hd_post_send(post, "a@example.com", "b@example.com", MAIL, strlen(MAIL), s->pool);

    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
}

static void an_address_is_never_taken_for_an_option(void **state)
{
    state_t *s = *state;
    hd_error_t *error = through_script(s, "exit 0", "-oQ/tmp@example.com");

    assert_non_null(error);
    assert_int_equal(error->kind, HD_DENIED);
}

/* ---- SMTP ---- */

static hd_error_t *over_smtp(hd_post_t *post, const char *recipient, apr_pool_t *pool)
{
    return hd_post_send(post, "a@example.com", recipient, MAIL, strlen(MAIL), pool);
}

static hd_post_t *post_to(const hd_smtp_t *server, const char *user, const char *query, apr_pool_t *pool)
{
    return hd_open_post(apr_psprintf(pool, "smtp://%s127.0.0.1:%s%s", user, server->port, query), pool);
}

static void smtp_takes_mails_over_one_connection(void **state)
{
    state_t *s = *state;
    hd_smtp_t *server = hd_smtp_start(s->dir, NULL, NULL, s->pool);
    hd_post_t *post = post_to(server, "", "", s->pool);
    const char *first, *second;
    char *peer;

    assert_null(over_smtp(post, "b@example.com", s->pool));
    assert_null(over_smtp(post, "c@example.com", s->pool));
    first = hd_smtp_mail(server, 1, s->pool);
    second = hd_smtp_mail(server, 2, s->pool);
    hd_smtp_stop(server);
    assert_true(strncmp(first, "a@example.com\nb@example.com 127.0.0.1 ", 38) == 0);
    assert_non_null(strstr(first, "\r\n\r\nfirst\r\n.\r\n..dots\r\nlast\r\n"));
    peer = apr_pstrmemdup(s->pool, first + 28, strcspn(first + 28, "\n"));
    assert_non_null(strstr(second, peer));
}

static void what_the_server_says_to_the_recipient_decides(void **state)
{
    static const struct { const char *recipient, *means, *said; hd_error_kind_t kind; } cases[] = {
        { "refuse@example.com", "mail-refused", "550 5.1.1 no such mailbox", HD_DENIED },
        { "later@example.com", "mail-deferred", "451 4.2.1 come back later", HD_BUSY },
        { "badmail@example.com", "mail-refused", "554 5.6.0 no such mail here", HD_DENIED },
    };
    state_t *s = *state;
    hd_smtp_t *server = hd_smtp_start(s->dir, NULL, NULL, s->pool);
    hd_post_t *post = post_to(server, "", "", s->pool);
    hd_error_t *errors[3];
    apr_size_t i;

    for (i = 0; i < 3; i++) errors[i] = over_smtp(post, cases[i].recipient, s->pool);
    assert_null(over_smtp(post, "b@example.com", s->pool));
    hd_smtp_stop(server);
    for (i = 0; i < 3; i++) {
        assert_non_null(errors[i]);
        assert_string_equal(errors[i]->code, cases[i].means);
        assert_int_equal(errors[i]->kind, cases[i].kind);
        assert_string_equal(errors[i]->detail, cases[i].said);
    }
}

static void a_refused_sender_is_no_verdict_on_the_mail(void **state)
{
    state_t *s = *state;
    hd_smtp_t *server = hd_smtp_start(s->dir, NULL, NULL, s->pool);
    hd_post_t *post = post_to(server, "", "", s->pool);
    hd_error_t *error = hd_post_send(post, "nobody@example.com", "b@example.com", MAIL, strlen(MAIL), s->pool);

    hd_smtp_stop(server);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
    assert_non_null(strstr(error->detail, "not welcome"));
}

static void a_server_that_comes_back_takes_the_next_mail(void **state)
{
    state_t *s = *state;
    hd_smtp_t *server = hd_smtp_start(s->dir, NULL, NULL, s->pool);
    hd_post_t *post = post_to(server, "", "", s->pool);
    hd_error_t *error;

    assert_null(over_smtp(post, "b@example.com", s->pool));
    hd_smtp_stop(server);
    error = over_smtp(post, "b@example.com", s->pool);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
    assert_string_equal(error->code, "mail-unreachable");
    server = hd_smtp_start(s->dir, server->port, NULL, s->pool);
    assert_null(over_smtp(post, "b@example.com", s->pool));
    hd_smtp_stop(server);
}

static void a_restart_between_two_mails_goes_unnoticed(void **state)
{
    state_t *s = *state;
    hd_smtp_t *server = hd_smtp_start(s->dir, NULL, NULL, s->pool);
    hd_post_t *post = post_to(server, "", "", s->pool);

    assert_null(over_smtp(post, "b@example.com", s->pool));
    hd_smtp_stop(server);
    server = hd_smtp_start(s->dir, server->port, NULL, s->pool);
    assert_null(over_smtp(post, "b@example.com", s->pool));
    hd_smtp_stop(server);
}

static void a_password_opens_the_way_and_a_wrong_one_is_no_verdict_on_the_mail(void **state)
{
    state_t *s = *state;
    hd_smtp_t *server = hd_smtp_start(s->dir, NULL, "auth=user:other", s->pool);
    hd_error_t *wrong = over_smtp(post_to(server, "user:no@", "?tls=none", s->pool), "b@example.com", s->pool);
    hd_error_t *unprotected;

    hd_smtp_stop(server);
    server = hd_smtp_start(s->dir, NULL, "auth=user:pass", s->pool);
    unprotected = over_smtp(post_to(server, "user:pass@", "", s->pool), "b@example.com", s->pool);
    assert_null(over_smtp(post_to(server, "user:pass@", "?tls=none", s->pool), "b@example.com", s->pool));
    hd_smtp_stop(server);
    assert_non_null(wrong);
    assert_int_equal(wrong->kind, HD_BUSY);
    assert_non_null(unprotected); /* a password does not travel in the clear unless "?tls=none" says so */
    assert_int_equal(unprotected->kind, HD_BUSY);
}

static void a_certificate_that_nobody_vouches_for_gets_no_mail(void **state)
{
    state_t *s = *state;
    const char *make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout %s/k -out %s/c "
                       "2>/dev/null && cat %s/k %s/c >%s/cert";
    hd_smtp_t *server;
    hd_error_t *error;

    assert_int_equal(system(apr_psprintf(s->pool, make, s->dir, s->dir, s->dir, s->dir, s->dir)), 0);
    server = hd_smtp_start(s->dir, NULL, apr_psprintf(s->pool, "cert=%s/cert", s->dir), s->pool);
    error = over_smtp(post_to(server, "", "", s->pool), "b@example.com", s->pool);
    assert_null(hd_smtp_mail(server, 1, s->pool));
    assert_null(over_smtp(post_to(server, "", "?tls=none", s->pool), "b@example.com", s->pool));
    hd_smtp_stop(server);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
}

static void an_address_cannot_smuggle_a_command(void **state)
{
    state_t *s = *state;
    hd_smtp_t *server = hd_smtp_start(s->dir, NULL, NULL, s->pool);
    hd_post_t *post = post_to(server, "", "", s->pool);
    hd_error_t *error = over_smtp(post, "b@example.com>\r\nRCPT TO:<c@example.com", s->pool);

    hd_smtp_stop(server);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_DENIED);
}

static void a_raised_flag_breaks_off_a_delivery(void **state)
{
    state_t *s = *state;
    hd_smtp_t *server = hd_smtp_start(s->dir, NULL, NULL, s->pool);
    const hd_flag_t stop = 1;
    hd_transport_t *transport = NULL;
    hd_post_t *post = NULL;
    hd_error_t *error;

    assert_null(hd_transport_parse(&transport, apr_psprintf(s->pool, "smtp://127.0.0.1:%s", server->port), s->pool));
    assert_null(hd_post_open(&post, transport, &stop, s->pool));
    error = over_smtp(post, "b@example.com", s->pool);
    hd_smtp_stop(server);
    assert_non_null(error);
    assert_int_equal(error->kind, HD_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_goes_into_a_letter_is_read_out_of_it, start, end),
        cmocka_unit_test_setup_teardown(a_letter_that_a_person_wrote_is_not_marked_as_automatic, start, end),
        cmocka_unit_test_setup_teardown(no_text_begins_a_header_of_its_own, start, end),
        cmocka_unit_test_setup_teardown(every_line_of_a_letter_ends_in_crlf_and_stays_short, start, end),
        cmocka_unit_test_setup_teardown(an_address_that_is_none_is_refused, start, end),
        cmocka_unit_test_setup_teardown(the_address_of_a_mailbox_is_found, start, end),
        cmocka_unit_test_setup_teardown(a_title_that_looks_encoded_is_shown_as_it_was_typed, start, end),
        cmocka_unit_test_setup_teardown(python_reads_the_same_letter, start, end),
        cmocka_unit_test_setup_teardown(transports_are_read_or_refused_with_a_reason, start, end),
        cmocka_unit_test_setup_teardown(each_mail_is_a_file_in_a_maildir_that_is_made, start, end),
        cmocka_unit_test_setup_teardown(a_maildir_that_cannot_be_written_is_tried_again_later, start, end),
        cmocka_unit_test_setup_teardown(a_mail_whose_name_is_not_on_disk_is_not_delivered, start, end),
        cmocka_unit_test_setup_teardown(sendmail_is_given_the_envelope_and_the_mail, start, end),
        cmocka_unit_test_setup_teardown(the_exit_code_of_sendmail_decides, start, end),
        cmocka_unit_test_setup_teardown(a_missing_sendmail_is_tried_again_later, start, end),
        cmocka_unit_test_setup_teardown(an_address_is_never_taken_for_an_option, start, end),
        cmocka_unit_test_setup_teardown(smtp_takes_mails_over_one_connection, start, end),
        cmocka_unit_test_setup_teardown(what_the_server_says_to_the_recipient_decides, start, end),
        cmocka_unit_test_setup_teardown(a_refused_sender_is_no_verdict_on_the_mail, start, end),
        cmocka_unit_test_setup_teardown(a_server_that_comes_back_takes_the_next_mail, start, end),
        cmocka_unit_test_setup_teardown(a_restart_between_two_mails_goes_unnoticed, start, end),
        cmocka_unit_test_setup_teardown(a_password_opens_the_way_and_a_wrong_one_is_no_verdict_on_the_mail, start, end),
        cmocka_unit_test_setup_teardown(a_certificate_that_nobody_vouches_for_gets_no_mail, start, end),
        cmocka_unit_test_setup_teardown(an_address_cannot_smuggle_a_command, start, end),
        cmocka_unit_test_setup_teardown(a_raised_flag_breaks_off_a_delivery, start, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
