/* tests/unit/random_sheet.h: stylesheets at random, for tests that compare the compiled way with libxslt's.
 * Each choice is taken from a row of numbers that is the same on every machine, or from bytes (a fuzzer's).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_RANDOM_SHEET_H
#define HD_TESTS_RANDOM_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include <apr_strings.h>

#define SHEET_BEGIN                                                                                                    \
    "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' "                                  \
    "xmlns:t='urn:helpdesk:theme' xmlns:w='urn:helpdesk:words' xmlns:p='urn:helpdesk:path'>\n"
#define SHEET_END "</xsl:stylesheet>\n"

/** Where choices come from. */
typedef struct choices_t {
    apr_pool_t *pool;
    const uint8_t *bytes; /* NULL: from seed */
    size_t length;
    unsigned seed;
} choices_t;

/** A number below a limit; 0 when the bytes are used up, so that every sheet comes to an end. */
static unsigned below(choices_t *c, unsigned limit)
{
    if (!c->bytes) {
        c->seed = c->seed * 1103515245u + 12345u;
        return (c->seed >> 16) % limit;
    }
    if (!c->length) return 0;
    c->length--;
    return *c->bytes++ % limit;
}

#define PICK(list) ((list)[below(c, sizeof(list) / sizeof((list)[0]))])

static const char *some_value(choices_t *c)
{
    static const char *const values[] = {
        "@n",
        "@id",
        "../@n",
        "@mark",
        ".",
        "@none",
        "/view/@lang",
        "item/@id",
        "$g",
        "$p",
        "concat(@id,'-',$g)",
        "'x&lt;'",
        "position()",
        "count(*)",
        "string(@kind)",
        "item[@kind='a']",
        "t:word('status.open')",
        "t:word(concat('status.',@status))",
        "text",
        "last()",
        "t:word('days.left','n',@n)",
        "normalize-space(.)",
        "@n + 1",
        "group/item/@kind",
        "nothing",
        "current()/@id",
    };
    return PICK(values);
}

static const char *some_test(choices_t *c)
{
    static const char *const tests[] = {
        "@n",
        "not(@id)",
        "@kind='a'",
        "@kind!='a'",
        "@id &gt; 2",
        "position()=1",
        "$p='x'",
        "$g",
        "item",
        "@kind='a' or @id='3'",
        "@n and not(@none)",
        "item[@kind=$g]",
        "@status=../@lang",
        "item/@kind=group/item/@kind",
        "count(item)=3",
        "@id=2",
        "$g='a'",
        "../@name",
        "last()&gt;2",
        "string(@none)=''",
    };
    return PICK(tests);
}

static const char *some_nodes(choices_t *c)
{
    static const char *const paths[] = {
        "item", "group/item",  "/view/item", ".",          "item[@kind='b']", "*", "item[position()&gt;1]",
        "..",   "/view/group", "text",       "item|group", "item[@kind=$g]"
    };
    return PICK(paths);
}

static const char *content(choices_t *c, int depth);

static const char *some_attribute(choices_t *c, int depth)
{
    static const char *const names[] = { "a", "class", "checked", "data-x" };
    const char *name = PICK(names);
    const char *inner = below(c, 3) ? apr_psprintf(c->pool, "v<xsl:value-of select=\"%s\"/>", some_value(c))
                                 : apr_psprintf(c->pool, "<xsl:if test=\"%s\"><xsl:value-of select=\"%s\"/>q</xsl:if>",
                                                some_test(c), some_value(c));
    const char *made = apr_psprintf(c->pool, "<xsl:attribute name='%s'>%s</xsl:attribute>", name, inner);
    if (depth > 0 && below(c, 3) == 0) made = apr_psprintf(c->pool, "<xsl:if test=\"%s\">%s</xsl:if>", some_test(c), made);
    return made;
}

