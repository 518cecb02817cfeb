/* tests/unit/random_view.h: views at random, with what no page's view has: elements and attributes too many and too few,
 * texts in pieces, every odd character.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_RANDOM_VIEW_H
#define HD_TESTS_RANDOM_VIEW_H

#include <stdlib.h>

#include "../../src/xml/view.h"
#include "choices.h"

#define TEXT_MAX 12

/* Some bytes as they are, when there are any: the view makes what is not UTF-8 fit. */
static const char *some_text(choices_t *c)
{
    static const char *const texts[] = {
        "",          "a", "b",      "open", "5",         "-1",  "3",         "1",       "a\"b'<i>&amp;\n\tž",
        "\n",        " ", "closed", "2.50", "\n\nlines", "]]>", "</script>", "<!--",    "\xF0\x9F\x98\x80 astral",
        "a\r\nb\rc", "c", "x, y,z", "0",    "NaN",       " 5 ", "{@id}",     "\xC2\xA0"
    };
    unsigned length = c->bytes ? below(c, 3 * TEXT_MAX) : 0;
    if (length < 2 * TEXT_MAX) return PICK(texts);
    length -= 2 * TEXT_MAX;
    if (length > c->length) length = (unsigned)c->length;
    const char *text = apr_pstrmemdup(c->pool, (const char *)c->bytes, length);
    c->bytes += length;
    c->length -= length;
    return text;
}

static void add_attributes(choices_t *c, hd_view_t *view, xmlNodePtr node)
{
    static const char *const names[] = { "id", "kind", "status", "n", "name", "mark" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (below(c, 2)) hd_view_attr(view, node, names[i], some_text(c));
    }
}

static void add_fragment(choices_t *c, hd_view_t *view, xmlNodePtr node)
{
    static const char *const fragments[] = { "<p class=\"x\">one &amp; <b>two</b><br/></p>tail",
                                             "<pre>\n\nlines</pre>",
                                             "plain",
                                             "<ul><li>a</li><li/></ul>",
                                             "",
                                             "<script>a &lt;/script> b</script>",
                                             "<input checked=\"no\" value=\"&quot;\"/>",
                                             "<item id=\"9\" kind=\"a\">x<item/></item>",
                                             "<textarea>\n</textarea><!-- none -->",
                                             "<a href=\"?a=1&amp;b=2\">&gt;&#x1F600;</a>",
                                             "a<b/>c",
                                             "<p hidden=\"\"/>&#13;\n" };
    if (hd_view_fragment(view, node, PICK(fragments))) abort();
}

static void add_nodes(choices_t *c, hd_view_t *view, xmlNodePtr parent, int depth)
{
    static const char *const names[] = { "item",    "item", "item", "group", "group", "text",
                                         "nothing", "body", "view", "div",   "and",   "count" };
    for (unsigned i = below(c, 6); i > 0; i--) {
        const char *name = PICK(names);
        xmlNodePtr node = hd_view_add(view, parent, name);
        if (strcmp(name, "body") == 0) {
            add_fragment(c, view, node);
            continue;
        }
        add_attributes(c, view, node);
        if (below(c, 2)) hd_view_text(view, node, some_text(c));
        if (rarely(c, 8)) hd_view_text(view, node, some_text(c));
        if (depth > 0 && below(c, 2)) add_nodes(c, view, node, depth - 1);
        if (rarely(c, 8)) hd_view_text(view, parent, some_text(c));
    }
}

/** A view of its own pool. */
static hd_view_t *random_view(choices_t *c)
{
    hd_view_t *view = hd_view_create("probe", c->pool);
    add_attributes(c, view, hd_view_root(view));
    hd_view_attr(view, hd_view_root(view), "lang", "en");
    add_nodes(c, view, hd_view_root(view), 2);
    return view;
}

#endif
