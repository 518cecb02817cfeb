/* src/xml/catalogue.c: reading the files of xslt/strings/, and deriving the Latin script from the Cyrillic one.
 * May use: base/, text/, layers.h, xml_file.h, APR, libxml2. Must not know: where the words stand.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include <apr_strings.h>

#include "../base/log.h"
#include "../text/fold.h"
#include "buffer.h"
#include "theme.h"
#include "words_table.h"
#include "xml_file.h"

#define NAMED_AT_MOST 10 /* missing words named in the log line */

const char *const hd_languages[] = { "en", "sr-Latn", "sr-Cyrl", NULL };

/* A catalogue file being read. */
typedef struct reading_t {
    hd_words_t *words;
    apr_hash_t *seen;      /* keys of this file */
    const char *language;
    const char *path;
    int latin;             /* derive the Latin script */
    apr_pool_t *pool;
} reading_t;

static hd_error_t *fault(const reading_t *r, xmlNodePtr node, const char *what, const char *about)
{
    return hd_file_fault(r->pool, r->path, (int)xmlGetLineNo(node), "%s%s", what, about);
}

int hd_words_language(const char *language)
{
    for (int i = 0; hd_languages[i]; i++) {
        if (strcmp(hd_languages[i], language) == 0) return 1;
    }
    return 0;
}

static const char *collapse(char *text)
{
    char *out = text;
    for (const char *p = text; *p; p++) {
        if (!strchr(" \t\r\n", *p)) *out++ = *p;
        else if (out > text && out[-1] != ' ') *out++ = ' ';
    }
    if (out > text && out[-1] == ' ') out--;
    *out = '\0';
    return text;
}

static void add_piece(hd_buffer_t *out, const reading_t *r, xmlNodePtr text, int derive)
{
    const char *content = text->content ? (const char *)text->content : "";
    hd_buffer_puts(out, derive ? hd_serbian_latin(content, r->pool) : content);
}

/* The text of a <word>, or of one of its forms. */
static hd_error_t *read_text(const char **text, const reading_t *r, xmlNodePtr node)
{
    xmlChar *latin = r->latin ? xmlGetNoNsProp(node, BAD_CAST "latin") : NULL;
    if (latin) {
        *text = collapse(apr_pstrdup(r->pool, (const char *)latin));
        xmlFree(latin);
        return NULL;
    }
    hd_buffer_t out;
    hd_buffer_init(&out, 64, r->pool);
    for (xmlNodePtr child = node->children; child; child = child->next) {
        if (child->type == XML_COMMENT_NODE) continue;
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
            add_piece(&out, r, child, r->latin);
        } else if (child->type == XML_ELEMENT_NODE && xmlStrEqual(child->name, BAD_CAST "k")) {
            for (xmlNodePtr t = child->children; t; t = t->next) add_piece(&out, r, t, 0);
        } else {
            return fault(r, child, "no markup in a word: ", (const char *)child->name);
        }
    }
    hd_buffer_end(&out);
    *text = collapse(out.data);
    return **text ? NULL : fault(r, node, "a word without text", "");
}

static hd_error_t *read_form(hd_word_form_t *form, const reading_t *r, xmlNodePtr node)
{
    const char *text;
    HD_TRY(read_text(&text, r, node));
    hd_word_form_make(form, text, r->pool);
    return NULL;
}

static int form_of(xmlNodePtr node)
{
    for (int i = 0; node->type == XML_ELEMENT_NODE && i < HD_WORD_FORMS; i++) {
        if (xmlStrEqual(node->name, BAD_CAST hd_word_forms[i])) return i;
    }
    return -1;
}

static hd_error_t *read_forms(hd_word_t *word, const reading_t *r, xmlNodePtr node)
{
    for (xmlNodePtr child = node->children; child; child = child->next) {
        if (child->type == XML_COMMENT_NODE || xmlIsBlankNode(child)) continue;
        int form = form_of(child);
        if (form < 0) return fault(r, child, "not a plural form: ", (const char *)child->name);
        if (word->form[form].text) return fault(r, child, "a plural form given twice: ", (const char *)child->name);
        HD_TRY(read_form(&word->form[form], r, child));
        if (form > 0) word->has_forms = 1;
    }
    return word->form[0].text ? NULL : fault(r, node, "plural forms without <other>: ", word->key);
}

