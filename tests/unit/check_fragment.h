/* tests/unit/check_fragment.h: what is promised of a text rendered from Markdown, checked by libxml2.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TESTS_CHECK_FRAGMENT_H
#define HD_TESTS_CHECK_FRAGMENT_H

#include <libxml/parser.h>
#include <string.h>
#include <strings.h>

#define FRAGMENT_DEPTH_MAX 16

static int is_one_of(const xmlChar *name, const char *words)
{
    char word[32];
    size_t length = strlen((const char *)name);

    if (length + 3 > sizeof(word)) return 0;
    word[0] = word[length + 1] = ' ';
    memcpy(word + 1, name, length);
    word[length + 2] = '\0';
    return strstr(words, word) != NULL;
}

/** Whether the only attributes are those promised. */
static int has_good_attributes(const xmlNode *node)
{
    const xmlAttr *attribute;

    for (attribute = node->properties; attribute; attribute = attribute->next) {
        const char *element = (const char *)node->name, *name = (const char *)attribute->name;
        const char *value = attribute->children ? (const char *)attribute->children->content : "";

        if (strcmp(element, "a") == 0 && strcmp(name, "rel") == 0) {
            if (strcmp(value, "nofollow noopener") != 0) return 0;
        } else if (strcmp(element, "a") == 0 && strcmp(name, "href") == 0) {
            if (strncasecmp(value, "http://", 7) && strncasecmp(value, "https://", 8)
                && strncasecmp(value, "mailto:", 7)) {
                return 0;
            }
        } else if (strcmp(element, "ol") == 0 && strcmp(name, "start") == 0) {
            if (value[strspn(value, "0123456789")] != '\0') return 0;
        } else if (is_one_of(node->name, " th td ") && strcmp(name, "class") == 0) {
            if (strcmp(value, "left") && strcmp(value, "right") && strcmp(value, "center")) return 0;
        } else {
            return 0;
        }
    }
    return strcmp((const char *)node->name, "a") != 0 || node->properties != NULL;
}

/** Whether an element may stand in its parent. */
static int has_good_parent(const xmlNode *node)
{
    const xmlChar *parent = node->parent->name;

    if (is_one_of(node->name, " p h3 h4 h5 h6 ul ol blockquote pre hr table ")) {
        return is_one_of(parent, " x li blockquote ");
    }
    if (is_one_of(node->name, " li ")) return is_one_of(parent, " ul ol ");
    if (is_one_of(node->name, " thead tbody ")) return is_one_of(parent, " table ");
    if (is_one_of(node->name, " tr ")) return is_one_of(parent, " thead tbody ");
    if (is_one_of(node->name, " th td ")) {
        const char *group = is_one_of(node->name, " th ") ? " thead " : " tbody ";
        return is_one_of(parent, " tr ") && is_one_of(node->parent->parent->name, group);
    }
    if (is_one_of(node->name, " code ") && is_one_of(parent, " pre ")) return 1;
    if (!is_one_of(node->name, " a em strong del code br ")) return 0;
    return is_one_of(parent, " p h3 h4 h5 h6 li th td a em strong del ");
}

static int is_good_node(const xmlNode *node, int depth, int in_link)
{
    const xmlNode *child;

    if (node->type == XML_TEXT_NODE) {
        const xmlChar *at = node->content;
        if (!is_one_of(node->parent->name, " p h3 h4 h5 h6 li th td a em strong del code ")) return 0;
        return at[strcspn((const char *)at, "\r\x01\x1f\x7f")] == '\0';
    }
    if (node->type != XML_ELEMENT_NODE || depth > FRAGMENT_DEPTH_MAX) return 0;
    if (strcmp((const char *)node->name, "a") == 0 && in_link++) return 0;
    if (depth && (!has_good_parent(node) || !has_good_attributes(node))) return 0;
    for (child = node->children; child; child = child->next) {
        if (!is_good_node(child, depth + 1, in_link)) return 0;
    }
    return 1;
}

/** Whether a fragment is well-formed, has only what the header of markdown.h lists, nested as HTML wants it. */
static int is_good_fragment(const char *fragment)
{
    size_t length = strlen(fragment);
    char *document = malloc(length + 8);
    xmlDocPtr parsed;
    int good;

    memcpy(document, "<x>", 3);
    memcpy(document + 3, fragment, length);
    memcpy(document + 3 + length, "</x>", 5);
    parsed = xmlReadMemory(document, (int)length + 7, NULL, "UTF-8",
                           XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    free(document);
    if (!parsed) return 0;
    good = is_good_node(xmlDocGetRootElement(parsed), 0, 0);
    xmlFreeDoc(parsed);
    return good;
}

#endif
