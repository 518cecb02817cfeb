/* tests/unit/test_work.c: the rule of what an answer makes of a ticket.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>

#include "../../src/domain/answer.h"

static void an_answer_leads_where_it_was_meant_to(void **state)
{
    (void)state;
    assert_string_equal(hd_answer_status("open", "open", "answered", 0), "answered");
    assert_string_equal(hd_answer_status("customer-reply", "customer-reply", "closed", 0), "closed");
    assert_string_equal(hd_answer_status("closed", "closed", "on-hold", 0), "on-hold");
}

static void what_has_happened_since_stands(void **state)
{
    (void)state;
    assert_null(hd_answer_status("open", "closed", "answered", 0));
    assert_null(hd_answer_status("open", "in-progress", "closed", 0));
    assert_null(hd_answer_status("customer-reply", "customer-reply", "answered", 1));
    assert_null(hd_answer_status("open", "customer-reply", "closed", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_leads_where_it_was_meant_to),
        cmocka_unit_test(what_has_happened_since_stands),
    };

    apr_initialize();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
