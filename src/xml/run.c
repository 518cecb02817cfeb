/* src/xml/run.c: carrying out what compile.c made of a stylesheet.
 * May use: run.h, evaluate.h, serialize.h, view_tree.h, libxslt. Must not know: how it was compiled, files.
 *
 * libxslt starts the page as always: it finds the template for the root and comes upon our element, which stands
 * around the template's content. From there bytes are written straight into the buffer, and nothing into the result
 * tree. Instructions of libxslt's that apply templates come back here through those templates' own elements. All
 * others get a temporary node to write to, which is then written out.
 *
 * A start tag whose attributes may still change has no ">" yet (run->tag): the first content writes it. So attributes
 * may come from anywhere, a called template too; one that is there already gets the new value in its place.
 *
 * Whatever cannot be right sets is_broken; then, or when something did land in the result tree, transform.c renders
 * the page again: after a free run bound to libxslt, after that without us.
 * SPDX-License-Identifier: Apache-2.0 */
#include "run.h"

#include <string.h>

#include <apr_strings.h>
#include <libxml/xpathInternals.h>
#include <libxslt/templates.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>

#include "evaluate.h"
#include "rules.h"
#include "serialize.h"
#include "view_tree.h"

static void execute(hd_run_t *run, const hd_op_t *op, xmlNodePtr node);

/* Content comes: end the start tag that waits. first: the content's first byte, when it is text. */
static void close_tag(hd_run_t *run, char first)
{
    if (run->tag == HD_TAG_EATS && first == '\n') hd_buffer_add(run->out, ">\n", 2);
    else hd_buffer_putc(run->out, '>');
    run->tag = HD_TAG_NONE;
}

static inline void content(hd_run_t *run, char first)
{
    if (run->tag) close_tag(run, first);
}

static void put_text(hd_run_t *run, const char *text, hd_escape_t escape)
{
    if (!*text) return;
    content(run, *text);
    hd_buffer_escape(run->out, text, escape);
}

/* An XPath expression, by libxml2, as libxslt would. NULL, and the run is broken, when it fails. */
static xmlXPathObjectPtr by_xpath(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    if (!run->context) {
        run->is_broken = 1;
        return NULL;
    }
    xmlXPathContextPtr xpath = run->context->xpathCtxt;
    xmlNodePtr old_node = xpath->node;
    xmlNsPtr *old_list = xpath->namespaces;
    int old_count = xpath->nsNr, old_position = xpath->proximityPosition, old_size = xpath->contextSize;

    run->context->inst = op->inst;
    xpath->node = node;
    xpath->namespaces = op->comp->nsList;
    xpath->nsNr = op->comp->nsNr;
    xmlXPathObjectPtr result = xmlXPathCompiledEval(op->comp->comp, xpath);
    xpath->node = old_node;
    xpath->namespaces = old_list;
    xpath->nsNr = old_count;
    xpath->proximityPosition = old_position;
    xpath->contextSize = old_size;
    if (!result) run->is_broken = 1;
    return result;
}

static void put_xpath(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    xmlXPathObjectPtr result = by_xpath(run, op, node);
    if (!result) return;
    xmlChar *text = xmlXPathCastToString(result);
    if (text) put_text(run, (const char *)text, op->escape);
    else run->is_broken = 1;
    xmlFree(text);
    xmlXPathFreeObject(result);
}

/* The text of a path's first node: most are attributes that the view knows to be harmless. */
static void put_path(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    xmlNodePtr first = hd_evaluate_first(run, op->value->path, node);
    if (!first) return;
    apr_size_t length;
    const xmlNode *text = first->type == XML_ATTRIBUTE_NODE ? first->children : NULL;
    const char *harmless = text && !text->next ? hd_view_harmless(text, &length) : NULL;
    if (!harmless) {
        put_text(run, hd_evaluate_text(run, first), op->escape);
    } else if (length) {
        content(run, *harmless);
        hd_buffer_add(run->out, harmless, length);
    }
}

static void put_value(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    if (op->value && op->value->kind == HD_VALUE_PATH) {
        put_path(run, op, node);
    } else if (op->value) {
        put_text(run, hd_evaluate_value(run, op->value, node), op->escape);
    } else {
        put_xpath(run, op, node);
    }
}

