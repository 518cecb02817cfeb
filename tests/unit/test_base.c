/* tests/unit/test_base.c: errors, log lines, tokens, dates, counters.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/base/clock.h"
#include "../../src/base/counter.h"
#include "../../src/base/error.h"
#include "../../src/base/log.h"
#include "../../src/base/token.h"

static apr_pool_t *pool;

static int make_pool(void **state)
{
    (void)state;
    apr_initialize();
    return apr_pool_create(&pool, NULL) == APR_SUCCESS ? 0 : -1;
}

static int free_pool(void **state)
{
    (void)state;
    apr_pool_destroy(pool);
    return 0;
}

static void an_error_says_what_where_and_why(void **state)
{
    hd_error_t *error = hd_error(pool, HD_BROKEN, "server-memory", "view of %s", "tickets");

    (void)state;
    assert_int_equal(error->kind, HD_BROKEN);
    assert_string_equal(error->code, "server-memory");
    assert_string_equal(error->detail, "view of tickets");
    assert_non_null(strstr(error->where, "test_base.c:"));
    assert_null(error->field);
    assert_null(error->next);
}

static void a_fault_in_a_field_names_the_field_and_has_no_detail(void **state)
{
    hd_error_t *error = hd_error_field(pool, "reply-empty", "body");

    (void)state;
    assert_int_equal(error->kind, HD_INVALID);
    assert_string_equal(error->field, "body");
    assert_null(error->detail);
}

static void a_full_disk_is_told_from_other_faults_of_the_system(void **state)
{
    hd_error_t *full = hd_error_apr(pool, ENOSPC, "file-write", "%s", "/data/x");
    hd_error_t *denied = hd_error_apr(pool, EACCES, "file-write", "%s", "/data/x");

    (void)state;
    assert_int_equal(full->kind, HD_FULL);
    assert_int_equal(denied->kind, HD_BROKEN);
    assert_int_equal(denied->status, EACCES);
    assert_string_equal(denied->detail, "/data/x: Permission denied");
}

static void faults_of_a_form_are_told_in_the_order_they_were_found(void **state)
{
    hd_error_t *a = hd_error_field(pool, "subject-empty", "subject");
    hd_error_t *b = hd_error_field(pool, "body-empty", "body");
    hd_error_t *list = hd_error_join(NULL, NULL);

    (void)state;
    assert_null(list);
    list = hd_error_join(list, a);
    list = hd_error_join(list, NULL);
    list = hd_error_join(list, b);
    assert_ptr_equal(list, a);
    assert_ptr_equal(list->next, b);
    assert_null(b->next);
}

static char last_line[2048];

static void remember(hd_log_level_t level, apr_status_t status, const char *file, int line, const char *text)
{
    (void)file;
    (void)line;
    snprintf(last_line, sizeof(last_line), "%d %d %s", (int)level, (int)status, text);
}

static void a_log_line_reaches_the_sink_with_its_tag(void **state)
{
    (void)state;
    hd_log_set_sink(remember);
    hd_log(HD_LOG_WARNING, 5, HDLOGNO(0009) "%d mails waiting", 3);
    hd_log_set_sink(NULL);
    assert_string_equal(last_line, "1 5 HD0009: 3 mails waiting");
}

static void a_token_is_long_and_never_the_same(void **state)
{
    const char *a;
    const char *b;

    (void)state;
    assert_null(hd_token_make(&a, pool));
    assert_null(hd_token_make(&b, pool));
    assert_int_equal(strlen(a), HD_TOKEN_BYTES * 2);
    assert_int_equal(strspn(a, "0123456789abcdef"), HD_TOKEN_BYTES * 2);
    assert_string_not_equal(a, b);
}

static void a_public_id_has_no_letters_that_are_misread(void **state)
{
    const char *id;
    int i;

    (void)state;
    for (i = 0; i < 200; i++) {
        assert_null(hd_public_id_make(&id, pool));
        assert_int_equal(strlen(id), HD_PUBLIC_ID_LENGTH);
        assert_int_equal(strspn(id, "0123456789abcdefghjkmnpqrstvwxyz"), HD_PUBLIC_ID_LENGTH);
    }
}

static void a_reference_is_found_however_it_is_typed(void **state)
{
    const char *made;

    (void)state;
    assert_null(hd_reference_make(&made, pool));
    assert_int_equal(strlen(made), 3 + HD_REFERENCE_LENGTH);
    assert_string_equal(hd_reference_fold(made, pool), made);
    assert_string_equal(hd_reference_fold("hd-7q2m9xk", pool), "HD-7Q2M9XK");
    assert_string_equal(hd_reference_fold("7q2m9xk", pool), "HD-7Q2M9XK");
    assert_string_equal(hd_reference_fold("HD-oOiIlLz", pool), "HD-001111Z");
}

static void a_reference_is_found_in_what_stands_around_it(void **state)
{
    static const char *const pasted[] = { "HD-7Q2M9XK", " HD-7Q2M9XK\t", "#HD-7Q2M9XK", "[#HD-7Q2M9XK]", "[hd-7q2m9xk] ",
                                          "(7Q2M9XK).", "\xc2\xa0HD-7Q2M9XK\xc2\xa0" };
    static const char *const wrong[] = { "", " ", "[#]", "HD-7Q2M9XK HD-7Q2M9XK", "about HD-7Q2M9XK", "HD-7Q2M9XKK]" };
    unsigned int i;

    (void)state;
    for (i = 0; i < sizeof(pasted) / sizeof(pasted[0]); i++) {
        assert_string_equal(hd_reference_find(pasted[i], pool), "HD-7Q2M9XK");
    }
    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) assert_null(hd_reference_find(wrong[i], pool));
    for (i = 1; i < sizeof(pasted) / sizeof(pasted[0]); i++) assert_null(hd_reference_fold(pasted[i], pool)); /* an address */
}

