/* tests/unit/test_file_type.c: the shipped list of types, and lists that cannot be read.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../src/store/file_type.h"
#include "temp_dir.h"

#define SHIPPED "magic/helpdesk.magic"
#define SYSTEMS "/usr/share/misc/magic.mgc"
#define FIRST_BYTES (8 * 1024) /* they tell whether it is text */

typedef struct place_t {
    apr_pool_t *pool;
    const char *dir;
} place_t;

static int make_place(void **state)
{
    static place_t place;

    apr_initialize();
    apr_pool_create(&place.pool, NULL);
    place.dir = hd_temp_dir(place.pool);
    *state = &place;
    return 0;
}

static int remove_place(void **state)
{
    place_t *place = *state;

    hd_temp_dir_remove(place->dir);
    apr_pool_destroy(place->pool);
    return 0;
}

static const char *put(const place_t *place, const char *name, const void *bytes, size_t length)
{
    const char *path = apr_pstrcat(place->pool, place->dir, "/", name, NULL);
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, length, out), length);
    fclose(out);
    return path;
}

/* Load a list. @param[out] said  what came to standard error meanwhile, by which libmagic warns */
static hd_error_t *load(hd_file_types_t **types, char said[4096], const char *list, const place_t *place)
{
    const char *path = put(place, "stderr", "", 0);
    int before = dup(2), during = open(path, O_RDWR);
    hd_error_t *error;
    ssize_t length;

    assert_true(before >= 0 && during >= 0);
    fflush(stderr);
    dup2(during, 2);
    error = hd_file_types_load(types, list, place->pool);
    fflush(stderr);
    dup2(before, 2);
    length = pread(during, said, 4095, 0);
    assert_true(length >= 0);
    said[length] = '\0';
    close(before);
    close(during);
    return error;
}

static void the_shipped_list_is_read_without_a_warning(void **state)
{
    hd_file_types_t *types = NULL;
    char said[4096];

    assert_null(load(&types, said, SHIPPED, *state));
    assert_string_equal(said, "");
    assert_non_null(types);
}

static void check_refused(const place_t *place, const char *list)
{
    hd_file_types_t *types = NULL;
    char said[4096];
    hd_error_t *error = load(&types, said, list, place);

    assert_non_null(error);
    assert_int_equal(error->kind, HD_BROKEN);
    assert_non_null(strstr(error->detail, list));
    assert_null(strchr(error->detail, '\n'));
    assert_null(types);
}

static void a_list_that_cannot_be_read_is_named(void **state)
{
    static const char wrong[] = "0\tstring\tAB\tof two letters\n!:mime\ttext/plain\n0\tsomething\tAB\tx\n";
    const place_t *place = *state;
    char damaged[9000];

    check_refused(place, apr_pstrcat(place->pool, place->dir, "/missing.magic", NULL));
    check_refused(place, place->dir);
    check_refused(place, put(place, "wrong.magic", wrong, sizeof(wrong) - 1));
    check_refused(place, put(place, "of:colons.magic", wrong, sizeof(wrong) - 1));
    memset(damaged, 'x', sizeof(damaged));
    check_refused(place, put(place, "damaged.mgc", damaged, sizeof(damaged)));
    check_refused(place, put(place, "empty.magic", "", 0));
}

static const char *find(const place_t *place, const hd_file_types_t *types, const void *bytes, size_t length)
{
    int fd = open(put(place, "file", bytes, length), O_RDONLY);
    const char *type = hd_file_type_find(types, fd, place->pool);

    close(fd);
    return type;
}

static void the_systems_list_knows_more(void **state)
{
    static const char patch[] = "--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,2 @@\n-a\n+b\n c\n";
    const place_t *place = *state;
    hd_file_types_t *ours, *the_systems;
    char said[4096];

    assert_null(load(&ours, said, SHIPPED, place));
    assert_null(load(&the_systems, said, SYSTEMS, place));
    assert_string_equal(said, "");
    assert_string_equal(find(place, ours, patch, sizeof(patch) - 1), "text/plain");
    assert_string_equal(find(place, the_systems, patch, sizeof(patch) - 1), "text/x-diff");
}

static void the_beginning_tells_whether_it_is_text_and_a_character_may_be_cut(void **state)
{
    const place_t *place = *state;
    hd_file_types_t *types;
    char said[4096], *text = apr_palloc(place->pool, 100000);
    size_t shift, i;

    assert_null(load(&types, said, SHIPPED, place));
    for (shift = 0; shift < 4; shift++) {
        memset(text, 'a', shift);
        for (i = shift; i + 4 <= 100000; i += 4) memcpy(text + i, "\xf0\x9f\x99\x82", 4);
        assert_string_equal(find(place, types, text, i), "text/plain");
        memset(text + FIRST_BYTES, '\1', i - FIRST_BYTES);
        assert_string_equal(find(place, types, text, i), "text/plain");
        memset(text + FIRST_BYTES - 8, '\1', 8);
        assert_string_equal(find(place, types, text, i), HD_FILE_TYPE_UNKNOWN);
    }
}

static void a_file_that_cannot_be_read_has_no_type(void **state)
{
    const place_t *place = *state;
    hd_file_types_t *types;
    char said[4096];

    assert_null(load(&types, said, SHIPPED, place));
    assert_string_equal(hd_file_type_find(types, -1, place->pool), HD_FILE_TYPE_UNKNOWN);
}

#define AT_A_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_A_PLACE(the_shipped_list_is_read_without_a_warning),
        AT_A_PLACE(a_list_that_cannot_be_read_is_named),
        AT_A_PLACE(the_systems_list_knows_more),
        AT_A_PLACE(the_beginning_tells_whether_it_is_text_and_a_character_may_be_cut),
        AT_A_PLACE(a_file_that_cannot_be_read_has_no_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