/* Whether libxslt is there; else the run cannot go on. */
static int is_bound(hd_run_t *run)
{
    if (!run->context) run->is_broken = 1;
    return run->context != NULL;
}

static void put_avt(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    if (!is_bound(run)) return;
    run->context->inst = op->inst;
    xmlChar *text = xsltEvalAVT(run->context, op->avt, node);
    if (text) hd_buffer_escape(run->out, (const char *)text, op->escape);
    xmlFree(text);
}

static int holds(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    if (op->flags & HD_OP_ALWAYS) return 1;
    int result = op->test ? hd_evaluate_test(run, op->test, node) : -1;
    if (result >= 0) return result;
    xmlXPathObjectPtr object = by_xpath(run, op, node);
    if (!object) return 0;
    result = xmlXPathCastToBoolean(object);
    xmlXPathFreeObject(object);
    return result;
}

/* The end of the attribute that begins (with a space) at p. */
static const char *attribute_end(const char *p, const char *end)
{
    p++;
    while (p < end && *p != ' ' && *p != '=') p++;
    if (p == end || *p == ' ') return p;
    const char *quote = memchr(p + 2, '"', (size_t)(end - p - 2));
    return quote ? quote + 1 : end;
}

static apr_size_t name_length(const char *p, const char *end)
{
    const char *start = ++p;
    while (p < end && *p != ' ' && *p != '=') p++;
    return (apr_size_t)(p - start);
}

/* The attribute just written at `made`: when the tag has one of this name, it takes that one's place. */
static void settle(hd_run_t *run, apr_size_t made)
{
    hd_buffer_t *out = run->out;
    char *start = out->data + run->tag_start, *mine = out->data + made, *end = out->data + out->length;
    apr_size_t length = name_length(mine, end), size = (apr_size_t)(end - mine);
    char *p = memchr(start, ' ', (size_t)(mine - start));
    while (p && p < mine) {
        char *next = (char *)attribute_end(p, mine);
        if (name_length(p, mine) == length && memcmp(p + 1, mine + 1, length) == 0) {
            char *copy = apr_pmemdup(run->pool, mine, size);
            memmove(p + size, next, (size_t)(mine - next));
            memcpy(p, copy, size);
            out->length -= (apr_size_t)(next - p);
            return;
        }
        p = next;
    }
}

/* Write the start of an attribute, up to its value. */
static apr_size_t begin_attribute(hd_run_t *run, const char *name, apr_size_t length)
{
    apr_size_t made = run->out->length;
    hd_buffer_putc(run->out, ' ');
    hd_buffer_add(run->out, name, length);
    return made;
}

static void put_attribute_value(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    if (op->body) {
        execute(run, op->body, node);
        return;
    }
    if (!is_bound(run)) return;
    run->context->inst = op->inst;
    xmlChar *text = xsltEvalTemplateString(run->context, node, op->inst);
    if (text) hd_buffer_escape(run->out, (const char *)text, HD_ESCAPE_ATTRIBUTE);
    xmlFree(text);
}

static void put_attribute(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    hd_tag_t tag = run->tag;
    if (!tag) { /* too late, or no element */
        run->is_broken = 1;
        return;
    }
    apr_size_t made = begin_attribute(run, op->bytes, op->length), named = run->out->length;
    run->tag = HD_TAG_NONE;
    hd_buffer_add(run->out, "=\"", 2);
    put_attribute_value(run, op, node);
    hd_buffer_putc(run->out, '"');
    if (op->flags & HD_OP_BOOLEAN) run->out->length = named;
    run->tag = tag;
    settle(run, made);
}

/* An attribute that came as a node. */
static void copy_attribute(hd_run_t *run, xmlAttrPtr attr)
{
    const char *name = (const char *)attr->name;
    if (!run->tag || attr->ns) {
        run->is_broken = 1;
        return;
    }
    apr_size_t made = begin_attribute(run, name, strlen(name));
    if (!hd_html_is_boolean(name)) {
        hd_buffer_add(run->out, "=\"", 2);
        hd_buffer_escape(run->out, hd_evaluate_text(run, (xmlNodePtr)attr), HD_ESCAPE_ATTRIBUTE);
        hd_buffer_putc(run->out, '"');
    }
    settle(run, made);
}