static void what_cannot_be_a_reference_is_none(void **state)
{
    static const char *const wrong[] = { "", "HD-", "HD-7Q2M9X", "HD-7Q2M9XKK", "HD-7Q2M9XU", "HD-7Q2M 9X",
                                         "HD 7Q2M9XK", "../../etc", "H", "HD" };
    unsigned int i;

    (void)state;
    assert_null(hd_reference_fold(NULL, pool));
    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) assert_null(hd_reference_fold(wrong[i], pool));
}

static void sha_256_is_that_of_fips_180(void **state)
{
    (void)state;
    assert_string_equal(hd_sha256("abc", 3, pool), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(hd_sha256("", 0, pool), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void a_tag_holds_for_one_use_only(void **state)
{
    const char *tag = hd_hmac("key", "csrf", "text", pool);

    (void)state;
    assert_int_equal(strlen(tag), HD_SHA256_HEX);
    assert_string_equal(tag, hd_hmac("key", "csrf", "text", pool));
    assert_string_not_equal(tag, hd_hmac("key", "reply", "text", pool));
    assert_string_not_equal(tag, hd_hmac("yek", "csrf", "text", pool));
    assert_string_not_equal(hd_hmac("key", "ab", "c", pool), hd_hmac("key", "a", "bc", pool));
}

static void base_32_of_bytes_reads_five_bits_at_a_time(void **state)
{
    (void)state;
    assert_string_equal(hd_base32_of_hex("00443214c74254b635cf84653a56d7c675be77df", 32, pool),
                        "0123456789abcdefghjkmnpqrstvwxyz");
    assert_string_equal(hd_base32_of_hex("ff", 4, pool), "zw00");
}

static void secrets_are_equal_only_when_they_are(void **state)
{
    (void)state;
    assert_true(hd_equal_secret("abc", "abc"));
    assert_false(hd_equal_secret("abc", "abd"));
    assert_false(hd_equal_secret("abc", "abcd"));
    assert_false(hd_equal_secret(NULL, "abc"));
    assert_false(hd_equal_secret(NULL, NULL));
}

static void a_masked_secret_looks_different_each_time_and_is_the_same(void **state)
{
    const char *secret = apr_pstrndup(pool, hd_sha256("secret", 6, pool), 32), *masked, *again;

    (void)state;
    assert_null(hd_mask(&masked, secret, pool));
    assert_null(hd_mask(&again, secret, pool));
    assert_int_equal(strlen(masked), 64);
    assert_string_not_equal(masked, again);
    assert_string_not_equal(masked + 32, again + 32);
    assert_null(strstr(masked, secret));
    assert_string_equal(hd_unmask(masked, pool), secret);
    assert_string_equal(hd_unmask(again, pool), secret);
}

static void what_cannot_be_masked_is_none(void **state)
{
    (void)state;
    assert_null(hd_unmask("", pool));
    assert_null(hd_unmask("abc", pool));
    assert_null(hd_unmask("abcdeg00", pool));
    assert_null(hd_unmask("ABCD", pool));
    assert_null(hd_unmask(apr_psprintf(pool, "%0200d", 0), pool));
    assert_string_equal(hd_unmask("00ff", pool), "ff");
}

static void times_are_written_and_read_in_utc(void **state)
{
    hd_time_t sec = 7;

    (void)state;
    assert_string_equal(hd_time_iso(1795422660, pool), "2026-11-23T08:31:00Z");
    assert_string_equal(hd_date_iso(1795422660, pool), "2026-11-23");
    assert_null(hd_time_iso(0, pool));
    assert_null(hd_date_iso(0, pool));
    assert_int_equal(hd_time_parse(&sec, "2026-11-23T08:31:00Z"), APR_SUCCESS);
    assert_int_equal(sec, 1795422660);
    assert_int_equal(hd_time_parse(&sec, "2024-02-29"), APR_SUCCESS);
    assert_string_equal(hd_time_iso(sec, pool), "2024-02-29T00:00:00Z");
}

static void a_date_that_does_not_exist_is_refused(void **state)
{
    static const char *const wrong[] = { "", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1",
                                         "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01 00:00:00",
                                         "2026-01-01T00:00:00", "x",
                                         "2026-01-00", "2100-02-29", "2026-01-011" };
    hd_time_t sec = 7;
    unsigned int i;

    (void)state;
    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) assert_int_equal(hd_time_parse(&sec, wrong[i]), APR_EINVAL);
    assert_int_equal(hd_time_parse(&sec, NULL), APR_EINVAL);
    assert_int_equal(sec, 7);
}

static void what_takes_long_falls_into_a_bucket_by_its_upper_bound(void **state)
{
    hd_histogram_t histogram;
    int i;

    (void)state;
    memset(&histogram, 0, sizeof(histogram));
    for (i = 0; i < HD_BOUNDS; i++) {
        char *end;

        assert_true((apr_int64_t)(strtod(hd_bounds[i].seconds, &end) * 1e6 + 0.5) == hd_bounds[i].usec && !*end);
        assert_true(i == 0 || hd_bounds[i].usec > hd_bounds[i - 1].usec);
        hd_histogram_add(&histogram, hd_bounds[i].usec);
        assert_int_equal(hd_count_read(&histogram.bucket[i]), i == 0 ? 1 : 2);
        hd_histogram_add(&histogram, hd_bounds[i].usec + 1);
        assert_int_equal(hd_count_read(&histogram.bucket[i + 1]), 1);
    }
    assert_int_equal(hd_histogram_count(&histogram), 2 * HD_BOUNDS);
    memset(&histogram, 0, sizeof(histogram));
    hd_histogram_add(&histogram, -5);
    hd_histogram_add(&histogram, 7);
    assert_int_equal(hd_count_read(&histogram.bucket[0]), 2);
    assert_int_equal(hd_count_read(&histogram.sum_usec), 7);
}

static void *count_much(void *data)
{
    int i;

    for (i = 0; i < 100000; i++) hd_histogram_add(data, i % 200);
    return NULL;
}

static void nothing_is_lost_when_many_count_at_once(void **state)
{
    hd_histogram_t histogram;
    pthread_t threads[4];
    int i;

    (void)state;
    memset(&histogram, 0, sizeof(histogram));
    for (i = 0; i < 4; i++) assert_int_equal(pthread_create(&threads[i], NULL, count_much, &histogram), 0);
    for (i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    assert_int_equal(hd_histogram_count(&histogram), 400000);
    assert_int_equal(hd_count_read(&histogram.bucket[0]), 4 * 500 * 51);
    assert_int_equal(hd_count_read(&histogram.sum_usec), 4 * 500 * (199 * 200 / 2));
}

static void the_clock_for_durations_goes_on(void **state)
{
    apr_int64_t before = hd_clock_usec();

    (void)state;
    apr_sleep(20000);
    assert_true(hd_clock_usec() - before >= 20000);
    assert_true(hd_clock_usec() - before < APR_INT64_C(60000000));
}

static void a_clock_that_jumps_is_not_believed_for_a_while(void **state)
{
    hd_clock_watch_t watch = { 0, 0, 0 };
    const hd_time_t now = 1700000000;

    (void)state;
    assert_int_equal(hd_clock_look(&watch, now), 0);
    assert_int_equal(watch.since_usec, 0); /* steady since the machine was started, for all that is known */
    assert_int_equal(hd_clock_look(&watch, now + 2), 0);
    assert_int_equal(hd_clock_look(&watch, now - 86400) / 3600, -24);
    assert_false(hd_clock_steady(&watch));
    watch.since_usec = hd_clock_up_usec() - apr_time_from_sec(HD_CLOCK_STEADY_SEC);
    assert_true(hd_clock_steady(&watch));
    assert_int_equal(hd_clock_look(&watch, now - 86400 + 1), 0);
    assert_true(hd_clock_steady(&watch));
    assert_int_equal(hd_clock_look(&watch, now) / 3600, 23);
    assert_false(hd_clock_steady(&watch));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_says_what_where_and_why),
        cmocka_unit_test(a_fault_in_a_field_names_the_field_and_has_no_detail),
        cmocka_unit_test(a_full_disk_is_told_from_other_faults_of_the_system),
        cmocka_unit_test(faults_of_a_form_are_told_in_the_order_they_were_found),
        cmocka_unit_test(a_log_line_reaches_the_sink_with_its_tag),
        cmocka_unit_test(a_token_is_long_and_never_the_same),
        cmocka_unit_test(a_public_id_has_no_letters_that_are_misread),
        cmocka_unit_test(a_reference_is_found_however_it_is_typed),
        cmocka_unit_test(a_reference_is_found_in_what_stands_around_it),
        cmocka_unit_test(what_cannot_be_a_reference_is_none),
        cmocka_unit_test(sha_256_is_that_of_fips_180),
        cmocka_unit_test(a_tag_holds_for_one_use_only),
        cmocka_unit_test(base_32_of_bytes_reads_five_bits_at_a_time),
        cmocka_unit_test(secrets_are_equal_only_when_they_are),
        cmocka_unit_test(a_masked_secret_looks_different_each_time_and_is_the_same),
        cmocka_unit_test(what_cannot_be_masked_is_none),
        cmocka_unit_test(times_are_written_and_read_in_utc),
        cmocka_unit_test(a_date_that_does_not_exist_is_refused),
        cmocka_unit_test(what_takes_long_falls_into_a_bucket_by_its_upper_bound),
        cmocka_unit_test(nothing_is_lost_when_many_count_at_once),
        cmocka_unit_test(the_clock_for_durations_goes_on),
        cmocka_unit_test(a_clock_that_jumps_is_not_believed_for_a_while),
    };

    return cmocka_run_group_tests(tests, make_pool, free_pool);
}
