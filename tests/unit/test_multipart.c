/* tests/unit/test_multipart.c: reading forms: multipart/form-data and urlencoded.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/web/multipart.h"
#include "../../src/web/urlencoded.h"

#define BOUNDARY "----WebKitFormBoundaryX7"
#define TYPE "multipart/form-data; boundary=" BOUNDARY
#define LINE "--" BOUNDARY "\r\n"
#define LAST "--" BOUNDARY "--\r\n"
#define FIELD(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"

/** What a parser told, written down. */
typedef struct story_t {
    apr_pool_t *pool;
    const char *text;   /* "part(name,filename,type)bytes end " … */
    hd_error_t *refuse; /* returned by the data callback */
} story_t;

static hd_error_t *note_part(void *baton, const char *name, const char *filename, const char *type)
{
    story_t *story = baton;

    story->text = apr_psprintf(story->pool, "%s[%s|%s|%s]", story->text, name, filename ? filename : "-", type);
    return NULL;
}

static hd_error_t *note_data(void *baton, const char *bytes, apr_size_t length)
{
    story_t *story = baton;

    if (story->refuse) return story->refuse;
    story->text = apr_pstrcat(story->pool, story->text, apr_pstrmemdup(story->pool, bytes, length), NULL);
    return NULL;
}

static hd_error_t *note_end(void *baton)
{
    story_t *story = baton;

    story->text = apr_pstrcat(story->pool, story->text, ";", NULL);
    return NULL;
}

static const hd_multipart_events_t noting = { note_part, note_data, note_end };

static int setup(void **state)
{
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    *state = pool;
    return 0;
}

static int teardown(void **state)
{
    apr_pool_destroy(*state);
    return 0;
}

/** Feed a body in pieces of a size. @return the story, with the error's code at its end */
static const char *read_pieces(const char *type, const char *body, apr_size_t length, apr_size_t piece,
                               apr_pool_t *pool)
{
    story_t story = { pool, "", NULL };
    hd_multipart_t *parser;
    hd_error_t *error = hd_multipart_create(&parser, type, &noting, &story, pool);
    apr_size_t at;

    for (at = 0; !error && at < length; at += piece) {
        error = hd_multipart_feed(parser, body + at, length - at < piece ? length - at : piece);
    }
    if (!error) error = hd_multipart_finish(parser);
    return error ? apr_pstrcat(pool, story.text, "!", error->code, NULL) : story.text;
}

static const char *read_body(const char *body, apr_pool_t *pool)
{
    return read_pieces(TYPE, body, strlen(body), strlen(body), pool);
}

static const char *const bodies[] = {
    LINE FIELD("a") "1\r\n" LINE FIELD("b") "\r\n" LAST,
    "preamble\r\n--" BOUNDARY "no\r\n" LINE FIELD("a") "1\r\n" LAST "epilogue " LINE,
    LINE FIELD("a") "\r\r\n\r\n--\r\n---\r\n------WebKitFormBoundaryX\r\n\r\r\n" LAST,
    LINE "Content-Disposition: form-data; name=\"f\"; "
         "filename=\"\xd0\xa2.png\"\r\nContent-Type: image/png\r\n\r\nx\r\ny\r\n"
         "--inner\r\n\r\n--inner--\r\n" LAST,
    LINE FIELD("a") "never closed\r\n--" BOUNDARY,
    LINE FIELD("a") "1\r\n--" BOUNDARY "-x",
    LINE FIELD("a") "1\r\n--" BOUNDARY " \t \r\n" FIELD("b") "2\r\n" LAST,
    LINE "Content-Disposition: form-data\r\n\r\nnameless\r\n" LAST,
    LINE "\r\nno header\r\n" LAST,
};

static void the_pieces_in_which_a_body_comes_do_not_matter(void **state)
{
    apr_pool_t *pool = *state;
    apr_size_t i, piece;

    for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        const char *whole = read_body(bodies[i], pool);
        for (piece = 1; piece <= strlen(bodies[i]); piece++) {
            assert_string_equal(read_pieces(TYPE, bodies[i], strlen(bodies[i]), piece, pool), whole);
        }
    }
}

