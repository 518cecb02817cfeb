/* src/cli/lookup.c: what an argument of the command line stands for.
 * May use: domain/, base/. Must not know: commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include "lookup.h"

#include <apr_strings.h>

#include "../text/fold.h"

#define TEXT_MAX 200 /* characters of a column for a short text */

hd_error_t *hd_cli_person(const hd_person_t **person, const hd_cli_t *cli, const char *email)
{
    hd_person_t *found;

    HD_TRY(hd_person_by_email(&found, cli->db, email, cli->pool));
    if (!found) return hd_cli_fault(cli->pool, HD_NOT_FOUND, "there is no person %s", email);
    *person = found;
    return NULL;
}

hd_error_t *hd_cli_account(hd_account_t *account, const hd_cli_t *cli, const char *text)
{
    hd_error_t *error = hd_roster_account(account, cli->db, text, cli->pool);

    if (!error || error->kind != HD_INVALID) return error;
    return hd_cli_fault(cli->pool, HD_NOT_FOUND, strcmp(error->code, "account-unknown")
                                                     ? "several accounts are called %s: give the id (account list)"
                                                     : "there is no account %s (account list)",
                        text);
}

hd_error_t *hd_cli_check_text(const hd_cli_t *cli, const char *option, const char *text, int needed)
{
    if (needed && !*text) return hd_cli_usage(cli->pool, "--%s is empty", option);
    if (!hd_text_valid(text, strlen(text), 0)) return hd_cli_usage(cli->pool, "--%s is not a line of UTF-8", option);
    if (hd_text_chars(text) <= TEXT_MAX) return NULL;
    return hd_cli_usage(cli->pool, "--%s may have at most %d characters", option, TEXT_MAX);
}

int hd_cli_rights_parse(const char *text)
{
    static const struct {
        const char *name;
        int rights;
    } known[] = {
        { "owner", HD_RIGHT_OWNER },
        { "billing", HD_RIGHT_BILLING },
        { "support", HD_RIGHT_SUPPORT },
    };
    int rights = 0;

    while (*text) {
        apr_size_t length = strcspn(text, ","), i;
        int right = 0;
        for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
            if (strlen(known[i].name) == length && !strncmp(known[i].name, text, length)) right = known[i].rights;
        }
        if (!right) return 0;
        rights |= right;
        text += length;
        if (*text && !*++text) return 0; /* a comma at the end */
    }
    return rights;
}

const char *hd_cli_rights_text(int rights, apr_pool_t *pool)
{
    int billing = rights & HD_RIGHT_BILLING, support = rights & HD_RIGHT_SUPPORT;

    if (rights & HD_RIGHT_OWNER) return "owner";
    if (!billing && !support) return "-";
    return apr_pstrcat(pool, billing ? "billing" : "", billing && support ? "," : "", support ? "support" : "", NULL);
}
