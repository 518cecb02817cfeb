/* src/xml/rewrite.c: what is done to a stylesheet between reading and compiling.
 * May use: base/, words.h, assets.h, avt.h, libxml2. Must not know: files, libxslt.
 * SPDX-License-Identifier: Apache-2.0 */
#include "rewrite.h"

#include <string.h>

#include <apr_encode.h>
#include <apr_strings.h>

#include "avt.h"

#define PREFIX "hd-t" /* bound to HD_THEME_NS at the root of every stylesheet */
#define VALUES_MAX 8

/* One file being rewritten. */
typedef struct work_t {
    hd_rewrite_t *set;
    const char *file;
    apr_pool_t *pool;
} work_t;

#define FAULT(w, node, ...) hd_file_fault((w)->pool, (w)->file, (int)xmlGetLineNo((xmlNodePtr)(node)), __VA_ARGS__)

static int in_namespace(xmlNsPtr ns, const char *uri)
{
    return ns && ns->href && strcmp((const char *)ns->href, uri) == 0;
}

int hd_is_xsl(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && in_namespace(node->ns, HD_XSLT_NS)
           && (!name || xmlStrEqual(node->name, BAD_CAST name));
}

static int is_named(xmlNodePtr node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

/* An attribute's value, in the pool. */
static const char *value_of(work_t *w, xmlAttrPtr attr)
{
    xmlChar *value = xmlNodeListGetString(attr->doc, attr->children, 1);
    const char *copy = apr_pstrdup(w->pool, value ? (const char *)value : "");
    xmlFree(value);
    return copy;
}

/* The attribute of an instruction, or NULL. */
static const char *attribute(work_t *w, xmlNodePtr node, const char *name)
{
    xmlAttrPtr attr = xmlHasNsProp(node, BAD_CAST name, NULL);
    return attr ? value_of(w, attr) : NULL;
}

/* Whether an attribute has a namespace of ours. */
static int is_ours(xmlAttrPtr attr)
{
    return in_namespace(attr->ns, HD_WORDS_NS) || in_namespace(attr->ns, HD_PATH_NS);
}

static hd_error_t *find_word(const hd_word_t **word, work_t *w, xmlNodePtr node, const char *key)
{
    *word = hd_words_find(w->set->words, key);
    return *word ? NULL : FAULT(w, node, "unknown word: %s", key);
}

/* The first {name} that has no value in some language: translations may have more of them, or fewer. NULL: none */
static const char *lacks_value(work_t *w, const hd_word_t *word, const char *key, const hd_word_value_t *values, int count)
{
    const char *lacks = hd_word_lacks(word, values, count);
    for (const hd_words_t *const *other = w->set->others; !lacks && *other; other++) {
        const hd_word_t *same = hd_words_find(*other, key);
        lacks = same ? hd_word_lacks(same, values, count) : NULL;
    }
    return lacks;
}

/* What may stand before a parenthesis without a prefix: functions, node tests, operators. Not document(), which would
 * read files. libxslt itself finds an unknown function only when a page is made. */
static int is_function(const char *name)
{
    static const char *const names[] = {
        "and", "boolean", "ceiling", "comment", "concat", "contains", "count", "current", "div", "element-available",
        "false", "floor", "format-number", "function-available", "generate-id", "id", "key", "lang", "last",
        "local-name", "mod", "name", "namespace-uri", "node", "normalize-space", "not", "number", "or", "position",
        "processing-instruction", "round", "starts-with", "string", "string-length", "substring", "substring-after",
        "substring-before", "sum", "system-property", "text", "translate", "true", "unparsed-entity-uri", NULL,
    };
    for (int i = 0; names[i]; i++) {
        if (strcmp(names[i], name) == 0) return 1;
    }
    return 0;
}

/* A call of t:word(): when its key is a literal, it must be known. arguments: behind the opening parenthesis. */
static hd_error_t *check_word_call(work_t *w, xmlNodePtr node, const char *arguments)
{
    const char *p = arguments + strspn(arguments, " \t\r\n");
    const char *end = *p == '\'' || *p == '"' ? strchr(p + 1, *p) : NULL;
    if (!end || !strchr(",)", end[1 + strspn(end + 1, " \t\r\n")])) return NULL;
    const hd_word_t *word;
    return find_word(&word, w, node, apr_pstrmemdup(w->pool, p + 1, (apr_size_t)(end - p - 1)));
}

static hd_error_t *check_expression(work_t *w, xmlNodePtr node, const char *expression)
{
    const char *start, *p = expression;
    apr_size_t length;
    while ((p = hd_avt_next_call(&start, &length, p)) != NULL) {
        const char *name = apr_pstrmemdup(w->pool, start, length), *colon = strchr(name, ':');
        if (!colon && is_function(name)) continue;
        if (!colon) return FAULT(w, node, "%s() is not available", name);
        const char *prefix = apr_pstrmemdup(w->pool, name, (apr_size_t)(colon - name));
        if (!in_namespace(xmlSearchNs(node->doc, node, BAD_CAST prefix), HD_THEME_NS) || strcmp(colon, ":word") != 0) {
            return FAULT(w, node, "%s() is not available", name);
        }
        HD_TRY(check_word_call(w, node, p));
    }
    return NULL;
}

static hd_error_t *check_value(work_t *w, xmlNodePtr node, const char *value)
{
    apr_array_header_t *parts;
    const char *fault = hd_avt_split(&parts, value, w->pool);
    if (fault) return FAULT(w, node, "%s: %s", fault, value);
    for (int i = 0; i < parts->nelts; i++) {
        const hd_avt_part_t *part = &APR_ARRAY_IDX(parts, i, hd_avt_part_t);
        if (part->is_expression) HD_TRY(check_expression(w, node, part->text));
    }
    return NULL;
}

/* Give an attribute another value, and no namespace, in its place. */
static hd_error_t *become(work_t *w, xmlAttrPtr attr, const char *value)
{
    if (xmlHasNsProp(attr->parent, attr->name, NULL)) {
        return FAULT(w, attr->parent, "attribute %s is given twice", (const char *)attr->name);
    }
    xmlNodePtr text = xmlNewDocText(attr->doc, BAD_CAST value);
    if (!text) return FAULT(w, attr->parent, "no memory");
    xmlFreeNodeList(attr->children);
    attr->ns = NULL;
    attr->children = attr->last = text;
    text->parent = (xmlNodePtr)attr;
    return NULL;
}

/* w:NAME="key" */
static hd_error_t *word_attribute(work_t *w, xmlAttrPtr attr)
{
    int is_static;
    const char *fault, *given = value_of(w, attr);
    const char *key = hd_avt_key(&is_static, &fault, given, w->pool);
    if (!key) return FAULT(w, attr->parent, "%s: %s", fault, given);
    if (!is_static) {
        HD_TRY(check_value(w, attr->parent, given));
        return become(w, attr, apr_pstrcat(w->pool, "{" PREFIX ":word(", key, ")}", NULL));
    }
    const hd_word_t *word;
    HD_TRY(find_word(&word, w, attr->parent, key));
    const char *lacks = lacks_value(w, word, key, NULL, 0);
    if (lacks) return FAULT(w, attr->parent, "word %s needs a value for {%s}: use t:word()", key, lacks);
    return become(w, attr, hd_avt_quote(hd_word_plain(word), w->pool));
}

/* "data:/assets/favicon.svg": the file itself, so that no browser has to ask for it. */
static hd_error_t *asset_inline(work_t *w, xmlAttrPtr attr, const char *given)
{
    const char *name = given + strlen("data:/assets/");
    const hd_asset_t *asset = hd_assets_by_name(w->set->assets, name);
    if (!asset) return FAULT(w, attr->parent, "unknown asset: %s", name);
    const char *type = apr_pstrmemdup(w->pool, asset->type, strcspn(asset->type, ";"));
    const char *bytes = apr_pencode_base64(w->pool, asset->bytes, (apr_ssize_t)asset->length, APR_ENCODE_NONE, NULL);
    return become(w, attr, apr_pstrcat(w->pool, "data:", type, ";base64,", bytes, NULL));
}

/* "/assets/icons.svg#{@icon}": the name, up to # or ? or the end, is static. */
static hd_error_t *asset_address(const char **address, work_t *w, xmlAttrPtr attr, const char *given)
{
    const char *name = given + strlen("/assets/");
    apr_size_t length = strcspn(name, "#?{");
    if (name[length] == '{') return FAULT(w, attr->parent, "the name of an asset holds no {...}: %s", given);
    const char *plain = apr_pstrmemdup(w->pool, name, length);
    const hd_asset_t *asset = hd_assets_by_name(w->set->assets, plain);
    if (!asset) return FAULT(w, attr->parent, "unknown asset: %s", plain);
    *address = apr_pstrcat(w->pool, "/assets/", asset->address, name + length, NULL);
    return NULL;
}

/* p:NAME="/path" */
static hd_error_t *path_attribute(work_t *w, xmlAttrPtr attr)
{
    const char *given = value_of(w, attr);
    if (strncmp(given, "data:/assets/", strlen("data:/assets/")) == 0) return asset_inline(w, attr, given);
    if (*given != '/' && *given != '{') return FAULT(w, attr->parent, "an address begins with a slash: %s", given);
    HD_TRY(check_value(w, attr->parent, given));
    if (strncmp(given, "/assets/", strlen("/assets/")) == 0) HD_TRY(asset_address(&given, w, attr, given));
    return become(w, attr, apr_pstrcat(w->pool, hd_avt_quote(w->set->base, w->pool), given, NULL));
}

/* An element of HTML or SVG. */
static hd_error_t *rewrite_attributes(work_t *w, xmlNodePtr node)
{
    for (xmlAttrPtr attr = node->properties; attr; attr = attr->next) {
        if (in_namespace(attr->ns, HD_WORDS_NS)) HD_TRY(word_attribute(w, attr));
        else if (in_namespace(attr->ns, HD_PATH_NS)) HD_TRY(path_attribute(w, attr));
        else HD_TRY(check_value(w, node, value_of(w, attr)));
    }
    if ((is_named(node, "script") || is_named(node, "style")) && xmlFirstElementChild(node)) {
        return FAULT(w, node, "nothing but text may stand in <%s>", (const char *)node->name);
    }
    return NULL;
}

static void note_template(work_t *w, xmlNodePtr node, const char *name)
{
    if (is_named(node, "template")) {
        apr_hash_set(w->set->templates, name, APR_HASH_KEY_STRING, name);
    } else if (is_named(node, "call-template")) {
        hd_call_t *call = apr_array_push(w->set->calls);
        call->name = name;
        call->file = w->file;
        call->line = (int)xmlGetLineNo(node);
    }
}

/* An instruction of XSLT. */
static hd_error_t *check_instruction(work_t *w, xmlNodePtr node)
{
    static const char *const expressions[] = { "select", "test", "match", "use", "value", "count", "from", NULL };
    if (is_named(node, "strip-space")) return FAULT(w, node, "xsl:strip-space is not available");
    if (is_named(node, "document")) return FAULT(w, node, "xsl:document is not available");
    for (xmlAttrPtr attr = node->properties; attr; attr = attr->next) {
        if (!is_ours(attr)) continue;
        return FAULT(w, node, "w: and p: attributes cannot stand on xsl:%s", (const char *)node->name);
    }
    const char *raw = attribute(w, node, "disable-output-escaping");
    if (raw && strcmp(raw, "no") != 0) return FAULT(w, node, "disable-output-escaping is not available");
    for (int i = 0; expressions[i]; i++) {
        const char *expression = attribute(w, node, expressions[i]);
        if (expression) HD_TRY(check_expression(w, node, expression));
    }
    const char *name = attribute(w, node, "name");
    if (name) note_template(w, node, name);
    return NULL;
}

/* The values of a <t:word>, its attributes but the key: ",'n',@days,'what',@x"; NULL when there are none. */
static hd_error_t *word_values(const char **list, hd_word_value_t *values, int *count, work_t *w, xmlNodePtr node)
{
    *list = "";
    *count = 0;
    for (xmlAttrPtr attr = node->properties; attr; attr = attr->next) {
        if (strcmp((const char *)attr->name, "key") == 0) continue;
        if (*count == VALUES_MAX) return FAULT(w, node, "a word takes at most %d values", VALUES_MAX);
        const char *expression = value_of(w, attr);
        HD_TRY(check_expression(w, node, expression));
        values[*count].name = (const char *)attr->name;
        values[*count].value = expression;
        ++*count;
        *list = apr_pstrcat(w->pool, *list, ",'", (const char *)attr->name, "',string(", expression, ")", NULL);
    }
    return NULL;
}

/* An instruction in the place of a <t:word>, with its line for messages. */
static hd_error_t *replace(work_t *w, xmlNodePtr node, const char *instruction, const char *select, const char *text)
{
    xmlNodePtr root = xmlDocGetRootElement(node->doc);
    xmlNodePtr made = xmlNewDocNode(node->doc, root->ns, BAD_CAST instruction, NULL);
    if (!made) return FAULT(w, node, "no memory");
    if (select) xmlNewProp(made, BAD_CAST "select", BAD_CAST select);
    if (text) xmlAddChild(made, xmlNewDocText(node->doc, BAD_CAST text));
    made->line = node->line;
    xmlReplaceNode(node, made);
    xmlFreeNode(node);
    return NULL;
}

/* <t:word key="…"/>; the node is gone afterwards. */
static hd_error_t *word_element(work_t *w, xmlNodePtr node)
{
    if (!is_named(node, "word")) return FAULT(w, node, "unknown element t:%s", (const char *)node->name);
    if (node->children) return FAULT(w, node, "t:word has no content");
    const char *given = attribute(w, node, "key");
    if (!given) return FAULT(w, node, "t:word without key");

    int is_static, count;
    const char *fault, *list;
    const char *key = hd_avt_key(&is_static, &fault, given, w->pool);
    if (!key) return FAULT(w, node, "%s: %s", fault, given);
    hd_word_value_t values[VALUES_MAX];
    HD_TRY(check_value(w, node, given));
    HD_TRY(word_values(&list, values, &count, w, node));

    const char *quote = is_static ? "'" : "";
    const char *select = apr_pstrcat(w->pool, PREFIX ":word(", quote, key, quote, list, ")", NULL);
    if (!is_static) return replace(w, node, "value-of", select, NULL);
    const hd_word_t *word;
    HD_TRY(find_word(&word, w, node, key));
    const char *lacks = lacks_value(w, word, key, values, count);
    if (lacks) return FAULT(w, node, "word %s needs a value for {%s}", key, lacks);
    if (count > 0) return replace(w, node, "value-of", select, NULL);
    return replace(w, node, "text", NULL, hd_word_plain(word));
}

/* Depth is limited by libxml2's parser (256). */
static hd_error_t *rewrite_children(work_t *w, xmlNodePtr parent)
{
    xmlNodePtr next;
    for (xmlNodePtr node = parent->children; node; node = next) {
        next = node->next;
        if (node->type != XML_ELEMENT_NODE) continue;
        if (in_namespace(node->ns, HD_THEME_NS)) {
            HD_TRY(word_element(w, node));
            continue;
        }
        HD_TRY(hd_is_xsl(node, NULL) ? check_instruction(w, node) : rewrite_attributes(w, node));
        HD_TRY(rewrite_children(w, node));
    }
    return NULL;
}

/* Bind our prefix, and exclude all prefixes from the result: they would be copied with every element. */
static hd_error_t *prepare_root(work_t *w, xmlNodePtr root)
{
    if (!hd_is_xsl(root, "stylesheet") && !hd_is_xsl(root, "transform")) {
        return FAULT(w, root, "the root is not <xsl:stylesheet>");
    }
    if (!xmlNewNs(root, BAD_CAST HD_THEME_NS, BAD_CAST PREFIX)) {
        return FAULT(w, root, "the prefix " PREFIX " is taken");
    }
    const char *prefixes = "";
    for (xmlNsPtr ns = root->nsDef; ns; ns = ns->next) {
        const char *prefix = ns->prefix ? (const char *)ns->prefix : "#default";
        if (!in_namespace(ns, HD_XSLT_NS)) prefixes = apr_pstrcat(w->pool, prefixes, prefix, " ", NULL);
    }
    xmlSetNsProp(root, NULL, BAD_CAST "exclude-result-prefixes", BAD_CAST prefixes);
    return NULL;
}

void hd_rewrite_init(hd_rewrite_t *rewrite, const hd_words_t *words, const hd_words_t *const *others,
                     const hd_assets_t *assets, const char *base, apr_pool_t *pool)
{
    rewrite->pool = pool;
    rewrite->words = words;
    rewrite->others = others;
    rewrite->assets = assets;
    rewrite->base = base;
    rewrite->templates = apr_hash_make(pool);
    rewrite->calls = apr_array_make(pool, 16, sizeof(hd_call_t));
}

hd_error_t *hd_rewrite_file(hd_rewrite_t *rewrite, xmlDocPtr doc, const char *file)
{
    work_t w = { rewrite, file, rewrite->pool };
    xmlNodePtr root = xmlDocGetRootElement(doc);
    HD_TRY(prepare_root(&w, root));
    return rewrite_children(&w, root);
}

hd_error_t *hd_rewrite_end(const hd_rewrite_t *rewrite)
{
    for (int i = 0; i < rewrite->calls->nelts; i++) {
        const hd_call_t *call = &APR_ARRAY_IDX(rewrite->calls, i, hd_call_t);
        if (!apr_hash_get(rewrite->templates, call->name, APR_HASH_KEY_STRING)) {
            return hd_file_fault(rewrite->pool, call->file, call->line, "unknown template: %s", call->name);
        }
    }
    return NULL;
}