/* A node of the view as it is; nonzero: not here. */
static int copy_node(xmlNodePtr node, void *data)
{
    hd_run_t *run = data;
    switch (node->type) {
    case XML_ELEMENT_NODE:
        content(run, 0);
        hd_serialize_html_element(run->out, node);
        break;
    case XML_TEXT_NODE:
        if (!node->content || !*node->content) run->is_broken = 1;
        else put_text(run, (const char *)node->content, HD_ESCAPE_TEXT);
        break;
    case XML_ATTRIBUTE_NODE:
        copy_attribute(run, (xmlAttrPtr)node);
        break;
    case XML_DOCUMENT_NODE:
        for (xmlNodePtr child = node->children; child && !run->is_broken; child = child->next) copy_node(child, run);
        break;
    default:
        run->is_broken = 1;
    }
    return run->is_broken;
}

/* A list of instructions, into a temporary node. */
static void by_tree(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    xsltTransformContextPtr context = run->context;
    if (!is_bound(run)) return;
    xmlNodePtr holder = xmlNewDocNode(context->output, NULL, BAD_CAST "tree", NULL);
    if (!holder) {
        run->is_broken = 1;
        return;
    }
    context->insert = holder;
    context->lasttext = NULL;
    xsltApplyOneTemplate(context, node, op->inst, NULL, NULL);
    context->insert = (xmlNodePtr)context->output;
    context->lasttext = NULL;
    for (xmlAttrPtr a = holder->properties; a && !run->is_broken; a = a->next) copy_attribute(run, a);
    xmlNodePtr first = holder->children;
    if (first) {
        int is_text = first->type == XML_TEXT_NODE && first->content;
        content(run, is_text ? (char)first->content[0] : 0);
        hd_serialize_html_children(run->out, holder);
    }
    xmlFreeNode(holder);
}

/* Whether the path of an operation can be walked. */
static int has_path(const hd_run_t *run, const hd_op_t *op)
{
    return op->path && !(run->context && op->path->is_uncertain);
}

static void copy_of(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    if (has_path(run, op)) {
        hd_evaluate_path(run, op->path, node, copy_node, run);
        return;
    }
    xmlXPathObjectPtr object = by_xpath(run, op, node);
    if (!object) return;
    xmlNodeSetPtr set = object->type == XPATH_NODESET ? object->nodesetval : NULL;
    if (object->type == XPATH_XSLT_TREE) {
        run->is_broken = 1; /* the compiler leaves variables to by_tree */
    } else if (object->type != XPATH_NODESET) {
        xmlChar *text = xmlXPathCastToString(object);
        put_text(run, text ? (const char *)text : "", HD_ESCAPE_TEXT);
        xmlFree(text);
    }
    for (int i = 0; set && i < set->nodeNr && !run->is_broken; i++) copy_node(set->nodeTab[i], run);
    xmlXPathFreeObject(object);
}

/* A for-each under way. */
typedef struct each_t {
    hd_run_t *run;
    const hd_op_t *op;
    int position;
} each_t;

static int count(xmlNodePtr node, void *data)
{
    (void)node;
    ++*(int *)data;
    return 0;
}

static int each_node(xmlNodePtr node, void *data)
{
    each_t *each = data;
    xsltTransformContextPtr context = each->run->context;
    if (node->type == XML_NAMESPACE_DECL) each->run->is_broken = 1;
    if (each->run->is_broken) return 1;
    each->position++;
    if (context) {
        context->node = node;
        if (node->doc) context->xpathCtxt->doc = node->doc;
        context->xpathCtxt->proximityPosition = each->position;
    } else {
        each->run->position = each->position;
    }
    execute(each->run, each->op->body, node);
    return 0;
}

static void each_selected(each_t *each, xmlNodePtr node)
{
    xmlXPathObjectPtr object = by_xpath(each->run, each->op, node);
    if (!object) return;
    if (object->type != XPATH_NODESET) each->run->is_broken = 1;
    xmlNodeSetPtr set = object->type == XPATH_NODESET ? object->nodesetval : NULL;
    if (set) each->run->context->xpathCtxt->contextSize = set->nodeNr;
    for (int i = 0; set && i < set->nodeNr; i++) each_node(set->nodeTab[i], each);
    xmlXPathFreeObject(object);
}

