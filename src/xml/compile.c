/* src/xml/compile.c: from a stylesheet as libxslt has it to operations that write HTML.
 * May use: program.h, expression.h, bindings.h, rules.h, avt.h, rewrite.h, run.h, serialize.h (what HTML is), libxslt.
 * Must not know: views, what words say.
 *
 * Runs when libxslt has read the stylesheet: blank text is gone, xsl:text and words are text nodes, expressions are
 * compiled. The content of each template is put into an element of ours, which libxslt takes for an extension element
 * and hands to run.c; its children stay, for plain runs. An instruction that only libxslt knows gets an element of
 * ours too, so that it can be run without its siblings.
 * Escaping is chosen here: a value in an attribute cannot be written as text.
 * SPDX-License-Identifier: Apache-2.0 */
#include "compile.h"

#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <libxslt/extensions.h>
#include <libxslt/imports.h>

#include "avt.h"
#include "bindings.h"
#include "expression.h"
#include "rewrite.h"
#include "rules.h"
#include "run.h"
#include "serialize.h"

#define BODY_NS "urn:helpdesk:body"

/* A stylesheet being compiled. */
typedef struct compile_t {
    xsltStylesheetPtr style;
    const hd_words_t *words;
    apr_pool_t *pool;
    apr_pool_t *scratch;
    apr_hash_t *named;  /* of named_t, by name: templates that can be called */
    apr_hash_t *modes;  /* of hd_rules_t, by mode; "" is none */
    int has_failed;
} compile_t;

typedef struct named_t {
    const hd_body_t *body;  /* NULL: there is nothing in it */
    int has_parameters;
} named_t;

/* A list of operations being made. Bytes are gathered until another operation comes. */
typedef struct list_t {
    compile_t *c;
    apr_array_header_t *ops;
    hd_buffer_t bytes;
    hd_escape_t escape;
} list_t;

static void add_children(list_t *list, xmlNodePtr first);

static void never_freed(xsltElemPreCompPtr comp)
{
    (void)comp; /* the pool's */
}

/* Put an element of ours around first and all its siblings up to last. NULL, and nothing is compiled: no memory */
static hd_body_t *wrap(compile_t *c, xmlNodePtr first, xmlNodePtr last)
{
    xmlNodePtr parent = first->parent, made = xmlNewDocNode(first->doc, NULL, BAD_CAST "body", NULL);
    xmlNsPtr ns = made ? xmlNewNs(made, BAD_CAST BODY_NS, BAD_CAST "hd-body") : NULL;
    if (!ns) {
        xmlFreeNode(made);
        c->has_failed = 1;
        return NULL;
    }
    hd_body_t *body = apr_pcalloc(c->pool, sizeof(*body));
    xsltInitElemPreComp(&body->comp, c->style, made, hd_run_body, never_freed);
    made->ns = ns;
    made->psvi = body;
    made->line = first->type == XML_ELEMENT_NODE ? first->line : parent->line;
    made->parent = parent;
    made->prev = first->prev;
    made->next = last->next;
    made->children = first;
    made->last = last;
    if (made->prev) made->prev->next = made;
    else parent->children = made;
    if (made->next) made->next->prev = made;
    else parent->last = made;
    first->prev = last->next = NULL;
    for (xmlNodePtr node = first; node; node = node->next) node->parent = made;
    return body;
}

static void begin_list(list_t *list, compile_t *c, hd_escape_t escape)
{
    list->c = c;
    list->ops = apr_array_make(c->scratch, 8, sizeof(hd_op_t));
    list->escape = escape;
    hd_buffer_init(&list->bytes, 64, c->scratch);
}

static void flush(list_t *list)
{
    if (list->bytes.length == 0) return;
    hd_op_t *op = apr_array_push(list->ops);
    memset(op, 0, sizeof(*op));
    op->kind = HD_OP_BYTES;
    op->bytes = apr_pstrmemdup(list->c->pool, list->bytes.data, list->bytes.length);
    op->length = list->bytes.length;
    list->bytes.length = 0;
}

static hd_op_t *add_op(list_t *list, hd_op_kind_t kind)
{
    flush(list);
    hd_op_t *op = apr_array_push(list->ops);
    memset(op, 0, sizeof(*op));
    op->kind = kind;
    op->escape = list->escape;
    return op;
}

