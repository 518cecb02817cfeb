/* tests/unit/test_hook.c: which addresses a webhook may have, and what it is told, to the byte.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <arpa/inet.h>
#include <jansson.h>
#include <netinet/in.h>

#include "../../src/base/network.h"
#include "../../src/mail/hook.h"

static apr_pool_t *pool;

static const struct sockaddr *address_of(const char *text)
{
    struct sockaddr_in *four = apr_pcalloc(pool, sizeof(*four));
    struct sockaddr_in6 *six = apr_pcalloc(pool, sizeof(*six));

    four->sin_family = AF_INET;
    six->sin6_family = AF_INET6;
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) return (const struct sockaddr *)four;
    assert_int_equal(inet_pton(AF_INET6, text, &six->sin6_addr), 1);
    return (const struct sockaddr *)six;
}

static void addresses_of_the_internet_are_open(void **state)
{
    static const char *const open[] = { "8.8.8.8",      "9.255.255.255",   "11.0.0.0",
                                        "172.15.0.1",   "172.32.0.1",      "192.167.1.1",
                                        "100.128.0.1",  "223.255.255.255", "2a00:1450:4001:82a::200e",
                                        "2606:4700::1", "::ffff:8.8.8.8",  NULL };
    int i;

    (void)state;
    for (i = 0; open[i]; i++) {
        if (!hd_address_is_public(address_of(open[i]))) fail_msg("%s is closed", open[i]);
    }
}

static void addresses_behind_the_firewall_are_closed(void **state)
{
    static const char *const closed[] = { "127.0.0.1",
                                          "127.9.9.9",
                                          "0.0.0.0",
                                          "10.0.0.1",
                                          "10.255.255.255",
                                          "172.16.0.1",
                                          "172.31.255.255",
                                          "192.168.1.1",
                                          "169.254.169.254",
                                          "100.64.0.1",
                                          "100.127.255.255",
                                          "192.0.0.8",
                                          "198.18.0.1",
                                          "203.0.113.9",
                                          "224.0.0.1",
                                          "255.255.255.255",
                                          "::",
                                          "::1",
                                          "fe80::1",
                                          "fc00::1",
                                          "fd12:3456::1",
                                          "fec0::1",
                                          "ff02::1",
                                          "::ffff:127.0.0.1",
                                          "::ffff:10.0.0.1",
                                          "::127.0.0.1",
                                          "64:ff9b::a00:1",
                                          "64:ff9b:1::1",
                                          "2002:7f00:1::",
                                          "2001::1",
                                          "2001:db8::1",
                                          "100::1",
                                          NULL };
    int i;

    (void)state;
    for (i = 0; closed[i]; i++) {
        if (hd_address_is_public(address_of(closed[i]))) fail_msg("%s is open", closed[i]);
    }
}

static void a_network_has_the_addresses_that_begin_as_it_does(void **state)
{
    static const struct {
        const char *network, *address;
        int has;
    } cases[] = {
        { "10.0.0.0/8", "10.9.8.7", 1 },
        { "10.0.0.0/8", "11.0.0.0", 0 },
        { "10.1.2.3", "10.1.2.3", 1 },
        { "10.1.2.3", "10.1.2.4", 0 },
        { "192.168.4.0/22", "192.168.7.255", 1 },
        { "192.168.4.0/22", "192.168.8.0", 0 },
        { "0.0.0.0/0", "1.2.3.4", 1 },
        { "0.0.0.0/0", "fd00::1", 0 },
        { "fd00::/8", "fd12::1", 1 },
        { "fd00::/8", "fc00::1", 0 },
        { "::1", "::1", 1 },
        { "127.0.0.0/8", "::ffff:127.0.0.1", 1 },
    };
    static const char *const bad[] = { "",           "10",          "10.0.0.0/33",
                                       "10.0.0.0/",  "10.0.0.0/8x", "10.0.0.0/-1",
                                       "fd00::/129", "example.com", NULL };
    hd_network_t network;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(hd_network_parse(&network, cases[i].network), APR_SUCCESS);
        if (hd_network_has(&network, address_of(cases[i].address)) != cases[i].has) {
            fail_msg("%s and %s", cases[i].network, cases[i].address);
        }
    }
    for (i = 0; bad[i]; i++) {
        if (hd_network_parse(&network, bad[i]) == APR_SUCCESS) fail_msg("\"%s\" is taken", bad[i]);
    }
}

/* docs/notifications.md has the same example. */
static void a_signature_can_be_checked_by_others(void **state)
{
    (void)state;
    assert_string_equal(hd_hook_signature("whsec_0123456789abcdef", 1700000000, "{\"event\":\"ticket.opened\"}", pool),
                        "t=1700000000,v1=5931cdfdb588e2efc7945ed4c1d475d349d76723b70ff1b93889eb662fe9d7cc");
}

static hd_hook_matter_t matter(void)
{
    hd_hook_matter_t m = { 0 };

    m.id = "7q2m9xk7q2m9xk7q";
    m.event = "ticket.opened";
    m.ref = "HD-7Q2M9XK";
    m.subject = "A \"quoted\" \\ title\twith \x01 and ž";
    return m;
}

static json_t *read_back(const hd_hook_matter_t *m)
{
    const char *body;
    json_t *json;

    assert_null(hd_hook_compose(&body, m, pool));
    json = json_loads(body, 0, NULL);
    assert_non_null(json);
    return json;
}

static void whatever_stands_in_a_ticket_the_json_is_right(void **state)
{
    hd_hook_matter_t m = matter();
    json_t *json = read_back(&m), *ticket = json_object_get(json, "ticket");

    (void)state;
    assert_string_equal(json_string_value(json_object_get(ticket, "subject")), m.subject);
    assert_true(json_is_null(json_object_get(ticket, "service")) && json_is_null(json_object_get(json, "by")));
    assert_null(json_object_get(json, "message"));
    assert_null(json_object_get(json, "change"));
    json_decref(json);
}

static void a_long_message_is_cut_between_two_characters_and_says_so(void **state)
{
    hd_hook_matter_t m = matter();
    char *text = apr_palloc(pool, 4 * HD_HOOK_BODY_MAX + 1), *names = apr_pstrdup(pool, "");
    json_t *json, *message;
    int i;

    (void)state;
    text[0] = 'x';
    for (i = 0; i < HD_HOOK_BODY_MAX; i++) memcpy(text + 1 + 2 * i, "ž", 2);
    text[1 + 2 * HD_HOOK_BODY_MAX] = '\0';
    for (i = 0; i < 2 * HD_HOOK_FILES_MAX; i++) names = apr_psprintf(pool, "%s%d.txt\n", names, i);
    m.body = text;
    m.files = names;
    json = read_back(&m);
    message = json_object_get(json, "message");
    assert_int_equal(json_string_length(json_object_get(message, "body")), HD_HOOK_BODY_MAX - 1);
    assert_true(json_is_true(json_object_get(message, "truncated")));
    assert_int_equal(json_array_size(json_object_get(message, "files")), HD_HOOK_FILES_MAX);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_of_the_internet_are_open),
        cmocka_unit_test(addresses_behind_the_firewall_are_closed),
        cmocka_unit_test(a_network_has_the_addresses_that_begin_as_it_does),
        cmocka_unit_test(a_signature_can_be_checked_by_others),
        cmocka_unit_test(whatever_stands_in_a_ticket_the_json_is_right),
        cmocka_unit_test(a_long_message_is_cut_between_two_characters_and_says_so),
    };

    apr_initialize();
    apr_pool_create(&pool, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
