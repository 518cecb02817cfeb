/* src/store/file_name.c: cleans the names of files.
 * May use: APR. Must not know: where files lie, HTTP.
 * SPDX-License-Identifier: Apache-2.0 */
#include "file_name.h"

#include <apr_strings.h>
#include <string.h>

/* Read one character of UTF-8. @return its length in bytes, or 0 when it is none */
static int read_character(unsigned int *code, const unsigned char *at)
{
    static const unsigned int smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    int length = at[0] < 0x80 ? 1 : at[0] >= 0xC2 && at[0] < 0xE0 ? 2 : at[0] >= 0xE0 && at[0] < 0xF0 ? 3
                 : at[0] >= 0xF0 && at[0] < 0xF5 ? 4 : 0;
    int i;

    if (length <= 1) {
        *code = at[0];
        return length;
    }
    *code = at[0] & (0xFFu >> (length + 1));
    for (i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) return 0;
        *code = *code << 6 | (at[i] & 0x3F);
    }
    return *code < smallest[length] || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000) ? 0 : length;
}

/* Control characters, line separators, and marks that make "exe.png" of "gnp.exe". */
static int is_unfit(unsigned int code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x200E || code == 0x200F || code == 0x2028 ||
           code == 0x2029 || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) ||
           code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
}

static const char *after_path(const char *name)
{
    const char *at;
    const char *begin = name;

    for (at = name; *at; at++) {
        if (*at == '/' || *at == '\\') begin = at + 1;
    }
    return begin;
}

const char *hd_file_name_clean(const char *name, apr_pool_t *pool)
{
    const char *from = after_path(name ? name : "");
    char *clean = apr_palloc(pool, HD_FILE_NAME_MAX + 1);
    apr_size_t length = 0;

    while (*from) {
        unsigned int code;
        int bytes = read_character(&code, (const unsigned char *)from);

        if (!bytes || is_unfit(code) || (length == 0 && code == ' ')) {
            from += bytes ? bytes : 1;
            continue;
        }
        if (length + (apr_size_t)bytes > HD_FILE_NAME_MAX) break;
        memcpy(clean + length, from, (apr_size_t)bytes);
        length += (apr_size_t)bytes;
        from += bytes;
    }
    while (length > 0 && clean[length - 1] == ' ') length--;
    clean[length] = '\0';
    return !length || strcmp(clean, ".") == 0 || strcmp(clean, "..") == 0 ? "file" : clean;
}
