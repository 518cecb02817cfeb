/* src/domain/outbox.c: puts mails into the outbox, and sees them out.
 * May use: store/, mail/, text/, base/. Must not know: HTTP, when it is called.
 *
 * A delivery run may be cut off at any moment (platform.md, watchdog): each step is a statement of its own, a row that
 * was in hand then comes free when its lease ends, and whatever is done twice is the same the second time.
 * SPDX-License-Identifier: Apache-2.0 */
#include "outbox_work.h"

#include <apr_strings.h>

#include "../base/log.h"
#include "../base/token.h"
#include "../text/fold.h"
#include "tell.h"

#define OWNER_CHARS 23      /* with a dash and a public id within outbox.lease */
#define ERROR_BYTES 500     /* of outbox.last_error */
#define GIVE_UP_SEC (3 * HD_DAY_SEC)
#define TRIES_AT_LEAST 8    /* also for a mail that was tried again by hand when it was old already */
#define TRIES_AT_MOST 42    /* what fits into three days */
#define SAY_SENT_PAUSE APR_USEC_PER_SEC

/** What became of one row. */
typedef enum { SENT, SILENT, FAILED, AGAIN, UNREACHABLE, TAKEN } outcome_t;

hd_error_t *hd_outbox_add(hd_db_t *db, const hd_outbox_item_t *item, hd_time_t due, hd_time_t now, apr_pool_t *pool)
{
    const char *id;

    HD_TRY(hd_public_id_make(&id, pool));
    return hd_db_exec(NULL, db, "outbox_add",
                      HD_ARGS(hd_text(id), hd_text(item->kind), hd_text(item->recipient),
                              hd_text(item->language ? item->language : ""), hd_int(item->person_id),
                              hd_int(item->ticket_id), hd_int(item->message_id), hd_int(now), hd_int(due)));
}

/** Seconds until the next try. */
static int pause_after(int attempts)
{
    static const int pauses[] = { 30, 60, 120, 300, 600, 1800, 3600 };
    const int count = (int)(sizeof(pauses) / sizeof(pauses[0]));

    return attempts >= 1 && attempts <= count ? pauses[attempts - 1] : 7200;
}

const char *hd_outbox_error_line(const hd_error_t *error, apr_pool_t *pool)
{
    char *line = apr_pstrndup(pool, error->detail ? error->detail : error->code, 4 * ERROR_BYTES);
    apr_size_t length = strlen(line), i;

    if (length > ERROR_BYTES) {
        length = ERROR_BYTES;
        while (length && ((unsigned char)line[length] & 0xc0) == 0x80) length--;
        line[length] = '\0';
    }
    for (i = 0; i < length; i++) {
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f) line[i] = ' ';
    }
    if (!hd_text_valid(line, length, 0)) {
        for (i = 0; i < length; i++) {
            if ((unsigned char)line[i] >= 0x80) line[i] = '?';
        }
    }
    return line;
}

/** Note that a mail is out. A database that is away, for as long as another one takes to come up in its place, must not
 * make it go out twice: it is tried for as long as the row is ours, however long a try takes, and not longer, for then
 * another worker may have taken it, and the mails behind it wait. */
static hd_error_t *finish_sent(outcome_t *outcome, const hd_outbox_work_t *work, outcome_t as)
{
    *outcome = as;
    for (;;) {
        hd_error_t *error = hd_db_exec(NULL, work->db, "outbox_sent",
                                       HD_ARGS(hd_int(work->now), hd_int(work->id), hd_text(work->lease)));

        if (!error || error->kind != HD_BUSY || hd_flag_is_up(work->run->stop)) return error;
        if (hd_clock_usec() + SAY_SENT_PAUSE >= work->ours_until_usec) return error;
        apr_sleep(SAY_SENT_PAUSE);
    }
}

static hd_error_t *finish_failed(outcome_t *outcome, const hd_outbox_work_t *work, const char *why)
{
    *outcome = FAILED;
    hd_log(HD_LOG_WARNING, APR_SUCCESS, HDLOGNO(0081) "outbox: mail %s is given up after %d tries: %s",
           work->public_id ? work->public_id : "?", work->attempts, why);
    return hd_db_exec(NULL, work->db, "outbox_failed", HD_ARGS(hd_text(why), hd_int(work->id), hd_text(work->lease)));
}

