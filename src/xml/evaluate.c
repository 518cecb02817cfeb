/* src/xml/evaluate.c: paths, values and tests of a program, on the nodes of a view.
 * May use: run.h, libxml2 and libxslt (variables). Must not know: HTML.
 *
 * Views are plain trees: no namespaces, no entities, mostly attributes of one text node. So a path is a walk over
 * pointers, and the text of an attribute is where the view has it. Comparing follows XPath: a node-set equals a string
 * when one of its nodes does.
 * SPDX-License-Identifier: Apache-2.0 */
#include "evaluate.h"

#include <string.h>

#include <apr_strings.h>
#include <libxml/xpathInternals.h>

static int is_named(const xmlChar *name, const char *wanted)
{
    return *name == (xmlChar)*wanted && strcmp((const char *)name, wanted) == 0;
}

/* Stylesheets see no tree but the view (rewrite.c refuses document()): each attribute has a mark, and an element stays
 * where it is for as long as the run. */
static xmlAttrPtr walk_attributes(xmlNodePtr node, const hd_path_t *path)
{
    for (xmlAttrPtr a = node->properties; a; a = a->next) {
        if (a->_private == (void *)path->mark && is_named(a->name, path->attribute)) return a;
    }
    return NULL;
}

/* Where to look first for an attribute of such a mark: the upper bits of a product depend on all of the mark's. */
static unsigned place_of(apr_size_t mark)
{
    return (unsigned)((apr_uint64_t)mark * APR_UINT64_C(0x9E3779B97F4A7C15) >> (64 - HD_PLACES_BITS));
}

/* Put the attributes of an element where they are found at once. @return 0: it has too many */
static int index_attributes(hd_run_t *run, xmlNodePtr node)
{
    int count = 0;
    memset(run->places, 0, sizeof(run->places));
    run->indexed = NULL;
    for (xmlAttrPtr a = node->properties; a; a = a->next) {
        unsigned place = place_of((apr_size_t)a->_private);
        if (++count > HD_PLACES / 2) return 0;
        while (run->places[place]) place = (place + 1) % HD_PLACES;
        run->places[place] = a;
    }
    run->indexed = node;
    return 1;
}

/* The attribute where a path ends. An element that is asked twice in a row will be asked again: rows of a list are,
 * thirty times. */
static xmlAttrPtr attribute_of(hd_run_t *run, xmlNodePtr node, const hd_path_t *path)
{
    if (node->type != XML_ELEMENT_NODE) return NULL;
    if (node != run->indexed) {
        int is_again = node == run->asked;
        run->asked = node;
        if (!is_again || !index_attributes(run, node)) return walk_attributes(node, path);
    }
    for (unsigned place = place_of(path->mark); run->places[place]; place = (place + 1) % HD_PLACES) {
        xmlAttrPtr a = run->places[place];
        if (a->_private == (void *)path->mark && is_named(a->name, path->attribute)) return a;
    }
    return NULL;
}

/* Whether a path is an attribute of the node at hand: most are. */
static int is_own(const hd_path_t *path)
{
    return path->attribute && !path->count && !path->up && !path->is_absolute;
}

static int visit_attribute(hd_run_t *run, xmlNodePtr node, const hd_path_t *path, hd_visit_t *visit, void *data)
{
    xmlAttrPtr a = attribute_of(run, node, path);
    return a ? visit((xmlNodePtr)a, data) : 0;
}

static int visit_children(xmlNodePtr node, hd_visit_t *visit, void *data)
{
    int ended = 0;
    if (node->type != XML_ELEMENT_NODE && node->type != XML_DOCUMENT_NODE) return 0;
    for (xmlNodePtr child = node->children; child && !ended; child = child->next) ended = visit(child, data);
    return ended;
}

/* Where a path ends. */
static int arrive(hd_run_t *run, const hd_path_t *path, xmlNodePtr node, hd_visit_t *visit, void *data)
{
    if (path->attribute) return visit_attribute(run, node, path, visit, data);
    return path->has_all ? visit_children(node, visit, data) : visit(node, data);
}

/* The step that leads to a child; NULL when none does. */
static const hd_step_t *step_to(const hd_step_t *step, const xmlNode *child)
{
    if (child->type != XML_ELEMENT_NODE || child->ns) return NULL;
    while (step && !is_named(child->name, step->name)) step = step->or;
    return step;
}

