/* src/xml/program.h: a stylesheet's bodies as lists of operations: what compile.c makes, run.c carries out.
 * May use: buffer.h, libxml2, libxslt (their structures). Must not know: files, languages, requests.
 *
 * libxslt builds a result tree, which is then written out. Most of that is known when the stylesheet is loaded: here
 * HTML and words are runs of bytes, and paths such as ticket/@ref are walked without XPath. What the compiler does not
 * know keeps its instruction and is left to libxslt. All of it is read-only once loaded, and shared by all threads.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_PROGRAM_H
#define HD_XML_PROGRAM_H

#include <libxslt/xsltInternals.h>

#include "buffer.h"

#define HD_WORD_VALUES_MAX 8 /* values that one word takes */

typedef struct hd_test_t hd_test_t;
typedef struct hd_value_t hd_value_t;
typedef struct hd_op_t hd_op_t;

/** One step down to child elements; its predicate never speaks of positions. */
typedef struct hd_step_t {
    const char *name;
    const hd_test_t *predicate;  /* or NULL */
} hd_step_t;

/** "@x", "../@x", "a/b[@x]/@y", "/view/a", ".": a node-set in document order. */
typedef struct hd_path_t {
    int is_absolute;
    int up;                 /* so many ".." at the start */
    int count;
    const hd_step_t *steps;
    const char *attribute;  /* the last step, or NULL */
} hd_path_t;

typedef enum { HD_VALUE_LITERAL, HD_VALUE_PATH, HD_VALUE_VARIABLE, HD_VALUE_CONCAT, HD_VALUE_WORD } hd_value_kind_t;

/** An expression that is wanted as a string. */
struct hd_value_t {
    hd_value_kind_t kind;
    const char *text;               /* a literal; a variable's name, in the stylesheet's dictionary */
    const hd_path_t *path;
    int count;
    const hd_value_t *const *parts; /* of concat, or one of string; of t:word: the key, then names and values in turn */
};

typedef enum {
    HD_TEST_AND, HD_TEST_OR, HD_TEST_NOT, HD_TEST_PATH,
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
    HD_OP_CALL,       /* a template without parameters and variables: body */
    HD_OP_VARIABLE,   /* xsl:variable */
    HD_OP_RUN,        /* an instruction of libxslt's whose templates write directly again */
    HD_OP_LIST,       /* the same for a list of instructions, as a scope for variables */
    HD_OP_TREE        /* a list of instructions, into a temporary node that is then written out */
} hd_op_kind_t;

#define HD_OP_EATS 1     /* OPEN: an HTML parser drops a line feed right after this tag */
#define HD_OP_BOOLEAN 2  /* ATTRIBUTE: written without a value */
#define HD_OP_ALWAYS 4   /* IF: an otherwise */

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
    void *avt;
    xmlNodePtr inst;           /* the instruction in the stylesheet */
    xsltStylePreCompPtr comp;  /* its compiled form */
};

/** What libxslt finds at an element of ours: the list of operations that stands for its children. */
typedef struct hd_body_t {
    xsltElemPreComp comp;      /* first: libxslt knows only this */
    const hd_op_t *ops;        /* NULL: the children are always libxslt's */
    int has_variables;
} hd_body_t;

#endif
