/* tests/unit/test_file_places.c: the directories of the attachment store, whoever owns them.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/store/files.h"
#include "temp_dir.h"

#define SOMEBODY 12345
#define APACHE 23456

typedef struct place_t {
    apr_pool_t *pool;
    const char *dir, *data;
} place_t;

static int make_place(void **state)
{
    apr_pool_t *pool;
    place_t *place;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    place = apr_pcalloc(pool, sizeof(*place));
    place->pool = pool;
    place->dir = hd_temp_dir(pool);
    place->data = apr_pstrcat(pool, place->dir, "/data", NULL);
    *state = place;
    return 0;
}

static int remove_place(void **state)
{
    place_t *place = *state;

    hd_temp_dir_remove(place->dir);
    apr_pool_destroy(place->pool);
    return 0;
}

static hd_error_t *open_store(const place_t *place, const hd_owner_t *owner)
{
    hd_files_t *files;

    return hd_files_open(&files, place->data, owner, place->pool);
}

static const char *below(const place_t *place, const char *name)
{
    return apr_pstrcat(place->pool, place->data, "/", name, NULL);
}

static uid_t owner_of(const char *path)
{
    struct stat info;

    assert_int_equal(lstat(path, &info), 0);
    return info.st_uid;
}

static void make_data(const place_t *place, uid_t owner)
{
    assert_int_equal(mkdir(place->data, 0770), 0);
    assert_int_equal(chown(place->data, owner, owner), 0);
}

static void all_directories_are_of_apaches_user_whoever_made_them_and_owns_what_is_above(void **state)
{
    static const char *const names[] = { "staging", "files", "orphans", "files/00", "files/2c", "files/ff" };
    const hd_owner_t apache = { APACHE, APACHE, 1 };
    place_t *place = *state;
    size_t i;

    if (geteuid() != 0) skip();
    make_data(place, 0);
    assert_null(open_store(place, &apache));
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) assert_int_equal(owner_of(below(place, names[i])), APACHE);

    /* left behind by root who was killed, and by an Apache of another User */
    assert_int_equal(chown(below(place, "files/2c"), 0, 0), 0);
    assert_int_equal(chown(below(place, "files/00"), SOMEBODY, SOMEBODY), 0);
    assert_int_equal(chown(below(place, "orphans"), SOMEBODY, SOMEBODY), 0);
    assert_null(open_store(place, &apache));
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) assert_int_equal(owner_of(below(place, names[i])), APACHE);
}

static void root_without_apache_gives_what_is_its_own_to_the_owner_of_the_data_directory(void **state)
{
    place_t *place = *state;

    if (geteuid() != 0) skip();
    make_data(place, SOMEBODY);
    assert_null(open_store(place, NULL));
    assert_int_equal(owner_of(below(place, "files/2c")), SOMEBODY);
    assert_int_equal(chown(below(place, "files/2c"), APACHE, APACHE), 0);
    assert_int_equal(chown(below(place, "files/ff"), 0, 0), 0);
    assert_null(open_store(place, NULL));
    assert_int_equal(owner_of(below(place, "files/2c")), APACHE);
    assert_int_equal(owner_of(below(place, "files/ff")), SOMEBODY);
}

static void a_link_is_not_followed_and_what_it_leads_to_not_given_away(void **state)
{
    static const char *const names[] = { "orphans", "files", "files/2c" };
    const hd_owner_t apache = { APACHE, APACHE, 1 };
    place_t *place = *state;
    const char *victim = apr_pstrcat(place->pool, place->dir, "/victim", NULL);
    size_t i;

    assert_int_equal(mkdir(victim, 0755), 0);
    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *path = below(place, names[i]);
        hd_error_t *error;

        hd_temp_dir_remove(place->data);
        assert_null(open_store(place, &apache));
        hd_temp_dir_remove(path);
        assert_int_equal(symlink(victim, path), 0);
        error = open_store(place, &apache);
        assert_non_null(error);
        assert_non_null(strstr(error->detail, path));
        assert_int_equal(owner_of(victim), geteuid());
        assert_int_equal(rmdir(apr_pstrcat(place->pool, victim, "/00", NULL)), -1);
    }
}

static void a_store_of_version_0_1_is_refused_until_it_is_moved(void **state)
{
    place_t *place = *state;
    hd_error_t *error;

    assert_null(open_store(place, NULL));
    assert_int_equal(mkdir(below(place, "files/2c/f2"), 0750), 0);
    error = open_store(place, NULL);
    assert_non_null(error);
    assert_non_null(strstr(error->detail, "files/2c holds directories"));
    assert_int_equal(rmdir(below(place, "files/2c/f2")), 0);
    assert_null(open_store(place, NULL));
}

#define AT_A_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_A_PLACE(all_directories_are_of_apaches_user_whoever_made_them_and_owns_what_is_above),
        AT_A_PLACE(root_without_apache_gives_what_is_its_own_to_the_owner_of_the_data_directory),
        AT_A_PLACE(a_link_is_not_followed_and_what_it_leads_to_not_given_away),
        AT_A_PLACE(a_store_of_version_0_1_is_refused_until_it_is_moved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
