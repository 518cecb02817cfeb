/* src/text/serbian.c: Serbian Cyrillic to Latin.
 * May use: APR, ICU. Must not know: what the texts are for.
 *
 * A transliterator is costly to open and not safe to share: one a process, under a mutex. It runs when catalogues are
 * loaded, and rarely after.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fold.h"

#include <apr_strings.h>
#include <pthread.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "uchars.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static UTransliterator *latin; /* opened at first use, under the mutex */

/** httpd loads and unloads a module when it starts: leave nothing behind. */
static void __attribute__((destructor)) close_latin(void)
{
    if (latin) utrans_close(latin);
}

/** The transliterator, or NULL when ICU has none; the caller holds the mutex. */
static UTransliterator *open_latin(void)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar id[32];

    if (!latin) latin = utrans_openU(u_uastrcpy(id, "Serbian-Latin/BGN"), -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    return latin;
}

static int has_cyrillic(const UChar *text, int32_t length)
{
    int32_t i;

    for (i = 0; i < length; i++) {
        if (text[i] >= 0x0400 && text[i] <= 0x052F) return 1;
    }
    return 0;
}

/** ICU writes some letters as two characters (C and an acute): put them together. */
static const char *compose(const UChar *text, int32_t length, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar *composed = apr_palloc(pool, ((apr_size_t)length + 1) * sizeof(UChar));
    int32_t written = unorm2_normalize(unorm2_getNFCInstance(&status), text, length, composed, length + 1, &status);

    return U_FAILURE(status) ? hd_uchars_utf8(text, length, pool) : hd_uchars_utf8(composed, written, pool);
}

const char *hd_serbian_latin(const char *text, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t length, limit, capacity;
    UChar *units = hd_uchars(&length, text, 0, pool);
    int done = 0;

    if (!has_cyrillic(units, length)) return apr_pstrdup(pool, text);
    units = hd_uchars(&length, text, length + 16, pool); /* one letter may become two */
    capacity = 2 * length + 16;
    limit = length;
    pthread_mutex_lock(&mutex);
    if (open_latin()) {
        utrans_transUChars(latin, units, &length, capacity, 0, &limit, &status);
        done = U_SUCCESS(status);
    }
    pthread_mutex_unlock(&mutex);
    return done ? compose(units, length, pool) : apr_pstrdup(pool, text);
}
