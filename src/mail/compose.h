/* src/mail/compose.h: the words of a mail, from a view by stylesheets, as for pages.
 * May use: xml/, base/. Must not know: the database, how the mail is delivered.
 *
 * The view has the page "mail" (xslt/schema/mail.rng); the stylesheets are xslt/mail/<kind>.html.xsl and
 * xslt/mail/<kind>.text.xsl. The subject of a mail about a ticket is the ticket's; others have "mail.<kind>.subject".
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_MAIL_COMPOSE_H
#define HD_MAIL_COMPOSE_H

#include "../xml/theme.h"
#include "matter.h"

/** What composing needs, beside what the mail tells. */
typedef struct hd_composer_t {
    const hd_theme_t *theme;
    const char *brand;            /* HelpdeskBrand */
    const char *url;              /* HelpdeskURL without a slash at the end */
    const char *default_language; /* where the theme has not the mail's */
} hd_composer_t;

/**
 * Make the words of a mail; an hd_compose_t.
 * @param[out] out   in pool; untouched on error
 * @param matter     what it tells
 * @param composer   an hd_composer_t
 * @param pool       owns the words
 * @return NULL, or HD_BROKEN (a stylesheet or a word is missing, or a transform failed)
 */
hd_error_t *hd_compose_mail(hd_composed_t *out, const hd_mail_matter_t *matter, void *composer, apr_pool_t *pool);

/**
 * The view of a mail, for hd_compose_mail and for who checks it against its schema.
 * @param[out] view  in pool; untouched on error
 * @param matter     what it tells
 * @param composer   what composing needs
 * @param language   one of hd_languages
 * @param pool       owns the view
 * @return NULL, or HD_BROKEN when the message's markup is not well-formed
 */
hd_error_t *hd_mail_view(hd_view_t **view, const hd_mail_matter_t *matter, const hd_composer_t *composer,
                         const char *language, apr_pool_t *pool);

#endif
