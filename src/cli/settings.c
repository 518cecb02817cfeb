/* src/cli/settings.c: reads Apache's configuration file as far as helpdeskctl needs it.
 * May use: base/, APR. Must not know: what is done with the settings.
 * SPDX-License-Identifier: Apache-2.0 */
#include "settings.h"

#include <apr_file_io.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <stddef.h>

#include "../store/file_type.h"
#include "fault.h"

#define LINE_MAX_BYTES 8192
#define COST_MIN 4
#define COST_MAX 16

/* A directive that is read, and where its value goes. */
typedef struct directive_t {
    const char *name;
    size_t offset; /* of a const char * in reading_t */
    int is_path;
} directive_t;

typedef struct reading_t {
    hd_settings_t settings;
    const char *cost;
} reading_t;

static const directive_t directives[] = {
    { "DBDriver", offsetof(reading_t, settings.driver), 0 },
    { "DBDParams", offsetof(reading_t, settings.params), 0 },
    { "HelpdeskDataDir", offsetof(reading_t, settings.data_dir), 1 },
    { "HelpdeskShareDir", offsetof(reading_t, settings.share_dir), 1 },
    { "HelpdeskMagicFile", offsetof(reading_t, settings.magic_file), 1 },
    { "HelpdeskPasswordCost", offsetof(reading_t, cost), 0 },
};

/* The next word of a line as Apache reads it: in quotes, where a backslash stands before a quote, or up to a space. */
static const char *next_word(const char **line, apr_pool_t *pool)
{
    const char *at = *line;
    char quote, *word, *to;

    while (apr_isspace(*at)) at++;
    quote = *at == '"' || *at == '\'' ? *at++ : '\0';
    word = to = apr_palloc(pool, strlen(at) + 1);
    while (*at && (quote ? *at != quote : !apr_isspace(*at))) {
        if (quote && *at == '\\' && (at[1] == '\\' || at[1] == quote)) at++;
        *to++ = *at++;
    }
    if (quote && *at) at++;
    *to = '\0';
    *line = at;
    return word;
}

/* A line of the file, with those that a backslash at the end continues. @return 0 at the end of the file */
static int next_line(const char **line, int *number, apr_file_t *file, apr_pool_t *pool)
{
    char part[LINE_MAX_BYTES];
    const char *whole = NULL;

    while (apr_file_gets(part, sizeof(part), file) == APR_SUCCESS) {
        apr_size_t length = strcspn(part, "\r\n");
        int goes_on = length > 0 && part[length - 1] == '\\';

        part[goes_on ? length - 1 : length] = '\0';
        whole = whole ? apr_pstrcat(pool, whole, part, NULL) : apr_pstrdup(pool, part);
        ++*number;
        if (!goes_on) break;
    }
    *line = whole;
    return whole != NULL;
}

static hd_error_t *take(reading_t *reading, const directive_t *directive, const char *value, int number,
                        apr_pool_t *pool)
{
    if (strstr(value, "${")) {
        return hd_cli_fault(pool, HD_BROKEN, "%s:%d: %s has a variable, which only Apache can put in; write its value",
                            reading->settings.path, number, directive->name);
    }
    if (directive->is_path && *value != '/') {
        return hd_cli_fault(pool, HD_BROKEN, "%s:%d: %s must be an absolute path", reading->settings.path, number,
                            directive->name);
    }
    *(const char **)((char *)reading + directive->offset) = value;
    return NULL;
}

static hd_error_t *read_line(reading_t *reading, const char *line, int number, apr_pool_t *pool)
{
    const char *name = next_word(&line, pool);
    size_t i;

    for (i = 0; i < sizeof(directives) / sizeof(directives[0]); i++) {
        if (!strcasecmp(name, directives[i].name)) {
            return take(reading, &directives[i], next_word(&line, pool), number, pool);
        }
    }
    return NULL;
}

static hd_error_t *check(reading_t *reading, apr_pool_t *pool)
{
    hd_settings_t *it = &reading->settings;

    if (!it->driver) return hd_cli_fault(pool, HD_BROKEN, "%s: DBDriver is missing", it->path);
    if (!it->params) return hd_cli_fault(pool, HD_BROKEN, "%s: DBDParams is missing", it->path);
    if (!it->data_dir) return hd_cli_fault(pool, HD_BROKEN, "%s: HelpdeskDataDir is missing", it->path);
    if (!it->magic_file) it->magic_file = apr_pstrcat(pool, it->share_dir, HD_FILE_TYPES_SHIPPED, NULL);
    if (!reading->cost) return NULL;
    it->password_cost = (int)apr_atoi64(reading->cost);
    if (it->password_cost >= COST_MIN && it->password_cost <= COST_MAX) return NULL;
    return hd_cli_fault(pool, HD_BROKEN, "%s: HelpdeskPasswordCost is a number from %d to %d", it->path, COST_MIN,
                        COST_MAX);
}

hd_error_t *hd_settings_read(hd_settings_t *settings, const char *path, apr_pool_t *pool)
{
    reading_t reading = { { path, NULL, NULL, NULL, HD_SHARE_DIR, NULL, 10 }, NULL };
    const char *line;
    apr_file_t *file;
    int number = 0;
    apr_status_t status = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BUFFERED, APR_FPROT_OS_DEFAULT, pool);
    char reason[128];

    if (status != APR_SUCCESS) {
        return hd_cli_fault(pool, HD_BROKEN, "%s: %s", path, apr_strerror(status, reason, sizeof(reason)));
    }
    while (next_line(&line, &number, file, pool)) HD_TRY(read_line(&reading, line, number, pool));
    apr_file_close(file);
    HD_TRY(check(&reading, pool));
    *settings = reading.settings;
    return NULL;
}