static int descend(hd_run_t *run, const hd_path_t *path, int i, xmlNodePtr node, hd_visit_t *visit, void *data)
{
    if (i == path->count) return arrive(run, path, node, visit, data);
    if (node->type != XML_ELEMENT_NODE && node->type != XML_DOCUMENT_NODE) return 0;
    for (xmlNodePtr child = node->children; child; child = child->next) {
        const hd_step_t *step = step_to(&path->steps[i], child);
        if (!step) continue;
        int passes = step->predicate ? hd_evaluate_test(run, step->predicate, child) : 1;
        if (passes < 0 && !run->context) run->is_broken = 1;
        if (passes < 0) return passes;
        int ended = passes ? descend(run, path, i + 1, child, visit, data) : 0;
        if (ended) return ended;
    }
    return 0;
}

int hd_evaluate_path(hd_run_t *run, const hd_path_t *path, xmlNodePtr node, hd_visit_t *visit, void *data)
{
    xmlNodePtr from = path->is_absolute ? (xmlNodePtr)node->doc : node;
    for (int i = 0; i < path->up && from; i++) from = from->parent;
    return from ? descend(run, path, 0, from, visit, data) : 0;
}

const char *hd_evaluate_text(hd_run_t *run, xmlNodePtr node)
{
    if (node->type != XML_ELEMENT_NODE && node->type != XML_ATTRIBUTE_NODE && node->type != XML_DOCUMENT_NODE) {
        return node->content ? (const char *)node->content : "";
    }
    xmlNodePtr child = node->children;
    if (!child) return "";
    if (child->type == XML_TEXT_NODE && !child->next) return child->content ? (const char *)child->content : "";
    xmlChar *content = xmlXPathCastNodeToString(node);
    const char *copy = apr_pstrdup(run->pool, content ? (const char *)content : "");
    xmlFree(content);
    return copy;
}

static int keep(xmlNodePtr node, void *data)
{
    *(xmlNodePtr *)data = node;
    return 1;
}

xmlNodePtr hd_evaluate_first(hd_run_t *run, const hd_path_t *path, xmlNodePtr node)
{
    xmlNodePtr first = NULL;
    if (is_own(path)) return (xmlNodePtr)attribute_of(run, node, path);
    hd_evaluate_path(run, path, node, keep, &first);
    return first;
}

static int exists(xmlNodePtr node, void *data)
{
    (void)node, (void)data;
    return 1;
}

static const hd_binding_t *find_global(const hd_run_t *run, const char *name)
{
    const hd_program_t *program = run->sheet->program;
    for (int i = 0; i < program->globals_count; i++) {
        if (strcmp(program->globals[i].name, name) == 0) return &program->globals[i];
    }
    return NULL;
}

/* What a variable is bound to in a free run: a literal, or a path and the node that it starts from. The run is broken,
 * and it is an empty text, when it is not known. */
static const hd_value_t *resolve(hd_run_t *run, const hd_value_t *value, xmlNodePtr *node)
{
    static const hd_value_t nothing = { .kind = HD_VALUE_LITERAL, .text = "" };
    if (value->kind != HD_VALUE_VARIABLE || run->context) return value;
    for (int i = run->variables_count - 1; i >= run->variables_base; i--) {
        const hd_variable_t *variable = &run->variables[i];
        if (strcmp(variable->name, value->text) != 0) continue;
        *node = variable->node;
        return variable->value;
    }
    const hd_binding_t *global = find_global(run, value->text);
    if (global) {
        *node = (xmlNodePtr)(*node)->doc;
        return global->value;
    }
    run->is_broken = 1;
    return &nothing;
}

/* Two variables of one name in a template: libxslt says what is wrong with that. */
static int is_bound_already(const hd_run_t *run, const char *name)
{
    for (int i = run->variables_base; i < run->variables_count; i++) {
        if (strcmp(run->variables[i].name, name) == 0) return 1;
    }
    return 0;
}

hd_variable_t hd_evaluate_binding(hd_run_t *run, const hd_binding_t *binding, xmlNodePtr node)
{
    const hd_value_t *value = resolve(run, binding->value, &node);
    if (value->kind != HD_VALUE_LITERAL && value->kind != HD_VALUE_PATH) {
        hd_value_t *text = apr_pcalloc(run->pool, sizeof(*text));
        text->kind = HD_VALUE_LITERAL;
        text->is_number = value->kind == HD_VALUE_COUNT;
        text->text = hd_evaluate_value(run, value, node);
        value = text;
    }
    return (hd_variable_t){ binding->name, value, node };
}

void hd_evaluate_bind(hd_run_t *run, const hd_variable_t *variable)
{
    if (run->variables_count == HD_VARIABLES_MAX || is_bound_already(run, variable->name)) run->is_broken = 1;
    else run->variables[run->variables_count++] = *variable;
}

