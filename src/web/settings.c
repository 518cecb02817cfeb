/* src/web/settings.c: the settings that administrators change while the portal runs, as every request knows them.
 * May use: domain/setting.h, APR. Must not know: what they are for.
 *
 * Two copies lie in shared memory, and a turn that says which counts. Who writes fills the other copy and raises the turn;
 * who reads copies, and looks whether the turn is still the same. So nobody waits, and a process that dies while it
 * writes leaves a copy that nobody reads.
 * SPDX-License-Identifier: Apache-2.0 */
#include "settings.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "module.h"
#include "shared.h"

#define LANGUAGES_MAX 4
#define TEXT_BYTES (HD_SETTING_TEXT_MAX * 4 + 1)
#define WRITE_USEC (5 * APR_USEC_PER_SEC) /* who has not written for so long is dead */

typedef struct copy_t {
    int any[HD_SETTINGS];    /* whether a text is not empty in some language */
    int number[HD_SETTINGS];
    char text[HD_SETTINGS][LANGUAGES_MAX][TEXT_BYTES];
} copy_t;

struct hd_shared_settings_t {
    apr_uint64_t turn;         /* copy[turn % 2] counts */
    apr_int64_t writing_since; /* hd_clock_usec(); 0: nobody writes */
    copy_t copy[2];
};

static int language_place(const char *language)
{
    int i;

    for (i = 0; i < LANGUAGES_MAX && hd_languages[i]; i++) {
        if (!strcmp(hd_languages[i], language)) return i;
    }
    return -1;
}

static void put(copy_t *copy, hd_setting_t setting, const char *language, const char *value)
{
    int place = language_place(language);

    if (hd_setting_rows[setting].type == HD_SETTING_IS_TEXT) {
        if (place < 0) return;
        apr_cpystrn(copy->text[setting][place], value, TEXT_BYTES);
        if (*value) copy->any[setting] = 1;
    }
    else copy->number[setting] = hd_setting_rows[setting].type == HD_SETTING_IS_FLAG ? !strcmp(value, "yes") : atoi(value);
}

apr_status_t hd_settings_open(hd_shared_settings_t **settings, const char *url, apr_pool_t *process)
{
    void *memory;
    int is_new, i;
    apr_status_t status = hd_shared_open(&memory, &is_new, "settings", url, sizeof(hd_shared_settings_t), process);

    if (status != APR_SUCCESS) return status;
    *settings = memory;
    for (i = 0; is_new && i < HD_SETTINGS; i++) put(&(*settings)->copy[0], (hd_setting_t)i, "", hd_setting_rows[i].preset);
    return APR_SUCCESS;
}

/* Be the one who writes. @return 0 when somebody else does */
static int enter(hd_shared_settings_t *settings)
{
    apr_int64_t since = __atomic_load_n(&settings->writing_since, __ATOMIC_ACQUIRE), now = hd_clock_usec();

    if (since && now - since < WRITE_USEC) return 0;
    return __atomic_compare_exchange_n(&settings->writing_since, &since, now, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

static void publish(hd_shared_settings_t *settings, const apr_array_header_t *values)
{
    apr_uint64_t turn = __atomic_load_n(&settings->turn, __ATOMIC_ACQUIRE);
    copy_t *next = &settings->copy[(turn + 1) % 2];
    int i;

    memset(next, 0, sizeof(*next));
    for (i = 0; i < values->nelts; i++) {
        const hd_setting_value_t *one = &APR_ARRAY_IDX(values, i, hd_setting_value_t);
        put(next, one->setting, one->language, one->value);
    }
    if (memcmp(next, &settings->copy[turn % 2], sizeof(*next))) {
        __atomic_store_n(&settings->turn, turn + 1, __ATOMIC_RELEASE);
    }
    __atomic_store_n(&settings->writing_since, 0, __ATOMIC_RELEASE);
}

hd_error_t *hd_settings_refresh(hd_shared_settings_t *settings, hd_db_t *db, apr_pool_t *pool)
{
    apr_array_header_t *values;

    HD_TRY(hd_settings_read(&values, db, hd_languages, pool));
    if (enter(settings)) publish(settings, values); /* else the worker comes again soon */
    return NULL;
}

int hd_settings_number(const hd_shared_settings_t *settings, hd_setting_t setting)
{
    const copy_t *copy = &settings->copy[__atomic_load_n(&settings->turn, __ATOMIC_ACQUIRE) % 2];

    return __atomic_load_n(&copy->number[setting], __ATOMIC_RELAXED);
}

static const char *copy_text(const copy_t *copy, hd_setting_t setting, const char *language, apr_pool_t *pool)
{
    int place = language_place(language), i;

    if (place >= 0 && copy->text[setting][place][0]) return apr_pstrndup(pool, copy->text[setting][place], TEXT_BYTES - 1);
    for (i = 0; i < LANGUAGES_MAX; i++) {
        if (copy->text[setting][i][0]) return apr_pstrndup(pool, copy->text[setting][i], TEXT_BYTES - 1);
    }
    return NULL;
}

const char *hd_settings_text(const hd_shared_settings_t *settings, hd_setting_t setting, const char *language, apr_pool_t *pool)
{
    apr_uint64_t turn = __atomic_load_n(&settings->turn, __ATOMIC_ACQUIRE), after;
    const char *text;

    for (;;) {
        const copy_t *copy = &settings->copy[turn % 2];

        if (!__atomic_load_n(&copy->any[setting], __ATOMIC_RELAXED)) return NULL;
        text = copy_text(copy, setting, language, pool);
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        after = __atomic_load_n(&settings->turn, __ATOMIC_RELAXED);
        if (after == turn) return text;
        turn = after;
    }
}
