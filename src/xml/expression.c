/* src/xml/expression.c: the simple ones among XPath's expressions, read when a stylesheet is loaded.
 * May use: program.h, rewrite.h (namespaces), APR, libxml2. Must not know: libxslt's runs.
 *
 * A reader of recursive descent over the text. Whatever it does not know makes it fail as a whole, so that an
 * expression is either read exactly as XPath means it, or not at all.
 *   path   '.' | ['/'] ('../')* (NAME ['[' test ']'] '/')* (NAME ['[' test ']'] | '@' NAME | '..')
 *          node() as the last step; NAME '|' NAME … alone
 *   value  path | 'literal' | $NAME | string(value) | concat(value, …) | substring-after(value, value) | count(path)
 *          | t:word(value, 'literal', value, …)
 *   test   or, and, not( ), parentheses, a path, a variable, value = value, value != value, path < number and so on,
 *          the same with position(), but not in a predicate
 * SPDX-License-Identifier: Apache-2.0 */
#include "expression.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>
#include <apr_tables.h>

#include "rewrite.h"
#include "scan.h"

#define DEPTH_MAX 20
#define OPERATORS_MAX 100 /* "and" and "or": each of them takes a turn deeper when the test is made */

/* Reading: `at` moves on. */
typedef struct reader_t {
    const hd_place_t *place;
    const char *at;
    int depth;
    int is_uncertain; /* predicates that speak of a variable: only a test can be left to libxml2 half-way */
    int predicates;   /* that are open */
    int operators;    /* so far */
} reader_t;

static const hd_test_t *read_or(reader_t *r);
static const hd_value_t *read_value(reader_t *r);

static void skip_space(reader_t *r)
{
    r->at += strspn(r->at, " \t\r\n");
}

static int take(reader_t *r, const char *token)
{
    skip_space(r);
    apr_size_t length = strlen(token);
    if (strncmp(r->at, token, length) != 0) return 0;
    r->at += length;
    return 1;
}

