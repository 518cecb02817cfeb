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
#include <libxslt/variables.h>

static int is_named(const xmlChar *name, const char *wanted)
{
    return *name == (xmlChar)*wanted && strcmp((const char *)name, wanted) == 0;
}

static int visit_attribute(xmlNodePtr node, const char *name, hd_visit_t *visit, void *data)
{
    if (node->type != XML_ELEMENT_NODE) return 0;
    for (xmlAttrPtr a = node->properties; a; a = a->next) {
        if (is_named(a->name, name) && !a->ns) return visit((xmlNodePtr)a, data);
    }
    return 0;
}

static int descend(hd_run_t *run, const hd_path_t *path, int i, xmlNodePtr node, hd_visit_t *visit, void *data)
{
    if (i == path->count) {
        return path->attribute ? visit_attribute(node, path->attribute, visit, data) : visit(node, data);
    }
    if (node->type != XML_ELEMENT_NODE && node->type != XML_DOCUMENT_NODE) return 0;
    const hd_step_t *step = &path->steps[i];
    for (xmlNodePtr child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || child->ns || !is_named(child->name, step->name)) continue;
        int passes = step->predicate ? hd_evaluate_test(run, step->predicate, child) : 1;
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

static int exists(xmlNodePtr node, void *data)
{
    (void)node, (void)data;
    return 1;
}

/* A copy that the caller frees; NULL, and the run is broken, when there is no such variable. */
static xmlXPathObjectPtr variable(hd_run_t *run, const char *name)
{
    xmlXPathObjectPtr object = xsltVariableLookup(run->context, BAD_CAST name, NULL);
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
    return hd_buffer_end(&out);
}

static const char *word(hd_run_t *run, const hd_value_t *value, xmlNodePtr node)
{
    hd_word_value_t values[HD_WORD_VALUES_MAX];
    int count = value->count / 2;
    const char *key = hd_evaluate_value(run, value->parts[0], node);
    for (int i = 0; i < count; i++) {
        values[i].name = value->parts[2 * i + 1]->text;
        values[i].value = hd_evaluate_value(run, value->parts[2 * i + 2], node);
    }
    return hd_run_word(run, key, values, count);
}

const char *hd_evaluate_value(hd_run_t *run, const hd_value_t *value, xmlNodePtr node)
{
    xmlNodePtr first = NULL;
    switch (value->kind) {
    case HD_VALUE_LITERAL:
        return value->text;
    case HD_VALUE_PATH:
        hd_evaluate_path(run, value->path, node, keep, &first);
        return first ? hd_evaluate_text(run, first) : "";
    case HD_VALUE_VARIABLE:
        return variable_text(run, value->text);
    case HD_VALUE_CONCAT:
        return joined(run, value, node);
    case HD_VALUE_WORD:
        return word(run, value, node);
    }
    return "";
}

/* What a node-set is compared with. */
typedef struct comparison_t {
    hd_run_t *run;
    const hd_test_t *test;
    xmlNodePtr node;    /* of the whole test */
    const char *text;
} comparison_t;

static int differs_as_wanted(xmlNodePtr node, void *data)
{
    const comparison_t *c = data;
    int is_same = strcmp(hd_evaluate_text(c->run, node), c->text) == 0;
    return is_same == (c->test->kind == HD_TEST_EQUAL);
}

/* A node of the left one: compare with each of the right one. */
static int matches_one(xmlNodePtr node, void *data)
{
    comparison_t *c = data;
    c->text = hd_evaluate_text(c->run, node);
    return hd_evaluate_path(c->run, c->test->b->path, c->node, differs_as_wanted, c);
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

static int equality(hd_run_t *run, const hd_test_t *test, xmlNodePtr node)
{
    comparison_t c = { run, test, node, NULL };
    const char *left;
    if (test->b->kind == HD_VALUE_PATH) {
        if (test->a->kind != HD_VALUE_PATH) return -1;
        return hd_evaluate_path(run, test->a->path, node, matches_one, &c);
    }
    if (!string_of(run, test->b, node, &c.text)) return -1;
    if (test->a->kind == HD_VALUE_PATH) return hd_evaluate_path(run, test->a->path, node, differs_as_wanted, &c);
    if (!string_of(run, test->a, node, &left)) return -1;
    return (strcmp(left, c.text) == 0) == (test->kind == HD_TEST_EQUAL);
}

static int number_matches(xmlNodePtr node, void *data)
{
    const comparison_t *c = data;
    double number = xmlXPathStringEvalNumber(BAD_CAST hd_evaluate_text(c->run, node)), wanted = c->test->number;
    switch (c->test->kind) {
    case HD_TEST_LESS: return number < wanted;
    case HD_TEST_LESS_EQUAL: return number <= wanted;
    case HD_TEST_MORE: return number > wanted;
    case HD_TEST_MORE_EQUAL: return number >= wanted;
    case HD_TEST_SAME: return number == wanted;
    default: return number != wanted;
    }
}

int hd_evaluate_test(hd_run_t *run, const hd_test_t *test, xmlNodePtr node)
{
    comparison_t c = { run, test, node, NULL };
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
        return hd_evaluate_path(run, test->a->path, node, exists, NULL);
    case HD_TEST_EQUAL:
    case HD_TEST_UNEQUAL:
        return equality(run, test, node);
    default:
        return hd_evaluate_path(run, test->a->path, node, number_matches, &c);
    }
}
