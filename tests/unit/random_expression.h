/* tests/unit/random_expression.h: XPath at random: what src/xml/expression.c reads, and what looks like it.
 * All of it is right where it stands, but for a rare variable that nobody knows. Written for an attribute in "…".
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_RANDOM_EXPRESSION_H
#define HD_TESTS_RANDOM_EXPRESSION_H

#include "choices.h"

static const char *some_test(choices_t *c, int depth);

static const char *some_name(choices_t *c)
{
    static const char *const names[] = { "item", "item", "group", "text", "nothing",
                                         "body", "view", "div",   "and",  "count" };
    return PICK(names);
}

static const char *some_attribute_name(choices_t *c)
{
    static const char *const names[] = { "id", "kind", "status", "n", "name", "mark", "none", "lang" };
    return PICK(names);
}

static const char *some_literal(choices_t *c)
{
    static const char *const literals[] = {
        "'a'", "'b'",     "''",  "'5'",    "'open'", "'x&lt;&amp;&quot;'", "'&#x1F600;]]&gt;'", "'3.0'",
        "' '", "'&#10;'", "'{'", "'true'", "'0'",    "&quot;a'b&quot;"
    };
    return PICK(literals);
}

static const char *some_variable(choices_t *c)
{
    if (!c->names_count || oddly(c, 200)) return "$unknown";
    return SPRINT("$%s", c->names[below(c, (unsigned)c->names_count)]);
}

static const char *some_predicate(choices_t *c, int depth)
{
    static const char *const odd[] = { "[1]", "[last()]", "[position()&gt;1]", "[2][@id]", "[@id][1]", "[count(*)]" };
    if (oddly(c, 5)) return PICK(odd);
    return SPRINT(rarely(c, 6) ? " [ %s ] " : "[%s]", some_test(c, depth - 1));
}

static const char *some_step(choices_t *c, int depth)
{
    const char *name = some_name(c);
    return depth > 0 && rarely(c, 4) ? SPRINT("%s%s", name, some_predicate(c, depth)) : name;
}

/* Children and theirs only. */
static const char *path_below(choices_t *c, int depth)
{
    static const char *const odd[] = {
        "*", "node()", "text()", ".//item", "descendant::item", "*[@id]", "body/node()"
    };
    if (oddly(c, 6)) return PICK(odd);
    const char *path = some_step(c, depth);
    if (rarely(c, 3))
        path = SPRINT(rarely(c, 6) ? "%s / %s" : "%s/%s", path, some_step(c, depth));
    else if (rarely(c, 8))
        path = SPRINT("%s/node()", path);
    else if (rarely(c, 4)) {
        for (unsigned i = 1 + below(c, 2); i > 0; i--) path = SPRINT("%s|%s", path, some_step(c, depth));
    }
    return path;
}

static const char *some_path(choices_t *c, int depth)
{
    static const char *const odd[] = {
        ".",         "..",          "/view",           "/.",         "@*",      "../..",
        "../@*",     "/view/@lang", "../item|../text", "item/../@n", "//item",  "self::item",
        "./@id",     "@id|@kind",   "/view/node()",    "../node()",  "item/@*", "preceding-sibling::*",
        "@ id",      "item -1",     "item-1",          "@n-1",       ".. / @n", "(item)",
        "item[1]/@n"
    };
    static const char *const plain[] = { ".", "..", "/view", "/view/@lang", "../node()", "../.." };
    static const char *const starts[] = { "", "", "", "../", "/view/", "../../", "/view/group/" };
    if (oddly(c, 5)) return PICK(odd);
    if (rarely(c, 8)) return PICK(plain);
    const char *start = PICK(starts);
    if (below(c, 2)) return SPRINT("%s@%s", start, some_attribute_name(c));
    if (below(c, 2)) return SPRINT("%s%s", start, path_below(c, depth));
    return SPRINT("%s%s/@%s", start, some_step(c, depth), some_attribute_name(c));
}

