/* src/xml/xml_file.c: reading an installed XML file: no network, no DTD, an error of one line.
 * May use: base/, layers.h, libxml2. Must not know: what is in it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "xml_file.h"

#include <string.h>

#include <apr_strings.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/uri.h>

/* The first complaint of a parser. */
typedef struct complaint_t {
    int line;
    char text[200];
} complaint_t;

static void on_complaint(void *data, xmlErrorPtr error)
{
    complaint_t *c = ((xmlParserCtxtPtr)data)->_private;
    if (c->text[0] || !error->message) return;
    c->line = error->line;
    apr_cpystrn(c->text, error->message, sizeof(c->text));
    c->text[strcspn(c->text, "\r\n")] = '\0';
}

static xmlDocPtr parse(complaint_t *complaint, const char *bytes, apr_size_t length, const char *url, xmlDictPtr dict)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (!parser) return NULL;
    if (dict) {
        xmlDictFree(parser->dict);
        parser->dict = dict;
        xmlDictReference(dict);
    }
    parser->_private = complaint;
    parser->sax->serror = on_complaint;
    xmlDocPtr doc = xmlCtxtReadMemory(parser, bytes, (int)length, url, NULL, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    xmlFreeParserCtxt(parser);
    return doc;
}

hd_error_t *hd_xml_file_parse(xmlDocPtr *doc, const char *path, xmlDictPtr dict, apr_pool_t *pool)
{
    const char *bytes;
    apr_size_t length;
    complaint_t complaint = { 0, "" };
    HD_TRY(hd_layers_read(&bytes, &length, path, pool));

    xmlChar *url = xmlPathToURI(BAD_CAST path);
    xmlDocPtr made = parse(&complaint, bytes, length, (const char *)url, dict);
    xmlFree(url);
    if (!made) {
        return hd_file_fault(pool, path, complaint.line, "%s", complaint.text[0] ? complaint.text : "not well-formed");
    }
    if (made->intSubset) {
        xmlFreeDoc(made);
        return hd_file_fault(pool, path, 0, "a document type declaration has no place here");
    }
    *doc = made;
    return NULL;
}

const char *hd_xml_file_path(const char *url, apr_pool_t *pool)
{
    char *plain = xmlURIUnescapeString(url, 0, NULL);
    const char *path = apr_pstrdup(pool, plain ? plain : url);
    xmlFree(plain);
    return path;
}