/* A copy that the caller frees; NULL, and the run is broken, when there is no such variable. As XPath looks it up:
 * xsltVariableLookup also finds what was handed over and has no parameter. */
static xmlXPathObjectPtr variable(hd_run_t *run, const char *name)
{
    xmlXPathObjectPtr object = xmlXPathVariableLookup(run->context->xpathCtxt, BAD_CAST name);
    if (!object) run->is_broken = 1;
    return object;
}

static const char *variable_text(hd_run_t *run, const char *name)
{
    xmlXPathObjectPtr object = variable(run, name);
    if (!object) return "";
    const char *copy;
    if (object->type == XPATH_STRING) {
        copy = apr_pstrdup(run->pool, (const char *)object->stringval);
    } else {
        xmlChar *text = xmlXPathCastToString(object);
        copy = apr_pstrdup(run->pool, text ? (const char *)text : "");
        xmlFree(text);
    }
    xmlXPathFreeObject(object);
    return copy;
}

static const char *joined(hd_run_t *run, const hd_value_t *value, xmlNodePtr node)
{
    if (value->count == 1) return hd_evaluate_value(run, value->parts[0], node);
    hd_buffer_t out;
    hd_buffer_init(&out, 64, run->pool);
    for (int i = 0; i < value->count; i++) hd_buffer_puts(&out, hd_evaluate_value(run, value->parts[i], node));
    if (out.length > HD_PAGE_MAX) run->is_broken = run->is_endless = 1; /* a text that is doubled again and again */
    return hd_buffer_end(&out);
}

static const char *word(hd_run_t *run, const hd_value_t *value, xmlNodePtr node)
{
    hd_word_value_t values[HD_WORD_VALUES_MAX];
    int count = value->count / 2;
    for (int i = 0; i < count; i++) {
        values[i].name = value->parts[2 * i + 1]->text;
        values[i].value = hd_evaluate_value(run, value->parts[2 * i + 2], node);
    }
    if (value->word) return hd_word_text(value->word, values, count, run->pool);
    return hd_run_word(run, hd_evaluate_value(run, value->parts[0], node), values, count);
}

static int count_one(xmlNodePtr node, void *data)
{
    (void)node;
    ++*(int *)data;
    return 0;
}

/* How many nodes; -1: only libxml2 knows. */
static int counted(hd_run_t *run, const hd_path_t *path, xmlNodePtr node)
{
    int count = 0;
    return hd_evaluate_path(run, path, node, count_one, &count) < 0 ? -1 : count;
}

static const char *after(const char *text, const char *mark)
{
    const char *found = strstr(text, mark);
    return found ? found + strlen(mark) : "";
}

const char *hd_evaluate_value(hd_run_t *run, const hd_value_t *value, xmlNodePtr node)
{
    xmlNodePtr first;
    value = resolve(run, value, &node);
    switch (value->kind) {
    case HD_VALUE_LITERAL:
        return value->text;
    case HD_VALUE_PATH:
        first = hd_evaluate_first(run, value->path, node);
        return first ? hd_evaluate_text(run, first) : "";
    case HD_VALUE_VARIABLE:
        return variable_text(run, value->text);
    case HD_VALUE_CONCAT:
        return joined(run, value, node);
    case HD_VALUE_WORD:
        return word(run, value, node);
    case HD_VALUE_COUNT:
        return apr_itoa(run->pool, counted(run, value->path, node));
    case HD_VALUE_AFTER:
        return after(hd_evaluate_value(run, value->parts[0], node), hd_evaluate_value(run, value->parts[1], node));
    case HD_VALUE_POSITION:
        break;
    }
    return "";
}

/* What a node-set is compared with. */
typedef struct comparison_t {
    hd_run_t *run;
    hd_test_kind_t kind;
    const hd_path_t *right; /* what the nodes of the left one are compared with, from node */
    xmlNodePtr node;
    const char *text;       /* or with this */
    double number;          /* or with this */
} comparison_t;

static int differs_as_wanted(xmlNodePtr node, void *data)
{
    const comparison_t *c = data;
    int is_same = strcmp(hd_evaluate_text(c->run, node), c->text) == 0;
    return is_same == (c->kind == HD_TEST_EQUAL);
}

/* A node of the left one: compare with each of the right one. */
static int matches_one(xmlNodePtr node, void *data)
{
    comparison_t *c = data;
    c->text = hd_evaluate_text(c->run, node);
    return hd_evaluate_path(c->run, c->right, c->node, differs_as_wanted, c);
}