static void fields_and_files_come_as_they_were_sent(void **state)
{
    assert_string_equal(read_body(bodies[0], *state), "[a|-|text/plain]1;[b|-|text/plain];");
    assert_string_equal(read_body(bodies[2], *state),
                        "[a|-|text/plain]\r\r\n\r\n--\r\n---\r\n------WebKitFormBoundaryX\r\n\r;");
    assert_string_equal(read_body(bodies[3], *state),
                        "[f|\xd0\xa2.png|image/png]x\r\ny\r\n--inner\r\n\r\n--inner--;");
    assert_string_equal(read_body(bodies[6], *state), "[a|-|text/plain]1;[b|-|text/plain]2;");
    assert_string_equal(read_body(LAST, *state), "");
}

/** Bytes that came, in order. */
typedef struct bytes_t {
    unsigned char byte[512];
    apr_size_t length;
} bytes_t;

static hd_error_t *pass_part(void *baton, const char *name, const char *filename, const char *type)
{
    (void)baton, (void)name, (void)filename, (void)type;
    return NULL;
}

static hd_error_t *keep_data(void *baton, const char *bytes, apr_size_t length)
{
    bytes_t *kept = baton;

    assert_true(kept->length + length <= sizeof(kept->byte));
    memcpy(kept->byte + kept->length, bytes, length);
    kept->length += length;
    return NULL;
}

static hd_error_t *pass_end(void *baton)
{
    (void)baton;
    return NULL;
}

static void bytes_of_any_value_pass_through_a_file(void **state)
{
    static const hd_multipart_events_t keeping = { pass_part, keep_data, pass_end };
    static const char head[] = LINE "Content-Disposition: form-data; name=f; filename=\"\"\r\n\r\n";
    unsigned char all[256];
    bytes_t kept = { { 0 }, 0 };
    hd_multipart_t *parser;
    int i;

    for (i = 0; i < 256; i++) all[i] = (unsigned char)i;
    assert_null(hd_multipart_create(&parser, TYPE, &keeping, &kept, *state));
    assert_null(hd_multipart_feed(parser, head, sizeof(head) - 1));
    assert_null(hd_multipart_feed(parser, (const char *)all, sizeof(all)));
    assert_null(hd_multipart_feed(parser, "\r\n" LAST, sizeof("\r\n" LAST) - 1));
    assert_null(hd_multipart_finish(parser));
    assert_int_equal(kept.length, sizeof(all));
    assert_memory_equal(kept.byte, all, sizeof(all));
}

static void what_surrounds_the_parts_is_passed_over(void **state)
{
    const char *untidy = "preamble\r\n" LINE FIELD("a") "1\r\n" LAST "epilogue " LINE;

    assert_string_equal(read_body(untidy, *state), "[a|-|text/plain]1;");
    assert_string_equal(read_body(LINE FIELD("a") "1\r\n--" BOUNDARY "--", *state), "[a|-|text/plain]1;");
}

/** The story of one part with these parameters behind form-data. */
static const char *part_of(const char *params, apr_pool_t *pool)
{
    return read_body(apr_pstrcat(pool, LINE "content-disposition:form-data", params, "\r\n\r\n\r\n" LAST, NULL), pool);
}

static void names_are_decoded_as_browsers_and_programs_write_them(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(part_of("; name=\"a%22b%0D%0Ac%20d%41\"", pool), "[a\"b\r\nc%20d%41|-|text/plain];");
    assert_string_equal(part_of("; name=a; filename=\"say \\\"hi\\\" \\\\ now.txt\"", pool),
                        "[a|say \"hi\" \\ now.txt|text/plain];");
    assert_string_equal(part_of("; name=a; filename=\"C:\\dir\\x.txt\"", pool), "[a|C:\\dir\\x.txt|text/plain];");
    assert_string_equal(part_of("; name=a; filename=\"C:\\\"", pool), "[a|C:\\|text/plain];");
    assert_string_equal(part_of("; NAME=a ;  FileName=b.txt;", pool), "[a|b.txt|text/plain];");
    assert_string_equal(part_of("; name=a; filename=\"x; name=b\"", pool), "[a|x; name=b|text/plain];");
    assert_string_equal(part_of(";\r\n name=a;\r\n\tfilename=b", pool), "[a|b|text/plain];");
}

