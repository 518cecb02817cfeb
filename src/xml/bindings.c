/* src/xml/bindings.c: variables and parameters of a stylesheet, read when it is loaded.
 * May use: program.h, expression.h, rewrite.h (namespaces), APR, libxslt. Must not know: how they are looked up.
 * SPDX-License-Identifier: Apache-2.0 */
#include "bindings.h"

#include <string.h>

#include <apr_tables.h>
#include <libxslt/imports.h>

#include "expression.h"
#include "rewrite.h"

/* Text alone, which as the content of a variable is as good as a string; NULL: there is something else, or nothing. */
static const hd_value_t *text_value(xmlNodePtr first, apr_pool_t *pool)
{
    hd_buffer_t text;
    hd_buffer_init(&text, 64, pool);
    for (xmlNodePtr node = first; node; node = node->next) {
        if (node->type != XML_TEXT_NODE) return NULL;
        if (node->content) hd_buffer_puts(&text, (const char *)node->content);
    }
    if (text.length == 0) return NULL;
    hd_value_t *value = apr_pcalloc(pool, sizeof(*value));
    value->kind = HD_VALUE_LITERAL;
    value->text = hd_buffer_end(&text);
    return value;
}

int hd_binding_read(hd_binding_t *binding, const hd_place_t *place)
{
    static const hd_value_t nothing = { .kind = HD_VALUE_LITERAL, .text = "" };
    xmlNodePtr node = place->node;
    const xsltStylePreComp *comp = node->psvi;
    if (!comp || !comp->name || comp->ns) return 0;
    binding->name = (const char *)comp->name;
    if (comp->select) binding->value = hd_expression_binding(place, (const char *)comp->select);
    else binding->value = node->children ? text_value(node->children, place->pool) : &nothing;
    return binding->value != NULL;
}

/* Whether the template has a parameter for each that is handed over, but for those that surely have a value: a free run
 * does not evaluate what nobody wants. */
static int are_wanted(const hd_op_t *op)
{
    for (int i = 0; i < op->bindings_count; i++) {
        hd_value_kind_t kind = op->bindings[i].value->kind;
        int k = 0, is_sure = kind == HD_VALUE_LITERAL || kind == HD_VALUE_PATH;
        while (k < op->called->params_count && strcmp(op->called->params[k].name, op->bindings[i].name) != 0) k++;
        if (k == op->called->params_count && !is_sure) return 0;
    }
    return 1;
}

int hd_bindings_of_call(hd_op_t *op, const hd_place_t *call)
{
    apr_array_header_t *bindings = apr_array_make(call->pool, 4, sizeof(hd_binding_t));
    apr_hash_t *names = apr_hash_make(call->pool);
    for (xmlNodePtr child = call->node->children; child; child = child->next) {
        hd_binding_t *binding = apr_array_push(bindings);
        hd_place_t place = *call;
        place.node = child;
        if (!hd_is_xsl(child, "with-param") || !hd_binding_read(binding, &place)) return 0;
        if (apr_hash_get(names, binding->name, APR_HASH_KEY_STRING)) return 0; /* twice: libxslt says which one counts */
        apr_hash_set(names, binding->name, APR_HASH_KEY_STRING, binding);
    }
    op->bindings = (const hd_binding_t *)bindings->elts;
    op->bindings_count = bindings->nelts;
    return are_wanted(op);
}

static int speaks_of_others(const xsltStylePreComp *comp)
{
    return comp->select && strchr((const char *)comp->select, '$');
}

void hd_bindings_global(hd_program_t *program, xsltStylesheetPtr style, const hd_words_t *words, apr_pool_t *pool)
{
    apr_array_header_t *globals = apr_array_make(pool, 4, sizeof(hd_binding_t));
    apr_hash_t *seen = apr_hash_make(pool);
    for (xsltStylesheetPtr s = style; s; s = xsltNextImport(s)) {
        for (xsltStackElemPtr v = s->variables; v; v = v->next) {
            hd_binding_t binding;
            const xsltStylePreComp *comp = v->comp;
            if (apr_hash_get(seen, v->name, APR_HASH_KEY_STRING)) continue;
            apr_hash_set(seen, v->name, APR_HASH_KEY_STRING, v);
            hd_place_t place = { comp ? comp->inst : NULL, style->dict, words, pool };
            int is_known = !v->nameURI && place.node && hd_binding_read(&binding, &place);
            if (is_known && !speaks_of_others(comp)) APR_ARRAY_PUSH(globals, hd_binding_t) = binding;
            else program->bound_by = comp && comp->inst ? comp->inst : xmlDocGetRootElement(s->doc);
        }
    }
    program->globals = (const hd_binding_t *)globals->elts;
    program->globals_count = globals->nelts;
}
