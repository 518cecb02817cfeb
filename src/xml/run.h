/* src/xml/run.h: carrying out what compile.c made of a stylesheet.
 * May use: program.h, transform.h, complaint.h, libxslt. Must not know: how it was compiled, files.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_RUN_H
#define HD_XML_RUN_H

#include "complaint.h"
#include "program.h"
#include "transform.h"

/** Whether a start tag waits for its ">". */
typedef enum { HD_TAG_NONE, HD_TAG_OPEN, HD_TAG_EATS } hd_tag_t;

#define HD_DEPTH_MAX 300     /* lists of operations within each other: recursion uses the thread's C stack */
#define HD_LISTS_MAX 1000000 /* lists carried out for one page: a thousand times what pages need */
#define HD_PAGE_MAX 33554432 /* bytes of one page */
#define HD_VARIABLES_MAX 64  /* at once, in a free run */
#define HD_PARAMS_MAX 16     /* of a template that a free run calls */
#define HD_PLACES_BITS 6
#define HD_PLACES (1 << HD_PLACES_BITS) /* for the attributes of one element: half as many at most */

/** A variable of a free run: a literal, or a path and where it starts. */
typedef struct hd_variable_t {
    const char *name;
    const hd_value_t *value;
    xmlNodePtr node;
} hd_variable_t;

/** One run of a stylesheet: the _private of libxslt's context. Belongs to one thread. */
typedef struct hd_run_t {
    const hd_sheet_t *sheet;
    apr_pool_t *pool;
    xsltTransformContextPtr context;  /* NULL: a free run */
    int depth;
    int position;          /* in a free run: of the node among those that are gone through */
    int variables_base, variables_count; /* those before the base are a caller's */
    hd_complaint_t complaint;
    hd_buffer_t *out;      /* where operations write; NULL: a plain run, by libxslt alone */
    hd_tag_t tag;
    apr_size_t tag_start;  /* where that tag's "<" is in out */
    int lists;             /* carried out so far */
    int is_broken;         /* what was written is not the page: render it in another way */
    int is_endless;        /* … but do not: templates that call each other without end, though not deep */
    const xmlNode *broken_by; /* the instruction, as far as it is known */
    const xmlNode *asked;     /* the element whose attributes were looked for last */
    const xmlNode *indexed;   /* the one whose attributes are in places, or NULL */
    xmlAttrPtr places[HD_PLACES]; /* by the marks of their names */
    hd_variable_t variables[HD_VARIABLES_MAX]; /* last: not cleared */
} hd_run_t;

/**
 * The transform function of our elements: their operations when the page itself is being written, else (in a variable,
 * a temporary tree, a plain run) their children by libxslt. An xsltTransformFunction.
 */
void hd_run_body(xsltTransformContextPtr context, xmlNodePtr node, xmlNodePtr inst, xsltElemPreCompPtr comp);

/**
 * Write the page without libxslt.
 * @param run   with out, without context; is_broken when something was met that needs libxslt
 * @param view  the document
 */
void hd_run_free(hd_run_t *run, xmlDocPtr view);

/** A word with values put in, in the run's pool; the key itself when there is none. */
const char *hd_run_word(hd_run_t *run, const char *key, const hd_word_value_t *values, int count);

#endif
