/* tests/unit/random_sheet.h: stylesheets at random, for tests that compare the compiled way with libxslt's: a page, and what
 * it imports and includes. All of them can be loaded; some fail when they run, and have to in every way.
 * That they come to an end: named templates call only those with a higher number, and apply rules only to nodes below.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_RANDOM_SHEET_H
#define HD_TESTS_RANDOM_SHEET_H

#include "choices.h"
#include "random_expression.h"

#define SHEET_BEGIN                                                                                                    \
    "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' "                                  \
    "xmlns:t='urn:helpdesk:theme' xmlns:w='urn:helpdesk:words' xmlns:p='urn:helpdesk:path'>\n"
#define SHEET_END "</xsl:stylesheet>\n"
#define NAMED 4 /* templates t1, t2, … */

/** What stands between SHEET_BEGIN and SHEET_END of three files. */
typedef struct random_sheet_t {
    const char *page; /* imports and includes the others by the names given */
    const char *imported;
    const char *included;
} random_sheet_t;

static const char *content(choices_t *c, int depth);

static const char *value(choices_t *c)
{
    return some_value(c, 2);
}

static const char *test(choices_t *c)
{
    return some_test(c, 3);
}

/* -- attributes ------------------------------------------------------------------------------------------------------ */

static const char *some_avt(choices_t *c)
{
    static const char *const texts[] = {
        "", "c", "a b ", "&quot;&lt;&gt;&amp;'", "&#10;x&#9;", "{{}}", "\xF0\x9F\x98\x80", "]]&gt;", "?a=1&amp;b="
    };
    const char *made = PICK(texts);
    for (unsigned i = below(c, 4); i > 0; i--)
        made = SPRINT("%s{%s}%s", made, value(c), below(c, 2) ? PICK(texts) : "");
    return made;
}

/* Attributes of an element of HTML; each name once. */
static const char *literal_attributes(choices_t *c)
{
    const char *made = "";
    if (!below(c, 2)) return made;
    if (below(c, 2)) made = SPRINT("%s class=\"%s\"", made, some_avt(c));
    if (rarely(c, 3)) made = SPRINT("%s id='i'", made);
    if (rarely(c, 4)) made = SPRINT("%s data-x=\"%s\"", made, some_avt(c));
    if (rarely(c, 6)) made = SPRINT("%s w:title='reply.send'", made);
    if (rarely(c, 6)) made = SPRINT("%s w:alt='status.{@status}'", made);
    if (rarely(c, 6)) made = SPRINT("%s p:href=\"/x/{%s}\"", made, value(c));
    if (rarely(c, 6)) made = SPRINT("%s checked='%s'", made, oddly(c, 4) ? "{@id}" : "no");
    if (oddly(c, 30)) made = SPRINT("%s xml:lang='en'", made);
    if (oddly(c, 40)) made = SPRINT("%s xsl:use-attribute-sets='set'", made);
    return made;
}

/* What may stand in an attribute. */
static const char *attribute_content(choices_t *c, int depth)
{
    const char *made = "";
    for (unsigned i = below(c, 3); i > 0; i--) {
        switch (depth > 0 ? below(c, 6) : below(c, 3)) {
        case 0:
            made = SPRINT("%s<xsl:text>v &#10;\"</xsl:text>", made);
            break;
        case 1:
        case 2:
            made = SPRINT("%s<xsl:value-of select=\"%s\"/>", made, value(c));
            break;
        case 3:
            made = SPRINT("%s<xsl:if test=\"%s\">%s</xsl:if>", made, test(c), attribute_content(c, depth - 1));
            break;
        case 4:
            made =
                SPRINT("%s<xsl:choose><xsl:when test=\"%s\">y</xsl:when><xsl:otherwise>%s</xsl:otherwise></xsl:choose>",
                       made, test(c), attribute_content(c, depth - 1));
            break;
        default:
            made = SPRINT("%s<xsl:for-each select=\"%s\">%s,</xsl:for-each>", made, path_below(c, 1),
                          attribute_content(c, depth - 1));
        }
    }
    return made;
}

