/* src/web/accept.c: reading Accept and Accept-Language.
 * May use: APR; xml/theme.h for the languages. Must not know: httpd, routes, people.
 * SPDX-License-Identifier: Apache-2.0 */
#include "accept.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "../xml/theme.h"

/* A weight (RFC 9110, 12.4.2) in thousandths. What is none counts as 1. */
static int weight(const char *text)
{
    int thousandths = 0, digit = 100;

    if (text[0] != '0') return 1000;
    if (text[1] != '.') return 0;
    for (text += 2; digit && apr_isdigit(*text); text++, digit /= 10) thousandths += (*text - '0') * digit;
    return thousandths;
}

/* Take the next element of a list: its name in lower case, and its q (1000 is 1). @return NULL at the end */
static char *next_choice(const char **list, int *q, apr_pool_t *pool)
{
    const char *start = *list + strspn(*list, ", \t");
    char *element, *parameter, *c;

    if (!*start) return NULL;
    *list = start + strcspn(start, ",");
    element = apr_pstrmemdup(pool, start, (apr_size_t)(*list - start));
    for (c = element; *c; c++) *c = (char)apr_tolower(*c);
    *q = 1000;
    for (parameter = strchr(element, ';'); parameter; parameter = strchr(parameter, ';')) {
        parameter += 1 + strspn(parameter + 1, " \t");
        if (!strncmp(parameter, "q=", 2)) *q = weight(parameter + 2);
    }
    element[strcspn(element, "; \t")] = '\0';
    return element;
}

int hd_accepts_xml(const char *accept, apr_pool_t *pool)
{
    int xml = 0, html = -1, text = -1, any = -1, q;
    char *type;

    while (accept && (type = next_choice(&accept, &q, pool))) {
        if (!strcmp(type, "application/xml")) xml = q;
        else if (!strcmp(type, "text/html")) html = q;
        else if (!strcmp(type, "text/*")) text = q;
        else if (!strcmp(type, "*/*")) any = q;
    }
    if (html < 0) html = text >= 0 ? text : any;
    return xml > 0 && xml > html;
}

const char *hd_language_known(const char *language)
{
    const char *const *known;

    for (known = hd_languages; language && *known; known++) {
        if (!strcasecmp(*known, language)) return *known;
    }
    return NULL;
}

/* The language of ours that a tag asks for, or NULL. */
static const char *language_of(const char *tag, const char *preset)
{
    if (!strncmp(tag, "en", 2) && !apr_isalpha(tag[2])) return "en";
    if (strncmp(tag, "sr", 2) || apr_isalpha(tag[2])) return NULL;
    if (strstr(tag, "latn")) return "sr-Latn";
    return strstr(tag, "cyrl") || strncmp(preset, "sr", 2) ? "sr-Cyrl" : preset;
}

const char *hd_accept_language(const char *accept_language, const char *preset, apr_pool_t *pool)
{
    const char *best = preset, *tag, *language;
    int best_q = 0, q;

    while (accept_language && (tag = next_choice(&accept_language, &q, pool))) {
        language = language_of(tag, preset);
        if (language && q > best_q) best = language, best_q = q;
    }
    return best;
}
