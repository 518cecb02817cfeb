/* src/domain/level.c: how much of a promised time a ticket has used: the arithmetic of service levels.
 * May use: text/, base/. Must not know: the database, where the times come from.
 * SPDX-License-Identifier: Apache-2.0 */
#include "level.h"

#include <string.h>

/* A ticket being measured. */
typedef struct measuring_t {
    hd_hours_t *hours;
    const apr_array_header_t *turns;
} measuring_t;

static const hd_level_turn_t *turn_of(const measuring_t *m, int i)
{
    return &APR_ARRAY_IDX(m->turns, i, hd_level_turn_t);
}

/* The moment at which so much open time is used; it runs on for ever behind the last turn, and ends at end.
 * @param[out] left what is left at the end, when there is no such moment; may be NULL @return 0: there is none */
static hd_time_t out_at(const measuring_t *m, apr_int64_t sec, hd_time_t end, apr_int64_t *left)
{
    int i;

    for (i = 0; i < m->turns->nelts; i++) {
        hd_time_t from = turn_of(m, i)->at, until = i + 1 < m->turns->nelts ? turn_of(m, i + 1)->at : APR_INT64_MAX;
        apr_int64_t open;

        if (turn_of(m, i)->stage != HD_STAGE_WAITING) continue;
        if (until > end) until = end;
        if (until == APR_INT64_MAX) return hd_hours_add(m->hours, from, sec);
        open = hd_hours_between(m->hours, from, until);
        if (open >= sec) return hd_hours_add(m->hours, from, sec);
        sec -= open;
    }
    if (left) *left = sec;
    return 0;
}

/* done_at: 0, it is not done */
static void measure(hd_level_clock_t *clock, const measuring_t *m, apr_int64_t sec, int warn_percent, hd_time_t done_at)
{
    const hd_level_turn_t *last = turn_of(m, m->turns->nelts - 1);
    hd_time_t end = done_at ? done_at : APR_INT64_MAX;

    memset(clock, 0, sizeof(*clock));
    if (sec <= 0 || !hd_hours_any(m->hours)) return;
    clock->due_at = out_at(m, sec, end, &clock->left_sec);
    if (done_at) {
        clock->state = clock->due_at && clock->due_at < done_at ? HD_LEVEL_LATE : HD_LEVEL_KEPT;
        clock->left_sec = 0;
        return;
    }
    clock->state = last->stage == HD_STAGE_WAITING ? HD_LEVEL_RUNNING : HD_LEVEL_PAUSED;
    if (warn_percent > 0) clock->warn_at = out_at(m, sec - sec * warn_percent / 100, end, NULL);
}

static void note_next(hd_level_t *level, hd_time_t at, hd_time_t now)
{
    if (at > now && (!level->next_at || at < level->next_at)) level->next_at = at;
}

static void note_overdue(hd_level_t *level, const hd_level_clock_t *clock, hd_time_t now)
{
    if (clock->state != HD_LEVEL_RUNNING) return;
    note_next(level, clock->warn_at, now);
    note_next(level, clock->due_at, now);
    if (!clock->due_at || clock->due_at > now) return;
    if (!level->overdue_at || clock->due_at < level->overdue_at) level->overdue_at = clock->due_at;
}

void hd_level_measure(hd_level_t *level, hd_hours_t *hours, const hd_level_promise_t *promise,
                      const apr_array_header_t *turns, hd_time_t answered_at, hd_time_t now)
{
    measuring_t m = { hours, turns };
    const hd_level_turn_t *last = turn_of(&m, turns->nelts - 1);

    memset(level, 0, sizeof(*level));
    if (last->stage != HD_STAGE_WAITING) {
        int i = turns->nelts - 1;

        while (i > 0 && turn_of(&m, i - 1)->stage != HD_STAGE_WAITING) i--;
        level->paused_since = turn_of(&m, i)->at;
    }
    measure(&level->first, &m, promise->first_sec, promise->warn_percent, answered_at);
    measure(&level->solution, &m, promise->solution_sec, promise->warn_percent,
            last->stage == HD_STAGE_CLOSED ? last->at : 0);
    if (level->first.state == HD_LEVEL_PAUSED && last->stage == HD_STAGE_CLOSED) {
        level->first.state = level->first.due_at ? HD_LEVEL_LATE : HD_LEVEL_NONE; /* closed without an answer */
        level->first.left_sec = 0;
    }
    note_overdue(level, &level->first, now);
    note_overdue(level, &level->solution, now);
}