static const char *some_attribute(choices_t *c, int depth)
{
    static const char *const names[] = { "a", "class", "checked", "data-x", "title", "id" };
    if (rarely(c, 12)) return SPRINT("<xsl:copy-of select='%s'/>", oddly(c, 2) ? "@*" : "@kind");
    if (oddly(c, 12)) return SPRINT("<xsl:attribute name='x{@id}y'>%s</xsl:attribute>", attribute_content(c, 0));
    const char *made = SPRINT("<xsl:attribute name='%s'>%s</xsl:attribute>", PICK(names), attribute_content(c, 2));
    if (depth <= 0) return made;
    if (rarely(c, 4)) return SPRINT("<xsl:if test=\"%s\">%s</xsl:if>", test(c), made);
    if (rarely(c, 8)) return SPRINT("<xsl:for-each select=\"%s\">%s</xsl:for-each>", path_below(c, 1), made);
    if (rarely(c, 8)) {
        return SPRINT("<xsl:choose><xsl:when test=\"%s\">%s</xsl:when><xsl:otherwise>%s</xsl:otherwise></xsl:choose>",
                      test(c), made, some_attribute(c, 0));
    }
    return made;
}

/* -- elements -------------------------------------------------------------------------------------------------------- */

static const char *some_raw(choices_t *c)
{
    static const char *const texts[] = { "a &lt; b", "&lt;",    "/script>", "&lt;/script>", "<!-- -->", "&lt;!",
                                         "-- x",     "\"&amp;", "\n" };
    const char *name = below(c, 2) ? "script" : "style", *made = "";
    for (unsigned i = below(c, 4); i > 0; i--) made = SPRINT("%s%s", made, PICK(texts));
    return SPRINT("<%s%s>%s</%s>", name, literal_attributes(c), made, name);
}

static const char *some_foreign(choices_t *c, int depth)
{
    static const char *const starts[] = { "svg xmlns='http://www.w3.org/2000/svg'",
                                          "s:svg xmlns:s='http://www.w3.org/2000/svg'",
                                          "p xmlns='http://www.w3.org/1999/xhtml'",
                                          "x:a xmlns:x='urn:x'",
                                          "p xmlns:q='urn:q'",
                                          "html xmlns='http://www.w3.org/2000/svg'" };
    const char *start = PICK(starts), *end = apr_pstrmemdup(c->pool, start, strcspn(start, " "));
    return SPRINT("<%s viewBox=\"%s\">%s</%s>", start, some_avt(c), below(c, 2) ? content(c, depth - 1) : "", end);
}

static const char *some_element(choices_t *c, int depth)
{
    static const char *const names[] = { "p", "div", "pre", "textarea", "b", "br", "ul", "li", "input", "span" };
    if (rarely(c, 16)) return some_raw(c);
    if (oddly(c, 16)) return some_foreign(c, depth);
    const char *name = PICK(names), *attributes = literal_attributes(c), *first = "";
    if (rarely(c, 40))
        return SPRINT("<%s xml:space='preserve'%s> %s\n%s </%s>", name, attributes, content(c, depth - 1),
                      content(c, 0), name);
    if (rarely(c, 3)) {
        for (unsigned i = below(c, 3); i > 0; i--) first = SPRINT("%s%s", first, some_attribute(c, 1));
        if (rarely(c, 4)) first = SPRINT("%s<xsl:call-template name='attributes'/>", first);
    }
    return SPRINT("<%s%s>%s%s</%s>", name, attributes, first, content(c, depth - 1), name);
}

/* -- instructions ---------------------------------------------------------------------------------------------------- */

