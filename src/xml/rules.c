/* src/xml/rules.c: which template is for which node: as far as names of elements say so.
 * May use: rules.h, APR, libxslt. Must not know: what templates do.
 * SPDX-License-Identifier: Apache-2.0 */
#include "rules.h"

#include <string.h>

static hd_rules_t *rules_of(apr_hash_t *modes, const xsltTemplate *template)
{
    const char *mode = template->mode ? (const char *)template->mode : "";
    hd_rules_t *rules = apr_hash_get(modes, mode, APR_HASH_KEY_STRING);
    if (!rules) {
        apr_pool_t *pool = apr_hash_pool_get(modes);
        rules = apr_pcalloc(pool, sizeof(*rules));
        rules->by_name = apr_hash_make(pool);
        rules->is_simple = 1;
        apr_hash_set(modes, mode, APR_HASH_KEY_STRING, rules);
    }
    return rules;
}

/* Whether a pattern is the name of an element, and nothing else. */
static int is_element_name(const char *match)
{
    return xmlValidateNCName(BAD_CAST match, 0) == 0 && match[strspn(match, "abcdefghijklmnopqrstuvwxyz-")] == '\0';
}

void hd_rules_add(apr_hash_t *modes, const xsltTemplate *template, const hd_body_t *body, int import)
{
    if (!template->match) return;
    hd_rules_t *rules = rules_of(modes, template);
    const char *match = (const char *)template->match;
    int is_document = strcmp(match, "/") == 0, is_top = !is_document && *match == '/';
    hd_rule_t *rule = apr_palloc(apr_hash_pool_get(modes), sizeof(*rule));
    rule->name = match + is_top;
    rule->import = import;
    rule->body = body;
    if (template->priority != XSLT_PAT_NO_PRIORITY || template->modeURI || (!is_document && !is_element_name(rule->name))
        || (is_top && rules->top && strcmp(rules->top->name, rule->name) != 0)) {
        rules->is_simple = 0;
    } else if (is_document) {
        if (!rules->document) rules->document = rule;
    } else if (is_top) {
        if (!rules->top) rules->top = rule;
    } else if (!apr_hash_get(rules->by_name, rule->name, APR_HASH_KEY_STRING)) {
        apr_hash_set(rules->by_name, rule->name, APR_HASH_KEY_STRING, rule);
    }
}

const hd_rules_t *hd_rules_find(apr_hash_t *modes, const xmlChar *mode)
{
    const hd_rules_t *rules = apr_hash_get(modes, mode ? (const char *)mode : "", APR_HASH_KEY_STRING);
    return rules && rules->is_simple ? rules : NULL;
}

const hd_rule_t *hd_rules_choose(const hd_rules_t *rules, const xmlNode *node)
{
    if (node->type == XML_DOCUMENT_NODE) return rules->document;
    if (node->type != XML_ELEMENT_NODE || node->ns) return NULL;
    const hd_rule_t *named = apr_hash_get(rules->by_name, node->name, APR_HASH_KEY_STRING), *top = rules->top;
    int is_top = top && node->parent == (xmlNodePtr)node->doc && strcmp((const char *)node->name, top->name) == 0;
    return is_top && (!named || top->import <= named->import) ? top : named;
}
