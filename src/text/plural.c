/* src/text/plural.c: CLDR's plural categories.
 * May use: APR, ICU. Must not know: what is counted.
 *
 * The rules are opened once a process and only read afterwards, so that all threads share them; ICU's select is const.
 * What it says of small numbers is kept.
 * SPDX-License-Identifier: Apache-2.0 */
#include "locale.h"

#include <pthread.h>
#include <string.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#define WORD_MAX 16
#define SMALL 1000 /* numbers below it (days, tickets) are counted most: their categories are looked up once */

static const char *const categories[] = { "zero", "one", "two", "few", "many", "other" };

/* How a language counts. */
typedef struct rules_t {
    UPluralRules *icu;
    const char *small[SMALL];
} rules_t;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static rules_t english, serbian; /* written by open_all alone, under the once control */

static const char *look_up(const UPluralRules *rules, apr_int64_t number)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar units[WORD_MAX];
    char word[WORD_MAX];
    int32_t length;
    apr_size_t i;

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

static void open_rules(rules_t *rules, const char *language)
{
    UErrorCode status = U_ZERO_ERROR;
    int i;

    rules->icu = uplrules_open(language, &status);
    if (U_FAILURE(status)) rules->icu = NULL;
    for (i = 0; i < SMALL; i++) rules->small[i] = look_up(rules->icu, i);
}

static void open_all(void)
{
    open_rules(&english, "en");
    open_rules(&serbian, "sr"); /* the same rules in both scripts */
}

/** httpd loads and unloads a module when it starts: leave nothing behind. */
static void __attribute__((destructor)) close_all(void)
{
    if (english.icu) uplrules_close(english.icu);
    if (serbian.icu) uplrules_close(serbian.icu);
}

const char *hd_plural(const char *language, apr_int64_t number)
{
    const rules_t *rules = strncmp(language, "sr", 2) == 0 ? &serbian : &english;

    pthread_once(&once, open_all);
    return number >= 0 && number < SMALL ? rules->small[number] : look_up(rules->icu, number);
}
