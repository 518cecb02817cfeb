/* src/cli/fault.c: words for errors, and the status to end with.
 * May use: base/, APR. Must not know: commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fault.h"

#include <apr_strings.h>
#include <string.h>

/* Code of an error whose detail is what is shown. */
static const char said[] = "said";

/* What the errors of the domain mean to an administrator; %s is the error's value. */
static const struct {
    const char *code, *words;
} table[] = {
    { "email-bad", "this is no e-mail address" },
    { "address-bad", "%s is no e-mail address" },
    { "email-taken", "there is a person with this address already" },
    { "name-empty", "the name is empty" },
    { "department-name-empty", "the name is empty in every language" },
    { "name-long", "the name may have at most %s characters" },
    { "name-invalid", "the name holds characters that a name cannot have" },
    { "password-short", "the password needs at least %s characters" },
    { "password-long", "the password may have at most %s bytes" },
    { "password-email", "the password must not be the address or a part of it" },
    { "account-unknown", "there is no such account" },
    { "account-ambiguous", "several accounts have this name" },
    { "service-unknown", "there is no such service in this account" },
    { "service-kind", "there is no such kind of service" },
    { "service-state", "there is no such state of a service" },
    { "department-unknown", "there is no such department" },
    { "department-taken", "there is a department with this slug already" },
    { "department-slug", "a slug has small letters, digits and hyphens, at most 40" },
    { "hours-span", "%s is no open time: write 08:00-12:00, 13:00-17:00" },
    { "hours-holiday", "%s is no day: write 2026-04-13, or 01-07 for each year" },
    { "hours-zone", "there is no such time zone" },
    { "level-hours", "no moment of the week is open, so nothing can be promised" },
    { "level-warn", "a warning is due when 0 to 90 percent of the time are left" },
    { "database-away", "the database does not answer" },
    { "database-busy", "the database is busy: another program writes to it; try again" },
    { "disk-full", "the disk is full" },
};

hd_error_t *hd_cli_fault(apr_pool_t *pool, hd_error_kind_t kind, const char *format, ...)
{
    hd_error_t *error = hd_error_make(pool, kind, said, NULL, HD_HERE, NULL);
    va_list args;

    va_start(args, format);
    error->detail = apr_pvsprintf(pool, format, args);
    va_end(args);
    return error;
}

static const char *one(const hd_error_t *error, apr_pool_t *pool)
{
    const char *text = NULL, *value;
    size_t i;

    if (error->code == said) return error->detail;
    for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (!strcmp(error->code, table[i].code)) text = table[i].words;
    }
    if (!text) return error->detail ? error->detail : error->code;
    value = strstr(text, "%s");
    if (value) {
        text = apr_pstrcat(pool, apr_pstrmemdup(pool, text, (apr_size_t)(value - text)),
                           error->value ? error->value : "?", value + 2, NULL);
    } else if (error->value) {
        text = apr_pstrcat(pool, text, ": ", error->value, NULL);
    }
    return error->detail ? apr_pstrcat(pool, text, " (", error->detail, ")", NULL) : text;
}

const char *hd_cli_fault_text(const hd_error_t *error, apr_pool_t *pool)
{
    const char *text = one(error, pool);
    char *line, *at;

    for (error = error->next; error; error = error->next) text = apr_pstrcat(pool, text, "; ", one(error, pool), NULL);
    line = apr_pstrdup(pool, text);
    for (at = line; *at; at++) {
        if (*at == '\n' || *at == '\r') *at = ' ';
    }
    return line;
}

int hd_cli_fault_status(const hd_error_t *error)
{
    return error->kind == HD_BAD_REQUEST ? HD_EXIT_USAGE : HD_EXIT_FAILED;
}
