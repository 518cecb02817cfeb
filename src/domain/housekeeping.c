/* src/domain/housekeeping.c: what is deleted when its time is over.
 * May use: store/, base/. Must not know: HTTP, when it is called.
 * SPDX-License-Identifier: Apache-2.0 */
#include "housekeeping.h"

#include "../base/log.h"
#include "answer.h"
#include "attachment.h"
#include "digest.h"
#include "presence.h"
#include "webhook.h"

#define MAILS_AT_ONCE 200

/* Staged files that have waited for long, and a part of the kept ones that may have no row; their age is measured by the
 * clock that has dated them, which may be a file server's. */
static hd_error_t *sweep_files(hd_db_t *db, hd_sweeper_t *sweeper, apr_pool_t *pool)
{
    hd_sweep_t sweep = { hd_attachments_used, db, 0, 0, HD_SWEEP_USEC, sweeper->stop };
    hd_swept_t swept;
    hd_time_t now;
    int removed;

    HD_TRY(hd_files_time(&now, sweeper->files, pool));
    sweep.before = now - HD_UNUSED_KEEP_SEC;
    sweep.remove_before = now - HD_ORPHAN_KEEP_SEC;
    HD_TRY(hd_files_sweep_staged(&removed, sweeper->files, now - HD_STAGED_KEEP_SEC, pool));
    HD_TRY(hd_files_sweep(&swept, sweeper->files, &sweep, &sweeper->place, pool));
    if (removed || swept.set_aside || swept.removed) {
        hd_log(HD_LOG_INFO, APR_SUCCESS, HDLOGNO(0200) "housekeeping: %d staged files removed; of attachment files without "
               "a row %d set aside, %d removed", removed, swept.set_aside, swept.removed);
    }
    return NULL;
}

/* Mails of a state, some of them. */
typedef struct mails_t {
    const char *state;
    hd_time_t before;
    int count; /* that were found */
} mails_t;

static hd_error_t *forget_mails(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    mails_t *m = baton;
    hd_value_t before = hd_int(m->before);
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "outbox_over", HD_ARGS(hd_text(m->state), before, before, hd_int(MAILS_AT_ONCE)), pool));
    m->count = hd_rows_count(rows);
    if (!m->count) return NULL;
    HD_TRY(hd_db_exec(NULL, db, "outbox_tidied", HD_ARGS(before, before))); /* first: of two workers one waits for the other */
    while (hd_rows_next(rows)) {
        HD_TRY(hd_db_exec(NULL, db, "outbox_tidy", HD_ARGS(hd_int(hd_row_int(rows, 0)), hd_text(m->state))));
    }
    return NULL;
}

/* What is left when the time is over goes at the next turn. */
static hd_error_t *tidy_outbox(hd_db_t *db, int days, hd_time_t now, apr_pool_t *pool)
{
    static const char *const states[] = { "sent", "dropped" };
    const apr_int64_t until = hd_clock_usec() + HD_OUTBOX_TIDY_USEC;
    apr_pool_t *scratch;
    int i;

    if (days <= 0) return NULL;
    apr_pool_create(&scratch, pool);
    for (i = 0; i < 2; i++) {
        mails_t mails = { states[i], now - (hd_time_t)days * HD_DAY_SEC, MAILS_AT_ONCE };

        while (mails.count == MAILS_AT_ONCE && hd_clock_usec() < until) {
            apr_pool_clear(scratch);
            HD_TRY(hd_db_transaction(db, forget_mails, &mails, scratch)); /* an error lives as long as pool */
        }
    }
    apr_pool_destroy(scratch);
    return NULL;
}

hd_error_t *hd_housekeeping(hd_db_t *db, hd_sweeper_t *sweeper, const hd_keep_terms_t *terms, hd_time_t now,
                            apr_pool_t *pool)
{
    const hd_time_t tokens = now - HD_TOKEN_KEEP_SEC, staged = now - HD_STAGED_KEEP_SEC;

    HD_TRY(hd_db_exec(NULL, db, "housekeeping_attempts", HD_ARGS(hd_int(now - HD_ATTEMPT_KEEP_SEC))));
    if (terms->session.idle_sec > 0) {
        HD_TRY(hd_db_exec(NULL, db, "housekeeping_sessions_idle", HD_ARGS(hd_int(now - terms->session.idle_sec))));
    }
    if (terms->session.max_sec > 0) {
        HD_TRY(hd_db_exec(NULL, db, "housekeeping_sessions_old", HD_ARGS(hd_int(now - terms->session.max_sec))));
    }
    HD_TRY(hd_db_exec(NULL, db, "housekeeping_tokens", HD_ARGS(hd_int(tokens), hd_int(tokens))));
    HD_TRY(hd_db_exec(NULL, db, "housekeeping_staged", HD_ARGS(hd_int(staged))));
    HD_TRY(hd_presence_forget(db, now));
    HD_TRY(hd_answers_forget(db, now, pool));
    HD_TRY(hd_digest_tidy(db, now));
    HD_TRY(hd_webhook_calls_forget(db, now));
    HD_TRY(hd_db_exec(NULL, db, "housekeeping_links", HD_ARGS(hd_int(tokens))));
    HD_TRY(tidy_outbox(db, terms->outbox_days, now, pool));
    return sweeper ? sweep_files(db, sweeper, pool) : NULL;
}

hd_error_t *hd_housekeeping_clock(hd_db_t *db, hd_time_t now)
{
    const hd_time_t after = now + HD_CLOCK_SKEW_SEC;

    HD_TRY(hd_db_exec(NULL, db, "clock_attempts", HD_ARGS(hd_int(after))));
    HD_TRY(hd_db_exec(NULL, db, "clock_sessions", HD_ARGS(hd_int(now), hd_int(now), hd_int(after))));
    return hd_db_exec(NULL, db, "clock_tokens", HD_ARGS(hd_int(after)));
}