/* The operations; the list is not added to any more. */
static const hd_op_t *end_list(list_t *list)
{
    add_op(list, HD_OP_END);
    return apr_pmemdup(list->c->pool, list->ops->elts, (apr_size_t)list->ops->nelts * sizeof(hd_op_t));
}

static hd_place_t place_of(compile_t *c, xmlNodePtr node)
{
    hd_place_t place = { node, c->style->dict, c->words, c->pool };
    return place;
}

/* The operation of an instruction with an expression in one of its attributes. */
static hd_op_t *add_instruction(list_t *list, hd_op_kind_t kind, xmlNodePtr node)
{
    hd_op_t *op = add_op(list, kind);
    op->inst = node;
    op->comp = node->psvi;
    return op;
}

static int has_variable(xmlNodePtr first)
{
    for (xmlNodePtr node = first; node; node = node->next) {
        if (hd_is_xsl(node, "variable")) return 1;
    }
    return 0;
}

static xmlNodePtr last_of(xmlNodePtr node)
{
    while (node->next) node = node->next;
    return node;
}

/* What is in an element or instruction: variables there end with it. */
static void add_scope(list_t *list, xmlNodePtr first)
{
    hd_body_t *body = first && has_variable(first) ? wrap(list->c, first, last_of(first)) : NULL;
    if (!body) {
        add_children(list, first);
        return;
    }
    list_t inner;
    begin_list(&inner, list->c, list->escape);
    add_children(&inner, first);
    body->ops = end_list(&inner);
    hd_op_t *op = add_op(list, HD_OP_LIST);
    op->inst = body->comp.inst;
    op->called = body;
}

static const hd_op_t *scope_ops(list_t *list, xmlNodePtr first)
{
    list_t inner;
    begin_list(&inner, list->c, list->escape);
    add_scope(&inner, first);
    return end_list(&inner);
}

/* What only libxslt knows. */
static void add_tree(list_t *list, xmlNodePtr node)
{
    wrap(list->c, node, node); /* so that it has no siblings */
    add_op(list, HD_OP_TREE)->inst = node;
}

static void add_value_of(list_t *list, xmlNodePtr node)
{
    hd_place_t place = place_of(list->c, node);
    hd_op_t *op = add_instruction(list, HD_OP_VALUE, node);
    op->value = hd_expression_value(&place, (const char *)op->comp->select);
}

static void add_if(list_t *list, xmlNodePtr node)
{
    hd_place_t place = place_of(list->c, node);
    hd_op_t *op = add_instruction(list, HD_OP_IF, node);
    op->test = hd_expression_test(&place, (const char *)op->comp->test);
    op->body = scope_ops(list, node->children);
}

/* A part of a choose. */
static hd_op_t *choose_part(list_t *list, xmlNodePtr node)
{
    hd_op_t *op = apr_pcalloc(list->c->pool, sizeof(*op));
    op->kind = HD_OP_IF;
    op->inst = node;
    op->comp = node->psvi;
    op->body = scope_ops(list, node->children);
    hd_place_t place = place_of(list->c, node);
    if (hd_is_xsl(node, "otherwise")) op->flags = HD_OP_ALWAYS;
    else op->test = hd_expression_test(&place, (const char *)op->comp->test);
    return op;
}

static int can_choose(xmlNodePtr choose)
{
    int whens = 0;
    for (xmlNodePtr node = choose->children; node; node = node->next) {
        const xsltStylePreComp *comp = node->psvi;
        if (hd_is_xsl(node, "when")) {
            if (!comp || !comp->test || !comp->comp) return 0;
            whens++;
        } else if (!hd_is_xsl(node, "otherwise") || node->next) {
            return 0;
        }
    }
    return whens > 0;
}

static void add_choose(list_t *list, xmlNodePtr node)
{
    hd_op_t *first = choose_part(list, node->children), *last = first;
    for (xmlNodePtr part = node->children->next; part; part = part->next) {
        hd_op_t *op = choose_part(list, part);
        last->otherwise = op;
        last = op;
    }
    *add_op(list, HD_OP_IF) = *first;
}

