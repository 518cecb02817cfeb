/* src/cli/check.c: the command check: prints what in configuration, database and attachment store does not fit.
 * May use: domain/ and what is below it, xml/. Must not know: other commands.
 * SPDX-License-Identifier: Apache-2.0 */
#include "../domain/check.h"

#include <apr_strings.h>
#include <stdio.h>
#include <unistd.h>

#include "../store/migrate.h"
#include "check.h"
#include "output.h"

/* What has been found so far. */
typedef struct finding_t {
    const hd_cli_t *cli;
    hd_view_t *view; /* NULL: lines are printed as they come */
    int faults;
} finding_t;

static const struct {
    const char *code, *words; /* words: subject, part, is, should */
} table[] = {
    [HD_FAULT_FILE_MISSING] = { "file-missing", "attachment %s (%s): its file %s is missing%s" },
    [HD_FAULT_FILE_ASIDE] = { "file-aside", "attachment %s (%s): its file %s is missing; it was set aside in orphans/, and is "
                                            "put back within minutes, or when somebody opens it%s" },
    [HD_FAULT_FILE_SIZE] = { "file-size", "attachment %s (%s): its file has %s bytes, and should have %s" },
    [HD_FAULT_FILE_HASH] = { "file-hash", "attachment %s (%s): its file has changed: its SHA-256 is %s, was %s" },
    [HD_FAULT_COUNT] = { "count", "account %s: tickets with status %s are counted as %s, and are %s" },
    [HD_FAULT_COUNT_MISSING] = { "count-missing", "account %s%s: tickets are counted for %s statuses instead of %s" },
    [HD_FAULT_QUEUE_COUNT] = { "queue-count", "department %s: tickets in stage %s of the queue are counted as %s, and are %s" },
    [HD_FAULT_QUEUE] = { "queue", "ticket %s%s stands where its status does not say, or is not counted%s%s" },
    [HD_FAULT_CLOSED] = { "closed", "ticket %s%s: status %s and the mark of closed ones do not fit%s" },
    [HD_FAULT_NO_MESSAGE] = { "no-message", "ticket %s%s has no message%s%s" },
    [HD_FAULT_NO_MAIL] = { "no-mail", "ticket %s: nobody was to be told of message %s%s%s" },
    [HD_FAULT_NO_CHANGE] = { "no-change", "ticket %s%s is closed, and it is not noted who closed it%s%s" },
    [HD_FAULT_FILES_LACK] = { "files-lack", "ticket %s: message %s has %s attachments and should have %s" },
    [HD_FAULT_MAIL_STUCK] = { "mail-stuck", "mail %s to %s has been due since %s and is taken by nobody: does Apache run?%s" },
    [HD_FAULT_SESSIONS] = { "sessions", "%s%s is disabled and has %s sessions%s" },
    [HD_FAULT_HELD] = { "held", "ticket %s: answer %s is held and nobody will show it, or is not held and would be shown%s%s" },
    [HD_FAULT_HELD_STUCK] = { "held-stuck", "ticket %s: answer %s should have been shown since %s: does Apache run?%s" },
    [HD_FAULT_HOLD] = { "hold", "ticket %s%s has the end of a hold, and its status is %s%s" },
    [HD_FAULT_HOLD_STUCK] = { "hold-stuck", "ticket %s%s should have come back from hold at %s: does Apache run?%s" },
    [HD_FAULT_MERGE] = { "merge", "ticket %s was merged into %s, and is not closed, has messages, or is led on from there%s%s" },
    [HD_FAULT_OVERDUE_COUNT] = { "overdue-count", "department %s%s: tickets that are late are counted as %s, and are %s" },
};

static void put(finding_t *finding, const char *code, const char *subject, const char *text)
{
    xmlNodePtr node;

    finding->faults++;
    if (!finding->view) {
        printf("%s\n", text);
        return;
    }
    node = hd_view_add(finding->view, hd_view_root(finding->view), "fault");
    hd_view_attr(finding->view, node, "code", code);
    hd_view_attr(finding->view, node, "subject", subject);
    hd_view_text(finding->view, node, text);
}

static const char *or_nothing(const char *text)
{
    return text ? text : "";
}

static void told(void *baton, const hd_check_fault_t *fault)
{
    finding_t *finding = baton;
    const char *text = apr_psprintf(finding->cli->pool, table[fault->kind].words, fault->subject, or_nothing(fault->part),
                                    or_nothing(fault->is), or_nothing(fault->should));

    put(finding, table[fault->kind].code, fault->subject, text);
}

static void check_places(finding_t *finding)
{
    const hd_settings_t *settings = &finding->cli->settings;
    apr_pool_t *pool = finding->cli->pool;
    const char *xslt = apr_pstrcat(pool, settings->share_dir, "/xslt", NULL);

    if (access(settings->data_dir, W_OK | X_OK) != 0) {
        put(finding, "data-dir", settings->data_dir, apr_psprintf(pool, "HelpdeskDataDir: %s cannot be written",
                                                                  settings->data_dir));
    }
    if (access(xslt, R_OK | X_OK) != 0) {
        put(finding, "share-dir", xslt, apr_psprintf(pool, "HelpdeskShareDir: %s cannot be read", xslt));
    }
}

/* @param[out] fits  whether the rest can be checked at all */
static hd_error_t *check_schema(int *fits, finding_t *finding)
{
    const hd_cli_t *cli = finding->cli;
    int is, wanted;

    HD_TRY(hd_schema_version(&is, cli->db, cli->pool));
    HD_TRY(hd_schema_version_wanted(&wanted, cli->sql_dir, cli->pool));
    *fits = is == wanted;
    if (*fits) return NULL;
    put(finding, "schema", cli->settings.driver,
        apr_psprintf(cli->pool, "the database has schema version %d, this program needs %d: run helpdeskctl migrate", is,
                     wanted));
    return NULL;
}

/* What is no fault, where there is some of it. */
static void put_counts(const finding_t *finding, const hd_check_counts_t *counts)
{
    if (finding->view) {
        hd_view_attr_int(finding->view, hd_view_root(finding->view), "unused", counts->unused);
        hd_view_attr_int(finding->view, hd_view_root(finding->view), "orphans", counts->orphans);
        return;
    }
    if (counts->unused) {
        printf("attachment files that belong to no message: %d; they are set aside after a day\n", counts->unused);
    }
    if (counts->orphans) {
        printf("attachment files that are set aside in orphans/: %d; they are removed after a month\n", counts->orphans);
    }
}

hd_error_t *hd_cli_check(hd_cli_t *cli)
{
    finding_t finding = { cli, cli->xml ? hd_view_create("cli-check", cli->pool) : NULL, 0 };
    hd_check_t check = { NULL, hd_cli_option(cli, "deep") != NULL, told, &finding };
    hd_check_counts_t counts;
    int fits, faults;

    check_places(&finding);
    HD_TRY(check_schema(&fits, &finding));
    if (fits) {
        HD_TRY(hd_cli_files(&check.files, cli));
        HD_TRY(hd_check(&faults, &counts, cli->db, &check, cli->now, cli->pool));
        put_counts(&finding, &counts);
    }
    if (finding.faults) cli->status = HD_EXIT_FAILED;
    if (finding.view) return hd_cli_print_view(finding.view, cli->pool);
    if (finding.faults) printf("%d %s\n", finding.faults, finding.faults == 1 ? "fault" : "faults");
    else printf("no faults\n");
    return NULL;
}
