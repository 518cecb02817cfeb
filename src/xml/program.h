/* src/xml/program.h: a stylesheet's bodies as lists of operations: what compile.c makes, run.c carries out.
 * May use: buffer.h, words.h, libxml2, libxslt (their structures). Must not know: files, languages, requests.
 *
 * libxslt builds a result tree, which is then written out. Most of that is known when the stylesheet is loaded: here
 * HTML and words are runs of bytes, and paths such as ticket/@ref are walked without XPath. What the compiler does not
 * know keeps its instruction and is left to libxslt. All of it is read-only once loaded, and shared by all threads.
 *
 * There are two ways to carry it out. Free: without libxslt, which takes as long to make its context as a row of a list
 * takes to be written; variables are bindings of our own. Bound: within a run of libxslt's, where it knows the
 * variables, and can do what we cannot. Which operations a free run can do is seen when it meets them.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_PROGRAM_H
#define HD_XML_PROGRAM_H

#include <apr_hash.h>
#include <libxslt/xsltInternals.h>

#include "buffer.h"
#include "words.h"

#define HD_WORD_VALUES_MAX 8 /* values that one word takes */

typedef struct hd_test_t hd_test_t;
typedef struct hd_value_t hd_value_t;
typedef struct hd_op_t hd_op_t;

/** One step down to child elements; its predicate never speaks of positions. */
typedef struct hd_step_t {
    const char *name;
    const hd_test_t *predicate;  /* or NULL */
    const struct hd_step_t *or;  /* elements of this name as well: "a|b"; or NULL */
} hd_step_t;

/** "@x", "../@x", "a/b[@x]/@y", "a|b", "/view/a", "a/node()", ".": a node-set in document order. */
typedef struct hd_path_t {
    int is_absolute;
    int up;                 /* so many ".." at the start */
    int count;
    const hd_step_t *steps;
    const char *attribute;  /* the last step, or NULL */
    apr_size_t mark;        /* its hd_scan_mark() */
    int has_all;            /* the last step is node() */
    int is_uncertain;       /* a predicate speaks of a variable: only a free run knows what that is */
} hd_path_t;

typedef enum {
    HD_VALUE_LITERAL, HD_VALUE_PATH, HD_VALUE_VARIABLE, HD_VALUE_CONCAT, HD_VALUE_WORD,
    HD_VALUE_COUNT,     /* count(path) */
    HD_VALUE_AFTER,     /* substring-after(part, part) */
    HD_VALUE_POSITION   /* position(), in a test */
} hd_value_kind_t;

/** An expression that is wanted as a string. */
struct hd_value_t {
    hd_value_kind_t kind;
    int is_number;                  /* a literal that is a number: as a test it means something else */
    const char *text;               /* a literal; a variable's name, in the stylesheet's dictionary */
    const hd_path_t *path;
    const hd_word_t *word;          /* of t:word, when its key is a literal; else it is looked up each time */
    int count;                      /* of parts */
    const hd_value_t *const *parts; /* of concat, or one of string; of t:word: the key, then names and values in turn */
};

/** A name bound to a value: a variable, a parameter with its default, what is handed over for one. */
typedef struct hd_binding_t {
    const char *name;
    const hd_value_t *value;
} hd_binding_t;

typedef enum {
    HD_TEST_AND, HD_TEST_OR, HD_TEST_NOT, HD_TEST_PATH,             /* a path, or a variable */
    HD_TEST_EQUAL, HD_TEST_UNEQUAL,                                 /* two values, as strings */
    HD_TEST_LESS, HD_TEST_LESS_EQUAL, HD_TEST_MORE, HD_TEST_MORE_EQUAL, HD_TEST_SAME, HD_TEST_OTHER  /* a number */
} hd_test_kind_t;

/** An expression that is wanted as true or false. */
struct hd_test_t {
    hd_test_kind_t kind;
    const hd_test_t *left, *right;  /* and, or; not has only left */
    const hd_value_t *a, *b;        /* what is compared; a is the path where only one is needed */
    double number;
};