static void add_for_each(list_t *list, xmlNodePtr node)
{
    xmlNodePtr first = node->children;
    if (!first || !hd_is_xsl(first, "sort")) {
        hd_place_t place = place_of(list->c, node);
        hd_op_t *op = add_instruction(list, HD_OP_EACH, node);
        op->path = hd_expression_path(&place, (const char *)op->comp->select);
        op->body = scope_ops(list, first);
        return;
    }
    while (first && hd_is_xsl(first, "sort")) first = first->next;
    add_instruction(list, HD_OP_RUN, node);
    hd_body_t *body = first ? wrap(list->c, first, last_of(first)) : NULL;
    if (!body) return;
    list_t inner;
    begin_list(&inner, list->c, list->escape);
    add_children(&inner, first);
    body->ops = end_list(&inner);
}

/* Whether operations can make an attribute's value of this; else libxslt does. */
static int is_text_only(xmlNodePtr first)
{
    for (xmlNodePtr node = first; node; node = node->next) {
        const xsltStylePreComp *comp = node->type == XML_ELEMENT_NODE ? node->psvi : NULL;
        if (node->type == XML_TEXT_NODE) continue;
        if (!comp && !hd_is_xsl(node, "otherwise")) return 0;
        if (hd_is_xsl(node, "value-of") && comp->select && comp->comp) continue;
        int is_part = hd_is_xsl(node, "otherwise")
                      || ((hd_is_xsl(node, "if") || hd_is_xsl(node, "when")) && comp->test && comp->comp)
                      || (hd_is_xsl(node, "choose") && can_choose(node))
                      || (hd_is_xsl(node, "for-each") && comp->select && comp->comp
                          && !(node->children && hd_is_xsl(node->children, "sort")));
        if (!is_part || !is_text_only(node->children)) return 0;
    }
    return 1;
}

static void add_attribute(list_t *list, xmlNodePtr node)
{
    const xsltStylePreComp *comp = node->psvi;
    if (!comp->has_name || !comp->name || comp->has_ns || xmlValidateNCName(comp->name, 0) != 0
        || xmlStrEqual(comp->name, BAD_CAST "xmlns")) {
        add_tree(list, node);
        return;
    }
    hd_op_t *op = add_instruction(list, HD_OP_ATTRIBUTE, node);
    op->bytes = (const char *)comp->name;
    op->length = strlen(op->bytes);
    if (hd_html_is_boolean(op->bytes)) op->flags = HD_OP_BOOLEAN;
    if (!is_text_only(node->children)) return;
    list_t inner;
    begin_list(&inner, list->c, HD_ESCAPE_ATTRIBUTE);
    add_children(&inner, node->children);
    op->body = end_list(&inner);
}

static void add_copy_of(list_t *list, xmlNodePtr node)
{
    const xsltStylePreComp *comp = node->psvi;
    if (strchr((const char *)comp->select, '$')) { /* may be a fragment */
        add_tree(list, node);
        return;
    }
    hd_place_t place = place_of(list->c, node);
    hd_op_t *op = add_instruction(list, HD_OP_COPY, node);
    op->path = hd_expression_path(&place, (const char *)comp->select);
}

static void add_call(list_t *list, xmlNodePtr node)
{
    const xsltStylePreComp *comp = node->psvi;
    const named_t *named = comp->name && !comp->ns ? apr_hash_get(list->c->named, comp->name, APR_HASH_KEY_STRING) : NULL;
    if (named && !named->body && !node->children) return;
    hd_place_t place = place_of(list->c, node);
    hd_op_t *op = add_instruction(list, HD_OP_RUN, node);
    op->called = named ? named->body : NULL;
    if (!op->called || !hd_bindings_of_call(op, &place)) return;
    op->kind = HD_OP_CALL;
    if (op->bindings_count || named->has_parameters || named->body->has_variables) op->flags = HD_OP_SCOPE;
}