/* Wanted as a string, with nothing in it but what a call can take. */
static const char *some_value(choices_t *c, int depth)
{
    static const char *const odd[] = { "last()",
                                       "@n + 1",
                                       "normalize-space(.)",
                                       "current()/@id",
                                       "position()",
                                       "count(*)",
                                       "-@n",
                                       "1 div 0",
                                       "name()",
                                       "string()",
                                       "not(@id)",
                                       "@n &gt; 2",
                                       "007",
                                       "12",
                                       "3.5",
                                       "string-length(.)",
                                       "concat(@n,5)",
                                       "count(item) - 1",
                                       "true()",
                                       "sum(item/@n)",
                                       "key('k','a')/@id",
                                       "format-number(count(*),'0.0')",
                                       "translate(@kind,'ab','xy')" };
    unsigned kind = depth > 0 ? below(c, c->has_odd ? 12 : 11) : below(c, 5);
    switch (kind) {
    case 0:
    case 1:
        return some_path(c, depth);
    case 2:
    case 3:
        return some_variable(c);
    case 4:
        return some_literal(c);
    case 5:
        return SPRINT("concat(%s,%s)", some_value(c, depth - 1), some_value(c, depth - 1));
    case 6:
        return SPRINT("concat( '-' , %s, %s )", some_value(c, depth - 1), some_value(c, depth - 1));
    case 7:
        return SPRINT("string(%s)", some_value(c, depth - 1));
    case 8:
        return SPRINT("substring-after(%s,%s)", some_value(c, depth - 1), some_value(c, depth - 1));
    case 9:
        return SPRINT("count(%s)", some_path(c, depth));
    case 10:
        return below(c, 2) ? SPRINT("t:word('days.left','n',%s)", some_value(c, depth - 1))
                           : SPRINT("t:word(concat('status.',%s))", some_value(c, depth - 1));
    default:
        return PICK(odd);
    }
}

static const char *some_comparison(choices_t *c, int depth)
{
    static const char *const operators[] = { "=", "!=", "=", "!=", "&lt;", "&gt;=", "&lt;=", "&gt;" };
    static const char *const numbers[] = { "0", "1", "2", "3", "5", "10" };
    static const char *const plain[] = { "position()=1",  "position()!=2",  "position() &gt; 1",
                                         "count(item)=2", "count(*|@id)=0", "count(item|group) &gt;= 2",
                                         "not ( @id )",   " @n  =\n'a' ",   "(@id)",
                                         "((item))" };
    static const char *const odd[] = { "position()=last()",   "last()&gt;2",   "position() mod 2 = 1",
                                       "2=count(item)",       "true()",        "@n=@n=1",
                                       "contains(@mark,'b')", "boolean(item)", "-1 &lt; @n",
                                       "not(@id)=not(@n)" };
    if (oddly(c, 6)) return PICK(odd);
    if (rarely(c, 6)) return PICK(plain);
    const char *operator= PICK(operators);
    const char *left = some_value(c, depth - 1);
    return SPRINT("%s %s %s", left, operator, below(c, 3) ? some_value(c, depth - 1) : PICK(numbers));
}

/* Wanted as true or false. */
static const char *some_test(choices_t *c, int depth)
{
    switch (depth > 0 ? below(c, 10) : below(c, 5)) {
    case 0:
        return SPRINT("@%s", some_attribute_name(c));
    case 1:
        return some_variable(c);
    case 2:
        return SPRINT("@%s=%s", some_attribute_name(c), some_literal(c));
    case 3:
        return some_path(c, depth);
    case 4:
        return SPRINT("%s=%s", some_variable(c), below(c, 2) ? some_literal(c) : some_path(c, depth - 1));
    case 5:
        return SPRINT("not(%s)", some_test(c, depth - 1));
    case 6:
        return SPRINT("%s and %s", some_test(c, depth - 1), some_test(c, depth - 1));
    case 7:
        return SPRINT("%s or (%s)", some_test(c, depth - 1), some_test(c, depth - 1));
    default:
        return some_comparison(c, depth);
    }
}

#endif
