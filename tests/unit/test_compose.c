/* tests/unit/test_compose.c: every kind of mail in every language, by the stylesheets that are shipped.
 * HD_TEST_SHARE  the directory of xslt/; "." by default
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <libxml/relaxng.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/mail/compose.h"

static const char *const kinds[] = { HD_MAIL_TICKET_RECEIPT, HD_MAIL_TICKET_ALERT,   HD_MAIL_REPLY_RECEIPT,
                                     HD_MAIL_REPLY_ALERT,    HD_MAIL_ANSWER,         HD_MAIL_PASSWORD_RESET,
                                     HD_MAIL_PASSWORD_CHANGED, HD_MAIL_INVITATION };
#define KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))

typedef struct state_t {
    apr_pool_t *pool;
    hd_composer_t composer;
    const char *share;
} state_t;

static int start(void **state)
{
    apr_pool_t *pool;
    state_t *s;
    hd_theme_t *theme = NULL;
    hd_error_t *error;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    s = apr_pcalloc(pool, sizeof(*s));
    s->pool = pool;
    s->share = getenv("HD_TEST_SHARE") ? getenv("HD_TEST_SHARE") : ".";
    error = hd_theme_load(&theme, s->share, NULL, "https://example.com/portal", pool);
    if (error) fail_msg("%s: %s", error->code, error->detail);
    s->composer = (hd_composer_t){ theme, "Example & Sons", "https://example.com/portal", "en" };
    *state = s;
    return 0;
}

static int end(void **state)
{
    apr_pool_destroy(((state_t *)*state)->pool);
    return 0;
}

static int about_password(const char *kind)
{
    return strncmp(kind, "password", 8) == 0 || strcmp(kind, HD_MAIL_INVITATION) == 0;
}

static hd_mail_matter_t a_matter(const char *kind, const char *language)
{
    hd_mail_matter_t matter = { .kind = kind, .language = language, .recipient = "client@example.com",
                                .recipient_name = "Mila <Client>", .link = "/password/reset?token=abc", .at = 5 };

    if (about_password(kind)) return matter;
    matter.reference = "HD-7Q2M9XK";
    matter.subject = "Mail & <more>";
    matter.status = "open";
    matter.priority = "high";
    matter.department = "Technical support";
    matter.service = "example.rs";
    matter.account = "Client d.o.o.";
    matter.author = "Agent A";
    matter.body = "See <this> & *that*";
    matter.body_xml = "<p>See &lt;this&gt; &amp; <em>that</em>, <a href=\"https://example.net/\">there</a></p>"
                      "<ol start=\"3\"><li>x</li></ol>";
    matter.attachments = "записник.pdf\nb.png";
    matter.link = "/tickets/HD-7Q2M9XK#reply-m1";
    return matter;
}

static hd_composed_t composed(state_t *s, const hd_mail_matter_t *matter)
{
    hd_composed_t out = { NULL, NULL, NULL };
    hd_error_t *error = hd_compose_mail(&out, matter, &s->composer, s->pool);

    if (error) fail_msg("%s in %s: %s: %s", matter->kind, matter->language, error->code, error->detail);
    return out;
}

static void every_kind_in_every_language_has_subject_text_and_html(void **state)
{
    state_t *s = *state;
    int kind, language;

    for (kind = 0; kind < KINDS; kind++) {
        for (language = 0; hd_languages[language]; language++) {
            hd_mail_matter_t matter = a_matter(kinds[kind], hd_languages[language]);
            hd_composed_t mail = composed(s, &matter);

            assert_true(strlen(mail.subject) > 0);
            assert_non_null(strstr(mail.text, matter.link));
            assert_non_null(strstr(mail.html, "https://example.com/portal/"));
            assert_non_null(strstr(mail.html, apr_pstrcat(s->pool, "lang=\"", hd_languages[language], "\"", NULL)));
            assert_non_null(strstr(mail.html, "Example &amp; Sons"));
            assert_non_null(strstr(mail.text, "Example & Sons"));
            assert_null(strstr(mail.text, "{"));
            assert_null(strstr(mail.html, "urn:helpdesk"));
            if (getenv("HD_TEST_SHOW")) printf("%s\n----\n%s\n====\n", mail.text, mail.html);
        }
    }
}

static void what_was_written_stands_in_both_parts(void **state)
{
    state_t *s = *state;
    hd_mail_matter_t matter = a_matter(HD_MAIL_ANSWER, "en");
    hd_composed_t mail = composed(s, &matter);

    assert_string_equal(mail.subject, "Mail & <more>");
    assert_non_null(strstr(mail.text, "See <this> & *that*"));
    assert_non_null(strstr(mail.html, "<p>See &lt;this&gt; &amp; <em>that</em>, <a href=\"https://example.net/\">"));
    assert_non_null(strstr(mail.html, "<ol start=\"3\"><li>x</li></ol>"));
    assert_non_null(strstr(mail.text, "- записник.pdf\n- b.png\n"));
    assert_non_null(strstr(mail.html, "записник.pdf, b.png"));
    assert_non_null(strstr(mail.text, "https://example.com/portal/tickets/HD-7Q2M9XK#reply-m1\n"));
}

static void a_department_is_told_who_wrote_and_not_greeted(void **state)
{
    state_t *s = *state;
    hd_mail_matter_t matter = a_matter(HD_MAIL_TICKET_ALERT, "en");
    hd_composed_t mail = composed(s, &matter);

    assert_non_null(strstr(mail.text, "Agent A, Client d.o.o."));
    assert_null(strstr(mail.text, "Hello"));
}

static void an_unknown_language_falls_back_to_the_servers(void **state)
{
    state_t *s = *state;
    hd_mail_matter_t matter = a_matter(HD_MAIL_PASSWORD_CHANGED, "xx");
    hd_composed_t mail;

    s->composer.default_language = "sr-Latn";
    mail = composed(s, &matter);
    assert_non_null(strstr(mail.html, "lang=\"sr-Latn\""));
    assert_non_null(strstr(mail.subject, "lozinka"));
}

static void every_view_of_a_mail_is_what_its_schema_says(void **state)
{
    state_t *s = *state;
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(apr_pstrcat(s->pool, s->share, "/xslt/schema/mail.rng",
                                                                         NULL));
    xmlRelaxNGPtr schema = xmlRelaxNGParse(parser);
    int kind;

    assert_non_null(schema);
    for (kind = 0; kind < KINDS; kind++) {
        hd_mail_matter_t matter = a_matter(kinds[kind], "sr-Latn");
        xmlRelaxNGValidCtxtPtr check = xmlRelaxNGNewValidCtxt(schema);
        const char *bytes;
        apr_size_t length;
        hd_view_t *view;
        xmlDocPtr doc;

        assert_null(hd_mail_view(&view, &matter, &s->composer, "sr-Latn", s->pool));
        assert_null(hd_view_write(&bytes, &length, view, s->pool));
        doc = xmlReadMemory(bytes, (int)length, NULL, NULL, 0);
        assert_int_equal(xmlRelaxNGValidateDoc(check, doc), 0);
        xmlFreeDoc(doc);
        xmlRelaxNGFreeValidCtxt(check);
    }
    xmlRelaxNGFree(schema);
    xmlRelaxNGFreeParserCtxt(parser);
}

#define T(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(every_kind_in_every_language_has_subject_text_and_html),
        T(what_was_written_stands_in_both_parts),
        T(a_department_is_told_who_wrote_and_not_greeted),
        T(an_unknown_language_falls_back_to_the_servers),
        T(every_view_of_a_mail_is_what_its_schema_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