static void add_apply(list_t *list, xmlNodePtr node)
{
    const xsltStylePreComp *comp = node->psvi;
    hd_place_t place = place_of(list->c, node);
    hd_op_t *op = add_instruction(list, HD_OP_RUN, node);
    const hd_rules_t *rules = comp->modeURI ? NULL : hd_rules_find(list->c->modes, comp->mode);
    if (!rules || node->children || !comp->select) return;
    op->path = hd_expression_path(&place, (const char *)comp->select);
    op->rules = rules;
    if (op->path) op->kind = HD_OP_APPLY;
}

static void add_variable(list_t *list, xmlNodePtr node)
{
    hd_place_t place = place_of(list->c, node);
    hd_op_t *op = add_instruction(list, HD_OP_VARIABLE, node);
    hd_binding_t *binding = apr_pcalloc(list->c->pool, sizeof(*binding));
    if (hd_binding_read(binding, &place)) op->bindings = binding;
}

/* An instruction of XSLT. */
static void add_xsl(list_t *list, xmlNodePtr node)
{
    const xsltStylePreComp *comp = node->psvi;
    int selects = comp && comp->select && comp->comp;
    if (hd_is_xsl(node, "value-of") && selects) add_value_of(list, node);
    else if (hd_is_xsl(node, "if") && comp && comp->test && comp->comp) add_if(list, node);
    else if (hd_is_xsl(node, "choose") && can_choose(node)) add_choose(list, node);
    else if (hd_is_xsl(node, "for-each") && selects) add_for_each(list, node);
    else if (hd_is_xsl(node, "attribute") && comp) add_attribute(list, node);
    else if (hd_is_xsl(node, "copy-of") && selects) add_copy_of(list, node);
    else if (hd_is_xsl(node, "call-template") && comp && comp->func) add_call(list, node);
    else if (hd_is_xsl(node, "variable") && comp) add_variable(list, node);
    else if (hd_is_xsl(node, "apply-templates") && comp && comp->func) add_apply(list, node);
    else if (hd_is_xsl(node, "apply-imports") && comp && comp->func) add_instruction(list, HD_OP_RUN, node);
    else add_tree(list, node);
}

/* Whether an attribute for the element around may come of this. Stops at what is surely content. */
static int may_make_attributes(xmlNodePtr first)
{
    for (xmlNodePtr node = first; node; node = node->next) {
        if (node->type == XML_TEXT_NODE) return 0;
        if (node->type != XML_ELEMENT_NODE) continue;
        if (!hd_is_xsl(node, NULL)) return 0;
        if (hd_is_xsl(node, "value-of") || hd_is_xsl(node, "variable") || hd_is_xsl(node, "message")) continue;
        int is_frame = hd_is_xsl(node, "if") || hd_is_xsl(node, "for-each") || hd_is_xsl(node, "choose")
                       || hd_is_xsl(node, "when") || hd_is_xsl(node, "otherwise") || hd_is_xsl(node, "sort");
        if (!is_frame) return 1;
        for (xmlNodePtr part = node->children; part; part = part->next) {
            int is_part = hd_is_xsl(part, "when") || hd_is_xsl(part, "otherwise");
            if (is_part && may_make_attributes(part->children)) return 1;
        }
        if (!hd_is_xsl(node, "choose") && may_make_attributes(node->children)) return 1;
    }
    return 0;
}

static int is_all_text(xmlNodePtr first)
{
    for (xmlNodePtr node = first; node; node = node->next) {
        if (node->type != XML_TEXT_NODE) return 0;
    }
    return 1;
}

/* An element of plain HTML, whose attributes can be written one by one. */
static int is_plain_element(xmlNodePtr node)
{
    if (node->ns || node->nsDef) return 0;
    if (hd_html_is_raw((const char *)node->name) && !is_all_text(node->children)) return 0;
    for (xmlAttrPtr a = node->properties; a; a = a->next) {
        if (a->ns || (a->psvi && hd_html_is_boolean((const char *)a->name))) return 0;
    }
    return 1;
}