/** Note that a try did not succeed: again later, or never. */
static hd_error_t *finish_unsent(outcome_t *outcome, const hd_outbox_work_t *work, const hd_error_t *error,
                                 apr_pool_t *pool)
{
    const char *line = hd_outbox_error_line(error, pool);
    int old = work->now - work->created_at >= GIVE_UP_SEC && work->attempts >= TRIES_AT_LEAST;
    int unreachable = strcmp(error->code, "mail-unreachable") == 0 || strcmp(error->code, "hook-unreachable") == 0;
    int broken_off = unreachable && hd_flag_is_up(work->run->stop); /* by us: the next worker goes on at once */

    if (error->kind == HD_DENIED || strcmp(error->code, "mail-address") == 0 || old ||
        work->attempts >= TRIES_AT_MOST) {
        HD_TRY(finish_failed(outcome, work, line));
    } else {
        *outcome = AGAIN;
        hd_log(HD_LOG_INFO, APR_SUCCESS, HDLOGNO(0080) "outbox: mail %s is not delivered at try %d: %s",
               work->public_id, work->attempts, line);
        HD_TRY(hd_db_exec(NULL, work->db, "outbox_again",
                          HD_ARGS(hd_int(work->now + (broken_off ? 0 : pause_after(work->attempts))), hd_text(line),
                                  hd_int(work->id), hd_text(work->lease))));
    }
    if (unreachable) *outcome = UNREACHABLE;
    return NULL;
}

hd_error_t *hd_outbox_give_up(const hd_outbox_work_t *work, const char *why)
{
    hd_log(HD_LOG_INFO, APR_SUCCESS, HDLOGNO(0089) "outbox: call %s is not made any more: %s", work->public_id, why);
    return hd_db_exec(NULL, work->db, "outbox_failed", HD_ARGS(hd_text(why), hd_int(work->id), hd_text(work->lease)));
}

hd_error_t *hd_outbox_end(const hd_outbox_work_t *work, const hd_error_t *failure, apr_pool_t *pool)
{
    outcome_t outcome;

    if (!failure) return finish_sent(&outcome, work, SENT);
    return finish_unsent(&outcome, work, failure, pool);
}

hd_error_t *hd_outbox_claim(int *ours, hd_outbox_work_t *work, apr_pool_t *pool)
{
    const char *nonce;
    int affected = 0;

    HD_TRY(hd_public_id_make(&nonce, pool));
    work->lease = apr_psprintf(pool, "%.*s-%s", OWNER_CHARS, work->run->owner, nonce);
    work->ours_until_usec = hd_clock_usec() + apr_time_from_sec(work->run->lease_sec);
    HD_TRY(hd_db_exec(&affected, work->db, "outbox_claim",
                      HD_ARGS(hd_text(work->lease), hd_int(work->now + work->run->lease_sec), hd_int(work->id), hd_int(work->now),
                              hd_int(work->now))));
    *ours = affected == 1;
    return NULL;
}

/** Whether an error is the database's: then the run ends. Composing and delivering have errors of their own. */
static int is_database_error(const hd_error_t *error)
{
    return (error->kind == HD_BUSY || error->kind == HD_FULL) && strncmp(error->code, "mail-", 5) != 0;
}

/** One row, from the claim to its end. */
static hd_error_t *deliver_one(outcome_t *outcome, hd_outbox_work_t *work, apr_pool_t *pool)
{
    hd_mail_readiness_t readiness;
    const char *bytes;
    apr_size_t length;
    hd_error_t *error;
    int ours;

    HD_TRY(hd_outbox_claim(&ours, work, pool));
    *outcome = TAKEN;
    if (!ours) return NULL;
    HD_TRY(hd_outbox_read(&readiness, work, pool));
    if (readiness == HD_MAIL_SILENT) return finish_sent(outcome, work, SILENT);
    if (readiness == HD_MAIL_GONE) return finish_failed(outcome, work, work->reason);
    if (work->attempts > TRIES_AT_MOST) return finish_failed(outcome, work, "no try has come to an end");

    error = hd_outbox_compose(&bytes, &length, work, pool);
    if (error && is_database_error(error)) return error;
    if (!error) {
        error = hd_post_send(work->run->post, hd_mailbox_address(work->run->from, pool), work->matter.recipient, bytes,
                             length, pool);
    }
    if (error) return finish_unsent(outcome, work, error, pool);
    hd_log(HD_LOG_DEBUG, APR_SUCCESS, HDLOGNO(0082) "outbox: mail %s is delivered at try %d", work->public_id,
           work->attempts);
    return finish_sent(outcome, work, SENT);
}

