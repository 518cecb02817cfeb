/* tests/unit/temp_dir.h: a directory of a test's own.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_TEMP_DIR_H
#define HD_TESTS_TEMP_DIR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>

static inline const char *hd_temp_dir(apr_pool_t *pool)
{
    char template[] = "/tmp/hd-test-XXXXXX";

    assert_non_null(mkdtemp(template));
    return apr_pstrdup(pool, template);
}

/* Remove it, or something in it, with all that is in there. */
static inline void hd_temp_dir_remove(const char *path)
{
    char command[256];

    assert_in_range(snprintf(command, sizeof(command), "rm -rf '%s'", path), 1, sizeof(command) - 1);
    assert_int_equal(system(command), 0);
}

#endif
