/* src/text/fold.h: checking, trimming and folding of text in any script.
 * May use: base/, APR, ICU. Must not know: what the texts are for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HD_TEXT_FOLD_H
#define HD_TEXT_FOLD_H

#include "../base/error.h"

/**
 * Whether bytes are UTF-8 without NUL and control characters (tab, LF and CR are allowed when lines is 1) and without
 * what XML does not allow (surrogates, U+FFFE, U+FFFF).
 * @return 1 or 0
 */
int hd_text_valid(const char *bytes, apr_size_t length, int lines);

/** What hd_text_valid refuses, each byte or character of it replaced by U+FFFD. @return in pool */
const char *hd_text_clean(const char *bytes, apr_size_t length, int lines, apr_pool_t *pool);

/** How many characters (code points) a valid UTF-8 text has. */
apr_size_t hd_text_chars(const char *text);

/**
 * Cut white space (Unicode's) at both ends, make CRLF and CR into LF, normalize to NFC.
 * @return in pool
 */
const char *hd_text_trim(const char *text, apr_pool_t *pool);

/**
 * Fold an e-mail address for comparing: trimmed, NFKC case fold, domain to ASCII (IDNA) where it can be.
 * @return in pool; NULL when it cannot be an address (RFC 5321: one @, 1..64 octets before, a domain after, 254 in all,
 *         no spaces or control characters)
 */
const char *hd_email_fold(const char *address, apr_pool_t *pool);

/** Serbian Cyrillic to Latin (ICU); text in other scripts stays as it is. @return in pool */
const char *hd_serbian_latin(const char *text, apr_pool_t *pool);

/** The initials of a name for an avatar: at most two characters, upper case. @return in pool; "?" for an empty name */
const char *hd_initials(const char *name, apr_pool_t *pool);

#endif