static void for_each(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    xsltTransformContextPtr context = run->context;
    if (!context) {
        each_t free_each = { run, op, 0 };
        int old = run->position;
        if (op->path) hd_evaluate_path(run, op->path, node, each_node, &free_each);
        else run->is_broken = 1;
        run->position = old;
        return;
    }
    xmlXPathContextPtr xpath = context->xpathCtxt;
    xsltTemplatePtr old_rule = context->currentTemplateRule;
    xmlNodePtr old_node = context->node;
    xmlDocPtr old_doc = xpath->doc;
    int old_position = xpath->proximityPosition, old_size = xpath->contextSize, size = 0;
    each_t each = { run, op, 0 };

    context->currentTemplateRule = NULL;
    if (has_path(run, op)) {
        hd_evaluate_path(run, op->path, node, count, &size);
        xpath->contextSize = size;
        hd_evaluate_path(run, op->path, node, each_node, &each);
    } else {
        each_selected(&each, node);
    }
    context->currentTemplateRule = old_rule;
    context->node = old_node;
    xpath->doc = old_doc;
    xpath->proximityPosition = old_position;
    xpath->contextSize = old_size;
}

static void run_by_libxslt(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    if (!is_bound(run)) return;
    xmlNodePtr current = run->context->node;
    run->context->inst = op->inst;
    op->comp->func(run->context, node, op->inst, (xsltElemPreCompPtr)op->comp);
    if (run->context->node != current) run->is_broken = 1; /* apply-imports by a built-in rule: libxslt loses its place */
}

/* A template in a bound run: without parameters and variables of its own it needs no libxslt, but must not see the
 * caller's. */
static void call_bound(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    xsltTransformContextPtr context = run->context;
    int old_base = context->varsBase;
    if (op->flags & HD_OP_SCOPE) {
        run_by_libxslt(run, op, node);
        return;
    }
    context->varsBase = context->varsNr;
    execute(run, op->called->ops, node);
    context->varsBase = old_base;
}

static const hd_binding_t *handed_over(const hd_op_t *op, const char *name)
{
    for (int i = 0; op && i < op->bindings_count; i++) {
        if (strcmp(op->bindings[i].name, name) == 0) return &op->bindings[i];
    }
    return NULL;
}

/* The parameters of a template in a free run. What is handed over is evaluated for the caller, before any of them is
 * set; a default sees those before it. */
static void set_params(hd_run_t *run, const hd_body_t *body, const hd_op_t *caller, xmlNodePtr node)
{
    hd_variable_t values[HD_PARAMS_MAX];
    for (int i = 0; i < body->params_count; i++) {
        const hd_binding_t *given = handed_over(caller, body->params[i].name);
        values[i].value = NULL;
        if (given) values[i] = hd_evaluate_binding(run, given, node);
    }
    run->variables_base = run->variables_count;
    for (int i = 0; i < body->params_count; i++) {
        if (!values[i].value) values[i] = hd_evaluate_binding(run, &body->params[i], node);
        hd_evaluate_bind(run, &values[i]);
    }
}

/* A template in a free run. caller: the call; NULL: nothing is handed over */
static void enter(hd_run_t *run, const hd_body_t *body, const hd_op_t *caller, xmlNodePtr node)
{
    int old_base = run->variables_base, old_count = run->variables_count;
    if (!body->is_callable || !body->ops) {
        run->is_broken = 1;
        return;
    }
    set_params(run, body, caller, node);
    execute(run, body->ops, node);
    run->variables_base = old_base;
    run->variables_count = old_count;
}

static void call(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    if (run->context) call_bound(run, op, node);
    else enter(run, op->called, op, node);
}

/* An apply-templates under way in a free run. */
typedef struct apply_t {
    hd_run_t *run;
    const hd_op_t *op;
    int position;
} apply_t;

static int apply_to(xmlNodePtr node, void *data)
{
    apply_t *apply = data;
    const hd_rule_t *rule = hd_rules_choose(apply->op->rules, node);
    apply->run->position = ++apply->position;
    if (!rule) apply->run->is_broken = 1;
    else if (rule->body) enter(apply->run, rule->body, NULL, node);
    return apply->run->is_broken;
}

static void apply(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    apply_t free_apply = { run, op, 0 };
    int old = run->position;
    if (run->context) run_by_libxslt(run, op, node);
    else hd_evaluate_path(run, op->path, node, apply_to, &free_apply);
    run->position = old;
}

