/* src/xml/xml_file.h: reading an installed XML file: no network, no DTD, an error of one line.
 * May use: base/, layers.h, libxml2. Must not know: what is in it.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_XML_XML_FILE_H
#define HD_XML_XML_FILE_H

#include <libxml/tree.h>

#include "layers.h"

/**
 * Parse a file. CDATA becomes text; a document type declaration is refused.
 * @param[out] doc  the caller frees it; its URL is the path
 * @param path      absolute
 * @param dict      names go into this dictionary (libxslt wants its own), or NULL
 * @param pool      scratch, and the error
 * @return NULL, or HD_BROKEN with "file:line: what"
 */
hd_error_t *hd_xml_file_parse(xmlDocPtr *doc, const char *path, xmlDictPtr dict, apr_pool_t *pool);

/** The path of a URL that hd_xml_file_parse gave, or of one built from it. @return in pool */
const char *hd_xml_file_path(const char *url, apr_pool_t *pool);

#endif
