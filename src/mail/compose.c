/* src/mail/compose.c: the words of a mail, from a view by stylesheets.
 * May use: xml/, base/. Must not know: the database, how the mail is delivered.
 * SPDX-License-Identifier: Apache-2.0 */
#include "compose.h"

#include <apr_strings.h>

/** A language that there are stylesheets in. */
static const char *known_language(const char *wanted, const hd_composer_t *composer)
{
    int i;

    for (i = 0; hd_languages[i]; i++) {
        if (wanted && strcmp(wanted, hd_languages[i]) == 0) return hd_languages[i];
    }
    for (i = 0; hd_languages[i]; i++) {
        if (composer->default_language && strcmp(composer->default_language, hd_languages[i]) == 0) {
            return hd_languages[i];
        }
    }
    return hd_languages[0];
}

static void add_ticket(hd_view_t *view, const hd_mail_matter_t *matter)
{
    xmlNodePtr ticket = hd_view_add(view, hd_view_root(view), "ticket");

    hd_view_attr(view, ticket, "ref", matter->reference);
    hd_view_attr(view, ticket, "subject", matter->subject);
    hd_view_attr(view, ticket, "status", matter->status);
    hd_view_attr(view, ticket, "priority", matter->priority);
    hd_view_attr(view, ticket, "department-name", matter->department);
    hd_view_attr(view, ticket, "account-name", matter->account);
    hd_view_attr(view, ticket, "service-label", matter->service);
}

static hd_error_t *add_message(hd_view_t *view, const hd_mail_matter_t *matter, apr_pool_t *pool)
{
    xmlNodePtr message = hd_view_add(view, hd_view_root(view), "message"), body, file;
    char *last = NULL, *name;

    hd_view_attr(view, message, "name", matter->author);
    body = hd_view_add(view, message, "body");
    if (matter->body_xml) HD_TRY(hd_view_fragment(view, body, matter->body_xml));
    hd_view_add_text(view, message, "source", matter->body);
    if (!matter->attachments) return NULL;
    for (name = apr_strtok(apr_pstrdup(pool, matter->attachments), "\n", &last); name;
         name = apr_strtok(NULL, "\n", &last)) {
        file = hd_view_add(view, message, "file");
        hd_view_attr(view, file, "name", name);
    }
    return NULL;
}

hd_error_t *hd_mail_view(hd_view_t **view, const hd_mail_matter_t *matter, const hd_composer_t *composer,
                         const char *language, apr_pool_t *pool)
{
    hd_view_t *made = hd_view_create("mail", pool);
    xmlNodePtr root = hd_view_root(made), recipient;

    hd_view_attr(made, root, "lang", language);
    hd_view_attr(made, root, "brand", composer->brand);
    hd_view_attr(made, root, "url", composer->url);
    hd_view_attr(made, root, "kind", matter->kind);
    if (matter->link) hd_view_attr(made, root, "link", apr_pstrcat(pool, composer->url, matter->link, NULL));
    recipient = hd_view_add(made, root, "recipient");
    hd_view_attr(made, recipient, "email", matter->recipient);
    if (matter->recipient_name && *matter->recipient_name) {
        hd_view_attr(made, recipient, "name", matter->recipient_name);
    }
    if (matter->reference) add_ticket(made, matter);
    if (matter->body) HD_TRY(add_message(made, matter, pool));
    if (matter->signature) hd_view_add_text(made, root, "signature", matter->signature);
    *view = made;
    return NULL;
}

/** One part of the mail. */
static hd_error_t *render(const char **part, const char *sort, hd_view_t *view, const hd_mail_matter_t *matter,
                          const hd_composer_t *composer, const char *language, apr_pool_t *pool)
{
    const char *sheet = apr_pstrcat(pool, "mail/", matter->kind, ".", sort, NULL), *bytes;
    apr_size_t length;

    HD_TRY(hd_theme_render(&bytes, &length, composer->theme, sheet, language, view, pool));
    *part = apr_pstrmemdup(pool, bytes, length);
    return NULL;
}

hd_error_t *hd_compose_mail(hd_composed_t *out, const hd_mail_matter_t *matter, void *composer, apr_pool_t *pool)
{
    const hd_composer_t *with = composer;
    const char *language = known_language(matter->language, with);
    hd_composed_t made = { matter->subject, NULL, NULL };
    hd_view_t *view;

    HD_TRY(hd_mail_view(&view, matter, with, language, pool));
    HD_TRY(render(&made.text, "text", view, matter, with, language, pool));
    HD_TRY(render(&made.html, "html", view, matter, with, language, pool));
    if (!matter->reference) {
        const char *key = apr_pstrcat(pool, "mail.", matter->kind, ".subject", NULL);

        made.subject = hd_theme_word(with->theme, language, key);
        if (!made.subject) return hd_error(pool, HD_BROKEN, "server-words", "no word %s", key);
    }
    *out = made;
    return NULL;
}