static int is_name_start(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static int is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

/* A name without prefix, in ASCII; NULL, and nothing taken, when there is another thing. */
static const char *take_name(reader_t *r)
{
    const char *p = r->at;
    if (!is_name_start(*p)) return NULL;
    while (is_name_char(*p)) p++;
    if (*p & 0x80 || *p == ':') return NULL;
    const char *name = apr_pstrmemdup(r->place->pool, r->at, (apr_size_t)(p - r->at));
    r->at = p;
    return name;
}

/* "and", "or": an operator only where an operand went before, which is where this is asked. */
static int take_word(reader_t *r, const char *word)
{
    skip_space(r);
    apr_size_t length = strlen(word);
    if (strncmp(r->at, word, length) != 0 || is_name_char(r->at[length]) || r->at[length] == ':') return 0;
    r->at += length;
    return 1;
}

/* The opening of a call of this function. */
static int take_call(reader_t *r, const char *name)
{
    const char *start = r->at;
    if (take_word(r, name) && take(r, "(")) return 1;
    r->at = start;
    return 0;
}

/* A step to children; the predicate is read with it. 0: it is something else. */
static int read_step(reader_t *r, apr_array_header_t *steps)
{
    hd_step_t step = { take_name(r), NULL, NULL };
    if (!step.name) return 0;
    if (take(r, "(")) return 0;
    if (take(r, "[")) {
        const char *start = r->at;
        r->predicates++;
        step.predicate = read_or(r);
        r->predicates--;
        if (memchr(start, '$', (apr_size_t)(r->at - start))) r->is_uncertain++;
        if (!step.predicate || !take(r, "]") || take(r, "[")) return 0;
    }
    APR_ARRAY_PUSH(steps, hd_step_t) = step;
    return 1;
}

/* The steps of a path up to its end. */
static int read_steps(reader_t *r, hd_path_t *path, apr_array_header_t *steps)
{
    int more = 1;
    while (more) {
        skip_space(r);
        if (strncmp(r->at, "..", 2) == 0) {
            if (steps->nelts || path->is_absolute) return 0;
            r->at += 2;
            path->up++;
        } else if (take(r, "@")) {
            path->attribute = take_name(r);
            if (!path->attribute) return 0;
            path->mark = hd_scan_mark(path->attribute);
        } else if (take_call(r, "node")) {
            path->has_all = take(r, ")");
            if (!path->has_all) return 0;
        } else if (!read_step(r, steps)) {
            return 0;
        }
        if (take(r, "//")) return 0;
        more = take(r, "/");
        if (more && (path->attribute || path->has_all)) return 0;
    }
    return 1;
}

static int is_among(const hd_step_t *steps, const char *name)
{
    while (steps && strcmp(steps->name, name) != 0) steps = steps->or;
    return steps != NULL;
}

/* "a|b|c" after its first name: other names for the only step. 0: it is something else. */
static int read_others(reader_t *r, const hd_path_t *path, apr_array_header_t *steps)
{
    if (path->is_absolute || path->up || path->attribute || path->has_all || steps->nelts != 1) return 0;
    const hd_step_t **last = &APR_ARRAY_IDX(steps, 0, hd_step_t).or;
    while (take(r, "|")) {
        skip_space(r);
        apr_array_header_t *one = apr_array_make(r->place->pool, 1, sizeof(hd_step_t));
        if (!read_step(r, one) || is_among(&APR_ARRAY_IDX(steps, 0, hd_step_t), APR_ARRAY_IDX(one, 0, hd_step_t).name)) return 0;
        *last = (const hd_step_t *)one->elts;
        last = &((hd_step_t *)one->elts)->or;
        skip_space(r);
    }
    return *r->at != '/';
}

static const hd_path_t *read_path(reader_t *r)
{
    hd_path_t *path = apr_pcalloc(r->place->pool, sizeof(*path));
    apr_array_header_t *steps = apr_array_make(r->place->pool, 2, sizeof(hd_step_t));
    skip_space(r);
    if (r->at[0] == '.' && r->at[1] != '.') {
        r->at++;
        if (isdigit((unsigned char)*r->at) || take(r, "/")) return NULL;
    } else {
        path->is_absolute = take(r, "/");
        if (*r->at == '/' || !read_steps(r, path, steps)) return NULL;
    }
    skip_space(r);
    if (*r->at == '|' && !read_others(r, path, steps)) return NULL;
    if (strchr("[:(|*+-", *r->at) && *r->at) return NULL;
    path->count = steps->nelts;
    path->steps = (const hd_step_t *)steps->elts;
    return path;
}

static hd_value_t *new_value(reader_t *r, hd_value_kind_t kind)
{
    hd_value_t *value = apr_pcalloc(r->place->pool, sizeof(*value));
    value->kind = kind;
    return value;
}

static const hd_value_t *read_literal(reader_t *r)
{
    const char *end = strchr(r->at + 1, *r->at);
    if (!end) return NULL;
    hd_value_t *value = new_value(r, HD_VALUE_LITERAL);
    value->text = apr_pstrmemdup(r->place->pool, r->at + 1, (apr_size_t)(end - r->at - 1));
    r->at = end + 1;
    return value;
}

/* The arguments of a call up to its closing parenthesis. */
static hd_value_t *read_arguments(reader_t *r, hd_value_kind_t kind)
{
    apr_array_header_t *parts = apr_array_make(r->place->pool, 4, sizeof(const hd_value_t *));
    int uncertain = r->is_uncertain;
    do {
        const hd_value_t *part = read_value(r);
        if (!part) return NULL;
        APR_ARRAY_PUSH(parts, const hd_value_t *) = part;
    } while (take(r, ","));
    if (!take(r, ")") || r->is_uncertain != uncertain) return NULL; /* a string cannot say that it is not known */
    hd_value_t *value = new_value(r, kind);
    value->count = parts->nelts;
    value->parts = (const hd_value_t *const *)parts->elts;
    return value;
}

/* The opening of a call of word() with a prefix that stands for our namespace. */
static int take_word_call(reader_t *r)
{
    const char *p = r->at;
    while (is_name_char(*p)) p++;
    if (p == r->at || strncmp(p, ":word", 5) != 0 || is_name_char(p[5])) return 0;
    const char *prefix = apr_pstrmemdup(r->place->pool, r->at, (apr_size_t)(p - r->at));
    xmlNsPtr ns = xmlSearchNs(r->place->node->doc, r->place->node, BAD_CAST prefix);
    if (!ns || strcmp((const char *)ns->href, HD_THEME_NS) != 0) return 0;
    r->at = p + 5;
    return take(r, "(");
}

static const hd_value_t *read_word(reader_t *r)
{
    hd_value_t *value = read_arguments(r, HD_VALUE_WORD);
    if (!value || value->count % 2 == 0 || value->count / 2 > HD_WORD_VALUES_MAX) return NULL;
    for (int i = 1; i < value->count; i += 2) {
        if (value->parts[i]->kind != HD_VALUE_LITERAL) return NULL;
    }
    const hd_value_t *key = value->parts[0];
    if (key->kind == HD_VALUE_LITERAL) value->word = hd_words_find(r->place->words, key->text);
    return value;
}

static const hd_value_t *read_variable(reader_t *r)
{
    const char *name = take_name(r);
    skip_space(r);
    if (!name || (*r->at && strchr("[:/|*+-", *r->at))) return NULL;
    hd_value_t *value = new_value(r, HD_VALUE_VARIABLE);
    value->text = (const char *)xmlDictLookup(r->place->dict, BAD_CAST name, -1);
    return value->text ? value : NULL;
}

static const hd_value_t *read_count(reader_t *r)
{
    hd_value_t *value = new_value(r, HD_VALUE_COUNT);
    value->path = read_path(r);
    return value->path && take(r, ")") ? value : NULL;
}

static const hd_value_t *read_any_value(reader_t *r)
{
    skip_space(r);
    if (*r->at == '\'' || *r->at == '"') return read_literal(r);
    if (take(r, "$")) return read_variable(r);
    if (take_call(r, "concat")) {
        const hd_value_t *value = read_arguments(r, HD_VALUE_CONCAT);
        return value && value->count > 1 ? value : NULL;
    }
    if (take_call(r, "string")) {
        const hd_value_t *value = read_arguments(r, HD_VALUE_CONCAT);
        return value && value->count == 1 ? value : NULL;
    }
    if (take_call(r, "substring-after")) {
        const hd_value_t *value = read_arguments(r, HD_VALUE_AFTER);
        return value && value->count == 2 ? value : NULL;
    }
    if (take_call(r, "count")) return read_count(r);
    if (take_word_call(r)) return read_word(r);
    const hd_path_t *path = read_path(r);
    if (!path) return NULL;
    hd_value_t *value = new_value(r, HD_VALUE_PATH);
    value->path = path;
    return value;
}

static const hd_value_t *read_value(reader_t *r)
{
    if (++r->depth > DEPTH_MAX) return NULL;
    const hd_value_t *value = read_any_value(r);
    r->depth--;
    return value;
}

static const hd_test_t *new_test(reader_t *r, hd_test_kind_t kind, const hd_test_t *left, const hd_test_t *right)
{
    hd_test_t *test = apr_pcalloc(r->place->pool, sizeof(*test));
    test->kind = kind;
    test->left = left;
    test->right = right;
    return test;
}

/* A number without sign or exponent. */
static int take_number(reader_t *r, double *number)
{
    skip_space(r);
    apr_size_t length = strspn(r->at, "0123456789");
    if (length == 0 || length > 9 || r->at[length] == '.') return 0;
    *number = atoi(r->at);
    r->at += length;
    return 1;
}

/* What stands between two operands; 0: nothing of the kind. */
static int take_comparison(reader_t *r, hd_test_kind_t *strings, hd_test_kind_t *numbers)
{
    *strings = HD_TEST_PATH;
    if (take(r, "!=")) *strings = HD_TEST_UNEQUAL, *numbers = HD_TEST_OTHER;
    else if (take(r, "=")) *strings = HD_TEST_EQUAL, *numbers = HD_TEST_SAME;
    else if (take(r, "<=")) *numbers = HD_TEST_LESS_EQUAL;
    else if (take(r, "<")) *numbers = HD_TEST_LESS;
    else if (take(r, ">=")) *numbers = HD_TEST_MORE_EQUAL;
    else if (take(r, ">")) *numbers = HD_TEST_MORE;
    else return 0;
    return 1;
}

static int is_string(const hd_value_t *value)
{
    return value->kind != HD_VALUE_PATH && value->kind != HD_VALUE_VARIABLE;
}

/* A number, which is compared in another way than a string. */
static int is_counted(const hd_value_t *value)
{
    return value->kind == HD_VALUE_COUNT;
}

/* What stands at the left of a comparison; position() only where it is compared with a number. */
static const hd_value_t *read_left(reader_t *r)
{
    if (r->predicates || !take_call(r, "position")) return read_value(r);
    return take(r, ")") ? new_value(r, HD_VALUE_POSITION) : NULL;
}

/* A path alone, or a comparison. */
static const hd_test_t *read_comparison(reader_t *r)
{
    hd_test_t test = { .kind = HD_TEST_PATH };
    hd_test_kind_t strings, numbers;
    int is_number = 0;
    test.a = read_left(r);
    if (!test.a) return NULL;
    int is_position = test.a->kind == HD_VALUE_POSITION;
    if (take_comparison(r, &strings, &numbers)) {
        if (take_number(r, &test.number)) {
            test.kind = numbers;
            is_number = is_position || is_counted(test.a);
        } else {
            test.b = read_value(r);
            test.kind = strings;
            if (!test.b || strings == HD_TEST_PATH || is_position || is_counted(test.a) || is_counted(test.b)) return NULL;
            if (is_string(test.a) || test.a->kind == HD_VALUE_VARIABLE) { /* a node-set comes first */
                const hd_value_t *swap = test.a;
                test.a = test.b;
                test.b = swap;
            }
        }
        if (take_comparison(r, &strings, &numbers)) return NULL;
    }
    int is_alone = test.kind == HD_TEST_PATH && test.a->kind == HD_VALUE_VARIABLE;
    if (!test.b && test.a->kind != HD_VALUE_PATH && !is_alone && !is_number) return NULL;
    return apr_pmemdup(r->place->pool, &test, sizeof(test));
}

static const hd_test_t *read_primary(reader_t *r)
{
    skip_space(r);
    int is_not = take_call(r, "not");
    if (!is_not && !take(r, "(")) return read_comparison(r);
    const hd_test_t *inner = read_or(r);
    if (!inner || !take(r, ")")) return NULL;
    skip_space(r);
    if (*r->at && strchr("=!<>[/|*+-", *r->at)) return NULL;
    return is_not ? new_test(r, HD_TEST_NOT, inner, NULL) : inner;
}

static const hd_test_t *read_and(reader_t *r)
{
    const hd_test_t *left = read_primary(r);
    while (left && take_word(r, "and")) {
        const hd_test_t *right = ++r->operators <= OPERATORS_MAX ? read_primary(r) : NULL;
        left = right ? new_test(r, HD_TEST_AND, left, right) : NULL;
    }
    return left;
}

static const hd_test_t *read_or(reader_t *r)
{
    if (++r->depth > DEPTH_MAX) return NULL;
    const hd_test_t *left = read_and(r);
    while (left && take_word(r, "or")) {
        const hd_test_t *right = ++r->operators <= OPERATORS_MAX ? read_and(r) : NULL;
        left = right ? new_test(r, HD_TEST_OR, left, right) : NULL;
    }
    r->depth--;
    return left;
}

static int is_at_end(reader_t *r)
{
    skip_space(r);
    return *r->at == '\0';
}

const hd_path_t *hd_expression_path(const hd_place_t *place, const char *text)
{
    reader_t r = { .place = place, .at = text };
    const hd_path_t *path = read_path(&r);
    if (!path || !is_at_end(&r)) return NULL;
    if (!r.is_uncertain) return path;
    hd_path_t *marked = apr_pmemdup(place->pool, path, sizeof(*path));
    marked->is_uncertain = 1;
    return marked;
}

const hd_value_t *hd_expression_value(const hd_place_t *place, const char *text)
{
    reader_t r = { .place = place, .at = text };
    const hd_value_t *value = read_value(&r);
    return value && is_at_end(&r) && !r.is_uncertain ? value : NULL;
}

const hd_value_t *hd_expression_binding(const hd_place_t *place, const char *text)
{
    reader_t r = { .place = place, .at = text };
    double number;
    if (!take_number(&r, &number) || !is_at_end(&r)) return hd_expression_value(place, text);
    hd_value_t *value = new_value(&r, HD_VALUE_LITERAL);
    value->text = apr_psprintf(place->pool, "%.0f", number);
    value->is_number = 1;
    return value;
}

const hd_test_t *hd_expression_test(const hd_place_t *place, const char *text)
{
    reader_t r = { .place = place, .at = text };
    const hd_test_t *test = read_or(&r);
    return test && is_at_end(&r) ? test : NULL;
}
