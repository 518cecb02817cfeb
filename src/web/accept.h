/* src/web/accept.h: what the visitor's program asks for: XML or HTML, and in which language (RFC 9110, 12.5).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ACCEPT_H
#define HD_WEB_ACCEPT_H

#include <httpd.h>

/** Whether application/xml has a higher q than text/html. "*" and no header mean HTML. */
int hd_accepts_xml(request_rec *r);

/**
 * The language of ours that Accept-Language likes best.
 * @param r       the request
 * @param preset  the answer when it names none; also which script "sr" means
 * @return one of hd_languages
 */
const char *hd_accept_language(request_rec *r, const char *preset);

/** The language itself, as hd_languages has it, when it is one of ours; NULL otherwise. NULL-safe. */
const char *hd_language_known(const char *language);

#endif