static void variable(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    if (run->context) xsltParseStylesheetVariable(run->context, op->inst);
    else if (op->bindings) {
        hd_variable_t bound = hd_evaluate_binding(run, op->bindings, node);
        hd_evaluate_bind(run, &bound);
    } else run->is_broken = 1;
}

/* A scope of variables. */
static void scope(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    int old_count = run->variables_count;
    if (run->context) xsltApplyOneTemplate(run->context, node, op->inst, NULL, NULL);
    else execute(run, op->called->ops, node);
    run->variables_count = old_count;
}

static void open_tag(hd_run_t *run, const hd_op_t *op)
{
    const char *data = run->out->data;
    apr_size_t start = run->out->length;
    run->tag = op->flags & HD_OP_EATS ? HD_TAG_EATS : HD_TAG_OPEN;
    while (start > 0 && data[--start] != '<') continue; /* values have no "<" of their own */
    run->tag_start = start;
}

static void step(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    switch (op->kind) {
    case HD_OP_VALUE: put_value(run, op, node); break;
    case HD_OP_AVT: put_avt(run, op, node); break;
    case HD_OP_OPEN: open_tag(run, op); break;
    case HD_OP_CLOSE: content(run, 0); break;
    case HD_OP_ATTRIBUTE: put_attribute(run, op, node); break;
    case HD_OP_EACH: for_each(run, op, node); break;
    case HD_OP_COPY: copy_of(run, op, node); break;
    case HD_OP_CALL: call(run, op, node); break;
    case HD_OP_APPLY: apply(run, op, node); break;
    case HD_OP_VARIABLE: variable(run, op, node); break;
    case HD_OP_RUN: run_by_libxslt(run, op, node); break;
    case HD_OP_LIST: scope(run, op, node); break;
    case HD_OP_TREE: by_tree(run, op, node); break;
    case HD_OP_BYTES:
    case HD_OP_IF:
    case HD_OP_END: break; /* execute() sees to them */
    }
}

static int is_well(const hd_run_t *run)
{
    return !run->context || run->context->state == XSLT_STATE_OK;
}

static void execute(hd_run_t *run, const hd_op_t *op, xmlNodePtr node)
{
    if (++run->depth > HD_DEPTH_MAX) run->is_broken = 1;
    if (++run->lists > HD_LISTS_MAX || run->out->length > HD_PAGE_MAX) run->is_broken = run->is_endless = 1;
    for (int goes_on = !run->is_broken && is_well(run); goes_on && op->kind != HD_OP_END; op++) {
        if (op->kind == HD_OP_BYTES) { /* nothing can go wrong with these */
            content(run, op->bytes[0]);
            hd_buffer_add(run->out, op->bytes, op->length);
            continue;
        }
        const hd_op_t *chosen = op->kind == HD_OP_IF ? op : NULL;
        while (chosen && !holds(run, chosen, node)) chosen = chosen->otherwise;
        if (chosen) execute(run, chosen->body, node);
        else step(run, op, node);
        if (run->is_broken && !run->broken_by) run->broken_by = op->inst;
        goes_on = !run->is_broken && is_well(run);
    }
    run->depth--;
}

void hd_run_free(hd_run_t *run, xmlDocPtr view)
{
    const hd_rules_t *rules = run->sheet->program->rules;
    xmlNodePtr node = (xmlNodePtr)view;
    if (rules && !rules->document) node = xmlDocGetRootElement(view); /* by the built-in rule for the document */
    const hd_rule_t *rule = rules && node ? hd_rules_choose(rules, node) : NULL;
    run->position = 1;
    run->broken_by = run->sheet->program->bound_by;
    if (!rule || run->broken_by) run->is_broken = 1;
    else if (rule->body) enter(run, rule->body, NULL, node);
}

void hd_run_body(xsltTransformContextPtr context, xmlNodePtr node, xmlNodePtr inst, xsltElemPreCompPtr comp)
{
    const hd_body_t *body = (const hd_body_t *)comp;
    hd_run_t *run = context->_private;
    int is_page = run && run->out && context->insert == (xmlNodePtr)context->output
                  && !XSLT_IS_RES_TREE_FRAG(context->output);
    if (!is_page || !body->ops) xsltApplyOneTemplate(context, node, inst->children, NULL, NULL);
    else if (node->type == XML_NAMESPACE_DECL) run->is_broken = 1;
    else if (!run->is_broken) execute(run, body->ops, node);
}
