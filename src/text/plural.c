/* src/text/plural.c: CLDR's plural categories.
 * May use: APR, ICU. Must not know: what is counted.
 *
 * The rules are opened once a process and only read afterwards, so that all threads share them; ICU's select is const.
 * SPDX-License-Identifier: Apache-2.0 */
#include "locale.h"

#include <pthread.h>
#include <string.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#define WORD_MAX 16

static const char *const categories[] = { "zero", "one", "two", "few", "many", "other" };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static UPluralRules *english, *serbian; /* written by open_rules alone, under the once control */

static void open_rules(void)
{
    UErrorCode status = U_ZERO_ERROR;

    english = uplrules_open("en", &status);
    status = U_ZERO_ERROR;
    serbian = uplrules_open("sr", &status); /* the same rules in both scripts */
}

/** httpd loads and unloads a module when it starts: leave nothing behind. */
static void __attribute__((destructor)) close_rules(void)
{
    if (english) uplrules_close(english);
    if (serbian) uplrules_close(serbian);
}

const char *hd_plural(const char *language, apr_int64_t number)
{
    UErrorCode status = U_ZERO_ERROR;
    const UPluralRules *rules;
    UChar units[WORD_MAX];
    char word[WORD_MAX];
    int32_t length;
    apr_size_t i;

    pthread_once(&once, open_rules);
    rules = strncmp(language, "sr", 2) == 0 ? serbian : english;
    if (!rules) return "other";
    length = uplrules_select(rules, (double)number, units, WORD_MAX, &status);
    if (U_FAILURE(status) || length >= WORD_MAX) return "other";
    u_UCharsToChars(units, word, length);
    word[length] = '\0';
    for (i = 0; i < sizeof(categories) / sizeof(categories[0]); i++) {
        if (strcmp(word, categories[i]) == 0) return categories[i];
    }
    return "other";
}
