/* tests/unit/test_macro.c: placeholders of canned answers.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/domain/macro_text.h"

#define SH "\xc5\xa1\xc5\xa1\xc5\xa1\xc5\xa1\xc5\xa1\xc5\xa1" /* 12 bytes */

static apr_pool_t *pool;

static const char *const values[HD_PLACES] = { "Mila \xc4\x86lient {{agent}}", "Ana", "HD-7Q2M9XK", "Mail & web", NULL, "",
                                               "Support", "Example" };

static const char *fill(const char *text, int missing_count)
{
    apr_array_header_t *missing;
    const char *filled = hd_macro_text_fill(&missing, text, values, pool);

    assert_int_equal(missing->nelts, missing_count);
    return filled;
}

static void placeholders_are_replaced(void **state)
{
    (void)state;
    assert_string_equal(fill("{{reference}}: {{ subject }}, {{company}}{{department}}.", 0),
                        "HD-7Q2M9XK: Mail & web, ExampleSupport.");
    assert_string_equal(fill("", 0), "");
    assert_string_equal(fill("server { listen 80; }", 0), "server { listen 80; }");
}

static void a_value_is_not_read_for_placeholders(void **state)
{
    (void)state;
    assert_string_equal(fill("Dear {{client}}, {{agent}}", 0), "Dear Mila \xc4\x86lient {{agent}}, Ana");
}

static void what_has_no_value_stays_and_is_named_once(void **state)
{
    apr_array_header_t *missing;

    (void)state;
    assert_string_equal(hd_macro_text_fill(&missing, "{{service}} until {{expiry}}; {{service}}", values, pool),
                        "{{service}} until {{expiry}}; {{service}}");
    assert_int_equal(missing->nelts, 2);
    assert_string_equal(APR_ARRAY_IDX(missing, 0, const char *), "service");
    assert_string_equal(APR_ARRAY_IDX(missing, 1, const char *), "expiry");
}

static void unknown_ones_are_named(void **state)
{
    int i;

    (void)state;
    for (i = 0; i < HD_PLACES; i++) {
        assert_null(hd_macro_text_unknown(apr_pstrcat(pool, "a {{", hd_place_names[i], "}} b", NULL), pool));
    }
    assert_null(hd_macro_text_unknown("{ {x} } }} {", pool));
    assert_string_equal(hd_macro_text_unknown("{{client}} {{colour}}", pool), "{{colour}}");
    assert_string_equal(hd_macro_text_unknown("{{Client}}", pool), "{{Client}}");
    assert_string_equal(hd_macro_text_unknown("{{}}", pool), "{{}}");
    assert_string_equal(hd_macro_text_unknown("{{client}} {{client\nand so on", pool), "{{client");
    assert_string_equal(hd_macro_text_unknown("{{a" SH SH SH SH "}}", pool), "{{a" SH SH SH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(placeholders_are_replaced),
        cmocka_unit_test(a_value_is_not_read_for_placeholders),
        cmocka_unit_test(what_has_no_value_stays_and_is_named_once),
        cmocka_unit_test(unknown_ones_are_named),
    };

    apr_initialize();
    apr_pool_create(&pool, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