static void an_extended_file_name_goes_before_the_plain_one(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(part_of("; name=a; filename*=UTF-8''na%C3%AFve%20file.txt; filename=\"naive\"", pool),
                        "[a|na\xc3\xafve file.txt|text/plain];");
    assert_string_equal(part_of("; name=a; filename=\"naive\"; filename*=utf-8'en'%e2%82%ac", pool),
                        "[a|\xe2\x82\xac|text/plain];");
    assert_string_equal(part_of("; name=a; filename=plain; filename*=UTF-8''%4", pool), "[a|plain|text/plain];");
    assert_string_equal(part_of("; name=a; filename=plain; filename*=UTF-8''%00", pool), "[a|plain|text/plain];");
    assert_string_equal(part_of("; name=a; filename=plain; filename*=KOI8-R''%C1", pool), "[a|plain|text/plain];");
}

static void a_malformed_part_is_refused(void **state)
{
    apr_pool_t *pool = *state;
    static const char *const params[] = {
        "", ";", "; filename=x", "; name", "; name=a b", "; name=\"a", "; name=\"a\"b", "; name=a; name=b", " name=a",
        "x; name=a", "; name=a; filename=b; filename=c", "; =a", "; name=a\r\nContent-Disposition: form-data; name=b",
        "; name=a\r\nno colon", "; name=a\r\n: x", "; name=a\r\nContent-Transfer-Encoding: base64",
        "; name=a\nx: y", "; name=a\rx: y",
    };
    apr_size_t i;

    for (i = 0; i < sizeof(params) / sizeof(params[0]); i++) {
        assert_string_equal(part_of(params[i], pool), "!body-malformed");
    }
    assert_string_equal(part_of("; name=a\r\nContent-Transfer-Encoding: binary\r\nX: y", pool), "[a|-|text/plain];");
    assert_string_equal(read_body(bodies[5], pool), "[a|-|text/plain]1;!body-malformed");
    assert_string_equal(read_body(LINE FIELD("a") "1\r\n--" BOUNDARY "more", pool),
                        "[a|-|text/plain]1;!body-malformed");
}

static void a_nul_in_a_header_is_refused(void **state)
{
    static const char body[] = LINE "Content-Disposition: form-data; name=\"a\0b\"\r\n\r\n\r\n" LAST;

    assert_string_equal(read_pieces(TYPE, body, sizeof(body) - 1, 7, *state), "!body-malformed");
}

static void a_body_without_its_end_is_truncated(void **state)
{
    apr_pool_t *pool = *state;
    const char *whole = LINE FIELD("a") "12\r\n--" BOUNDARY "--";
    apr_size_t length;

    for (length = 0; length < strlen(whole); length++) {
        const char *story = read_pieces(TYPE, whole, length, length ? length : 1, pool);
        assert_non_null(strstr(story, "!body-truncated"));
    }
    assert_string_equal(read_body("--" BOUNDARY "\nContent-Disposition: form-data; name=a\n\n1\n", pool),
                        "!body-malformed");
}

static void too_many_parts_are_refused(void **state)
{
    apr_pool_t *pool = *state;
    char *body = apr_pcalloc(pool, (HD_MULTIPART_PARTS_MAX + 2) * (sizeof(LINE FIELD("a")) + 3));
    const char *story;
    int i;

    for (i = 0; i < HD_MULTIPART_PARTS_MAX; i++) strcat(body, LINE FIELD("a") "\r\n");
    assert_null(strchr(read_body(apr_pstrcat(pool, body, LAST, NULL), pool), '!'));
    story = read_body(apr_pstrcat(pool, body, LINE FIELD("a") "\r\n" LAST, NULL), pool);
    assert_string_equal(strchr(story, '!'), "!body-too-many-parts");
}

