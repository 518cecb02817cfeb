/* tests/fuzz/fuzz_fragment.c: whatever bytes come, a view stays one that an XML parser reads.
 * The bytes are given to hd_view_fragment, and as attribute and text.
 * May use: src/xml.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <libxml/parser.h>

#include "../../src/xml/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int begun;
    apr_pool_t *pool;
    const char *bytes;
    apr_size_t length;
    if (!begun++) apr_initialize();
    apr_pool_create(&pool, NULL);

    const char *text = apr_pstrmemdup(pool, (const char *)data, size);
    hd_view_t *view = hd_view_create("fuzz", pool);
    xmlNodePtr node = hd_view_add_text(view, hd_view_root(view), "text", text);
    hd_view_attr(view, node, "value", text);
    xmlNodePtr body = hd_view_add(view, hd_view_root(view), "body");
    int refused = hd_view_fragment(view, body, text) != NULL;
    if (refused && body->children) abort();

    if (hd_view_write(&bytes, &length, view, pool)) abort();
    xmlDocPtr doc = xmlReadMemory(bytes, (int)length, "view", "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR
                                  | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    if (!doc) abort();
    xmlFreeDoc(doc);
    apr_pool_destroy(pool);
    return 0;
}