static const char *some_words(choices_t *c)
{
    static const char *const texts[] = { "text &amp; more",
                                         "<xsl:text>\n</xsl:text>",
                                         "<xsl:text> </xsl:text>",
                                         "<xsl:text/>",
                                         "a<!-- none -->b",
                                         "&lt;i&gt;\"'",
                                         "\xF0\x9F\x98\x80",
                                         "]]&gt;",
                                         "&#13;&#10;&#9;.",
                                         "<xsl:text disable-output-escaping='no'>&lt;</xsl:text>",
                                         "<?none at all?>\n",
                                         "<![CDATA[<&]]>",
                                         "{@id}",
                                         "<t:word key='status.open'/>",
                                         "<t:word key='status.{@status}'/>",
                                         "<t:word key='days.left' n='@n'/>",
                                         "&#160;",
                                         "<xsl:text>\n\n</xsl:text>" };
    return PICK(texts);
}

/* Nothing, to a processor. */
static const char *comment(choices_t *c)
{
    return rarely(c, 10) ? "<!-- none -->\n" : "";
}

static const char *some_nodes(choices_t *c)
{
    return c->is_page && below(c, 2) ? some_path(c, 2) : path_below(c, 2);
}

static const char *some_for_each(choices_t *c, int depth)
{
    static const char *const sorts[] = { "<xsl:sort select='@kind'/>",
                                         "<xsl:sort select='@n' data-type='number' order='descending'/>",
                                         "<xsl:sort select='@kind'/><xsl:sort select='@id'/>" };
    const char *nodes = some_nodes(c), *sort = oddly(c, 8) ? PICK(sorts) : "";
    return SPRINT("<xsl:for-each select=\"%s\">%s%s</xsl:for-each>", nodes, sort, content(c, depth - 1));
}

static const char *some_choose(choices_t *c, int depth)
{
    const char *made = "";
    for (unsigned i = 1 + below(c, 3); i > 0; i--) {
        made = SPRINT("%s<xsl:when test=\"%s\">%s</xsl:when>%s", made, test(c), content(c, depth - 1), comment(c));
    }
    if (below(c, 2)) made = SPRINT("%s<xsl:otherwise>%s</xsl:otherwise>", made, content(c, depth - 1));
    return SPRINT("<xsl:choose>%s</xsl:choose>", made);
}

/* What a variable, a parameter or what is handed over for one is bound to: the rest of its tag, and its end. */
static const char *some_binding(choices_t *c, const char *element)
{
    static const char *const texts[] = {
        "x", "a", " ", "5", "&lt;&quot;", "<xsl:text> </xsl:text>", "a<!-- none -->b", "<t:word key='status.open'/>"
    };
    if (rarely(c, 8)) return "/>";
    if (rarely(c, 6)) return SPRINT(">%s</%s>", PICK(texts), element);
    if (oddly(c, 12)) return SPRINT("><b><xsl:value-of select=\"%s\"/></b></%s>", value(c), element);
    if (rarely(c, 4)) return SPRINT(" select=\"%s\"/>", some_variable(c));
    if (oddly(c, 8)) return SPRINT(" select=\"%s\"/>", test(c));
    return SPRINT(" select=\"%s\"/>", below(c, 3)   ? value(c)
                                      : below(c, 2) ? some_nodes(c)
                                                    : SPRINT("count(%s)", some_path(c, 1)));
}

/* A variable that is known from here on. Names of the sheet's own may be hidden; two of one name in a template are a fault. */
static const char *some_variable_instruction(choices_t *c)
{
    static const char *const names[] = { "u", "v", "w", "g", "p", "n", "s" };
    const char *name = PICK(names);
    for (int i = c->globals_count; i < c->names_count && !oddly(c, 40); i++) {
        if (strcmp(c->names[i], name) == 0) name = SPRINT("v%u", below(c, 250));
    }
    const char *made = SPRINT("<xsl:variable name='%s'%s", name, some_binding(c, "xsl:variable"));
    if (c->names_count < NAMES_MAX) c->names[c->names_count++] = name;
    return made;
}

