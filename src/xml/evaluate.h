/* src/xml/evaluate.h: paths, values and tests of a program, on the nodes of a view.
 * May use: run.h, libxml2 and libxslt (variables). Must not know: HTML.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_EVALUATE_H
#define HD_XML_EVALUATE_H

#include "run.h"

/** Called for each node of a path. @return nonzero ends the walk */
typedef int hd_visit_t(xmlNodePtr node, void *data);

/** Walk a path. @return what ended the walk, or 0 */
int hd_evaluate_path(hd_run_t *run, const hd_path_t *path, xmlNodePtr node, hd_visit_t *visit, void *data);

/** A value as a string: the view's own, or in the run's pool. */
const char *hd_evaluate_value(hd_run_t *run, const hd_value_t *value, xmlNodePtr node);

/** The first node of a path, or NULL. */
xmlNodePtr hd_evaluate_first(hd_run_t *run, const hd_path_t *path, xmlNodePtr node);

/** In a free run: what a name is bound to, seen from here. */
hd_variable_t hd_evaluate_binding(hd_run_t *run, const hd_binding_t *binding, xmlNodePtr node);

/** In a free run: let a variable be known until variables_count is set back. No two of a template have one name. */
void hd_evaluate_bind(hd_run_t *run, const hd_variable_t *variable);

/** A test. @return 1, 0; -1: a variable is of a type that libxml2 has to compare */
int hd_evaluate_test(hd_run_t *run, const hd_test_t *test, xmlNodePtr node);

/** The string-value of a node: the tree's own, or in the run's pool. */
const char *hd_evaluate_text(hd_run_t *run, xmlNodePtr node);

#endif