static const char *some_element(choices_t *c, int depth)
{
    static const char *const names[] = { "p", "div", "pre", "textarea", "b", "br", "svg" };
    const char *name = PICK(names), *attributes = "", *first = "";
    if (below(c, 2)) attributes = apr_psprintf(c->pool, " class=\"c{%s}\" id='i'", some_value(c));
    if (below(c, 4) == 0) attributes = apr_pstrcat(c->pool, attributes, " w:title='reply.send'", NULL);
    for (unsigned i = below(c, 3); i > 0; i--) first = apr_pstrcat(c->pool, first, some_attribute(c, depth), NULL);
    if (below(c, 4) == 0) first = apr_pstrcat(c->pool, first, "<xsl:call-template name='attributes'/>", NULL);
    return apr_psprintf(c->pool, "<%s%s>%s%s</%s>", name, attributes, first, content(c, depth - 1), name);
}

static const char *one(choices_t *c, int depth)
{
    unsigned kind = depth > 0 ? below(c, 14) : below(c, 3);
    if (depth <= 2 && (kind == 9 || kind == 10)) kind = 3; /* templates do not call each other: that has no end */
    switch (kind) {
    case 0:
        return "text &amp; more<xsl:text>\n</xsl:text>";
    case 1:
    case 2:
        return apr_psprintf(c->pool, "<xsl:value-of select=\"%s\"/>", some_value(c));
    case 3:
    case 4:
    case 5:
        return some_element(c, depth);
    case 6:
        return apr_psprintf(c->pool, "<xsl:if test=\"%s\">%s</xsl:if>", some_test(c), content(c, depth - 1));
    case 7:
        return apr_psprintf(c->pool,
                            "<xsl:choose><xsl:when test=\"%s\">%s</xsl:when><xsl:when "
                            "test=\"%s\">x</xsl:when><xsl:otherwise>%s</xsl:otherwise>"
                            "</xsl:choose>",
                            some_test(c), content(c, depth - 1), some_test(c), content(c, depth - 1));
    case 8:
        return apr_psprintf(c->pool, "<xsl:for-each select=\"%s\">%s%s</xsl:for-each>", some_nodes(c),
                            below(c, 4) ? "" : "<xsl:sort select='@kind'/>", content(c, depth - 1));
    case 9:
        return below(c, 2) ? "<xsl:call-template name='called'/>"
                        : "<xsl:apply-templates select='group|item[@kind=\"a\"]'/>";
    case 10:
        return apr_psprintf(
            c->pool, "<xsl:call-template name='with'><xsl:with-param name='q' select=\"%s\"/></xsl:call-template>",
            some_value(c));
    case 11:
        return apr_psprintf(c->pool, "<xsl:copy-of select=\"%s\"/>", below(c, 2) ? "body/node()" : "item");
    case 12:
        return apr_psprintf(c->pool, "<i><xsl:variable name='g' select=\"%s\"/>%s</i>", some_value(c), content(c, depth - 1));
    default:
        return apr_psprintf(c->pool, "<xsl:element name='e%u'>%s%s</xsl:element>", below(c, 3),
                            below(c, 2) ? some_attribute(c, 0) : "", content(c, depth - 1));
    }
}

static const char *content(choices_t *c, int depth)
{
    const char *made = "";
    for (unsigned i = below(c, 4); i > 0; i--) made = apr_pstrcat(c->pool, made, one(c, depth), NULL);
    return made;
}

/** The templates of a stylesheet, to stand between SHEET_BEGIN and SHEET_END. */
static const char *random_sheet(choices_t *c)
{
    const char *root = below(c, 2) ? "html" : "main";
    const char *page = apr_psprintf(c->pool, "<%s>%s</%s>", root, content(c, 5), root);
    const char *called = content(c, 2), *attributes = some_attribute(c, 1), *with = content(c, 1), *item = content(c, 1);
    return apr_psprintf(
        c->pool,
        "<xsl:variable name='g' select=\"'a'\"/><xsl:variable name='p'>x</xsl:variable>\n"
        "<xsl:template match='/view'>%s</xsl:template>\n<xsl:template name='called'>%s</xsl:template>\n"
        "<xsl:template name='attributes'>%s</xsl:template>\n<xsl:template name='with'><xsl:param name='q'/>"
        "<xsl:param name='p' select=\"'y'\"/>%s<u><xsl:value-of select='$q'/></u></xsl:template>\n"
        "<xsl:template match='item'><li>%s</li></xsl:template>\n<xsl:template match='group'>"
        "<xsl:apply-templates select='item'/></xsl:template>",
        page, called, attributes, with, item);
}

#undef PICK

#endif