static const char *some_parameters(choices_t *c)
{
    static const char *const names[] = { "p", "q", "r", "g" };
    const char *made = "";
    for (unsigned i = below(c, 4); i > 0; i--) {
        made =
            SPRINT("%s%s<xsl:with-param name='%s'%s", made, comment(c), PICK(names), some_binding(c, "xsl:with-param"));
    }
    return made;
}

static const char *some_call(choices_t *c)
{
    if (c->named >= NAMED)
        return "<xsl:call-template name='split'><xsl:with-param name='rest' select=\"'a, b,c'\"/></xsl:call-template>";
    int number = c->named + 1 + (int)below(c, (unsigned)(NAMED - c->named));
    if (rarely(c, 8)) return SPRINT("<xsl:call-template name='empty'>%s</xsl:call-template>", some_parameters(c));
    if (rarely(c, 8)) {
        return SPRINT("<xsl:call-template name='split'><xsl:with-param name='rest' select=\"%s\"/></xsl:call-template>",
                      value(c));
    }
    return SPRINT("<xsl:call-template name='t%d'>%s</xsl:call-template>", number, some_parameters(c));
}

static const char *some_apply(choices_t *c)
{
    static const char *const modes[] = { "", "", " mode='simple'", " mode='simple'", " mode='m'", " mode='none'" };
    const char *mode = modes[below(c, c->has_odd ? 6 : 4)];
    if (oddly(c, 8)) return SPRINT("<xsl:apply-templates%s/>", mode);
    const char *nodes = path_below(c, 2);
    if (oddly(c, 8))
        return SPRINT("<xsl:apply-templates select=\"%s\"%s><xsl:sort select='@id'/></xsl:apply-templates>", nodes,
                      mode);
    if (oddly(c, 8))
        return SPRINT("<xsl:apply-templates select=\"%s\"%s>%s</xsl:apply-templates>", nodes, mode, some_parameters(c));
    return SPRINT("<xsl:apply-templates select=\"%s\"%s/>", nodes, mode);
}

/* What only libxslt knows, or what stands at the wrong place. */
static const char *some_rare_one(choices_t *c, int depth)
{
    switch (below(c, 8)) {
    case 0:
        return SPRINT("<xsl:element name='e%u'>%s%s</xsl:element>", below(c, 3), some_attribute(c, 0),
                      content(c, depth - 1));
    case 1:
        return SPRINT("<xsl:copy>%s</xsl:copy>", content(c, depth - 1));
    case 2:
        return "<xsl:comment>none</xsl:comment>";
    case 3:
        return "<xsl:number value='count(item)' format='i'/>";
    case 4:
        return "<xsl:processing-instruction name='none'/>";
    case 5:
        return some_attribute(c, 1);
    case 6:
        return SPRINT("<xsl:element name='script'><xsl:value-of select=\"%s\"/>%s</xsl:element>", value(c),
                      content(c, 0));
    default:
        return "<xsl:apply-imports/>";
    }
}

static const char *some_copy(choices_t *c)
{
    if (oddly(c, 4)) return SPRINT("<xsl:copy-of select=\"%s\"/>", value(c));
    if (rarely(c, 4)) return SPRINT("<xsl:copy-of select=\"%s\"/>", some_nodes(c));
    return below(c, 3) ? "<xsl:copy-of select='body/node()'/>" : "<xsl:copy-of select='body'/>";
}

static const char *one(choices_t *c, int depth)
{
    if (c->budget-- <= 0) return "";
    switch (depth > 0 ? below(c, 18) : below(c, 4)) {
    case 0:
    case 1:
        return some_words(c);
    case 2:
    case 3:
        return SPRINT("<xsl:value-of select=\"%s\"/>", value(c));
    case 4:
    case 5:
    case 6:
    case 7:
        return some_element(c, depth);
    case 8:
    case 9:
        return SPRINT("<xsl:if test=\"%s\">%s</xsl:if>", test(c), content(c, depth - 1));
    case 10:
        return some_choose(c, depth);
    case 11:
        return some_for_each(c, depth);
    case 12:
        return some_call(c);
    case 13:
        return some_apply(c);
    case 14:
        return some_copy(c);
    case 15:
    case 16:
        return some_variable_instruction(c);
    default:
        return oddly(c, 3) ? some_rare_one(c, depth) : some_element(c, depth);
    }
}

