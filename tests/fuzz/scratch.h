/* tests/fuzz/scratch.h: a directory of its own for a fuzz target that needs files, gone when the target ends.
 * Below TMPDIR: tests/fuzz.sh sets it to memory.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_SCRATCH_H
#define HD_TESTS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static char scratch_directory[200];

static int scratch_remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(path);
}

static void scratch_remove(void)
{
    nftw(scratch_directory, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/** Make it. @return its path */
static const char *scratch_make(void)
{
    const char *base = getenv("TMPDIR");

    snprintf(scratch_directory, sizeof(scratch_directory), "%s/hd-fuzz-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(scratch_directory)) abort();
    atexit(scratch_remove);
    return scratch_directory;
}

#endif