/* An attribute value with expressions: in parts when all of them are simple ones. */
static void add_avt(list_t *list, xmlNodePtr node, xmlAttrPtr attr)
{
    apr_array_header_t *parts;
    hd_place_t place = place_of(list->c, node);
    int is_simple = !hd_avt_split(&parts, (const char *)attr->children->content, place.pool);
    int count = is_simple ? parts->nelts : 0;
    const hd_value_t **values = apr_pcalloc(place.pool, sizeof(*values) * (size_t)(count + 1));
    for (int i = 0; is_simple && i < count; i++) {
        const hd_avt_part_t *part = &APR_ARRAY_IDX(parts, i, hd_avt_part_t);
        if (!part->is_expression) continue;
        values[i] = hd_expression_value(&place, part->text);
        is_simple = values[i] != NULL;
    }
    if (!is_simple) {
        hd_op_t *op = add_op(list, HD_OP_AVT);
        op->escape = HD_ESCAPE_ATTRIBUTE;
        op->inst = node;
        op->avt = attr->psvi;
        return;
    }
    for (int i = 0; i < count; i++) {
        if (!values[i]) {
            hd_buffer_escape(&list->bytes, APR_ARRAY_IDX(parts, i, hd_avt_part_t).text, HD_ESCAPE_ATTRIBUTE);
            continue;
        }
        hd_op_t *op = add_op(list, HD_OP_VALUE);
        op->escape = HD_ESCAPE_ATTRIBUTE;
        op->value = values[i];
    }
}

/* A start tag, but for its ">". */
static void add_start_tag(list_t *list, xmlNodePtr node)
{
    hd_buffer_putc(&list->bytes, '<');
    hd_buffer_puts(&list->bytes, (const char *)node->name);
    for (xmlAttrPtr a = node->properties; a; a = a->next) {
        hd_buffer_putc(&list->bytes, ' ');
        hd_buffer_puts(&list->bytes, (const char *)a->name);
        if (hd_html_is_boolean((const char *)a->name)) continue;
        hd_buffer_add(&list->bytes, "=\"", 2);
        if (a->psvi) add_avt(list, node, a);
        else if (a->children) {
            hd_buffer_escape(&list->bytes, (const char *)a->children->content, HD_ESCAPE_ATTRIBUTE);
        }
        hd_buffer_putc(&list->bytes, '"');
    }
}

/* As one text, though comments stand between its parts: together they may look like an end tag. */
static void add_raw_text(list_t *list, xmlNodePtr first)
{
    hd_buffer_t text;
    hd_buffer_init(&text, 64, list->c->scratch);
    for (xmlNodePtr node = first; node; node = node->next) {
        if (node->content) hd_buffer_puts(&text, (const char *)node->content);
    }
    hd_html_raw_text(&list->bytes, hd_buffer_end(&text));
}

static void add_element(list_t *list, xmlNodePtr node)
{
    const char *name = (const char *)node->name;
    int eats = node->children && hd_html_eats_line_feed(name), is_open = eats || may_make_attributes(node->children);
    add_start_tag(list, node);
    if (is_open) {
        hd_op_t *op = add_op(list, HD_OP_OPEN);
        if (eats) op->flags = HD_OP_EATS;
    } else {
        hd_buffer_putc(&list->bytes, '>');
    }
    if (hd_html_is_raw(name)) {
        add_raw_text(list, node->children);
    } else {
        add_scope(list, node->children);
    }
    if (!hd_html_is_void(name)) hd_buffer_puts(&list->bytes, apr_pstrcat(list->c->scratch, "</", name, ">", NULL));
    else if (is_open) add_op(list, HD_OP_CLOSE);
}

static void add_children(list_t *list, xmlNodePtr first)
{
    xmlNodePtr next;
    for (xmlNodePtr node = first; node; node = next) {
        next = node->next;
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            if (node->content) hd_buffer_escape(&list->bytes, (const char *)node->content, list->escape);
        } else if (node->type == XML_ELEMENT_NODE) {
            if (hd_is_xsl(node, NULL)) add_xsl(list, node);
            else if (is_plain_element(node)) add_element(list, node);
            else add_tree(list, node);
        }
    }
}

/* What of a template is not its parameters. libxslt passes over text between them. */
static xmlNodePtr content_of(const xsltTemplate *template, apr_array_header_t *params)
{
    xmlNodePtr first = template->content;
    for (xmlNodePtr node = first; node; node = node->next) {
        if (node->type == XML_TEXT_NODE) continue;
        if (!hd_is_xsl(node, "param")) break;
        first = node->next;
        APR_ARRAY_PUSH(params, xmlNodePtr) = node;
    }
    return first;
}

