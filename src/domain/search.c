/* src/domain/search.c: reading on, round by round, and what makes that necessary again.
 * May use: search_round.h, store/. Must not know: HTTP, when the worker calls.
 * SPDX-License-Identifier: Apache-2.0 */
#include "search.h"

#include "search_round.h"

static hd_error_t *read_round(int *some, apr_int64_t *left, hd_db_t *db, const hd_search_run_t *run, hd_time_t now,
                              apr_pool_t *pool)
{
    hd_search_round_t round;

    HD_TRY(hd_search_round_begin(&round, db, run->round, now, pool));
    HD_TRY(hd_search_round_read(some, &round));
    if (*some) HD_TRY(hd_search_round_keep(&round));
    *left = round.last_message_id > round.message_id ? round.last_message_id - round.message_id : 0;
    return NULL;
}

hd_error_t *hd_search_read_on(apr_int64_t *left, hd_db_t *db, const hd_search_run_t *run, hd_time_t now, apr_pool_t *pool)
{
    const apr_int64_t until = hd_clock_usec() + run->usec;
    apr_pool_t *scratch;
    int some = 1;

    *left = 0;
    apr_pool_create(&scratch, pool);
    while (some && !hd_flag_is_up(run->stop) && (!run->usec || hd_clock_usec() < until)) {
        hd_error_t *error;

        apr_pool_clear(scratch);
        error = read_round(&some, left, db, run, now, scratch);
        if (error && error->kind == HD_CONFLICT && run->usec) break; /* somebody else is at it */
        if (error && error->kind != HD_CONFLICT) return error;       /* lives as long as pool */
    }
    apr_pool_destroy(scratch);
    return NULL;
}

hd_error_t *hd_search_left(apr_int64_t *left, hd_db_t *db, hd_time_t now, apr_pool_t *pool)
{
    hd_search_round_t round;

    HD_TRY(hd_search_round_begin(&round, db, 0, now, pool));
    *left = round.last_message_id > round.message_id ? round.last_message_id - round.message_id : 0;
    return NULL;
}

static hd_error_t *forget(hd_db_t *db, void *baton, apr_pool_t *pool)
{
    (void)baton;
    (void)pool;
    HD_TRY(hd_db_exec(NULL, db, "search_begin", HD_NO_ARGS));
    HD_TRY(hd_db_exec(NULL, db, "search_forget_pending", HD_NO_ARGS));
    HD_TRY(hd_db_exec(NULL, db, "search_forget_posts", HD_NO_ARGS));
    return hd_db_exec(NULL, db, "search_forget_tickets", HD_NO_ARGS);
}

hd_error_t *hd_search_forget(hd_db_t *db, apr_pool_t *pool)
{
    return hd_db_transaction(db, forget, NULL, pool);
}

hd_error_t *hd_search_renew_account(hd_db_t *db, apr_int64_t account_id)
{
    return hd_db_exec(NULL, db, "search_stale_account", HD_ARGS(hd_int(account_id)));
}

hd_error_t *hd_search_renew_person(hd_db_t *db, apr_int64_t person_id, apr_pool_t *pool)
{
    hd_rows_t *accounts;

    HD_TRY(hd_db_query(&accounts, db, "search_accounts_of", HD_ARGS(hd_int(person_id)), pool));
    while (hd_rows_next(accounts)) HD_TRY(hd_search_renew_account(db, hd_row_int(accounts, 0)));
    return NULL;
}