static void a_part_header_has_a_limit(void **state)
{
    apr_pool_t *pool = *state;
    char *filler = apr_pcalloc(pool, HD_MULTIPART_HEADER_MAX + 1);

    memset(filler, 'x', HD_MULTIPART_HEADER_MAX);
    assert_string_equal(part_of(apr_pstrcat(pool, "; name=", filler, NULL), pool), "!body-part-header-long");
    filler[HD_MULTIPART_HEADER_MAX - 100] = '\0';
    assert_null(strchr(part_of(apr_pstrcat(pool, "; name=", filler, NULL), pool), '!'));
}

static void an_error_of_a_callback_ends_the_reading(void **state)
{
    apr_pool_t *pool = *state;
    hd_error_t *full = hd_error(pool, HD_FULL, "server-full", NULL);
    story_t story = { pool, "", full };
    hd_multipart_t *parser;

    assert_null(hd_multipart_create(&parser, TYPE, &noting, &story, pool));
    assert_ptr_equal(hd_multipart_feed(parser, bodies[0], strlen(bodies[0])), full);
    assert_ptr_equal(hd_multipart_feed(parser, "x", 1), full);
    assert_ptr_equal(hd_multipart_finish(parser), full);
    assert_string_equal(story.text, "[a|-|text/plain]");
}

static hd_error_kind_t kind_of(const char *content_type, apr_pool_t *pool)
{
    hd_multipart_t *parser;
    hd_error_t *error = hd_multipart_create(&parser, content_type, &noting, NULL, pool);

    return error ? error->kind : HD_BROKEN;
}

static void the_content_type_must_be_a_form_with_a_boundary(void **state)
{
    apr_pool_t *pool = *state;
    char *longest = apr_pcalloc(pool, HD_MULTIPART_BOUNDARY_MAX + 2);

    memset(longest, 'b', HD_MULTIPART_BOUNDARY_MAX);
    assert_int_equal(kind_of(NULL, pool), HD_MEDIA_TYPE);
    assert_int_equal(kind_of("multipart/mixed; boundary=x", pool), HD_MEDIA_TYPE);
    assert_int_equal(kind_of("multipart/form-databases; boundary=x", pool), HD_MEDIA_TYPE);
    assert_int_equal(kind_of("multipart/form-data", pool), HD_BAD_REQUEST);
    assert_int_equal(kind_of("multipart/form-data; boundary=", pool), HD_BAD_REQUEST);
    assert_int_equal(kind_of("multipart/form-data; boundary=\"a\rb\"", pool), HD_BAD_REQUEST);
    assert_int_equal(kind_of("multipart/form-data; boundary=a; boundary=b", pool), HD_BAD_REQUEST);
    assert_int_equal(kind_of("Multipart/Form-Data ; charset=utf-8; boundary=\"a b\"", pool), HD_BROKEN);
    assert_int_equal(kind_of(apr_pstrcat(pool, "multipart/form-data; boundary=", longest, NULL), pool), HD_BROKEN);
    assert_int_equal(kind_of(apr_pstrcat(pool, "multipart/form-data; boundary=b", longest, NULL), pool),
                     HD_BAD_REQUEST);
}

/** Pairs as "name=value|", the error's code at the end. */
static const char *read_urlencoded(const char *bytes, apr_size_t length, int max_pairs, int lenient, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 4, sizeof(hd_pair_t));
    hd_error_t *error = NULL;
    const char *story = "";
    int i;

    if (lenient) hd_query_parse(list, bytes, max_pairs, pool);
    else error = hd_urlencoded_parse(list, bytes, length, max_pairs, pool);
    for (i = 0; i < list->nelts; i++) {
        const hd_pair_t *pair = &APR_ARRAY_IDX(list, i, hd_pair_t);
        story = apr_pstrcat(pool, story, pair->name, "=", pair->value, "|", NULL);
    }
    return error ? apr_pstrcat(pool, story, "!", error->code, NULL) : story;
}