static void read_params(hd_body_t *body, compile_t *c, const apr_array_header_t *params)
{
    hd_binding_t *bindings = apr_pcalloc(c->pool, (apr_size_t)(params->nelts + 1) * sizeof(*bindings));
    body->params = bindings;
    body->params_count = params->nelts;
    body->is_callable = params->nelts <= HD_PARAMS_MAX;
    for (int i = 0; i < params->nelts; i++) {
        xmlNodePtr param = APR_ARRAY_IDX(params, i, xmlNodePtr);
        hd_place_t place = place_of(c, param);
        if (!hd_binding_read(&bindings[i], &place)) body->is_callable = 0;
    }
}

/* A template that has parameters, and nothing else: it needs no element of ours. */
static hd_body_t *empty_body(compile_t *c)
{
    static const hd_op_t nothing = { .kind = HD_OP_END };
    hd_body_t *body = apr_pcalloc(c->pool, sizeof(*body));
    body->ops = &nothing;
    return body;
}

/* Put our element into a template, and note its name; the first of a name is the one that is called. */
static hd_body_t *prepare(compile_t *c, xsltTemplatePtr template, int import)
{
    apr_array_header_t *params = apr_array_make(c->scratch, 4, sizeof(xmlNodePtr));
    xmlNodePtr first = content_of(template, params);
    hd_body_t *body = first ? wrap(c, first, last_of(first)) : params->nelts ? empty_body(c) : NULL;
    if (body) read_params(body, c, params);
    if (body && first) {
        body->has_variables = has_variable(first);
        if (template->content == first) template->content = body->comp.inst;
    }
    if (template->name && !template->nameURI && !apr_hash_get(c->named, template->name, APR_HASH_KEY_STRING)) {
        named_t *named = apr_pcalloc(c->scratch, sizeof(*named));
        named->body = body;
        named->has_parameters = params->nelts > 0;
        apr_hash_set(c->named, template->name, APR_HASH_KEY_STRING, named);
    }
    hd_rules_add(c->modes, template, body, import);
    return body;
}

/* Renaming of namespaces and CDATA sections would change what literal elements become. */
static int is_known_kind(xsltStylesheetPtr top)
{
    for (xsltStylesheetPtr style = top; style; style = xsltNextImport(style)) {
        if (style->nsAliases || style->defaultAlias || style->cdataSection) return 0;
    }
    return 1;
}

static const hd_program_t *make_program(compile_t *c)
{
    hd_program_t *program = apr_pcalloc(c->pool, sizeof(*program));
    program->rules = hd_rules_find(c->modes, NULL);
    hd_bindings_global(program, c->style, c->words, c->pool);
    return program;
}

const hd_program_t *hd_compile(xsltStylesheetPtr style, const hd_words_t *words, apr_pool_t *pool)
{
    if (!is_known_kind(style)) return NULL;
    apr_pool_t *scratch;
    apr_pool_create(&scratch, pool);
    compile_t c = { style, words, pool, scratch, apr_hash_make(scratch), apr_hash_make(pool), 0 };
    apr_array_header_t *bodies = apr_array_make(scratch, 32, sizeof(hd_body_t *));
    int import = 0;
    for (xsltStylesheetPtr s = style; s; s = xsltNextImport(s), import++) {
        for (xsltTemplatePtr template = s->templates; template; template = template->next) {
            hd_body_t *body = prepare(&c, template, import);
            if (body && !body->ops) APR_ARRAY_PUSH(bodies, hd_body_t *) = body;
        }
    }
    for (int i = 0; i < bodies->nelts; i++) {
        hd_body_t *body = APR_ARRAY_IDX(bodies, i, hd_body_t *);
        list_t list;
        begin_list(&list, &c, HD_ESCAPE_TEXT);
        add_children(&list, body->comp.inst->children);
        body->ops = end_list(&list);
    }
    for (int i = 0; c.has_failed && i < bodies->nelts; i++) APR_ARRAY_IDX(bodies, i, hd_body_t *)->ops = NULL;
    const hd_program_t *program = make_program(&c);
    apr_pool_destroy(scratch);
    return program;
}
