/* src/xml/avt.c: attribute values with {expressions}, and what must not stand in an expression.
 * May use: APR. Must not know: which attribute it is.
 * SPDX-License-Identifier: Apache-2.0 */
#include "avt.h"

#include <ctype.h>
#include <string.h>

#include <apr_strings.h>

/* The end of a quoted literal that begins at p (just behind its closing quote), or NULL. */
static const char *literal_end(const char *p)
{
    const char *end = strchr(p + 1, *p);
    return end ? end + 1 : NULL;
}

/* The closing brace of an expression that begins at p; NULL when there is none. */
static const char *expression_end(const char *p)
{
    while (p && *p && *p != '}') {
        p = *p == '\'' || *p == '"' ? literal_end(p) : p + 1;
    }
    return p && *p ? p : NULL;
}

static void add_part(apr_array_header_t *parts, char *text, int is_expression)
{
    hd_avt_part_t *part = apr_array_push(parts);
    part->text = text;
    part->is_expression = is_expression;
}

/* Copy a text up to the next expression or the end; returns where that is, or NULL at a single closing brace. */
static const char *take_text(char *text, const char *p)
{
    char *out = text;
    while (*p && !(p[0] == '{' && p[1] != '{')) {
        if (p[0] == '}' && p[1] != '}') return NULL;
        if (*p == '{' || *p == '}') p++;
        *out++ = *p++;
    }
    *out = '\0';
    return p;
}

const char *hd_avt_split(apr_array_header_t **parts, const char *value, apr_pool_t *pool)
{
    apr_array_header_t *made = apr_array_make(pool, 4, sizeof(hd_avt_part_t));
    for (const char *p = value; *p;) {
        if (p[0] == '{' && p[1] != '{') {
            const char *end = expression_end(p + 1);
            if (!end) return "a { without its }";
            if (p[1 + strspn(p + 1, " \t\r\n")] == '}') return "an empty {}";
            add_part(made, apr_pstrmemdup(pool, p + 1, (apr_size_t)(end - p - 1)), 1);
            p = end + 1;
        } else {
            char *text = apr_palloc(pool, strlen(p) + 1);
            p = take_text(text, p);
            if (!p) return "a } without its {";
            add_part(made, text, 0);
        }
    }
    *parts = made;
    return NULL;
}

const char *hd_avt_quote(const char *text, apr_pool_t *pool)
{
    char *quoted = apr_palloc(pool, 2 * strlen(text) + 1), *out = quoted;
    for (; *text; text++) {
        if (*text == '{' || *text == '}') *out++ = *text;
        *out++ = *text;
    }
    *out = '\0';
    return quoted;
}

static int is_key(const char *text)
{
    for (; *text; text++) {
        if (!isalnum((unsigned char)*text) && !strchr("._-", *text)) return 0;
    }
    return 1;
}

const char *hd_avt_key(int *is_static, const char **fault, const char *value, apr_pool_t *pool)
{
    apr_array_header_t *parts;
    *fault = hd_avt_split(&parts, value, pool);
    if (!*fault && parts->nelts == 0) *fault = "an empty key";
    if (*fault) return NULL;

    const char *list = "";
    *is_static = 1;
    for (int i = 0; i < parts->nelts; i++) {
        const hd_avt_part_t *part = &APR_ARRAY_IDX(parts, i, hd_avt_part_t);
        const char *quote = part->is_expression ? "" : "'";
        if (part->is_expression) *is_static = 0;
        else if (!is_key(part->text)) *fault = "a key has letters, digits, dots and hyphens only";
        list = apr_pstrcat(pool, list, i ? "," : "", quote, part->text, quote, NULL);
    }
    if (*fault) return NULL;
    if (*is_static) return APR_ARRAY_IDX(parts, 0, hd_avt_part_t).text;
    return apr_pstrcat(pool, parts->nelts > 1 ? "concat(" : "string(", list, ")", NULL);
}

static int is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.' || (c & 0x80);
}

/* Where the name that ends in a local part at `local` begins: at its prefix, but an axis ("self::") is none. */
static const char *prefix_of(const char *expression, const char *local)
{
    if (local - expression < 2 || local[-1] != ':' || !is_name_char(local[-2])) return local;
    const char *start = local - 1;
    while (start > expression && is_name_char(start[-1])) start--;
    return start;
}

const char *hd_avt_next_call(const char **name, apr_size_t *length, const char *expression)
{
    for (const char *p = expression; p && *p;) {
        if (*p == '\'' || *p == '"') {
            p = literal_end(p);
        } else if (!is_name_char(*p)) {
            p++;
        } else {
            const char *start = p;
            while (is_name_char(*p)) p++;
            const char *after = p + strspn(p, " \t\r\n");
            if (*after != '(') continue;
            *name = prefix_of(expression, start);
            *length = (apr_size_t)(p - *name);
            return after + 1;
        }
    }
    return NULL;
}