static const char *form_of(const char *body, apr_pool_t *pool)
{
    return read_urlencoded(body, strlen(body), 4, 0, pool);
}

static void an_urlencoded_body_is_decoded(void **state)
{
    assert_string_equal(form_of("", *state), "");
    assert_string_equal(form_of("a=1&b=caf%C3%a9+au+lait%2B", *state), "a=1|b=caf\xc3\xa9 au lait+|");
    assert_string_equal(form_of("&&a&=x&b==&", *state), "a=|=x|b==|");
}

static void a_badly_escaped_body_is_refused(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(form_of("a=1&b=%4", pool), "a=1|!body-malformed");
    assert_string_equal(form_of("a=%", pool), "!body-malformed");
    assert_string_equal(form_of("a=%4g", pool), "!body-malformed");
    assert_string_equal(form_of("%zz=1", pool), "!body-malformed");
    assert_string_equal(form_of("a=%00", pool), "!body-malformed");
    assert_string_equal(read_urlencoded("a=\0b", 4, 4, 0, pool), "!body-malformed");
    assert_string_equal(form_of("a&b&c&d", pool), "a=|b=|c=|d=|");
    assert_string_equal(form_of("a&b&c&d&e", pool), "a=|b=|c=|d=|!body-too-many-fields");
}

static void bad_pairs_of_a_query_are_left_out(void **state)
{
    apr_pool_t *pool = *state;

    assert_string_equal(read_urlencoded("a=%&b=2&c=%FF&d=%00&e=%0B&f=%0A&%01=1&g", 0, 9, 1, pool), "b=2|f=\n|g=|");
    assert_string_equal(read_urlencoded("a=1&b=2&c=3", 0, 2, 1, pool), "a=1|b=2|");
    assert_string_equal(read_urlencoded(NULL, 0, 2, 1, pool), "");
}

static void what_is_percent_encoded_is_decoded_again(void **state)
{
    apr_pool_t *pool = *state;
    char every[256];
    int i;

    for (i = 1; i < 256; i++) every[i - 1] = (char)i;
    every[255] = '\0';
    assert_string_equal(hd_percent_encode("a-B._~ /?&=+%\xc3\xa9", pool), "a-B._~%20%2F%3F%26%3D%2B%25%C3%A9");
    assert_string_equal(form_of(hd_percent_encode(every, pool), pool), apr_pstrcat(pool, every, "=|", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_pieces_in_which_a_body_comes_do_not_matter, setup, teardown),
        cmocka_unit_test_setup_teardown(fields_and_files_come_as_they_were_sent, setup, teardown),
        cmocka_unit_test_setup_teardown(bytes_of_any_value_pass_through_a_file, setup, teardown),
        cmocka_unit_test_setup_teardown(what_surrounds_the_parts_is_passed_over, setup, teardown),
        cmocka_unit_test_setup_teardown(names_are_decoded_as_browsers_and_programs_write_them, setup, teardown),
        cmocka_unit_test_setup_teardown(an_extended_file_name_goes_before_the_plain_one, setup, teardown),
        cmocka_unit_test_setup_teardown(a_malformed_part_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_nul_in_a_header_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_body_without_its_end_is_truncated, setup, teardown),
        cmocka_unit_test_setup_teardown(too_many_parts_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_part_header_has_a_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(an_error_of_a_callback_ends_the_reading, setup, teardown),
        cmocka_unit_test_setup_teardown(the_content_type_must_be_a_form_with_a_boundary, setup, teardown),
        cmocka_unit_test_setup_teardown(an_urlencoded_body_is_decoded, setup, teardown),
        cmocka_unit_test_setup_teardown(a_badly_escaped_body_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(bad_pairs_of_a_query_are_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_percent_encoded_is_decoded_again, setup, teardown),
    };
    int failed;

    apr_initialize();
    failed = cmocka_run_group_tests_name("forms", tests, NULL, NULL);
    apr_terminate();
    return failed;
}
