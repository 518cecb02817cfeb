/* src/web/accept.h: what the visitor's program asks for: XML or HTML, and in which language (RFC 9110, 12.5).
 * May use: APR. Must not know: httpd.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_WEB_ACCEPT_H
#define HD_WEB_ACCEPT_H

#include <apr_pools.h>

/**
 * Whether application/xml has a higher q than text/html. "*" and no header mean HTML.
 * @param accept  value of the header Accept, or NULL
 * @param pool    for the work
 * @return 1 or 0
 */
int hd_accepts_xml(const char *accept, apr_pool_t *pool);

/**
 * The language of ours that Accept-Language likes best.
 * @param accept_language  value of the header, or NULL
 * @param preset           the answer when it names none; also which script "sr" means
 * @param pool             for the work
 * @return one of hd_languages
 */
const char *hd_accept_language(const char *accept_language, const char *preset, apr_pool_t *pool);

/** The language itself, as hd_languages has it, when it is one of ours; NULL otherwise. NULL-safe. */
const char *hd_language_known(const char *language);

#endif