/* A list of instructions: its variables end with it. */
static const char *content(choices_t *c, int depth)
{
    int names = c->names_count;
    const char *made = "";
    for (unsigned i = below(c, 4); i > 0; i--) made = SPRINT("%s%s", made, one(c, depth));
    c->names_count = names;
    return made;
}

/* -- templates ------------------------------------------------------------------------------------------------------- */

/* Variables of the sheet itself. Some in each sheet that only libxslt can make would leave nothing else to it. */
static const char *globals(choices_t *c, int is_main)
{
    static const struct {
        const char *name, *rest;
        unsigned once_in;
        int is_odd;
    } all[] = {
        { "g", " select=\"'a'\"/>", 1, 0 },
        { "p", ">x</xsl:variable>", 1, 0 },
        { "n", " select='3'/>", 2, 0 },
        { "s", " select='/view/item'/>", 2, 0 },
        { "e", "/>", 3, 0 },
        { "k", " select='count(/view/item)'/>", 3, 0 },
        { "i", " select='view/item[1]/@id'/>", 12, 1 },
        { "c", " select=\"concat('a',/view/@n)\"/>", 4, 0 },
        { "o", " select='$g'/>", 12, 1 },
        { "f", "><b>x</b></xsl:variable>", 12, 1 },
        { "b", " select='not(/view/@n)'/>", 12, 1 },
        { "x", " select='$unknown'/>", 100, 1 },
        { "l", " select=\"t:word('status.open')\"/>", 4, 0 },
    };
    const char *made = "";
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (is_main ? (all[i].is_odd && !c->has_odd) || !rarely(c, all[i].once_in) : !rarely(c, 6)) continue;
        made = SPRINT("%s<xsl:variable name='%s'%s\n", made, all[i].name,
                      is_main       ? all[i].rest
                      : below(c, 2) ? " select=\"'imported'\"/>"
                                    : ">far</xsl:variable>");
        if (is_main) c->names[c->names_count++] = all[i].name;
    }
    return made;
}

/* Parameters, of which a default sees those before it, and what comes after them. */
static const char *template(choices_t *c, const char *start, int depth)
{
    static const char *const names[] = { "p", "q", "r" };
    int known = c->names_count;
    const char *params = "";
    for (unsigned i = 0; i < 3 && !below(c, 2); i++) {
        params = SPRINT("%s<xsl:param name='%s'%s%s", params, names[i], some_binding(c, "xsl:param"), comment(c));
        if (c->names_count < NAMES_MAX) c->names[c->names_count++] = names[i];
    }
    c->budget = depth > 3 ? 40 : 12;
    const char *made = SPRINT("<xsl:template %s%s>%s%s</xsl:template>\n", start,
                              rarely(c, 60) ? " xml:space='preserve'" : "", params, content(c, depth));
    c->names_count = known;
    return made;
}

/* Templates that are chosen by what they match. */
static const char *rules(choices_t *c, unsigned once_in)
{
    static const char *const plain[] = { "item", "group", "text", "body", "view", "nothing", "and" };
    static const struct {
        const char *match, *more;
    } odd[] = {
        { "item[@kind='a']", "" },
        { "group/item", "" },
        { "item|group", "" },
        { "*", "" },
        { "@id", "" },
        { "text()", "" },
        { "node()", "" },
        { "item", " priority='2'" },
        { "/view/item", "" },
        { "//group", "" },
        { "item[1]", "" },
        { "@*", "" },
        { "text", " priority='-1'" },
        { "/view", "" },
        { "item[@n and not(@id)]", "" },
    };
    const char *made = "";
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        if (rarely(c, once_in)) made = SPRINT("%s%s", made, template(c, SPRINT("match='%s'", plain[i]), 2));
        if (rarely(c, once_in))
            made = SPRINT("%s%s", made, template(c, SPRINT("match='%s' mode='simple'", plain[i]), 2));
    }
    for (unsigned i = below(c, 3); i > 0 && oddly(c, 3); i--) {
        unsigned which = below(c, sizeof(odd) / sizeof(odd[0]));
        const char *mode = below(c, 3) ? " mode='m'" : below(c, 2) ? " mode='simple'" : "";
        made =
            SPRINT("%s%s", made, template(c, SPRINT("match=\"%s\"%s%s", odd[which].match, odd[which].more, mode), 2));
    }
    return made;
}