typedef enum {
    HD_OP_END,
    HD_OP_BYTES,      /* bytes as they are */
    HD_OP_VALUE,      /* value, or else comp's expression; escaped */
    HD_OP_AVT,        /* an attribute value that only libxslt can evaluate */
    HD_OP_OPEN,       /* attributes may follow: the start tag's ">" waits for the first content */
    HD_OP_CLOSE,      /* write that ">" if it still waits */
    HD_OP_ATTRIBUTE,  /* xsl:attribute: name in bytes, value from body, or from the instruction's content */
    HD_OP_IF,         /* test, or else comp's expression: body, or go on with otherwise; a choose is a chain of these */
    HD_OP_EACH,       /* for each node of path, or else of comp's expression: body */
    HD_OP_COPY,       /* copy-of of path, or else of comp's expression; list for what is no node-set */
    HD_OP_CALL,       /* a template: called, with bindings */
    HD_OP_APPLY,      /* for each node of path: what rules say */
    HD_OP_VARIABLE,   /* xsl:variable: the binding */
    HD_OP_RUN,        /* an instruction of libxslt's whose templates write directly again */
    HD_OP_LIST,       /* the same for a list of instructions, as a scope for variables: called */
    HD_OP_TREE        /* a list of instructions, into a temporary node that is then written out */
} hd_op_kind_t;

#define HD_OP_EATS 1     /* OPEN: an HTML parser drops a line feed right after this tag */
#define HD_OP_BOOLEAN 2  /* ATTRIBUTE: written without a value */
#define HD_OP_ALWAYS 4   /* IF: an otherwise */
#define HD_OP_SCOPE 8    /* CALL: with parameters or variables, which libxslt has to know of in a run of its own */

struct hd_op_t {
    hd_op_kind_t kind;
    int flags;
    hd_escape_t escape;
    const char *bytes;
    apr_size_t length;
    const hd_value_t *value;
    const hd_test_t *test;
    const hd_path_t *path;
    const hd_op_t *body;
    const hd_op_t *otherwise;
    const struct hd_body_t *called;
    const hd_binding_t *bindings;
    int bindings_count;
    const struct hd_rules_t *rules;
    void *avt;
    xmlNodePtr inst;           /* the instruction in the stylesheet */
    xsltStylePreCompPtr comp;  /* its compiled form */
};

/** What libxslt finds at an element of ours: the list of operations that stands for its children. */
typedef struct hd_body_t {
    xsltElemPreComp comp;      /* first: libxslt knows only this */
    const hd_op_t *ops;        /* NULL: the children are always libxslt's */
    int has_variables;
    const hd_binding_t *params;
    int params_count;
    int is_callable;           /* its parameters are such that we can set them */
} hd_body_t;

/** A template that is chosen by what it matches. */
typedef struct hd_rule_t {
    const char *name;             /* of the element; "/" the document */
    int import;                   /* of the stylesheet: the lower counts more */
    const hd_body_t *body;        /* NULL: it does nothing */
} hd_rule_t;

/** Which template is for which node, in a mode. */
typedef struct hd_rules_t {
    apr_hash_t *by_name;          /* of hd_rule_t */
    const hd_rule_t *document;    /* match="/" */
    const hd_rule_t *top;         /* match="/view": the document's element, when it has this name; stronger than a rule
                                   * of by_name in the same stylesheet or an imported one */
    int is_simple;                /* all of them are here; else libxslt has to choose */
} hd_rules_t;

/** A stylesheet as a whole. */
typedef struct hd_program_t {
    const hd_rules_t *rules;      /* of no mode; NULL: libxslt has to choose */
    const hd_binding_t *globals;
    int globals_count;
    const xmlNode *bound_by;      /* a global variable that only libxslt can evaluate: there are no free runs; or NULL */
} hd_program_t;

#endif
