/* src/xml/rules.h: which template is for which node: as far as names of elements say so.
 * May use: program.h, libxslt. Must not know: what templates do.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_RULES_H
#define HD_XML_RULES_H

#include <apr_pools.h>

#include "program.h"

/**
 * Note what a template matches; of several for one name the first that is given counts.
 * @param modes     of hd_rules_t by mode, "" for none; in a pool that lives as long as the stylesheet
 * @param template  libxslt's; without match nothing is noted
 * @param body      what it does, or NULL
 * @param import    the stylesheet's place in the order of imports, 0 for the page's own
 */
void hd_rules_add(apr_hash_t *modes, const xsltTemplate *template, const hd_body_t *body, int import);

/** The rules of a mode (NULL for none), when they are simple; else NULL. */
const hd_rules_t *hd_rules_find(apr_hash_t *modes, const xmlChar *mode);

/** The rule for a node of a view; NULL: one that is built into XSLT. */
const hd_rule_t *hd_rules_choose(const hd_rules_t *rules, const xmlNode *node);

#endif
