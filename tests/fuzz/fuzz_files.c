/* tests/fuzz/fuzz_files.c: any bytes as an attachment: its name (up to the first line end) and what libmagic says it is.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>
#include <apr_strings.h>

#include "../../src/store/file_name.h"
#include "../../src/store/files.h"
#include "../../src/text/fold.h"
#include "scratch.h"

#define TYPE_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&^_.+-/"

static hd_files_t *store;
static apr_pool_t *root;

static void end(void)
{
    apr_pool_destroy(root); /* with it what libmagic has read */
}

static void begin(void)
{
    apr_initialize();
    apr_pool_create(&root, NULL);
    atexit(end);
    if (hd_files_open(&store, scratch_make(), NULL, root) || hd_files_child_init(store, root)) abort();
    if (hd_files_load_types(store, "magic/helpdesk.magic", root)) abort();
}

static void check_name(const char *name, apr_pool_t *pool)
{
    const char *clean = hd_file_name_clean(name, pool);

    if (!*clean || strlen(clean) > HD_FILE_NAME_MAX || strpbrk(clean, "/\\")) abort();
    if (strcmp(clean, ".") == 0 || strcmp(clean, "..") == 0) abort();
    if (!hd_text_valid(clean, strlen(clean), 0) || strcmp(hd_file_name_clean(clean, pool), clean) != 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    const hd_file_t *file;
    hd_incoming_t *in;
    apr_pool_t *pool;
    const char *name;
    size_t rest;

    if (!store) begin();
    apr_pool_create(&pool, NULL);
    name = apr_pstrmemdup(pool, (const char *)data, end ? (size_t)(end - data) : 0);
    rest = end ? size - (size_t)(end + 1 - data) : size;
    check_name(name, pool);
    if (hd_incoming_start(&in, store, name, pool)) abort();
    if (rest && hd_incoming_write(in, data + size - rest, rest)) abort();
    if (hd_incoming_finish(&file, in)) abort();
    if (file->bytes != (apr_off_t)rest || strlen(file->sha256) != 64) abort();
    if (!strchr(file->type, '/') || file->type[strspn(file->type, TYPE_CHARACTERS)]) abort(); /* it goes into a header */
    hd_files_drop_staged(store, file->staged, pool);
    apr_pool_destroy(pool);
    return 0;
}