static int has_forms(xmlNodePtr node)
{
    for (xmlNodePtr child = node->children; child; child = child->next) {
        if (form_of(child) >= 0) return 1;
    }
    return 0;
}

static hd_error_t *read_word(const reading_t *r, xmlNodePtr node)
{
    xmlChar *key = xmlGetNoNsProp(node, BAD_CAST "key");
    if (!key) return fault(r, node, "a word without key", "");
    hd_word_t *word = apr_pcalloc(r->pool, sizeof(*word));
    word->key = apr_pstrdup(r->pool, (const char *)key);
    word->language = r->language;
    xmlFree(key);
    if (apr_hash_get(r->seen, word->key, APR_HASH_KEY_STRING)) {
        return fault(r, node, "a word given twice: ", word->key);
    }
    if (has_forms(node)) HD_TRY(read_forms(word, r, node));
    else HD_TRY(read_form(&word->form[0], r, node));
    apr_hash_set(r->seen, word->key, APR_HASH_KEY_STRING, word);
    apr_hash_set(r->words->by_key, word->key, APR_HASH_KEY_STRING, word);
    return NULL;
}

static hd_error_t *read_words(const reading_t *r, xmlDocPtr doc)
{
    xmlNodePtr root = xmlDocGetRootElement(doc);
    if (!xmlStrEqual(root->name, BAD_CAST "words")) return fault(r, root, "the root is not <words>", "");
    for (xmlNodePtr node = root->children; node; node = node->next) {
        if (node->type == XML_COMMENT_NODE || xmlIsBlankNode(node)) continue;
        if (node->type != XML_ELEMENT_NODE || !xmlStrEqual(node->name, BAD_CAST "word")) {
            return fault(r, node, "not a <word>: ", (const char *)node->name);
        }
        HD_TRY(read_word(r, node));
    }
    return NULL;
}

static hd_error_t *read_file(reading_t *r, const char *path)
{
    xmlDocPtr doc;
    r->path = path;
    r->seen = apr_hash_make(r->pool);
    HD_TRY(hd_xml_file_parse(&doc, path, NULL, r->pool));
    hd_error_t *error = read_words(r, doc);
    xmlFreeDoc(doc);
    return error;
}

static void log_missing(const hd_words_t *words, const char *language, apr_pool_t *pool)
{
    const apr_array_header_t *keys = words->missing;
    const char *names = "";
    for (int i = 0; i < keys->nelts && i < NAMED_AT_MOST; i++) {
        names = apr_pstrcat(pool, names, i ? ", " : "", APR_ARRAY_IDX(keys, i, const char *), NULL);
    }
    hd_log(HD_LOG_INFO, APR_SUCCESS, HDLOGNO(0051) "%s: %d words are missing and shown in English: %s%s", language,
           keys->nelts, names, keys->nelts > NAMED_AT_MOST ? ", ..." : "");
}

hd_error_t *hd_words_load(const hd_words_t **words, const hd_layers_t *layers, const char *language,
                          const hd_words_t *fallback, apr_pool_t *pool)
{
    hd_words_t *made = apr_pcalloc(pool, sizeof(*made));
    reading_t r = { .words = made, .language = language, .latin = strcmp(language, "sr-Latn") == 0, .pool = pool };
    made->by_key = apr_hash_make(pool);
    made->missing = apr_array_make(pool, 8, sizeof(const char *));

    const char *name = apr_psprintf(pool, "strings/%.2s.xml", language);
    const char *original = hd_layers_original(layers, name, pool);
    const char *theme = hd_layers_theme(layers, name, pool);
    if (!original) return hd_file_fault(pool, apr_pstrcat(pool, layers->original, "/", name, NULL), 0, "no such file");
    HD_TRY(read_file(&r, original));
    if (theme) HD_TRY(read_file(&r, theme));

    if (fallback) hd_words_fall_back(made, fallback, pool);
    if (made->missing->nelts) log_missing(made, language, pool);
    *words = made;
    return NULL;
}