/* A value that is no path, as a string. 0: a variable that is none */
static int string_of(hd_run_t *run, const hd_value_t *value, xmlNodePtr node, const char **text)
{
    if (value->kind != HD_VALUE_VARIABLE) {
        *text = hd_evaluate_value(run, value, node);
        return 1;
    }
    xmlXPathObjectPtr object = variable(run, value->text);
    int is_string = object && object->type == XPATH_STRING;
    if (is_string) *text = apr_pstrdup(run->pool, (const char *)object->stringval);
    xmlXPathFreeObject(object);
    return is_string;
}

static int is_number(const hd_value_t *value)
{
    return value->is_number || value->kind == HD_VALUE_COUNT;
}

static int equality(hd_run_t *run, const hd_test_t *test, xmlNodePtr node)
{
    xmlNodePtr from = node;
    const hd_value_t *a = resolve(run, test->a, &from);
    comparison_t c = { .run = run, .kind = test->kind, .node = node };
    const hd_value_t *b = resolve(run, test->b, &c.node);
    const char *left;
    if (is_number(a) || is_number(b)) return -1;
    if (b->kind == HD_VALUE_PATH && a->kind == HD_VALUE_PATH) {
        c.right = b->path;
        return hd_evaluate_path(run, a->path, from, matches_one, &c);
    }
    if (b->kind == HD_VALUE_PATH) {
        if (run->context || !string_of(run, a, from, &c.text)) return -1;
        return hd_evaluate_path(run, b->path, c.node, differs_as_wanted, &c);
    }
    if (!string_of(run, b, c.node, &c.text)) return -1;
    if (a->kind == HD_VALUE_PATH && is_own(a->path)) {
        xmlAttrPtr own = attribute_of(run, from, a->path);
        return own && differs_as_wanted((xmlNodePtr)own, &c);
    }
    if (a->kind == HD_VALUE_PATH) return hd_evaluate_path(run, a->path, from, differs_as_wanted, &c);
    if (!string_of(run, a, from, &left)) return -1;
    return (strcmp(left, c.text) == 0) == (test->kind == HD_TEST_EQUAL);
}

/* A variable alone: a text that is not empty, a node-set that has a node. */
static int truth(hd_run_t *run, const hd_value_t *value, xmlNodePtr node)
{
    value = resolve(run, value, &node);
    if (value->kind == HD_VALUE_PATH && is_own(value->path)) return attribute_of(run, node, value->path) != NULL;
    if (value->kind == HD_VALUE_PATH) return hd_evaluate_path(run, value->path, node, exists, NULL);
    return value->kind == HD_VALUE_LITERAL && !value->is_number ? *value->text != '\0' : -1;
}

static int compare_numbers(double number, const comparison_t *c)
{
    double wanted = c->number;
    switch (c->kind) {
    case HD_TEST_LESS: return number < wanted;
    case HD_TEST_LESS_EQUAL: return number <= wanted;
    case HD_TEST_MORE: return number > wanted;
    case HD_TEST_MORE_EQUAL: return number >= wanted;
    case HD_TEST_SAME: return number == wanted;
    default: return number != wanted;
    }
}

static int number_matches(xmlNodePtr node, void *data)
{
    const comparison_t *c = data;
    return compare_numbers(xmlXPathStringEvalNumber(BAD_CAST hd_evaluate_text(c->run, node)), c);
}

static int position(const hd_run_t *run)
{
    return run->context ? run->context->xpathCtxt->proximityPosition : run->position;
}

int hd_evaluate_test(hd_run_t *run, const hd_test_t *test, xmlNodePtr node)
{
    comparison_t c = { .run = run, .kind = test->kind, .node = node, .number = test->number };
    int result;
    switch (test->kind) {
    case HD_TEST_AND:
        result = hd_evaluate_test(run, test->left, node);
        return result == 1 ? hd_evaluate_test(run, test->right, node) : result;
    case HD_TEST_OR:
        result = hd_evaluate_test(run, test->left, node);
        return result == 0 ? hd_evaluate_test(run, test->right, node) : result;
    case HD_TEST_NOT:
        result = hd_evaluate_test(run, test->left, node);
        return result < 0 ? result : !result;
    case HD_TEST_PATH:
        return truth(run, test->a, node);
    case HD_TEST_EQUAL:
    case HD_TEST_UNEQUAL:
        return equality(run, test, node);
    default:
        if (test->a->kind == HD_VALUE_POSITION) return compare_numbers(position(run), &c);
        if (test->a->kind == HD_VALUE_COUNT) {
            result = counted(run, test->a->path, node);
            return result < 0 ? result : compare_numbers(result, &c);
        }
        return hd_evaluate_path(run, test->a->path, node, number_matches, &c);
    }
}