static const char *named(choices_t *c, unsigned once_in)
{
    const char *made = "";
    for (c->named = 1; c->named <= NAMED; c->named++) {
        if (rarely(c, once_in)) made = SPRINT("%s%s", made, template(c, SPRINT("name='t%d'", c->named), 2));
    }
    c->named = 0;
    return made;
}

static const char *entry(choices_t *c)
{
    static const char *const matches[] = { "/view", "/", "view" };
    const char *match = PICK(matches), *made;
    const char *root = below(c, 2) ? "html" : "main";
    c->is_page = 1;
    made = template(c, SPRINT("match='%s'", match), 5);
    c->is_page = 0;
    if (*root == 'm' || strstr(made, "<xsl:param")) return made;
    const char *start = strchr(made, '>') + 1, *end = strstr(made, "</xsl:template>");
    return SPRINT("%.*s<html>%.*s</html>%s", (int)(start - made), made, (int)(end - start), start, end);
}

/* Those that others rely on. */
static const char *fixed(choices_t *c)
{
    static const char *const outputs[] = { "", "", "<xsl:output method='html' indent='yes'/>",
                                           "<xsl:output method='xml' doctype-system='x'/>",
                                           "<xsl:preserve-space elements='*'/>" };
    return SPRINT(
        "%s<xsl:key name='k' match='item' use='@kind'/><xsl:template "
        "name='attributes'>%s</xsl:template>\n<xsl:template name='empty'><xsl:param name='q'/></xsl:template>\n"
        "<xsl:template name='split'><xsl:param name='rest'/><xsl:param name='done'/><i><xsl:value-of select='$done'/>|"
        "<xsl:value-of select='$rest'/></i><xsl:if test=\"$rest!=''\"><xsl:call-template name='split'><xsl:with-param "
        "name='rest' select=\"substring-after($rest,',')\"/><xsl:with-param name='done' "
        "select=\"concat($done,'+',$rest)\"/>"
        "</xsl:call-template></xsl:if></xsl:template>\n<xsl:attribute-set name='set'><xsl:attribute name='a'>"
        "<xsl:value-of select='@n'/></xsl:attribute></xsl:attribute-set>\n",
        PICK(outputs), some_attribute(c, 1));
}

/**
 * Make one.
 * @param imported  what the page imports it by, "layout-x.xsl"
 * @param included  what the page includes it by
 */
static random_sheet_t random_sheet(choices_t *c, const char *imported, const char *included)
{
    random_sheet_t made = { "", "", "" };
    c->names_count = c->named = 0;
    c->has_odd = rarely(c, 3);
    const char *own = globals(c, 1);
    c->globals_count = c->names_count;
    const char *page = entry(c);
    int imports = below(c, 2), includes = rarely(c, 4);
    if (imports)
        made.imported = SPRINT("\n%s%s%s%s", globals(c, 0), rarely(c, 4) ? entry(c) : "", rules(c, 3), named(c, 3));
    if (includes) made.included = SPRINT("\n%s", rules(c, 4));
    made.page = SPRINT("%s%s%s%s%s%s%s", imports ? SPRINT("<xsl:import href='%s'/>\n", imported) : "",
                       includes ? SPRINT("<xsl:include href='%s'/>\n", included) : "", own, page, fixed(c), rules(c, 3),
                       named(c, 1));
    return made;
}

#endif