hd_error_t *hd_outbox_deliver(int *sent, int *waiting, hd_db_t *db, const hd_outbox_run_t *run, int max, hd_time_t now,
                              apr_pool_t *pool)
{
    const apr_int64_t started = hd_clock_usec();
    outcome_t outcome = SENT;
    apr_pool_t *turn;
    hd_rows_t *due;

    *sent = *waiting = 0;
    HD_TRY(hd_tell_new(db, now, pool));
    HD_TRY(hd_db_query(&due, db, "outbox_due", HD_ARGS(hd_int(now), hd_int(now), hd_int(max)), pool));
    *waiting = hd_rows_count(due);
    apr_pool_create(&turn, pool);
    while (outcome != UNREACHABLE && !hd_flag_is_up(run->stop) && hd_rows_next(due)) {
        hd_outbox_work_t *work;

        apr_pool_clear(turn);
        work = apr_pcalloc(turn, sizeof(*work));
        work->db = db;
        work->run = run;
        work->id = hd_row_int(due, 0);
        work->now = now + apr_time_sec(hd_clock_usec() - started);
        HD_TRY(deliver_one(&outcome, work, turn)); /* an error lives in turn, which lives as long as pool */
        if (outcome == SENT) (*sent)++;
        if (outcome != AGAIN && outcome != UNREACHABLE) (*waiting)--;
    }
    apr_pool_destroy(turn);
    return NULL;
}

hd_error_t *hd_outbox_clock(hd_db_t *db, hd_time_t now)
{
    return hd_db_exec(NULL, db, "outbox_clock_due", HD_ARGS(hd_int(now), hd_int(now + HD_OUTBOX_AHEAD_SEC)));
}

hd_error_t *hd_outbox_clock_leases(hd_db_t *db, hd_time_t now)
{
    return hd_db_exec(NULL, db, "outbox_clock_leases", HD_ARGS(hd_int(now + HD_OUTBOX_LEASE_SEC + HD_CLOCK_SKEW_SEC)));
}

hd_error_t *hd_outbox_list(apr_array_header_t **rows, hd_db_t *db, const char *state, int limit, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 20, sizeof(hd_outbox_row_t));
    hd_rows_t *found;

    if (state) {
        HD_TRY(hd_db_query(&found, db, "outbox_list_state", HD_ARGS(hd_text(state), hd_int(limit)), pool));
    } else {
        HD_TRY(hd_db_query(&found, db, "outbox_list", HD_ARGS(hd_int(limit)), pool));
    }
    while (hd_rows_next(found)) {
        hd_outbox_row_t *row = apr_array_push(list);

        row->id = hd_row_text(found, 0);
        row->kind = hd_row_text(found, 1);
        row->recipient = hd_row_text(found, 2);
        row->state = hd_row_text(found, 3);
        row->last_error = hd_row_text(found, 4);
        row->reference = hd_row_text(found, 5);
        row->attempts = (int)hd_row_int(found, 6);
        row->created_at = hd_row_int(found, 7);
        row->due_at = hd_row_int(found, 8);
        row->sent_at = hd_row_int(found, 9);
    }
    *rows = list;
    return NULL;
}

hd_error_t *hd_outbox_depth(hd_outbox_depth_t *depth, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_rows_t *rows;

    HD_TRY(hd_db_query(&rows, db, "outbox_depth", HD_NO_ARGS, pool));
    depth->queued = depth->failed = 0;
    depth->oldest_sec = 0;
    while (hd_rows_next(rows)) {
        int is_queued = strcmp(hd_row_text(rows, 0), "queued") == 0;
        hd_time_t since = hd_row_int(rows, 2);

        *(is_queued ? &depth->queued : &depth->failed) = hd_row_int(rows, 1);
        if (is_queued && since < now) depth->oldest_sec = (int)(now - since);
    }
    return NULL;
}

hd_error_t *hd_outbox_retry(int *count, hd_db_t *db, const char *id, hd_time_t now, apr_pool_t *pool)
{
    (void)pool;
    if (!id) return hd_db_exec(count, db, "outbox_retry_all", HD_ARGS(hd_int(now)));
    HD_TRY(hd_db_exec(count, db, "outbox_retry", HD_ARGS(hd_int(now), hd_text(id))));
    if (*count) return NULL;
    return hd_db_exec(count, db, "outbox_hurry", HD_ARGS(hd_int(now), hd_text(id), hd_int(now), hd_int(now)));
}
