/* tests/unit/test_macro_edit.c: no more canned answers are made than lists show; on every database that is to be had
 * (desk_fixture.h). tests/http/test_macros.py has the rest.
 * SPDX-License-Identifier: Apache-2.0 */
#include "desk_fixture.h"

#include "../../src/domain/macro_edit.h"

static const char *driver;
static const char *const languages[] = { "en", NULL };

static hd_error_t *fill(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    hd_rows_t *row;
    int i;

    (void)baton;
    for (i = 0; i < HD_MACROS_MAX - 1; i++) {
        const char *id = apr_psprintf(pool, "m%d", i);
        HD_TRY(hd_db_one(&row, db, "macro_add", HD_ARGS(hd_text(id), hd_int(0), hd_text(id), hd_int(DESK_BEGIN)), pool));
    }
    return NULL;
}

static void there_are_no_more_than_a_list_shows(void **state)
{
    desk_t *d = desk_open(driver);
    const hd_by_t by = { d->agent->id, DESK_BEGIN, NULL, NULL };
    hd_macro_t macro = { .name = "The last one", .department = "", .texts = apr_array_make(d->pool, 1, sizeof(hd_macro_text_t)) };
    apr_array_header_t *macros;
    hd_error_t *error;
    const char *id;

    (void)state;
    APR_ARRAY_PUSH(macro.texts, hd_macro_text_t) = (hd_macro_text_t){ "en", "Like this." };
    hd_fixture_ok(hd_db_transaction(d->db, fill, NULL, d->pool));
    hd_fixture_ok(hd_macro_add(&id, d->db, &by, &macro, languages, d->pool));
    hd_fixture_ok(hd_macros_all(&macros, d->db, d->pool));
    assert_int_equal(macros->nelts, HD_MACROS_MAX);
    error = hd_macro_add(&id, d->db, &by, &macro, languages, d->pool);
    assert_non_null(error);
    assert_string_equal(error->code, "macros-many");
    assert_string_equal(error->value, "500");
    hd_fixture_ok(hd_macros_of(&macros, d->db, 1, d->pool));
    assert_int_equal(macros->nelts, HD_MACROS_MAX);
    desk_close(d);
}

int main(void)
{
    static const char *const drivers[] = { "sqlite3", "pgsql", "mysql" };
    const struct CMUnitTest tests[] = { cmocka_unit_test(there_are_no_more_than_a_list_shows) };
    int failed = 0;
    size_t i;

    for (i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
        driver = drivers[i];
        if (hd_fixture_has(driver)) failed += cmocka_run_group_tests_name(driver, tests, NULL, NULL);
    }
    return failed;
}
